"""Official files of zones made by hand: the shape is the real one, the places are invented."""

import json
from pathlib import Path

AUCHEL = {"code_qp": "QN06204M", "lib_qp": "Quartier inventé", "insee_com": "62048, 62194, 62555"}
"""Over three communes, as the official file writes them."""


def square(west=2.45, south=50.50, side=0.01):
    """Return a square ring of longitudes and latitudes."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(**corner):
    """Return the geometry of a square."""
    return {"type": "Polygon", "coordinates": [square(**corner)]}


def feature(properties, geometry=None):
    """Return a feature, over the default square when no geometry is given."""
    return {"type": "Feature", "properties": properties, "geometry": geometry or polygon()}


def geojson(folder: Path, *features, name="zones.geojson") -> Path:
    """Write a collection of features, one a line, as the official files do."""
    path = folder / name
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}", "utf-8")
    return path


def qpv(folder: Path, code="QN06204M", name="qpv.geojson", **corner) -> Path:
    """Write a file of one priority district over a square."""
    return geojson(folder, feature({**AUCHEL, "code_qp": code}, polygon(**corner)), name=name)


def table(folder: Path, text: str, name="zfrr.csv", encoding="utf-8") -> Path:
    """Write a table as it is given."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
