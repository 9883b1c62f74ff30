"""What a dossier keeps of its address: yes, no, or to check; never a guess."""

from datetime import date

import pytest

from levier.cases.zoning import zoning_fields
from levier.territories.addresses import AddressSituation
from levier.territories.geocoding import GeocodingResult, GeocodingStatus
from levier.territories.register import commune, epci
from levier.territories.zoning import QpvAnswer, Verdict, ZfrrAnswer

DAY = date(2024, 6, 3)


def situation(zfrr, qpv, code="", name=""):
    found = commune("62510")
    return AddressSituation(
        on=DAY,
        commune=found,
        epci=epci(found.epci_siren),
        zfrr=ZfrrAnswer(zfrr, "", "ZFRR 2024", None, "Parce que."),
        qpv=QpvAnswer(qpv, code, name, 120.0, "QPV 2024", None, "Parce que."),
        geocoding=GeocodingResult(
            GeocodingStatus.FOUND, "Trouvée.", "14 rue Pasteur", 0.97, "housenumber", 2.78, 50.42
        ),
    )


def test_two_known_answers_make_a_zoning_checked():
    fields = zoning_fields(situation(Verdict.NO, Verdict.YES, "QN06254M", "Calonne-Marichelles"))

    assert (fields["zoning"], fields["in_zfrr"]) == ("checked", False)
    assert (fields["qpv_code"], fields["qpv_name"]) == ("QN06254M", "Calonne-Marichelles")
    assert fields["epci_siren"] == "246200364"
    assert fields["geocoding"]["qpv"]["layer"] == "QPV 2024"
    assert fields["geocoding"]["address"]["lat"] == 50.42


@pytest.mark.parametrize(
    ("zfrr", "qpv"), [(Verdict.TO_CHECK, Verdict.NO), (Verdict.NO, Verdict.TO_CHECK)]
)
def test_one_answer_to_check_keeps_the_zoning_to_check(zfrr, qpv):
    fields = zoning_fields(situation(zfrr, qpv, "QN06254M", "Calonne-Marichelles"))

    assert fields["zoning"] == "to_check"
    assert fields["qpv_code"] == ""


def test_what_is_not_known_of_a_rural_zone_is_none_and_not_false():
    assert zoning_fields(situation(Verdict.TO_CHECK, Verdict.NO))["in_zfrr"] is None
