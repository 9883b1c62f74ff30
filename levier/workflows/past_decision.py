"""Decisions of the past, as a workbook holds them: no readiness, no quorum, no balance.

Only the year's import and the stock's import call this; every row says that it was taken over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from levier.cases.models import Case, FundingRequest
from levier.cases.states import State as CaseState
from levier.catalogue.models import Carrier, Instrument, InstrumentKind, InstrumentVersion
from levier.committees.models import AgendaItem, Decision, Outcome, Sitting
from levier.funds.models import Envelope, Funder
from levier.funds.services import opening_envelope
from levier.journal.models import Entry
from levier.journal.services import entry_for
from levier.kernel.french import euros
from levier.people.models import Bank, Person
from levier.portfolio.models import Commitment, Draw, Financing, Grant, Guarantee
from levier.portfolio.services import count_past_aids
from levier.portfolio.states import State
from levier.portfolio.terms import commission_due

_UNDECIDED = (
    CaseState.FIRST_CONTACT, CaseState.ORIENTATION, CaseState.INSTRUCTION, CaseState.READY,
    CaseState.COMMITTEE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One concours of a workbook. Amounts in euros; quota and annual_rate are fractions.

    `amount` is what was granted: the guaranteed amount of a guarantee. Without an instrument, only
    the decision is written (support without money). `number` is the commitment's own.
    """

    sitting: Sitting
    case: Case
    instrument: Instrument | None = None
    amount: Decimal | None = None
    number: str = ""
    decided_on: date | None = None  # the sitting's day when absent
    set_up_on: date | None = None
    bank: Bank | None = None
    loan_amount: Decimal | None = None
    quota: Decimal | None = None
    months: int | None = None
    deferral_months: int = 0
    annual_rate: Decimal | None = None
    person: Person | None = None
    goes_with: Case | None = None
    qpv_code: str = ""
    qpv_link: str = ""
    funder: Funder | None = None
    purpose: str = ""
    carrier_number: str = ""
    imported_from: str = ""

    @property
    def day(self) -> date:
        """The day of the decision."""
        return self.decided_on or self.sitting.held_on


def record_past_decision(*, organisation, actor, **terms: Any) -> Commitment | None:
    """Write one decision of the past and what it opened; see PastDecision for the terms."""
    return record_past_decisions(
        organisation=organisation, actor=actor, decisions=[PastDecision(**terms)]
    )[0]


@transaction.atomic
def record_past_decisions(
    *, organisation, actor, decisions: Sequence[PastDecision]
) -> list[Commitment | None]:
    """Write many decisions of the past in a number of queries that does not grow with them.

    Return the commitment of each (None without an instrument), in order. A grant draws on the
    opening envelope of its funder, which has no amount and says so.
    """
    items = _items(organisation, decisions)
    requests = [_request(past) for past in decisions]
    rows = [
        _decision(past, items[past.sitting.pk, past.case.pk], request, actor)
        for past, request in zip(decisions, requests, strict=True)
    ]
    versions = _Versions(organisation)
    commitments = [
        _commitment(past, row, versions) for past, row in zip(decisions, rows, strict=True)
    ]
    _save(FundingRequest, [request for request in requests if request], actor)
    _save(Decision, rows, actor)
    _save(Commitment, [row for row in commitments if row], actor)
    _save_details(decisions, commitments, actor)
    _draw(organisation, decisions, commitments, actor)
    count_past_aids(
        organisation=organisation, commitments=_given(decisions, commitments), actor=actor
    )
    _move_cases(decisions, actor)
    Entry.objects.bulk_create(
        [_journal_line(past, row, actor) for past, row in zip(decisions, rows, strict=True)]
    )
    return commitments


def _items(organisation, decisions: Sequence[PastDecision]) -> dict[tuple[Any, Any], AgendaItem]:
    """Return the point of each (sitting, dossier), those that are missing created."""
    sittings = {past.sitting.pk for past in decisions}
    items = {
        (item.sitting_id, item.case_id): item
        for item in AgendaItem.objects.filter(organisation=organisation, sitting__in=sittings)
    }
    ranks: dict[Any, int] = {}
    for sitting_key, _ in items:
        ranks[sitting_key] = ranks.get(sitting_key, 0) + 1
    created = []
    for past in decisions:
        key = (past.sitting.pk, past.case.pk)
        if key in items:
            continue
        ranks[past.sitting.pk] = ranks.get(past.sitting.pk, 0) + 1
        items[key] = AgendaItem(
            organisation=organisation,
            sitting=past.sitting,
            case=past.case,
            position=ranks[past.sitting.pk],
            presented_by_id=past.case.advisor_id,
            is_closed=True,
        )
        created.append(items[key])
    AgendaItem.objects.bulk_create(created)
    return items


def _request(past: PastDecision) -> FundingRequest | None:
    if past.instrument is None:
        return None
    return FundingRequest(
        organisation_id=past.case.organisation_id,
        case=past.case,
        instrument=past.instrument,
        state=FundingRequest.State.DECIDED,
        amount=past.amount,
        bank=past.bank,
        loan_amount=past.loan_amount,
        quota=past.quota,
        months=past.months,
        deferral_months=past.deferral_months,
        annual_rate=past.annual_rate,
        purpose=past.purpose,
    )


def _decision(past: PastDecision, item: AgendaItem, request, actor) -> Decision:
    return Decision(
        organisation_id=past.case.organisation_id,
        item=item,
        request=request,
        outcome=Outcome.AGREED,
        amount=past.amount,
        decided_on=past.day,
        recorded_by=actor,
        is_past=True,
    )


