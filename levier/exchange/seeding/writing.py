"""Rows written as they stand: dates of creation included, a batch in one prepared statement."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from levier.accounts.models import Organisation
from levier.exchange.seeding.dossiers import Sown
from levier.people.models import SearchWord
from levier.people.services import terms_of


def write_rows(rows: Sequence[Model]) -> None:
    """Insert rows of one table without `auto_now_add`: sown rows keep the days of their story."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    values = (
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in rows
    )
    _insert(type(rows[0]), values)


def write_words(house: Organisation, sown: Iterable[Sown]) -> None:
    """Insert the search words of the sown people, structures and dossiers."""
    key = _plain(SearchWord(organisation=house))
    rows = []
    for each in sown:
        for kind, row, text in (
            (SearchWord.Kind.PERSON, each.person, each.person_text),
            (SearchWord.Kind.STRUCTURE, each.structure, each.structure.name),
            (SearchWord.Kind.CASE, each.case, each.case_text),
        ):
            object_key = key(row.pk)
            rows += [
                (key(each.new_key()), key(house.pk), word, str(kind), object_key)
                for word in terms_of(text)
            ]
    _insert(SearchWord, rows)


def _plain(row: Model):
    """Return the function that prepares a key for this database."""
    field = row._meta.pk
    return lambda key: field.get_db_prep_save(key, connection)


def _insert(model: type[Model], values: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_statement(model, connection.vendor), list(values))


@cache
def _statement(model: type[Model], vendor: str) -> str:
    """The INSERT of every column of a table, in the order of its fields."""
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
