from datetime import date
from decimal import Decimal

import pytest

from levier.rules.parameters import (
    InvalidParameterFile,
    NoValueInForce,
    UnknownParameter,
    parameter,
    parameter_record,
)
from levier.rules.parameters.loading import FOLDER, history, read

TWO_VALUES = """
[ceiling]
label = "Plafond"
unit = "EUR"

[[ceiling.values]]
from = 2020-01-01
value = 200_000
source = "A"

[[ceiling.values]]
from = 2024-01-01
to = 2030-12-31
value = 0.5
source = "B"
certainty = "in_use"
"""


def test_a_value_is_in_force_from_its_first_day():
    assert parameter("de_minimis", "ceiling", date(2024, 1, 1)) == 300_000


def test_before_the_first_day_nothing_is_guessed():
    with pytest.raises(NoValueInForce, match=r"Plafond de minimis.*31/12/2013"):
        parameter("de_minimis", "ceiling", date(2013, 12, 31))


def test_a_record_says_where_its_value_comes_from():
    record = parameter_record("de_minimis", "ceiling", date(2024, 6, 1))

    assert record.source == "Règlement (UE) 2023/2831, article 3"
    assert (record.since, record.unit, record.certainty) == (date(2024, 1, 1), "EUR", "confirmed")


def test_a_value_ends_the_day_before_the_next():
    old, new = read("x", TWO_VALUES)["ceiling"]

    assert (old.until, new.until) == (date(2023, 12, 31), date(2030, 12, 31))
    assert new.value == Decimal("0.5")
    assert (old.certainty, new.certainty) == ("confirmed", "in_use")


def test_an_unknown_name_is_a_fault_of_the_code():
    with pytest.raises(UnknownParameter):
        parameter("de_minimis", "floor", date(2024, 1, 1))
    with pytest.raises(UnknownParameter):
        parameter("nowhere", "ceiling", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('label = "Plafond"\n', ""), "needs a label"),
        (('source = "A"', 'source = ""'), "lacks source"),
        (("value = 200_000\n", ""), "lacks value"),
        (("2024-01-01", "2019-01-01"), "oldest to the newest"),
        (("from = 2020-01-01", 'from = "2020"'), "must be a date"),
        (('"in_use"', '"maybe"'), "certainty is one of"),
    ],
)
def test_a_faulty_file_is_refused(change, message):
    with pytest.raises(InvalidParameterFile, match=message):
        read("x", TWO_VALUES.replace(*change))


def test_every_parameter_file_of_the_project_reads_well():
    files = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "figures")

    assert "employment" in files
    for file in files:
        for name in read(file, (FOLDER / f"{file}.toml").read_text(encoding="utf-8")):
            assert history(file, name)[0].label
