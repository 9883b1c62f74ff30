"""The forecast as a file: the model out, and the model back after a preview."""

import io
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levier.cases.models import Case
from levier.cases.permissions import can_instruct
from levier.exchange.sent_model import read_sent_model
from levier.forecasts.model import Imported, write_model
from levier.forecasts.services import import_model
from levier.forecasts.sheets import CaseSheet, case_sheet
from levier.journal.services import record_export
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.web.cases.dossier import on_case, shell_of
from levier.web.lists.export import XLSX

LARGEST = 5 * 1024 * 1024
SALT = "levier.forecasts.import"
LASTS = 3600
FAULTS_SHOWN = 100
LEFT_SHOWN = 20


class ModelForm(forms.Form):
    """The model brought back."""

    file = forms.FileField(
        label="Modèle rempli (xlsx)",
        help_text="Le fichier exporté de ce dossier, 5 Mo au plus.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_file(self):
        """Refuse what is too heavy to be a model."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError("Ce fichier dépasse 5\u00a0Mo.")
        return sent


@on_case(tab="plan")
@require_safe
def case_forecast_xlsx(request: HttpRequest, case: Case) -> HttpResponse:
    """Send the model of the forecast, with live formulas; the journal keeps who took it."""
    sheet, today = case_sheet(case), timezone.localdate()
    target = io.BytesIO()
    write_model(target, sheet, case_number=case.number, on=today)
    summary = f"Export du prévisionnel du dossier {case.number}."
    record_export(actor=request.user, target=case, summary=summary,
                  detail={"revision": sheet.revision})  # fmt: skip
    answer = HttpResponse(target.getvalue(), content_type=XLSX)
    name = f"previsionnel-{case.number}-{today:%Y-%m-%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@on_case(tab="plan", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_forecast_import(request: HttpRequest, case: Case) -> HttpResponse:
    """Read a model: what it would change, or every fault in it, and what is read nowhere.

    Nothing is written.
    """
    form = ModelForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    sheet = case_sheet(case)
    if request.method == "POST" and form.is_valid():
        try:
            found = read_sent_model(form.cleaned_data["file"].read(), sheet)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            context |= {
                "found": found,
                "faults": found.faults[:FAULTS_SHOWN],
                "left": found.left[:LEFT_SHOWN],
                "left_more": len(found.left) - LEFT_SHOWN,
                "token": _sealed(case, sheet, found),
            }
    shell = shell_of(request.user, case, "plan", timezone.localdate())
    values = {"case": case, "shell": shell, "today": shell.today, "sheet": sheet, **context}
    return render(request, "web/forecasts/import.html", values)


@on_case(needs=can_instruct)
@require_POST
def case_forecast_import_confirm(request: HttpRequest, case: Case) -> HttpResponse:
    """Write what the preview showed, all or nothing."""
    try:
        sealed = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=LASTS)
        if sealed["case"] != str(case.pk):
            raise signing.BadSignature
        saved = import_model(
            case=case,
            actor=request.user,
            on=timezone.localdate(),
            revision=sealed["revision"],
            texts=sealed["texts"],
            amounts={
                key: (Decimal(before), Decimal(wanted))
                for key, (before, wanted) in sealed["amounts"].items()
            },
        )
    except signing.BadSignature:
        messages.error(request, "L’aperçu a expiré\u00a0: importez le modèle à nouveau.")
        return redirect("web:case_forecast_import", case.pk)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:case_forecast_import", case.pk)
    count = saved.changed + len(sealed["amounts"])
    said = f"Le modèle est importé\u00a0: {plural(count, 'valeur reprise', 'valeurs reprises')}."
    if left := sealed["left"]:
        said += (
            f" Le fichier contient aussi {plural(left, 'chose', 'choses')} que Levier ne lit pas, "
            "nommées avant l’import\u00a0: rien n’en est repris."
        )
    messages.success(request, said)
    return redirect("web:case_forecast", case.pk)


def _sealed(case: Case, sheet: CaseSheet, found: Imported) -> str:
    """Return what the confirmation will write, signed: the preview itself writes nothing."""
    if found.faults or not found.changes:
        return ""
    former = {entry.key: entry.amount for entry in sheet.entries}
    return signing.dumps(
        {
            "case": str(case.pk),
            "revision": sheet.revision,
            "texts": found.texts,
            "left": len(found.left),
            "amounts": {k: [str(former[k]), str(v)] for k, v in found.amounts.items()},
        },
        salt=SALT,
        compress=True,
    )
