"""The JSON of `levier eligibility`: facts in, verdicts out.

Amounts, rates and quotas are strings in plain notation, dates are ISO. An unknown key is refused
by its name; a missing key, or null, is an unknown fact.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP
from levier.rules.eligibility.facts import BankLoan, Business, Costs, Facts, Person
from levier.rules.eligibility.verdicts import InstrumentVerdict

CENT, HUNDRED = Decimal("0.01"), Decimal(100)
Reader = Callable[[Any], Any]


class InvalidFacts(DomainError):
    """The facts cannot be read. `errors` holds one French sentence a fault."""

    message = "{summary}"

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = tuple(errors)
        super().__init__(summary=" ".join(self.errors))


def facts_from_json(
    data: Any, *, zfrr_of: Callable[[str, date], bool | None] | None = None
) -> Facts:
    """Return the facts that `data` (already parsed JSON) holds.

    `zfrr_of(commune code, day)` says whether a commune is in a ZFRR, None when nobody knows.
    Errors: InvalidFacts, with every fault.
    """
    faults: list[str] = []
    if not isinstance(data, Mapping):
        raise InvalidFacts(["Les faits doivent être un objet JSON."])
    _refuse_unknown(data, ("on", *_SECTIONS, "instruments"), "", faults)
    values = {name: _section(data, name, faults) for name in _SECTIONS}
    on = _value(data, "on", _date, "", faults)
    instruments = _value(data, "instruments", _codes, "", faults)
    if "on" not in data or data["on"] is None:
        faults.append(f"La clé «{NBSP}on{NBSP}» manque{NBSP}: indiquez le jour qui décide.")
    if faults:
        raise InvalidFacts(faults)
    business = values["business"]
    if zfrr_of is not None and business.get("commune"):
        business["in_zfrr"] = zfrr_of(business["commune"], on)
    return Facts(
        on=on,
        person=Person(**values["person"]),
        business=Business(**business),
        bank_loan=BankLoan(**values["bank_loan"]),
        costs=Costs(**values["costs"]),
        instruments=instruments,
    )


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Return the facts that are known, as a dossier keeps them beside its verdicts."""
    sections = {name: getattr(facts, name) for name in _SECTIONS}
    known = {
        name: {
            field.name: _plain(value)
            for field in fields(section)
            if (value := getattr(section, field.name)) is not None
        }
        for name, section in sections.items()
    }
    known["dossier"] = _of_dossier(facts)
    return {"on": facts.on.isoformat(), **{name: found for name, found in known.items() if found}}


def _of_dossier(facts: Facts) -> dict[str, Any]:
    """Return what only a dossier knows: what it asks for, its plan, what goes beside."""
    amounts = {
        "plan_total": facts.plan_total,
        "matching": facts.matching,
        "unguaranteed_loans": facts.unguaranteed_loans,
    }
    by_code = {
        "requested": facts.requested,
        "requested_months": facts.requested_months,
        "requested_deferrals": facts.requested_deferrals,
        "lent_beside": facts.lent_beside,
        "loan_covered": facts.loan_covered,
    }
    codes = {"coupled_kinds": facts.coupled_kinds, "held": facts.held}
    loans = [
        {code: _plain(quota) for code, quota in loan.items()} for loan in facts.guaranteed_loans
    ]
    return {
        **({"guaranteed_loans": loans} if loans else {}),
        **{name: _plain(value) for name, value in amounts.items() if value is not None},
        **{name: {k: _plain(v) for k, v in each.items()} for name, each in by_code.items() if each},
        **{name: _plain(value) for name, value in codes.items() if value},
    }


def verdicts_to_json(on: date, verdicts: Iterable[InstrumentVerdict]) -> dict[str, Any]:
    """Return the answer of `levier eligibility`."""
    return {"on": on.isoformat(), "verdicts": [_verdict(verdict) for verdict in verdicts]}


def _verdict(verdict: InstrumentVerdict) -> dict[str, Any]:
    return {
        "instrument": verdict.instrument,
        "version_from": verdict.version_from.isoformat(),
        "verdict": verdict.verdict.value,
        "max_amount": _money(verdict.max_amount),
        "max_quota": _money(verdict.max_quota),
        "conditions": conditions_to_json(verdict),
    }


