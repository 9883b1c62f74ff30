"""How long the three best mixes of a dossier take, on dossiers from usual to heavy."""

import time
from dataclasses import replace
from decimal import Decimal
from statistics import median

from levier.rules.mix.problem import BankTerms, Capacity, Need, Option, Pot, Problem
from levier.rules.mix.program import SearchTooLong
from levier.rules.mix.solving import best_mixes

D = Decimal
PASSES = 7
GUARANTEE = Option(
    code="egalite_femmes", label="Garantie Égalité Femmes", kind="guarantee", max_quota=D("0.8"),
    cap_amount=D(50000), max_months=84, commission_rate=D("0.025"), surety="excluded",
    aid_factor=D("0.26"),
)  # fmt: skip
GRANT = Option(
    code="cap_quartier", label="Cap Quartier", kind="grant", verdict="not_yet", aid_factor=D(1),
    max_amount=D(2000), coupled_kind="guarantee", pots=("state", "local"),
)  # fmt: skip
QUARTER = Option(
    code="phq", label="Prêt d’honneur Quartier", kind="loan", min_amount=D(1000),
    max_amount=D(15000), months=(36, 48, 60), bank_loan_min_ratio=D("0.5"), bank_loan_as_long=True,
    bank_loan_surety_max_share=D("0.5"), max_share_of_total=D("0.6667"), lent_to_person=True,
    aid_factor=D("0.1"),
)  # fmt: skip
OTHER = replace(
    GUARANTEE, code="emploi", verdict="to_check", max_quota=D("0.65"), surety="limited",
    surety_max_share=D("0.5"),
)  # fmt: skip
USUAL = Problem(
    needs=(Need("Matériel", D(30000), "equipment"), Need("Stock", D("12345.67"), "stock")),
    own=D(5000), bank=BankTerms(D(1000), None, D("0.04"), (36, 48, 60, 84)),
    options=(GUARANTEE, OTHER, QUARTER, GRANT), capacity=Capacity(D(14000), D("1.2")),
    pots=(Pot("state", "État", D(1500)), Pot("local", "Agglomération", D(9000))),
    de_minimis_left=D(300000),
)  # fmt: skip
HEAVY = replace(
    USUAL,
    needs=(*USUAL.needs, Need("Local", D(60000), "premises")),
    capacity=Capacity(D(30000), D("1.2")),
    options=(
        *USUAL.options,
        replace(OTHER, code="territoires", stacking_quota_cap=D("0.7")),
        replace(OTHER, code="acces", stacking_quota_cap=D("0.7"), max_quota=D("0.5")),
        Option(code="caa", label="Apport", kind="contribution", min_amount=D(5000),
               max_amount=D(30000), months=(36, 48, 60), match_ratio=D(1), aid_factor=D("0.1")),
        Option(code="pp", label="Prêt participatif", kind="loan", min_amount=D(5000),
               max_amount=D(500000), annual_rate=D("0.02"), months=(60, 84), deferral_months=12,
               counts_as_equity=True),
    ),
)  # fmt: skip
STACKED = replace(
    HEAVY, guarantee_ceiling=D("0.8"),
    options=tuple(
        replace(option, stacking_quota_cap=D("0.9")) if option.is_guarantee else option
        for option in HEAVY.options
    ),
)  # fmt: skip
"""Four guarantees that may all share the loan, which no catalogue has today."""
AIM = 200  # milliseconds of processor


def milliseconds() -> dict[str, float | None]:
    """Return the median processor time of the three best mixes, by kind of dossier; None when the
    search was given up, as it is on a screen after a few seconds of the clock.

    The search runs in one thread: by the clock, other work on the machine would be counted.
    """
    kinds = {"usual": USUAL, "heavy": HEAVY, "stacked": STACKED}
    return {kind: _median(problem) for kind, problem in kinds.items()}


def _median(problem: Problem) -> float | None:
    try:
        best_mixes(problem)  # the first one loads the solver
        return median(_once(problem) for _ in range(PASSES))
    except SearchTooLong:
        return None


def _once(problem: Problem) -> float:
    began = time.process_time()
    found = best_mixes(problem)
    assert len(found) == 3
    return (time.process_time() - began) * 1000
