"""Many invented dossiers at once, to measure pages on them: bulk inserts, never on a real house."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction

from levier.accounts.models import Office, Organisation, User
from levier.cases.models import Case
from levier.cases.states import State
from levier.cases.tracks import Track
from levier.catalogue.models import Instrument, InstrumentKind
from levier.kernel.dates import add_months
from levier.kernel.errors import DomainError
from levier.kernel.money import round_euro
from levier.kernel.text import normalise, words_of
from levier.people.models import Bank, Person, SearchWord, Structure
from levier.portfolio.models import Commitment, Guarantee
from levier.portfolio.states import State as CommitmentState
from levier.territories.register import epcis_of_department

BATCH = 2_000
FIRST_NAMES = (
    "Léa Louis Jade Gabriel Emma Arthur Alice Jules Chloé Adam Inès Hugo Sarah Malo".split()
)
LAST_NAMES = (
    "Lefebvre Delattre Carpentier Wattiez Hochart Flahaut Majewski Kowalski Leroy Bailleul Sailly "
    "Thellier Pruvost Lenglet Vasseur Cherif Belhadj Ruelle Traoré Fontaine Lambin Vanhove Crépin"
).split()
TRADES = "Boulangerie Cycles Menuiserie Coiffure Épicerie Garage Traiteur Fleurs Librairie".split()
PLACES = "Terril Gohelle Beffroi Marais Moulin Phare Canal Remparts Dunes Jardins".split()
SEED_STATES = (
    (State.FIRST_CONTACT, 6),
    (State.ORIENTATION, 4),
    (State.INSTRUCTION, 10),
    (State.READY, 3),
    (State.AGREED, 7),
    (State.FOLLOW_UP, 40),
    (State.CLOSED, 22),
    (State.REFUSED, 5),
    (State.ABANDONED, 3),
)
DECIDED = (State.AGREED, State.FOLLOW_UP, State.CLOSED)


class NotASeedHouse(DomainError):
    """The house holds real dossiers."""

    message = (
        "La maison « {house} » contient des dossiers saisis ou importés : semez dans une autre "
        "(--house), pour ne jamais mêler du vrai et de l'inventé."
    )


def seed_cases(
    *, house: Organisation, count: int, today: date, seed: int = 20241219
) -> Iterator[int]:
    """Add `count` invented dossiers to a house made for that; yield how many are written so far.

    The same `seed` gives the same dossiers. Each batch is one transaction.
    Errors: NotASeedHouse when the house has a dossier that was not sown.
    """
    if Case.objects.filter(organisation=house).exclude(imported_from="semis").exists():
        raise NotASeedHouse(house=house.name)
    draw = random.Random(seed)
    start = Case.objects.filter(organisation=house).count()
    scene = _Scene(house, today, draw)
    ranks = iter(range(start + 1, start + count + 1))
    written = start
    while batch := list(islice(ranks, BATCH)):
        with transaction.atomic():
            _write(scene, batch)
        written += len(batch)
        yield written - start


class _Scene:
    """What every sown dossier draws from."""

    def __init__(self, house: Organisation, today: date, draw: random.Random):
        self.house, self.today, self.draw = house, today, draw
        self.advisors = list(User.objects.filter(organisation=house, role="advisor"))
        self.offices = list(Office.objects.filter(organisation=house))
        self.banks = list(Bank.objects.filter(organisation=house)) or [_bank(house)]
        self.instruments = list(
            Instrument.objects.filter(organisation=house, kind=InstrumentKind.GUARANTEE)
            .select_related("carrier")
        )  # fmt: skip
        self.epcis = [epci.siren for epci in epcis_of_department(house.department or "62")]
        self.states = [state for state, _ in SEED_STATES]
        self.weights = [weight for _, weight in SEED_STATES]


def _bank(house: Organisation) -> Bank:
    return Bank.objects.create(
        organisation=house, name="Banque du semis", name_key="banque du semis"
    )


def _write(scene: _Scene, ranks: list[int]) -> None:
    people = [_person(scene, rank) for rank in ranks]
    structures = [_structure(scene, rank) for rank in ranks]
    cases = [_case(scene, *row) for row in zip(ranks, people, structures, strict=True)]
    decided = [case for case in cases if case.state in DECIDED and scene.instruments]
    commitments = [_commitment(scene, case) for case in decided]
    Person.objects.bulk_create(people)
    Structure.objects.bulk_create(structures)
    Case.objects.bulk_create(cases)
    Commitment.objects.bulk_create(commitments)
    Guarantee.objects.bulk_create([_guarantee(scene, row) for row in commitments])
    SearchWord.objects.bulk_create(
        [word for row in zip(people, structures, cases, strict=True) for word in _words(*row)]
    )


def _person(scene: _Scene, rank: int) -> Person:
    draw = scene.draw
    first, last = draw.choice(FIRST_NAMES), draw.choice(LAST_NAMES)
    return Person(
        organisation=scene.house,
        first_name=first,
        last_name=last,
        name_key=normalise(f"{last} {first}"),
        sex=draw.choice("FM"),
        birth_date=date(1960, 1, 1) + timedelta(days=draw.randrange(16_000)),
        email=f"semis{rank}@example.org",
        email_key=f"semis{rank}@example.org",
        phone="06 39 98 00 00",
    )


def _structure(scene: _Scene, rank: int) -> Structure:
    name = f"{scene.draw.choice(TRADES)} du {scene.draw.choice(PLACES)} {rank}"
    return Structure(organisation=scene.house, name=name, name_key=normalise(name))


def _case(scene: _Scene, rank: int, person: Person, structure: Structure) -> Case:
    draw = scene.draw
    state = draw.choices(scene.states, scene.weights)[0]
    age = draw.randrange(30, 2_500) if state in (*DECIDED, State.REFUSED) else draw.randrange(120)
    opened = scene.today - timedelta(days=age)
    return Case(
        organisation=scene.house,
        number=f"S{opened.year}-{rank:06d}",
        track=draw.choices((Track.CREATION, Track.ENGAGED, Track.ESS), (85, 7, 8))[0],
        state=state,
        person=person,
        structure=structure,
        title=structure.name,
        project_kind=draw.choice(Case.ProjectKind.values),
        advisor=draw.choice(scene.advisors) if scene.advisors else None,
        office=draw.choice(scene.offices) if scene.offices else None,
        epci_siren=draw.choice(scene.epcis),
        in_zfrr=draw.random() < 0.1,
        is_job_seeker=True,
        jobs_created=Decimal(draw.randrange(0, 4)),
        jobs_consolidated=Decimal(0),
        opened_on=opened,
        last_action_on=opened + timedelta(days=draw.randrange(age + 1)),
        imported_from="semis",
    )


def _commitment(scene: _Scene, case: Case) -> Commitment:
    instrument = scene.draw.choice(scene.instruments)
    state = CommitmentState.OPEN if case.state == State.AGREED else CommitmentState.SET_UP
    loan = Decimal(scene.draw.randrange(10, 150) * 500)
    commitment = Commitment(
        organisation=scene.house,
        number=f"G-{case.number}",
        case=case,
        instrument=instrument,
        kind=instrument.kind,
        carrier=instrument.carrier,
        state=state,
        amount=round_euro(loan * Decimal("0.65")),
        decided_on=case.opened_on + timedelta(days=30),
        valid_until=add_months(case.opened_on, 7),
        imported_from="semis",
    )
    commitment.sown_loan = loan
    return commitment


def _guarantee(scene: _Scene, commitment: Commitment) -> Guarantee:
    return Guarantee(
        organisation=scene.house,
        commitment=commitment,
        bank=scene.draw.choice(scene.banks),
        loan_amount=commitment.sown_loan,
        loan_months=60,
        loan_rate=Decimal("0.04"),
        quota=Decimal("0.65"),
        guaranteed_amount=commitment.amount,
    )


def _words(person: Person, structure: Structure, case: Case) -> Iterator[SearchWord]:
    for kind, row, text in (
        (SearchWord.Kind.PERSON, person, f"{person.full_name} {person.email}"),
        (SearchWord.Kind.STRUCTURE, structure, structure.name),
        (SearchWord.Kind.CASE, case, f"{case.number} {person.full_name} {structure.name}"),
    ):
        for word in words_of(text):
            yield SearchWord(
                organisation=case.organisation, word=word[:24], kind=kind, object_key=row.pk
            )
