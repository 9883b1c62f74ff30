"""The words of contracts, by versions: articles around the terms that the committee agreed."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import IntegrityError, transaction

from levier.accounts.models import Organisation, User
from levier.correspondence.errors import (
    ArticleUntitled,
    VersionExists,
    VersionInThePast,
    WordsMissing,
)
from levier.correspondence.filling import check_variables, fill
from levier.correspondence.models import ContractTemplate
from levier.correspondence.services.letters import file_named, paragraphs_of
from levier.correspondence.services.templates import DATA
from levier.correspondence.variables import CONTRACT, CONTRACT_FILE
from levier.journal.services import record
from levier.kernel.french import numeric_date

ARTICLE = re.compile(r"^##[ \t]+(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its title and its paragraphs, variables replaced."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractWords:
    """The words of a contract; `template` is None for those shipped."""

    title: str
    text: str
    file_name: str
    template: ContractTemplate | None = None

    def articles(self, values: Mapping[str, str]) -> list[Article]:
        """Return the articles; a blank paragraph, then an article without any, are dropped."""
        found = [
            Article(fill(title, values), tuple(paragraphs_of(body, values)))
            for title, body in articles_in(self.text)
        ]
        return [article for article in found if article.paragraphs]

    def file_named(self, values: Mapping[str, str]) -> str:
        """Return the name of the file, without what a folder cannot hold."""
        return file_named(self.file_name, values, blank="Contrat")


def articles_in(text: str) -> list[tuple[str, str]]:
    """Return the articles of a text: (title, what follows it). Errors: ArticleUntitled."""
    before, *rest = ARTICLE.split(text.replace("\r\n", "\n"))
    if before.strip() or not rest:
        raise ArticleUntitled
    return [
        (title.strip(), body.strip()) for title, body in zip(rest[::2], rest[1::2], strict=True)
    ]


@cache
def _shipped() -> dict:
    return tomllib.loads((DATA / "contracts.toml").read_text(encoding="utf-8"))


def shipped_contract(kind: str) -> ContractWords:
    """Return the words that come with Levier (data/contracts.toml)."""
    row = _shipped()[kind]
    return ContractWords(row["title"], row["text"].strip(), row["file_name"])


def contract_words(organisation: Organisation, kind: str, day: date) -> ContractWords:
    """Return the words of a contract on a day: the house's, else those shipped."""
    row = ContractTemplate.objects.filter(organisation=organisation, kind=kind)
    row = row.in_force(day).first()
    if row is None:
        return shipped_contract(kind)
    return ContractWords(row.title, row.text, row.file_name, row)


@transaction.atomic
def write_contract_template(
    *,
    organisation: Organisation,
    actor: User,
    kind: str,
    title: str,
    text: str,
    file_name: str,
    starts_on: date,
    on: date,
) -> ContractTemplate:
    """Keep a new version of a contract; those already signed keep their words.

    Errors: WordsMissing, ArticleUntitled, UnknownVariable, UnclosedBrace, VersionInThePast,
    VersionExists.
    """
    if not text.strip():
        raise WordsMissing(field="text")
    articles_in(text)
    check_variables(text, CONTRACT, field="text")
    check_variables(file_name, CONTRACT_FILE, field="file_name")
    if starts_on < on:
        raise VersionInThePast
    try:
        with transaction.atomic():
            row = ContractTemplate.objects.create(
                organisation=organisation, kind=kind, title=title.strip(), text=text.strip(),
                file_name=file_name.strip(), starts_on=starts_on, written_by=actor,
            )  # fmt: skip
    except IntegrityError:
        raise VersionExists(day=numeric_date(starts_on)) from None
    summary = f"Nouveau modèle « {row} », en vigueur le {numeric_date(starts_on)}."
    record("correspondence.contract_written", actor=actor, target=row, summary=summary)
    return row
