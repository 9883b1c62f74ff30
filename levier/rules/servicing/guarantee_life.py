"""What a guarantee covers on a day, and what its call must hold, collected while it lives.

The guaranteed loan is the bank's: its outstanding is that of its theoretical schedule, corrected by
what the bank or the carrier declares. Conventions and examples: docs/rules/appels.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.dates import add_months
from levier.kernel.money import ZERO
from levier.rules.schedules import Instalment, Method, ScheduleTerms, build_schedule


@dataclass(frozen=True, slots=True)
class GuaranteedLoan:
    """The loan that a guarantee covers, in euros; constant monthly instalments from `start`."""

    amount: Decimal
    annual_rate: Decimal
    months: int
    deferral_months: int
    start: date


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared due on a day, in euros; `is_stopped`: nothing is repaid since."""

    day: date
    outstanding: Decimal
    is_stopped: bool = False


def instalments_of(loan: GuaranteedLoan) -> tuple[Instalment, ...]:
    """Return the lines of the theoretical schedule of a loan."""
    terms = ScheduleTerms(
        amount=loan.amount, annual_rate=loan.annual_rate, method=Method.ANNUITY, start=loan.start,
        periods=loan.months,
        deferred_principal_periods=min(loan.deferral_months, max(0, loan.months - 1)),
    )  # fmt: skip
    return build_schedule(terms).instalments


def theoretical_outstanding(loan: GuaranteedLoan, on: date) -> Decimal:
    """Return the principal still due on a day by the schedule, in euros; zero before its start."""
    if on < loan.start or on >= add_months(loan.start, loan.months):
        return ZERO
    repaid = sum((line.principal for line in instalments_of(loan) if line.due_on <= on), ZERO)
    return loan.amount - repaid


def theory_on(versions: Sequence[GuaranteedLoan], on: date) -> Decimal:
    """Return the theoretical outstanding by the version of the schedule in force on a day.

    `versions` are in the order of their start; a restructuring agreed begins another one.
    """
    begun = [loan for loan in versions if loan.start <= on]
    return theoretical_outstanding(begun[-1], on) if begun else ZERO


def outstanding_on(
    versions: Sequence[GuaranteedLoan], declared: Sequence[Declared], on: date
) -> Decimal:
    """Return what is due on a day: the last declaration, less what the schedule repays since.

    After an incident nothing is repaid any more: the declaration stands as it is. Without any
    declaration, the theoretical outstanding. A new version of the schedule comes with its own
    declaration, of the same day. Never below zero, in euros.
    """
    known = [row for row in declared if row.day <= on]
    theory = theory_on(versions, on)
    if not known:
        return theory
    last = sorted(known, key=lambda row: row.day)[-1]  # of one day, the last one given stands
    if last.is_stopped:
        return last.outstanding
    since = theory_on(versions, last.day) - theory
    return max(ZERO, last.outstanding - since)


class Paper(StrEnum):
    """A paper of the call, kept as soon as it exists."""

    CONTRACT = "contract"
    SCHEDULE = "schedule"
    DRAWDOWN = "drawdown"
    NOTICE = "notice"
    CLAIM = "claim"
    RECEIVER = "receiver"
    SECURITIES = "securities"


WORDS: dict[Paper, str] = {
    Paper.CONTRACT: "Contrat de prêt signé",
    Paper.SCHEDULE: "Tableau d’amortissement",
    Paper.DRAWDOWN: "Preuve du déblocage du prêt",
    Paper.NOTICE: "Mise en demeure et déchéance du terme",
    Paper.CLAIM: "Décompte de la créance",
    Paper.RECEIVER: "Déclaration de créance au mandataire",
    Paper.SECURITIES: "Justificatif des sûretés réalisées",
}
FROM_THE_START = (Paper.CONTRACT, Paper.SCHEDULE, Paper.DRAWDOWN)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What decides which papers a call needs."""

    is_insolvent: bool = False
    has_realised_securities: bool = False


def papers_needed(facts: CallFacts | None) -> list[Paper]:
    """Return the papers to hold: those of any guarantee, and those of its call when there is one.

    Source: the documented practice of guarantors (docs/rules/appels.md); the carrier's own
    agreement may ask for more.
    """
    if facts is None:
        return list(FROM_THE_START)
    needed = [*FROM_THE_START, Paper.NOTICE, Paper.CLAIM]
    if facts.is_insolvent:
        needed.append(Paper.RECEIVER)
    if facts.has_realised_securities:
        needed.append(Paper.SECURITIES)
    return needed


def papers_missing(held: Collection[str], facts: CallFacts | None) -> list[Paper]:
    """Return the papers that are needed and not held, in the order of the file."""
    return [paper for paper in papers_needed(facts) if paper not in held]
