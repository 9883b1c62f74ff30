"""A map of a department in tiles: one tile an intercommunality, laid by hand for Pas-de-Calais.

It stands in for the contours until `levier zones import` has read them.
"""

import re
from dataclasses import dataclass
from math import ceil, sqrt

from levier.kernel.french import capitalised
from levier.territories.register import Epci, epcis_of_department


@dataclass(frozen=True, slots=True)
class Tile:
    """Where an EPCI stands: column from the west, row from the north, both from 0."""

    siren: str
    short_name: str
    column: int
    row: int


_LAID_BY_HAND = {
    "62": (
        Tile("200090751", "Grand Calais", 1, 0),
        Tile("246200380", "Terre des Deux Caps", 0, 1),
        Tile("200072478", "Pays d’Opale", 1, 1),
        Tile("246200844", "Région d’Audruicq", 2, 1),
        Tile("246200729", "Boulonnais", 0, 2),
        Tile("200018083", "Desvres-Samer", 1, 2),
        Tile("246201016", "Pays de Lumbres", 2, 2),
        Tile("200069037", "Pays de Saint-Omer", 3, 2),
        Tile("245900758", "Flandre Lys", 4, 2),
        Tile("200069029", "Deux Baies en Montreuillois", 0, 3),
        Tile("200044030", "7 Vallées", 1, 3),
        Tile("200069235", "Haut Pays du Montreuillois", 2, 3),
        Tile("200072460", "Béthune-Bruay", 3, 3),
        Tile("246200364", "Lens-Liévin", 4, 3),
        Tile("246200299", "Hénin-Carvin", 5, 3),
        Tile("200069672", "Ternois", 2, 4),
        Tile("200069482", "Campagnes de l’Artois", 3, 4),
        Tile("200033579", "Arras", 4, 4),
        Tile("200044048", "Osartis Marquion", 5, 4),
        Tile("200035442", "Sud Artois", 4, 5),
    )
}
_KIND_OF_BODY = re.compile(
    r"^(?:CC|CA|CU|Métropole(?: européenne)?)\s+(?:(?:de la\b|de l'|du\b|des\b|de\b|d')\s*)?",
    re.IGNORECASE,
)


def tiles(department: str) -> list[Tile]:
    """Return the tiles of a department: laid by hand, else its EPCI by name, in a grid."""
    return list(_LAID_BY_HAND.get(department) or _grid(epcis_of_department(department)))


def short_name(body: Epci) -> str:
    """Return the name of an EPCI without its kind: « CC du Ternois » gives « Ternois »."""
    bare = _KIND_OF_BODY.sub("", body.name).replace("'", "’")
    return capitalised(bare)


def _grid(bodies: list[Epci]) -> list[Tile]:
    columns = max(1, ceil(sqrt(len(bodies) * 1.2)))
    return [
        Tile(body.siren, short_name(body), rank % columns, rank // columns)
        for rank, body in enumerate(bodies)
    ]
