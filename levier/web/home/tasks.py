"""What must be done: to decide, pieces that miss, silent dossiers, next steps. Each is bounded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from levier.cases.models import Case, Piece
from levier.cases.permissions import can_write_cases
from levier.cases.querysets import hangs_from
from levier.cases.states import State
from levier.committees.models import AgendaItem, Condition
from levier.kernel.french import long_date, plural
from levier.portfolio.models import Commitment
from levier.web.home.scope import Portfolio

SHOWN = 8
ENDED = (State.CLOSED, State.REFUSED, State.ABANDONED)
MOVING = (
    State.FIRST_CONTACT, State.ORIENTATION, State.INSTRUCTION, State.READY, State.COMMITTEE,
    State.CONDITIONS,
)  # fmt: skip
SILENT_DAYS = 21
LAPSING_DAYS = 31
EXPIRING_DAYS = 30  # as the « Expire bientôt » of the tab « Pièces »


@dataclass(frozen=True)
class Task:
    """One thing to do: on which dossier, why, before when, by which button."""

    title: str
    why: str
    due: date | None
    verb: str
    url: str


def to_decide(mine: Portfolio, on: date) -> list[Task]:
    """Return what waits for a decision, the most pressing first (five queries at most).

    Those who do not instruct dossiers read what touches commitments only.
    """
    tasks = [*_conditions(mine), *_lapsing(mine, on)]
    if can_write_cases(mine.user):
        tasks += [*_ready(mine.cases), *_on_agenda(mine), *_expiring(mine, on)]
    return sorted(tasks, key=lambda task: (task.due is None, task.due or on))


def missing_pieces(mine: Portfolio) -> QuerySet:
    """Return the pieces asked and not received, the oldest request first."""
    return (
        Piece.objects.filter(
            mine.holds(besides=ENDED),
            organisation=mine.user.organisation_id,
            status=Piece.Status.REQUIRED,
            requested_on__isnull=False,
        )
        .select_related("case__person", "case__structure", "kind")
        .order_by("requested_on")[: SHOWN + 1]
    )


def silent(cases: QuerySet, on: date) -> QuerySet:
    """Return the dossiers without any action for three weeks, the oldest first."""
    since = on - timedelta(days=SILENT_DAYS)
    rows = cases.filter(state__in=MOVING, is_stub=False, last_action_on__lt=since)
    return first_of(rows, "last_action_on", SHOWN + 1)


def next_steps(cases: QuerySet, on: date) -> QuerySet:
    """Return the steps planned up to two weeks ahead, late ones first."""
    rows = cases.in_progress().filter(next_step_on__lte=on + timedelta(days=14))
    return first_of(rows, "next_step_on", SHOWN)


def first_of(cases: QuerySet, order: str, limit: int) -> QuerySet:
    """Return the first dossiers in an order: their keys are sorted first, then they are read.

    Sorting whole rows costs ten times more than sorting keys.
    """
    keys = cases.order_by(order).values("pk")[:limit]
    rows = Case.objects.filter(pk__in=keys).select_related("person", "structure", "prescriber")
    return rows.order_by(order)


def name_of(case: Case) -> str:
    """Return `Anaïs Delcroix · Cycles de la Gohelle`."""
    parts = [str(part) for part in (case.person, case.structure) if part]
    return " · ".join(parts) or case.title or case.number


def _ready(cases: QuerySet) -> Iterable[Task]:
    for case in first_of(cases.filter(state=State.READY), "last_action_on", SHOWN):
        why = "Le dossier est prêt\u00a0: il attend une séance."
        yield Task(name_of(case), why, None, "Inscrire au comité", case_url(case.pk))


def _on_agenda(mine: Portfolio) -> Iterable[Task]:
    house = mine.user.organisation_id
    items = (
        AgendaItem.objects.filter(hangs_from(mine.cases), sitting__organisation=house)
        .filter(is_closed=False, sitting__is_stub=False)
        .filter(sitting__state__in=("planned", "open"))
        .select_related("sitting", "case__person", "case__structure")
        .order_by("sitting__held_on", "position")[:SHOWN]
    )
    for item in items:
        why = f"Passe en {item.sitting.number}, point {item.position}."
        due = item.sitting.held_on
        yield Task(name_of(item.case), why, due, "Relire le dossier", case_url(item.case_id))


def _conditions(mine: Portfolio) -> Iterable[Task]:
    waiting = mine.cases.filter(state=State.CONDITIONS).values("pk")
    rows = (
        Condition.objects.filter(decision__item__case__in=waiting, lifted_on=None)
        .select_related("decision__item__case__person", "decision__item__case__structure")
        .order_by("due_on", "pk")[:SHOWN]
    )
    for row in rows:
        case = row.decision.item.case
        why = f"Condition «\u00a0{row.text}\u00a0»\u00a0: la lever débloque la mise en place."
        yield Task(name_of(case), why, row.due_on, "Lever la condition", case_url(case.pk))


def _lapsing(mine: Portfolio, on: date) -> Iterable[Task]:
    rows = (
        Commitment.objects.filter(hangs_from(mine.cases), organisation=mine.user.organisation_id)
        .filter(state="open", is_past=False)
        .lapsing_before(on + timedelta(days=LAPSING_DAYS))
        .select_related("case__person", "case__structure")
        .order_by("valid_until")[:SHOWN]
    )
    for row in rows:
        left = (row.valid_until - on).days
        when = f"dans {plural(left, 'jour')}" if left >= 0 else "depuis " + plural(-left, "jour")
        kind = row.get_kind_display().capitalize()
        why = f"{kind} {row.number}\u00a0: caduque {when}, rien n’est mis en place."
        yield Task(
            name_of(row.case), why, row.valid_until, "Prolonger", url_of("web:commitment", row.pk)
        )


def _expiring(mine: Portfolio, on: date) -> Iterable[Task]:
    rows = (
        Piece.objects.filter(mine.holds(besides=ENDED), organisation=mine.user.organisation_id)
        .filter(status__in=(Piece.Status.RECEIVED, Piece.Status.CHECKED))
        .filter(expires_on__gte=on, expires_on__lte=on + timedelta(days=EXPIRING_DAYS))
        .select_related("case__person", "case__structure", "kind")
        .order_by("expires_on", "pk")[:SHOWN]
    )
    for row in rows:
        why = f"La pièce «\u00a0{row.kind}\u00a0» expire\u00a0: en demander une plus récente."
        url = url_of("web:case_pieces", row.case_id)
        yield Task(name_of(row.case), why, row.expires_on, "Voir la pièce", url)


def silent_reason(case: Case) -> str:
    """Return what one knows of a silent dossier."""
    day = long_date(case.last_action_on)
    if case.next_step:
        return f"{case.next_step}. Dernière action le {day}."
    if case.prescriber and case.state in (State.FIRST_CONTACT, State.ORIENTATION):
        return f"Envoi de {case.prescriber}, sans nouvelle depuis le {day}."
    return f"{case.get_state_display()}. Dernière action le {day}."


def case_url(key) -> str:
    """Return where a dossier's page is."""
    return url_of("web:case", key)


def url_of(name: str, *args) -> str:
    """Return the address of a page, or the home page while it does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return reverse("web:home")


IN_INSTRUCTION = Q(state__in=(State.ORIENTATION, State.INSTRUCTION))
