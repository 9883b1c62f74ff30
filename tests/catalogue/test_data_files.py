"""The reviewed data files: every product is there, sourced, and its versions never overlap."""

import itertools
from datetime import date, timedelta

import pytest

from levier.catalogue import data_files
from levier.catalogue.models import InstrumentVersion

FOREVER = date(9999, 12, 31)
EXPECTED = {
    "garantie_egalite_femmes", "garantie_egalite_territoires", "garantie_egalite_acces",
    "garantie_emploi", "garantie_impact", "garantie_solidarite_insertion", "fgif", "fgie",
    "pret_participatif", "pret_participatif_relance", "pret_relance_court_terme",
    "contrat_apport_associatif", "apport_sans_droit_de_reprise", "fonds_amorcage_associatif",
    "pret_solidaire", "avance_dasess", "pret_honneur_quartier", "pret_honneur_creation_reprise",
    "pret_honneur_solidaire", "titre_participatif", "titre_associatif", "acces_plus",
    "cap_quartier", "prime_engagement", "fidess", "cap_jeunes",
}  # fmt: skip
NEVER_IN_FORCE = {
    "fgie", "pret_participatif_relance", "pret_relance_court_terme",
    "apport_sans_droit_de_reprise", "pret_honneur_creation_reprise", "pret_honneur_solidaire",
    "titre_participatif", "titre_associatif", "cap_jeunes",
}  # fmt: skip


def test_every_known_product_is_in_the_files():
    assert {row["code"] for row in data_files.instruments()} == EXPECTED


@pytest.mark.parametrize("row", data_files.instruments(), ids=lambda row: row["code"])
def test_the_versions_of_a_product_never_overlap(row):
    spans = sorted((v["first_day"], v.get("last_day", FOREVER)) for v in row["version"])

    for (first, last), (following, _) in itertools.pairwise(spans):
        assert first <= last < following


@pytest.mark.parametrize("row", data_files.instruments(), ids=lambda row: row["code"])
def test_every_version_is_sourced_and_says_how_sure_it_is(row):
    names = {field.name for field in InstrumentVersion._meta.get_fields()}

    for version in row["version"]:
        assert version["source"] and version["status"] in InstrumentVersion.Status.values
        assert set(version) - {"condition"} <= names


def test_what_is_not_confirmed_is_never_in_force():
    found = {
        row["code"]
        for row in data_files.instruments()
        if all(version["status"] == "inactive" for version in row["version"])
    }

    assert found == NEVER_IN_FORCE


def test_a_version_follows_the_one_before_without_a_gap():
    fund = next(row for row in data_files.instruments() if row["code"] == "fgif")
    newer, older = fund["version"]

    assert older["last_day"] + timedelta(days=1) == newer["first_day"] == date(2015, 7, 1)
