"""All that an address says on a day: commune, EPCI, rural zone, priority district."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from levier.territories.geocoding import GeocodingResult, GeocodingStatus, geocode
from levier.territories.register import Commune, Epci, commune, epci
from levier.territories.zoning import (
    PRECISE,
    QpvAnswer,
    Verdict,
    ZfrrAnswer,
    qpv_at,
    zfrr_status,
)

_UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class AddressSituation:
    """What is known of an address on a day. What is not is « to check », with its reason.

    `commune` is None for an unknown code, `geocoding` None when there was no address to look for.
    """

    on: date
    commune: Commune | None
    epci: Epci | None
    zfrr: ZfrrAnswer
    qpv: QpvAnswer
    geocoding: GeocodingResult | None


def address_situation(
    *,
    address: str,
    commune_code: str,
    on: date,
    find: Callable[[str, str], GeocodingResult] = geocode,
) -> AddressSituation:
    """Return what `address`, in this commune, says on `on`; asks the geocoder, refuses nothing.

    `find` is the geocoder: a page that already has the point gives its own.
    """
    found = commune(commune_code)
    geocoding = find(address, found.code) if found and address.strip() else None
    return AddressSituation(
        on=on,
        commune=found,
        epci=epci(found.epci_siren) if found else None,
        zfrr=zfrr_status(commune_code, on),
        qpv=_qpv(geocoding, found, on),
        geocoding=geocoding,
    )


def _qpv(geocoding: GeocodingResult | None, found: Commune | None, on: date) -> QpvAnswer:
    if found is None:
        return _to_check("La commune manque.")
    if geocoding is None:
        return _to_check("L’adresse manque.")
    if geocoding.status != GeocodingStatus.FOUND:
        return _to_check(geocoding.reason)
    precision = geocoding.type
    if precision == PRECISE and not geocoding.is_proof:
        precision = _UNCERTAIN
    return qpv_at(geocoding.lon, geocoding.lat, on, precision, found.department)


def _to_check(reason: str) -> QpvAnswer:
    return QpvAnswer(Verdict.TO_CHECK, "", "", None, "", None, reason)
