"""What a product asks, as its dated version says it. The catalogue keeps them; rules read them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

GUARANTEE = "guarantee"


@dataclass(frozen=True, slots=True)
class ConditionTerm:
    """One condition of a product: a code that `conditions` knows, and its label in French."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentTerms:
    """One version of an instrument. Amounts in euros, quotas and shares as fractions.

    `state`: confirmed (a source says so), in_use (applied, to be confirmed by the house), or
    inactive. `cap_amount` limits what a guarantee covers; `min_amount` and `max_amount` what is
    lent or granted (for a guarantee: the bank loan).
    """

    code: str
    label: str
    kind: str
    version_from: date
    version_to: date | None = None
    state: str = "confirmed"
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
    min_age: int | None = None
    max_age: int | None = None
    coupled_kind: str = ""
    surety: str = "unknown"
    surety_max_share: Decimal | None = None

    def is_in_force_on(self, day: date) -> bool:
        """Tell whether this version applies on `day`; an inactive one never does."""
        started = self.version_from <= day
        ended = self.version_to is not None and self.version_to < day
        return self.state != "inactive" and started and not ended
