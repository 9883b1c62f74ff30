"""Documents of an invented house, as full as a real day makes them."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw

from levier.rendering import documents as d
from levier.rendering.pictures import Picture

DAY = date(2024, 12, 19)


def funder_logo() -> Picture:
    """A small picture with a transparent ground."""
    image = Image.new("RGBA", (480, 160), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((4, 4, 476, 156), 28, outline=(40, 88, 140), width=8)
    draw.ellipse((30, 40, 110, 120), fill=(201, 138, 27))
    draw.rectangle((140, 62, 440, 98), fill=(40, 88, 140))
    written = BytesIO()
    image.save(written, "PNG")
    return Picture(written.getvalue(), alt="Logo de la collectivité")


HOUSE = d.House(
    name="Maison solidaire de l’Artois",
    lines=("2 rue des Exemples", "62300 Lens", "03 21 00 00 00", "contact@example.org"),
    legal="Association loi 1901 · SIREN 000 000 018",
)


def letter(**changes) -> d.LetterData:
    """The letter to a holder whose guarantee is agreed with conditions."""
    fields = {
        "title": "Notification de la décision, dossier TPE-2024-288",
        "produced_on": DAY,
        "house": HOUSE,
        "recipient": ("Madame Anaïs Delcroix", "Cycles de la Gohelle", "14 rue Pasteur",
                      "62800 LIÉVIN"),
        "place_and_day": "Lens, le 20 décembre 2024",
        "references": (("Dossier", "TPE-2024-288"), ("Comité", "CE-2024-76, point 3"),
                       ("Suivi par", "Florian Wojcik, 06 39 98 10 20")),
        "subject": "le comité a donné son accord à votre demande de garantie",
        "greeting": "Madame,",
        "paragraphs": (
            "Le comité d’engagement réuni le 19 décembre 2024 a examiné votre projet d’atelier de "
            "réparation et de vente de vélos à Liévin. Il a décidé d’accorder sa garantie à "
            "l’emprunt que vous demandez au Crédit des Exemples, avec les conditions ci-dessous.",
            "Cette décision ne remplace pas l’accord de la banque, à qui nous écrivons ce jour.",
        ),
        "terms_title": "Ce que le comité a décidé",
        "terms": (("Concours", "Garantie Égalité Femmes"), ("Emprunt garanti", "36 000 €"),
                  ("Quotité", "80 %"), ("Montant garanti", "28 800 €"),
                  ("Durée", "60 mois, dont 3 de différé"),
                  ("Caution personnelle", "aucune"), ("Valable jusqu’au", "19 juin 2025")),
        "conditions_title": "La garantie sera mise en place quand vous nous aurez remis :",
        "conditions": (d.Condition("le bail commercial signé", "avant le 31 janvier 2025"),
                       d.Condition("l’attestation d’assurance du local")),
        "after": ("Votre conseiller reste à vos côtés pendant toute la durée de l’emprunt.",),
        "closing": "Nous vous prions d’agréer, Madame, nos salutations les meilleures.",
        "signatory": d.Signer("Virginie Hochart", "Directrice"),
        "enclosures": ("fiche de la garantie", "liste des pièces à remettre"),
        "copies": ("Crédit des Exemples, agence de Lens",),
        "funder_logo": funder_logo(),
        "funder_line": "La garantie est soutenue par la collectivité, au titre de la convention "
                       "2024 pour la création d’entreprise.",
    }  # fmt: skip
    return d.LetterData(**(fields | changes))


def minutes(items: int = 3) -> d.MinutesData:
    """The minutes of a sitting with a withdrawal, an adjournment and three instruments."""
    cycles = d.MinutesItem(
        rank=1, case_number="TPE-2024-288", title="Cycles de la Gohelle", holder="Anaïs Delcroix",
        presenter="Florian Wojcik",
        request=(("Projet", "Création d’un atelier de réparation et de vente de vélos à Liévin"),
                 ("Emprunt demandé", "36 000 € au Crédit des Exemples, 60 mois, 4,10 %"),
                 ("Garantie proposée", "28 800 €, Égalité Femmes, 80 %"),
                 ("Besoins et ressources", "51 000 €, dont 5 000 € d’apport")),
        debate="Les membres relèvent l’expérience de la porteuse, neuf ans en atelier, et "
               "l’absence de réparateur à moins de six kilomètres.\n\nLa saison basse est "
               "discutée : le fonds de roulement de 4 380 € couvre quatre mois sans vente. Le "
               "devis du pont élévateur est arrivé le jour même.",
        withdrawals=("Mickaël Flahaut s’est déporté : il travaille à la banque qui prête. Il a "
                     "quitté la séance de 18 h 51 à 19 h 04 et n’a pris part ni au débat, ni au "
                     "vote.",),
        quorum="6 votants présents pour 5 requis.",
        votes=(("pour", "5"), ("contre", "0"), ("abstention", "1")),
        votes_detail="Abstention : Sandrine Bailleul.",
        decisions=(
            d.InstrumentDecision("Garantie Égalité Femmes",
                                 d.Badge("Accord avec conditions", "pre"),
                                 "28 800 €", "80 % de 36 000 €, 60 mois", "19 juin 2025"),
            d.InstrumentDecision("Prêt d’honneur Quartier", d.Badge("Accordé", "pre"), "8 000 €",
                                 "0 %, 48 mois, différé 6", "19 juin 2025"),
            d.InstrumentDecision("Prime Cap Quartier", d.Badge("Ajournée", "ocre"), "",
                                 "enveloppe de l’agglomération à confirmer"),
        ),
        conditions=(d.Condition("Bail commercial signé", "Florian Wojcik, 31 janvier 2025"),),
    )  # fmt: skip
    refused = d.MinutesItem(
        rank=2, case_number="TPE-2024-291", title="Garage du 11", holder="Bruno Lenglet",
        presenter="Clara Mielczarek", request=(("Emprunt demandé", "56 000 €, 84 mois"),),
        debate="Le prévisionnel repose sur un client unique.", quorum="4 votants pour 5 requis.",
        quorum_met=False,
        decisions=(d.InstrumentDecision("Garantie Emploi", d.Badge("Ajournée", "ocre")),),
        reasons="Le quorum n’est pas atteint : le dossier est inscrit à la séance du 16 janvier.",
    )  # fmt: skip
    chosen = [cycles if rank % 2 == 0 else refused for rank in range(items)]
    present, left = d.Badge("Présent", "pre"), d.Badge("Excusé", "neutre")
    return d.MinutesData(
        title="Procès-verbal du comité CE-2024-76", produced_on=DAY, house=HOUSE,
        number="CE-2024-76", committee="Comité d’engagement TPE",
        facts=(("Date", "jeudi 19 décembre 2024, de 18 h 30 à 20 h 12"),
               ("Lieu", "siège, 2 rue des Exemples, Lens, et visioconférence"),
               ("Présidence", "Céline Majewski"), ("Secrétaire de séance", "Jérémy Benali"),
               ("Quorum", "5 votants, dossier par dossier (règlement intérieur, article 8)")),
        opening="La séance est ouverte à 18 h 30. L’ordre du jour est adopté sans changement.",
        attendance=(
            d.Attendance("Céline Majewski", "présidente", "Bénévoles", present),
            d.Attendance("Jean-Pierre Leroy", "ancien chef d’entreprise", "Bénévoles", present),
            d.Attendance("Antoine Sailly", "expert-comptable", "Bénévoles", present,
                         "arrivé à 18 h 45"),
            d.Attendance("Mickaël Flahaut", "Crédit des Exemples", "Banques", present,
                         "sorti de 18 h 51 à 19 h 04"),
            d.Attendance("Alexandre Guérin", "Banque du Modèle", "Banques",
                         d.Badge("Représenté", "mer"), "par Céline Majewski"),
            d.Attendance("Sandrine Bailleul", "SCIC Le Panier", "Économie sociale", present),
            d.Attendance("Maxime Delvaux", "association Relais", "Économie sociale", left),
        ),
        items=tuple(chosen), other_matters="La prochaine séance se tiendra le 16 janvier 2025.",
        signers=(d.Signer("Céline Majewski", "Présidente de séance"),
                 d.Signer("Jérémy Benali", "Secrétaire de séance")),
        fingerprint="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )  # fmt: skip


def note() -> d.NoteData:
    """The note of instruction of the same dossier, every part filled."""
    yes, waits = d.Badge("oui", "pre"), d.Badge("à vérifier", "ocre")
    share = lambda part: Decimal(part) / 51000  # noqa: E731
    return d.NoteData(
        title="Cycles de la Gohelle", produced_on=DAY, house=HOUSE, kind="Note d’instruction",
        case_number="TPE-2024-288",
        headline="Anaïs Delcroix, 34 ans, crée un atelier de réparation et de vente de vélos à "
                 "Liévin.",
        identity=(("Porteuse", "Anaïs Delcroix, née le 4 mai 1990"),
                  ("Structure", "Cycles de la Gohelle, SAS en cours d’immatriculation"),
                  ("Adresse du projet", "14 rue Pasteur, 62800 Liévin (QPV Calonne-Marichelles)"),
                  ("Situation", "demandeuse d’emploi depuis le 2 octobre 2023, 14 mois"),
                  ("Orientée par", "France Travail Liévin, avec son accord, le 16 septembre 2024")),
        amounts=(("36 000 €", "emprunt demandé", "Crédit des Exemples, 60 mois"),
                 ("28 800 €", "garantie proposée", "80 %, Égalité Femmes"),
                 ("51 000 €", "besoins = ressources", "apport 5 000 €"),
                 ("2", "emplois créés", "dont le sien")),
        project="Mécanicienne cycle depuis neuf ans, elle reprend un local vide à deux pas de la "
                "gare. Aucun réparateur à moins de six kilomètres.\n\nDeux collectivités ont "
                "promis l’entretien de leur flotte, soit 18 % du chiffre d’affaires prévu.",
        market="Trois vélos sur quatre vendus sur le secteur l’ont été en grande surface. Les "
               "associations de cyclistes comptent 640 adhérents.",
        people=(d.Person("Anaïs Delcroix", "dirigeante", (
            ("Formation", "CQP technicienne cycle, 2015"), ("Ressources du foyer", "1 840 € par "
             "mois"), ("Engagements personnels", "prêt voiture, 120 € par mois jusqu’en 2026")),
            "Elle a dirigé l’atelier d’une enseigne pendant quatre ans et formé trois "
            "apprentis."),),
        plan=d.Plan(
            needs=(d.PlanLine("Matériel d’atelier", "18 400 €", share(18400)),
                   d.PlanLine("Aménagement du local", "15 200 €", share(15200)),
                   d.PlanLine("Stock de départ", "9 500 €", share(9500)),
                   d.PlanLine("Besoin en fonds de roulement", "4 380 €", share(4380)),
                   d.PlanLine("Dépôt de garantie", "1 800 €", share(1800)),
                   d.PlanLine("Marge de trésorerie", "1 000 €", share(1000)),
                   d.PlanLine("Commission de garantie", "720 €", share(720), "2,5 %")),
            resources=(d.PlanLine("Prêt bancaire", "36 000 €", share(36000), "garanti à 80 %",
                                  d.Badge("Accord de principe", "mer")),
                       d.PlanLine("Prêt d’honneur", "8 000 €", share(8000), "0 %, 48 mois",
                                  d.Badge("Proposé", "ocre")),
                       d.PlanLine("Apport", "5 000 €", share(5000), "épargne, relevé du 2 déc.",
                                  d.Badge("Vérifié", "pre")),
                       d.PlanLine("Prime", "2 000 €", share(2000), "Cap Quartier",
                                  d.Badge("Proposée", "ocre"))),
            needs_total="51 000 €", resources_total="51 000 €", gap="À l’équilibre",
            comment="Apport : 9,8 % des besoins. Effet de levier : 2,4 € de banque pour 1 € "
                    "d’intervention et d’apport.",
        ),
        forecast=d.Table(("Exercice", "Année 1", "Année 2", "Année 3"),
                         (("Chiffre d’affaires", "94 000 €", "112 000 €", "128 000 €"),
                          ("Excédent brut d’exploitation", "9 200 €", "16 800 €", "23 100 €"),
                          ("Remboursement de l’emprunt", "7 980 €", "7 980 €", "7 980 €")),
                         ("g", "d", "d", "d"),
                         (("Trésorerie de fin d’année", "4 100 €", "9 600 €", "19 200 €"),)),
        forecast_comment="Avec 20 % de chiffre d’affaires en moins, la trésorerie reste positive "
                         "jusqu’au onzième mois.",
        bank_terms=(("Banque", "Crédit des Exemples, agence de Lens"),
                    ("Taux, durée, différé", "4,10 %, 60 mois, 3 mois"),
                    ("Sûretés demandées", "garantie à 80 %, aucune caution personnelle")),
        ratings=(d.Rating("Équipe dirigeante", 4, "Neuf ans de métier, a dirigé un atelier."),
                 d.Rating("Organisation", 3, "Comptable choisi, caisse et planning à mettre en "
                          "place."),
                 d.Rating("Environnement et stratégie", 3, "Pas de concurrent proche."),
                 d.Rating("Impact social", 4, "Emploi en QPV, atelier participatif le mercredi."),
                 d.Rating("Économie et finances", 2, "Apport limité, saison basse."),),
        risks=(("Saisonnalité", "De novembre à février, les ventes baissent de moitié."),
               ("Fournisseur", "Un seul distributeur pour les batteries.")),
        watch_points=("Devis du pont élévateur : reçu le 19 décembre à 16 h 10.",
                      "Bail : signature prévue le 6 janvier."),
        axes=(d.EngagementAxis("Emploi", ("Un contrat à durée indéterminée prévu en année 2",)),
              d.EngagementAxis("Territoire", ("Local vide depuis 2019 remis en service",)),
              d.EngagementAxis("Lien social", ("Atelier participatif, convention avec le centre "
                               "social",)),
              d.EngagementAxis("Environnement", ("Réemploi des pièces, 300 vélos par an",)),
              d.EngagementAxis("Gouvernance partagée", ())),
        jobs=d.Table(("Emplois", "Créés", "Consolidés"),
                     (("Dirigeante", "1,00 ETP", "0,00 ETP"), ("Mécanicien", "1,00 ETP", "—")),
                     ("g", "d", "d"), (("Total", "2,00 ETP", "0,00 ETP"),)),
        verdicts=(
            d.Verdict("Garantie Égalité Femmes", d.Badge("Oui", "pre"), "28 800 €",
                      "Créatrice, demandeuse d’emploi. 80 % de 36 000 €, sous le plafond de "
                      "50 000 €.",
                      (d.ConditionRead("Porteuse du projet", yes, "sexe : F", "Convention FAG, "
                                       "en vigueur depuis le 1er avril 2018"),
                       d.ConditionRead("Entreprise de moins de trois ans", yes, "en création",
                                       "Convention FAG"),
                       d.ConditionRead("Caution personnelle exclue", waits, "offre de la banque",
                                       "Convention FAG"))),
            d.Verdict("Prime Cap Quartier", d.Badge("Pas encore", "ocre"), "2 000 €",
                      "Attend la garantie à laquelle elle est liée."),
            d.Verdict("Prime Accès+", d.Badge("Non", "brique"), "", "Réservée aux 18–30 ans, elle "
                      "a 34 ans."),
        ),
        pieces=(("Pièce d’identité", d.Badge("Vérifiée", "pre"), "valable jusqu’au 3 mai 2031"),
                ("Devis du pont élévateur", d.Badge("Reçue", "mer"), "19 décembre"),
                ("Bail commercial", d.Badge("Attendue", "ocre"), "promis pour le 6 janvier"),
                ("Kbis", d.Badge("Sans objet", "neutre"), "en cours d’immatriculation")),
        adviser="Florian Wojcik",
        opinion="Favorable. Le seuil de rentabilité est franchi au 14e mois, l’emprunt pèse 6 % du "
                "chiffre d’affaires. À surveiller : la saison basse, de novembre à février, tient "
                "avec 4 380 € de fonds de roulement.",
        opinion_badge=d.Badge("Favorable", "pre"),
        confidential="Document réservé aux membres du comité. Un membre en conflit d’intérêts ne "
                     "le lit pas.",
    )  # fmt: skip


def agenda() -> d.AgendaData:
    """The cover and agenda of the same sitting."""
    return d.AgendaData(
        title="Comité CE-2024-76", produced_on=DAY, house=HOUSE, number="CE-2024-76",
        committee="Comité d’engagement TPE",
        facts=(("Date", "jeudi 19 décembre 2024, 18 h 30"), ("Lieu", "siège, 2 rue des Exemples, "
               "Lens"), ("Présidence", "Céline Majewski")),
        figures=(("6", "dossiers", ""), ("247 000 €", "d’emprunts demandés", ""),
                 ("168 400 €", "de garanties proposées", "")),
        items=(d.AgendaLine(1, "TPE-2024-285", "Brasserie du Terril", "Thomas Pruvost",
                            "Garantie Emploi", "92 000 €", "Clara Mielczarek", "4"),
               d.AgendaLine(2, "TPE-2024-288", "Cycles de la Gohelle", "Anaïs Delcroix",
                            "Égalité Femmes, prêt d’honneur, prime", "36 000 €", "Florian Wojcik",
                            "9", "Mickaël Flahaut se déporte")),
        members=(("Céline Majewski", "présidente", "Bénévoles"),
                 ("Mickaël Flahaut", "Crédit des Exemples", "Banques")),
        reminder="Les dossiers sont confidentiels. Si vous connaissez un porteur, sa banque ou son "
                 "entreprise, déclarez-le avant la séance : vous ne lirez pas le dossier.",
    )  # fmt: skip


def sheet(**changes) -> d.SheetData:
    """The sheet of one guarantee."""
    fields = {
        "title": "Garantie GAR-2024-0210", "produced_on": DAY, "house": HOUSE,
        "over": "Fiche de garantie", "lead": "Cycles de la Gohelle, Anaïs Delcroix",
        "badge": d.Badge("En place", "pre"),
        "figures": (("36 000 €", "emprunt garanti", ""), ("28 800 €", "montant garanti", "80 %"),
                    ("27 108,14 €", "restant dû au 30 novembre", "")),
        "sections": (
            d.Section("Termes", facts=(("Banque", "Crédit des Exemples"), ("Taux", "4,10 %"),
                                       ("Prise d’effet", "14 février 2025"))),
            d.Section("Événements", table=d.Table(
                ("Date", "Événement", "Montant"),
                tuple((f"{day:02d}/03/2025", "Déclaration d’encours", "27 108,14 €")
                      for day in range(1, 8)),
                ("g", "g", "d"), (("Total", "", "189 756,98 €"),))),
        ),
        "notice": "Les montants sont ceux que la banque a déclarés.",
        "signers": (d.Signer("Virginie Hochart", "Directrice"),),
    }  # fmt: skip
    return d.SheetData(**(fields | changes))
