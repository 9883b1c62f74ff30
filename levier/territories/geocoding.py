"""From an address to a point, by the national geocoder (Géoplateforme, Base adresse nationale).

Never raises: without a network, or when the service fails, the answer says so in French and the
work goes on. A person confirms what is found: a good score can be the wrong street.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import requests
from django.conf import settings

from levier.kernel.text import normalise, squeeze
from levier.territories.register import Commune, commune

LOWEST_SCORE = 0.6
"""Below this likeness (0 to 1, not a probability), an address found is to be checked."""
USER_AGENT = "Levier/0.1"
ATTRIBUTION = "Base adresse nationale, IGN Géoplateforme, Licence Ouverte 2.0"
_TIMEOUT = 5.0
_ATTEMPTS = 3
_LONGEST_WAIT = 5.0
_LONGEST_QUERY = 200
_ADDRESSES = {"housenumber": "au numéro", "street": "à la rue", "locality": "au lieu-dit"}


class GeocodingStatus(StrEnum):
    """What became of the request."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class GeocodingResult:
    """The point of an address (WGS84 degrees), or a French sentence saying why there is none.

    `type` is the geocoder's: housenumber, street, locality. `citycode` is the commune's code, that
    of an arrondissement in Paris, Lyon and Marseille.
    """

    status: GeocodingStatus
    reason: str
    label: str = ""
    score: float | None = None
    type: str = ""
    lon: float | None = None
    lat: float | None = None
    citycode: str = ""
    ban_id: str = ""

    @property
    def is_proof(self) -> bool:
        """True when the point may place the address in a district: a house number, well found."""
        return self.type == "housenumber" and (self.score or 0) >= LOWEST_SCORE


class _Failure(Exception):
    """The service did not answer; the message is a French sentence."""


def geocode(
    address: str,
    commune_code: str,
    *,
    base_url: str | None = None,
    timeout: float = _TIMEOUT,
    session: requests.Session | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> GeocodingResult:
    """Return the point of `address` in the commune, asking `base_url` (settings.GEOCODING_URL).

    Too many requests (429) and failures of the server (5xx) are tried again, three times in all;
    a timeout (seconds) is not. An empty `base_url` switches the service off.
    """
    found = commune(commune_code)
    if found is None:
        return _not_found(f"Le code « {commune_code} » n’est celui d’aucune commune.")
    if len(squeeze(address)) < 3:
        return _not_found("L’adresse est trop courte pour être cherchée.")
    url = settings.GEOCODING_URL if base_url is None else base_url
    if not url:
        return _unreachable("La recherche d’adresses n’est pas activée sur cette installation.")
    opened = session or requests.Session()
    try:
        body = _ask(opened, f"{url.rstrip('/')}/search", _query(address, found), timeout, wait)
        return _result(body, found)
    except _Failure as failure:
        return _unreachable(str(failure))
    finally:
        if session is None:
            opened.close()


def _query(address: str, found: Commune) -> dict[str, str]:
    """Return the parameters: the filter on the commune removes homonyms instead of ranking them.

    Paris, Lyon and Marseille are filed by arrondissement: the name alone leads there.
    """
    text = squeeze(address)
    if normalise(found.name) not in normalise(text):
        text = f"{text} {found.name}"
    query = {"q": text[:_LONGEST_QUERY], "limit": "1", "autocomplete": "0"}
    if found.code not in {"13055", "69123", "75056"}:
        query["citycode"] = found.code
    return query


def _ask(
    session: requests.Session,
    url: str,
    query: dict[str, str],
    timeout: float,
    wait: Callable[[float], None],
) -> dict[str, Any]:
    """Return the answer's JSON body. Errors: _Failure."""
    for attempt in range(1, _ATTEMPTS + 1):
        response = _get(session, url, query, timeout)
        if response.status_code != 429 and response.status_code < 500:
            return _body(response)
        pause = _pause(response, attempt)
        if attempt == _ATTEMPTS or pause > _LONGEST_WAIT:
            break
        wait(pause)
    if response.status_code == 429:
        raise _Failure("Le service d’adresses reçoit trop de demandes : réessayez dans une minute.")
    raise _Failure(f"Le service d’adresses est en panne (réponse {response.status_code}).")


def _get(
    session: requests.Session, url: str, query: dict[str, str], timeout: float
) -> requests.Response:
    try:
        return session.get(url, params=query, timeout=timeout, headers={"User-Agent": USER_AGENT})
    except requests.Timeout as late:
        raise _Failure("Le service d’adresses n’a pas répondu à temps.") from late
    except requests.RequestException as absent:
        raise _Failure("Le service d’adresses est injoignable : pas de réseau ?") from absent


def _pause(response: requests.Response, attempt: int) -> float:
    """Return the seconds to wait: what the service asks, else a little more each time."""
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isdigit() else 0.25 * 2**attempt


def _body(response: requests.Response) -> dict[str, Any]:
    """Return the collection of features; a page of HTML is a maintenance. Errors: _Failure."""
    if response.status_code == 400:
        return {"features": []}
    if response.status_code != 200:
        raise _Failure(f"Le service d’adresses refuse la demande (réponse {response.status_code}).")
    try:
        body = response.json()
    except requests.JSONDecodeError as page:
        raise _Failure("Le service d’adresses est en maintenance.") from page
    if not isinstance(body, dict) or not isinstance(body.get("features"), list):
        raise _Failure("La réponse du service d’adresses n’a pas la forme attendue.")
    return body


def _result(body: dict[str, Any], asked: Commune) -> GeocodingResult:
    """Return the first address of the answer, if it is an address, in the commune asked."""
    if not body["features"]:
        return _not_found("Cette adresse est introuvable dans la Base adresse nationale.")
    try:
        properties = body["features"][0]["properties"]
        longitude, latitude = map(float, body["features"][0]["geometry"]["coordinates"][:2])
        kind, score = str(properties["type"]), float(properties["score"])
        citycode = str(properties["citycode"])
    except (KeyError, IndexError, TypeError, ValueError) as shapeless:
        raise _Failure("La réponse du service d’adresses n’a pas la forme attendue.") from shapeless
    if kind not in _ADDRESSES:
        return _not_found("Seule la commune est reconnue, et non l’adresse.")
    place = commune(citycode)
    if place is None or place.code != asked.code:
        return _not_found(f"L’adresse trouvée n’est pas dans {asked.name}.")
    return GeocodingResult(
        GeocodingStatus.FOUND,
        _confidence(kind, score),
        label=str(properties.get("label", "")),
        score=score,
        type=kind,
        lon=longitude,
        lat=latitude,
        citycode=citycode,
        ban_id=str(properties.get("banId") or properties.get("id") or ""),
    )


def _confidence(kind: str, score: float) -> str:
    if score < LOWEST_SCORE:
        return "L’adresse trouvée ressemble peu à celle qui est tapée : vérifiez-la."
    if kind != "housenumber":
        return f"Trouvée {_ADDRESSES[kind]} près, sans le numéro : à vérifier."
    return "Trouvée au numéro près."


def _not_found(reason: str) -> GeocodingResult:
    return GeocodingResult(GeocodingStatus.NOT_FOUND, reason)


def _unreachable(reason: str) -> GeocodingResult:
    return GeocodingResult(GeocodingStatus.UNREACHABLE, reason)
