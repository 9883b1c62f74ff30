from datetime import date

import pytest

from levier.journal.models import Entry
from levier.territories.errors import (
    EpciOfAnotherOffice,
    NarrowerLayer,
    SameFirstDay,
    UnknownEpci,
)
from levier.territories.models import CommuneStatus, OfficeArea, Zone, ZoneLayer
from levier.territories.services import (
    assign_epci,
    import_layer,
    layers_by_kind,
    office_for_commune,
)
from levier.territories.zone_files.reading import read_zone_file
from tests.factories.accounts import house, office, user
from tests.territories.files import AUCHEL, feature, geojson, polygon, qpv, table
from tests.territories.layers import NOON, contour_layer, imported, qpv_layer, zfrr_layer

pytestmark = pytest.mark.django_db

BETHUNE = "200072460"


def test_a_file_of_districts_becomes_a_layer(tmp_path):
    done = imported(qpv(tmp_path))
    zone = Zone.objects.get()

    assert (done.outcome, done.counts) == ("created", {"zone": 1})
    assert (done.layer.generation, done.layer.departments) == ("QPV 2024", ["62"])
    assert done.layer.first_day == date(2024, 1, 1)
    assert (done.layer.row_count, done.layer.imported_at) == (1, NOON)
    assert done.layer.licence == "Licence Ouverte 2.0"
    assert zone.communes == ["62048", "62194", "62555"]
    assert (zone.west, zone.south, zone.east, zone.north) == (2.45, 50.50, 2.46, 50.51)
    assert zone.geometry["type"] == "Polygon"


def test_only_classed_communes_are_kept(tmp_path):
    layer = zfrr_layer(tmp_path)

    assert layer.departments == ["62"]
    assert list(layer.statuses.values_list("commune_code", "status", "label")) == [
        ("62168", "4", "ZFRR (socle)")
    ]


def test_contours_are_kept_with_their_epci(tmp_path):
    layer = contour_layer(tmp_path)

    assert list(layer.contours.values_list("commune_code", "department", "epci_siren")) == [
        ("62041", "62", "200033579"),
        ("62048", "62", BETHUNE),
        ("62119", "62", BETHUNE),
        ("62498", "62", "246200364"),
    ]


def test_the_same_file_again_changes_nothing(tmp_path):
    first = imported(qpv(tmp_path))
    second = imported(qpv(tmp_path))

    assert second.outcome == "unchanged"
    assert second.layer == first.layer
    assert Zone.objects.count() == 1


def test_a_new_file_of_the_same_generation_replaces_the_rows(tmp_path):
    first = qpv_layer(tmp_path)
    done = imported(
        geojson(
            tmp_path,
            *(feature({**AUCHEL, "code_qp": code}) for code in ("QN06201M", "QN06202M")),
        )
    )

    assert done.outcome == "replaced"
    assert done.layer.pk != first.pk
    assert list(Zone.objects.values_list("code", flat=True)) == ["QN06201M", "QN06202M"]
    assert ZoneLayer.objects.count() == 1


def test_the_same_file_with_another_first_day_is_corrected(tmp_path):
    path = table(tmp_path, "codgeo;codefrr\n62168;4\n")
    imported(path)
    done = imported(path, date(2025, 1, 1))

    assert done.outcome == "replaced"
    assert ZoneLayer.objects.get().first_day == date(2025, 1, 1)
    assert CommuneStatus.objects.count() == 1


def test_a_newer_generation_ends_the_one_before(tmp_path):
    before = zfrr_layer(tmp_path)
    after = zfrr_layer(tmp_path, "62168;5\n", date(2025, 1, 1), "2025.csv")
    before.refresh_from_db()

    assert before.last_day == date(2024, 12, 31)
    assert (after.first_day, after.last_day) == (date(2025, 1, 1), None)


def test_an_older_generation_ends_before_the_one_after(tmp_path):
    qpv_layer(tmp_path)
    older = qpv_layer(tmp_path, code="QP062055", name="2015.geojson")
    zfrr_layer(tmp_path, first_day=date(2025, 1, 1))
    shortened = zfrr_layer(tmp_path, "62168;5\n", date(2024, 7, 1), "2024.csv")

    assert older.last_day == date(2023, 12, 31)
    assert shortened.last_day == date(2024, 12, 31)


