"""The numbers of commitments: a series for each kind and year, `GA-2026-001`."""

from levier.catalogue.models import InstrumentKind
from levier.portfolio.models import Commitment, CommitmentNumber

PREFIXES: dict[str, str] = {
    InstrumentKind.GUARANTEE: "GA",
    InstrumentKind.LOAN: "PT",
    InstrumentKind.CONTRIBUTION: "AP",
    InstrumentKind.ADVANCE: "AV",
    InstrumentKind.GRANT: "PR",
}


def next_number(organisation, kind: str, year: int) -> str:
    """Take the next number of the kind's series; call it inside a transaction.

    The series' row is locked until the end of the transaction; a number that a file already
    brought is passed over.
    """
    series = f"{PREFIXES[kind]}-{year}"
    CommitmentNumber.objects.get_or_create(organisation=organisation, series=series)
    counter = CommitmentNumber.objects.select_for_update().get(
        organisation=organisation, series=series
    )
    taken = set(
        Commitment.objects.filter(
            organisation=organisation, number__startswith=f"{series}-"
        ).values_list("number", flat=True)
    )
    number = ""
    while not number or number in taken:
        counter.last_rank += 1
        number = f"{series}-{counter.last_rank:03d}"
    counter.save(update_fields=["last_rank"])
    return number
