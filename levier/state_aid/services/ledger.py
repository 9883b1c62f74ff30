"""The ledger of aids: lines added under a lock, reversed when wrong, never changed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from levier.journal import services as journal
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.rules.grant_equivalents import Equivalent
from levier.rules.state_aid import Aid, de_minimis_left, excess_among, excess_with, regulation_on
from levier.state_aid.errors import CeilingPassed, PaymentStopped, StateAidRefused
from levier.state_aid.models import LedgerAid, Undertaking
from levier.state_aid.services.situation import as_rules, lines_that_count
from levier.state_aid.services.undertakings import lock_group

UNSURE = (
    " L’équivalent-subvention est à confirmer : {method}. Saisir le taux de référence, ou "
    "confirmer que l’instrument n’est pas une aide, peut le changer."
)
OF_A_PLAN = (
    "Cette aide est une ressource ferme d’un plan de financement ({source}) : changez l’état de "
    "la ressource au tour de table du dossier, ou retirez-la du plan."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAid:
    """An aid to write: who gives it, its instrument, its nominal amount (euros) and its day."""

    authority: str
    instrument: str
    kind: str
    amount: Decimal
    equivalent: Equivalent
    granted_on: date
    source: str
    commitment_key: UUID | None = None
    resource: "PlanResource | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResource:
    """The resource of a financing plan that an aid is: its key, its dossier's, and since when."""

    key: UUID
    case_key: UUID
    case_opened_on: date


@transaction.atomic
def grant_aid(*, undertaking: Undertaking, aid: NewAid, key: UUID, actor) -> LedgerAid:
    """Write an aid of ours if the single undertaking can still receive it.

    Its rows are held until the end of the transaction: of two decisions taken at once, the second
    sees the first. The same `key` again gives the same line. Errors: CeilingPassed.
    """
    undertaking, lines = _locked(undertaking, aid.granted_on)
    written = LedgerAid.objects.filter(
        organisation=undertaking.organisation_id, idempotency_key=key
    ).first()
    if written is not None:
        return written
    if aid.equivalent.amount > 0:
        _refuse_excess(undertaking, lines, aid)
    return write_line(undertaking, aid, LedgerAid.Origin.OURS, key, actor)


def _refuse_excess(undertaking: Undertaking, lines: list[LedgerAid], aid: NewAid) -> None:
    aids, ends = as_rules(lines), undertaking.year_ends_in
    new = Aid(aid.equivalent.amount, aid.granted_on, undertaking.is_sieg)
    found = excess_with(aids, new, ends)
    if found is None:
        return
    left = de_minimis_left(aids, found.on, is_sieg=new.is_sieg, year_ends_in=ends)
    hint = "" if aid.equivalent.is_sure else UNSURE.format(method=aid.equivalent.method)
    raise CeilingPassed(
        name=undertaking.name,
        total=euros(found.total),
        day=long_date(found.on),
        ceiling=euros(found.ceiling),
        source=found.source,
        amount=euros(new.amount),
        left=euros(left),
        hint=hint,
    )


@transaction.atomic
def declare_aid(*, undertaking: Undertaking, aid: NewAid, key: UUID, actor) -> LedgerAid:
    """Write an aid that the undertaking declares having received: a fact, never refused for size.

    The same `key` again gives the same line. Errors: StateAidRefused without an authority, a
    source, or a positive amount.
    """
    if aid.amount <= 0 or not aid.equivalent.amount >= 0:
        raise StateAidRefused(field="amount", reason="Indiquez un montant supérieur à zéro.")
    if aid.equivalent.amount > aid.amount:
        raise StateAidRefused(
            field="equivalent", reason="L’équivalent-subvention ne dépasse pas le montant."
        )
    undertaking, _ = _locked(undertaking, aid.granted_on)
    written = LedgerAid.objects.filter(
        organisation=undertaking.organisation_id, idempotency_key=key
    ).first()
    return written or write_line(undertaking, aid, LedgerAid.Origin.DECLARED, key, actor)


@transaction.atomic
def reverse_aid(*, line: LedgerAid, reason: str, actor) -> LedgerAid:
    """Write the opposite of a line, on its own day: the correction of what was wrong or given up.

    A line reversed already gives its reversal. Errors: StateAidRefused without a reason, for a
    reversal, or for a resource of a financing plan, which the plan alone takes back.
    """
    if not reason.strip():
        raise StateAidRefused(field="reason", reason="Indiquez pourquoi cette ligne est annulée.")
    if line.reverses_id is not None:
        raise StateAidRefused(reason="Une annulation ne s’annule pas : inscrivez une aide.")
    if line.resource_key is not None:
        raise StateAidRefused(reason=OF_A_PLAN.format(source=line.source))
    return reverse_line(line=line, reason=reason, actor=actor)