def _commitment(past: PastDecision, decision: Decision, versions) -> Commitment | None:
    if past.instrument is None:
        return None
    return Commitment(
        organisation_id=past.case.organisation_id,
        number=past.number or past.case.number,
        case=past.case,
        decision=decision,
        instrument=past.instrument,
        version=versions.on(past.instrument, past.day),
        kind=past.instrument.kind,
        state=State.SET_UP if past.set_up_on else State.OPEN,
        amount=past.amount,
        decided_on=past.day,
        set_up_on=past.set_up_on,
        carrier_id=past.instrument.carrier_id,
        carrier_number=past.carrier_number,
        is_past=True,
        imported_from=past.imported_from,
    )


def _save_details(decisions, commitments, actor) -> None:
    pairs = [(past, row) for past, row in zip(decisions, commitments, strict=True) if row]
    guarantees = [_guarantee(p, c) for p, c in pairs if c.kind == InstrumentKind.GUARANTEE]
    grants = [_grant(p, c) for p, c in pairs if c.kind == InstrumentKind.GRANT]
    financings = [
        Financing(
            organisation_id=c.organisation_id,
            commitment=c,
            months=p.months,
            deferral_months=p.deferral_months,
            annual_rate=p.annual_rate,
        )
        for p, c in pairs
        if c.kind not in (InstrumentKind.GUARANTEE, InstrumentKind.GRANT)
    ]
    _save(Guarantee, guarantees, actor)
    _save(Grant, grants, actor)
    _save(Financing, financings, actor)


def _guarantee(past: PastDecision, commitment: Commitment) -> Guarantee:
    version = commitment.version
    return Guarantee(
        organisation_id=commitment.organisation_id,
        commitment=commitment,
        bank=past.bank,
        loan_amount=past.loan_amount,
        loan_months=past.months,
        loan_rate=past.annual_rate,
        deferral_months=past.deferral_months,
        quota=past.quota,
        cap_amount=version.cap_amount if version else None,
        guaranteed_amount=past.amount,
        commission_rate=version.commission_rate if version else None,
        commission_amount=commission_due(version, past.loan_amount, past.amount)
        if version
        else None,
    )


def _grant(past: PastDecision, commitment: Commitment) -> Grant:
    return Grant(
        organisation_id=commitment.organisation_id,
        commitment=commitment,
        person=past.person,
        goes_with=past.goes_with,
        qpv_code=past.qpv_code,
        qpv_link=past.qpv_link,
        funder=past.funder,
    )


def _draw(organisation, decisions, commitments, actor) -> None:
    """Draw on the opening envelope of each funder: one envelope for a funder and a scheme."""
    envelopes: dict[tuple[Any, str], Envelope] = {}
    draws = []
    for past, commitment in zip(decisions, commitments, strict=True):
        if commitment is None or past.funder is None:
            continue
        key = (past.funder.pk, past.instrument.code)
        if key not in envelopes:
            envelopes[key] = opening_envelope(
                organisation=organisation, funder=past.funder, scheme=key[1], actor=actor
            )
        draws.append(
            Draw(
                organisation=organisation,
                commitment=commitment,
                envelope=envelopes[key],
                amount=past.amount,
            )
        )
    Draw.objects.bulk_create(draws)


def _given(decisions, commitments) -> list[tuple[Commitment, str]]:
    """Return each commitment with who gave it: its funder, else who carries its risk."""
    carriers = {past.instrument.carrier_id for past in decisions if past.instrument}
    names = dict(Carrier.objects.filter(pk__in=carriers).values_list("pk", "name"))
    return [
        (row, past.funder.name if past.funder else names[row.carrier_id])
        for past, row in zip(decisions, commitments, strict=True)
        if row is not None
    ]


def _move_cases(decisions: Sequence[PastDecision], actor) -> None:
    """Put the dossiers where their decision leads: followed once set up, else agreed."""
    targets: dict[str, dict[Any, Case]] = {CaseState.FOLLOW_UP: {}, CaseState.AGREED: {}}
    for past in decisions:
        if past.case.is_stub or past.case.state not in _UNDECIDED:
            continue
        state = CaseState.FOLLOW_UP if past.set_up_on else CaseState.AGREED
        past.case.state = state
        targets[state][past.case.pk] = past.case
    for state, cases in targets.items():
        if cases:
            Case.objects.filter(pk__in=list(cases)).update(state=state)
            Case.history.bulk_history_create(list(cases.values()), update=True, default_user=actor)


def _journal_line(past: PastDecision, decision: Decision, actor) -> Entry:
    what = f" – {past.instrument}, {euros(past.amount)}" if past.instrument else ""
    return entry_for(
        "workflows.past_decision",
        actor=actor,
        target=decision,
        case_key=past.case.pk,
        summary=f"Décision reprise : {past.case.number}{what} (comité {past.sitting}).",
        detail={"repris": past.imported_from},
    )


def _save(model, rows: list, actor) -> None:
    if rows:
        model.objects.bulk_create(rows)
        model.history.bulk_history_create(rows, default_user=actor)


class _Versions:
    """The versions of a house, read once, by instrument and day."""

    def __init__(self, organisation) -> None:
        self._rows: dict[Any, list[InstrumentVersion]] = {}
        rows = InstrumentVersion.objects.filter(organisation=organisation)
        for version in rows.exclude(status=InstrumentVersion.Status.INACTIVE):
            self._rows.setdefault(version.instrument_id, []).append(version)

    def on(self, instrument: Instrument, day: date) -> InstrumentVersion | None:
        """Return the version of an instrument in force on `day`, or None."""
        for version in self._rows.get(instrument.pk, []):
            if version.first_day <= day and (version.last_day is None or day <= version.last_day):
                return version
        return None
