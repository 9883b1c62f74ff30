"""Two whole businesses whose figures are worked by hand in the tests that use them."""

from datetime import date
from decimal import Decimal

from levier.rules.forecast.assumptions import (
    Assumptions,
    Charge,
    Investment,
    Kind,
    Loan,
    OperatingGrant,
    Resource,
    Sale,
    SaleNature,
)

DAY = date(2024, 6, 1)


def three(*values) -> tuple[Decimal, Decimal, Decimal]:
    """Return three yearly amounts; one value stands for the three years."""
    first, second, third = (Decimal(str(v)) for v in (values * 3 if len(values) == 1 else values))
    return first, second, third


def shop() -> Assumptions:
    """A micro-shop without VAT: needs 20 000 € (12 000 + 4 000 + 1 000 + 3 000)."""
    return Assumptions(
        starts_on=date(2024, 9, 1),
        sales=[Sale(three(60000, 66000, 72000), cost_rate=Decimal("0.5"))],
        charges=[Charge(three(6000), is_rent=True), Charge(three(1200))],
        taxes=three(600),
        contributions=three(6000),
        drawings=three(12000),
        investments=[Investment(Decimal(12000), life=5)],
        opening_stock=Decimal(4000),
        stock_days=73,
        supplier_days=30,
        working_capital=Decimal(1000),
        cash_buffer=Decimal(3000),
        resources=[Resource(Decimal(5000))],
        loans=[
            Loan(Decimal(12000), Decimal("0.06"), months=48, deferral=12),
            Loan(Decimal(3000), months=30, nature="honour_loan"),
        ],
    )


def association() -> Assumptions:
    """An association whose grant comes in June of each year, with a dedicated fund."""
    return Assumptions(
        starts_on=date(2024, 1, 1),
        kind=Kind.ASSOCIATION,
        sales=[Sale(three(20000), SaleNature.PRODUCTION)],
        charges=[Charge(three(6000), is_rent=True), Charge(three(4000))],
        wages=three(30000),
        contributions=three(9000),
        grants=[OperatingGrant(three(40000), paid_in=6)],
        dedicated_funds=three(2000, -2000, 0),
        volunteering=three(5000),
        customer_days=60,
        investments=[Investment(Decimal(6000), life=3)],
        cash_buffer=Decimal(12000),
        resources=[Resource(Decimal(8000))],
        loans=[Loan(Decimal(10000), nature="solidarity")],
    )
