import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from levier.territories.choropleth import Class, classify, map_svg, short_figure
from tests.territories.layers import contour_layer

BETHUNE, LENS, ARRAS, CALAIS = "200072460", "246200364", "200033579", "200090751"
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return [each.text for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def titles(svg):
    return [each.text for each in ElementTree.fromstring(svg).iter(f"{SVG}title")]


def test_classes_hold_about_as_many_values_each():
    assert classify([10, 1, 2, 3, 4, 5, 6, 7, 8, 9]) == [
        Class(1, 1, 2),
        Class(2, 3, 4),
        Class(3, 5, 6),
        Class(4, 7, 8),
        Class(5, 9, 10),
    ]


def test_equal_values_stay_together_and_zero_is_in_no_class():
    assert classify([0, 3, 3, 3, 3, 3, 9]) == [Class(2, 3, 3), Class(4, 9, 9)]
    assert classify([0, 0]) == []
    assert classify([]) == []
    assert classify([5]) == [Class(4, 5, 5)]


def test_a_class_says_its_values():
    assert Class(1, 1, 5).label == "1 à 5"
    assert Class(1, 7, 7).label == "7"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (52, "52"),
        (1_234, "1 234"),
        (9_999, "9 999"),
        (10_000, "10 k"),
        (368_500, "369 k"),
        (1_899_000, "1,9 M"),
        (Decimal("12.34"), "12,3"),
        (Decimal("36000.00"), "36 k"),
    ],
)
def test_figures_are_short_and_french(value, shown):
    assert short_figure(value) == shown


@pytest.mark.django_db
def test_without_contours_the_map_is_in_tiles():
    svg = map_svg({BETHUNE: 52, LENS: 49, ARRAS: 26, CALAIS: 0}, "Garanties par EPCI")
    root = ElementTree.fromstring(svg)

    assert root.get("role") == "img"
    assert root.get("aria-label") == "Garanties par EPCI"
    assert root.find(f"{SVG}title").text == "Garanties par EPCI"
    assert {"Béthune-Bruay", "52", "Lens-Liévin", "49", "26", "aucun"} <= set(texts(svg))
    assert texts(svg).count("–") == 17
    assert "CA de Béthune-Bruay, Artois-Lys Romane : 52" in titles(svg)
    assert "CA Grand Calais Terres et Mers : aucun" in titles(svg)
    assert svg.count("var(--lv-carte-5)") == 2


@pytest.mark.django_db
def test_with_contours_each_epci_is_drawn_and_its_value_written(tmp_path):
    contour_layer(tmp_path)

    svg = map_svg({BETHUNE: 52, LENS: 49, ARRAS: 0}, "Garanties")

    assert len(re.findall("<path", svg)) == 3
    assert texts(svg)[:2] == ["52", "49"] or texts(svg)[:2] == ["49", "52"]
    assert "Contours : IGN, Etalab, Licence Ouverte 2.0" in texts(svg)[-1]
    assert "CU d’Arras : aucun" in titles(svg)


@pytest.mark.django_db
def test_what_is_outside_the_map_is_counted():
    svg = map_svg({BETHUNE: 52, "200093201": 3, "000000000": 4}, "Garanties")

    assert texts(svg)[-1] == "Hors de la carte : 7"


@pytest.mark.django_db
def test_paper_carries_its_own_colours():
    svg = map_svg({BETHUNE: 52, LENS: 1}, "Garanties", palette="paper")

    assert "var(" not in svg
    assert "#084846" not in svg and "#1B716B" in svg


@pytest.mark.django_db
def test_fewer_classes_may_be_asked():
    svg = map_svg({BETHUNE: 1, LENS: 2, ARRAS: 3, CALAIS: 4}, "Garanties", classes=2)

    assert texts(svg)[-3:] == ["aucun", "1 à 2", "3 à 4"]


@pytest.mark.django_db
def test_a_title_is_text_whatever_it_holds():
    svg = map_svg({}, 'Garanties <TPE> & "ESS"')

    assert ElementTree.fromstring(svg).get("aria-label") == 'Garanties <TPE> & "ESS"'


@pytest.mark.django_db
def test_another_department_is_drawn_in_a_grid():
    svg = map_svg({"200093201": 3}, "Garanties", department="59")

    assert {"Lille", "3"} <= set(texts(svg))
