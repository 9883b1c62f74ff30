"""The follow-up of what runs: reviews, light, late loans, provisions, direct debits."""

from datetime import date, timedelta
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.rules.parameters import parameter
from levier.rules.servicing.acceleration import soonest_acceleration
from levier.rules.servicing.arrears import Exposure, portfolio_at_risk
from levier.rules.servicing.collections import (
    lapses_on,
    notice_by,
    presented_on,
    proposal_end,
    refund_weeks,
    signature_fault,
    soonest_debit,
)
from levier.rules.servicing.dunning import step_due
from levier.rules.servicing.light import Colour, Facts, Word, light_of
from levier.rules.servicing.provisions import grid_on, provision_of
from levier.rules.servicing.reviews import ReviewKind, ask_from, end_of_follow_up, reviews_due

from .asking import UNKNOWN, asked, known, line, the_day, value_of

D = Decimal
D1988, D2009, D2010 = date(1988, 1, 1), date(2009, 11, 2), date(2010, 1, 1)
GREEN, ORANGE, RED = Colour.GREEN, Colour.ORANGE, Colour.RED


def days(count):
    return timedelta(days=count)


# ── Reviews ───────────────────────────────────────────────────────────────────────────────────
def _is_due(kind, period):
    @known
    def ask(span):
        return any(r.kind == kind and r.period == period for r in reviews_due(*span))

    return ask


def _until(months, besides):
    """Return the span from a set-up to so many months later, and a few days beside."""
    return lambda on: (on, add_months(on, months) + days(besides))


def _around(months):
    return [(_until(months, -1), False), (_until(months, 0), True), (_until(months, 1), True)]


@known
def is_followed(span):
    """Tell whether an intervention without a term is still followed on a day."""
    set_up_on, day = span
    return day <= end_of_follow_up(set_up_on, None)


@known
def is_asked(span):
    """Tell whether accounts due on a day are asked for already."""
    due_on, today = span
    return today >= ask_from(due_on)


def _before(count):
    return lambda on: (on, on - days(count))


# ── Light ─────────────────────────────────────────────────────────────────────────────────────
@known
def colour(facts_and_day):
    """Return the light of facts on a day, with an advisor's word when there is one."""
    facts, on, *word = facts_and_day
    return light_of(facts, on, *word).colour


def _facts(**values):
    return lambda on: (Facts(**values), on)


def _since(name, count):
    return lambda on: (Facts(**{name: on - days(count)}), on)


def _said(count):
    """Ten days late, which an advisor lightened so many days ago."""
    return lambda on: (
        Facts(late_since=on - days(10)), on,
        Word(GREEN, on - days(count), "Payé demain", ORANGE),
    )  # fmt: skip


NOTHING = (_facts(), UNKNOWN)
FOLLOWUP = {
    # The accounts of 1988 are due at the end of June 1989.
    ("followup.accounts_months", D1988): asked(
        _is_due(ReviewKind.ACCOUNTS, "1988"),
        [(lambda on: (on, date(1989, 6, 29)), False), (lambda on: (on, date(1989, 6, 30)), True),
         (lambda on: (on, date(1989, 7, 1)), True)],
        (lambda on: (on, date(1989, 6, 30)), UNKNOWN),
    ),
    ("followup.visit_months", D1988): asked(
        _is_due(ReviewKind.VISIT, "M12"), _around(12), (_until(12, 0), UNKNOWN)
    ),
    ("followup.jobs_months", D1988): line(
        [(_is_due(ReviewKind.JOBS, f"M{months}"), *case)
         for months in (12, 24, 36) for case in _around(months)]
        + [(_is_due(ReviewKind.JOBS, "M48"), _until(60, 0), False)],
        (_is_due(ReviewKind.JOBS, "M12"), _until(12, 0), UNKNOWN),
    ),
    ("followup.months_without_term", D1988): asked(
        is_followed,
        [(_until(36, -1), True), (_until(36, 0), True), (_until(36, 1), False)],
        (_until(36, 0), UNKNOWN),
    ),
    ("followup.ask_before_days", D1988): asked(
        is_asked,
        [(_before(31), False), (_before(30), True), (_before(29), True)],
        (_before(30), UNKNOWN),
    ),
    ("followup.late_days", D1988): asked(
        colour,
        [(_since("late_since", count), light) for count, light in
         ((4, GREEN), (5, ORANGE), (6, ORANGE), (30, ORANGE), (31, RED), (32, RED))],
        NOTHING,
    ),
    ("followup.overdue_days", D1988): asked(
        colour,
        [(_since("visit_due_on", count), light) for count, light in
         ((29, GREEN), (30, ORANGE), (31, ORANGE))]
        + [(_since("accounts_due_on", 29), GREEN), (_since("accounts_due_on", 30), ORANGE)],
        NOTHING,
    ),
    # Three jobs out of four promised are three quarters.
    ("followup.jobs_share", D1988): asked(
        colour,
        [(_facts(jobs=D(jobs), jobs_promised=D(4)), light) for jobs, light in
         (("2.99", ORANGE), ("3", GREEN), ("3.01", GREEN))],
        NOTHING,
    ),
    ("followup.cash_months", D1988): asked(
        colour,
        [(_facts(cash=D(cash), monthly_due=D(1000)), light) for cash, light in
         (("2999.99", ORANGE), ("3000", GREEN), ("3000.01", GREEN))],
        NOTHING,
    ),
    ("followup.drift", D1988): asked(
        colour,
        [(_facts(delays=delays), light) for delays, light in
         (((0, 1, 2), GREEN), ((1, 2, 3), ORANGE), ((1, 2, 4), ORANGE),
          ((2, 3), GREEN), ((0, 1, 2, 3), ORANGE), ((3, 3, 3), GREEN))],
        NOTHING,
    ),
    ("followup.rejected_days", D1988): asked(
        colour,
        [(_since("rejected_on", count), light) for count, light in
         ((89, ORANGE), (90, ORANGE), (91, GREEN))],
        NOTHING,
    ),
    ("followup.word_days", D1988): asked(
        colour,
        [(_said(count), light) for count, light in ((89, GREEN), (90, GREEN), (91, ORANGE))],
        NOTHING,
    ),
}  # fmt: skip


