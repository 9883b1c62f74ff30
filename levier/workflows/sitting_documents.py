"""The papers of a sitting: agenda and pack before it, frozen minutes after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Prefetch, Q, Subquery, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce

from levier.accounts.models import Role, User
from levier.cases.models import Case, FundingRequest
from levier.cases.querysets import hangs_from
from levier.committees.errors import SittingRefused
from levier.committees.models import (
    AgendaItem,
    CommitteeRules,
    Condition,
    Decision,
    Movement,
    Sitting,
    Vote,
    Withdrawal,
)
from levier.committees.services import (
    freeze_minutes,
    keep_content,
    members_of,
    quorum_on,
    rules_of,
    tally_of,
)
from levier.committees.services.sittings import refuse_frozen
from levier.committees.services.votes import movements_of
from levier.documents.services import store_file
from levier.kernel.french import clock, euros, long_date, plural
from levier.kernel.money import ZERO
from levier.portfolio.models import Amendment, LoanProposal
from levier.rendering import documents as d
from levier.rendering.pdf_assembly import join_pdfs, page_count
from levier.rules.committee import start_times
from levier.workflows.consultation_minutes import consultation_data, remarks_in_words
from levier.workflows.decided_terms import restore_decided_terms
from levier.workflows.delegated_minutes import act_data, delegated_lines
from levier.workflows.expertise_note import render_expertise_note
from levier.workflows.letterhead import letterhead
from levier.workflows.minutes_words import (
    condition_line,
    decision_line,
    sent_back,
    votes_in_words,
)
from levier.workflows.points_asked import Asked, asked_at

_ITEM_ROWS = (
    Prefetch(
        "decisions",
        Decision.objects.select_related(
            "request__instrument",
            "request__bank",
            "refusal_reason",
            "delegation",
            "commitment__guarantee",
            "commitment__financing",
        ),
    ),
    Prefetch("withdrawals", Withdrawal.objects.select_related("representative")),
    Prefetch("votes", Vote.objects.select_related("representative")),
    Prefetch("case__requests", FundingRequest.objects.select_related("instrument", "bank")),
)
_CONDITIONS = Prefetch(
    "decisions__conditions", Condition.objects.select_related("owner", "lifted_by")
)
_RUNNING = (
    Prefetch("decisions__loan_proposals", LoanProposal.objects.select_related("commitment")),
    Prefetch("decisions__amendments", Amendment.objects.select_related("commitment")),
)
_SITTING_ROWS = (
    "sitting__committee__rules__college_seats",
    Prefetch("sitting__movements", Movement.objects.select_related("item", "representative")),
)


def items_of(sitting: Sitting, cases=None) -> list[AgendaItem]:
    """Return the points of a sitting with all that its papers say, in a fixed number of queries.

    `cases` keeps the points of these dossiers only: those that the reader may read. Each point
    bears `begins_at`, the hour at which the agenda expects it, None for a sitting without an hour.
    """
    return _with_rows(sitting.items.all(), cases, _CONDITIONS, *_RUNNING)


def items_beside(key: UUID, cases) -> list[AgendaItem]:
    """Return the points of the sitting of one of them, with the conditions of that one alone.

    There is none when its dossier is not among `cases`.
    """
    found = _with_rows(AgendaItem.objects.filter(sitting__items=key), cases)
    own = [item for item in found if item.pk == key]
    prefetch_related_objects(own, _CONDITIONS, *_RUNNING)
    return found if own else []


def _with_rows(points, cases, *more: Prefetch) -> list[AgendaItem]:
    before = AgendaItem.objects.filter(
        Q(position__lt=OuterRef("position"))
        | Q(position=OuterRef("position"), pk__lt=OuterRef("pk")),
        sitting=OuterRef("sitting"),
    )
    summed = before.order_by().values("sitting").annotate(sum=Sum("minutes_planned")).values("sum")
    rows = points.select_related(
        "case__person", "case__structure", "case__advisor", "presented_by", "sitting__committee"
    ).prefetch_related(*_ITEM_ROWS, *more, *_SITTING_ROWS)
    rows = rows.annotate(minutes_before=Coalesce(Subquery(summed), 0))
    found = list(rows if cases is None else rows.filter(hangs_from(cases)))
    for item in found:
        start = item.sitting.starts_at
        item.begins_at = start_times(start, [item.minutes_before, 0])[-1] if start else None
    return found


# ── Agenda and pack ───────────────────────────────────────────────────────────────────────────
def agenda_data(
    sitting: Sitting, items: Sequence[AgendaItem], on: date, pages: Sequence[int] = ()
) -> d.AgendaData:
    """Return what the cover and the agenda say of these points; `pages` are those of the pack."""
    asked = asked_at(items)
    return d.AgendaData(
        title=f"Comité {sitting.number}",
        produced_on=on,
        house=letterhead(sitting.organisation),
        number=sitting.number,
        committee=str(sitting.committee or "Comité d’engagement"),
        facts=sitting_facts(sitting),
        figures=[
            (str(len(items)), "dossiers" if len(items) > 1 else "dossier", "à l’ordre du jour"),
            (
                euros(sum((row.amount for row in asked.values()), ZERO)),
                "demandés",
                "prêts à garantir, prêts, apports et primes",
            ),
        ],
        items=[
            _agenda_line(rank, item, asked[item.pk], pages[rank - 1] if pages else None)
            for rank, item in enumerate(items, start=1)
        ],
        members=[
            (str(row.representative), str(row.representative.member), row.college.label)
            for row in sitting.attendances.select_related("representative__member", "college")
        ],
        reminder="Un membre qui a un lien avec un dossier le dit et sort : il n’en lit plus les "
        "pièces, ne prend pas part au débat et ne vote pas.",
    )


@dataclass(frozen=True, slots=True)
class PackPart:
    """A part of the pack: the agenda, or the note of one point."""

    title: str
    content: bytes
    item: AgendaItem | None = None


def pack_parts(sitting: Sitting, user, on: date) -> list[PackPart]:
    """Return the agenda, then the note of each dossier that this user may read.

    A dossier from which they withdrew is not in it. Errors: SittingRefused without any dossier.
    """
    items = items_of(sitting, Case.objects.visible_to(user))
    if not items:
        raise SittingRefused(reason="Aucun dossier de ce comité ne vous est ouvert.")
    notes = [
        PackPart(
            title=f"{item.case.number} – {item.case.holder_name}",
            content=render_expertise_note(item.case, on).content,
            item=item,
        )
        for item in items
    ]
    front = d.render_agenda(agenda_data(sitting, items, on, [0] * len(items))).content
    first, pages = page_count(front) + 1, []
    for note in notes:
        pages.append(first)
        first += page_count(note.content)
    front = d.render_agenda(agenda_data(sitting, items, on, pages)).content
    return [PackPart("Ordre du jour", front), *notes]


def render_pack(sitting: Sitting, user, on: date) -> bytes:
    """Return the pack of this user as one PDF with bookmarks. Errors: those of pack_parts."""
    parts = [(part.title, part.content) for part in pack_parts(sitting, user, on)]
    return join_pdfs(parts, title=f"Dossier de séance {sitting.number}")


def sitting_facts(sitting: Sitting) -> list[d.Pair]:
    """Return when and where a sitting is held."""
    hour = clock(sitting.starts_at) if sitting.starts_at else ""
    facts = [
        ("Date", long_date(sitting.held_on, weekday=True)),
        ("Heure", hour),
        ("Lieu", sitting.place),
        ("Présidence", str(sitting.chair) if sitting.chair else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _agenda_line(rank: int, item: AgendaItem, asked: Asked, page: int | None) -> d.AgendaLine:
    withdrawals = item.withdrawals.all()
    return d.AgendaLine(
        rank=rank,
        case_number=item.case.number,
        title=item.case.title or item.case.holder_name,
        holder=item.case.holder_name,
        request=", ".join(what for what, _ in asked.lines) or "demande à préciser",
        amount=euros(asked.amount),
        presenter=item.presented_by.full_name if item.presented_by else "",
        page="" if page is None else str(page),
        withdrawals=plural(len(withdrawals), "déport") if withdrawals else "",
        begins_at=clock(item.begins_at) if item.begins_at else "",
    )


# ── Minutes ───────────────────────────────────────────────────────────────────────────────────
def minutes_data(sitting: Sitting, on: date) -> d.MinutesData:
    """Return what the minutes of a sitting say of the rows, with the fingerprint of what they say.

    Once they are frozen, what they say is kept: `kept_minutes.frozen_content` reads it.
    """
    members = members_of(sitting)
    attendances = list(sitting.attendances.select_related("representative__member", "college"))
    items = items_of(sitting)
    asked = asked_at(items)
    restore_decided_terms(_commitments_of(items))
    moves = _moves_of(sitting, items)
    present = [row for row in attendances if _came(row, moves.get(row.representative_id, ()))]
    data = {
        "title": f"Procès-verbal du comité {sitting.number}",
        "produced_on": on,
        "house": letterhead(sitting.organisation),
        "number": sitting.number,
        "committee": str(sitting.committee or "Comité d’engagement"),
        "facts": [*sitting_facts(sitting), ("Présents", plural(len(present), "membre"))],
        "attendance": [
            _attendance(row, moves.get(row.representative_id, ())) for row in attendances
        ],
        "items": [
            _minutes_item(rank, item, asked[item.pk], members)
            for rank, item in enumerate(items, start=1)
        ],
        "signers": _signers(sitting),
        "delegated": delegated_lines(sitting),
    }
    if sitting.mode == Sitting.Mode.DELEGATION:
        data = act_data(data, sitting)
    if sitting.mode == Sitting.Mode.WRITTEN:
        data = consultation_data(data, sitting)
    return d.sealed(d.MinutesData(**data))


def _signers(sitting: Sitting) -> list[d.Signer]:
    """Return who signs the minutes, as the rules of the sitting's day say."""
    who = rules_of(sitting).signers
    chair = d.Signer(str(sitting.chair or "La présidence de séance"), "Présidence")
    if who == CommitteeRules.Signers.CHAIR:
        return [chair]
    if who == CommitteeRules.Signers.CHAIR_SECRETARY:
        return [chair, d.Signer("Le secrétariat de séance", "Secrétariat")]
    directors = User.objects.filter(
        organisation_id=sitting.organisation_id, role=Role.DIRECTOR, is_active=True
    )[:2]
    name = directors[0].full_name if len(directors) == 1 else "La direction"
    return [chair, d.Signer(name, "Direction")]


