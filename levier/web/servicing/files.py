"""The table of a loan, taken out: a paper for the borrower, rows for a spreadsheet."""

import tempfile

from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from levier.journal.services import record_export
from levier.portfolio.permissions import can_read_portfolio
from levier.rendering.documents import render_sheet
from levier.rendering.spreadsheets import write_xlsx
from levier.servicing.models import RunningLoan
from levier.servicing.services import loan_on
from levier.web.access import allow
from levier.web.committees.documents import pdf_response
from levier.web.lists.export import XLSX
from levier.web.servicing.views import served_of
from levier.workflows.loan_statement import statement_data, statement_sheet


def _running(request, pk) -> RunningLoan:
    commitment = get_object_or_404(served_of(request.user), pk=pk)
    row = RunningLoan.objects.filter(commitment=commitment, opened_on__isnull=False).first()
    if row is None:
        raise Http404
    row.commitment = commitment
    return row


@allow(can_read_portfolio)
@require_safe
def loan_pdf(request, pk):
    """The table as a PDF, of the version in force, as it stands today."""
    row, today = _running(request, pk), timezone.localdate()
    pdf = render_sheet(statement_data(row, loan_on(row, today), today))
    _journal(request, row, "PDF")
    return pdf_response(pdf.content, f"Échéancier {row.commitment.number}.pdf")


@allow(can_read_portfolio)
@require_safe
def loan_xlsx(request, pk):
    """The table as an xlsx."""
    row, today = _running(request, pk), timezone.localdate()
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_xlsx(target, [statement_sheet(row, loan_on(row, today), today)])
    target.seek(0)
    _journal(request, row, "xlsx")
    name = f"echeancier-{row.commitment.number}-{today:%Y-%m-%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


def _journal(request, row: RunningLoan, kind: str) -> None:
    with transaction.atomic():
        record_export(
            actor=request.user, target=row.commitment,
            summary=f"Échéancier de {row.commitment.number} sorti en {kind}.",
            detail={"file": kind},
        )  # fmt: skip
