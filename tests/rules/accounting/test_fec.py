from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.accounting.fec import (
    COLUMNS,
    FecLine,
    FecRefused,
    fec_faults,
    fec_text,
    file_name,
)

DAY = date(2024, 6, 3)


def line(number=1, debit="8000.5", credit="0", **more):
    values = {
        "journal_code": "BQ", "journal_label": "Banque", "entry_number": number,
        "entry_date": DAY, "account": "274000", "account_label": "Prêts", "piece": "PT-2024-001",
        "piece_date": DAY, "label": "Déblocage", "debit": Decimal(debit),
        "credit": Decimal(credit), "validated_on": DAY, **more,
    }  # fmt: skip
    return FecLine(**values)


GOOD = [line(), line(debit="0", credit="8000.5", account="512000", account_label="Banque")]


def test_the_file_has_its_eighteen_columns_commas_and_dates():
    head, first, second = fec_text(GOOD)
    assert head == "\t".join(COLUMNS) + "\r\n"
    assert len(COLUMNS) == 18
    assert first.split("\t")[3] == "20240603"
    assert first.split("\t")[11:13] == ["8000,50", "0,00"]
    assert second.split("\t")[11:13] == ["0,00", "8000,50"]
    assert {text.count("\t") for text in (head, first, second)} == {17}


def test_a_text_never_breaks_the_columns():
    _, first, _ = fec_text([replace(GOOD[0], label="Un\tdeux|trois\n"), GOOD[1]])
    assert first.count("\t") == 17
    assert "Un deux/trois" in first


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([line()], "n’est pas équilibrée"),
        ([replace(GOOD[0], entry_number=2), replace(GOOD[1], entry_number=2)], "sans trou"),
        ([replace(GOOD[0], account="2A4"), GOOD[1]], "trois chiffres"),
        ([replace(GOOD[0], piece=" "), GOOD[1]], "la pièce"),
        ([replace(GOOD[0], debit=Decimal(0)), GOOD[1]], "un débit ou un crédit"),
        ([replace(GOOD[0], validated_on=date(2024, 6, 4)), GOOD[1]], "ordre de leur validation"),
    ],
)
def test_what_the_tax_office_or_the_accountant_would_refuse_is_refused(lines, sentence):
    assert any(sentence in fault for fault in fec_faults(lines))
    with pytest.raises(FecRefused):
        next(fec_text(lines))


def test_the_name_of_the_file():
    assert file_name("732829320", date(2024, 12, 31)) == "732829320FEC20241231.txt"
    with pytest.raises(FecRefused):
        file_name("732829321", date(2024, 12, 31))
