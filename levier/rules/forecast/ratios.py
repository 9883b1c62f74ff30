"""The ratios that a banker and a committee read, each with its formula, benchmark and verdict.

Formulas: docs/rules/ratios.md. Benchmarks: rules/parameters/forecast.toml; none of them is a law,
all are uses that the house may confirm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from levier.kernel.money import ZERO, round_euro
from levier.rules.forecast.assumptions import QUASI_EQUITY, Assumptions, Kind
from levier.rules.forecast.break_even import break_even
from levier.rules.forecast.computing import Forecast
from levier.rules.forecast.forecast_loans import opening_loans, repayments
from levier.rules.forecast.months import by_year, running
from levier.rules.forecast.statements import purchases_with_vat, sales_with_vat
from levier.rules.parameters import NoValueInForce, Record, parameter_record

Unit = Literal["euros", "days", "percent", "years", "times"]
Values = tuple[Decimal | None, ...]
PLACES = Decimal("0.0001")
OF_THE_TRADE = "propre au secteur"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio: at the opening (None when it has no sense there), then for three years.

    `benchmark` is the limit and its source, None without one; `at_most` tells its side. Under
    `least`, a second and lower limit, a value is poor. `note` says why there is no limit.
    """

    code: str
    label: str
    formula: str
    unit: Unit
    values: Values
    benchmark: Record | None = None
    at_most: bool = False
    least: Record | None = None
    note: str = ""

    def verdict(self, rank: int) -> str:
        """Return `good`, `watch`, `poor`, or nothing without a value or a benchmark."""
        value = self.values[rank]
        if value is None or self.benchmark is None:
            return ""
        if self.least is not None and value < Decimal(self.least.value):
            return "poor"
        limit = Decimal(self.benchmark.value)
        reached = value <= limit if self.at_most else value >= limit
        return "good" if reached else "watch"


def ratios_of(f: Forecast, on: date) -> Sequence[Ratio]:
    """Return the ratios with the benchmarks in force on a day."""
    found = [*_structure(f, on), *_profit(f, on), *_debt(f, on), *_opening(f, on)]
    own = _days_of_cash(f) if f.assumptions.kind is Kind.ASSOCIATION else _owner_income(f, on)
    return [*found, own]


def divided(value: Decimal, by: Decimal) -> Decimal | None:
    """Return a ratio to four decimals, half up; None when the divisor is not above zero."""
    return (value / by).quantize(PLACES, ROUND_HALF_UP) if by > 0 else None


def needed_working_capital(a: Assumptions, f: Forecast) -> Values:
    """Return the textbook BFR of each year, in euros: delays applied to a whole year's amounts.

    Sales with VAT × customers' days / 365 + purchases × stock days / 365 − purchases with VAT ×
    suppliers' days / 365. It ignores the seasons, which the balance sheet's BFR follows.
    """
    sold, bought = by_year(sales_with_vat(f.months)), by_year(purchases_with_vat(f.months))
    used = by_year(f.months["consumed"])
    return (None, *(
        round_euro((sold[n] * a.customer_days + used[n] * a.stock_days
                    - bought[n] * a.supplier_days) / 365)
        for n in range(3)
    ))  # fmt: skip


def _structure(f: Forecast, on: date) -> list[Ratio]:
    b, turnover = f.balance, (ZERO, *f.income["turnover"])
    quasi = _quasi_equity(f)
    equity = tuple(b["equity"][n] + b["dedicated"][n] for n in range(4))
    has_funds = f.assumptions.kind is Kind.ASSOCIATION
    own = "fonds propres + fonds dédiés" if has_funds else "fonds propres"
    return [
        Ratio("frng", "Fonds de roulement (FRNG)", "capitaux permanents − immobilisations nettes",
              "euros", b["frng"], _usage("working_capital_floor", on)),
        Ratio("bfr", "Besoin en fonds de roulement (BFR)",
              "stocks + créances clients + subventions à recevoir − dettes fournisseurs, sociales "
              "et fiscales", "euros", b["bfr"]),
        Ratio("bfr_days", "BFR en jours de chiffre d’affaires", "BFR / chiffre d’affaires × 365",
              "days", tuple(divided(b["bfr"][n] * 365, turnover[n]) for n in range(4))),
        Ratio("bfr_textbook", "BFR normatif",
              "ventes TTC × jours clients / 365 + achats HT × jours de stock / 365 − achats TTC × "
              "jours fournisseurs / 365", "euros", needed_working_capital(f.assumptions, f)),
        Ratio("cash", "Trésorerie", "FRNG − BFR", "euros", b["cash"], _usage("cash_floor", on)),
        Ratio("autonomy", "Autonomie financière",
              f"({own}) / total du bilan" if has_funds else f"{own} / total du bilan", "percent",
              tuple(divided(equity[n], b["total"][n]) for n in range(4)),
              _usage("equity_share_floor", on)),
        Ratio("autonomy_quasi", "Autonomie avec quasi-fonds propres",
              f"({own} + prêts d’honneur, solidaires et comptes courants restant dus) "
              "/ total du bilan", "percent",
              tuple(divided(equity[n] + quasi[n], b["total"][n]) for n in range(4)),
              _usage("equity_share_floor", on)),
    ]  # fmt: skip