def test_layers_of_other_departments_stand_side_by_side(tmp_path):
    first = zfrr_layer(tmp_path)
    zfrr_layer(tmp_path, "80001;4\n", date(2025, 1, 1), "80.csv")
    first.refresh_from_db()

    assert first.last_day is None
    assert ZoneLayer.objects.count() == 2


@pytest.mark.parametrize("first_day", [None, date(2025, 1, 1)])
def test_a_file_may_not_take_a_department_from_the_layer_it_follows(tmp_path, first_day):
    zfrr_layer(tmp_path, "62168;4\n80001;4\n")

    with pytest.raises(NarrowerLayer, match="couvre aussi Somme"):
        zfrr_layer(tmp_path, "62168;5\n", first_day, "62.csv")

    assert ZoneLayer.objects.get().last_day is None
    assert CommuneStatus.objects.count() == 2


def test_two_generations_may_not_begin_the_same_day(tmp_path):
    qpv_layer(tmp_path)
    path = qpv(tmp_path, code="QP062055", name="2015.geojson")

    with pytest.raises(SameFirstDay, match="QPV 2024"):
        imported(path, date(2024, 1, 1))

    assert Zone.objects.get().code == "QN06204M"


def test_an_import_from_the_screens_is_in_the_journal(tmp_path):
    actor = user("administrator")
    file = read_zone_file(qpv(tmp_path))

    import_layer(file=file, imported_at=NOON, actor=actor)

    entry = Entry.objects.get()
    assert (entry.action, entry.actor) == ("territories.layer_imported", actor)
    assert entry.summary == "Zonage importé : QPV 2024 (qpv.geojson)."


def test_rows_are_written_by_batches_whatever_their_number(tmp_path, django_assert_max_num_queries):
    districts = [
        feature({"code_qp": f"QN{number:03}{rank:02}M"}, polygon())
        for number in range(1, 15)
        for rank in range(1, 91)
    ]
    file = read_zone_file(geojson(tmp_path, *districts))

    with django_assert_max_num_queries(30):
        done = import_layer(file=file, imported_at=NOON)

    assert done.counts == {"zone": 1_260}


def test_the_layers_are_listed_by_kind(tmp_path):
    layer = qpv_layer(tmp_path)

    assert [found for _, found in layers_by_kind()] == [[layer], [], []]


def test_the_commune_gives_the_office(tmp_path):
    actor = user("administrator")
    place = office(actor.organisation)

    area = assign_epci(office=place, epci_siren=BETHUNE, actor=actor)

    assert area.organisation == actor.organisation
    assert office_for_commune(actor.organisation, "62119") == place
    assert office_for_commune(actor.organisation, "62048") == place
    assert office_for_commune(actor.organisation, "62498") is None
    assert office_for_commune(actor.organisation, "62999") is None
    assert office_for_commune(actor.organisation, "29083") is None
    assert Entry.objects.get().action == "territories.epci_assigned"


def test_each_house_has_its_own_areas():
    actor = user("administrator")
    assign_epci(office=office(actor.organisation), epci_siren=BETHUNE, actor=actor)
    other = user("administrator")
    assign_epci(office=office(other.organisation), epci_siren=BETHUNE, actor=other)

    assert office_for_commune(house(), "62119") is None
    assert OfficeArea.objects.visible_to(actor).get().organisation == actor.organisation


def test_an_epci_belongs_to_one_office():
    actor = user("administrator")
    first = office(actor.organisation, name="Béthune")
    again = assign_epci(office=first, epci_siren=BETHUNE, actor=actor)

    assert assign_epci(office=first, epci_siren=BETHUNE, actor=actor) == again
    with pytest.raises(EpciOfAnotherOffice, match="secteur de l’agence Béthune"):
        assign_epci(office=office(actor.organisation), epci_siren=BETHUNE, actor=actor)


def test_an_area_is_a_true_epci():
    actor = user("administrator")

    with pytest.raises(UnknownEpci, match="000000000"):
        assign_epci(office=office(actor.organisation), epci_siren="000000000", actor=actor)

    assert not OfficeArea.objects.exists()
