"""What a guarantee would cover and cost, before anybody decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from levier.cases.models import Case
from levier.catalogue.models import InstrumentKind, InstrumentVersion
from levier.catalogue.services import version_on
from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, euros, percent
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.rules.guarantees import (
    GuaranteedAmount,
    SuretyAllowed,
    commission,
    guaranteed_amount,
    surety_alert,
)

OUTSTANDING = ("open", "locked", "amending", "set_up")


@dataclass(frozen=True)
class Preview:
    """The guaranteed amount computed, its cost, and what to be careful about."""

    amount: Decimal
    said: str
    commission: Decimal | None
    alerts: list[str]


def preview_of(case: Case, terms: Mapping[str, Any], on: date) -> Preview | None:
    """Return what the terms typed so far give, None when they give nothing yet.

    `terms`: instrument, loan_amount, quota (euros, fraction), and surety_amount when known.
    """
    instrument = terms.get("instrument")
    loan, quota = terms.get("loan_amount"), terms.get("quota")
    if instrument is None or instrument.kind != InstrumentKind.GUARANTEE or not loan or not quota:
        return None
    version = version_on(instrument, on)
    outstanding = _outstanding(case, version)
    try:
        found = guaranteed_amount(loan, quota, version.cap_amount if version else None, outstanding)
    except DomainError:
        return None
    return Preview(
        amount=found.amount,
        said=_said(found, loan, quota, version, outstanding),
        commission=_commission(version, found.amount, loan),
        alerts=_alerts(version, terms, loan, quota, case),
    )


def _outstanding(case: Case, version: InstrumentVersion | None) -> Decimal:
    """What the borrower already has guaranteed, where the product counts it against the cap."""
    if version is None or not version.cap_counts_outstanding:
        return ZERO
    holder = (
        {"case__structure": case.structure_id}
        if case.structure_id
        else {"case__person": case.person_id}
    )
    rows = Commitment.objects.filter(
        **holder, organisation=case.organisation_id, kind=InstrumentKind.GUARANTEE,
        state__in=OUTSTANDING, instrument=version.instrument_id,
    ).exclude(case=case)  # fmt: skip
    return sum(rows.values_list("amount", flat=True), ZERO)


def _said(
    found: GuaranteedAmount, loan: Decimal, quota: Decimal, version, outstanding: Decimal
) -> str:
    base = f"{percent(quota)} de {euros(loan)}"
    if version is None:
        return f"{base}. Aucune version de l’instrument n’est en vigueur aujourd’hui."
    if version.cap_amount is None:
        return f"{base}, sans plafond."
    if not found.capped:
        return f"{base}, sous le plafond de {euros(version.cap_amount)}."
    left = f", dont {euros(outstanding)} déjà en cours" if outstanding else ""
    return f"{base}, ramenés au plafond de {euros(version.cap_amount)}{left}."


def _commission(version, amount: Decimal, loan: Decimal) -> Decimal | None:
    if version is None or version.commission_rate is None:
        return None
    return commission(
        amount if version.commission_base == "guaranteed" else loan, version.commission_rate
    )


def _alerts(
    version, terms: Mapping[str, Any], loan: Decimal, quota: Decimal, case: Case
) -> list[str]:
    if version is None:
        return []
    found = []
    most = version.max_quota
    if case.project_kind == "development" and version.max_quota_development is not None:
        most = version.max_quota_development
    if most is not None and quota > most:
        found.append(f"La quotité dépasse celle du produit{NBSP}: {percent(most)} au plus.")
    months = terms.get("months")
    if months and version.max_months and months > version.max_months:
        found.append(
            f"La durée dépasse celle du produit{NBSP}: {version.max_months}{NBSP}mois au plus."
        )
    surety = terms.get("surety_amount")
    if surety:
        alert = surety_alert(surety, loan, version.surety_max_share, SuretyAllowed(version.surety))
        found += [alert] if alert else []
    return found
