"""A sheet as a class: a field names its column, how its cells are read, if they may be blank.

class GrantRow(Row):
    sheet = "Primes"
    amount: Decimal = column("Montant", cells.amount, required=True)
"""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar

from levier.exchange.workbook.cells import Parser
from levier.kernel.text import normalise

BLANK = "La cellule est vide\u00a0: complétez-la."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its title, the field that it fills, how a cell is read."""

    title: str
    name: str
    parse: Parser
    required: bool
    blank_message: str
    blank_value: Any
    may_miss: bool

    @property
    def key(self) -> str:
        """The title without case, accents nor spaces at its ends."""
        return normalise(self.title)


def column(
    title: str,
    parse: Parser,
    *,
    required: bool = False,
    blank: Any = None,
    blank_message: str = BLANK,
    may_miss: bool = False,
) -> Any:
    """Declare the field of a column. A blank cell gives `blank`, or a fault when `required`.

    A column that `may_miss` is blank in a sheet that does not hold it.
    """
    meta = {
        "title": title,
        "parse": parse,
        "required": required,
        "blank_message": blank_message,
        "blank": blank,
        "may_miss": may_miss,
    }
    return field(default=blank, metadata=meta)


@dataclass(kw_only=True)
class Row:
    """A line of a sheet, its cells read. `unread` names the fields that could not be.

    `raw` keeps the cells as they stand in the sheet, by field, for those who must show them.
    """

    sheet: ClassVar[str] = ""
    number_column: ClassVar[str] = ""

    line: int = 0
    unread: frozenset[str] = frozenset()
    raw: dict[str, Any] = field(default_factory=dict, repr=False)

    def has(self, *names: str) -> bool:
        """Tell whether all these fields were read and are not blank."""
        return all(
            name not in self.unread and getattr(self, name) not in (None, "") for name in names
        )

    def was_read(self, *names: str) -> bool:
        """Tell whether none of these fields is at fault (they may be blank)."""
        return not self.unread.intersection(names)


@cache
def columns_of(row_class: type[Row]) -> tuple[Column, ...]:
    """Return the columns that a class of rows declares."""
    return tuple(
        Column(
            title=one.metadata["title"],
            name=one.name,
            parse=one.metadata["parse"],
            required=one.metadata["required"],
            blank_message=one.metadata["blank_message"],
            blank_value=one.metadata["blank"],
            may_miss=one.metadata["may_miss"],
        )
        for one in fields(row_class)
        if "title" in one.metadata
    )


@cache
def title_of(row_class: type[Row], name: str) -> str:
    """Return the title of the column that fills a field."""
    return next(one.title for one in columns_of(row_class) if one.name == name)
