"""The shapes of the EPCI of a department, from the contours of communes when they are imported."""

from uuid import UUID

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from levier.territories.layer_cache import LayerCache
from levier.territories.models import CommuneContour, ZoneLayer

_TOLERANCE_DEGREES = 0.002
"""Details smaller than some 200 m are left out: a map of a department does not show them."""

Shapes = dict[str, BaseGeometry]


def epci_shapes(department: str) -> Shapes | None:
    """Return by SIREN the part of each EPCI in the department (WGS84), or None without contours.

    The newest contours serve, whatever the year of the figures. Neighbours share their limit.
    """
    layers = ZoneLayer.objects.of_kind(ZoneLayer.Kind.CONTOUR)
    layer = next((layer for layer in layers if department in layer.departments), None)
    if layer is None:
        return None
    return _SHAPES.get((layer.pk, department), lambda: _merged(layer.pk, department)) or None


def _merged(layer_key: UUID, department: str) -> Shapes:
    parts: dict[str, list[BaseGeometry]] = {}
    rows = CommuneContour.objects.filter(layer=layer_key, department=department)
    for siren, geometry in rows.values_list("epci_siren", "geometry"):
        if siren:
            parts.setdefault(siren, []).append(shape(geometry))
    merged = [shapely.union_all(areas) for areas in parts.values()]
    if not merged:
        return {}
    return dict(zip(parts, shapely.coverage_simplify(merged, _TOLERANCE_DEGREES), strict=True))


_SHAPES: LayerCache[Shapes] = LayerCache(size=4)
