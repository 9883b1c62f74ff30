"""Codes of the rows that a house names: drawn from the first name, never changed, never twice."""

from collections.abc import Collection

from django.utils.text import slugify


def code_drawn_from(name: str, taken: Collection[str], length: int, otherwise: str) -> str:
    """Return a code of at most `length` characters that is not `taken`, drawn from a name.

    `otherwise` stands for a name without any letter of the alphabet.
    """
    words = slugify(name) or otherwise
    code, rank = words[:length].strip("-"), 2
    while code in taken:
        end = f"-{rank}"
        code, rank = words[: length - len(end)].strip("-") + end, rank + 1
    return code
