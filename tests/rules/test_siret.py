import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.siret import luhn_sum, normalised_siret, siret_fault


@pytest.mark.parametrize(
    "text",
    ["00001481100012", "000 014 811 00012", "000\u00a0014\u202f811 00012", "35600000000048"],
)
def test_a_siret_with_a_good_key_is_accepted_zeros_and_spaces_included(text):
    assert siret_fault(text) is None


def test_an_establishment_of_la_poste_has_its_own_key():
    assert siret_fault("35600000049837") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0000148110001", "Le SIRET compte 14 chiffres, et non 13."),
        ("000014811000122", "Le SIRET compte 14 chiffres, et non 15."),
        ("", "Le SIRET compte 14 chiffres, et non 0."),
        ("0000148110001O", "Le SIRET ne contient que des chiffres."),
        (
            "00001481100013",
            "La clé du SIRET n’est pas juste\u00a0: un chiffre est sans doute mal recopié.",
        ),
    ],
)
def test_a_faulty_siret_is_told_why(text, fault):
    assert siret_fault(text) == fault


def test_a_siret_is_kept_as_digits():
    assert normalised_siret(" 000 014 811 00012 ") == "00001481100012"


@given(digits=st.text("0123456789", min_size=14, max_size=14), rank=st.integers(0, 13))
def test_one_wrong_digit_is_always_seen(digits, rank):
    wrong = digits[:rank] + str((int(digits[rank]) + 1) % 10) + digits[rank + 1 :]

    assert luhn_sum(digits) % 10 != luhn_sum(wrong) % 10
