"""What the bank answers of debits: booked once, come back with a code, and what that asks for."""

from datetime import date

from django.db.models import QuerySet

from levier.banking.errors import CollectionRefused
from levier.banking.messages import REJECTED, SETTLED_CODES, BankMessage, BookedLine, Status
from levier.banking.models import Collection, Mandate
from levier.banking.services.collections import move_collection, plan_collection
from levier.banking.services.mandates import move_mandate
from levier.banking.services.reading import Reading, said
from levier.banking.states import CollectionEvent, CollectionState, MandateEvent, MandateState
from levier.kernel.french import euros, short_date
from levier.kernel.money import ZERO
from levier.rules.servicing.collections import Return, reaction_to, soonest_debit

AT_THE_BANK = (CollectionState.HANDED, CollectionState.BOOKED)


class DebitReading:
    """Reads the lines of one file that speak of debits, and moves them forward."""

    def __init__(self, reading: Reading, message: BankMessage, actor, on: date) -> None:
        self.reading, self.actor, self.on = reading, actor, on
        references = [each.reference for each in (*message.statuses, *message.lines)]
        batches = [line.batch for line in message.lines if line.batch]
        rows = (
            Collection.objects.select_for_update(of=("self",))
            .select_related("mandate__organisation")
            .filter(organisation=reading.file.organisation)
            .order_by("pk")
        )
        self.known = {row.number: row for row in rows.filter(number__in=filter(None, references))}
        self.batches: dict[str, list[Collection]] = {}
        for row in rows.filter(batch__in=batches):
            self.batches.setdefault(row.batch, []).append(self.known.setdefault(row.number, row))

    # ── Status ────────────────────────────────────────────────────────────────────────────────
    def read_status(self, each: Status) -> bool:
        """Read what the bank says of one debit. Return False when it is not one of ours."""
        row = self.known.get(each.reference)
        if row is None:
            return False
        if each.code == REJECTED and row.state in AT_THE_BANK:
            self.send_back(row, each.reason, self.on)
        elif row.state != CollectionState.HANDED:
            self._already(row)
        elif each.code in SETTLED_CODES and row.due_on <= self.on:
            self._book(row, row.due_on)
        else:
            self.reading.list_line(row.number, said(row), f"en cours à la banque ({each.code})")
        return True

    def refuse_file(self, message: BankMessage) -> None:
        """Send back every debit of a file that the bank refused whole."""
        self._refuse(
            self._handed().filter(file__message_id=message.original_id), message.group_reason
        )

    def refuse_batch(self, each: Status) -> bool:
        """Send back every debit of a batch refused whole. Return False when it is not of ours."""
        rows = self._handed().filter(batch=each.reference)
        return bool(each.reference) and self._refuse(rows, each.reason)

    def _handed(self) -> QuerySet[Collection]:
        return Collection.objects.filter(
            organisation=self.reading.file.organisation, state=CollectionState.HANDED
        )

    def _refuse(self, rows: QuerySet[Collection], reason: str) -> bool:
        rows = rows.select_related("mandate__organisation").select_for_update(of=("self",))
        found = list(rows.order_by("pk"))
        for row in found:
            self.send_back(row, reason, self.on)
        return bool(found)

    # ── Statement ─────────────────────────────────────────────────────────────────────────────
    def read_line(self, line: BookedLine) -> bool:
        """Read one line of a statement. Return False when it speaks of no debit of ours."""
        row = self.known.get(line.reference)
        if row is None:
            return self._read_batch(line)
        amount = euros(line.amount, cents=True)
        if line.amount > ZERO and row.state == CollectionState.HANDED:
            if line.amount == row.amount:
                self._book(row, line.day)
            else:
                outcome = f"montant différent\u00a0: {said(row)} attendus"
                self.reading.list_line(row.number, amount, outcome)
        elif line.amount < ZERO and row.state in AT_THE_BANK:
            self._read_debit(row, line)
        else:
            self._already(row)
        return True

    def _read_debit(self, row: Collection, line: BookedLine) -> None:
        """Send back a debit taken from our account; with a code, the bank may add its costs."""
        costs = -line.amount - row.amount
        if costs < ZERO or (costs and not line.reason):
            self.reading.list_line(
                row.number, euros(line.amount, cents=True),
                f"montant différent\u00a0: {said(row)} attendus",
            )  # fmt: skip
            return
        self.send_back(row, line.reason, line.day)
        if costs:
            self.reading.list_line(
                row.number, euros(-costs, cents=True), "frais de la banque\u00a0: à noter à la main"
            )

    def _read_batch(self, line: BookedLine) -> bool:
        """Book a batch credited in one line, when its debits not yet booked make its amount."""
        rows = self.batches.get(line.batch, []) if not line.reference else []
        waiting = [row for row in rows if row.state == CollectionState.HANDED]
        if not rows or line.amount <= ZERO:
            return False
        if sum((row.amount for row in waiting), ZERO) != line.amount:
            self.reading.list_line(
                line.batch, euros(line.amount, cents=True),
                "lot dont le total diffère des prélèvements attendus",
            )  # fmt: skip
            return True
        for row in waiting:
            self._book(row, line.day)
        return True

    # ── Moves ─────────────────────────────────────────────────────────────────────────────────
    def _book(self, row: Collection, day: date) -> None:
        move_collection(row, CollectionEvent.BOOK, booked_on=day)
        self.reading.booked.append(row)
        self.reading.list_line(row.number, said(row), f"encaissé le {short_date(day)}", "pre")

    def send_back(self, row: Collection, code: str, day: date) -> None:
        """Move a debit back with its code, and do what that code asks for."""
        found = reaction_to(code, row.retries)
        move_collection(
            row, CollectionEvent.RETURN, returned_on=day, return_code=code[:8],
            reason=found.sentence,
        )  # fmt: skip
        self.reading.returned.append(row)
        outcome = f"revenu ({code or 'sans code'}). {found.sentence}"
        self.reading.list_line(row.number, said(row), outcome, "brique")
        self._react(row, code, found)

    def _react(self, row: Collection, code: str, found: Return) -> None:
        mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=row.mandate_id)
        if found.suspends and mandate.state == MandateState.ACTIVE:
            move_mandate(
                mandate=mandate, event=MandateEvent.SUSPEND, actor=self.actor,
                reason=f"{row.number} revenu ({code}). {found.sentence}",
            )  # fmt: skip
        if not found.may_retry:
            return
        try:
            again = plan_collection(
                mandate=mandate, amount=row.amount, line_on=row.line_on,
                due_on=soonest_debit(self.on), actor=self.actor, on=self.on, is_last=row.is_last,
                again_of=row,
            )  # fmt: skip
        except CollectionRefused as refusal:
            self.reading.list_line(row.number, said(row), f"pas représenté. {refusal}")
        else:
            day = short_date(again.due_on)
            self.reading.list_line(
                again.number, said(again), f"représente {row.number}, le {day}\u00a0: à annoncer"
            )

    def _already(self, row: Collection) -> None:
        self.reading.list_line(row.number, said(row), f"déjà {row.get_state_display()}")
