"""The books of a loan as a clerk would keep them by hand: what is asked, what came, nothing else.

Independent of the machine: it reads the operations and the lines that fell due, keeps one flat
list of what is asked, and strikes it off in the order of the law.
"""

from decimal import Decimal

from levier.rules.servicing.operations import (
    Accelerated,
    Converted,
    CostsCharged,
    CreditRefunded,
    FellDue,
    Opened,
    PartRepaid,
    PaymentReceived,
    Repaid,
    Restructured,
    Reversed,
    TranchePaid,
    WrittenOff,
)

ORDER = ("costs", "interest", "principal")


class ReferenceLedger:
    """The money of one life, in euros."""

    def __init__(self, operations, lines):
        self.asked: list[list] = []  # [number, component, amount]
        self.cash = self.lent = self.purse = Decimal(0)
        self.earned = self.capitalised = self.lost = self.recovered = Decimal(0)
        self.cleared = dict.fromkeys(ORDER, Decimal(0))
        self.struck_principal = self.given = Decimal(0)
        self.is_lost, self.last = False, 0
        gone = {each.of for each in operations if isinstance(each, Reversed)}
        self.waiting = list(lines)
        for each in operations:
            self._fall(each.on)
            if each.key not in gone and not isinstance(each, Reversed | FellDue):
                self._note(each)
            self._fall(each.on)

    def _fall(self, day, *, early=False):
        """Ask for the lines of that day; that of an early repayment comes with its operation."""
        while self.waiting and self.waiting[0].due_on <= day:
            if self.waiting[0].is_early and not early:
                break
            early = False
            line = self.waiting.pop(0)
            self.last = line.number
            self.earned += line.interest
            grown = -line.principal if line.principal < 0 else Decimal(0)
            self.capitalised += grown
            for component, amount in (
                ("interest", line.interest - grown),
                ("principal", line.principal + grown),
            ):
                if amount:
                    self.asked.append([line.number, component, amount])
            self._spend_the_purse()

    def _spend_the_purse(self):
        self.asked.sort(key=lambda row: (row[0], ORDER.index(row[1])))
        for row in self.asked:
            part = min(row[2], self.purse)
            row[2] -= part
            self.purse -= part
            self.cleared[row[1]] += part
        self.asked = [row for row in self.asked if row[2]]

    def _note(self, each):  # noqa: C901
        if isinstance(each, PartRepaid | Repaid | Accelerated):
            self._fall(each.on, early=True)
        if isinstance(each, Opened):
            self.lent += each.terms.amount
            self.cash -= each.terms.amount
        elif isinstance(each, TranchePaid):
            self.lent += each.amount
            self.cash -= each.amount
        elif isinstance(each, CreditRefunded):
            self.purse -= each.amount
            self.cash -= each.amount
        elif isinstance(each, CostsCharged):
            oldest = min((row[0] for row in self.asked), default=self.last)
            self.asked.append([oldest, "costs", each.amount])
            self._spend_the_purse()
        elif isinstance(each, PaymentReceived) and self.is_lost:
            self.cash += each.amount
            self.recovered += each.amount
        elif isinstance(each, PaymentReceived | Repaid):
            self._pay(each.amount)
        elif isinstance(each, PartRepaid):
            self._pay(sum((row[2] for row in self.asked), Decimal(0)))
        elif isinstance(each, Restructured):
            self._restructure(each)
        elif isinstance(each, Converted):
            self.given += each.amount
            self.struck_principal += each.amount
        elif isinstance(each, WrittenOff):
            self.lost += self.owed("costs") + self.owed("interest")
            self.struck_principal += self.owed("principal")
            self.asked, self.is_lost = [], True

    def _pay(self, amount):
        self.cash += amount
        self.purse += amount
        self._spend_the_purse()

    def _restructure(self, each):
        for component in ORDER:
            owed, how = self.owed(component), getattr(each, component)
            if how == "keep":
                continue
            self.asked = [row for row in self.asked if row[1] != component]
            if how == "waive":
                self.lost += owed
                self.struck_principal += owed if component == "principal" else 0
            elif component != "principal":
                self.capitalised += owed
        self.lost += each.waived
        self.struck_principal += each.waived

    def owed(self, component):
        """Return what is asked and not yet cleared of one component."""
        return sum((row[2] for row in self.asked if row[1] == component), Decimal(0))
