from datetime import date
from decimal import Decimal

import pytest

from levier.cases.services.eligibility import terms_of
from levier.catalogue.errors import NoVersionInForce, VersionAlreadyClosed, VersionRefused
from levier.catalogue.models import Instrument, InstrumentVersion, RequiredPiece
from levier.catalogue.services import (
    add_version,
    close_version,
    confirm_version,
    install_catalogue,
    instrument_named,
    required_version_on,
    version_on,
    versions_on,
)
from levier.journal.models import Entry
from levier.rules.eligibility import Facts, Person
from levier.rules.eligibility.verdicts import verdict_of
from tests.factories.accounts import house, user
from tests.factories.catalogue import document, instrument

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 1)


def installed():
    organisation = house()
    install_catalogue(organisation=organisation, actor=None, on=DAY)
    return organisation


def test_the_catalogue_is_installed_once():
    organisation = installed()
    count = InstrumentVersion.objects.filter(organisation=organisation).count()

    again = install_catalogue(organisation=organisation, actor=None, on=DAY)

    assert set(again.values()) == {0}
    assert count == InstrumentVersion.objects.count() == 31
    assert Entry.objects.filter(action="catalogue.installed").count() == 1


def test_each_house_has_its_own_catalogue():
    first, second = installed(), installed()

    assert instrument_named(first, "GEF").organisation == first
    assert instrument_named(second, "GEF").organisation == second


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("GARANTIE EGALITE FEMMES  ", "garantie_egalite_femmes"),
        ("Contrat d'apport associatif avec droit de reprise", "contrat_apport_associatif"),
        ("Contrat d’apport associatif", "contrat_apport_associatif"),
        ("Fonds d'amorçage associatif", "fonds_amorcage_associatif"),
        ("Accès+", "acces_plus"),
        ("Cap Quartier", "cap_quartier"),
        ("Engagement", "prime_engagement"),
        ("garantie_solidarite_insertion", "garantie_solidarite_insertion"),
    ],
)
def test_an_instrument_answers_to_its_names(name, code):
    assert instrument_named(installed(), name).code == code


def test_an_unknown_name_is_no_instrument():
    assert instrument_named(installed(), "Garantie Lune") is None


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("GEF", {"max_quota": "0.80", "cap_amount": 50000, "max_months": 84, "surety": "excluded"}),
        ("GET", {"max_quota": "0.80", "max_quota_development": "0.60", "max_months": 84}),
        ("Garantie Emploi", {"max_quota": "0.65", "max_months": 84, "status": "in_use"}),
        ("Garantie Impact", {"max_quota": "0.65", "cap_amount": 200000, "status": "in_use"}),
        ("GSI", {"max_quota": "0.50", "status": "in_use"}),
        ("Prêt participatif", {"min_amount": 5000, "max_amount": 500000, "annual_rate": "0.02"}),
        ("CAA", {"min_amount": 5000, "max_amount": 30000, "annual_rate": "0"}),
        ("CAA", {"match_ratio": "1", "lent_to_person": False}),
        ("PHQ", {"bank_loan_min_ratio": "0.5", "bank_loan_as_long": True, "max_amount": 15000}),
        ("PHQ", {"max_share_of_total": "0.6667", "bank_loan_surety_max_share": "0.5"}),
        ("PHQ", {"once_per_person": True, "lent_to_person": True, "max_deferral_months": 24}),
        ("Prêt participatif", {"min_deferral_months": 12, "max_deferral_months": 24}),
        ("FAA", {"min_amount": 5000, "max_amount": 10000, "allowed_months": [12, 18, 24]}),
        ("Avance DASESS", {"min_amount": 5000, "max_amount": 100000, "max_months": 12}),
        ("FIDESS", {"max_amount": 30000, "max_cost_share": "0.70"}),
        ("Accès+", {"min_age": 18, "max_age": 30, "max_amount": 1000}),
        ("Cap Quartier", {"max_amount": 2000, "coupled_kind": "guarantee"}),
    ],
)
def test_the_terms_of_2024_are_those_of_their_source(name, terms):
    version = version_on(instrument_named(installed(), name), DAY)

    for field, value in terms.items():
        stored = getattr(version, field)
        assert stored == (Decimal(value) if isinstance(stored, Decimal) else value), field
    assert version.source


