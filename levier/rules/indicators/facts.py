"""The rows that the figures stand on: plain facts, already read from wherever they are kept.

Every amount is in euros, every number of jobs in full-time equivalents (FTE). Keys are whatever
identifies a thing in its table (a UUID, a number, a text): they are compared, never read. A
`label` is what a person reads in a list; a `case_key` leads to the dossier behind the row.

Two ways of dating a row. What a committee or an accountant did has a day (`decided_on`,
`awarded_on`, `paid_on`, `held_on`), and belongs to the year of that day. What was followed
through a year (a path, an engagement, a campaign) belongs to the yearly registers in which it
stands, and says so in `years`: a later register adds a year to it and changes no other.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Key = Hashable


class Track(StrEnum):
    """The team, and the sheet of the year, that a dossier belongs to."""

    CREATION = "creation"  # bank guarantees for very small businesses
    ENGAGED = "engaged"  # projects with engagement axes
    ESS = "ess"  # organisations of the social economy
    DASESS = "dasess"  # organisations in difficulty


class FinancingKind(StrEnum):
    """What was granted. Only a guarantee has a bank loan behind it."""

    GUARANTEE = "guarantee"
    LOAN = "loan"  # participating or solidarity loan
    CONTRIBUTION = "contribution"  # contrat d'apport associatif, fonds d'amorçage
    ADVANCE = "advance"  # repayable advance


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingFact:
    """One commitment committee that met. `kind` is the French name of its kind, if it has one."""

    key: Key
    label: str
    held_on: date
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFact:
    """One dossier that a committee agreed to: the project, its holder and its jobs.

    `decided_on` is the day of its first favourable decision. `sex` is F, M or X. For DASESS the
    jobs saved are `jobs_consolidated`. `structure_key` is the organisation, or, for the creation
    and engaged tracks, the holder's own company. `is_job_seeker` and `months_registered` are
    those of the day of the decision; None where nobody asked.
    """

    key: Key
    label: str
    case_key: Key
    track: Track
    decided_on: date
    person_key: Key | None = None
    structure_key: Key | None = None
    sex: str = ""
    birth_date: date | None = None
    is_job_seeker: bool | None = None
    months_registered: int | None = None
    jobs_created: Decimal = Decimal(0)
    jobs_consolidated: Decimal = Decimal(0)
    qpv_code: str = ""
    in_zfrr: bool | None = None
    epci_siren: str = ""

    @property
    def jobs(self) -> Decimal:
        """Jobs created or consolidated (FTE)."""
        return self.jobs_created + self.jobs_consolidated


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancingFact:
    """One instrument granted by a committee, set up or not.

    A guarantee has `bank_loan_amount` (the loan behind it) and `guaranteed_amount`; the others
    have `amount`.
    """

    key: Key
    label: str
    case_key: Key
    track: Track
    kind: FinancingKind
    decided_on: date
    structure_key: Key | None = None
    bank_loan_amount: Decimal | None = None
    guaranteed_amount: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantFact:
    """One grant (prime) awarded to a person: `cap_quartier`, `acces_plus`, `engagement`…

    The subsidy of a study-action goes to a host and is no prime: it stands in `StudyFact`.
    """

    key: Key
    label: str
    case_key: Key | None
    scheme: str
    awarded_on: date
    amount: Decimal
    paid_on: date | None = None
    person_key: Key | None = None
    sex: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyFact:
    """One support path: a person's (`brsa`, `acces_plus`) or an engagement (`dla`).

    `years` are those whose register it stands in. `left_rsa_years` are those whose register says
    that the person left the RSA: next year's exit does not change this year's figure.
    `structure_key` is the person's own company, where it is known. `kind` is `individual` or
    `collective`, for a DLA engagement only.
    """

    key: Key
    label: str
    case_key: Key | None
    programme: str
    years: frozenset[int]
    person_key: Key | None = None
    structure_key: Key | None = None
    kind: str = ""
    left_rsa_years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryFact:
    """One organisation that a DLA engagement helped, with its FTE."""

    key: Key
    label: str
    journey_key: Key
    structure_key: Key
    fte: Decimal
    years: frozenset[int]
    case_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineeringFact:
    """One payment to a consultant, or for a study: `dla`, `dasess`, `fidess`, `fonds_ess`…"""

    key: Key
    label: str
    scheme: str
    amount: Decimal
    paid_on: date | None
    structure_key: Key | None = None
    case_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFact:
    """One study-action (FIDESS) that a committee funded."""

    key: Key
    label: str
    case_key: Key | None
    decided_on: date
    structure_key: Key | None = None
    potential_jobs: Decimal = Decimal(0)
    grant_amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFact:
    """One crowdfunding campaign. `commune_code` is the INSEE code of the place it comes from."""

    key: Key
    label: str
    years: frozenset[int]
    target_amount: Decimal
    structure_key: Key | None = None
    commune_code: str = ""
    case_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeFact:
    """One gift to a campaign. `contributor_key` is the giver's normalised e-mail."""

    key: Key
    label: str
    campaign_key: Key
    contributor_key: Key
    amount: Decimal
    given_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    """Everything that may count in a year. It may hold other years too: predicates are dated."""

    sittings: tuple[SittingFact, ...] = ()
    projects: tuple[ProjectFact, ...] = ()
    financings: tuple[FinancingFact, ...] = ()
    grants: tuple[GrantFact, ...] = ()
    journeys: tuple[JourneyFact, ...] = ()
    beneficiaries: tuple[BeneficiaryFact, ...] = ()
    engineering: tuple[EngineeringFact, ...] = ()
    studies: tuple[StudyFact, ...] = ()
    campaigns: tuple[CampaignFact, ...] = ()
    pledges: tuple[PledgeFact, ...] = ()
