"""The instruction of a dossier: project, people, plan, requests, analysis, engagement."""

from django import forms

from levier.accounts.models import Office, User
from levier.cases.models import (
    AnalysisRating,
    AttentionPoint,
    Case,
    EngagementAxis,
    FinancingPlan,
    FundingRequest,
    PlanLine,
)
from levier.cases.plan_words import natures_of
from levier.catalogue.models import Instrument
from levier.funds.models import Agreement, Operation
from levier.kernel.french import capitalised
from levier.people.models import Person, Structure
from levier.rules.siret import normalised_siret, siret_fault
from levier.territories.commune_search import find_commune, name_agrees
from levier.territories.register import commune
from levier.web.cases.fresh import FreshForm
from levier.web.fields import (
    DayField,
    EuroField,
    FrenchDecimalField,
    HouseForm,
    HouseModelForm,
    PercentField,
    YesNoField,
)

MINIMA = [("", "non renseigné ou aucun"), ("RSA", "RSA"), ("ASS", "ASS"), ("AAH", "AAH")]
ROWS = {"rows": 4}


def _commune_typed(form, data) -> None:
    """Put in `data` the commune that the town names; an unknown one is a fault of the field."""
    town = data.get("town")
    if not town:
        data["commune_code"] = ""
        return
    former = commune(form.instance.commune_code)
    found = former if former and name_agrees(former, town) else find_commune(name=town)
    if found is None:
        found = find_commune(name=town, department=form.department)
    if found is None:
        form.add_error("town", "Cette commune est inconnue\u00a0: vérifiez son nom complet.")
        return
    data["commune_code"], data["town"] = found.code, found.name


class ProjectForm(FreshForm):
    """The project, where it stands, and the situation of its holder at the entry."""

    is_job_seeker = YesNoField(label="Demandeur d’emploi", required=False)
    minima = forms.ChoiceField(label="Minima sociaux", choices=MINIMA, required=False)
    jobs_created = FrenchDecimalField(label="Emplois créés (ETP)", required=False, min_value=0)
    jobs_consolidated = FrenchDecimalField(
        label="Emplois consolidés (ETP)", required=False, min_value=0
    )

    class Meta:
        model = Case
        fields = (
            "title", "project_kind", "naf_code", "description", "address", "postcode", "town",
            "situation", "is_job_seeker", "months_registered", "minima",
            "jobs_created", "jobs_consolidated",
        )  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 7})}
        labels = {"situation": "Situation à l’entrée"}

    def __init__(self, *args, department: str, **options):
        super().__init__(*args, **options)
        self.department = department

    def clean(self):
        """Settle the commune."""
        data = super().clean()
        _commune_typed(self, data)
        return data

    @property
    def changes(self):
        """The values typed, with the commune that the town names."""
        return {**super().changes, "commune_code": self.cleaned_data["commune_code"]}


