"""Which polygon of a layer holds a point, and how far its limit is, in metres."""

from dataclasses import dataclass
from math import cos, radians
from uuid import UUID

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from levier.territories.layer_cache import LayerCache
from levier.territories.models import Zone

METRES_PER_DEGREE = 111_320
"""Length of a degree of latitude; one of longitude is that times the cosine of the latitude."""
_AROUND_METRES = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """A district near a point: whether it holds it, and the metres from the point to its limit."""

    code: str
    name: str
    inside: bool
    metres: float


class ZoneIndex:
    """The polygons of one layer, ready to be asked."""

    def __init__(self, zones: list[tuple[str, str, BaseGeometry]]):
        self._zones = zones
        shapely.prepare([polygon for _, _, polygon in zones])
        self._tree = shapely.STRtree([polygon for _, _, polygon in zones])

    def around(self, longitude: float, latitude: float) -> list[Place]:
        """Return the districts that hold the point or come within a kilometre, those first."""
        height = _AROUND_METRES / METRES_PER_DEGREE
        width = height / cos(radians(latitude))
        box = shapely.box(
            longitude - width, latitude - height, longitude + width, latitude + height
        )
        point = shapely.Point(longitude, latitude)
        places = []
        for rank in self._tree.query(box):
            code, name, polygon = self._zones[rank]
            metres = metres_to_limit(polygon, longitude, latitude)
            places.append(Place(code, name, bool(polygon.contains(point)), metres))
        return sorted(places, key=lambda place: (not place.inside, place.metres))


def metres_to_limit(polygon: BaseGeometry, longitude: float, latitude: float) -> float:
    """Return the metres from the point to the nearest limit of the polygon, from either side.

    The degrees are flattened around the point: exact to the decimetre at such distances.
    """
    scale = (METRES_PER_DEGREE * cos(radians(latitude)), METRES_PER_DEGREE)
    flat = shapely.transform(
        polygon.boundary, lambda degrees: (degrees - (longitude, latitude)) * scale
    )
    return float(flat.distance(shapely.Point(0, 0)))


def index_of(layer_key: UUID) -> ZoneIndex:
    """Return the index of a layer, read from its zones the first time."""
    return _INDEXES.get(layer_key, lambda: _read(layer_key))


def _read(layer_key: UUID) -> ZoneIndex:
    rows = Zone.objects.filter(layer=layer_key).values_list("code", "name", "geometry")
    return ZoneIndex([(code, name, shape(geometry)) for code, name, geometry in rows])


_INDEXES: LayerCache[ZoneIndex] = LayerCache(size=8)
