"""The rules of a mix in Decimal, independent of the solver: what a mix breaks, in French.

They check again what the solver proposes, and at once what an adviser types.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.french import NBSP, euros, percent
from levier.kernel.money import CENT, ZERO, round_euro
from levier.rules.eligibility.couplings import least_beside
from levier.rules.eligibility.findings import Result
from levier.rules.eligibility.stacking import Ceiling, stacked
from levier.rules.guarantees import guaranteed_amount
from levier.rules.mix.figures import figures_of
from levier.rules.mix.problem import BANK, Line, Mix, Option, Problem


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that a mix breaks: the line at fault (empty for the whole), its key, why."""

    code: str
    key: str
    reason: str


def broken_rules(problem: Problem, mix: Mix) -> list[Breach]:
    """Return every rule that the mix breaks; nothing when it may be kept."""
    known = {option.code for option in problem.options} | ({BANK} if problem.bank else set())
    unknown = [line for line in mix.lines if line.code not in known]
    if unknown:
        reason = "Cet instrument n’est pas ouvert à ce dossier."
        return [Breach(line.code, "unknown", reason) for line in unknown]
    found: list[Breach] = []
    for line in mix.lines:
        if line.amount <= 0 or line.amount != line.amount.quantize(CENT):
            reason = "Le montant doit être positif, au centime près."
            found.append(Breach(line.code, "amount", reason))
        elif line.code == BANK:
            found += _bank(problem, mix, line)
        else:
            found += _line(problem, mix, line, problem.option(line.code))
    return [*found, *_stacking(problem, mix), *_whole(problem, mix)]


