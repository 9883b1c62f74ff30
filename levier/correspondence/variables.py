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
    "instance": "le comité d’engagement réuni le 20 juin 2024",
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
ARREARS: Samples = {
    **CASE,
    "engagement": "PT-2024-003",
    "instrument": "Prêt solidaire",
    "impaye": "312,50 €",
    "depuis": "5 mai 2024",
    "retard": "29 jours",
    "echeances": "- 5 mai 2024 : 156,25 €\n- 5 juin 2024 : 156,25 €",
    "reste_du": "4 218,75 €",
}
CONTRACT: Samples = {
    "maison": "Maison de la finance solidaire",
    "emprunteur": "Atelier du Terril",
    "projet": "Atelier de réparation de vélos",
    "dossier": "2024-0042",
    "engagement": "PT-2024-003",
    "instrument": "Prêt solidaire",
    "instance": "le comité d’engagement réuni le 20 juin 2024",
    "montant": "15 000 €",
    "duree": "48 mois dont 6 de différé",
    "remboursement": "par échéances constantes mensuelles",
    "taux": "Le prêt porte intérêt au taux annuel de 2 %.",
    "teg": "Le taux effectif global proportionnel est de 2 % l’an (taux de période mensuel : "
    "0,166667 %).",
    "versement": "1 juillet 2024",
    "premiere_echeance": "1 août 2024",
    "derniere_echeance": "1 juillet 2028",
    "interets": "542,18 €",
    "conditions": "Conditions du comité, levées : attestation d’assurance.",
    "financeurs": "Avec le soutien de l’Agglomération de la Gohelle.",
    "conseiller": "Camille Delattre",
    "date": "21 juin 2024",
}
CONTRACT_FILE: Samples = {
    "engagement": "PT-2024-003",
    "dossier": "2024-0042",
    "emprunteur": "Atelier du Terril",
}
ACCOUNTS: Samples = {
    **CASE,
    "engagement": "PT-2024-003",
    "instrument": "Prêt solidaire",
    "exercice": "2024",
    "attendus_le": "30 juin 2025",
}
DEBITS: Samples = {
    **CASE,
    "engagement": "PT-2024-003",
    "instrument": "Prêt solidaire",
    "prelevements": "- 5 juillet 2024 : 156,25 €\n- 5 août 2024 : 156,25 €",
    "compte": "…2606",
    "rum": "PT-2024-003-1",
    "ics": "FR72ZZZ123456",
    "remboursement": "8 semaines",
}
_BY_PURPOSE: dict[str, Samples] = {
    Purpose.FREE: CASE,
    Purpose.PIECES: PIECES,
    Purpose.REMINDER: {**PIECES, "demandees_le": "3 juin 2024"},
    Purpose.LETTER: {**CASE, "destinataire": "Banque des Terrils", "seance": "2024-06"},
    Purpose.CONVOCATION: SITTING,
    Purpose.CONSULTATION: CONSULTATION,
    Purpose.BALLOT_DUE: CONSULTATION,
    Purpose.ARREARS: ARREARS,
    Purpose.ARREARS_LETTER: ARREARS,
    Purpose.FORMAL_NOTICE: ARREARS,
    Purpose.ACCOUNTS: ACCOUNTS,
    Purpose.ACCOUNTS_DUE: {**ACCOUNTS, "demandes_le": "31 mai 2025"},
    Purpose.DEBITS: DEBITS,
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
