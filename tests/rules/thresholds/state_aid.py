"""De minimis, and what public money may pay for."""

from datetime import date, timedelta
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.rules.grant_equivalents import guarantee_equivalent, loan_equivalent
from levier.rules.lawful_use import Lawfulness, lawful_use, payable_needs
from levier.rules.mix.problem import Need, Option, Problem
from levier.rules.state_aid import (
    Aid,
    NamedAid,
    counted_twice,
    de_minimis_used,
    excess_with,
    regulation_on,
)

from .asking import ONE_DAY, UNKNOWN, asked, known, the_day

CENT, EIGHTY = Decimal("0.01"), Decimal("0.80")
D2000, D2008, D2014, JAN_2015 = (
    date(2000, 1, 1), date(2008, 7, 1), date(2014, 1, 1), date(2015, 1, 1),
)  # fmt: skip
D2015, D2024, D2030 = date(2015, 8, 9), date(2024, 1, 1), date(2030, 12, 31)


def _passes(is_sieg):
    return known(lambda aid: excess_with([], Aid(aid[0], aid[1], is_sieg)) is not None)


def _of(amount):
    return lambda on: (Decimal(amount), on)


def _ceiling(amount, before, last_day=None, after=None, *, is_sieg=False):
    amount = Decimal(amount)
    answers = [(_of(amount - CENT), False), (_of(amount), False), (_of(amount + CENT), True)]
    return asked(_passes(is_sieg), answers, before, last_day, after)


@known
def counts(aid):
    """Tell whether an aid of a day counts in the period that ends on another."""
    granted_on, on, *closing = aid
    used = de_minimis_used([Aid(Decimal(1), granted_on)], on, year_ends_in=(closing or [12])[0])
    return used == 1


@known
def guarantee_worth(guarantee):
    """Return what a guarantee (amount, quota, months, day) is worth."""
    amount, quota, months, on = guarantee
    return guarantee_equivalent(Decimal(amount), quota, months, on).amount


def _guarantee(amount, months, quota=EIGHTY):
    return lambda on: (amount, quota, months, on)


def _worth(months, answers, before):
    answers = [(_guarantee(amount, months), Decimal(worth)) for amount, worth in answers]
    return asked(guarantee_worth, answers, before)


@known
def loan_is_an_aid(loan):
    """Tell whether 12 000 € for a year at a rate, on a day, is worth something; base rate 1 %."""
    rate, on = loan
    found = loan_equivalent(Decimal(12_000), rate, 12, Decimal("0.01"), on, in_fine=True)
    return found.amount > 0


@known
def loan_worth(loan):
    """Return what 12 000 € for a year without interest is worth, at a base rate, on a day."""
    base_rate, on = loan
    return loan_equivalent(Decimal(12_000), Decimal(0), 12, base_rate, on, in_fine=True).amount


def _at(rate):
    return lambda on: (Decimal(rate), on)


def verdict(use):
    """Return what the law says of a use (kind of funder, use, day)."""
    return lawful_use(*use).verdict


def _use(kind, use, answer):
    return asked(
        verdict,
        [(lambda on: (kind, use, on), answer)],
        (lambda on: (kind, use, on), Lawfulness.TO_CHECK),
    )


ALLOWED, ON_CONDITION, REFUSED = (
    Lawfulness.ALLOWED, Lawfulness.ON_CONDITION, Lawfulness.REFUSED,
)  # fmt: skip
USES = {
    ("department", "business_aid"): REFUSED,
    ("department", "business_real_estate"): ON_CONDITION,
    ("department", "social_inclusion"): ALLOWED,
    ("region", "business_aid"): ALLOWED,
    ("region", "business_real_estate"): ON_CONDITION,
    ("epci", "business_aid"): ON_CONDITION,
    ("epci", "business_real_estate"): ALLOWED,
    ("city", "business_aid"): ON_CONDITION,
    ("city", "business_real_estate"): ALLOWED,
}
LAWFUL_USES = {
    (f"lawful_uses.{kind}_{use}", D2015): _use(kind, use, answer)
    for (kind, use), answer in USES.items()
}


# ── What the money of an instrument may pay in a plan ─────────────────────────────────────────
def payable(need):
    """Return what of a plan of one need of 1 000 € an instrument may pay (use, nature, day)."""
    use, nature, on = need
    option = Option(code="x", label="x", kind="loan", natures=payable_needs(use, on))
    plan = Problem(needs=(Need(nature, Decimal(1000), nature),), options=(option,))
    return plan.wide(option)


