"""The scene of the demo, set once: accounts, envelopes, dossiers at work, sittings, targets."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from demo.accounts import ACCOUNTS, PASSWORD
from demo.committee import set_the_committee
from demo.dossiers import open_demo_case
from demo.evening import ALONE, EVENING
from demo.follow_up import set_the_follow_up
from demo.guarantees import set_the_guarantees
from demo.loans import set_the_loans
from demo.people_at_work import CASES
from demo.report import set_the_report
from levier.accounts.models import Office, Organisation, Role, User
from levier.accounts.services import add_user, open_network
from levier.banking.services import set_house_account
from levier.cases.models import Case
from levier.funds.models import FunderAccess
from levier.funds.services import (
    funder_named,
    register_agreement,
    register_envelope,
    register_operation,
)
from levier.people.models import PrescriberAccess
from levier.people.services import prescriber_named
from levier.territories.services import assign_epci

HOUSE = "pas-de-calais"
MARKER = "florian.wojcik@example.org"


@transaction.atomic
def set_the_scene(*, on: date) -> None:
    """Add to the imported year what a demo needs; a second call changes nothing."""
    house = Organisation.objects.get(code=HOUSE)
    advisor = User.objects.get(email=MARKER)
    if advisor.has_usable_password():
        return
    users = _open_accounts(house)
    office = Office.objects.filter(organisation=house, name__startswith="Lens").first()
    _open_envelopes(house, users["director"], on)
    set_house_account(
        organisation=house, actor=users["director"], label="Compte des primes", holder=house.name,
        iban="FR76 3000 6000 0112 3456 7890 189", bic="AGRIFRPPXXX", creditor_id="FR72ZZZ123456",
    )  # fmt: skip
    _share_the_map(house, users["administrator"])
    cases = {
        demo.title: open_demo_case(house, advisor, office, demo, on)
        for demo in (*CASES, *EVENING, ALONE)
    }
    _link_accounts(house, users, cases)
    set_the_committee(house=house, users=users, cases=cases, on=on)
    set_the_loans(house=house, finance=users["finance"], director=users["director"], on=on)
    set_the_follow_up(house=house, advisor=advisor, on=on)
    set_the_guarantees(house=house, finance=users["finance"], on=on)
    set_the_report(house=house, director=users["director"])


def _open_accounts(house: Organisation) -> dict[str, User]:
    network = Organisation.objects.filter(kind="network").first() or open_network(
        code="reseau", name="Réseau des associations territoriales"
    )
    users = {}
    for role, (email, first_name, last_name) in ACCOUNTS.items():
        owner = network if role == Role.NETWORK_ADMINISTRATOR else house
        user = User.objects.filter(email=email).first() or add_user(
            organisation=owner, email=email, role=role, first_name=first_name, last_name=last_name
        )
        user.role = role
        user.set_password(PASSWORD)
        user.save()
        users[role] = user
    return users


def _share_the_map(house: Organisation, actor: User) -> None:
    """Give each EPCI to the office that holds most of its dossiers."""
    counted = Case.objects.filter(organisation=house, office__isnull=False).exclude(epci_siren="")
    held = counted.values("epci_siren", "office").annotate(count=Count("pk")).order_by("-count")
    offices = {office.pk: office for office in Office.objects.filter(organisation=house)}
    largest: dict[str, Office] = {}
    for row in held:
        largest.setdefault(row["epci_siren"], offices[row["office"]])
    for siren, office in largest.items():
        assign_epci(office=office, epci_siren=siren, actor=actor)


def _open_envelopes(house: Organisation, actor: User, on: date) -> None:
    """This year's envelopes: Cap Quartier by the State and two local authorities, Accès+."""
    first, last = date(on.year, 1, 1), date(on.year, 12, 31)
    plan = (
        ("ANCT", "Cap Quartier, part de l’État", "cap_quartier", 24_000),
        ("CALL", "Cap Quartier, part de Lens-Liévin", "cap_quartier", 10_000),
        ("CABBALR", "Cap Quartier, part de Béthune-Bruay", "cap_quartier", 10_000),
        ("France Active", "Accès+", "acces_plus", 30_000),
    )
    for name, title, scheme, amount in plan:
        funder = funder_named(house, name)
        if funder is None:
            continue
        agreement = register_agreement(
            organisation=house, actor=actor, funder=funder, title=title, first_day=first,
            last_day=last, number=f"{funder.short_name or funder.name}-{on.year}-{scheme}"[:40],
        )  # fmt: skip
        register_envelope(
            organisation=house, actor=actor, funder=funder, title=f"{title} {on.year}",
            scheme=scheme, amount=Decimal(amount), first_day=first, last_day=last,
            agreement=agreement,
        )  # fmt: skip
    register_operation(
        organisation=house, actor=actor, code=f"FEDER-{on.year}", fund="FEDER",
        title="Accompagner les entreprises engagées", first_day=first,
        last_day=first + timedelta(days=3 * 365),
        programme="Programme Hauts-de-France FEDER-FSE+-FTJ 2021-2027",
    )  # fmt: skip


def _link_accounts(house: Organisation, users: dict[str, User], cases: dict[str, Case]) -> None:
    person = cases["Cycles de la Gohelle"].person
    person.user = users["entrepreneur"]
    person.save()
    body = prescriber_named(organisation=house, name="BGE Hauts de France", actor=users["director"])
    PrescriberAccess.objects.create(organisation=house, prescriber=body, user=users["prescriber"])
    FunderAccess.objects.create(
        organisation=house, funder=funder_named(house, "CALL"), user=users["funder"]
    )
