from datetime import date

import pytest

from levier.territories.addresses import address_situation
from levier.territories.geocoding import GeocodingResult, GeocodingStatus
from levier.territories.zoning import Verdict
from tests.territories.geocoder import found, geocoder
from tests.territories.layers import qpv_layer, zfrr_layer

pytestmark = pytest.mark.django_db

DAY = date(2024, 9, 2)


def finder(**fields):
    """Return a geocoder that finds this, and keeps what it was asked."""
    values = {
        "status": GeocodingStatus.FOUND, "reason": "Trouvée.", "score": 0.9,
        "type": "housenumber", "lon": 2.455, "lat": 50.505, **fields,
    }  # fmt: skip
    asked = []

    def find(address, code):
        asked.append((address, code))
        return GeocodingResult(**values)

    find.asked = asked
    return find


def situation(address="68 rue inventée", code="62048", **options):
    return address_situation(address=address, commune_code=code, on=DAY, **options)


def test_an_address_gives_all_at_once(tmp_path, settings):
    qpv_layer(tmp_path)
    zfrr_layer(tmp_path)
    with geocoder() as server:
        server.answer(found())
        settings.GEOCODING_URL = server.url
        answer = situation()

    assert answer.on == DAY
    assert answer.commune.name == "Auchel"
    assert answer.epci.name == "CA de Béthune-Bruay, Artois-Lys Romane"
    assert answer.zfrr.verdict == Verdict.NO
    assert (answer.qpv.verdict, answer.qpv.code) == (Verdict.YES, "QN06204M")
    assert answer.geocoding.label == "68 Rue Inventée 62260 Auchel"


def test_without_a_network_the_rest_is_known(tmp_path):
    qpv_layer(tmp_path)
    zfrr_layer(tmp_path)
    find = finder(status=GeocodingStatus.UNREACHABLE, reason="Pas de réseau.", lon=None, lat=None)

    answer = situation(find=find)

    assert answer.epci.siren == "200072460"
    assert answer.zfrr.verdict == Verdict.NO
    assert (answer.qpv.verdict, answer.qpv.reason) == (Verdict.TO_CHECK, "Pas de réseau.")


def test_a_street_or_a_doubtful_number_is_to_check(tmp_path):
    qpv_layer(tmp_path)

    assert situation(find=finder(type="street")).qpv.verdict == Verdict.TO_CHECK
    assert situation(find=finder(score=0.4)).qpv.verdict == Verdict.TO_CHECK
    assert situation(find=finder()).qpv.verdict == Verdict.YES


def test_without_layers_everything_is_to_check():
    answer = situation(find=finder())

    assert answer.commune.name == "Auchel"
    assert answer.zfrr.verdict == answer.qpv.verdict == Verdict.TO_CHECK


def test_without_an_address_nothing_is_asked(tmp_path):
    find = finder()

    answer = situation(address=" ", find=find)

    assert answer.geocoding is None
    assert answer.qpv.reason == "L’adresse manque."
    assert find.asked == []


def test_an_unknown_commune_refuses_nothing():
    find = finder()

    answer = situation(code="62999", find=find)

    assert (answer.commune, answer.epci) == (None, None)
    assert answer.zfrr.verdict == answer.qpv.verdict == Verdict.TO_CHECK
    assert find.asked == []


def test_the_geocoder_is_asked_for_the_commune_of_today():
    find = finder()

    situation(code="62549", find=find)

    assert find.asked == [("68 rue inventée", "62447")]
