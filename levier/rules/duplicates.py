"""Whether two people, or two organisations, may be the same.

Names are compared as `kernel.text.normalise` writes them: no case, no accent, no hyphen. A birth
date decides more than an e-mail, which a couple may share.
"""

from dataclasses import dataclass
from datetime import date

from levier.kernel.text import normalise
from levier.rules.siret import siret_fault as siret_fault

NEAR_EDITS = 2


@dataclass(frozen=True, slots=True)
class PersonName:
    """What identifies a person, as typed; what is not known is empty."""

    last_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """How close two people are (100: surely the same) and why, in French."""

    score: int
    reasons: tuple[str, ...]


def normalised_email(text: str) -> str:
    """Return an e-mail without spaces and in lower case: what a giver is recognised by."""
    return "".join(text.split()).casefold()


def normalised_phone(text: str) -> str:
    """Return a telephone number as ten French digits, or its digits when it is not French.

    `+33 6 39 98 12 34`, `0033639981234`, `06.39.98.12.34` and `639981234` are one number.
    """
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    for prefix in ("0033", "33"):
        if digits.startswith(prefix) and len(digits) - len(prefix) in (9, 10):
            digits = digits[len(prefix) :]
            break
    return f"0{digits}" if len(digits) == 9 and not digits.startswith("0") else digits


def edit_distance_at_most(a: str, b: str, limit: int) -> bool:
    """Tell whether at most `limit` letters must be added, removed, replaced or swapped.

    Two neighbouring letters swapped count for one.
    """
    if abs(len(a) - len(b)) > limit:
        return False
    before_last: list[int] = []
    last = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return False
        before_last, last = last, row
    return last[-1] <= limit


def same_person(a: PersonName, b: PersonName) -> bool:
    """Tell whether name, first name and birth date are the same: what decides in the house."""
    return (
        a.birth_date is not None
        and a.birth_date == b.birth_date
        and normalise(a.first_name) == normalise(b.first_name)
        and normalise(a.last_name) == normalise(b.last_name)
    )


def nearly_same_person(a: PersonName, b: PersonName) -> bool:
    """Tell whether two people are the same or nearly.

    Same birth date, same normalised first name, family names within two edits.
    """
    return (
        a.birth_date is not None
        and a.birth_date == b.birth_date
        and normalise(a.first_name) == normalise(b.first_name)
        and edit_distance_at_most(normalise(a.last_name), normalise(b.last_name), NEAR_EDITS)
    )


def same_person_score(candidate: PersonName, typed: PersonName) -> Match | None:
    """Return how close `candidate` is to what somebody typed, None when nothing links them.

    What is missing on either side neither helps nor harms; two different birth dates cost half
    of the score, so that homonyms come last.
    """
    found = [*_same_contacts(candidate, typed), *_same_names(candidate, typed)]
    if not found:
        return None
    score = min(100, sum(points for points, _ in found))
    if candidate.birth_date and typed.birth_date and candidate.birth_date != typed.birth_date:
        return Match(score // 2, (*(reason for _, reason in found), "autre date de naissance"))
    return Match(score, tuple(reason for _, reason in found))


def _same_contacts(candidate: PersonName, typed: PersonName) -> list[tuple[int, str]]:
    found = []
    email, phone = normalised_email(typed.email), normalised_phone(typed.phone)
    if email and normalised_email(candidate.email) == email:
        found.append((60, "même e-mail"))
    if len(phone) > 5 and normalised_phone(candidate.phone) == phone:
        found.append((50, "même téléphone"))
    return found


def _same_names(candidate: PersonName, typed: PersonName) -> list[tuple[int, str]]:
    """Return what the names and birth date say; a birth date alone says nothing."""
    last, other_last = normalise(candidate.last_name), normalise(typed.last_name)
    first, other_first = normalise(candidate.first_name), normalise(typed.first_name)
    same_day = typed.birth_date is not None and candidate.birth_date == typed.birth_date
    same_first = bool(first) and first == other_first
    if not last or not other_last:
        return []
    if last == other_last and (same_first or not first or not other_first):
        if same_day:
            return [(100, "même nom, même prénom, même date de naissance")]
        return [(40, "même nom et même prénom") if same_first else (30, "même nom")]
    if same_day and edit_distance_at_most(last, other_last, NEAR_EDITS):
        return [(80 if same_first else 50, "même date de naissance, nom proche")]
    if same_day and same_first:
        return [(45, "même date de naissance et même prénom")]
    sounds = phonetic_key(last) == phonetic_key(other_last)
    close = sounds or edit_distance_at_most(last, other_last, 1)
    if close and (same_first or not first or not other_first):
        return [(25, "nom qui sonne pareil" if sounds else "nom proche")]
    return []


_GROUPS = (
    ("eaux", "o"), ("eau", "o"), ("aux", "o"), ("au", "o"), ("bv", "v"), ("ph", "f"),
    ("sch", "j"), ("ch", "j"), ("sh", "j"), ("gn", "n"), ("qu", "k"), ("gu", "9"), ("ck", "k"),
    ("ain", "in"), ("ein", "in"), ("aim", "in"), ("ai", "e"), ("ei", "e"), ("oe", "e"),
    ("ay", "e"), ("ey", "e"), ("ou", "u"), ("oi", "wa"), ("am", "an"), ("em", "an"), ("en", "an"),
    ("im", "in"), ("ym", "in"), ("yn", "in"), ("om", "on"), ("um", "in"), ("un", "in"),
)  # fmt: skip
_LETTERS = str.maketrans({"y": "i", "z": "s", "q": "k", "w": "v", "x": "s", "h": "", "9": "g"})
_SOFTENING = ("e", "i", "y")


def phonetic_key(name: str) -> str:
    """Return a short key that names sounding alike in French share (`dupont`, `Dupond`).

    Groups of letters become one sound, c and g follow their vowel, silent final letters and
    doubled letters go, words are joined. It narrows a search; it never decides.
    """
    word = normalise(name).replace(" ", "")
    for group, sound in _GROUPS:
        word = word.replace(group, sound.upper())
    return _without_silent_end(_sounds(word.lower()))[:40]


def _sounds(word: str) -> str:
    """Return the word letter by letter as it sounds, doubled sounds once."""
    out: list[str] = []
    for rank, letter in enumerate(word):
        soft = word[rank + 1 : rank + 2] in _SOFTENING
        if letter == "c":
            letter = "s" if soft else "k"
        elif letter == "g" and soft:
            letter = "j"
        sound = letter.translate(_LETTERS)
        if sound and (not out or out[-1] != sound):
            out.append(sound)
    return "".join(out)


def _without_silent_end(key: str) -> str:
    """Return the key without its mute e, or without its last silent consonants."""
    shorter = key.rstrip("tdsp")
    if shorter == key:
        shorter = key.removesuffix("e")
    return shorter if len(shorter) > 1 else key
