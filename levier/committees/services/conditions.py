"""Conditions put on an agreement, lifted one by one on their evidence."""

from datetime import date

from django.db import transaction

from levier.committees.errors import ConditionAlreadyLifted, EvidenceMissing
from levier.committees.models import Condition
from levier.journal import services as journal


@transaction.atomic
def lift_condition(
    *, condition: Condition, evidence: str, on: date, actor, evidence_file=None
) -> bool:
    """Lift one condition on its evidence, with the file that shows it when there is one.

    Return whether the decision has none left.

    Errors: EvidenceMissing; ConditionAlreadyLifted.
    """
    if not evidence.strip():
        raise EvidenceMissing
    values = {
        "lifted_on": on,
        "lifted_by": actor,
        "evidence": evidence.strip(),
        "evidence_file": evidence_file,
    }
    if not Condition.objects.filter(pk=condition.pk, lifted_on=None).update(**values):
        raise ConditionAlreadyLifted
    decision = condition.decision
    journal.record(
        "committees.condition_lifted",
        actor=actor,
        target=condition,
        case_key=decision.item.case_id,
        summary=f"Condition levée : {condition.text} ({evidence.strip()}).",
    )
    return not decision.conditions.filter(lifted_on=None).exists()
