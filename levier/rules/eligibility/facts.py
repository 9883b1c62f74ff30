"""What is known of a dossier on a day. None means unknown; it never means no.

For a text, the empty text is a known absence: `qpv=""` is « not in a QPV », `minima=""` « no
minimum income ». Amounts are in euros, durations in months, shares are fractions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from levier.kernel.dates import whole_months_between, whole_years_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The holder of the project.

    `is_job_seeker` and `months_registered` are those of the day of entry, where the house wrote
    them down; otherwise they follow from `job_seeker_since`. `ficp_registered`: in the file of
    who did not repay personal loans, as the holder shows it. `designated_operator`: the request
    goes through an operator that the region designated.
    """

    birth_date: date | None = None
    sex: str | None = None  # F, M, X
    job_seeker_since: date | None = None
    is_job_seeker: bool | None = None
    months_registered: int | None = None
    minima: str | None = None  # RSA, ASS, AAH, or empty
    iae_criteria: frozenset[str] | None = None
    home_qpv: str | None = None
    home_commune: str | None = None
    ficp_registered: bool | None = None
    designated_operator: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """The business or organisation. `in_zfrr` is what the zones say of its commune on the day.

    `difficulty_shown` is a difficulty that no loss shows: a strategic funding or market lost, a
    marked fall of equity. Somebody appreciates it on pieces.
    """

    created_on: date | None = None
    project: str | None = None  # creation, takeover, development
    legal_form: str | None = None
    naf: str | None = None
    qpv: str | None = None
    commune: str | None = None
    in_zfrr: bool | None = None
    ess: bool | None = None
    iae_type: str | None = None
    fte: Decimal | None = None
    losses_last_3_years: int | None = None
    difficulty_shown: bool | None = None
    engagement_axes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLoan:
    """The bank loan that a guarantee would cover. `surety_share` is a fraction of it."""

    amount: Decimal | None = None
    months: int | None = None
    surety_share: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a grant would pay a share of."""

    study: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything known on `on`, the day that governs.

    `requested` gives the amount asked for by instrument code, `requested_months` its duration,
    `requested_deferrals` its months of deferral. `coupled_kinds` are the kinds of instruments that
    the dossier was already granted; None when only the bank loan tells. `plan_total` is the total
    of the financing plan; `matching` its equity, quasi-equity and medium-term bank loan;
    `lent_beside` the loans and contributions asked of the house, by code, which match another's;
    `guaranteed_loans` the quotas of the guarantees asked for, by code, one mapping a bank loan;
    `loan_covered` the share of its loan that several guarantees cover together, by code of each;
    `held` the codes of the instruments that the holder was already granted, None when nobody
    looked; `unguaranteed_loans` the bank loans of the plan (euros) beside those of `bank_loan`
    that a guarantee covers, of which nothing else is known.
    """

    on: date
    person: Person = field(default_factory=Person)
    business: Business = field(default_factory=Business)
    bank_loan: BankLoan = field(default_factory=BankLoan)
    costs: Costs = field(default_factory=Costs)
    instruments: tuple[str, ...] | None = None
    requested: Mapping[str, Decimal] = field(default_factory=dict)
    requested_months: Mapping[str, int] = field(default_factory=dict)
    requested_deferrals: Mapping[str, int] = field(default_factory=dict)
    coupled_kinds: frozenset[str] | None = None
    plan_total: Decimal | None = None
    matching: Decimal | None = None
    lent_beside: Mapping[str, Decimal] = field(default_factory=dict)
    guaranteed_loans: tuple[Mapping[str, Decimal], ...] = ()
    loan_covered: Mapping[str, Decimal] = field(default_factory=dict)
    held: frozenset[str] | None = None
    unguaranteed_loans: Decimal | None = None

    @property
    def lent_by_banks(self) -> Decimal | None:
        """What banks lend, guaranteed or not (euros); None without a bank loan."""
        amount = self.bank_loan.amount
        return None if amount is None else amount + (self.unguaranteed_loans or 0)

    @property
    def age(self) -> int | None:
        """The holder's age in whole years on the day."""
        born = self.person.birth_date
        return None if born is None else whole_years_between(born, self.on)

    @property
    def is_job_seeker(self) -> bool | None:
        """Whether the holder is registered as a job seeker."""
        if self.person.is_job_seeker is not None:
            return self.person.is_job_seeker
        since = self.person.job_seeker_since
        return None if since is None else since <= self.on

    @property
    def months_registered(self) -> int | None:
        """Whole months since the holder registered; 0 for who is known not to be registered."""
        if self.is_job_seeker is False:
            return 0
        if self.person.months_registered is not None:
            return self.person.months_registered
        since = self.person.job_seeker_since
        return None if since is None else whole_months_between(since, self.on)
