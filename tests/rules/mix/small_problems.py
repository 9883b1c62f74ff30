"""Small random problems, and the products of a worked case."""

from decimal import Decimal

from hypothesis import strategies as st

from levier.rules.mix.problem import BankTerms, Capacity, Need, Option, Pot, Preferences, Problem

D = Decimal
STEP = D(1000)

GEF = Option(
    code="garantie_egalite_femmes",
    label="Garantie Égalité Femmes",
    kind="guarantee",
    max_quota=D("0.80"),
    cap_amount=D(50000),
    max_months=84,
    commission_rate=D("0.025"),
    surety="excluded",
)
CAP_QUARTIER = Option(
    code="cap_quartier",
    label="Cap Quartier",
    kind="grant",
    verdict="not_yet",
    max_amount=D(2000),
    coupled_kind="guarantee",
)
PHQ = Option(
    code="pret_honneur_quartier",
    label="Prêt d’Honneur Quartier",
    kind="loan",
    min_amount=D(1000),
    max_amount=D(15000),
    months=(36, 60),
    lent_to_person=True,
    bank_loan_min_ratio=D("0.5"),
    bank_loan_as_long=True,
    bank_loan_surety_max_share=D("0.5"),
    max_share_of_total=D("0.6667"),
)
CAA = Option(
    code="contrat_apport_associatif",
    label="Contrat d’apport associatif",
    kind="contribution",
    min_amount=D(5000),
    max_amount=D(30000),
    months=(48,),
    match_ratio=D(1),
)


def jess(**changes) -> Problem:
    """Needs 40 000 €, own contribution 5 000 €, a guarantee at 80 %, Cap Quartier 2 000 €."""
    terms = {
        "needs": (Need("Matériel", D(30000), "equipment"), Need("Stock", D(10000), "stock")),
        "own": D(5000),
        "bank": BankTerms(annual_rate=D("0.04"), months=(60,)),
        "options": (GEF, CAP_QUARTIER),
        "medium_term_months": 24,
    }
    return Problem(**{**terms, **changes})


def _maybe(values):
    return st.none() | values


MONEY = st.integers(1, 8).map(lambda n: STEP * n)
SHARES = st.sampled_from([D("0.25"), D("0.3333"), D("0.5"), D("0.6667"), D(1)])


@st.composite
def _guarantee(draw, rank: int) -> Option:
    return Option(
        code=f"garantie_{rank}",
        label=f"Garantie {rank}",
        kind="guarantee",
        verdict=draw(st.sampled_from(["yes", "to_check"])),
        max_quota=draw(st.sampled_from([D("0.5"), D("0.65"), D("0.8")])),
        cap_amount=draw(_maybe(st.sampled_from([D(2500), D(4000)]))),
        outstanding=draw(st.sampled_from([D(0), D(1500)])),
        min_amount=draw(_maybe(st.just(D(3000)))),
        max_amount=draw(_maybe(st.just(D(6000)))),
        min_months=draw(_maybe(st.just(24))),
        max_months=draw(_maybe(st.just(36))),
        commission_rate=draw(st.sampled_from([D(0), D("0.025")])),
        commission_base=draw(st.sampled_from(["guaranteed", "loan"])),
        surety=draw(st.sampled_from(["excluded", "limited", "free", "unknown"])),
        surety_max_share=draw(_maybe(st.sampled_from([D("0.2"), D("0.5")]))),
        stacking_quota_cap=draw(_maybe(st.sampled_from([D("0.7"), D("0.5")]))),
        aid_factor=draw(st.sampled_from([D(0), D("0.2666")])),
    )


@st.composite
def _brings_money(draw, rank: int) -> Option:
    kind = draw(st.sampled_from(["loan", "contribution", "grant", "advance"]))
    repaid = kind != "grant"
    return Option(
        code=f"concours_{rank}",
        label=f"Concours {rank}",
        kind=kind,
        verdict=draw(st.sampled_from(["yes", "not_yet", "to_check"])),
        min_amount=draw(_maybe(st.just(D(2000)))),
        max_amount=draw(_maybe(MONEY)),
        max_share_of_total=draw(_maybe(SHARES)),
        bank_loan_min_ratio=draw(_maybe(SHARES)),
        bank_loan_as_long=draw(st.booleans()),
        bank_loan_surety_max_share=draw(_maybe(st.sampled_from([D("0.1"), D("0.5")]))),
        match_ratio=draw(_maybe(SHARES)),
        lent_to_person=draw(st.booleans()),
        already_held=draw(st.booleans()),
        once_per_person=draw(st.booleans()),
        annual_rate=draw(st.sampled_from([D(0), D("0.02")])) if repaid else D(0),
        months=draw(st.sampled_from([(24,), (36, 60)])) if repaid else (),
        deferral_months=draw(st.sampled_from([0, 12])) if repaid else 0,
        coupled_kind=draw(st.sampled_from(["", "guarantee"])),
        pots=draw(st.sampled_from([None, ("a",), ("a", "b")])),
        aid_factor=draw(st.sampled_from([D(0), D(1)])),
        natures=draw(_maybe(st.just(frozenset({"equipment"})))),
    )


@st.composite
def small_problems(draw) -> Problem:
    """A problem of at most eight steps of 1 000 €, two guarantees and two other instruments."""
    cents = draw(st.sampled_from([D(0), D("0.37"), D("512.50")]))
    options = [draw(_guarantee(rank)) for rank in range(draw(st.integers(0, 2)))]
    options += [draw(_brings_money(rank)) for rank in range(draw(st.integers(0, 2)))]
    caf = draw(_maybe(st.sampled_from([D(1500), D(4000)])))
    weights = [draw(st.sampled_from([D(0), D(1), D(7)])) for _ in range(6)]
    return Problem(
        needs=(
            Need("Matériel", STEP * draw(st.integers(1, 5)), "equipment"),
            Need("Stock", STEP * draw(st.integers(1, 4)) + cents, "stock"),
        ),
        own=draw(st.sampled_from([D(0), D(1000)])),
        bank=draw(_maybe(_banks())),
        options=tuple(options),
        pots=(Pot("a", "A", draw(MONEY)), Pot("b", "B", draw(MONEY))),
        capacity=Capacity(caf, D("1.2"), D(100)) if caf else None,
        de_minimis_left=draw(_maybe(st.sampled_from([D(1500), D(5000)]))),
        guarantee_ceiling=draw(st.sampled_from([None, D("0.8"), D("0.6")])),
        medium_term_months=draw(st.sampled_from([None, 24, 48])),
        preferences=Preferences(*weights, step=STEP),
    )


@st.composite
def _banks(draw) -> BankTerms:
    return BankTerms(
        min_amount=draw(st.sampled_from([D(0), D(2000)])),
        max_amount=draw(_maybe(st.sampled_from([D(4000), D(6500)]))),
        annual_rate=draw(st.sampled_from([D(0), D("0.04")])),
        months=draw(st.sampled_from([(36,), (12, 60)])),
    )
