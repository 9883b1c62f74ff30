"""What the page « Vie de la garantie » shows, gathered and ready for the template."""

from datetime import date
from uuid import uuid4

from levier.banking.permissions import can_prepare_payments, can_read_payments
from levier.banking.states import UNDER_WAY
from levier.claims.models import Call, GuaranteeEvent
from levier.claims.permissions import can_back_guarantees, can_instruct_calls, can_note_events
from levier.claims.services import (
    commission_of,
    indemnity_on,
    missing_papers,
    orders_of_call,
    standing_of,
)
from levier.claims.services.standing import STOPS, schedules_of
from levier.claims.states import State
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.rules.servicing.guarantee_life import WORDS, papers_needed
from levier.web.claims import forms

SENSES = {"green": "pre", "orange": "ocre", "red": "brique", "released": "neutre",
          "settled": "pre"}  # fmt: skip
Forms = dict[str, forms.forms.Form]


def life_page(row: Commitment, user, on: date, bound: Forms | None = None) -> dict:
    """Return the page of a guarantee; `bound` forms were refused and come back as typed."""
    bound = bound or {}
    events = list(row.guarantee_events.select_related("recorded_by"))
    call = Call.objects.filter(commitment=row).standing().first()
    standing = standing_of(row, events, on, _settled_on(call))
    past = Call.objects.filter(commitment=row).exclude(pk=call.pk if call else None)
    is_over = any(event.kind == GuaranteeEvent.Kind.RELEASED for event in events)
    lives = standing is not None and not is_over
    context = {
        "commitment": row,
        "detail": row.guarantee,
        "standing": standing,
        "sense": SENSES[standing.light] if standing else "neutre",
        "events": list(reversed(events)),
        "papers": _papers(row, call),
        "past_calls": list(past),
        "call": _call(call) if call else None,
        "is_stopped": any(event.kind in STOPS for event in events),
        "schedules": schedules_of(row, events) if standing else [],
        "backings": list(row.backings.filter(last_day=None).select_related("endowment__funder")),
        "may_back": can_back_guarantees(user),
        "may_note": lives and can_note_events(user),
        "may_instruct": lives and can_instruct_calls(user),
    }
    if context["may_note"]:
        context["event_form"] = bound.get("event") or forms.EventForm(
            initial={"day": on, "key": uuid4()}
        )
        context["paper_form"] = bound.get("paper") or forms.PaperForm(initial={"day": on})
    context["commission"] = commission_of(row, on)
    if can_instruct_calls(user) and context["commission"].left > 0:
        context["commission_form"] = bound.get("commission") or forms.CommissionForm(
            initial={"amount": context["commission"].left, "received_on": on, "key": uuid4()},
            guarantee=row,
        )
    if context["may_instruct"]:
        context |= _call_forms(call, on, bound, context["is_stopped"])
    return context | _ordering(row, call, context, user)


def _ordering(row: Commitment, call: Call | None, context: dict, user) -> dict:
    """Return how the indemnity leaves: by an order of the house that carries it, else by hand."""
    orders = context["call"]["orders"] if call else []
    waits = any(order.state in UNDER_WAY for order in orders)
    pays_here = row.carrier.is_house and call is not None and call.state == State.ACCEPTED
    left = indemnity_on(call).balance if call else ZERO
    return {
        "indemnity_form": None if waits else context.get("indemnity_form"),
        "may_read_payments": can_read_payments(user),
        "may_order": pays_here and not waits and left > 0 and can_prepare_payments(user),
        "indemnity_title": "L’indemnité est partie autrement"
        if row.carrier.is_house
        else "L’indemnité est payée",
        "indemnity_is_next": not (pays_here and left > 0),
    }


def _settled_on(call: Call | None) -> date | None:
    """Return the day on which the balance of the call was paid, if it was."""
    if call is None or call.state != State.PAID:
        return None
    last = call.payments.order_by("paid_on", "id").last()
    return last.paid_on if last else None


def _papers(row: Commitment, call: Call | None) -> list[dict]:
    """Return each paper of the file: needed now, held, with its copy."""
    held = {paper.code: paper for paper in row.guarantee_papers.select_related("stored_file")}
    missing = set(missing_papers(call)) if call else set(papers_needed(None)) - held.keys()
    return [
        {"label": label, "paper": held.get(code), "is_missing": code in missing}
        for code, label in WORDS.items()
        if code in held or code in missing
    ]


def _call(call: Call) -> dict:
    return {
        "row": call,
        "indemnity": indemnity_on(call),
        "orders": orders_of_call(call),
        "payments": list(call.payments.select_related("order")),
        "recoveries": list(call.recoveries.all()),
        "returned": sum(each.share for each in call.recoveries.all()),
        "missing": [WORDS[paper].lower() for paper in missing_papers(call)],
        "is_open": call.state == State.OPEN,
        "is_submitted": call.state == State.SUBMITTED,
        "is_accepted": call.state == State.ACCEPTED,
        "is_paid": call.state == State.PAID,
    }


def _call_forms(call: Call | None, on: date, bound: Forms, is_stopped: bool) -> dict:
    """Return the forms of the next steps of the call, and no other."""
    if call is None:
        if not is_stopped:
            return {}
        initial = {"received_on": on, "key": uuid4()}
        return {"call_form": bound.get("call") or forms.CallForm(initial=initial)}
    found = _next_step(call, on, bound)
    if call.state in (State.OPEN, State.SUBMITTED, State.ACCEPTED):
        names = ("outstanding", "unpaid_interest", "covers_interest", "realised")
        initial = {name: getattr(call, name) for name in names}
        found["claim_form"] = bound.get("creance") or forms.ClaimForm(initial=initial)
    if call.payments.exists():
        initial = {"received_on": on, "key": uuid4()}
        found["recovery_form"] = bound.get("recouvrer") or forms.RecoveryForm(
            initial=initial, guarantee=call.commitment
        )
    return found


def _next_step(call: Call, on: date, bound: Forms) -> dict:
    """Return the form that the state of the call waits for, and the one that takes it back."""
    if call.state == State.ACCEPTED:
        initial = {"amount": indemnity_on(call).balance, "paid_on": on, "key": uuid4()}
        return {
            "indemnity_form": bound.get("payer")
            or forms.IndemnityForm(initial=initial, guarantee=call.commitment)
        }
    withdraw = {"withdraw_form": bound.get("retirer") or forms.WithdrawForm()}
    if call.state == State.OPEN:
        form = bound.get("transmettre") or forms.OpinionForm(initial={"on": on})
        return {"opinion_form": form, **withdraw}
    if call.state == State.SUBMITTED:
        form = bound.get("decider") or forms.RulingForm(initial={"on": on})
        return {"ruling_form": form, **withdraw}
    return {}
