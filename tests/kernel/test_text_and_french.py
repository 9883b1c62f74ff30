from datetime import date
from decimal import Decimal

import pytest

from levier.kernel import french
from levier.kernel.text import digits_of, normalise, squeeze, whole_number, words_of


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("BÉTHUNE", "bethune"),
        ("  L’Étoile-d'Or ", "l etoile d or"),
        ("Œuvre\u202fcœur", "oeuvre coeur"),
        ("!?", ""),
    ],
)
def test_accents_case_and_signs_do_not_count(typed, word):
    assert normalise(typed) == word


def test_words_come_once_in_order():
    assert words_of("Lens, LENS et Liévin") == ["lens", "et", "lievin"]
    assert squeeze("  deux\u00a0 mots ") == "deux mots"
    assert digits_of("000 012\u00a0345 00018") == "00001234500018"


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("36000", "36\u202f000\u00a0€"),
        ("731.25", "731,25\u00a0€"),
        ("-1200.5", "\u22121\u202f200,50\u00a0€"),
        ("0", "0\u00a0€"),
    ],
)
def test_an_amount_has_its_spaces_and_its_minus(amount, written):
    assert french.euros(Decimal(amount)) == written


def test_large_amounts_are_short():
    assert french.short_euros(Decimal(17_589_137)) == "17,6\u00a0M€"
    assert french.short_euros(Decimal(485_215)) == "485,2\u00a0k€"
    assert french.short_euros(Decimal(950)) == "950\u00a0€"


def test_the_first_of_a_month_is_written_so():
    assert french.long_date(date(2024, 12, 1)) == "1er\u00a0décembre\u00a02024"
    assert french.long_date(date(2024, 12, 19), weekday=True).startswith("jeudi\u00a019")
    assert french.numeric_date(date(2024, 2, 3)) == "03/02/2024"


@pytest.mark.parametrize(("count", "written"), [(0, "dossier"), (1, "dossier"), (2, "dossiers")])
def test_french_is_plural_from_two_on(count, written):
    assert french.plural(count, "dossier") == f"{count}\u00a0{written}"


def test_a_share_is_a_percentage():
    assert french.percent(Decimal("0.655")) == "65,5\u00a0%"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0", 0), ("12", 12), ("999999999", 999_999_999), ("1000000000", None), ("", None),
     ("-1", None), ("1.5", None), ("²", None), ("٣", None), ("9" * 5_000, None)],
)  # fmt: skip
def test_a_number_sent_back_by_a_page_is_nine_plain_digits_or_none(typed, read):
    assert whole_number(typed) == read


@pytest.mark.parametrize(
    ("text", "shown"),
    [("comité ESS", "Comité ESS"), ("École", "École"), ("à revoir", "À revoir"), ("", "")],
)
def test_only_the_first_letter_takes_a_capital(text, shown):
    assert french.capitalised(text) == shown
