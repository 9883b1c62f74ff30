"""Who withdrew from a dossier: debate, vote, quorum, and at once its documents."""

from collections.abc import Iterable

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
        defaults={"reason": reason.strip(), "case": item.case},
    )
    if not created:
        raise SittingRefused(reason="Ce membre s’est déjà déporté de ce dossier.")
    removed, _ = Vote.objects.filter(item=item, representative=representative).delete()
    _bar(item, representative, actor)
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
    """Undo a withdrawal declared by mistake, before the decision.

    One carried from an earlier sitting stands for the whole dossier. Errors: ItemClosed;
    SittingRefused for one carried.
    """
    item, representative = locked(withdrawal.item), withdrawal.representative
    refuse_frozen(item.sitting)
    if item.is_closed:
        raise ItemClosed(case=item.case.number)
    earlier = _standing(item, [representative]).exclude(item=None).first()
    if earlier is not None:
        raise SittingRefused(
            reason=f"Ce déport date du comité {earlier.item.sitting} : il tient pour tout le "
            "dossier."
        )
    if representative.user:
        bar = AccessBar.objects.filter(case=item.case, user=representative.user).first()
        others = Withdrawal.objects.filter(case=item.case, representative__user=representative.user)
        if bar and not others.exclude(pk=withdrawal.pk).exists():
            lift_bar(bar=bar, actor=actor, reason=reason)
    journal.record(
        "committees.withdrawal_cancelled",
        actor=actor,
        target=withdrawal,
        case_key=item.case_id,
        summary=f"Déport de {representative} annulé ({item.case.number}) : {reason}.",
    )
    withdrawal.delete()


def carry_withdrawals(*, item: AgendaItem, representatives: Iterable, actor) -> None:
    """Write on a new point the withdrawals that stand for its dossier, from earlier points."""
    carried: set = set()
    for earlier in _standing(item, representatives).order_by("-declared_at", "-id"):
        if earlier.representative_id in carried:
            continue
        carried.add(earlier.representative_id)
        _bar(item, earlier.representative, actor)
        if earlier.item_id is None:
            earlier.item = item
            earlier.save(update_fields=["item"])
            continue
        Withdrawal.objects.create(
            organisation_id=item.organisation_id, item=item, case=item.case,
            representative=earlier.representative, reason=earlier.reason,
        )  # fmt: skip
        journal.record(
            "committees.withdrawal_carried",
            actor=actor,
            target=item,
            case_key=item.case_id,
            summary=f"Déport de {earlier.representative} repris au comité {item.sitting} "
            f"({item.case.number}) : {earlier.reason}.",
        )


def keep_withdrawals(item: AgendaItem) -> None:
    """Keep those of a point taken off with its dossier: they wait for it to be laid again."""
    earlier = _standing(item, [row.representative_id for row in item.withdrawals.all()])
    item.withdrawals.filter(representative__in=earlier.values("representative")).delete()
    item.withdrawals.update(item=None)


def _bar(item: AgendaItem, representative: Representative, actor) -> None:
    if representative.user:
        bar_access(
            case=item.case,
            user=representative.user,
            reason=f"déport au comité {item.sitting}",
            actor=actor,
        )


def _standing(item: AgendaItem, representatives: Iterable):
    """Return the withdrawals of these people from the dossier that are not this point's."""
    rows = Withdrawal.objects.filter(case=item.case_id, representative__in=representatives)
    return rows.exclude(item=item).select_related("item__sitting", "representative__user")
