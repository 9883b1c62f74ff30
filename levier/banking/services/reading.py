"""What a file of the bank changed, line by line, as its page shows it."""

from dataclasses import dataclass, field
from typing import Any

from levier.banking.models import BankFile, Collection, PaymentOrder, RevenueOrder
from levier.kernel.french import euros, plural


@dataclass(slots=True)
class Reading:
    """What a file changed: orders and debits moved, and every line with what became of it."""

    file: BankFile
    executed: list[PaymentOrder] = field(default_factory=list)
    rejected: list[PaymentOrder] = field(default_factory=list)
    came_back: list[PaymentOrder] = field(default_factory=list)
    booked: list[Collection] = field(default_factory=list)
    returned: list[Collection] = field(default_factory=list)
    collected: list[RevenueOrder] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What it changed, in a few words."""
        counts = (
            (self.executed, "paiement exécuté", "paiements exécutés"),
            (self.rejected, "paiement rejeté", "paiements rejetés"),
            (self.came_back, "paiement revenu", "paiements revenus"),
            (self.booked, "prélèvement encaissé", "prélèvements encaissés"),
            (self.returned, "prélèvement revenu", "prélèvements revenus"),
            (self.collected, "titre recouvré", "titres recouvrés"),
        )
        said = [plural(len(rows), one, many) for rows, one, many in counts if rows]
        return ", ".join(said) or "rien n’a changé d’état"

    def list_line(self, what: str, amount: str, outcome: str, sense: str = "ocre") -> None:
        """Keep what became of a line."""
        self.lines.append({"what": what, "amount": amount, "outcome": outcome, "sense": sense})

    def keep_lines(self) -> None:
        """Write the lines told since the file was kept."""
        self.file.lines, self.file.line_count = self.lines, len(self.lines)
        self.file.save(update_fields=["lines", "line_count"])


def said(row: PaymentOrder | Collection | RevenueOrder) -> str:
    """Return the amount of a row, as a line shows it."""
    return euros(row.amount, cents=True)
