"""A chart drawn on the server is a plain SVG that says what it shows."""

import re
import threading
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from levier.kernel import french
from levier.rendering import chart_options as options
from levier.rendering import charts
from levier.rendering.charts import chart_svg, formatted
from levier.rendering.errors import ChartNotDrawn

SHEET = Path(__file__).parents[2] / "levier/web/static/levier/levier.css"
MONTHS = ("janv.", "févr.", "mars")
BARS = options.bars(MONTHS, (21, 49, 30), title="Garanties accordées")
SVG = "{http://www.w3.org/2000/svg}"


def labels_of(svg: str) -> list[str]:
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_bars_bear_their_labels_and_values():
    assert {"janv.", "févr.", "mars", "21", "49", "30"} <= set(labels_of(chart_svg(BARS, 480, 240)))


def test_values_are_written_in_french():
    option = options.bars(MONTHS, (Decimal("36000.50"), 1_200_000, 0), title="x", unit="euros")
    assert {"36\u202f000,50\u00a0€", "1\u202f200\u202f000\u00a0€"} <= set(
        labels_of(chart_svg(option, 600, 240))
    )


def test_the_screen_gets_variables_and_paper_gets_ink():
    screen, paper = chart_svg(BARS, 480, 240, "screen"), chart_svg(BARS, 480, 240, "paper")
    assert 'fill="var(--lv-serie-1)"' in screen
    assert "#0B5D59" not in screen
    assert 'fill="#0B5D59"' in paper
    assert "lv:" not in screen + paper
    assert "var(" not in paper


@pytest.mark.parametrize(
    "option",
    [
        BARS,
        options.horizontal_bars(("a", "b"), (99, 22), title="Parts", unit="percent", maximum=100),
        options.stacked_bars(MONTHS, {"Prêts": (1, 2, 3), "Primes": (3, 2, 1)}, title="Par mois"),
        options.line(MONTHS, {"2024": (1, None, 3), "2023": (1, 2, 3)}, title="Cumul"),
        options.donut(("Lens", "Arras"), (52, 26), title="Projets"),
    ],
    ids=["bars", "horizontal", "stacked", "line", "donut"],
)
def test_a_strict_content_policy_shows_every_kind_of_chart(option):
    svg = chart_svg(option, 480, 260, "screen")
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == options.chart_alt(option)
    for element in root.iter():
        assert element.tag not in (f"{SVG}style", f"{SVG}script")
        assert not {"style", "class", "onclick"} & set(element.attrib)


def test_the_ink_is_that_of_the_light_theme():
    sheet = SHEET.read_text("utf-8").split('[data-bs-theme="dark"]{')[0]
    tokens = dict(re.findall(r"--lv-([a-z0-9-]+):(#[0-9A-F]{6});", sheet))
    assert {name: tokens[name] for name in charts.PAPER} == charts.PAPER


def test_two_charts_of_a_page_share_no_inner_name():
    one = options.line(MONTHS, {"2024": (1, 2, 3)}, title="Un")
    two = options.line(MONTHS, {"2024": (3, 2, 1)}, title="Deux")
    names = [
        {
            element.attrib["id"]
            for element in ElementTree.fromstring(svg).iter()
            if "id" in element.attrib
        }
        for svg in (chart_svg(one, 300, 200), chart_svg(two, 300, 200))
    ]
    assert names[0]
    assert not names[0] & names[1]


def test_hostile_labels_stay_text():
    label = '<script>alert(1)</script>"&{a}'
    svg = chart_svg(options.bars((label, "b"), (1, 2), title=label), 700, 240)
    assert label in labels_of(svg)
    assert "<script" not in svg


def test_the_same_option_gives_the_same_drawing():
    assert chart_svg(BARS, 480, 240) == chart_svg(BARS, 480, 240)


def test_a_chart_that_takes_too_long_is_refused_and_the_next_one_drawn(monkeypatch):
    monkeypatch.setattr(charts, "_contexts", threading.local())
    monkeypatch.setattr(charts, "SECONDS_LIMIT", 0.001)
    labels = [f"m{rank}" for rank in range(2000)]
    slow = options.line(labels, {"x": list(range(2000))}, title="Long")
    with pytest.raises(ChartNotDrawn, match="Le graphique n’a pas pu être dessiné"):
        chart_svg(slow, 480, 240)
    monkeypatch.setattr(charts, "SECONDS_LIMIT", 5)
    assert chart_svg(BARS, 480, 240)


def test_an_option_that_echarts_refuses_is_a_refusal():
    unknown = BARS | {"yAxis": {"type": "value", "axisLabel": {"formatter": {"$format": "francs"}}}}
    with pytest.raises(ChartNotDrawn):
        chart_svg(unknown, 480, 240)


def test_charts_may_be_drawn_at_the_same_time():
    expected, made = chart_svg(BARS, 480, 240), []
    threads = [
        threading.Thread(target=lambda: made.append(chart_svg(BARS, 480, 240))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [expected] * 4


@pytest.mark.parametrize(
    "value",
    ["0", "7", "12.5", "999", "1000", "36000", "-36000.5", "1550000", "-1550000", "17600000"],
)
def test_charts_write_figures_as_the_rest_of_the_house(value):
    exact = Decimal(value)
    assert formatted("number", float(exact)) == french.number(exact)
    assert formatted("euros", float(exact)) == french.euros(exact)
    assert formatted("short_euros", float(exact)) == french.short_euros(exact)
    assert formatted("percent", float(exact)) == french.percent(exact / 100)
