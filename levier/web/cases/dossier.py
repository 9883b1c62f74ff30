"""The frame of every page of a dossier: who may open it, its header, its steps, its tabs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from levier.accounts.models import User
from levier.cases.models import Case, EligibilityRecord, FundingRequest, Piece
from levier.cases.permissions import can_edit_case, can_instruct, can_read_cases, events_for
from levier.cases.states import STEPS, Event, State
from levier.committees.models import AgendaItem
from levier.journal.models import Entry
from levier.journal.services import record_read
from levier.portfolio.models import Commitment
from levier.web.access import allow, refuse
from levier.web.cases.amounts import Amount, amounts_of
from levier.web.cases.presence import seen_by
from levier.web.counts import capped, count_up_to

MOST_LINES = 500
LOADED = (
    "organisation", "person", "structure", "advisor", "office", "prescriber",
    "agreement__funder", "operation",
)  # fmt: skip
SHORT_STEPS = {
    State.READY: "Dossier prêt", State.CONDITIONS: "Conditions", State.CLOSED: "Clôture",
}  # fmt: skip
NOT_NOW = "Le dossier n’est plus en instruction : reprenez l’instruction pour le modifier."
NOT_YOURS = "Vous lisez ce dossier, mais il est instruit par une autre équipe."


@dataclass(frozen=True)
class Tab:
    """One tab: its address, its label, what it counts, whether committee members read it."""

    key: str
    label: str
    url_name: str
    for_members: bool = True


TABS = (
    Tab("summary", "Synthèse", "case"),
    Tab("project", "Projet", "case_project"),
    Tab("people", "Personnes", "case_people", for_members=False),
    Tab("plan", "Plan de financement", "case_plan"),
    Tab("requests", "Demandes", "case_requests"),
    Tab("eligibility", "Éligibilité", "case_eligibility"),
    Tab("pieces", "Pièces", "case_pieces"),
    Tab("analysis", "Analyse", "case_analysis"),
    Tab("engagement", "Engagement", "case_engagement"),
    Tab("exchanges", "Échanges", "case_exchanges", for_members=False),
    Tab("committee", "Comité", "case_committee"),
    Tab("journal", "Journal", "case_journal", for_members=False),
)
BY_KEY = {tab.key: tab for tab in TABS}


@dataclass
class Shell:
    """What every tab shows around its own content."""

    case: Case
    user: User
    today: date
    tab: str
    requests: list[FundingRequest]
    pieces: list[Piece]
    commitments: list[Commitment]
    items: list[AgendaItem]
    tabs: list[dict[str, Any]] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)

    @property
    def amounts(self) -> list[Amount]:
        """The amounts of the header, each with its nature."""
        return amounts_of(self.case, self.requests, self.commitments, self.items)

    @property
    def can_edit(self) -> bool:
        """Whether this user writes on the dossier."""
        return can_edit_case(self.user, self.case)

    @property
    def can_instruct(self) -> bool:
        """Whether what the committee reads may change now."""
        return can_instruct(self.user, self.case)

    @property
    def why_closed(self) -> str:
        """Why the page offers no change; nothing when it does."""
        if self.can_instruct:
            return ""
        return NOT_NOW if self.can_edit else NOT_YOURS

    @property
    def events(self) -> list[Event]:
        """The passages this user may ask here."""
        return events_for(self.user, self.case)

    @property
    def sitting_item(self) -> AgendaItem | None:
        """The point of the next sitting, or of the last one."""
        return self.items[0] if self.items else None

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The lever: every step, those passed, the current one."""
        return steps_of(self.case.state)


def steps_of(state: str) -> list[dict[str, Any]]:
    """Return the steps with their place; a refusal or a renouncement takes the current one's."""
    ended = {State.REFUSED: State.CONDITIONS, State.ABANDONED: State.INSTRUCTION}
    place = STEPS.index(ended.get(state, state))
    return [
        {
            "label": State(state).label
            if rank == place and state in ended
            else SHORT_STEPS.get(step, step.label),
            "is_past": rank < place,
            "is_current": rank == place,
        }
        for rank, step in enumerate(STEPS)
    ]


