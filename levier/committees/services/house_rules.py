"""The dated rules of the committees, and the delegations, each with the text that says so."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from levier.accounts.models import Organisation
from levier.committees.errors import ConsultationRefused, DelegationExceeded, SittingRefused
from levier.committees.models import (
    AgendaItem,
    Body,
    CollegeSeats,
    Committee,
    CommitteeRules,
    Delegation,
    Sitting,
)
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.colleges import college_named
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import short_date
from levier.rules import committee as rules
from levier.rules.parameters import parameter

FOUNDING_DAY = date(2000, 1, 1)
_COPIED = (
    "min_members", "min_colleges", "chair_has_casting_vote", "validity_months", "written_allowed",
    "written_days", "written_min_members", "written_min_colleges", "written_reminder_days",
    "adjournment_months", "signers", "source", "certainty",
)  # fmt: skip

_OF_A_COLLEGE = ("seats", "min_members", "written_min_members")
_ABOUT_THEM = frozenset({"source", "certainty"})


def rules_on(committee: Committee | None, day: date | None) -> CommitteeRules:
    """Return the rules in force on a day; without any, rules that ask nothing (usual validity)."""
    if committee is not None and day is not None:
        for row in committee.rules.all():  # newest first; prefetched on the pages of a sitting
            if row.holds_on(day):
                return row
    return _unwritten(committee, day or FOUNDING_DAY)


def _unwritten(committee: Committee | None, day: date) -> CommitteeRules:
    """Return, unsaved, what holds while the house has written nothing: no quorum, usual months."""
    months = parameter("committee", "validity_months", max(day, FOUNDING_DAY))
    return CommitteeRules(committee=committee, first_day=day, validity_months=months)


def colleges_under(house: CommitteeRules, *, written: bool = False) -> list[rules.CollegeRule]:
    """Return the seats and the quorum of each college under a row of rules."""
    if house._state.adding:
        return []
    return [
        rules.CollegeRule(
            str(row.college_id), row.college.label, row.seats,
            row.written_min_members if written else row.min_members,
        )
        for row in house.college_seats.all()
    ]  # fmt: skip


def rules_of(sitting: Sitting) -> CommitteeRules:
    """Return the rules of a sitting: those of its day, or of the day a consultation opened."""
    return rules_on(sitting.committee, day_of_rules(sitting))


def day_of_rules(sitting: Sitting) -> date | None:
    """Return the day whose rules a sitting follows: its own, or that a consultation opened."""
    opened = sitting.opened_at
    return timezone.localdate(opened) if opened else sitting.held_on


def refuse_unwritten(committee: Committee, day: date) -> CommitteeRules:
    """Return the rules of a day if they allow writing. Errors: ConsultationRefused."""
    house = rules_on(committee, day)
    if not house.written_allowed:
        raise ConsultationRefused(
            reason=f"Les règles de « {committee} » n’admettent pas la consultation écrite au "
            f"{short_date(day)} : planifiez une séance, ou changez ces règles."
        )
    return house


@transaction.atomic
def set_committee_rules(
    *,
    committee: Committee,
    actor,
    first_day: date = FOUNDING_DAY,
    colleges: Mapping[str, Mapping[str, int]] | None = None,
    **values,
) -> CommitteeRules:
    """Set the rules of a committee from a day on; those in force until then end the day before.

    A value left out is that of the rules before. `colleges` gives, by the code of a college, its
    `seats`, its quorum `min_members` and `written_min_members`. The rules of the same first day
    are changed, until a sitting is held under them; new ones never reach back under frozen
    minutes.
    Errors: SittingRefused for rules out of order, already applied, or a quorum above its seats.
    """
    Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)  # one change at a time
    row = committee.rules.filter(first_day=first_day).first()
    is_new = row is None
    if row is None:
        before = committee.rules.filter(first_day__lt=first_day).first()
        like = before or _unwritten(committee, first_day)
        row = CommitteeRules(
            organisation_id=committee.organisation_id, committee=committee, first_day=first_day,
            last_day=_day_before_next(committee, first_day),
            **{name: getattr(like, name) for name in _COPIED},
        )  # fmt: skip
        if before is not None:
            before.last_day = first_day - timedelta(days=1)
            before.save(update_fields=["last_day"])
            colleges = _kept(_terms_of(before), colleges or {})
    done = apply_changes(row, values)
    if is_new or done.keys() - _ABOUT_THEM or _other_terms(row, colleges):
        _refuse_applied(row, is_new=is_new)
    save_checked(row)
    _set_colleges(row, colleges)
    journal.record(
        "committees.rules_set",
        actor=actor,
        target=committee,
        summary=f"Règles de « {committee} » à partir du {short_date(first_day)}.",
        detail=done,
    )
    return row


def _refuse_applied(row: CommitteeRules, *, is_new: bool) -> None:
    """Errors: SittingRefused when a sitting was held under these rules (minuted, for new ones)."""
    held = Q(state=Sitting.State.MINUTED)
    if not is_new:
        held |= Q(state=Sitting.State.HELD) | Q(items__is_closed=True)
    sittings = Sitting.objects.filter(held, committee=row.committee, imported_from="")
    for sitting in sittings.distinct():
        if row.holds_on(day_of_rules(sitting)):
            raise SittingRefused(
                field="first_day",
                reason=f"Le comité {sitting} s’est tenu sous ces règles : choisissez un autre "
                "premier jour.",
            )


def _terms_of(row: CommitteeRules) -> dict[str, dict[str, int]]:
    return {
        one.college.code: {name: getattr(one, name) for name in _OF_A_COLLEGE}
        for one in row.college_seats.all()
    }


def _kept(
    before: Mapping[str, Mapping[str, int]], changed: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Return the terms of each college, those left out as they were before."""
    return {
        college: {**before.get(college, {}), **changed.get(college, {})}
        for college in before.keys() | changed.keys()
    }


