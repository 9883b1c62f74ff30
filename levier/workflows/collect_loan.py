"""From the due dates of loans to debits, and from what the bank says of them back to the loans.

A debit names what it is about as text (levier/banking); here it is a commitment whose loan runs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from levier.accounts.models import Organisation, User
from levier.banking.errors import CollectionRefused, MandateRefused
from levier.banking.models import BankFile, Collection, HouseAccount, Mandate, RevenueOrder
from levier.banking.services import (
    Reading,
    hand_over_collections,
    plan_collection,
    record_mandate,
)
from levier.banking.states import LIVING, CollectionState, MandateState, RevenueState
from levier.documents.services import store_file
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.rules.servicing.collections import REFERENCE, proposal_end
from levier.rules.servicing.operations import Operation, PaymentReceived, Reversed
from levier.servicing.models import LoanOperation, RunningLoan, ScheduleLine
from levier.servicing.services import note

LONGEST_NUMBER = 30  # leaves room for the rank, within the 35 characters of a reference


@dataclass(frozen=True, slots=True)
class DueLine:
    """What a due date to come asks for (euros), the borrower's advance taken off."""

    line_on: date
    amount: Decimal
    is_last: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due date without its debit; `fault` says why there will be none."""

    mandate: Mandate
    loan: RunningLoan
    line: DueLine
    fault: str | None


@transaction.atomic
def record_loan_mandate(
    *,
    commitment: Commitment,
    actor: User,
    idempotency_key: UUID,
    evidence_name: str = "",
    evidence_content: bytes = b"",
    **values,
) -> Mandate:
    """Record the mandate of a borrower, its signed copy kept; the rest goes to record_mandate.

    Errors: MandateRefused when another body collects; those of record_mandate, of store_file.
    """
    if commitment.kind in ("guarantee", "grant") or not commitment.carrier.is_house:
        raise MandateRefused(
            reason="La maison ne prélève que les prêts, apports et avances qu’elle porte."
        )
    evidence = None
    rows = Mandate.objects.filter(organisation=commitment.organisation_id)
    if evidence_content and not rows.filter(idempotency_key=idempotency_key).exists():
        evidence = store_file(
            organisation=commitment.organisation, actor=actor, name=evidence_name,
            content=evidence_content, origin="mandat de prélèvement",
        )  # fmt: skip
    return record_mandate(
        organisation=commitment.organisation, subject=target_of(commitment), actor=actor,
        subject_label=f"{commitment} · {commitment.case.holder_name}", evidence=evidence,
        idempotency_key=idempotency_key, **values,
    )  # fmt: skip


def mandates_of(commitment: Commitment) -> list[Mandate]:
    """Return the mandates given for a commitment, the one in use first."""
    rows = Mandate.objects.filter(organisation=commitment.organisation_id)
    found = list(rows.about(target_of(commitment)))
    return sorted(found, key=lambda row: list(MandateState).index(MandateState(row.state)))


def proposed_reference(commitment: Commitment) -> str:
    """Return a reference for the next mandate of a commitment: its number, spelt as SEPA wants."""
    spelt = "".join(each if REFERENCE.fullmatch(each) else "" for each in commitment.number)
    return f"{spelt[:LONGEST_NUMBER]}-{len(mandates_of(commitment)) + 1}"


def commitment_of_mandate(mandate: Mandate) -> Commitment | None:
    """Return what a mandate is given for, or None when that is something else."""
    kind, _, key = mandate.subject.partition(":")
    if kind != Commitment._meta.label:
        return None
    rows = Commitment.objects.filter(organisation=mandate.organisation_id, pk=key)
    return rows.select_related("case__person", "case__structure", "organisation").first()


# ── Propose ───────────────────────────────────────────────────────────────────────────────────
def lines_to_come(loan: RunningLoan, on: date) -> list[DueLine]:
    """Return the due dates of a loan, from a day on, that still ask for something."""
    return _lines_by_loan([loan], on)[loan.pk]


def _lines_by_loan(
    loans: Sequence[RunningLoan], on: date, end: date | None = None
) -> dict[UUID, list[DueLine]]:
    """Return the due dates of many loans between two days, in two queries.

    What an acceleration makes due is no instalment that was announced: it is never debited.
    """
    rows = ScheduleLine.objects.filter(
        version__loan__in=loans, version__is_active=True, due_on__gte=on, is_early=False
    ).exclude(costs_left=0, interest_left=0, principal_left=0)
    last = dict(rows.values_list("version__loan").annotate(Max("due_on")).order_by())
    rows = rows.filter(due_on__lte=end) if end else rows
    found: dict[UUID, list[DueLine]] = {loan.pk: [] for loan in loans}
    credit = {loan.pk: loan.credit for loan in loans}
    for row in rows.select_related("version").order_by("due_on", "number"):
        key = row.version.loan_id
        used = min(credit[key], row.left)
        credit[key] -= used
        if row.left > used:
            found[key].append(DueLine(row.due_on, row.left - used, row.due_on == last[key]))
    return found


def candidates(organisation: Organisation, on: date) -> list[Candidate]:
    """Return the due dates of the coming weeks that a mandate covers and no debit does.

    A debit given up, or come back, is not proposed again for the same amount: a person decides.
    """
    mandates = _mandates_in_use(organisation)
    running = RunningLoan.objects.running().filter(
        organisation=organisation, opened_on__isnull=False, written_off_on=None,
        commitment__carrier__is_house=True,
        commitment__in=[subject.partition(":")[2] for subject in mandates],
    )  # fmt: skip
    loans = list(running.select_related("commitment").order_by("commitment__number"))
    lines, taken = _lines_by_loan(loans, on, proposal_end(on)), _taken(organisation, on)
    found = []
    for loan in loans:
        mandate = mandates[target_of(loan.commitment)]
        for line in lines[loan.pk]:
            if not _is_taken(line, taken.get((mandate.subject, line.line_on), ())):
                found.append(Candidate(mandate, loan, line, mandate.fault_on(line.line_on)))
    return found


def _mandates_in_use(organisation: Organisation) -> dict[str, Mandate]:
    """Return the mandate in use of each commitment: the latest in force, else one suspended."""
    rows = Mandate.objects.filter(
        organisation=organisation, subject__startswith=f"{Commitment._meta.label}:"
    ).exclude(state=MandateState.REVOKED)
    order = sorted(rows, key=lambda row: (row.state == MandateState.ACTIVE, row.signed_on))
    return {row.subject: row for row in order}


def _taken(organisation: Organisation, on: date) -> dict[tuple[str, date], list[Collection]]:
    """Return the debits already made of the due dates from a day on."""
    rows = Collection.objects.filter(organisation=organisation, line_on__gte=on)
    found: dict[tuple[str, date], list[Collection]] = {}
    for row in rows.select_related("mandate"):
        found.setdefault((row.mandate.subject, row.line_on), []).append(row)
    return found


def _is_taken(line: DueLine, rows: Sequence[Collection]) -> bool:
    stops = (*LIVING, CollectionState.RETURNED)
    return any(row.state in stops or row.amount == line.amount for row in rows)


@transaction.atomic
def propose_collections(
    *, organisation: Organisation, actor: User, on: date
) -> tuple[list[Collection], list[Candidate]]:
    """Plan the debits of the coming due dates. Return them, and what is refused with its reason.

    Run twice, it plans nothing twice; one refusal never stops the others.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    planned, refused = [], []
    for each in candidates(organisation, on):
        try:
            with transaction.atomic():
                row = plan_collection(
                    mandate=each.mandate, amount=each.line.amount, line_on=each.line.line_on,
                    due_on=each.line.line_on, is_last=each.line.is_last, actor=actor, on=on,
                )  # fmt: skip
        except CollectionRefused as refusal:
            refused.append(Candidate(each.mandate, each.loan, each.line, str(refusal)))
        else:
            planned.append(row)
    return planned, refused


