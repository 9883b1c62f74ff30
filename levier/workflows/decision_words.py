"""How the letters name who decided, and what: a committee, or a body by delegation."""

from levier.committees.models import Decision, Outcome, Sitting
from levier.kernel.french import capitalised, long_date, short_date
from levier.rendering import documents as d


def deciding_body(decision: Decision) -> str:
    """Return who decided and when, to go after « par »: the variable `instance` of a letter."""
    sitting, day = decision.item.sitting, long_date(decision.decided_on)
    if sitting.mode == Sitting.Mode.DELEGATION:
        return f"{sitting.body.said}, par délégation, le {day}"
    how = "consulté par écrit" if sitting.mode == Sitting.Mode.WRITTEN else "réuni"
    return f"le comité d’engagement {how} le {day}"


def decision_said(decision: Decision) -> str:
    """Return what was decided on the instrument asked for, in one sentence."""
    sitting, what = decision.item.sitting, str(decision.request.instrument)
    who = "Il"
    if sitting.mode == Sitting.Mode.DELEGATION:
        who = capitalised(sitting.body.said)
    return {
        Outcome.AGREED: f"{who} a donné son accord : {what}.",
        Outcome.AGREED_WITH_CONDITIONS: f"{who} a donné son accord, avec des conditions : {what}.",
        Outcome.ADJOURNED: f"{who} a ajourné sa décision sur la demande « {what} ».",
        Outcome.REFUSED: f"{who} n’a pas donné de suite favorable à la demande « {what} ».",
    }[Outcome(decision.outcome)]


def decision_subject(decision: Decision) -> str:
    """Return the subject of a letter: the number of the committee or of the act, the instrument."""
    sitting = decision.item.sitting
    by = "par délégation" if sitting.mode == Sitting.Mode.DELEGATION else "du comité"
    return f"décision {by} {sitting.number}, {decision.request.instrument}"


def decision_reference(decision: Decision) -> d.Pair:
    """Return the reference of what decided: « Comité », or « Délégation », its number, its day."""
    sitting = decision.item.sitting
    label = "Délégation" if sitting.mode == Sitting.Mode.DELEGATION else "Comité"
    return (label, f"{sitting.number} du {short_date(decision.decided_on)}")
