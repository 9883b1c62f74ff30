"""Terms of invented versions of the products, as the catalogue gives them to the rules."""

from datetime import date
from decimal import Decimal

from levier.rules.eligibility import ConditionTerm, InstrumentTerms

D = Decimal


def terms(code, kind, conditions=(), state="confirmed", **limits):
    return InstrumentTerms(
        code=code,
        label=code.replace("_", " "),
        kind=kind,
        version_from=date(2018, 1, 1),
        state=state,
        source="Fiche du produit",
        conditions=tuple(ConditionTerm(c, c) for c in conditions),
        **limits,
    )


WOMEN = terms(
    "garantie_egalite_femmes",
    "guarantee",
    ("women", "creation_or_takeover", "job_seeker_or_precarious"),
    max_quota=D("0.80"),
    cap_amount=D("50000"),
    max_months=84,
    surety="excluded",
)
TERRITORIES = terms(
    "garantie_egalite_territoires",
    "guarantee",
    ("qpv_or_zfrr",),
    max_quota=D("0.80"),
    max_quota_development=D("0.60"),
    max_months=84,
)
EMPLOYMENT = terms(
    "garantie_emploi",
    "guarantee",
    ("job_seeker_or_precarious",),
    state="in_use",
    max_quota=D("0.65"),
    max_months=84,
)
CAP_QUARTIER = terms(
    "cap_quartier",
    "grant",
    ("qpv_place_or_home",),
    max_amount=D("2000"),
    coupled_kind="guarantee",
)
ACCES_PLUS = terms(
    "acces_plus", "grant", ("iae_eligible",), max_amount=D("1000"), min_age=18, max_age=30
)
FIDESS = terms("fidess", "grant", max_amount=D("30000"), max_cost_share=D("0.70"))
LOAN = terms(
    "pret_participatif", "loan", ("ess",), min_amount=D("5000"), max_amount=D("500000"),
    min_months=60, max_months=84,
)  # fmt: skip
ALL = (WOMEN, TERRITORIES, EMPLOYMENT, CAP_QUARTIER, ACCES_PLUS, FIDESS, LOAN)