@transaction.atomic
def publish_minutes(*, sitting: Sitting, actor, on: date) -> Sitting:
    """Print the minutes of a sitting that is over, freeze it on the file, keep what the file says.

    Errors: MinutesFrozen if they are already; SittingRefused if the sitting is not over.
    """
    sitting = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("organisation", "committee", "chair")
        .get(pk=sitting.pk)
    )
    refuse_frozen(sitting)
    data = minutes_data(sitting, on)
    stored = store_file(
        organisation=sitting.organisation,
        actor=actor,
        name=f"PV {sitting.number}.pdf",
        content=d.render_minutes(data).content,
        origin="procès-verbal",
        content_type="application/pdf",
    )
    frozen = freeze_minutes(sitting=sitting, stored_file=stored, actor=actor)
    keep_content(sitting=frozen, stored_file=stored, data=data)
    return frozen


def _attendance(row, moves: Sequence[tuple[int, bool]]) -> d.Attendance:
    """Return a line of the attendance: who came late is present, and the minutes say from when."""
    came = _came(row, moves)
    return d.Attendance(
        str(row.representative),
        str(row.representative.member),
        row.college.label,
        d.Badge("présent·e", "pre") if came else d.Badge("absent·e", "neutre"),
        ", ".join(f"{'arrive' if there else 'part'} au point {rank}" for rank, there in moves),
    )


