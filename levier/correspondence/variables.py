"""What a text may name, with a sample of each; and the values that a dossier gives."""

from datetime import date

from levier.accounts.models import User
from levier.cases.models import Case
from levier.correspondence.models import Purpose
from levier.kernel.french import long_date

Samples = dict[str, str]

HOUSE: Samples = {
    "maison": "Maison de la finance solidaire",
    "maison_telephone": "03 00 00 00 00",
    "date": "3 juin 2024",
}
CASE: Samples = {
    "civilite": "Madame",
    "porteur": "Anaïs Delcroix",
    "prenom": "Anaïs",
    "nom": "Delcroix",
    "projet": "Atelier de réparation de vélos",
    "dossier": "2024-0042",
    "conseiller": "Camille Delattre",
    "conseiller_courriel": "camille.delattre@example.org",
    "conseiller_telephone": "06 39 98 00 00",
    **HOUSE,
}
PIECES: Samples = {
    **CASE,
    "pieces": "- Devis des équipements\n- Justificatif de domicile",
    "lien": "https://levier.example.org/depot/…",
    "lien_valable": "3 juillet 2024",
}
SITTING: Samples = {
    **HOUSE,
    "membre": "Dominique Lefebvre",
    "comite": "Comité d’engagement",
    "seance": "2024-06",
    "jour": "jeudi 20 juin 2024",
    "heure": "18 h 00",
    "lieu": "Lens",
}
CONSULTATION: Samples = {
    **HOUSE,
    "membre": "Dominique Lefebvre",
    "comite": "Comité d’engagement",
    "seance": "2024-06",
    "dossiers": "30 dossiers",
    "restants": "12 dossiers",
    "fin": "jeudi 20 juin 2024",
    "lien": "https://levier.example.org/comites/…",
}
LETTER: Samples = {
    "date_comite": "20 juin 2024",
    "seance": "2024-06",
    "porteur": "Anaïs Delcroix",
    "projet": "Atelier de réparation de vélos",
    "nomme": ", « Atelier de réparation de vélos »",
    "dossier": "2024-0042",
    "instrument": "Garantie Emploi",
    "phrase": "Il a donné son accord : Garantie Emploi.",
    "motif": "Motif : le plan de financement n’est pas bouclé.",
    "accord_banque": "Cette décision ne remplace pas l’accord de la banque, à qui nous écrivons "
    "ce jour.",
    "banque": "Banque des Terrils",
    "risque": "Garant national",
    "financeur": "Agglomération de la Gohelle",
    "contribution": "2 000 € sur « Primes 2024 »",
    "conseiller": "Camille Delattre",
    "maison": "Maison de la finance solidaire",
    "date": "21 juin 2024",
}
LETTER_FILE: Samples = {
    "dossier": "2024-0042",
    "genre": "banque",
    "destinataire": "Banque des Terrils",
    "seance": "2024-06",
    "porteur": "Anaïs Delcroix",
}
_BY_PURPOSE: dict[str, Samples] = {
    Purpose.FREE: CASE,
    Purpose.PIECES: PIECES,
    Purpose.REMINDER: {**PIECES, "demandees_le": "3 juin 2024"},
    Purpose.LETTER: {**CASE, "destinataire": "Banque des Terrils", "seance": "2024-06"},
    Purpose.CONVOCATION: SITTING,
    Purpose.CONSULTATION: CONSULTATION,
    Purpose.BALLOT_DUE: CONSULTATION,
}


def variables_for(purpose: str) -> Samples:
    """Return the variables of a kind of message, each with a sample."""
    return dict(_BY_PURPOSE[purpose])


def house_values(organisation, on: date) -> dict[str, str]:
    """Return what the house gives to every text."""
    return {
        "maison": organisation.name,
        "maison_telephone": organisation.phone,
        "date": long_date(on),
    }


def case_values(case: Case, on: date) -> dict[str, str]:
    """Return what a dossier gives to a text; unknown facts are blank."""
    person, advisor = case.person, case.advisor
    return {
        **house_values(case.organisation, on),
        "civilite": _greeting(person),
        "porteur": case.holder_name,
        "prenom": person.first_name if person else "",
        "nom": person.last_name if person else "",
        "projet": case.title or case.holder_name,
        "dossier": case.number,
        **_advisor_values(advisor),
    }


def _advisor_values(advisor: User | None) -> dict[str, str]:
    known = advisor is not None
    return {
        "conseiller": advisor.full_name if known else "",
        "conseiller_courriel": advisor.email if known else "",
        "conseiller_telephone": advisor.phone if known else "",
    }


def _greeting(person) -> str:
    words = {"Mme": "Madame", "M.": "Monsieur"}
    return words.get(person.civility, "Madame, Monsieur") if person else "Madame, Monsieur"
