"""Letters of decision: their words, a preview before the decision, a whole sitting at once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.permissions import only
from levier.committees.models import Decision, Sitting
from levier.committees.permissions import can_run_sittings
from levier.correspondence.filling import check_variables
from levier.correspondence.models import IssuedLetter, LetterOutcome, LetterTemplate, Recipient
from levier.correspondence.permissions import can_edit_templates
from levier.correspondence.services import LetterWords, letter_words, write_letter_template
from levier.correspondence.variables import LETTER, LETTER_FILE
from levier.documents.services import record_download
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.web.access import allow
from levier.web.committees.documents import pdf_response
from levier.web.committees.sittings import items_for, sittings_of
from levier.web.correspondence.forms import LetterForm
from levier.web.documents.serving import file_answer
from levier.web.forms import form_page
from levier.workflows.decision_letters import (
    draft_letters,
    letters_of,
    render_decision_letter,
)
from levier.workflows.sitting_letters import (
    LOADED,
    last_job,
    letters_of_sitting,
    merged_letters,
    send_letters,
    start_letters,
    zipped_letters,
)

can_see_letters = only(
    "secretary", "director", "administrator", "advisor", "dla_officer", "finance"
)
NO_LETTER_YET = "Cette demande n’appelle pas cette lettre avant la décision."


@allow(can_run_sittings)
@require_GET
def sitting_letters(request: HttpRequest, pk) -> HttpResponse:
    """Page « Lettres » of a sitting: what is printed, what left; htmx asks for its table only."""
    sitting = _sitting(request, pk)
    rows, job = letters_of_sitting(sitting, request.user), last_job(sitting)
    context = {
        "sitting": sitting,
        "rows": rows,
        "job": job,
        "is_at_work": bool(job) and job.state in ("waiting", "running"),
        "progress": 100 * job.done_count // job.total_count if job and job.total_count else 0,
        "to_print": sum(row.issued is None for row in rows),
        "to_send": sum(row.is_to_send for row in rows),
        "printed": sum(row.issued is not None for row in rows),
        "refused": [r for r in job.result.get("rows", []) if r["state"] == "refused"]
        if job
        else [],
    }
    template = "_letters.html" if request.htmx else "sitting_letters.html"
    return render(request, f"web/correspondence/{template}", context)


@allow(can_run_sittings)
@require_POST
def letters_issue(request: HttpRequest, pk) -> HttpResponse:
    """Print every letter of a sitting that is not printed yet."""
    sitting = _sitting(request, pk)
    start_letters(sitting=sitting, actor=request.user)
    return redirect("web:sitting_letters", sitting.pk)


@allow(can_run_sittings)
@require_POST
def letters_send(request: HttpRequest, pk) -> HttpResponse:
    """Send every printed letter by e-mail, once."""
    sitting = _sitting(request, pk)
    try:
        count, silent = send_letters(sitting=sitting, actor=request.user, on=timezone.localdate())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"{plural(count, 'lettre part', 'lettres partent')} par courriel."
        )
        for label in silent:
            messages.warning(request, f"Sans adresse électronique, à poster : {label}.")
    return redirect("web:sitting_letters", sitting.pk)


@allow(can_run_sittings)
@require_GET
def letters_zip(request: HttpRequest, pk) -> HttpResponse:
    """The printed letters, each in its file."""
    sitting = _sitting(request, pk)
    try:
        content = zipped_letters(sitting, request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:sitting_letters", sitting.pk)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="lettres-{sitting.pk.hex[:8]}.zip"'
    return answer


@allow(can_run_sittings)
@require_GET
def letters_pdf(request: HttpRequest, pk) -> HttpResponse:
    """The printed letters in one PDF, to print them on paper."""
    sitting = _sitting(request, pk)
    try:
        content = merged_letters(sitting, request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:sitting_letters", sitting.pk)
    return pdf_response(content, f"Lettres {sitting.number}.pdf")


@allow(can_see_letters)
@require_GET
def issued_letter(request: HttpRequest, pk) -> HttpResponse:
    """A letter as it was printed; the journal knows who took it."""
    rows = IssuedLetter.objects.visible_to(request.user).select_related("stored_file")
    row = get_object_or_404(rows, pk=pk)
    record_download(stored_file=row.stored_file, actor=request.user, case_key=row.case_id)
    return file_answer(request, row.stored_file)


@allow(can_see_letters)
@require_GET
def letter_preview(request: HttpRequest, pk) -> HttpResponse:
    """« Aperçu de la lettre », before the decision: ?lettre=porteur&decision=agreed&demande=…"""
    item = get_object_or_404(items_for(request.user), pk=pk)
    outcome = request.GET.get("decision", LetterOutcome.AGREED)
    if outcome not in LetterOutcome.values:
        raise Http404
    requests = item.case.requests.exclude(state="withdrawn").select_related("instrument", "bank")
    asked = _chosen(requests, request.GET.get("demande", ""))
    kind = request.GET.get("lettre", Recipient.HOLDER)
    today = timezone.localdate()
    drafts = draft_letters(item, asked, outcome, today) if asked else []
    for decision, letter in drafts:
        if letter.kind == kind:
            pdf = render_decision_letter(decision, letter, today)
            return pdf_response(pdf.content, f"Aperçu {item.case.number} {kind}.pdf")
    raise Http404(NO_LETTER_YET)


@allow(can_edit_templates)
@require_http_methods(["GET", "POST"])
def letter_wording(request: HttpRequest, recipient: str, outcome: str) -> HttpResponse:
    """A new version of a letter; « Aperçu PDF » prints it on a decision of the house."""
    if recipient not in Recipient.values or outcome not in LetterOutcome.values:
        raise Http404
    house, today = request.user.organisation, timezone.localdate()
    words = letter_words(house, recipient, outcome, today)
    form = LetterForm(
        request.POST or None,
        initial={"opening": words.opening, "closing": words.closing,
                 "file_name": words.file_name, "starts_on": today},
    )  # fmt: skip
    samples = _samples(request, recipient, outcome)
    if request.POST.get("suite") == "apercu" and form.is_valid() and samples:
        pdf = _preview(request, form, samples, recipient)
        if pdf is not None:
            return pdf_response(pdf.content, "Aperçu de la lettre.pdf")
    name = f"{Recipient(recipient).label}, {LetterOutcome(outcome).label}"
    return form_page(
        request,
        form,
        heading=f"Lettre : {name}",
        save=lambda form: write_letter_template(
            organisation=house, actor=request.user, recipient=recipient, outcome=outcome,
            on=today, **form.cleaned_data,
        ),
        done="La nouvelle version de la lettre est enregistrée.",
        back_to=reverse("web:wording_list"),
        cancel_url=reverse("web:wording_list"),
        template="web/correspondence/letter_wording.html",
        variables=LETTER,
        file_variables=LETTER_FILE,
        samples=samples,
        versions=LetterTemplate.objects.filter(
            organisation=house, recipient=recipient, outcome=outcome
        ),
        submit="Enregistrer cette version",
    )  # fmt: skip


def _preview(request: HttpRequest, form: LetterForm, samples, recipient: str):
    """Print what was typed on the decision chosen; a refusal goes on the form."""
    chosen = request.POST.get("decision", "")
    decision = next((row for row in samples if str(row.pk) == chosen), samples[0])
    letter = next(row for row in letters_of(decision) if row.kind == recipient)
    data = form.cleaned_data
    try:
        for field in ("opening", "closing"):
            check_variables(data[field], LETTER, field=field)
        words = LetterWords(data["opening"], data["closing"], data["file_name"])
        return render_decision_letter(decision, letter, timezone.localdate(), words)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _samples(request: HttpRequest, recipient: str, outcome: str) -> list[Decision]:
    """Return some decisions of the house that call for this letter, the newest first."""
    rows = Decision.objects.visible_to(request.user).filter(outcome=outcome)
    rows = rows.exclude(request=None).select_related(*LOADED).order_by("-id")[:12]
    return [row for row in rows if any(let.kind == recipient for let in letters_of(row))]


def _chosen(requests, key: str):
    """Return the request named, else the first one."""
    rows = list(requests)
    try:
        wanted = UUID(key) if key else None
    except ValueError:
        raise Http404 from None
    return next((row for row in rows if wanted in (None, row.pk)), None)


def _sitting(request: HttpRequest, pk) -> Sitting:
    return get_object_or_404(sittings_of(request.user).select_related("organisation"), pk=pk)
