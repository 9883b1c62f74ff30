"""A transfer that came back: what each code asks for."""

import pytest

from levier.rules.servicing.returned_transfers import remedy_of


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AC04", "nouveau RIB"),
        (" ac01 ", "nouveau RIB"),
        ("AC06", "autre RIB"),
        ("MD07", "ne payez plus"),
        ("AM05", "doublon"),
        ("BE04", "adresse"),
        ("MS03", "appelez-la"),
        ("", "appelez-la"),
        ("ZZ99", "appelez-la"),
    ],
)
def test_each_code_says_what_to_do_and_an_unknown_one_asks_to_call(code, said):
    assert said in remedy_of(code)
