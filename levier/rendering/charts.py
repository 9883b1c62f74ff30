"""Charts drawn on the server: an ECharts option in, an SVG out, for the screen and for paper alike.

ECharts runs in QuickJS, one context a thread, without network, disk or clock. The same option
gives the printed colours, or the screen's CSS variables so that dark mode needs no second drawing.
"""

import json
import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any, Literal

import quickjs
from PIL import ImageFont

from levier.rendering.chart_options import chart_alt
from levier.rendering.errors import ChartNotDrawn

Palette = Literal["paper", "screen"]

HERE = Path(__file__).resolve().parent
MEMORY_LIMIT = 256 * 1024 * 1024
SECONDS_LIMIT = 5
STUBS = """
var self = globalThis, console = {log() {}, warn() {}, error() {}};
function setTimeout() { return 0 }
function clearTimeout() {}
"""
# The light tokens of levier.css: paper has no dark mode.
PAPER = {
    "serie-1": "#0B5D59", "serie-2": "#C98A1B", "serie-3": "#4C7FB8", "serie-4": "#B4533B",
    "serie-5": "#8A6A9C", "serie-ref": "#87857B", "carte-0": "#ECEAE3", "carte-1": "#CFE4DE",
    "carte-2": "#97C5BC", "carte-3": "#4F9A91", "carte-4": "#1B716B", "carte-5": "#084846",
    "terril": "#1C2524", "texte-2": "#4A5452", "texte-3": "#626B68", "trait": "#DEDBD2",
    "creux": "#ECEAE3", "surface": "#FFFFFF", "brique": "#A1361F", "pre": "#2A6732",
}  # fmt: skip
TOKEN = re.compile(r"lv:([a-z]+(?:-[a-z0-9]+)?)")
_contexts = threading.local()


def chart_svg(
    option: Mapping[str, Any], width: int, height: int, palette: Palette = "paper"
) -> str:
    """Return `option` drawn as an SVG of `width` × `height` pixels, with its French description.

    The SVG holds no inline style nor script, so that a strict content policy shows it, and its
    inner names are its own, so that a page may hold several. Errors: ChartNotDrawn.
    """
    text = json.dumps(_coloured(option, palette), allow_nan=False, sort_keys=True)
    try:
        drawn = _context().get("draw")(text, width, height)
    except quickjs.JSException as error:
        _contexts.value = None  # a context stopped halfway is not used again
        raise ChartNotDrawn(reason=str(error).splitlines()[0]) from error
    return _plain(drawn, alt=chart_alt(option), prefix=sha256(text.encode()).hexdigest()[:8])


def formatted(name: str, value: float) -> str:
    """Return `value` as the charts write it; tests compare it with kernel/french.py."""
    return _context().get("format")(name, value)


def _context() -> quickjs.Context:
    context = getattr(_contexts, "value", None)
    if context is None:
        context = quickjs.Context()
        context.set_memory_limit(MEMORY_LIMIT)
        context.eval(STUBS)
        context.eval((HERE / "echarts" / "echarts.min.js").read_text("utf-8"))
        context.eval((HERE / "charts.js").read_text("utf-8"))
        context.get("prepare")(_widths())
        context.set_time_limit(SECONDS_LIMIT)
        _contexts.value = context
    return context


@lru_cache(maxsize=1)
def _widths() -> str:
    """Return, as JSON, the width of each Latin character of Inter in thousandths of its size."""
    points = [*range(0x20, 0x180), *range(0x2000, 0x2070), 0x20AC, 0x2212, 0x202F]
    tables = {}
    for name, file in (("regular", "400Regular"), ("strong", "600SemiBold")):
        path = HERE / "fonts" / "inter" / f"Inter_{file}.ttf"
        font = ImageFont.truetype(path, 1000, layout_engine=ImageFont.Layout.BASIC)
        tables[name] = {chr(p): round(font.getlength(chr(p))) for p in points}
    return json.dumps(tables)


def _coloured(value: Any, palette: Palette) -> Any:
    """Return `value` with the tokens `lv:serie-1` as printed colours or as CSS variables."""
    if isinstance(value, str):
        found = TOKEN.fullmatch(value)
        if not found or found[1] not in PAPER:
            return value
        return f"var(--lv-{found[1]})" if palette == "screen" else PAPER[found[1]]
    if isinstance(value, Mapping):
        return {key: _coloured(item, palette) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_coloured(item, palette) for item in value]
    return value


def _plain(svg: str, *, alt: str, prefix: str) -> str:
    svg = re.sub(r"<style\b.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' (?:class|ecmeta_\w+|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r' style="([^"]*)"', lambda m: _as_attributes(m[1]), svg)
    svg = re.sub(r'(id="|url\(#|href="#)zr\d*', rf"\1c{prefix}", svg)
    svg = re.sub(r"\n+", "\n", svg).strip()
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def _as_attributes(style: str) -> str:
    pairs = (rule.split(":", 1) for rule in style.split(";") if ":" in rule)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
