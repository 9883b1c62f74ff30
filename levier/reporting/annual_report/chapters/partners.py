"""« Agences et partenaires » : the offices, the funders, the words of the partners."""

from collections.abc import Sequence

from levier.accounts.models import Office
from levier.funds.models import Funder
from levier.reporting.annual_report.chapters.assembling import chapter, listed
from levier.reporting.annual_report.content import Chapter, HouseBlock, TableBlock, Text
from levier.reporting.annual_report.markup import paragraphs
from levier.reporting.annual_report.source import ReportSource
from levier.territories.register import commune


def partners(source: ReportSource, blocks: Sequence[HouseBlock]) -> Chapter | None:
    """Return the chapter; every house has at least an address."""
    offices = Office.objects.filter(organisation=source.organisation).order_by("name")
    rows = [_office_row(office) for office in offices]
    if not rows and not blocks:
        return None
    title = "" if len(rows) == 6 else source.texts["partners"]["title_other"]
    return chapter(
        source,
        "partners",
        across=(_offices(rows), _funders(source)),
        blocks=blocks,
        title=title,
    )


def _office_row(office: Office) -> tuple[str, str, str]:
    place = commune(office.commune_code) if office.commune_code else None
    town = place.name if place else ""
    name = (
        f"{office.name} (siège)"
        if office.is_head_office and "siège" not in office.name
        else office.name
    )
    return (
        name,
        ", ".join(t for t in (office.address, f"{office.postcode} {town}".strip()) if t),
        office.phone,
    )


def _offices(rows: list[tuple[str, str, str]]) -> TableBlock | None:
    if not rows:
        return None
    return TableBlock("Où nous trouver", ("Agence", "Adresse", "Téléphone"), rows, widths=(4, 6, 3))


def _funders(source: ReportSource) -> Text | None:
    """Return the funders in one passage, the State first; the house's own money is no funder."""
    funders = Funder.objects.filter(organisation=source.organisation).exclude(kind=Funder.Kind.OWN)
    ranks = {kind: rank for rank, kind in enumerate(Funder.Kind.values)}
    names = [f.name for f in sorted(funders, key=lambda f: (ranks[f.kind], f.name))]
    if not names:
        return None
    return Text(paragraphs(f"{listed(names)}."), "Ils financent cette action")
