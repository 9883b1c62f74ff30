"""Why this amount: the rule met by testing one step more, else the preference that decides."""

from dataclasses import replace
from decimal import Decimal

from levier.kernel.french import NBSP, euros, percent
from levier.kernel.money import ZERO, round_euro
from levier.rules.mix.checking import Breach, broken_rules
from levier.rules.mix.figures import Figures, figures_of
from levier.rules.mix.problem import BANK, Line, Mix, Option, Problem
from levier.rules.mix.redrawing import completed


def why(problem: Problem, mix: Mix, line: Line) -> str:
    """Return why a line has its amount, in French, without a full stop.

    A guarantee follows from the loan; the bank loan is what the other resources leave, unless a
    bound holds it; any other amount is tried one step higher, the step being taken in turn from
    every other line: the first rule that then breaks is the reason.
    """
    if line.code == BANK:
        return _why_bank(problem, mix, line)
    option = problem.option(line.code)
    if option.is_guarantee:
        return _why_guarantee(problem, mix, line, option)
    breach = _binding(problem, mix, line)
    if breach is not None:
        return _named(problem, option, breach)
    return _preferred(problem, mix, line)


def one_step_more(problem: Problem, mix: Mix, line: Line) -> list[Mix]:
    """Return the mixes where the line has one step more, taken from each other line in turn."""
    step = problem.preferences.step
    found = []
    for other in mix.lines:
        if other.code == line.code or _is_guarantee(problem, other):
            continue
        less = [
            replace(o, amount=o.amount - step) if o.code == other.code else o for o in mix.lines
        ]
        moved = [replace(o, amount=o.amount + step) if o.code == line.code else o for o in less]
        found.append(completed(problem, Mix(tuple(o for o in moved if o.amount > 0))))
    return found


def _is_guarantee(problem: Problem, line: Line) -> bool:
    return line.code != BANK and problem.option(line.code).is_guarantee


def _binding(problem: Problem, mix: Mix, line: Line) -> Breach | None:
    """Return the rule that one step more would break whatever gives way; None when one holds."""
    first: Breach | None = None
    for moved in one_step_more(problem, mix, line):
        breaches = broken_rules(problem, moved)
        if not breaches:
            return None
        mine = [each for each in breaches if each.code == line.code]
        first = first or (mine or breaches)[0]
    return first or _alone(problem, mix, line)


def _alone(problem: Problem, mix: Mix, line: Line) -> Breach:
    """The only resource: it brings everything that is needed."""
    return Breach(line.code, "balance", f"les besoins restants ({euros(problem.gap)})")


def _named(problem: Problem, option: Option, breach: Breach) -> str:
    """Return a rule as the reason of an amount."""
    kind = breach.key.partition(":")[0]
    if kind == "max" and option.max_amount is not None:
        return f"le plafond de «{NBSP}{option.label}{NBSP}» ({euros(option.max_amount)})"
    if kind == "draws":
        left = sum((p.left for p in problem.pots if p.key in (option.pots or ())), ZERO)
        return f"ce qui reste dans les enveloppes de «{NBSP}{option.label}{NBSP}» ({euros(left)})"
    if kind == "share":
        wide = euros(round_euro(problem.wide(option)))
        return f"la part du plan que «{NBSP}{option.label}{NBSP}» peut payer ({wide})"
    reason = breach.reason.rstrip(".")
    return reason[:1].lower() + reason[1:]


def _why_guarantee(problem: Problem, mix: Mix, line: Line, option: Option) -> str:
    loan, quota = mix.bank_amount, line.quota or ZERO
    if option.room is not None and round_euro(loan * quota) > option.room:
        if option.outstanding:
            return (
                f"ce qui reste du plafond de «{NBSP}{option.label}{NBSP}» ({euros(option.room)}) : "
                f"{euros(option.cap_amount or ZERO)} moins {euros(option.outstanding)} en cours"
            )
        return f"le plafond de «{NBSP}{option.label}{NBSP}» ({euros(option.room)})"
    return f"{percent(quota)} du prêt bancaire de {euros(loan)}"


def _why_bank(problem: Problem, mix: Mix, line: Line) -> str:
    bank = problem.bank
    assert bank is not None
    if bank.max_amount is not None and line.amount == bank.max_amount:
        if bank.min_amount == bank.max_amount:
            return f"le prêt bancaire déjà accordé ({euros(line.amount)})"
        return f"le plus que la banque prête ({euros(line.amount)})"
    others = problem.gap - line.amount
    parts = [f"{euros(problem.total)} de besoins", f"{euros(problem.own)} d’apport"]
    firm = sum((each.amount for each in problem.firm), ZERO)
    parts += [f"{euros(firm)} de ressources fermes"] if firm else []
    parts += [f"{euros(others)} des autres lignes du montage"] if others else []
    return "ce qui reste à financer : " + ", moins ".join(parts)


def _preferred(problem: Problem, mix: Mix, line: Line) -> str:
    """Return the preference that keeps an amount from one step more, in euros of that step."""
    step, now = problem.preferences.step, figures_of(problem, mix)
    said = f"les préférences de la maison : {euros(step)} de plus"
    moved = [m for m in one_step_more(problem, mix, line) if not broken_rules(problem, m)]
    nearest = min(
        (figures_of(problem, m) for m in moved), key=lambda f: f.score(problem.preferences)
    )
    worst = max(_differences(problem, now, nearest), key=lambda each: each[0])
    return f"{said} ajouteraient {worst[1]}" if worst[0] > 0 else f"{said} n’y changeraient rien"


def _differences(problem: Problem, now: Figures, then: Figures) -> list[tuple[Decimal, str]]:
    wishes = problem.preferences
    pairs = (
        (wishes.surety, then.surety - now.surety, "de caution personnelle"),
        (
            wishes.leverage,
            then.invested - now.invested,
            "d’argent de la maison au lieu de la banque",
        ),
        (wishes.cost, then.cost - now.cost, "de coût pour le porteur"),
        (wishes.service, then.service - now.service, "de remboursement par an"),
        (wishes.uncovered, then.uncovered - now.uncovered, "de prêt sans garantie"),
        (wishes.doubt, then.doubt - now.doubt, "d’un instrument à vérifier"),
    )
    return [(weight * more, f"{euros(more)} {word}") for weight, more, word in pairs]
