"""What else than due dates the accounting officer collects: clawbacks of grants, commissions."""

from datetime import date
from decimal import Decimal

from levier.accounts.models import Organisation, User
from levier.banking.models import RevenueOrder
from levier.banking.services import Claim
from levier.catalogue.models import InstrumentKind
from levier.claims.services import commission_of, note_commission
from levier.journal.services import target_of
from levier.kernel.money import ZERO
from levier.portfolio.models import Clawback, Commitment
from levier.portfolio.services import note_clawback_receipt, received_of
from levier.portfolio.states import State

CLAWBACK, COMMITMENT = Clawback._meta.label, Commitment._meta.label


def clawbacks_due(organisation: Organisation, on: date) -> list[Claim]:
    """Return what is asked back, by a day, of the grants that the house carries (euros)."""
    rows = Clawback.objects.filter(
        organisation=organisation, state=Clawback.State.ASKED, asked_on__lte=on,
        commitment__carrier__is_house=True,
    )  # fmt: skip
    found = []
    for row in rows.select_related(
        "commitment__case__person", "commitment__case__structure", "commitment__grant__person"
    ).prefetch_related("receipts"):
        left = row.amount - received_of(row)
        said = f"{row.commitment.number}, reversement de la prime"
        found.append(claim_on(row.commitment, target_of(row), said, row.asked_on, left))
    return found


def commissions_due(organisation: Organisation, on: date) -> list[Claim]:
    """Return what is left, on a day, of the commissions of the guarantees of the house (euros)."""
    rows = Commitment.objects.filter(
        organisation=organisation, kind=InstrumentKind.GUARANTEE, carrier__is_house=True,
        state__in=(State.SET_UP, State.ENDED), is_past=False, set_up_on__lte=on,
        guarantee__commission_amount__gt=0,
    )  # fmt: skip
    found = []
    for row in rows.select_related("guarantee", "case__person", "case__structure"):
        left = commission_of(row, on).left
        if left > ZERO:
            said = f"{row.number}, commission de la garantie"
            found.append(claim_on(row, target_of(row), said, row.set_up_on, left))
    return found


def claim_on(
    commitment: Commitment, subject: str, label: str, due_on: date, amount: Decimal
) -> Claim:
    """Return a claim (euros) on who holds a commitment: the person of a grant, else the dossier."""
    case = commitment.case
    person = commitment.grant.person if commitment.kind == InstrumentKind.GRANT else None
    place = person or case.structure or case.person
    return Claim(
        subject=subject, subject_label=label, due_on=due_on, amount=amount,
        debtor_name=str(person) if person else case.holder_name,
        debtor_address=getattr(place, "address", ""),
        debtor_postcode=getattr(place, "postcode", ""),
        debtor_town=getattr(place, "town", ""),
    )  # fmt: skip


def note_collected(row: RevenueOrder, actor: User, today: date) -> None:
    """Note on its clawback, or its guarantee, what the officer collected; nothing for a loan's.

    He posts it in his own books. Noted once, whoever reads it again. Errors: those of a receipt
    noted by hand.
    """
    kind, _, key = row.subject.partition(":")
    if row.settled_on is None:
        return
    terms = {
        "amount": row.amount, "received_on": row.settled_on, "today": today, "actor": actor,
        "idempotency_key": row.collected_key,
    }  # fmt: skip
    if kind == CLAWBACK:
        found = Clawback.objects.filter(organisation=row.organisation_id, pk=key).first()
        if found is not None:
            note_clawback_receipt(clawback=found, **terms)
    if kind == COMMITMENT:
        guarantee = Commitment.objects.filter(
            organisation=row.organisation_id, pk=key, kind=InstrumentKind.GUARANTEE
        ).first()
        if guarantee is not None:
            note_commission(commitment=guarantee, is_posted_elsewhere=True, **terms)