def _other_terms(row: CommitteeRules, colleges: Mapping[str, Mapping[str, int]] | None) -> bool:
    now = _terms_of(row)
    return any(
        now.get(college, {}).get(name, 0) != count
        for college, terms in (colleges or {}).items()
        for name, count in terms.items()
    )


def _day_before_next(committee: Committee, first_day: date) -> date | None:
    following = committee.rules.filter(first_day__gt=first_day).order_by("first_day").first()
    return following.first_day - timedelta(days=1) if following else None


def _set_colleges(row: CommitteeRules, colleges: Mapping[str, Mapping[str, int]] | None) -> None:
    """Write the terms of each college. Errors: SittingRefused for a quorum above its seats."""
    for code, terms in (colleges or {}).items():
        college = college_named(row.organisation, code)
        one = row.college_seats.filter(college=college).first() or CollegeSeats(
            organisation_id=row.organisation_id, rules=row, college=college
        )
        apply_changes(one, terms)
        for quorum in (one.min_members, one.written_min_members):
            rule = rules.CollegeRule(code, college.label, one.seats, quorum)
            for fault in rules.college_faults([rule]):
                raise SittingRefused(reason=fault)
        save_checked(one)


# ── Delegations ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def set_delegation(
    *, organisation, actor, delegation: Delegation | None = None, **values
) -> Delegation:
    """Write a delegation of the house, or close one by its last day; one at a time in a house.

    Errors: SittingRefused when it overlaps another of the same body, act and object, names
    nothing, or changes what a decision taken under it says.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    row = (
        Delegation.objects.select_related("body").get(pk=delegation.pk)
        if delegation
        else Delegation(body=values["body"])
    )
    row.organisation = organisation
    done = apply_changes(row, values)
    _refuse_cited(row, done)
    if row.body.organisation_id != organisation.pk:
        raise SittingRefused(field="body", reason="Cette instance est celle d’une autre maison.")
    if not row.body.is_open_on(row.first_day):
        raise SittingRefused(
            field="first_day",
            reason=f"L’instance « {row.body} » ne décide plus après le "
            f"{short_date(row.body.last_day)} : choisissez un jour d’avant, ou une autre.",
        )
    rivals = Delegation.objects.filter(
        organisation=organisation, body=row.body, act=row.act, instrument=row.instrument,
        kind=row.kind,
    )  # fmt: skip
    if rivals.meeting(row).exists():
        raise SittingRefused(
            field="first_day",
            reason="Une délégation de cette instance couvre déjà ces jours : fermez-la d’abord.",
        )
    save_checked(row)
    journal.record(
        "committees.delegation_set",
        actor=actor,
        target=row,
        summary=f"Délégation enregistrée : {row}.",
        detail=done,
    )
    return row


def _refuse_cited(row: Delegation, done: Mapping[str, object]) -> None:
    """Errors: SittingRefused when decisions cite what changes, or a day it would no more cover."""
    cited = row.decisions.order_by("-decided_on").first() if done else None
    if cited is None:
        return
    ends_before = row.last_day is not None and row.last_day < cited.decided_on
    if ends_before or done.keys() - _ABOUT_THEM - {"last_day", "needs_ratification"}:
        raise SittingRefused(
            field="last_day" if ends_before else "max_amount",
            reason=f"Une décision du {short_date(cited.decided_on)} cite cette délégation : "
            "fermez-la ce jour-là ou après, puis écrivez la nouvelle.",
        )


def delegations_on(organisation, day: date, act: str = Delegation.Act.DECIDE) -> list[Delegation]:
    """Return the delegations of the house for an act in force on a day, all bodies together."""
    rows = Delegation.objects.filter(organisation=organisation, act=act).in_force_on(day)
    return list(rows.select_related("instrument", "body"))


def delegation_among(rows: Sequence[Delegation], request, body: Body) -> Delegation | None:
    """Return the delegation of a body for a request: that of its product before its nature's.

    A commitment asks the same question: it has a product too.
    """
    mine = [row for row in rows if row.body_id == body.pk]
    own = [row for row in mine if row.instrument_id == request.instrument_id]
    return next(iter(own or [row for row in mine if row.kind == request.instrument.kind]), None)


def delegation_for(
    request, amount: Decimal, *, body: Body, day: date, item: AgendaItem | None = None
) -> Delegation:
    """Return the delegation by which a body may decide alone on a request.

    That of the product goes before that of its nature. `item` counts what the same delegation
    already agreed on this point: a request cut in two passes no ceiling. Errors:
    DelegationExceeded, with the text.
    """
    instrument = request.instrument
    row = delegation_among(delegations_on(request.organisation_id, day), request, body)
    if row is not None and item is not None:
        amount = sum(agreed_under(item, row), amount)
    fault = rules.delegation_fault(
        amount,
        max_amount=row.max_amount if row else None,
        body=body.label,
        what=str(instrument),
    )
    if fault or row is None:
        source = f" Texte : {row.source}." if row and row.source else ""
        raise DelegationExceeded(reason=f"{fault}{source}")
    return row


def agreed_under(item: AgendaItem, delegation: Delegation) -> list[Decimal]:
    """Return the amounts already agreed on a point by a delegation, in euros."""
    rows = item.decisions.filter(delegation=delegation, amount__isnull=False)
    return [row.amount for row in rows]
