"""Random facts and random terms, for the laws that hold whatever they are."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from levier.rules.eligibility import (
    BankLoan,
    Business,
    ConditionTerm,
    Costs,
    Facts,
    InstrumentTerms,
    Person,
)
from levier.rules.eligibility.conditions import CONDITIONS

COUNTED = ["company_under:4", "registered_for:6", "plan_under:20000"]
LISTED = ["naf_among:56,47", "naf_outside:56", "legal_form_among:scic,association"]
CODES = sorted(CONDITIONS.keys() - {"woman"}) + COUNTED + LISTED
CRITERIA = ("rsa", "detld", "cap_bep", "parent_isole", "sans_hebergement", "fle", "addiction")


def maybe(strategy):
    return st.none() | strategy


def euros(most=200_000):
    return st.integers(0, most * 4).map(lambda quarters: Decimal(quarters) / 4)


days = st.dates(date(2019, 1, 1), date(2026, 12, 31))
shares = st.sampled_from([Decimal(text) for text in ("0", "0.1", "0.5", "0.51", "0.6667", "1")])
zones = st.sampled_from(["", "QN06201M"])
persons = st.builds(
    Person,
    birth_date=maybe(st.dates(date(1950, 1, 1), date(2009, 1, 1))),
    sex=maybe(st.sampled_from(["F", "M", "X"])),
    job_seeker_since=maybe(st.dates(date(2017, 1, 1), date(2027, 6, 30))),
    minima=maybe(st.sampled_from(["", "RSA", "ASS", "AAH"])),
    iae_criteria=maybe(st.frozensets(st.sampled_from(CRITERIA), max_size=4)),
    home_qpv=maybe(zones),
    ficp_registered=maybe(st.booleans()),
    designated_operator=maybe(st.booleans()),
)
businesses = st.builds(
    Business,
    created_on=maybe(st.dates(date(2015, 1, 1), date(2026, 12, 31))),
    project=maybe(st.sampled_from(["creation", "takeover", "development"])),
    legal_form=maybe(st.sampled_from(["Association", "SCIC SA", "SAS", "EI"])),
    naf=maybe(st.sampled_from(["01.11Z", "01.61Z", "03.11Z", "56.10A", "01"])),
    qpv=maybe(zones),
    in_zfrr=maybe(st.booleans()),
    ess=maybe(st.booleans()),
    iae_type=maybe(st.sampled_from(["", "ACI", "AI", "ETTI"])),
    fte=maybe(st.integers(0, 20).map(Decimal)),
    losses_last_3_years=maybe(st.integers(0, 3)),
    difficulty_shown=maybe(st.booleans()),
    engagement_axes=maybe(st.integers(0, 3)),
)
loans = st.builds(
    BankLoan,
    amount=maybe(euros()),
    months=maybe(st.integers(1, 120)),
    surety_share=maybe(shares),
)
asked = st.fixed_dictionaries({}, optional={"produit": euros(60_000)})
months_asked = st.fixed_dictionaries({}, optional={"produit": st.integers(1, 120)})
facts = st.builds(
    Facts,
    on=days,
    person=persons,
    business=businesses,
    bank_loan=loans,
    costs=st.builds(Costs, study=maybe(euros(60_000))),
    requested=asked,
    requested_months=months_asked,
    requested_deferrals=st.fixed_dictionaries({}, optional={"produit": st.integers(0, 36)}),
    coupled_kinds=maybe(st.frozensets(st.sampled_from(["guarantee", "loan"]))),
    plan_total=maybe(euros()),
    matching=maybe(euros()),
    guaranteed_loans=st.lists(
        st.fixed_dictionaries({}, optional={"autre": shares, "produit": st.just(Decimal("0.5"))}),
        max_size=2,
    ).map(tuple),
    loan_covered=st.fixed_dictionaries(
        {}, optional={"produit": st.sampled_from([Decimal("0.9"), Decimal(1), Decimal("1.45")])}
    ),
    held=maybe(st.frozensets(st.sampled_from(["produit", "autre"]))),
)


def bounds(strategy):
    """Two limits in order, each perhaps absent."""
    return st.tuples(maybe(strategy), maybe(strategy)).map(
        lambda pair: tuple(sorted(pair)) if None not in pair else pair
    )


@st.composite
def terms(draw, certain=False):
    """One product: a few conditions, a few limits."""
    months, amounts = draw(bounds(st.integers(1, 84))), draw(bounds(euros(50_000)))
    ages, deferrals = draw(bounds(st.integers(18, 60))), draw(bounds(st.integers(0, 24)))
    kind = draw(st.sampled_from(["guarantee", "loan", "grant"]))
    listed = draw(st.sampled_from([(), (), (12, 18, 24)]))
    codes = draw(st.lists(st.sampled_from([*CODES, "host_structure"]), max_size=3, unique=True))
    states = ["confirmed"] if certain else ["confirmed", "in_use"]
    return InstrumentTerms(
        code="produit",
        label="Produit",
        kind=kind,
        version_from=date(2018, 1, 1),
        state=draw(st.sampled_from(states)),
        source="Fiche",
        conditions=tuple(
            ConditionTerm(code, code, certainty=draw(st.sampled_from(states))) for code in codes
        ),
        max_quota=draw(maybe(shares)),
        min_amount=amounts[0],
        max_amount=amounts[1],
        min_months=months[0],
        max_months=months[1],
        allowed_months=listed,
        min_age=ages[0],
        max_age=ages[1],
        min_deferral_months=deferrals[0],
        max_deferral_months=deferrals[1],
        max_cost_share=draw(maybe(st.just(Decimal("0.7")))) if kind == "grant" else None,
        coupled_kind=draw(st.sampled_from(["", "guarantee"])) if kind != "guarantee" else "",
        surety=draw(st.sampled_from(["unknown", "excluded", "limited", "free"])),
        surety_max_share=draw(maybe(shares)),
        bank_loan_min_ratio=draw(maybe(st.sampled_from([Decimal("0.5"), Decimal("0.3333")]))),
        bank_loan_as_long=draw(st.booleans()),
        bank_loan_surety_max_share=draw(maybe(st.just(Decimal("0.5")))),
        max_share_of_total=draw(maybe(st.just(Decimal("0.6667")))),
        match_ratio=draw(maybe(st.just(Decimal(1)))),
        stacking_quota_cap=draw(maybe(st.just(Decimal("0.7")))),
        once_per_person=draw(st.booleans()),
    )
