"""« Suivi »: every commitment followed, its light, its next review; what is watched."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from levier.accounts.models import Office, User
from levier.catalogue.models import InstrumentKind
from levier.followup.models import COLOURS, FollowUp
from levier.followup.permissions import can_read_followup
from levier.kernel.french import capitalised
from levier.web.access import allow
from levier.web.lists import ChoiceFilter, Column, FlagFilter, ListPage, TextFilter

SOON = 30
LOOKED_WITHIN = timedelta(days=7)
WATCHED_SHOWN = 20


def _reasons(row: FollowUp) -> str:
    return capitalised(" ; ".join(row.reasons))


COLUMNS = [
    Column("numero", "Engagement", "commitment.number", sort=("commitment__number",), link=True,
           small="commitment.instrument.label", width=20),
    Column("porteur", "Porteur", "commitment.case.holder_name", width=26,
           small="commitment.case.number"),
    Column("feu", "Feu", "get_colour_display", sort=("colour", "commitment__number"), width=12,
           cell="web/followup/_light_cell.html"),
    Column("motifs", "Motifs", _reasons, width=44),
    Column("revue", "Prochaine revue", "next_due_on", kind="date", sort=("next_due_on",)),
    Column("revoir", "À revoir le", "look_again_on", kind="date", sort=("look_again_on",)),
    Column("fin", "Fin", "end_on", kind="date", sort=("end_on",), on_screen=False),
    Column("agence", "Agence", "commitment.case.office.name", on_screen=False),
    Column("conseil", "Suivi par", "commitment.case.advisor.full_name", width=22),
]  # fmt: skip


def _offices(user):
    return [(row.pk, row.name) for row in Office.objects.visible_to(user)]


def _advisors(user):
    return [(row.pk, row.full_name) for row in User.objects.staff_of(user.organisation_id)]


def _by_review(rows, values):
    """Keep the commitments with a review overdue, or due within the month."""
    today = timezone.localdate()
    day = today + timedelta(days=SOON + 1) if "bientot" in values else today
    return rows.with_a_review_overdue(day)


FILTERS = [
    TextFilter(
        "q", "Numéro, porteur, structure",
        fields=("commitment__case__person__name_key", "commitment__case__structure__name_key"),
        raw_fields=("commitment__number", "commitment__case__number"),
    ),
    ChoiceFilter("feu", "Feu", COLOURS, field="colour"),
    FlagFilter("alerte", "Alerte avant impayé", condition=Q(is_alert=True)),
    ChoiceFilter(
        "revues", "Revues", [("retard", "en retard"), ("bientot", "en retard ou sous 30 jours")],
        apply_to=_by_review,
    ),
    FlagFilter("surveille", "Sous surveillance", condition=Q(watched_since__isnull=False)),
    ChoiceFilter("nature", "Nature", InstrumentKind.choices, field="commitment__kind"),
    ChoiceFilter("agence", "Agence", _offices, field="commitment__case__office"),
    ChoiceFilter("conseiller", "Suivi par", _advisors, field="commitment__case__advisor"),
]  # fmt: skip


@allow(can_read_followup)
def follow_up_list(request):
    """Page « Suivi » : each commitment that runs, the darkest light first."""
    user, today = request.user, timezone.localdate()
    running = FollowUp.objects.visible_to(user).running()
    page = ListPage(
        request,
        running.with_next_due().select_related(
            "commitment__instrument", "commitment__case__person", "commitment__case__structure",
            "commitment__case__office", "commitment__case__advisor",
        ),
        columns=COLUMNS, filters=FILTERS, default_sort="-feu",
        noun="engagement suivi,engagements suivis", export_name="suivi",
        row_url=lambda row: reverse("web:follow_up", args=[row.commitment_id]),
        empty="Aucun engagement suivi : le suivi s’ouvre la nuit qui suit la mise en place.",
    )  # fmt: skip
    context = {"counts": counts_of(running), "watched": _watched(running, today), "today": today}
    return page.respond("web/followup/follow_up_list.html", context)


def counts_of(rows) -> dict[str, int]:
    """Return how many of these commitments each light holds, and how many alert."""
    found = {name: 0 for name, _ in COLOURS} | {"alert": 0, "total": 0}
    by_colour = (
        rows.order_by()
        .values("colour")
        .annotate(count=Count("pk"), alerts=Count("pk", filter=Q(is_alert=True)))
    )
    for line in by_colour:
        found[line["colour"]] = line["count"]
        found["alert"] += line["alerts"]
        found["total"] += line["count"]
    return found


def _watched(rows, today) -> list[FollowUp]:
    """Return what is on the watch list and to look at again soon, the oldest day first."""
    soon = rows.filter(watched_since__isnull=False, look_again_on__lte=today + LOOKED_WITHIN)
    loaded = soon.select_related("commitment__case__person", "commitment__case__structure")
    return list(loaded.order_by("look_again_on", "pk")[:WATCHED_SHOWN])
