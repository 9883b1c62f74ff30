"""Normalised text: what makes « BETHUNE », « Béthune » and « béthune  » the same word."""

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o"}
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def normalise(text: str) -> str:
    """Return `text` in lower case, without accents, its words separated by single spaces.

    Hyphens, apostrophes, points and every kind of space separate words.
    """
    bare = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.lower()).strip()


def words_of(text: str) -> list[str]:
    """Return the distinct normalised words of `text`, in order."""
    return list(dict.fromkeys(normalise(text).split()))


def squeeze(text: str) -> str:
    """Return `text` without spaces of any kind at its ends, and single ordinary spaces inside."""
    return " ".join(text.split())


def digits_of(text: str) -> str:
    """Return the digits of `text`, in order."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def whole_number(text: str) -> int | None:
    """Return the whole number that a page sent back, at most nine plain digits; else None.

    Longer ones, and digits of other scripts, are no number of a page: int() refuses some of them.
    """
    is_plain = text.isascii() and text.isdigit() and len(text) <= 9
    return int(text) if is_plain else None
