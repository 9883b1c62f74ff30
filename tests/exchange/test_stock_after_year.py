"""A stock and the workbook of a year in one house: the same commitments, whichever comes first."""

from datetime import date

import pytest

from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.exchange.year_import import import_year
from levier.portfolio.models import Commitment
from levier.servicing.models import RunningLoan
from tests.exchange import workbook_factory as workbooks
from tests.exchange.stock_factory import commitment, imported, stock_sheets
from tests.factories.accounts import house

pytestmark = pytest.mark.django_db


def ess_loan() -> dict:
    """Return a loan of the demo year that was paid out, as its sheet says it."""
    sheets = workbooks.demo_sheets()
    line = workbooks.find(
        sheets, "ESS", Concours="Prêt participatif", Date_de_versement=lambda cell: cell != ""
    )
    return {
        title: workbooks.cell(sheets, "ESS", line, title)
        for title in (
            "N° concours", "N° dossier", "Structure", "SIRET", "Montant du concours", "Taux (%)",
            "Durée (mois)", "Différé (mois)", "Date de décision", "Date de versement",
        )
    }  # fmt: skip


def stock_of(row: dict) -> dict:
    sheets = stock_sheets(paid=0)
    for lines in sheets.values():
        del lines[2:]
    commitment(
        sheets, row["N° concours"], case_number=row["N° dossier"], name=row["Structure"],
        siret=row["SIRET"], product="Prêt participatif", amount=row["Montant du concours"],
        annual_rate=row["Taux (%)"], months=row["Durée (mois)"],
        deferral_months=row["Différé (mois)"], set_up_on=row["Date de versement"],
        decided_on=Commitment.objects.get(number=row["N° concours"]).decided_on
        if Commitment.objects.exists()
        else row["Date de décision"],
    )  # fmt: skip
    return sheets


def test_a_stock_opens_the_schedule_of_a_commitment_that_its_year_brought():
    import_year(content=workbooks.DEMO.read_bytes(), year=2024, house=None, on=date(2026, 1, 1))
    owner, row = Organisation.objects.get(), ess_loan()
    before = Commitment.objects.count(), Case.objects.count()
    result = imported(owner, stock_of(row))

    assert (result.created, result.conflicts) == ({}, ())
    assert result.updated == {"Engagements": 1}
    assert (Commitment.objects.count(), Case.objects.count()) == before
    loan = RunningLoan.objects.get(commitment__number=row["N° concours"])
    assert loan.outstanding == loan.commitment.amount
    assert imported(owner, stock_of(row)).is_empty


def test_the_year_completes_a_dossier_that_a_stock_named():
    owner, row = house(), ess_loan()
    imported(owner, stock_of(row))
    assert Case.objects.get().is_stub
    import_year(content=workbooks.DEMO.read_bytes(), year=2024, house=owner, on=date(2026, 1, 1))

    assert Commitment.objects.filter(number=row["N° concours"]).count() == 1
    assert not Case.objects.get(number=row["N° dossier"]).is_stub
    assert (
        RunningLoan.objects.get().outstanding
        == Commitment.objects.get(number=row["N° concours"]).amount
    )
