"""« Calculs », second part: the plan, loans, VAT, and what is paid later than it is owed."""

from decimal import Decimal

from levier.forecasts.model.inputs import keys_of, later_of
from levier.forecasts.model.month_sheet import MonthSheet, below
from levier.rules.forecast.activity import opening_vat
from levier.rules.forecast.assumptions import Loan
from levier.rules.forecast.cells import INVESTMENTS
from levier.rules.forecast.forecast_loans import instalment_of, repayments
from levier.rules.forecast.months import running
from levier.rules.forecast.plan_entries import KEPT_IN_CASH, LOAN_NATURES, Tranche, tranches_of
from levier.rules.forecast.statements import vat_owed, vat_paid


def write_payments(s: MonthSheet) -> None:
    """Write what the plan brings and what is paid, month by month."""
    _plan(s)
    _loans(s)
    _vat(s)
    _cash(s)


def _plan(s: MonthSheet) -> None:
    s.book.section(s.page, "Plan")
    refs, months = s.refs, s.f.months
    slots = range(1, INVESTMENTS + 1)
    s.row(
        "investments",
        "Investissements après l’ouverture",
        lambda m: "+".join(
            [
                f"IF({m}={refs[f'investment.{n}.month']},{refs[f'investment.{n}.amount']},0)"
                for n in slots
            ]
            + (later_of(s.sheet.entries, refs, "need", m // 12 + 1) if m % 12 == 1 else [])
        ),
        months["investments"],
    )
    has = s.fixed("has_vat")
    s.row(
        "investments_vat",
        "TVA sur ces investissements",
        lambda m: f"ROUND({s.at('investments', m)}*TVA_investissements/100*{has},2)",
        months["investments_vat"],
    )
    gifts = _resources(s)
    s.row(
        "in_resources",
        "Ressources versées plus tard",
        lambda m: (
            "+".join(f"IF({m}={refs[f'paid.{k}.month']},{refs[f'plan.{k}']},0)" for k in gifts)
            or "0"
        ),
        s.f.cash["in_resources"],
    )
    spent = [refs[f"plan.{k}"] for k in _spent(s)]
    kind = [refs[f"plan.{k}"] for k in keys_of(s.sheet.entries, "resource", ("own_kind",))]
    opening = sum((i.amount for i in s.a.investments if i.month == 0), Decimal(0))
    s.one("opening_investments", "Investissements de l’ouverture", "+".join(spent) or "0", opening)
    s.one(
        "opening_vat",
        "TVA de l’ouverture",
        (
            f"ROUND(MAX(0,{s.fixed('opening_investments')}-({'+'.join(kind) or '0'}))"
            f"*TVA_investissements/100*{has},2)"
            f"+ROUND({s.fixed('opening_stock')}*TVA_achats/100*{has},2)"
        ),
        opening_vat(s.a),
    )


def _loans(s: MonthSheet) -> None:
    s.book.section(s.page, "Emprunts")
    tranches = tranches_of(s.sheet.entries)
    for tranche, loan in zip(tranches, s.a.loans, strict=True):
        _loan(s, tranche, loan)
    codes = [tranche.code for tranche in tranches]
    s.total(
        "principal", "Capital remboursé", [f"principal.{c}" for c in codes], s.f.months["principal"]
    )
    s.total("interest", "Intérêts", [f"interest.{c}" for c in codes], s.f.months["interest"])
    s.row(
        "borrowed",
        "Emprunts reçus après l’ouverture",
        lambda m: "+".join(s.refs[f"plan.{t.code}"] for t in tranches if t.month == m) or "0",
        s.f.months["borrowed"],
    )


def _loan(s: MonthSheet, tranche: Tranche, loan: Loan) -> None:
    refs, key, code = s.refs, tranche.entry.key, tranche.code
    amount, rate = refs[f"plan.{code}"], refs[f"loan.{key}.rate"]
    length = refs[f"loan.{key}.months"]
    said = tranche.entry.label + (f", année {tranche.year}" if tranche.year else "")
    if not tranche.year:
        s.one(
            f"deferral.{key}",
            f"{said}, différé retenu",
            f"MIN({refs[f'loan.{key}.deferral']},MAX(0,{length}-1))",
            loan.deferral,
        )
    deferral = s.fixed(f"deferral.{key}")
    s.one(
        f"instalment.{code}",
        f"{said}, échéance constante",
        (
            f"IF({length}-{deferral}<=0,0,IF({rate}=0,ROUND({amount}/({length}-{deferral}),2),"
            f"ROUND(-PMT({rate}/100/12,{length}-{deferral},{amount}),2)))"
        ),
        instalment_of(loan),
    )
    _schedule(s, tranche, loan, said)


def _schedule(s: MonthSheet, tranche: Tranche, loan: Loan, said: str) -> None:
    """What is left of a loan, its interest and its principal, month by month."""
    key, code, start = tranche.entry.key, tranche.code, tranche.month
    amount, rate = s.refs[f"plan.{code}"], s.refs[f"loan.{key}.rate"]
    length, deferral = s.refs[f"loan.{key}.months"], s.fixed(f"deferral.{key}")
    principal, interest = repayments(loan)
    due = s.fixed(f"instalment.{code}")
    left = [
        loan.amount - paid if month >= start else Decimal(0)
        for month, paid in enumerate(running(principal), 1)
    ]
    s.book.start(s.page, f"left.{code}", f"{said}, restant dû")
    s.rewind()

    def still_due(m: int) -> str:
        if m == start:
            return amount
        if m < start:
            return "0"
        return f"{s.at(f'left.{code}', m - 1)}-{below(s.at(f'left.{code}', m), 2)}"

    def repaid(m: int) -> str:
        if m <= start:
            return "0"
        before, rank = s.at(f"left.{code}", m - 1), m - start
        part = f"MIN({before},{due}-{s.at(f'interest.{code}', m)})"
        return f"IF({length}=0,0,IF({rank}>={length},{before},IF({rank}>{deferral},{part},0)))"

    s.book.formulas(
        s.page,
        f"left.{code}",
        f"{said}, restant dû",
        still_due,
        [Decimal(0) if start else loan.amount, *left],
    )
    s.row(
        f"interest.{code}",
        f"{said}, intérêts",
        lambda m: f"ROUND({s.at(f'left.{code}', m - 1)}*{rate}/100/12,2)",
        interest,
    )
    s.row(f"principal.{code}", f"{said}, capital", repaid, principal)


def _vat(s: MonthSheet) -> None:
    s.book.section(s.page, "TVA")
    owed, paid = vat_owed(s.a, s.f.months), vat_paid(s.a, s.f.months)
    s.book.start(s.page, "vat_owed", "TVA due en fin de mois (crédit en moins)")
    s.rewind()
    period = s.fixed("vat_period")
    s.book.formulas(
        s.page,
        "vat_owed",
        "TVA due en fin de mois (crédit en moins)",
        lambda m: (
            f"-{s.fixed('opening_vat')}"
            if m == 0
            else (
                f"{s.at('vat_owed', m - 1)}+{s.at('sales_vat', m)}"
                f"-{s.at('purchases_vat', m)}-{s.at('external_vat', m)}"
                f"-{s.at('investments_vat', m)}-{below(s.at('vat_owed', m), 1)}"
            )
        ),
        [-opening_vat(s.a), *owed],
    )
    s.row(
        "out_vat",
        "TVA versée",
        lambda m: f"IF(MOD({m - 1},{period})=0,MAX(0,{s.at('vat_owed', m - 1)}),0)",
        paid,
    )


def _cash(s: MonthSheet) -> None:
    s.book.section(s.page, "Encaissements et paiements décalés")
    months, cash = s.f.months, s.f.cash
    s.total(
        "invoiced",
        "Ventes TTC",
        ["sales_goods", "sales_production", "sales_vat"],
        [
            sum(v, Decimal(0))
            for v in zip(
                months["sales_goods"], months["sales_production"], months["sales_vat"], strict=True
            )
        ],
    )
    s.row(
        "in_sales",
        "Ventes encaissées",
        lambda m: s.late("invoiced", "customers", m),
        cash["in_sales"],
    )
    s.total(
        "billed",
        "Achats TTC",
        ["purchases", "purchases_vat"],
        [
            sum(v, Decimal(0))
            for v in zip(months["purchases"], months["purchases_vat"], strict=True)
        ],
    )
    s.row(
        "out_purchases",
        "Achats payés",
        lambda m: s.late("billed", "suppliers", m),
        cash["out_purchases"],
    )
    s.row(
        "out_contributions",
        "Cotisations payées",
        lambda m: s.at("contributions", m - 1) if m > 1 else "0",
        cash["out_contributions"],
    )


def _spent(s: MonthSheet) -> list[str]:
    kept = (*KEPT_IN_CASH, "stock")
    return [e.key for e in s.sheet.entries if e.side == "need" and e.nature not in kept]


def _resources(s: MonthSheet) -> list[str]:
    return [e.key for e in s.sheet.entries
            if e.side == "resource" and e.nature not in LOAN_NATURES]  # fmt: skip
