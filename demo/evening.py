"""Small dossiers that are ready: five for an evening of committee, one to decide by delegation."""

from dataclasses import replace
from decimal import Decimal

from demo.people_at_work import DemoCase

_FIRST = DemoCase(
    "Zoé", "Lheureux", "Mme", 1989, "Fleurs de la Lys",
    "Une fleuriste qui ne vend que des fleurs de la région, cueillies la veille.",
    "5 rue des Tisserands", "62120", "62014", "Aire-sur-la-Lys", 24, "ready",
    needs=(("equipment", "Chambre froide", 14_000), ("stock", "Premier stock", 4_000)),
    resources=(
        ("bank_loan", "Prêt Crédit Mutuel", 15_000, "in_principle"),
        ("own_cash", "Épargne", 3_000, "firm"),
    ),
    requests=(
        ("garantie_egalite_femmes", {
            "asked_amount": Decimal(12_000), "amount": Decimal(12_000),
            "loan_amount": Decimal(15_000), "quota": Decimal("0.8"), "months": 60,
            "annual_rate": Decimal("0.041"), "bank": "cm",
        }),
    ),
    ratings=(
        ("team", 3, ""), ("organisation", 3, ""), ("environment_strategy", 3, ""),
        ("social_impact", 3, ""), ("economy_finance", 3, ""),
    ),
    opinion="Favorable : un lieu, des clients, un besoin modeste.",
    jobs_created=1,
    facts={"is_job_seeker": True, "months_registered": 9, "situation": "Demandeur d'emploi"},
)  # fmt: skip


def _like(first_name: str, last_name: str, title: str, idea: str) -> DemoCase:
    return replace(_FIRST, first_name=first_name, last_name=last_name, title=title, idea=idea)


EVENING = (
    _FIRST,
    _like(
        "Inès", "Carpentier", "Le Fournil d’Inès", "Un four à pain dans un village sans boulanger."
    ),
    _like("Maud", "Deswarte", "Ateliers Deswarte", "Reliure et petite restauration de livres."),
    _like("Salomé", "Vandewalle", "Salomé Coiffe", "Coiffure à domicile pour les personnes âgées."),
    _like("Yasmine", "Lecoutre", "La Halte d’Yasmine", "Un café-épicerie au bord du canal."),
)

ALONE = replace(
    _FIRST,
    first_name="Clara", last_name="Dumoulin", title="Papeterie des Corons",
    idea="Papeterie de quartier : fournitures d’école et petite impression.",
    needs=(("equipment", "Rayonnages et imprimante", 7_500), ("stock", "Premier stock", 2_000)),
    resources=(
        ("bank_loan", "Prêt Crédit Mutuel", 8_000, "in_principle"),
        ("own_cash", "Épargne", 1_500, "firm"),
    ),
    requests=(
        ("garantie_egalite_femmes", {
            "asked_amount": Decimal(6_400), "amount": Decimal(6_400),
            "loan_amount": Decimal(8_000), "quota": Decimal("0.8"), "months": 48,
            "annual_rate": Decimal("0.041"), "bank": "cm",
        }),
    ),
)  # fmt: skip