def _came(row, moves: Sequence[tuple[int, bool]]) -> bool:
    return row.is_present or any(there for _, there in moves)


def _moves_of(sitting: Sitting, items: Sequence[AgendaItem]) -> dict:
    """Return the arrivals and departures of each representative: (rank of the point, there)."""
    ranks = {item.pk: rank for rank, item in enumerate(items, start=1)}
    found: dict = {}
    for row in movements_of(sitting):
        found.setdefault(row.representative_id, []).append((ranks[row.item_id], row.is_present))
    return found


def _minutes_item(rank: int, item: AgendaItem, asked: Asked, members) -> d.MinutesItem:
    case = item.case
    quorum = quorum_on(item, members)
    tally = tally_of(item)
    votes = list(item.votes.all())
    decisions = list(item.decisions.all())
    counted = [
        ("Pour", str(tally.votes_for)),
        ("Contre", str(tally.votes_against)),
        ("Abstention", str(tally.abstentions)),
    ]
    return d.MinutesItem(
        rank=rank,
        case_number=case.number,
        title=case.title or case.holder_name,
        holder=case.holder_name,
        request=asked.lines,
        presenter=item.presented_by.full_name if item.presented_by else "",
        debate=item.debate,
        withdrawals=[
            f"{row.representative} s’est déporté·e : {row.reason}. Ni débat, ni vote, ni pièces."
            for row in item.withdrawals.all()
        ],
        quorum=f"{plural(quorum.members, 'votant')}, {plural(quorum.colleges, 'collège')}",
        quorum_met=quorum.is_reached,
        votes=counted if votes else [],
        votes_detail=" ".join(
            part for part in (votes_in_words(votes), remarks_in_words(votes)) if part
        ),
        decisions=[decision_line(row) for row in decisions],
        reasons=" ".join(row.reason for row in decisions if row.reason) or sent_back(item),
        conditions=[condition_line(c) for row in decisions for c in row.conditions.all()],
        key=str(item.pk),
    )


def _commitments_of(items: Sequence[AgendaItem]) -> list:
    decisions = [row for item in items for row in item.decisions.all()]
    return [row.commitment for row in decisions if hasattr(row, "commitment")]
