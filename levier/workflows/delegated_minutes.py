"""What minutes say of delegations: those a committee ruled on, and a body's own act."""

from dataclasses import replace
from typing import Any

from django.db.models import Q

from levier.committees.models import Decision, Outcome, Sitting
from levier.kernel.french import capitalised, euros, long_date, short_date
from levier.rendering import documents as d

MEANINGS = {
    Outcome.AGREED: "pre",
    Outcome.AGREED_WITH_CONDITIONS: "ocre",
    Outcome.ADJOURNED: "mer",
    Outcome.REFUSED: "brique",
}


def delegated_lines(sitting: Sitting) -> list[d.DelegatedDecision]:
    """Return the decisions by delegation on which a sitting ruled, the oldest first."""
    rows = (
        Decision.objects.filter(Q(ratified_in=sitting) | Q(not_ratified_in=sitting))
        .select_related(
            "delegation", "request__instrument", "item__sitting__body", "item__case__person",
            "item__case__structure",
        )
        .order_by("decided_on", "item__sitting__number", "item__position", "id")
    )  # fmt: skip
    return [_line(row) for row in rows]


def _line(row: Decision) -> d.DelegatedDecision:
    act, case = row.item.sitting, row.item.case
    source = f", {row.delegation.source}" if row.delegation.source else ""
    return d.DelegatedDecision(
        number=act.number,
        taken=f"{capitalised(act.body.label)}, {short_date(row.decided_on)}",
        case=f"{case.number}, {case.holder_name}",
        instrument=str(row.request.instrument),
        outcome=d.Badge(row.get_outcome_display(), MEANINGS[Outcome(row.outcome)]),
        amount=euros(row.amount) if row.amount else "",
        text=f"jusqu’à {euros(row.delegation.max_amount)}{source}",
        ruling=d.Badge("non ratifiée", "brique")
        if row.not_ratified_in_id
        else d.Badge("ratifiée", "pre"),
        reason=row.ratification_reason,
    )


def act_data(data: dict[str, Any], sitting: Sitting) -> dict[str, Any]:
    """Return the fields of a body's own act: its title, its signature, no quorum nor seats."""
    body = sitting.body.label
    return {
        **data,
        "title": f"Relevé des décisions par délégation {sitting.number}",
        "committee": f"Par délégation, {body}",
        "facts": [
            ("Instance", body),
            ("Date", long_date(sitting.held_on, weekday=True)),
            ("Délégation", _texts(sitting)),
        ],
        "attendance": [],
        "items": [replace(item, quorum="") for item in data["items"]],
        "signers": [d.Signer(f"Pour l’instance « {body} »", "Délégataire")],
    }


def _texts(sitting: Sitting) -> str:
    """Return the delegations used, each with its ceiling and its source."""
    rows = Decision.objects.filter(item__sitting=sitting).select_related("delegation__instrument")
    used: dict[Any, Any] = {row.delegation_id: row.delegation for row in rows if row.delegation}
    return " ; ".join(
        f"{row.instrument or row.get_kind_display()}, jusqu’à {euros(row.max_amount)}"
        + (f" ({row.source})" if row.source else "")
        for row in used.values()
    )
