"""The words of the minutes: how a point was voted, what was decided on it, under what terms."""

from collections.abc import Sequence

from levier.cases.models import Case
from levier.committees.models import AgendaItem, Decision, Outcome, Vote
from levier.kernel.french import euros, long_date, percent, short_date
from levier.portfolio.models import LoanProposal
from levier.rendering import documents as d
from levier.workflows.delegated_minutes import MEANINGS
from levier.workflows.letterhead import months_text, request_line


def asked_lines(case: Case, decisions: Sequence[Decision]) -> list[d.Pair]:
    """Return what a point asked: the requests of its dossier, or the loan that runs."""
    loans = [row for one in decisions for row in one.loan_proposals.all()]
    if loans:
        return [(str(row), _loan_line(row)) for row in loans]
    return [(str(row.instrument), request_line(row)) for row in case.requests.all()]


def _loan_line(row: LoanProposal) -> str:
    return f"{euros(row.amount, cents=True)} dus. {row.reason}"


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
    request, loans = decision.request, list(decision.loan_proposals.all())
    what = str(loans[0]) if loans else "Avenant ou accompagnement"
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
