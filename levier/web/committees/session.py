"""The session: one dossier at a time, its note, its votes and its decision."""

from contextlib import suppress
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levier.accounts.models import User
from levier.cases.models import Case
from levier.cases.querysets import hangs_from
from levier.committees.errors import VoteRefused
from levier.committees.models import Representative, Sitting, Vote, Withdrawal, WithdrawalProposal
from levier.committees.permissions import (
    can_act_for,
    can_read_sittings,
    can_run_sittings,
    can_speak_in_session,
)
from levier.committees.services import (
    NewCondition,
    accept_proposal,
    cancel_withdrawal,
    cast_changed,
    cast_vote,
    declare_withdrawal,
    dismiss_proposal,
    quorum_on,
    record_movement,
    show_item,
    write_debate,
)
from levier.kernel.errors import DomainError
from levier.web.access import allow, refuse
from levier.web.committees.forms import WithdrawalForm
from levier.web.committees.pages import decision_form, session_page, to_decide
from levier.web.committees.projection import projected
from levier.web.committees.sittings import items_for, sittings_of
from levier.web.committees.voters import ballot_typed, quorum_said, room_mark, room_part
from levier.web.refusals import done
from levier.workflows.decide_case import decide_case, terms_asked
from levier.workflows.follow_commitment import decide_on_amendment
from levier.workflows.grant_draws import open_envelopes, share_equally
from levier.workflows.loan_proposals import decide_on_proposal

MOVES = ("arrive", "part")


@allow(can_read_sittings)
def session_start(request, pk):
    """Go to the first dossier left to decide, else to the first one."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    if row.mode == Sitting.Mode.WRITTEN:
        return redirect("web:consultation" if can_run_sittings(request.user) else "web:sitting", pk)
    items = row.items.filter(hangs_from(Case.objects.visible_to(request.user)))
    item = items.filter(is_closed=False).first() or items.first()
    if item is None:
        messages.info(request, "Aucun dossier à l’ordre du jour.")
        return redirect("web:sitting", row.pk)
    return redirect("web:session", item.pk)


@allow(can_read_sittings)
@require_http_methods(["GET", "POST"])
def session(request, pk):
    """Page « En séance » : one dossier, and its decision for those who run the sitting."""
    bound = None
    if request.method == "POST":
        item = get_object_or_404(items_for(request.user), pk=pk)
        if not can_run_sittings(request.user):
            return refuse(request, who=can_run_sittings.who)
        asked = to_decide(item)
        bound = decision_form(item, asked, request.POST)
        if bound is None:
            messages.error(request, "Il n’y a plus rien à décider sur ce dossier.")
            return redirect("web:session", item.pk)
        if bound.is_valid() and _decided(request, item, asked, bound):
            return _onward(request, item)
    context = session_page(
        pk, request.user, timezone.localdate(), bound, request.POST, projected=projected(request)
    )
    return render(request, "web/committees/session.html", context, status=422 if bound else 200)


@allow(can_read_sittings)
@require_safe
def session_votes(request, pk):
    """Return the votes of the session as they stand beside what is ticked; 204 if none changed."""
    seen = request.GET.get("vu")
    if seen and seen == room_mark(pk, request.user):
        return HttpResponse(status=204)
    context = room_part(pk, request.user, request.GET)
    context |= {"is_part": True, "projected": projected(request)}
    context |= {"is_typed": "saisie" in request.GET and context["runs"]}
    return render(request, "web/committees/_votes.html", context)


def _decided(request, item, asked, form) -> bool:
    """Write the votes and the decision together; a refusal goes on the form."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            _write_votes(request, item)
            if asked["proposal"] is not None:
                decide_on_proposal(
                    item=item,
                    proposal=asked["proposal"],
                    outcome=data["outcome"],
                    reason=data["reason"],
                    actor=request.user,
                    idempotency_key=data["key"],
                    **_said(request, data),
                )
            elif asked["request"] is None:
                decide_on_amendment(
                    item=item,
                    amendment=asked["amendment"],
                    outcome=data["outcome"],
                    reason=data["reason"],
                    actor=request.user,
                    idempotency_key=data["key"],
                    **_said(request, data),
                )
            else:
                _decide(request, item, asked["request"], data)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(request, f"La décision sur {item.case.number} est enregistrée.")
    return True


