"""The file of a list: exactly what is filtered, streamed, journalled before it leaves."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse

from levier.accounts.models import User
from levier.journal.services import record_export
from levier.kernel.errors import DomainError
from levier.kernel.french import long_date, number, plural
from levier.rendering.spreadsheets import Column as SheetColumn
from levier.rendering.spreadsheets import Sheet, write_xlsx
from levier.web.lists.columns import Column

MOST_ROWS = 100_000
CHUNK = 2_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyRowsToExport(DomainError):
    """Counted first: a file is never cut silently."""

    message = (
        "L’export compterait {count} lignes, au-delà de {most}\u202f: "
        "ajoutez un filtre, rien n’est coupé en silence."
    )


def file_response(
    user: User,
    rows: QuerySet,
    columns: Sequence[Column],
    *,
    name: str,
    filters: Sequence[str],
    on: date,
) -> FileResponse:
    """Return the xlsx file of these rows, in three queries whatever their number.

    Errors: TooManyRowsToExport. The journal holds who exported what before the file leaves.
    """
    count = rows.order_by().count()
    if count > MOST_ROWS:
        raise TooManyRowsToExport(count=number(count), most=number(MOST_ROWS))
    notes = [
        f"Export du {long_date(on)} par {user.full_name}\u00a0: {plural(count, 'ligne')}.",
        "Filtres\u00a0: " + ("\u202f; ".join(filters) if filters else "aucun"),
    ]
    sheet = Sheet(
        name=name.capitalize(),
        columns=[SheetColumn(c.heading, c.kind, c.width) for c in columns],
        rows=_values(rows, columns),
        notes=notes,
    )
    with transaction.atomic():
        record_export(
            actor=user,
            target=user.organisation,
            summary=f"Export «\u00a0{name}\u00a0»\u00a0: {plural(count, 'ligne')}",
            detail={"list": name, "rows": count, "filters": list(filters)},
        )
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_xlsx(target, [sheet])
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=f"{name}-{on:%Y-%m-%d}.xlsx", content_type=XLSX
    )


def _values(rows: QuerySet, columns: Sequence[Column]) -> Iterator[list]:
    for row in rows.iterator(chunk_size=CHUNK):
        yield [column.exported(row) for column in columns]
