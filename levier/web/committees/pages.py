"""What the pages of a sitting and of its session show, gathered and ready for the templates."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone

from levier.accounts.models import User
from levier.cases.models import Case, FundingRequest, PlanLine
from levier.committees.models import AgendaItem, Outcome, Sitting, WithdrawalProposal
from levier.committees.permissions import can_put_on_agenda, can_run_sittings
from levier.committees.services import (
    awaiting_ratification,
    members_of,
    outside_remit,
    quorum_on,
    reasons_on,
)
from levier.kernel.dates import whole_years_between
from levier.kernel.french import NBSP, euros, percent
from levier.kernel.money import ZERO
from levier.mixes.permissions import can_plan_sittings
from levier.portfolio.models import Amendment, LoanProposal
from levier.portfolio.services import remaining_in
from levier.web.committees.forms import DecisionForm
from levier.web.committees.projection import cover
from levier.web.committees.voters import room_of
from levier.workflows.decision_letters import letters_of_all
from levier.workflows.grant_draws import open_envelopes, propose_among
from levier.workflows.points_asked import Asked, asked_at
from levier.workflows.rectified_minutes import rectified_minutes
from levier.workflows.sitting_documents import items_beside, items_of

STEPS = {
    Sitting.State.PLANNED: ("ouvrir", "Ouvrir la séance", "Les votes et les décisions s’ouvrent."),
    Sitting.State.OPEN: ("lever", "Lever la séance", "Plus aucune décision ne s’y ajoute."),
    Sitting.State.HELD: (
        "figer",
        "Figer le procès-verbal",
        "Le procès-verbal est imprimé, numéroté et gardé : plus rien ne change à ce comité.",
    ),
}

FREEZE_ACT = (
    "figer",
    "Figer le relevé",
    "Le relevé est imprimé, numéroté et gardé : plus rien ne change à cet acte.",
)


def sitting_page(sitting: Sitting, user) -> dict:
    """Return what the page of a sitting shows to this user."""
    runs = can_run_sittings(user)
    visible = Case.objects.visible_to(user)
    items = items_of(sitting, visible)
    attendances = list(
        sitting.attendances.select_related(
            "representative__member", "representative__user", "college"
        )
    )
    members = members_of(sitting, attendances)
    open_for_agenda = sitting.state in (Sitting.State.PLANNED, Sitting.State.OPEN)
    letters = letters_of_all([row for item in items for row in item.decisions.all()])
    asked = asked_at(items)
    lines = [_agenda_line(item, members, letters, asked[item.pk]) for item in items]
    return {
        "sitting": sitting,
        "lines": lines,
        "attendances": attendances,
        "present_count": sum(row.is_present for row in attendances),
        "proposals": proposals_for(items, user) if open_for_agenda else [],
        "is_called": any(row.representative.user_id == user.pk for row in attendances),
        "runs": runs,
        "plans_amounts": can_plan_sittings(user),
        "can_change": runs and sitting.state != Sitting.State.MINUTED and not sitting.imported_from,
        "can_add": open_for_agenda and not sitting.opened_at and can_put_on_agenda(user),
        "is_early": sitting.state == Sitting.State.PLANNED
        and sitting.held_on is not None
        and sitting.held_on > timezone.localdate(),
        "ready": _ready_cases(visible, sitting)
        if open_for_agenda and can_put_on_agenda(user)
        else [],
        "amendments": _to_lay(Amendment, user) if open_for_agenda and runs else [],
        "proposals_to_lay": _to_lay(LoanProposal, user) if open_for_agenda and runs else [],
        "step": _step(sitting) if runs and not sitting.imported_from else None,
        "rectified": rectified_minutes(sitting) if sitting.minutes_id else [],
        "hidden_count": _hidden(sitting, len(items)),
        **(to_ratify(sitting, visible) if runs else {}),
    }


def to_ratify(sitting: Sitting, visible) -> dict[str, int]:
    """Return how many decisions by delegation stand before this committee, and how many wait."""
    rows = awaiting_ratification(sitting).filter(item__case__in=visible)
    ruled = [any(pair) for pair in rows.values_list("ratified_in", "not_ratified_in")]
    return {"ratify_count": len(ruled), "ratify_left": ruled.count(False)}


def _step(sitting: Sitting) -> tuple[str, str, str] | None:
    """Return the next step of a sitting; a consultation opens and ends on its own page."""
    if sitting.mode == Sitting.Mode.DELEGATION and sitting.state == Sitting.State.HELD:
        return FREEZE_ACT
    before_the_end = sitting.state in (Sitting.State.PLANNED, Sitting.State.OPEN)
    if sitting.mode == Sitting.Mode.WRITTEN and before_the_end:
        return None
    return STEPS.get(sitting.state)


def _hidden(sitting: Sitting, shown: int) -> int:
    return sitting.items.count() - shown


def _ready_cases(visible, sitting: Sitting) -> list[Case]:
    rows = visible.filter(state="ready").select_related("person", "structure", "advisor")
    asked = FundingRequest.objects.select_related("instrument")
    rows = rows.prefetch_related(Prefetch("requests", asked))
    found = list(rows.order_by("last_action_on")[:50])
    if found and sitting.committee:
        prefetch_related_objects([sitting.committee], "remits")
    for case in found:
        case.outside = " ".join(outside_remit(sitting, case))  # asked again before it is laid
    return found


def _to_lay(model: type[Amendment] | type[LoanProposal], user) -> list:
    """Return what waits for a committee and is on no agenda yet, 50 at most."""
    laid = AgendaItem.objects.filter(is_closed=False).values("case")
    rows = model.objects.visible_to(user).filter(state=model.State.TO_COMMITTEE)
    return list(
        rows.exclude(commitment__case__in=laid).select_related(
            "commitment__case__person", "commitment__case__structure", "commitment__instrument"
        )[:50]
    )


def _agenda_line(item: AgendaItem, members, letters, asked: Asked) -> dict:
    decisions = list(item.decisions.all())
    return {
        "item": item,
        "running": asked.lines if asked.amendment or asked.loan else [],
        "requests": [row for row in asked.requests if row.state != "withdrawn"],
        "decisions": [
            {
                "decision": decision,
                "letters": letter_links(decision, letters[decision.pk]),
                "conditions": list(decision.conditions.all()),
            }
            for decision in decisions
        ],
        "quorum": quorum_on(item, members),
        "withdrawals": list(item.withdrawals.all()),
    }


def letter_links(decision, letters) -> list[dict]:
    """Return the address of each letter of a decision, and whom it is for."""
    names = {
        "porteur": "porteur", "banque": "banque", "risque": "porteur du risque",
        "financeur": "financeur",
    }  # fmt: skip
    return [
        {
            "label": letter.funder.short_name or letter.recipient
            if letter.funder
            else names[letter.kind],
            "url": reverse("web:decision_letter_pdf", args=[decision.pk, letter.key]),
        }
        for letter in letters
    ]


# ── The session ───────────────────────────────────────────────────────────────────────────────
def session_page(
    key: UUID, user, on: date, bound: DecisionForm | None = None, typed=None, projected=False
) -> dict:
    """Return what the session shows of one dossier: agenda, note, decision; 404 to a stranger.

    `typed` is what was sent and refused: votes and conditions come back as they were typed.
    `projected`, it is read by a room: without the personal data of the dossier.
    """
    typed = typed or QueryDict()
    visible = Case.objects.visible_to(user)
    items = items_beside(key, visible)
    item = next((row for row in items if row.pk == key), None)
    if item is None:
        raise Http404
    rank = items.index(item)
    asked = to_decide(item)
    before = to_ratify(item.sitting, visible) if can_run_sittings(user) else {}
    return {
        **before,
        **room_of(item, user, typed),
        "items": items,
        "rank": rank + 1,
        "previous": items[rank - 1] if rank else None,
        "next": items[rank + 1] if rank + 1 < len(items) else None,
        "next_open": next((row for row in items if not row.is_closed and row != item), None),
        "projected": projected,
        "proposals": [] if projected else proposals_for([item], user),
        "condition_rows": _condition_rows(typed, "condition", item.case.advisor_id),
        "expected_rows": _condition_rows(typed, "expected", None),
        "staff": User.objects.staff_of(user.organisation_id) if asked else (),
        "purses": _purses(item, asked, on, typed) if asked else (),
        "asked": asked,
        "form": bound or decision_form(item, asked),
        "outcomes": Outcome.choices,
        **_note(item, on, hide=cover(item) if projected else None),
    }


def proposals_for(items: Sequence[AgendaItem], user) -> list[WithdrawalProposal]:
    """Return the ties still to settle on these points, in the order of the agenda.

    Those who run the sitting settle them all, a member their own.
    """
    rows = WithdrawalProposal.objects.filter(
        item__in=[item for item in items if not item.is_closed],
        state=WithdrawalProposal.State.PROPOSED,
    )
    if not can_run_sittings(user):
        rows = rows.filter(representative__user=user)
    rows = rows.select_related("representative", "item__case")
    return list(rows.order_by("item__position", "pk"))


def to_decide(item: AgendaItem) -> dict | None:
    """Return what is to be decided next: a request, an amendment, a loan that runs, or nothing."""
    decided = {decision.request_id for decision in item.decisions.all()}
    if None in decided:
        return None
    asked = asked_at([item])[item.pk]
    for request in asked.waiting:
        if request.pk not in decided:
            return {
                "request": request, "amendment": None, "proposal": None,
                "kind": request.instrument.kind,
            }  # fmt: skip
    if asked.amendment is None and asked.loan is None:
        return None
    return {
        "request": None, "amendment": asked.amendment, "proposal": asked.loan, "kind": "",
    }  # fmt: skip


def decision_form(item: AgendaItem, asked: dict | None, data=None) -> DecisionForm | None:
    """Return the form of the next decision, filled with the terms asked for."""
    if asked is None or item.is_closed:
        return None
    request = asked["request"]
    initial = {"key": uuid4()}
    if request is not None:
        initial |= {
            "amount": request.amount,
            "loan_amount": request.loan_amount,
            "quota": request.quota,
            "months": request.months,
        }
    reasons = reasons_on(item.organisation_id, item.sitting.held_on)
    return DecisionForm(data, kind=asked["kind"], reasons=reasons, initial=initial)


def _condition_rows(typed, name: str, advisor_key) -> list[dict]:
    """Return the rows of conditions, or of expected items: those typed, else two blank ones."""
    owners, days = typed.getlist(f"{name}_owner"), typed.getlist(f"{name}_due")
    rows = [
        {
            "text": text,
            "owner": owners[rank] if rank < len(owners) else "",
            "due": days[rank] if rank < len(days) else "",
        }
        for rank, text in enumerate(typed.getlist(name))
    ]
    return rows or [{"text": "", "owner": str(advisor_key or ""), "due": ""}] * 2


def _purses(item: AgendaItem, asked: dict, on: date, typed) -> list[dict]:
    """Return the envelopes that may bear a grant, what is left in each, and those proposed."""
    request, day = asked["request"], item.sitting.held_on or on
    if request is None or request.instrument.kind != "grant":
        return []
    envelopes = open_envelopes(item.case, request.instrument, day)
    left = remaining_in(envelopes) if envelopes else {}
    if typed:
        chosen = set(typed.getlist("envelope"))
    else:
        amount = request.amount or ZERO
        proposed = propose_among(item.case, amount, envelopes, left) if amount else []
        chosen = {str(envelope.pk) for envelope, _ in proposed}
    return [
        {"envelope": row, "left": left[row.pk], "chosen": str(row.pk) in chosen}
        for row in envelopes
    ]


def _note(item: AgendaItem, on: date, hide: Callable[[str], str] | None = None) -> dict:
    """Return the note in the middle: key figures, project, opinion, ratings, what to check.

    With `hide`, a room reads it: no age, no name of a paper, and the texts masked.
    """
    case = item.case
    ratings = {row.dimension: row for row in case.ratings.all()}
    lines = [line for line in case.plan_lines.all() if line.counts]
    born = case.person.birth_date if case.person and not hide else None
    points = list(case.attention_points.all())
    for point in points if hide else ():
        point.text, point.answer = hide(point.text), hide(point.answer)
    pieces = [
        piece
        for piece in case.pieces.select_related("kind")
        if piece.is_mandatory and (piece.status != "checked" or piece.is_expired_on(on))
    ]
    return {
        "age": whole_years_between(born, on) if born else None,
        "figures": _figures(case, lines, on),
        "ratings": [
            {"label": label, "rating": ratings.get(code), "steps": range(1, 5)}
            for code, label in case.ratings.model.Dimension.choices
        ],
        "points": points,
        "pieces": [] if hide else pieces,
        "piece_count": len(pieces),
    }


def _figures(case: Case, lines: list[PlanLine], on: date) -> list[tuple[str, str, str]]:
    """Return up to four key figures: (value, what, precision)."""
    found = []
    for request in case.requests.all():
        if request.state == "withdrawn":
            continue
        if request.loan_amount:
            months = f"{request.months}{NBSP}mois" if request.months else ""
            foot = ", ".join(part for part in (str(request.bank or ""), months) if part)
            found.append((euros(request.loan_amount), "emprunt demandé", foot))
        found.append(_proposed(request))
    needs = sum((line.amount for line in lines if line.side == PlanLine.Side.NEED), ZERO)
    resources = sum((line.amount for line in lines if line.side == PlanLine.Side.RESOURCE), ZERO)
    if needs or resources:
        what = "besoins = ressources" if needs == resources else "besoins, plan non équilibré"
        found.append((euros(needs), what, f"ressources {euros(resources)}"))
    jobs = (case.jobs_created or ZERO) + (case.jobs_consolidated or ZERO)
    if jobs:
        word = "emplois" if jobs >= 2 else "emploi"
        found.append((f"{jobs.normalize():f}".replace(".", ","), word, "créés ou consolidés"))
    return found[:4]


def _proposed(request) -> tuple[str, str, str]:
    foot = str(request.instrument)
    if request.instrument.kind == "guarantee":
        foot = f"{percent(request.quota)}, {foot}" if request.quota else foot
        return (
            euros(request.amount) if request.amount else "à chiffrer",
            "garantie proposée",
            foot,
        )
    return (euros(request.amount) if request.amount else "à chiffrer", "proposé", foot)
