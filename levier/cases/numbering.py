"""The numbers of dossiers: a series for each track and year, `TPE-2026-001`."""

from levier.accounts.models import Organisation
from levier.cases.models import Case, CaseNumber
from levier.cases.tracks import Track

PREFIXES: dict[str, str] = {
    Track.CREATION: "TPE",
    Track.ENGAGED: "ENG",
    Track.ESS: "ESS",
    Track.DASESS: "DAS",
    Track.DLA: "DLA",
    Track.FIDESS: "FID",
    Track.ACCES_PLUS: "ACC",
    Track.BRSA: "BRSA",
    Track.CROWDFUNDING: "PRO",
}


def next_number(organisation: Organisation, track: str, year: int) -> str:
    """Take the next number of the track's series for this year; call it inside a transaction.

    The row of the series is locked until the end of the transaction, so two dossiers opened at
    once never get the same number; a number that a file already brought is passed over.
    """
    series = f"{PREFIXES[track]}-{year}"
    CaseNumber.objects.get_or_create(organisation=organisation, series=series)
    counter = CaseNumber.objects.select_for_update().get(organisation=organisation, series=series)
    if not counter.last_rank:
        counter.last_rank = _last_rank_brought(organisation, series)
    number = ""
    while not number or Case.objects.filter(organisation=organisation, number=number).exists():
        counter.last_rank += 1
        number = f"{series}-{counter.last_rank:03d}"
    counter.save(update_fields=["last_rank"])
    return number


def _last_rank_brought(organisation: Organisation, series: str) -> int:
    """Return the last rank of the series that a file brought, 0 when it brought none."""
    brought = Case.objects.filter(
        organisation=organisation, number__gte=f"{series}-", number__lt=f"{series}-:"
    )
    last = brought.order_by("-number").values_list("number", flat=True).first()
    digits = last.rpartition("-")[2] if last else ""
    return int(digits) if digits.isdigit() else 0
