"""What the bank answers: each order executed or rejected, once; what is not ours is listed."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from levier.accounts.models import Organisation
from levier.banking.errors import BankFileReadBefore
from levier.banking.messages import (
    REJECTED,
    SETTLED_CODES,
    BankMessage,
    BookedLine,
    Status,
    WaitingLine,
    read_message,
    references_of,
)
from levier.banking.models import BankFile, HouseAccount, PaymentOrder, RevenueOrder
from levier.banking.officer_files import CSV, is_officer_file, read_officer_file
from levier.banking.services.collection_answers import DebitReading
from levier.banking.services.files import XML
from levier.banking.services.orders import move_order
from levier.banking.services.reading import Reading, said
from levier.banking.services.revenue import read_revenue
from levier.banking.states import Event, State
from levier.documents.services import content_of, store_file
from levier.journal.services import record
from levier.kernel.french import euros, short_date
from levier.kernel.money import ZERO


@transaction.atomic
def read_bank_file(
    *, organisation: Organisation, name: str, content: bytes, actor, on: date
) -> Reading:
    """Read a status file (pain.002), a statement (camt.053) or what an accounting officer sends
    back (CSV), and move the orders it speaks of.

    All or nothing, and once: a file or a message read before is refused. An order only moves
    forward; a line that is not ours, of another amount, of another account than the house's, of a
    day to come or that the bank has not booked is listed, and moves nothing.
    Errors: BankFileNotUnderstood; BankFileReadBefore.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    officers = is_officer_file(content)
    message = read_officer_file(content, on) if officers else read_message(content)
    digest = sha256(content).hexdigest()
    known = BankFile.objects.filter(
        Q(sha256=digest) | Q(kind=message.kind, message_id=message.message_id),
        organisation=organisation,
    ).first()
    if known is not None:
        raise BankFileReadBefore(day=short_date(known.made_on), message_id=known.message_id)
    stored = store_file(
        organisation=organisation, actor=actor, name=name, content=content, origin="banque",
        content_type=CSV if officers else XML,
    )  # fmt: skip
    file = BankFile(
        organisation=organisation, kind=message.kind, message_id=message.message_id,
        account=_account(organisation, message.ibans), stored_file=stored, sha256=digest,
        made_on=on, recorded_by=actor,
    )  # fmt: skip
    reading = Reading(file)
    debits = DebitReading(reading, message, actor, on)
    if message.kind in (BankFile.Kind.STATUS, BankFile.Kind.OFFICER):
        _read_statuses(reading, organisation, message, on, debits)
    else:
        _read_lines(reading, organisation, message.lines, debits)
        _list_waiting(reading, message.waiting)
    file.lines, file.line_count = reading.lines, len(reading.lines)
    file.save(force_insert=True)
    record(
        "banking.file_read", actor=actor, target=file, summary=f"{file}\u00a0: {reading.summary}."
    )
    return reading


def _account(organisation: Organisation, ibans: Sequence[str]) -> HouseAccount | None:
    """Return the account that a file is about, None when it is about several, or another's."""
    rows = HouseAccount.objects.filter(organisation=organisation, iban__in=ibans)
    return rows.first() if len(set(ibans)) == 1 else None


def _orders(organisation: Organisation, numbers: Sequence[str]) -> dict[str, PaymentOrder]:
    rows = PaymentOrder.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, number__in=[number for number in numbers if number]
    )
    return {row.number: row for row in rows.order_by("pk")}


def _claims(organisation: Organisation, numbers: Sequence[str]) -> dict[str, RevenueOrder]:
    rows = RevenueOrder.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, number__in=[number for number in numbers if number]
    )
    return {row.number: row for row in rows.order_by("pk")}


# ── Status ────────────────────────────────────────────────────────────────────────────────────
def _read_statuses(
    reading: Reading,
    organisation: Organisation,
    message: BankMessage,
    on: date,
    debits: DebitReading,
) -> None:
    """Execute or reject each order named; a file refused whole rejects all that it held."""
    if message.group_code == REJECTED and not message.statuses:
        orders = PaymentOrder.objects.filter(
            organisation=organisation, file__message_id=message.original_id, state=State.SENT
        )
        for row in orders.select_for_update(of=("self",)).order_by("pk"):
            _reject(reading, row, message.group_reason or "fichier refusé")
        debits.refuse_file(message)
        return
    rest = [each for each in message.statuses if not debits.read_status(each)]
    known = _orders(organisation, [each.reference for each in rest])
    claims = _claims(organisation, [each.reference for each in rest])
    for each in rest:
        row = known.get(each.reference)
        if each.reference in claims:
            read_revenue(reading, each, claims[each.reference], on)
        else:
            _read_order(reading, each, known.get(each.reference), on)
    for each in message.refused_batches:
        if not debits.refuse_batch(each):
            _refuse_batch(reading, organisation, message.original_id, each)


def _refuse_batch(
    reading: Reading, organisation: Organisation, original_id: str, each: Status
) -> None:
    """Reject the orders of one part of a file, read in the file that was handed over."""
    files = BankFile.objects.filter(
        organisation=organisation, kind=BankFile.Kind.TRANSFERS, message_id=original_id
    )
    numbers = [
        number
        for file in files.select_related("stored_file")
        for number in references_of(content_of(file.stored_file), each.reference)
    ]
    rows = [row for row in _orders(organisation, numbers).values() if row.state == State.SENT]
    for row in rows:
        _reject(reading, row, each.reason or "lot refusé")
    if not rows:
        reading.list_line(each.reference, "", "lot refusé\u00a0: Levier n’y a rien en attente")


