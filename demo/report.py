"""What the demo's house wrote in its report of 2024, and what it had aimed at."""

from decimal import Decimal

from levier.accounts.models import Organisation, User
from levier.reporting.services import install_demo_blocks, set_target

YEAR = 2024
TARGETS = {
    "tpe.projects": 280,
    "tpe.share_women": 38,
    "brsa.people": 400,
    "territory.share_qpv": 12,
    "ess.organisations": 32,
}


def set_the_report(*, house: Organisation, director: User) -> None:
    """Write the invented blocks of the report and the targets of the year."""
    install_demo_blocks(organisation=house, year=YEAR, actor=director)
    for code, value in TARGETS.items():
        set_target(organisation=house, year=YEAR, code=code, value=Decimal(value), actor=director)
