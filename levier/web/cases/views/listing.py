"""« Dossiers » : the list, its quick views, and dossiers given to another adviser at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from levier.accounts.models import Office, Team, User
from levier.cases.models import Case, FundingRequest
from levier.cases.permissions import can_assign_cases, can_edit_case, can_read_cases
from levier.cases.services import update_case
from levier.cases.states import State
from levier.cases.tracks import TRACKS_READ_BY, Track
from levier.kernel.french import plural
from levier.people.models import SearchWord
from levier.people.services import terms_of
from levier.web.access import allow
from levier.web.cases.forms.exchanges import AssignForm
from levier.web.counts import capped, count_up_to
from levier.web.lists import ChoiceFilter, Column, DayFilter, FlagFilter, ListPage, TextFilter
from levier.web.templatetags.levier import waiting

SILENT_DAYS = 21
FIRST_YEAR = 2018
MOST_AT_ONCE = 500
SILENCES = [("14", "depuis 14 jours"), ("21", "depuis 3 semaines"), ("90", "depuis 3 mois")]
LOADED = ("person", "structure", "advisor", "office")


@dataclass(frozen=True)
class WordFilter(TextFilter):
    """Every word typed begins a word of the dossier: its number, its holder, its title, a SIRET."""

    organisation: UUID | None = None

    def narrow(self, rows: QuerySet, values: list[str]) -> QuerySet:
        """Keep the dossiers whose search words begin so."""
        known = SearchWord.objects.filter(organisation=self.organisation, kind=SearchWord.Kind.CASE)
        for term in terms_of(" ".join(values)):
            words = known.starting_with(term)
            rows = rows.filter(pk__in=words.values("object_key"))
        return rows


@allow(can_read_cases)
def case_list(request: HttpRequest) -> HttpResponse:
    """Page « Dossiers »."""
    user, today = request.user, timezone.localdate()
    can_assign = can_assign_cases(user)
    rows = Case.objects.visible_to(user).select_related(*LOADED)
    page = ListPage(
        request,
        rows.annotate(loan_total=_sum("loan_amount")),
        columns=_columns(today, can_assign),
        filters=_filters(user, today),
        default_sort="-depuis",
        noun="dossier",
        export_name="dossiers",
        row_url=lambda row: reverse("web:case", args=[row.pk]),
        empty="Aucun dossier encore : prenez un appel, « Nouveau dossier » en haut à droite.",
    )
    context = {"views": _views(request, today), "can_assign": can_assign}
    return page.respond("web/cases/list.html", context)


@allow(can_assign_cases)
@require_POST
def case_assign(request: HttpRequest) -> HttpResponse:
    """Page that names the effect, then gives the dossiers ticked to another adviser."""
    house = request.user.organisation
    keys = request.POST.getlist("dossier")[:MOST_AT_ONCE]
    visible = Case.objects.visible_to(request.user).filter(pk__in=keys).select_related(*LOADED)
    cases = [case for case in visible if can_edit_case(request.user, case)]
    if not cases:
        messages.error(request, "Cochez au moins un dossier que vous suivez.")
        return redirect("web:case_list")
    is_confirmed = "confirmer" in request.POST
    form = AssignForm(request.POST if is_confirmed else None, organisation=house)
    if form.is_valid():
        advisor = form.cleaned_data["advisor"]
        moved = _assign(cases, advisor, request.user)
        messages.success(
            request, f"{plural(moved, 'dossier confié', 'dossiers confiés')} à {advisor.full_name}."
        )
        return redirect("web:case_list")
    return render(request, "web/cases/assign.html", {"cases": cases, "form": form})


@transaction.atomic
def _assign(cases: list[Case], advisor: User, actor: User) -> int:
    """Give each dossier to the adviser; those already theirs do not count."""
    moved = [case for case in cases if case.advisor_id != advisor.pk]
    for case in moved:
        update_case(case=case, actor=actor, on=timezone.localdate(), advisor=advisor)
    return len(moved)


def _columns(today: date, can_assign: bool) -> list[Column]:
    """The columns; the first ticks a row for those who may give dossiers away."""
    tick = [Column("choix", "Choisir", _tick, in_export=False)] if can_assign else []
    return [
        *tick,
        Column("porteur", "Porteur et entreprise", "holder_name", link=True, small=_under,
               width=40),
        Column("numero", "N°", "number", sort=("number",), fast_sort=True),
        Column("etat", "État", "get_state_display", state=True, sort=("state", "-last_action_on")),
        Column(
            "depuis", "Depuis", _since(today), sort=("last_action_on",), fast_sort=True,
            export_value="last_action_on", kind="date",
        ),
        Column("pas", "Prochain pas", "next_step", small=_due, missing="à choisir", width=28),
        Column("emprunt", "Emprunt", "loan_total", kind="amount", nature="demandé",
               missing="non chiffré"),
        Column("commune", "Commune", "town", sort=("town",)),
        Column("conseiller", "Conseiller", "advisor.full_name", missing="personne",
               sort=("advisor__last_name", "advisor__first_name")),
        Column("agence", "Agence", "office.name", sort=("office__name",)),
        Column("filiere", "Filière", _track, sort=("track", "-number"),
               export_value="get_track_display"),
        Column("ouvert", "Premier contact", "opened_on", kind="date", sort=("opened_on", "number"),
               fast_sort=True),
        Column("prenom", "Prénom", "person.first_name", on_screen=False),
        Column("nom", "Nom", "person.last_name", on_screen=False),
        Column("structure", "Structure", "structure.name", on_screen=False),
        Column("siret", "SIRET", "structure.siret", on_screen=False),
        Column("insee", "Code Insee", "commune_code", on_screen=False),
        Column("qpv", "QPV", "qpv_code", on_screen=False),
        Column("zfrr", "ZFRR", "in_zfrr", on_screen=False),
    ]  # fmt: skip


def _filters(user: User, today: date) -> list:
    tracks = TRACKS_READ_BY.get(user.role, tuple(Track.values))
    return [
        WordFilter("q", "Nom, numéro, SIRET", organisation=user.organisation_id),
        ChoiceFilter(
            "vue", "Vue", [("en_cours", "en cours")], apply_to=lambda rows, _: rows.in_progress()
        ),
        ChoiceFilter("filiere", "Filière", [(t, Track(t).label) for t in tracks], field="track"),
        ChoiceFilter("etat", "État", State.choices, field="state"),
        ChoiceFilter("conseiller", "Conseiller", _advisors, field="advisor"),
        ChoiceFilter("agence", "Agence", _offices, field="office"),
        ChoiceFilter("annee", "Année d’ouverture", _years(today), apply_to=_opened_in),
        ChoiceFilter("silence", "Sans nouvelle", SILENCES, apply_to=_silent(today)),
        FlagFilter("qpv", "Projet en QPV", condition=~Q(qpv_code="")),
        FlagFilter("zfrr", "Commune en ZFRR", condition=Q(in_zfrr=True)),
        DayFilter("action", "Dernière action", field="last_action_on"),
        DayFilter("recu", "Reçu", field="opened_on"),
        ChoiceFilter("pole", "Pôle", _teams, field="advisor__team"),
    ]


def _views(request: HttpRequest, today: date) -> list[dict]:
    """The quick views, each with its count."""
    user, rows = request.user, Case.objects.visible_to(request.user)
    going = rows.in_progress()
    limit = today - timedelta(days=SILENT_DAYS)
    views = [
        ("Tous", "", None),
        ("Mes dossiers", f"vue=en_cours&conseiller={user.pk}", going.filter(advisor=user)),
        ("En cours", "vue=en_cours", going),
        ("Sans nouvelle > 3 semaines", f"silence={SILENT_DAYS}", rows.silent_since(limit)),
    ]
    asked = request.GET.copy()
    for key in ("page", "tri"):
        asked.pop(key, None)
    base = reverse("web:case_list")
    return [
        {
            "label": label,
            "url": f"{base}?{query}" if query else base,
            "count": capped(count_up_to(found)) if found is not None else "",
            "is_current": asked.urlencode() == query,
        }
        for label, query, found in views
    ]


SHORT_TRACKS = {
    Track.CREATION: "TPE", Track.ENGAGED: "Projet engagé", Track.ESS: "ESS", Track.BRSA: "BRSA",
}  # fmt: skip


def _track(row: Case) -> str:
    """The track in a word."""
    return SHORT_TRACKS.get(row.track) or row.get_track_display()


def _sum(field: str) -> Subquery:
    """The sum of a field over the live requests of a dossier, for display."""
    live = FundingRequest.objects.filter(case=OuterRef("pk")).exclude(state="withdrawn")
    total = live.order_by().values("case").annotate(total=Sum(field)).values("total")
    return Subquery(total, output_field=DecimalField(max_digits=14, decimal_places=2))


def _tick(row: Case):
    return format_html(
        '<input class="form-check-input" type="checkbox" form="lot" name="dossier" value="{}" '
        'aria-label="Choisir {}" data-lot>',
        row.pk,
        row.number,
    )


def _under(row: Case) -> str:
    """The structure under its holder, else the project, when it says something more."""
    if row.structure and row.person:
        return row.structure.name
    return row.title if row.title != row.holder_name else ""


def _since(today: date) -> Callable:
    """How long a dossier has waited; one that is only followed waits for nobody."""

    def cell(row: Case) -> str:
        if row.state == State.FOLLOW_UP:
            return format_html(
                '<span class="vide">{}</span>', row.last_action_on.strftime("%d/%m/%Y")
            )
        return waiting(row.last_action_on, today) if row.state not in CLOSED else ""

    return cell


CLOSED = (State.CLOSED, State.REFUSED, State.ABANDONED)


def _due(row: Case) -> str:
    return f"pour le {row.next_step_on:%d/%m/%Y}" if row.next_step_on else ""


def _advisors(user: User) -> list[tuple[str, str]]:
    rows = User.objects.staff_of(user.organisation_id).values_list("pk", "first_name", "last_name")
    return [(pk, f"{first} {last}") for pk, first, last in rows]


def _teams(user: User) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in Team.objects.visible_to(user)]


def _offices(user: User) -> list[tuple[str, str]]:
    return list(Office.objects.filter(organisation=user.organisation_id).values_list("pk", "name"))


def _years(today: date) -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]


def _opened_in(rows: QuerySet, years: list[str]) -> QuerySet:
    found = Q()
    for year in years:
        found |= Q(opened_on__year=int(year))
    return rows.filter(found)


def _silent(today: date) -> Callable[[QuerySet, list[str]], QuerySet]:
    return lambda rows, days: rows.silent_since(today - timedelta(days=min(map(int, days))))
