"""The amounts of a dossier's header: each one says its nature, and a blank says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from levier.cases.models import Case, FundingRequest
from levier.catalogue.models import InstrumentKind
from levier.committees.models import AgendaItem
from levier.kernel.french import NBSP, euros, percent, short_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment

NAMES = {
    InstrumentKind.GUARANTEE: ("Garantie", "e"),
    InstrumentKind.LOAN: ("Prêt", ""),
    InstrumentKind.CONTRIBUTION: ("Apport", ""),
    InstrumentKind.ADVANCE: ("Avance", "e"),
    InstrumentKind.GRANT: ("Prime", "e"),
}
MOST_REQUESTS = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """One cell of the header: what it is, how much (or a word in place), a line of detail."""

    label: str
    value: str
    detail: str = ""
    is_blank: bool = False


def amounts_of(
    case: Case,
    requests: Sequence[FundingRequest],
    commitments: Sequence[Commitment],
    items: Sequence[AgendaItem],
) -> list[Amount]:
    """Return the asked, proposed and granted amounts of a dossier, never mixed."""
    live = [r for r in requests if r.state != FundingRequest.State.WITHDRAWN]
    cells = [*_loan(live), *_proposed(live)]
    if not live and not commitments:
        cells.append(Amount("Demandé", "non chiffré", "aucun instrument demandé", True))
    return [*cells, *_granted(commitments, items)]


def _loan(requests: Sequence[FundingRequest]) -> list[Amount]:
    """The bank loan asked for, once, whatever the guarantees on it."""
    loans = [r for r in requests if r.loan_amount]
    if not loans:
        return []
    first = loans[0]
    known = [str(first.bank) if first.bank else "banque à trouver"]
    known += [f"{first.months}{NBSP}mois"] if first.months else []
    known += [percent(first.annual_rate)] if first.annual_rate is not None else []
    total = sum((loan.loan_amount for loan in loans), ZERO)
    return [Amount("Emprunt demandé", euros(total), ", ".join(known))]


def _proposed(requests: Sequence[FundingRequest]) -> list[Amount]:
    if len(requests) > MOST_REQUESTS:
        return [_all_proposed(requests)]
    return [_one_proposed(request) for request in requests]


def _one_proposed(request: FundingRequest) -> Amount:
    name, ending = NAMES[request.instrument.kind]
    label = f"{name} proposé{ending}"
    full = str(request.instrument)
    rest = full.removeprefix(name).strip()
    short = rest if rest[:1].isupper() else full
    detail = f"{percent(request.quota)}, {short}" if request.quota else short
    if request.amount is None:
        return Amount(label, "non chiffré", detail, True)
    return Amount(label, euros(request.amount), detail)


def _all_proposed(requests: Sequence[FundingRequest]) -> Amount:
    total = sum((r.amount for r in requests if r.amount is not None), Decimal(0))
    return Amount("Concours proposés", euros(total), f"{len(requests)} instruments")


def _granted(commitments: Sequence[Commitment], items: Sequence[AgendaItem]) -> list[Amount]:
    live = [c for c in commitments if c.state not in {"cancelled", "lapsed"}]
    if not live:
        return [Amount("Accordé", "rien à ce jour", _sitting(items), True)]
    total = sum((c.amount for c in live), ZERO)
    day = short_date(max(c.decided_on for c in live))
    cells = [Amount("Accordé", euros(total), f"{_count(live)}, le {day}")]
    set_up = [c for c in live if c.set_up_on]
    if set_up:
        done = sum((c.amount for c in set_up), ZERO)
        day = short_date(max(c.set_up_on for c in set_up))
        cells.append(Amount("Mis en place ou versé", euros(done), f"le {day}"))
    return cells


def _count(commitments: Sequence[Commitment]) -> str:
    return (
        str(commitments[0].instrument) if len(commitments) == 1 else f"{len(commitments)} concours"
    )


def _sitting(items: Sequence[AgendaItem]) -> str:
    if not items:
        return ""
    sitting = items[0].sitting
    return f"{sitting}, le {short_date(sitting.held_on)}" if sitting.held_on else str(sitting)
