"""An independent reading of a model: its formulas computed again, from its entries alone.

It reads the XML of the workbook and ignores the values stored beside the formulas. Numbers are
Decimal, with the functions that the model uses as a spreadsheet defines them.
"""

import re
import zipfile
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")
    |(?P<ref>(?:'[^']+'|[A-Za-zÀ-ÿ]+)!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?
      |\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![A-Za-z_(]))
    |(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<op><=|>=|<>|[-+*/(),=<>]))""",
    re.VERBOSE,
)


class Workbook:
    """The cells of an xlsx file by sheet and address, computed when they are asked for."""

    def __init__(self, source) -> None:
        self.archive = zipfile.ZipFile(source)
        self.strings = [
            "".join(t.text or "" for t in item.iter(f"{{{NS['m']}}}t"))
            for item in self._xml("xl/sharedStrings.xml").findall("m:si", NS)
        ]
        book, rels = self._xml("xl/workbook.xml"), self._xml("xl/_rels/workbook.xml.rels")
        places = {rel.get("Id"): rel.get("Target") for rel in rels}
        self.sheets = {
            each.get("name"): self._cells("xl/" + places[each.get(REL)])
            for each in book.find("m:sheets", NS)
        }
        self.names = {n.get("name"): n.text for n in book.find("m:definedNames", NS)}
        self.computed: dict[tuple[str, str], object] = {}

    def value(self, sheet: str, address: str):
        """Return what a cell gives: a Decimal, a text, or zero when it is blank."""
        key = (sheet, address.replace("$", ""))
        if key not in self.computed:
            formula, stored = self.sheets[sheet].get(key[1], (None, None))
            self.computed[key] = (
                _Parser(self, sheet, formula).whole() if formula is not None else stored
            )
        return self.computed[key]

    def stored(self, sheet: str, address: str):
        """Return the value stored beside a formula, as a viewer that computes nothing shows it."""
        return self.sheets[sheet][address][1]

    def formulas(self):
        """Yield the sheet and address of each formula."""
        for sheet, cells in self.sheets.items():
            for address, (formula, _) in cells.items():
                if formula is not None:
                    yield sheet, address

    def _xml(self, path: str):
        return ElementTree.fromstring(self.archive.read(path))

    def _cells(self, path: str) -> dict:
        found = {}
        for cell in self._xml(path).iter(f"{{{NS['m']}}}c"):
            formula, value = cell.find("m:f", NS), cell.find("m:v", NS)
            text = value.text if value is not None else None
            if cell.get("t") == "s":
                stored = self.strings[int(text)]
            elif cell.get("t") == "str":
                stored = text or ""
            else:
                stored = Decimal(text) if text else None
            found[cell.get("r")] = (formula.text if formula is not None else None, stored)
        return found


class _Parser:
    def __init__(self, book: Workbook, sheet: str, formula: str) -> None:
        self.book, self.sheet, self.tokens, self.place = book, sheet, [], 0
        position = 0
        while position < len(formula):
            match = TOKEN.match(formula, position)
            assert match, f"{formula[position:]!r} is not understood"
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()

    def whole(self):
        result = self.comparison()
        assert self.place == len(self.tokens), self.tokens[self.place :]
        return result

    def next_is(self, *signs) -> str:
        if self.place < len(self.tokens) and self.tokens[self.place][1] in signs:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return ""

    def comparison(self):
        left = self.sum()
        while sign := self.next_is("<=", ">=", "<>", "=", "<", ">"):
            right = self.sum()
            left = {
                "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b, "<>": lambda a, b: a != b,
                "=": lambda a, b: a == b, "<": lambda a, b: a < b, ">": lambda a, b: a > b,
            }[sign](*_alike(left, right))  # fmt: skip
        return left

    def sum(self):
        left = self.product()
        while sign := self.next_is("+", "-"):
            right = _plain(self.product())
            left = _plain(left) + right if sign == "+" else _plain(left) - right
        return left

    def product(self):
        left = self.signed()
        while sign := self.next_is("*", "/"):
            right = _plain(self.signed())
            if sign == "*":
                left = _plain(left) * right
            else:
                left = _plain(left) / right if right else Error()
        return left

    def signed(self):
        if self.next_is("-"):
            return -_plain(self.signed())
        return self.atom()

    def atom(self):
        if self.next_is("("):
            inside = self.comparison()
            assert self.next_is(")")
            return inside
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return Decimal(text)
        if kind == "text":
            return text[1:-1]
        if kind == "ref":
            return self.read(text)
        if self.next_is("("):
            return self.call(text)
        return self.read(self.book.names[text])

    def call(self, name: str):
        arguments = []
        while not self.next_is(")"):
            arguments.append(self.comparison())
            self.next_is(",")
        return FUNCTIONS[name](*arguments)

    def read(self, reference: str):
        sheet, _, cells = reference.rpartition("!")
        sheet = sheet.strip("'") or self.sheet
        if ":" not in cells:
            return self.book.value(sheet, cells)
        first, last = (_place(cell) for cell in cells.replace("$", "").split(":"))
        return [
            Lazy(self.book, sheet, f"{_letters(column)}{row}")
            for row in range(first[1], last[1] + 1)
            for column in range(first[0], last[0] + 1)
        ]


class Lazy:
    """A cell of a span, computed only when a function takes it."""

    def __init__(self, book: Workbook, sheet: str, address: str) -> None:
        self.book, self.sheet, self.address = book, sheet, address

    def value(self):
        """Return what the cell gives."""
        return self.book.value(self.sheet, self.address)


class Error(Decimal):
    """What a division by zero gives: fatal only if something uses it."""

    def __new__(cls):
        return super().__new__(cls, "NaN")


def _plain(value):
    if isinstance(value, Lazy):
        value = value.value()
    return Decimal(0) if value is None else value


def _alike(left, right):
    """A blank cell is the empty text before a text, and zero before a number."""
    left, right = (one.value() if isinstance(one, Lazy) else one for one in (left, right))
    if left is None and isinstance(right, str):
        left = ""
    if right is None and isinstance(left, str):
        right = ""
    return _plain(left), _plain(right)


def _index(cells, row, column):
    return _plain(cells[int(column) - 1]) if 1 <= column <= len(cells) else Error()


def _all(arguments):
    for argument in arguments:
        for each in argument if isinstance(argument, list) else [argument]:
            yield _plain(each)


def _round(value, places):
    value = _plain(value)
    return value if value.is_nan() else value.quantize(Decimal(1).scaleb(-int(places)),
                                                       ROUND_HALF_UP)  # fmt: skip


def _pmt(rate, periods, amount):
    if not rate:
        return -amount / periods
    if periods <= 0:
        return Error()
    return -amount * rate / (1 - (1 + rate) ** -periods)


def _mod(value, by):
    return value - by * (value / by).to_integral_value(ROUND_FLOOR)


def _extreme(choose, arguments):
    values = list(_all(arguments))
    return Error() if any(value.is_nan() for value in values) else choose(values)


FUNCTIONS = {
    "SUM": lambda *a: sum(_all(a), Decimal(0)),
    "ROUND": _round,
    "MIN": lambda *a: _extreme(min, a),
    "MAX": lambda *a: _extreme(max, a),
    "IF": lambda test, yes, no: _plain(yes) if test else _plain(no),
    "INT": lambda value: _plain(value).to_integral_value(ROUND_FLOOR),
    "MOD": lambda value, by: _mod(_plain(value), _plain(by)),
    "INDEX": _index,
    "PMT": lambda rate, periods, amount: _pmt(_plain(rate), _plain(periods), _plain(amount)),
}


def _place(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column, int(address[len(letters) :])


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
