"""What the minutes say when the committee was consulted in writing: its dates and its answers."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from levier.committees.models import Sitting, Vote
from levier.committees.services import colleges_under, rules_of
from levier.kernel.french import NBSP, clock, long_date, plural
from levier.rendering import documents as d


def consultation_data(data: dict[str, Any], sitting: Sitting) -> dict[str, Any]:
    """Return the fields of the minutes of a consultation: no place nor hour, who answered."""
    house = rules_of(sitting)
    answered = [row for row in data["attendance"] if row.state.meaning == "pre"]
    asked = [plural(house.written_min_members, "votant")]
    if house.written_min_colleges:
        asked.append(plural(house.written_min_colleges, "collège"))
    asked += [
        f"collège «{NBSP}{one.name}{NBSP}»{NBSP}: {plural(one.min_members, 'votant')}"
        for one in colleges_under(house, written=True)
        if one.min_members
    ]
    facts = [
        ("Forme", "Consultation écrite"),
        ("Ouverte le", _moment(sitting.opened_at)),
        ("Réponses jusqu’au", _moment(sitting.closes_at)),
        ("Closes le", _moment(sitting.voting_closed_at)),
        ("Quorum par dossier", ", ".join(asked)),
        ("Présidence", str(sitting.chair) if sitting.chair else ""),
        ("Ont voté", f"{plural(len(answered), 'membre')} sur {len(data['attendance'])}"),
    ]
    return data | {
        "facts": [(label, value) for label, value in facts if value],
        "attendance_title": "Membres consultés",
        "attendance": [
            replace(row, state=d.Badge("a voté", "pre"))
            if row.state.meaning == "pre"
            else replace(row, state=d.Badge("sans réponse", "neutre"))
            for row in data["attendance"]
        ],
        "items": [
            replace(item, withdrawals=[_without_debate(words) for words in item.withdrawals])
            for item in data["items"]
        ],
    }


def remarks_in_words(votes: list[Vote]) -> str:
    """Return the remarks that members wrote beside their votes, name by name."""
    said = [f"{vote.representative}{NBSP}: {vote.remark}" for vote in votes if vote.remark]
    return f"Remarques{NBSP}– {' · '.join(said)}" if said else ""


def _without_debate(words: str) -> str:
    return words.replace("Ni débat, ni vote", "Ni vote")


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{long_date(local.date(), weekday=True)} à {clock(local.time())}"