def on_case(
    *,
    tab: str = "",
    needs: Callable[[User, Case], bool] | None = None,
    journals: bool = True,
) -> Callable:
    """Give the view its dossier, if the user may read it; journal the reading of a social one.

    `tab` is the tab shown; `needs` is asked of those who write: a refusal says who may. `journals`
    is false for what an open page asks again by itself: its opening was journalled.
    """

    def decorate(view: Callable) -> Callable:
        @allow(can_read_cases)
        @wraps(view)
        def guarded(request: HttpRequest, pk, **kwargs) -> HttpResponse:
            rows = Case.objects.visible_to(request.user).select_related(*LOADED)
            if tab and not BY_KEY[tab].for_members and not request.user.is_staff_of_house:
                rows = rows.none()
            case = get_object_or_404(rows, pk=pk)
            writes = request.method not in {"GET", "HEAD"}
            if writes and needs is not None and not needs(request.user, case):
                return refuse(request, reason=_why_refused(request.user, case))
            if journals and not writes and case.is_social:
                summary = f"Lecture du dossier {case.number} ({BY_KEY[tab or 'summary'].label})."
                record_read(actor=request.user, target=case, case_key=case.pk, summary=summary)
            return view(request, case, **kwargs)

        return guarded

    return decorate


def _why_refused(user: User, case: Case) -> str:
    return NOT_NOW if can_edit_case(user, case) else NOT_YOURS


def show_tab(
    request: HttpRequest, case: Case, tab: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Draw one tab inside the frame of its dossier."""
    shell = shell_of(request.user, case, tab, timezone.localdate())
    values = {"case": case, "shell": shell, "today": shell.today, **(context or {})}
    return render(request, f"web/cases/{tab}.html", values)


def shell_of(user: User, case: Case, tab: str, today: date) -> Shell:
    """Read what the frame shows (seven queries, whatever the rows)."""
    load(case)
    shell = Shell(
        case=case,
        user=user,
        today=today,
        tab=tab,
        requests=list(case.requests.all()),
        pieces=list(case.pieces.all()),
        commitments=list(case.commitments.all()),
        items=sorted(
            case.agenda_items.all(), key=lambda item: item.sitting.held_on or date.min, reverse=True
        ),
    )
    shell.tabs = _tabs(shell)
    if user.is_staff_of_house:
        shell.readers = seen_by(case.pk, user, timezone.now())
    return shell


def load(case: Case, *more: str) -> None:
    """Read the rows that hang from the dossier, once: those of the frame, and `more` by name."""
    lookups = [
        Prefetch("requests", FundingRequest.objects.select_related("instrument", "bank")),
        Prefetch("pieces", Piece.objects.select_related("kind")),
        Prefetch("commitments", Commitment.objects.select_related("instrument")),
        Prefetch("agenda_items", AgendaItem.objects.select_related("sitting")),
    ]
    if "eligibility_records" in more:
        records = EligibilityRecord.objects.select_related("version__instrument")
        lookups.append(Prefetch("eligibility_records", records))
    lookups += [name for name in more if name != "eligibility_records"]
    prefetch_related_objects([case], *lookups)


def _tabs(shell: Shell) -> list[dict[str, Any]]:
    is_staff = shell.user.is_staff_of_house
    counts = {
        "pieces": _piece_count(shell.pieces),
        "requests": _nothing_for_zero(
            sum(r.state != FundingRequest.State.WITHDRAWN for r in shell.requests)
        ),
        "committee": _nothing_for_zero(len(shell.items)),
    }
    if is_staff:
        lines = Entry.objects.of_case(shell.case.pk)
        counts["journal"] = capped(count_up_to(lines, MOST_LINES), MOST_LINES)
        counts["exchanges"] = capped(count_up_to(shell.case.notes, MOST_LINES), MOST_LINES)
    return [
        {
            "label": tab.label,
            "url": reverse(f"web:{tab.url_name}", args=[shell.case.pk]),
            "count": counts.get(tab.key, ""),
            "is_current": tab.key == shell.tab,
        }
        for tab in TABS
        if is_staff or tab.for_members
    ]


def _nothing_for_zero(count: int) -> str:
    return str(count) if count else ""


def _piece_count(pieces: list[Piece]) -> str:
    if not pieces:
        return ""
    done = sum(piece.status == Piece.Status.CHECKED for piece in pieces)
    return f"{done}/{len(pieces)}"
