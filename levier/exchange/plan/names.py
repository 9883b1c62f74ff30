"""Names as screens show them, when the workbook writes them in capitals."""

import re

from levier.kernel.text import squeeze

_SMALL = {"à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"}
_WORD = re.compile(r"[^\W\d_]+")


def family_name(text: str) -> str:
    """Return a family name; one in capitals gets small letters: « DE SMET » gives « De Smet »."""
    read = squeeze(text)
    if not read.isupper():
        return read
    return _WORD.sub(lambda match: match[0].capitalize(), read)


def organisation_name(text: str) -> str:
    """Return a name of organisation; one in capitals keeps them on its main words only."""
    read = squeeze(text)
    if not read.isupper() or " " not in read:
        return read

    def small(match: re.Match[str]) -> str:
        word = match[0].lower()
        return word if word in _SMALL and match.start() else word.capitalize()

    return _WORD.sub(small, read)
