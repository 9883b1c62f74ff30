"""Rows written as they stand: dates of creation included, a batch in one prepared statement."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model

from levier.accounts.models import Organisation
from levier.exchange.seeding.dossiers import Sown
from levier.people.models import SearchWord
from levier.people.services import terms_of

PLAIN = frozenset({str, int, bool})
SQLITE_CACHE_KIB = 256 * 1024
SQLITE_LOG_PAGES = 100_000


def write_rows(rows: Sequence[Model]) -> None:
    """Insert rows of one table without `auto_now_add`: sown rows keep the days of their story."""
    if not rows:
        return
    prepared = _preparing()
    fields = [(field, field.attname) for field in rows[0]._meta.concrete_fields]
    _insert(
        type(rows[0]),
        [[prepared(field, getattr(row, name)) for field, name in fields] for row in rows],
    )


def write_words(house: Organisation, sown: Iterable[Sown]) -> None:
    """Insert the search words of the sown people, structures and dossiers."""
    prepared, field = _preparing(), SearchWord._meta.pk
    house_key, rows = prepared(field, house.pk), []
    for each in sown:
        for kind, row, text in (
            (SearchWord.Kind.PERSON, each.person, each.person_text),
            (SearchWord.Kind.STRUCTURE, each.structure, each.structure.name),
            (SearchWord.Kind.CASE, each.case, each.case_text),
        ):
            object_key = prepared(field, row.pk)
            rows += [
                (prepared(field, each.new_key()), house_key, word, str(kind), object_key)
                for word in terms_of(text)
            ]
    _insert(SearchWord, rows)


def make_room() -> None:
    """Let SQLite keep in memory the indexes that it fills, and write them less often.

    Another engine decides by itself.
    """
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")
            cursor.execute(f"PRAGMA wal_autocheckpoint = {SQLITE_LOG_PAGES}")


def _preparing() -> Callable[[Field, Any], Any]:
    """Return the function that makes a value what this database stores; most stay as they are."""
    connection = connections[DEFAULT_DB_ALIAS]
    keys_are_native = connection.features.has_native_uuid_field

    def prepared(field: Field, value: Any) -> Any:
        if value is None or type(value) in PLAIN:
            return value
        if type(value) is UUID:
            return value if keys_are_native else value.hex
        return field.get_db_prep_save(value, connection)

    return prepared


def _insert(model: type[Model], values: Sequence[Sequence[Any]]) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(_statement(model), values)


@cache
def _statement(model: type[Model]) -> str:
    """The INSERT of every column of a table, in the order of its fields."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = model._meta.concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
