"""What each sheet asks for."""

from levier.exchange.plan.names import family_name, organisation_name
from levier.exchange.plan.wishes.crowdfunding import wish_campaigns
from levier.exchange.plan.wishes.finance import wish_finance
from levier.exchange.plan.wishes.grants import wish_grants
from levier.exchange.plan.wishes.house import wish_house
from levier.exchange.plan.wishes.organisations import wish_organisations
from levier.exchange.plan.wishes.support import wish_support
from levier.exchange.plan.wishing import Wishes
from levier.exchange.year_rows import YearRows


def wishes_of(year: YearRows) -> Wishes:
    """Return everything that the workbook of a year asks for. Its rows have no fault."""
    wishes = Wishes()
    wish_house(year, wishes)
    wish_finance(year, wishes)
    wish_organisations(year, wishes)
    wish_support(year, wishes)
    wish_grants(year, wishes)
    wish_campaigns(year, wishes)
    _write_names(wishes)
    return wishes


def _write_names(wishes: Wishes) -> None:
    """Give small letters to the names that every sheet writes in capitals."""
    for person in wishes.of("person").values():
        for name in ("last_name", "first_name"):
            person.fields[name] = family_name(person.fields[name])
    for structure in wishes.of("structure").values():
        structure.fields["name"] = organisation_name(structure.fields["name"])


__all__ = ["wishes_of"]
