"""The words of the minutes: how a point was voted, what was decided on it, under what terms."""

from collections.abc import Sequence

from levier.committees.models import AgendaItem, Decision, Outcome, Vote
from levier.kernel.french import euros, long_date, percent, short_date
from levier.rendering import documents as d
from levier.workflows.delegated_minutes import MEANINGS
from levier.workflows.letterhead import months_text


def sent_back(item: AgendaItem) -> str:
    """Return why a point ended without a decision; blank when it had one."""
    why = item.sent_back_because
    return f"{why} Sans décision, le dossier revient prêt pour un autre comité." if why else ""


def votes_in_words(votes: Sequence[Vote]) -> str:
    """Return who voted what, name by name."""
    said = []
    for choice, label in Vote.Choice.choices:
        names = [str(vote.representative) for vote in votes if vote.choice == choice]
        if names:
            said.append(f"{label} : {', '.join(names)}")
    return " ; ".join(said)


def decision_line(decision: Decision) -> d.InstrumentDecision:
    """Return what was decided, on what, and under what terms."""
    request = decision.request
    running = [*decision.loan_proposals.all(), *decision.amendments.all()]
    what = str(running[0]) if running else "Accompagnement"
    return d.InstrumentDecision(
        instrument=str(request.instrument) if request else what,
        outcome=d.Badge(decision.get_outcome_display(), MEANINGS[Outcome(decision.outcome)]),
        amount=euros(decision.amount) if decision.amount else "",
        terms=_terms(getattr(decision, "commitment", None)),
        validity=f"jusqu’au {short_date(decision.valid_until)}" if decision.valid_until else "",
    )


def _terms(commitment) -> str:
    """Return the terms granted, in a few words: « 80 %, 60 mois »."""
    if commitment is None:
        return ""
    guarantee = getattr(commitment, "guarantee", None)
    if guarantee:
        return f"{percent(guarantee.quota)}, {months_text(guarantee.loan_months)}"
    financing = getattr(commitment, "financing", None)
    return months_text(financing.months, financing.deferral_months) if financing else ""


def condition_line(condition) -> d.Condition:
    """Return a condition, with who lifts it and before when."""
    owner = f"à lever par {condition.owner.full_name}" if condition.owner else "à lever"
    due = f" avant le {long_date(condition.due_on)}" if condition.due_on else ""
    return d.Condition(condition.text, owner + due if condition.owner or due else "")
