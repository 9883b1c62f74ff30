"""What changes a loan that runs: the lines kept never move, the others are built again.

Each function takes the terms of the schedule in force and the lines kept (those paid, or due), and
returns the terms of what is left; `version_of` puts both together. Nothing is written: the screens
show what was beside what would be. Examples: docs/rules/echeanciers.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.rules.schedules.accrual import (
    accrued_to,
    draw_more,
    first_due,
    give_back,
    interest_of,
)
from levier.rules.schedules.build import build_schedule
from levier.rules.schedules.calendar import due_date
from levier.rules.schedules.running import Instalment, interest_waiting
from levier.rules.schedules.terms import (
    DeferredInterest,
    Flow,
    Method,
    Remainder,
    ScheduleTerms,
    Stub,
)


class ChangeRefused(DomainError):
    """The loan cannot change so."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What pays a loan off on a day, in euros: the principal due and its interest."""

    principal: Decimal
    interest: Decimal

    @property
    def total(self) -> Decimal:
        """Everything to pay."""
        return self.principal + self.interest


def version_of(kept: Sequence[Instalment], left: ScheduleTerms | None) -> tuple[Instalment, ...]:
    """Return the lines of a new version: those kept as they were, then those of what is left."""
    if left is None:
        return tuple(kept)
    first = len([line for line in kept if line.rank])
    return (
        *kept,
        *(line._replace(rank=line.rank + first) for line in build_schedule(left).instalments),
    )


def remaining(terms: ScheduleTerms, kept: Sequence[Instalment]) -> ScheduleTerms:
    """Return the terms of what the kept lines leave: same method, same dates, fewer periods.

    Deferrals already run are counted off; tranches to come stay, and so does the interest that
    waits. Errors: ChangeRefused when nothing is left.
    """
    if terms.method == Method.IRREGULAR:
        raise ChangeRefused(
            reason="Un échéancier irrégulier se donne ligne à ligne\u00a0: redonnez ses lignes."
        )
    done = len([line for line in kept if line.rank])
    tranches = terms.tranches
    balance = terms.amount
    if kept:
        start = kept[-1].contractual_on
        later = tuple(flow for flow in terms.drawn if flow.day >= start)
        left_due = kept[-1].balance_after
        tranches = (Flow(start, left_due), *later) if later and left_due else later
        balance = left_due + sum((flow.amount for flow in later), ZERO)
    if not balance or (terms.periods is not None and done >= terms.periods):
        raise ChangeRefused(
            reason="Ce prêt est déjà remboursé\u00a0: il n’y a plus rien à changer."
        )
    anchor, rank = terms.anchor, terms.anchor_rank
    if anchor is None:
        anchor, rank = (terms.first_due, -1) if terms.first_due else (terms.start, 0)
    return replace(
        terms,
        amount=balance,
        start=kept[-1].contractual_on if kept else terms.start,
        first_due=None,
        anchor=anchor,
        anchor_rank=rank + done,
        periods=None if terms.periods is None else terms.periods - done,
        deferred_principal_periods=max(0, terms.deferred_principal_periods - done),
        deferred_interest_periods=max(0, terms.deferred_interest_periods - done),
        principal_shares=_shares_left(terms, done),
        tranches=tranches,
        fees=(),
        waiting_interest=interest_waiting(terms, done),
        remainder=Remainder.LAST
        if terms.remainder == Remainder.FIRST and done
        else terms.remainder,
    )


def settle_on(
    terms: ScheduleTerms, kept: Sequence[Instalment], day: date, *, until_next_due: bool = False
) -> Settlement:
    """Return what pays off the loan on `day`: interest runs to that day, or to the next due date.

    Within a period interest runs by the day, and what a deferral left to collect is paid too.
    Errors: ChangeRefused for a day before the last kept line or after the next due date.
    """
    left = remaining(terms, kept)
    due_on = first_due(left)
    if not left.start <= day <= due_on:
        raise ChangeRefused(
            reason="Le jour du remboursement doit suivre la dernière échéance gardée et précéder "
            "la prochaine."
        )
    interest = accrued_to(left, due_on if until_next_due else day)
    return Settlement(left.amount, left.waiting_interest + interest)


def interest_of_part(
    terms: ScheduleTerms, kept: Sequence[Instalment], amount: Decimal, day: date
) -> Decimal:
    """Return what `amount` (euros), given back early on `day`, has borne since the last kept line.

    The rest of the loan then goes on as if it had never been lent in that period.
    """
    left = remaining(terms, kept)
    _, given = give_back(left, amount)
    return left.rounded(interest_of(left, given, day))


def repay_part(
    terms: ScheduleTerms, kept: Sequence[Instalment], amount: Decimal, *, keep_duration: bool
) -> ScheduleTerms:
    """Return what is left once `amount` (euros) of principal came back early.

    Its interest since the last kept line is `interest_of_part`. The duration is kept and the
    instalments fall, or the instalment is kept and the loan is shorter. Errors: ChangeRefused
    for an amount that the balance does not hold.
    """
    left = remaining(terms, kept)
    if not ZERO < amount < left.amount:
        raise ChangeRefused(reason="Le remboursement doit être inférieur au capital restant dû.")
    before = build_schedule(left).instalments
    after, _ = give_back(left, amount)
    if keep_duration:
        return level_again(after) if left.method == Method.FIXED_INSTALMENT else after
    if left.method == Method.FIXED_INSTALMENT:
        return replace(after, periods=None)
    if left.method == Method.ANNUITY:
        level = next(line.total for line in before if line.principal > 0)
        return replace(
            after, method=Method.FIXED_INSTALMENT, fixed_instalment=level, periods=None,
            instalment_multiple_of=None, remainder=Remainder.LAST,
        )  # fmt: skip
    if left.method == Method.CONSTANT_PRINCIPAL:
        part = next(line.principal for line in before if line.principal > 0)
        return _same_part(after, part)
    raise ChangeRefused(reason="Cette méthode ne garde pas son échéance\u00a0: gardez la durée.")


