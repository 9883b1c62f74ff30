import subprocess
import sys
from pathlib import Path

import pytest

from levier.territories.register import (
    ATTRIBUTION,
    commune,
    communes_of_department,
    communes_of_epci,
    department_of,
    departments,
    epci,
    epcis_of_department,
    every_commune,
)

ROOT = Path(__file__).resolve().parents[2]


def test_the_whole_of_france_is_there():
    assert sum(1 for _ in every_commune()) == 34_969
    assert len(departments()) == 109
    assert departments()["62"].name == "Pas-de-Calais"


def test_pas_de_calais_has_887_communes_in_20_epci():
    communes = communes_of_department("62")

    assert len(communes) == 887
    assert all(each.postcodes and each.epci_siren for each in communes)
    assert sum(each.population for each in communes) == 1_457_905
    assert len(epcis_of_department("62")) == 20


@pytest.mark.parametrize(
    ("code", "name", "siren"),
    [
        ("62119", "Béthune", "200072460"),
        ("62498", "Lens", "246200364"),
        ("62193", "Calais", "200090751"),
        ("62041", "Arras", "200033579"),
        ("62427", "Hénin-Beaumont", "246200299"),
    ],
)
def test_a_commune_gives_its_epci(code, name, siren):
    assert (commune(code).name, commune(code).epci_siren) == (name, siren)


def test_a_commune_says_where_it_is():
    bethune = commune(" 62119 ")

    assert (bethune.department, bethune.region) == ("62", "32")
    assert bethune.postcodes == ("62400",)
    assert bethune.population == 25_224
    assert bethune.label == "Béthune (62)"
    assert bethune.former_codes == ()


@pytest.mark.parametrize("code", ["62549", "62461", "62743", "62447"])
def test_a_merged_commune_leads_to_the_one_of_today(code):
    assert commune(code).name == "Hesdin-la-Forêt"
    assert commune(code).former_codes == ("62461", "62549", "62743")
    assert commune(code).former_names == (
        "Hesdin",
        "Huby-Saint-Leu",
        "Marconne",
        "Sainte-Austreberthe",
    )


def test_an_arrondissement_leads_to_its_city():
    assert commune("75115").name == "Paris"
    assert commune("13201").name == "Marseille"
    assert commune("69388").name == "Lyon"


def test_corsica_and_overseas_are_known():
    assert commune("2a004").name == "Ajaccio"
    assert commune("97411").department == "974"
    assert department_of("97411") == "974"
    assert department_of("2A004") == "2A"


def test_an_unknown_code_is_nobodys():
    assert commune("62999") is None
    assert commune("") is None
    assert epci("000000000") is None
    assert communes_of_epci("000000000") == []


def test_an_epci_names_its_communes():
    assert epci("200072460").name == "CA de Béthune-Bruay, Artois-Lys Romane"
    assert epci("200 072 460").kind == "CA"
    assert len(communes_of_epci("200072460")) == 100
    assert commune("62119") in communes_of_epci("200072460")


def test_an_island_may_be_in_no_epci():
    assert commune("29083").name == "Île-de-Sein"
    assert commune("29083").epci_siren == ""


def test_the_epci_of_two_departments_are_in_both():
    flandre_lys = epci("245900758")

    assert flandre_lys in epcis_of_department("62")
    assert flandre_lys in epcis_of_department("59")


def test_the_sources_are_named():
    for source in ("Insee", "DGCL", "La Poste", "2026", "Licence Ouverte"):
        assert source in ATTRIBUTION


def test_the_register_is_not_read_before_it_is_asked():
    code = (
        "from levier.territories import register, commune_search;"
        "print(register._register.cache_info().currsize, register.commune('62119').name)"
    )
    run = [sys.executable, "-X", "utf8", "-c", code]
    answer = subprocess.run(run, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)

    assert answer.stdout.split() == ["0", "Béthune"]
