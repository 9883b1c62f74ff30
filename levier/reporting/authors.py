"""Who last changed a row, and when: the row's own history first, then its dossier's, then its
person's and its structure's; the journal beside each.

A script that nobody signed leaves a history line without author: the journal line written in the
same breath says who asked for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from levier.accounts.models import Organisation, User
from levier.cases.models import Case
from levier.committees.models import Sitting
from levier.crowdfunding.models import Campaign, Pledge
from levier.journal.models import Entry
from levier.people.models import Person, Structure
from levier.portfolio.models import Commitment, Financing, Grant, Guarantee
from levier.reporting.facts import keys
from levier.support.models import Beneficiary, BrsaFile, EngineeringPayment, Journey, Study

SAME_BREATH = timedelta(seconds=5)
MOST_ROWS = 2000
OWN_TABLES: dict[str, tuple[tuple[type, str], ...]] = {
    keys.CASE: ((Case, "id"), (Commitment, "case_id")),
    keys.COMMITMENT: (
        (Commitment, "id"),
        (Guarantee, "commitment_id"),
        (Financing, "commitment_id"),
        (Grant, "commitment_id"),
    ),
    keys.SITTING: ((Sitting, "id"),),
    keys.JOURNEY: ((Journey, "id"), (BrsaFile, "journey_id")),
    keys.BENEFICIARY: ((Beneficiary, "id"),),
    keys.STUDY: ((Study, "id"),),
    keys.PAYMENT: ((EngineeringPayment, "id"),),
    keys.CAMPAIGN: ((Campaign, "id"), (Pledge, "campaign_id")),
    keys.PLEDGE: ((Pledge, "id"),),
}


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a row: when, by whom (None when nobody signed it), in what words."""

    at: datetime
    author: str | None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class _Trace:
    """One line of a history or of the journal."""

    at: datetime
    user: UUID | None
    summary: str = ""


Traces = dict[str, list[_Trace]]


def last_changes(
    organisation: Organisation, rows: Iterable[tuple[str, str | None]], since: datetime
) -> dict[str, Change]:
    """Return the last change after `since` of each row, given as (key, key of its dossier).

    A row that nothing changed is absent. At most 2,000 rows are looked for.
    """
    wanted = dict(list(rows)[:MOST_ROWS])
    cases = {case for case in wanted.values() if case}
    own = _histories(_by_model(wanted), since)
    journal, journal_of_case = _journal(organisation, wanted, cases, since)
    of_case = _collected([(Case, "id", {case: [case] for case in cases})], since)
    around = _around(cases, since)
    found: dict[str, _Trace] = {}
    for key, case in wanted.items():
        tiers = (
            own.get(key, []) + journal.get(key, []),
            [*of_case.get(case or "", []), *journal_of_case.get(case or "", [])],
            around.get(case or "", []),
        )
        nearest = next((tier for tier in tiers if tier), None)
        if nearest:
            found[key] = _signed(nearest, journal_of_case.get(case or "", []))
    return _named(found)


def _by_model(wanted: dict[str, str | None]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in wanted:
        model, pk = keys.parts_of(key)
        found.setdefault(model, []).append(pk)
    return found


def _histories(by_model: dict[str, list[str]], since: datetime) -> Traces:
    """Return the lines of the rows' own tables, by row."""
    sources = [
        (table, field, {pk: [f"{model}:{pk}"] for pk in pks})
        for model, pks in by_model.items()
        for table, field in OWN_TABLES[model]
    ]
    return _collected(sources, since)


def _collected(
    sources: list[tuple[type, str, dict[str, list[str]]]], since: datetime, words: str = ""
) -> Traces:
    """Return the history lines of each source, under the names that its keys lead to.

    `words` says what was changed where no journal line of the same breath will.
    """
    found: Traces = {}
    for table, field, names in sources:
        if not names:
            continue
        lines = table.history.filter(**{f"{field}__in": list(names)}, history_date__gt=since)
        for pk, at, user in lines.values_list(field, "history_date", "history_user_id"):
            for name in names[str(pk)]:
                found.setdefault(name, []).append(_Trace(at, user, words))
    return found


def _around(cases: set[str], since: datetime) -> Traces:
    """Return the history lines of the people and structures of each dossier, by dossier."""
    people: dict[str, list[str]] = {}
    structures: dict[str, list[str]] = {}
    rows = Case.objects.filter(pk__in=cases).values_list("pk", "person_id", "structure_id")
    for case, person, structure in rows:
        if person:
            people.setdefault(str(person), []).append(str(case))
        if structure:
            structures.setdefault(str(structure), []).append(str(case))
    found = _collected([(Person, "id", people)], since, "Fiche de la personne modifiée.")
    of_structures = _collected(
        [(Structure, "id", structures)], since, "Fiche de la structure modifiée."
    )
    for case, traces in of_structures.items():
        found.setdefault(case, []).extend(traces)
    return found


def _journal(
    organisation: Organisation, wanted: dict[str, str | None], cases: set[str], since: datetime
) -> tuple[Traces, Traces]:
    """Return the journal's lines by row and by dossier."""
    by_row: Traces = {}
    by_case: Traces = {}
    lines = Entry.objects.filter(
        Q(target__in=list(wanted)) | Q(case_key__in=cases),
        organisation=organisation,
        at__gt=since,
        kind=Entry.Kind.WRITE,
    )
    for at, user, target, case, summary in lines.values_list(
        "at", "actor_id", "target", "case_key", "summary"
    ):
        trace = _Trace(at, user, summary)
        by_row.setdefault(target, []).append(trace)
        if case:
            by_case.setdefault(str(case), []).append(trace)
    return by_row, by_case


def _signed(traces: list[_Trace], beside: list[_Trace]) -> _Trace:
    """Return the last of the lines, with the author and the words of a line of the same breath."""
    moment: Callable[[_Trace], datetime] = lambda trace: trace.at  # noqa: E731
    last = max(traces, key=moment)
    near = [t for t in (*traces, *beside) if abs(t.at - last.at) <= SAME_BREATH]
    near.sort(key=moment, reverse=True)
    user = last.user or next((t.user for t in near if t.user), None)
    summary = last.summary or next((t.summary for t in near if t.summary), "")
    return _Trace(last.at, user, summary)


def _named(found: dict[str, _Trace]) -> dict[str, Change]:
    users = {trace.user for trace in found.values() if trace.user}
    names = {user.pk: user.full_name for user in User.objects.filter(pk__in=users)}
    return {
        key: Change(trace.at, names.get(trace.user) if trace.user else None, trace.summary)
        for key, trace in found.items()
    }
