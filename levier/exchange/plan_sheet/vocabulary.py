"""The words of plans, whatever their accents: which side a title opens, what a label is."""

from levier.kernel.text import normalise

# Beginnings of normalised words; the first nature whose stem is found is proposed, never imposed.
_NEEDS = (
    ("loan_repaid", ("remboursement", "annuite", "echeance")),
    ("drawings", ("prelevement", "dividende", "remuneration de l exploitant")),
    ("commission", ("commission", "frais de garantie")),
    ("voluntary_use", ("emploi des contributions", "emplois des contributions", "benevol")),
    ("working_capital", ("besoin en fonds", "bfr", "variation du bfr", "fonds de roulement")),
    ("deposit", ("depot de garantie", "depots", "caution")),
    ("stock", ("stock", "marchandise")),
    ("vehicle", ("vehicule", "camion", "fourgon", "utilitaire", "voiture")),
    ("premises", ("travaux", "local", "amenagement", "agencement", "immobilier", "construction")),
    ("equipment", (
        "materiel", "equipement", "mobilier", "machine", "outillage", "informatique",
        "immobilisations corporelles",
    )),
    ("intangible", (
        "frais d etablissement", "droit", "fonds de commerce", "pas de porte", "brevet", "licence",
        "immobilisations incorporelles", "site internet", "logiciel", "frais",
    )),
    ("cash_buffer", ("tresorerie", "marge de securite")),
)  # fmt: skip
_RESOURCES = (
    ("cash_flow", ("capacite d autofinancement", "caf", "autofinancement")),
    ("honour_loan", ("pret d honneur", "prets d honneur")),
    ("dedicated_funds", ("fonds dedies",)),
    ("voluntary", ("contributions volontaires", "benevol")),
    ("associate", ("compte courant", "associe", "droit de reprise")),
    ("own_kind", ("apport en nature", "apports en nature")),
    ("solidarity", ("solidaire", "participatif", "apport associatif", "france active")),
    ("crowdfunding", ("financement participatif", "cagnotte", "crowdfunding")),
    ("bank_loan", ("pret", "emprunt", "banque", "bancaire", "credit")),
    ("grant", ("subvention", "prime", "aide", "arce", "acre")),
    ("own_cash", ("apport", "capital", "fonds propres", "epargne")),
)
_SIDES = (
    ("need", ("besoin", "emploi", "depense", "investissement", "utilisation")),
    ("resource", ("ressource", "financement", "recette", "source")),
)
_SUMS = ("total", "sous total", "solde", "ecart", "cumul", "equilibre", "resultat")


def side_of(text: str) -> str:
    """Return the side that a title opens, « need » or « resource »; nothing when it opens none."""
    words = normalise(text)
    if len(words.split()) > 4:
        return ""
    if "plan de financement" in words:
        return ""
    return next((side for side, stems in _SIDES if words.startswith(stems)), "")


def is_sum(text: str) -> bool:
    """Whether a line sums others, and so is not one."""
    return normalise(text).startswith(_SUMS)


def nature_of(text: str, side: str) -> tuple[str, str]:
    """Return the side and the nature that a label names; « » for what it does not say.

    With a side, only its natures are looked for, and the last one is « other ».
    """
    words = f" {normalise(text)}"
    for name, natures in (("need", _NEEDS), ("resource", _RESOURCES)):
        if side and side != name:
            continue
        for nature, stems in natures:
            if any(f" {stem}" in words for stem in stems):
                return name, nature
    return side, f"other_{side}" if side else ""