def _need(use, nature):
    return lambda on: (use, nature, on)


def _pays(use, natures, refused):
    """The whole need of each nature of the text, nothing of the others; no text, no limit."""
    answers = [(_need(use, nature), Decimal(1000)) for nature in natures]
    answers += [(_need(use, nature), Decimal(0)) for nature in refused]
    return asked(payable, answers, (_need(use, refused[0]), Decimal(1000)))


NOTHING_PAYS = ("loan_repaid", "drawings", "voluntary_use")
OF_A_BUSINESS = (
    "intangible", "premises", "equipment", "vehicle", "stock", "working_capital", "cash_buffer",
    "commission", "deposit", "other_need",
)  # fmt: skip
OF_A_STUDY = ("intangible", "working_capital", "other_need")
PAYABLE_NEEDS = {
    ("payable_needs.business_aid", JAN_2015): _pays("business_aid", OF_A_BUSINESS, NOTHING_PAYS),
    ("payable_needs.ess_aid", JAN_2015): _pays("ess_aid", OF_A_BUSINESS, NOTHING_PAYS),
    ("payable_needs.business_real_estate", D2015): _pays(
        "business_real_estate", ("premises",),
        ("equipment", *sorted({*OF_A_BUSINESS, *NOTHING_PAYS} - {"premises", "equipment"})),
    ),
    ("payable_needs.support", JAN_2015): _pays(
        "support", OF_A_STUDY,
        ("equipment", *sorted({*OF_A_BUSINESS, *NOTHING_PAYS} - {*OF_A_STUDY, "equipment"})),
    ),
}  # fmt: skip


# ── De minimis ────────────────────────────────────────────────────────────────────────────────
@known
def is_counted_once(days):
    """Tell whether an aid firm in a plan on a day, declared on another, is one aid."""
    firm, declared = days
    aids = [NamedAid("plan", "aide", Decimal(5000), firm, "D1", firm),
            NamedAid("letter", "aide", Decimal(5000), declared)]  # fmt: skip
    return counted_twice(aids) == {"plan"}


def _declared(months, besides):
    return lambda on: (on, add_months(on, months) + timedelta(days=besides))


FORMER, SIEG_FORMER = "Règlement (UE) n° 1407/2013", "Règlement (UE) n° 360/2012"
NEW, SIEG_NEW = "Règlement (UE) 2023/2831", "Règlement (UE) 2023/2832"


def general(on):
    """Return the regulation that an aid of a day cites."""
    return regulation_on(on)


def of_general_interest(on):
    """Return the regulation that an aid of a day to a service of general interest cites."""
    return regulation_on(on, is_sieg=True)


