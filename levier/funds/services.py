"""Writing funders, agreements, European operations and envelopes."""

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from levier.catalogue.models import Instrument
from levier.funds.errors import FundsRefused
from levier.funds.models import Agreement, Envelope, Funder, Operation
from levier.journal import services as journal
from levier.kernel.french import euros
from levier.kernel.text import normalise

FUNDERS = Path(__file__).resolve().parent / "data" / "funders.toml"
OPENING_DAY = date(2000, 1, 1)


# ── Funders ───────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def install_funders(*, organisation, actor) -> int:
    """Create the funders of the data file that the house lacks, and the house itself as one.

    Return how many were created: a second run creates none.
    """
    rows = tomllib.loads(FUNDERS.read_text(encoding="utf-8"))["funder"]
    rows.append({"name": organisation.name, "kind": Funder.Kind.OWN})
    known = set(funders_by_name(organisation))
    missing = [
        Funder(organisation=organisation, name_key=normalise(row["name"]), **row)
        for row in rows
        if normalise(row["name"]) not in known
    ]
    Funder.objects.bulk_create(missing)
    if missing:
        journal.record(
            "funds.funders_installed",
            actor=actor,
            target=organisation,
            summary=f"Financeurs installés : {len(missing)}.",
        )
    return len(missing)


def funders_by_name(organisation) -> dict[str, Funder]:
    """Return every funder of the house under its normalised name and short name (one query)."""
    found: dict[str, Funder] = {}
    for funder in Funder.objects.filter(organisation=organisation):
        found[funder.name_key] = funder
        if funder.short_name:
            found.setdefault(normalise(funder.short_name), funder)
    return found


def funder_named(organisation, name: str) -> Funder | None:
    """Return the funder that bears this name or short name; None if unknown."""
    return funders_by_name(organisation).get(normalise(name))


@transaction.atomic
def register_funder(*, organisation, actor, name: str, kind: str, **details: Any) -> Funder:
    """Add a body that pays. Errors: FundsRefused if the house knows it already."""
    funder = Funder(
        organisation=organisation, name=name, name_key=normalise(name), kind=kind, **details
    )
    return _saved(funder, "funds.funder_registered", actor, f"Financeur ajouté : {name}.")


@transaction.atomic
def update_funder(*, funder: Funder, actor, **changes: Any) -> Funder:
    """Change a funder's name, contact or logo. Errors: FundsRefused."""
    for field, value in changes.items():
        setattr(funder, field, value)
    funder.name_key = normalise(funder.name)
    return _saved(funder, "funds.funder_updated", actor, f"Financeur modifié : {funder}.")


# ── Agreements and operations ─────────────────────────────────────────────────────────────────
@transaction.atomic
def register_agreement(
    *,
    organisation,
    actor,
    funder: Funder,
    number: str,
    title: str,
    first_day: date,
    last_day: date | None = None,
) -> Agreement:
    """Add a convention with a funder. Errors: FundsRefused for a number used twice."""
    _check_days(first_day, last_day)
    agreement = Agreement(
        organisation=organisation,
        funder=funder,
        number=number,
        title=title,
        first_day=first_day,
        last_day=last_day,
    )
    return _saved(agreement, "funds.agreement_registered", actor, f"Convention {number} ajoutée.")


@transaction.atomic
def register_operation(
    *,
    organisation,
    actor,
    code: str,
    fund: str,
    title: str,
    first_day: date,
    last_day: date | None = None,
    programme: str = "",
) -> Operation:
    """Add a European operation (`fund`: FEDER, FSE+ or FTJ). Errors: FundsRefused."""
    _check_days(first_day, last_day)
    operation = Operation(
        organisation=organisation,
        code=code,
        fund=fund,
        title=title,
        programme=programme,
        first_day=first_day,
        last_day=last_day,
    )
    return _saved(operation, "funds.operation_registered", actor, f"Opération {code} ajoutée.")


# ── Envelopes ─────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def register_envelope(
    *,
    organisation,
    actor,
    funder: Funder,
    title: str,
    scheme: str,
    amount: Decimal,
    first_day: date,
    last_day: date | None = None,
    agreement: Agreement | None = None,
    purposes: Sequence[str] = (),
) -> Envelope:
    """Add the money (euros) that a funder puts down for a scheme (an instrument's code).

    `purposes` are what it pays for (keys of USES); the scheme's own use when not given.
    Errors: FundsRefused when the amount is not positive, the days are not in order, the
    agreement is another funder's, or the law refuses that this funder pays for it.
    """
    if amount is None or amount <= 0:
        raise FundsRefused(field="amount", reason="Indiquez un montant supérieur à zéro.")
    _check_days(first_day, last_day)
    if agreement is not None and agreement.funder_id != funder.pk:
        raise FundsRefused(
            field="agreement", reason="Cette convention est celle d’un autre financeur."
        )
    envelope = Envelope(
        organisation=organisation,
        funder=funder,
        agreement=agreement,
        title=title,
        scheme=scheme,
        amount=amount,
        first_day=first_day,
        last_day=last_day,
        purposes=list(purposes),
    )
    _check_uses(envelope)
    summary = f"Enveloppe « {title} » ouverte : {euros(amount)}."
    return _saved(envelope, "funds.envelope_registered", actor, summary)


def _check_uses(envelope: Envelope) -> None:
    """Fill in the scheme's own use, and refuse what the funder may not lawfully pay for."""
    instrument = Instrument.objects.filter(
        organisation=envelope.organisation, code=envelope.scheme
    ).first()
    if instrument is not None:
        envelope.purposes = envelope.purposes or [instrument.use]
    uses = dict.fromkeys([*envelope.purposes, *([instrument.use] if instrument else [])])
    faults = [envelope.refusal_of(use, envelope.first_day) for use in uses]
    if any(faults):
        raise FundsRefused(field="purposes", reason=" ".join(fault for fault in faults if fault))


@transaction.atomic
def opening_envelope(*, organisation, funder: Funder, scheme: str, actor) -> Envelope:
    """Return the opening envelope of a funder for a scheme, created when there is none.

    It has no amount: it takes what was decided before the house kept its envelopes, and says so.
    """
    found = Envelope.objects.filter(
        organisation=organisation, funder=funder, scheme=scheme, is_opening=True
    ).first()
    if found is not None:
        return found
    instrument = Instrument.objects.filter(organisation=organisation, code=scheme).first()
    names = (funder.short_name or funder.name, instrument.label if instrument else scheme)
    title = f"Ouverture – {' – '.join(names)}"[:160]
    envelope = Envelope(
        organisation=organisation,
        funder=funder,
        title=title,
        scheme=scheme,
        is_opening=True,
        first_day=OPENING_DAY,
    )
    summary = f"Enveloppe d’ouverture « {title} », sans montant."
    return _saved(envelope, "funds.opening_envelope", actor, summary)


def _check_days(first_day: date, last_day: date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise FundsRefused(
            field="last_day", reason="Le dernier jour ne peut pas précéder le premier."
        )


def _saved(row: models.Model, action: str, actor, summary: str) -> Any:
    """Check, save and journal one row; constraints speak French."""
    try:
        row.full_clean()
    except ValidationError as fault:
        raise FundsRefused(reason=" ".join(fault.messages)) from fault
    row.save()
    journal.record(action, actor=actor, target=row, summary=summary)
    return row
