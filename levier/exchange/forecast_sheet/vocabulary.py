"""The words of income statements, whatever their accents: what a label is likely to become.

A number of the French chart of accounts says more than words. What is found is proposed: the
preview shows it, and a person corrects it.
"""

import re

from levier.exchange.forecast_sheet.targets import IGNORE
from levier.kernel.text import normalise

TURNOVER, EXTERNAL, STAFF = "all.turnover", "all.external", "all.staff"
"""Lines that sum others when the others are there, and stand alone when they are not."""
ALL_OF = {TURNOVER: ("sale_",), EXTERNAL: ("charge",), STAFF: ("wages", "contributions")}
_ACCOUNT = re.compile(r"^\s*([67]\d{1,7})\b[\s.:–-]*(.*)$")
# The longest beginning of the account's number that is found decides.
_ACCOUNTS = {
    "601": "cost_production", "602": "cost_production", "603": "cost_production",
    "6037": "cost_goods", "604": "charge.11", "605": "charge.9", "606": "charge.9",
    "6061": "charge.2", "607": "cost_goods", "61": "charge.14", "611": "charge.11",
    "612": "charge.12", "613": "charge.1", "6135": "charge.12", "614": "charge.1",
    "615": "charge.4", "616": "charge.3", "62": "charge.14", "622": "charge.5",
    "623": "charge.6", "624": "charge.7", "625": "charge.7", "626": "charge.8",
    "627": "charge.10", "63": "taxes", "64": "contributions", "641": "wages",
    "644": "drawings", "648": "wages", "66": "check.interest", "68": "check.depreciation",
    "689": "dedicated", "695": "check.income_tax", "70": "sale_production", "707": "sale_goods",
    "74": "grant", "756": "sale_production", "789": "dedicated_use",
}  # fmt: skip
# Beginnings of normalised words, or whole labels after « = »; the first one found is proposed.
_STEMS = (
    ("check.caf", ("capacite d autofinancement", "=caf", "=autofinancement")),
    ("check.ebe", ("excedent brut", "=ebe", "insuffisance brute")),
    ("check.value_added", ("valeur ajoutee",)),
    ("check.trade_margin", ("marge commerciale",)),
    ("check.operating_result", ("resultat d exploitation", "resultat exploitation")),
    ("check.current_result", ("resultat courant", "resultat avant impot")),
    ("check.net_result", (
        "resultat net", "resultat de l exercice", "resultat de l annee", "=resultat", "benefice",
        "=excedent", "excedent ou deficit", "deficit ou excedent", "=perte",
    )),
    ("check.income_tax", (
        "impot sur le", "impots sur le", "impot societes", "=is", "=impot", "=impots",
    )),
    ("check.depreciation", ("dotation", "=amortissements")),
    ("check.interest", ("charges financieres", "frais financiers", "interet", "agios")),
    (IGNORE, (
        "total", "totaux", "sous total", "solde", "cumul", "ecart", "marge", "taux de marge",
        "=produits", "=charges",
        "produits d exploitation", "charges d exploitation", "=charges variables",
        "=charges fixes",
    )),
    (TURNOVER, ("chiffre d affaires", "=ca", "ca ht", "=ventes", "ventes et prestations")),
    (STAFF, ("charges de personnel", "charge de personnel", "frais de personnel")),
    (EXTERNAL, (
        "autres achats et charges externes", "achats et charges externes", "=charges externes",
        "=services exterieurs", "autres services exterieurs", "frais generaux",
    )),
    ("volunteering", ("contributions volontaires", "benevolat", "mise a disposition gratuite")),
    ("dedicated_use", (
        "utilisation des fonds dedies", "utilisations des fonds dedies", "utilisation de fonds",
        "utilisations de fonds", "reprise de fonds dedies", "report des ressources non utilisees",
    )),
    ("dedicated", ("fonds dedies", "engagements a realiser")),
    ("grant", ("subvention", "concours publics", "mecenat", "=dons", "dons", "aide", "prime a")),
    ("cost_goods", (
        "variation de stock de marchandises", "variation des stocks de marchandises",
        "variation de stocks de marchandises", "variation stock marchandises",
        "achats de marchandises", "achat de marchandises", "achats marchandises",
        "cout d achat", "marchandises consommees", "=achats",
    )),
    ("cost_production", (
        "achats de matieres", "achats matieres", "matieres", "achats consommes", "achats stockes",
        "variation de stock", "variation des stocks", "approvisionnement", "emballage",
        "achats d etudes",
    )),
    ("sale_goods", ("ventes de marchandises", "vente de marchandises", "marchandises vendues")),
    ("sale_production", (
        "production vendue", "prestation", "ventes de services", "services vendus",
        "ventes de produits", "vente de produits", "participations des usagers",
        "cotisations des adherents", "cotisations des membres", "adhesion", "recettes",
        "billetterie", "ventes",
    )),
    ("drawings", (
        "prelevement", "dividende", "remuneration de l exploitant", "remuneration exploitant",
        "remuneration du gerant", "remuneration du dirigeant", "remuneration dirigeant",
    )),
    ("contributions", (
        "charges sociales", "cotisations", "urssaf", "mutuelle", "retraite", "madelin",
    )),
    ("wages", ("salaire", "remuneration", "traitement", "appointement", "gratification")),
    ("taxes", ("impots et taxes", "impots taxes", "taxe", "cfe", "cvae", "contribution economique",
               "cotisation fonciere")),
    ("charge.12", ("credit bail", "leasing", "=loa", "location de materiel", "location materiel",
                   "locations mobilieres", "location de vehicule", "location vehicule")),
    ("charge.1", ("loyer", "charges locatives", "location", "bail")),
    ("charge.3", ("assurance",)),
    ("charge.9", ("fourniture", "petit materiel", "petit equipement", "petit outillage",
                  "produits d entretien")),
    ("charge.2", ("electricite", "energie", "eau", "gaz", "chauffage", "fluide")),
    ("charge.4", ("entretien", "reparation", "maintenance")),
    ("charge.5", ("honoraire", "comptab", "expert", "conseil", "avocat", "juridique")),
    ("charge.6", ("publicite", "communication", "marketing", "imprime", "site web")),
    ("charge.8", ("telephone", "internet", "telecom", "postaux", "affranchissement", "la poste")),
    ("charge.7", ("deplacement", "carburant", "mission", "reception", "transport", "vehicule",
                  "frais kilometrique")),
    ("charge.10", ("frais bancaire", "services bancaires", "commissions bancaires", "banque",
                   "terminal de paiement")),
    ("charge.11", ("sous traitance", "sous traitant")),
    ("charge.13", ("formation",)),
    ("charge.14", ("autres charges externes", "frais divers", "=divers", "autres frais")),
    ("later", ("nouveaux apports", "apport")),
)  # fmt: skip


