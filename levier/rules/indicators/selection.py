"""Which rows belong to a year. Each dated predicate is written here, once.

Decisions count in the year of the committee, payments in the year of the payment, what is
followed through the year in the years of its registers. Nothing that happens or is imported
later changes what a past year holds.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from levier.rules.indicators.facts import (
    BeneficiaryFact,
    CampaignFact,
    EngineeringFact,
    FinancingFact,
    FinancingKind,
    GrantFact,
    JourneyFact,
    PledgeFact,
    ProjectFact,
    SittingFact,
    StudyFact,
    Track,
    YearFacts,
)

BRSA, ACCES_PLUS, DLA = "brsa", "acces_plus", "dla"
CAP_QUARTIER, ENGAGEMENT = "cap_quartier", "engagement"


@dataclass(frozen=True)
class Year:
    """The rows of `facts` that belong to `year`, by kind."""

    facts: YearFacts
    year: int

    @cached_property
    def sittings(self) -> list[SittingFact]:
        """Committees held in the year."""
        return [s for s in self.facts.sittings if s.held_on.year == self.year]

    @cached_property
    def projects(self) -> list[ProjectFact]:
        """Projects decided in the year, every team."""
        return [p for p in self.facts.projects if p.decided_on.year == self.year]

    def projects_of(self, *tracks: Track) -> list[ProjectFact]:
        """Projects decided in the year by the teams named."""
        return [p for p in self.projects if p.track in tracks]

    @cached_property
    def financings(self) -> list[FinancingFact]:
        """Instruments granted in the year, every team, set up or not."""
        return [f for f in self.facts.financings if f.decided_on.year == self.year]

    def guarantees(self, *tracks: Track) -> list[FinancingFact]:
        """Guarantees granted in the year; every team when none is named."""
        return [
            f
            for f in self.financings
            if f.kind == FinancingKind.GUARANTEE and (not tracks or f.track in tracks)
        ]

    def solidarity(self, *tracks: Track) -> list[FinancingFact]:
        """Loans, contributions and advances granted in the year; every team when none is named."""
        return [
            f
            for f in self.financings
            if f.kind != FinancingKind.GUARANTEE and (not tracks or f.track in tracks)
        ]

    @cached_property
    def grants_awarded(self) -> list[GrantFact]:
        """Grants awarded by a committee of the year, paid or not."""
        return [g for g in self.facts.grants if g.awarded_on.year == self.year]

    @cached_property
    def grants_paid(self) -> list[GrantFact]:
        """Grants paid in the year, whenever they were awarded."""
        return [g for g in self.facts.grants if g.paid_on and g.paid_on.year == self.year]

    def journeys(self, programme: str, kind: str = "") -> list[JourneyFact]:
        """Paths of the programme that stand in the register of the year."""
        return [
            j
            for j in self.facts.journeys
            if j.programme == programme and self.year in j.years and kind in ("", j.kind)
        ]

    @cached_property
    def beneficiaries(self) -> list[BeneficiaryFact]:
        """Organisations helped by a DLA engagement of the year, one row an engagement."""
        return [b for b in self.facts.beneficiaries if self.year in b.years]

    @cached_property
    def engineering(self) -> list[EngineeringFact]:
        """Consultants and studies paid in the year."""
        return [e for e in self.facts.engineering if e.paid_on and e.paid_on.year == self.year]

    @cached_property
    def studies(self) -> list[StudyFact]:
        """Study-actions decided in the year."""
        return [s for s in self.facts.studies if s.decided_on.year == self.year]

    @cached_property
    def campaigns(self) -> list[CampaignFact]:
        """Crowdfunding campaigns of the year."""
        return [c for c in self.facts.campaigns if self.year in c.years]

    @cached_property
    def pledges(self) -> list[PledgeFact]:
        """Gifts to the campaigns of the year."""
        keys = {c.key for c in self.campaigns}
        return [p for p in self.facts.pledges if p.campaign_key in keys]

    @cached_property
    def ess_organisations(self) -> dict[Hashable, list[FinancingFact]]:
        """Organisations of the social economy financed in the year, with what each received."""
        found: dict[Hashable, list[FinancingFact]] = {}
        for financing in self.financings:
            if financing.track == Track.ESS and financing.structure_key is not None:
                found.setdefault(financing.structure_key, []).append(financing)
        return found
