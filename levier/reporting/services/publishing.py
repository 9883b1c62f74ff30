"""Freezing a year: its figures and the rows they stood on, once and for ever."""

from django.db import IntegrityError, transaction

from levier.accounts.models import Organisation
from levier.journal import services as journal
from levier.reporting.errors import YearAlreadyPublished, YearIsEmpty
from levier.reporting.figures import figures
from levier.reporting.models import FrozenFigure, FrozenItem, FrozenYear
from levier.rules.indicators.publication import FigureValue, plain

BATCH = 2000


@transaction.atomic
def publish_year(*, organisation: Organisation, year: int, actor) -> FrozenYear:
    """Freeze the figures of `year` as the rows give them now, and write who did it.

    `actor` is None when the command line publishes. Errors: YearAlreadyPublished, also when
    somebody else publishes at the same moment; YearIsEmpty. Nothing is written on an error.
    """
    if FrozenYear.objects.filter(organisation=organisation, year=year).exists():
        raise YearAlreadyPublished(year=year)
    values = figures(organisation, year)
    if not any(value.rows for value in values):
        raise YearIsEmpty(year=year)
    try:
        with transaction.atomic():
            frozen = FrozenYear.objects.create(
                organisation=organisation, year=year, published_by=actor
            )
    except IntegrityError as error:
        raise YearAlreadyPublished(year=year) from error
    rows = [_frozen_figure(frozen, value, rank) for rank, value in enumerate(values)]
    FrozenFigure.objects.bulk_create(rows)
    FrozenItem.objects.bulk_create(
        (
            item
            for row, value in zip(rows, values, strict=True)
            for item in _frozen_items(row, value)
        ),
        batch_size=BATCH,
    )
    journal.record(
        "reporting.year_published",
        actor=actor,
        target=frozen,
        summary=f"Chiffres de {year} publiés et figés.",
    )
    return frozen


def _frozen_figure(frozen: FrozenYear, value: FigureValue, rank: int) -> FrozenFigure:
    return FrozenFigure(
        organisation_id=frozen.organisation_id,
        frozen_year=frozen,
        code=value.definition.code,
        label=value.definition.label,
        unit=value.definition.unit,
        exact=value.exact_text or "",
        published=value.published_text or "",
        row_count=value.rows,
        position=rank,
    )


def _frozen_items(row: FrozenFigure, value: FigureValue) -> list[FrozenItem]:
    return [
        FrozenItem(
            organisation_id=row.organisation_id,
            figure=row,
            key=str(item.key),
            label=item.label[:200],
            case_key=item.case_key,
            value=plain(item.value),
        )
        for item in value.items
    ]
