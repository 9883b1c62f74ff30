"""The facts of eligibility that are typed on its own tab, saved where they belong."""

from django import forms

from levier.cases.models import Case, FundingRequest
from levier.rules.parameters.loading import history
from levier.web.cases.forms.instruction import MINIMA
from levier.web.cases.fresh import FreshForm
from levier.web.fields import EuroField, FrenchDecimalField, YesNoField

OF_STRUCTURE = ("staff_fte", "losses_last_3_years", "difficulty_shown")
"""What is asked only of a structure: its staff, its past results, what else shows difficulty."""

OF_PERSON = ("ficp_registered", "designated_operator")
"""What is asked only of a person: what a loan of honour reads."""


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
    ficp_registered = YesNoField(
        label="Porteur inscrit au FICP",
        required=False,
        help_text="D’après le relevé que le porteur demande à la Banque de France.",
    )
    designated_operator = YesNoField(
        label="Opérateur désigné",
        required=False,
        help_text="La demande de prêt d’honneur passe par un opérateur que la région désigne.",
    )
    staff_fte = FrenchDecimalField(label="Effectif actuel (ETP)", required=False, min_value=0)
    losses_last_3_years = forms.IntegerField(
        label="Pertes en trois exercices",
        required=False, min_value=0, max_value=3,
        help_text="De 0 à 3\u00a0; vide tant que les comptes ne sont pas connus.",
    )  # fmt: skip
    difficulty_shown = YesNoField(
        label="Autre difficulté établie",
        required=False,
        help_text="Sur pièces\u00a0: financement ou marché stratégique perdu, ou fonds propres en "
        "forte baisse.",
    )

    class Meta:
        model = Case
        fields = (
            "project_kind", "naf_code", "is_job_seeker", "months_registered", "minima",
            "ficp_registered", "designated_operator", "staff_fte", "losses_last_3_years",
            "difficulty_shown", "iae_criteria",
        )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.structure_id is None:  # nothing to count the staff of
            self._leave_out(OF_STRUCTURE)
        if self.instance.person_id is None:
            self._leave_out(OF_PERSON)
        known = iae_criteria()
        codes = {code for code, _ in known}
        # A code that an import wrote, and no list holds, stays: it is not lost by saving.
        others = [(code, code) for code in self.instance.iae_criteria if code not in codes]
        self.fields["iae_criteria"].choices = known + others

    def _leave_out(self, names):
        for name in names:
            del self.fields[name]
            self.names.remove(name)


class LoanForm(FreshForm):
    """The bank loan of the guarantee asked for."""

    loan_amount = EuroField(label="Prêt bancaire (€)", required=False)
    surety_amount = EuroField(label="Caution personnelle (€)", required=False)

    class Meta:
        model = FundingRequest
        fields = ("loan_amount", "months", "surety_amount")
