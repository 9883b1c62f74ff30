"""Layers already in the base, for tests that ask them questions."""

from datetime import UTC, date, datetime

from levier.territories.services import import_layer
from levier.territories.zone_files.reading import read_zone_file
from tests.territories.files import feature, geojson, polygon, qpv, table

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def imported(path, first_day: date | None = None):
    """Import a file and return what was done."""
    return import_layer(file=read_zone_file(path, first_day=first_day), imported_at=NOON)


def qpv_layer(folder, **options):
    """Return a layer of one district over a square near Auchel: 2.45 to 2.46, 50.50 to 50.51."""
    return imported(qpv(folder, **options)).layer


def zfrr_layer(folder, lines="62168;4\n62119;-9999\n", first_day=None, name="zfrr.csv"):
    """Return a layer that classes Bourthes, and covers Pas-de-Calais."""
    return imported(table(folder, f"codgeo;codefrr\n{lines}", name=name), first_day).layer


def contour_layer(folder):
    """Return contours of four communes in a square each: two of Béthune's EPCI, Lens, Arras."""
    places = {
        "62119": (2.6, 50.5),
        "62048": (2.5, 50.5),
        "62498": (2.7, 50.5),
        "62041": (2.7, 50.4),
    }
    return imported(
        geojson(
            folder,
            *(
                feature({"code": code}, polygon(west=west, south=south, side=0.1))
                for code, (west, south) in places.items()
            ),
            name="contours.geojson",
        )
    ).layer
