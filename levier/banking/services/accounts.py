"""The bank accounts of the house."""

from django.core.exceptions import ValidationError
from django.db import transaction
from stdnum.eu import at_02 as creditor_ids
from stdnum.exceptions import ValidationError as NotValid

from levier.banking.errors import PaymentRefused
from levier.banking.models import HouseAccount
from levier.journal.changes import apply_changes
from levier.journal.services import record
from levier.rules.bank_details import bic_fault, iban_fault, plain_bic, plain_iban


def checked_iban(text: str, field: str) -> str:
    """Return an IBAN without spaces. Errors: PaymentRefused, at the field."""
    if fault := iban_fault(text):
        raise PaymentRefused(field=field, reason=fault)
    return plain_iban(text)


def checked_bic(text: str, field: str) -> str:
    """Return a BIC, or nothing for a blank. Errors: PaymentRefused, at the field."""
    if not text.strip():
        return ""
    if fault := bic_fault(text):
        raise PaymentRefused(field=field, reason=fault)
    return plain_bic(text)


def checked_creditor_id(text: str, field: str) -> str:
    """Return an ICS, or nothing for a blank. Errors: PaymentRefused, at the field."""
    if not text.strip():
        return ""
    try:
        return creditor_ids.validate(text)
    except NotValid:
        raise PaymentRefused(
            field=field,
            reason="Cet identifiant créancier est faux\u00a0: recopiez l’ICS donné par la banque.",
        ) from None


@transaction.atomic
def set_house_account(
    *, organisation, actor, account: HouseAccount | None = None, **values
) -> HouseAccount:
    """Write an account of the house; one that paid or collected keeps its IBAN.

    Errors: PaymentRefused for a false IBAN or BIC, or one that exists already.
    """
    row = account or HouseAccount(organisation=organisation)
    values["iban"] = checked_iban(values["iban"], "iban")
    values["bic"] = checked_bic(values.get("bic", ""), "bic")
    values["creditor_id"] = checked_creditor_id(values.get("creditor_id", ""), "creditor_id")
    has_served = account and (account.orders.exists() or account.files.exists())
    if has_served and account.iban != values["iban"]:
        raise PaymentRefused(
            field="iban",
            reason="Ce compte a déjà payé ou prélevé\u00a0: ouvrez-en un autre, fermez celui-ci.",
        )
    done = apply_changes(row, values)
    try:
        row.full_clean()
    except ValidationError as fault:
        raise PaymentRefused(reason=" ".join(fault.messages)) from fault
    row.save()
    record(
        "banking.account_set", actor=actor, target=row, detail=done,
        summary=f"Compte bancaire {row} enregistré.",
    )  # fmt: skip
    return row
