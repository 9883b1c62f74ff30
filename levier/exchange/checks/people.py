"""The same person twice on a sheet, or nearly: the later row is at fault, the first one is good."""

from levier.exchange.rows import AccesPlusRow, BrsaRow, EngagedRow, GuaranteeRow
from levier.exchange.year_rows import YearRows
from levier.kernel.text import normalise
from levier.rules.duplicates import PersonName, nearly_same_person, same_person

SHEETS_OF_PEOPLE = (GuaranteeRow, EngagedRow, BrsaRow, AccesPlusRow)


def check_people(year: YearRows) -> None:
    """Compare the people of each sheet who share a birth date and a first name."""
    for row_class in SHEETS_OF_PEOPLE:
        groups: dict[tuple, list] = {}
        for row in year.of(row_class):
            if row.has("last_name", "first_name", "birth_date"):
                key = (row.birth_date, normalise(row.first_name))
                _compare(year, row, groups.setdefault(key, []))


def _compare(year: YearRows, row, before: list) -> None:
    name = _name(row)
    for other in before:
        known = _name(other)
        if same_person(known, name):
            message = f"Cette personne est déjà ligne {other.line}\u00a0: gardez une seule ligne."
        elif nearly_same_person(known, name):
            message = (
                f"Cette personne semble être celle de la ligne {other.line}, "
                f"{other.first_name} {other.last_name}\u00a0: corrigez le nom, ou gardez une "
                "seule ligne."
            )
        else:
            continue
        year.fault(row, "last_name", message)
        return
    before.append(row)


def _name(row) -> PersonName:
    return PersonName(last_name=row.last_name, first_name=row.first_name, birth_date=row.birth_date)
