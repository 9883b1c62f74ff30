from datetime import date

import pytest

from levier.territories.errors import UnreadableZoneFile
from levier.territories.zone_files.zfrr import read_zfrr

OFFICIAL = """codgeo;libgeo;codefrr
62168;Bourthes;4
62119;Béthune;-9999
62359;Fressin;5
62498;Lens;
80001;Abbeville;1
"""


def classed(text):
    return {row.commune_code: row.status for row in read_zfrr(text, None).rows}


def faults(text):
    with pytest.raises(UnreadableZoneFile) as refusal:
        read_zfrr(text, None)
    return [(fault.row, fault.column, fault.value) for fault in refusal.value.faults]


def test_the_official_table_is_read():
    contents = read_zfrr(OFFICIAL, None)

    assert contents.kind == "zfrr"
    assert contents.generation == "ZFRR au 1er juillet 2024"
    assert (contents.first_day, contents.last_day) == (date(2024, 7, 1), None)
    assert contents.departments == ("62", "80")
    assert [(row.commune_code, row.label) for row in contents.rows] == [
        ("62168", "ZFRR (socle)"),
        ("62359", "ZFRR+"),
        ("80001", "ancienne commune en ZRR, bénéfice maintenu"),
    ]
    assert contents.not_classed == 2
    assert contents.warnings == ()


def test_commas_capitals_titles_and_other_columns_do_not_matter():
    text = (
        'Source : exemple inventé,,\n\n"CODGEO","LIBGEO","AUTRE","CODEFRR"\n'
        '"62168","Bourthes, ou presque","x","4"\n'
    )

    assert classed(text) == {"62168": "4"}


def test_a_code_that_lost_its_zero_is_completed():
    assert classed("codgeo;codefrr\n1004;4\n2A004;5\n") == {"01004": "4", "2A004": "5"}


@pytest.mark.parametrize("typed", ["-9999", "", "  ", "N/A - résultat non disponible", "nc"])
def test_these_values_mean_not_classed(typed):
    assert classed(f"codgeo;codefrr\n62168;{typed}\n62359;4\n") == {"62359": "4"}


@pytest.mark.parametrize(
    ("typed", "status"), [("4.0", "4"), ("frr", "4"), ("FRR+", "5"), ("ZFRR", "4"), ("1", "1")]
)
def test_these_values_mean_a_class(typed, status):
    assert classed(f"codgeo;codefrr\n62168;{typed}\n") == {"62168": status}


def test_the_first_day_may_be_given():
    contents = read_zfrr(OFFICIAL, date(2025, 1, 1))

    assert contents.first_day == date(2025, 1, 1)
    assert contents.generation == "ZFRR au 1er janvier 2025"


def test_every_fault_is_named_by_line():
    text = "codgeo;codefrr\n62168;4\nTotal;12\n\n62119;9\n62168;-9999\n62359\n"

    assert faults(text) == [
        (3, "codgeo", "TOTAL"),
        (5, "codefrr", "9"),
        (6, "codgeo", "62168"),
    ]


def test_a_line_too_short_is_a_commune_that_is_not_classed():
    assert read_zfrr("codgeo;codefrr\n62168;4\n62359\n", None).not_classed == 1


def test_a_table_without_its_titles_is_refused():
    with pytest.raises(UnreadableZoneFile, match="« codgeo »"):
        read_zfrr("code;nom\n62168;Bourthes\n", None)


def test_a_table_without_a_commune_is_refused():
    with pytest.raises(UnreadableZoneFile, match="aucune commune"):
        read_zfrr("codgeo;codefrr\n", None)


def test_a_code_out_of_the_register_is_kept_and_told():
    contents = read_zfrr("codgeo;codefrr\n62999;4\n", None)

    assert contents.rows[0].commune_code == "62999"
    assert contents.warnings == (
        "1 code inconnu du registre des communes, gardé tel quel : 62999.",
    )
