"""French spaces and apostrophes put into what people typed, when it goes to paper.

Only spaces and apostrophes that are already there change: nothing is added, so that codes,
addresses and quotations stay as typed.
"""

import re

from levier.kernel.french import NARROW, NBSP

RULES = (
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),  # 36 000
    (re.compile(r" +(?=[;!?](?!\w))"), NARROW),
    (re.compile(r" +(?=[:»%€](?!\w))"), NBSP),
    (re.compile(r"(?<=«) +"), NBSP),
    (re.compile(r"(?<=\d) (?=[kM]?€)"), NBSP),
    (re.compile(r"(?<=\d) h (?=\d\d\b)"), f"{NBSP}h{NBSP}"),
    (re.compile(r"(?<=\d) (?=h\b)"), NBSP),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "’"),
)


def typeset(text: str) -> str:
    """Return `text` with the unbreakable spaces and the curly apostrophes that French prints."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text
