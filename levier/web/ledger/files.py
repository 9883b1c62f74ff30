"""The files for the accountant: the FEC, its description, a journal for a spreadsheet."""

from datetime import date

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.journal.services import record_export
from levier.kernel.errors import DomainError
from levier.kernel.french import numeric_date
from levier.ledger.exports import EXPORTS, Asked, export, name_of
from levier.ledger.permissions import can_export_ledger
from levier.rules.accounting.fec import FecRefused
from levier.web.access import allow
from levier.web.fields import DayField, HouseForm

MOST_FAULTS = 50


class ExportForm(HouseForm):
    """Which file, of which days."""

    kind = forms.ChoiceField(
        label="Fichier", choices=[(name, plugin.label) for name, plugin in EXPORTS.items()]
    )
    first_day = DayField(label="Premier jour de l’exercice")
    last_day = DayField(label="Clôture")
    siren = forms.CharField(
        label="SIREN de la maison", max_length=11, required=False,
        help_text="Neuf chiffres\u00a0: il nomme le FEC.",
    )  # fmt: skip
    carried_to = forms.RegexField(
        r"^\d{3}[0-9A-Z]{0,9}$", label="Compte du report à nouveau", initial="110000",
        help_text="Les résultats des exercices passés y sont rouverts.",
        error_messages={"invalid": "Un compte commence par trois chiffres."},
    )  # fmt: skip

    def clean_siren(self) -> str:
        """Return the digits."""
        return "".join(self.cleaned_data["siren"].split())

    def clean(self):
        """A FEC bears a SIREN."""
        data = super().clean()
        plugin = EXPORTS.get(data.get("kind", ""))
        if plugin and plugin.needs_siren and not data.get("siren"):
            self.add_error("siren", "Indiquez le SIREN : il nomme le fichier.")
        return data


@allow(can_export_ledger)
@require_http_methods(["GET", "POST"])
def ledger_export(request):
    """Page « Fichiers comptables » : a file, or every fault that stops it."""
    year = timezone.localdate().year - 1
    first = {"kind": "fec", "first_day": date(year, 1, 1), "last_day": date(year, 12, 31)}
    form = ExportForm(request.POST or None, initial=first)
    faults: tuple[str, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            return _file(request, form)
        except FecRefused as refusal:
            faults = refusal.errors
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"form": form, "faults": faults[:MOST_FAULTS], "more": len(faults) - MOST_FAULTS}
    status = 422 if form.errors or faults else 200
    return render(request, "web/ledger/export.html", context, status=status)


def _file(request, form: ExportForm) -> HttpResponse:
    data = form.cleaned_data
    house = request.user.organisation
    asked = Asked(
        house, data["first_day"], data["last_day"], data["siren"], data["carried_to"]
    )  # fmt: skip
    content = "".join(export(data["kind"], asked)).encode()
    name = name_of(data["kind"], asked)
    with transaction.atomic():
        record_export(
            actor=request.user, target=house,
            summary=f"Export comptable «\u00a0{name}\u00a0», du {numeric_date(asked.first_day)} au "
            f"{numeric_date(asked.last_day)}",
            detail={"file": name, "bytes": len(content)},
        )  # fmt: skip
    kind = "text/csv" if name.endswith(".csv") else "text/plain"
    answer = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
