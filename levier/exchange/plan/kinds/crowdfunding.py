"""Campaigns and gifts."""

from levier.crowdfunding.models import Campaign, Pledge
from levier.crowdfunding.services import (
    open_campaigns,
    record_pledges,
    update_campaign,
    update_pledge,
)
from levier.exchange.plan.kinds.kind import Kind, found_in, values_of


class Campaigns(Kind):
    """Campaigns, by number."""

    name = "campaign"
    label = "campagnes"
    compared = (
        "name", "holder_name", "holder_status", "structure", "advisor", "starts_on", "ends_on",
        "target_amount", "commune_code",
    )  # fmt: skip
    filled = ("advisor",)

    def find(self, scene, wishes):
        rows = found_in(Campaign.objects.filter(organisation=scene.house), "number", wishes)
        return {row.number: row for row in rows}

    def create(self, scene, wishes):
        rows = {
            wish.key: Campaign(
                organisation=scene.house,
                number=wish.key,
                imported_from=scene.origin,
                **values_of(scene, wish),
            )
            for wish in wishes
        }
        open_campaigns(actor=scene.actor, campaigns=list(rows.values()))
        return rows

    def change(self, scene, row, wish, changes):
        update_campaign(campaign=row, actor=scene.actor, **changes)


class Pledges(Kind):
    """Gifts, by campaign and number."""

    name = "pledge"
    label = "contributions"
    compared = (
        "given_on", "last_name", "first_name", "email", "amount", "reward", "is_anonymous",
    )  # fmt: skip

    def find(self, scene, wishes):
        campaigns = [row.pk for row in scene.known["campaign"].values() if not row._state.adding]
        rows = Pledge.objects.filter(organisation=scene.house, campaign__in=campaigns)
        return {(row.campaign.number, row.number): row for row in rows.select_related("campaign")}

    def create(self, scene, wishes):
        rows = {
            wish.key: Pledge(organisation=scene.house, number=wish.key[1], **values_of(scene, wish))
            for wish in wishes
        }
        record_pledges(actor=scene.actor, pledges=list(rows.values()))
        return rows

    def change(self, scene, row, wish, changes):
        update_pledge(pledge=row, actor=scene.actor, **changes)
