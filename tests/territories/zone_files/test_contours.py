from datetime import date

import pytest
import shapely

from levier.territories.errors import UnreadableZoneFile
from levier.territories.zone_files.contours import read_contours
from tests.territories.files import feature, geojson

BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[2.0, 50.0], [2.1, 50.1], [2.1, 50.0], [2.0, 50.1], [2.0, 50.0]]],
}


def read(folder, *features):
    with geojson(folder, *features).open(encoding="utf-8") as stream:
        return read_contours(stream, None)


def test_a_commune_keeps_the_epci_of_the_file(tmp_path):
    contents = read(tmp_path, feature({"code": "62119", "nom": "Béthune", "epci": "246200364"}))

    assert contents.generation == "Contours au 1er janvier 2026"
    assert contents.first_day == date(2026, 1, 1)
    assert contents.departments == ("62",)
    assert contents.rows[0].epci_siren == "246200364"


@pytest.mark.parametrize("epci", [None, "", "999999999"])
def test_the_register_gives_the_epci_that_the_file_lacks(tmp_path, epci):
    contents = read(tmp_path, feature({"code": "62119", "nom": "Béthune", "epci": epci}))

    assert contents.rows[0].epci_siren == "200072460"


def test_the_code_of_a_merged_commune_leads_to_the_epci_of_today(tmp_path):
    row = read(tmp_path, feature({"code": "62549", "nom": "Marconne"})).rows[0]

    assert (row.commune_code, row.department, row.epci_siren) == ("62549", "62", "200044030")


def test_the_columns_of_other_editions_are_read(tmp_path):
    row = read(tmp_path, feature({"INSEE_COM": "62119", "NOM": "Béthune"})).rows[0]

    assert row.commune_code == "62119"


def test_a_contour_that_crosses_itself_is_mended_and_told(tmp_path):
    contents = read(tmp_path, feature({"code": "62119"}, BOW_TIE))

    assert shapely.from_wkb(contents.rows[0].shape).is_valid
    assert contents.warnings == ("1 contour invalide réparé : 62119.",)


def test_every_fault_is_named_by_feature(tmp_path):
    with pytest.raises(UnreadableZoneFile) as refusal:
        read(
            tmp_path,
            feature({"code": "62119"}),
            feature({"code": "62999"}),
            feature({"code": "62119"}),
            feature({"code": "62498"}, {"type": "Point", "coordinates": [2.8, 50.4]}),
        )

    assert [(fault.row, fault.column, fault.value) for fault in refusal.value.faults] == [
        (2, "code", "62999"),
        (3, "code", "62119"),
        (4, "geometry", "62498"),
    ]


def test_a_file_without_a_contour_is_refused(tmp_path):
    with pytest.raises(UnreadableZoneFile, match="aucun contour"):
        read(tmp_path)
