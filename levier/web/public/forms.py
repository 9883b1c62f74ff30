"""The six questions. Only what a visitor answers is known; a blank is unknown, never no or zero."""

from django import forms

from levier.kernel.french import NBSP
from levier.territories.commune_search import find_commune, search_communes
from levier.web.fields import EuroField, HouseForm

UNSAID = "je ne sais pas, ou je préfère ne pas répondre"
PROJECTS = [
    ("creation", "créer une activité"),
    ("takeover", "reprendre une entreprise"),
    ("development", "développer une activité qui existe"),
    ("", UNSAID),
]
HOLDERS = [
    ("woman", "une femme"),
    ("man", "un homme"),
    ("association", "une association"),
    ("social", "une autre structure de l’économie sociale (coopérative, fondation…)"),
    ("", UNSAID),
]
SITUATIONS = [
    ("seeker_0", "à France Travail depuis moins d’un an"),
    ("seeker_12", "à France Travail depuis un à deux ans"),
    ("seeker_24", "à France Travail depuis deux ans ou plus"),
    ("minima", "au RSA, à l’ASS ou à l’AAH"),
    ("other", "en emploi, indépendant, en études ou autre"),
    ("", UNSAID),
]
SHOWN = 5


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.RadioSelect, initial=""
    )


class ProjectForm(HouseForm):
    """Six questions at most; each may be left blank."""

    commune = forms.CharField(
        label=f"Où sera votre activité{NBSP}?",
        max_length=80,
        required=False,
        help_text="Le nom de la commune, ou son code postal.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    project = _choice(f"Que voulez-vous faire{NBSP}?", PROJECTS)
    holder = _choice(f"Qui porte le projet{NBSP}?", HOLDERS)
    age = forms.IntegerField(
        label=f"Quel âge a la personne qui porte le projet{NBSP}?",
        required=False,
        min_value=16,
        max_value=99,
        help_text="En années. Laissez vide pour une structure.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    situation = _choice(f"Quelle est sa situation{NBSP}?", SITUATIONS)
    loan = EuroField(
        label=f"Quel prêt bancaire envisagez-vous{NBSP}?",
        required=False,
        help_text="En euros. Laissez vide si vous ne savez pas encore.",
    )

    def clean_commune(self):
        """Return the commune named, None when it is blank. Errors: unknown, or several."""
        typed = self.cleaned_data["commune"].strip()
        if not typed:
            return None
        near = search_communes(typed, limit=SHOWN)
        found = near[0] if len(near) == 1 else find_commune(name=typed)
        if found is not None:
            return found
        if not near:
            raise forms.ValidationError(
                "Cette commune est inconnue\u00a0: vérifiez son nom, ou donnez son code postal."
            )
        names = ", ".join(f"{one.name} ({one.department})" for one in near)
        raise forms.ValidationError(f"Plusieurs communes répondent\u00a0: {names}. Précisez.")
