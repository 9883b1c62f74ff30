from decimal import Decimal

import pytest

from levier.reporting.wording import exact_text, gap_text, published_text, rounding_text, shown
from levier.rules.indicators.definitions import definition_of


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("headline.bank_loans_guaranteed", "17600000", "17,6 M€"),
        ("headline.engineering_credits", "485000", "485 k€"),
        ("engagement.solidarity_loans", "70500", "70\u202f500 €"),
        ("headline.jobs", "3000", "3\u202f000 ETP"),
        ("headline.committees", "76", "76 comités"),
        ("headline.committees", "1", "1 comité"),
        ("brsa.share_left_rsa", "25.7", "25,7 %"),
        ("tpe.average_age", "37", "37 ans"),
        ("propulsons.territories", "8", "8 territoires"),
    ],
)
def test_a_published_figure_is_written_in_french(code, value, text):
    assert published_text(Decimal(value), definition_of(code)) == text.replace(" ", "\u00a0")


def test_a_key_figure_parts_the_number_from_its_unit():
    assert shown(Decimal("17600000"), definition_of("headline.bank_loans_guaranteed")).unit == "M€"
    assert shown(Decimal(76), definition_of("headline.committees")).unit == ""


def test_a_figure_with_nothing_to_divide_by_says_so():
    assert published_text(None, definition_of("tpe.share_women")) == "non calculé"


def test_an_exact_value_keeps_its_cents_and_six_decimals():
    guarantees = definition_of("tpe.guarantees")
    assert exact_text(Decimal("10301609.47"), guarantees) == "10\u202f301\u202f609,47\u00a0€"
    share = definition_of("tpe.share_women")
    assert exact_text(Decimal("34.13793103448"), share) == "34,137931\u00a0%"


def test_a_gap_has_its_sign():
    assert gap_text(Decimal("-31200"), definition_of("tpe.guarantees")) == "−31\u202f200\u00a0€"
    assert gap_text(Decimal(2), definition_of("tpe.projects")) == "+2\u00a0projets"
    assert gap_text(Decimal("0.118124"), definition_of("tpe.share_women")) == "+0,118124\u00a0point"


def test_a_rounding_is_said():
    texts = {
        "headline.solidarity_finance": "tronqué à 100\u202f000\u00a0€",
        "tpe.share_women": "arrondi au point",
        "brsa.share_left_rsa": "arrondi au dixième de point",
        "headline.jobs": "arrondi à 100",
        "tpe.average_age": "arrondi à l’unité",
        "tpe.projects": "valeur exacte",
    }
    assert {code: rounding_text(definition_of(code)) for code in texts} == texts
