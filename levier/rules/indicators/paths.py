"""« Accès + » and « Accompagner les plus fragiles » : the people whom the house follows."""

from levier.rules.indicators.measure import Measured, count, distinct, first_of_each, share
from levier.rules.indicators.selection import ACCES_PLUS, BRSA, Year


def acces_plus_grants_paid(year: Year) -> Measured:
    """Accès+ grants paid in the year."""
    return count([g for g in year.grants_paid if g.scheme == ACCES_PLUS])


def acces_plus_entrepreneurs(year: Year) -> Measured:
    """Distinct people of the year's Accès+ paths."""
    return distinct(year.journeys(ACCES_PLUS), lambda j: j.person_key)


def brsa_people(year: Year) -> Measured:
    """Distinct self-employed recipients of the RSA accompanied during the year."""
    return distinct(year.journeys(BRSA), lambda j: j.person_key)


def brsa_share_left_rsa(year: Year) -> Measured:
    """Percentage of these people whom the register of the year says out of the RSA."""
    left = {j.person_key for j in year.journeys(BRSA) if year.year in j.left_rsa_years}
    people = first_of_each(year.journeys(BRSA), lambda j: j.person_key)
    return share(people, lambda j: j.person_key in left)
