"""A map of a department by EPCI, as SVG: contours when they are imported, tiles otherwise.

The value is written in each area and the legend under the map: colour alone says nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import cos, radians
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from levier.kernel.french import NBSP, number
from levier.territories.epci_shapes import Shapes, epci_shapes
from levier.territories.register import epci
from levier.territories.tile_map import Tile, tiles

Value = Decimal | int
Palette = Literal["screen", "paper"]

WIDTH = 640
CREDIT = "Contours : IGN, Etalab, Licence Ouverte 2.0"
_TILE_WIDTH, _TILE_HEIGHT, _GAP, _CORNER = 100, 74, 6, 7
_MARGIN, _LEGEND_HEIGHT, _SWATCH_HEIGHT = 4, 58, 9
_LINE = 14
"""Letters that a line of a tile holds."""
_LETTER = 0.62
"""Width of a figure, as a share of its height."""
_SPREAD = {1: (4,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a palette: the ramp from none to most, the text that each carries."""

    ramp: tuple[str, ...]
    on_ramp: tuple[str, ...]
    paper: str
    legend: str


_INKS: dict[Palette, Ink] = {
    "screen": Ink(
        ramp=tuple(f"var(--lv-carte-{rank})" for rank in range(6)),
        on_ramp=("var(--lv-terril)",) * 3 + ("#101615",) + ("var(--lv-surface)",) * 2,
        paper="var(--lv-surface)",
        legend="var(--lv-texte-2)",
    ),
    "paper": Ink(
        ramp=("#ECEAE3", "#CFE4DE", "#97C5BC", "#4F9A91", "#1B716B", "#084846"),
        on_ramp=("#1C2524",) * 3 + ("#101615",) + ("#FFFFFF",) * 2,
        paper="#FFFFFF",
        legend="#4A5452",
    ),
}


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the legend: its colour in the ramp, its lowest and highest values."""

    colour: int
    low: Value
    high: Value

    @property
    def label(self) -> str:
        """The values in clear: « 6 à 11 »."""
        low, high = short_figure(self.low), short_figure(self.high)
        return low if low == high else f"{low} à {high}"


def map_svg(
    values: Mapping[str, Value],
    label: str,
    classes: int = 5,
    department: str = "62",
    palette: Palette = "screen",
) -> str:
    """Return the map of `values` by SIREN of EPCI, in at most five classes of equal numbers.

    `label` is the title that a screen reader says. An EPCI without a value, or with zero, is in the
    class « aucun ». What lies outside the department is counted under the map.
    """
    ink = _INKS[palette]
    shapes = epci_shapes(department)
    legend = classify(values.values(), classes)
    places = tiles(department)
    if shapes:
        areas, height = _draw_shapes(shapes, values, legend, ink)
        drawn: Iterable[str] = shapes
    else:
        areas, height = _draw_tiles(places, values, legend, ink)
        drawn = [tile.siren for tile in places]
    outside = sum((value for siren, value in values.items() if siren not in set(drawn)), 0)
    none = any(not values.get(siren) for siren in drawn)
    parts = [*areas, *_draw_legend(legend, none, outside, bool(shapes), height, ink)]
    title = escape(label)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height + _LEGEND_HEIGHT}" '
        f'role="img" aria-label="{title}" font-family="Inter, sans-serif">'
        f"<title>{title}</title>{''.join(parts)}</svg>"
    )


def classify(values: Iterable[Value], classes: int = 5) -> list[Class]:
    """Return classes holding about as many positive values each; equal values stay together."""
    ranked = sorted(value for value in values if value > 0)
    groups: dict[int, list[Value]] = {}
    for value in sorted(set(ranked)):
        middle = 2 * ranked.index(value) + ranked.count(value) - 1
        group = middle * min(classes, 5) // (2 * len(ranked))
        groups.setdefault(group, []).append(value)
    spread = _SPREAD.get(len(groups), ())
    return [
        Class(colour, members[0], members[-1])
        for colour, members in zip(spread, groups.values(), strict=True)
    ]


def short_figure(value: Value) -> str:
    """Return the value short enough for an area: `52`, `369 k`, `1,9 M`."""
    exact = Decimal(value)
    for unit, name in ((Decimal(1_000_000), "M"), (Decimal(10_000), "k")):
        if abs(exact) >= unit:
            divided = exact / (unit if name == "M" else 1000)
            return f"{number(divided, 1 if name == 'M' else 0)}{NBSP}{name}"
    return number(exact, 0 if exact == exact.to_integral_value() else 1)


def _colour(value: Value | None, legend: Sequence[Class]) -> int:
    """Return the colour of the ramp for a value, 0 for none."""
    if not value or value < 0:
        return 0
    return next((each.colour for each in legend if value <= each.high), 0)


def _draw_tiles(
    places: Sequence[Tile], values: Mapping[str, Value], legend: Sequence[Class], ink: Ink
) -> tuple[list[str], int]:
    """Return the tiles as SVG and the height they take."""
    columns = max(tile.column for tile in places) + 1
    rows = max(tile.row for tile in places) + 1
    across = columns * (_TILE_WIDTH + _GAP) - _GAP
    scale = min(1.0, (WIDTH - 2 * _MARGIN) / across)
    left = (WIDTH - across * scale) / 2
    drawn = [_draw_tile(tile, values.get(tile.siren), legend, ink) for tile in places]
    group = (
        f'<g transform="translate({left:.1f} {_MARGIN}) scale({scale:.4f})">{"".join(drawn)}</g>'
    )
    return [group], round(rows * (_TILE_HEIGHT + _GAP) * scale) + _MARGIN


def _draw_tile(tile: Tile, value: Value | None, legend: Sequence[Class], ink: Ink) -> str:
    colour = _colour(value, legend)
    x, y = tile.column * (_TILE_WIDTH + _GAP), tile.row * (_TILE_HEIGHT + _GAP)
    lines = _wrapped(tile.short_name)
    names = "".join(
        f'<text x="{x + 9}" y="{y + 18 + 13 * rank}" font-size="11.5"{_fitted(line)}>'
        f"{escape(line)}</text>"
        for rank, line in enumerate(lines)
    )
    figure = short_figure(value) if value else "–"
    return (
        f'<g fill="{ink.on_ramp[colour]}"><title>{_spoken(tile.siren, value)}</title>'
        f'<rect x="{x}" y="{y}" width="{_TILE_WIDTH}" height="{_TILE_HEIGHT}" rx="{_CORNER}" '
        f'fill="{ink.ramp[colour]}"/>{names}'
        f'<text x="{x + _TILE_WIDTH - 9}" y="{y + _TILE_HEIGHT - 10}" font-size="18" '
        f'font-weight="600" text-anchor="end">{figure}</text></g>'
    )


def _fitted(line: str) -> str:
    """Return the attributes that narrow a line too long for a tile."""
    if len(line) <= _LINE + 2:
        return ""
    return f' textLength="{_TILE_WIDTH - 16}" lengthAdjust="spacingAndGlyphs"'


def _draw_shapes(
    shapes: Shapes, values: Mapping[str, Value], legend: Sequence[Class], ink: Ink
) -> tuple[list[str], int]:
    """Return the contours as SVG and the height they take; figures come last, over the limits."""
    flat = _flattened(shapes)
    height = max(area.bounds[3] for area in flat.values())
    areas, figures = [], []
    for siren, area in flat.items():
        value = values.get(siren)
        colour = _colour(value, legend)
        areas.append(
            f'<g><title>{_spoken(siren, value)}</title><path d="{_path(area)}" '
            f'fill="{ink.ramp[colour]}" stroke="{ink.paper}" stroke-width="1.6" '
            f'stroke-linejoin="round"/></g>'
        )
        if value:
            figures.append(_figure(area, value, ink.on_ramp[colour]))
    return areas + figures, round(height) + _MARGIN


def _figure(area: BaseGeometry, value: Value, colour: str) -> str:
    """Return the value written where the area is the widest, smaller where it is narrow."""
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=0.5)
    x, y = radius.coords[0]
    figure = short_figure(value)
    size = max(9.0, min(15.0, 2 * radius.length / (_LETTER * len(figure))))
    return (
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" font-size="{size:.1f}" font-weight="600" '
        f'text-anchor="middle" fill="{colour}" pointer-events="none">{figure}</text>'
    )


def _flattened(shapes: Shapes) -> Shapes:
    """Return the shapes in the drawing's own units, north up, as wide as the map."""
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    flattening = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / ((east - west) * flattening)
    origin, factors = (west, north), (flattening * scale, -scale)
    return {
        siren: shapely.transform(area, lambda degrees: (degrees - origin) * factors + _MARGIN)
        for siren, area in shapes.items()
    }


