"""What a room may read on a projector: a free text without the personal data it holds."""

import re
from collections.abc import Iterable
from datetime import date

from levier.kernel.french import long_date

HIDDEN = "[masqué]"
_SHORTEST = 3  # two letters are too often part of an ordinary sentence

_SPACE = r"[ \u00a0\u202f.\-]?"
_CONTACT = (
    r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+",
    rf"(?<!\d)(?:\+33|0033|0){_SPACE}[1-9](?:{_SPACE}\d{{2}}){{4}}(?!\d)",
    r"\b\d{1,4}(?:[ \u00a0](?:bis|ter))?,?[ \u00a0](?:rue|avenue|av\.|boulevard|bd|place|allée|"
    r"impasse|chemin|route|quai|cours|square|résidence|cité)\b[^,.;\n]*",
)
_ACCOUNT = (
    r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[0-9A-Z]{4}){3,7}(?:[ \u00a0]?[0-9A-Z]{1,3})?\b",
    r"(?<!\d)\d{5}[ \u00a0]?\d{5}[ \u00a0]?[0-9A-Z]{11}[ \u00a0]?\d{2}(?!\d)",
)
_BIRTH = (
    r"\b[Nn]ée?(?:\(e\)|·e)?[ \u00a0](?:le|en)[ \u00a0](?:\d{1,2}(?:er)?[ \u00a0/.\-])?"
    r"(?:\w+[ \u00a0/.\-])?\d{4}",
)
_FAMILY = (
    r"\b(?:mari(?:é|age)|divorc|pacs|veu(?:f|ve)|concubin|célibataire|séparé)\w*",
    r"\b(?:sa femme|son mari|conjoint\w*|époux|épouse|compagnons?|compagnes?)\b",
    r"\b(?:\d+|un|une|deux|trois|quatre|cinq|six)[ \u00a0]enfants?(?:[ \u00a0]à[ \u00a0]charge)?",
)
_BENEFITS = (
    r"\b(?:bénéficiaires?|allocataires?)[ \u00a0](?:du|de la|de l[’']|des)[ \u00a0]?\w+",
    r"\b(?:revenu de solidarité active|prime d[’']activité|minim(?:a|um) socia(?:ux|l))",
    r"\ballocations?[ \u00a0][^,.;\n]{3,40}",
)
_ACRONYMS = r"\b(?:B?RSA|AAH|ASS|ASPA|APL|CAF)\b"
_PATTERNS = re.compile(
    "|".join((*_CONTACT, *_ACCOUNT, *_BIRTH, *_FAMILY, *_BENEFITS)), re.IGNORECASE
)
_CASED = re.compile(_ACRONYMS)


def birth_words(day: date | None) -> tuple[str, ...]:
    """Return the ways in which a date of birth is written."""
    if day is None:
        return ()
    return (long_date(day), f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%d-%m-%Y}", f"{day}")


def for_the_room(text: str, known: Iterable[str] = ()) -> str:
    """Return a text with « [masqué] » in place of what a room must not read.

    Masked: addresses, telephones, e-mails, account numbers, dates of birth, family situation,
    social minima, and what is `known` of the dossier (its contacts, the names of third persons),
    as whole words, in any case.
    """
    words = sorted({word.strip() for word in known if len(word.strip()) >= _SHORTEST}, key=len)
    if words:
        joined = "|".join(r"\s+".join(map(re.escape, word.split())) for word in reversed(words))
        text = re.sub(rf"(?<!\w)(?:{joined})(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    return _CASED.sub(HIDDEN, _PATTERNS.sub(HIDDEN, text))
