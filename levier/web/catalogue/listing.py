"""What the page of the catalogue shows: instruments by kind, filtered by kind and certainty."""

from datetime import date
from typing import Any

from levier.catalogue.models import Instrument, InstrumentKind, InstrumentVersion
from levier.catalogue.services import versions_on
from levier.kernel.french import capitalised

CLOSED = "closed"
STATES = {
    "confirmed": "Confirmées",
    "in_use": "À confirmer",
    "inactive": "Inactives",
    CLOSED: "Fermées",
}


def catalogue_page(user, today: date, asked) -> dict[str, Any]:
    """Return the groups of the page, and its two rows of filters, in two queries.

    `asked` holds `nature` (a kind) and `etat` (a state); anything else shows everything.
    """
    kind = asked.get("nature") if asked.get("nature") in InstrumentKind.values else ""
    state = asked.get("etat") if asked.get("etat") in STATES else ""
    lines = _lines(user, today)
    shown = [
        line
        for line in lines
        if (not kind or line["instrument"].kind == kind) and (not state or line["state"] == state)
    ]
    groups = [
        {"label": label, "lines": [line for line in shown if line["instrument"].kind == code]}
        for code, label in InstrumentKind.choices
    ]
    return {
        "groups": [group for group in groups if group["lines"]],
        "kinds": _choices("nature", InstrumentKind.choices, kind, "etat", state),
        "states": _choices("etat", STATES.items(), state, "nature", kind),
        "today": today,
        "is_filtered": bool(kind or state),
    }


def _lines(user, today: date) -> list[dict[str, Any]]:
    """Each instrument with its version of the day; failing one, with the last it had."""
    current = versions_on(user.organisation, today)
    last: dict[Any, InstrumentVersion] = {}
    rows = InstrumentVersion.objects.visible_to(user).order_by("instrument", "-first_day")
    counts: dict[Any, int] = {}
    for version in rows:
        last.setdefault(version.instrument_id, version)
        counts[version.instrument_id] = counts.get(version.instrument_id, 0) + 1
    lines = []
    for row in Instrument.objects.visible_to(user).select_related("carrier"):
        version = current.get(row.pk) or last.get(row.pk)
        lines.append(
            {
                "instrument": row,
                "version": version,
                "state": _state(current.get(row.pk), version),
                "is_current": row.pk in current,
                "count": counts.get(row.pk, 0),
            }
        )
    return lines


def _state(current: InstrumentVersion | None, last: InstrumentVersion | None) -> str:
    if current is not None:
        return current.status
    return "inactive" if last is not None and last.status == "inactive" else CLOSED


def _choices(name, pairs, chosen: str, other: str, kept: str) -> list[dict[str, Any]]:
    """One link a value, the other filter kept; the first takes the filter away."""
    rest = f"{other}={kept}" if kept else ""
    links = [{"label": "Toutes", "query": rest, "on": not chosen}]
    for code, label in pairs:
        query = "&".join(part for part in (f"{name}={code}", rest) if part)
        links.append({"label": capitalised(label), "query": query, "on": code == chosen})
    return links
