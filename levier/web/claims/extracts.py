"""Extracts of carriers and banks: dropped, their columns, their lines compared, then taken."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from levier.documents.services import record_download
from levier.exchange.extract_import import (
    confirm_extract,
    drop_extract,
    give_up_extract,
    map_extract,
    name_line,
    preview_of_extract,
)
from levier.exchange.extract_sheet.mapping import ROLE_WORDS
from levier.exchange.models import ExtractReading
from levier.exchange.permissions import can_read_extracts
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.kernel.text import whole_number
from levier.web.access import allow
from levier.web.claims.forms import ExtractForm
from levier.web.documents.serving import file_answer
from levier.web.forms import form_page
from levier.web.lists import ChoiceFilter, Column, DayFilter, ListPage, TextFilter
from levier.web.sheet_columns import columns_shown, map_posted, sample_shown

STATUSES = {
    "equal": ("pre", "égal"), "differs": ("ocre", "écart"), "unknown": ("neutre", "inconnue ici"),
    "faulty": ("brique", "en erreur"),
}  # fmt: skip
COUNTED = {
    "equal": ("ligne égale", "lignes égales"), "differs": ("écart", "écarts"),
    "unknown": ("inconnue ici", "inconnues ici"), "faulty": ("en erreur", "en erreur"),
}  # fmt: skip
INCIDENTS = {
    "unpaid": "impayé signalé", "accelerated": "déchéance du terme",
    "insolvency": "procédure collective",
}  # fmt: skip
COLUMNS = [
    Column("arrete", "Arrêté au", "as_of", kind="date", sort=("as_of",), link=True),
    Column("expediteur", "Expéditeur", "sender", width=30),
    Column("fichier", "Fichier", "stored_file.name", width=34),
    Column("etat", "État", "state", sort=("state",), state=True),
    Column("lignes", "Lignes", lambda row: len(row.result) or None, kind="integer"),
    Column("repris", "Écarts repris", lambda row: row.taken if row.confirmed_at else None,
           kind="integer"),
    Column("depose", "Déposé le", "created_at", kind="date", sort=("created_at",)),
    Column("par", "Déposé par", "created_by.full_name", width=24),
]  # fmt: skip
FILTERS = [
    TextFilter("q", "Fichier", raw_fields=("stored_file__name",)),
    ChoiceFilter("etat", "État", ExtractReading.State.choices, field="state"),
    DayFilter("arrete", "Arrêté", field="as_of"),
]


def _rows(user):
    rows = ExtractReading.objects.visible_to(user)
    return rows.select_related("stored_file", "carrier", "bank", "created_by", "confirmed_by")


@allow(can_read_extracts)
@require_safe
def extract_list(request):
    """Page « Extraits d’encours »: what was read, and what waits."""
    page = ListPage(
        request, _rows(request.user), columns=COLUMNS, filters=FILTERS, default_sort="-depose",
        noun="extrait", export_name="extraits",
        row_url=lambda row: reverse("web:extract", args=[row.pk]),
        empty="Aucun extrait\u00a0: déposez celui d’un porteur du risque ou d’une banque.",
    )  # fmt: skip
    return page.respond("web/claims/extract_list.html")


@allow(can_read_extracts)
@require_http_methods(["GET", "POST"])
def extract_drop(request):
    """Page « Déposer un extrait »."""
    today = timezone.localdate()
    form = ExtractForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"as_of": today}
    )

    def save(form):
        sent = form.cleaned_data["file"]
        return drop_extract(
            actor=request.user, sender=form.sender(), as_of=form.cleaned_data["as_of"],
            name=sent.name, content=sent.read(), today=today,
        )  # fmt: skip

    return form_page(
        request, form, heading="Déposer un extrait",
        lead="Le fichier est comparé ligne à ligne\u00a0; rien n’est écrit avant votre "
        "confirmation.",
        submit="Lire l’extrait", save=save, done="L’extrait est comparé.", back_to="web:extract",
        cancel_url=reverse("web:extract_list"),
    )  # fmt: skip


@allow(can_read_extracts)
@require_http_methods(["GET", "POST"])
def extract(request, pk):
    """One extract: its columns, its lines compared, the differences to tick."""
    row = get_object_or_404(_rows(request.user), pk=pk)
    if request.method == "POST":
        return _act(request, row)
    context = {"row": row, "is_open": row.state == ExtractReading.State.OPEN}
    if context["is_open"]:
        preview = preview_of_extract(row, request.user, timezone.localdate())
        differing = {one.line.row for one in preview.lines if one.status == "differs"}
        context |= {
            "preview": preview,
            "columns": columns_shown(preview.grid, preview.sheet_map),
            "sample": sample_shown(preview.grid, preview.sheet_map),
            "roles": list(ROLE_WORDS.items()),
            "lines": [_shown(line) for line in preview.as_rows(differing)],
        }
    else:
        context["lines"] = [_shown(line) for line in row.result]
    statuses = [line["status"] for line in context["lines"]]
    context["counts"] = [
        plural(statuses.count(status), *words)
        for status, words in COUNTED.items()
        if status in statuses
    ]
    return render(request, "web/claims/extract.html", context)


def _shown(line: dict) -> dict:
    sense, word = STATUSES[line["status"]]
    amounts = {name: Decimal(line[name]) for name in ("outstanding", "expected", "difference")}
    day = "/".join(reversed(line["day"].split("-")))
    return {
        **line, **amounts, "sense": sense, "word": word, "day": day,
        "incident_words": INCIDENTS.get(line["incident"], ""),
        "is_compared": line["status"] in ("equal", "differs"),
        "differs": line["status"] == "differs", "is_unknown": line["status"] == "unknown",
    }  # fmt: skip


def _act(request, row: ExtractReading):
    """Read again with other columns, take what is ticked, or give up: the button says which."""
    gesture = request.POST.get("geste", "")
    try:
        if gesture == "abandonner":
            give_up_extract(row=row, actor=request.user)
            messages.success(request, "L’extrait est abandonné\u00a0: rien n’a changé.")
            return redirect("web:extract_list")
        if gesture.startswith("nommer-"):
            line = gesture.removeprefix("nommer-")
            kept = name_line(
                row=row, line=whole_number(line) or 0, actor=request.user,
                number=request.POST.get(f"garantie-{line}", ""), today=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"Le n° {kept.number} est retenu pour {row.sender}.")
        elif gesture == "confirmer":
            taken = confirm_extract(
                row=row, actor=request.user, revision=request.POST.get("revision", ""),
                taken=[
                    line
                    for each in request.POST.getlist("ligne")
                    if (line := whole_number(each)) is not None
                ],
                today=timezone.localdate(),
            )  # fmt: skip
            said = plural(taken, "écart repris", "écarts repris") if taken else "aucun écart repris"
            messages.success(request, f"L’extrait est lu\u00a0: {said}.")
        else:
            sheet_map = map_posted(request.POST, row.mapping, ROLE_WORDS)
            map_extract(row=row, actor=request.user, sheet_map=sheet_map)
            messages.success(
                request, f"Colonnes retenues pour les prochains fichiers de {row.sender}."
            )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("web:extract", row.pk)


@allow(can_read_extracts)
@require_safe
def extract_file(request, pk):
    """The file as it was sent; its reading is journalled."""
    row = get_object_or_404(_rows(request.user), pk=pk)
    record_download(stored_file=row.stored_file, actor=request.user)
    return file_answer(request, row.stored_file)
