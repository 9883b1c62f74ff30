"""SIRET numbers: fourteen digits, the last one a key (Luhn)."""

from levier.kernel.french import NBSP
from levier.kernel.text import digits_of

LENGTH = 14
SIREN_LENGTH = 9
LA_POSTE = "356000000"


def normalised_siret(text: str) -> str:
    """Return the digits of a SIRET typed with ordinary, no-break or narrow spaces."""
    return digits_of(text)


def siret_fault(text: str) -> str | None:
    """Return what is wrong with a SIRET, in French, or None when it may exist.

    Any SIREN is accepted, one that begins with zeros too. The establishments of La Poste follow
    another key: their digits sum to a multiple of five.
    Source: Insee, structure of the SIRET.
    """
    if any(c.isalpha() for c in text):
        return "Le SIRET ne contient que des chiffres."
    digits = normalised_siret(text)
    if len(digits) != LENGTH:
        return f"Le SIRET compte {LENGTH} chiffres, et non {len(digits)}."
    if luhn_sum(digits) % 10 == 0:
        return None
    if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return None
    return f"La clé du SIRET n’est pas juste{NBSP}: un chiffre est sans doute mal recopié."


def luhn_sum(digits: str) -> int:
    """Return the Luhn sum: every other digit from the right doubled, its figures added."""
    doubled = (int(d) * 2 for d in digits[-2::-2])
    return sum(int(d) for d in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)