# ── Hand over ─────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def send_collections(
    *, account: HouseAccount, collections: Iterable[Collection], actor: User, on: date
) -> BankFile:
    """Hand announced debits over to the bank, their due dates read again first.

    All or nothing. Errors: CollectionRefused, with the debit; those of hand_over_collections.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=account.organisation_id)
    rows = list(collections)
    for row in rows:
        _refuse_more_than_asked(row, on)
    return hand_over_collections(account=account, collections=rows, actor=actor, on=on)


def _refuse_more_than_asked(row: Collection, on: date) -> None:
    loan = _loan_of(row, lock=True)
    if loan is None:
        return
    coming = {line.line_on: line.amount for line in lines_to_come(loan, on)}
    asked = coming.get(row.line_on, ZERO)
    if row.line_on < on:
        late = ScheduleLine.objects.filter(
            version__loan=loan, version__is_active=True, due_on=row.line_on
        )
        asked = sum((line.left for line in late), ZERO)
    if asked < row.amount:
        raise CollectionRefused(
            reason=f"{row.number}\u00a0: l’échéance du {long_date(row.line_on)} ne demande plus "
            f"que {euros(asked, cents=True)}. Abandonnez ce prélèvement."
        )
    order = RevenueOrder.objects.filter(
        organisation=row.organisation_id, subject=row.mandate.subject, due_on=row.line_on,
        state=RevenueState.ISSUED,
    ).first()  # fmt: skip
    if order is not None:
        raise CollectionRefused(
            reason=f"{row.number}\u00a0: l’échéance du {long_date(row.line_on)} est déjà demandée "
            f"par le titre {order}. Annulez ce titre, ou abandonnez ce prélèvement."
        )


def _loan_of(row: Collection, lock: bool = False) -> RunningLoan | None:
    kind, _, key = row.mandate.subject.partition(":")
    if kind != Commitment._meta.label:
        return None
    rows = RunningLoan.objects.filter(
        organisation=row.organisation_id, commitment=key, opened_on__isnull=False
    )
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


# ── Read back ─────────────────────────────────────────────────────────────────────────────────
def settle_collections(*, reading: Reading, actor: User) -> None:
    """Note on the loans what a file booked or sent back; call it in the transaction of the reading.

    What a loan refuses is said beside its line, and stops no other line.
    """
    known = len(reading.lines)
    for row in reading.booked:
        payment = PaymentReceived(key=str(row.operation_key), on=row.booked_on, amount=row.amount)
        _noted(reading, row, payment, actor, f"Prélèvement {row.number}")
    for row in reading.returned:
        if row.booked_on is None or not _is_noted(row):
            continue
        undone = Reversed(
            key=str(uuid5(row.operation_key, "returned")),
            on=max(row.returned_on, row.booked_on), of=str(row.operation_key),
        )  # fmt: skip
        _noted(reading, row, undone, actor, f"{row.number} revenu ({row.return_code or '–'})")
    if len(reading.lines) > known:
        reading.keep_lines()


def _is_noted(row: Collection) -> bool:
    keys = LoanOperation.objects.filter(organisation=row.organisation_id, key=row.operation_key)
    return keys.exists()


def _noted(
    reading: Reading, row: Collection, operation: Operation, actor: User, reason: str
) -> None:
    loan = _loan_of(row)
    if loan is None:
        return
    try:
        with transaction.atomic():
            note(loan=loan, operation=operation, actor=actor, reason=reason)
    except DomainError as refusal:
        reading.list_line(
            row.number, euros(row.amount, cents=True),
            f"le prêt ne l’admet pas, à noter à la main. {refusal}", "brique",
        )  # fmt: skip
