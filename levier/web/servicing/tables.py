"""What the pages of a loan show: its lines by year, its operations, a change before and after."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from levier.kernel.french import euros, long_date, plural, short_date
from levier.kernel.money import ZERO
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.arrears import days_past_due
from levier.rules.servicing.loan import Line, Loan, LoanAccount, Way
from levier.servicing.models import KIND_LABELS, LoanOperation

WORDS = {Way.WAIVED: "abandonné", Way.CAPITALISED: "ajouté au capital", Way.LOST: "perdu"}
AMOUNTS = ("principal", "interest", "total", "paid", "left")


@dataclass
class Row:
    """One line of the table (euros): what it asks for, what came, what is left, and its state."""

    line: Line
    paid: Decimal
    left: Decimal
    sense: str
    word: str

    @property
    def principal(self) -> Decimal:
        """Principal of the line."""
        return self.line.principal

    @property
    def interest(self) -> Decimal:
        """Interest of the line."""
        return self.line.interest

    @property
    def total(self) -> Decimal:
        """What the line asked for, its costs aside."""
        return self.line.total


@dataclass
class Year:
    """The lines of a year and their sums."""

    year: int
    rows: list[Row] = field(default_factory=list)

    @property
    def sums(self) -> list[Decimal]:
        """The subtotal of each column of amounts."""
        return sums_of(self.rows)

    @property
    def balance(self) -> Decimal:
        """What the year leaves."""
        return self.rows[-1].line.balance_after


def years_of(loan: Loan, today: date) -> list[Year]:
    """Return the whole table, by year."""
    found: dict[int, Year] = {}
    for line in loan.lines:
        year = found.setdefault(line.due_on.year, Year(line.due_on.year))
        year.rows.append(_row(loan, line, today))
    return list(found.values())


def sums_of(rows: Iterable[Row]) -> list[Decimal]:
    """Return the sums of the columns of amounts, in their order."""
    listed = list(rows)
    return [sum((getattr(row, name) for row in listed), ZERO) for name in AMOUNTS]


def _row(loan: Loan, line: Line, today: date) -> Row:
    parts = [part for part in loan.parts if part.number == line.number]
    paid = sum((part.amount for part in parts if part.way == Way.PAID), ZERO)
    left = loan.asked_of(line).total
    sense, word = _state(loan, line, today, paid, left)
    others = {WORDS[part.way] for part in parts if part.way in WORDS}
    if others and not left:
        sense, word = "neutre", ", ".join(sorted(others)).capitalize()
    return Row(line, paid, left, sense, word)


def _state(loan: Loan, line: Line, today: date, paid: Decimal, left: Decimal) -> tuple[str, str]:
    is_whole_due = line.is_early and line.due_on == loan.accelerated_on
    if is_whole_due and left:
        return "brique", "Terme déchu"
    if line.is_early and not is_whole_due and not left:
        return "mer", "Anticipé"
    if line.number > loan.fallen:
        return "neutre", "À venir"
    if not left:
        return "pre", "Soldée"
    late = (today - line.due_on).days
    if late > 0:
        return "brique", f"Retard {plural(late, 'j', 'j')}"
    return ("ocre", "En partie") if paid else ("ocre", "Due aujourd’hui")


def figures_of(loan: Loan, today: date) -> dict:
    """Return the key figures of a loan on a day."""
    dues = list(loan.dues.values())
    return {
        "outstanding": loan.outstanding,
        "arrears": loan.arrears(),
        "late": days_past_due(dues, today),
        "credit": loan.credit,
        "next": loan.to_come[0] if loan.to_come else None,
        "last": loan.lines[-1] if loan.lines else None,
        "interest_to_come": sum((line.interest for line in loan.to_come), ZERO),
        "to_draw": loan.granted - loan.drawn,
    }


def operations_for(rows: Iterable[LoanOperation], loan: Loan) -> list[dict]:
    """Return the operations noted, the latest first, with what each cleared."""
    shown = []
    for row in rows:
        parts = [part for part in loan.parts if part.by == str(row.key)]
        cleared = {
            word: sum((p.amount for p in parts if p.component == name), ZERO)
            for name, word in (
                ("costs", "frais"),
                ("interest", "intérêts"),
                ("principal", "capital"),
            )
        }
        shown.append(
            {
                "row": row,
                "label": KIND_LABELS[row.kind].capitalize(),
                "cleared": [f"{word} {euros(n, True)}" for word, n in cleared.items() if n],
                "notice": _notice_of(row),
                "is_undone": hasattr(row, "reversed_by"),
                "may_undo": row.kind not in ("fell_due", "reversed")
                and not hasattr(row, "reversed_by"),
                "is_time": row.kind == "fell_due",
            }
        )
    return shown


def _notice_of(row: LoanOperation) -> str:
    """Return the formal notice that an acceleration rests on, blank for other operations."""
    if row.kind != "accelerated":
        return ""
    day = date.fromisoformat(row.facts["notice_on"])
    return f"Mise en demeure du {short_date(day)} : {row.facts['notice']}"


def compared(before: Loan, after: Loan) -> list[tuple[str, str, str]]:
    """Return what a change changes: (what, before, after), in French."""
    pairs = [(label, say(before), say(after)) for label, say in _SAID.items()]
    return [pair for pair in pairs if pair[1] != pair[2]]


def lines_compared(before: Loan, after: Loan) -> list[tuple[Line | None, Line | None]]:
    """Return the lines to come before and after, side by side; nothing when none changes."""
    old, new = before.to_come, after.to_come
    if [(x.due_on, x.principal, x.interest) for x in old] == [
        (x.due_on, x.principal, x.interest) for x in new
    ]:
        return []
    length = max(len(old), len(new))
    return [
        (old[rank] if rank < len(old) else None, new[rank] if rank < len(new) else None)
        for rank in range(length)
    ]


def money_of(loan: Loan, by: str) -> Decimal:
    """Return what an operation brings to the bank (euros), negative when money leaves."""
    moved = ZERO
    for entry in loan.entries:
        if entry.by == by:
            for posting in entry.postings:
                if posting.account == LoanAccount.BANK:
                    moved += posting.net
    return moved


def _next(loan: Loan) -> str:
    if not loan.to_come:
        return "aucune"
    return f"{euros(loan.to_come[0].total, True)}, le {short_date(loan.to_come[0].due_on)}"


def _usual(loan: Loan) -> str:
    """The instalment once principal comes back."""
    repaying = [line.total for line in loan.to_come if line.principal > 0]
    return euros(repaying[0], True) if repaying else "–"


_SAID = {
    "Capital restant dû": lambda loan: euros(loan.outstanding, True),
    "Échu et impayé": lambda loan: euros(loan.arrears(), True),
    "dont intérêts": lambda loan: euros(loan.arrears(Component.INTEREST), True),
    "Avance de l’emprunteur": lambda loan: euros(loan.credit, True),
    "Prochaine échéance": _next,
    "Échéance avec capital": _usual,
    "Échéances à venir": lambda loan: str(len(loan.to_come)),
    "Dernière échéance": lambda loan: long_date(loan.to_come[-1].due_on) if loan.to_come else "–",
    "Intérêts à venir": lambda loan: euros(
        sum((line.interest for line in loan.to_come), ZERO), True
    ),
    "Total à venir": lambda loan: euros(sum((line.total for line in loan.to_come), ZERO), True),
}
