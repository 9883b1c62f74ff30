"""What limits a dossier's mix beside its instruments: the forecast, and de minimis aid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from levier.cases.models import Case, PlanLine
from levier.catalogue.models import InstrumentVersion
from levier.forecasts.sheets import case_sheet
from levier.kernel.money import ZERO
from levier.mixes.models import MixPreferences
from levier.portfolio.services.state_aid import GIVEN_FOR_GOOD
from levier.rules.grant_equivalents import (
    grant_equivalent,
    guarantee_equivalent,
    loan_equivalent,
    third_party_equivalent,
)
from levier.rules.mix.problem import GRANT, BankTerms, Capacity, Option
from levier.rules.parameters import NoValueInForce
from levier.rules.state_aid import ceiling_on
from levier.state_aid.services import base_rate_on, known_undertaking, situation_on
from levier.workflows.existing_debt import existing_service

NO_FORECAST = (
    "Le dossier n’a pas de prévisionnel : ce que l’activité peut rembourser n’est pas vérifié."
)
ALREADY_OWED = (
    "Le porteur rembourse déjà {amount} l’année la plus lourde (prêts en cours, plan) : le montage "
    "n’a que le reste de ce que le prévisionnel porte."
)
NOT_DATED = "Aucune règle de minimis n’est connue ce jour-là : ce qui en reste n’est pas compté."
NOTHING_DECLARED = (
    "Aucune aide de minimis n’est connue de cette entreprise : le plafond entier est supposé libre."
)
SAMPLE = Decimal(1_000_000)  # an equivalent is proportional to its amount: measured on this one


@dataclass(frozen=True, slots=True)
class Room:
    """What is left de minimis (euros, None when it is not counted), and what to say of it."""

    left: Decimal | None
    note: str = ""


def capacity_of(case: Case, preferences: MixPreferences, on: date) -> Capacity | None:
    """Return what the forecast carries: the lowest CAF of the years typed; None without forecast.

    A year left blank says nothing of what it carries. The CAF is the forecast's own: it already
    bears the interest of the loans of the plan. What the holder repays already comes first.
    """
    sheet = case_sheet(case)
    if not sheet.is_filled:
        return None
    caf = sheet.forecast.income["caf"]
    return Capacity(
        annual_caf=min(caf[rank] for rank in sheet.typed_years),
        dscr_floor=Decimal(preferences.dscr_floor),
        existing_service=existing_service(case, sheet, on),
    )


def room_left(case: Case, on: date) -> Room:
    """Return what the dossier's single undertaking may still receive on a day."""
    try:
        undertaking = known_undertaking(case.structure, case.person)
        if undertaking is None:
            return Room(ceiling_on(on)[0], NOTHING_DECLARED)
        return Room(situation_on(undertaking, on).left)
    except NoValueInForce:
        return Room(None, NOT_DATED)


def less_agreed(room: Room, lines: Iterable[PlanLine], organisation, on: date) -> Room:
    """Return a room less the third parties' aids agreed in principle in a plan.

    They are money that the mix counts on, that the ledger does not hold yet; each counts whole. A
    firm one is in the ledger already.
    """
    counted = [
        line
        for line in lines
        if line.side == PlanLine.Side.RESOURCE
        and line.status == PlanLine.Status.IN_PRINCIPLE
        and line.aid is not None
        and line.aid.counts_in_de_minimis
    ]
    if room.left is None or not counted:
        return room
    base_rate = base_rate_on(organisation, on)
    agreed = sum(
        (
            third_party_equivalent(line.in_all, line.aid.nature, base_rate, on).amount
            for line in counted
        ),
        ZERO,
    )
    return replace(room, left=max(ZERO, room.left - agreed))


def with_equivalents(
    options: Sequence[Option],
    versions: Sequence[InstrumentVersion],
    bank: BankTerms,
    organisation,
    on: date,
) -> list[Option]:
    """Return the options with what one euro of each counts for de minimis, at its heaviest.

    The longest duration is taken: a shorter one never counts for more.
    """
    exempt = {
        version.instrument.code
        for version in versions
        if version.state_aid == InstrumentVersion.StateAid.NOT_AID
    }
    base_rate = base_rate_on(organisation, on)
    return [
        replace(option, aid_factor=_factor(option, bank, base_rate, on))
        if option.code not in exempt
        else option
        for option in options
    ]


def _factor(option: Option, bank: BankTerms, base_rate: Decimal | None, on: date) -> Decimal:
    if option.kind == GRANT or option.code in GIVEN_FOR_GOOD:
        return grant_equivalent(SAMPLE).amount / SAMPLE
    try:
        if option.is_guarantee:
            most = option.max_months or max(bank.months)
            months = max((each for each in bank.months if each <= most), default=None)
            found = guarantee_equivalent(SAMPLE, option.max_quota, months, on)
        else:
            found = loan_equivalent(
                SAMPLE, option.annual_rate, max(option.months, default=None), base_rate, on,
                deferral_months=option.deferral_months, in_fine=option.kind != "loan",
            )  # fmt: skip
    except NoValueInForce:
        return ZERO
    return found.amount / SAMPLE
