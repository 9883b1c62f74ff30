"""What the pages of figures show, gathered and ready for their templates."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.kernel.french import SHORT_MONTHS, euros, number
from levier.portfolio.models import Commitment
from levier.rendering.chart_options import bars
from levier.rendering.charts import chart_svg
from levier.reporting.differences import gaps
from levier.reporting.errors import UnknownFigureCode
from levier.reporting.facts import read_facts
from levier.reporting.figures import Published, figures_of, frozen_year, published_figures
from levier.reporting.models import FrozenYear, YearTarget
from levier.reporting.rows import days_of_figure, rows_behind
from levier.rules.indicators.compute import compute
from levier.rules.indicators.definitions import Definition, definitions
from levier.rules.indicators.facts import YearFacts
from levier.rules.indicators.publication import FigureValue
from levier.territories.choropleth import map_svg
from levier.territories.register import epci
from levier.web.reporting.lines import Line
from levier.web.reporting.row_list import RowSet, columns_of, counted, row_url
from levier.web.reporting.scopes import Reading

KEY_FIGURES = (
    "headline.bank_loans_guaranteed",
    "tpe.guarantees",
    "headline.solidarity_finance",
    "headline.committees",
    "headline.jobs",
    "headline.supported",
    "headline.engineering_credits",
    "headline.grants",
)
FIRST_OPEN = "tpe.guarantees"
ROWS_SHOWN = 5


@dataclass(frozen=True)
class YearPage:
    """Everything the page of a year draws on, read once."""

    organisation: Organisation
    year: int
    reading: Reading
    facts: YearFacts
    lines: dict[str, Line]
    frozen: FrozenYear | None
    changed: int

    @property
    def chapters(self) -> list[tuple[str, list[Line]]]:
        """The figures by chapter of the report, in its order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines.values():
            found.setdefault(line.definition.chapter, []).append(line)
        return list(found.items())

    @property
    def key_lines(self) -> list[Line]:
        """The figures of the band."""
        return [self.lines[code] for code in KEY_FIGURES]

    @property
    def targets(self) -> list[Line]:
        """The figures that have a target."""
        return [line for line in self.lines.values() if line.target is not None]


def year_page(organisation: Organisation, year: int, reading: Reading) -> YearPage:
    """Read a year for its page. Publication and targets are those of the whole house only."""
    facts = read_facts(organisation, year, reading.scope)
    values = figures_of(facts, year)
    whole = reading.scope.is_whole
    frozen = frozen_year(organisation, year) if whole else None
    published = published_figures(frozen)
    targets = _targets(organisation, year) if whole else {}
    found = gaps(frozen, values) if frozen else []
    changed = {row.case_key or row.key for one in found for row in one.rows}
    lines = {
        value.definition.code: _line(value, year, reading, published, targets) for value in values
    }
    return YearPage(organisation, year, reading, facts, lines, frozen, len(changed))


def figure_page(organisation: Organisation, year: int, reading: Reading, code: str) -> YearPage:
    """Read one figure of a year for its page, and nothing that it does not stand on.

    Errors: UnknownFigureCode.
    """
    if code not in definitions():
        raise UnknownFigureCode(code=code)
    facts = read_facts(organisation, year, reading.scope)
    value = compute(code, facts, year)[0]
    whole = reading.scope.is_whole
    frozen = frozen_year(organisation, year) if whole else None
    targets = _targets(organisation, year) if whole else {}
    line = _line(value, year, reading, published_figures(frozen), targets)
    return YearPage(organisation, year, reading, facts, {code: line}, frozen, 0)


def _line(
    value: FigureValue,
    year: int,
    reading: Reading,
    published: dict[str, Published],
    targets: dict[str, Decimal],
) -> Line:
    code = value.definition.code
    url = reverse("web:figure", args=[year, code])
    return Line(value, published.get(code), targets.get(code), reading, url)


def _targets(organisation: Organisation, year: int) -> dict[str, Decimal]:
    rows = YearTarget.objects.filter(organisation=organisation, year=year)
    return dict(rows.values_list("code", "value"))