# ── Late loans ────────────────────────────────────────────────────────────────────────────────
def _at_risk(rank):
    @known
    def ask(late):
        count, on = late
        limit = parameter("servicing", "par_days", on)[rank]
        return portfolio_at_risk([Exposure(D(100), count, False)], limit, with_restructured=False)

    return ask


def _late(count):
    return lambda on: (count, on)


@known
def may_accelerate(after):
    """Tell whether a term may fall so many days after its notice left, on a day."""
    count, on = after
    return on + days(count) >= soonest_acceleration(on)


@known
def step(late):
    """Return the step that a delay calls for on a day."""
    count, on = late
    return step_due(count, (), on)


@known
def rate(late):
    """Return the rate at which a delay is provisioned on a day."""
    count, on = late
    return provision_of(D(100), count, grid_on(on)).rate


SERVICING = {
    ("servicing.par_days", D2010): line(
        [(_at_risk(rank), _late(limit + beside), D(beside > 0))
         for rank, limit in enumerate((30, 60, 90)) for beside in (-1, 0, 1)],
        (_at_risk(0), _late(31), UNKNOWN),
    ),
    # What is restructured for so long is tried on the page of late loans.
    ("servicing.restructured_months", D2010): asked(
        value_of("servicing.restructured_months"), [(the_day, 12)], (the_day, UNKNOWN)
    ),
    ("servicing.dunning", D2010): asked(
        step,
        [(_late(count), name) for count, name in (
            (4, None), (5, "reminder"), (6, "reminder"), (14, "reminder"), (15, "call"),
            (16, "call"), (29, "call"), (30, "letter"), (31, "letter"), (59, "letter"),
            (60, "review"), (61, "review"), (89, "review"), (90, "notice"), (91, "notice"))],
        (_late(5), UNKNOWN),
    ),
    ("servicing.acceleration_notice", D2010): asked(
        may_accelerate,
        [(_late(29), False), (_late(30), True), (_late(31), True)],
        (_late(30), UNKNOWN),
    ),
    ("servicing.provision_grid", D2010): asked(
        rate,
        [(_late(count), D(share)) for count, share in (
            (0, "0"), (30, "0"), (31, "0.1"), (32, "0.1"), (90, "0.1"), (91, "0.5"), (92, "0.5"),
            (180, "0.5"), (181, "1"), (182, "1"))],
        (_late(31), UNKNOWN),
    ),
}  # fmt: skip


# ── Direct debits ─────────────────────────────────────────────────────────────────────────────
def mandate_holds(span):
    """Tell whether a mandate signed on a day still holds on another."""
    signed_on, day = span
    return signature_fault(signed_on) is None and day <= lapses_on(signed_on, None)


@known
def is_announced_in_time(span):
    """Tell whether a notice sent on a day may announce a debit on another, both ways round."""
    due_on, sent_on = span
    in_time = sent_on <= notice_by(due_on)
    assert in_time == (due_on >= soonest_debit(sent_on))
    return in_time


@known
def wait(span):
    """Return how many days later than announced a file handed on a day is presented."""
    handed_on, due_on = span
    return (presented_on(due_on, handed_on) - due_on).days


@known
def is_proposed(span):
    """Tell whether a due date is proposed on a day."""
    on, due_on = span
    return due_on <= proposal_end(on)


def _later(count):
    return lambda on: (on, on + days(count))


SEPA = {
    ("sepa.mandate_lapse", D2009): asked(
        mandate_holds,
        [(_until(36, -1), True), (_until(36, 0), True), (_until(36, 1), False)],
        (_until(36, 0), False),  # no mandate was signed before
    ),
    # A debit two weeks after the first day: what announces it is sent under the rule.
    ("sepa.pre_notification", D2009): asked(
        is_announced_in_time,
        [(lambda on: (on + days(13), on), False), (lambda on: (on + days(14), on), True),
         (lambda on: (on + days(15), on), True)],
        (lambda on: (on + days(15), on), UNKNOWN),
    ),
    # Printed on what the debtor signs; who refunds is the debtor's bank.
    ("sepa.refund", D2009): asked(known(refund_weeks), [(the_day, 8)], (the_day, UNKNOWN)),
    ("sepa.unauthorised_refund", D2009): asked(
        value_of("sepa.unauthorised_refund"), [(the_day, 13)], (the_day, UNKNOWN)
    ),
    ("sepa.presentation_lead", D2009): asked(
        wait, [(_later(0), 1), (_later(1), 0), (_later(2), 0)], (_later(1), UNKNOWN)
    ),
    ("sepa.proposal_window", D2009): asked(
        is_proposed, [(_later(30), True), (_later(31), True), (_later(32), False)],
        (_later(31), UNKNOWN),
    ),
}  # fmt: skip
CASES = FOLLOWUP | SERVICING | SEPA
