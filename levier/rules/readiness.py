"""What a dossier still misses before it may go to the committee, named one by one.

Each `Missing` says what to do, in French, and `where` (the tab of the dossier) to do it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from levier.kernel.french import NBSP, euros, numeric_date
from levier.rules.financing_plan import Line, balance_of

DIMENSIONS = {
    "team": "Équipe dirigeante",
    "organisation": "Organisation",
    "environment_strategy": "Environnement et stratégie",
    "social_impact": "Impact social",
    "economy_finance": "Économie et finances",
}
EXTREME_RATINGS = (1, 4)


@dataclass(frozen=True, slots=True)
class PieceFact:
    """A piece that the committee requires. `status`: required, received, checked or rejected."""

    label: str
    status: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class RatingFact:
    """The rating of one dimension, from 1 to 4, and its comment."""

    rating: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RequestFact:
    """One instrument requested.

    `amount` in euros; a guarantee needs its `loan_amount` as well. `verdict` is that of its
    eligibility: yes, no, not_yet, to_check, or empty when nobody evaluated it.
    """

    label: str
    amount: Decimal | None
    is_guarantee: bool = False
    loan_amount: Decimal | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What a dossier holds on the day when one asks whether it is ready.

    `is_organisation`: the holder is an organisation (its name and SIRET identify it), not a
    person (name and birth date). Jobs are FTE, None when nobody filled them in.
    """

    is_organisation: bool = False
    holder_name: str = ""
    birth_date: date | None = None
    siret: str = ""
    commune_code: str = ""
    description: str = ""
    needs: Sequence[Line] = ()
    resources: Sequence[Line] = ()
    pieces: Sequence[PieceFact] = ()
    ratings: Mapping[str, RatingFact] = field(default_factory=dict)
    opinion: str = ""
    opinion_text: str = ""
    requests: Sequence[RequestFact] = ()
    jobs_created: Decimal | None = None
    jobs_consolidated: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do before the committee, and where."""

    code: str
    label: str
    where: str


def missing_for_committee(facts: CaseFacts, on: date) -> list[Missing]:
    """Return everything that the dossier misses on `on`; an empty list when it is ready."""
    return [
        *_identity(facts),
        *_project(facts),
        *_requests(facts),
        *_plan(facts),
        *_pieces(facts, on),
        *_analysis(facts),
        *_opinion(facts),
    ]


def _identity(facts: CaseFacts) -> Iterator[Missing]:
    if not facts.holder_name:
        holder = "la structure" if facts.is_organisation else "le porteur de projet"
        yield Missing("holder", f"Indiquez {holder}", "people")
    elif facts.is_organisation and not facts.siret:
        yield Missing("siret", f"SIRET de la structure ({facts.holder_name})", "people")
    elif not facts.is_organisation and facts.birth_date is None:
        yield Missing("birth_date", f"Date de naissance du porteur ({facts.holder_name})", "people")


def _project(facts: CaseFacts) -> Iterator[Missing]:
    if not facts.commune_code:
        yield Missing("commune", "Commune du projet", "project")
    if not facts.description.strip():
        yield Missing("description", "Présentation du projet", "project")
    if facts.jobs_created is None or facts.jobs_consolidated is None:
        yield Missing("jobs", "Emplois créés et consolidés (0 s’il n’y en a pas)", "project")


def _requests(facts: CaseFacts) -> Iterator[Missing]:
    """A request needs its amount, a guarantee its loan, and no verdict may say no."""
    if not facts.requests:
        yield Missing("request", "Au moins un instrument demandé", "plan")
    for request in facts.requests:
        name = f"«{NBSP}{request.label}{NBSP}»"
        if request.amount is None or request.amount <= 0:
            yield Missing("request_amount", f"Montant proposé pour {name}", "plan")
        if request.is_guarantee and not request.loan_amount:
            yield Missing("request_loan", f"Prêt bancaire garanti par {name}", "plan")
        if request.verdict == "no":
            yield Missing("not_eligible", f"{name} n’est pas éligible", "eligibility")
        elif not request.verdict:
            yield Missing("eligibility", f"Éligibilité de {name} à évaluer", "eligibility")


def _plan(facts: CaseFacts) -> Iterator[Missing]:
    balance = balance_of(facts.needs, facts.resources)
    if balance.needs <= 0:
        yield Missing("plan", "Besoins du plan de financement", "plan")
    elif balance.gap < 0:
        yield Missing("plan_gap", f"Il manque {euros(-balance.gap)} de ressources", "plan")
    elif balance.gap > 0:
        yield Missing(
            "plan_gap", f"Les ressources dépassent les besoins de {euros(balance.gap)}", "plan"
        )


def _pieces(facts: CaseFacts, on: date) -> Iterator[Missing]:
    """A piece counts once it is checked and still valid."""
    sayings = {
        "required": ("piece_required", "pas reçue"),
        "received": ("piece_received", "reçue, à vérifier"),
        "rejected": ("piece_rejected", "refusée, à redemander"),
    }
    for piece in facts.pieces:
        if piece.status != "required" and piece.expires_on is not None and piece.expires_on < on:
            day = numeric_date(piece.expires_on)
            yield Missing(
                "piece_expired", f"{piece.label}{NBSP}: périmée (valable jusqu’au {day})", "pieces"
            )
        elif piece.status in sayings:
            code, saying = sayings[piece.status]
            yield Missing(code, f"{piece.label}{NBSP}: {saying}", "pieces")


def _analysis(facts: CaseFacts) -> Iterator[Missing]:
    """Five dimensions are rated; the lowest and the highest ratings are explained."""
    for code, label in DIMENSIONS.items():
        rating = facts.ratings.get(code)
        if rating is None:
            yield Missing("rating", f"Note «{NBSP}{label}{NBSP}»", "analysis")
        elif rating.rating in EXTREME_RATINGS and not rating.comment.strip():
            yield Missing(
                "rating_comment",
                f"Commentaire de la note {rating.rating} «{NBSP}{label}{NBSP}»",
                "analysis",
            )


def _opinion(facts: CaseFacts) -> Iterator[Missing]:
    if not facts.opinion:
        yield Missing("opinion", "Avis du conseiller", "analysis")
    elif not facts.opinion_text.strip():
        yield Missing("opinion_text", "Motif de l’avis du conseiller", "analysis")
