"""A dossier as a wish: what every sheet that has dossiers says of them."""

from datetime import date
from typing import Any

from levier.exchange.plan.wishes.parties import advisor_of, is_of_earlier_year, place_of
from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.year_rows import YearRows
from levier.kernel.text import normalise

JOB_SEEKER = ("demandeur d emploi", "demandeuse d emploi")
TRACK_OF_PREFIX = {"TPE": "creation", "ENG": "engaged", "ACC": "acces_plus", "ESS": "ess"}


def wish_case(
    year: YearRows,
    wishes: Wishes,
    row: Any,
    *,
    number: str,
    track: str,
    opened_on: date | None,
    last_on: date | None = None,
    **fields: Any,
) -> Ref:
    """Ask for the dossier of a row. `last_on` is the last day known of it."""
    day = opened_on or date(year.year, 1, 1)
    known = {
        "track": track,
        "opened_on": day,
        "last_action_on": max(day, last_on or day),
        "state": "instruction",
        **place_of(row),
        **_zones_of(row),
        **_situation_of(row),
        **fields,
    }
    if hasattr(row, "advisor"):
        known["advisor"] = advisor_of(row)
    if getattr(row, "office", ""):
        known["office"] = Ref("office", normalise(row.office))
    return wishes.want("case", number, row, known, is_past=is_of_earlier_year(year, number))


def stub_case(wishes: Wishes, row: Any, number: str, person: Ref, on: date | None) -> Ref:
    """Note the dossier of an earlier year that a row names; unknown, it is a number to complete."""
    fields = {
        "track": TRACK_OF_PREFIX.get(number.partition("-")[0], "creation"),
        "person": person,
        "opened_on": on,
        "last_action_on": on,
        "state": "follow_up",
    }
    return wishes.want("case_stub", number, row, fields)


def _zones_of(row: Any) -> dict[str, Any]:
    if not hasattr(row, "qpv_code"):
        return {}
    return {
        "zoning": "imported",
        "qpv_code": row.qpv_code,
        "qpv_name": row.qpv_name,
        "home_qpv_code": getattr(row, "home_qpv_code", ""),
        "in_zfrr": row.in_zfrr,
    }


def _situation_of(row: Any) -> dict[str, Any]:
    if not hasattr(row, "situation") or not hasattr(row, "minima"):
        return {}
    seeks = normalise(row.situation).startswith(JOB_SEEKER) if row.situation else None
    return {
        "situation": row.situation,
        "is_job_seeker": seeks,
        "months_registered": row.months_registered,
        "minima": row.minima,
    }
