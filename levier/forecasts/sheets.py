"""A dossier's forecast as it stands: its cells, the plan behind them, the figures they give."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from levier.cases.models import Case, FundingRequest, PlanLine
from levier.forecasts.models import Forecast as ForecastRow
from levier.rules.forecast import Forecast, forecast_of
from levier.rules.forecast.assumptions import YEARS, Assumptions
from levier.rules.forecast.cells import Cell, cells_of
from levier.rules.forecast.entry import shown
from levier.rules.forecast.plan_entries import LOAN_NATURES, PlanEntry, tranches_of
from levier.rules.forecast.reading import assumptions_of

ASSOCIATION_TRACKS = ("ess", "dasess", "engaged")
NOT_MONEY = ("voluntary", "voluntary_use")
"""Voluntary contributions are written on both sides of a plan; no money moves."""


@dataclass(frozen=True)
class Change:
    """One entry that a file would change, as a person reads it."""

    code: str
    label: str
    before: str
    after: str


@dataclass
class CaseSheet:
    """The entry sheet of a dossier: `texts` are canonical, `entries` the lines of its plan."""

    texts: Mapping[str, str]
    entries: list[PlanEntry]
    revision: int
    kind: str
    starts_on: date

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The cells by code, in the order of the sheet."""
        return cells_of(self.entries, self.kind)

    @cached_property
    def assumptions(self) -> Assumptions:
        """What the rules compute from."""
        return assumptions_of(self.texts, self.entries, starts_on=self.starts_on, kind=self.kind)

    @cached_property
    def forecast(self) -> Forecast:
        """Every statement."""
        return forecast_of(self.assumptions)

    @property
    def is_filled(self) -> bool:
        """Whether there is something to show: sales or operating grants in some year."""
        return bool(self.typed_years)

    @property
    def typed_years(self) -> list[int]:
        """The ranks (0 to 2) of the years that have sales or grants: a blank year is not a zero."""
        a = self.assumptions
        return [
            rank
            for rank in range(YEARS)
            if any(each.amounts[rank] for each in (*a.sales, *a.grants))
        ]

    @property
    def endless_loans(self) -> list[str]:
        """The loans without a duration, partners' accounts apart: nothing of them is repaid."""
        loans = {tranche.entry.key: tranche.entry for tranche in tranches_of(self.entries)}
        return [
            entry.label
            for key, entry in loans.items()
            if entry.nature != "associate"
            and not Decimal(self.texts.get(f"loan.{key}.months") or entry.months)
        ]

    def shown(self, code: str) -> str:
        """Return what a cell shows: its text, or what its blank means."""
        cell = self.cells[code]
        return shown(cell, self.texts.get(code) or self.default(cell))

    def changes(self, texts: Mapping[str, str]) -> list[Change]:
        """Return what these canonical texts would change, in the order of the sheet."""
        return [
            Change(code, cell.label, self.shown(code), shown(cell, texts[code]))
            for code, cell in self.cells.items()
            if code in texts and texts[code] != self.texts.get(code, "")
        ]

    def with_texts(self, texts: Mapping[str, str]) -> "CaseSheet":
        """Return the sheet as these texts would make it; nothing is written."""
        return replace(self, texts={**self.texts, **texts})

    def default(self, cell: Cell) -> str:
        """Return what a blank cell means; the first month is that of the dossier."""
        return cell.default or (self.starts_on.isoformat() if cell.kind == "date" else "")


def case_sheet(case: Case) -> CaseSheet:
    """Read the sheet of a dossier (three queries); an empty one when nothing was typed."""
    row = ForecastRow.objects.filter(case=case).first()
    return sheet_of(case, row)


def sheet_of(case: Case, row: ForecastRow | None) -> CaseSheet:
    """Return the sheet of a dossier, its row being read already."""
    opened = case.opened_on
    following = date(opened.year + opened.month // 12, opened.month % 12 + 1, 1)
    return CaseSheet(
        texts=row.texts if row else {},
        entries=plan_entries(case),
        revision=row.revision if row else 0,
        kind="association" if _is_association(case) else "business",
        starts_on=following,
    )


def _is_association(case: Case) -> bool:
    """By the structure's legal form; without one, by the track."""
    form = case.structure.legal_form if case.structure else ""
    return "association" in form.lower() if form else case.track in ASSOCIATION_TRACKS


def plan_entries(case: Case) -> list[PlanEntry]:
    """Return the plan's lines that bring or spend money, with the terms asked for in the dossier.

    A bank loan takes the rate and the length of the request on a loan of the same amount; what a
    house lends, those of the request of that amount; one that opens in a later year, those of the
    request of its first amount. A refused resource pays for nothing.
    """
    asked = case.requests.exclude(state=FundingRequest.State.WITHDRAWN)
    by_amount: dict[Decimal, FundingRequest] = {}
    for request in asked:
        for amount in (request.loan_amount, request.amount):
            if amount is not None:
                by_amount.setdefault(amount, request)
    return [
        _entry(line, by_amount.get(_first_amount(line)) if line.nature in LOAN_NATURES else None)
        for line in case.plan_lines.all()
        if (line.amount > 0 or any(line.years))
        and line.nature not in NOT_MONEY
        and not _is_refused(line)
    ]


def _first_amount(line: PlanLine) -> Decimal:
    """Return what a line lends first: at the opening, else in the first year that adds some."""
    return next((amount for amount in (line.amount, *line.years) if amount), line.amount)


def _entry(line: PlanLine, request: FundingRequest | None) -> PlanEntry:
    rate = ((request.annual_rate if request else None) or Decimal(0)) * 100
    return PlanEntry(
        key=line.pk.hex,
        side=line.side,
        nature=line.nature,
        label=line.label or line.get_nature_display().capitalize(),
        amount=line.amount,
        years=line.years,
        rate_pct=f"{rate.normalize():f}",
        months=(request.months if request else 0) or 0,
        deferral=(request.deferral_months if request else 0) or 0,
    )


def _is_refused(line: PlanLine) -> bool:
    return line.side == PlanLine.Side.RESOURCE and line.status == PlanLine.Status.REFUSED
