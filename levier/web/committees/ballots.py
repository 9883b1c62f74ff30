"""A member's ballot: every dossier of a written consultation on one page, saved as one votes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from levier.cases.models import Case
from levier.committees.errors import VoteRefused
from levier.committees.models import AgendaItem, Representative, Sitting, Vote, WithdrawalProposal
from levier.committees.permissions import can_act_for, can_run_sittings, can_speak_in_session
from levier.committees.services import cast_vote, close_if_all_voted, declare_withdrawal
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.web.access import allow, refuse
from levier.web.committees.sittings import items_for, sittings_of
from levier.web.refusals import done
from levier.workflows.decide_consultation import proposed_for


@allow(can_speak_in_session)
def ballot(request, pk):
    """Page « Mon bulletin »; those who run the consultation write that of a member named."""
    sitting = _consultation(request, pk)
    person = _voter(request, sitting)
    if person is None:
        return redirect("web:consultation", sitting.pk)
    lines = _lines(sitting, person, request.user)
    context = {
        "sitting": sitting,
        "person": person,
        "is_mine": person.user_id == request.user.pk,
        "lines": lines,
        "choices": Vote.Choice.choices,
        "is_open": _is_open(sitting),
        **_progress(sitting, person, request.user),
    }
    return render(request, "web/committees/ballot.html", context)


@allow(can_speak_in_session)
@require_POST
def ballot_vote(request, pk):
    """Keep one vote and its remark: the answer is the line that says so, and the progress."""
    item, person = _point(request, pk)
    if not can_act_for(request.user, person):
        return refuse(request, who=can_run_sittings.who)
    fault = _voted(request, item, person)
    if not request.htmx:
        if fault:
            messages.error(request, fault)
        return redirect(_address(request, item.sitting_id, person) + f"#p-{item.pk}")
    context = {
        "fault": fault,
        "at": timezone.localtime().time(),
        **_progress(item.sitting, person, request.user),
    }
    return render(request, "web/committees/_ballot_kept.html", context)


def _voted(request, item: AgendaItem, person: Representative) -> str:
    """Cast the vote typed; return why it is refused, nothing when it is kept."""
    choice = request.POST.get("choice", "")
    try:
        if choice not in Vote.Choice.values:
            raise VoteRefused(reason="Choisissez pour, contre ou abstention.")
        cast_vote(
            item=item, representative=person, choice=choice, actor=request.user,
            remark=request.POST.get("remark", "")[:2000], at=timezone.now(),
        )  # fmt: skip
    except DomainError as refusal:
        return str(refusal)
    return ""


@allow(can_speak_in_session)
@require_POST
def ballot_withdraw(request, pk):
    """Withdraw from a dossier: it closes at once, and leaves the ballot."""
    item, person = _point(request, pk)
    if not can_act_for(request.user, person):
        return refuse(request, who=can_run_sittings.who)
    done(
        request,
        f"Déport enregistré\u00a0: le dossier {item.case.number} est fermé à {person}.",
        lambda: declare_withdrawal(
            item=item, representative=person, reason=request.POST.get("reason", "")[:200],
            actor=request.user,
        ),
    )  # fmt: skip
    return redirect(_address(request, item.sitting_id, person))


@allow(can_speak_in_session)
@require_POST
def ballot_done(request, pk):
    """Say that the ballot is complete; the last one closes the consultation."""
    sitting = _consultation(request, pk)
    person = _voter(request, sitting)
    if person is None:
        return redirect("web:consultation", sitting.pk)
    left = _progress(sitting, person, request.user)["left"]
    if left:
        messages.error(request, f"Il reste {plural(left, 'dossier')} à voter.")
    elif close_if_all_voted(sitting=sitting, actor=request.user, at=timezone.now()):
        messages.success(
            request, "Merci. Tous les membres ont voté\u00a0: les réponses sont closes."
        )
    else:
        messages.success(
            request, "Merci, ce bulletin est complet. Il se change encore jusqu’à la fin."
        )
    return redirect(_address(request, sitting.pk, person))


# ── What the page shows ───────────────────────────────────────────────────────────────────────
def _lines(sitting: Sitting, person: Representative, user) -> list[dict]:
    """Return each dossier that waits for this member's vote, what it asks, and their vote."""
    proposals = {
        row.item_id: row
        for row in WithdrawalProposal.objects.filter(
            item__sitting=sitting, representative=person, state=WithdrawalProposal.State.PROPOSED
        )
    }
    found = []
    for row in proposed_for(sitting, Case.objects.visible_to(user)):
        item = row.item
        if any(w.representative_id == person.pk for w in item.withdrawals.all()):
            continue
        votes = {vote.representative_id: vote for vote in item.votes.all()}
        found.append(
            {
                "item": item,
                "asked": row.asked.lines,
                "vote": votes.get(person.pk),
                "tie": proposals.get(item.pk),
            }
        )
    return found


def _progress(sitting: Sitting, person: Representative, user) -> dict:
    """Return how many of the dossiers open to this member have their vote."""
    items = sitting.items.exclude(withdrawals__representative=person)
    items = items.filter(case__in=Case.objects.visible_to(user).values("pk"))
    expected = items.distinct().count()
    voted = Vote.objects.filter(item__in=items, representative=person).count()
    share = round(100 * voted / expected) if expected else 100
    return {"voted": voted, "expected": expected, "left": expected - voted, "share": share}


def _is_open(sitting: Sitting) -> bool:
    return (
        sitting.state == Sitting.State.OPEN
        and sitting.voting_closed_at is None
        and sitting.closes_at is not None
        and timezone.now() <= sitting.closes_at
    )


# ── Whose ballot ──────────────────────────────────────────────────────────────────────────────
def _consultation(request, pk) -> Sitting:
    return get_object_or_404(sittings_of(request.user).filter(mode=Sitting.Mode.WRITTEN), pk=pk)


def _voter(request, sitting: Sitting) -> Representative | None:
    """Return whose ballot it is: one's own, else that of the member named by who runs it."""
    called = Representative.objects.filter(attendances__sitting=sitting).select_related("user")
    named = request.GET.get("membre", "")
    if named and can_run_sittings(request.user):
        return get_object_or_404(called, pk=_key(named))
    mine = called.filter(user=request.user).first()
    if mine is None and not can_run_sittings(request.user):
        raise Http404
    return mine


def _point(request, pk) -> tuple[AgendaItem, Representative]:
    item = get_object_or_404(
        items_for(request.user).filter(sitting__mode=Sitting.Mode.WRITTEN), pk=pk
    )
    called = Representative.objects.filter(attendances__sitting=item.sitting_id)
    person = get_object_or_404(
        called.select_related("user"), pk=_key(request.POST.get("representative", ""))
    )
    return item, person


def _address(request, sitting_key, person: Representative) -> str:
    """Return where the ballot is, the member named when it is not one's own."""
    page = reverse("web:ballot", args=[sitting_key])
    return page if person.user_id == request.user.pk else f"{page}?membre={person.pk}"


def _key(named: str) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        raise Http404 from None
