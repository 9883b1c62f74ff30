"""GeoJSON read feature by feature, so that a national file never stands whole in memory."""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from levier.territories.errors import Fault

CHUNK = 1 << 20
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()
_AREAS = ("Polygon", "MultiPolygon")
_REASONS = {
    "Self-intersection": "son tracé se recoupe",
    "Ring Self-intersection": "son tracé se recoupe",
    "Too few points in geometry component": "il a trop peu de points",
    "Hole lies outside shell": "un trou est hors du contour",
    "Nested shells": "deux contours sont l’un dans l’autre",
    "Nested holes": "deux trous sont l’un dans l’autre",
    "Interior is disconnected": "son intérieur est coupé en plusieurs morceaux",
    "Duplicate Rings": "un contour est en double",
    "Invalid Coordinate": "une coordonnée n’est pas un nombre",
}


class NotGeoJson(ValueError):
    """The text is not a collection of features, or breaks off; the message is French."""


def features(stream: TextIO) -> Iterator[dict[str, Any]]:
    """Yield the features of a FeatureCollection, whatever its layout. Errors: NotGeoJson."""
    text, at, rank = _after_features(stream), 0, 0
    while True:
        at = _BETWEEN.match(text, at).end()
        if at == len(text):
            text, at = stream.read(CHUNK), 0
            if not text:
                raise NotGeoJson(f"Le fichier s’arrête après l’objet {rank}, sans se refermer.")
        elif text[at] == "]":
            return
        else:
            rank += 1
            feature, text, at = _decode(text, at, stream, rank)
            yield feature


def read_area(feature: dict[str, Any]) -> BaseGeometry:
    """Return the polygon or polygons of a feature. Errors: NotGeoJson says what is wrong."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or not geometry.get("coordinates"):
        raise NotGeoJson("Le contour manque.")
    if geometry.get("type") not in _AREAS:
        raise NotGeoJson(f"Un contour est attendu, et non « {geometry.get('type')} ».")
    try:
        area = shapely.force_2d(shape(geometry))
    except (ShapelyError, ValueError, TypeError, IndexError) as unreadable:
        raise NotGeoJson("Les coordonnées du contour sont illisibles.") from unreadable
    _check_degrees(area)
    return area


def why_invalid(area: BaseGeometry) -> str:
    """Return a French sentence saying why the polygon is not valid, or nothing."""
    reason = shapely.is_valid_reason(area)
    if reason == "Valid Geometry":
        return ""
    name, _, place = reason.partition("[")
    near = place.rstrip("]").split()
    where = f" près de {' ; '.join(near).replace('.', ',')}" if len(near) == 2 else ""
    return f"Le contour n’est pas valide : {_REASONS.get(name, name)}{where}."


def lowered(feature: dict[str, Any]) -> dict[str, str]:
    """Return the properties as text, their names in lower case."""
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return {}
    return {
        key.lower(): "" if value is None else str(value).strip()
        for key, value in properties.items()
    }


def feature_fault(rank: int, column: str, value: str, message: str) -> Fault:
    """Return the fault of the feature of this rank, counted from 1."""
    return Fault(message, row=rank, column=column, value=value[:200], unit="objet")


def _after_features(stream: TextIO) -> str:
    """Read up to the list of features and return what was read of it."""
    text = stream.read(CHUNK)
    start = text.find('"features"')
    opening = text.find("[", start) if start >= 0 else -1
    if opening < 0:
        raise NotGeoJson("Ce n’est pas un GeoJSON : la liste « features » est introuvable.")
    return text[opening + 1 :]


def _decode(text: str, at: int, stream: TextIO, rank: int) -> tuple[dict[str, Any], str, int]:
    """Decode the feature at `at`, reading on (ever larger) while the text cuts it."""
    size = CHUNK
    while True:
        try:
            feature, end = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as cut:
            more = stream.read(size)
            if not more:
                raise NotGeoJson(f"L’objet {rank} du GeoJSON est illisible.") from cut
            text, at, size = text[at:] + more, 0, size * 2
        else:
            if not isinstance(feature, dict):
                raise NotGeoJson(f"L’objet {rank} du GeoJSON n’en est pas un.")
            return feature, text, end


def _check_degrees(area: BaseGeometry) -> None:
    west, south, east, north = area.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise NotGeoJson(
            "Les coordonnées ne sont pas des degrés : prenez le fichier en WGS84, pas en Lambert."
        )
    if west >= 41 and east <= 51.5 and south >= -6 and north <= 10:
        raise NotGeoJson("Latitude et longitude sont inversées : la longitude vient d’abord.")
