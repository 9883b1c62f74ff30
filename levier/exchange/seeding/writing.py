"""The search words of what was sown, and the room that SQLite needs to write so much."""

from collections.abc import Iterable

from django.db import connection

from levier.accounts.many_rows import insert_values
from levier.accounts.models import Organisation
from levier.exchange.seeding.dossiers import Sown
from levier.people.models import SearchWord
from levier.people.services import terms_of

SQLITE_CACHE_KIB = 256 * 1024
SQLITE_LOG_PAGES = 100_000


def write_words(house: Organisation, sown: Iterable[Sown]) -> None:
    """Insert the search words of the sown people, structures and dossiers."""
    rows = [
        (each.new_key(), house.pk, word, str(kind), row.pk)
        for each in sown
        for kind, row, text in (
            (SearchWord.Kind.PERSON, each.person, each.person_text),
            (SearchWord.Kind.STRUCTURE, each.structure, each.structure.name),
            (SearchWord.Kind.CASE, each.case, each.case_text),
        )
        for word in terms_of(text)
    ]
    insert_values(SearchWord, rows)


def make_room() -> None:
    """Let SQLite keep in memory the indexes that it fills, and write them less often.

    Another engine decides by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")
            cursor.execute(f"PRAGMA wal_autocheckpoint = {SQLITE_LOG_PAGES}")