def pause(
    terms: ScheduleTerms,
    kept: Sequence[Instalment],
    periods: int,
    interest: DeferredInterest | None = None,
) -> ScheduleTerms:
    """Return what is left once `periods` lines without principal are added.

    With `interest`, these lines bear none: it is waived, collected after, or capitalised; without,
    it is paid as it runs. Errors: ChangeRefused for a pause of no period.
    """
    if periods < 1:
        raise ChangeRefused(reason="Une pause dure au moins une échéance.")
    left = level_again(remaining(terms, kept))
    count = left.periods or 0
    deferred = left.deferred_interest_periods + periods if interest is not None else 0
    return replace(
        left,
        periods=count + periods,
        deferred_principal_periods=left.deferred_principal_periods + periods,
        deferred_interest_periods=deferred,
        deferred_interest=interest or left.deferred_interest,
        principal_shares=(*(ZERO for _ in range(periods)), *left.principal_shares)
        if left.principal_shares
        else (),
    )


def move_next_due(terms: ScheduleTerms, kept: Sequence[Instalment], day: date) -> ScheduleTerms:
    """Return what is left with its next due date on `day`, and the later ones after it.

    The days added or taken bear interest in that line. Errors: ChangeRefused for a day that does
    not follow the last kept line.
    """
    left = remaining(terms, kept)
    if day <= left.start:
        raise ChangeRefused(reason="La nouvelle date doit suivre la dernière échéance gardée.")
    return replace(left, first_due=day, anchor=None, anchor_rank=0, stub=Stub.PRORATED)


def add_periods(terms: ScheduleTerms, kept: Sequence[Instalment], extra: int) -> ScheduleTerms:
    """Return what is left over `extra` more periods (fewer when negative)."""
    left = level_again(remaining(terms, kept))
    periods = (left.periods or 0) + extra
    if left.principal_shares or periods < 1:
        raise ChangeRefused(reason="La durée de ce prêt ne change pas ainsi.")
    return replace(left, periods=periods)


def change_rate(terms: ScheduleTerms, kept: Sequence[Instalment], rate: Decimal) -> ScheduleTerms:
    """Return what is left at another annual rate (a fraction)."""
    return replace(level_again(remaining(terms, kept)), annual_rate=rate)


def lend_more(
    terms: ScheduleTerms, kept: Sequence[Instalment], amount: Decimal, day: date
) -> ScheduleTerms:
    """Return what is left once a tranche of `amount` (euros) is paid out on `day`."""
    return draw_more(level_again(remaining(terms, kept)), amount, day)


def level_again(left: ScheduleTerms) -> ScheduleTerms:
    """Return the terms of a chosen instalment as equal ones, over as many periods.

    A chosen instalment is that of `fixed_instalment`, or of shares all equal but the last.
    """
    if left.method == Method.FIXED_INSTALMENT:
        periods = build_schedule(left).instalments[-1].rank
        return replace(left, method=Method.ANNUITY, fixed_instalment=None, periods=periods)
    repaying = [share for share in left.principal_shares if share]
    if repaying and len(set(repaying[:-1])) <= 1:
        return replace(left, method=Method.CONSTANT_PRINCIPAL, principal_shares=())
    return left


def _same_part(after: ScheduleTerms, part: Decimal) -> ScheduleTerms:
    """Return the terms that go on repaying `part` (euros) of principal a line, less on the last."""
    repaying = int((after.amount / part).to_integral_value(ROUND_CEILING))
    shares = [part * 100 / after.amount] * (repaying - 1)
    shares.append(100 - sum(shares, ZERO))
    waiting = after.deferred_principal_periods
    return replace(
        after, method=Method.CUSTOM_SHARES, periods=waiting + repaying,
        principal_shares=(*[ZERO] * waiting, *shares),
    )  # fmt: skip


def restructure(
    terms: ScheduleTerms,
    kept: Sequence[Instalment],
    *,
    capitalised: Decimal = ZERO,
    waived: Decimal = ZERO,
    on: date | None = None,
    **changes: object,
) -> ScheduleTerms:
    """Return what is left with overdue amounts added to the principal, or principal given up.

    Amounts in euros; what is added bears interest from `on` (from the last kept line by default);
    `changes` are any other terms (periods, annual_rate, deferrals). Errors: ChangeRefused when
    more is given up than is due.
    """
    left = level_again(remaining(terms, kept))
    if capitalised < 0 or not ZERO <= waived < left.amount:
        raise ChangeRefused(reason="Les montants capitalisés ou abandonnés ne conviennent pas.")
    left, _ = give_back(left, waived)
    if capitalised:
        left = draw_more(left, capitalised, on or left.start)
    return replace(left, **changes)  # type: ignore[arg-type]


def next_due(terms: ScheduleTerms, kept: Sequence[Instalment]) -> date:
    """Return the contractual day of the first line that is not kept."""
    return due_date(remaining(terms, kept), 1)


def _shares_left(terms: ScheduleTerms, done: int) -> tuple[Decimal, ...]:
    """Return the shares of the lines left, in percent of what is left; the last takes the rest."""
    shares = terms.principal_shares[done:]
    if not shares:
        return ()
    whole = sum(shares, ZERO)
    if not whole:
        raise ChangeRefused(reason="Les parts du capital sont déjà toutes échues.")
    scaled = [share * 100 / whole for share in shares[:-1]]
    return (*scaled, 100 - sum(scaled, ZERO))
