"""What a dossier misses before the committee, each thing leading to the tab where to do it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from levier.cases.models import Case
from levier.cases.services import missing_for_committee

TABS = {
    "people": "case_people", "project": "case_project", "plan": "case_plan",
    "eligibility": "case_eligibility", "pieces": "case_pieces", "analysis": "case_analysis",
}  # fmt: skip
REQUEST_CODES = {"request", "request_amount", "request_loan"}


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do, and where."""

    label: str
    url: str
    code: str


def missing_of(case: Case, on: date) -> list[ToDo]:
    """Return what the dossier misses, in the order of the tabs."""
    return [
        ToDo(one.label, reverse(f"web:{_page(one.code, one.where)}", args=[case.pk]), one.code)
        for one in missing_for_committee(case, on)
    ]


def _page(code: str, where: str) -> str:
    return "case_requests" if code in REQUEST_CODES else TABS[where]