def _line(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    if option.already_held and option.once_per_person:
        yield Breach(line.code, "once", "Une seule fois par personne et par réseau : déjà obtenu.")
    rules: tuple[Callable[[Problem, Mix, Line, Option], Iterator[Breach]], ...] = (
        (_guarantee, _loan_bounds) if option.is_guarantee else (_bounds, _beside, _match)
    )
    for rule in (*rules, _coupling, _draws):
        yield from rule(problem, mix, line, option)


def _bank(problem: Problem, mix: Mix, line: Line) -> Iterator[Breach]:
    bank = problem.bank
    assert bank is not None
    if bank.max_amount is not None and line.amount > bank.max_amount:
        reason = f"La banque prête au plus {euros(bank.max_amount)}."
        yield Breach(BANK, "bank_max", reason)
    if line.amount < bank.min_amount:
        yield Breach(BANK, "bank_min", f"La banque prête au moins {euros(bank.min_amount)}.")
    if line.months not in bank.months:
        yield Breach(BANK, "months", "Cette durée n’est pas de celles que la banque propose.")


def _bounds(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    if option.max_amount is not None and line.amount > option.max_amount:
        reason = f"Au plus {euros(option.max_amount)} pour «{NBSP}{option.label}{NBSP}»."
        yield Breach(line.code, f"max:{line.code}", reason)
    if option.min_amount is not None and line.amount < option.min_amount:
        reason = f"Au moins {euros(option.min_amount)} pour «{NBSP}{option.label}{NBSP}»."
        yield Breach(line.code, f"min:{line.code}", reason)
    wide = round_euro(problem.wide(option))
    if line.amount > wide:
        reason = f"Ce que cet instrument peut payer du plan est limité à {euros(wide)}."
        yield Breach(line.code, f"share:{line.code}", reason)
    if option.is_repaid and option.months and line.months not in option.months:
        yield Breach(line.code, "months", "Cette durée n’est pas de celles de l’instrument.")


def _beside(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    bank = mix.line(BANK)
    loan = mix.bank_amount
    if option.bank_loan_min_ratio is not None:
        least = least_beside(line.amount, option.bank_loan_min_ratio)
        if loan < least:
            reason = f"Le prêt bancaire doit atteindre {euros(least)} à côté de cet instrument."
            yield Breach(line.code, f"ratio:{line.code}", reason)
    if option.bank_loan_as_long and (bank is None or bank.months < line.months):
        reason = f"Le prêt bancaire doit durer au moins {line.months}{NBSP}mois."
        yield Breach(line.code, "as_long", reason)
    share = option.bank_loan_surety_max_share
    if share is not None and bank is not None:
        surety = figures_of(problem, mix).surety
        if surety > round_euro(loan * share):
            reason = (
                f"La caution attendue ({euros(surety)}) dépasse {percent(share)} du prêt bancaire."
            )
            yield Breach(line.code, "surety", reason)


def _match(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    if option.match_ratio is None:
        return
    bank = mix.line(BANK)
    others = problem.equity
    if bank is not None and bank.months >= (problem.medium_term_months or 0):
        others += bank.amount
    for other in mix.lines:
        if other.code not in (BANK, line.code) and _is_equity(problem.option(other.code)):
            others += other.amount
    least = least_beside(line.amount, option.match_ratio)
    if others < least:
        reason = (
            f"Il faut {euros(least)} d’autres fonds propres ou de prêt à moyen terme, "
            f"le montage n’en a que {euros(others)}."
        )
        yield Breach(line.code, f"match:{line.code}", reason)


def _is_equity(option: Option) -> bool:
    return option.is_equity and not option.is_guarantee


def _guarantee(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    loan = mix.bank_amount
    if not loan:
        yield Breach(line.code, "no_loan", "Une garantie demande un prêt bancaire.")
        return
    most = option.max_quota if option.max_quota is not None else Decimal(1)
    if line.quota is None or not 0 < line.quota <= most:
        reason = f"La quotité doit être comprise entre 0 et {percent(most)}."
        yield Breach(line.code, "quota", reason)
        return
    expected = guaranteed_amount(
        loan, line.quota, option.cap_amount, option.outstanding if option.cap_amount else ZERO
    ).amount
    if line.amount != expected:
        reason = f"Le montant garanti doit être {euros(expected)} : prêt × quotité, ou le plafond."
        yield Breach(line.code, "guaranteed", reason)


def _loan_bounds(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    bank = mix.line(BANK)
    if bank is None:
        return
    if option.min_amount is not None and bank.amount < option.min_amount:
        reason = f"Cette garantie demande un prêt d’au moins {euros(option.min_amount)}."
        yield Breach(line.code, f"loan_min:{line.code}", reason)
    if option.max_amount is not None and bank.amount > option.max_amount:
        reason = f"Cette garantie admet un prêt de {euros(option.max_amount)} au plus."
        yield Breach(line.code, f"loan_max:{line.code}", reason)
    wide = round_euro(problem.wide(option))
    if bank.amount > wide:
        reason = f"Cette garantie couvre un prêt de {euros(wide)} au plus : les besoins admis."
        yield Breach(line.code, f"share:{line.code}", reason)
    if option.max_months is not None and bank.months > option.max_months:
        reason = f"Cette garantie dure au plus {option.max_months}{NBSP}mois."
        yield Breach(line.code, "months", reason)
    if option.min_months is not None and bank.months < option.min_months:
        reason = f"Cette garantie dure au moins {option.min_months}{NBSP}mois."
        yield Breach(line.code, "months", reason)


def _coupling(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    if not option.coupled_kind or option.coupled_kind in problem.firm_kinds:
        return
    kinds = {problem.option(o.code).kind for o in mix.lines if o.code not in (BANK, line.code)}
    if option.coupled_kind not in kinds:
        word = (
            "un prêt bancaire garanti"
            if option.coupled_kind == "guarantee"
            else "un autre concours"
        )
        yield Breach(line.code, "coupling", f"Cet instrument ne va qu’avec {word}.")


def _draws(problem: Problem, mix: Mix, line: Line, option: Option) -> Iterator[Breach]:
    """An amount is wholly drawn on envelopes, where the house keeps some for it."""
    if option.pots is None:
        return
    if sum(line.draws.values(), ZERO) != line.amount:
        names = [pot.name for pot in problem.pots if pot.key in option.pots]
        left = sum((pot.left for pot in problem.pots if pot.key in option.pots), ZERO)
        where = f" ({', '.join(names)})" if names else ""
        reason = f"Les enveloppes ouvertes{where} n’ont plus que {euros(left)} pour ce montant."
        yield Breach(line.code, "draws", reason)
    if not set(line.draws) <= set(option.pots):
        yield Breach(line.code, "draws", "Une des enveloppes n’est pas ouverte à cet instrument.")


def _stacking(problem: Problem, mix: Mix) -> Iterator[Breach]:
    """Guarantees on the one loan of the mix: only a clear yes of the rule of stacking is kept."""
    covers = [
        (line, problem.option(line.code))
        for line in mix.lines
        if line.code != BANK and problem.option(line.code).is_guarantee
    ]
    total = sum((line.quota or ZERO for line, _ in covers), ZERO)
    ceiling = problem.guarantee_ceiling
    law = None if ceiling is None else Ceiling(ceiling)
    for line, option in covers:
        own = line.quota or ZERO
        found = stacked(own, total - own, option.stacking_quota_cap, law)
        if found.result != Result.YES:
            reason = f"Cumul des garanties, {percent(total)} du prêt en tout : {found.threshold}."
            yield Breach(line.code, "stacking", reason)
    covered = sum((line.amount for line, _ in covers), ZERO)
    if len(covers) > 1 and covered > mix.bank_amount:
        reason = f"Les garanties couvrent {euros(covered)}, plus que le prêt bancaire."
        yield Breach("", "stacking", reason)


def _whole(problem: Problem, mix: Mix) -> Iterator[Breach]:
    """What the whole mix has to keep: balance, envelopes, de minimis, debt service."""
    money = sum(
        (
            line.amount
            for line in mix.lines
            if line.code == BANK or not problem.option(line.code).is_guarantee
        ),
        ZERO,
    )
    if money != problem.gap:
        missing = problem.gap - money
        reason = (
            f"Il manque {euros(missing)} pour couvrir les besoins."
            if missing > 0
            else f"Les ressources dépassent les besoins de {euros(-missing)}."
        )
        yield Breach("", "balance", reason)
    for shared in problem.shared_needs():
        brought = sum((line.amount for line in mix.lines if line.code in shared.codes), ZERO)
        if brought > shared.most:
            names = [problem.option(c).label for c in shared.codes if mix.line(c) is not None]
            reason = (
                f"Ensemble, {' et '.join(names)} ne peuvent payer que {euros(shared.most)} des "
                f"besoins, pas {euros(brought)}."
            )
            yield Breach("", "needs", reason)
    for pot in problem.pots:
        drawn = sum((line.draws.get(pot.key, ZERO) for line in mix.lines), ZERO)
        if drawn > pot.left:
            reason = f"L’enveloppe «{NBSP}{pot.name}{NBSP}» n’a plus que {euros(pot.left)}."
            yield Breach("", f"pot:{pot.key}", reason)
    yield from _limits(problem, mix)


def _limits(problem: Problem, mix: Mix) -> Iterator[Breach]:
    figures = figures_of(problem, mix)
    if problem.de_minimis_left is not None and figures.aid > problem.de_minimis_left:
        reason = (
            f"L’équivalent-subvention du montage ({euros(figures.aid)}) dépasse ce qui reste "
            f"de minimis ({euros(problem.de_minimis_left)})."
        )
        yield Breach("", "aid", reason)
    capacity = problem.capacity
    if capacity is not None:
        most = round_euro(capacity.room)
        if figures.service > most:
            owed = capacity.existing_service
            beside = f", {euros(owed)} étant déjà dus par ailleurs" if owed else ""
            reason = (
                f"Les remboursements de l’année la plus lourde ({euros(figures.service)}) "
                f"dépassent ce que le prévisionnel porte ({euros(most)}{beside})."
            )
            yield Breach("", "service", reason)
