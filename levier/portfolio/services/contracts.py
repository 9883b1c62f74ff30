"""Contracts: made once conditions are lifted, signed with a copy, read before money leaves."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from levier.accounts.models import User
from levier.correspondence.models import ContractTemplate
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.french import long_date
from levier.portfolio.errors import ContractKeyReused, ContractRefused
from levier.portfolio.models import Commitment, Contract
from levier.portfolio.services.paying import refuse_while_at_the_bank
from levier.portfolio.states import State

SIGNED_KINDS = ("loan", "advance", "contribution")


def agreed_terms(commitment: Commitment) -> dict[str, Any]:
    """Return what a contract must say of a commitment: amounts in euros, rates as fractions."""
    found: dict[str, Any] = {"amount": f"{commitment.amount:.2f}"}
    if commitment.kind in SIGNED_KINDS:
        row = commitment.financing
        found |= {
            "months": row.months,
            "deferral_months": row.deferral_months,
            "annual_rate": f"{row.annual_rate or 0:.6f}",
        }
    return found


def contract_in_force(commitment: Commitment) -> Contract | None:
    """Return the contract to sign, or the signed one; None when there is none."""
    return commitment.contracts.exclude(state=Contract.State.REPLACED).first()


@transaction.atomic
def keep_contract(
    *,
    commitment: Commitment,
    terms: dict[str, Any],
    agreed: dict[str, Any],
    template: ContractTemplate | None,
    name: str,
    pdf: bytes,
    on: date,
    actor: User,
    idempotency_key: UUID,
) -> Contract:
    """Keep a contract as it was printed; a former one, not paid on yet, is replaced.

    `agreed` is what was printed (`agreed_terms`): an amendment meanwhile refuses it. The same key
    again gives the same contract. Errors: ContractRefused before the conditions are lifted or once
    money left; PaymentUnderWay; ContractKeyReused.
    """
    row = refuse_while_at_the_bank(commitment)
    known = Contract.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.commitment_id, known.terms) != (row.pk, terms):
            raise ContractKeyReused
        return known
    refuse_contract(row)
    _refuse_changed(row, agreed)
    former = contract_in_force(row)
    if former is not None:
        former.state = Contract.State.REPLACED
        former.save(update_fields=["state"])
    stored = store_file(
        organisation=row.organisation, actor=actor, name=name, content=pdf, origin="contrat",
        content_type="application/pdf",
    )  # fmt: skip
    rank = row.contracts.aggregate(last=Max("rank"))["last"] or 0
    contract = Contract.objects.create(
        organisation_id=row.organisation_id, commitment=row, rank=rank + 1, terms=terms,
        agreed=agreed, template=template, stored_file=stored, made_on=on,
        made_by=actor, idempotency_key=idempotency_key,
    )  # fmt: skip
    told = f", à la place du contrat {former.rank}" if former else ""
    record(
        "portfolio.contract_made", actor=actor, target=contract, case_key=row.case_id,
        summary=f"{contract} établi, empreinte {stored.sha256[:12]}{told}.",
    )  # fmt: skip
    return contract


def _refuse_changed(commitment: Commitment, agreed: dict[str, Any]) -> None:
    if agreed != agreed_terms(commitment):
        raise ContractRefused(
            reason="Un avenant vient de changer les termes\u00a0: relisez le contrat."
        )


def refuse_contract(commitment: Commitment) -> None:
    """Refuse a contract that nothing allows. Errors: ContractRefused."""
    if commitment.kind == "guarantee":
        raise ContractRefused(reason="La banque établit le contrat du prêt garanti.")
    if commitment.state == State.LOCKED:
        raise ContractRefused(reason="Levez d’abord les conditions du comité.")
    if commitment.state == State.AMENDING:
        raise ContractRefused(reason="Un avenant attend le comité\u00a0: le contrat viendra après.")
    if commitment.state != State.OPEN:
        raise ContractRefused(
            reason=f"L’engagement est « {commitment.get_state_display()} »\u00a0: "
            "un contrat s’établit avant le versement."
        )


@transaction.atomic
def sign_contract(
    *, contract: Contract, signed_on: date, name: str, content: bytes, on: date, actor: User
) -> Contract:
    """Note that the parties signed, with the copy that shows it; the same day again is the same.

    Errors: ContractRefused for a contract replaced, already signed, of other terms than those
    agreed today, or for a day out of its making and today; those of store_file.
    """
    Commitment.objects.select_for_update(of=("self",)).get(pk=contract.commitment_id)
    row = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if row.state == Contract.State.SIGNED and row.signed_on == signed_on:
        return row
    if row.state != Contract.State.MADE:
        raise ContractRefused(reason=f"Ce contrat est déjà « {row.get_state_display()} ».")
    if not row.made_on <= signed_on <= on:
        raise ContractRefused(
            field="signed_on",
            reason=f"La signature va du {long_date(row.made_on)}, jour du contrat, à aujourd’hui.",
        )
    _refuse_other_terms(row)
    row.signed_file = store_file(
        organisation=row.organisation, actor=actor, name=name, content=content,
        origin="contrat signé",
    )  # fmt: skip
    row.state, row.signed_on, row.signature_noted_by = Contract.State.SIGNED, signed_on, actor
    row.save(update_fields=["state", "signed_on", "signed_file", "signature_noted_by"])
    record(
        "portfolio.contract_signed", actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row} signé le {long_date(signed_on)}.",
    )  # fmt: skip
    return row


def refuse_unsigned(commitment: Commitment) -> None:
    """Refuse that money leaves without the contract that it asks for, signed and up to date.

    A loan, an advance or a contribution always has one; a grant, when one was made. Errors:
    ContractRefused.
    """
    contract = contract_in_force(commitment)
    if contract is None:
        if commitment.kind in SIGNED_KINDS and not commitment.is_past:
            raise ContractRefused(reason="Établissez et faites signer le contrat avant de payer.")
        return
    if contract.state != Contract.State.SIGNED:
        raise ContractRefused(
            reason=f"Le contrat du {long_date(contract.made_on)} n’est pas signé\u00a0: "
            "déposez la copie signée avant de payer."
        )
    _refuse_other_terms(contract)


def _refuse_other_terms(contract: Contract) -> None:
    if contract.agreed != agreed_terms(contract.commitment):
        raise ContractRefused(
            reason=f"Un avenant a changé les termes depuis le {long_date(contract.made_on)}\u00a0: "
            "établissez un nouveau contrat."
        )
