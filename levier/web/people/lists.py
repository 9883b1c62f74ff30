"""What the lists of people and structures show and ask."""

from django.db.models import Q
from django.urls import reverse

from levier.web.lists import ChoiceFilter, Column, FlagFilter, TextFilter

PERSON_COLUMNS = [
    Column(
        "nom", "Nom", "full_name", sort=("name_key",), fast_sort=True, link=True, width=28,
        in_export=False, small="town",
    ),
    Column("civilite", "Civilité", "civility", on_screen=False, width=8),
    Column("famille", "Nom de famille", "last_name", on_screen=False, width=22),
    Column("prenom", "Prénom", "first_name", on_screen=False),
    Column("naissance", "Naissance", "birth_date", kind="date", sort=("birth_date",)),
    Column("telephone", "Téléphone", "phone"),
    Column("courriel", "Adresse électronique", "email", width=30),
    Column("adresse", "Adresse", "address", on_screen=False, width=30),
    Column("cp", "Code postal", "postcode", on_screen=False, width=10),
    Column("commune", "Commune", "town", sort=("town",), on_screen=False, width=24),
    Column("qpv", "QPV du domicile", "home_qpv_code", on_screen=False),
]  # fmt: skip
PERSON_FILTERS = [
    TextFilter("nom", "Nom ou prénom", fields=("name_key",)),
    TextFilter("commune", "Commune ou code postal", raw_fields=("town", "postcode")),
    ChoiceFilter("sexe", "Sexe", [("F", "femme"), ("M", "homme"), ("X", "autre")], field="sex"),
    FlagFilter("qpv", "Domicile en QPV", condition=~Q(home_qpv_code="")),
    FlagFilter("joindre", "Joignable", condition=~Q(phone="") | ~Q(email="")),
]

STRUCTURE_COLUMNS = [
    Column(
        "nom", "Raison sociale", "name", sort=("name_key",), fast_sort=True, link=True, width=32,
        small="town",
    ),
    Column("siret", "SIRET", "siret", sort=("siret",)),
    Column("forme", "Forme juridique", "legal_form", sort=("legal_form",), width=22),
    Column("naf", "NAF", "naf_code", sort=("naf_code",), width=8),
    Column("iae", "IAE", "iae_type", width=8),
    Column("ess", "ESS", "is_ess", width=8),
    Column("adresse", "Adresse", "address", on_screen=False, width=30),
    Column("cp", "Code postal", "postcode", on_screen=False, width=10),
    Column("commune", "Commune", "town", sort=("town",), on_screen=False, width=24),
    Column("telephone", "Téléphone", "phone", on_screen=False),
    Column("courriel", "Adresse électronique", "email", on_screen=False, width=30),
]  # fmt: skip
STRUCTURE_FILTERS = [
    TextFilter("nom", "Nom ou SIRET", fields=("name_key",), raw_fields=("siret",)),
    TextFilter("commune", "Commune ou code postal", raw_fields=("town", "postcode")),
    FlagFilter("ess", "Relève de l’ESS", condition=Q(is_ess=True)),
    FlagFilter("iae", "Insertion (IAE)", condition=~Q(iae_type="")),
    FlagFilter("siret", "SIRET connu", condition=~Q(siret="")),
]


def person_url(row) -> str:
    """Where a person's page is."""
    return reverse("web:person", args=[row.pk])


def structure_url(row) -> str:
    """Where a structure's page is."""
    return reverse("web:structure", args=[row.pk])
