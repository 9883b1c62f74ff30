"""The provision of a loan at a closing day: proposed by the grid, decided by a person, posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.journal.services import record, target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, numeric_date, percent, plural
from levier.kernel.money import ZERO
from levier.ledger.services import post_entry
from levier.rules.accounting.entries import Posting
from levier.rules.servicing.operation_json import operation_of
from levier.rules.servicing.operations import Operation
from levier.rules.servicing.provisions import (
    Provision,
    grid_on,
    provision_of,
    provision_postings,
)
from levier.rules.servicing.running_loan import replay
from levier.servicing.errors import ProvisionKeyReused, ProvisionRefused
from levier.servicing.models import LoanOperation, ProvisionDecision, RunningLoan
from levier.servicing.services.chart import account_numbers, usual_accounts
from levier.servicing.services.playing import operations_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the loan itself does not say: collective proceedings, what others guarantee (euros)."""

    in_proceedings: bool = False
    counter_guaranteed: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the grid proposes for a loan at a closing day, and what the last decision kept.

    `accelerated_on`: its whole principal was due by then.
    """

    outstanding: Decimal
    days_late: int
    provision: Provision
    before: Decimal
    accelerated_on: date | None = None


def propose_provision(
    *, loan: RunningLoan, closing_on: date, known: Circumstances | None = None
) -> Proposal:
    """Return the provision that the grid gives at the end of a day, from what was noted up to it.

    Errors: NoValueInForce; those of the operations, when they do not replay.
    """
    operations = [each for each in operations_of(loan) if each.on <= closing_on]
    before = _kept_before([loan.pk], closing_on).get(loan.pk, ZERO)
    return _proposal(operations, closing_on, known or Circumstances(), before)


def propose_provisions(
    *, loans: Sequence[RunningLoan], closing_on: date, known: Mapping[UUID, Circumstances]
) -> dict[UUID, Proposal | DomainError]:
    """Return what the grid gives for many loans, or why nothing; two queries for BATCH of them."""
    found: dict[UUID, Proposal | DomainError] = {}
    for first in range(0, len(loans), BATCH):
        keys = [loan.pk for loan in loans[first : first + BATCH]]
        noted, before = _noted_up_to(keys, closing_on), _kept_before(keys, closing_on)
        for key in keys:
            try:
                operations = [operation_of(*row) for row in noted[key]]
                kept = before.get(key, ZERO)
                found[key] = _proposal(operations, closing_on, known[key], kept)
            except DomainError as refusal:
                found[key] = refusal
    return found


def _proposal(
    operations: list[Operation], closing_on: date, known: Circumstances, before: Decimal
) -> Proposal:
    state = replay(operations, closing_on)
    late = [
        line.due_on
        for line in state.lines
        if line.due_on < closing_on and state.asked_of(line).total
    ]
    days_late = (closing_on - min(late)).days if late else 0
    provision = provision_of(
        state.outstanding, days_late, grid_on(closing_on),
        counter_guaranteed=known.counter_guaranteed, in_proceedings=known.in_proceedings,
    )  # fmt: skip
    return Proposal(state.outstanding, days_late, provision, before, state.accelerated_on)


@transaction.atomic
def decide_provision(
    *,
    loan: RunningLoan,
    closing_on: date,
    today: date,
    actor: User,
    key: UUID,
    kept: Decimal | None = None,
    reason: str = "",
    known: Circumstances | None = None,
) -> ProvisionDecision:
    """Decide the provision of a loan at a closing day: the amount proposed, or another with why.

    Only the difference with the last decision is posted, on the closing day, for a loan that the
    house carries. The same key again gives the same decision. Errors: ProvisionKeyReused;
    ProvisionRefused for a day to come, before the loan or decided already, an amount out of zero
    and the outstanding, another amount than the one proposed without a reason.
    """
    loan = RunningLoan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
    known, reason = known or Circumstances(), reason.strip()[:300]
    said = (loan.pk, closing_on, kept, reason, known)
    former = ProvisionDecision.objects.filter(organisation=loan.organisation_id, key=key).first()
    if former is not None:
        if not _is_same(former, *said):
            raise ProvisionKeyReused
        return former
    _refuse_day(loan, closing_on, today)
    found = propose_provision(loan=loan, closing_on=closing_on, known=known)
    amount = found.provision.amount if kept is None else kept
    _refuse_amount(found, amount, reason, known)
    row = ProvisionDecision.objects.create(
        organisation_id=loan.organisation_id, loan=loan, closing_on=closing_on,
        outstanding=found.outstanding, days_late=found.days_late,
        in_proceedings=known.in_proceedings, counter_guaranteed=known.counter_guaranteed,
        rate=found.provision.rate, proposed=found.provision.amount, kept=amount,
        before=found.before, reason=reason, decided_by=actor, key=key,
    )  # fmt: skip
    _post(row, actor)
    _journal(row, actor)
    return row


def debtors_in_proceedings(*, organisation: Organisation, on: date) -> set[UUID]:
    """Return the structures and persons of whom a loan was last decided in proceedings (one query).

    Proceedings reach every loan of a debtor: what is proposed for the others starts from there.
    """
    last: dict[UUID, tuple[bool, UUID | None, UUID | None]] = {}
    rows = ProvisionDecision.objects.filter(organisation=organisation, closing_on__lte=on)
    for loan, *said in rows.order_by("closing_on").values_list(
        "loan", "in_proceedings", "loan__commitment__case__structure",
        "loan__commitment__case__person",
    ):  # fmt: skip
        last[loan] = tuple(said)
    return {
        structure or person
        for in_proceedings, structure, person in last.values()
        if in_proceedings and (structure or person)
    }


def debtor_of(loan: RunningLoan) -> UUID | None:
    """Return who owes a loan: the structure of its dossier, else its person."""
    case = loan.commitment.case
    return case.structure_id or case.person_id


def _kept_before(keys: Sequence[UUID], closing_on: date) -> dict[UUID, Decimal]:
    """Return what the last decision before a day kept of each loan that has one (euros)."""
    rows = ProvisionDecision.objects.filter(loan__in=keys, closing_on__lt=closing_on)
    return dict(rows.order_by("closing_on").values_list("loan", "kept"))


def _noted_up_to(keys: Sequence[UUID], day: date) -> dict[UUID, list[tuple]]:
    """Return the operations of each loan up to a day, as operation_of reads them."""
    found: dict[UUID, list[tuple]] = {key: [] for key in keys}
    rows = LoanOperation.objects.filter(loan__in=keys, on__lte=day).order_by("loan", "rank")
    for loan, kind, key, on, facts in rows.values_list("loan", "kind", "key", "on", "facts"):
        found[loan].append((kind, str(key), on, facts))
    return found


def _is_same(
    row: ProvisionDecision, loan_key, closing_on: date, kept, reason: str, known: Circumstances
) -> bool:
    amount = row.proposed if kept is None else kept
    was = Circumstances(row.in_proceedings, row.counter_guaranteed)
    return (row.loan_id, row.closing_on, row.kept, row.reason, was) == (
        loan_key, closing_on, amount, reason, known,
    )  # fmt: skip


def _refuse_day(loan: RunningLoan, closing_on: date, today: date) -> None:
    if closing_on > today:
        raise ProvisionRefused(field="closing_on", reason="Un arrêté ne se décide pas d’avance.")
    if loan.opened_on is None or closing_on < loan.opened_on:
        raise ProvisionRefused(field="closing_on", reason="C’est avant le déblocage du prêt.")
    last = loan.provisions.order_by("-closing_on").first()
    if last is not None and last.closing_on >= closing_on:
        raise ProvisionRefused(
            field="closing_on",
            reason=f"La provision est déjà décidée à l’arrêté du {numeric_date(last.closing_on)}"
            "\u00a0: elle se corrige à l’arrêté suivant.",
        )


def _refuse_amount(found: Proposal, amount: Decimal, reason: str, known: Circumstances) -> None:
    if known.counter_guaranteed < 0:
        raise ProvisionRefused(
            field="counter_guaranteed", reason="Le montant contre-garanti n’est pas négatif."
        )
    if not ZERO <= amount <= found.outstanding:
        raise ProvisionRefused(
            field="kept", reason=f"Une provision va de 0\u00a0€ à {euros(found.outstanding, True)}."
        )
    if amount != found.provision.amount and not reason:
        raise ProvisionRefused(
            field="reason",
            reason=f"La grille propose {euros(found.provision.amount, True)}\u00a0: dites pourquoi "
            "un autre montant est retenu.",
        )


def _post(row: ProvisionDecision, actor: User) -> None:
    postings = provision_postings(row.before, row.kept)
    if not row.loan.is_posted or not postings:
        return
    usual_accounts(organisation=row.organisation, actor=actor)
    numbers = account_numbers(row.organisation_id)
    number = row.loan.commitment.number
    post_entry(
        organisation=row.organisation, actor=actor, key=f"provision:{row.key}",
        day=row.closing_on, journal="OD", label=f"{number}, provision", piece=number,
        about=target_of(row.loan.commitment),
        postings=[Posting(numbers[p.account], p.debit, p.credit) for p in postings],
    )  # fmt: skip


def _journal(row: ProvisionDecision, actor: User) -> None:
    commitment = row.loan.commitment
    late = plural(row.days_late, "jour")
    said = (
        f"{commitment.number}, arrêté au {numeric_date(row.closing_on)}\u00a0: provision de "
        f"{euros(row.kept, True)} retenue (grille {euros(row.proposed, True)}, soit "
        f"{percent(row.rate)} à {late} de retard). {row.reason}"
    )
    record(
        "servicing.provision_decided", actor=actor, target=row, case_key=commitment.case_id,
        summary=said.strip()[:300],
    )  # fmt: skip
