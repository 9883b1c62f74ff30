"""What was followed through a year: paths, organisations helped, consultants paid."""

from collections.abc import Iterator
from uuid import UUID

from levier.accounts.models import Organisation
from levier.cases.tracks import SOCIAL_TRACKS
from levier.kernel.money import ZERO
from levier.people.models import Holding
from levier.reporting.facts import keys
from levier.reporting.facts.scope import Scope
from levier.rules.indicators.facts import BeneficiaryFact, EngineeringFact, JourneyFact
from levier.support.models import Beneficiary, EngineeringPayment, JourneyYear, Programme


def journeys(organisation: Organisation, year: int, scope: Scope) -> Iterator[JourneyFact]:
    """Yield the paths that stand in the register of the year."""
    own = _own_companies(organisation, year)
    rows = (
        JourneyYear.objects.filter(
            scope.of_case("journey__case__"), organisation=organisation, year=year
        )
        .order_by("journey__number")
        .values_list(
            "journey_id", "journey__number", "journey__title", "journey__case_id",
            "journey__programme", "journey__kind", "journey__case__track",
            "journey__case__person_id", "journey__case__person__first_name",
            "journey__case__person__last_name", "journey__case__structure_id", "has_left_rsa",
            "journey__brsa__has_left_rsa", "journey__brsa__left_rsa_on",
        )
    )  # fmt: skip
    for (
        pk,
        number,
        title,
        case,
        programme,
        kind,
        track,
        person,
        first,
        last,
        structure,
        *left,
    ) in rows:
        name = title or f"{first or ''} {last or ''}".strip()
        yield JourneyFact(
            key=keys.row_key(keys.JOURNEY, pk),
            # A social file is named by its number alone: its label travels with published years.
            label=number if track in SOCIAL_TRACKS else keys.titled(number, name),
            case_key=str(case),
            programme=programme,
            years=frozenset({year}),
            person_key=person,
            structure_key=structure or own.get(person),
            kind=kind if programme == Programme.DLA else "",
            left_rsa_years=frozenset({year}) if _has_left(year, *left) else frozenset(),
        )


def beneficiaries(organisation: Organisation, year: int, scope: Scope) -> Iterator[BeneficiaryFact]:
    """Yield the organisations that the year's register names in the DLA engagements."""
    rows = (
        Beneficiary.objects.filter(
            scope.of_place("structure__commune_code", "journey__case__"),
            organisation=organisation,
            journey__programme=Programme.DLA,
            year=year,
        )
        .order_by("journey__number", "structure__name")
        .values_list(
            "pk", "journey_id", "journey__number", "journey__case_id", "structure_id",
            "structure__name", "fte",
        )
    )  # fmt: skip
    for pk, journey, number, case, structure, name, fte in rows:
        yield BeneficiaryFact(
            key=keys.row_key(keys.BENEFICIARY, pk),
            label=keys.titled(number, name),
            journey_key=keys.row_key(keys.JOURNEY, journey),
            structure_key=structure,
            fte=fte or ZERO,
            years=frozenset({year}),
            case_key=str(case),
        )


def engineering(organisation: Organisation, year: int, scope: Scope) -> Iterator[EngineeringFact]:
    """Yield the consultants and studies paid in the year."""
    rows = (
        EngineeringPayment.objects.filter(
            scope.of_place("structure__commune_code", "case__"),
            organisation=organisation,
            paid_on__range=keys.days_of(year),
        )
        .order_by("number")
        .values_list(
            "pk", "number", "scheme", "structure_id", "structure_name", "structure__name",
            "case_id", "amount", "paid_on",
        )
    )  # fmt: skip
    for pk, number, scheme, structure, written, name, case, amount, paid_on in rows:
        yield EngineeringFact(
            key=keys.row_key(keys.PAYMENT, pk),
            label=keys.titled(number, name or written),
            scheme=scheme,
            amount=amount,
            paid_on=paid_on,
            structure_key=structure,
            case_key=str(case) if case else None,
        )


def _own_companies(organisation: Organisation, year: int) -> dict[UUID, UUID]:
    """Return the own business of each person followed in the year; the first known, if several."""
    rows = (
        Holding.objects.filter(organisation=organisation, person__cases__journeys__years__year=year)
        .order_by("-pk")
        .values_list("person_id", "structure_id")
    )
    return dict(rows)


def _has_left(year: int, in_register, ever: bool | None, left_on) -> bool:
    """Tell whether the register of the year says that the person left the RSA.

    A register read before it kept this answer falls back on the day of the exit.
    """
    if in_register is not None:
        return in_register
    return bool(ever) and left_on is not None and left_on.year <= year
