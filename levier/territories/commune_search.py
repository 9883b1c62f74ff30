"""Find a commune from what somebody typed: a beginning of name, a postcode, a code."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache

from levier.kernel.text import normalise
from levier.territories.register import Commune, commune, every_commune

_SHORT_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_SMALL_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "cedex",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "les",
        "lez",
        "pres",
        "s",
        "sous",
        "sur",
        "saint",
        "sainte",
        "saints",
        "saintes",
    ]
)
_ARTICLES = frozenset({"", "l", "la", "le", "les"})
_ALIKE = 0.82
"""From this likeness on, two spellings are the same name (difflib, names without spaces)."""


def search_communes(text: str, department: str | None = None, limit: int = 10) -> list[Commune]:
    """Return the communes that `text` may name: the exact name, then beginnings, then words.

    Within each, the most populated first. Case, accents, hyphens and « St » do not count; figures
    are a beginning of postcode, alone or with a name (« 62400 beth »). A former name finds the
    commune of today. `department` keeps one department.
    """
    postcode, name = _postcode_and_name(text)
    if not postcode and not name:
        return []
    ranked: dict[str, int] = {}
    for padded, postcodes, place, code in _entries():
        if department and place != department:
            continue
        if postcode and f" {postcode}" not in postcodes:
            continue
        rank = _rank(padded, name)
        if rank < ranked.get(code, 3):
            ranked[code] = rank
    found = [(rank, found) for code, rank in ranked.items() if (found := commune(code))]
    found.sort(key=lambda pair: (pair[0], -pair[1].population, pair[1].code))
    return [found for _, found in found[:limit]]


def find_commune(name: str = "", code: str = "", department: str | None = None) -> Commune | None:
    """Return the commune of a cell: the code decides, else the name if only one commune bears it.

    A code that lost its first zero (« 1004 ») is completed; a name of today goes before a former
    one. None when nothing decides. Whether the name agrees with the code is `name_agrees`.
    """
    typed = re.sub(r"\s|\.0$", "", code)
    if typed:
        return commune(typed.zfill(5))
    wanted = spelled_out(name)
    if not wanted:
        return None
    bearers = {
        code: padded == f" {spelled_out(place.name)} "
        for padded, _, department_code, code in _entries()
        if padded == f" {wanted} " and department in (None, department_code)
        if (place := commune(code))
    }
    today = [code for code, is_name_of_today in bearers.items() if is_name_of_today]
    candidates = today or list(bearers)
    return commune(candidates[0]) if len(candidates) == 1 else None


def name_agrees(found: Commune, typed: str) -> bool:
    """Tell whether `typed` may be the name of `found`, today's or a former one.

    One name holds the other's distinctive words (« Saint-Nicolas-lez-Arras », « Béthune cedex »),
    or the two are nearly spelled alike. Nothing typed agrees with anything.
    """
    wanted = re.sub(r"\b(cedex|\d+)\b", " ", spelled_out(typed))
    wanted = " ".join(wanted.split())
    if not wanted:
        return True
    return any(_alike(wanted, spelled_out(name)) for name in (found.name, *found.former_names))


def spelled_out(text: str) -> str:
    """Return the normalised text with « st » and « ste » written in full."""
    return " ".join(_SHORT_FORMS.get(word, word) for word in normalise(text).split())


def _alike(one: str, other: str) -> bool:
    if _squeezed(one) == _squeezed(other):
        return True
    ones, others = _distinctive(one.split()), _distinctive(other.split())
    if ones and others and (ones <= others or others <= ones):
        return True
    return SequenceMatcher(None, _squeezed(one), _squeezed(other)).ratio() >= _ALIKE


def _distinctive(words: Iterable[str]) -> set[str]:
    return set(words) - _SMALL_WORDS


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _postcode_and_name(text: str) -> tuple[str, str]:
    words = spelled_out(text).split()
    digits = [word for word in words if word.isdigit()]
    postcode = digits[0][:5] if digits else ""
    return postcode, " ".join(word for word in words if word not in digits)


def _rank(padded: str, name: str) -> int:
    """Return 0 for the exact name, 1 for its beginning (article aside), 2 for a word's, 3 else."""
    place = padded.find(f" {name}")
    if place < 0:
        return 3
    if not name:
        return 1
    if padded[:place].strip() in _ARTICLES:
        return 0 if len(padded) == len(name) + 2 else 1
    return 2


@cache
def _entries() -> list[tuple[str, str, str, str]]:
    """One line for each name: the name between spaces, its postcodes, the department, the code."""
    return [
        (f" {spelled_out(name)} ", f" {' '.join(place.postcodes)}", place.department, place.code)
        for place in every_commune()
        for name in (place.name, *place.former_names)
    ]
