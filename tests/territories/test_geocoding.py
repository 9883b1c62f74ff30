import socket

import pytest
import requests

from levier.territories.geocoding import GeocodingStatus, geocode
from tests.territories.geocoder import collection, found, geocoder

AUCHEL = "62048"


@pytest.fixture
def server():
    with geocoder() as running:
        yield running


@pytest.fixture
def ask(server):
    """Geocode an address on the local server, keeping the pauses instead of waiting."""
    pauses = []

    def asked(address="68 rue inventée", code=AUCHEL, **options):
        return geocode(address, code, base_url=server.url, wait=pauses.append, **options)

    asked.pauses = pauses
    return asked


def test_a_house_number_is_found(server, ask):
    server.answer(found())

    result = ask()

    assert result.status == GeocodingStatus.FOUND
    assert result.label == "68 Rue Inventée 62260 Auchel"
    assert (result.lon, result.lat) == (2.455, 50.505)
    assert (result.score, result.type, result.citycode) == (0.95, "housenumber", "62048")
    assert result.ban_id == "00000000-0000-4000-8000-000000000068"
    assert result.is_proof
    assert result.reason == "Trouvée au numéro près."


def test_the_request_filters_on_the_commune(server, ask):
    server.answer(found())

    ask("  68  rue inventée ")

    assert server.asked == [
        (
            "/geocodage/search",
            {
                "q": "68 rue inventée Auchel",
                "citycode": "62048",
                "autocomplete": "0",
                "limit": "1",
            },
        )
    ]


def test_a_name_already_typed_is_not_repeated(server, ask):
    server.answer(found())

    ask("68 rue inventée, 62260 AUCHEL")

    assert server.asked[0][1]["q"] == "68 rue inventée, 62260 AUCHEL"


def test_the_code_of_a_merged_commune_asks_for_the_one_of_today(server, ask):
    server.answer(found(citycode="62447"))

    assert ask(code="62549").status == GeocodingStatus.FOUND
    assert server.asked[0][1]["citycode"] == "62447"


def test_paris_is_found_by_arrondissement(server, ask):
    server.answer(found(citycode="75115"))

    assert ask(code="75056").status == GeocodingStatus.FOUND
    assert "citycode" not in server.asked[0][1]


def test_an_older_record_without_an_identifier_keeps_its_key(server, ask):
    server.answer(found(banId=None))

    assert ask().ban_id == "62048_0000_00068"


@pytest.mark.parametrize(
    ("kind", "score", "proof"),
    [
        ("housenumber", 0.6, True),
        ("housenumber", 0.59, False),
        ("street", 0.99, False),
        ("locality", 0.99, False),
    ],
)
def test_only_a_house_number_well_found_is_proof(server, ask, kind, score, proof):
    server.answer(found(type=kind, score=score))

    result = ask()

    assert result.status == GeocodingStatus.FOUND
    assert result.is_proof is proof
    assert ("rifi" in result.reason) is not proof


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (collection(), "Cette adresse est introuvable dans la Base adresse nationale."),
        (found(type="municipality"), "Seule la commune est reconnue, et non l’adresse."),
        (found(citycode="62119"), "L’adresse trouvée n’est pas dans Auchel."),
    ],
)
def test_what_is_no_address_of_the_commune_is_not_found(server, ask, body, reason):
    server.answer(body)

    result = ask()

    assert (result.status, result.reason) == (GeocodingStatus.NOT_FOUND, reason)
    assert result.lon is None and not result.is_proof


def test_a_query_that_the_service_refuses_is_not_found(server, ask):
    server.answer({"code": 400}, status=400)

    assert ask().status == GeocodingStatus.NOT_FOUND


def test_nothing_is_asked_without_an_address_or_a_commune(server, ask):
    assert ask("  ").status == GeocodingStatus.NOT_FOUND
    assert ask(code="62999").status == GeocodingStatus.NOT_FOUND
    assert server.asked == []


def test_too_many_requests_wait_as_asked_then_pass(server, ask):
    server.answer({}, status=429, Retry_After="3")
    server.answer(found())

    assert ask().status == GeocodingStatus.FOUND
    assert ask.pauses == [3.0]


def test_too_long_a_wait_is_given_up_at_once(server, ask):
    server.answer({}, status=429, Retry_After="60")

    result = ask()

    assert result.status == GeocodingStatus.UNREACHABLE
    assert "trop de demandes" in result.reason
    assert (len(server.asked), ask.pauses) == (1, [])


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_is_tried_three_times(server, ask, status):
    server.answer("oups", status=status)

    result = ask()

    assert result.status == GeocodingStatus.UNREACHABLE
    assert str(status) in result.reason
    assert (len(server.asked), ask.pauses) == (3, [0.5, 1.0])


def test_another_refusal_is_not_tried_again(server, ask):
    server.answer("non", status=403)

    assert "réponse 403" in ask().reason
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!DOCTYPE html><title>Maintenance</title>", "maintenance"),
        ([], "forme attendue"),
        ({"features": "?"}, "forme attendue"),
        (collection({"type": "Feature"}), "forme attendue"),
        (collection({"geometry": {"coordinates": []}, "properties": {}}), "forme attendue"),
    ],
)
def test_an_answer_out_of_shape_is_no_answer(server, ask, body, reason):
    server.answer(body)

    result = ask()

    assert result.status == GeocodingStatus.UNREACHABLE
    assert reason in result.reason


def test_a_service_that_does_not_answer_in_time_is_told():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        result = geocode("68 rue inventée", AUCHEL, base_url=url, timeout=0.05)

    assert result.status == GeocodingStatus.UNREACHABLE
    assert result.reason == "Le service d’adresses n’a pas répondu à temps."


def test_without_a_network_the_work_goes_on():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    result = geocode("68 rue inventée", AUCHEL, base_url=f"http://127.0.0.1:{port}")

    assert result.status == GeocodingStatus.UNREACHABLE
    assert result.reason.startswith("Le service d’adresses est injoignable")


def test_the_address_of_the_service_is_a_setting(server, settings):
    server.answer(found())
    settings.GEOCODING_URL = server.url + "/"

    assert geocode("68 rue inventée", AUCHEL).status == GeocodingStatus.FOUND

    settings.GEOCODING_URL = ""
    assert "pas activée" in geocode("68 rue inventée", AUCHEL).reason


def test_a_session_given_stays_open(server, ask):
    server.answer(found())

    with requests.Session() as session:
        ask(session=session)
        assert ask(session=session).status == GeocodingStatus.FOUND
