"""Writing the cells of a forecast: one save at a time, kept with who wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case
from levier.cases.services import change_plan_line
from levier.cases.services.life import touch
from levier.forecasts.errors import PlanChanged, StaleForecast, UnknownCell
from levier.forecasts.models import Forecast, ForecastChange
from levier.forecasts.sheets import CaseSheet, sheet_of
from levier.journal.services import record
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.rules.forecast.entry import canonical


@dataclass(frozen=True)
class CellChange:
    """A cell and the text typed in it; `was` is what the page showed there, None if not said."""

    cell: str
    value: str
    was: str | None = None


@dataclass
class Saved:
    """What a save gives: the sheet as it stands now, and why some cells were not kept."""

    sheet: CaseSheet
    changed: int = 0
    errors: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_cells(
    *, case: Case, actor: User, on: date, revision: int, changes: Sequence[CellChange]
) -> Saved:
    """Keep what was typed; a cell that is not understood is left as it was, and says why.

    A save read from an older revision passes when its cells still hold what it saw. Sent twice,
    it changes nothing the second time. Errors: StaleForecast.
    """
    row = _locked(case)
    sheet = sheet_of(case, row)
    kept, errors = _read(sheet, changes)
    if revision != row.revision:
        _refuse_stale(row, sheet, changes, kept)
    return _write(row, sheet, case, actor, on, kept, errors)


@transaction.atomic
def replace_cells(
    *, case: Case, actor: User, on: date, revision: int, texts: Mapping[str, str]
) -> Saved:
    """Put these texts in these cells, all or nothing; the other cells stay.

    Texts that are there already change nothing, whatever the revision: it may be sent twice.
    Errors: StaleForecast when somebody wrote since `revision`; UnknownCell; what a cell refuses.
    """
    row = _locked(case)
    sheet = sheet_of(case, row)
    kept = {}
    for code, text in texts.items():
        if code not in sheet.cells:
            raise UnknownCell(cell=code)
        kept[code] = canonical(sheet.cells[code], text)
    is_new = any(row.texts.get(code, "") != text for code, text in kept.items())
    if is_new and revision != row.revision:
        raise StaleForecast(who=_who(row))
    return _write(row, sheet, case, actor, on, kept, {})


@transaction.atomic
def import_model(
    *,
    case: Case,
    actor: User,
    on: date,
    revision: int,
    texts: Mapping[str, str],
    amounts: Mapping[str, tuple[Decimal, Decimal]],
) -> Saved:
    """Put what a model brings in the forecast and in the plan, all or nothing.

    `amounts` gives, by the key of a line of the plan, what the preview showed and what is wanted
    (euros). Sent twice, it changes nothing the second time. Errors: those of `replace_cells`;
    PlanChanged when a line no longer holds what the preview showed.
    """
    saved = replace_cells(case=case, actor=actor, on=on, revision=revision, texts=texts)
    lines = {line.pk.hex: line for line in case.plan_lines.select_for_update()}
    for key, (before, wanted) in amounts.items():
        line = lines.get(key)
        if line is None or line.amount not in (before, wanted):
            raise PlanChanged
        if line.amount != wanted:
            change_plan_line(line=line, actor=actor, on=on, amount=wanted)
    return saved


def _locked(case: Case) -> Forecast:
    Forecast.objects.get_or_create(organisation_id=case.organisation_id, case=case)
    return Forecast.objects.select_for_update().get(case=case)


def _read(sheet: CaseSheet, changes: Sequence[CellChange]) -> tuple[dict[str, str], dict[str, str]]:
    kept: dict[str, str] = {}
    errors: dict[str, str] = {}
    for change in changes:
        cell = sheet.cells.get(change.cell)
        try:
            if cell is None:
                raise UnknownCell(cell=change.cell)
            kept[change.cell] = canonical(cell, change.value)
        except DomainError as refusal:
            errors[change.cell] = str(refusal)
    return kept, errors


def _refuse_stale(
    row: Forecast, sheet: CaseSheet, changes: Sequence[CellChange], kept: Mapping[str, str]
) -> None:
    """Refuse a stale save that would cover what somebody else wrote."""
    for change in changes:
        if change.cell not in kept:
            continue
        now = row.texts.get(change.cell, "")
        untouched = change.was is not None and _same(sheet, change, now)
        if not untouched and now != kept[change.cell]:
            raise StaleForecast(who=_who(row))


def _same(sheet: CaseSheet, change: CellChange, now: str) -> bool:
    """Whether the page saw what the cell holds: read as a text, whatever its spaces."""
    cell = sheet.cells[change.cell]
    try:
        seen = canonical(cell, change.was or "")
    except DomainError:
        return False
    return seen == (now or sheet.default(cell))


def _who(row: Forecast) -> str:
    return row.revised_by.full_name if row.revised_by else "Quelqu’un"


def _write(
    row: Forecast,
    sheet: CaseSheet,
    case: Case,
    actor: User,
    on: date,
    kept: Mapping[str, str],
    errors: dict[str, str],
) -> Saved:
    before = dict(row.texts)
    done = {code: text for code, text in kept.items() if before.get(code, "") != text}
    if not done:
        return Saved(sheet, 0, errors)
    row.texts = {code: text for code, text in {**before, **done}.items() if text}
    row.revision += 1
    row.revised_by = actor
    row.save()
    ForecastChange.objects.bulk_create(
        ForecastChange(
            organisation_id=case.organisation_id, forecast=row, revision=row.revision, cell=code,
            before=before.get(code, ""), after=text, author=actor,
        )
        for code, text in done.items()
    )  # fmt: skip
    touch(case, on)
    detail = {code: [before.get(code, ""), text] for code, text in done.items()}
    summary = f"Prévisionnel du dossier {case.number} : {plural(len(done), 'cellule')} "
    summary += "modifiée." if len(done) == 1 else "modifiées."
    record(
        "forecasts.cells_saved", actor=actor, target=row, case_key=case.pk, summary=summary,
        detail=detail,
    )  # fmt: skip
    return Saved(sheet_of(case, row), len(done), errors)
