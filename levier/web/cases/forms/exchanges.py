"""Notes, referrals, pieces, access given."""

from django import forms

from levier.accounts.models import User
from levier.cases.models import Referral
from levier.catalogue.models import PieceKind
from levier.web.documents.bringing import FilesField
from levier.web.fields import DayField, HouseForm


class NoteForm(HouseForm):
    """A note; who will read it is chosen before it is written."""

    is_internal = forms.TypedChoiceField(
        label="Qui lira cette note\u202f?", initial="oui", widget=forms.RadioSelect,
        choices=[("oui", "L’équipe seule"), ("non", "L’équipe et le porteur")],
        coerce=lambda value: value == "oui",
    )  # fmt: skip
    text = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 4}))


class ReferralForm(HouseForm):
    """The holder referred to another body, with their consent."""

    body = forms.CharField(label="Organisme", max_length=120)
    reason = forms.CharField(label="Motif", max_length=200)
    has_consent = forms.BooleanField(
        label="La personne est d’accord pour que ses coordonnées soient transmises",
        error_messages={"required": "Sans son accord, rien ne part de la maison."},
    )
    means = forms.ChoiceField(
        label="Comment l’a-t-elle dit\u202f?",
        choices=[(m, m) for m in ("de vive voix", "par écrit", "par courriel", "au téléphone")],
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["body"].widget.attrs.update({"list": "prescripteurs", "autocomplete": "off"})


class AnswerForm(HouseForm):
    """What the other body answered."""

    accepted = forms.TypedChoiceField(
        label="Réponse", widget=forms.RadioSelect, coerce=lambda value: value == "oui",
        choices=[("oui", Referral.State.ACCEPTED.label), ("non", Referral.State.DECLINED.label)],
    )  # fmt: skip
    answer = forms.CharField(label="Précision", max_length=300, required=False)


class UploadForm(HouseForm):
    """The file of a piece, and the day written on it."""

    file = FilesField(label="Fichier", error_messages={"required": "Choisissez un fichier."})
    issued_on = DayField(label="Datée du", required=False)


class CheckForm(HouseForm):
    """A piece read and found good, until a day."""

    expires_on = DayField(label="Valable jusqu’au", required=False)


class RejectForm(HouseForm):
    """A piece refused, and why."""

    reason = forms.CharField(label="Pourquoi", max_length=200)


class AddPieceForm(HouseForm):
    """One more piece to ask for."""

    kind = forms.ModelChoiceField(PieceKind.objects.none(), label="Pièce")
    is_mandatory = forms.BooleanField(label="exigée avant le comité", required=False)

    def __init__(self, *args, kinds, **options):
        super().__init__(*args, **options)
        self.fields["kind"].queryset = kinds


class AccessForm(HouseForm):
    """A colleague who may read this dossier."""

    user = forms.ModelChoiceField(User.objects.none(), label="Personne")
    reason = forms.CharField(label="Motif", max_length=200)

    def __init__(self, *args, organisation, **options):
        super().__init__(*args, **options)
        self.fields["user"].queryset = User.objects.staff_of(organisation)


class AssignForm(HouseForm):
    """Dossiers given to another adviser, several at once."""

    advisor = forms.ModelChoiceField(User.objects.none(), label="Confier à")

    def __init__(self, *args, organisation, **options):
        super().__init__(*args, **options)
        self.fields["advisor"].queryset = User.objects.staff_of(organisation)
