"""The register of de minimis aid, its export, and the reference rates of the house."""

from django.db.models import Q
from django.urls import reverse

from levier.state_aid.models import LedgerAid, ReferenceRate
from levier.state_aid.permissions import can_correct_state_aid, can_read_state_aid
from levier.state_aid.services import register_reference_rate
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.lists import ChoiceFilter, Column, DayFilter, FlagFilter, ListPage, TextFilter
from levier.web.state_aid.forms import RateForm

COLUMNS = [
    Column("beneficiaire", "Bénéficiaire", "undertaking.name", sort=("undertaking__name",),
           link=True, width=32, small=lambda row: row.undertaking.siren),
    Column("siren", "SIREN", "undertaking.siren", on_screen=False, width=12),
    Column("octroi", "Octroyée le", "granted_on", kind="date", sort=("granted_on",),
           fast_sort=True),
    Column("montant", "Montant", "amount", kind="amount", nature="accordé", sort=("amount",)),
    Column("esb", "ESB", "equivalent", kind="amount", sort=("equivalent",)),
    Column("sur", "Calcul", lambda row: "confirmé" if row.is_sure else "à confirmer"),
    Column("autorite", "Autorité", "authority", sort=("authority",), width=30),
    Column("instrument", "Instrument", "instrument", sort=("instrument",), width=28),
    Column("nature", "Nature", "kind", on_screen=False),
    Column("secteur", "Secteur", "sector", on_screen=False, width=10),
    Column("reglement", "Règlement", "regulation", sort=("regulation",), width=28),
    Column("origine", "Origine", lambda row: origin_of(row), width=18),
    Column("source", "Source", "source", on_screen=False, width=40),
]  # fmt: skip
FILTERS = [
    TextFilter("q", "Bénéficiaire, SIREN ou autorité",
               raw_fields=("undertaking__name", "undertaking__siren", "authority")),
    DayFilter("octroi", "Octroyée", field="granted_on"),
    ChoiceFilter("origine", "Origine", LedgerAid.Origin.choices, field="origin"),
    FlagFilter("verifier", "Calcul à confirmer", condition=Q(is_sure=False)),
    FlagFilter("sieg", "Intérêt économique général", condition=Q(is_sieg=True)),
]  # fmt: skip
RATE_COLUMNS = [
    Column("depuis", "Depuis le", "first_day", kind="date", sort=("first_day",), fast_sort=True),
    Column("taux", "Taux de base", "base_rate", kind="percent", sort=("base_rate",)),
    Column("source", "Source", "source", width=60),
]


def origin_of(row: LedgerAid) -> str:
    """Return where a line comes from: ours, declared, of a plan, or the reversal of another."""
    return "annulation" if row.reverses_id else row.get_origin_display()


@allow(can_read_state_aid)
def state_aid_list(request):
    """Page « Aides de minimis » : the register; its file, for the central one, has ours alone."""
    page = ListPage(
        request,
        LedgerAid.objects.visible_to(request.user).select_related("undertaking"),
        columns=COLUMNS,
        filters=FILTERS,
        default_sort="-octroi",
        noun="aide",
        export_name="registre-de-minimis",
        exported=Q(origin=LedgerAid.Origin.OURS),
        exported_note="Aides octroyées par la maison",
        row_url=lambda row: reverse("web:state_aid", args=[row.undertaking_id]),
        empty="Aucune aide inscrite : une décision ou une déclaration en inscrit.",
    )
    return page.respond("web/state_aid/register.html", {})


@allow(can_read_state_aid)
def reference_rate_list(request):
    """Page « Taux de référence »."""
    page = ListPage(
        request,
        ReferenceRate.objects.visible_to(request.user),
        columns=RATE_COLUMNS,
        filters=[],
        default_sort="-depuis",
        noun="taux,taux",
        export_name="taux-de-reference",
        empty="Aucun taux saisi : un prêt compte alors pour son montant entier.",
    )
    context = {"can_change": can_correct_state_aid(request.user)}
    return page.respond("web/state_aid/reference_rate_list.html", context)


@allow(can_correct_state_aid)
def reference_rate_new(request):
    """Page « Saisir un taux de base »."""
    return form_page(
        request,
        RateForm(request.POST or None),
        heading="Saisir un taux de base",
        lead="La Commission le publie au Journal officiel de l’Union ; Levier y ajoute les marges.",
        submit="Enregistrer le taux",
        save=lambda form: register_reference_rate(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="Le taux est enregistré. Les aides déjà inscrites ne changent pas.",
        back_to=reverse("web:reference_rate_list"),
        cancel_url=reverse("web:reference_rate_list"),
    )
