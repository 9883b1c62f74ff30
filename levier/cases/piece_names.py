"""Which piece a file is likely to answer, by the words of its name."""

from collections.abc import Iterable
from pathlib import PurePath

from levier.cases.models import Piece
from levier.kernel.text import words_of

SHORTEST_BEGINNING = 4  # « previ » answers « prévisionnel », « de » answers nothing
EMPTY_WORDS = frozenset(
    "de du des la le les un une et en sur au aux ou dans par pour avec trois dernier derniers "
    "date signe scan img image photo document fichier version final vf".split()
)
# What people write on their files, for what the house asks.
SAID_OTHERWISE = {
    "cni": "identite", "passeport": "identite", "sejour": "identite", "edf": "domicile",
    "quittance": "domicile", "curriculum": "cv", "bilan": "comptes", "liasse": "comptes",
    "iban": "rib", "rne": "immatriculation", "rsa": "minima", "previsionnels": "previsionnel",
    "bp": "previsionnel", "pole": "travail", "emploi": "travail", "pv": "deliberation",
}  # fmt: skip


def likely_piece(name: str, pieces: Iterable[Piece]) -> Piece | None:
    """Return the piece whose name shares most words with a file's, None when two share as many."""
    said = _telling(PurePath(name).stem)
    said += [SAID_OTHERWISE[word] for word in said if word in SAID_OTHERWISE]
    scores = [(_shared(said, _telling(f"{row.kind.label} {row.kind.code}")), row) for row in pieces]
    best = max((score for score, _ in scores), default=0)
    found = [row for score, row in scores if score == best]
    return found[0] if best and len(found) == 1 else None


def _telling(text: str) -> list[str]:
    words = words_of(text.replace("_", " "))
    return [word for word in words if word not in EMPTY_WORDS and not word.isdecimal()]


def _shared(said: list[str], asked: list[str]) -> int:
    """Count the words of a piece that the file's name says, whole or by their beginning."""
    return sum(any(_meets(word, other) for word in said) for other in asked)


def _meets(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) >= SHORTEST_BEGINNING and long.startswith(short))
