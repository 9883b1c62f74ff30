"""The model's statements: income, cash over 24 months, financing plan and balance sheet."""

from collections.abc import Sequence
from decimal import Decimal

from levier.forecasts.model.book import Book, Page
from levier.forecasts.model.inputs import Refs, keys_of, later_of, only_for
from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.activity import depreciation
from levier.rules.forecast.assumptions import SHOWN_MONTHS, Assumptions, Investment
from levier.rules.forecast.cells import INVESTMENTS, LIVES
from levier.rules.forecast.plan_entries import KEPT_IN_CASH, LOAN_NATURES
from levier.rules.forecast.wording import BALANCE, CASH, INCOME, PLAN, StatementRow

YEARS = ("Année 1", "Année 2", "Année 3")
ENDS = ("Ouverture", *YEARS)
_DIRECT_CASH = {
    "in_sales": "in_sales", "in_grants": "in_grants", "in_resources": "in_resources",
    "in_loans": "borrowed",
    "out_purchases": "out_purchases", "out_wages": "wages",
    "out_contributions": "out_contributions", "out_taxes": "taxes", "out_vat": "out_vat",
    "out_interest": "interest", "out_principal": "principal", "out_drawings": "drawings",
}  # fmt: skip


class Yearly:
    """Writes the statements from the months of « Calculs »."""

    def __init__(self, book: Book, sheet: CaseSheet, refs: Refs, months: Page) -> None:
        self.book, self.sheet, self.refs, self.months = book, sheet, refs, months
        self.f, self.kind = sheet.forecast, sheet.assumptions.kind

    def write(self) -> None:
        """Write every statement; each refers to those before it."""
        self._depreciation()
        self._income()
        self._cash()
        self._balance()

    def summed(self, code: str, year: int) -> str:
        """The sum of a monthly row over a year (0 to 2)."""
        return f"SUM({self.months.span(code, 12 * year + 1, 12 * year + 12)})"

    def until(self, code: str, year: int) -> str:
        """The sum of a monthly row from the first month to the end of a year (1 to 3)."""
        return f"SUM({self.months.span(code, 1, 12 * year)})"

    def _depreciation(self) -> None:
        page = self.written = self.book.page(
            "Amortissements", "Amortissements linéaires, par mois entiers", YEARS
        )
        kept = (*KEPT_IN_CASH, "stock")
        opening = [e for e in self.sheet.entries if e.side == "need" and e.nature not in kept]
        for entry in opening:
            life = self.refs[f"life.{entry.nature}"] if entry.nature in LIVES else "0"
            one = self._one(Investment(entry.amount, 0, self._life(entry.nature)))
            self._written_off(
                entry.key, entry.label, self.refs[f"plan.{entry.key}"], "1", life, one
            )
            for year, amount in enumerate(entry.later):
                if any(entry.later):
                    month, said = 12 * year + 1, f"{entry.label}, année {year + 1}"
                    one = self._one(Investment(amount, month, self._life(entry.nature)))
                    ref = self.refs[f"plan.{entry.key}.year{year + 1}"]
                    code = f"{entry.key}.year{year + 1}"
                    self._written_off(code, said, ref, str(month), life, one)
        for n in range(1, INVESTMENTS + 1):
            code = f"investment.{n}"
            where = (self.refs[f"{code}.{name}"] for name in ("amount", "month", "life"))
            amount_ref, month_ref, life_ref = where
            amount, month, life = (
                Decimal(self.sheet.texts.get(f"{code}.{name}") or self.sheet.cells[
                    f"{code}.{name}"].default or 0) for name in ("amount", "month", "life")
            )  # fmt: skip
            one = self._one(Investment(amount, int(month), int(life)))
            said = f"Investissement {n}"
            self._written_off(code, said, amount_ref, month_ref, life_ref, one)
        codes = list(page.rows)
        self.book.formulas(
            page, "total", "Dotations aux amortissements",
            lambda y: "+".join(page.cell(code, y, outside=False) for code in codes) or "0",
            self.f.income["depreciation"], style="total",
        )  # fmt: skip

    def _written_off(
        self, code: str, label: str, amount: str, month: str, life: str, values: Sequence[Decimal]
    ) -> None:
        def so_far(year: int) -> str:
            used = f"MIN(MAX(0,{12 * year}-({month}-1)),12*{life})"
            return f"ROUND({amount}*{used}/(12*{life}),2)"

        self.book.formulas(
            self.written, code, label,
            lambda y: f"IF({life}=0,0,{so_far(y + 1)}-{so_far(y)})", values,
        )  # fmt: skip

    def _one(self, investment: Investment) -> Sequence[Decimal]:
        alone = Assumptions(starts_on=self.sheet.starts_on, investments=[investment])
        return depreciation(alone)

    def _life(self, nature: str) -> int:
        code = f"life.{nature}"
        if code not in self.sheet.cells:
            return 0
        return int(self.sheet.texts.get(code) or self.sheet.cells[code].default)

    def _income(self) -> None:
        page = self.income = self.book.page(
            "Compte de résultat", "Compte de résultat prévisionnel, en euros", YEARS
        )

        def c(code: str, y: int) -> str:
            return page.cell(code, y, outside=False)

        formulas = {
            "goods": lambda y: self.summed("sales_goods", y),
            "goods_cost": lambda y: self.summed("consumed_goods", y),
            "trade_margin": lambda y: f"{c('goods', y)}-{c('goods_cost', y)}",
            "production": lambda y: self.summed("sales_production", y),
            "turnover": lambda y: f"{c('goods', y)}+{c('production', y)}",
            "materials": lambda y: self.summed("consumed_production", y),
            "value_added": lambda y: (
                f"{c('trade_margin', y)}+{c('production', y)}"
                f"-{c('materials', y)}-{c('external', y)}"
            ),
            "ebe": lambda y: (
                f"{c('value_added', y)}+{c('grants', y)}-{c('taxes', y)}"
                f"-{c('wages', y)}-{c('contributions', y)}"
            ),
            "depreciation": lambda y: self.written.cell("total", y),
            "operating_result": lambda y: (
                f"{c('ebe', y)}-{c('depreciation', y)}-{c('dedicated_funds', y)}"
            ),
            "current_result": lambda y: f"{c('operating_result', y)}-{c('interest', y)}",
            "income_tax": lambda y: f"ROUND(MAX(0,{c('current_result', y)})*Taux_impot/100,2)",
            "net_result": lambda y: f"{c('current_result', y)}-{c('income_tax', y)}",
            "caf": lambda y: (
                f"{c('net_result', y)}+{c('depreciation', y)}+{c('dedicated_funds', y)}"
            ),
            "volunteering": lambda y: only_for(
                "association", self.refs[f"volunteering.year{y + 1}"]
            ),
        }
        for word in INCOME:
            formula = formulas.get(word.code) or (lambda y, code=word.code: self.summed(code, y))
            self._row(page, word, formula, self.f.income[word.code])

    def _cash(self) -> None:
        columns = ("Ouverture", *(f"Mois {n}" for n in range(1, SHOWN_MONTHS + 1)))
        page = self.cash = self.book.page(
            "Trésorerie", "Plan de trésorerie sur 24 mois, en euros TTC", columns, width=12
        )
        months = self.months

        def at(code: str, m: int) -> str:
            return months.cell(code, m)

        def own(code: str, m: int) -> str:
            return page.cell(code, m, outside=False)

        def summed(prefix: str, m: int) -> str:
            return "+".join(own(w.code, m) for w in CASH if w.code.startswith(prefix))

        formulas = {
            "in_contributions": lambda m: self.later((m - 1) // 12 + 1)
            if m % 12 == 1 else "0",
            "out_external": lambda m: f"{at('external', m)}+{at('external_vat', m)}",
            "out_income_tax": lambda m: self.income.cell("income_tax", m // 12 - 1)
            if m % 12 == 4 and m > 12 else "0",
            "out_investments": lambda m: f"{at('investments', m)}+{at('investments_vat', m)}",
            "total_in": lambda m: summed("in_", m),
            "total_out": lambda m: summed("out_", m),
            "net": lambda m: f"{own('total_in', m)}-{own('total_out', m)}",
        }  # fmt: skip
        for word in CASH[:-1]:
            code = _DIRECT_CASH.get(word.code, word.code)
            formula = formulas.get(word.code) or (lambda m, c=code: at(c, m))
            self._row(page, word, formula, self.f.cash[word.code][:SHOWN_MONTHS], first=1)
        page.rows["closing"] = page.next_row
        opening = self._opening_cash()
        values = (self.f.opening_cash, *self.f.cash["closing"][:SHOWN_MONTHS])
        self._row(page, CASH[-1], lambda m: opening if m == 0 else
                  f"{own('closing', m - 1)}+{own('net', m)}", values)  # fmt: skip
        self.book.section(page, "Point bas")
        span = page.span("closing", 0, SHOWN_MONTHS, outside=False)
        self.book.formulas(page, "lowest", "Point bas de trésorerie", lambda _: f"MIN({span})",
                           [self.f.low_point.amount], style="total")  # fmt: skip
        buffer = keys_of(self.sheet.entries, "need", ("cash_buffer",))
        self.book.formulas(
            page, "buffer", "Marge de trésorerie inscrite au plan",
            lambda _: "+".join(self.refs[f"plan.{key}"] for key in buffer) or "0",
            [self.f.low_point.buffer],
        )  # fmt: skip

    def _opening_cash(self) -> str:
        received = [
            f"IF({self.refs[f'paid.{e.key}.month']}=0,{self.refs[f'plan.{e.key}']},0)"
            for e in self.sheet.entries
            if e.side == "resource" and e.nature not in LOAN_NATURES
        ]
        parts = "+".join([*received, *self._loans()]) or "0"
        m = self.months
        return (
            f"{parts}-{m.cell('opening_investments', 0)}-{m.cell('opening_stock', 0)}"
            f"-{m.cell('opening_vat', 0)}"
        )

    def later(self, year: int) -> str:
        """What is brought in a year (1 to 3): by the entries and by the plan."""
        planned = later_of(self.sheet.entries, self.refs, "resource", year)
        return "+".join([self.refs[f"later.year{year}"], *planned])

    def late_resources(self) -> str:
        """What the plan's resources still owe at the opening."""
        late = [
            f"IF({self.refs[f'paid.{e.key}.month']}=0,0,{self.refs[f'plan.{e.key}']})"
            for e in self.sheet.entries
            if e.side == "resource" and e.nature not in LOAN_NATURES
        ]
        return "+".join(late) or "0"

    def _balance(self) -> None:
        page = self.finance = self.book.page(
            "Bilan et financement", "Bilan, puis plan de financement à trois ans, en euros", ENDS
        )
        given = [
            self.refs[f"plan.{e.key}"]
            for e in self.sheet.entries
            if e.side == "resource" and e.nature not in LOAN_NATURES
        ]
        formulas = _balance_formulas(self, "+".join(given) or "0", "+".join(self._loans()) or "0")
        self.book.section(page, "Bilan")
        for word in BALANCE:
            self._row(page, word, formulas[word.code], self.f.balance[word.code])
        self._row(page, StatementRow("total", "Total du bilan"), formulas["total"],
                  self.f.balance["total"])  # fmt: skip
        self.book.section(page, "Plan de financement")
        plan = _plan_formulas(self, "+".join(given) or "0", "+".join(self._loans()) or "0")
        for word in PLAN:
            code = f"plan.{word.code}"
            label = word.label_for(self.kind)
            self._row(page, StatementRow(code, label, word.formula, word.weight),
                      plan[word.code], self.f.plan[word.code])  # fmt: skip
        self.book.section(page, "Contrôle")
        self.book.formulas(
            page, "check", "Trésorerie du bilan − solde cumulé du plan (doit être nul)",
            lambda n: f"ROUND({page.cell('cash', n, outside=False)}"
            f"-{page.cell('plan.cumulated', n, outside=False)},2)", [Decimal(0)] * 4,
        )  # fmt: skip

    def _loans(self) -> list[str]:
        keys = keys_of(self.sheet.entries, "resource", LOAN_NATURES)
        return [self.refs[f"plan.{key}"] for key in keys]

    def _row(self, page: Page, word: StatementRow, formula, values, first: int = 0) -> None:
        style = word.weight
        self.book.formulas(
            page, word.code, word.label_for(self.kind), formula, values, first=first, style=style
        )


def _balance_formulas(y: Yearly, given: str, loans: str) -> dict:
    page, months, income = y.finance, y.months, y.income

    def own(code: str, n: int) -> str:
        return page.cell(code, n, outside=False)

    def end(code: str, n: int) -> str:
        return months.cell(code, 12 * n)

    def owed(invoiced: str, paid: str):
        return lambda n: f"{y.until(invoiced, n)}-{y.until(paid, n)}" if n else "0"

    return {
        "fixed_assets": lambda n: f"{own('fixed_assets', n - 1)}+{y.summed('investments', n - 1)}"
        f"-{income.cell('depreciation', n - 1)}" if n else months.cell("opening_investments", 0),
        "stock": lambda n: f"{own('stock', n - 1)}+{y.summed('stock_change', n - 1)}" if n
        else months.cell("opening_stock", 0),
        "customers": owed("invoiced", "in_sales"),
        "grants_due": lambda n: f"{own('grants_due', n - 1)}+{y.summed('grants', n - 1)}"
        f"-{y.summed('in_grants', n - 1)}-{y.summed('in_resources', n - 1)}" if n
        else y.late_resources(),
        "suppliers": owed("billed", "out_purchases"),
        "social": owed("contributions", "out_contributions"),
        "income_tax": lambda n: income.cell("income_tax", n - 1) if n else "0",
        "vat": lambda n: end("vat_owed", n),
        "bfr": lambda n: f"{own('stock', n)}+{own('customers', n)}+{own('grants_due', n)}"
        f"-{own('suppliers', n)}-{own('social', n)}-{own('income_tax', n)}-{own('vat', n)}",
        "equity": lambda n: f"{own('equity', n - 1)}+{income.cell('net_result', n - 1)}"
        f"+{y.later(n)}-{y.summed('drawings', n - 1)}" if n else given,
        "dedicated": lambda n: f"{own('dedicated', n - 1)}+{income.cell('dedicated_funds', n - 1)}"
        if n else "0",
        "loans": lambda n: f"{own('loans', n - 1)}+{y.summed('borrowed', n - 1)}"
        f"-{y.summed('principal', n - 1)}" if n else loans,
        "frng": lambda n: f"{own('equity', n)}+{own('dedicated', n)}+{own('loans', n)}"
        f"-{own('fixed_assets', n)}",
        "cash": lambda n: f"{own('frng', n)}-{own('bfr', n)}",
        "total": lambda n: f"{own('fixed_assets', n)}+{own('stock', n)}+{own('customers', n)}"
        f"+MAX(0,{own('grants_due', n)})+MAX(0,-{own('vat', n)})+MAX(0,{own('cash', n)})",
    }  # fmt: skip


def _plan_formulas(y: Yearly, given: str, loans: str) -> dict:
    page, income = y.finance, y.income

    def own(code: str, n: int) -> str:
        return page.cell(code, n, outside=False)

    return {
        "investments": lambda n: y.summed("investments", n - 1) if n else own("fixed_assets", 0),
        "bfr_change": lambda n: f"{own('bfr', n)}-{own('bfr', n - 1)}" if n else own("bfr", 0),
        "repayments": lambda n: y.summed("principal", n - 1) if n else "0",
        "drawings": lambda n: y.summed("drawings", n - 1) if n else "0",
        "needs": lambda n: "+".join(
            own(f"plan.{c}", n) for c in ("investments", "bfr_change", "repayments", "drawings")),
        "own": lambda n: y.later(n) if n else given,
        "borrowed": lambda n: y.summed("borrowed", n - 1) if n else loans,
        "caf": lambda n: income.cell("caf", n - 1) if n else "0",
        "resources": lambda n: "+".join(own(f"plan.{c}", n) for c in ("own", "borrowed", "caf")),
        "balance": lambda n: f"{own('plan.resources', n)}-{own('plan.needs', n)}",
        "cumulated": lambda n: f"{own('plan.cumulated', n - 1)}+{own('plan.balance', n)}" if n
        else own("plan.balance", 0),
    }  # fmt: skip
