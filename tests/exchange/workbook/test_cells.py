"""What a cell means, whatever the habits of typing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from levier.exchange.workbook import cells
from levier.exchange.workbook.cells import CellFault
from levier.exchange.workbook.places import commune_code, siret


@pytest.mark.parametrize(
    "typed",
    ["15\u202f000,00\u00a0€", "15 000 €", "15000", "15\u00a0000,00", 15000, 15000.0, "15000 euros"],
)
def test_an_amount_is_read_with_every_kind_of_space(typed):
    assert cells.amount(typed) == Decimal("15000.00")


@pytest.mark.parametrize("typed", ["1.500", "12,3,4", "abc", "1e5", "", True, "--5", "€"])
def test_an_amount_that_may_be_two_things_is_refused(typed):
    with pytest.raises(CellFault):
        cells.amount(typed)


@pytest.mark.parametrize("typed", [0, -1, "-1,00 €", "\u22125", 0.004])
def test_an_amount_is_above_zero(typed):
    with pytest.raises(CellFault):
        cells.amount(typed)


@pytest.mark.parametrize(
    ("typed", "share"), [("80 %", "0.8"), ("80\u202f%", "0.8"), ("0,65", "0.65"), (0.65, "0.65")]
)
def test_a_share_is_a_fraction_or_a_percentage(typed, share):
    assert cells.share(typed) == Decimal(share)


@pytest.mark.parametrize("typed", [65, 8, "120 %", 0, -0.1])
def test_a_share_lies_between_nothing_and_the_whole(typed):
    with pytest.raises(CellFault):
        cells.share(typed)


def test_a_rate_is_typed_in_percent():
    assert cells.rate_in_percent(4.15) == cells.rate_in_percent("4,15 %") == Decimal("0.0415")


@pytest.mark.parametrize(
    "typed",
    ["12/03/2024", "12-03-2024", "12.3.2024", "2024-03-12", datetime(2024, 3, 12, 9, tzinfo=UTC)],
)
def test_a_day_is_read_as_the_french_write_it(typed):
    assert cells.day(typed) == date(2024, 3, 12)


@pytest.mark.parametrize("typed", ["31/02/2024", "12/03/24", "mars 2024", 45363, "12/03/0204"])
def test_a_day_that_does_not_exist_is_refused(typed):
    with pytest.raises(CellFault):
        cells.day(typed)


@pytest.mark.parametrize("typed", ["OUI", "oui", " Oui\u00a0", True])
def test_yes_is_read_in_any_case(typed):
    assert cells.yes_or_no(typed) is True


def test_a_code_regains_its_zeros():
    assert cells.postcode(1000.0) == "01000"
    assert commune_code(1004.0) == "01004"
    assert siret(3771300013.0) == "00003771300013"


@pytest.mark.parametrize("typed", ["000 037 713 00013", "000\u00a0037\u00a0713\u00a000013"])
def test_a_siret_is_read_with_its_spaces(typed):
    assert siret(typed) == "00003771300013"


@pytest.mark.parametrize("typed", ["0000377130001", "00003771300014", "0000377130001A"])
def test_a_siret_has_its_length_and_its_key(typed):
    with pytest.raises(CellFault, match="SIRET"):
        siret(typed)


def test_an_old_commune_is_known():
    assert commune_code("62549") == "62549"
    with pytest.raises(CellFault, match="Commune inconnue"):
        commune_code("62999")


@pytest.mark.parametrize("sign", "=+-@")
def test_a_name_does_not_begin_as_a_formula(sign):
    with pytest.raises(CellFault, match="ne commence pas"):
        cells.name(80)(f"{sign}SOMME")


def test_a_text_that_begins_as_a_formula_stays_a_text():
    assert cells.text(80)("=SOMME(A1)") == "=SOMME(A1)"


def test_a_formula_in_error_is_a_fault():
    with pytest.raises(CellFault, match="formule"):
        cells.text(80)("#VALUE!")
