"""What each committee may decide, by dates; the committees proposed for a dossier."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from levier.cases.models import Case, FundingRequest
from levier.cases.tracks import Track
from levier.catalogue.models import Instrument
from levier.committees.errors import DecisionRefused, DelegationRefused, SittingRefused
from levier.committees.models import AgendaItem, Committee, Remit, Sitting
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.delegations import amount_asked
from levier.committees.services.house_rules import day_of_rules
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import short_date
from levier.rules import committee as rules

_ABOUT_IT = frozenset({"last_day", "source", "certainty"})


@transaction.atomic
def set_remit(*, committee: Committee, actor, remit: Remit | None = None, **values) -> Remit:
    """Write a line of what a committee may decide, or close one by its last day.

    Two people writing at once wait for each other. Errors: SittingRefused when the line overlaps
    another of the same object, or when a sitting was held under what is changed.
    """
    committee = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
    if remit is None:
        row = Remit(organisation_id=committee.organisation_id, committee=committee)
    else:
        row = committee.remits.get(pk=remit.pk)
    first_day, last_day = row.first_day, row.last_day
    done = apply_changes(row, values)
    if remit is not None:
        _refuse_applied(row, done, first_day, last_day)
    _refuse_overlap(row)
    save_checked(row)
    journal.record(
        "committees.remit_set",
        actor=actor,
        target=committee,
        summary=f"Attribution enregistrée : {row}, à partir du {short_date(row.first_day)}.",
        detail=done,
    )
    return row


def _refuse_overlap(row: Remit) -> None:
    rivals = Remit.objects.filter(
        committee=row.committee, track=row.track, instrument=row.instrument, kind=row.kind
    )
    if rivals.meeting(row).exists():
        raise SittingRefused(
            field="first_day",
            reason="Une attribution de ce comité couvre déjà ces jours pour cet objet : "
            "fermez-la d’abord.",
        )


def _refuse_applied(row: Remit, done: dict, first_day: date, last_day: date | None) -> None:
    """Errors: SittingRefused when a change reaches a day on which the committee sat."""
    held = row.committee.sittings.filter(
        state__in=(Sitting.State.HELD, Sitting.State.MINUTED), imported_from="",
        held_on__gte=first_day,
    )  # fmt: skip
    if last_day is not None:
        held = held.filter(held_on__lte=last_day)
    if not done.keys() - _ABOUT_IT:
        held = held.filter(held_on__gt=row.last_day) if row.last_day else held.none()
    sitting = held.order_by("held_on").first()
    if sitting is not None:
        raise SittingRefused(
            field="last_day",
            reason=f"Le comité {sitting} s’est tenu sous cette attribution : fermez-la après son "
            "jour, et ajoutez-en une autre.",
        )


# ── What they say ─────────────────────────────────────────────────────────────────────────────
def remits_on(committee: Committee, day: date) -> list[Remit] | None:
    """Return the lines of a committee in force on a day; empty: those it had are closed.

    None before its first line begins, or without any: nothing is set, it decides everything.
    """
    begun = [row for row in committee.remits.all() if row.first_day <= day]
    return [row for row in begun if row.holds_on(day)] if begun else None


def tracks_of(committee: Committee, day: date) -> list[str]:
    """Return the tracks that a committee decides on a day, whatever the product."""
    lines = remits_on(committee, day)
    named = {""} if lines is None else {row.track for row in lines}
    return [track.value for track in Track if "" in named or track.value in named]


def within_remit(committee: Committee, day: date, path: str) -> Q:
    """Return a test: the track at `path` is one that a committee decides on a day."""
    begun = Remit.objects.filter(committee=committee, first_day__lte=day)
    lines = begun.in_force_on(day)
    return ~Exists(begun) | Exists(lines.filter(track__in=("", OuterRef(path))))


def committees_of(organisation, track: str, day: date) -> list[Committee]:
    """Return the committees of a house, open on a day, that decide a track then."""
    rows = Committee.objects.filter(organisation=organisation).open_on(day).order_by("pk")
    found = rows.prefetch_related("remits", "rules")
    return [row for row in found if track in tracks_of(row, day)]


def proposed_committees(case: Case, day: date) -> list[Committee]:
    """Return the committees, open on a day, that may decide all that a dossier asks for."""
    asked = _asked_by(case)
    return [
        row
        for row in committees_of(case.organisation_id, case.track, day)
        if not _faults(row, case, asked, day)
    ]


def outside_remit(sitting: Sitting, case: Case) -> list[str]:
    """Return why the committee of a sitting may not decide a dossier, in French; or nothing."""
    if sitting.committee is None:
        return []
    return _faults(sitting.committee, case, _asked_by(case), day_of_rules(sitting))


def refuse_agreed_outside_remit(item: AgendaItem, request: FundingRequest, amount) -> None:
    """Errors: DecisionRefused for an amount (euros) that a committee may not agree to.

    What it agreed on the same point counts with it.
    """
    if _is_held(item):
        before = item.decisions.filter(amount__isnull=False, request__isnull=False)
        rows = before.select_related("request__instrument")
        agreed = [_as_asked(row.request.instrument, row.amount) for row in rows]
        _refuse_outside(item, [*agreed, _as_asked(request.instrument, amount)], "amount")


def refuse_amended_outside_remit(item: AgendaItem, instrument: Instrument, amount) -> None:
    """Errors: DecisionRefused for an amendment to an amount (euros) that it may not grant."""
    if _is_held(item):
        _refuse_outside(item, [_as_asked(instrument, amount)])


def _is_held(item: AgendaItem) -> bool:
    """False for a point of no committee, or laid outside its remit and confirmed: that passes."""
    return item.sitting.committee is not None and not item.is_outside_remit


def _refuse_outside(
    item: AgendaItem, asked: Sequence[rules.Asked], field: str | None = None
) -> None:
    """A smaller amount than was asked passes: the dossier is there."""
    committee, day = item.sitting.committee, day_of_rules(item.sitting)
    faults = _faults(committee, item.case, asked, day, has_floors=False)
    if faults:
        raise DecisionRefused(
            field=field, reason=f"{' '.join(faults)} Présentez-le à un autre comité."
        )


def _faults(
    committee: Committee, case: Case, asked: Sequence[rules.Asked], day: date, has_floors=True
) -> list[str]:
    rows = remits_on(committee, day)
    lines = None if rows is None else [
        rules.Remit(row.track, row.kind, row.instrument_id, row.over_amount, row.max_amount)
        for row in rows
    ]  # fmt: skip
    return rules.remit_faults(
        case.track, asked, lines, track_name=case.get_track_display(), committee=str(committee),
        has_floors=has_floors,
    )  # fmt: skip


def _asked_by(case: Case) -> list[rules.Asked]:
    """Return what a dossier still asks for (its requests are prefetched on the pages)."""
    rows = case.requests.all()
    if "requests" not in getattr(case, "_prefetched_objects_cache", {}):
        rows = rows.select_related("instrument")
    waiting = (row for row in rows if row.state == FundingRequest.State.PROPOSED)
    return [_as_asked(row.instrument, _priced(row)) for row in waiting]


def _as_asked(instrument: Instrument, amount) -> rules.Asked:
    return rules.Asked(instrument.pk, instrument.kind, str(instrument), amount)


def _priced(request: FundingRequest):
    """Return what a request engages, in euros; None while it says no amount."""
    try:
        return amount_asked(request)
    except DelegationRefused:
        return None  # judged when the committee says its amount
