"""Debits handed over to the bank: announced, written once in one file, by another person."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from levier.accounts.models import Organisation
from levier.banking.debit_messages import Creditor, Debit, batches_of, write_debits
from levier.banking.errors import CollectionRefused, SamePersonCollects
from levier.banking.models import BankFile, Collection, HouseAccount, Mandate
from levier.banking.services.collections import move_collection
from levier.banking.services.files import XML, next_message_id
from levier.banking.states import CollectionEvent, CollectionState
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.french import euros, long_date, plural
from levier.rules.servicing.collections import notice_by, presented_on, sequence_of


@transaction.atomic
def hand_over_collections(
    *, account: HouseAccount, collections: Iterable[Collection], actor, on: date
) -> BankFile:
    """Write announced debits in one file credited to an account, and move them on.

    All or nothing: a debit that another person moved meanwhile, or whose mandate lapsed or was
    suspended, stops the whole file. Errors: CollectionRefused; SamePersonCollects.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=account.organisation_id)
    rows = _locked(account, collections, actor)
    debits = _debits(rows, on)
    message_id = next_message_id(account.organisation, BankFile.Kind.DEBITS, "PRL", on)
    content = write_debits(
        message_id=message_id, debits=debits,
        creditor=Creditor(account.holder, account.iban, account.bic, account.creditor_id),
    )  # fmt: skip
    total = sum((row.amount for row in rows), Decimal(0))
    stored = store_file(
        organisation=account.organisation, actor=actor, name=f"Prélèvements {message_id}.xml",
        content=content, origin="prélèvements", content_type=XML,
    )  # fmt: skip
    file = BankFile.objects.create(
        organisation=account.organisation, kind=BankFile.Kind.DEBITS, message_id=message_id,
        account=account, stored_file=stored, sha256=sha256(content).hexdigest(), made_on=on,
        line_count=len(rows), total=total, recorded_by=actor,
    )  # fmt: skip
    batches = batches_of(message_id, debits)
    for mandate in {row.mandate_id: row.mandate for row in rows}.values():
        mandate.save(update_fields=["presented", "last_presented_on"])
    for row, debit in zip(rows, debits, strict=True):
        move_collection(
            row, CollectionEvent.HAND, file=file, batch=batches[row.number], due_on=debit.day,
            sequence=debit.sequence, handed_by=actor,
        )  # fmt: skip
    record(
        "banking.collections_handed", actor=actor, target=file,
        detail={"collections": [row.number for row in rows]},
        summary=f"Fichier {message_id}\u00a0: {plural(len(rows), 'prélèvement')}, "
        f"{euros(total, cents=True)}, {account}.",
    )  # fmt: skip
    return file


def _locked(account: HouseAccount, collections: Iterable[Collection], actor) -> list[Collection]:
    """Return the rows locked, each with its mandate, in the order of their days."""
    keys = [collection.pk for collection in collections]
    rows = list(
        Collection.objects.select_for_update(of=("self",))
        .select_related("notice")
        .filter(pk__in=keys, organisation=account.organisation_id, state=CollectionState.NOTICED)
        .order_by("pk")
    )
    if not rows or len(rows) != len(keys):
        raise CollectionRefused(
            reason="Ces prélèvements ne sont plus tous annoncés\u00a0: rechargez la page."
        )
    if account.is_kept_by_officer:
        raise CollectionRefused(
            reason=f"Le compte {account.label} est tenu par un agent comptable\u00a0: aucun "
            "fichier de banque n’en part. Émettez des titres de recettes, ou choisissez un autre "
            "compte."
        )
    if not account.is_active or not account.creditor_id:
        raise CollectionRefused(
            reason=f"Le compte {account.label} ne peut pas prélever\u00a0: il est fermé, ou son "
            "identifiant créancier (ICS) manque."
        )
    mandates = Mandate.objects.select_for_update(of=("self",)).order_by("pk")
    found = mandates.in_bulk([row.mandate_id for row in rows])
    for row in rows:
        if row.prepared_by_id == actor.pk:
            raise SamePersonCollects(number=row.number)
        row.mandate = found[row.mandate_id]
    return sorted(rows, key=lambda row: (row.due_on, row.number))


def _debits(rows: Sequence[Collection], on: date) -> list[Debit]:
    """Return what is written of each, its mandate presented once more (unsaved)."""
    debits = []
    for row in rows:
        mandate, day = row.mandate, row.due_on
        fault = mandate.fault_on(day)
        if fault is None and row.notice.sent_on > notice_by(day):
            fault = "Son préavis est parti trop tard."
        if fault is None and presented_on(day, on) > day:
            fault = (
                f"Le jour annoncé, le {long_date(day)}, ne peut plus être tenu\u00a0: "
                "annoncez-le de nouveau."
            )
        if fault:
            raise CollectionRefused(reason=f"{row.number}\u00a0: {fault}")
        sequence = sequence_of(
            mandate.presented, is_recurrent=mandate.is_recurrent, is_last=row.is_last
        )
        debits.append(_debit(row, mandate, sequence, day))
        mandate.presented += 1
        mandate.last_presented_on = max(mandate.last_presented_on or day, day)
    return debits


def _debit(row: Collection, mandate: Mandate, sequence: str, day: date) -> Debit:
    return Debit(
        reference=row.number, rum=mandate.rum, signed_on=mandate.signed_on, sequence=sequence,
        name=mandate.debtor_name, iban=mandate.iban, amount=row.amount, day=day,
        wording=f"{mandate.subject_label}, {row.number}", bic=mandate.bic,
        postcode=mandate.postcode, town=mandate.town, country=mandate.country,
    )  # fmt: skip
