"""« Primes »: grants to people, with the dossier that each goes with."""

from levier.exchange.plan.wishes.cases import stub_case
from levier.exchange.plan.wishes.finance import wish_commitment
from levier.exchange.plan.wishes.parties import wish_named, wish_person
from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.rows import GrantRow
from levier.exchange.year_rows import YearRows


def wish_grants(year: YearRows, wishes: Wishes) -> None:
    """Ask for the grants awarded or paid in the year."""
    for row in year.of(GrantRow):
        person = wish_person(wishes, row)
        number = row.case_number or row.number
        if number in wishes.of("case"):
            case = Ref("case", number)
        else:
            case = stub_case(wishes, row, number, person, row.decided_on)
        wish_commitment(
            year,
            wishes,
            row,
            case,
            row.number,
            product=row.product,
            amount=row.amount,
            person=person,
            goes_with=case,
            qpv_code=row.qpv_code,
            qpv_link=row.qpv_link,
            funder=wish_named(wishes, "funder", row, row.funder),
            set_up_on=row.set_up_on,
        )