def reverse_line(*, line: LedgerAid, reason: str, actor) -> LedgerAid:
    """Write the opposite of a line in the caller's transaction, once."""
    Undertaking.objects.select_for_update().get(pk=line.undertaking_id)
    known = LedgerAid.objects.filter(reverses=line).first()
    if known is not None:
        return known
    names = (
        "organisation_id", "undertaking", "origin", "authority", "instrument", "kind", "method",
        "is_sure", "granted_on", "is_sieg", "regulation", "sector", "commitment_key",
        "resource_key", "case_key", "asked_since",
    )  # fmt: skip
    reversal = LedgerAid(
        **{name: getattr(line, name) for name in names},
        amount=-line.amount,
        equivalent=-line.equivalent,
        source=reason.strip()[:300],
        idempotency_key=uuid5(line.pk, "reversal"),
        reverses=line,
        recorded_by=actor,
    )
    reversal.save(force_insert=True)
    journal.record(
        "state_aid.reversed",
        actor=actor,
        target=reversal,
        summary=f"De minimis : {line} annulée ({reason.strip()}).",
        detail={"equivalent": [str(line.equivalent), "0"]},
    )
    return reversal


def lines_of_commitment(commitment_key: UUID) -> list[LedgerAid]:
    """Return the lines of a commitment that still count (none, or one)."""
    return list(
        LedgerAid.objects.filter(commitment_key=commitment_key, reverses=None, reversal=None)
    )


@transaction.atomic
def check_before_payment(*, line: LedgerAid) -> None:
    """Refuse a payment when the aids known today pass the ceiling since the day of the aid.

    What the undertaking declared since the decision counts. Errors: PaymentStopped.
    """
    undertaking, lines = _locked(line.undertaking, line.granted_on)
    found = excess_among(
        as_rules(lines),
        line.granted_on,
        is_sieg=line.is_sieg,
        year_ends_in=undertaking.year_ends_in,
    )
    if found is not None:
        raise PaymentStopped(
            day=long_date(found.on),
            name=undertaking.name,
            total=euros(found.total),
            ceiling=euros(found.ceiling),
            source=found.source,
        )


def _locked(undertaking: Undertaking, on: date) -> tuple[Undertaking, list[LedgerAid]]:
    """Hold the single undertaking; return it and every line of it that counts, whatever its day."""
    lines = lines_that_count(lock_group(undertaking, on))
    return Undertaking.objects.get(pk=undertaking.pk), lines


def line_of(undertaking: Undertaking, aid: NewAid, origin: str, key: UUID, actor) -> LedgerAid:
    """Return the line, not saved, that an aid writes for an undertaking."""
    resource = aid.resource
    return LedgerAid(
        organisation_id=undertaking.organisation_id,
        undertaking=undertaking,
        origin=origin,
        authority=aid.authority[:200],
        instrument=aid.instrument[:160],
        kind=aid.kind,
        amount=aid.amount,
        equivalent=max(ZERO, aid.equivalent.amount),
        method=aid.equivalent.method[:200],
        is_sure=aid.equivalent.is_sure,
        granted_on=aid.granted_on,
        is_sieg=undertaking.is_sieg,
        regulation=regulation_on(aid.granted_on, is_sieg=undertaking.is_sieg),
        sector=undertaking.naf_code,
        source=aid.source[:300],
        commitment_key=aid.commitment_key,
        resource_key=resource.key if resource else None,
        case_key=resource.case_key if resource else None,
        asked_since=resource.case_opened_on if resource else None,
        idempotency_key=key,
        recorded_by=actor,
    )


def write_line(undertaking: Undertaking, aid: NewAid, origin: str, key: UUID, actor) -> LedgerAid:
    """Write the line of an aid, and say so in the journal, in the caller's transaction."""
    line = line_of(undertaking, aid, origin, key, actor)
    line.save(force_insert=True)
    journal.record(
        "state_aid.recorded",
        actor=actor,
        target=line,
        summary=f"De minimis : {line.instrument}, {euros(line.equivalent)} pour {undertaking}.",
        detail={"amount": str(line.amount), "method": line.method},
    )
    return line
