"""The four figures at the head of « Ma journée »; each opens on the rows behind it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from levier.accounts.models import User
from levier.kernel.french import number, plural, short_date, short_euros
from levier.portfolio.models import Commitment
from levier.support.models import Journey, JourneyYear
from levier.web.counts import capped, count_up_to
from levier.web.home.scope import MINE, OFFICE, TEAM, Portfolio
from levier.web.home.tasks import IN_INSTRUCTION, SILENT_DAYS


@dataclass(frozen=True)
class KeyFigure:
    """A figure: its value and unit, what it counts, a line under it, where it opens."""

    value: str
    unit: str
    label: str
    foot: str
    url: str = ""


def key_figures(mine: Portfolio, on: date) -> list[KeyFigure]:
    """Return dossiers in progress, received in thirty days, guarantees and amounts granted."""
    cases = mine.cases
    running = cases.in_progress()
    open_count = count_up_to(running)
    before = on - timedelta(days=SILENT_DAYS)
    old = cases.filter(IN_INSTRUCTION, is_stub=False, opened_on__lt=before)
    since = on - timedelta(days=30)
    received = cases.filter(opened_on__gt=since, opened_on__lte=on, is_stub=False)
    received_count = count_up_to(received)
    asked = _asked(mine.user, mine.scope)
    waiting = capped(count_up_to(old)) or "aucun"
    return [
        KeyFigure(
            capped(open_count) or "0",
            "",
            _several(open_count, "dossier en cours", "dossiers en cours"),
            f"dont {waiting} en instruction depuis plus de 3 semaines",
            _url("web:case_list", {**asked, "vue": "en_cours"}),
        ),
        KeyFigure(
            capped(received_count) or "0",
            "",
            _several(received_count, "dossier reçu", "dossiers reçus") + " en 30 jours",
            f"depuis le {short_date(since)}",
            _url("web:case_list", {**asked, "recu_du": since.isoformat()}),
        ),
        *(_journeys(mine) if mine.user.role == "brsa_advisor" else _granted(mine, asked, on)),
    ]


def _journeys(mine: Portfolio) -> list[KeyFigure]:
    """Journeys that go on, and people who left the RSA in the last register."""
    rows = Journey.objects.filter(
        mine.holds(), organisation=mine.user.organisation_id, programme="brsa"
    )
    going = count_up_to(rows.filter(ended_on=None))
    registers = JourneyYear.objects.filter(
        organisation=mine.user.organisation_id, journey__programme="brsa"
    )
    year = registers.order_by("-year").values_list("year", flat=True)[:1]
    last = year[0] if year else None
    left = count_up_to(rows.filter(years__year=last, brsa__has_left_rsa=True))
    suivi = {"suivi": str(mine.user.pk)} if mine.scope == MINE else {}
    return [
        KeyFigure(
            capped(going) or "0",
            "",
            "parcours en cours",
            "sans date de fin",
            _url("web:journey_list", {**suivi, "fini": "non"}, "brsa"),
        ),
        KeyFigure(
            capped(left) or "0",
            "",
            _several(left, "sortie du RSA", "sorties du RSA"),
            f"registre {last}" if last else "aucun registre",
            _url("web:journey_list", {**suivi, "sorti": "oui", "annee": str(last or "")}, "brsa"),
        ),
    ]


def _granted(mine: Portfolio, asked: dict[str, str], on: date) -> list[KeyFigure]:
    """Guarantees and everything granted in the year of the last guarantee, this year at most."""
    rows = Commitment.objects.filter(
        mine.holds(), organisation=mine.user.organisation_id, decided_on__lte=on
    ).exclude(state="cancelled")
    last = rows.filter(kind="guarantee").order_by("-decided_on").values_list("decided_on")[:1]
    year = last[0][0].year if last else on.year
    rows = rows.filter(decided_on__year=year)
    by_kind = {
        row["kind"]: row
        for row in rows.order_by().values("kind").annotate(n=Count("pk"), total=Sum("amount"))
    }
    guarantees = by_kind.get("guarantee", {"n": 0, "total": 0})
    total = sum(row["total"] for row in by_kind.values())
    amount, unit = _split(short_euros(total))
    days = {"decide_du": f"{year}-01-01", "decide_au": f"{year}-12-31"}
    return [
        KeyFigure(
            number(guarantees["n"]),
            "",
            _several(guarantees["n"], "garantie accordée", "garanties accordées") + f" en {year}",
            f"{short_euros(guarantees['total'])} garantis, montant accordé",
            _url("web:guarantee_list", {**asked, **days}),
        ),
        KeyFigure(
            amount,
            unit,
            f"accordés en {year}",
            f"{plural(sum(row['n'] for row in by_kind.values()), 'engagement')}, tous instruments",
            _url("web:figures", {}, year),
        ),
    ]


def _several(count: int, one: str, many: str) -> str:
    return many if count > 1 else one


def _split(text: str) -> tuple[str, str]:
    amount, _, unit = text.rpartition("\u00a0")
    return amount, unit


def _asked(user: User, scope: str) -> dict[str, str]:
    """Return the filters of the lists that keep the same scope."""
    if scope == MINE:
        return {"conseiller": str(user.pk)}
    if scope == OFFICE:
        return {"agence": str(user.office_id)}
    return {"pole": str(user.team_id)} if scope == TEAM else {}


def _url(name: str, query: dict[str, str], *args) -> str:
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address
