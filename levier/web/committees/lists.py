"""What the lists of sittings and of members show and ask."""

from django.urls import reverse

from levier.committees.models import College, Committee, Sitting
from levier.web.lists import ChoiceFilter, Column, DayFilter, TextFilter

SITTING_COLUMNS = [
    Column("numero", "Comité", "number", sort=("number",), link=True, small="imported_from"),
    Column("date", "Date", "held_on", kind="date", sort=("held_on", "number"), fast_sort=True),
    Column("comite", "Type", "committee.get_kind_display", sort=("committee__kind",)),
    Column("lieu", "Lieu", "place", sort=("place",), width=24),
    Column("dossiers", "Dossiers", "item_count", kind="integer"),
    Column("presents", "Présents", "present_count", kind="integer"),
    Column("etat", "État", "state", sort=("state",), state=True),
]
SITTING_FILTERS = [
    TextFilter("q", "Numéro ou lieu", raw_fields=("number", "place")),
    DayFilter("date", "Tenu", field="held_on"),
    ChoiceFilter("comite", "Type", Committee.Kind.choices, field="committee__kind"),
    ChoiceFilter("etat", "État", Sitting.State.choices, field="state"),
]

MEMBER_COLUMNS = [
    Column("nom", "Membre", "name", sort=("name_key",), fast_sort=True, link=True, width=30),
    Column("college", "Collège", "get_college_display", sort=("college",)),
    Column("banque", "Banque", "bank.name", width=28),
    Column("representants", "Représentants", "representative_count", kind="integer"),
]
MEMBER_FILTERS = [
    TextFilter("nom", "Nom", fields=("name_key",)),
    ChoiceFilter("college", "Collège", College.choices, field="college"),
]


def sitting_url(row) -> str:
    """Where a sitting's page is."""
    return reverse("web:sitting", args=[row.pk])


def member_url(row) -> str:
    """Where a member's page is."""
    return reverse("web:member", args=[row.pk])
