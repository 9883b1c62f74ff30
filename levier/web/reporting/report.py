"""The annual report: its blocks, written by the direction, and its PDF."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from levier.documents.services import content_of
from levier.kernel.text import normalise
from levier.people.models import Consent, Person
from levier.people.services import record_consent, register_person
from levier.rendering.typography import typeset
from levier.reporting.annual_report import render_annual_report
from levier.reporting.annual_report.blocks import may_be_printed
from levier.reporting.annual_report.markup import to_html
from levier.reporting.errors import SeveralPeople
from levier.reporting.figures import frozen_year
from levier.reporting.models import FrozenYear, ReportBlock
from levier.reporting.permissions import can_edit_report, can_read_report
from levier.reporting.services import add_block, change_block, move_block, remove_block
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.reporting.forms import BlockForm

WRITTEN = ("chapter", "kind", "title", "text", "picture_alt", "credit", "link")


@allow(can_read_report)
def report_latest(request):
    """Lead to the report of the last year published, else of the year that ended last."""
    last = FrozenYear.objects.filter(organisation=request.user.organisation).aggregate(
        last=Max("year")
    )["last"]
    blocks = ReportBlock.objects.filter(organisation=request.user.organisation)
    written = blocks.aggregate(last=Max("year"))["last"]
    return redirect("web:report", max(last or 0, written or 0) or timezone.localdate().year - 1)


@allow(can_read_report)
def report(request, year):
    """Page « Rapport annuel » : chapter by chapter, what the house writes; the PDF."""
    rows = (
        ReportBlock.objects.visible_to(request.user)
        .filter(year=year)
        .select_related("picture", "consent__person")
    )
    by_chapter: dict[str, list[dict]] = {}
    for row in rows.order_by("position", "pk"):
        by_chapter.setdefault(row.chapter, []).append(
            {
                "row": row,
                "html": mark_safe(to_html(typeset(row.text))),
                "printed": may_be_printed(row),
            }
        )
    context = {
        "year": year,
        "frozen": frozen_year(request.user.organisation, year),
        "chapters": [
            (code, label, by_chapter.get(code, [])) for code, label in ReportBlock.Chapter.choices
        ],
        "block_count": sum(len(blocks) for blocks in by_chapter.values()),
        "may_edit": can_edit_report(request.user),
    }
    return render(request, "web/reporting/report.html", context)


@allow(can_read_report)
def report_pdf(request, year):
    """The report itself, opened in the browser or kept (`?garder=1`)."""
    pdf = render_annual_report(request.user.organisation, year, timezone.localdate())
    disposition = "attachment" if request.GET.get("garder") else "inline"
    answer = HttpResponse(pdf.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'{disposition}; filename="rapport-{year}.pdf"'
    return answer


@allow(can_read_report)
def report_block_picture(request, pk):
    """The picture of a block, for the page of the report."""
    block = get_object_or_404(ReportBlock.objects.visible_to(request.user), pk=pk)
    if block.picture is None:
        raise Http404
    return HttpResponse(content_of(block.picture), content_type=block.picture.content_type)


@allow(can_edit_report)
def report_block_new(request, year):
    """Page « Nouveau bloc »."""
    initial = {"chapter": request.GET.get("chapitre", ""), "kind": request.GET.get("type", "")}
    form = BlockForm(
        request.POST or None, request.FILES or None, initial=initial,
        organisation=request.user.organisation,
    )  # fmt: skip
    return _block_page(
        request, form, f"Nouveau bloc du rapport {year}", year,
        lambda form: add_block(
            organisation=request.user.organisation, year=year, actor=request.user,
            **_written(request, form),
        ),
    )  # fmt: skip


@allow(can_edit_report)
def report_block_edit(request, pk):
    """Page « Modifier le bloc »."""
    block = get_object_or_404(ReportBlock.objects.visible_to(request.user), pk=pk)
    initial = {name: getattr(block, name) for name in (*WRITTEN, "consent")}
    form = BlockForm(
        request.POST or None, request.FILES or None, initial=initial,
        organisation=request.user.organisation,
    )  # fmt: skip
    return _block_page(
        request, form, f"Modifier «\u00a0{block.title}\u00a0»", block.year,
        lambda form: change_block(block=block, actor=request.user, **_written(request, form)),
        block=block,
    )  # fmt: skip


@allow(can_edit_report)
@require_POST
def report_block_move(request, pk):
    """Move a block up (`haut`) or down in its chapter."""
    block = get_object_or_404(ReportBlock.objects.visible_to(request.user), pk=pk)
    move_block(block=block, up="haut" in request.POST, actor=request.user)
    return redirect(f"{reverse('web:report', args=[block.year])}#{block.chapter}")


@allow(can_edit_report)
@require_POST
def report_block_remove(request, pk):
    """Take a block out of the report."""
    block = get_object_or_404(ReportBlock.objects.visible_to(request.user), pk=pk)
    year, chapter = block.year, block.chapter
    remove_block(block=block, actor=request.user)
    messages.success(request, "Le bloc est retiré du rapport. Son image reste dans les fichiers.")
    return redirect(f"{reverse('web:report', args=[year])}#{chapter}")


def _block_page(request, form, heading, year, save, block=None):
    @transaction.atomic
    def save_all(form):
        return save(form)

    return form_page(
        request,
        form,
        heading=heading,
        save=save_all,
        done="Le bloc est enregistré.",
        back_to=reverse("web:report", args=[year]),
        cancel_url=reverse("web:report", args=[year]),
        template="web/reporting/block_form.html",
        submit="Enregistrer le bloc",
        block=block,
    )


def _written(request, form) -> dict:
    """Return what the form says, for the service: fields, consent, picture."""
    data = form.cleaned_data
    picture = data["picture"]
    return {
        **{name: data[name] for name in WRITTEN},
        "consent": _consent(request, data),
        "picture": (picture.name, picture.read()) if picture else None,
    }


def _consent(request, data) -> Consent | None:
    """Return the consent chosen, or record the one typed. Errors: SeveralPeople."""
    if not data["person_last_name"]:
        return data["consent"]
    house = request.user.organisation
    names = {"first_name": data["person_first_name"], "last_name": data["person_last_name"]}
    key = normalise(f"{names['last_name']} {names['first_name']}")
    found = list(Person.objects.filter(organisation=house, merged_into=None, name_key=key)[:2])
    if len(found) > 1:
        raise SeveralPeople(name=f"{names['first_name']} {names['last_name']}".strip())
    person = found[0] if found else register_person(organisation=house, actor=request.user, **names)
    return record_consent(
        person=person,
        actor=request.user,
        purpose=Consent.Purpose.PICTURE,
        means=data["consent_means"] or "par écrit",
        on=data["consent_on"],
        detail="Rapport d’activités",
    )
