"""What a product asks, as its dated version says it. The catalogue keeps them; rules read them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

GUARANTEE = "guarantee"
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class ConditionTerm:
    """One condition of a product: a code that `conditions` knows, and its label in French.

    `certainty` is confirmed or in_use (to be confirmed by the house: it never says no alone).
    `source` is its own, when it is not that of the version.
    """

    code: str
    label: str
    source: str = ""
    certainty: str = CONFIRMED

    @property
    def is_confirmed(self) -> bool:
        """Tell whether a source states it."""
        return self.certainty == CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentTerms:
    """One version of an instrument. Amounts in euros, quotas and shares as fractions.

    `state`: confirmed (a source says so), in_use (applied, to be confirmed by the house), or
    inactive. `cap_amount` limits what a guarantee covers; `min_amount` and `max_amount` what is
    lent or granted (for a guarantee: the bank loan). `allowed_months`, when there are any, are the
    only durations admitted.

    What goes with an amount of our own: `bank_loan_min_ratio`, a bank loan of at least this share
    of it; `bank_loan_as_long`, lasting at least as long; `bank_loan_surety_max_share`, the surety
    on that loan; `max_share_of_total`, of the financing plan; `match_ratio`, other equity,
    quasi-equity or medium-term loans. `stacking_quota_cap` bounds the sum of the quotas of the
    guarantees on one loan.
    """

    code: str
    label: str
    kind: str
    version_from: date
    version_to: date | None = None
    state: str = CONFIRMED
    source: str = ""
    conditions: tuple[ConditionTerm, ...] = ()
    max_quota: Decimal | None = None
    max_quota_development: Decimal | None = None
    cap_amount: Decimal | None = None
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    max_cost_share: Decimal | None = None
    min_months: int | None = None
    max_months: int | None = None
    allowed_months: tuple[int, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    coupled_kind: str = ""
    surety: str = "unknown"
    surety_max_share: Decimal | None = None
    bank_loan_min_ratio: Decimal | None = None
    bank_loan_as_long: bool = False
    max_share_of_total: Decimal | None = None
    bank_loan_surety_max_share: Decimal | None = None
    stacking_quota_cap: Decimal | None = None
    match_ratio: Decimal | None = None
    once_per_person: bool = False
    lent_to_person: bool = False
    min_deferral_months: int | None = None
    max_deferral_months: int | None = None

    @property
    def is_confirmed(self) -> bool:
        """Tell whether a source states the terms and each of the conditions."""
        return self.state == CONFIRMED and all(each.is_confirmed for each in self.conditions)

    @property
    def bounds_months(self) -> bool:
        """Tell whether the terms set durations."""
        low, high = self.min_months, self.max_months
        return low is not None or high is not None or bool(self.allowed_months)

    def is_in_force_on(self, day: date) -> bool:
        """Tell whether this version applies on `day`; an inactive one never does."""
        started = self.version_from <= day
        ended = self.version_to is not None and self.version_to < day
        return self.state != "inactive" and started and not ended
