"""The words of the letters of decision, by versions, and the letters kept once printed."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import IntegrityError, transaction

from levier.accounts.models import Organisation, User
from levier.cases.models import Case
from levier.correspondence.errors import VersionExists, VersionInThePast, WordsMissing
from levier.correspondence.filling import check_variables, fill
from levier.correspondence.models import IssuedLetter, LetterTemplate, OutgoingMessage
from levier.correspondence.services.templates import DATA
from levier.correspondence.variables import LETTER, LETTER_FILE
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.french import numeric_date


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words around the table of a letter; `template` is None for those shipped."""

    opening: str
    closing: str
    file_name: str
    template: LetterTemplate | None = None

    def paragraphs(self, values: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Return the paragraphs before and after the table; those left blank are dropped."""
        return paragraphs_of(self.opening, values), paragraphs_of(self.closing, values)

    def file_named(self, values: Mapping[str, str]) -> str:
        """Return the name of the file, without what a folder cannot hold."""
        return file_named(self.file_name, values, blank="Lettre")


def paragraphs_of(text: str, values: Mapping[str, str]) -> list[str]:
    """Return the paragraphs of a text, variables replaced; those left blank are dropped."""
    parts = (fill(part, values) for part in re.split(r"\n\s*\n", text))
    return [" ".join(part.split(" ")).strip() for part in parts if part.strip()]


def file_named(pattern: str, values: Mapping[str, str], *, blank: str) -> str:
    """Return the name of a PDF by the pattern of the house, without what a folder cannot hold."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", fill(pattern, values))
    return f"{' '.join(name.split())[:150] or blank}.pdf"


@cache
def _shipped() -> dict:
    return tomllib.loads((DATA / "letters.toml").read_text(encoding="utf-8"))


def shipped_letter(recipient: str, outcome: str) -> LetterWords:
    """Return the words that come with Levier (data/letters.toml)."""
    row = _shipped()[recipient]
    opening, closing = (
        row[part].get(outcome, row[part]["all"]).strip() for part in ("opening", "closing")
    )
    return LetterWords(opening, closing, row["file_name"])


def letter_words(
    organisation: Organisation, recipient: str, outcome: str, day: date
) -> LetterWords:
    """Return the words of a letter on a day: the house's, else those shipped."""
    rows = LetterTemplate.objects.filter(
        organisation=organisation, recipient=recipient, outcome=outcome
    )
    row = rows.in_force(day).first()
    if row is None:
        return shipped_letter(recipient, outcome)
    return LetterWords(row.opening, row.closing, row.file_name, row)


@transaction.atomic
def write_letter_template(
    *,
    organisation: Organisation,
    actor: User,
    recipient: str,
    outcome: str,
    opening: str,
    closing: str,
    file_name: str,
    starts_on: date,
    on: date,
) -> LetterTemplate:
    """Keep a new version of a letter. Errors: WordsMissing, UnknownVariable, UnclosedBrace,
    VersionInThePast, VersionExists.
    """
    if not opening.strip():
        raise WordsMissing(field="opening")
    check_variables(opening, LETTER, field="opening")
    check_variables(closing, LETTER, field="closing")
    check_variables(file_name, LETTER_FILE, field="file_name")
    if starts_on < on:
        raise VersionInThePast
    try:
        with transaction.atomic():
            row = LetterTemplate.objects.create(
                organisation=organisation, recipient=recipient, outcome=outcome,
                opening=opening.strip(), closing=closing.strip(), file_name=file_name.strip(),
                starts_on=starts_on, written_by=actor,
            )  # fmt: skip
    except IntegrityError:
        raise VersionExists(day=numeric_date(starts_on)) from None
    summary = f"Nouvelle lettre « {row} », en vigueur le {numeric_date(starts_on)}."
    record("correspondence.letter_written", actor=actor, target=row, summary=summary)
    return row


def keep_letter(
    *,
    case: Case,
    actor: User,
    about: str,
    letter_key: str,
    recipient: str,
    words: LetterWords,
    name: str,
    pdf: bytes,
    on: date,
) -> tuple[IssuedLetter, bool]:
    """Keep a letter once printed; the second time, return the first one, and false.

    Two people who print at once keep one: the unique row decides.
    """
    mine = {"organisation": case.organisation, "about": about, "letter_key": letter_key}
    try:
        with transaction.atomic():
            stored = store_file(
                organisation=case.organisation, actor=actor, name=name, content=pdf,
                origin="courrier de décision", content_type="application/pdf",
            )  # fmt: skip
            row = IssuedLetter.objects.create(
                **mine, case=case, recipient=recipient[:160], template=words.template,
                stored_file=stored, issued_on=on, issued_by=actor,
            )  # fmt: skip
            summary = f"Lettre « {stored.name} » produite."
            record("correspondence.letter_issued", actor=actor, target=row, summary=summary)
            return row, True
    except IntegrityError:
        return IssuedLetter.objects.get(**mine), False


@transaction.atomic
def note_sent(*, letter: IssuedLetter, message: OutgoingMessage) -> None:
    """Note the message that carries a letter, the first one only."""
    if IssuedLetter.objects.filter(pk=letter.pk, message=None).update(message=message):
        letter.message = message