def _read_order(reading: Reading, each: Status, row: PaymentOrder | None, on: date) -> None:
    """Execute or reject one order by what is said of it; list what moves nothing."""
    if row is None:
        reading.list_line(each.reference, "", "n’est pas un paiement de Levier")
    elif row.state == State.EXECUTED and each.code == REJECTED:
        _come_back(reading, row, each.reason, each.day or on)
    elif row.state != State.SENT:
        reading.list_line(row.number, said(row), f"déjà {row.get_state_display()}")
    elif each.code == REJECTED:
        _reject(reading, row, each.reason)
    elif each.code in SETTLED_CODES and each.amount not in (None, row.amount):
        amount = euros(each.amount or ZERO, cents=True)
        reading.list_line(row.number, amount, f"montant différent\u00a0: {said(row)} attendus")
    elif each.code in SETTLED_CODES:
        _execute(reading, row, each.day or on)
    else:
        reading.list_line(row.number, said(row), f"en cours à la banque ({each.code})")


# ── Statement ─────────────────────────────────────────────────────────────────────────────────
def _read_lines(
    reading: Reading, organisation: Organisation, lines: Sequence[BookedLine], debits: DebitReading
) -> None:
    known = _orders(organisation, [line.reference for line in lines])
    accounts = HouseAccount.objects.filter(organisation=organisation)
    ours = {"", *accounts.values_list("iban", flat=True)}
    for line in lines:
        row, amount = known.get(line.reference), euros(line.amount, cents=True)
        what = line.reference or line.batch or line.wording
        if line.iban not in ours:
            reading.list_line(
                what, amount,
                f"compte …{line.iban[-4:]}\u00a0: il n’est pas de la maison. À rapprocher à la "
                "main.",
            )  # fmt: skip
        elif line.day > reading.file.made_on:
            reading.list_line(
                what, amount,
                f"datée du {short_date(line.day)}. Cette date est à venir\u00a0: corrigez-la.",
                "brique",
            )  # fmt: skip
        elif row is not None:
            _read_order_line(reading, line, row)
        elif not debits.read_line(line):
            reading.list_line(line.reference or line.wording, amount, "à rapprocher à la main")


def _read_order_line(reading: Reading, line: BookedLine, row: PaymentOrder) -> None:
    """Execute one order that a statement debits, or send back one that it credits with a code, to
    the cent; list what moves nothing.
    """
    amount = euros(line.amount, cents=True)
    is_back = bool(line.reason) and line.amount == row.amount
    if is_back and row.state in (State.SENT, State.EXECUTED):
        _come_back(reading, row, line.reason, line.day)
    elif row.state == State.EXECUTED and line.amount > ZERO:
        reading.list_line(
            row.number, amount,
            f"crédit sur un paiement exécuté de {said(row)}\u00a0: demandez à la banque s’il est "
            "revenu, et rapprochez à la main.",
            "brique",
        )  # fmt: skip
    elif row.state != State.SENT:
        reading.list_line(row.number, amount, f"déjà {row.get_state_display()}")
    elif line.amount != -row.amount:
        reading.list_line(row.number, amount, f"montant différent\u00a0: {said(row)} attendus")
    else:
        _execute(reading, row, line.day)


def _list_waiting(reading: Reading, lines: Sequence[WaitingLine]) -> None:
    """List what the bank has not booked: the statement that books it will move it."""
    for line in lines:
        reading.list_line(
            line.reference or line.wording, euros(line.amount, cents=True),
            f"pas encore comptabilisée ({line.state or 'sans état'})\u00a0: rien ne bouge avant le "
            "relevé qui la comptabilise.",
        )  # fmt: skip


def _execute(reading: Reading, row: PaymentOrder, day: date) -> None:
    move_order(row, Event.EXECUTE, executed_on=day)
    reading.executed.append(row)
    reading.list_line(row.number, said(row), f"exécuté le {short_date(day)}", "pre")


def _reject(reading: Reading, row: PaymentOrder, reason: str) -> None:
    move_order(row, Event.REJECT, refusal=reason[:200])
    reading.rejected.append(row)
    reading.list_line(row.number, said(row), f"rejeté ({reason or 'sans motif'})", "brique")


def _come_back(reading: Reading, row: PaymentOrder, reason: str, day: date) -> None:
    """Send back an order that had left: what it paid is to be paid again."""
    day = max(day, row.executed_on or day)
    move_order(row, Event.RETURN, refusal=reason[:200], returned_on=day)
    reading.came_back.append(row)
    outcome = f"revenu le {short_date(day)} ({reason or 'sans motif'}). {row.remedy}"
    reading.list_line(row.number, said(row), outcome, "brique")
    record(
        "banking.payment_returned", actor=reading.file.recorded_by, target=row,
        summary=f"Paiement {row} revenu\u00a0: {said(row)}, {reason or 'sans motif'}.",
    )  # fmt: skip
