"""The chart of a loan's balance; it stands beside the table that holds its figures."""

from datetime import date
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from levier.kernel.french import SHORT_MONTHS
from levier.rendering.chart_options import line
from levier.rendering.charts import chart_svg
from levier.rules.servicing.loan import Line, Loan

WIDTH, HEIGHT = 720, 240


def balance_chart(loan: Loan) -> SafeString:
    """Draw the balance after each line, and what the first version promised if it changed."""
    first, active = loan.versions[0].lines, loan.lines
    days = sorted({x.contractual_on for x in (*first, *active)})
    start = loan.opened_on
    labels = [_label(day) for day in ((start, *days) if start else days)]
    series = {"Échéancier en vigueur": [active_start(loan), *_balances(active, days)]}
    if first != active:
        series["À l’origine"] = [active_start(loan), *_balances(first, days)]
    option = line(labels, series, title="Capital restant dû", unit="short_euros")
    # The SVG is drawn by the server from figures and fixed words, without script nor style.
    return mark_safe(chart_svg(option, WIDTH, HEIGHT, "screen"))


def active_start(loan: Loan) -> Decimal:
    """Return what was lent first (euros)."""
    first = loan.versions[0].lines[0]
    return first.balance_after + first.principal


def _balances(lines: tuple[Line, ...], days: list[date]) -> list[Decimal | None]:
    """Return the balance on each day: that of the last line on or before it."""
    found: list[Decimal | None] = []
    for day in days:
        before = [x for x in lines if x.contractual_on <= day]
        found.append(before[-1].balance_after if before else None)
        if before and before[-1] == lines[-1] and before[-1].contractual_on < day:
            found[-1] = None  # this version is over
    return found


def _label(day: date) -> str:
    return f"{SHORT_MONTHS[day.month - 1]} {day:%y}"
