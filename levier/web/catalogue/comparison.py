"""Versions of an instrument side by side: the oldest first, and what each one changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from levier.catalogue.models import InstrumentVersion
from levier.kernel.french import NBSP, capitalised, euros, percent, plural
from levier.rules.eligibility.limits import listed_months


@dataclass(frozen=True, slots=True)
class Cell:
    """What a version says of one term; `is_changed` when the version before said otherwise."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One term through the versions."""

    label: str
    cells: tuple[Cell, ...]


def _months(value: int) -> str:
    return plural(value, "mois", "mois")


def _yes(value: bool) -> str:
    return "oui" if value else ""


FORMATS: dict[str, Callable[[Any], str]] = {
    "max_quota": percent, "max_quota_development": percent, "cap_amount": euros,
    "cap_counts_outstanding": _yes, "min_amount": euros, "max_amount": euros,
    "max_cost_share": percent, "min_months": _months, "max_months": _months,
    "allowed_months": listed_months,
    "min_deferral_months": _months, "max_deferral_months": _months, "annual_rate": percent,
    "commission_rate": percent, "surety_max_share": percent, "bank_loan_min_ratio": percent,
    "bank_loan_as_long": _yes, "bank_loan_surety_max_share": percent,
    "max_share_of_total": percent, "stacking_quota_cap": percent, "match_ratio": percent,
    "once_per_person": _yes, "lent_to_person": _yes, "min_age": str, "max_age": str,
    "validity_months": _months, "amendment_tolerance_share": percent,
}  # fmt: skip
CHOICES = ("status", "commission_base", "surety", "coupled_kind", "state_aid")


def comparison_of(versions: Sequence[InstrumentVersion]) -> dict[str, Any] | None:
    """Return the terms that some version sets, one row a term; None with a single version."""
    if len(versions) < 2:
        return None
    ordered = sorted(versions, key=lambda version: version.first_day)
    rows = [_row(name, ordered) for name in ("status", *FORMATS, *CHOICES[1:])]
    rows.append(_told("Conditions", [_conditions(version) for version in ordered]))
    rows.append(_told("Source", [version.source for version in ordered]))
    return {
        "versions": ordered,
        "rows": [row for row in rows if any(cell.text for cell in row.cells)],
    }


def _row(name: str, versions: Sequence[InstrumentVersion]) -> Row:
    field = InstrumentVersion._meta.get_field(name)
    label = str(field.verbose_name)
    return _told(capitalised(label), [_text(name, version) for version in versions])


def _text(name: str, version: InstrumentVersion) -> str:
    value = getattr(version, name)
    if value is None or value in ("", []):
        return ""
    if name in CHOICES:
        return str(getattr(version, f"get_{name}_display")())
    return FORMATS[name](value)


def _conditions(version: InstrumentVersion) -> str:
    return f"{NBSP}; ".join(
        f"{each['label']} (à confirmer)" if each.get("certainty") == "in_use" else each["label"]
        for each in version.conditions
    )


def _told(label: str, texts: Sequence[str]) -> Row:
    before = [None, *texts]
    return Row(
        label,
        tuple(Cell(text, rank > 0 and text != before[rank]) for rank, text in enumerate(texts)),
    )
