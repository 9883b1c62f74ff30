"""The house's blocks, ready for paper: text cleaned, picture made fit, QR code drawn."""

from levier.accounts.models import Organisation
from levier.documents.services import open_content
from levier.rendering.errors import PictureNotRead
from levier.rendering.pictures import Picture, print_ready
from levier.rendering.qr import qr_svg
from levier.reporting.annual_report.content import HouseBlock
from levier.reporting.annual_report.markup import to_nodes
from levier.reporting.models import ReportBlock

PRINT_SIDE = 1600  # pixels: a column of the page at 300 dots an inch


def blocks_by_chapter(organisation: Organisation, year: int) -> dict[str, list[HouseBlock]]:
    """Return the blocks of the year by chapter, in their order.

    A portrait whose consent was withdrawn is left out: it does not go to print.
    """
    rows = (
        ReportBlock.objects.filter(organisation=organisation, year=year)
        .select_related("picture", "consent")
        .order_by("chapter", "position", "pk")
    )
    found: dict[str, list[HouseBlock]] = {}
    for row in rows:
        if may_be_printed(row):
            found.setdefault(row.chapter, []).append(house_block(row))
    return found


def may_be_printed(row: ReportBlock) -> bool:
    """Tell whether a block may leave: a portrait needs a consent that still stands."""
    if row.kind != ReportBlock.Kind.PORTRAIT:
        return True
    return row.consent is not None and row.consent.withdrawn_on is None


def house_block(row: ReportBlock) -> HouseBlock:
    """Return one block as the page prints it."""
    qr = Picture(qr_svg(row.link).encode(), f"Code QR vers {row.link}") if row.link else None
    return HouseBlock(
        kind=row.kind,
        title=row.title,
        nodes=to_nodes(row.text),
        picture=_picture(row),
        credit=row.credit,
        link=row.link,
        qr=qr,
    )


def _picture(row: ReportBlock) -> Picture | None:
    """Return the picture of a block; one that cannot be read is left out, and the text stays."""
    if row.picture is None:
        return None
    with open_content(row.picture) as opened:
        content = opened.read()
    try:
        return Picture(print_ready(content, PRINT_SIDE), row.picture_alt)
    except PictureNotRead:
        return None
