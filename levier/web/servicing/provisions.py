"""Provisions at a closing day: what the grid proposes, line by line, and what was decided."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from levier.kernel.dates import last_month_end
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, long_date, percent, plural
from levier.kernel.money import ZERO
from levier.rules.servicing.provisions import grid_on
from levier.servicing.models import Clearing, ProvisionDecision, RunningLoan
from levier.servicing.permissions import can_note
from levier.servicing.services import (
    Circumstances,
    Proposal,
    debtor_of,
    debtors_in_proceedings,
    decide_provision,
    propose_provision,
    propose_provisions,
)
from levier.web.access import allow
from levier.web.fields import DayField, EuroField, HouseForm
from levier.web.forms import form_page

MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A loan at a closing day: what is proposed, or why nothing could be; what was decided."""

    loan: RunningLoan
    proposal: Proposal | None
    decision: ProvisionDecision | None
    refusal: str = ""


class ClosingForm(forms.Form):
    """The day of a closing."""

    au = DayField(label="Arrêté au")

    def clean_au(self):
        """A day on which a grid is in force."""
        try:
            grid_on(self.cleaned_data["au"])
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["au"]


class ProvisionForm(HouseForm):
    """What is decided of one loan. Checks the input, decides nothing."""

    in_proceedings = forms.BooleanField(
        label="Procédure collective", required=False,
        help_text="Le dernier palier de la grille, pour tous les prêts du débiteur.",
    )  # fmt: skip
    counter_guaranteed = EuroField(
        label="Contre-garanti (€)", required=False, min_value=ZERO, initial=ZERO
    )
    kept = EuroField(
        label="Montant retenu (€)", required=False, min_value=ZERO,
        help_text="Vide : le montant que propose la grille.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Motif", required=False, max_length=300,
        help_text="Obligatoire pour un autre montant que celui de la grille.",
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def known(self) -> Circumstances:
        """Return what the loan itself does not say."""
        data = self.cleaned_data
        return Circumstances(data["in_proceedings"], data["counter_guaranteed"] or ZERO)


@allow(can_note)
@require_safe
def provision_list(request):
    """Page « Provisions » : the loans late at a closing day, the longest delay first."""
    today = timezone.localdate()
    form = ClosingForm(request.GET) if "au" in request.GET else None
    closing_on = last_month_end(today)
    if form is not None and form.is_valid():
        closing_on = min(form.cleaned_data["au"], today)
    lines = lines_at(request.user, closing_on)
    amounts = [line.decision.kept for line in lines if line.decision]
    proposed = [line.proposal.provision.amount for line in lines if line.proposal]
    context = {
        "closing_on": closing_on,
        "form": form or ClosingForm(initial={"au": closing_on}),
        "lines": _cut(lines),
        "count": len(lines),
        "most": MOST,
        "grid": grid_on(closing_on),
        "kept": sum(amounts, ZERO),
        "proposed": sum(proposed, ZERO),
        "undecided": len([line for line in lines if line.decision is None]),
    }
    return render(request, "web/servicing/provision_list.html", context)


@allow(can_note)
@require_http_methods(["GET", "POST"])
def provision(request, pk, closing: str):
    """Page « Décider la provision » of a loan at a closing day."""
    loan = get_object_or_404(_loans(request.user), commitment=pk)
    today = timezone.localdate()
    closing_on = _day(closing, today)
    sunk = debtors_in_proceedings(organisation=loan.organisation, on=closing_on)
    known = _known(loan, sunk)
    form = ProvisionForm(
        request.POST or None, initial={"key": uuid4(), "in_proceedings": known.in_proceedings}
    )
    try:
        found = propose_provision(loan=loan, closing_on=closing_on, known=known)
        lead = _lead(loan, found, closing_on)
    except DomainError as refusal:
        lead = str(refusal)
    return form_page(
        request,
        form,
        heading=f"Provision de {loan.commitment.number} au {long_date(closing_on)}",
        lead=lead,
        submit="Décider la provision",
        save=lambda form: decide_provision(
            loan=loan, closing_on=closing_on, today=today, actor=request.user,
            key=form.cleaned_data["key"], kept=form.cleaned_data["kept"],
            reason=form.cleaned_data["reason"], known=form.known(),
        ),
        done="La provision est décidée.",
        back_to=f"{reverse('web:provision_list')}?au={closing_on.isoformat()}",
        cancel_url=f"{reverse('web:provision_list')}?au={closing_on.isoformat()}",
    )  # fmt: skip


def lines_at(user, closing_on: date) -> list[Line]:
    """Return the loans to look at on a closing day, the longest delay first.

    Those late then, those provisioned before, those decided that day.
    """
    decided = {
        row.loan_id: row
        for row in ProvisionDecision.objects.visible_to(user)
        .filter(closing_on=closing_on)
        .select_related("decided_by")
    }
    sunk = debtors_in_proceedings(organisation=user.organisation, on=closing_on)
    loans = list(_candidates(user, closing_on, sunk))
    known = {loan.pk: _known(loan, sunk) for loan in loans}
    proposals = propose_provisions(loans=loans, closing_on=closing_on, known=known)
    found = [_line(loan, decided.get(loan.pk), proposals[loan.pk]) for loan in loans]
    kept = [line for line in found if _counts(line)]
    return sorted(kept, key=_by_delay)


def _cut(lines: list[Line]) -> list[Line]:
    """Return the lines that one page shows: when some are left out, those to decide come first."""
    if len(lines) <= MOST:
        return lines
    return sorted(lines, key=lambda line: line.decision is not None)[:MOST]


def _known(loan: RunningLoan, sunk: set[UUID]) -> Circumstances:
    """Return what is known of a loan before anybody says more: the proceedings of its debtor."""
    return Circumstances(in_proceedings=debtor_of(loan) in sunk)


def _candidates(user, closing_on: date, sunk: set[UUID]):
    """Return the loans that may have been late on a day, or whose debtor is in proceedings."""
    paid_after = Clearing.objects.filter(loan=OuterRef("pk"), on__gt=closing_on)
    provisioned = ProvisionDecision.objects.filter(loan=OuterRef("pk"), closing_on__lte=closing_on)
    rows = _loans(user).filter(opened_on__lte=closing_on)
    rows = rows.filter(
        Q(unpaid_since__lt=closing_on)
        | Exists(paid_after)
        | Exists(provisioned)
        | Q(commitment__case__structure__in=sunk)
        | Q(commitment__case__structure=None, commitment__case__person__in=sunk)
    )
    return rows.order_by("pk")


def _loans(user):
    return RunningLoan.objects.visible_to(user).select_related(
        "commitment__case__person", "commitment__case__structure", "commitment__instrument",
        "organisation",
    )  # fmt: skip


def _line(
    loan: RunningLoan, decision: ProvisionDecision | None, found: Proposal | DomainError
) -> Line:
    if isinstance(found, DomainError):
        return Line(loan, None, decision, str(found))
    return Line(loan, found, decision)


def _counts(line: Line) -> bool:
    found = line.proposal
    return found is None or bool(
        line.decision or found.days_late or found.before or found.provision.amount
    )


def _by_delay(line: Line) -> tuple[int, str]:
    return (-line.proposal.days_late if line.proposal else 0, line.loan.commitment.number)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return last_month_end(today)


def _lead(loan: RunningLoan, found: Proposal, closing_on: date) -> str:
    ended = f"déchu du terme le {long_date(found.accelerated_on)}, " if found.accelerated_on else ""
    return (
        f"{loan.commitment.case.holder_name}. Restent dus {euros(found.outstanding, True)}, "
        f"{ended}{plural(found.days_late, 'jour')} de retard\u00a0: la grille propose "
        f"{euros(found.provision.amount, True)} ({percent(Decimal(found.provision.rate))}). "
        f"L’arrêté précédent avait retenu {euros(found.before, True)}\u00a0; seule la différence "
        "est comptabilisée."
    )
