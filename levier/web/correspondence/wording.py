"""The words of the house: versions, variables, a preview on a real dossier; when to remind."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.cases.models import Case
from levier.correspondence.filling import check_variables, cleaned_html, fill
from levier.correspondence.models import (
    ContractKind,
    LetterOutcome,
    MessageTemplate,
    Purpose,
    Recipient,
    ReminderSchedule,
)
from levier.correspondence.permissions import can_edit_templates
from levier.correspondence.services import (
    contract_words,
    schedule_in_force,
    set_schedule,
    words_in_force,
    write_message_template,
)
from levier.correspondence.variables import case_values, variables_for
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.correspondence.forms import ScheduleForm, WordingForm
from levier.web.forms import form_page

READERS = {
    Purpose.FREE: "la personne à qui l’on écrit",
    Purpose.PIECES: "le porteur de projet",
    Purpose.REMINDER: "le porteur de projet, tant qu’une pièce manque",
    Purpose.LETTER: "le destinataire de la lettre : porteur, banque, porteur du risque, financeur",
    Purpose.CONVOCATION: "chaque membre convoqué",
    Purpose.CONSULTATION: "chaque membre consulté par écrit",
    Purpose.BALLOT_DUE: "le membre dont le bulletin n’est pas complet, une fois",
    Purpose.ARREARS: "l’emprunteur, une fois la relance validée",
    Purpose.ARREARS_LETTER: "l’emprunteur, une fois la relance validée",
    Purpose.FORMAL_NOTICE: "l’emprunteur, une fois la relance validée",
    Purpose.ACCOUNTS: "le porteur, un mois avant l’échéance de ses comptes",
    Purpose.ACCOUNTS_DUE: "le porteur, aux jours choisis, jusqu’à ce que les comptes arrivent",
    Purpose.DEBITS: "l’emprunteur, avant que son compte soit débité",
}


@allow(can_edit_templates)
@require_GET
def wording_list(request: HttpRequest) -> HttpResponse:
    """Page « Modèles » : each kind of message, who reads it, the words in force."""
    house, today = request.user.organisation, timezone.localdate()
    rows = [
        {"purpose": purpose, "reader": READERS[purpose],
         "words": words_in_force(house, purpose, today)}
        for purpose in Purpose
    ]  # fmt: skip
    letters = [
        {"recipient": recipient.value, "label": recipient.label, "outcomes": _outcomes(recipient)}
        for recipient in Recipient
    ]
    context = {
        "rows": rows, "schedule": schedule_in_force(house, today), "letters": letters,
        "contracts": [(kind, contract_words(house, kind, today)) for kind in ContractKind],
    }  # fmt: skip
    return render(request, "web/correspondence/wording_list.html", context)


@allow(can_edit_templates)
@require_http_methods(["GET", "POST"])
def wording_edit(request: HttpRequest, purpose: str) -> HttpResponse:
    """A new version of the words of a message; « Aperçu » fills them with a real dossier."""
    if purpose not in Purpose.values:
        raise Http404
    house, today = request.user.organisation, timezone.localdate()
    words = words_in_force(house, purpose, today)
    form = WordingForm(
        request.POST or None,
        initial={"subject": words.subject, "body": words.body, "starts_on": today},
    )
    context = {
        "purpose": Purpose(purpose),
        "reader": READERS[Purpose(purpose)],
        "variables": variables_for(purpose),
        "versions": MessageTemplate.objects.filter(organisation=house, purpose=purpose),
        "cases": Case.objects.visible_to(request.user).select_related("person", "structure")[:30],
        "submit": "Enregistrer cette version",
    }
    if request.POST.get("suite") == "apercu" and form.is_valid():
        context["preview"] = _preview(request, form, purpose)
        context |= {"form": form, "heading": f"Modèle : {Purpose(purpose).label}"}
        status = 422 if form.errors else 200
        return render(request, "web/correspondence/wording_edit.html", context, status=status)
    return form_page(
        request,
        form,
        heading=f"Modèle : {Purpose(purpose).label}",
        save=lambda form: write_message_template(
            organisation=house, actor=request.user, purpose=purpose, on=today, **form.cleaned_data
        ),
        done="La nouvelle version est enregistrée.",
        back_to=reverse("web:wording_list"),
        cancel_url=reverse("web:wording_list"),
        template="web/correspondence/wording_edit.html",
        **context,
    )


@allow(can_edit_templates)
@require_http_methods(["GET", "POST"])
def reminder_schedule(request: HttpRequest) -> HttpResponse:
    """Page « Relances » : after how many days, from when, decided by whom."""
    house, today = request.user.organisation, timezone.localdate()
    now = schedule_in_force(house, today)
    days = ", ".join(map(str, now.days))
    first = {"days": days, "link_days": now.link_days, "starts_on": today}
    return form_page(
        request,
        ScheduleForm(request.POST or None, initial=first),
        heading="Relances de pièces",
        lead=f"Aujourd’hui : {days} jours après la demande ({now.source}).",
        save=lambda form: set_schedule(
            organisation=house, actor=request.user, on=today, **form.cleaned_data
        ),
        done="Le calendrier des relances est enregistré.",
        back_to=reverse("web:wording_list"),
        cancel_url=reverse("web:wording_list"),
        template="web/correspondence/reminder_schedule.html",
        rows=ReminderSchedule.objects.filter(organisation=house),
    )


def _outcomes(recipient: str) -> list[LetterOutcome]:
    """Return what is announced to a recipient: carriers and funders hear of agreements only."""
    if recipient in (Recipient.HOLDER, Recipient.BANK):
        return list(LetterOutcome)
    return [LetterOutcome.AGREED, LetterOutcome.AGREED_WITH_CONDITIONS]


def _preview(request: HttpRequest, form: WordingForm, purpose: str) -> dict[str, str]:
    """Return the subject and the HTML of what was typed, filled with the dossier chosen."""
    key = request.POST.get("dossier", "")
    rows = Case.objects.visible_to(request.user)
    rows = rows.select_related("person", "structure", "advisor", "organisation")
    case = next((row for row in rows[:30] if str(row.pk) == key), None)
    values = variables_for(purpose)
    if case:
        values |= {
            name: value
            for name, value in case_values(case, timezone.localdate()).items()
            if name in values
        }
    try:
        check_variables(form.cleaned_data["subject"], values, field="subject")
        subject = fill(form.cleaned_data["subject"], values)
        return {"subject": subject, "html": cleaned_html(fill(form.cleaned_data["body"], values))}
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return {}