def test_a_closed_version_rules_only_its_own_days():
    fund = instrument_named(installed(), "FGIF")

    assert version_on(fund, date(2015, 6, 30)).cap_amount == 27000
    assert version_on(fund, date(2015, 7, 1)).cap_amount == 45000
    assert version_on(fund, date(2018, 1, 1)) is None
    with pytest.raises(NoVersionInForce, match="1er"):
        required_version_on(fund, date(2018, 1, 1))


def test_an_inactive_version_is_never_in_force():
    assert version_on(instrument_named(installed(), "FGIE"), date(2016, 1, 1)) is None


def test_the_versions_of_a_day_come_in_one_query(django_assert_num_queries):
    organisation = installed()

    with django_assert_num_queries(1):
        found = versions_on(organisation, DAY)

    assert len(found) == Instrument.objects.count() - 10


def test_an_instrument_says_which_pieces_it_asks_for():
    rows = RequiredPiece.objects.filter(instrument=instrument_named(installed(), "GSI"))

    assert "convention_iae" in rows.values_list("piece_kind__code", flat=True)


def test_a_new_version_closes_the_one_before():
    actor = user("administrator")
    product = instrument(actor.organisation, "GEF")

    version = add_version(
        instrument=product,
        first_day=date(2026, 1, 1),
        source="Note du réseau n° 12",
        document=document(actor),
        actor=actor,
        status="confirmed",
        max_quota=Decimal("0.70"),
        cap_amount=Decimal(60000),
    )

    assert version_on(product, date(2025, 12, 31)).cap_amount == 50000
    assert version_on(product, date(2026, 1, 1)) == version


def test_two_versions_never_overlap():
    actor = user("administrator")
    product = instrument(actor.organisation, "GEF")

    with pytest.raises(VersionRefused, match="chevauche"):
        add_version(
            instrument=product, first_day=date(2017, 1, 1), source="x", actor=actor,
            document=document(actor),
            status="confirmed",
        )  # fmt: skip

    assert product.versions.count() == 1


def test_a_version_is_closed_once():
    actor = user("administrator")
    version = version_on(instrument(actor.organisation, "GEF"), DAY)
    close_version(
        version=version,
        last_day=date(2026, 6, 30),
        source="Note",
        actor=actor,
        document=document(actor),
    )

    with pytest.raises(VersionAlreadyClosed, match="30"):
        close_version(
            version=version,
            last_day=date(2026, 7, 31),
            source="Note",
            actor=actor,
            document=document(actor),
        )


def test_the_house_confirms_terms_in_use():
    actor = user("administrator")
    version = version_on(instrument(actor.organisation, "Garantie Emploi"), DAY)

    confirm_version(
        version=version,
        source="Convention FAG 2026, article 4",
        actor=actor,
        document=document(actor),
    )

    version.refresh_from_db()
    assert (version.status, version.source) == ("confirmed", "Convention FAG 2026, article 4")


def test_the_conditions_are_confirmed_with_the_version_and_nothing_else_of_them_changes():
    actor = user("administrator")
    version = version_on(instrument(actor.organisation, "GEA"), DAY)
    nobody = Facts(on=DAY, person=Person(minima="", is_job_seeker=False))
    assert version.awaits_confirmation
    assert verdict_of(terms_of(version), nobody).verdict == "to_check"

    confirm_version(
        version=version,
        source="Convention FAG 2026, article 5",
        actor=actor,
        document=document(actor),
    )

    version.refresh_from_db()
    assert not version.awaits_confirmation
    with pytest.raises(VersionRefused, match="déjà confirmée"):
        confirm_version(version=version, source="Une autre", actor=actor, document=document(actor))
    assert verdict_of(terms_of(version), nobody).verdict == "no"
    version.conditions = [{**version.conditions[0], "label": "Tout le monde"}]
    with pytest.raises(TypeError, match="never change"):
        version.save(update_fields=["conditions"])
