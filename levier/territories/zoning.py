"""Is it in a rural zone, or in a priority district, on a day? Yes, no, or to check; never a guess.

The day that governs is the day of decision: callers give it. Answers name the layer they rest on,
so that a dossier can keep them as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from levier.kernel.french import long_date, number
from levier.rules.parameters.loading import NoValueInForce, history, parameter
from levier.territories.models import CommuneStatus, Zone, ZoneLayer
from levier.territories.register import Commune, commune, departments
from levier.territories.zone_index import Place, index_of

NEAR_LIMIT_METRES = 15
"""Nearer to a limit than this, a person decides: the point of a house number is 5 to 15 m off."""
PRECISE = "housenumber"
"""The only kind of geocoded point that places an address inside or outside a district."""
_CLASSED, _FORMER_ZRR = {"4", "5"}, "1"


class Verdict(StrEnum):
    """The three answers of a condition."""

    YES = "yes"
    NO = "no"
    TO_CHECK = "to_check"

    @property
    def label(self) -> str:
        """The answer in French."""
        return {"yes": "oui", "no": "non", "to_check": "à vérifier"}[self.value]


@dataclass(frozen=True, slots=True)
class ZfrrAnswer:
    """Whether a commune is classed: the class in clear, the layer, the reason as a sentence."""

    verdict: Verdict
    label: str
    layer: str
    layer_key: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class QpvAnswer:
    """Whether a point is in a district. `metres` is the distance to the nearest limit within 1 km.

    With a verdict to check, `code` and `name` are those of the district that the point may be in.
    """

    verdict: Verdict
    code: str
    name: str
    metres: float | None
    layer: str
    layer_key: UUID | None
    reason: str


def zfrr_status(commune_code: str, on: date) -> ZfrrAnswer:
    """Answer for a commune, by any of its codes, from the layer in force on `on`."""
    found = commune(commune_code)
    if found is None:
        return _zfrr_to_check(None, f"Le code « {commune_code} » n’est celui d’aucune commune.")
    layer = _layer(ZoneLayer.Kind.ZFRR, on, found.department)
    if layer is None:
        return _zfrr_to_check(None, _no_zfrr_layer(found.department, on))
    rows = _statuses(layer, commune_code, found)
    if rows is None:
        reason = f"Le classement diffère entre les communes réunies dans {found.name}."
        return _zfrr_to_check(layer, reason)
    if not rows:
        reason = f"{found.name} n’est pas classée en ZFRR le {long_date(on)}."
        return ZfrrAnswer(Verdict.NO, "non classée", layer.generation, layer.pk, reason)
    return _classed(layer, rows[0], found, on)


def qpv_at(
    longitude: float,
    latitude: float,
    on: date,
    precision: str = PRECISE,
    department: str | None = None,
) -> QpvAnswer:
    """Answer for a point (WGS84 degrees) from the layers in force on `on`.

    `precision` is the geocoder's type of result: only « housenumber » is proof, and only beyond
    `NEAR_LIMIT_METRES` of a limit. « No » needs a layer that covers the `department`, or all.
    """
    layers = [
        layer
        for layer in ZoneLayer.objects.of_kind(ZoneLayer.Kind.QPV).in_force_on(on)
        if _covers(layer, department)
    ]
    if not layers:
        return _qpv_to_check(None, None, _no_layer("QPV", department, on))
    answers = [_in_layer(layer, longitude, latitude, precision) for layer in layers]
    answers.sort(key=lambda answer: (answer.code == "", answer.verdict != Verdict.YES))
    best = answers[0]
    if best.verdict == Verdict.NO and department is None and not any(map(_is_national, layers)):
        return _qpv_to_check(None, None, "La commune manque pour savoir quelle couche répond.")
    return best


def qpv_by_code(code: str, on: date) -> QpvAnswer:
    """Answer for the code of a district: yes when a layer in force on `on` has it."""
    wanted = code.strip().upper()
    layers = ZoneLayer.objects.of_kind(ZoneLayer.Kind.QPV).in_force_on(on)
    zone = Zone.objects.filter(layer__in=layers, code=wanted).select_related("layer").first()
    if zone:
        reason = f"{zone.name} est un quartier prioritaire le {long_date(on)}."
        layer = zone.layer
        return QpvAnswer(Verdict.YES, wanted, zone.name, None, layer.generation, layer.pk, reason)
    layer = layers.first()
    if layer is None:
        return _qpv_to_check(None, None, _no_layer("QPV", None, on))
    reason = f"Aucun quartier ne porte le code {wanted} dans la couche {layer.generation}."
    return QpvAnswer(Verdict.TO_CHECK, wanted, "", None, layer.generation, layer.pk, reason)


def _in_layer(layer: ZoneLayer, longitude: float, latitude: float, precision: str) -> QpvAnswer:
    places = index_of(layer.pk).around(longitude, latitude)
    if precision != PRECISE:
        inside = places[0] if places and places[0].inside else None
        reason = "Le point n’est pas celui d’un numéro de rue : il ne prouve rien."
        return _qpv_to_check(layer, inside, reason)
    place = places[0] if places else None
    if place and place.metres <= NEAR_LIMIT_METRES:
        side = "à l’intérieur" if place.inside else "à l’extérieur"
        metres = number(round(place.metres))
        reason = f"Le point est à {metres} m de la limite de {place.name}, {side}."
        return _qpv_to_check(layer, place, reason)
    if place and place.inside:
        reason = f"L’adresse est dans le quartier {place.name} ({place.code})."
        return QpvAnswer(
            Verdict.YES, place.code, place.name, place.metres,
            layer.generation, layer.pk, reason,
        )  # fmt: skip
    reason = "L’adresse n’est dans aucun quartier prioritaire."
    if place:
        reason = f"L’adresse est à {number(round(place.metres))} m du quartier {place.name}."
    metres = place.metres if place else None
    return QpvAnswer(Verdict.NO, "", "", metres, layer.generation, layer.pk, reason)


def _classed(layer: ZoneLayer, row: CommuneStatus, found: Commune, on: date) -> ZfrrAnswer:
    """Answer for a row of the layer; a special case, or an old zone past its end, is to check."""
    if row.status in _CLASSED or (row.status == _FORMER_ZRR and _former_zrr_holds(on)):
        reason = f"{found.name} est classée {row.label} le {long_date(on)}."
        return ZfrrAnswer(Verdict.YES, row.label, layer.generation, layer.pk, reason)
    reason = f"{found.name} est un cas à part : {row.label}."
    return ZfrrAnswer(Verdict.TO_CHECK, row.label, layer.generation, layer.pk, reason)


def _former_zrr_holds(on: date) -> bool:
    try:
        return bool(parameter("zoning", "former_zrr", on))
    except NoValueInForce:
        return False


def _statuses(layer: ZoneLayer, typed: str, found: Commune) -> Sequence[CommuneStatus] | None:
    """Return the row that answers for the code typed, none when not classed, None in doubt.

    A layer with rows of merged communes is older than the merger: it answers for the code typed,
    and for today's code only if all agree.
    """
    rows = {
        row.commune_code: row
        for row in layer.statuses.filter(commune_code__in=(found.code, *found.former_codes))
    }
    code = typed.strip().upper()
    if rows.keys() <= {found.code} or (code != found.code and code in rows):
        return [rows[code]] if code in rows else list(rows.values())
    if code != found.code:
        return []
    return list(rows.values())[:1] if len({row.status for row in rows.values()}) == 1 else None


def _layer(kind: str, on: date, department: str) -> ZoneLayer | None:
    layers = ZoneLayer.objects.of_kind(kind).in_force_on(on)
    return next((layer for layer in layers if department in layer.departments), None)


def _covers(layer: ZoneLayer, department: str | None) -> bool:
    return department is None or department in layer.departments


def _is_national(layer: ZoneLayer) -> bool:
    return len(layer.departments) == len(departments())


def _no_layer(zoning: str, department: str | None, on: date) -> str:
    place = departments().get(department or "")
    where = f" ({place.name})" if place else ""
    return (
        f"Aucune couche {zoning} n’est en vigueur le {long_date(on)}{where} : importez le fichier "
        "officiel avec « levier zones import »."
    )


def _no_zfrr_layer(department: str, on: date) -> str:
    first_day = history("zoning", "zfrr")[0].since
    if on < first_day:
        return f"Les ZFRR n’existent que depuis le {long_date(first_day)}."
    return _no_layer("ZFRR", department, on)


def _zfrr_to_check(layer: ZoneLayer | None, reason: str) -> ZfrrAnswer:
    name, key = (layer.generation, layer.pk) if layer else ("", None)
    return ZfrrAnswer(Verdict.TO_CHECK, "", name, key, reason)


def _qpv_to_check(layer: ZoneLayer | None, place: Place | None, reason: str) -> QpvAnswer:
    name, key = (layer.generation, layer.pk) if layer else ("", None)
    code, district = (place.code, place.name) if place else ("", "")
    metres = place.metres if place else None
    return QpvAnswer(Verdict.TO_CHECK, code, district, metres, name, key, reason)
