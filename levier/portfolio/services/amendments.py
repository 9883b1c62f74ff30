"""Amendments: a change of terms after the decision, both versions kept."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid5

from django.db import models, transaction

from levier.committees.models import Decision
from levier.journal import services as journal
from levier.kernel.french import euros
from levier.kernel.money import ZERO
from levier.people.models import Bank
from levier.portfolio.errors import NothingChanges, ReasonMissing, TermsRefused
from levier.portfolio.models import Amendment, Commitment
from levier.portfolio.services.couplings import broken_couplings, refuse_newly_broken
from levier.portfolio.services.draws import redraw
from levier.portfolio.services.life import move
from levier.portfolio.services.opening import lock_borrower
from levier.portfolio.services.paying import refuse_while_at_the_bank
from levier.portfolio.services.state_aid import recount_aid
from levier.portfolio.states import Event, next_state
from levier.portfolio.terms import (
    commission_due,
    guarantee_worth,
    stacking_faults,
    term_faults,
)
from levier.rules.guarantees import amendment_needs_committee

GUARANTEE_TERMS = (
    "bank", "loan_amount", "loan_months", "loan_rate", "deferral_months", "quota",
    "securities", "surety_amount",
)  # fmt: skip
FINANCING_TERMS = ("amount", "months", "deferral_months", "annual_rate")
GRANT_TERMS = ("amount",)
_OF_COMMITMENT = {"amount", "valid_until"}
_DECIMALS = {"amount", "loan_amount", "loan_rate", "quota", "surety_amount", "annual_rate"}


def terms_of(commitment: Commitment) -> dict[str, Any]:
    """Return the terms that an amendment may change, as values of the rows."""
    terms: dict[str, Any] = {}
    if commitment.valid_until is not None:
        terms["valid_until"] = commitment.valid_until
    if commitment.kind == "guarantee":
        return terms | {name: getattr(commitment.guarantee, name) for name in GUARANTEE_TERMS}
    terms["amount"] = commitment.amount
    if commitment.kind != "grant":
        row = commitment.financing
        terms |= {name: getattr(row, name) for name in FINANCING_TERMS if name != "amount"}
    return terms


@transaction.atomic
def amend(*, commitment: Commitment, actor, on: date, reason: str, **changes: Any) -> Amendment:
    """Change the terms of an open commitment: at once within the tolerance, else by committee.

    `changes` are those of `terms_of` (euros; quota and rates as fractions). An increase of the
    amount beyond the product's tolerance goes back to the committee and changes nothing yet.
    Errors: ReasonMissing; NothingChanges; TermsRefused; DrawsRefused; PaymentUnderWay;
    CouplingMissing; CommitmentTransitionNotAllowed.
    """
    commitment = refuse_while_at_the_bank(commitment)
    next_state(commitment.state, Event.ASK_COMMITTEE)
    if not reason.strip():
        raise ReasonMissing
    before = terms_of(commitment)
    after = before | changes
    if after == before:
        raise NothingChanges
    worth = _worth(commitment, after, on)
    to_committee = _needs_committee(commitment, before, after, worth)
    amendment = Amendment.objects.create(
        organisation_id=commitment.organisation_id,
        commitment=commitment,
        rank=commitment.amendments.count() + 1,
        state=Amendment.State.TO_COMMITTEE if to_committee else Amendment.State.APPLIED,
        reason=reason.strip(),
        before=_plain(before, commitment.amount),
        after=_plain(after, worth),
        asked_on=on,
        asked_by=actor,
    )
    if to_committee:
        move(commitment, Event.ASK_COMMITTEE, actor, f"avenant {amendment.rank} au comité")
    else:
        _apply(commitment, after, worth, actor)
    _record(amendment, actor)
    return amendment


@transaction.atomic
def decide_amendment(*, amendment: Amendment, decision: Decision, actor) -> Amendment:
    """Apply, or set aside, an amendment that the committee decided.

    Errors: CommitmentTransitionNotAllowed when it is already decided; DrawsRefused;
    CouplingMissing.
    """
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=amendment.commitment_id)
    agreed = decision.outcome in ("agreed", "agreed_with_conditions")
    amendment.decision = decision
    amendment.state = Amendment.State.AGREED if agreed else Amendment.State.REFUSED
    event = Event.COMMITTEE_AGREED if agreed else Event.COMMITTEE_REFUSED
    what = f"avenant {amendment.rank} {'accordé' if agreed else 'refusé'} par le comité"
    move(commitment, event, actor, what)
    if agreed:
        after = typed_terms(amendment.after, commitment)
        _apply(commitment, after, _worth(commitment, after, decision.decided_on), actor)
    amendment.save(update_fields=["decision", "state"])
    _record(amendment, actor)
    return amendment


def _worth(commitment: Commitment, terms: dict[str, Any], on: date) -> Decimal:
    """Return what the commitment is worth under `terms`, in euros. Errors: TermsRefused.

    A guarantee is judged beside the others of its loan, as at its decision.
    """
    version, case = commitment.version, commitment.case
    if commitment.kind != "guarantee":
        amount = terms["amount"]
        checked = {
            "months": terms.get("months"),
            "deferral_months": terms.get("deferral_months", 0),
        }
    else:
        amount = terms["loan_amount"]
        checked = {
            "months": terms["loan_months"],
            "quota": terms["quota"],
            "deferral_months": terms["deferral_months"],
            "project_kind": case.project_kind,
        }
    faults = term_faults(version, amount=amount, **checked) if version else []
    if amount <= 0:
        faults.append("Le montant doit être supérieur à zéro.")
    if faults:
        raise TermsRefused(reason=" ".join(faults))
    if commitment.kind != "guarantee" or version is None:
        return amount if commitment.kind != "guarantee" else commitment.amount
    lock_borrower(case)
    worth = guarantee_worth(version, case, amount, terms["quota"], besides=commitment).amount
    faults = stacking_faults(
        version, case, terms["bank"], amount, terms["quota"], worth, on, besides=commitment
    )
    if faults:
        raise TermsRefused(reason=" ".join(faults))
    return worth


def _needs_committee(commitment: Commitment, before, after, worth: Decimal) -> bool:
    """An increase beyond the tolerance of what is granted, or of the loan; a longer validity."""
    if after.get("valid_until") and after["valid_until"] > before["valid_until"]:
        return True
    tolerance = commitment.version.amendment_tolerance_share if commitment.version else ZERO
    pairs = [(commitment.amount, worth)]
    if "loan_amount" in after:
        pairs.append((before["loan_amount"], after["loan_amount"]))
    return any(amendment_needs_committee(old, new, tolerance, None) for old, new in pairs)


def _apply(commitment: Commitment, after: dict[str, Any], worth: Decimal, actor) -> None:
    """Write the new terms, draw the new amount on the same envelopes, count it as aid again.

    Errors: CouplingMissing when a commitment of the dossier loses what must stand beside it.
    """
    before = broken_couplings(commitment.case)
    if commitment.kind != "grant":
        row = commitment.guarantee if commitment.kind == "guarantee" else commitment.financing
        for name, value in after.items():
            if name not in _OF_COMMITMENT:
                setattr(row, name, value)
        if commitment.kind == "guarantee":
            row.guaranteed_amount = worth
            if commitment.version:
                row.commission_amount = commission_due(commitment.version, row.loan_amount, worth)
        row._history_user = actor
        row.save()
    changed = commitment.amount != worth
    commitment.amount = worth
    commitment.valid_until = after.get("valid_until", commitment.valid_until)
    commitment._history_user = actor
    commitment.save(update_fields=["amount", "valid_until"])
    refuse_newly_broken(commitment.case, before)
    if changed:
        redraw(commitment, actor)
    rank = commitment.amendments.count()
    recount_aid(commitment=commitment, key=uuid5(commitment.pk, f"amendment {rank}"), actor=actor)


def _plain(terms: dict[str, Any], amount: Decimal) -> dict[str, Any]:
    """Return terms as JSON keeps them, with what the commitment is worth under them."""
    plain: dict[str, Any] = {}
    for name, value in terms.items():
        if isinstance(value, models.Model):
            plain[name] = {"key": str(value.pk), "label": str(value)}
        else:
            plain[name] = str(value) if isinstance(value, Decimal | date) else value
    return plain | {"worth": str(amount)}


def typed_terms(plain: dict[str, Any], commitment: Commitment) -> dict[str, Any]:
    """Return terms kept as JSON (`before`, `after` of an amendment) as values of the rows."""
    terms: dict[str, Any] = {}
    for name, value in plain.items():
        if name == "worth":
            continue
        if name == "valid_until":
            terms[name] = date.fromisoformat(value)
        elif name == "bank":
            terms[name] = Bank.objects.get(pk=value["key"], organisation=commitment.organisation_id)
        else:
            terms[name] = Decimal(value) if name in _DECIMALS and value is not None else value
    return terms


def _record(amendment: Amendment, actor) -> None:
    worth = euros(Decimal(amendment.after["worth"]))
    journal.record(
        "portfolio.amended",
        actor=actor,
        target=amendment,
        case_key=amendment.commitment.case_id,
        summary=f"{amendment} ({worth}) : {amendment.get_state_display()}. {amendment.reason}",
        detail={"before": amendment.before, "after": amendment.after},
    )
