import pytest

from levier.rules.indicators.definitions import (
    InvalidDefinition,
    UnknownFigure,
    definition_of,
    definitions,
    read,
)

GOOD = """
[[figure]]
code = "a.b"
label = "L"
unit = "EUR"
rounding = "rounded"
step = 1_000
chapter = "C"
definition = "D."
formula = "F."
"""


def test_the_report_has_forty_six_figures():
    assert len(definitions()) == 46


def test_every_amount_in_euros_says_which_of_the_seven_amounts_it_is():
    for definition in definitions().values():
        assert bool(definition.amount) == (definition.unit == "EUR"), definition.code


def test_every_percentage_and_mean_is_a_quotient():
    for definition in definitions().values():
        quotient = definition.unit == "years" or definition.unit.startswith("percent")
        assert definition.is_quotient == quotient, definition.code


def test_an_unknown_code_is_refused():
    with pytest.raises(UnknownFigure):
        definition_of("tpe.luck")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('rounding = "rounded"', 'rounding = "near"'), "rounding is one of"),
        (("step = 1_000\n", ""), "a step goes with a rounding"),
        (('rounding = "rounded"', 'rounding = "exact"'), "a step goes with a rounding"),
        (('definition = "D."', 'definition = ""'), "lacks definition"),
        (('unit = "EUR"', 'unit = "EUR"\namount = "promis"'), "amount is one of"),
    ],
)
def test_a_faulty_definition_is_refused(change, message):
    with pytest.raises(InvalidDefinition, match=message):
        read(GOOD.replace(*change))


def test_a_code_defined_twice_is_refused():
    with pytest.raises(InvalidDefinition, match="defined twice"):
        read(GOOD + GOOD)
