"""The facts of eligibility that are typed on its own tab, saved where they belong."""

from django import forms

from levier.cases.models import Case, FundingRequest
from levier.rules.parameters.loading import history
from levier.web.cases.fields import EuroField, YesNoField
from levier.web.cases.forms.instruction import MINIMA
from levier.web.cases.fresh import FreshForm


def iae_criteria() -> list[tuple[str, str]]:
    """Return every criterion that a list of the law ever held: its code, its label."""
    known: dict[str, str] = {}
    for level in ("level_1", "level_2"):
        for record in history("iae_criteria", level):
            known |= record.value
    return list(known.items())


class FactsForm(FreshForm):
    """What the dossier says of the project and of its holder."""

    is_job_seeker = YesNoField(label="Demandeur d’emploi", required=False)
    minima = forms.ChoiceField(label="Minima sociaux", choices=MINIMA, required=False)
    iae_criteria = forms.MultipleChoiceField(
        label="Critères de l’insertion justifiés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Case
        fields = (
            "project_kind", "naf_code", "is_job_seeker", "months_registered", "minima",
            "iae_criteria",
        )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        known = iae_criteria()
        codes = {code for code, _ in known}
        # A code that an import wrote, and no list holds, stays: it is not lost by saving.
        others = [(code, code) for code in self.instance.iae_criteria if code not in codes]
        self.fields["iae_criteria"].choices = known + others


class LoanForm(FreshForm):
    """The bank loan of the guarantee asked for."""

    loan_amount = EuroField(label="Prêt bancaire (€)", required=False)
    surety_amount = EuroField(label="Caution personnelle (€)", required=False)

    class Meta:
        model = FundingRequest
        fields = ("loan_amount", "months", "surety_amount")
