"""Which column of an extract holds what: guessed by the words of its header, then corrected."""

from collections.abc import Sequence

from levier.exchange.plan_sheet.mapping import SheetMap
from levier.exchange.workbook.cells import CellFault, as_text, is_blank
from levier.exchange.workbook.reading import HEADER_WITHIN, Grid
from levier.kernel.text import normalise

ROLE_WORDS = {
    "number": "N° de la garantie", "outstanding": "Capital restant dû", "day": "Date d’arrêté",
    "unpaid": "Montant impayé", "days_late": "Jours de retard", "state": "État",
}  # fmt: skip
NEEDED = ("number", "outstanding")
# The first role whose stem stands in a title takes the column; a role is taken once.
_STEMS = (
    ("days_late", ("jours", "jour de retard", "nb retard")),
    ("unpaid", ("impaye", "arriere", "retard")),
    ("outstanding", ("restant du", "crd", "encours", "solde", "capital du")),
    ("day", ("arrete", "date de situation", "date situation", "date extrait", "date du solde")),
    ("state", ("etat", "statut", "situation", "observation")),
    ("number", (
        "n garantie", "n de garantie", "n de la garantie", "numero de garantie", "numero garantie",
        "ref garantie", "reference", "ref", "n dossier", "n de dossier", "numero", "n pret",
        "garantie",
    )),
)  # fmt: skip


def guess_extract(grids: Sequence[Grid]) -> SheetMap:
    """Return the likeliest mapping: the sheet and the header whose titles name most roles."""
    tries = [
        (len(columns), -rank, -place, columns)
        for rank, grid in enumerate(grids)
        for place, cells in enumerate(grid.lines[:HEADER_WITHIN])
        for columns in [_columns(cells)]
    ]
    if not tries:
        return SheetMap(grids[0].name, 0, {})
    _, rank, place, columns = max(tries, key=lambda one: one[:3])
    return SheetMap(grids[-rank].name, 1 - place if columns else 0, columns)


def _columns(cells: Sequence) -> dict[str, int]:
    titles = {place: _title(cell) for place, cell in enumerate(cells)}
    found: dict[str, int] = {}
    for role, stems in _STEMS:
        for stem in stems:
            for place, title in titles.items():
                if role not in found and place not in found.values() and _names(title, stem):
                    found[role] = place
    if "day" not in found and (alone := [p for p, title in titles.items() if title == "date"]):
        found["day"] = alone[0]
    return found


def _names(title: str, stem: str) -> bool:
    return len(title) < 60 and f" {stem}" in f" {title}"


def _title(cell) -> str:
    if is_blank(cell):
        return ""
    try:
        return normalise(as_text(cell))
    except CellFault:
        return ""
