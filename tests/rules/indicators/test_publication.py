from decimal import Decimal

import pytest

from levier.rules.indicators.definitions import definition_of, definitions
from levier.rules.indicators.measure import Measured
from levier.rules.indicators.publication import plain, publish


def value(code, exact):
    return publish(definition_of(code), Measured(Decimal(exact), 1, ()))


@pytest.mark.parametrize(
    ("code", "exact", "published"),
    [
        ("headline.bank_loans_guaranteed", "17549999.99", "17500000"),
        ("headline.bank_loans_guaranteed", "17550000", "17600000"),
        ("headline.solidarity_finance", "1599999.99", "1500000"),
        ("headline.solidarity_finance", "1600000", "1600000"),
        ("propulsons.collected", "56938", "56000"),
        ("brsa.share_left_rsa", "25.65", "25.7"),
        ("brsa.share_left_rsa", "26", "26.0"),
        ("tpe.share_women", "34.5", "35"),
        ("tpe.jobs", "451.0", "451"),
        ("ess.jobs", "12.50", "12.5"),
        ("propulsons.success_rate", "100", "100"),
    ],
)
def test_a_figure_is_published_under_its_rounding(code, exact, published):
    assert value(code, exact).published_text == published


@pytest.mark.parametrize("one", definitions().values(), ids=lambda one: one.code)
def test_the_rounding_of_each_figure_below_on_and_above(one):
    """Half a step goes up, or the next step is only reached on it; an exact figure stays."""
    least, step = Decimal("0.000001"), one.step or Decimal(0)
    tens = 10 * step
    turns = {"rounded": tens + step / 2, "truncated": tens + step, "exact": Decimal(7)}[
        one.rounding
    ]
    below, above = (tens, tens + step) if step else (turns - least, turns)

    assert publish(one, Measured(turns - least, 1, ())).published == below
    assert publish(one, Measured(turns, 1, ())).published == above
    assert publish(one, Measured(turns + least, 1, ())).published == (
        above if step else turns + least
    )


def test_a_ratio_published_exact_keeps_six_decimals_when_it_needs_them():
    nine_of_eleven = value("propulsons.success_rate", Decimal(900) / 11)

    assert nine_of_eleven.published_text == nine_of_eleven.exact_text == "81.818182"


def test_the_published_number_follows_from_the_exact_one_not_from_its_text():
    assert value("tpe.share_women", "34.4999996").exact_text == "34.500000"
    assert value("tpe.share_women", "34.4999996").published_text == "34"


@pytest.mark.parametrize(
    ("number", "text"), [("1E+3", "1000"), ("17589137.60", "17589137.6"), ("0", "0"), ("10", "10")]
)
def test_a_plain_number_has_no_exponent_and_no_useless_zero(number, text):
    assert plain(Decimal(number)) == text
