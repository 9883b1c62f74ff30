"""What a forecast starts from: the plan's lines and what the holder expects, checked and typed.

Amounts are in euros, before VAT when VAT is recovered (`vat_regime` is not exempt), with it
otherwise. Rates and shares are fractions. Month 0 is the opening, month 1 the first of activity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.money import ZERO

YEARS = 3
MONTHS = 36
SHOWN_MONTHS = 24
TWELFTHS = tuple(Decimal(rank) for rank in range(1, 13))
"""What is reached, of twelve, at the end of each month when months are equal."""

Three = tuple[Decimal, Decimal, Decimal]
NOTHING: Three = (ZERO, ZERO, ZERO)


class Kind(StrEnum):
    """Whose forecast it is: an association uses its own words."""

    BUSINESS = "business"
    ASSOCIATION = "association"


class VatRegime(StrEnum):
    """How VAT is declared."""

    EXEMPT = "exempt"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class SaleNature(StrEnum):
    """Goods sold as bought, or what one makes or does."""

    GOODS = "goods"
    PRODUCTION = "production"


QUASI_EQUITY = ("associate", "honour_loan", "solidarity")
"""Natures of loans that bankers read as equity, besides the bank's own."""


@dataclass(frozen=True, slots=True)
class Sale:
    """One kind of sales over three years; `cost_rate` = purchases consumed / sales.

    `later_cost_rates` are those of years 2 and 3; None is that of the year before.
    """

    amounts: Three
    nature: SaleNature = SaleNature.GOODS
    cost_rate: Decimal = ZERO
    vat_rate: Decimal = ZERO
    later_cost_rates: tuple[Decimal | None, Decimal | None] = (None, None)

    @property
    def cost_rates(self) -> Three:
        """The share of purchases consumed in the sales of each year."""
        second, third = self.later_cost_rates
        second = self.cost_rate if second is None else second
        return self.cost_rate, second, second if third is None else third


@dataclass(frozen=True, slots=True)
class Charge:
    """One external charge over three years, paid in equal months."""

    amounts: Three
    vat_rate: Decimal = ZERO
    is_rent: bool = False


@dataclass(frozen=True, slots=True)
class OperatingGrant:
    """A yearly grant, earned in twelfths and paid at once in month `paid_in` of its year.

    13 is the first month of the year after.
    """

    amounts: Three
    paid_in: int = 1


@dataclass(frozen=True, slots=True)
class Investment:
    """An investment of `month`, written off evenly over `life` years (0: never)."""

    amount: Decimal
    month: int = 0
    life: int = 0
    in_kind: bool = False


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan received in `month` (0: at the opening), its first instalment due the month after.

    `months` counts the `deferral`, during which only interest is paid; without `months` the loan
    is not repaid within three years.
    """

    amount: Decimal
    annual_rate: Decimal = ZERO
    months: int = 0
    deferral: int = 0
    nature: str = "bank_loan"
    month: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of the plan that is not repaid, paid in `month` (0: at the opening)."""

    amount: Decimal
    month: int = 0
    nature: str = "own_cash"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything that a forecast needs. `seasonality` holds twelve weights."""

    starts_on: date
    kind: Kind = Kind.BUSINESS
    sales: Sequence[Sale] = ()
    charges: Sequence[Charge] = ()
    taxes: Three = NOTHING
    wages: Three = NOTHING
    contributions: Three = NOTHING
    grants: Sequence[OperatingGrant] = ()
    investments: Sequence[Investment] = ()
    opening_stock: Decimal = ZERO
    loans: Sequence[Loan] = ()
    resources: Sequence[Resource] = ()
    working_capital: Decimal = ZERO
    cash_buffer: Decimal = ZERO
    later_contributions: Three = NOTHING
    drawings: Three = NOTHING
    dedicated_funds: Three = NOTHING
    volunteering: Three = NOTHING
    customer_days: int = 0
    supplier_days: int = 0
    stock_days: int = 0
    seasonality: Sequence[Decimal] = ()
    vat_regime: VatRegime = VatRegime.EXEMPT
    purchases_vat: Decimal = ZERO
    investments_vat: Decimal = ZERO
    tax_rate: Decimal = ZERO

    @property
    def recovers_vat(self) -> bool:
        """Whether amounts are before VAT."""
        return self.vat_regime is not VatRegime.EXEMPT

    @property
    def cumulated_seasons(self) -> Sequence[Decimal]:
        """The weight of a year's sales reached at the end of each month; the last is the whole."""
        if not self.seasonality:
            return TWELFTHS
        return tuple(sum(self.seasonality[: rank + 1], ZERO) for rank in range(12))
