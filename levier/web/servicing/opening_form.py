"""What is typed of a schedule before it runs: its method, its periods, its conventions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django import forms

from levier.kernel.french import NBSP, number
from levier.rules.schedules import (
    DayCount,
    DeferredInterest,
    Method,
    MonthEnd,
    NonWorkingDays,
    Remainder,
    Rounding,
    Stub,
    YearBoundary,
)
from levier.web.fields import DayField, EuroField, HouseForm
from levier.web.servicing.forms import INTEREST
from levier.workflows.schedule_choice import CONVENTIONS, OPENED_WITH, USUAL, Choice, Conventions

IN_DAYS = 0
PERIODS = [
    (1, "mensuelle"), (3, "trimestrielle"), (6, "semestrielle"), (12, "annuelle"),
    (IN_DAYS, "en jours"),
]  # fmt: skip
METHODS = {
    Method.ANNUITY: "échéances constantes",
    Method.CONSTANT_PRINCIPAL: "capital constant",
    Method.IN_FINE: "capital au terme, intérêts à chaque échéance",
    Method.BULLET_SIMPLE: "tout au terme, intérêts simples",
    Method.BULLET_CAPITALISED: "tout au terme, intérêts capitalisés",
    Method.CUSTOM_SHARES: "parts de capital convenues",
    Method.FIXED_INSTALMENT: "échéance fixe, choisie",
}
LONGEST_PERIOD = 366  # days: beyond, a period is of months
SHARE = re.compile(r"\d{1,3}([.,]\d{1,8})?")
_AT_ONCE = (Method.BULLET_SIMPLE, Method.BULLET_CAPITALISED)
_DEFERRABLE = tuple(method.value for method in OPENED_WITH if method not in _AT_ONCE)
# A field is read, and shown, when another one has one of these values.
NEEDS = {
    "fixed_instalment": ("method", (Method.FIXED_INSTALMENT.value,)),
    "principal_shares": ("method", (Method.CUSTOM_SHARES.value,)),
    "days_per_period": ("months_per_period", (str(IN_DAYS),)),
    "deferral": ("method", _DEFERRABLE),
    "deferred_interest": ("method", _DEFERRABLE),
    "instalment_multiple_of": ("method", (Method.ANNUITY.value,)),
    "year_boundary": ("day_count", (DayCount.ACTUAL_ACTUAL.value,)),
    "month_end": ("months_per_period", tuple(str(months) for months, _ in PERIODS if months)),
}


class SharesField(forms.CharField):
    """Shares of the principal in percent, one a line or apart by semicolons: `20 ; 30 ; 50`."""

    widget = forms.Textarea({"rows": 4})

    def to_python(self, value):
        """Return the shares; one that cannot be read is named by its rank."""
        typed = [each for each in re.split(r"[;\s]+", (value or "").replace("%", " ")) if each]
        for rank, each in enumerate(typed, start=1):
            if not SHARE.fullmatch(each):
                raise forms.ValidationError(
                    f"Part {rank}{NBSP}: «{NBSP}{each}{NBSP}» n’est pas une part. Écrivez un "
                    "pourcentage, par exemple 20 ou 12,5.",
                    code="invalid",
                )
        return tuple(Decimal(each.replace(",", ".")) for each in typed)

    def prepare_value(self, value):
        """Show the shares kept one a line; what was typed stays as typed."""
        return value if isinstance(value, str) else "\n".join(number(each) for each in value or ())


class UsualChoiceField(forms.TypedChoiceField):
    """A choice that is the usual one of the house when none is made."""

    def __init__(self, usual, choices, **options):
        self.usual = usual.value
        named = [(value.value, said) for value, said in choices.items()]
        super().__init__(choices=named, coerce=type(usual), initial=self.usual, **options)

    def clean(self, value):
        """Return the value chosen, or the usual one."""
        return super().clean(value or self.usual)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the page, and the values of another one for which it is shown."""

    bound: forms.BoundField
    of: str = ""
    values: str = ""

    @property
    def is_wide(self) -> bool:
        """Tell whether the field takes the whole row."""
        return isinstance(self.bound.field, SharesField)


