"""The expertise note of a dossier: what the committee reads, gathered from its rows."""

from datetime import date
from decimal import Decimal

from levier.cases.models import AttentionPoint, Case, FundingRequest, Piece, PlanLine
from levier.cases.services import evaluate_case
from levier.kernel.dates import whole_years_between
from levier.kernel.french import NBSP, euros, number, percent, short_date
from levier.kernel.money import ZERO
from levier.rendering import documents as d
from levier.rendering.pdf import Pdf
from levier.workflows.forecast_summary import forecast_summary
from levier.workflows.letterhead import letterhead, months_text, request_line

_ANSWERS = {
    "yes": d.Badge("oui", "pre"),
    "no": d.Badge("non", "brique"),
    "not_yet": d.Badge("pas encore", "ocre"),
    "to_check": d.Badge("à vérifier", "ocre"),
}
_PIECES = {
    Piece.Status.REQUIRED: "ocre",
    Piece.Status.RECEIVED: "mer",
    Piece.Status.CHECKED: "pre",
    Piece.Status.REJECTED: "brique",
}
_OPINIONS = {"favourable": "pre", "reserved": "ocre", "unfavourable": "brique"}


def render_expertise_note(case: Case, on: date) -> Pdf:
    """Return the note of a dossier as a PDF, as its rows stand on `on`."""
    return d.render_note(note_data(case, on))


def note_data(case: Case, on: date) -> d.NoteData:
    """Return what the note of a dossier says."""
    requests = list(
        case.requests.exclude(state=FundingRequest.State.WITHDRAWN).select_related(
            "instrument", "bank"
        )
    )
    points = list(case.attention_points.all())
    forecast, forecast_comment = forecast_summary(case, on)
    badge = None
    if case.opinion:
        badge = d.Badge(case.get_opinion_display(), _OPINIONS[case.opinion])
    return d.NoteData(
        title=f"Note d’expertise, dossier {case.number}",
        produced_on=on,
        house=letterhead(case.organisation),
        kind="Note d’expertise",
        case_number=case.number,
        headline=case.title or case.holder_name,
        identity=_identity(case),
        amounts=_amounts(case, requests),
        project=case.description or "Projet non décrit.",
        adviser=case.advisor.full_name if case.advisor else "non attribué",
        opinion=case.opinion_text or "Avis non rédigé.",
        opinion_badge=badge,
        people=_people(case, on),
        plan=_plan(case),
        bank_terms=_bank_terms(requests),
        forecast=forecast,
        forecast_comment=forecast_comment,
        ratings=_ratings(case),
        risks=[(p.text, p.answer) for p in points if p.kind == AttentionPoint.Kind.RISK],
        watch_points=[
            f"{p.text} {p.answer}".strip() for p in points if p.kind == AttentionPoint.Kind.WATCH
        ],
        axes=[
            d.EngagementAxis(axis.get_axis_display(), [axis.proof or "preuve à joindre"])
            for axis in case.axes.all()
        ],
        jobs=_jobs(case),
        verdicts=_verdicts(case, requests, on),
        pieces=_pieces(case, on),
        confidential="Réservé aux membres du comité appelés sur ce dossier.",
    )


