"""The notice of debits: what a borrower reads before the account is debited, sent or printed.

One notice names every due date to come: a schedule announced once needs no other while its days
and amounts hold.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.banking.errors import CollectionRefused
from levier.banking.models import CollectionNotice, HouseAccount, Mandate
from levier.banking.services import announce
from levier.banking.states import LIVING, CollectionState
from levier.correspondence.errors import HolderWithoutAddress
from levier.correspondence.models import Purpose
from levier.correspondence.services import holder_address, queue_message, words_in_force
from levier.correspondence.variables import case_values
from levier.journal.services import target_of
from levier.kernel.french import NBSP, euros, long_date, plural
from levier.portfolio.models import Commitment
from levier.rules.servicing.collections import refund_weeks, soonest_debit
from levier.servicing.models import RunningLoan, ScheduleLine
from levier.workflows.collect_loan import commitment_of_mandate, lines_to_come

Lines = Sequence[tuple[date, Decimal]]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a notice says: its days and amounts, its words, and what tells it from another."""

    commitment: Commitment
    lines: Lines
    subject: str
    text: str

    @property
    def fingerprint(self) -> str:
        """What tells the days and amounts that were read from others."""
        return hashlib.sha256(repr(list(self.lines)).encode()).hexdigest()[:16]


def announcement_of(mandate: Mandate, on: date) -> Announcement:
    """Return the notice proposed on a day for a mandate.

    Errors: CollectionRefused when the mandate does not serve, nothing is to come, or the house
    has no creditor identifier.
    """
    commitment = commitment_of_mandate(mandate)
    fault = mandate.fault_on(soonest_debit(on))
    if fault or commitment is None:
        raise CollectionRefused(reason=fault or "Ce mandat n’est pas celui d’un prêt.")
    lines = lines_to_announce(mandate, commitment, on)
    if not lines:
        raise CollectionRefused(
            reason="Rien n’est à annoncer\u00a0: aucune échéance n’est à venir sans prélèvement."
        )
    words = words_in_force(mandate.organisation, Purpose.DEBITS, on)
    subject, text = words.filled(_values(mandate, commitment, lines, on))
    return Announcement(commitment, lines, subject, text)


def lines_to_announce(mandate: Mandate, commitment: Commitment, on: date) -> Lines:
    """Return the days and amounts to announce: debits prepared, then the due dates after them.

    A debit prepared for a due date that the schedule no longer has is left out: it cannot leave.
    """
    soonest = soonest_debit(on)
    rows = list(mandate.collections.all())
    asking = _asking(commitment)
    planned = [
        (max(row.due_on, soonest), row.amount)
        for row in mandate.collections.to_announce(on)
        if row.line_on in asking
    ]
    done = {row.line_on for row in rows if row.state in (*LIVING, CollectionState.RETURNED)}
    loan = RunningLoan.objects.filter(commitment=commitment, opened_on__isnull=False).first()
    later = lines_to_come(loan, soonest) if loan is not None and mandate.is_recurrent else []
    return sorted(
        [*planned, *((each.line_on, each.amount) for each in later if each.line_on not in done)]
    )


def _asking(commitment: Commitment) -> set[date]:
    """Return the due dates of a loan, past or to come, that still ask for something."""
    rows = ScheduleLine.objects.filter(
        version__loan__commitment=commitment, version__is_active=True
    ).exclude(costs_left=0, interest_left=0, principal_left=0)
    return set(rows.values_list("due_on", flat=True))


def _values(mandate: Mandate, commitment: Commitment, lines: Lines, on: date) -> dict[str, str]:
    return {
        **case_values(commitment.case, on),
        "engagement": commitment.number,
        "instrument": commitment.instrument.label,
        "prelevements": "\n".join(
            f"- {long_date(day)}{NBSP}: {euros(amount, True)}" for day, amount in lines
        ),
        "compte": f"…{mandate.iban[-4:]}",
        "rum": mandate.rum,
        "ics": _creditor_id(mandate.organisation),
        "remboursement": plural(refund_weeks(on), "semaine"),
    }


def _creditor_id(organisation: Organisation) -> str:
    rows = HouseAccount.objects.filter(
        organisation=organisation, is_active=True, is_kept_by_officer=False
    )
    account = rows.exclude(creditor_id="").first()
    if account is None:
        raise CollectionRefused(
            reason="Aucun compte que la maison tient n’a d’identifiant créancier (ICS)\u00a0: "
            "indiquez-le d’abord."
        )
    return account.creditor_id


@transaction.atomic
def send_notice(
    *,
    mandate: Mandate,
    shown: str,
    subject: str,
    text: str,
    actor: User,
    on: date,
    key: UUID,
    by_post: bool = False,
) -> CollectionNotice:
    """Send a notice in the words approved, or note that it left by post; kept, once.

    `shown` is the fingerprint of what was read. Errors: CollectionRefused when days or amounts
    changed meanwhile; HolderWithoutAddress; those of announcement_of, announce, queue_message.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=mandate.organisation_id)
    known = CollectionNotice.objects.filter(
        organisation=mandate.organisation_id, mandate=mandate, idempotency_key=key
    ).first()
    if known is not None:
        return known
    found = announcement_of(mandate, on)
    if found.fingerprint != shown:
        raise CollectionRefused(
            reason="Les jours ou les montants ont changé\u00a0: relisez, puis envoyez."
        )
    case, message = found.commitment.case, None
    if not by_post:
        to = holder_address(case)
        if not to:
            raise HolderWithoutAddress(holder=case.holder_name)
        message = queue_message(
            organisation=mandate.organisation, actor=actor, key=f"debit-notice:{key}", to=to,
            to_name=case.holder_name, subject=subject, body=text, kind=Purpose.DEBITS, case=case,
        )  # fmt: skip
    return announce(
        mandate=mandate, lines=found.lines, subject=subject, text=text, actor=actor, on=on,
        by_post=by_post, message=target_of(message) if message else "", idempotency_key=key,
    )  # fmt: skip
