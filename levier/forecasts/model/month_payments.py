"""« Calculs », second part: the plan, loans, VAT, and what is paid later than it is owed."""

from decimal import Decimal

from levier.forecasts.model.inputs import keys_of, later_of
from levier.forecasts.model.month_sheet import MonthSheet, below
from levier.rules.forecast.activity import opening_vat
from levier.rules.forecast.assumptions import Loan
from levier.rules.forecast.cells import INVESTMENTS
from levier.rules.forecast.forecast_loans import instalment_of, repayments
from levier.rules.forecast.months import running
from levier.rules.forecast.plan_entries import KEPT_IN_CASH, LOAN_NATURES
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
    keys = keys_of(s.sheet.entries, "resource", LOAN_NATURES)
    for key, loan in zip(keys, s.a.loans, strict=True):
        _loan(s, key, loan)
    s.total(
        "principal", "Capital remboursé", [f"principal.{k}" for k in keys], s.f.months["principal"]
    )
    s.total("interest", "Intérêts", [f"interest.{k}" for k in keys], s.f.months["interest"])


def _loan(s: MonthSheet, key: str, loan: Loan) -> None:
    refs, entry = s.refs, next(e for e in s.sheet.entries if e.key == key)
    amount, rate = refs[f"plan.{key}"], refs[f"loan.{key}.rate"]
    length = refs[f"loan.{key}.months"]
    said = entry.label
    s.one(
        f"deferral.{key}",
        f"{said}, différé retenu",
        f"MIN({refs[f'loan.{key}.deferral']},MAX(0,{length}-1))",
        loan.deferral,
    )
    deferral = s.fixed(f"deferral.{key}")
    s.one(
        f"instalment.{key}",
        f"{said}, échéance constante",
        (
            f"IF({length}-{deferral}<=0,0,IF({rate}=0,ROUND({amount}/({length}-{deferral}),2),"
            f"ROUND(-PMT({rate}/100/12,{length}-{deferral},{amount}),2)))"
        ),
        instalment_of(loan),
    )
    _schedule(s, key, loan, said)


def _schedule(s: MonthSheet, key: str, loan: Loan, said: str) -> None:
    """What is left of a loan, its interest and its principal, month by month."""
    amount, rate = s.refs[f"plan.{key}"], s.refs[f"loan.{key}.rate"]
    length, deferral = s.refs[f"loan.{key}.months"], s.fixed(f"deferral.{key}")
    principal, interest = repayments(loan)
    due = s.fixed(f"instalment.{key}")
    left = [loan.amount - paid for paid in running(principal)]
    s.book.start(s.page, f"left.{key}", f"{said}, restant dû")
    s.rewind()
    s.book.formulas(
        s.page,
        f"left.{key}",
        f"{said}, restant dû",
        lambda m: (
            amount if m == 0 else f"{s.at(f'left.{key}', m - 1)}-{below(s.at(f'left.{key}', m), 2)}"
        ),
        [loan.amount, *left],
    )
    s.row(
        f"interest.{key}",
        f"{said}, intérêts",
        lambda m: f"ROUND({s.at(f'left.{key}', m - 1)}*{rate}/100/12,2)",
        interest,
    )
    s.row(
        f"principal.{key}",
        f"{said}, capital",
        lambda m: (
            f"IF({length}=0,0,IF({m}>={length},{s.at(f'left.{key}', m - 1)},"
            f"IF({m}>{deferral},MIN({s.at(f'left.{key}', m - 1)},"
            f"{due}-{s.at(f'interest.{key}', m)}),0)))"
        ),
        principal,
    )


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
