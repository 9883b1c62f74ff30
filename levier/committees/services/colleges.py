"""The colleges of a house: whom a seat speaks for. Given at the installation, added, closed."""

from collections.abc import Collection

from levier.committees.models import College
from levier.committees.services.named_rows import COLLEGES, given_rows
from levier.kernel.text import normalise


def college_named(organisation, name: str) -> College:
    """Return the house's college of this code or label (« acteur ESS »).

    One of the data file is created when missing. Errors: UnknownKind.
    """
    return colleges_named(organisation, [name])[name]


def colleges_named(organisation, names: Collection[str]) -> dict[str, College]:
    """Return the college of each name, in one query when the house has them all.

    Errors: those of college_named.
    """
    rows = list(College.objects.filter(organisation=organisation))
    known = {normalise(row.label): row for row in rows}
    known |= {normalise(row.code): row for row in rows}  # a code says one college, for ever
    codes = {normalise(given["label"]): given["code"] for given in given_rows("college")}
    return {
        name: known.get(normalise(name))
        or COLLEGES.named(organisation, codes.get(normalise(name), name))
        for name in names
    }


def add_college(*, organisation, actor, label: str) -> College:
    """Add a college to the house. Errors: SittingRefused for a name in use."""
    return COLLEGES.add(organisation=organisation, actor=actor, label=label)


def change_college(*, college: College, actor, **changes) -> College:
    """Rename a college, or close it by its `last_day`: it takes no new member after it.

    Its members, seats and figures stay. Errors: SittingRefused for a name in use.
    """
    return COLLEGES.change(college, actor=actor, **changes)
