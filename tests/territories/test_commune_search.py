import pytest

from levier.territories.commune_search import find_commune, name_agrees, search_communes
from levier.territories.register import commune


def names(text, **options):
    return [found.label for found in search_communes(text, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("béth", "Béthune (62)"),
        ("BETHUNE", "Béthune (62)"),
        ("lens", "Lens (62)"),
        ("touquet", "Le Touquet-Paris-Plage (62)"),
        ("st pol sur ter", "Saint-Pol-sur-Ternoise (62)"),
        ("ste marie k", "Sainte-Marie-Kerque (62)"),
        ("boulogne sur m", "Boulogne-sur-Mer (62)"),
        ("boulogne-sur-m", "Boulogne-sur-Mer (62)"),
        ("noeux-les-m", "Nœux-les-Mines (62)"),
        ("62400", "Béthune (62)"),
        ("6240", "Béthune (62)"),
        ("62400 loc", "Locon (62)"),
        ("locon 62400", "Locon (62)"),
    ],
)
def test_what_is_typed_finds_the_commune(typed, first):
    assert names(typed)[0] == first


def test_the_exact_name_goes_first_then_the_most_populated():
    assert names("calais", limit=2) == ["Calais (62)", "Saint-Calais (72)"]
    assert names("hesdin", department="62", limit=3) == [
        "Hesdin-la-Forêt (62)",
        "Hesdin-l'Abbé (62)",
        "Campagne-lès-Hesdin (62)",
    ]


def test_a_former_name_finds_the_commune_of_today_once():
    assert names("marconne", department="62") == ["Hesdin-la-Forêt (62)", "Marconnelle (62)"]


def test_a_department_keeps_the_others_out():
    assert names("saint-nicolas", department="62") == ["Saint-Nicolas (62)"]


def test_nothing_typed_finds_nothing():
    assert search_communes("") == []
    assert search_communes(" - ") == []
    assert search_communes("zzzz") == []


def test_the_number_of_answers_is_limited():
    assert len(search_communes("saint")) == 10
    assert len(search_communes("saint", limit=3)) == 3


def test_the_code_decides():
    assert find_commune("Arras", "62119").name == "Béthune"
    assert find_commune("", "62549").name == "Hesdin-la-Forêt"
    assert find_commune("", "62 119").name == "Béthune"
    assert find_commune("Béthune", "62999") is None


def test_a_code_that_lost_its_zero_or_gained_decimals_is_read():
    assert find_commune("", "1004").name == "Ambérieu-en-Bugey"
    assert find_commune("", "62119.0").name == "Béthune"


def test_without_a_code_the_only_bearer_of_the_name_is_found():
    assert find_commune("BETHUNE").code == "62119"
    assert find_commune("Marconne").code == "62447"
    assert find_commune("Sainte-Colombe") is None
    assert find_commune("Sainte-Colombe", department="69").code == "69189"
    assert find_commune("") is None


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("62764", "Saint-Nicolas-lez-Arras"),
        ("62764", "St Nicolas"),
        ("62119", "BETHUNE"),
        ("62119", "Béthunes"),
        ("62498", "LENS CEDEX 9"),
        ("62160", "Boulogne s/ Mer"),
        ("62178", "Bruay"),
        ("62826", "Le Touquet"),
        ("62447", "Marconne"),
        ("62588", "Montreuil"),
        ("62119", ""),
    ],
)
def test_these_names_agree(code, typed):
    assert name_agrees(commune(code), typed)


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("62764", "Saint-Martin"),
        ("62119", "Arras"),
        ("62498", "Liévin"),
        ("62193", "Coulogne"),
        ("62041", "Arques"),
        ("62764", "Saint"),
    ],
)
def test_these_names_do_not(code, typed):
    assert not name_agrees(commune(code), typed)
