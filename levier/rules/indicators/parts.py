"""The parts of each headline figure, team by team and scheme by scheme.

A part may be published on its own in the report, sometimes on another basis (grants awarded where
the whole counts grants paid). An overlap is a part below zero: what several parts count, and the
whole counts once. The exact values of the parts always sum to the exact whole.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from levier.rules.indicators import headline, organisations, paths, small_businesses
from levier.rules.indicators.facts import BeneficiaryFact, FinancingKind, Track
from levier.rules.indicators.measure import Measured, count, distinct, total
from levier.rules.indicators.selection import ACCES_PLUS, CAP_QUARTIER, ENGAGEMENT, Year

SCHEMES = {
    "dla": "DLA",
    "dasess": "DASESS",
    "fidess": "FIDESS",
    "fonds_ess": "Fonds Pas-de-Calais Territoire d’ESS",
    ACCES_PLUS: "Accès\u00a0+",
    CAP_QUARTIER: "Cap Quartier",
    ENGAGEMENT: "Engagement",
}
CREATION, ENGAGED, ESS = "Création (TPE)", "Projets engagés", "ESS"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a headline figure.

    `code` is the figure that the report publishes for it, if any; `basis` says what this figure
    counts otherwise than the part does.
    """

    label: str
    measured: Measured
    code: str | None = None
    basis: str = ""

    @property
    def exact(self) -> Decimal:
        """The value of the part."""
        return self.measured.exact or Decimal(0)

    @property
    def is_overlap(self) -> bool:
        """Whether the part takes away what others count twice."""
        return self.exact < 0


def bank_loans(year: Year) -> list[Part]:
    """Guaranteed bank loans, by team."""
    dasess = total(year.guarantees(Track.DASESS), lambda f: f.bank_loan_amount)
    return [
        Part(CREATION, small_businesses.loans_guaranteed(year), "tpe.loans_guaranteed"),
        Part(
            ENGAGED, organisations.engagement_loans_guaranteed(year), "engagement.loans_guaranteed"
        ),
        Part(ESS, organisations.ess_loans_guaranteed(year), "ess.loans_guaranteed"),
        Part("DASESS", dasess),
    ]


def solidarity_finance(year: Year) -> list[Part]:
    """Loans, contributions and advances, by team."""
    others = [
        f
        for f in year.solidarity(Track.CREATION, Track.DASESS)
        if f.track == Track.CREATION or f.kind != FinancingKind.ADVANCE
    ]
    found = [
        Part(ESS, organisations.ess_solidarity_finance(year), "ess.solidarity_finance"),
        Part(
            ENGAGED, organisations.engagement_solidarity_loans(year), "engagement.solidarity_loans"
        ),
        Part("DASESS", organisations.dasess_repayable_advances(year), "dasess.repayable_advances"),
    ]
    if others:
        found.append(Part("Autres concours", total(others, lambda f: f.amount)))
    return found


def committees(year: Year) -> list[Part]:
    """Committees, by kind."""
    kinds = sorted({s.kind for s in year.sittings})
    return [
        Part(kind or "Sans type", count([s for s in year.sittings if s.kind == kind]))
        for kind in kinds
    ]


def engineering(year: Year) -> list[Part]:
    """Engineering credits, by scheme."""
    schemes = _schemes(e.scheme for e in year.engineering)
    return [
        Part(
            SCHEMES.get(scheme, scheme),
            total([e for e in year.engineering if e.scheme == scheme], lambda e: e.amount),
        )
        for scheme in schemes
    ]


def grants(year: Year) -> list[Part]:
    """Grants paid, by scheme. The report publishes the Cap Quartier ones as awarded."""
    codes = {CAP_QUARTIER: "cap_quartier.awarded", ENGAGEMENT: "engagement.grants"}
    awarded = [g.scheme for g in year.grants_awarded if g.scheme in codes]
    schemes = _schemes([*awarded, *(g.scheme for g in year.grants_paid)])
    return [
        Part(
            SCHEMES.get(scheme, scheme),
            total([g for g in year.grants_paid if g.scheme == scheme], lambda g: g.amount),
            codes.get(scheme),
            "primes attribuées dans l’année, et non primes payées"
            if scheme == CAP_QUARTIER
            else "",
        )
        for scheme in schemes
    ]


