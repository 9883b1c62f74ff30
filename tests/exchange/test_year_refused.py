"""A dry run, or a workbook with a fault, writes nothing."""

from datetime import date

import pytest

from levier.accounts.models import Organisation
from levier.crowdfunding.models import Pledge
from levier.exchange.errors import YearRefused
from levier.exchange.year_import import import_year
from tests.exchange import workbook_factory as workbooks

pytestmark = pytest.mark.django_db


def imported(content, **options):
    return import_year(content=content, year=2024, house=None, on=date(2026, 11, 25), **options)


def test_a_dry_run_writes_nothing():
    result = imported(workbooks.DEMO.read_bytes(), dry_run=True)

    assert result.created["sitting"] == 76
    assert not Organisation.objects.exists()
    assert not Pledge.objects.exists()


def test_a_faulty_workbook_writes_nothing():
    sheets = workbooks.demo_sheets()
    workbooks.put(sheets, "Primes", 5, "Montant", -1)

    with pytest.raises(YearRefused) as refusal:
        imported(workbooks.written(sheets))

    assert [fault.column for fault in refusal.value.faults] == ["Montant"]
    assert not Organisation.objects.exists()
