"""The sheets of support paths: « BRSA », « Accès+ »."""

from dataclasses import dataclass
from datetime import date

from levier.exchange.rows.shared import (
    MISSING_ADVISOR,
    MISSING_SIRET,
    Advised,
    AtAddress,
    InCommune,
    OfClient,
    identifier,
)
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import column
from levier.exchange.workbook.places import siret

CONCLUSIONS = {one: one for one in ("Viable", "Non viable", "Interrompu")}
FOLLOW_UPS = {
    one: one for one in ("Développement", "Réorientation", "Cessation", "Réorientation + cessation")
}
FUNDS = {"FSE+": "FSE+", "FTJ": "FTJ"}


@dataclass(kw_only=True)
class BrsaRow(OfClient, AtAddress):
    """A self-employed recipient of the RSA accompanied during the year."""

    sheet = "BRSA"
    number_column = "N° dossier"

    number: str = identifier("N° dossier")
    advisor: str = column(
        "Référent", cells.text(10), required=True, blank="", blank_message=MISSING_ADVISOR
    )
    activity: str = column("Activité", cells.text(80), blank="")
    naf_code: str = column("Code NAF", cells.text(6), blank="")
    siret: str = column("SIRET", siret, required=True, blank="", blank_message=MISSING_SIRET)
    oriented_on: date | None = column("Date d'orientation", cells.day, required=True)
    started_on: date | None = column("Date de contrat", cells.day)
    diagnosis_ended_on: date | None = column("Date de fin de diagnostic", cells.day)
    conclusion: str = column("Conclusion", cells.choice(CONCLUSIONS), blank="")
    follow_up: str = column("Accompagnement", cells.choice(FOLLOW_UPS), blank="")
    ended_on: date | None = column("Date de sortie", cells.day)
    has_left_rsa: bool | None = column("Sortie RSA", cells.yes_or_no, required=True)
    left_rsa_on: date | None = column("Date de sortie RSA", cells.day)
    exit_reason: str = column("Motif", cells.text(80), blank="")
    fund: str = column("Opération UE", cells.choice(FUNDS), blank="")
    entry_status: str = column("Statut à l'entrée", cells.text(40), blank="")
    education_level: str = column("Niveau d'études (CITE)", cells.text(12), blank="")


@dataclass(kw_only=True)
class AccesPlusRow(OfClient, InCommune, Advised):
    """A person in the Accès+ path, with the themes worked on."""

    sheet = "Accès+"
    number_column = "N° parcours"

    number: str = identifier("N° parcours")
    postcode: str = column("Code postal", cells.postcode, blank="")
    iae_criterion: str = column("Critère IAE", cells.text(200), blank="")
    started_on: date | None = column("Date d'entrée", cells.day, required=True)
    works_on_cash: bool = column("Trésorerie", cells.yes_or_no, blank=False)
    works_on_finance: bool = column("Enjeux financiers", cells.yes_or_no, blank=False)
    works_on_digital: bool = column("Numérique", cells.yes_or_no, blank=False)
    works_on_risks: bool = column("Risques", cells.yes_or_no, blank=False)
    ended_on: date | None = column("Date de fin", cells.day)
