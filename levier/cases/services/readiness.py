"""« Prêt pour le comité » : what the dossier still misses, read from its rows."""

from datetime import date

from levier.cases.models import Case, FundingRequest, PlanLine
from levier.rules import financing_plan
from levier.rules.financing_plan import Line, Source
from levier.rules.readiness import (
    CaseFacts,
    Missing,
    PieceFact,
    RatingFact,
    RequestFact,
)
from levier.rules.readiness import (
    missing_for_committee as missing_in,
)

SOURCES = {
    PlanLine.Nature.OWN_CASH: Source.OWN,
    PlanLine.Nature.OWN_KIND: Source.OWN,
    PlanLine.Nature.ASSOCIATE: Source.OWN,
    PlanLine.Nature.BANK_LOAN: Source.BANK_LOAN,
    PlanLine.Nature.SOLIDARITY: Source.HOUSE,
    PlanLine.Nature.GRANT: Source.HOUSE,
}
VOLUNTARY = (PlanLine.Nature.VOLUNTARY, PlanLine.Nature.VOLUNTARY_USE)


def missing_for_committee(case: Case, on: date) -> list[Missing]:
    """Return everything that the dossier misses on `on`, each with the tab where to do it."""
    return missing_in(facts_of(case), on)


def facts_of(case: Case) -> CaseFacts:
    """Return what the dossier holds, as the rule of readiness reads it (six queries at most)."""
    lines = list(case.plan_lines.all())
    person, structure = case.person, case.structure
    holder = person or structure
    return CaseFacts(
        is_organisation=person is None and structure is not None,
        holder_name=str(holder) if holder else "",
        birth_date=person.birth_date if person else None,
        siret=structure.siret if structure else "",
        commune_code=case.commune_code,
        description=case.description,
        needs=side_of(lines, PlanLine.Side.NEED),
        resources=side_of(lines, PlanLine.Side.RESOURCE),
        pieces=[
            PieceFact(str(piece.kind), piece.status, piece.expires_on)
            for piece in case.pieces.all()
            if piece.is_mandatory
        ],
        ratings={row.dimension: RatingFact(row.rating, row.comment) for row in case.ratings.all()},
        opinion=case.opinion,
        opinion_text=case.opinion_text,
        requests=_requests(case),
        jobs_created=case.jobs_created,
        jobs_consolidated=case.jobs_consolidated,
    )


def side_of(lines: list[PlanLine], side: str) -> list[Line]:
    """Return one side of the plan as the rules read it: refused resources are left out."""
    return [
        Line(
            label=str(line),
            amount=line.amount,
            source=SOURCES.get(line.nature, Source.OTHER),
            years=line.years,
            partner=line.partner,
            is_voluntary=line.nature in VOLUNTARY,
        )
        for line in lines
        if line.side == side and line.counts
    ]


def balance(lines: list[PlanLine]) -> financing_plan.Balance:
    """Return the balance of these lines."""
    return financing_plan.balance_of(
        side_of(lines, PlanLine.Side.NEED), side_of(lines, PlanLine.Side.RESOURCE)
    )


def _requests(case: Case) -> list[RequestFact]:
    verdicts: dict = {}
    for row in case.eligibility_records.all():  # the newest first: the first one met is kept
        verdicts.setdefault(row.version.instrument_id, row.verdict)
    return [
        RequestFact(
            label=str(request.instrument),
            amount=request.amount,
            is_guarantee=request.instrument.kind == "guarantee",
            loan_amount=request.loan_amount,
            verdict=verdicts.get(request.instrument_id, ""),
        )
        for request in case.requests.all()
        if request.state != FundingRequest.State.WITHDRAWN
    ]
