"""The table of a loan leaves as a paper and as a spreadsheet, and the journal says so."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from levier.journal.models import Entry
from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.services import loan_on
from levier.workflows.loan_statement import statement_data
from tests.factories.accounts import house, user
from tests.factories.servicing import noted, paid_out, running_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(client):
    """1 200 € over twelve months, 60 € of the first 100 € paid on 1 May 2026."""
    actor = user("secretary")
    row = running_loan(actor)
    noted(row, PaymentReceived, date(2026, 5, 1), amount=Decimal(60))
    client.force_login(user("finance", actor.organisation))
    return row


def test_the_paper_says_what_is_owed_and_what_was_paid(loan):
    data = statement_data(loan, loan_on(loan, date(2026, 5, 2)), date(2026, 5, 2))
    assert [value for value, _, _ in data.figures] == [
        "1\u202f140,00\u00a0€", "40,00\u00a0€", "1\u202f100,00\u00a0€",
    ]  # fmt: skip
    table = data.sections[1].table
    assert table.rows[0] == (
        "1", "01/05/2026", "100,00", "0,00", "100,00", "1\u202f100,00", "60,00", "40,00",
    )  # fmt: skip
    assert table.totals[0] == (
        "", "Total", "1\u202f200,00", "0,00", "1\u202f200,00", "", "60,00", "1\u202f140,00",
    )  # fmt: skip


def test_the_pdf_and_the_spreadsheet_leave_and_are_journalled(client, loan):
    pdf = client.get(f"/engagements/{loan.commitment_id}/echeancier.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    xlsx = client.get(f"/engagements/{loan.commitment_id}/echeancier.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(xlsx.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows if row[0] == 1] == [100]
    assert Entry.objects.filter(kind="export").count() == 2


def test_a_loan_not_opened_and_a_stranger_have_no_file(client, loan):
    closed = paid_out(user("secretary", loan.organisation))
    assert client.get(f"/engagements/{closed.pk}/echeancier.pdf").status_code == 404
    client.force_login(user("finance", house()))
    assert client.get(f"/engagements/{loan.commitment_id}/echeancier.pdf").status_code == 404
