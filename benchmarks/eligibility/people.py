"""A million invented people, as columns: what is unknown is marked, never zero.

Yes, to check and no are 2, 1 and 0 everywhere here: « both » is then a minimum, « either » a
maximum.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from levier.rules.eligibility import BankLoan, Business, Facts, Person

NO, TO_CHECK, YES = 0, 1, 2
ON = date(2024, 6, 1)
UNKNOWN_DAY = np.datetime64("NaT", "D")
SEXES = (None, "F", "M", "X")
PROJECTS = (None, "creation", "takeover", "development")
MINIMA = (None, "", "RSA", "ASS", "AAH")
CRITERIA = ("cap_bep", "sortant_ase", "travailleur_handicape", "parent_isole",
            "sans_hebergement", "primo_arrivant", "resident_zrr")  # fmt: skip
ZONES = {NO: "", TO_CHECK: None, YES: "QN06201M"}
KNOWN = {NO: False, TO_CHECK: None, YES: True}


@dataclass(frozen=True)
class People:
    """Columns of one length. Codes index the tuples above; -1 is an unknown number."""

    birth: np.ndarray
    sex: np.ndarray
    seeker_since: np.ndarray
    minima: np.ndarray
    criteria: np.ndarray
    criteria_known: np.ndarray
    home_qpv: np.ndarray
    qpv: np.ndarray
    zfrr: np.ndarray
    project: np.ndarray
    loan_cents: np.ndarray
    loan_months: np.ndarray

    def __len__(self) -> int:
        return len(self.sex)


def draw(count: int, seed: int) -> People:
    """Return `count` people drawn with `seed`; a fifth of each fact is unknown."""
    rng = np.random.default_rng(seed)
    on = np.datetime64(ON, "D")

    def days_back(least: int, most: int) -> np.ndarray:
        drawn = on - rng.integers(least, most, count).astype("timedelta64[D]")
        drawn[rng.random(count) < 0.2] = UNKNOWN_DAY
        return drawn

    def codes(size: int) -> np.ndarray:
        return rng.integers(0, size, count).astype(np.int8)

    def numbers(low: int, high: int, step: int) -> np.ndarray:
        drawn = rng.integers(low, high, count) * step
        drawn[rng.random(count) < 0.2] = -1
        return drawn.astype(np.int32)

    return People(
        birth=days_back(17 * 365, 66 * 365),
        sex=codes(len(SEXES)),
        seeker_since=days_back(-60, 1100),
        minima=codes(len(MINIMA)),
        criteria=(
            rng.integers(0, 1 << len(CRITERIA), count) & rng.integers(0, 1 << len(CRITERIA), count)
        ).astype(np.int16),
        criteria_known=rng.random(count) < 0.8,
        home_qpv=codes(3),
        qpv=codes(3),
        zfrr=codes(3),
        project=codes(len(PROJECTS)),
        loan_cents=numbers(1, 200, 50_000),
        loan_months=numbers(12, 97, 1),
    )


def facts_of(people: People, rank: int) -> Facts:
    """Return one person as the scalar engine reads it."""

    def day(column: np.ndarray) -> date | None:
        return None if np.isnat(column[rank]) else column[rank].astype(date)

    cents, months = int(people.loan_cents[rank]), int(people.loan_months[rank])
    bits = int(people.criteria[rank])
    declared = frozenset(code for place, code in enumerate(CRITERIA) if bits >> place & 1)
    return Facts(
        on=ON,
        person=Person(
            birth_date=day(people.birth),
            sex=SEXES[people.sex[rank]],
            job_seeker_since=day(people.seeker_since),
            minima=MINIMA[people.minima[rank]],
            iae_criteria=declared if people.criteria_known[rank] else None,
            home_qpv=ZONES[int(people.home_qpv[rank])],
        ),
        business=Business(
            project=PROJECTS[people.project[rank]],
            qpv=ZONES[int(people.qpv[rank])],
            in_zfrr=KNOWN[int(people.zfrr[rank])],
        ),
        bank_loan=BankLoan(
            amount=None if cents < 0 else Decimal(cents) / 100,
            months=None if months < 0 else months,
        ),
    )


def days_around(day: date, count: int) -> list[date]:
    """Return the days from `count` before to `count` after, for edges."""
    return [day + timedelta(days=shift) for shift in range(-count, count + 1)]
