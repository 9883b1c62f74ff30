"""Verdicts given again when a fact of the dossier changes, so that what one reads is of today."""

from datetime import date

from levier.accounts.models import User
from levier.cases.models import Case, FundingRequest
from levier.cases.services import record_eligibility
from levier.portfolio.models import Commitment

ENDED = ("cancelled", "lapsed")


def evaluate_again(case: Case, actor: User, on: date) -> None:
    """Give the verdicts again if the dossier asks for something and is not decided."""
    fresh = Case.objects.select_related("person", "structure", "organisation").get(pk=case.pk)
    live = fresh.requests.filter(state=FundingRequest.State.PROPOSED)
    if live.exists():
        record_eligibility(case=fresh, actor=actor, on=on, granted=granted_kinds(fresh))


def granted_kinds(case: Case) -> frozenset[str]:
    """Return the kinds of instruments already granted to the dossier."""
    rows = Commitment.objects.filter(case=case).exclude(state__in=ENDED)
    return frozenset(rows.values_list("kind", flat=True))
