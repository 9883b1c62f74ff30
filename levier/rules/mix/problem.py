"""What a financing mix is asked to solve, and what answers it. Euros as Decimal, quotas fractions.

Names of the terms are those of the catalogue's dated versions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

from levier.kernel.money import CENT, ZERO
from levier.rules.eligibility.couplings import exact_share

BANK = "bank_loan"
GUARANTEE = "guarantee"
CONTRIBUTION = "contribution"
GRANT = "grant"
LOAN = "loan"


@dataclass(frozen=True, slots=True)
class Need:
    """One need of the plan. `nature` is the plan's own word (stock, equipment…)."""

    label: str
    amount: Decimal
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """What the plan already holds for sure. `is_equity`: own, associates', quasi-equity money."""

    label: str
    amount: Decimal
    is_equity: bool = False


@dataclass(frozen=True, slots=True)
class Pot:
    """An envelope and what is left in it, in euros."""

    key: str
    name: str
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An instrument that the mix may use, with the terms of its version in force.

    `verdict`: yes, not_yet (only its coupling is missing) or to_check. `cap_amount` limits what a
    guarantee covers, less `outstanding` where the version counts it; `min_amount` and
    `max_amount` the money brought (for a guarantee: the bank loan). `months`: the durations that
    the mix may choose from. `pots`: the envelopes that may pay, None when no envelope is kept for
    it. `aid_factor`: gross grant equivalent of one euro, for de minimis. `natures`: the needs it
    may pay (for a guarantee: those of the bank loan that it covers), None for all.
    """

    code: str
    label: str
    kind: str
    verdict: str = "yes"
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    max_quota: Decimal | None = None
    cap_amount: Decimal | None = None
    outstanding: Decimal = ZERO
    max_cost_share: Decimal | None = None
    cost_base: Decimal | None = None
    max_share_of_total: Decimal | None = None
    bank_loan_min_ratio: Decimal | None = None
    bank_loan_as_long: bool = False
    bank_loan_surety_max_share: Decimal | None = None
    stacking_quota_cap: Decimal | None = None
    match_ratio: Decimal | None = None
    once_per_person: bool = False
    already_held: bool = False
    lent_to_person: bool = False
    counts_as_equity: bool = False
    annual_rate: Decimal = ZERO
    months: tuple[int, ...] = ()
    deferral_months: int = 0
    min_months: int | None = None
    max_months: int | None = None
    commission_rate: Decimal = ZERO
    commission_base: str = "guaranteed"
    surety: str = "unknown"
    surety_max_share: Decimal | None = None
    coupled_kind: str = ""
    pots: tuple[str, ...] | None = None
    aid_factor: Decimal = ZERO
    natures: frozenset[str] | None = None
    source: str = ""

    @property
    def is_guarantee(self) -> bool:
        """A guarantee brings no money: it covers part of the bank loan."""
        return self.kind == GUARANTEE

    @property
    def is_repaid(self) -> bool:
        """Whether the holder pays it back."""
        return self.kind in ("loan", "advance", CONTRIBUTION)

    @property
    def room(self) -> Decimal | None:
        """What the cap leaves, in euros, None without cap."""
        return None if self.cap_amount is None else max(ZERO, self.cap_amount - self.outstanding)

    @property
    def is_equity(self) -> bool:
        """Whether a bank or a match counts it as equity or quasi-equity.

        A grant or an advance never is, whoever receives it: the verdicts of eligibility read the
        matching money of a plan the same way.
        """
        if self.kind == LOAN:
            return self.counts_as_equity or self.lent_to_person
        return self.kind == CONTRIBUTION


@dataclass(frozen=True, slots=True)
class SharedNeeds:
    """What some instruments may bring together (euros): they may pay nothing but these needs."""

    codes: tuple[str, ...]
    most: Decimal


@dataclass(frozen=True, slots=True)
class BankTerms:
    """The bank loan that the mix may ask: bounds (euros), rate (fraction), durations (months)."""

    min_amount: Decimal = ZERO
    max_amount: Decimal | None = None
    annual_rate: Decimal = Decimal("0.04")
    months: tuple[int, ...] = (60,)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the forecast can carry: (yearly debt service + existing) × floor ≤ CAF of the year.

    `existing_service` is what the holder repays already, in the heaviest year.
    """

    annual_caf: Decimal
    dscr_floor: Decimal
    existing_service: Decimal = ZERO

    @property
    def room(self) -> Decimal:
        """What a mix may repay in a year, in euros: never below zero, which a grant keeps."""
        return max(ZERO, self.annual_caf / self.dscr_floor - self.existing_service)

    @property
    def shortfall(self) -> Decimal:
        """The CAF (euros) that what is owed already lacks, before any mix."""
        return max(ZERO, self.existing_service * self.dscr_floor - self.annual_caf)


