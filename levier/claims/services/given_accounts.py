"""The two accounts in which a house keeps what it guarantees: both named, or nothing is posted."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.claims.errors import GivenAccountsRefused
from levier.claims.models import AccountOfGuarantees
from levier.journal.services import record
from levier.ledger.models import LedgerAccount
from levier.ledger.services import lock_book, open_account

DATA = Path(__file__).resolve().parents[1] / "data" / "accounts.toml"
NUMBER = re.compile(r"8[0-9]{2}[0-9A-Za-z]{0,9}")  # class 8: neither owned nor owed yet
Part = AccountOfGuarantees.Part


@dataclass(frozen=True, slots=True)
class GivenAccounts:
    """The number of the account credited with what is guaranteed, and of its counterpart."""

    given: str
    counterpart: str


@lru_cache(maxsize=1)
def proposed_given_accounts() -> dict[str, dict[str, Any]]:
    """Return the usual account of each part: number, label, since when, source and certainty."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def named_given_accounts(organisation: Organisation) -> dict[str, tuple[str, str]]:
    """Return the number and label of each part that the house named; empty when it did not."""
    rows = AccountOfGuarantees.objects.filter(organisation=organisation).select_related("account")
    return {row.part: (row.account.number, row.account.label) for row in rows}


def given_accounts(organisation_id: UUID) -> GivenAccounts | None:
    """Return the numbers of a house's two accounts, None for a house that keeps neither."""
    rows = AccountOfGuarantees.objects.filter(organisation=organisation_id)
    numbers = dict(rows.values_list("part", "account__number"))
    if len(numbers) < len(Part):
        return None
    return GivenAccounts(numbers[Part.GIVEN], numbers[Part.COUNTERPART])


@transaction.atomic
def name_given_accounts(
    *, organisation: Organisation, named: Mapping[str, tuple[str, str]], actor: User
) -> None:
    """Name both accounts by their number and label; one not yet in the chart is opened.

    What stands in other accounts goes to them at the next entry of each guarantee. Two empty
    numbers change nothing before any is named. Errors: GivenAccountsRefused for one without the
    other, twice the same, one that is not of class 8, or both taken away.
    """
    numbers = {part: named[part][0].strip() for part in Part.values}
    lock_book(organisation)
    rows = AccountOfGuarantees.objects.filter(organisation=organisation).select_related("account")
    known = {row.part: row for row in rows}
    if not known and not any(numbers.values()):
        return
    _refuse(numbers, is_named=bool(known))
    for part, number in numbers.items():
        _name(organisation, known.get(part), part, (number, named[part][1].strip()), actor)


def _refuse(numbers: Mapping[str, str], *, is_named: bool) -> None:
    for part, number in numbers.items():
        if not number:
            why = (
                "Des engagements y sont tenus\u00a0: un autre compte s’indique, aucun ne se retire."
                if is_named
                else "Les deux comptes vont ensemble\u00a0: indiquez les deux, ou aucun."
            )
            raise GivenAccountsRefused(field=part, reason=why)
        if not NUMBER.fullmatch(number):
            raise GivenAccountsRefused(
                field=part,
                reason=f"«\u00a0{number}\u00a0» n’est pas un compte de la classe 8\u00a0: trois "
                "chiffres au moins, sans espace.",
            )
    if len(set(numbers.values())) < len(numbers):
        raise GivenAccountsRefused(
            field=Part.COUNTERPART, reason="La contrepartie est un autre compte."
        )


def _name(
    organisation: Organisation, row: AccountOfGuarantees | None, part: str,
    named: tuple[str, str], actor: User,
) -> None:  # fmt: skip
    number, label = named
    account = LedgerAccount.objects.filter(organisation=organisation, number=number).first()
    if account is None:
        account = open_account(
            organisation=organisation, actor=actor, number=number,
            label=label or proposed_given_accounts()[part]["label"],
        )  # fmt: skip
    row = row or AccountOfGuarantees(organisation=organisation, part=part)
    if row.account_id == account.pk:
        return
    row.account = account
    row.save()
    record(
        "claims.account_named", actor=actor, target=row,
        summary=f"Garanties, « {row.get_part_display()} »\u00a0: compte {account}.",
    )  # fmt: skip
