"""The demo year imports whole; again it changes nothing; the next year leaves it alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.committees.models import Sitting
from levier.exchange.year_import import import_year
from levier.journal.models import Entry
from levier.people.models import Bank, Person, Structure
from levier.portfolio.models import Commitment, Draw, Guarantee
from levier.reporting.figures import figures
from levier.support.models import BrsaFile, JourneyYear
from tests.exchange import workbook_factory as workbooks

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)
CREATED = {
    "office": 6,
    "team": 7,
    "user": 30,
    "bank": 11,
    "provider": 12,
    "operation": 2,
    "sitting": 76,
    "sitting_stub": 2,
    "person": 744,
    "structure": 949,
    "holding": 720,
    "case": 867,
    "case_stub": 2,
    "axis": 43,
    "support_decision": 17,
    "commitment": 370,
    "grant": 48,
    "decision": 435,
    "journey": 524,
    "register_line": 524,
    "beneficiary": 98,
    "engineering_payment": 160,
    "campaign": 10,
    "pledge": 747,
}


def imported(content=None, year=2024, **options):
    house = Organisation.objects.filter(kind="house").first()
    content = workbooks.DEMO.read_bytes() if content is None else content
    return import_year(content=content, year=year, house=house, on=ON, **options)


def exact_figures(year):
    house = Organisation.objects.get(kind="house")
    return {value.definition.code: value.exact_text for value in figures(house, year)}


@pytest.fixture(scope="module")
def year_2024(django_db_setup, django_db_blocker):
    """The demo year, imported once for the tests of this file, taken away after them."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            yield imported()
            transaction.set_rollback(True)


def test_the_demo_year_imports_whole(year_2024):
    assert year_2024.created == CREATED
    assert year_2024.updated == {}


def test_a_second_run_finds_everything_there(year_2024):
    again = imported()

    assert again.created == {}
    assert again.updated == {}
    assert again.unchanged["sitting"] == 76


def test_every_guarantee_is_worth_what_the_workbook_says(year_2024):
    rows = Guarantee.objects.filter(commitment__case__track="creation")

    assert sum(rows.values_list("guaranteed_amount", flat=True)) == Decimal("10301609.47")
    assert rows.count() == 290


def test_the_same_person_is_known_once_across_the_sheets(year_2024):
    holders = set(Case.objects.filter(track="creation").values_list("person", flat=True))
    accompanied = set(Case.objects.filter(track="acces_plus").values_list("person", flat=True))

    assert len(holders & accompanied) == 20
    assert Person.objects.filter(name_key="lecocq samira").count() == 1
    assert Person.objects.get(name_key="lecocq samira").last_name == "Lecocq"


def test_names_in_capitals_get_small_letters(year_2024):
    names = Structure.objects.values_list("name", flat=True)

    assert [name for name in names if name.isupper()] == ["OPUR"]


def test_a_committee_of_an_earlier_year_is_only_a_number(year_2024):
    stub = Sitting.objects.get(number="CE-2023-69")

    assert stub.is_stub
    assert stub.held_on is None
    assert Case.objects.get(number="TPE-2023-241").is_stub


def test_an_old_commune_becomes_that_of_today(year_2024):
    assert Case.objects.filter(commune_code="62549").count() == 0
    assert Case.objects.filter(commune_code="62447", track="creation").exists()


def test_a_grant_draws_its_amount_on_an_opening_envelope(year_2024):
    grant = Commitment.objects.get(number="PR-2024-043")
    draw = Draw.objects.get(commitment=grant)

    assert draw.amount == grant.amount == Decimal("2000")
    assert draw.envelope.is_opening
    assert draw.envelope.amount is None


def test_an_unknown_bank_is_created_and_flagged(year_2024):
    assert Bank.objects.get(name="La Nef").is_to_check


def test_the_journal_says_who_took_the_year_over(year_2024):
    entry = Entry.objects.get(action="exchange.year_imported")

    assert entry.detail["created"]["sitting"] == 76
    assert entry.actor.has_usable_password() is False


def test_the_next_year_leaves_the_figures_of_this_one(year_2024):
    before = exact_figures(2024)
    sheets = workbooks.next_year_sheets()
    expected = sum(_loans(sheets))

    result = imported(workbooks.written(sheets), 2025)

    assert result.created["sitting"] == 76
    assert "user" not in result.created
    assert exact_figures(2024) == before
    assert exact_figures(2025)["tpe.loans_guaranteed"] == f"{expected.normalize():f}"
    assert exact_figures(2025)["fidess.potential_jobs"] == "15.5"
    assert imported(workbooks.written(sheets), 2025).created == {}


def test_who_is_still_accompanied_stands_in_both_registers(year_2024):
    imported(workbooks.written(workbooks.next_year_sheets()), 2025)
    row = JourneyYear.objects.filter(year=2025, has_left_rsa=True, journey__years__year=2024)
    journey = row.first().journey

    assert JourneyYear.objects.get(journey=journey, year=2024).has_left_rsa is False
    assert BrsaFile.objects.get(journey=journey).has_left_rsa


