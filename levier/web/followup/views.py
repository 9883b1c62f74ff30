"""The follow-up of one commitment: its light and why, its reviews, who watches it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from levier.followup.models import FollowUp, Review
from levier.followup.permissions import can_follow, can_read_followup
from levier.followup.querysets import AWAITED
from levier.followup.services import begin, set_habits, watch
from levier.kernel.errors import DomainError
from levier.portfolio.states import State
from levier.web.access import allow
from levier.web.followup import forms
from levier.web.portfolio.commitments import commitments_of
from levier.workflows.watch_commitments import light_again, say

LIGHTS_SHOWN = 20
SENSES = {"green": "pre", "orange": "ocre", "red": "brique"}


@allow(can_read_followup)
@require_safe
def follow_up(request, pk):
    """Page « Suivi » of a commitment."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    context = follow_up_page(row, request.user, timezone.localdate())
    return render(request, "web/followup/follow_up.html", context)


def follow_up_page(row, user, on, bound=None) -> dict:
    """Return what the page shows; `bound` forms were refused and come back as typed."""
    bound = bound or {}
    kept = FollowUp.objects.filter(commitment=row).first()
    runs = row.state == State.SET_UP
    context = {
        "commitment": row, "follow_up": kept, "today": on,
        "may_follow": runs and can_follow(user),
    }  # fmt: skip
    if kept is None:
        return context
    reviews = list(row.reviews.select_related("document", "done_by").prefetch_related("reminders"))
    context |= {
        "sense": SENSES[kept.colour],
        "to_come": [each for each in reviews if each.state in AWAITED],
        "past": [each for each in reversed(reviews) if each.state not in AWAITED],
        "accounts": _accounts(reviews),
        "lights": row.lights.select_related("set_by")[:LIGHTS_SHOWN],
    }
    if context["may_follow"]:
        context |= _forms(kept, bound)
    return context


def _accounts(reviews: list[Review]) -> list[Review]:
    """Return the accounts noted, the oldest first: the page compares the years."""
    return [each for each in reviews if each.kind == "accounts" and each.state == "done"]


def _forms(kept: FollowUp, bound: dict) -> dict:
    watching = {"reason": kept.watch_reason, "look_again_on": kept.look_again_on}
    habits = {"closing_month": kept.closing_month, "is_written_to": kept.is_written_to}
    return {
        "light_form": bound.get("feu") or forms.LightForm(initial={"key": uuid4()}),
        "watch_form": bound.get("surveillance") or forms.WatchForm(initial=watching),
        "habits_form": bound.get("habitudes") or forms.HabitsForm(initial=habits),
    }


@dataclass(frozen=True)
class Gesture:
    """A form of the page: what it says once done, and what it does."""

    form: type
    said: str
    act: Callable


def _say(kept, form, on, actor):
    say(follow_up=kept, saying=form.saying(), on=on, actor=actor, key=form.cleaned_data["key"])


def _watch(kept, form, on, actor):
    watch(follow_up=kept, on=on, actor=actor, **form.cleaned_data)


def _habits(kept, form, on, actor):
    set_habits(follow_up=kept, on=on, actor=actor, **form.cleaned_data)


GESTURES = {
    "feu": Gesture(forms.LightForm, "Le feu est noté.", _say),
    "surveillance": Gesture(forms.WatchForm, "La surveillance est notée.", _watch),
    "habitudes": Gesture(forms.HabitsForm, "C’est noté.", _habits),
}


@allow(can_follow)
@require_POST
def follow_up_step(request, pk, step: str):
    """Open the follow-up at once, set the light, the watch or the habits."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    today = timezone.localdate()
    if step == "ouvrir":
        return _open(request, row, today)
    if step not in GESTURES:
        raise Http404
    kept = get_object_or_404(FollowUp, commitment=row)
    gesture = GESTURES[step]
    form = gesture.form(request.POST)
    if form.is_valid():
        try:
            gesture.act(kept, form, today, request.user)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, gesture.said)
            return redirect("web:follow_up", row.pk)
    context = follow_up_page(row, request.user, today, {step: form})
    return render(request, "web/followup/follow_up.html", context, status=422)


def _open(request, row, today):
    try:
        light_again(follow_up=begin(commitment=row, on=today), on=today)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Le suivi est ouvert.")
    return redirect("web:follow_up", row.pk)
