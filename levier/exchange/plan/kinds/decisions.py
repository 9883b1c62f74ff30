"""What committees of the past decided, through the one service that takes them over."""

from typing import Any

from levier.committees.models import Decision
from levier.exchange.plan.kinds.kind import Kind, Scene, found_in
from levier.exchange.plan.wishing import Wish
from levier.portfolio.models import Commitment
from levier.workflows.correct_past import correct_past_commitment
from levier.workflows.past_decision import PastDecision, record_past_decisions

TERMS = ("bank", "loan_amount", "quota", "months", "annual_rate", "deferral_months")
GRANT_TERMS = ("person", "goes_with", "qpv_code", "qpv_link", "funder")
GUARANTEE_NAMES = {"months": "loan_months", "annual_rate": "loan_rate"}


class SupportDecisions(Kind):
    """Decisions to support an organisation, which open no commitment; by dossier."""

    name = "support_decision"
    label = "décisions d’accompagnement"

    def find(self, scene, wishes):
        rows = found_in(
            Decision.objects.filter(
                organisation=scene.house, request=None, commitment=None
            ).select_related("item__case"),
            "item__case__number",
            wishes,
        )
        return {row.item.case.number: row for row in rows}

    def create(self, scene, wishes):
        _record(scene, wishes)
        return {}


class Commitments(Kind):
    """Guarantees, loans, contributions and advances, by their own number."""

    name = "commitment"
    label = "engagements"
    compared = ("amount", "decided_on", "set_up_on", *TERMS)

    def find(self, scene, wishes):
        rows = found_in(
            Commitment.objects.filter(organisation=scene.house).select_related(
                "guarantee", "financing", "grant", "instrument"
            ),
            "number",
            wishes,
        )
        return {row.number: row for row in rows}

    def current(self, row, name):
        if name in TERMS and hasattr(row, "guarantee"):
            return super().current(row.guarantee, GUARANTEE_NAMES.get(name, name))
        if name in TERMS:
            return super().current(row.financing, name)
        if name in GRANT_TERMS:
            return super().current(row.grant, name)
        return super().current(row, name)

    def create(self, scene, wishes):
        return _record(scene, wishes)

    def change(self, scene, row, wish, changes):
        correct_past_commitment(commitment=row, actor=scene.actor, **changes)


class Grants(Commitments):
    """Grants, by their own number."""

    name = "grant"
    label = "primes et subventions"
    compared = ("amount", "decided_on", "set_up_on", *GRANT_TERMS)
    filled = ("person", "goes_with")


def _record(scene: Scene, wishes: list[Wish]) -> dict[Any, Any]:
    decisions = [
        PastDecision(
            number="" if "instrument" not in wish.fields else str(wish.key),
            imported_from=scene.origin,
            **{name: scene.resolve(value) for name, value in wish.fields.items()},
        )
        for wish in wishes
    ]
    rows = record_past_decisions(organisation=scene.house, actor=scene.actor, decisions=decisions)
    return {wish.key: row for wish, row in zip(wishes, rows, strict=True)}
