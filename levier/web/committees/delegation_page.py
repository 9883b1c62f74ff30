"""What the pages of decisions by delegation show: who may decide a dossier, within what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.http import QueryDict

from levier.cases.models import Case, FundingRequest
from levier.committees.errors import DelegationRefused
from levier.committees.models import Body, Delegation, Outcome
from levier.committees.permissions import bodies_noted_by
from levier.committees.services import (
    amount_asked,
    delegation_among,
    delegations_on,
    reasons_on,
)
from levier.kernel.french import euros
from levier.portfolio.services import remaining_in
from levier.web.committees.delegation_forms import ActForm, RulingAloneForm
from levier.workflows.grant_draws import open_envelopes, propose_among
from levier.workflows.letterhead import request_line

MOST_READY = 50


@dataclass(frozen=True, slots=True)
class Limit:
    """One request under the delegation of a body: what is asked, up to what."""

    request: FundingRequest
    delegation: Delegation
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body that has a delegation for every request of a dossier."""

    body: Body
    limits: Sequence[Limit]

    @property
    def label(self) -> str:
        """The body, in words."""
        return self.body.label

    @property
    def is_within(self) -> bool:
        """Whether what is asked stays within, the requests of one delegation added up."""
        asked: dict = {}
        for limit in self.limits:
            if limit.amount is None:
                return False
            key = limit.delegation
            asked[key] = asked.get(key, Decimal(0)) + limit.amount
        return all(amount <= delegation.max_amount for delegation, amount in asked.items())


def requests_to_decide(case: Case) -> list[FundingRequest]:
    """Return the requests of a dossier that wait for a decision, in the order of the dossier."""
    rows = case.requests.filter(state=FundingRequest.State.PROPOSED)
    return list(rows.select_related("instrument", "bank"))


def bodies_for(asked: Sequence[FundingRequest], user, day: date) -> list[BodyChoice]:
    """Return the bodies in whose name this user may decide these requests on a day."""
    return _bodies_among(delegations_on(user.organisation, day), asked, bodies_noted_by(user, day))


def _bodies_among(
    delegations: Sequence[Delegation], asked: Sequence[FundingRequest], bodies: Sequence[Body]
) -> list[BodyChoice]:
    found = []
    for body in bodies:
        rows = [(request, delegation_among(delegations, request, body)) for request in asked]
        limits = [Limit(request, row, _amount(request)) for request, row in rows if row]
        if asked and len(limits) == len(rows):
            found.append(BodyChoice(body, limits))
    return found


def _amount(request: FundingRequest) -> Decimal | None:
    try:
        return amount_asked(request)
    except DelegationRefused:
        return None


def ready_within(user, day: date) -> list[dict]:
    """Return the ready dossiers that a body may decide as they are asked, those waiting first."""
    delegations = delegations_on(user.organisation, day)
    if not delegations:
        return []
    rows = Case.objects.visible_to(user).filter(state="ready").order_by("last_action_on", "pk")
    rows = rows.select_related("person", "structure", "advisor")
    rows = rows.prefetch_related("requests__instrument")[:MOST_READY]
    bodies = bodies_noted_by(user, day)
    found = []
    for case in rows:
        asked = [row for row in case.requests.all() if row.state == FundingRequest.State.PROPOSED]
        choices = _bodies_among(delegations, asked, bodies)
        if within := [choice for choice in choices if choice.is_within]:
            lines = [(row, euros(_amount(row))) for row in asked]
            found.append({"case": case, "asked": lines, "bodies": [c.label for c in within]})
    return found


# ── One dossier ───────────────────────────────────────────────────────────────────────────────
def act_form(choices: Sequence[BodyChoice], today: date, typed: QueryDict | None = None) -> ActForm:
    """Return the body and the day, as typed, else the first body that may decide all of it."""
    within = [choice.body for choice in choices if choice.is_within]
    first = within or [choice.body for choice in choices]
    initial = {"body": first[0].code if first else "", "day": today, "key": uuid4()}
    return ActForm(typed, bodies=[choice.body for choice in choices], initial=initial)


def ruling_forms(
    case: Case, asked: Sequence[FundingRequest], day: date, typed: QueryDict | None = None
) -> list[tuple[FundingRequest, RulingAloneForm]]:
    """Return the form of each request, on the terms asked for or as typed."""
    reasons = reasons_on(case.organisation_id, day)
    return [(request, _form(case, request, day, reasons, typed)) for request in asked]


def _form(case: Case, request, day: date, reasons, typed: QueryDict | None) -> RulingAloneForm:
    purses, chosen = _purses(case, request, day)
    initial = {
        "outcome": Outcome.AGREED,
        "amount": request.amount,
        "loan_amount": request.loan_amount,
        "quota": request.quota,
        "months": request.months,
        "envelopes": chosen,
    }
    return RulingAloneForm(
        typed,
        prefix=request.pk.hex,
        kind=request.instrument.kind,
        reasons=reasons,
        envelopes=purses,
        initial=initial,
    )


def _purses(case: Case, request, day: date) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the envelopes that may bear a grant, what is left in each, and those proposed."""
    if request.instrument.kind != "grant":
        return [], []
    envelopes = open_envelopes(case, request.instrument, day)
    left = remaining_in(envelopes) if envelopes else {}
    amount = request.amount
    proposed = propose_among(case, amount, envelopes, left) if amount else []
    pairs = [(str(row.pk), f"{row}, reste {euros(left[row.pk])}") for row in envelopes]
    return pairs, [str(envelope.pk) for envelope, _ in proposed]


def decide_page(
    case: Case,
    choices: Sequence[BodyChoice],
    form: ActForm,
    rulings: Sequence[tuple[FundingRequest, RulingAloneForm]],
) -> dict:
    """Return what the page of one dossier shows."""
    return {
        "case": case,
        "choices": choices,
        "form": form,
        "rulings": [
            {"request": request, "terms": request_line(request), "form": ruling}
            for request, ruling in rulings
        ],
        "outcomes": Outcome.choices,
    }
