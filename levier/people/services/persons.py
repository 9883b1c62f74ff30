"""Writes about people. One person is known once in the house."""

from datetime import date

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.journal.changes import apply_changes
from levier.journal.models import Entry
from levier.journal.services import entry_for, record
from levier.kernel.text import normalise, squeeze
from levier.people.errors import NameMissing
from levier.people.models import Person, SearchWord
from levier.people.services.search_words import index_many, index_words
from levier.rules.duplicates import normalised_email, normalised_phone, phonetic_key

_SEARCHED = {"last_name", "first_name", "email", "phone"}


@transaction.atomic
def register_person(
    *,
    organisation: Organisation,
    actor: User,
    last_name: str,
    first_name: str = "",
    birth_date: date | None = None,
    email: str = "",
    phone: str = "",
    **fields,
) -> Person:
    """Write down a person. Errors: NameMissing.

    `fields` are those of the model (civility, sex, address, postcode, commune_code, town,
    home_qpv_code). Whether the person is already known is asked before: `similar_people`.
    """
    person = Person(
        organisation=organisation,
        last_name=squeeze(last_name),
        first_name=squeeze(first_name),
        birth_date=birth_date,
        email=email.strip(),
        phone=squeeze(phone),
        **fields,
    )
    _set_keys(person)
    person._history_user = actor
    person.save(force_insert=True)
    _index(person, new=True)
    summary = f"{person.full_name} entre dans le registre des personnes."
    record("people.person_registered", actor=actor, target=person, summary=summary)
    return person


@transaction.atomic
def register_people(*, organisation: Organisation, actor: User, people: list[Person]) -> None:
    """Write down many people, not saved yet, in a number of queries that does not grow with them.

    Errors: NameMissing. Whether they are already known is asked before.
    """
    for person in people:
        _set_keys(person)
    Person.objects.bulk_create(people)
    Person.history.bulk_history_create(people, default_user=actor)
    index_many(
        organisation=organisation,
        kind=SearchWord.Kind.PERSON,
        rows=((person.pk, _texts(person)) for person in people),
    )
    Entry.objects.bulk_create(
        entry_for(
            "people.person_registered",
            actor=actor,
            target=person,
            summary=f"{person.full_name} entre dans le registre des personnes.",
        )
        for person in people
    )


@transaction.atomic
def update_person(*, person: Person, actor: User, **changes) -> Person:
    """Change what is known of a person; the former values stay in the history.

    Errors: NameMissing. Nothing is written when nothing changes.
    """
    done = apply_changes(person, changes)
    if not done:
        return person
    _set_keys(person)
    person._history_user = actor
    person.save()
    if _SEARCHED & done.keys():
        _index(person)
    summary = f"La fiche de {person.full_name} est modifiée."
    record("people.person_updated", actor=actor, target=person, summary=summary, detail=done)
    return person


def _set_keys(person: Person) -> None:
    if not normalise(person.last_name):
        raise NameMissing(field="last_name")
    person.name_key = f"{normalise(person.last_name)} {normalise(person.first_name)}".strip()[:170]
    person.phonetic_key = phonetic_key(person.last_name)
    person.email_key = normalised_email(person.email)
    person.phone_key = normalised_phone(person.phone)[:20]


def _index(person: Person, new: bool = False) -> None:
    index_words(
        organisation=person.organisation,
        kind=SearchWord.Kind.PERSON,
        object_key=person.pk,
        texts=_texts(person),
        new=new,
    )


def _texts(person: Person) -> tuple[str, ...]:
    """What finds a person in the search box."""
    return person.last_name, person.first_name, person.email, person.phone_key
