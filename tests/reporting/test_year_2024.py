"""The year 2024 whole: every published figure, then what changes after its publication."""

import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from time import perf_counter

import pytest
from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.crowdfunding.models import Pledge
from levier.exchange.year_import import import_year
from levier.people.models import Person
from levier.portfolio.models import Commitment, Guarantee
from levier.reporting.facts import read_facts
from levier.reporting.figures import figures, frozen_year, published_figures
from levier.reporting.services import differences, publish_year
from levier.rules.indicators.decompositions import decompose
from levier.rules.indicators.facts import YearFacts
from levier.support.models import EngineeringPayment

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
PUBLISHED = tomllib.loads((DATA / "rapport_2024.toml").read_text(encoding="utf-8"))
EXACT = tomllib.loads((DATA / "exact_2024.toml").read_text(encoding="utf-8"))
TEN = 10


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """The demo year, imported once for the tests of this file, taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        content = (ROOT / "demo" / "annee_2024.xlsx").read_bytes()
        import_year(content=content, year=2024, house=None, on=date(2025, 3, 31))
        yield Organisation.objects.get(kind="house")
        transaction.set_rollback(True)


@pytest.fixture
def published(house):
    """The year published by the director."""
    director = User.objects.get(organisation=house, staff_code="S01")
    publish_year(organisation=house, year=2024, actor=director)
    return director


def by_code(house):
    return {value.definition.code: value for value in figures(house, 2024)}


@pytest.mark.parametrize("figure", PUBLISHED["figure"], ids=lambda figure: figure["code"])
def test_each_figure_is_the_one_that_was_published(house, figure):
    found = by_code(house)[figure["code"]]

    assert found.published == Decimal(str(figure["value"]))


def test_each_figure_is_exact_in_the_rows(house):
    found = by_code(house)

    def same(code, text):
        places = Decimal(1).scaleb(-len(text.partition(".")[2]))
        return found[code].exact.quantize(places, ROUND_HALF_UP) == Decimal(text)

    assert list(found) == list(EXACT)
    assert [code for code, text in EXACT.items() if not same(code, text)] == []


def test_the_engineering_credits_add_up_scheme_by_scheme(house):
    found = decompose(read_facts(house, 2024), 2024)
    engineering = next(d for d in found if d.figure.definition.code.endswith("engineering_credits"))

    assert engineering.exact_sum == Decimal("485214.60")
    assert {part.part.label for part in engineering.parts} == {
        "DLA", "DASESS", "FIDESS", "Fonds Pas-de-Calais Territoire d’ESS",
    }  # fmt: skip


def test_ten_rows_changed_are_listed_and_the_published_figures_stay(house, published):
    before = published_figures(frozen_year(house, 2024))
    keys = change_ten_rows(author=published)

    found = {one.definition.code: one for one in differences(house, 2024)}

    changed = {row.key.partition(":")[2] for one in found.values() for row in one.rows}
    assert keys <= changed
    assert {row.change.author for one in found.values() for row in one.rows} == {"Jérémy Benali"}
    loans = found["tpe.loans_guaranteed"]
    assert (len(loans.rows), loans.gap) == (3, 3000)
    assert found["propulsons.collected"].gap == 20
    assert found["headline.engineering_credits"].gap == Decimal("-3.00")
    assert published_figures(frozen_year(house, 2024)) == before


def change_ten_rows(author: User) -> set[str]:
    """Change three loans, three payments, two gifts, a grant and a person; return their keys."""
    changed = set()
    for guarantee in Guarantee.objects.filter(commitment__case__track="creation")[:3]:
        guarantee.loan_amount += 1000
        _signed(guarantee, author)
        changed.add(str(guarantee.commitment_id))
    for payment in EngineeringPayment.objects.filter(amount__gt=100)[:3]:
        payment.amount -= 1
        changed.add(_signed(payment, author))
    for pledge in Pledge.objects.all()[:2]:
        pledge.amount += 10
        changed.add(_signed(pledge, author))
    grant = Commitment.objects.filter(kind="grant", set_up_on__year=2024).first()
    grant.state = "cancelled"
    changed.add(_signed(grant, author))
    person = Person.objects.filter(cases__track="creation", sex="M").first()
    person.sex = "F"
    _signed(person, author)
    changed.update(
        str(pk) for pk in person.cases.filter(track="creation").values_list("pk", flat=True)
    )
    assert len(changed) == TEN
    return changed


def _signed(row, author: User) -> str:
    row._history_user = author
    row.save()
    return str(row.pk)


def test_the_figures_of_a_year_are_timed_on_more_than_two_thousand_rows(house, record_property):
    facts = read_facts(house, 2024)
    rows = sum(len(getattr(facts, name)) for name in YearFacts.__dataclass_fields__)
    start = perf_counter()
    found = figures(house, 2024)
    record_property("seconds", perf_counter() - start)  # told, never judged: a machine may be busy

    assert rows > 2000
    assert found
