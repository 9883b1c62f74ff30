from datetime import date

import pytest

from levier.territories.zoning import (
    NEAR_LIMIT_METRES,
    Verdict,
    qpv_at,
    qpv_by_code,
    zfrr_status,
)
from tests.territories.files import feature, geojson, polygon
from tests.territories.layers import imported, qpv_layer, zfrr_layer

pytestmark = pytest.mark.django_db

IN_FORCE = date(2024, 7, 1)
METRE = 1 / 111_320
"""A metre in degrees of latitude."""


def verdict(code, on=IN_FORCE):
    return zfrr_status(code, on).verdict


def test_a_classed_commune_is_yes_and_says_why(tmp_path):
    layer = zfrr_layer(tmp_path)

    answer = zfrr_status("62168", IN_FORCE)

    assert (answer.verdict, answer.label) == (Verdict.YES, "ZFRR (socle)")
    assert (answer.layer, answer.layer_key) == ("ZFRR au 1er juillet 2024", layer.pk)
    assert answer.reason == "Bourthes est classée ZFRR (socle) le 1er juillet 2024."


def test_a_commune_of_a_covered_department_is_no(tmp_path):
    zfrr_layer(tmp_path)

    assert zfrr_status("62119", IN_FORCE).label == "non classée"
    assert verdict("62498") == Verdict.NO
    assert verdict("59350") == Verdict.TO_CHECK


def test_the_day_before_the_first_the_zones_do_not_exist(tmp_path):
    zfrr_layer(tmp_path)

    before = zfrr_status("62168", date(2024, 6, 30))

    assert verdict("62168", date(2024, 7, 1)) == Verdict.YES
    assert before.verdict == Verdict.TO_CHECK
    assert before.reason == "Les ZFRR n’existent que depuis le 1er juillet 2024."


def test_each_day_has_its_layer(tmp_path):
    zfrr_layer(tmp_path)
    zfrr_layer(tmp_path, "62119;5\n62168;-9999\n", date(2025, 1, 1), "2025.csv")

    assert verdict("62168", date(2024, 12, 31)) == Verdict.YES
    assert verdict("62168", date(2025, 1, 1)) == Verdict.NO
    assert zfrr_status("62119", date(2025, 1, 1)).label == "ZFRR+"


def test_without_a_layer_the_answer_says_to_import_it():
    answer = zfrr_status("62168", IN_FORCE)

    assert answer.verdict == Verdict.TO_CHECK
    assert "(Pas-de-Calais) : importez le fichier officiel" in answer.reason


def test_an_unknown_commune_is_to_check(tmp_path):
    zfrr_layer(tmp_path)

    assert verdict("62999") == Verdict.TO_CHECK


def test_an_old_zone_kept_ends_with_2027(tmp_path):
    zfrr_layer(tmp_path, "62168;1\n")

    assert verdict("62168", date(2027, 12, 31)) == Verdict.YES
    assert verdict("62168", date(2028, 1, 1)) == Verdict.TO_CHECK


@pytest.mark.parametrize("status", ["2", "3"])
def test_a_special_case_is_to_check(tmp_path, status):
    zfrr_layer(tmp_path, f"62168;{status}\n")

    assert verdict("62168") == Verdict.TO_CHECK


@pytest.mark.parametrize("code", ["62447", "62549", "62461", "62743"])
def test_a_merged_commune_has_the_class_of_the_one_of_today(tmp_path, code):
    zfrr_layer(tmp_path, "62447;4\n")

    assert verdict(code) == Verdict.YES


def test_a_layer_older_than_a_merger_answers_for_the_code_typed(tmp_path):
    zfrr_layer(tmp_path, "62549;4\n62461;1\n62447;4\n")

    assert zfrr_status("62461", IN_FORCE).label.startswith("ancienne commune en ZRR")
    assert zfrr_status("62549", IN_FORCE).label == "ZFRR (socle)"
    assert verdict("62743") == Verdict.NO
    assert zfrr_status("62447", IN_FORCE).reason == (
        "Le classement diffère entre les communes réunies dans Hesdin-la-Forêt."
    )


def test_a_layer_older_than_a_merger_answers_for_today_when_all_agree(tmp_path):
    zfrr_layer(tmp_path, "62549;4\n62461;4\n")

    assert verdict("62447") == Verdict.YES


def test_a_point_well_inside_is_in_the_district(tmp_path):
    layer = qpv_layer(tmp_path)

    answer = qpv_at(2.455, 50.505, date(2024, 1, 1), department="62")

    assert (answer.verdict, answer.code) == (Verdict.YES, "QN06204M")
    assert (answer.layer, answer.layer_key) == ("QPV 2024", layer.pk)
    assert answer.metres == pytest.approx(354, abs=1)
    assert answer.reason == "L’adresse est dans le quartier Quartier inventé (QN06204M)."


