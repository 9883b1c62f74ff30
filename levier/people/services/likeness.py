"""Who, in the registers, may be the person or the structure that somebody is typing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from levier.accounts.models import Organisation
from levier.kernel.text import normalise
from levier.people.models import Person, Structure
from levier.rules.duplicates import (
    PersonName,
    normalised_email,
    normalised_phone,
    phonetic_key,
    same_person_score,
)
from levier.rules.siret import LENGTH, SIREN_LENGTH, normalised_siret

_CANDIDATES = 40
_SHORTEST_PHONE = 6


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody who may be the same, why (in French), and how sure (100: surely the same)."""

    row: Person | Structure
    reasons: tuple[str, ...]
    score: int


def similar_people(
    *,
    organisation: Organisation,
    last_name: str = "",
    first_name: str = "",
    birth_date: date | None = None,
    email: str = "",
    phone: str = "",
    limit: int = 5,
) -> list[Likeness]:
    """Return the people of the house who may be the one typed, the surest first.

    The search is narrowed by index (e-mail, telephone, birth date, sound of the name), at most
    forty candidates each, then `same_person_score` decides what links them.
    """
    typed = PersonName(last_name, first_name, birth_date, email, phone)
    narrowings = []
    if contacts := _contacts(email, phone):
        narrowings.append(contacts)
    if birth_date:
        narrowings.append(Q(birth_date=birth_date))
    if sound := phonetic_key(last_name):
        name = f"{normalise(last_name)} {normalise(first_name)}".strip()
        narrowings += [Q(name_key=name), Q(phonetic_key=sound)]
    live = Person.objects.live().filter(organisation=organisation)
    candidates = {row.pk: row for q in narrowings for row in live.filter(q)[:_CANDIDATES]}
    found = []
    for row in candidates.values():
        known = PersonName(row.last_name, row.first_name, row.birth_date, row.email, row.phone)
        match = same_person_score(known, typed)
        if match:
            found.append(Likeness(row, match.reasons, match.score))
    return sorted(found, key=lambda one: (-one.score, one.row.name_key))[:limit]


def similar_structures(
    *,
    organisation: Organisation,
    name: str = "",
    siret: str = "",
    email: str = "",
    phone: str = "",
    limit: int = 5,
) -> list[Likeness]:
    """Return the structures that may be the one typed, by SIRET, SIREN, name or contacts."""
    digits, key = normalised_siret(siret), normalise(name)
    tests = [
        (100, "même SIRET", Q(siret=digits), len(digits) == LENGTH),
        (70, "même entreprise (SIREN)", _siren(digits), len(digits) >= SIREN_LENGTH),
        (60, "même nom", Q(name_key=key), bool(key)),
        (50, "même e-mail", Q(email__iexact=email.strip()), bool(email.strip())),
        (40, "même téléphone", Q(phone=phone.strip()), len(phone.strip()) >= _SHORTEST_PHONE),
    ]
    live = Structure.objects.live().filter(organisation=organisation)
    found: dict = {}
    for score, reason, narrowing, is_known in tests:
        if not is_known:
            continue
        for row in live.filter(narrowing)[:_CANDIDATES]:
            before = found.get(row.pk)
            if before is None:
                found[row.pk] = Likeness(row, (reason,), score)
            elif before.score < 100:
                found[row.pk] = Likeness(row, (*before.reasons, reason), before.score)
    return sorted(found.values(), key=lambda one: (-one.score, one.row.name_key))[:limit]


def _contacts(email: str, phone: str) -> Q | None:
    """Return the narrowing by e-mail or telephone, None when neither is typed in full."""
    key, digits = normalised_email(email), normalised_phone(phone)
    narrowing = Q()
    if "@" in key:
        narrowing |= Q(email_key=key)
    if len(digits) >= _SHORTEST_PHONE:
        narrowing |= Q(phone_key=digits)
    return narrowing or None


def _siren(digits: str) -> Q:
    """Return the SIRET that begin with this SIREN, as a range that both engines index."""
    siren = digits[:SIREN_LENGTH]
    return Q(siret__gte=siren.ljust(LENGTH, "0"), siret__lte=siren.ljust(LENGTH, "9"))
