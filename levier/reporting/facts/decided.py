"""What committees decided: sittings, projects, financings, grants, studies."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.catalogue.models import InstrumentKind
from levier.committees.models import Decision, Outcome, Sitting
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.reporting.facts import keys
from levier.reporting.facts.scope import Scope
from levier.rules.indicators.facts import (
    FinancingFact,
    FinancingKind,
    GrantFact,
    ProjectFact,
    SittingFact,
    StudyFact,
    Track,
)
from levier.support.models import Study

TRACKS = [track.value for track in Track]
# Where the catalogue and the report name a scheme otherwise.
SCHEME_OF = {"prime_engagement": "engagement"}
FAVOURABLE = (Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS)


def sittings(organisation: Organisation, year: int, scope: Scope) -> Iterator[SittingFact]:
    """Yield the committees held in the year; those only planned did not meet yet."""
    rows = (
        Sitting.objects.filter(scope.of_sitting(), organisation=organisation)
        .held_in(year)
        .exclude(state=Sitting.State.PLANNED)
        .order_by("held_on", "number")
        .values_list("pk", "number", "held_on", "committee__label")
    )
    for pk, number, held_on, kind in rows:
        yield SittingFact(
            key=keys.row_key(keys.SITTING, pk), label=number, held_on=held_on, kind=kind or ""
        )


def projects(organisation: Organisation, year: int, scope: Scope) -> Iterator[ProjectFact]:
    """Yield the dossiers to which a committee of the year said yes, with their first such day."""
    first_day, last_day = keys.days_of(year)
    granted, agreed = _granted_to_case(), _agreed_without_commitment()
    rows = (
        Case.objects.filter(
            scope.of_case(""), organisation=organisation, track__in=TRACKS, is_stub=False
        )
        .filter(
            Exists(granted.filter(decided_on__range=(first_day, last_day)))
            | Exists(agreed.filter(decided_on__range=(first_day, last_day)))
        )
        .annotate(
            granted_on=Subquery(granted.order_by("decided_on").values("decided_on")[:1]),
            agreed_on=Subquery(agreed.order_by("decided_on").values("decided_on")[:1]),
        )
        .order_by("number")
        .values(
            "pk", "number", "title", "track", "person_id", "structure_id", "is_job_seeker",
            "months_registered", "jobs_created", "jobs_consolidated", "qpv_code", "in_zfrr",
            "epci_siren", "granted_on", "agreed_on",
            name=F("structure__name"),
            first_name=F("person__first_name"),
            last_name=F("person__last_name"),
            sex=F("person__sex"),
            birth_date=F("person__birth_date"),
        )
    )  # fmt: skip
    for row in rows:
        yield _project(row)


def financings(organisation: Organisation, year: int, scope: Scope) -> Iterator[FinancingFact]:
    """Yield the guarantees, loans, contributions and advances granted in the year."""
    rows = (
        Commitment.objects.filter(
            scope.of_case(),
            organisation=organisation,
            decided_on__range=keys.days_of(year),
            case__track__in=TRACKS,
            case__is_stub=False,
        )
        .exclude(kind=InstrumentKind.GRANT)
        .exclude(state="cancelled")
        .order_by("case__number", "number")
        .values_list(
            "pk", "case_id", "case__number", "case__structure__name", "case__title",
            "case__track", "case__structure_id", "kind", "decided_on", "amount",
            "guarantee__loan_amount", "guarantee__guaranteed_amount",
        )
    )  # fmt: skip
    for (
        pk,
        case,
        number,
        name,
        title,
        track,
        structure,
        kind,
        day,
        amount,
        loan,
        guaranteed,
    ) in rows:
        is_guarantee = kind == InstrumentKind.GUARANTEE
        yield FinancingFact(
            key=keys.row_key(keys.COMMITMENT, pk),
            label=keys.titled(number, name or title),
            case_key=str(case),
            track=Track(track),
            kind=FinancingKind(kind),
            decided_on=day,
            structure_key=structure,
            bank_loan_amount=loan,
            guaranteed_amount=guaranteed,
            amount=None if is_guarantee else amount,
        )


def grants(organisation: Organisation, year: int, scope: Scope) -> Iterator[GrantFact]:
    """Yield the grants to people, awarded or paid in the year, every scheme."""
    days = keys.days_of(year)
    rows = (
        Commitment.objects.filter(
            Q(decided_on__range=days) | Q(set_up_on__range=days),
            scope.of_case(),
            organisation=organisation,
            kind=InstrumentKind.GRANT,
            grant__person__isnull=False,
        )
        .exclude(state="cancelled")
        .order_by("number")
        .values_list(
            "pk", "number", "case_id", "grant__goes_with_id", "instrument__code", "decided_on",
            "set_up_on", "amount", "grant__person_id", "grant__person__first_name",
            "grant__person__last_name", "grant__person__sex", "grant__person__birth_date",
        )
    )  # fmt: skip
    for (
        pk,
        number,
        case,
        goes_with,
        code,
        day,
        paid_on,
        amount,
        person,
        first,
        last,
        sex,
        born,
    ) in rows:
        yield GrantFact(
            key=keys.row_key(keys.COMMITMENT, pk),
            label=keys.titled(number, f"{first} {last}".strip()),
            case_key=str(goes_with or case),
            scheme=SCHEME_OF.get(code, code),
            awarded_on=day,
            amount=amount,
            paid_on=paid_on,
            person_key=person,
            sex=sex,
            birth_date=born,
        )


def studies(organisation: Organisation, year: int, scope: Scope) -> Iterator[StudyFact]:
    """Yield the studies whose grant, or else whose agreement, was decided in the year."""
    grant = Commitment.objects.filter(
        case=OuterRef("journey__case"), kind=InstrumentKind.GRANT
    ).exclude(state="cancelled")
    agreed = Decision.objects.filter(item__case=OuterRef("journey__case"), outcome__in=FAVOURABLE)
    rows = (
        Study.objects.filter(scope.of_case("journey__case__"), organisation=organisation)
        .annotate(
            granted_amount=Subquery(grant.order_by("decided_on").values("amount")[:1]),
            day=Coalesce(
                Subquery(grant.order_by("decided_on").values("decided_on")[:1]),
                Subquery(agreed.order_by("decided_on").values("decided_on")[:1]),
            ),
        )
        .filter(day__range=keys.days_of(year))
        .order_by("journey__number")
        .values_list(
            "pk", "journey__number", "subject", "journey__case_id",
            "journey__case__structure_id", "potential_jobs", "granted_amount", "day",
        )
    )  # fmt: skip
    for pk, number, subject, case, structure, jobs, amount, day in rows:
        yield StudyFact(
            key=keys.row_key(keys.STUDY, pk),
            label=keys.titled(number, subject),
            case_key=str(case),
            decided_on=day,
            structure_key=structure,
            potential_jobs=jobs or ZERO,
            grant_amount=amount or ZERO,
        )


def _granted_to_case() -> QuerySet:
    """Commitments other than grants that were not cancelled, of the dossier outside."""
    granted = Commitment.objects.filter(case=OuterRef("pk")).exclude(kind=InstrumentKind.GRANT)
    return granted.exclude(state="cancelled")


def _agreed_without_commitment() -> QuerySet:
    """Favourable decisions that open no commitment (support alone), changes of others aside."""
    return Decision.objects.filter(
        item__case=OuterRef("pk"),
        outcome__in=FAVOURABLE,
        commitment=None,
        amendments=None,
        loan_proposals=None,
    )


def _project(row: dict) -> ProjectFact:
    holder = f"{row['first_name'] or ''} {row['last_name'] or ''}".strip()
    days = [day for day in (row["granted_on"], row["agreed_on"]) if day]
    return ProjectFact(
        key=keys.row_key(keys.CASE, row["pk"]),
        label=keys.titled(row["number"], row["name"] or holder or row["title"]),
        case_key=str(row["pk"]),
        track=Track(row["track"]),
        decided_on=min(days),
        person_key=row["person_id"],
        structure_key=row["structure_id"],
        sex=row["sex"] or "",
        birth_date=row["birth_date"],
        is_job_seeker=row["is_job_seeker"],
        months_registered=row["months_registered"],
        jobs_created=row["jobs_created"] or ZERO,
        jobs_consolidated=row["jobs_consolidated"] or ZERO,
        qpv_code=row["qpv_code"],
        in_zfrr=row["in_zfrr"],
        epci_siren=row["epci_siren"],
    )
