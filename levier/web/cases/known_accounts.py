"""What the follow-up of a structure already says of its results and of its staff."""

from datetime import date

from levier.accounts.models import User
from levier.cases.models import Case
from levier.followup.models import Review
from levier.kernel.french import NBSP, euros, number

YEARS = 3


def accounts_received(case: Case, user: User, on: date) -> str:
    """Return the results and jobs of the last three years received, in French; nothing if none.

    Only those of the dossiers that the user may read. They are shown beside the facts to type:
    what governs is what the adviser writes on the dossier.
    """
    if case.structure_id is None:
        return ""
    rows = (
        Review.objects.visible_to(user)
        .filter(
            commitment__case__structure=case.structure_id,
            kind="accounts",
            state=Review.State.DONE,
            period__gte=str(on.year - YEARS),
            period__lte=str(on.year),
        )
        .exclude(result=None, jobs=None)
        .order_by("period", "done_on")
        .values_list("period", "result", "jobs")
    )
    by_year = {period: (result, jobs) for period, result, jobs in rows}
    told = [f"{year}{NBSP}: {_told(*found)}" for year, found in by_year.items()]
    return f"Comptes reçus au suivi{NBSP}: " + f"{NBSP}; ".join(told) + "." if told else ""


def _told(result, jobs) -> str:
    parts = [] if result is None else [f"résultat de {euros(result)}"]
    return ", ".join(parts + ([] if jobs is None else [f"{number(jobs)} ETP"]))
