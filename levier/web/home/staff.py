"""« Ma journée » of those who work in the house."""

from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from levier.accounts.models import Role, User
from levier.cases.permissions import can_write_cases
from levier.cases.querysets import hangs_from
from levier.committees.models import Sitting
from levier.funds.models import Envelope
from levier.journal.models import Entry
from levier.kernel.french import long_date, plural
from levier.people.models import Bank
from levier.portfolio.models import Commitment, Contract
from levier.support.models import Journey
from levier.web.home import tasks
from levier.web.home.deadlines import brsa_deadlines
from levier.web.home.followed import followed
from levier.web.home.key_figures import key_figures
from levier.web.home.loans_waiting import loans_waiting
from levier.web.home.scope import Portfolio, portfolio_of, scopes_of
from levier.web.templatetags.levier import clock

NUMBERS = ("Rien", "Une chose attend", "Deux choses attendent", "Trois choses attendent",
           "Quatre choses attendent", "Cinq choses attendent", "Six choses attendent")  # fmt: skip
FEED_DAYS, FEED_SHOWN, RECENT_SHOWN, FEED_READ = 7, 6, 6, 400


def staff_home(user: User, wanted: str, on: date) -> dict:
    """Gather the to-do list of a scope, and what the role adds on the right."""
    scopes = scopes_of(user, wanted)
    scope = next(each.code for each in scopes if each.is_current)
    mine = portfolio_of(user, scope)
    cases = mine.cases
    decide = tasks.to_decide(mine, on)
    silent = list(tasks.silent(cases, on))
    pieces = list(tasks.missing_pieces(mine))
    return {
        "today": on,
        "scopes": scopes,
        "figures": key_figures(mine, on),
        "decide": decide[: tasks.SHOWN],
        "decide_count": len(decide),
        "lead": _lead(len(decide), _next_sitting(user, on), on),
        "pieces": pieces[: tasks.SHOWN],
        "pieces_more": len(pieces) > tasks.SHOWN,
        "silent": [
            {"case": case, "why": tasks.silent_reason(case), "title": tasks.name_of(case)}
            for case in silent[: tasks.SHOWN]
        ],
        "silent_more": len(silent) > tasks.SHOWN,
        "steps": [
            {"case": case, "title": tasks.name_of(case)} for case in tasks.next_steps(cases, on)
        ],
        "feed": _feed(mine, on),
        "recent": _recent(cases),
        **followed(mine, on),
        **_of_role(user, on),
    }


def _lead(count: int, sitting: Sitting | None, on: date) -> str:
    """Return `Quatre choses attendent une décision, le comité CE-2026-02 se tient demain.`"""
    if not count:
        text = "Rien n’attend de décision"
    elif count < len(NUMBERS):
        text = f"{NUMBERS[count]} une décision"
    else:
        text = f"{plural(count, 'chose')} attendent une décision"
    return f"{text}{_when(sitting, on)}."


def _when(sitting: Sitting | None, on: date) -> str:
    if sitting is None:
        return ""
    days = (sitting.held_on - on).days
    near = {0: "aujourd’hui", 1: "demain"}
    day = near.get(days) or "le " + long_date(sitting.held_on, weekday=True).rsplit("\u00a0", 1)[0]
    hour = f" à {clock(sitting.starts_at)}" if sitting.starts_at and days < 2 else ""
    return f", le comité {sitting.number} se tient {day}{hour}"


def _next_sitting(user: User, on: date) -> Sitting | None:
    """The next sitting within two weeks, for those who take dossiers there."""
    if not can_write_cases(user) or user.role == Role.BRSA_ADVISOR:
        return None
    rows = Sitting.objects.visible_to(user).filter(state__in=("planned", "open"), is_stub=False)
    soon = rows.filter(held_on__gte=on, held_on__lte=on + timedelta(days=14))
    return soon.order_by("held_on", "starts_at").first()


def _recent(cases: QuerySet) -> QuerySet:
    """The dossiers that moved last."""
    return tasks.first_of(cases.filter(is_stub=False), "-last_action_on", RECENT_SHOWN)


def _feed(mine: Portfolio, on: date) -> QuerySet:
    """What colleagues and holders wrote on these dossiers in a week, among the house's last lines.

    Only the last FEED_READ lines are looked at: the cost does not grow with the journal.
    """
    user = mine.user
    house = Entry.objects.filter(organisation=user.organisation_id, kind=Entry.Kind.WRITE)
    last = house.order_by("-id").values("pk")[:FEED_READ]
    return (
        Entry.objects.filter(hangs_from(mine.cases, "case_key"), pk__in=last)
        .filter(at__date__gte=on - timedelta(days=FEED_DAYS))
        .exclude(actor=user)
        .exclude(actor__email__endswith=".invalid")  # the technical account of the imports
        .exclude(actor=None, action="followup.light")  # nobody wrote it: the night read it
        .select_related("actor")
        .order_by("-id")[:FEED_SHOWN]
    )


def _of_role(user: User, on: date) -> dict:
    """Return what this role looks at besides."""
    if user.role == "brsa_advisor":
        journeys = Journey.objects.visible_to(user).filter(advisor=user)
        return {"deadlines": brsa_deadlines(journeys, on)}
    if user.role in ("secretary", "director"):
        return {"sittings": _sittings(user)}
    if user.role == "finance":
        return {
            "to_set_up": _to_set_up(user),
            "envelopes": _ending_envelopes(user, on),
            **loans_waiting(user),
        }
    if user.role == "administrator":
        return {"banks_to_check": Bank.objects.visible_to(user).filter(is_to_check=True).count()}
    return {}


def _sittings(user: User) -> QuerySet:
    """The sittings to come, and those held whose minutes are not frozen."""
    return (
        Sitting.objects.visible_to(user)
        .filter(is_stub=False, imported_from="", held_on__isnull=False)
        .filter(state__in=("planned", "open", "held"))
        .annotate(points=Count("items"), done=Count("items", filter=Q(items__is_closed=True)))
        .select_related("committee")
        .order_by("held_on")[: tasks.SHOWN]
    )


def _to_set_up(user: User) -> QuerySet:
    """Commitments granted and not yet set up or paid, those whose contract is signed first."""
    signed = Contract.objects.filter(commitment=OuterRef("pk"), state=Contract.State.SIGNED)
    return (
        Commitment.objects.visible_to(user)
        .filter(state="open", is_past=False)
        .annotate(signed_on=Subquery(signed.values("signed_on")[:1]))
        .select_related("case__person", "case__structure", "instrument")
        .order_by(F("signed_on").asc(nulls_last=True), "decided_on")[: tasks.SHOWN]
    )


def _ending_envelopes(user: User, on: date) -> QuerySet:
    """Envelopes whose period ends within three months."""
    return (
        Envelope.objects.visible_to(user)
        .open_on(on)
        .filter(last_day__lte=on + timedelta(days=92))
        .select_related("funder")
        .order_by("last_day")[: tasks.SHOWN]
    )
