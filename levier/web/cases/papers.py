"""The PDFs dropped on a dossier, read beside the grid that one types."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from levier.cases.models import Case
from levier.exchange.models import PlanImport


def paper_of(case: Case, key: UUID) -> PlanImport:
    """Return a PDF of the dossier, whatever grid it was dropped for; a 404 for anything else."""
    papers = PlanImport.objects.filter(case=case, stored_file__content_type="application/pdf")
    return get_object_or_404(papers.select_related("stored_file"), pk=key)
