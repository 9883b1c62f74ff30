"""When no mix keeps every rule: what to relax, and by how much."""

from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.french import NBSP, euros
from levier.kernel.money import ZERO, round_euro
from levier.rules.mix.building import columns_of
from levier.rules.mix.constraints import constrain
from levier.rules.mix.problem import Option, Problem
from levier.rules.mix.program import Program

OWN = "own"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One constraint to relax: its key, by how many euros, and the sentence that says so."""

    key: str
    amount: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why nothing fits: `least`, the smallest total relaxation, and each constraint `alone`."""

    least: tuple[Relaxation, ...]
    alone: tuple[Relaxation, ...]


def diagnose(problem: Problem) -> Diagnosis:
    """Return what to relax so that a mix exists.

    `least`: the constraints whose relaxations, summed in euros, are the smallest. `alone`: for
    each constraint, the smallest relaxation that is enough by itself, the smallest first.
    """
    keys = _keys(problem)
    alone = [found[0] for key in keys if len(found := _relaxed(problem, frozenset({key}))) == 1]
    return Diagnosis(
        _relaxed(problem, frozenset(keys)),
        tuple(sorted(alone, key=lambda each: (each.amount, each.key))),
    )


def _keys(problem: Problem) -> list[str]:
    keys = [OWN, "bank_max", "bank_min", "aid", "service", "needs"]
    keys += [f"pot:{pot.key}" for pot in problem.pots]
    for option in problem.options:
        kinds = ("loan_min", "loan_max", "share") if option.is_guarantee else (
            "max", "min", "share", "ratio", "match"
        )  # fmt: skip
        keys += [f"{kind}:{option.code}" for kind in kinds]
    return keys


def _relaxed(problem: Problem, keys: frozenset[str]) -> tuple[Relaxation, ...]:
    program = Program(relaxed=keys)
    columns = columns_of(problem, program)
    constrain(problem, program, columns)
    values = program.solve()
    if values is None:
        return ()
    found = []
    for key, rank in program.slacks.items():
        amount = Decimal(round(values[rank])) * (problem.preferences.step if key == OWN else 1)
        if key == OWN and columns.rest_own is not None and round(values[columns.rest_own]):
            amount += columns.rest
        if amount:
            found.append(Relaxation(key, amount, sentence_of(problem, key, amount)))
    return tuple(found)


def sentence_of(problem: Problem, key: str, amount: Decimal) -> str:
    """Return what relaxing a constraint by `amount` euros means, in French."""
    kind, _, code = key.partition(":")
    said = euros(amount)
    if kind in _WHOLE:
        return _WHOLE[kind].format(amount=said)
    if kind == "service":
        assert problem.capacity is not None
        more = amount * problem.capacity.dscr_floor + problem.capacity.shortfall
        caf = euros(round_euro(more))
        return (
            f"Étaler {said} de remboursements de l’année la plus lourde (durée plus longue), "
            f"ou prévoir {caf} de CAF de plus."
        )
    if kind == "bank_max" and problem.bank is not None:
        most = problem.bank.max_amount or ZERO
        return f"Obtenir de la banque {euros(most + amount)} au lieu de {euros(most)}."
    if kind == "pot":
        name = next(pot.name for pot in problem.pots if pot.key == code)
        return f"Ajouter {said} à l’enveloppe «{NBSP}{name}{NBSP}»."
    return _of_option(problem.option(code), kind, amount)


_WHOLE = {
    OWN: "Apporter {amount} de plus, ou réduire les besoins d’autant.",
    "bank_min": "Accepter de la banque un prêt plus petit de {amount} que son minimum.",
    "needs": "Inscrire au plan {amount} de plus de besoins que ces instruments peuvent payer.",
    "aid": "Disposer de {amount} de plus sous le plafond de minimis.",
}


def _of_option(option: Option, kind: str, amount: Decimal) -> str:
    label, said = f"«{NBSP}{option.label}{NBSP}»", euros(amount)
    if kind in ("max", "loan_max"):
        most = option.max_amount or ZERO
        return f"Porter le maximum de {label} de {euros(most)} à {euros(most + amount)}."
    if kind in ("min", "loan_min"):
        least = option.min_amount or ZERO
        return f"Descendre sous le minimum de {label} ({euros(least)}) de {said}."
    return {
        "share": f"Laisser {label} payer {said} de plus du plan.",
        "ratio": f"Admettre pour {label} un prêt bancaire plus petit de {said}.",
        "match": f"Admettre pour {label} {said} de moins d’autres fonds propres.",
    }[kind]
