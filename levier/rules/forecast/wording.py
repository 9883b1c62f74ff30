"""The words of the statements: each row's label, its formula in French, its weight.

An association's own words replace those of a business where they differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from levier.rules.forecast.assumptions import Kind

Weight = Literal["line", "sub", "total", "memo"]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One row of a statement: `code` in its table of rows, how it is obtained, how it weighs."""

    code: str
    label: str
    formula: str = ""
    weight: Weight = "line"
    association: str = ""
    only: Kind | None = None

    def label_for(self, kind: Kind) -> str:
        """Return the label in the words of this kind of holder."""
        return self.association if self.association and kind is Kind.ASSOCIATION else self.label


def rows_for(rows: Sequence[StatementRow], kind: Kind) -> list[StatementRow]:
    """Return the rows that this kind of holder has."""
    return [row for row in rows if row.only in (None, kind)]


R = StatementRow
INCOME = (
    R("goods", "Ventes de marchandises"),
    R("goods_cost", "Coût d’achat des marchandises vendues", "ventes × part des achats consommés"),
    R("trade_margin", "Marge commerciale", "ventes de marchandises − coût d’achat", "sub"),
    R("production", "Production vendue", "", "line", "Production et participations des usagers"),
    R("turnover", "Chiffre d’affaires", "ventes de marchandises + production", "memo",
      "Ventes et participations"),
    R("materials", "Matières et achats consommés", "production × part des achats consommés"),
    R("external", "Charges externes", "somme des charges externes, loyer compris"),
    R("value_added", "Valeur ajoutée",
      "marge commerciale + production − achats consommés − charges externes", "sub"),
    R("grants", "Subventions d’exploitation", "acquises par douzièmes", "line",
      "Subventions et concours publics"),
    R("taxes", "Impôts et taxes"),
    R("wages", "Salaires bruts"),
    R("contributions", "Cotisations sociales", "payées le mois suivant"),
    R("ebe", "Excédent brut d’exploitation (EBE)",
      "valeur ajoutée + subventions − impôts et taxes − salaires − cotisations", "sub"),
    R("depreciation", "Dotations aux amortissements",
      "investissement / durée, au prorata des mois d’usage"),
    R("dedicated_funds", "Report en fonds dédiés, net des utilisations",
      "part des subventions reportée sur l’année suivante", only=Kind.ASSOCIATION),
    R("operating_result", "Résultat d’exploitation", "EBE − dotations − fonds dédiés", "sub"),
    R("interest", "Charges financières", "intérêts des emprunts : restant dû × taux / 12"),
    R("current_result", "Résultat courant", "résultat d’exploitation − charges financières", "sub"),
    R("income_tax", "Impôt sur le résultat",
      "résultat courant × taux, s’il est positif ; sans report des pertes"),
    R("net_result", "Résultat net", "résultat courant − impôt", "total", "Excédent ou déficit"),
    R("caf", "Capacité d’autofinancement (CAF)",
      "résultat net + dotations + variation des fonds dédiés", "total"),
    R("volunteering", "Contributions volontaires en nature (pour mémoire)",
      "valorisées au pied du compte : autant d’emplois que de ressources", "memo",
      only=Kind.ASSOCIATION),
)  # fmt: skip
CASH = (
    R("in_sales", "Ventes encaissées (TTC)", "ventes TTC décalées du délai des clients"),
    R("in_grants", "Subventions d’exploitation", "en une fois, au mois de versement"),
    R("in_resources", "Ressources du plan versées plus tard", "au mois de versement"),
    R("in_loans", "Emprunts reçus plus tard", "le premier mois de leur année"),
    R("in_contributions", "Nouveaux apports", "le premier mois de l’année"),
    R("total_in", "Encaissements", "somme des encaissements", "sub"),
    R("out_purchases", "Achats payés (TTC)", "achats TTC décalés du délai des fournisseurs"),
    R("out_external", "Charges externes (TTC)", "payées dans le mois"),
    R("out_wages", "Salaires"),
    R("out_contributions", "Cotisations sociales", "celles du mois précédent"),
    R("out_taxes", "Impôts et taxes"),
    R("out_vat", "TVA versée",
      "TVA collectée − TVA déductible de la période précédente ; un crédit se reporte"),
    R("out_income_tax", "Impôt sur le résultat", "celui de l’année précédente, au quatrième mois"),
    R("out_interest", "Intérêts"),
    R("out_principal", "Capital remboursé", "échéance constante − intérêts, après le différé"),
    R("out_investments", "Investissements (TTC)"),
    R("out_drawings", "Prélèvements ou dividendes", only=Kind.BUSINESS),
    R("total_out", "Décaissements", "somme des décaissements", "sub"),
    R("net", "Solde du mois", "encaissements − décaissements", "sub"),
    R("closing", "Trésorerie en fin de mois", "trésorerie précédente + solde du mois", "total"),
)  # fmt: skip
PLAN = (
    R("investments", "Investissements (HT si la TVA est récupérée)"),
    R("bfr_change", "Variation du BFR", "BFR de fin − BFR de début"),
    R("repayments", "Remboursements d’emprunts", "capital dû dans l’année"),
    R("drawings", "Prélèvements ou dividendes", only=Kind.BUSINESS),
    R("needs", "Besoins", "somme des besoins", "sub"),
    R("own", "Apports, primes et dons", "ressources du plan non remboursables, nouveaux apports",
      "line", "Fonds propres et subventions du plan"),
    R("borrowed", "Emprunts"),
    R("caf", "Capacité d’autofinancement", "résultat net + dotations + variation des fonds dédiés"),
    R("resources", "Ressources", "somme des ressources", "sub"),
    R("balance", "Solde de l’année", "ressources − besoins", "sub"),
    R("cumulated", "Solde cumulé", "somme des soldes : la trésorerie en fin d’année", "total"),
)  # fmt: skip
BALANCE = (
    R("fixed_assets", "Immobilisations nettes", "investissements − amortissements"),
    R("stock", "Stocks", "achats consommés × jours de stock / 365"),
    R("customers", "Créances clients", "ventes TTC − encaissements"),
    R("grants_due", "Subventions et ressources à recevoir",
      "acquises − reçues ; négatif : reçues d’avance"),
    R("suppliers", "Dettes fournisseurs", "achats TTC − paiements"),
    R("social", "Dettes sociales", "cotisations du dernier mois"),
    R("income_tax", "Impôt sur le résultat à payer"),
    R("vat", "TVA à payer (négatif : crédit)", "TVA due − TVA versée"),
    R("bfr", "Besoin en fonds de roulement (BFR)",
      "stocks + créances + subventions à recevoir − dettes fournisseurs, sociales et fiscales",
      "sub"),
    R("equity", "Fonds propres", "apports + résultats − prélèvements"),
    R("dedicated", "Fonds dédiés", "reports − utilisations", only=Kind.ASSOCIATION),
    R("loans", "Emprunts restant dus", "emprunts reçus − capital remboursé"),
    R("frng", "Fonds de roulement (FRNG)",
      "fonds propres + fonds dédiés + emprunts − immobilisations nettes", "sub"),
    R("cash", "Trésorerie", "FRNG − BFR ; égale à celle du plan de trésorerie", "total"),
)  # fmt: skip