def _identity(case: Case) -> list[d.Pair]:
    facts = [
        ("Filière", case.get_track_display()),
        ("Porteur", str(case.person) if case.person else ""),
        ("Structure", str(case.structure) if case.structure else ""),
        ("SIRET", case.structure.siret if case.structure else ""),
        ("Type de projet", case.get_project_kind_display()),
        ("Commune", f"{case.postcode} {case.town}".strip()),
        ("QPV du projet", case.qpv_name or case.qpv_code),
        ("ZFRR", {True: "oui", False: "non", None: "à vérifier"}[case.in_zfrr]),
        ("Objet", case.purpose),
        ("Agence", str(case.office) if case.office else ""),
        ("Convention", str(case.agreement) if case.agreement else ""),
        ("Opération européenne", str(case.operation) if case.operation else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _amounts(case: Case, requests: list[FundingRequest]) -> list[tuple[str, str, str]]:
    """Return the four key figures: (amount, what, precision)."""
    found = []
    for request in requests[:3]:
        if request.loan_amount:
            found.append((euros(request.loan_amount), "emprunt", str(request.bank or "")))
        if request.amount:
            note = percent(request.quota) if request.quota else ""
            found.append((euros(request.amount), "proposé", f"{request.instrument} {note}".strip()))
    jobs = (case.jobs_created or ZERO) + (case.jobs_consolidated or ZERO)
    if jobs:
        found.append((number(jobs), "emplois", "créés ou consolidés"))
    return found[:4]


def _people(case: Case, on: date) -> list[d.Person]:
    found = []
    if case.person:
        age = ""
        if case.person.birth_date:
            age = f"{whole_years_between(case.person.birth_date, on)}{NBSP}ans"
        facts = [
            ("Âge", age),
            ("Situation à l’entrée", case.situation),
            ("Minima sociaux", case.minima),
        ]
        found.append(d.Person(str(case.person), "porteur de projet", [f for f in facts if f[1]]))
    found += [
        d.Person(str(party.person or party.structure), party.role)
        for party in case.parties.select_related("person", "structure")
    ]
    return found


def _plan(case: Case) -> d.Plan | None:
    lines = [line for line in case.plan_lines.all() if line.counts and line.amount]
    if not lines:
        return None
    needs = [line for line in lines if line.side == PlanLine.Side.NEED]
    resources = [line for line in lines if line.side == PlanLine.Side.RESOURCE]
    total_needs = sum((line.amount for line in needs), ZERO)
    total_resources = sum((line.amount for line in resources), ZERO)
    gap = total_resources - total_needs
    top = max(total_needs, total_resources)
    return d.Plan(
        needs=[_plan_line(line, top) for line in needs],
        resources=[_plan_line(line, top) for line in resources],
        needs_total=euros(total_needs),
        resources_total=euros(total_resources),
        gap=euros(gap) if gap else "",
        tilt=(gap > 0) - (gap < 0),
    )


def _plan_line(line: PlanLine, top: Decimal) -> d.PlanLine:
    state = None
    if line.side == PlanLine.Side.RESOURCE:
        firm = line.status == PlanLine.Status.FIRM
        state = d.Badge(line.get_status_display(), "pre" if firm else "ocre")
    return d.PlanLine(str(line), euros(line.amount), line.amount / top, line.partner, state)


def _bank_terms(requests: list[FundingRequest]) -> list[d.Pair]:
    terms: list[d.Pair] = []
    for request in requests:
        terms.append((str(request.instrument), request_line(request)))
        if request.bank:
            terms += [
                ("Durée", months_text(request.months, request.deferral_months)),
                ("Sûretés demandées", request.securities),
                (
                    "Caution personnelle",
                    euros(request.surety_amount) if request.surety_amount else "aucune",
                ),
            ]
    return [(label, value) for label, value in terms if value]


def _ratings(case: Case) -> list[d.Rating]:
    rated = {row.dimension: row for row in case.ratings.all()}
    dimensions = case.ratings.model.Dimension.choices
    return [
        d.Rating(label, rated[code].rating, rated[code].comment)
        if code in rated
        else d.Rating(label, 0)
        for code, label in dimensions
    ]


def _jobs(case: Case) -> d.Table | None:
    rows = [("Emplois créés", case.jobs_created), ("Emplois consolidés", case.jobs_consolidated)]
    known = [(label, number(value)) for label, value in rows if value is not None]
    return d.Table(("Emplois (ETP)", "Nombre"), known, ("g", "d")) if known else None


def _verdicts(case: Case, requests: list[FundingRequest], on: date) -> list[d.Verdict]:
    """Return the verdicts of the instruments asked for, with each condition."""
    asked = {request.instrument_id for request in requests}
    found = []
    for each in evaluate_case(case, on):
        if each.instrument.pk not in asked:
            continue
        verdict = each.verdict
        found.append(
            d.Verdict(
                each.instrument.label,
                _ANSWERS[verdict.verdict.value],
                amount=f"jusqu’à {euros(verdict.max_amount)}" if verdict.max_amount else "",
                reason=each.version.source,
                conditions=[
                    d.ConditionRead(
                        c.label, _ANSWERS[c.result.value], str(c.fact or ""), str(c.source or "")
                    )
                    for c in verdict.conditions
                ],
            )
        )
    return found


def _pieces(case: Case, on: date) -> list[tuple[str, d.Badge, str]]:
    found = []
    for piece in case.pieces.select_related("kind"):
        if piece.is_expired_on(on):
            badge = d.Badge("expirée", "brique")
        else:
            badge = d.Badge(piece.get_status_display(), _PIECES[piece.status])
        received = f"reçue le {short_date(piece.received_on)}" if piece.received_on else ""
        found.append((str(piece.kind), badge, received or piece.comment))
    return found
