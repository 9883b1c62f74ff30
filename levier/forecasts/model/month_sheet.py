"""The sheet « Calculs » being written: rows of 36 months, and the words of their formulas.

Each formula says in a spreadsheet's words what levier/rules/forecast computes; each cell also
carries the value of the rules. Column 0 is the opening, 1 to 36 the months.
"""

from collections.abc import Callable, Sequence

from levier.forecasts.model.book import Book, Page, Value
from levier.forecasts.model.inputs import Refs
from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.assumptions import MONTHS

NAME = "Calculs"
COLUMNS = ("Ouverture", *(f"Mois {n}" for n in range(1, MONTHS + 1)))
Formula = Callable[[int], str]


class MonthSheet:
    """Writes the sheet, row after row; a row refers to those above by their code."""

    def __init__(self, book: Book, sheet: CaseSheet, refs: Refs) -> None:
        self.book, self.sheet, self.refs = book, sheet, refs
        self.a, self.f = sheet.assumptions, sheet.forecast
        self.page: Page = book.page(NAME, "Calculs par mois, en euros", COLUMNS, width=11)

    def at(self, code: str, month: int) -> str:
        """The address of a row's cell of a month."""
        return self.page.cell(code, month, outside=False)

    def fixed(self, code: str, column: int = 0) -> str:
        """An address that does not move."""
        letter = self.page.cell(code, column, outside=False).rstrip("0123456789")
        return f"${letter}${self.page.rows[code] + 1}"

    def year(self, code: str, month: int) -> str:
        """The cell of the entry's year that a month belongs to."""
        return self.refs[f"{code}.year{(month - 1) // 12 + 1}"]

    def shared(self, amount: str, month: int) -> str:
        """A yearly amount's part of a month, by twelfths."""
        rank = (month - 1) % 12 + 1
        before = f"-ROUND({amount}*{rank - 1}/12,2)" if rank > 1 else ""
        return f"ROUND({amount}*{rank}/12,2){before}"

    def late(self, code: str, delay: str, month: int) -> str:
        """What is paid of a row this month, after a delay in whole and broken months."""
        row = f"$D${self.page.rows[code] + 1}:$AM${self.page.rows[code] + 1}"
        whole, rest = self.fixed(f"{delay}_months"), self.fixed(f"{delay}_rest")
        first, second = f"{month}-{whole}", f"{month}-{whole}-1"
        part = f"ROUND(INDEX({row},1,{{0}})*(30-{rest})/30,2)"
        return (
            f"IF({first}>=1,{part.format(first)},0)"
            f"+IF({second}>=1,INDEX({row},1,{second})-{part.format(second)},0)"
        )

    def one(self, code: str, label: str, formula: str, value: Value) -> None:
        """Write a row of one cell."""
        self.book.formulas(self.page, code, label, lambda _: formula, [value])

    def row(
        self, code: str, label: str, formula: Formula, values: Sequence[Value], style: str = "line"
    ) -> None:
        """Write a row over the 36 months."""
        self.book.formulas(self.page, code, label, formula, values, first=1, style=style)

    def total(self, code: str, label: str, codes: Sequence[str], values: Sequence[Value]) -> None:
        """Write a row that adds others."""
        self.row(
            code, label, lambda m: "+".join(self.at(c, m) for c in codes) or "0", values, "sub"
        )

    def rewind(self) -> None:
        """The row's place is known before its formulas, which look at rows just below it."""
        self.page.next_row -= 1


def year_of(month: int) -> tuple[int, int]:
    start = 12 * ((month - 1) // 12) + 1
    return start, start + 11


def below(address: str, rows: int) -> str:
    """The address some rows under: `D12` two rows under is `D14`."""
    letters = address.rstrip("0123456789")
    return f"{letters}{int(address[len(letters) :]) + rows}"
