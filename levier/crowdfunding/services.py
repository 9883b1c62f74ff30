"""Writes of crowdfunding: campaigns opened, gifts recorded."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from levier.accounts.models import Organisation, User
from levier.crowdfunding.errors import CampaignRefused
from levier.crowdfunding.models import Campaign, Pledge
from levier.journal.changes import apply_changes
from levier.journal.models import Entry
from levier.journal.services import entry_for, record
from levier.kernel.french import euros, plural
from levier.kernel.text import squeeze
from levier.rules.duplicates import normalised_email


@transaction.atomic
def open_campaign(
    *,
    organisation: Organisation,
    actor: User,
    number: str,
    name: str,
    holder_name: str,
    starts_on: date,
    ends_on: date,
    target_amount: Decimal,
    **fields: Any,
) -> Campaign:
    """Open a campaign of gifts (target in euros). Errors: CampaignRefused."""
    campaign = Campaign(
        organisation=organisation,
        number=number,
        name=squeeze(name),
        holder_name=squeeze(holder_name),
        starts_on=starts_on,
        ends_on=ends_on,
        target_amount=target_amount,
        **fields,
    )
    _check(campaign)
    open_campaigns(actor=actor, campaigns=[campaign])
    return campaign


@transaction.atomic
def open_campaigns(*, actor: User, campaigns: list[Campaign]) -> None:
    """Open many campaigns, not saved yet. Their numbers must be new, asked before."""
    _save_all(Campaign, campaigns, actor)
    Entry.objects.bulk_create(
        entry_for(
            "crowdfunding.campaign_opened",
            actor=actor,
            target=campaign,
            summary=f"« {campaign.name} »\u00a0: objectif {euros(campaign.target_amount)}.",
        )
        for campaign in campaigns
    )


@transaction.atomic
def update_campaign(*, campaign: Campaign, actor: User, **changes: Any) -> Campaign:
    """Change a campaign. Errors: CampaignRefused."""
    return _change(campaign, actor, f"Campagne « {campaign.name} » modifiée.", changes)


@transaction.atomic
def record_pledge(
    *,
    campaign: Campaign,
    actor: User,
    number: str,
    given_on: date,
    last_name: str,
    amount: Decimal,
    **fields: Any,
) -> Pledge:
    """Write a gift (euros). Errors: CampaignRefused."""
    pledge = Pledge(
        organisation_id=campaign.organisation_id,
        campaign=campaign,
        number=number,
        given_on=given_on,
        last_name=squeeze(last_name),
        amount=amount,
        **fields | {"email": fields.get("email", "").strip()},
    )
    _check(pledge)
    record_pledges(actor=actor, pledges=[pledge])
    return pledge


@transaction.atomic
def record_pledges(*, actor: User, pledges: list[Pledge]) -> None:
    """Write many gifts, not saved yet; the journal has one line a campaign."""
    for pledge in pledges:
        pledge.email = pledge.email.strip()
        pledge.email_key = normalised_email(pledge.email)
    _save_all(Pledge, pledges, actor)
    counts: dict[Campaign, list[Decimal]] = {}
    for pledge in pledges:
        counts.setdefault(pledge.campaign, []).append(pledge.amount)
    Entry.objects.bulk_create(
        entry_for(
            "crowdfunding.pledges_recorded",
            actor=actor,
            target=campaign,
            summary=f"« {campaign.name} »\u00a0: {plural(len(amounts), 'contribution')}, "
            f"{euros(sum(amounts, Decimal(0)))}.",
        )
        for campaign, amounts in counts.items()
    )


@transaction.atomic
def update_pledge(*, pledge: Pledge, actor: User, **changes: Any) -> Pledge:
    """Change a gift. Errors: CampaignRefused."""
    if "email" in changes:
        pledge.email_key = normalised_email(changes["email"])
    return _change(pledge, actor, f"Contribution {pledge.number} modifiée.", changes)


def _change(row: models.Model, actor: User, summary: str, changes: dict[str, Any]) -> Any:
    done = apply_changes(row, changes)
    if done:
        _check(row)
        row._history_user = actor
        row.save()
        record(
            f"crowdfunding.{row._meta.model_name}_updated",
            actor=actor,
            target=row,
            summary=summary,
            detail=done,
        )
    return row


def _save_all(model: type[models.Model], rows: list, actor: User) -> None:
    model.objects.bulk_create(rows)
    model.history.bulk_history_create(rows, default_user=actor)


def _check(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as fault:
        raise CampaignRefused(reason=" ".join(fault.messages)) from fault
