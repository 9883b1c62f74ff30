"""Columns that several sheets share: who, where, which business, decided by whom."""

from dataclasses import dataclass
from datetime import date

from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import Row, column
from levier.exchange.workbook.places import commune_code, siret

MISSING_NAME = "Le nom manque\u00a0: écrivez-le."
MISSING_FIRST_NAME = "Le prénom manque\u00a0: écrivez-le."
MISSING_SIRET = "Le SIRET manque\u00a0: écrivez ses 14 chiffres."
MISSING_COMMITTEE = "Le comité manque\u00a0: écrivez son numéro."
MISSING_ADVISOR = "Le conseiller manque\u00a0: écrivez son code de la feuille «\u00a0Équipe\u00a0»."

SEXES = {"F": "F", "H": "M"}
CIVILITIES = {"Mme": "Mme", "M.": "M."}
PROJECT_KINDS = {"Création": "creation", "Reprise": "takeover", "Développement": "development"}


def identifier(title: str, longest: int = 20):
    """Declare the column of the number that identifies a row."""
    return column(
        title,
        cells.text(longest),
        required=True,
        blank="",
        blank_message="Le numéro de la ligne manque\u00a0: écrivez-le.",
    )


@dataclass(kw_only=True)
class OfPerson(Row):
    """A row about a person."""

    last_name: str = column(
        "Nom", cells.name(80), required=True, blank="", blank_message=MISSING_NAME
    )
    first_name: str = column(
        "Prénom", cells.name(80), required=True, blank="", blank_message=MISSING_FIRST_NAME
    )
    sex: str = column("Sexe", cells.choice(SEXES), required=True, blank="")
    birth_date: date | None = column("Date de naissance", cells.day, required=True)
    email: str = column("E-mail", cells.text(254), blank="")


@dataclass(kw_only=True)
class OfClient(OfPerson):
    """A person with the civility and the telephone."""

    civility: str = column("Civilité", cells.choice(CIVILITIES), blank="")
    phone: str = column("Téléphone", cells.text(20), blank="")


@dataclass(kw_only=True)
class InCommune(Row):
    """A row with a commune: the code decides, whatever the name typed."""

    town: str = column("Commune", cells.text(80), blank="")
    commune_code: str = column(
        "Code INSEE",
        commune_code,
        required=True,
        blank="",
        blank_message="La commune manque\u00a0: écrivez son code Insee.",
    )


@dataclass(kw_only=True)
class AtAddress(InCommune):
    """A row with a full address."""

    address: str = column("Adresse", cells.text(200), blank="")
    postcode: str = column("Code postal", cells.postcode, blank="")


@dataclass(kw_only=True)
class OfBusiness(Row):
    """The identifiers of a business; its name has another title on each sheet."""

    siret: str = column("SIRET", siret, required=True, blank="", blank_message=MISSING_SIRET)
    naf_code: str = column("Code NAF", cells.text(6), blank="")
    legal_form: str = column("Forme juridique", cells.text(60), blank="")
    legal_category: str = column("Catégorie juridique", cells.text(4), blank="")


@dataclass(kw_only=True)
class InZones(Row):
    """Where the project stands, as the house keeps it."""

    qpv_code: str = column("Code QPV", cells.text(8), blank="")
    qpv_name: str = column("Nom QPV", cells.text(120), blank="")
    in_zfrr: bool | None = column("ZFRR", cells.yes_or_no, required=True)


@dataclass(kw_only=True)
class Advised(Row):
    """A row carried by an adviser, from an office."""

    office: str = column(
        "Agence",
        cells.text(80),
        required=True,
        blank="",
        blank_message="L’agence manque\u00a0: écrivez son nom.",
    )
    advisor: str = column(
        "Conseiller", cells.text(10), required=True, blank="", blank_message=MISSING_ADVISOR
    )


@dataclass(kw_only=True)
class OfCommittee(Row):
    """A row decided by a committee."""

    committee: str = column(
        "N° comité", cells.text(14), required=True, blank="", blank_message=MISSING_COMMITTEE
    )


@dataclass(kw_only=True)
class Decided(OfCommittee):
    """A row that repeats the day of its committee."""

    decided_on: date | None = column("Date de décision", cells.day, required=True)
