"""The accounts in which a house keeps its loans: usual ones at first, its own by a choice."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.journal.services import record
from levier.ledger.models import LedgerAccount
from levier.ledger.services import open_account
from levier.servicing.errors import ChartIncomplete, ChartRefused
from levier.servicing.models import ACCOUNT_LABELS, AccountOfLoans

DATA = Path(__file__).resolve().parents[1] / "data" / "accounts.toml"


@lru_cache(maxsize=1)
def proposed_accounts() -> dict[str, dict[str, str]]:
    """Return the usual accounts by part: number and label, to be confirmed by the house."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@transaction.atomic
def usual_accounts(*, organisation: Organisation, actor: User | None) -> None:
    """Give the house the usual account of each part that it has not named yet."""
    named = set(
        AccountOfLoans.objects.filter(organisation=organisation).values_list("part", flat=True)
    )
    for part, proposed in proposed_accounts().items():
        if part in named:
            continue
        account = LedgerAccount.objects.filter(
            organisation=organisation, number=proposed["number"]
        ).first() or open_account(organisation=organisation, actor=actor, **proposed)
        set_account(organisation=organisation, part=part, account=account, actor=actor)


@transaction.atomic
def set_account(
    *, organisation: Organisation, part: str, account: LedgerAccount, actor: User | None
) -> AccountOfLoans:
    """Name the account that plays a part from now on; entries already posted stay."""
    row, is_new = AccountOfLoans.objects.get_or_create(
        organisation=organisation, part=part, defaults={"account": account}
    )
    if not is_new and row.account_id == account.pk:
        return row
    row.account = account
    row.save(update_fields=["account"])
    label = ACCOUNT_LABELS[part]
    record(
        "servicing.account_named", actor=actor, target=row,
        summary=f"Prêts, « {label} »\u00a0: compte {account}.",
    )  # fmt: skip
    return row


@transaction.atomic
def name_accounts(
    *, organisation: Organisation, named: Mapping[str, tuple[str, str]], actor: User
) -> None:
    """Name the account of each part by its number and label; one not yet in the chart is opened.

    Entries already posted stay where they are. Errors: ChartRefused for a number that no
    accounting file admits.
    """
    for part, (number, label) in named.items():
        number = number.strip()
        if not (number[:3].isdigit() and len(number) >= 3 and number.isalnum()):
            raise ChartRefused(field=part, number=number)
        account = LedgerAccount.objects.filter(organisation=organisation, number=number).first()
        if account is None:
            account = open_account(
                organisation=organisation, actor=actor, number=number, label=label.strip()
            )
        set_account(organisation=organisation, part=part, account=account, actor=actor)


def accounts_named(organisation: Organisation) -> dict[str, tuple[str, str]]:
    """Return the number and label of each part: the house's own, else the usual ones."""
    found = {part: (row["number"], row["label"]) for part, row in proposed_accounts().items()}
    rows = AccountOfLoans.objects.filter(organisation=organisation).select_related("account")
    return found | {row.part: (row.account.number, row.account.label) for row in rows}


class _Numbers(dict[str, str]):
    """The numbers by part; one that was never named is refused when an entry needs it."""

    def __missing__(self, part: str) -> str:
        raise ChartIncomplete(label=ACCOUNT_LABELS[part])


def account_numbers(organisation_id) -> dict[str, str]:
    """Return the number of the account of each part.

    Errors: ChartIncomplete, on reading a part that the house has not named.
    """
    rows = AccountOfLoans.objects.filter(organisation=organisation_id).select_related("account")
    return _Numbers({row.part: row.account.number for row in rows})
