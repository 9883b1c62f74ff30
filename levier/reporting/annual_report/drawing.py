"""Charts and maps as pictures for paper, each with the words that say the same."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from levier.kernel.french import NBSP, SHORT_MONTHS, number
from levier.rendering.chart_options import Option, bars, chart_alt, horizontal_bars
from levier.rendering.charts import chart_svg
from levier.rendering.pictures import Picture
from levier.reporting.annual_report.content import Chart
from levier.reporting.annual_report.tallies import Tally
from levier.territories.choropleth import map_svg
from levier.territories.register import epci
from levier.territories.tile_map import short_name

COLOURS = {"opale": "lv:serie-1", "ambre": "lv:serie-2", "mer": "lv:serie-3", "tuile": "lv:serie-4",
           "bruyere": "lv:serie-5", "pre": "lv:pre"}  # fmt: skip
HALF, WHOLE = 360, 760  # pixels of a chart: its letters are then those of the page


def chart(option: Option, width: int, height: int, *, title: str, source: str = "") -> Chart:
    """Return a chart drawn in ink, described by its own values."""
    svg = chart_svg(option, width, height, "paper")
    return Chart(Picture(svg.encode(), alt=chart_alt(option)), title, source)


def months_chart(
    days: Iterable[date], *, title: str, accent: str, source: str = "", width: int = HALF
) -> Chart:
    """Return how many things happened each month of the year."""
    counts = [0] * 12
    for day in days:
        counts[day.month - 1] += 1
    option = bars(SHORT_MONTHS, counts, title=title, colour=COLOURS[accent])
    return chart(option, width, 190, title=title, source=source)


def tally_chart(
    tallies: Sequence[Tally], *, title: str, accent: str, most: int = 8, source: str = "",
    amounts: bool = False,
) -> Chart | None:  # fmt: skip
    """Return lying bars, one a label; past `most`, the last ones become « Autres ».

    `amounts` draws euros instead of numbers. None without anything to draw.
    """
    shown = gathered(tallies, most)
    if not shown:
        return None
    option = horizontal_bars(
        [tally.label for tally in shown],
        [tally.amount if amounts else tally.count for tally in shown],
        title=title,
        unit="short_euros" if amounts else "number",
        colours=[COLOURS[accent]] * len(shown),
    )
    return chart(option, HALF, 25 * len(shown) + 4, title=title, source=source)


def epci_map(
    values: Mapping[str, int], department: str, *, title: str, of_what: str, source: str = ""
) -> Chart:
    """Return the map of the department by intercommunal body, read aloud by its first bodies."""
    ranked = sorted(((v, k) for k, v in values.items() if k), key=lambda pair: (-pair[0], pair[1]))
    told = ", ".join(f"{epci_name(siren)} {number(value)}" for value, siren in ranked[:6])
    alt = f"{title}{NBSP}: carte des intercommunalités, {of_what}. {told}."
    svg = map_svg(values, title, department=department, palette="paper")
    return Chart(Picture(svg.encode(), alt=alt), title, source)


def gathered(tallies: Sequence[Tally], most: int) -> list[Tally]:
    """Return at most `most` tallies: the last one gathers those left, as « Autres »."""
    if len(tallies) <= most:
        return list(tallies)
    rest = tallies[most - 1 :]
    others = Tally("Autres", sum(t.count for t in rest), sum((t.amount for t in rest), Decimal(0)))
    return [*tallies[: most - 1], others]


def epci_name(siren: str) -> str:
    """Return the name of an intercommunal body, with a curly apostrophe."""
    known = epci(siren)
    return known.name.replace("'", "’") if known else siren


def epci_short_name(siren: str) -> str:
    """Return the name of an intercommunal body without its kind: « Ternois »."""
    known = epci(siren)
    return short_name(known) if known else siren