class OpeningForm(HouseForm):
    """What is still to choose when the schedule is opened, the conventions folded."""

    method = forms.ChoiceField(
        label="Remboursement", choices=[(method.value, METHODS[method]) for method in OPENED_WITH]
    )
    fixed_instalment = EuroField(
        label="Échéance fixe (€)",
        help_text="Demandée jusqu’à ce que tout soit rendu, au plus tard au terme accordé.",
        error_messages={"required": "Indiquez l’échéance fixe, par exemple 250."},
    )
    principal_shares = SharesField(
        label="Parts du capital (%)",
        help_text="Une par ligne, ou séparées par «\u00a0;\u00a0», une par échéance qui rend du "
        "capital\u00a0: elles font 100\u00a0% ensemble.",
        error_messages={"required": "Indiquez une part par échéance, par exemple 20 ; 30 ; 50."},
    )
    months_per_period = forms.TypedChoiceField(label="Périodicité", choices=PERIODS, coerce=int)
    days_per_period = forms.IntegerField(
        label="Jours par période", min_value=1, max_value=LONGEST_PERIOD,
        help_text="Autant d’échéances qu’il en tient dans la durée accordée.",
        error_messages={
            "required": "Indiquez le nombre de jours, par exemple 30.",
            "invalid": "Écrivez un nombre entier de jours, par exemple 30.",
            "min_value": "Une période dure au moins un jour.",
            "max_value": f"Une période en jours en compte au plus {LONGEST_PERIOD}.",
        },
    )  # fmt: skip
    first_due = DayField(
        label="Première échéance pleine", required=False,
        help_text="Une période après le versement, si rien n’est indiqué.",
    )  # fmt: skip
    amount = EuroField(
        label="Versé ce jour-là (€)", required=False,
        help_text="Le montant accordé, si rien n’est indiqué\u00a0; une tranche, sinon.",
    )  # fmt: skip
    deferral = forms.ChoiceField(
        label="Le différé porte sur", required=False,
        choices=[("", "le capital, seul ou avec les intérêts"), ("interest", "les intérêts seuls")],
    )  # fmt: skip
    deferred_interest = forms.ChoiceField(
        label="Intérêts du différé", required=False,
        choices=[("", "payés à chaque échéance"), *INTEREST.items()],
    )  # fmt: skip
    day_count = UsualChoiceField(
        USUAL.day_count,
        {
            DayCount.MONTHLY: "mois entiers, taux ÷ 12",
            DayCount.THIRTY_360: "30/360",
            DayCount.ACTUAL_365: "jours exacts ÷ 365",
            DayCount.ACTUAL_ACTUAL: "jours exacts ÷ jours de l’année",
        },
        label="Calcul des intérêts",
    )
    year_boundary = UsualChoiceField(
        USUAL.year_boundary,
        {YearBoundary.ISDA: "1er janvier", YearBoundary.DEC31: "31 décembre"},
        label="L’année change le",
    )
    stub = UsualChoiceField(
        USUAL.stub,
        {
            Stub.PRORATED: "dans la première échéance",
            Stub.INTEREST_ONLY: "à part, intérêts seuls",
        },
        label="Jours avant la première période pleine",
    )
    month_end = UsualChoiceField(
        USUAL.month_end,
        {
            MonthEnd.LAST_DAY: "dernier jour du mois",
            MonthEnd.FIRST_OF_NEXT: "premier du mois suivant",
        },
        label="Jour absent du mois",
    )
    non_working_days = UsualChoiceField(
        USUAL.non_working_days,
        {
            NonWorkingDays.NONE: "rien ne bouge",
            NonWorkingDays.NEXT: "encaissée le jour ouvré suivant",
            NonWorkingDays.PREVIOUS: "encaissée le jour ouvré précédent",
        },
        label="Échéance d’un jour non ouvré",
    )
    rounding = UsualChoiceField(
        USUAL.rounding,
        {Rounding.HALF_UP: "au centime supérieur", Rounding.HALF_EVEN: "au centime pair"},
        label="Un demi-centime va",
    )
    remainder = UsualChoiceField(
        USUAL.remainder,
        {
            Remainder.LAST: "sur la dernière échéance",
            Remainder.FIRST: "sur la première échéance",
            Remainder.CARRIED: "reporté d’une échéance à l’autre",
        },
        label="Reste des arrondis",
    )
    instalment_multiple_of = EuroField(
        label="Échéance arrondie au multiple de (€)", required=False,
        help_text="Au centime, si rien n’est indiqué.",
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, deferral_months: int, **options):
        super().__init__(*args, **options)
        if not deferral_months:  # nothing waits: nothing to say of it
            del self.fields["deferral"], self.fields["deferred_interest"]

    def clean(self):
        """Leave out what the method and the periods chosen do not ask for, right or wrong."""
        super().clean()
        for name, (of, values) in NEEDS.items():
            if name in self.fields and str(self.cleaned_data.get(of, "")) not in values:
                self.errors.pop(name, None)
                self.cleaned_data[name] = getattr(USUAL, name, None)

    def choice(self) -> Choice:
        """Return the schedule chosen."""
        data = self.cleaned_data
        interest = data.get("deferred_interest")
        return Choice(
            method=Method(data["method"]),
            months_per_period=data["months_per_period"] or 1,
            days_per_period=data["days_per_period"],
            first_due=data["first_due"],
            amount=data.get("amount"),
            deferred_interest=DeferredInterest(interest) if interest else None,
            defers_principal=data.get("deferral") != "interest",
            fixed_instalment=data["fixed_instalment"],
            principal_shares=data["principal_shares"] or (),
            conventions=Conventions(**{name: data[name] for name in CONVENTIONS}),
        )

    @property
    def asked(self) -> list[Asked]:
        """The fields on view, in their order, and the key."""
        return list(self._asked(is_folded=False))

    @property
    def folded(self) -> list[Asked]:
        """The conventions."""
        return list(self._asked(is_folded=True))

    @property
    def has_own_conventions(self) -> bool:
        """Tell whether a convention is at fault, or is not the usual one: it is then on view."""
        return any(
            self[name].errors or str(self[name].value() or "") not in ("", _usual(name))
            for name in CONVENTIONS
        )

    def _asked(self, *, is_folded: bool) -> Iterator[Asked]:
        for bound in self:
            if (bound.name in CONVENTIONS) == is_folded:
                of, values = NEEDS.get(bound.name, ("", ()))
                yield Asked(bound, of, " ".join(values))


def _usual(name: str) -> str:
    value = getattr(USUAL, name)
    return "" if value is None else str(value)
