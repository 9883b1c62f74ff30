"""What may happen to a loan, as pages: each one shown before and after, then confirmed."""

import hashlib
import json
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.kernel.errors import DomainError
from levier.kernel.french import numeric_date
from levier.rules.servicing.operation_json import facts_of
from levier.rules.servicing.operations import Operation
from levier.rules.servicing.rulings import stake_of
from levier.servicing.models import KIND_LABELS, LoanOperation, RunningLoan
from levier.servicing.permissions import can_note
from levier.servicing.services import (
    Ruling,
    act_of,
    bodies_that_may_rule,
    last_notice,
    loan_on,
    note,
    operations_of,
    preview,
    refuse_acceleration,
    ruled,
    sittings_that_may_rule,
)
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.servicing import forms, tables
from levier.web.servicing.acceleration import AccelerationForm
from levier.workflows.loan_proposals import submit_running_loan


@dataclass(frozen=True)
class Change:
    """One kind of change: its words, and the form that types it."""

    heading: str
    lead: str
    form: type[forms.OperationForm]
    done: str
    is_money: bool = False


CHANGES = {
    "paiement": Change(
        "Noter un paiement",
        "Il va au plus ancien\u00a0: frais, intérêts, puis capital. Le reste attend la prochaine "
        "échéance.",
        forms.PaymentForm, "Le paiement est noté.", is_money=True,
    ),
    "tranche": Change(
        "Verser une tranche",
        "Elle porte intérêt de ce jour\u00a0; les échéances à venir sont recalculées.",
        forms.TrancheForm, "La tranche est notée.", is_money=True,
    ),
    "frais": Change(
        "Facturer des frais", "Ils sont demandés avec la plus ancienne échéance impayée.",
        forms.CostsForm, "Les frais sont notés.", is_money=True,
    ),
    "trop-percu": Change(
        "Noter un trop-perçu rendu autrement",
        "Ce que l’emprunteur a payé d’avance lui est rendu, sans passer par un virement d’ici.",
        forms.RefundForm, "Le remboursement est noté.", is_money=True,
    ),
    "pause": Change(
        "Accorder une pause",
        "Des échéances sans capital s’ajoutent dès la prochaine\u00a0; la durée s’allonge.",
        forms.PauseForm, "La pause est notée.",
    ),
    "date": Change(
        "Changer la date des échéances",
        "La prochaine échéance prend cette date, les suivantes la suivent\u00a0; les jours en plus "
        "ou en moins comptent dans ses intérêts.",
        forms.DateForm, "La nouvelle date est notée.",
    ),
    "duree": Change(
        "Changer la durée", "Ce qui reste est étalé sur plus d’échéances, ou moins.",
        forms.DurationForm, "La nouvelle durée est notée.",
    ),
    "taux": Change(
        "Changer le taux", "Le nouveau taux vaut depuis la dernière échéance tombée.",
        forms.RateForm, "Le nouveau taux est noté.",
    ),
    "remboursement-partiel": Change(
        "Remboursement anticipé partiel",
        "Le capital rendu paie ses intérêts jusqu’à ce jour. Les impayés passent avant.",
        forms.PartForm, "Le remboursement est noté.", is_money=True,
    ),
    "remboursement-total": Change(
        "Remboursement anticipé total",
        "Le montant qui solde le prêt est calculé au centime\u00a0: vous le confirmez reçu.",
        forms.WholeForm, "Le prêt est soldé.", is_money=True,
    ),
    "decheance": Change(
        "Prononcer la déchéance du terme",
        "La mise en demeure est restée sans effet : tout le capital à venir est dû ce jour-là, "
        "avec ses intérêts depuis la dernière échéance. Plus aucune échéance du contrat ne suit.",
        AccelerationForm, "Le terme est déchu : tout est dû.",
    ),
    "restructuration": Change(
        "Restructurer",
        "Chaque part des impayés est gardée, ajoutée au capital ou abandonnée\u00a0; puis ce qui "
        "reste prend de nouveaux termes. Le prêt compte comme restructuré.",
        forms.RestructuringForm, "La restructuration est notée.",
    ),
    "conversion": Change(
        "Convertir en fonds sans droit de reprise",
        "Le capital à venir, en tout ou en partie, reste à l’association\u00a0; ce qui est déjà "
        "échu reste dû.",
        forms.ConversionForm, "La conversion est notée.",
    ),
    "perte": Change(
        "Passer en perte",
        "Plus rien ne sera demandé\u00a0; ce qui arrivera ensuite sera une récupération.",
        forms.LossForm, "Le passage en perte est noté.",
    ),
}  # fmt: skip
SCHEDULE = ("pause", "date", "duree", "taux", "decheance", "restructuration", "conversion")
MONEY = ("tranche", "remboursement-partiel", "remboursement-total", "trop-percu", "frais", "perte")


def loans_of(user):
    """Return the running loans that a user may read, with what their pages need."""
    return RunningLoan.objects.visible_to(user).select_related(
        "commitment__instrument", "commitment__case__person", "commitment__case__structure",
        "commitment__carrier", "organisation",
    )  # fmt: skip