@dataclass(frozen=True, slots=True)
class Preferences:
    """How the house ranks mixes: points for each euro, the fewer the better.

    `surety`: of personal surety; `leverage`: lent or brought in place of the bank, grants apart;
    `cost`: of interest and commission; `service`: of yearly repayment; `uncovered`: of bank loan
    left without guarantee; `doubt`: brought by an instrument whose verdict is to check. `step`:
    amounts are multiples of it (euros). `usual_surety`: share of the part not guaranteed that a
    bank takes as surety when the guarantee does not say.
    """

    surety: Decimal = Decimal(3)
    leverage: Decimal = Decimal("0.8")
    cost: Decimal = Decimal(5)
    service: Decimal = Decimal(3)
    uncovered: Decimal = Decimal(2)
    doubt: Decimal = Decimal("0.1")
    step: Decimal = Decimal(100)
    usual_surety: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything that a mix is found from. `own`: the holder's own contribution (euros).

    `capacity` is None without forecast: debt service is then not limited. `de_minimis_left` is
    None when it is not known: not limited either; both are said beside the mix.
    `guarantee_ceiling`: the most that several guarantees cover of one loan (a fraction).
    `medium_term_months`: from when a bank loan matches a contribution, None when not known: any.
    """

    needs: tuple[Need, ...]
    own: Decimal = ZERO
    firm: tuple[Resource, ...] = ()
    firm_kinds: frozenset[str] = frozenset()
    bank: BankTerms | None = BankTerms()
    options: tuple[Option, ...] = ()
    pots: tuple[Pot, ...] = ()
    capacity: Capacity | None = None
    de_minimis_left: Decimal | None = None
    guarantee_ceiling: Decimal | None = None
    medium_term_months: int | None = None
    preferences: Preferences = Preferences()

    @property
    def total(self) -> Decimal:
        """The needs, in euros."""
        return sum((need.amount for need in self.needs), ZERO)

    @property
    def gap(self) -> Decimal:
        """What the mix has to bring, in euros."""
        return self.total - self.own - sum((each.amount for each in self.firm), ZERO)

    @property
    def equity(self) -> Decimal:
        """Equity already there: own contribution and firm equity."""
        return self.own + sum((each.amount for each in self.firm if each.is_equity), ZERO)

    def option(self, code: str) -> Option:
        """Return an option by its code. Errors: KeyError."""
        return next(each for each in self.options if each.code == code)

    def needed(self, natures: frozenset[str]) -> Decimal:
        """Return the needs of some natures, in euros."""
        return sum((need.amount for need in self.needs if need.nature in natures), ZERO)

    def shared_needs(self) -> list["SharedNeeds"]:
        """Return the needs that several instruments may only pay together, once each.

        For every union of what they may pay, those that may pay nothing else do not bring more
        than it: with that, each euro finds a need that it may pay (Hall's theorem).
        """
        limited = [o for o in self.options if o.natures is not None and not o.is_guarantee]
        unions: set[frozenset[str]] = set()
        for option in limited:
            mine = option.natures or frozenset()
            unions |= {mine, *(mine | other for other in unions)}
        found = []
        for union in sorted(unions, key=sorted):
            codes = tuple(o.code for o in limited if (o.natures or frozenset()) <= union)
            most = self.needed(union)
            if len(codes) > 1 and most < self.total:
                found.append(SharedNeeds(codes, most))
        return found

    def wide(self, option: Option) -> Decimal:
        """Return the most that the needs it may pay, its share and its cost allow (euros)."""
        limits = [self.total]
        if option.natures is not None:
            limits.append(self.needed(option.natures))
        if option.max_share_of_total is not None:
            share = exact_share(option.max_share_of_total)
            most = Decimal(share.numerator) * self.total / share.denominator
            limits.append(most.quantize(CENT, rounding=ROUND_DOWN))
        if option.max_cost_share is not None and option.cost_base is not None:
            limits.append(option.max_cost_share * option.cost_base)
        return min(limits)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mix. For a guarantee, `amount` is what it covers and `quota` its share.

    `months` is the duration (0 without repayment); `draws` what each envelope pays.
    """

    code: str
    amount: Decimal
    months: int = 0
    quota: Decimal | None = None
    draws: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mix:
    """The lines of a mix: the bank loan (code `bank_loan`) first, then the instruments."""

    lines: tuple[Line, ...]

    def line(self, code: str) -> Line | None:
        """Return the line of a code, None when the mix does not use it."""
        return next((each for each in self.lines if each.code == code), None)

    @property
    def codes(self) -> frozenset[str]:
        """What the mix uses: two mixes with the same codes are not really different."""
        return frozenset(each.code for each in self.lines)

    @property
    def bank_amount(self) -> Decimal:
        """The bank loan, in euros, zero without one."""
        line = self.line(BANK)
        return line.amount if line else ZERO
