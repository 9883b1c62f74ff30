from datetime import date

import pytest
import shapely

from levier.territories.errors import UnreadableZoneFile
from levier.territories.zone_files.qpv import department_of_district, read_qpv
from tests.territories.files import AUCHEL, feature, geojson, polygon, square


def read(folder, *features, first_day=None):
    with geojson(folder, *features).open(encoding="utf-8") as stream:
        return read_qpv(stream, first_day)


def faults(folder, *features):
    with pytest.raises(UnreadableZoneFile) as refusal:
        read(folder, *features)
    return [(fault.row, fault.column, fault.value, fault.message) for fault in refusal.value.faults]


def test_a_district_is_read_with_all_its_communes(tmp_path):
    contents = read(tmp_path, feature({**AUCHEL, "siren_epci": "200072460"}))
    row = contents.rows[0]

    assert (contents.kind, contents.generation) == ("qpv", "QPV 2024")
    assert (contents.first_day, contents.last_day) == (date(2024, 1, 1), None)
    assert contents.departments == ("62",)
    assert (row.code, row.name, row.epci_siren) == ("QN06204M", "Quartier inventé", "200072460")
    assert row.communes == ("62048", "62194", "62555")
    assert row.box == (2.45, 50.50, 2.46, 50.51)
    assert shapely.from_wkb(row.shape).area == pytest.approx(0.0001)


def test_names_of_properties_may_be_in_capitals(tmp_path):
    contents = read(
        tmp_path,
        feature({"Code_QP": "qn06204m", "LIB_QP": "Quartier inventé", "Insee_Com": "62048"}),
    )

    assert contents.rows[0].code == "QN06204M"
    assert contents.rows[0].communes == ("62048",)


def test_the_generation_of_2015_ends_the_day_before_the_next(tmp_path):
    contents = read(tmp_path, feature({**AUCHEL, "code_qp": "QP062055"}))

    assert contents.generation == "QPV 2015"
    assert (contents.first_day, contents.last_day) == (date(2015, 1, 1), date(2023, 12, 31))


def test_the_first_day_may_be_given(tmp_path):
    assert read(tmp_path, feature(AUCHEL), first_day=date(2025, 1, 1)).first_day == date(2025, 1, 1)


def test_a_polygon_and_several_polygons_are_districts(tmp_path):
    several = {"type": "MultiPolygon", "coordinates": [[square()], [square(west=2.5)]]}
    contents = read(
        tmp_path,
        feature({**AUCHEL, "code_qp": "QN06201M"}),
        feature({**AUCHEL, "code_qp": "QN06202M"}, several),
    )

    assert [row.box[2] for row in contents.rows] == pytest.approx([2.46, 2.51])
    assert contents.warnings == ()


def test_gaps_in_the_numbers_are_told(tmp_path):
    contents = read(tmp_path, feature(AUCHEL), feature({**AUCHEL, "code_qp": "QN06209N"}))

    assert contents.warnings[0].startswith(
        "Pas-de-Calais : 2 quartiers lus, mais les numéros vont jusqu’à 9"
    )


def test_every_fault_is_named_by_feature(tmp_path):
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[2.0, 50.0], [2.1, 50.1], [2.1, 50.0], [2.0, 50.1], [2.0, 50.0]]],
    }

    assert faults(
        tmp_path,
        feature(AUCHEL),
        feature({**AUCHEL, "code_qp": "62048"}),
        feature({**AUCHEL, "code_qp": "QN06205M"}, bow_tie),
        feature(AUCHEL),
        feature({**AUCHEL, "code_qp": "QN06206M"}, {"type": "Polygon", "coordinates": []}),
    ) == [
        (2, "code_qp", "62048", "Un code de quartier s’écrit comme QN06204M ou QP062055."),
        (
            3,
            "geometry",
            "QN06205M",
            "Le contour n’est pas valide : son tracé se recoupe près de 2,05 ; 50,05.",
        ),
        (4, "code_qp", "QN06204M", "Le quartier est déjà l’objet 1 du fichier."),
        (5, "geometry", "QN06206M", "Le contour manque."),
    ]


def test_two_generations_in_one_file_are_refused(tmp_path):
    found = faults(tmp_path, feature(AUCHEL), feature({**AUCHEL, "code_qp": "QP062055"}))

    assert "mêle les générations" in found[0][3]


def test_a_file_without_a_district_is_refused(tmp_path):
    assert faults(tmp_path)[0][3] == "Le fichier ne contient aucun quartier."


def test_a_file_that_breaks_off_is_refused(tmp_path):
    path = geojson(tmp_path, feature(AUCHEL), feature({**AUCHEL, "code_qp": "QN06205M"}))
    path.write_text(path.read_text("utf-8")[:-20], "utf-8")

    with path.open(encoding="utf-8") as stream, pytest.raises(UnreadableZoneFile) as refusal:
        read_qpv(stream, None)

    assert str(refusal.value.faults[0]) == "objet 2 : L’objet 2 du GeoJSON est illisible."


def test_a_file_of_eighty_departments_covers_them_all(tmp_path):
    def districts(count):
        codes = [f"QN0{number:02}01M" for number in range(1, count + 2) if number != 20]
        return [feature({"code_qp": code}, polygon()) for code in codes]

    assert len(read(tmp_path, *districts(79)).departments) == 79
    assert len(read(tmp_path, *districts(80)).departments) == 109


@pytest.mark.parametrize(
    ("code", "department"),
    [("QN06204M", "62"), ("QP062055", "62"), ("QN97101M", "971"), ("QN02A01M", "2A")],
)
def test_the_code_holds_the_department(code, department):
    assert department_of_district(code) == department