@allow(can_note)
@require_http_methods(["GET", "POST"])
def loan_change(request, pk, kind):
    """Page of one change: typed, shown before and after, then confirmed."""
    row = get_object_or_404(loans_of(request.user), commitment=pk)
    change = CHANGES.get(kind)
    if change is None:
        raise Http404("No such change.")
    form = change.form(request.POST or None, initial=_initial(), **_options(request, row, change))
    return _answer(request, row, change, form)


@allow(can_note)
@require_http_methods(["GET", "POST"])
def loan_submit(request, pk):
    """Page « Soumettre au comité »: a restructuring or a write-off, put before a sitting."""
    row = get_object_or_404(loans_of(request.user), commitment=pk)
    address = reverse("web:loan", args=[pk])
    return form_page(
        request,
        forms.ProposalForm(request.POST or None),
        heading="Soumettre au comité",
        lead=f"{row}, {row.commitment.case.holder_name}. Le secrétariat l’inscrit à l’ordre du "
        "jour\u00a0; une fois le procès-verbal figé, notez l’opération en citant la séance.",
        save=lambda form: submit_running_loan(
            loan=row, actor=request.user, on=timezone.localdate(), **form.cleaned_data
        ),
        done="Le prêt est soumis au comité\u00a0: il s’inscrit depuis la page d’une séance.",
        back_to=address,
        cancel_url=address,
        submit="Soumettre",
    )


@allow(can_note)
@require_http_methods(["GET", "POST"])
def loan_reverse(request, pk, operation):
    """Page « Annuler une opération » : what its absence makes of the loan, then confirmed."""
    row = get_object_or_404(loans_of(request.user), commitment=pk)
    target = get_object_or_404(LoanOperation, loan=row, pk=operation)
    label = f"{KIND_LABELS[target.kind]} du {numeric_date(target.on)}"
    change = Change(
        f"Annuler\u00a0: {label}",
        "Tout est rejoué sans elle\u00a0; la différence est comptabilisée à la date de "
        "l’annulation. L’opération reste écrite, annulée.",
        forms.ReversalForm, "L’opération est annulée.",
    )  # fmt: skip
    form = forms.ReversalForm(
        request.POST or None, initial=_initial(), of=str(target.key), since=target.on
    )
    return _answer(request, row, change, form)


def _options(request: HttpRequest, row: RunningLoan, change: Change) -> dict:
    """Return what a form needs of the loan: the notice that left, or who may have decided."""
    today = timezone.localdate()
    if issubclass(change.form, AccelerationForm):
        return {"sent": last_notice(row), "today": today}
    if not issubclass(change.form, forms.RuledForm):
        return {}
    return {
        "sittings": sittings_that_may_rule(row, request.user, today),
        "bodies": bodies_that_may_rule(row, act_of(change.form.makes), request.user, today),
    }


def _initial() -> dict:
    return {"on": timezone.localdate(), "key": uuid4()}


def _answer(request: HttpRequest, row, change: Change, form) -> HttpResponse:
    context = {"loan": row, "commitment": row.commitment, "change": change, "form": form}
    if form.is_bound and form.is_valid():
        try:
            ruling = form.chosen if isinstance(form, forms.RuledForm) else None
            shown = _shown(row, form, ruling, request.user)
            if "confirmed" in request.POST and _is_what_was_shown(request, shown):
                note(
                    loan=row, operation=shown["operation"], actor=request.user,
                    reason=form.cleaned_data["reason"], ruling=ruling,
                )  # fmt: skip
                messages.success(request, change.done)
                return redirect("web:loan", row.commitment_id)
            context |= shown
        except DomainError as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "web/servicing/change.html", context, status=status)


def _shown(row: RunningLoan, form: forms.OperationForm, ruling: Ruling | None, user) -> dict:
    """Return what the page shows of a change: the loan before and after, and what money moves.

    Who may not decide it is refused here already.
    """
    standing = loan_on(row, form.cleaned_data["on"])
    operation = form.operation(standing)
    known = LoanOperation.objects.filter(loan=row, key=operation.key).exists()
    before, after = (standing, standing) if known else preview(row, operation)
    if not known:
        refuse_acceleration(operation, form.cleaned_data["reason"])
        ruled(
            loan=row, operation=operation, earlier=operations_of(row), after=after, ruling=ruling,
            actor=user,
        )  # fmt: skip
    return {
        "operation": operation,
        "known": known,
        "fingerprint": _fingerprint(row, operation, ruling),
        "amount": getattr(operation, "amount", None),
        "moved": (moved := tables.money_of(after, operation.key)),
        "moved_shown": abs(moved),
        "facts": tables.compared(before, after),
        "lines": tables.lines_compared(before, after),
        "losses": stake_of(before, after).given_up,
    }


def _fingerprint(row: RunningLoan, operation: Operation, ruling: Ruling | None) -> str:
    """Return what tells one preview from another: what was typed, on what the loan then was."""
    who = ruling.said if ruling else ""
    said = [operation.on.isoformat(), facts_of(operation), row.operations.count(), who]
    text = json.dumps(said, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_what_was_shown(request: HttpRequest, shown: dict) -> bool:
    """Tell whether what is confirmed is what was read; else it is shown again."""
    if shown["known"] or request.POST.get("shown") == shown["fingerprint"]:
        return True
    messages.warning(request, "La saisie, ou le prêt, a changé depuis l’aperçu\u00a0: relisez-le.")
    return False
