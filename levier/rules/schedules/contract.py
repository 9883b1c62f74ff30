"""The JSON of `levier schedule` and `levier apr`: terms or flows in, lines and rates out."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP
from levier.rules.schedules.build import Schedule, build_schedule
from levier.rules.schedules.rates import NoRate, flows_of, taeg, teg
from levier.rules.schedules.terms import (
    DatedLine,
    DayCount,
    DeferredInterest,
    Flow,
    InvalidTerms,
    Method,
    MonthEnd,
    NonWorkingDays,
    Remainder,
    Rounding,
    ScheduleTerms,
    Stub,
    YearBoundary,
)

Reader = Callable[[Any], Any]
HUNDRED = Decimal(100)
QUANTA = {0: Decimal(1), 2: Decimal("0.01")}
TOO_MUCH = Decimal("1E+15")  # more than any column holds; its cents are still exact
LINE_KEYS = ("date", "principal", "instalment")
RATE_STEP = Decimal("1E-8")


def schedule_from_json(data: Any) -> dict[str, Any]:
    """Return the answer of `levier schedule` to already parsed terms.

    Errors: InvalidTerms, with every fault; an unknown key is refused by its name.
    """
    terms = terms_from_json(data)
    schedule = build_schedule(terms)
    places = terms.quantum
    return {
        "instalments": [
            {
                "n": line.rank,
                "due_on": line.due_on.isoformat(),
                "principal": _amount(line.principal, places),
                "interest": _amount(line.interest, places),
                "total": _amount(line.total, places),
                "balance_after": _amount(line.balance_after, places),
            }
            for line in schedule.instalments
        ],
        "totals": {
            "principal": _amount(schedule.principal, places),
            "interest": _amount(schedule.interest, places),
            "total": _amount(schedule.total, places),
        },
        **_rates(terms, schedule),
    }


def apr_from_json(data: Any) -> dict[str, str]:
    """Return the answer of `levier apr`. Errors: InvalidTerms; NoRate."""
    faults: list[str] = []
    if not isinstance(data, Mapping):
        raise InvalidTerms(["Les flux doivent être un objet JSON."])
    _refuse_unknown(data, ("flows", "basis"), faults)
    flows = _value(data, "flows", _pairs, faults) or ()
    basis = _value(data, "basis", _among_words("days", "months"), faults) or ""
    if not flows and not faults:
        faults.append(f"La clé «{NBSP}flows{NBSP}» manque{NBSP}: indiquez les flux.")
    if faults:
        raise InvalidTerms(faults)
    return {"taeg_pct": _rate(taeg(flows, basis))}


def terms_from_json(data: Any) -> ScheduleTerms:
    """Return the terms that `data` (already parsed JSON) holds. Errors: InvalidTerms."""
    if not isinstance(data, Mapping):
        raise InvalidTerms(["Les termes doivent être un objet JSON."])
    faults: list[str] = []
    _refuse_unknown(data, tuple(_READERS), faults)
    values = {
        _FIELD_OF.get(key, key): value
        for key, reader in _READERS.items()
        if (value := _value(data, key, reader, faults)) is not None
    }
    if "amount" not in values and values.get("tranches"):
        values["amount"] = sum((flow.amount for flow in values["tranches"]), Decimal(0))
    for name, key in (("amount", "amount"), ("annual_rate", "annual_rate_pct"),
                      ("method", "method"), ("start", "start")):  # fmt: skip
        if name not in values and data.get(key) is None:
            faults.append(f"La clé «{NBSP}{key}{NBSP}» manque.")
    if faults:
        raise InvalidTerms(faults)
    return ScheduleTerms(**values)


def terms_to_json(terms: ScheduleTerms) -> dict[str, Any]:
    """Return terms as `terms_from_json` reads them; what a default says is left out.

    What is left of an older schedule has no such form: only the terms of an opening do.
    """
    keys = {field: key for key, field in _FIELD_OF.items()}
    return {
        keys.get(field.name, field.name): _plain(field.name, getattr(terms, field.name))
        for field in fields(terms)
        if getattr(terms, field.name) != field.default
    }


def _plain(name: str, value: Any) -> Any:
    """Return a value of the terms as JSON: decimals and days as text."""
    if name == "annual_rate":
        return f"{value * HUNDRED:f}"
    if name == "quantum":
        return {quantum: places for places, quantum in QUANTA.items()}[value]
    if name in ("tranches", "fees"):
        return [{"date": flow.day.isoformat(), "amount": f"{flow.amount:f}"} for flow in value]
    if name == "dated_lines":
        return [_plain_line(line) for line in value]
    if name == "principal_shares":
        return [f"{share:f}" for share in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _plain_line(line: DatedLine) -> dict[str, str]:
    given = {"principal": line.principal, "instalment": line.instalment}
    amounts = {key: f"{amount:f}" for key, amount in given.items() if amount is not None}
    return {"date": line.day.isoformat(), **amounts}


def _rates(terms: ScheduleTerms, schedule: Schedule) -> dict[str, str | None]:
    """Return both rates of what is really paid and received, fees included; null without any."""
    flows = flows_of(terms, schedule.instalments)
    try:
        return {
            "teg_pct": _rate(teg(flows, terms).annual),
            "taeg_pct": _rate(taeg(flows)),
        }
    except NoRate:
        return {"teg_pct": None, "taeg_pct": None}


def _amount(value: Decimal, quantum: Decimal) -> str:
    return f"{value.quantize(quantum):f}"


def _rate(value: Decimal) -> str:
    return f"{value.quantize(RATE_STEP):f}"


def _refuse_unknown(data: Mapping[str, Any], known: tuple[str, ...], faults: list[str]) -> None:
    faults += [f"La clé «{NBSP}{key}{NBSP}» est inconnue." for key in data if key not in known]


def _value(data: Mapping[str, Any], key: str, reader: Reader, faults: list[str]) -> Any:
    raw = data.get(key)
    if raw is None:
        return None
    try:
        return reader(raw)
    except (ValueError, DomainError) as fault:
        faults.append(f"Clé «{NBSP}{key}{NBSP}»{NBSP}: {fault}")
        return None


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise ValueError(f"le nombre doit être une chaîne, comme «{NBSP}1500.50{NBSP}».")
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise ValueError(f"«{NBSP}{raw}{NBSP}» n’est pas un nombre.") from None
    if not value.is_finite():
        raise ValueError("le nombre doit être fini.")
    if abs(value) >= TOO_MUCH:
        raise ValueError("le nombre est trop grand.")
    return value


def _share(raw: Any) -> Decimal:
    return _decimal(raw) / HUNDRED


def _count(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError("la valeur doit être un nombre entier, au moins zéro.")
    return raw


def _date(raw: Any) -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError("la date doit s’écrire AAAA-MM-JJ.") from None


def _precision(raw: Any) -> Decimal:
    if type(raw) is not int or raw not in QUANTA:
        raise ValueError("la précision est 0 ou 2.")
    return QUANTA[raw]


def _decimals(raw: Any) -> tuple[Decimal, ...]:
    if not isinstance(raw, list):
        raise ValueError("la valeur doit être une liste de nombres.")
    return tuple(_decimal(each) for each in raw)


def _flows(raw: Any) -> tuple[Flow, ...]:
    """Read `[{"date", "amount"}]`."""
    if not isinstance(raw, list):
        raise ValueError("la valeur doit être une liste de dates et de montants.")
    found = []
    for each in raw:
        if not isinstance(each, Mapping) or set(each) != {"date", "amount"}:
            raise ValueError(f"chaque ligne a une «{NBSP}date{NBSP}» et un «{NBSP}amount{NBSP}».")
        found.append(Flow(_date(each["date"]), _decimal(each["amount"])))
    return tuple(found)


def _dated_lines(raw: Any) -> tuple[DatedLine, ...]:
    """Read `[{"date", "principal" or "instalment"}]`; the last line may have its date alone."""
    if not isinstance(raw, list):
        raise ValueError("la valeur doit être une liste de lignes datées.")
    found = []
    for each in raw:
        if not isinstance(each, Mapping) or not {"date"} <= set(each) <= set(LINE_KEYS):
            keys = f"une «{NBSP}date{NBSP}» et un «{NBSP}principal{NBSP}» ou un «{NBSP}instalment"
            raise ValueError(f"chaque ligne a {keys}{NBSP}».")
        amounts = (each.get(key) for key in LINE_KEYS[1:])
        found.append(
            DatedLine(
                _date(each["date"]), *(None if raw is None else _decimal(raw) for raw in amounts)
            )
        )
    return tuple(found)


def _pairs(raw: Any) -> tuple[Flow, ...]:
    """Read `[["1994-01-01", "-1000"], …]`."""
    if not isinstance(raw, list) or not all(isinstance(e, list) and len(e) == 2 for e in raw):
        raise ValueError("chaque flux est une paire, une date et un montant.")
    return tuple(Flow(_date(day), _decimal(amount)) for day, amount in raw)


def _among_words(*allowed: str) -> Reader:
    def read(raw: Any) -> str:
        if raw not in allowed:
            raise ValueError(f"la valeur doit être l’une de {', '.join(allowed)}.")
        return str(raw)

    return read


def _one_of(choices: type) -> Reader:
    """Return a reader of one value of an enumeration."""
    read = _among_words(*(choice.value for choice in choices))  # type: ignore[attr-defined]
    return lambda raw: choices(read(raw))


_FIELD_OF = {
    "annual_rate_pct": "annual_rate",
    "currency_precision": "quantum",
    "actual_actual_boundary": "year_boundary",
    "principal_shares_pct": "principal_shares",
    "lines": "dated_lines",
}
_READERS: dict[str, Reader] = {
    "amount": _decimal,
    "currency_precision": _precision,
    "annual_rate_pct": _share,
    "method": _one_of(Method),
    "periods": _count,
    "months_per_period": _count,
    "days_per_period": _count,
    "start": _date,
    "first_due": _date,
    "deferred_principal_periods": _count,
    "deferred_interest_periods": _count,
    "deferred_interest": _one_of(DeferredInterest),
    "day_count": _one_of(DayCount),
    "actual_actual_boundary": _one_of(YearBoundary),
    "month_end": _one_of(MonthEnd),
    "non_working_days": _one_of(NonWorkingDays),
    "rounding": _one_of(Rounding),
    "remainder": _one_of(Remainder),
    "instalment_multiple_of": _decimal,
    "fixed_instalment": _decimal,
    "principal_shares_pct": _decimals,
    "lines": _dated_lines,
    "tranches": _flows,
    "stub": _one_of(Stub),
    "fees": _flows,
}
