"""« Calculs », first part: settings, sales, purchases, charges and grants, month by month."""

from decimal import Decimal

from levier.forecasts.model.inputs import Refs, keys_of, only_for
from levier.forecasts.model.month_sheet import MonthSheet, year_of
from levier.rules.forecast.assumptions import MONTHS
from levier.rules.forecast.cells import CHARGES, GRANTS, REGIMES, SALES
from levier.rules.forecast.months import rated, rated_by_year, spread


def write_activity(s: MonthSheet) -> None:
    """Write what is sold, bought and spent, before any of it is paid."""
    _settings(s)
    _sales(s)
    _purchases(s)
    _charges(s)


def _settings(s: MonthSheet) -> None:
    a, refs = s.a, s.refs
    s.book.section(s.page, "Paramètres")
    s.one(
        "has_vat",
        "TVA récupérée (1) ou non (0)",
        f'IF(Regime_TVA="{REGIMES["exempt"]}",0,1)',
        int(a.recovers_vat),
    )
    s.one(
        "vat_period",
        "Période de TVA (mois)",
        f'IF(Regime_TVA="{REGIMES["quarterly"]}",3,1)',
        3 if a.vat_regime == "quarterly" else 1,
    )
    for code, name, days in (
        ("customers", "clients", a.customer_days),
        ("suppliers", "fournisseurs", a.supplier_days),
    ):
        s.one(f"{code}_months", f"Délai {name}, mois entiers", f"INT(Jours_{name}/30)", days // 30)
        s.one(f"{code}_rest", f"Délai {name}, jours restants", f"MOD(Jours_{name},30)", days % 30)
    seasons = [refs[f"season.{n}"] for n in range(1, 13)]
    typed = "+".join(seasons)
    s.book.formulas(
        s.page,
        "seasons",
        "Part des ventes atteinte",
        lambda m: f"IF({typed}=0,{m},{'+'.join(seasons[:m])})",
        a.cumulated_seasons,
        first=1,
    )


def _sales(s: MonthSheet) -> None:
    s.book.section(s.page, "Ventes")
    for n in range(1, SALES + 1):
        _sale(s, n)
    lines = range(1, SALES + 1)
    for nature, word in (("goods", "Marchandises"), ("production", "Production ou services")):
        for code, label in (("sales", "Ventes"), ("consumed", "Achats consommés")):
            source = {"sales": "sale", "consumed": "cost"}[code]
            s.row(
                f"{code}_{nature}",
                f"{label}, {word.lower()}",
                lambda m, c=source, w=word: "+".join(
                    f'IF({s.refs[f"sale.{n}.nature"]}="{w}",{s.at(f"{c}{n}", m)},0)' for n in lines
                ),
                s.f.months[f"{code}_{nature}"],
                "sub",
            )
    s.total("sales_vat", "TVA collectée", [f"sale_vat{n}" for n in lines], s.f.months["sales_vat"])


def _sale(s: MonthSheet, n: int) -> None:
    sale, refs, has = s.a.sales[n - 1], s.refs, s.fixed("has_vat")
    values = spread(sale.amounts, s.a.cumulated_seasons)

    def season(m: int) -> str:
        return s.fixed("seasons", (m - 1) % 12 + 1)

    def amount(m: int) -> str:
        ref, whole = s.year(f"sale.{n}", m), s.fixed("seasons", 12)
        before = f"-ROUND({ref}*{season(m - 1)}/{whole},2)" if (m - 1) % 12 else ""
        return f"ROUND({ref}*{season(m)}/{whole},2){before}"

    s.row(f"sale{n}", f"Ventes {n}, HT", amount, values)
    s.row(
        f"cost{n}",
        f"Ventes {n}, achats consommés",
        lambda m: f"ROUND({s.at(f'sale{n}', m)}*{_cost(refs, n, (m - 1) // 12)}/100,2)",
        rated_by_year(values, sale.cost_rates),
    )
    rate = sale.vat_rate if s.a.recovers_vat else Decimal(0)
    s.row(
        f"sale_vat{n}",
        f"Ventes {n}, TVA",
        lambda m: f"ROUND({s.at(f'sale{n}', m)}*{refs[f'sale.{n}.vat']}/100*{has},2)",
        rated(values, rate),
    )


def _cost(refs: Refs, n: int, year: int) -> str:
    """The share of purchases of a year (0 to 2): blank, it is that of the year before."""
    if not year:
        return refs[f"sale.{n}.cost"]
    own = refs[f"sale.{n}.cost{year + 1}"]
    return f'IF({own}="",{_cost(refs, n, year - 1)},{own})'


def _purchases(s: MonthSheet) -> None:
    s.book.section(s.page, "Achats et stock")
    months, a = s.f.months, s.a
    stock = [s.refs[f"plan.{key}"] for key in keys_of(s.sheet.entries, "need", ("stock",))]
    s.one("opening_stock", "Stock à l’ouverture", "+".join(stock) or "0", a.opening_stock)
    s.total(
        "consumed",
        "Achats consommés",
        ["consumed_goods", "consumed_production"],
        months["consumed"],
    )
    ends = [months["stock"][12 * (n // 12) + 11] for n in range(MONTHS)]
    s.row(
        "stock_level",
        "Stock visé en fin d’année",
        lambda m: (
            f"ROUND(SUM({s.page.span('consumed', *year_of(m), outside=False)})*Jours_stock/365,2)"
        ),
        ends,
    )

    def growth(m: int) -> str:
        before = s.at("stock_level", m - 12) if m > 12 else s.fixed("opening_stock")
        return s.shared(f"({s.at('stock_level', m)}-{before})", m)

    s.row("stock_change", "Variation du stock", growth, months["stock_change"])
    s.total("purchases", "Achats HT", ["consumed", "stock_change"], months["purchases"])
    has = s.fixed("has_vat")
    s.row(
        "purchases_vat",
        "TVA sur les achats",
        lambda m: f"ROUND({s.at('purchases', m)}*TVA_achats/100*{has},2)",
        months["purchases_vat"],
    )


def _charges(s: MonthSheet) -> None:
    s.book.section(s.page, "Charges et subventions")
    has, months = s.fixed("has_vat"), s.f.months
    lines = range(1, CHARGES + 1)
    for n, charge in zip(lines, s.a.charges, strict=True):
        values = spread(charge.amounts)
        s.row(
            f"charge{n}",
            f"Charge externe {n}, HT",
            lambda m, n=n: s.shared(s.year(f"charge.{n}", m), m),
            values,
        )
        rate = charge.vat_rate if s.a.recovers_vat else Decimal(0)
        s.row(
            f"charge_vat{n}",
            f"Charge externe {n}, TVA",
            lambda m, n=n: (
                f"ROUND({s.at(f'charge{n}', m)}*{s.refs[f'charge.{n}.vat']}/100*{has},2)"
            ),
            rated(values, rate),
        )
    s.total("external", "Charges externes", [f"charge{n}" for n in lines], months["external"])
    s.total(
        "external_vat",
        "TVA sur les charges",
        [f"charge_vat{n}" for n in lines],
        months["external_vat"],
    )
    _year_rows(s)


def _year_rows(s: MonthSheet) -> None:
    months = s.f.months
    for code, entry, label in (
        ("taxes", "taxes", "Impôts et taxes"),
        ("wages", "wages", "Salaires"),
        ("contributions", "contributions", "Cotisations"),
        ("drawings", "drawings", "Prélèvements"),
        ("dedicated_funds", "dedicated", "Fonds dédiés"),
    ):
        only = {"drawings": "business", "dedicated_funds": "association"}.get(code, "")
        s.row(
            code,
            label,
            lambda m, e=entry, k=only: only_for(k, s.shared(s.year(e, m), m)),
            months[code],
        )
    s.row(
        "grants",
        "Subventions acquises",
        lambda m: "+".join(s.shared(s.year(f"grant.{n}", m), m) for n in range(1, GRANTS + 1)),
        months["grants"],
    )
    s.row(
        "in_grants",
        "Subventions reçues",
        lambda m: "+".join(
            f"IF({m}={12 * (y - 1)}+{s.refs[f'grant.{n}.month']},{s.refs[f'grant.{n}.year{y}']},0)"
            for n in range(1, GRANTS + 1)
            for y in (1, 2, 3)
        ),
        s.f.cash["in_grants"],
    )
