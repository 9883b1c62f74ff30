"""Keeping a mix leaves in the plan what others were asked for, and takes the place of the rest."""

from decimal import Decimal

import pytest

from levier.cases.models import Case
from levier.cases.services import add_plan_line, set_financier, set_request
from levier.documents.services import store_file
from levier.people.services import bank_named
from levier.state_aid.models import LedgerAid
from levier.state_aid.services import undertaking_of
from levier.workflows.mix_problem import read_case
from levier.workflows.propose_mix import keep_mix, propose_mix
from tests.factories.accounts import user
from tests.factories.cases import DAY
from tests.factories.catalogue import instrument, third_party_aid
from tests.factories.funds import funder
from tests.factories.mixes import jess
from tests.factories.state_aid import declared

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def advisor():
    return user("advisor")


def proposed(case, actor):
    fresh = Case.objects.select_related("organisation", "person", "structure").get(pk=case.pk)
    return propose_mix(case=fresh, actor=actor, on=DAY)


def resources_of(case):
    return sum((line.amount for line in case.plan_lines.filter(side="resource")), D(0))


ASKED_OF_OTHERS = {
    "aid": lambda house: {"aid": third_party_aid(house)},
    "letter": lambda house: {"letter": store_file(
        organisation=house, actor=None, name="accord.pdf", content=b"%PDF-1.7\n")},
    "partner": lambda house: {"partner": "Initiative d’Exemple"},
    "funder": lambda house: {"funder": funder(house, kind="epci", name="Agglomération")},
    "bank": lambda house: {
        "nature": "bank_loan", "partner": "Banque des Terrils",
        "bank": bank_named(organisation=house, name="Banque des Terrils", actor=None)},
    "aid beside our instrument": lambda house: {
        "aid": third_party_aid(house), "instrument": instrument(house, "Cap Quartier")},
}  # fmt: skip


def asked(case, actor, amount="3000", **fields):
    values = {"nature": "grant", "label": "Aide demandée", "status": "asked", **fields}
    return add_plan_line(
        case=case, actor=actor, on=DAY, side="resource", amount=D(amount), **values
    )


@pytest.mark.parametrize("named", ASKED_OF_OTHERS)
def test_what_others_were_asked_for_stays_in_the_plan_and_is_not_counted(advisor, named):
    case = jess(advisor)
    line = asked(case, advisor, contact="Mme Exemple", **ASKED_OF_OTHERS[named](case.organisation))

    proposal = proposed(case, advisor)
    keep_mix(candidate=proposal.candidates.first(), actor=advisor, on=DAY)

    assert any("«\u00a0Aide demandée\u00a0» (3\u202f000\u00a0€)" in note for note in proposal.notes)
    line.refresh_from_db()
    assert (line.contact, line.status) == ("Mme Exemple", "asked")
    # 35 000 € are found beside the 5 000 € brought: the 3 000 € asked for are on top.
    assert resources_of(case) == D(43000)


@pytest.mark.parametrize("named", [
    lambda house: {},
    lambda house: {"instrument": instrument(house, "Cap Quartier"), "partner": "ANCT"},
    lambda house: {"label": "Cap Quartier", "partner": "ANCT"},
    lambda house: {"partner": house.name.upper()},
    lambda house: {"partner": "Le fonds", "funder": funder(house, kind="own", name="Le fonds")},
])  # fmt: skip
def test_what_is_the_houses_or_nobodys_gives_way_to_the_mix(advisor, named):
    case = jess(advisor)
    asked(case, advisor, **named(case.organisation))

    proposal = proposed(case, advisor)
    keep_mix(candidate=proposal.candidates.first(), actor=advisor, on=DAY)

    assert not any("reste au plan" in note for note in proposal.notes)
    assert resources_of(case) == D(40000)


def test_the_loan_of_the_bank_that_the_requests_name_gives_way_to_the_mix(advisor):
    case = jess(advisor)
    bank = bank_named(organisation=case.organisation, name="Banque des Terrils", actor=advisor)
    set_request(
        case=case, actor=advisor, on=DAY, instrument=instrument(case.organisation), bank=bank,
        amount=D(1000), loan_amount=D(2000), quota=D("0.5"), months=60,
    )  # fmt: skip
    asked(case, advisor, nature="bank_loan", bank=bank, partner=bank.name)

    keep_mix(candidate=proposed(case, advisor).candidates.first(), actor=advisor, on=DAY)

    loans = case.plan_lines.filter(nature="bank_loan")
    assert [loan.label for loan in loans] == ["Prêt bancaire"]


def test_a_line_that_the_mix_says_again_keeps_the_bank_noted_since(advisor):
    case = jess(advisor)
    keep_mix(candidate=proposed(case, advisor).candidates.first(), actor=advisor, on=DAY)
    loan = case.plan_lines.get(nature="bank_loan")
    set_financier(line=loan, actor=advisor, on=DAY, partner="Crédit d’Exemple", status="asked")

    keep_mix(candidate=proposed(case, advisor).candidates.first(), actor=advisor, on=DAY)

    assert case.plan_lines.get(nature="bank_loan").partner == "Crédit d’Exemple"


@pytest.mark.parametrize(("status", "counts", "left"), [
    ("asked", True, 1000), ("in_principle", True, 400), ("firm", True, 400),
    ("in_principle", False, 1000), ("refused", True, 1000),
])  # fmt: skip
def test_an_aid_agreed_in_principle_leaves_the_mix_what_a_firm_one_would(
    advisor, status, counts, left
):
    """300 000 € less 299 000 € declared, less 400 € at the start and 200 € in the second year."""
    case = jess(advisor)
    undertaking = undertaking_of(structure=None, person=case.person, on=DAY, actor=advisor)
    declared(undertaking, advisor, "299000", DAY, authority="Région d’Exemple")
    aid = third_party_aid(case.organisation, counts_in_de_minimis=counts)
    asked(case, advisor, "400", year_2=D(200), status=status, aid=aid)

    fresh = Case.objects.select_related("organisation", "person", "structure").get(pk=case.pk)
    assert read_case(fresh, DAY).problem.de_minimis_left == left
    assert LedgerAid.objects.filter(origin="planned").exists() is (status == "firm")