def split_account(label: str) -> tuple[str, str]:
    """Return the account number that a label begins with, if any, and the rest."""
    found = _ACCOUNT.match(label)
    return (found[1], found[2]) if found and found[2] else ("", label)


def target_of(label: str, account: str = "") -> str:
    """Return what a line is likely to become, nothing when no word of it is known.

    The `all.` codes are decided once every line of the file is known.
    """
    if not account:
        account, label = split_account(label)
    for length in range(len(account), 1, -1):
        if account[:length] in _ACCOUNTS:
            return _ACCOUNTS[account[:length]]
    words = normalise(label)
    return _setting(words) or _named(words)


def _named(words: str) -> str:
    for target, stems in _STEMS:
        for stem in stems:
            if words == stem[1:] if stem.startswith("=") else f" {stem}" in f" {words}":
                return target
    return ""


def _setting(words: str) -> str:
    """The delays, rates and dates of a sheet of assumptions."""
    is_delay = any(word in words for word in ("delai", "jours", "duree", "rotation", "credit"))
    for name, word in (("customer_days", "client"), ("supplier_days", "fournisseur"),
                       ("stock_days", "stock")):  # fmt: skip
        if is_delay and word in words:
            return f"general.{name}"
    if "tva" in words.split():
        return _vat(words)
    if words.startswith(("taux d impot", "taux impot", "taux d is", "taux is")):
        return "general.tax_rate"
    if words.startswith(("date de debut", "date de demarrage", "debut d activite", "premier mois",
                         "date d ouverture", "debut de l activite")):  # fmt: skip
        return "general.starts_on"
    return "season" if "saison" in words or "repartition mensuelle" in words else ""


def _vat(words: str) -> str:
    if "regime" in words:
        return "general.vat_regime"
    if "invest" in words or "immobilisation" in words:
        return "general.investments_vat"
    return "general.purchases_vat" if "achat" in words else ""
