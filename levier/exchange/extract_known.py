"""The guarantees that an extract is compared with, and what each is expected to owe."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from levier.accounts.models import User
from levier.claims.models import GuaranteeEvent
from levier.claims.services import open_incidents, standing_of
from levier.exchange.models import ExtractReading, SenderNumber
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.rules.servicing.extracts import KnownGuarantee


def guarantees_known(user: User, row: ExtractReading, today: date) -> list[KnownGuarantee]:
    """Return the guarantees of the sender of an extract that a user may read."""
    rows = Commitment.objects.visible_to(user).filter(kind="guarantee")
    if row.carrier_id is not None:
        rows = rows.filter(carrier=row.carrier_id)
    else:
        rows = rows.filter(guarantee__bank=row.bank_id)
    rows = rows.select_related("guarantee").prefetch_related("guarantee_events").order_by("number")
    given = SenderNumber.objects.filter(
        organisation=row.organisation_id, sender_key=row.sender_key
    ).values_list("commitment", "number_key")
    aliases: dict[UUID, set[str]] = {}
    for key, number in given:
        aliases.setdefault(key, set()).add(number)
    return [_known(each, today, frozenset(aliases.get(each.pk, ()))) for each in rows]


def lock_guarantees(keys: Sequence[str]) -> dict[str, Commitment]:
    """Lock guarantees until the end of the transaction, in the order of their keys."""
    rows = Commitment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return {str(row.pk): row for row in rows.order_by("pk")}


def _known(row: Commitment, today: date, aliases: frozenset[str]) -> KnownGuarantee:
    events = list(row.guarantee_events.all())
    return KnownGuarantee(
        key=str(row.pk),
        number=row.number,
        carrier_number=row.carrier_number,
        loan_amount=row.guarantee.loan_amount,
        set_up_on=row.set_up_on,
        expected=lambda day: _expected(row, events, day),
        incidents=open_incidents(events, today),
        refusal=_refusal(row, events),
        aliases=aliases,
    )


def _expected(row: Commitment, events: Sequence[GuaranteeEvent], day: date) -> Decimal:
    standing = standing_of(row, events, day)
    return standing.outstanding if standing else ZERO


def _refusal(row: Commitment, events: Sequence[GuaranteeEvent]) -> str:
    if row.state != State.SET_UP:
        said = row.get_state_display()
        return f"La garantie {row.number} est «\u00a0{said}\u00a0»\u00a0: rien ne s’y note."
    if any(event.kind == GuaranteeEvent.Kind.RELEASED for event in events):
        return f"La mainlevée de {row.number} est donnée\u00a0: plus rien ne s’y note."
    return ""
