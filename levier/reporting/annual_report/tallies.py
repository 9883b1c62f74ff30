"""Counts by something (product, cause, theme, town) that the report shows beside its figures.

They keep the predicates of the figures: decided in the year and not cancelled, or in the register
of the year. A count has `count` rows and, for money, `amount` euros.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from levier.accounts.models import Organisation
from levier.cases.models import Case, EngagementAxis
from levier.catalogue.models import InstrumentKind
from levier.committees.models import Attendance
from levier.crowdfunding.models import Campaign
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.reporting.facts.keys import days_of
from levier.support.models import AccesPlusFile, Beneficiary, BrsaFile, DasessFile, Journey, Study

THEMES = (
    ("works_on_cash", "Trésorerie"),
    ("works_on_finance", "Enjeux financiers"),
    ("works_on_digital", "Numérique"),
    ("works_on_risks", "Risques"),
)


@dataclass(frozen=True)
class Tally:
    """How many, and how much, for one label."""

    label: str
    count: int
    amount: Decimal = field(default=ZERO)


@dataclass(frozen=True)
class DlaWork:
    """Days and cost of the consultants, how many they are, FTE of the organisations helped."""

    days: Decimal
    cost: Decimal
    providers: int
    fte: Decimal


def by_product(organisation: Organisation, year: int, track: str) -> list[Tally]:
    """Return the commitments of a track by instrument, the most frequent first.

    The amount is the bank loan for a guarantee, what was granted for the others.
    """
    rows = (
        _decided(organisation, year)
        .filter(case__track=track)
        .exclude(kind=InstrumentKind.GRANT)
        .values_list("instrument__label", "kind", "amount", "guarantee__loan_amount")
    )
    return _summed(
        (label, loan if kind == InstrumentKind.GUARANTEE else amount)
        for label, kind, amount, loan in rows
    )


def guaranteed_by_product(organisation: Organisation, year: int, track: str) -> list[Tally]:
    """Return the guarantees of a track by instrument, with the amounts guaranteed."""
    rows = (
        _decided(organisation, year)
        .filter(case__track=track, kind=InstrumentKind.GUARANTEE)
        .values_list("instrument__label", "guarantee__guaranteed_amount")
    )
    return _summed(rows)


def by_bank(organisation: Organisation, year: int) -> list[Tally]:
    """Return the guaranteed loans by bank, every team."""
    rows = (
        _decided(organisation, year)
        .filter(kind=InstrumentKind.GUARANTEE)
        .values_list("guarantee__bank__name", "guarantee__loan_amount")
    )
    return _summed((name, amount) for name, amount in rows if name)


def cap_quartier_by_funder(organisation: Organisation, year: int) -> list[Tally]:
    """Return the Cap Quartier grants awarded in the year by funder."""
    rows = _cap_quartier(organisation, year).values_list("grant__funder__name", "amount")
    return _summed((name or "Autre financeur", amount) for name, amount in rows)


def cap_quartier_links(organisation: Organisation, year: int) -> dict[str, int]:
    """Return how many of these grants are for a place, and for a home, in a QPV."""
    rows = _cap_quartier(organisation, year).values_list("grant__qpv_link")
    return dict(rows.annotate(Count("pk")))


def project_kinds(cases: QuerySet[Case]) -> list[Tally]:
    """Return the dossiers by kind of project."""
    labels = dict(Case.ProjectKind.choices)
    return _counted(cases, "project_kind", lambda value: labels.get(value, ""))


def priority_areas(cases: QuerySet[Case]) -> list[Tally]:
    """Return the dossiers that stand in a QPV by QPV and town."""
    inside = cases.exclude(qpv_code="")
    return _counted(inside, "qpv_name", str, "town")


def trades(cases: QuerySet[Case]) -> dict[str, int]:
    """Return how many dossiers there are by NAF division (two digits)."""
    found: dict[str, int] = {}
    for code in cases.exclude(naf_code="").values_list("naf_code", flat=True):
        found[code[:2]] = found.get(code[:2], 0) + 1
    return found


def legal_forms(cases: QuerySet[Case]) -> list[Tally]:
    """Return the dossiers by legal form of their structure."""
    return _counted(cases, "structure__legal_form", str)


def axes(organisation: Organisation, cases: QuerySet[Case]) -> list[Tally]:
    """Return how many of the dossiers show each of the five axes, in the order of the axes."""
    rows = EngagementAxis.objects.filter(organisation=organisation, case__in=cases)
    counts = dict(rows.values_list("axis").annotate(Count("case", distinct=True)))
    return [Tally(label, counts.get(axis, 0)) for axis, label in EngagementAxis.Axis.choices]


def axes_per_project(organisation: Organisation, cases: QuerySet[Case]) -> dict[int, int]:
    """Return how many dossiers show one axis, two, three…"""
    rows = EngagementAxis.objects.filter(organisation=organisation, case__in=cases)
    found: dict[int, int] = {}
    for _, count in rows.values_list("case").annotate(Count("axis")):
        found[count] = found.get(count, 0) + 1
    return found


def brsa(organisation: Organisation, year: int, column: str) -> list[Tally]:
    """Return the people of the BRSA register of the year by a column of their file."""
    files = BrsaFile.objects.filter(organisation=organisation, journey__years__year=year)
    return _counted(files, column, str)


def brsa_exit_reasons(organisation: Organisation, year: int) -> list[Tally]:
    """Return why people left the RSA, for those whom the register of the year says out."""
    files = BrsaFile.objects.filter(organisation=organisation, journey__years__year=year).filter(
        Q(journey__years__has_left_rsa=True)
        | Q(journey__years__has_left_rsa=None, has_left_rsa=True, left_rsa_on__year__lte=year)
    )
    return _counted(files, "exit_reason", str)


def brsa_operations(organisation: Organisation, year: int) -> list[Tally]:
    """Return the people of the register by European fund."""
    journeys = Journey.objects.filter(
        organisation=organisation, programme="brsa", years__year=year, operation__isnull=False
    )
    return _counted(journeys, "operation__fund", str)


def acces_plus_themes(organisation: Organisation, year: int) -> list[Tally]:
    """Return how many people worked on each theme of Accès+."""
    files = AccesPlusFile.objects.filter(organisation=organisation, journey__years__year=year)
    counts = files.aggregate(**{f: Count("pk", filter=Q(**{f: True})) for f, _ in THEMES})
    return [Tally(label, counts[name]) for name, label in THEMES]


def difficulties(organisation: Organisation, year: int) -> list[Tally]:
    """Return the DASESS organisations by origin of their difficulties."""
    files = DasessFile.objects.filter(organisation=organisation, journey__years__year=year)
    return _counted(files, "difficulty", str)


def dasess_situations(organisation: Organisation, year: int) -> list[Tally]:
    """Return the DASESS organisations by where they stand at the end of the year."""
    files = DasessFile.objects.filter(organisation=organisation, journey__years__year=year)
    return _counted(files, "situation", str)


def dla_topics(organisation: Organisation, year: int) -> list[Tally]:
    """Return the DLA engagements by topic."""
    journeys = Journey.objects.filter(organisation=organisation, programme="dla", years__year=year)
    return _counted(journeys, "topic", str)


def dla_work(organisation: Organisation, year: int) -> DlaWork:
    """Return what the DLA engagements of the year weigh, each organisation's FTE counted once."""
    journeys = Journey.objects.filter(organisation=organisation, programme="dla", years__year=year)
    found = journeys.aggregate(
        days=Sum("dla__days"), providers=Count("dla__provider", distinct=True)
    )
    costs = journeys.exclude(dla__cost_amount=None).values_list("dla__cost_amount", flat=True)
    helped = Beneficiary.objects.filter(organisation=organisation, year=year).values_list(
        "structure", "fte"
    )
    largest: dict[UUID, Decimal] = {}
    for structure, fte in helped:
        largest[structure] = max(largest.get(structure, ZERO), fte or ZERO)
    return DlaWork(
        days=found["days"] or ZERO,
        cost=sum(costs, ZERO),
        providers=found["providers"],
        fte=sum(largest.values(), ZERO),
    )