def years_of(organisation: Organisation, year: int) -> list[int]:
    """Return the years that have something to show, the last first, and the one asked."""
    span = Commitment.objects.filter(organisation=organisation).aggregate(
        first=Min("decided_on"), last=Max("decided_on")
    )
    if span["first"] is None:
        return [year]
    known = set(range(span["first"].year, span["last"].year + 1)) | {year}
    return sorted(known, reverse=True)[:5]


def open_figure(page: YearPage, code: str, user) -> dict[str, Any]:
    """Return what the panel of an open figure shows: definition, first rows, map, months."""
    line = page.lines.get(code) or page.lines[FIRST_OPEN]
    context: dict[str, Any] = {"open": line, "by_epci": [], "months": None, "map": ""}
    if page.reading.opens_rows:
        behind = rows_behind(line.value, page.facts, user)
        context |= _first_rows(behind.rows, line.definition)
        context["hidden"] = counted(len(behind.rows), behind.hidden)
    if not line.is_secret:
        context |= places_of(page, line) | months_of(page, line)
    return context


def _first_rows(rows, definition: Definition) -> dict[str, Any]:
    """Return the first rows, from the largest to the smallest, with their cells drawn."""
    columns = [c for c in columns_of(rows, definition) if c.on_screen]
    hidden = {"agence", "suivi", "jour", "territoire"}
    columns = [c for c in columns if c.key not in hidden]
    first = RowSet(rows).order_by("-value", "name")[:ROWS_SHOWN]
    lines = [[(column, column.html(row, row_url(row))) for column in columns] for row in first]
    return {"columns": columns, "rows": lines, "row_count": len(rows)}


def places_of(page: YearPage, line: Line) -> dict[str, Any]:
    """Return the map and its table: rows (and euros) of the figure by intercommunal body."""
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    cases = _epci_of_cases(page, line)
    items = line.value.numerator if line.value.numerator is not None else line.value.items
    for item in items:
        siren = cases.get(str(item.case_key), "")
        if siren:
            counts[siren] += 1
            sums[siren] += item.value
    shown_counts = {k: v for k, v in counts.items() if v >= page.reading.fewest}
    if not shown_counts:
        return {}
    is_euros = line.definition.unit == "EUR"
    label = f"{line.definition.label}, {page.year}, par intercommunalité"
    department = page.organisation.department
    drawn = map_svg(shown_counts, label, department=department) if department else ""
    return {
        "map": mark_safe(drawn),
        "by_epci": [
            (_name(siren), number(count), euros(round(sums[siren])) if is_euros else "")
            for siren, count in sorted(shown_counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "with_amounts": is_euros,
    }


def _epci_of_cases(page: YearPage, line: Line) -> dict[str, str]:
    """Return the intercommunal body of each dossier behind a figure."""
    known = {str(p.case_key): p.epci_siren for p in page.facts.projects}
    unknown = {str(i.case_key) for i in line.value.items if i.case_key} - known.keys()
    if unknown:
        rows = Case.objects.filter(organisation=page.organisation, pk__in=unknown)
        known.update((str(pk), siren) for pk, siren in rows.values_list("pk", "epci_siren"))
    return known


def months_of(page: YearPage, line: Line) -> dict[str, Any]:
    """Return the chart of the figure's rows month by month, and the same as a table."""
    days = days_of_figure(line.value, page.facts)
    items = line.value.numerator if line.value.numerator is not None else line.value.items
    counts = [0] * 12
    for item in items:
        day = days.get(str(item.key))
        if day and day.year == page.year:
            counts[day.month - 1] += 1
    if not any(counts) or page.reading.fewest:
        return {}
    title = f"{line.definition.label}, {page.year}, mois par mois"
    return {
        "months": list(zip(SHORT_MONTHS, (number(count) for count in counts), strict=True)),
        "chart": _chart(counts, title),
    }


def _chart(counts: list[int], title: str) -> SafeString:
    svg = chart_svg(bars(SHORT_MONTHS, counts, title=title), 560, 260, "screen")
    return mark_safe(svg)


def _name(siren: str) -> str:
    body = epci(siren)
    return body.name.replace("'", "’") if body else siren
