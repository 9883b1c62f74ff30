"""People, structures and places of a row, as wishes; who is who whatever the sheet."""

from typing import Any

from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.year_rows import YearRows, year_of_number
from levier.kernel.text import normalise
from levier.territories import register


def wish_person(wishes: Wishes, row: Any) -> Ref:
    """Ask for the person of a row: name, first name and birth date say who it is."""
    fields = {
        "last_name": row.last_name,
        "first_name": row.first_name,
        "sex": row.sex,
        "birth_date": row.birth_date,
        "email": row.email.lower(),
        "civility": getattr(row, "civility", ""),
        "phone": getattr(row, "phone", ""),
        "home_qpv_code": getattr(row, "home_qpv_code", ""),
        **place_of(row),
    }
    return wishes.want("person", person_key(row), row, fields)


def person_key(row: Any) -> tuple:
    """Return what identifies a person in the house."""
    return normalise(f"{row.last_name} {row.first_name}"), row.birth_date


def wish_structure(wishes: Wishes, row: Any, name: str, *, is_ess: bool | None = None) -> Ref:
    """Ask for the structure of a row: its SIRET says which one it is."""
    fields = {
        "name": name,
        "siret": row.siret,
        "naf_code": getattr(row, "naf_code", ""),
        "legal_form": getattr(row, "legal_form", ""),
        "legal_category": getattr(row, "legal_category", ""),
        "iae_type": getattr(row, "iae_type", ""),
        "is_ess": is_ess,
        **place_of(row),
    }
    return wishes.want("structure", row.siret, row, fields)


def wish_holding(wishes: Wishes, row: Any, person: Ref, structure: Ref) -> Ref:
    """Say that the structure of a row is the person's own business."""
    fields = {"person": person, "structure": structure}
    return wishes.want("holding", (person.key, structure.key), row, fields)


def place_of(row: Any) -> dict[str, str]:
    """Return the address of a row; the commune is today's, known by its code."""
    found = register.commune(getattr(row, "commune_code", "") or "")
    return {
        "address": getattr(row, "address", ""),
        "postcode": getattr(row, "postcode", ""),
        "commune_code": found.code if found else "",
        "town": found.name if found else "",
    }


def advisor_of(row: Any) -> Ref:
    """Return the member of the staff whose code the row gives."""
    return Ref("user", normalise(row.advisor))


def sitting_of(year: YearRows, wishes: Wishes, row: Any) -> Ref:
    """Return the sitting that a row names; one of an earlier year is noted if unknown."""
    if row.committee in year.committee_days:
        return Ref("sitting", row.committee)
    return wishes.want("sitting_stub", row.committee, row, {})


def is_of_earlier_year(year: YearRows, number: str) -> bool:
    """Tell whether a number says an earlier year than the workbook's."""
    said = year_of_number(number)
    return said is not None and said < year.year


def wish_named(wishes: Wishes, kind: str, row: Any, name: str) -> Ref | None:
    """Ask for a bank, a provider or a funder by its name; None without a name."""
    if not name:
        return None
    return wishes.want(kind, normalise(name), row, {"name": name})
