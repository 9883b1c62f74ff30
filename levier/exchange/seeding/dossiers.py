"""A sown dossier with its person and its structure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from levier.cases.models import Case
from levier.cases.states import State
from levier.cases.tracks import Track
from levier.exchange.seeding import names
from levier.exchange.seeding.scene import Scene
from levier.kernel.dates import add_months
from levier.kernel.keys import uuid7
from levier.kernel.text import normalise
from levier.people.models import Person, Structure
from levier.rules.duplicates import normalised_phone

SOWN = "semis"
RUNNING_DAYS = 200  # dossiers younger than this are still on their way
RUNNING = (
    (State.FIRST_CONTACT, 25),
    (State.ORIENTATION, 15),
    (State.INSTRUCTION, 38),
    (State.READY, 4),
    (State.COMMITTEE, 3),
    (State.AGREED, 12),
    (State.ABANDONED, 3),
)
DONE = (
    (State.FOLLOW_UP, 50),
    (State.CLOSED, 33),
    (State.REFUSED, 9),
    (State.ABANDONED, 8),
)
TRACKS = ((Track.CREATION, 85), (Track.ENGAGED, 7), (Track.ESS, 8))
STEPS = ("Relancer la banque", "Recevoir le devis", "Visiter le local", "Boucler le plan")
PREFIXES = {Track.CREATION: "TPE", Track.ENGAGED: "ENG", Track.ESS: "ESS"}


@dataclass(frozen=True)
class Sown:
    """What one rank gives, and the texts that find it."""

    person: Person
    structure: Structure
    case: Case

    @property
    def person_text(self) -> str:
        """What finds the person."""
        return f"{self.person.full_name} {self.person.email} {self.person.phone_key}"

    @property
    def case_text(self) -> str:
        """What finds the dossier."""
        return f"{self.case.number} {self.person.full_name} {self.structure.name}"

    def new_key(self) -> UUID:
        """A key of the day when the dossier was opened."""
        return uuid7(self.case.pk.int >> 80)


def dossiers(scene: Scene, ranks: Iterable[int]) -> Iterator[Sown]:
    """Yield the dossiers of these ranks, from the oldest."""
    for rank in ranks:
        opened = scene.today - timedelta(days=scene.age_of(rank))
        person, structure = _person(scene, rank, opened), _structure(scene, opened)
        yield Sown(person, structure, _case(scene, rank, opened, person, structure))


def _person(scene: Scene, rank: int, opened: date) -> Person:
    draw, town = scene.draw, scene.draw.choice(scene.communes)
    first, last = draw.choice(names.FIRST_NAMES), names.last_name(draw)
    phone = names.phone(rank)
    return Person(
        id=scene.key_on(opened),
        organisation=scene.house,
        first_name=first,
        last_name=last,
        name_key=normalise(f"{last} {first}"),
        phonetic_key=names.sound_of(last),
        sex=draw.choice("FM"),
        birth_date=date(1960, 1, 1) + timedelta(days=draw.randrange(16_000)),
        email=f"semis{rank}@example.org",
        email_key=f"semis{rank}@example.org",
        phone=phone,
        phone_key=normalised_phone(phone),
        town=town.name,
        commune_code=town.code,
        postcode=town.postcodes[0],
    )


def _structure(scene: Scene, opened: date) -> Structure:
    name = names.business_name(scene.draw)
    return Structure(
        id=scene.key_on(opened),
        organisation=scene.house,
        name=name,
        name_key=normalise(name),
        legal_form=scene.draw.choice(("SARL", "SAS", "EI", "Association")),
    )


def _case(scene: Scene, rank: int, opened: date, person: Person, structure: Structure) -> Case:
    draw = scene.draw
    state, last = _step(scene, opened)
    has_next = (scene.today - opened).days < RUNNING_DAYS and state != State.ABANDONED
    track = draw.choices([t for t, _ in TRACKS], [w for _, w in TRACKS])[0]
    town = draw.choice(scene.communes)
    return Case(
        id=scene.key_on(opened),
        organisation=scene.house,
        number=f"{PREFIXES[track]}-{opened.year}-{rank:06d}",
        track=track,
        state=state,
        person=person,
        structure=structure,
        title=structure.name,
        project_kind=draw.choice(Case.ProjectKind.values),
        advisor=draw.choice(scene.advisors),
        office=draw.choice(scene.offices),
        prescriber=draw.choice(scene.prescribers),
        town=town.name,
        commune_code=town.code,
        postcode=town.postcodes[0],
        epci_siren=town.epci_siren,
        qpv_code="QN06201M" if draw.random() < 0.12 else "",
        in_zfrr=draw.random() < 0.1,
        is_job_seeker=draw.random() < 0.7,
        jobs_created=Decimal(draw.randrange(0, 4)),
        jobs_consolidated=Decimal(0),
        next_step=draw.choice(STEPS) if has_next else "",
        next_step_on=last + timedelta(days=14) if has_next and draw.random() < 0.5 else None,
        opened_on=opened,
        last_action_on=last,
        imported_from=SOWN,
    )


def _step(scene: Scene, opened: date) -> tuple[str, date]:
    """Where a dossier of this age stands, and the day of its last action."""
    age = (scene.today - opened).days
    weights = RUNNING if age < RUNNING_DAYS else DONE
    state = scene.draw.choices([s for s, _ in weights], [w for _, w in weights])[0]
    if state == State.FOLLOW_UP:
        return state, scene.between(opened, scene.today)
    limit = min(add_months(opened, 5), scene.today)
    recent = max(opened, limit - timedelta(days=45))
    return state, scene.between(recent, limit)
