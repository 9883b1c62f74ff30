"""Recognise an official file of zones by what it holds, and read it."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TextIO

from levier.territories.errors import Fault, UnreadableZoneFile
from levier.territories.zone_files.contents import Contents, ZoneFile
from levier.territories.zone_files.contours import CODE_NAMES, read_contours
from levier.territories.zone_files.geojson import NotGeoJson, features, lowered
from levier.territories.zone_files.qpv import read_qpv
from levier.territories.zone_files.zfrr import read_zfrr

KINDS = {
    "qpv": "quartiers prioritaires",
    "zfrr": "ZFRR",
    "contour": "contours de communes",
}
_GZIP, _ZIP = b"\x1f\x8b", b"PK"


def read_zone_file(
    path: Path, *, kind: str | None = None, first_day: date | None = None
) -> ZoneFile:
    """Return what an official file holds, without a fault; a gzip file is read as it is.

    The content tells the kind; `kind` only checks it. `first_day` replaces the first day that the
    law gives to the zoning. Errors: UnreadableZoneFile, with every fault found.
    """
    try:
        sha256 = _fingerprint(path)
        with _opened(path) as stream:
            contents = _read(stream, kind, first_day)
    except (OSError, EOFError, zlib.error) as unreadable:
        raise _refusal(f"Le fichier « {path.name} » ne peut pas être lu.") from unreadable
    except UnicodeDecodeError as unreadable:
        raise _refusal("Le texte du fichier n’est pas en UTF-8.") from unreadable
    return ZoneFile(contents, path.name[:200], sha256)


def _read(stream: TextIO, kind: str | None, first_day: date | None) -> Contents:
    found = _kind_of(stream)
    if kind and found != kind:
        raise _refusal(f"Le fichier contient des {KINDS[found]}, et non des {KINDS[kind]}.")
    stream.seek(0)
    if found == "zfrr":
        return read_zfrr(stream.read(), first_day)
    reader: Callable[[TextIO, date | None], Contents]
    reader = read_qpv if found == "qpv" else read_contours
    return reader(stream, first_day)


def _kind_of(stream: TextIO) -> str:
    """Return the kind of the file: by the first feature of a GeoJSON; other text is a table."""
    if not stream.read(1000).lstrip().startswith("{"):
        return "zfrr"
    stream.seek(0)
    try:
        properties = lowered(next(features(stream), {}))
    except NotGeoJson as broken:
        raise _refusal(str(broken)) from broken
    if "code_qp" in properties:
        return "qpv"
    if any(name in properties for name in CODE_NAMES):
        return "contour"
    raise _refusal(
        "Ce GeoJSON n’est ni celui des quartiers prioritaires (propriété « code_qp ») ni celui des "
        "communes (propriété « code »)."
    )


def _opened(path: Path) -> TextIO:
    """Open the text of the file, decompressed. A table may be in the encoding of spreadsheets."""
    with path.open("rb") as file:
        start = file.read(2)
    if start == _ZIP:
        raise _refusal(
            "C’est une archive ou un classeur : donnez le fichier GeoJSON qu’elle contient, ou "
            "le tableau enregistré en CSV."
        )
    if start == _GZIP:
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig")
    return path.open(encoding=_encoding(path))


def _encoding(path: Path) -> str:
    """Return the encoding of a plain file: UTF-8, or Windows' for a table that is not."""
    with path.open(encoding="utf-8-sig") as file:
        try:
            while start := file.read(1 << 20):
                if start.lstrip()[:1] == "{":
                    break
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refusal(message: str) -> UnreadableZoneFile:
    return UnreadableZoneFile([Fault(message)])
