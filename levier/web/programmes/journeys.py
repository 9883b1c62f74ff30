"""Journeys of the programmes: a list and a page each."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from levier.accounts.permissions import is_staff, only
from levier.cases.tracks import TRACKS_READ_BY
from levier.journal.services import record_read
from levier.support.models import Journey, Programme
from levier.web.access import allow, refuse
from levier.web.history import changes_of
from levier.web.lists import ListPage
from levier.web.programmes.columns import COLUMNS, DETAILS, filters_of, journey_url

LEADS = {
    Programme.BRSA: "Personnes au RSA, à leur compte, que le Département confie à la maison.",
    Programme.ACCES_PLUS: "Créateurs et créatrices éloignés de l’emploi, suivis après la création.",
    Programme.DLA: "Dispositif local d’accompagnement\u00a0: diagnostics et missions de conseil.",
    Programme.DASESS: "Structures de l’ESS en difficulté.",
    Programme.FIDESS: "Études de faisabilité de projets d’utilité sociale.",
}


@allow(is_staff)
def journey_list(request, programme):
    """Page of a programme: every journey that this user may read."""
    if programme not in Programme.values:
        raise Http404
    refusal = _refusal(request, programme)
    if refusal:
        return refusal
    rows = Journey.objects.visible_to(request.user).filter(programme=programme)
    page = ListPage(
        request,
        rows.select_related("case__person", "case__structure", "advisor", *DETAILS[programme]),
        columns=COLUMNS[programme],
        filters=filters_of(programme),
        default_sort="-numero",
        noun="parcours,parcours",
        export_name=f"parcours-{programme.replace('_', '-')}",
        row_url=journey_url,
        empty="Aucun parcours\u00a0: ouvrez-en un depuis l’onglet Personnes d’un dossier.",
    )
    label = Programme(programme).label
    context = {"programme": programme, "label": label, "lead": LEADS[programme]}
    return page.respond("web/programmes/journey_list.html", context)


@allow(is_staff)
@transaction.atomic
def journey(request, pk):
    """Page of a journey. Reading a social one is journalled before the page leaves."""
    rows = Journey.objects.visible_to(request.user).select_related(
        "case__person", "case__structure", "advisor", "operation",
        "brsa", "acces_plus", "dla__provider", "dasess__provider", "study",
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk)
    if row.case.is_social:
        record_read(
            actor=request.user,
            target=row,
            summary=f"Lecture du parcours {row.number}",
            case_key=row.case_id,
        )
    details = getattr(row, "brsa", None) or row
    context = {
        "journey": row,
        "label": row.get_programme_display(),
        "years": row.years.order_by("year").values_list("year", flat=True),
        "beneficiaries": row.beneficiaries.select_related("structure").order_by(
            "-year", "structure__name"
        ),
        "changes": changes_of(details),
    }
    return render(request, "web/programmes/journey.html", context)


def _refusal(request, programme: str):
    """Refuse a programme whose dossiers this role never reads, and say who does."""
    track = programme
    if track in TRACKS_READ_BY.get(request.user.role, ()):
        return None
    readers = [role for role, tracks in TRACKS_READ_BY.items() if track in tracks]
    return refuse(
        request,
        who=only(*readers).who,
        reason="Les parcours de ce programme ne s’ouvrent qu’à ceux qui l’accompagnent.",
    )
