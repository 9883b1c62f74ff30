from math import asin, cos, radians, sin, sqrt

import pytest
from shapely.geometry import shape

from levier.territories.zone_index import ZoneIndex, metres_to_limit
from tests.territories.files import polygon

SQUARE = shape(polygon())
EARTH_RADIUS = 6_371_009


def great_circle(one, other):
    """Return the metres between two points (haversine)."""
    (lon1, lat1), (lon2, lat2) = one, other
    half = (
        sin(radians(lat2 - lat1) / 2) ** 2
        + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * asin(sqrt(half))


@pytest.mark.parametrize(
    ("point", "nearest"),
    [
        ((2.4500, 50.4990), (2.4500, 50.5000)),
        ((2.4480, 50.5050), (2.4500, 50.5050)),
        ((2.4610, 50.5110), (2.4600, 50.5100)),
        ((2.4515, 50.5050), (2.4500, 50.5050)),
    ],
)
def test_the_distance_is_that_of_the_great_circle(point, nearest):
    assert metres_to_limit(SQUARE, *point) == pytest.approx(great_circle(point, nearest), rel=0.002)


def test_the_district_that_holds_the_point_goes_first():
    index = ZoneIndex(
        [
            ("far", "Loin", shape(polygon(west=2.6))),
            ("near", "Près", shape(polygon(west=2.4601))),
            ("in", "Dedans", SQUARE),
        ]
    )

    places = index.around(2.4595, 50.505)

    assert [(place.code, place.inside) for place in places] == [("in", True), ("near", False)]


def test_an_empty_layer_has_nothing_around():
    assert ZoneIndex([]).around(2.45, 50.5) == []
