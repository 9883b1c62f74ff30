"""Propulsons: campaigns and their gifts."""

from django.db.models import Count, F, Q, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from levier.accounts.permissions import is_staff
from levier.crowdfunding.models import Campaign
from levier.web.access import allow
from levier.web.history import changes_of
from levier.web.lists import ChoiceFilter, Column, DayFilter, FlagFilter, ListPage, TextFilter

COLUMNS = [
    Column("campagne", "Campagne", "name", sort=("name",), link=True, small="holder_name",
           width=36),
    Column("numero", "N°", "number", sort=("number",)),
    Column("porteur", "Porteur", "holder_name", on_screen=False, width=28),
    Column("statut", "Statut du porteur", "holder_status", sort=("holder_status",), width=22),
    Column("commune", "Commune", "town", sort=("town",), width=22),
    Column("debut", "Début", "starts_on", kind="date", sort=("starts_on",)),
    Column("fin", "Fin", "ends_on", kind="date", sort=("ends_on",)),
    Column("objectif", "Objectif", "target_amount", kind="amount", sort=("target_amount",),
           nature="visé"),
    Column("collecte", "Collecte", "given", kind="amount", sort=("given",), nature="donné"),
    Column("dons", "Contributions", "gifts", kind="integer", sort=("gifts",)),
    Column("suivi", "Suivi par", "advisor.full_name", sort=("advisor__last_name",), width=22),
]  # fmt: skip
PLEDGE_COLUMNS = [
    Column("numero", "N°", "number", sort=("number",)),
    Column("date", "Donnée le", "given_on", kind="date", sort=("given_on",)),
    Column("nom", "Nom", "last_name", sort=("last_name",), width=24),
    Column("prenom", "Prénom", "first_name", width=20),
    Column("courriel", "Adresse électronique", "email", on_screen=False, width=30),
    Column("montant", "Montant", "amount", kind="amount", sort=("amount",), nature="donné"),
    Column("contrepartie", "Contrepartie", "reward", width=30),
    Column("anonyme", "Anonyme", "is_anonymous", sort=("is_anonymous",), width=10),
]


@allow(is_staff)
def campaign_list(request):
    """Page « Propulsons »."""
    rows = (
        Campaign.objects.visible_to(request.user)
        .annotate(given=Sum("pledges__amount", default=0), gifts=Count("pledges"))
        .select_related("advisor")
    )
    page = ListPage(
        request,
        rows,
        columns=COLUMNS,
        filters=[
            TextFilter("nom", "Campagne ou porteur", raw_fields=("name", "holder_name", "number")),
            DayFilter("fin", "Se termine", field="ends_on"),
            ChoiceFilter("statut", "Statut du porteur", _statuses, field="holder_status"),
            FlagFilter("objectif", "Objectif atteint", condition=Q(given__gte=F("target_amount"))),
        ],
        default_sort="-debut",
        noun="campagne",
        export_name="campagnes",
        row_url=lambda row: reverse("web:campaign", args=[row.pk]),
        empty="Aucune campagne\u00a0: elles entrent avec l’import d’une année.",
    )
    return page.respond("web/programmes/campaign_list.html")


@allow(is_staff)
def campaign(request, pk):
    """Page of a campaign: where it stands, its gifts."""
    rows = (
        Campaign.objects.visible_to(request.user)
        .annotate(given=Sum("pledges__amount", default=0), gifts=Count("pledges"))
        .select_related("advisor", "structure", "case")
    )
    row = get_object_or_404(rows, pk=pk)
    page = ListPage(
        request,
        row.pledges.all(),
        columns=PLEDGE_COLUMNS,
        filters=[
            TextFilter("nom", "Nom", raw_fields=("last_name", "first_name", "number")),
            FlagFilter("anonyme", "Anonyme", condition=Q(is_anonymous=True)),
        ],
        default_sort="-date",
        noun="contribution",
        export_name=f"contributions-{row.number}",
        empty="Aucune contribution.",
    )
    share = row.given / row.target_amount
    today = timezone.localdate()
    context = {
        "campaign": row,
        "share": share,
        "width": min(round(float(share) * 100, 1), 100),
        "is_over": row.ends_on < today,
        "days_left": (row.ends_on - today).days,
        "mean": row.given / row.gifts if row.gifts else None,
        "changes": changes_of(row),
    }
    return page.respond("web/programmes/campaign.html", context)


def _statuses(user) -> list[tuple[str, str]]:
    rows = Campaign.objects.visible_to(user).exclude(holder_status="")
    found = rows.order_by("holder_status").values_list("holder_status", flat=True).distinct()
    return [(status, status) for status in found]
