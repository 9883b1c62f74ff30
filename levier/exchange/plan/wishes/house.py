"""« Agences », « Équipe », « Comités »."""

import re

from levier.exchange.plan.names import family_name
from levier.exchange.plan.wishes.parties import place_of
from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.rows import CommitteeRow, OfficeRow, StaffRow
from levier.exchange.year_rows import YearRows
from levier.kernel.text import normalise, squeeze

ROLES = {
    "direction": "director",
    "brsa": "brsa_advisor",
    "dla": "dla_officer",
    "administration": "secretary",
    "finance": "finance",
    "gestion": "finance",
}
"""The role of each team (pôle); the others advise and finance."""
_ATTENDEE = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<college>[^()]*)\))?\s*")


def wish_house(year: YearRows, wishes: Wishes) -> None:
    """Ask for the offices, the teams, the staff and the sittings."""
    for row in year.of(OfficeRow):
        place = place_of(row)
        place.pop("town")
        fields = {
            "name": squeeze(row.number),
            "phone": row.phone,
            "is_head_office": row.is_head_office,
            **place,
        }
        wishes.want("office", normalise(row.number), row, fields)
    for row in year.of(StaffRow):
        _wish_user(wishes, row)
    for row in year.of(CommitteeRow):
        _wish_sitting(wishes, row)


def _wish_user(wishes: Wishes, row: StaffRow) -> None:
    team = normalise(row.team).replace(" ", "-")[:20]
    fields = {
        "staff_code": row.number,
        "first_name": family_name(row.first_name),
        "last_name": family_name(row.last_name),
        "email": row.email.lower(),
        "position": row.position,
        "area": row.area,
        "phone": row.phone,
        "role": ROLES.get(team, "advisor"),
        "office": Ref("office", normalise(row.office)) if row.office else None,
        "team": wishes.want("team", team, row, {"name": row.team}) if team else None,
    }
    wishes.want("user", normalise(row.number), row, fields)


def _wish_sitting(wishes: Wishes, row: CommitteeRow) -> None:
    fields = {
        "held_on": row.held_on,
        "place": row.place,
        "office": Ref("office", normalise(row.place)) if row.place else None,
        "kind": row.kind,
    }
    wishes.want("sitting", row.number, row, fields, details={"attendees": attendees(row.attendees)})


def attendees(text: str) -> list[tuple[str, str]]:
    """Return the (name, college) of « A. Martin (banque) ; B. Petit (bénévole) »."""
    found = []
    for part in text.split(";"):
        match = _ATTENDEE.fullmatch(squeeze(part))
        if match and normalise(match["name"]):
            found.append((match["name"], match["college"] or "autre"))
    return found
