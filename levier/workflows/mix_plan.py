"""What a mix replaces in the plan of a dossier, and what stays there because others bring it."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from levier.cases.models import Case, FundingRequest, PlanLine
from levier.funds.models import Funder
from levier.kernel.french import NBSP, euros
from levier.kernel.text import normalise

Nature, Status = PlanLine.Nature, PlanLine.Status
REPLACED = (Nature.BANK_LOAN, Nature.HONOUR_LOAN, Nature.SOLIDARITY, Nature.GRANT)
FIRM = (Status.FIRM, Status.IN_PRINCIPLE)
STAYS = (
    "Ce que d’autres n’ont pas encore accordé ne compte pas dans ce qui reste à financer, et reste "
    f"au plan{NBSP}: {{lines}}."
)


def looked_for(lines: Iterable[PlanLine]) -> list[PlanLine]:
    """Return the resources of the natures that a mix looks for, of which nothing is sure yet."""
    return [
        line
        for line in lines
        if line.side == PlanLine.Side.RESOURCE
        and line.nature in REPLACED
        and line.status not in (*FIRM, Status.REFUSED)
    ]


def banks_of_the_mix(case: Case) -> set[UUID]:
    """Return the banks that the dossier's requests name: the mix's bank loan is one of theirs."""
    return {
        row.bank_id
        for row in case.requests.all()
        if row.state == FundingRequest.State.PROPOSED and row.bank_id
    }


def is_anothers(line: PlanLine, ours: Collection[str], banks: Collection[UUID]) -> bool:
    """Tell whether a resource is somebody else's business, that keeping a mix never takes away.

    It names an aid of a third party, a letter, another bank, a funder or a partner that is not the
    house. An instrument of the house (named, or called as one of `ours`) never is, unless it names
    such an aid.
    """
    if line.aid_id:
        return True
    if line.instrument_id or line.label in ours:
        return False
    if line.letter_id or (line.bank_id and line.bank_id not in banks):
        return True
    if line.funder is not None:
        return line.funder.kind != Funder.Kind.OWN
    house = normalise(line.organisation.name)
    return not line.bank_id and normalise(line.partner) not in ("", house)


def said_to_stay(lines: Sequence[PlanLine]) -> list[str]:
    """Return the note that says which resources others have not granted; none without any."""
    named = [f"«{NBSP}{line}{NBSP}» ({euros(line.amount)})" for line in lines]
    return [STAYS.format(lines=", ".join(named))] if named else []