def test_a_point_well_outside_is_not(tmp_path):
    qpv_layer(tmp_path)

    near = qpv_at(2.455, 50.5 - 200 * METRE, IN_FORCE, department="62")
    far = qpv_at(2.455, 50.3, IN_FORCE, department="62")

    assert (near.verdict, near.code) == (Verdict.NO, "")
    assert near.reason == "L’adresse est à 200 m du quartier Quartier inventé."
    assert (far.verdict, far.metres) == (Verdict.NO, None)


@pytest.mark.parametrize(
    ("metres", "expected"),
    [
        (NEAR_LIMIT_METRES + 1, Verdict.YES),
        (NEAR_LIMIT_METRES - 1, Verdict.TO_CHECK),
        (1, Verdict.TO_CHECK),
        (0, Verdict.TO_CHECK),
        (-1, Verdict.TO_CHECK),
        (1 - NEAR_LIMIT_METRES, Verdict.TO_CHECK),
        (-1 - NEAR_LIMIT_METRES, Verdict.NO),
    ],
)
def test_near_the_limit_a_person_decides(tmp_path, metres, expected):
    qpv_layer(tmp_path)

    assert qpv_at(2.455, 50.5 + metres * METRE, IN_FORCE, department="62").verdict == expected


def test_the_limit_says_its_side_and_its_distance(tmp_path):
    qpv_layer(tmp_path)

    answer = qpv_at(2.455, 50.5 - 3 * METRE, IN_FORCE, department="62")

    assert answer.code == "QN06204M"
    assert answer.reason == "Le point est à 3 m de la limite de Quartier inventé, à l’extérieur."


@pytest.mark.parametrize("precision", ["street", "locality", "municipality", ""])
def test_only_a_house_number_is_proof(tmp_path, precision):
    qpv_layer(tmp_path)

    inside = qpv_at(2.455, 50.505, IN_FORCE, precision, "62")
    outside = qpv_at(2.455, 50.3, IN_FORCE, precision, "62")

    assert (inside.verdict, inside.code) == (Verdict.TO_CHECK, "QN06204M")
    assert (outside.verdict, outside.code) == (Verdict.TO_CHECK, "")


def test_a_district_is_in_force_from_its_first_day(tmp_path):
    qpv_layer(tmp_path)

    assert qpv_at(2.455, 50.505, date(2024, 1, 1), department="62").verdict == Verdict.YES
    assert qpv_at(2.455, 50.505, date(2023, 12, 31), department="62").verdict == Verdict.TO_CHECK


def test_each_generation_answers_until_its_last_day(tmp_path):
    qpv_layer(tmp_path)
    qpv_layer(tmp_path, code="QP062055", name="2015.geojson", west=2.48)

    assert qpv_at(2.485, 50.505, date(2023, 12, 31), department="62").code == "QP062055"
    assert qpv_at(2.485, 50.505, date(2024, 1, 1), department="62").verdict == Verdict.NO


def test_a_department_without_a_layer_is_to_check(tmp_path):
    qpv_layer(tmp_path)

    assert qpv_at(3.05, 50.63, IN_FORCE, department="59").verdict == Verdict.TO_CHECK
    assert qpv_at(3.05, 50.63, IN_FORCE).verdict == Verdict.TO_CHECK
    assert qpv_at(2.455, 50.505, IN_FORCE).verdict == Verdict.YES


def test_a_national_layer_needs_no_department(tmp_path):
    codes = [f"QN0{number:02}01M" for number in range(1, 90) if number != 20]
    imported(geojson(tmp_path, *(feature({"code_qp": code}, polygon()) for code in codes)))

    assert qpv_at(3.05, 50.63, IN_FORCE).verdict == Verdict.NO


def test_a_new_file_is_answered_from_at_once(tmp_path):
    qpv_layer(tmp_path)
    first = qpv_at(2.455, 50.505, IN_FORCE, department="62")
    qpv_layer(tmp_path, name="corrected.geojson", west=2.48)
    second = qpv_at(2.455, 50.505, IN_FORCE, department="62")

    assert (first.verdict, second.verdict) == (Verdict.YES, Verdict.NO)


def test_an_answer_asks_the_base_once_when_the_layer_is_known(tmp_path, django_assert_num_queries):
    qpv_layer(tmp_path)
    qpv_at(2.455, 50.505, IN_FORCE, department="62")

    with django_assert_num_queries(1):
        qpv_at(2.456, 50.506, IN_FORCE, department="62")


def test_the_code_of_a_district_is_looked_up(tmp_path):
    qpv_layer(tmp_path)

    assert qpv_by_code(" qn06204m ", IN_FORCE).name == "Quartier inventé"
    assert qpv_by_code("QN06204M", IN_FORCE).verdict == Verdict.YES
    assert qpv_by_code("QN06299M", IN_FORCE).verdict == Verdict.TO_CHECK
    assert "importez" in qpv_by_code("QN06204M", date(2023, 12, 31)).reason


def test_verdicts_speak_french():
    assert [verdict.label for verdict in Verdict] == ["oui", "non", "à vérifier"]
