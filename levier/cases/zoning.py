"""What a dossier keeps of its address: EPCI, rural zone, priority district, and the layers read."""

from typing import Any

from levier.cases.models import Case
from levier.territories.addresses import AddressSituation
from levier.territories.zoning import Verdict

_KNOWN = {Verdict.YES: True, Verdict.NO: False}


def zoning_fields(situation: AddressSituation) -> dict[str, Any]:
    """Return the fields of a dossier that this situation fills.

    The zoning is « vérifié » once both answers are known; otherwise it stays « à vérifier ».
    """
    zfrr, qpv = situation.zfrr, situation.qpv
    known = zfrr.verdict in _KNOWN and qpv.verdict in _KNOWN
    in_district = qpv.verdict == Verdict.YES
    return {
        "epci_siren": situation.epci.siren if situation.epci else "",
        "in_zfrr": _KNOWN.get(zfrr.verdict),
        "qpv_code": qpv.code if in_district else "",
        "qpv_name": qpv.name if in_district else "",
        "zoning": Case.Zoning.CHECKED if known else Case.Zoning.TO_CHECK,
        "geocoding": _read(situation),
    }


def _read(situation: AddressSituation) -> dict[str, Any]:
    """Return the point found and the layers read, in plain JSON."""
    found, zfrr, qpv = situation.geocoding, situation.zfrr, situation.qpv
    kept: dict[str, Any] = {
        "on": situation.on.isoformat(),
        "zfrr": {"verdict": zfrr.verdict.value, "layer": zfrr.layer, "reason": zfrr.reason},
        "qpv": {
            "verdict": qpv.verdict.value, "code": qpv.code, "name": qpv.name,
            "metres": qpv.metres, "layer": qpv.layer, "reason": qpv.reason,
        },
    }  # fmt: skip
    if found is not None:
        kept["address"] = {
            "status": found.status.value, "reason": found.reason, "label": found.label,
            "score": found.score, "type": found.type, "lon": found.lon, "lat": found.lat,
            "ban_id": found.ban_id,
        }  # fmt: skip
    return kept