DE_MINIMIS = {
    # Outside the days known the nearest text is cited: an aid is a fact.
    ("de_minimis.regulation", D2014): asked(general, [(the_day, FORMER)], (the_day, FORMER)),
    ("de_minimis.regulation", D2024): asked(
        general, [(the_day, NEW)], (the_day, FORMER), D2030, (the_day, NEW)
    ),
    ("de_minimis.sieg_regulation", D2014): asked(
        of_general_interest, [(the_day, SIEG_FORMER)], (the_day, SIEG_FORMER)
    ),
    ("de_minimis.sieg_regulation", D2024): asked(
        of_general_interest, [(the_day, SIEG_NEW)], (the_day, SIEG_FORMER), D2030,
        (the_day, SIEG_NEW),
    ),
    ("de_minimis.declared_again_months", D2000): asked(
        is_counted_once,
        [(_declared(6, -1), True), (_declared(6, 0), True), (_declared(6, 1), False)],
        (_declared(6, 0), UNKNOWN),
    ),
    ("de_minimis.ceiling", D2014): _ceiling(200_000, (_of(1), UNKNOWN)),
    ("de_minimis.ceiling", D2024): _ceiling(
        300_000, (_of("200000.01"), True), D2030, (_of(1), UNKNOWN)
    ),
    ("de_minimis.sieg_ceiling", D2014): _ceiling(500_000, (_of(1), UNKNOWN), is_sieg=True),
    ("de_minimis.sieg_ceiling", D2024): _ceiling(
        750_000, (_of("500000.01"), True), D2030, (_of(1), UNKNOWN), is_sieg=True
    ),
    # The fiscal year of the day and the two before: on a day of January 2014, since 2012.
    ("de_minimis.window", D2014): asked(
        counts,
        [(lambda on: (date(2011, 12, 31), on), False), (lambda on: (date(2012, 1, 1), on), True),
         (lambda on: (date(2012, 1, 2), on), True)],
        (lambda on: (on, on), UNKNOWN),
    ),
    # Three years, day to day: the same day three years before is out.
    ("de_minimis.window", D2024): asked(
        counts,
        [(lambda on: (add_months(on, -36), on), False),
         (lambda on: (add_months(on, -36) + ONE_DAY, on), True),
         (lambda on: (add_months(on, -36) + timedelta(days=2), on), True)],
        (lambda on: (date(2021, 1, 1), on), True),
    ),
    # A year that closes in June: on a day of January 2014, since 1 July 2011.
    ("de_minimis.window_counted", D2014): asked(
        counts,
        [(lambda on: (date(2011, 6, 30), on, 6), False),
         (lambda on: (date(2011, 7, 1), on, 6), True),
         (lambda on: (date(2011, 7, 2), on, 6), True)],
        (lambda on: (on, on, 6), UNKNOWN),
    ),
    # Day to day, whatever the month that closes the year; the day before, since 1 July 2021.
    ("de_minimis.window_counted", D2024): asked(
        counts,
        [(lambda on: (date(2021, 1, 1), on, 6), False),
         (lambda on: (date(2021, 6, 30), on, 6), True),
         (lambda on: (on, on, 6), True)],
        (lambda on: (date(2021, 6, 30), on, 6), False),
    ),
    ("de_minimis.guarantee_ceiling_five_years", D2014): _worth(
        60, [(1_499_999, "199999.87"), (1_500_000, "200000"), (1_500_001, "200000.13")],
        (_guarantee(1_500_000, 60), UNKNOWN),
    ),
    ("de_minimis.guarantee_ceiling_five_years", D2024): _worth(
        60, [(2_249_999, "299999.87"), (2_250_000, "300000"), (2_250_001, "300000.13")],
        (_guarantee(1_500_000, 60), Decimal(200_000)),
    ),
    ("de_minimis.guarantee_ceiling_ten_years", D2014): _worth(
        61, [(749_999, "199999.73"), (750_000, "200000"), (750_001, "200000.27")],
        (_guarantee(750_000, 61), UNKNOWN),
    ),
    ("de_minimis.guarantee_ceiling_ten_years", D2024): _worth(
        120, [(1_124_999, "299999.73"), (1_125_000, "300000"), (1_125_001, "300000.27")],
        (_guarantee(750_000, 120), Decimal(200_000)),
    ),
    # 15 000 € over five years are worth 2 000 €; above 80 % of the loan they count whole.
    ("de_minimis.guarantee_max_quota", D2014): asked(
        guarantee_worth,
        [(_guarantee(15_000, 60, Decimal("0.7999")), Decimal(2000)),
         (_guarantee(15_000, 60, EIGHTY), Decimal(2000)),
         (_guarantee(15_000, 60, Decimal("0.8001")), Decimal(15_000))],
        (_guarantee(15_000, 60), UNKNOWN),
    ),
    # Base rate 1 %, and 4 points: at 5 % there is no aid.
    ("de_minimis.reference_margin", D2008): asked(
        loan_is_an_aid,
        [(_at("0.0499"), True), (_at("0.05"), False), (_at("0.0501"), False)],
        (_at("0.04"), UNKNOWN),
    ),
    # The base rate and 1 point discount the aid, never below zero. At −1 %: 3 % of 12 000 €, 360 €.
    # Just above, at −0.99 %: twelve times 30.10 € discounted at 0.01 % a year, 361.20 € less 2 c.
    ("de_minimis.discount_margin", D2008): asked(
        loan_worth,
        [(_at("-0.0101"), Decimal("358.80")), (_at("-0.01"), Decimal("360.00")),
         (_at("-0.0099"), Decimal("361.18"))],
        (_at("-0.01"), UNKNOWN),
    ),
}  # fmt: skip
CASES = DE_MINIMIS | LAWFUL_USES | PAYABLE_NEEDS
