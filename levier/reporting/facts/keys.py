"""How the rows behind a figure are named, in the facts, in the frozen years and on the pages."""

from datetime import date
from uuid import UUID

CASE = "cases.Case"
COMMITMENT = "portfolio.Commitment"
SITTING = "committees.Sitting"
JOURNEY = "support.Journey"
BENEFICIARY = "support.Beneficiary"
STUDY = "support.Study"
PAYMENT = "support.EngineeringPayment"
CAMPAIGN = "crowdfunding.Campaign"
PLEDGE = "crowdfunding.Pledge"


def row_key(model: str, key: UUID) -> str:
    """Return the name of a row: `portfolio.Commitment:<key>`, as the journal writes targets."""
    return f"{model}:{key}"


def parts_of(name: str) -> tuple[str, str]:
    """Return the model and the key of a row's name."""
    model, _, key = name.partition(":")
    return model, key


def days_of(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def titled(number: str, name: str) -> str:
    """Return what a list shows of a row: its number, and who or what it is about."""
    return f"{number} · {name}" if name else number
