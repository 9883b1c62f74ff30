"""The words of the house, by versions; those shipped serve until the house writes its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import IntegrityError, transaction

from levier.accounts.models import Organisation, User
from levier.correspondence.errors import VersionExists, VersionInThePast, WordsMissing
from levier.correspondence.filling import check_variables, fill
from levier.correspondence.models import MessageTemplate
from levier.correspondence.variables import variables_for
from levier.journal.services import record
from levier.kernel.french import numeric_date

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and a text with variables; `template` is None for the words shipped."""

    subject: str
    body: str
    template: MessageTemplate | None = None

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return the subject and the text with their variables replaced."""
        subject = fill(self.subject, values) if self.subject else ""
        return subject, fill(self.body, values)


@cache
def shipped_words() -> dict[str, Words]:
    """Return the words that come with Levier, by purpose (data/messages.toml)."""
    rows = tomllib.loads((DATA / "messages.toml").read_text(encoding="utf-8"))
    return {name: Words(row["subject"], row["body"].strip()) for name, row in rows.items()}


def words_in_force(organisation: Organisation, purpose: str, day: date) -> Words:
    """Return the words of a kind of message on a day: the house's, else those shipped."""
    rows = MessageTemplate.objects.filter(organisation=organisation, purpose=purpose)
    row = rows.in_force(day).first()
    return Words(row.subject, row.body, row) if row else shipped_words()[purpose]


@transaction.atomic
def write_message_template(
    *,
    organisation: Organisation,
    actor: User,
    purpose: str,
    subject: str,
    body: str,
    starts_on: date,
    on: date,
) -> MessageTemplate:
    """Keep a new version of a message, from a day on; the former ones stay as they were.

    Errors: WordsMissing, UnknownVariable, UnclosedBrace, VersionInThePast, VersionExists.
    """
    if not subject.strip() or not body.strip():
        raise WordsMissing(field="body" if subject.strip() else "subject")
    known = variables_for(purpose)
    check_variables(subject, known, field="subject")
    check_variables(body, known)
    if starts_on < on:
        raise VersionInThePast
    try:
        with transaction.atomic():
            row = MessageTemplate.objects.create(
                organisation=organisation, purpose=purpose, subject=subject.strip(),
                body=body.strip(), starts_on=starts_on, written_by=actor,
            )  # fmt: skip
    except IntegrityError:
        raise VersionExists(day=numeric_date(starts_on)) from None
    summary = f"Nouveau texte « {row} », en vigueur le {numeric_date(starts_on)}."
    record("correspondence.template_written", actor=actor, target=row, summary=summary)
    return row