def jobs(year: Year) -> list[Part]:
    """Jobs, by team; organisations that stand in several registers are taken away."""
    engaged = total(year.projects_of(Track.ENGAGED), lambda p: p.jobs)
    dla = _jobs_of_beneficiaries(year)
    found = [
        Part(CREATION, small_businesses.jobs(year), "tpe.jobs"),
        Part(ENGAGED, engaged),
        Part(ESS, organisations.ess_jobs(year), "ess.jobs"),
        Part("DASESS", organisations.dasess_jobs_saved(year), "dasess.jobs_saved"),
        Part("DLA", dla),
    ]
    return _with_overlap(found, headline.jobs(year), "Structures de plusieurs registres")


def supported(year: Year) -> list[Part]:
    """People and organisations, by what brought them; those met twice are taken away."""
    paid_or_awarded = dict.fromkeys((*year.grants_awarded, *year.grants_paid))
    holders = "projets, et non personnes"
    found = [
        Part(CREATION, _holders(year, Track.CREATION), "tpe.projects", holders),
        Part(ENGAGED, _holders(year, Track.ENGAGED), "engagement.projects", holders),
        Part("BRSA", paths.brsa_people(year), "brsa.people"),
        Part(SCHEMES[ACCES_PLUS], paths.acces_plus_entrepreneurs(year), "acces_plus.entrepreneurs"),
        Part("Primes", distinct(paid_or_awarded, lambda g: g.person_key)),
        Part(ESS, organisations.ess_organisations(year), "ess.organisations"),
        Part("DASESS", organisations.dasess_organisations(year), "dasess.organisations"),
        Part("DLA", organisations.dla_organisations(year), "dla.organisations"),
        Part("FIDESS", distinct(year.studies, lambda row: row.structure_key)),
        Part(
            "Propulsons\u202f!",
            distinct(year.campaigns, lambda row: row.structure_key),
            "propulsons.campaigns",
            "campagnes, et non porteurs",
        ),
        Part("Ingénierie", distinct(year.engineering, lambda row: row.structure_key)),
    ]
    return _with_overlap(found, headline.supported(year), "Comptés une seule fois")


PARTS: dict[str, Callable[[Year], list[Part]]] = {
    "headline.bank_loans_guaranteed": bank_loans,
    "headline.solidarity_finance": solidarity_finance,
    "headline.committees": committees,
    "headline.engineering_credits": engineering,
    "headline.grants": grants,
    "headline.jobs": jobs,
    "headline.supported": supported,
}


def _schemes(found: Iterable[str]) -> list[str]:
    """Return the schemes found, the known ones first and in their order."""
    names = set(found)
    return [s for s in SCHEMES if s in names] + sorted(names - SCHEMES.keys())


def _holders(year: Year, track: Track) -> Measured:
    """Return the distinct holders of the projects of a team."""
    return distinct(year.projects_of(track), lambda p: p.person_key)


def _jobs_of_beneficiaries(year: Year) -> Measured:
    """Return the FTE of the organisations of the DLA, each once."""
    largest: dict[Hashable, BeneficiaryFact] = {}
    for row in year.beneficiaries:
        known = largest.get(row.structure_key)
        if known is None or row.fte > known.fte:
            largest[row.structure_key] = row
    return total(largest.values(), lambda b: b.fte)


def _with_overlap(parts: list[Part], whole: Measured, label: str) -> list[Part]:
    """Return the parts, and below zero what the whole counts once and they several times."""
    overlap = (whole.exact or Decimal(0)) - sum((p.exact for p in parts), Decimal(0))
    return [*parts, Part(label, Measured(overlap, 0, ()))] if overlap else parts
