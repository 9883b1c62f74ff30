"""Lines of endowment: their figures on a day, their guarantees, what is changed of them."""

from datetime import date
from decimal import Decimal
from functools import cached_property

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levier.catalogue.models import Instrument
from levier.claims.models import Backing, Endowment
from levier.claims.permissions import (
    can_back_guarantees,
    can_change_endowments,
    can_read_claims,
)
from levier.claims.services import (
    add_counter_guarantee,
    back_guarantee,
    backings_of,
    detach_guarantee,
    parts_on,
    positions_on,
    register_endowment,
    set_multiplier,
)
from levier.claims.services.endowments import refusal_of
from levier.funds.models import Funder
from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.web.access import allow
from levier.web.claims.endowment_forms import (
    BackingForm,
    CounterForm,
    EndowmentForm,
    MultiplierForm,
)
from levier.web.claims.views import guarantees_of
from levier.web.fields import DayField
from levier.web.forms import form_page
from levier.web.lists import ChoiceFilter, Column, DayFilter, ListPage, TextFilter

SHOWN = 200
SUMMED = ("endowment", "capacity", "committed", "available", "paid", "recovered", "net_loss")


class _Figures:
    """The figures of the lines of the house on a day, read once for all of them."""

    def __init__(self, rows, day: date) -> None:
        self._rows, self._day = rows, day

    @cached_property
    def _positions(self):
        return positions_on(self._rows, self._day)

    def by_funder(self) -> list[tuple[Funder, dict[str, Decimal]]]:
        """Return the funders of the lines in order of name, with the sums of their figures."""
        sums: dict[Funder, dict[str, Decimal]] = {}
        for row in self._rows:
            own = sums.setdefault(row.funder, dict.fromkeys(SUMMED, ZERO))
            for name in SUMMED:
                own[name] += getattr(self._positions[row.pk], name)
        return sorted(sums.items(), key=lambda pair: pair[0].name)

    def __getattr__(self, name: str):
        return lambda row: getattr(self._positions[row.pk], name)


def _columns(figures: _Figures) -> list[Column]:
    return [
        Column("ligne", "Ligne", "title", sort=("title",), link=True, width=34),
        Column("financeur", "Financeur", "funder.name", sort=("funder__name",), width=28),
        Column("dotation", "Dotation", "amount", kind="amount", sort=("amount",)),
        Column("coefficient", "Coefficient", figures.multiplier, kind="decimal"),
        Column("capacite", "Capacité", figures.capacity, kind="amount", nature="nette des appels"),
        Column("engage", "Engagé", figures.committed, kind="amount", nature="garanties"),
        Column("reste", "Disponible", figures.available, kind="amount"),
        Column("appels", "Appels", figures.paid, kind="amount", nature="payés"),
        Column("recouvre", "Recouvré", figures.recovered, kind="amount"),
        Column("perte", "Perte nette", figures.net_loss, kind="amount"),
        Column("taux", "Sinistralité", figures.loss_rate, kind="percent"),
        Column("contre", "Contre-garanti", figures.countered, kind="amount", on_screen=False),
        Column("convention", "Convention", "agreement.number", on_screen=False),
        Column("debut", "Du", "first_day", kind="date", sort=("first_day",), on_screen=False),
        Column("fin", "Au", "last_day", kind="date", sort=("last_day",), on_screen=False),
    ]  # fmt: skip


def _funders(user):
    return [(row.pk, row.name) for row in Funder.objects.visible_to(user)]


FILTERS = [
    TextFilter("q", "Nom", raw_fields=("title",)),
    ChoiceFilter("financeur", "Financeur", _funders, field="funder"),
    DayFilter("debut", "Commence", field="first_day"),
]


class _OnDay(forms.Form):
    au = DayField()


def _asked_day(request) -> date:
    """Return the day asked in the address, today when there is none that reads."""
    form = _OnDay(request.GET)
    return form.cleaned_data["au"] if form.is_valid() else timezone.localdate()


def _lines(user):
    rows = Endowment.objects.visible_to(user).select_related("funder", "agreement")
    return rows.prefetch_related("multipliers")


@allow(can_read_claims)
@require_safe
def endowment_list(request):
    """Page « Lignes de dotation »."""
    rows, day = _lines(request.user), timezone.localdate()
    figures = _Figures(rows, day)
    page = ListPage(
        request, rows, columns=_columns(figures), filters=FILTERS,
        default_sort="ligne", noun="ligne", export_name="lignes-de-dotation",
        row_url=lambda row: reverse("web:endowment", args=[row.pk]),
        empty="Aucune ligne de dotation\u00a0: ouvrez celle d’un financeur.",
    )  # fmt: skip
    context = {
        "may_change": can_change_endowments(request.user), "day": day,
        "funders": figures.by_funder(),
    }  # fmt: skip
    return page.respond("web/claims/endowment_list.html", context)


