"""The words by which the search box finds something: written here, read by the same cut."""

import re
from collections.abc import Iterable
from uuid import UUID

from levier.accounts.models import Organisation
from levier.kernel.text import normalise
from levier.people.models import SearchWord

LONGEST = 24
_DIGITS = re.compile(r"(?<=\d)[\s. ]+(?=\d)")


def terms_of(text: str) -> list[str]:
    """Return the terms of a text, for the index as for what is typed in the search box.

    A word is a term. An e-mail, a number (« TPE-2026-001 ») and a run of figures (a telephone, a
    SIRET, whatever its spaces) are one term each, squeezed. Terms are cut at 24 characters.
    """
    terms: list[str] = []
    for token in _DIGITS.sub("", text).split():
        words = normalise(token)
        whole = "@" in token or any(c.isdigit() for c in token)
        terms += [words.replace(" ", "")] if whole else words.split()
    return list(dict.fromkeys(term[:LONGEST] for term in terms if term))


def index_words(
    *, organisation: Organisation, kind: str, object_key: UUID, texts: Iterable[str], new=False
) -> None:
    """Write the search words of one object, in place of those it had (`new`: it had none)."""
    terms = dict.fromkeys(term for text in texts if text for term in terms_of(text))
    if not new:
        SearchWord.objects.filter(object_key=object_key).delete()
    SearchWord.objects.bulk_create(
        SearchWord(organisation=organisation, kind=kind, object_key=object_key, word=term)
        for term in terms
    )


def index_many(
    *, organisation: Organisation, kind: str, rows: Iterable[tuple[UUID, Iterable[str]]]
) -> None:
    """Write the search words of many new objects at once: `rows` are (key, texts)."""
    SearchWord.objects.bulk_create(
        SearchWord(organisation=organisation, kind=kind, object_key=key, word=term)
        for key, texts in rows
        for term in dict.fromkeys(term for text in texts if text for term in terms_of(text))
    )