def studies(organisation: Organisation, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Return the studies given, with their host and its town."""
    rows = Study.objects.filter(organisation=organisation, pk__in=list(keys))
    return list(
        rows.order_by("journey__number").values(
            "subject", "months", "cost_amount", "potential_jobs",
            host=F("journey__case__structure__name"), town=F("journey__case__town"),
        )
    )  # fmt: skip


def campaigns(organisation: Organisation, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Return the campaigns given with what each collected and from how many givers."""
    rows = Campaign.objects.filter(organisation=organisation, pk__in=list(keys)).annotate(
        collected=Sum("pledges__amount"), givers=Count("pledges__email_key", distinct=True)
    )
    return list(
        rows.order_by("-collected", "name").values(
            "name", "town", "target_amount", "collected", "givers", "holder_status"
        )
    )


def people_who_sat(organisation: Organisation, year: int) -> int:
    """Return how many people sat at least once in a committee of the year."""
    sat = Attendance.objects.filter(
        organisation=organisation, is_present=True, sitting__held_on__range=days_of(year)
    )
    return sat.values("representative").distinct().count()


def _decided(organisation: Organisation, year: int) -> QuerySet[Commitment]:
    return Commitment.objects.filter(
        organisation=organisation, decided_on__range=days_of(year), case__is_stub=False
    ).exclude(state="cancelled")


def _cap_quartier(organisation: Organisation, year: int) -> QuerySet[Commitment]:
    awarded = Commitment.objects.filter(
        organisation=organisation, decided_on__range=days_of(year), instrument__code="cap_quartier"
    )
    return awarded.exclude(state="cancelled").order_by()


def _summed(pairs: Iterable[tuple[str, Decimal]]) -> list[Tally]:
    """Return count and amount by label, the most frequent first; amounts summed exactly."""
    found: dict[str, list[Decimal]] = {}
    for label, amount in pairs:
        found.setdefault(label, []).append(amount or ZERO)
    tallies = [Tally(label, len(amounts), sum(amounts, ZERO)) for label, amounts in found.items()]
    return sorted(tallies, key=lambda tally: (-tally.count, tally.label))


def _counted(
    rows: QuerySet, column: str, label: Callable[[str], str], second: str = ""
) -> list[Tally]:
    """Return how many rows there are by a column (and a second), the most frequent first."""
    columns = (column, second) if second else (column,)
    counts = rows.order_by().values_list(*columns).annotate(Count("pk", distinct=True))
    tallies = [
        Tally(", ".join(label(part) for part in parts if part), number) for *parts, number in counts
    ]
    return sorted((t for t in tallies if t.label), key=lambda tally: (-tally.count, tally.label))
