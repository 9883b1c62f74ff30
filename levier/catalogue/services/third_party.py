"""Aids that others give (an agglomeration's own grants): kept, closed, and found on a day."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from levier.catalogue.errors import VersionAlreadyClosed, VersionRefused
from levier.catalogue.models import ThirdPartyAid
from levier.documents.models import StoredFile
from levier.journal import services as journal
from levier.kernel.french import long_date


def third_party_aids_on(organisation, day: date) -> QuerySet[ThirdPartyAid]:
    """Return the aids of third parties that a plan may name on `day`, by giver."""
    return ThirdPartyAid.objects.filter(organisation=organisation).in_force_on(day)


@transaction.atomic
def register_third_party_aid(
    *,
    organisation,
    actor,
    giver: str,
    label: str,
    first_day: date,
    source: str,
    document: StoredFile,
    **terms: Any,
) -> ThirdPartyAid:
    """Add an aid that somebody else gives, from its first day, with the document that says so.

    `terms`: nature, terms (words), max_amount (euros), max_cost_share (a fraction), last_day,
    status, counts_in_de_minimis. Errors: VersionRefused when its days overlap those of the same
    aid, or contradict each other.
    """
    # One writer at a time for a house: two forms sent at once cannot both pass the check below.
    type(organisation).objects.select_for_update().get(pk=organisation.pk)
    aid = ThirdPartyAid(
        organisation=organisation,
        giver=giver.strip(),
        label=label.strip(),
        first_day=first_day,
        source=source,
        document=document,
        **terms,
    )
    _refuse_overlap(aid)
    _check(aid)
    aid.save(force_insert=True)
    journal.record(
        "catalogue.third_party_aid_added",
        actor=actor,
        target=aid,
        summary=f"Aide d’un tiers ajoutée : {aid}, depuis le {long_date(first_day)} ({source}).",
    )
    return aid


@transaction.atomic
def close_third_party_aid(
    *,
    aid: ThirdPartyAid,
    last_day: date,
    source: str,
    actor,
    document: StoredFile,
) -> ThirdPartyAid:
    """Give an aid its last day, and say which document (and stored file) closes it.

    Errors: VersionAlreadyClosed; VersionRefused.
    """
    aid = ThirdPartyAid.objects.select_for_update().get(pk=aid.pk)
    if aid.last_day is not None:
        raise VersionAlreadyClosed(day=long_date(aid.last_day))
    if last_day < aid.first_day:
        raise VersionRefused(
            field="last_day", reason="Le dernier jour ne peut pas précéder le premier."
        )
    aid.last_day = last_day
    aid.closing_source, aid.closing_document = source, document
    aid.save(update_fields=["last_day", "closing_source", "closing_document"])
    journal.record(
        "catalogue.third_party_aid_closed",
        actor=actor,
        target=aid,
        summary=f"{aid} : fermée au {long_date(last_day)} ({source}).",
        detail={"last_day": [None, last_day.isoformat()], "source": source},
    )
    return aid


def _refuse_overlap(aid: ThirdPartyAid) -> None:
    others = ThirdPartyAid.objects.filter(
        organisation=aid.organisation, giver__iexact=aid.giver, label__iexact=aid.label
    )
    for other in others:
        ends_before = aid.last_day is not None and aid.last_day < other.first_day
        begins_after = other.last_day is not None and other.last_day < aid.first_day
        if not ends_before and not begins_after:
            raise VersionRefused(
                field="first_day",
                reason="Cette aide a déjà une version à ces dates : fermez-la d’abord.",
            )


def _check(aid: ThirdPartyAid) -> None:
    try:
        aid.full_clean()
    except ValidationError as fault:
        raise VersionRefused(reason=" ".join(fault.messages)) from fault
