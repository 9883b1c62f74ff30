"""A mix typed line by line: one amount, one duration or one quota a line, read in French."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from levier.kernel.french import number
from levier.kernel.money import CENT, ZERO
from levier.kernel.text import whole_number
from levier.rules.mix.problem import BANK, Line, Mix, Option, Problem
from levier.web.fields import HUNDRED, FrenchDecimalField

FIELD = FrenchDecimalField(required=False, min_value=ZERO)
UNREADABLE = "Écrivez un nombre, par exemple 36 000 ou 36 000,50."


@dataclass(frozen=True)
class TypedLine:
    """One line of the form: what may be typed, what was, what is wrong with it."""

    code: str
    label: str
    value: str
    unit: str
    is_cover: bool
    months: str = ""
    choices: tuple[int, ...] = ()
    hint: str = ""
    error: str = ""
    is_fixed: bool = False


def form_lines(problem: Problem, mix: Mix, errors: dict[str, str] | None = None) -> list[TypedLine]:
    """Return every line that the mix may have, filled with those it has."""
    found = []
    bank = problem.bank
    if bank is not None:
        line = mix.line(BANK)
        found.append(
            TypedLine(
                BANK, "Prêt bancaire", _amount(line), "€", False,
                str(line.months) if line else str(bank.months[0]), bank.months,
                error=(errors or {}).get(BANK, ""),
                is_fixed=bank.min_amount == bank.max_amount,
            )
        )  # fmt: skip
    for option in problem.options:
        found.append(_of_option(option, mix.line(option.code), (errors or {}).get(option.code, "")))
    return found


def _of_option(option: Option, line: Line | None, error: str) -> TypedLine:
    if option.is_guarantee:
        quota = number(line.quota * HUNDRED) if line and line.quota else ""
        most = f"{number(option.max_quota * HUNDRED)} % au plus" if option.max_quota else ""
        return TypedLine(option.code, option.label, quota, "%", True, hint=most, error=error)
    choices = option.months if option.is_repaid else ()
    months = str(line.months if line else choices[0]) if choices else ""
    return TypedLine(
        option.code, option.label, _amount(line), "€", False, months, choices, error=error
    )


def _amount(line: Line | None) -> str:
    return number(line.amount) if line else ""


def read_lines(problem: Problem, data) -> tuple[list[Line], dict[str, str]]:
    """Return the lines typed and, by code, what could not be read."""
    lines, errors = [], {}
    codes = ([BANK] if problem.bank else []) + [option.code for option in problem.options]
    for code in codes:
        try:
            value = _read(data.get(f"m-{code}", ""))
        except (InvalidOperation, ValueError, ValidationError):
            errors[code] = UNREADABLE
            continue
        if value:
            lines.append(_line(problem, code, value, data.get(f"d-{code}", "")))
    return lines, errors


def _read(text: str) -> Decimal:
    plain = FIELD.to_python(text.strip()) if text.strip() else ZERO
    if plain is None or not plain.is_finite() or plain < 0 or plain >= 10**9:
        raise ValueError(text)
    return plain


def _line(problem: Problem, code: str, value: Decimal, months: str) -> Line:
    length = whole_number(months) or 0
    if code == BANK:
        return Line(BANK, value.quantize(CENT), length)
    option = problem.option(code)
    if option.is_guarantee:
        return Line(code, ZERO, 0, (value / HUNDRED).quantize(Decimal("0.0001")))
    return Line(code, value.quantize(CENT), length if option.is_repaid else 0)
