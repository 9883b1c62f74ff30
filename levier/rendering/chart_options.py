"""The house's charts as ECharts options: one look, French figures, and a text that says the same.

Colours are tokens (`lv:serie-1`) that charts.chart_svg turns into ink or into CSS variables.
Values are drawn, never summed here: amounts come computed.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from levier.kernel import french

Value = Decimal | int | None
Unit = Literal["number", "euros", "short_euros", "percent"]
Option = dict[str, Any]

SERIES = ("lv:serie-1", "lv:serie-2", "lv:serie-3", "lv:serie-4", "lv:serie-5")
TEXT = {"fontFamily": "Inter", "fontSize": 12, "color": "lv:texte-2"}
STRONG = {"fontFamily": "Inter", "fontSize": 12, "fontWeight": 600, "color": "lv:terril"}
MOST_VALUES_SAID = 14


def bars(
    labels: Sequence[str],
    values: Sequence[Value],
    *,
    title: str,
    unit: Unit = "number",
    colour: str = SERIES[0],
) -> Option:
    """Return upright bars, one a label, each bearing its value (`percent` counts in points)."""
    series = [_series("bar", title, values, unit, colour=colour, label="top")]
    return _upright(title, labels, series, unit)


def stacked_bars(
    labels: Sequence[str],
    series: Mapping[str, Sequence[Value]],
    *,
    title: str,
    unit: Unit = "number",
) -> Option:
    """Return upright bars made of layers, one a series, with a legend above."""
    layers = [
        _series("bar", name, values, unit, colour=SERIES[rank % len(SERIES)]) | {"stack": "whole"}
        for rank, (name, values) in enumerate(series.items())
    ]
    return _upright(title, labels, layers, unit, legend=True)


def line(
    labels: Sequence[str],
    series: Mapping[str, Sequence[Value]],
    *,
    title: str,
    unit: Unit = "number",
) -> Option:
    """Return one line a series over the labels; a missing value leaves a gap."""
    lines = [
        _series("line", name, values, unit, colour=SERIES[rank % len(SERIES)])
        | {"symbol": "circle", "symbolSize": 6, "lineStyle": {"width": 2.5}}
        for rank, (name, values) in enumerate(series.items())
    ]
    return _upright(title, labels, lines, unit, legend=len(lines) > 1)


def horizontal_bars(
    labels: Sequence[str],
    values: Sequence[Value],
    *,
    title: str,
    unit: Unit = "number",
    maximum: Value = None,
    colours: Sequence[str] = (),
) -> Option:
    """Return bars lying on a track, the first on top; `maximum` is what a full track stands for.

    `colours` gives each bar its token, for bars that stand for different things.
    """
    series = _series("bar", title, values, unit, colour=SERIES[0])
    for item, colour in zip(series["data"], colours, strict=False):
        item["itemStyle"] = {"color": colour}
    series["barWidth"] = "56%"
    series["showBackground"] = True
    series["backgroundStyle"] = {"color": "lv:creux"}
    said = [_said(value, unit) for value in values]
    names = {"type": "category", "inverse": True, "axisLine": {"show": False}}
    return _frame(title, unit) | {
        "grid": {"left": 4, "right": 4, "top": 2, "bottom": 2, "containLabel": True},
        "xAxis": {
            "type": "value", "show": False, "min": 0, "max": _drawn(maximum) or "dataMax",
        },
        "yAxis": [
            names | {"data": list(labels), "axisTick": {"show": False}, "axisLabel": TEXT},
            names | {"data": said, "axisTick": {"show": False}, "axisLabel": STRONG,
                     "position": "right"},
        ],
        "series": [series],
    }  # fmt: skip


def donut(
    labels: Sequence[str], values: Sequence[Value], *, title: str, unit: Unit = "number"
) -> Option:
    """Return a ring of shares, each named beside it with its value."""
    data = [
        {
            "name": label,
            "value": _drawn(value),
            "itemStyle": {"color": SERIES[rank % len(SERIES)]},
            "label": {"formatter": f"{{b}}\n{_said(value, unit)}"},
        }
        for rank, (label, value) in enumerate(zip(labels, values, strict=True))
    ]
    ring = {
        "type": "pie", "name": title, "radius": ["48%", "74%"], "center": ["50%", "50%"],
        "itemStyle": {"borderColor": "lv:surface", "borderWidth": 2}, "data": data,
        "label": TEXT | {"lineHeight": 16, "width": 120, "overflow": "break"},
         "labelLine": {"lineStyle": {"color": "lv:serie-ref"}},
    }  # fmt: skip
    return _frame(title, unit) | {"series": [ring]}


def chart_alt(option: Mapping[str, Any]) -> str:
    """Return the chart as a French sentence: its title, then each label with its value.

    Past fourteen values in all, each series is told by its first, lowest, highest and last.
    """
    unit = option.get("levier", {}).get("unit", "number")
    labels = _labels(option)
    told = []
    for series in option.get("series", []):
        data = series["data"]
        names = labels or [item.get("name", "") for item in data]
        values = [item["value"] for item in data]
        pairs = list(zip(names, values, strict=True))
        if len(pairs) * len(option["series"]) > MOST_VALUES_SAID:
            pairs = _landmarks(pairs)
        said = f"{french.NARROW}; ".join(f"{name} {_said(value, unit)}" for name, value in pairs)
        several = len(option["series"]) > 1
        told.append(f"{series['name']}{french.NBSP}: {said}" if several else said)
    title = option.get("title", {}).get("text", "")
    return f"{title}{french.NBSP}: {'. '.join(told)}."


def _frame(title: str, unit: Unit) -> Option:
    return {
        "animation": False,
        "title": {"text": title, "show": False},
        "textStyle": TEXT,
        "levier": {"unit": unit},
    }


def _upright(
    title: str, labels: Sequence[str], series: list[Option], unit: Unit, *, legend: bool = False
) -> Option:
    option = _frame(title, unit) | {
        "grid": {"left": 4, "right": 8, "top": 40 if legend else 24, "bottom": 4,
                 "containLabel": True},
        "xAxis": {
            "type": "category", "data": list(labels), "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": "lv:serie-ref"}},
            "axisLabel": TEXT | {"hideOverlap": True},
        },
        "yAxis": {
            "type": "value", "splitNumber": 4, "axisLabel": TEXT | {"formatter": {"$format": unit}},
            "splitLine": {"lineStyle": {"color": "lv:trait"}},
        },
        "series": series,
    }  # fmt: skip
    if legend:
        option["legend"] = {
            "top": 0, "left": 0, "icon": "roundRect", "itemWidth": 12, "itemHeight": 12,
            "itemGap": 16, "textStyle": TEXT, "data": [one["name"] for one in series],
        }  # fmt: skip
    return option


def _series(
    kind: str, name: str, values: Sequence[Value], unit: Unit, *, colour: str, label: str = ""
) -> Option:
    series: Option = {
        "type": kind,
        "name": name,
        "data": [{"value": _drawn(value)} for value in values],
        "itemStyle": {"color": colour, "borderRadius": 2 if label else 0},
        "barMaxWidth": 56,
    }
    if label:
        series["label"] = STRONG | {
            "show": True, "position": label, "formatter": {"$format": unit},
        }  # fmt: skip
    return series


def _drawn(value: Value) -> float | int | None:
    return float(value) if isinstance(value, Decimal) else value


def _said(value: Value | float, unit: Unit) -> str:
    if value is None:
        return "non connu"
    exact = Decimal(str(value))
    if unit == "percent":
        return french.percent(exact / 100)
    writers = {"number": french.number, "euros": french.euros, "short_euros": french.short_euros}
    return writers[unit](exact)


def _labels(option: Mapping[str, Any]) -> list[str]:
    for name in ("yAxis", "xAxis"):
        axis = option.get(name, {})
        first = axis[0] if isinstance(axis, list) else axis
        if first.get("type") == "category":
            return list(first["data"])
    return []


def _landmarks(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    known = [pair for pair in pairs if pair[1] is not None] or pairs
    chosen = [known[0], min(known, key=_value), max(known, key=_value), known[-1]]
    return list(dict.fromkeys(sorted(chosen, key=pairs.index)))


def _value(pair: tuple[str, Any]) -> Any:
    return pair[1] if pair[1] is not None else 0