def _decide(request, item, asked, data) -> None:
    agreed = data["outcome"].startswith("agreed")
    conditional = data["outcome"] == "agreed_with_conditions"
    decide_case(
        item=item,
        request=asked,
        outcome=data["outcome"],
        amount=data.get("amount") if agreed else None,
        actor=request.user,
        idempotency_key=data["key"],
        conditions=rows_typed(request, "condition") if conditional else (),
        reason=data["reason"],
        valid_until=data.get("valid_until"),
        draws=_draws_typed(request, item, asked, data.get("amount")) if agreed else (),
        terms=terms_asked(
            asked,
            loan_amount=data.get("loan_amount"),
            quota=data.get("quota"),
            months=data.get("months"),
        ),
        **_said(request, data),
    )


def _said(request, data) -> dict:
    """Return what goes with the outcome alone: the reason of a refusal, what is expected."""
    refused, adjourned = data["outcome"] == "refused", data["outcome"] == "adjourned"
    return {
        "refusal_reason": data["refusal_reason"] if refused else None,
        "expected": rows_typed(request, "expected") if adjourned else (),
    }


def _draws_typed(request, item, asked, amount) -> list:
    """Return the draws of a grant on the envelopes ticked; none lets the rules propose."""
    ticked = set(request.POST.getlist("envelope"))
    if asked.instrument.kind != "grant" or not ticked or not amount:
        return []
    envelopes = open_envelopes(item.case, asked.instrument, item.sitting.held_on)
    chosen = [row for row in envelopes if str(row.pk) in ticked]
    return share_equally(amount, chosen) if chosen else []


def rows_typed(request, name: str) -> list[NewCondition]:
    """Return the conditions, or the expected items, typed: text, by whom, before when."""
    texts = request.POST.getlist(name)
    owners = request.POST.getlist(f"{name}_owner")
    days = request.POST.getlist(f"{name}_due")
    users = {str(user.pk): user for user in User.objects.staff_of(request.user.organisation_id)}
    found = []
    for rank, text in enumerate(texts):
        if text.strip():
            owner = users.get(owners[rank]) if rank < len(owners) else None
            found.append(NewCondition(text.strip()[:300], owner, _day(days, rank)))
    return found


def _day(days: list[str], rank: int) -> date | None:
    with suppress(ValueError, IndexError):
        return date.fromisoformat(days[rank])
    return None


def _write_votes(request, item) -> None:
    """Write the votes changed on this page; those cast meanwhile from a tablet stand."""
    people = Representative.objects.filter(attendances__sitting=item.sitting_id)
    ballots = [ballot_typed(request.POST, person) for person in people]
    cast_changed(item=item, ballots=ballots, actor=request.user)


def _onward(request, item):
    """Stay while the dossier has something to decide, else go to the next one."""
    item.refresh_from_db()
    if not item.is_closed:
        return redirect("web:session", item.pk)
    waiting = item.sitting.items.filter(
        hangs_from(Case.objects.visible_to(request.user)), is_closed=False
    )
    following = waiting.filter(position__gt=item.position).first() or waiting.first()
    if following is None:
        messages.info(request, "Tous les dossiers sont décidés : vous pouvez lever la séance.")
        return redirect("web:sitting", item.sitting_id)
    return redirect("web:session", following.pk)


@allow(can_run_sittings)
@require_POST
def item_show(request, pk):
    """Show a point on the members' tablets: the session page of an open sitting asks for it."""
    item = get_object_or_404(items_for(request.user), pk=pk)
    show_item(item=item, actor=request.user)
    return HttpResponse(status=204) if request.htmx else redirect("web:session", item.pk)


# ── One member at a time ──────────────────────────────────────────────────────────────────────
@allow(can_speak_in_session)
@require_POST
def item_withdraw(request, pk):
    """Take a member out of one dossier, at once."""
    item = get_object_or_404(items_for(request.user), pk=pk)
    form = WithdrawalForm(request.POST, item=item)
    if not form.is_valid():
        messages.error(request, "Choisissez le membre et indiquez le motif du déport.")
        return redirect("web:session", item.pk)
    person = form.cleaned_data["representative"]
    if not can_act_for(request.user, person):
        return refuse(request, who=can_run_sittings.who)
    done(
        request,
        f"{person} s’est déporté·e : ce dossier lui est fermé.",
        lambda: declare_withdrawal(
            item=item,
            representative=person,
            reason=form.cleaned_data["reason"],
            actor=request.user,
        ),
    )
    return _back(request, item)


