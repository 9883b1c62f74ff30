"""Verdicts given again when a fact of the dossier changes, so that what one reads is of today."""

from datetime import date

from levier.accounts.models import User
from levier.cases.models import Case, FundingRequest
from levier.cases.services import record_eligibility
from levier.portfolio.models import Commitment
from levier.portfolio.services.holdings import codes_held


def evaluate_again(case: Case, actor: User, on: date) -> None:
    """Give the verdicts again if the dossier asks for something and is not decided."""
    fresh = Case.objects.select_related("person", "structure", "organisation").get(pk=case.pk)
    live = fresh.requests.filter(state=FundingRequest.State.PROPOSED)
    if live.exists():
        give_verdicts(fresh, actor, on)


def give_verdicts(case: Case, actor: User, on: date) -> None:
    """Keep the verdicts of the dossier as it is on `on`."""
    record_eligibility(
        case=case, actor=actor, on=on, granted=granted_kinds(case), held=codes_held(case)
    )


def granted_kinds(case: Case) -> frozenset[str]:
    """Return the kinds of instruments already granted to the dossier."""
    return frozenset(Commitment.objects.weighing().filter(case=case).values_list("kind", flat=True))
