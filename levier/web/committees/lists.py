"""What the lists of sittings and of members show and ask."""

from django.db.models import QuerySet
from django.urls import reverse

from levier.committees.models import Body, College, Committee, Outcome, Sitting
from levier.web.lists import ChoiceFilter, Column, DayFilter, TextFilter


def _committees(user) -> list[tuple[str, str]]:
    return list(Committee.objects.visible_to(user).values_list("code", "label"))


def _bodies(user) -> list[tuple[str, str]]:
    return list(Body.objects.visible_to(user).values_list("code", "label"))


def _colleges(user) -> list[tuple[str, str]]:
    return list(College.objects.visible_to(user).values_list("code", "label"))


SITTING_COLUMNS = [
    Column("numero", "Comité", "number", sort=("number",), link=True, small="imported_from"),
    Column("date", "Date", "held_on", kind="date", sort=("held_on", "number"), fast_sort=True),
    Column("comite", "Nom", "committee", sort=("committee__label",)),
    Column("lieu", "Lieu", "place", sort=("place",), width=24),
    Column("dossiers", "Dossiers", "item_count", kind="integer"),
    Column("presents", "Présents", "present_count", kind="integer"),
    Column("etat", "État", "state", sort=("state",), state=True),
]
SITTING_FILTERS = [
    TextFilter("q", "Numéro ou lieu", raw_fields=("number", "place")),
    DayFilter("date", "Tenu", field="held_on"),
    ChoiceFilter("comite", "Comité", _committees, field="committee__code"),
    ChoiceFilter("etat", "État", Sitting.State.choices, field="state"),
]

MEMBER_COLUMNS = [
    Column("nom", "Membre", "name", sort=("name_key",), fast_sort=True, link=True, width=30),
    Column("college", "Collège", "college", sort=("college__label",)),
    Column("banque", "Banque", "bank.name", width=28),
    Column("representants", "Représentants", "representative_count", kind="integer"),
]
MEMBER_FILTERS = [
    TextFilter("nom", "Nom", fields=("name_key",)),
    ChoiceFilter("college", "Collège", _colleges, field="college__code"),
]


RULINGS = [("waiting", "à ratifier"), ("yes", "ratifiée"), ("no", "non ratifiée")]


def _ruled(rows: QuerySet, values: list[str]) -> QuerySet:
    """Keep the decisions by what a committee said of them."""
    kept = {
        "waiting": rows.to_ratify(),
        "yes": rows.filter(ratified_in__isnull=False),
        "no": rows.filter(not_ratified_in__isnull=False),
    }
    keys = [kept[value].values("pk") for value in values if value in kept]
    return rows.filter(pk__in=keys[0].union(*keys[1:])) if keys else rows.none()


def ruling_said(row) -> str:
    """Return what a committee said of a decision by delegation."""
    if row.ratified_in_id:
        return f"ratifiée, {row.ratified_in}"
    if row.not_ratified_in_id:
        return f"non ratifiée, {row.not_ratified_in} : {row.ratification_reason}"
    return "à ratifier" if row.is_to_ratify else "sans ratification"


DELEGATED_COLUMNS = [
    Column("acte", "Acte", "item.sitting.number", sort=("item__sitting__number",), link=True),
    Column("date", "Décidée", "decided_on", kind="date", sort=("decided_on",), fast_sort=True),
    Column("instance", "Instance", "item.sitting.body", sort=("item__sitting__body__label",)),
    Column("dossier", "Dossier", "item.case.number", small="item.case.holder_name", width=24),
    Column("porteur", "Porteur", "item.case.holder_name", on_screen=False, width=30),
    Column("produit", "Produit", "request.instrument", width=28),
    Column("decision", "Décision", "outcome", state=True),
    Column("montant", "Montant", "amount", kind="amount", nature="accordé"),
    Column("plafond", "Plafond", "delegation.max_amount", kind="amount", nature="délégation"),
    Column("texte", "Texte", "delegation.source", on_screen=False, width=34),
    Column("suite", "Ratification", ruling_said, width=34),
]
DELEGATED_FILTERS = [
    TextFilter("q", "Dossier ou acte", raw_fields=("item__case__number", "item__sitting__number")),
    DayFilter("date", "Décidée", field="decided_on"),
    ChoiceFilter("instance", "Instance", _bodies, field="item__sitting__body__code"),
    ChoiceFilter("decision", "Décision", Outcome.choices, field="outcome"),
    ChoiceFilter("suite", "Ratification", RULINGS, apply_to=_ruled),
]


def act_url(row) -> str:
    """Where the act of a decision by delegation is."""
    return reverse("web:sitting", args=[row.item.sitting_id])


def sitting_url(row) -> str:
    """Where a sitting's page is."""
    return reverse("web:sitting", args=[row.pk])


def member_url(row) -> str:
    """Where a member's page is."""
    return reverse("web:member", args=[row.pk])
