"""What every sown dossier draws from: the house, its people and products, the draw."""

import random
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from levier.accounts.models import Office, Organisation, User
from levier.catalogue.models import Instrument, InstrumentKind, PieceKind
from levier.committees.models import Committee, Representative
from levier.committees.services import committees_of
from levier.kernel.keys import uuid7
from levier.people.models import Bank, Prescriber
from levier.territories.register import Commune, communes_of_department

YEARS = 7
PARIS = ZoneInfo("Europe/Paris")


class Scene:
    """One sowing: `last_rank` is the rank of its most recent dossier, opened today."""

    def __init__(self, house: Organisation, today: date, draw: random.Random, last_rank: int):
        self.house, self.today, self.draw, self.last_rank = house, today, draw, last_rank
        self.advisors = list(User.objects.filter(organisation=house, role="advisor"))
        self.offices = list(Office.objects.filter(organisation=house))
        self.banks = list(Bank.objects.filter(organisation=house))
        self.prescribers = list(Prescriber.objects.filter(organisation=house))
        self.instruments = list(
            Instrument.objects.filter(
                organisation=house, kind=InstrumentKind.GUARANTEE
            ).select_related("carrier")
        )
        self.piece_kinds = list(PieceKind.objects.filter(organisation=house))
        self.representatives = list(
            Representative.objects.filter(organisation=house).select_related("member")
        )
        self.communes: list[Commune] = list(communes_of_department(house.department or "62"))

    def age_of(self, rank: int) -> int:
        """How many days ago a dossier was opened, by its rank."""
        return int(YEARS * 365 * (1 - rank / self.last_rank))

    def committee_of(self, track: str) -> Committee:
        """The first committee of the house that decides a track today."""
        return committees_of(self.house, track, self.today)[0]

    def key_on(self, day: date) -> UUID:
        """A key made on a day, as the rows of that day have."""
        return uuid7(int(self.moment_on(day).timestamp() * 1000) + self.draw.randrange(60_000))

    def moment_on(self, day: date) -> datetime:
        """Nine in the morning of a day."""
        return datetime(day.year, day.month, day.day, 9, tzinfo=PARIS)

    def between(self, first: date, last: date) -> date:
        """A day between two, both included."""
        return first + timedelta(days=self.draw.randrange(max((last - first).days, 0) + 1))