def _profit(f: Forecast, on: date) -> list[Ratio]:
    points = [break_even(f.income, year) for year in range(3)]
    turnover, rent = f.income["turnover"], f.income["rent"]
    return [
        *_margins(f),
        Ratio("variable_margin", "Taux de marge sur coûts variables",
              "(chiffre d’affaires − achats consommés) / chiffre d’affaires", "percent",
              (None, *(p.margin_rate for p in points))),
        Ratio("break_even", "Seuil de rentabilité",
              "charges fixes nettes des subventions / taux de marge sur coûts variables", "euros",
              (None, *(p.turnover for p in points))),
        Ratio("break_even_days", "Point mort", "seuil de rentabilité / chiffre d’affaires × 365",
              "days", (None, *(p.days for p in points))),
        Ratio("safety_margin", "Marge de sécurité",
              "(chiffre d’affaires − seuil de rentabilité) / chiffre d’affaires", "percent",
              (None, *(p.safety for p in points)), _usage("safety_margin_floor", on)),
        Ratio("caf", "Capacité d’autofinancement (CAF)",
              "résultat net + dotations + variation des fonds dédiés", "euros",
              (None, *f.income["caf"]), _usage("cash_floor", on)),
        Ratio("rent_weight", "Poids du loyer", "loyers / chiffre d’affaires", "percent",
              (None, *(divided(rent[n], turnover[n]) for n in range(3)))),
    ]  # fmt: skip


def _margins(f: Forecast) -> list[Ratio]:
    """What is earned on each euro sold: read against its trade, no limit holds for all."""
    i = f.income
    return [
        Ratio(code, label, formula, "percent",
              (None, *(divided(i[part][n], i[whole][n]) for n in range(3))), note=OF_THE_TRADE)
        for code, label, formula, part, whole in (
            ("trade_margin_rate", "Taux de marge commerciale",
             "marge commerciale / ventes de marchandises", "trade_margin", "goods"),
            ("value_added_rate", "Taux de valeur ajoutée",
             "valeur ajoutée / chiffre d’affaires", "value_added", "turnover"),
            ("ebe_rate", "Taux d’EBE", "excédent brut d’exploitation / chiffre d’affaires",
             "ebe", "turnover"),
        )
    ]  # fmt: skip


def _debt(f: Forecast, on: date) -> list[Ratio]:
    debts, caf = f.balance["loans"], f.income["caf"]
    due = f.plan["repayments"]
    return [
        Ratio("repayment_years", "Capacité de remboursement", "emprunts restant dus / CAF",
              "years", (None, *(divided(debts[n + 1], caf[n]) for n in range(3))),
              _usage("repayment_years_ceiling", on), at_most=True),
        Ratio("debt_cover", "Couverture de la dette", "CAF / capital à rembourser dans l’année",
              "times", (None, *(divided(caf[n], due[n + 1]) for n in range(3))),
              _usage("debt_cover_floor", on)),
    ]  # fmt: skip


def _opening(f: Forecast, on: date) -> list[Ratio]:
    a = f.assumptions
    needs = (
        f.plan["investments"][0] + a.opening_stock + a.working_capital + a.cash_buffer
    )  # fmt: skip
    own = sum((r.amount for r in a.resources if r.nature == "own_cash"), ZERO)
    bank = _borrowed(a, ("bank_loan",))
    is_association = a.kind is Kind.ASSOCIATION
    return [
        Ratio("own_share", "Fonds propres apportés" if is_association else "Apport personnel",
              "apport en numéraire / besoins du plan", "percent",
              (divided(own, needs), None, None, None), _usage("own_share_floor", on)),
        Ratio("leverage", "Effet de levier", "prêts bancaires / prêts et apports solidaires",
              "times", (divided(bank, _borrowed(a, ("solidarity",))), None, None, None)),
    ]  # fmt: skip


def _days_of_cash(f: Forecast) -> Ratio:
    paid = ("external", "taxes", "wages", "contributions", "goods_cost", "materials", "interest")
    spent = [sum((f.income[code][n] for code in paid), ZERO) for n in range(3)]
    values = (divided(f.balance["cash"][n + 1] * 365, spent[n]) for n in range(3))
    return Ratio(
        "cash_days", "Jours de trésorerie", "trésorerie / (charges décaissées / 365)", "days",
        (None, *values),
    )  # fmt: skip


def _owner_income(f: Forecast, on: date) -> Ratio:
    """What the owner draws each month; nothing to say when the forecast writes no drawings."""
    drawn = f.plan["drawings"][1:]
    monthly = (round_euro(year / 12) if any(drawn) else None for year in drawn)
    return Ratio(
        "owner_income", "Revenu du dirigeant, par mois",
        "prélèvements de l’exploitant ou dividendes / 12", "euros", (None, *monthly),
        _usage_if_known("owner_income_smic", on), least=_usage_if_known("owner_income_rsa", on),
    )  # fmt: skip


def _quasi_equity(f: Forecast) -> tuple[Decimal, ...]:
    left = [ZERO] * 4
    for loan in f.assumptions.loans:
        if loan.nature in QUASI_EQUITY:
            repaid = (ZERO, *running(by_year(repayments(loan)[0])))
            had = [loan.amount if loan.month <= 12 * n else ZERO for n in range(4)]
            left = [left[n] + had[n] - repaid[n] for n in range(4)]
    return tuple(left)


def _borrowed(a: Assumptions, natures: Sequence[str]) -> Decimal:
    return opening_loans(loan for loan in a.loans if loan.nature in natures)


def _usage(name: str, on: date) -> Record:
    return parameter_record("forecast", name, on)


def _usage_if_known(name: str, on: date) -> Record | None:
    """Return a benchmark that follows the law's amounts, None before the first one known."""
    try:
        return _usage(name, on)
    except NoValueInForce:
        return None
