"""Who withdrew from a dossier: debate, vote, quorum, and at once its documents."""

from django.db import transaction

from levier.cases.models import AccessBar
from levier.cases.services import bar_access, lift_bar
from levier.committees.errors import ItemClosed, SittingRefused
from levier.committees.models import AgendaItem, Representative, Vote, Withdrawal
from levier.committees.services.sittings import refuse_frozen
from levier.committees.services.votes import locked
from levier.journal import services as journal


@transaction.atomic
def declare_withdrawal(
    *, item: AgendaItem, representative: Representative, reason: str, actor
) -> Withdrawal:
    """Take a member out of one dossier: debate, vote, quorum, and at once its documents.

    The point is taken first, as a vote takes it: a vote that they cast on it is removed, and none
    slips in behind. Errors: MinutesFrozen; ItemClosed; SittingRefused without a reason or when
    they already withdrew.
    """
    item = locked(item)
    refuse_frozen(item.sitting)
    if item.is_closed:
        raise ItemClosed(case=item.case.number)
    if not reason.strip():
        raise SittingRefused(field="reason", reason="Indiquez le motif du déport.")
    withdrawal, created = Withdrawal.objects.get_or_create(
        organisation_id=item.organisation_id,
        item=item,
        representative=representative,
        defaults={"reason": reason.strip()},
    )
    if not created:
        raise SittingRefused(reason="Ce membre s’est déjà déporté de ce dossier.")
    removed, _ = Vote.objects.filter(item=item, representative=representative).delete()
    if representative.user:
        bar_access(
            case=item.case,
            user=representative.user,
            reason=f"déport au comité {item.sitting}",
            actor=actor,
        )
    journal.record(
        "committees.withdrawal",
        actor=actor,
        target=withdrawal,
        case_key=item.case_id,
        summary=f"{representative} se déporte du dossier {item.case.number} : {reason}",
        detail={"vote_removed": bool(removed)},
    )
    return withdrawal


@transaction.atomic
def cancel_withdrawal(*, withdrawal: Withdrawal, actor, reason: str) -> None:
    """Undo a withdrawal declared by mistake, before the decision. Errors: ItemClosed."""
    item, representative = locked(withdrawal.item), withdrawal.representative
    refuse_frozen(item.sitting)
    if item.is_closed:
        raise ItemClosed(case=item.case.number)
    if representative.user:
        bar = AccessBar.objects.filter(case=item.case, user=representative.user).first()
        if bar:
            lift_bar(bar=bar, actor=actor, reason=reason)
    journal.record(
        "committees.withdrawal_cancelled",
        actor=actor,
        target=withdrawal,
        case_key=item.case_id,
        summary=f"Déport de {representative} annulé ({item.case.number}) : {reason}.",
    )
    withdrawal.delete()
