"""What is asked for: one instrument at a time, with its terms."""

from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import InvalidAmount, InvalidQuota, RequestDecided
from levier.cases.models import Case, FundingRequest
from levier.cases.services.life import touch
from levier.catalogue.models import Instrument
from levier.journal.changes import apply_changes
from levier.journal.services import record

_AMOUNTS = ("amount", "asked_amount", "loan_amount")


@transaction.atomic
def set_request(
    *,
    case: Case,
    actor: User,
    on: date,
    instrument: Instrument,
    request: FundingRequest | None = None,
    **terms: Any,
) -> FundingRequest:
    """Ask for an instrument in a dossier, or change the terms of `request`.

    `terms` are the fields of the model (euros; quota and annual_rate are fractions).
    Errors: RequestDecided; InvalidAmount; InvalidQuota.
    """
    if request is None:
        request = FundingRequest(
            organisation_id=case.organisation_id, case=case, instrument=instrument, **terms
        )
        done, action, verb = {}, "cases.request_added", "ajoutée"
    else:
        _refuse_decided(request)
        done = apply_changes(request, {"instrument": instrument, **terms})
        action, verb = "cases.request_changed", "modifiée"
        if not done:
            return request
    _check(request)
    request._history_user = actor
    request.save()
    touch(case, on)
    summary = f"Demande « {instrument} » {verb}."
    record(action, actor=actor, target=request, summary=summary, detail=done)
    return request


@transaction.atomic
def withdraw_request(*, request: FundingRequest, actor: User, on: date) -> FundingRequest:
    """Take a request back: it stays in the dossier, marked so. Errors: RequestDecided."""
    _refuse_decided(request)
    request.state = FundingRequest.State.WITHDRAWN
    request._history_user = actor
    request.save(update_fields=["state"])
    touch(request.case, on)
    summary = f"Demande « {request.instrument} » retirée."
    record("cases.request_withdrawn", actor=actor, target=request, summary=summary)
    return request


def _refuse_decided(request: FundingRequest) -> None:
    if request.state == FundingRequest.State.DECIDED:
        raise RequestDecided(instrument=request.instrument)


def _check(request: FundingRequest) -> None:
    for name in _AMOUNTS:
        value = getattr(request, name)
        if value is not None and value <= 0:
            raise InvalidAmount(field=name)
    if request.quota is not None and not 0 < request.quota <= 1:
        raise InvalidQuota