def test_an_engagement_that_goes_on_with_one_more_organisation_leaves_its_first_year(year_2024):
    before = exact_figures(2024)
    demo, sheets = workbooks.demo_sheets(), workbooks.next_year_sheets()
    newcomer = sheets["DLA bénéficiaires"][1]
    line = workbooks.find(demo, "DLA bénéficiaires", **{"N°_engagement": "DLA-C-2024-11"})
    known = list(demo["DLA bénéficiaires"][line - 1])
    known[workbooks.rank_of(demo, "DLA bénéficiaires", "ETP")] = 99
    known_engagement = [row for row in demo["DLA"] if row[0] == "DLA-C-2024-11"]
    sheets["DLA"] += [list(row) for row in known_engagement]
    sheets["DLA bénéficiaires"] += [known, ["DLA-C-2024-11", *newcomer[1:]]]

    result = imported(workbooks.written(sheets), 2025)

    assert result.created["beneficiary"] == 100
    assert exact_figures(2024) == before
    assert imported(workbooks.written(sheets), 2025).created == {}


def test_a_year_imported_again_after_the_next_one_does_not_go_back(year_2024):
    imported(workbooks.written(workbooks.next_year_sheets()), 2025)

    assert imported().updated == {}


def test_a_payment_known_later_is_an_update(year_2024):
    sheets = workbooks.demo_sheets()
    line = workbooks.find(sheets, "Garanties TPE", Date_de_mise_en_place="")
    number = workbooks.cell(sheets, "Garanties TPE", line, "N° dossier")
    workbooks.put(sheets, "Garanties TPE", line, "Date de mise en place", date(2025, 3, 20))

    result = imported(workbooks.written(sheets))

    assert result.updated["commitment"] == 1
    assert Commitment.objects.get(number=number).set_up_on == date(2025, 3, 20)
    assert Case.objects.get(number=number).state == "follow_up"


def test_a_phone_changed_on_the_screens_is_kept(year_2024):
    person = Person.objects.filter(name_key="lecocq samira").get()
    Person.objects.filter(pk=person.pk).update(phone="06 39 98 00 00")

    imported()

    assert Person.objects.get(pk=person.pk).phone == "06 39 98 00 00"


def test_gifts_are_written_by_batches(year_2024):
    few, many = _queries_for_gifts(1_000), _queries_for_gifts(5_000)

    assert many - few < 4_000 / 20


def _loans(sheets):
    for row in sheets["Garanties TPE"][1:]:
        loan = row[workbooks.rank_of(sheets, "Garanties TPE", "Montant du prêt")]
        if isinstance(loan, str):
            loan = "".join(c for c in loan if c.isdigit() or c == ",").replace(",", ".") or 0
        yield Decimal(str(loan))


def _queries_for_gifts(count):
    sheets = workbooks.demo_sheets()
    model = sheets["Contributions"][1]
    sheets["Contributions"] += [[f"D{count}-{n}", *model[1:]] for n in range(count)]
    content = workbooks.written(sheets)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert imported(content).created == {"pledge": count}
    return len(queries)


def test_a_corrected_workbook_updates_what_it_corrects_and_then_agrees(year_2024):
    sheets = workbooks.demo_sheets()
    tpe = workbooks.find(sheets, "Garanties TPE", Produit_de_garantie="Garantie Emploi")
    for name, line, title, value in (
        ("Garanties TPE", tpe, "Montant du prêt", 20_000.0),
        ("Garanties TPE", tpe, "Quotité", 0.5),
        ("Garanties TPE", tpe, "Montant garanti", 10_000.0),
        ("Garanties TPE", tpe, "Banque", "Banque des Dunes"),
        ("Garanties TPE", tpe, "Durée (mois)", 48.0),
        ("Garanties TPE", tpe, "Emplois créés", 3.0),
        ("Comités", 5, "Type", "ESS"),
        ("ESS", 3, "Montant du concours", 16_000.0),
        ("ESS", 3, "Différé (mois)", 6.0),
        ("DASESS", 2, "Situation en fin d'année", "Rebond confirmé plus tôt"),
        ("DLA", 3, "Jours", 9.0),
        ("DLA", 3, "Coût du prestataire", 4_100.0),
        ("BRSA", 411, "Conclusion", "Viable"),
        ("BRSA", 411, "Date de fin de diagnostic", date(2024, 12, 31)),
        ("Accès+", 3, "Numérique", "Oui"),
        ("Primes", 10, "Date de paiement", date(2024, 12, 31)),
        ("FIDESS", 2, "Potentiel ETP", 6.0),
        ("Propulsons", 2, "Objectif", 2_900.0),
        ("Contributions", 9, "Montant", 77.0),
        ("Ingénierie", 9, "Montant", 1_234.5),
    ):
        workbooks.put(sheets, name, line, title, value)
    content = workbooks.written(sheets)

    result = imported(content)

    assert result.created == {"bank": 1}
    assert result.updated == {
        "sitting": 1,
        "case": 1,
        "commitment": 2,
        "grant": 1,
        "decision": 3,
        "journey": 5,
        "campaign": 1,
        "pledge": 1,
        "engineering_payment": 1,
    }
    guarantee = Guarantee.objects.get(bank__name="Banque des Dunes")
    assert guarantee.guaranteed_amount == guarantee.commitment.amount == Decimal("10000")
    assert guarantee.commitment.decision.amount == Decimal("10000")
    assert imported(content).updated == {}