@allow(can_read_claims)
@require_safe
def endowment(request, pk):
    """Page of a line: its figures on a day, and the guarantees that they open on."""
    row, day = get_object_or_404(_lines(request.user), pk=pk), _asked_day(request)
    seen = Backing.objects.visible_to(request.user).filter(endowment=row, first_day__lte=day)
    seen = seen.filter(Q(last_day=None) | Q(last_day__gte=day))
    backings = backings_of([row]).filter(pk__in=seen.values("pk")).select_related(
        "commitment__case__person", "commitment__case__structure", "commitment__instrument"
    )  # fmt: skip
    shown = list(backings[:SHOWN])
    parts = parts_on(shown, day)
    return render(
        request, "web/claims/endowment.html",
        {
            "endowment": row, "day": day, "figures": positions_on([row], day)[row.pk],
            "guarantees": [
                {"row": each, "commitment": each.commitment, "parts": parts[each.pk]}
                for each in shown
            ],
            "count": seen.count(), "shown": SHOWN, "multipliers": row.multipliers.all(),
            "products": Instrument.objects.visible_to(request.user)
            .filter(code__in=row.products)
            .values_list("label", flat=True),
            "counters": row.counter_guarantees.all(),
            "may_change": can_change_endowments(request.user),
            "may_back": can_back_guarantees(request.user),
        },
    )  # fmt: skip


@allow(can_change_endowments)
@require_http_methods(["GET", "POST"])
def endowment_new(request):
    """Page « Ouvrir une ligne de dotation »."""
    return form_page(
        request, EndowmentForm(request.POST or None, user=request.user),
        heading="Ouvrir une ligne de dotation",
        lead="Ses garanties s’y rattachent à la décision, et jamais au-delà de sa capacité.",
        submit="Ouvrir la ligne",
        save=lambda form: register_endowment(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="La ligne est ouverte.", back_to="web:endowment",
        cancel_url=reverse("web:endowment_list"),
    )  # fmt: skip


@allow(can_change_endowments)
@require_http_methods(["GET", "POST"])
def endowment_multiplier(request, pk):
    """Page « Nouveau coefficient »."""
    row = get_object_or_404(_lines(request.user), pk=pk)
    return _of_line(
        request, row, MultiplierForm, "Nouveau coefficient", set_multiplier,
        "Les coefficients d’avant restent\u00a0: chaque jour garde le sien.",
    )  # fmt: skip


@allow(can_change_endowments)
@require_http_methods(["GET", "POST"])
def endowment_counter(request, pk):
    """Page « Contre-garantie »."""
    row = get_object_or_404(_lines(request.user), pk=pk)
    return _of_line(
        request, row, CounterForm, "Contre-garantie", add_counter_guarantee,
        "Elle prend sa part des garanties décidées dans sa période, jusqu’à leur fin.",
    )  # fmt: skip


def _of_line(request, row: Endowment, form_class, heading: str, service, lead: str):
    address = reverse("web:endowment", args=[row.pk])
    return form_page(
        request, form_class(request.POST or None), heading=f"{heading}, {row}", lead=lead,
        submit="Enregistrer",
        save=lambda form: service(endowment=row, actor=request.user, **form.cleaned_data),
        done="C’est enregistré.", back_to=address, cancel_url=address,
    )  # fmt: skip


@allow(can_back_guarantees)
@require_http_methods(["GET", "POST"])
def guarantee_back(request, pk):
    """Page « Rattacher à une ligne » : the lines that back a guarantee, and the share of one."""
    row = get_object_or_404(guarantees_of(request.user), pk=pk)
    lines = [line for line in _lines(request.user) if not refusal_of(line, row)]
    address = reverse("web:guarantee_life", args=[row.pk])
    left = positions_on(lines, timezone.localdate())
    return form_page(
        request,
        BackingForm(
            request.POST or None, lines=[(line, left[line.pk].available) for line in lines]
        ),
        heading=f"Rattacher {row.number} à une ligne",
        lead="Plusieurs lignes peuvent porter une garantie, ensemble pour 100\u00a0% au plus.",
        submit="Rattacher",
        save=lambda form: back_guarantee(
            commitment=row, endowment=form.line(), share=form.cleaned_data["share"],
            on=timezone.localdate(), actor=request.user,
        ),
        done="La garantie est rattachée.", back_to=address, cancel_url=address,
    )  # fmt: skip


@allow(can_back_guarantees)
@require_POST
def guarantee_detach(request, pk):
    """Take a guarantee off a line."""
    row = get_object_or_404(Backing.objects.visible_to(request.user), pk=pk)
    try:
        detach_guarantee(backing=row, reason=request.POST.get("reason", ""), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La garantie a quitté la ligne.")
    return redirect("web:guarantee_life", row.commitment_id)