def conditions_to_json(verdict: InstrumentVerdict) -> list[dict[str, Any]]:
    """Return the conditions of a verdict, in the keys of the contract."""
    return [
        {
            "code": condition.code,
            "label": condition.label,
            "result": condition.result.value,
            "fact": condition.fact,
            "threshold": condition.threshold,
            "source": condition.source,
            "from": _plain(condition.since),
            "to": _plain(condition.until),
        }
        for condition in verdict.conditions
    ]


def _money(value: Decimal | None) -> str | None:
    """Return an amount or a quota with two decimals at least: `50000.00`, `0.80`, `0.625`."""
    if value is None:
        return None
    short = value.quantize(CENT)
    return f"{short if short == value else value.normalize():f}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return sorted(value) if isinstance(value, frozenset) else value


def _section(data: Mapping[str, Any], name: str, faults: list[str]) -> dict[str, Any]:
    """Return the values of one section, by field name; an absent section knows nothing."""
    section = data.get(name)
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        faults.append(f"La clé «{NBSP}{name}{NBSP}» doit être un objet.")
        return {}
    readers = _SECTIONS[name]
    _refuse_unknown(section, tuple(readers), f"{name}.", faults)
    return {
        _FIELD_OF.get(key, key): _value(section, key, reader, f"{name}.", faults)
        for key, reader in readers.items()
    }


def _refuse_unknown(
    data: Mapping[str, Any], known: tuple[str, ...], prefix: str, faults: list[str]
) -> None:
    faults += [
        f"La clé «{NBSP}{prefix}{key}{NBSP}» est inconnue." for key in data if key not in known
    ]


def _value(
    data: Mapping[str, Any], key: str, reader: Reader, prefix: str, faults: list[str]
) -> Any:
    raw = data.get(key)
    if raw is None:
        return None
    try:
        return reader(raw)
    except ValueError as fault:
        faults.append(f"Clé «{NBSP}{prefix}{key}{NBSP}»{NBSP}: {fault}")
        return None


def _date(raw: Any) -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError("la date doit s’écrire AAAA-MM-JJ.") from None


def _decimal(raw: Any) -> Decimal:
    """Read an amount written as a string (a whole number is read too); never below zero."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise ValueError(_NOT_A_NUMBER)
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise ValueError(_NOT_A_NUMBER) from None
    if not value.is_finite() or value < 0:
        raise ValueError("le nombre ne peut pas être négatif.")
    return value


_NOT_A_NUMBER = f"le nombre doit être une chaîne, comme «{NBSP}1500.50{NBSP}»."


def _share(raw: Any) -> Decimal:
    return _decimal(raw) / HUNDRED


def _count(raw: Any) -> int:
    """Read a whole number."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError("la valeur doit être un nombre entier, au moins zéro.")
    return int(raw)


def _losses(raw: Any) -> int:
    """Read how many years ended with a loss; true and false are one and none."""
    return int(raw) if isinstance(raw, bool) else _count(raw)


def _boolean(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("la valeur doit être true ou false.")
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError("la valeur doit être un texte.")
    return raw.strip()


def _codes(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(code, str) for code in raw):
        raise ValueError("la valeur doit être une liste de codes.")
    return tuple(raw)


def _code_set(raw: Any) -> frozenset[str]:
    return frozenset(code.strip().lower() for code in _codes(raw))


def _among(*allowed: str) -> Reader:
    """Return a reader of one of `allowed`; the empty text is a known absence."""

    def read(raw: Any) -> str:
        text = _text(raw)
        if text not in (*allowed, ""):
            raise ValueError(f"la valeur doit être l’une de {', '.join(allowed)}.")
        return text

    return read


_FIELD_OF = {"surety_pct": "surety_share"}

_SECTIONS: dict[str, dict[str, Reader]] = {
    "person": {
        "birth_date": _date,
        "sex": _among("F", "M", "X"),
        "job_seeker_since": _date,
        "minima": _among("RSA", "ASS", "AAH"),
        "iae_criteria": _code_set,
        "home_qpv": _text,
        "home_commune": _text,
        "ficp_registered": _boolean,
        "designated_operator": _boolean,
    },
    "business": {
        "created_on": _date,
        "project": _among("creation", "takeover", "development"),
        "legal_form": _text,
        "naf": _text,
        "qpv": _text,
        "commune": _text,
        "ess": _boolean,
        "iae_type": _text,
        "fte": _decimal,
        "losses_last_3_years": _losses,
        "difficulty_shown": _boolean,
    },
    "bank_loan": {"amount": _decimal, "months": _count, "surety_pct": _share},
    "costs": {"study": _decimal},
}
