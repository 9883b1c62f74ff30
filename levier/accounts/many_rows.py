"""Many rows of one table written at once: what `bulk_create` writes, at a third of its cost.

Django prepares each value of each row several times over; a month end of many loans spent most of
its time there. Here a column is prepared as a whole, and the database repeats one statement. Keys
are made by the client (`accounts.rows`), so that nothing is read back.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.utils import timezone

PLAIN = frozenset({str, int, bool, type(None)})
KEYS = frozenset({UUID, type(None)})


def insert_rows(rows: Sequence[Model], *, are_dated: bool = False) -> None:
    """Insert new rows of one table, as `bulk_create` does.

    Rows that `are_dated` bear the hours of their creation already: an invented past keeps its own.
    Errors: IntegrityError, and then nothing of the transaction is kept.
    """
    if not rows:
        return
    model = type(rows[0])
    if not are_dated:
        _date(model, rows)
    _insert(model, (_attribute(field, rows) for field in model._meta.concrete_fields))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_values(model: type[Model], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as the values of their fields, in order: a key for a row that it names.

    For the tables where making a row of each would cost more than writing it.
    """
    if rows:
        _insert(model, zip(*rows, strict=True))


def change_rows(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write some fields of existing rows of one table, as `bulk_update` does."""
    if not rows:
        return
    model = type(rows[0])
    fields = [model._meta.get_field(name) for name in (*names, model._meta.pk.name)]
    columns = [_stored(field, _attribute(field, rows)) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(_change(model, tuple(names)), zip(*columns, strict=True))


def _date(model: type[Model], rows: Sequence[Model]) -> None:
    """Give rows the moment of their creation: one for all, they are written together."""
    now = timezone.now()
    for field in model._meta.concrete_fields:
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
            value = field.to_python(now)
            for row in rows:
                setattr(row, field.attname, value)


def _attribute(field: Field, rows: Sequence[Model]) -> list[Any]:
    return list(map(attrgetter(field.attname), rows))


def _insert(model: type[Model], columns: Iterable[Sequence[Any]]) -> None:
    fields = model._meta.concrete_fields
    prepared = [_stored(*each) for each in zip(fields, columns, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(_insertion(model), zip(*prepared, strict=True))


def _stored(field: Field, values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a field as this database stores them; most stay as they are."""
    if isinstance(field, JSONField):
        return [field.get_db_prep_save(value, connection) for value in values]
    kinds = set(map(type, values))
    if kinds <= PLAIN:
        return values
    if kinds <= KEYS:
        if connection.features.has_native_uuid_field:
            return values
        return [None if key is None else key.hex for key in values]
    # The same days and amounts come back: each is prepared once.
    prepared = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [prepared[value] for value in values]


@cache
def _insertion(model: type[Model]) -> str:
    """The INSERT of every column of a table, in the order of its fields."""
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> str:
    """The UPDATE of some columns of one row, by its key."""
    quote = connection.ops.quote_name
    columns = [quote(model._meta.get_field(name).column) for name in names]
    changes = ", ".join(f"{column} = %s" for column in columns)
    key = quote(model._meta.pk.column)
    return f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {key} = %s"
