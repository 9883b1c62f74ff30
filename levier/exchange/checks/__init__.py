"""What makes a readable row wrong. Each check reads typed rows and adds faults; none writes.

A row that points at a faulty row, or that reads a cell already at fault, is not itself at fault.
"""

from levier.exchange.checks.committees import check_committees
from levier.exchange.checks.dates import check_paths
from levier.exchange.checks.financings import check_financings
from levier.exchange.checks.grants import check_grants
from levier.exchange.checks.guarantees import check_guarantees
from levier.exchange.checks.jobs import check_jobs
from levier.exchange.checks.numbers import check_numbers
from levier.exchange.checks.people import check_people
from levier.exchange.checks.references import check_references

CHECKS = (
    check_numbers,
    check_committees,
    check_references,
    check_people,
    check_guarantees,
    check_financings,
    check_grants,
    check_paths,
    check_jobs,
)

__all__ = ["CHECKS"]