class FollowForm(FreshForm):
    """Who follows the dossier, and what comes next."""

    next_step_on = DayField(label="Pour le", required=False)

    class Meta:
        model = Case
        fields = ("next_step", "next_step_on", "advisor", "office")
        labels = {"next_step": "Prochain pas"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        house = self.instance.organisation
        self.fields["advisor"].queryset = User.objects.staff_of(house)
        self.fields["office"].queryset = Office.objects.filter(organisation=house)


class AttachmentForm(FreshForm):
    """The agreement or European operation that the dossier belongs to."""

    class Meta:
        model = Case
        fields = ("agreement", "operation")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        house = self.instance.organisation
        agreements = Agreement.objects.filter(organisation=house).select_related("funder")
        self.fields["agreement"].queryset = agreements
        self.fields["operation"].queryset = Operation.objects.filter(organisation=house)


class OpinionForm(FreshForm):
    """The adviser's opinion, and why."""

    class Meta:
        model = Case
        fields = ("opinion", "opinion_text")
        widgets = {"opinion_text": forms.Textarea(attrs=ROWS)}


class PersonForm(FreshForm):
    """The holder of the project."""

    birth_date = DayField(label="Date de naissance", required=False)

    class Meta:
        model = Person
        fields = (
            "civility", "last_name", "first_name", "sex", "birth_date", "email", "phone",
            "address", "postcode", "town",
        )  # fmt: skip

    def __init__(self, *args, department: str, **options):
        super().__init__(*args, **options)
        self.department = department

    def clean(self):
        """Settle the commune."""
        data = super().clean()
        _commune_typed(self, data)
        return data

    @property
    def changes(self):
        """The values typed, with the commune that the town names."""
        return {**super().changes, "commune_code": self.cleaned_data["commune_code"]}


class StructureForm(FreshForm):
    """The business or organisation of the dossier."""

    created_on = DayField(label="Créée le", required=False)
    is_ess = YesNoField(label="Relève de l’ESS", required=False)

    class Meta:
        model = Structure
        fields = (
            "name", "siret", "naf_code", "legal_form", "legal_category", "iae_type", "is_ess",
            "created_on", "email", "phone",
        )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["siret"].max_length = 20
        self.fields["siret"].widget.attrs["maxlength"] = 20
        self.fields["siret"].validators = []

    def clean_siret(self):
        """Return the digits of the SIRET; refuse one that cannot be."""
        typed = self.cleaned_data["siret"]
        fault = siret_fault(typed) if typed.strip() else None
        if fault:
            raise forms.ValidationError(fault)
        return normalised_siret(typed)


class PlanLineForm(FreshForm):
    """One line of the plan, new or changed."""

    amount = EuroField(label="Montant")

    class Meta:
        model = PlanLine
        fields = ("nature", "label", "amount", "status", "partner")
        labels = {"label": "Libellé", "partner": "Partenaire, précision"}

    def __init__(self, *args, case: Case, side: str, **options):
        super().__init__(*args, **options)
        is_need = side == PlanLine.Side.NEED
        self.fields["nature"].choices = natures_of(case, side)
        self.fields["status"].required = False
        if is_need:
            for name in ("status", "partner"):
                del self.fields[name]
                self.names.remove(name)

    def clean(self):
        """A new line has nothing that somebody else could have changed."""
        return HouseModelForm.clean(self) if self.instance._state.adding else super().clean()

    def clean_status(self):
        """A resource that says nothing is still to ask for."""
        return self.cleaned_data["status"] or PlanLine.Status.TO_ASK


class VatForm(FreshForm):
    """Whether the amounts of a plan carry VAT, and why."""

    class Meta:
        model = FinancingPlan
        fields = ("vat_basis", "vat_reason")
        labels = {"vat_basis": "Les montants sont", "vat_reason": "Pourquoi"}
        help_texts = {
            "vat_reason": "Assujetti, la TVA est récupérée\u00a0: hors taxes. Franchise en base, "
            "activité exonérée\u00a0: toutes taxes comprises."
        }


class RequestForm(HouseModelForm):
    """One instrument asked for, with the bank's terms where there is a bank."""

    asked_amount = EuroField(label="Montant demandé", required=False)
    amount = EuroField(label="Montant proposé", required=False)
    loan_amount = EuroField(label="Prêt bancaire", required=False)
    quota = PercentField(label="Quotité", required=False)
    annual_rate = PercentField(label="Taux annuel", required=False)
    surety_amount = EuroField(label="Caution personnelle", required=False)
    bank_name = forms.CharField(label="Banque", max_length=120, required=False)

    class Meta:
        model = FundingRequest
        fields = (
            "instrument", "loan_amount", "months", "deferral_months", "annual_rate", "quota",
            "asked_amount", "amount", "securities", "surety_amount", "purpose",
        )  # fmt: skip

    def __init__(self, *args, organisation, **options):
        super().__init__(*args, **options)
        instruments = Instrument.objects.filter(organisation=organisation)
        self.fields["instrument"].queryset = instruments
        self.fields["instrument"].choices = _by_kind(instruments)
        self.fields["bank_name"].widget.attrs.update({"list": "banques", "autocomplete": "off"})
        if self.instance.bank_id:
            self.initial["bank_name"] = self.instance.bank.name

    @property
    def terms(self):
        """The terms typed, by field of the model, the instrument and the bank aside."""
        names = (name for name in self._meta.fields if name != "instrument")
        return {name: self.cleaned_data[name] for name in names}


def _by_kind(instruments) -> list:
    """Return the choices of instruments, grouped by what they are."""
    groups: dict[str, list] = {}
    for one in instruments:
        kind = one.get_kind_display()
        groups.setdefault(capitalised(kind), []).append((one.pk, one.label))
    return [("", "à choisir"), *groups.items()]


class RatingForm(HouseForm):
    """The five dimensions, each with its rating and its comment."""

    def __init__(self, *args, ratings: dict[str, AnalysisRating], **options):
        super().__init__(*args, **options)
        for code, label in AnalysisRating.Dimension.choices:
            row = ratings.get(code)
            self.fields[code] = forms.TypedChoiceField(
                label=label, choices=[(n, str(n)) for n in range(1, 5)], coerce=int,
                empty_value=None, required=False, widget=forms.RadioSelect,
                initial=row.rating if row else None,
            )  # fmt: skip
            self.fields[f"{code}_comment"] = forms.CharField(
                label=f"Commentaire : {label}", required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
                initial=row.comment if row else "",
            )  # fmt: skip

    @property
    def pairs(self):
        """Each dimension's rating field with its comment field."""
        for code in AnalysisRating.Dimension.values:
            yield self[code], self[f"{code}_comment"]


class PointForm(HouseModelForm):
    """A zone of risk, or a point to watch, and the answer brought to it."""

    class Meta:
        model = AttentionPoint
        fields = ("kind", "text", "answer")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class AxisForm(HouseForm):
    """One axis of engagement: held or not, and what proves it."""

    held = forms.BooleanField(required=False)
    proof = forms.CharField(
        label="Ce qui le prouve", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )  # fmt: skip

    def __init__(self, *args, axis: str, row: EngagementAxis | None, **options):
        options["prefix"] = axis
        options["initial"] = {"held": row is not None, "proof": row.proof if row else ""}
        super().__init__(*args, **options)
        self.axis, self.row = axis, row
        self.fields["held"].label = EngagementAxis.Axis(axis).label


class PartyForm(HouseForm):
    """Somebody else on the dossier."""

    ROLES = ("associé·e", "conjoint·e", "expert-comptable", "parrain", "structure partenaire")
    role = forms.CharField(label="Rôle", max_length=60, widget=forms.TextInput)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    structure_name = forms.CharField(label="ou structure", max_length=160, required=False)
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)
    email = forms.EmailField(label="Adresse électronique", required=False)

    def clean(self):
        """A person or a structure, one of them at least."""
        data = super().clean()
        if not data.get("last_name") and not data.get("structure_name"):
            self.add_error("last_name", "Donnez un nom de personne ou de structure.")
        return data
