"""The home of those who do not work in the house: only what concerns them."""

from datetime import date

from django.db.models import Count, Q, Sum

from levier.accounts.models import Organisation, User
from levier.cases.models import Case, Note, Piece, Referral
from levier.cases.states import STEPS, State
from levier.committees.models import Sitting
from levier.crowdfunding.models import Campaign
from levier.funds.models import Envelope
from levier.people.models import Prescriber
from levier.web.home.tasks import SHOWN

MOST = 200


def member_home(user: User, on: date) -> dict:
    """The sittings where the member has a seat, the next first."""
    sittings = Sitting.objects.visible_to(user).filter(is_stub=False).select_related("committee")
    return {
        "next_sittings": sittings.filter(state__in=("planned", "open")).order_by("held_on")[:SHOWN],
        "past_sittings": sittings.filter(state__in=("held", "minuted")).order_by("-held_on")[
            :SHOWN
        ],
    }


def funder_home(user: User, on: date) -> dict:
    """The funder's envelopes: amounts and numbers, never a person."""
    envelopes = (
        Envelope.objects.visible_to(user)
        .annotate(
            drawn=Sum("draws__amount", default=0, filter=~Q(draws__commitment__state="cancelled")),
            count=Count("draws", filter=~Q(draws__commitment__state="cancelled")),
        )
        .select_related("funder")
        .order_by("-first_day", "title")[:MOST]
    )
    return {"envelopes": [_envelope(row) for row in envelopes]}


def prescriber_home(user: User, on: date) -> dict:
    """Whom this body sent, and whom it receives: a name, a day, a step, nothing else."""
    bodies = Prescriber.objects.visible_to(user)
    sent = (
        Case.objects.filter(organisation=user.organisation_id, prescriber__in=bodies)
        .select_related("person", "structure")
        .only("number", "state", "opened_on", "person", "structure", "title")
        .order_by("-opened_on")[:MOST]
    )
    received = (
        Referral.objects.filter(organisation=user.organisation_id, body__in=bodies)
        .select_related("case__person", "case__structure")
        .order_by("-sent_on")[:MOST]
    )
    return {"bodies": bodies, "sent": sent, "received": received}


def entrepreneur_home(user: User, on: date) -> dict:
    """One's own dossiers: the step, what comes next, the pieces awaited, the notes shared."""
    cases = Case.objects.visible_to(user).select_related("advisor", "office").order_by("-opened_on")
    pieces = (
        Piece.objects.visible_to(user)
        .filter(status__in=(Piece.Status.REQUIRED, Piece.Status.REJECTED))
        .filter(requested_on__isnull=False)
        .select_related("kind", "case")
    )
    rows = [{"case": case, "steps": steps_of(case)} for case in cases[:SHOWN]]
    notes = Note.objects.visible_to(user).filter(is_internal=False).select_related("author")
    return {"rows": rows, "pieces": pieces[:SHOWN], "notes": notes[:SHOWN]}


def citizen_home(user: User, on: date) -> dict:
    """The campaigns of the house, open ones first: they are public."""
    campaigns = (
        Campaign.objects.filter(organisation=user.organisation_id)
        .annotate(given=Sum("pledges__amount", default=0), givers=Count("pledges"))
        .order_by("-ends_on")[:MOST]
    )
    return {
        "running": [row for row in campaigns if row.ends_on >= on],
        "ended": [row for row in campaigns if row.ends_on < on],
    }


def network_home(user: User, on: date) -> dict:
    """The houses of the network, and how many work in each; never their rows."""
    houses = Organisation.objects.filter(network=user.organisation_id).order_by("name")
    return {
        "houses": houses.annotate(
            people=Count("users", filter=Q(users__is_active=True)),
        )
    }


def steps_of(case: Case) -> list[dict]:
    """The way of a dossier, as its holder reads it: done, here, to come."""
    shown = [step for step in STEPS if step != State.CONDITIONS or case.state == step]
    here = shown.index(case.state) if case.state in shown else -1
    return [
        {"label": State(step).label, "is_past": rank < here, "is_current": rank == here}
        for rank, step in enumerate(shown)
    ]


def _envelope(row: Envelope) -> dict:
    left = row.amount - row.drawn if row.amount is not None else None
    share = min(row.drawn / row.amount, 1) if row.amount else None
    return {"row": row, "left": left, "share": share, "width": round(float(share or 0) * 100, 1)}
