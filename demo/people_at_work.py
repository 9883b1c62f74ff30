"""The dossiers of the demo that are not of 2024: invented people, at work today."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class DemoCase:
    """One invented dossier, and how far it has come."""

    first_name: str
    last_name: str
    civility: str
    birth_year: int
    title: str
    idea: str
    address: str
    postcode: str
    commune_code: str
    town: str
    days_ago: int
    stage: str  # contact, orientation, instruction, ready, agenda
    needs: tuple[tuple[str, str, int], ...] = ()
    resources: tuple[tuple[str, str, int, str], ...] = ()
    requests: tuple[tuple[str, dict], ...] = ()
    ratings: tuple[tuple[str, int, str], ...] = ()
    points: tuple[tuple[str, str, str], ...] = ()
    axes: tuple[tuple[str, str], ...] = ()
    opinion: str = ""
    jobs_created: int | None = None
    prescriber: str = ""
    facts: dict = field(default_factory=dict)


_D = Decimal
BANKS = {"cm": "Crédit Mutuel", "ca": "Crédit Agricole Nord de France"}

CYCLES = DemoCase(
    "Anaïs", "Delcroix", "Mme", 1992, "Cycles de la Gohelle",
    "Mécanicienne cycle depuis neuf ans, elle reprend un local vide à deux pas de la gare. Aucun "
    "réparateur à moins de six kilomètres. Deux collectivités ont promis l’entretien de leur "
    "flotte, soit 18 % du chiffre d’affaires prévu.",
    "14 rue Pasteur", "62800", "62510", "Liévin", 38, "agenda",
    needs=(
        ("premises", "Aménagement du local", 15_200), ("equipment", "Matériel d’atelier", 18_400),
        ("stock", "Stock de départ", 9_500), ("working_capital", "Besoin en fonds de roulement", 4_380),
        ("other_need", "Dépôt de garantie", 1_800), ("commission", "Commission de garantie", 720),
        ("cash_buffer", "Marge de trésorerie", 1_000),
    ),
    resources=(
        ("bank_loan", "Prêt Crédit Mutuel", 36_000, "in_principle"),
        ("honour_loan", "Prêt d’honneur Quartier", 8_000, "asked"),
        ("own_cash", "Épargne", 5_000, "firm"),
        ("grant", "Prime Cap Quartier", 2_000, "asked"),
    ),
    requests=(
        ("garantie_egalite_femmes", {
            "asked_amount": _D(28_800), "amount": _D(28_800), "loan_amount": _D(36_000),
            "quota": _D("0.8"), "months": 60, "deferral_months": 3, "annual_rate": _D("0.041"),
            "securities": "nantissement du matériel", "bank": "cm",
        }),
        ("cap_quartier", {"asked_amount": _D(2_000), "amount": _D(2_000)}),
    ),
    ratings=(
        ("team", 4, "Neuf ans d’atelier, un réseau de clients déjà là."), ("organisation", 3, ""),
        ("environment_strategy", 3, ""), ("social_impact", 4, "Deux apprentis prévus dès l’an 2."),
        ("economy_finance", 2, ""),
    ),
    points=(
        ("risk", "Saison basse de novembre à février", "4 380 € de fonds de roulement"),
        ("watch", "Signature du bail avant le déblocage du prêt", ""),
    ),
    axes=(("environment", "Réemploi de pièces, convention avec la déchetterie"),),
    opinion="Favorable. Le seuil de rentabilité est franchi au 14e mois, l’emprunt pèse 6 % du "
    "chiffre d’affaires.",
    jobs_created=2, prescriber="BGE Hauts de France",
    facts={"is_job_seeker": True, "months_registered": 14, "situation": "Demandeur d'emploi"},
)  # fmt: skip

EPICERIE = DemoCase(
    "Marek", "Duchâteau", "M.", 1985, "Épicerie du Beffroi",
    "Reprise de la dernière épicerie du centre, avec un dépôt de pain et un relais de colis.",
    "3 place du Beffroi", "62400", "62119", "Béthune", 29, "ready",
    needs=(
        ("intangible", "Fonds de commerce", 40_000), ("equipment", "Vitrines réfrigérées", 14_000),
        ("stock", "Stock de reprise", 9_000), ("cash_buffer", "Trésorerie", 5_000),
    ),
    resources=(
        ("bank_loan", "Prêt Crédit Agricole", 56_000, "in_principle"),
        ("own_cash", "Apport personnel", 12_000, "firm"),
    ),
    requests=(
        ("garantie_emploi", {
            "asked_amount": _D(36_400), "amount": _D(36_400), "loan_amount": _D(56_000),
            "quota": _D("0.65"), "months": 84, "annual_rate": _D("0.0395"), "bank": "ca",
            "surety_amount": _D(14_000),
        }),
    ),
    ratings=(
        ("team", 3, ""), ("organisation", 3, ""), ("environment_strategy", 3, ""),
        ("social_impact", 2, ""), ("economy_finance", 3, ""),
    ),
    points=(("watch", "Marge à tenir face à la supérette de la rocade", "produits locaux"),),
    opinion="Favorable : le cédant accompagne trois mois, les marges sont connues.",
    jobs_created=1,
    facts={"is_job_seeker": True, "months_registered": 7, "situation": "Demandeur d'emploi"},
)  # fmt: skip

TRAITEUR = DemoCase(
    "Leïla", "Cherif", "Mme", 1990, "Traiteur Leïla",
    "Cuisine du bassin minier et du Maghreb pour les comités d’entreprise et les fêtes.",
    "20 rue de la Paix", "62300", "62498", "Lens", 21, "instruction",
    needs=(("equipment", "Cuisine professionnelle", 24_000), ("vehicle", "Fourgon isotherme", 9_500)),
    resources=(
        ("bank_loan", "Prêt bancaire", 24_000, "asked"), ("own_cash", "Apport", 3_000, "firm"),
    ),
    requests=(("garantie_egalite_femmes", {
        "asked_amount": _D(19_200), "loan_amount": _D(24_000), "quota": _D("0.8"), "months": 60,
        "bank": "cm",
    }),),
    ratings=(("team", 3, ""),),
    prescriber="Mission locale de Lens-Liévin",
    facts={"is_job_seeker": True, "months_registered": 4},
)  # fmt: skip

COUTURE = DemoCase(
    "Nadia", "Belhadj", "Mme", 1979, "Couture & retouches",
    "Atelier de retouches dans une cellule commerciale de quartier.",
    "8 rue des Fusillés", "62110", "62427", "Hénin-Beaumont", 66, "instruction",
    needs=(("premises", "Travaux", 6_000),), resources=(("own_cash", "Apport", 2_000, "firm"),),
)  # fmt: skip

INSTITUT = DemoCase(
    "Sabrina", "Leclercq", "Mme", 1996, "Institut Éclat", "", "", "62100", "62193", "Calais", 12,
    "orientation", prescriber="BGE Hauts de France",
)  # fmt: skip

SAUVAGE = DemoCase(
    "Julien", "Sauvage", "M.", 0, "Food-truck, plats du Nord", "", "", "62000", "62041", "Arras", 1,
    "contact",
)  # fmt: skip

PANIER = DemoCase(
    "", "", "", 0, "Le Panier de Gohelle, SCIC",
    "Plateforme de paniers maraîchers en circuit court, douze producteurs sociétaires.",
    "5 rue du Marché", "62300", "62498", "Lens", 33, "ready",
    needs=(("equipment", "Chambre froide", 22_000), ("working_capital", "Fonds de roulement", 18_000)),
    resources=(
        ("solidarity", "Prêt solidaire", 25_000, "asked"), ("own_cash", "Capital des sociétaires", 15_000, "firm"),
    ),
    requests=(("pret_solidaire", {
        "asked_amount": _D(25_000), "amount": _D(25_000), "months": 48, "annual_rate": _D("0.02"),
    }),),
    ratings=(
        ("team", 3, ""), ("organisation", 3, ""), ("environment_strategy", 3, ""),
        ("social_impact", 4, "Douze fermes, 180 paniers solidaires par mois."), ("economy_finance", 3, ""),
    ),
    axes=(
        ("territory", "Producteurs à moins de 40 km"), ("governance", "Statuts de SCIC, cinq collèges"),
        ("social", "180 paniers solidaires par mois, liste du CCAS"),
    ),
    opinion="Favorable : la demande est là, la gouvernance décide vite.",
    jobs_created=3,
)  # fmt: skip

MENUISERIE = DemoCase(
    "Kévin", "Vasseur", "M.", 1988, "Menuiserie du Terril",
    "Menuisier d’agencement, il quitte son employeur avec deux clients réguliers et un apprenti.",
    "31 rue du Chevalement", "62750", "62528", "Loos-en-Gohelle", 47, "ready",
    needs=(
        ("equipment", "Scie à format et aspiration", 31_000), ("vehicle", "Fourgon", 14_000),
        ("working_capital", "Fonds de roulement", 6_000), ("commission", "Commission de garantie", 845),
    ),
    resources=(
        ("bank_loan", "Prêt Crédit Mutuel", 45_000, "firm"), ("own_cash", "Épargne", 6_845, "firm"),
    ),
    requests=(
        ("garantie_emploi", {
            "asked_amount": _D(29_250), "amount": _D(29_250), "loan_amount": _D(45_000),
            "quota": _D("0.65"), "months": 72, "annual_rate": _D("0.0382"), "bank": "cm",
        }),
    ),
    ratings=(
        ("team", 3, ""), ("organisation", 3, ""), ("environment_strategy", 3, ""),
        ("social_impact", 3, ""), ("economy_finance", 3, ""),
    ),
    points=(("watch", "Dépendance à deux donneurs d’ordre", "troisième client en discussion"),),
    opinion="Favorable : carnet de commandes de cinq mois, matériel d’occasion révisé.",
    jobs_created=2,
    facts={"is_job_seeker": True, "months_registered": 2, "situation": "Demandeur d'emploi"},
)  # fmt: skip

CASES = (CYCLES, MENUISERIE, EPICERIE, TRAITEUR, COUTURE, INSTITUT, SAUVAGE, PANIER)