@allow(can_speak_in_session)
@require_POST
def proposal_answer(request, pk):
    """Settle a tie found by Levier: the member withdraws at once, or it is set aside, with why."""
    rows = WithdrawalProposal.objects.filter(item__in=items_for(request.user))
    proposal = get_object_or_404(rows.select_related("item__case", "representative__user"), pk=pk)
    item, person = proposal.item, proposal.representative
    if not can_act_for(request.user, person):
        return refuse(request, who=can_run_sittings.who)
    if "accept" in request.POST:
        sentence = f"{person} s’est déporté·e\u00a0: ce dossier lui est fermé."
        done(request, sentence, lambda: accept_proposal(proposal=proposal, actor=request.user))
    else:
        reason = request.POST.get("reason", "")
        done(
            request,
            "Le lien est écarté, sa raison est au journal.",
            lambda: dismiss_proposal(proposal=proposal, reason=reason, actor=request.user),
        )
    return _back(request, item)


def _back(request, item):
    """Return to the page that asked: a member's tablet, the sitting, else the session."""
    asked = request.POST.get("retour")
    if asked == "suivre":
        return redirect("web:sitting_follow", item.sitting_id)
    still = Case.objects.visible_to(request.user).filter(pk=item.case_id).exists()
    if asked == "comite" or not still:
        return redirect("web:sitting", item.sitting_id)
    return redirect("web:session", item.pk)


@allow(can_run_sittings)
@require_POST
def withdrawal_cancel(request, pk):
    """Undo a withdrawal declared by mistake."""
    row = get_object_or_404(
        Withdrawal.objects.visible_to(request.user)
        .exclude(item=None)
        .select_related("item__sitting", "item__case", "representative__user"),
        pk=pk,
    )
    done(
        request,
        "Le déport est annulé.",
        lambda: cancel_withdrawal(withdrawal=row, actor=request.user, reason="saisi par erreur"),
    )
    return redirect("web:session", row.item_id)


@allow(can_speak_in_session)
@require_POST
def item_vote(request, pk):
    """Write one vote, by the member's own account or by the secretary."""
    item = get_object_or_404(items_for(request.user), pk=pk)
    person = get_object_or_404(
        Representative.objects.filter(attendances__sitting=item.sitting_id),
        pk=request.POST.get("representative") or None,
    )
    if not can_act_for(request.user, person):
        return refuse(request, who=can_run_sittings.who)

    def write():
        choice = request.POST.get("choice", "")
        if choice not in Vote.Choice.values:
            raise VoteRefused(reason="Choisissez pour, contre ou abstention.")
        cast_vote(item=item, representative=person, choice=choice, actor=request.user)

    done(request, "Le vote est enregistré.", write)
    return _back(request, item)


@allow(can_run_sittings)
@require_POST
def item_movement(request, pk):
    """Note that somebody arrives or leaves as from this point; the quorum is said at once."""
    item = get_object_or_404(items_for(request.user), pk=pk)
    way, _, key = request.POST.get("mouvement", "").partition(":")
    called = Representative.objects.filter(attendances__sitting=item.sitting_id)
    person = next((row for row in called if str(row.pk) == key), None)
    if person is None or way not in MOVES:
        messages.error(request, "Choisissez qui arrive ou part.")
        return redirect("web:session", item.pk)
    try:
        moved = record_movement(
            item=item, representative=person, is_present=way == "arrive", actor=request.user
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:session", item.pk)
    lost = " Son vote sur ce point est retiré." if moved.vote_removed else ""
    said = f"{person} {way} à ce point.{lost} {quorum_said(quorum_on(item))}"
    (messages.warning if moved.vote_removed else messages.success)(request, said)
    return redirect("web:session", item.pk)


@allow(can_run_sittings)
@require_POST
def item_debate(request, pk):
    """Write what was said, for the minutes."""
    item = get_object_or_404(items_for(request.user), pk=pk)
    done(
        request,
        "La synthèse des débats est enregistrée.",
        lambda: write_debate(item=item, text=request.POST.get("debate", ""), actor=request.user),
    )
    return redirect("web:session", item.pk)
