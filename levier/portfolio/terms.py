"""What a product's version says of a commitment: the faults, in French, before it is opened."""

from datetime import date
from decimal import Decimal

from levier.catalogue.models import InstrumentVersion
from levier.kernel.french import NBSP, euros, percent
from levier.kernel.money import ZERO
from levier.people.models import Bank
from levier.portfolio.models import Guarantee
from levier.rules.eligibility.findings import Result
from levier.rules.eligibility.stacking import ceiling_of_guarantees, stacked
from levier.rules.guarantees import GuaranteedAmount, commission, guaranteed_amount, surety_alert


def quota_limit(version: InstrumentVersion, project_kind: str) -> Decimal | None:
    """Return the largest quota (a fraction) that the version admits for this kind of project."""
    if project_kind == "development" and version.max_quota_development is not None:
        return version.max_quota_development
    return version.max_quota


def term_faults(
    version: InstrumentVersion,
    *,
    amount: Decimal,
    months: int | None = None,
    quota: Decimal | None = None,
    deferral_months: int = 0,
    project_kind: str = "",
) -> list[str]:
    """Return what the terms break, in French; nothing when they hold. Amounts in euros."""
    found = []
    limit = quota_limit(version, project_kind)
    if quota is not None and limit is not None and quota > limit:
        found.append(f"La quotité dépasse {percent(limit)}, maximum de {version.instrument}.")
    if version.min_amount is not None and amount < version.min_amount:
        found.append(f"Le montant est inférieur au minimum de {euros(version.min_amount)}.")
    if version.max_amount is not None and amount > version.max_amount:
        found.append(f"Le montant dépasse le maximum de {euros(version.max_amount)}.")
    if months is not None and version.max_months is not None and months > version.max_months:
        found.append(f"La durée dépasse {version.max_months}{NBSP}mois.")
    if months is not None and version.min_months is not None and months < version.min_months:
        found.append(f"La durée est inférieure à {version.min_months}{NBSP}mois.")
    if months is not None and version.allowed_months and months not in version.allowed_months:
        found.append(f"La durée doit être de {version.months_admitted}.")
    if months is not None and deferral_months >= months:
        found.append("Le différé doit être plus court que la durée.")
    return [*found, *_deferral_faults(version, deferral_months)]


def _deferral_faults(version: InstrumentVersion, months: int) -> list[str]:
    low, high = version.min_deferral_months, version.max_deferral_months
    if high is not None and months > high:
        return [f"Le différé dépasse {high}{NBSP}mois."]
    if low is not None and months < low:
        return [f"Le différé est inférieur à {low}{NBSP}mois."]
    return []


def outstanding_of(case, carrier_id, besides=None) -> Decimal:
    """Return what the dossier's borrower already has guaranteed with this carrier, in euros.

    Summed in Python: SQLite would add decimals as floats.
    """
    rows = Guarantee.objects.filter(
        commitment__organisation=case.organisation_id,
        commitment__carrier=carrier_id,
        commitment__state__in=("locked", "open", "amending", "set_up"),
    ).exclude(commitment=besides)
    if case.structure_id:
        rows = rows.filter(commitment__case__structure=case.structure_id)
    else:
        rows = rows.filter(commitment__case__person=case.person_id)
    return sum(rows.values_list("guaranteed_amount", flat=True), ZERO)


def guarantee_worth(
    version: InstrumentVersion, case, loan_amount: Decimal, quota: Decimal, besides=None
) -> GuaranteedAmount:
    """Return min(loan × quota, cap) for this borrower; the cap counts what the version says."""
    outstanding = ZERO
    if version.cap_counts_outstanding:
        outstanding = outstanding_of(case, version.instrument.carrier_id, besides)
    return guaranteed_amount(loan_amount, quota, version.cap_amount, outstanding)


def stacking_faults(
    version: InstrumentVersion,
    case,
    bank: Bank,
    loan_amount: Decimal,
    quota: Decimal,
    worth: Decimal,
    on: date,
    besides=None,
) -> list[str]:
    """Return what a guarantee breaks beside the others of its loan, in French (one query).

    The rule is that of verdicts and mixes; what it leaves to be checked is for who decides. The
    versions of the others are asked too: none may be stacked further than it admits. Guarantees
    never cover more than their loan. `besides`: the commitment itself, when it is amended.
    """
    others = list(
        Guarantee.objects.filter(commitment__case=case, bank=bank, loan_amount=loan_amount)
        .exclude(commitment__state__in=("lapsed", "cancelled"))
        .exclude(commitment=besides)
        .select_related("commitment__version__instrument")
    )
    covered = sum((other.guaranteed_amount for other in others), worth)
    if covered > loan_amount:
        return [
            f"Avec les autres garanties, {euros(covered, cents=True)} seraient garantis sur un "
            f"prêt de {euros(loan_amount, cents=True)}{NBSP}: 100{NBSP}% au plus."
        ]
    quotas = [(version, quota), *((each.commitment.version, each.quota) for each in others)]
    total, ceiling = sum((own for _, own in quotas), ZERO), ceiling_of_guarantees(on)
    return [
        f"Cumul des garanties, {percent(total)} du prêt en tout{NBSP}: {each.instrument}, "
        f"{found.threshold}."
        for each, own in quotas
        if each is not None
        and (found := stacked(own, total - own, each.stacking_quota_cap, ceiling)).result
        == Result.NO
    ]


def commission_due(
    version: InstrumentVersion, loan_amount: Decimal, guaranteed: Decimal
) -> Decimal | None:
    """Return the commission, in euros, on the base that the version says; None if it has none."""
    if version.commission_rate is None:
        return None
    base = loan_amount if version.commission_base == "loan" else guaranteed
    return commission(base, version.commission_rate)


def alert_on_surety(guarantee: Guarantee) -> str | None:
    """Return the alert when the bank takes more personal surety than the product admits."""
    version = guarantee.commitment.version
    if version is None or not guarantee.surety_amount:
        return None
    return surety_alert(
        guarantee.surety_amount, guarantee.loan_amount, version.surety_max_share, version.surety
    )
