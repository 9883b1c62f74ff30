"""Whether a commune has a priority district at all: where it has none, nobody there is in one."""

from datetime import date

from levier.territories.models import Zone, ZoneLayer
from levier.territories.register import Commune


def has_district(place: Commune, on: date) -> bool | None:
    """Tell whether a district of the layers in force on `on` touches the commune (two queries).

    None when no layer covers its department: nobody knows.
    """
    codes = {place.code, *place.former_codes}
    layers = [
        layer
        for layer in ZoneLayer.objects.of_kind(ZoneLayer.Kind.QPV).in_force_on(on)
        if place.department in layer.departments
    ]
    if not layers:
        return None
    rows = Zone.objects.filter(layer__in=layers).values_list("communes", flat=True)
    return any(codes & set(communes) for communes in rows.iterator())