def _path(area: BaseGeometry) -> str:
    """Return the rings of the polygons as the data of an SVG path."""
    rings = [ring for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings
    )


def _draw_legend(
    legend: Sequence[Class], none: bool, outside: Value, contours: bool, top: int, ink: Ink
) -> list[str]:
    """Return the legend: a swatch a class, what is outside the map, the credit."""
    entries = [(each.colour, each.label) for each in legend]
    if none:
        entries.insert(0, (0, "aucun"))
    width = (WIDTH - 2 * _MARGIN) / max(len(entries), 1)
    y = top + 12
    parts = []
    for rank, (colour, text) in enumerate(entries):
        x = _MARGIN + rank * width
        parts.append(
            f'<rect x="{x:.1f}" y="{y}" width="{width - 2:.1f}" height="{_SWATCH_HEIGHT}" rx="2" '
            f'fill="{ink.ramp[colour]}"/>'
            f'<text x="{x + width / 2:.1f}" y="{y + 24}" font-size="12" text-anchor="middle" '
            f'fill="{ink.legend}">{text}</text>'
        )
    notes = [f"Hors de la carte : {short_figure(outside)}"] if outside else []
    notes += [CREDIT] if contours else []
    if notes:
        parts.append(
            f'<text x="{_MARGIN}" y="{y + 42}" font-size="10" fill="{ink.legend}">'
            f"{escape(' · '.join(notes))}</text>"
        )
    return parts


def _spoken(siren: str, value: Value | None) -> str:
    body = epci(siren)
    name = body.name.replace("'", "’") if body else siren
    return escape(f"{name} : {number(value) if value else 'aucun'}")


def _wrapped(name: str) -> list[str]:
    """Return the name on one or two lines, cut at a space or after a hyphen."""
    if len(name) <= _LINE:
        return [name]
    cuts = [(name[: cut.end()].strip(), name[cut.end() :]) for cut in re.finditer("[ -]", name)]
    return list(min(cuts, key=lambda cut: max(map(len, cut)))) if cuts else [name]
