"""Envelopes: what was put down, what is drawn, what is left."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from levier.catalogue.models import Instrument
from levier.funds.models import Envelope, Funder
from levier.funds.permissions import can_change_funds, can_read_funds
from levier.funds.services import register_envelope
from levier.jobs.models import NightCheck
from levier.kernel.money import ZERO
from levier.portfolio.models import Draw
from levier.portfolio.services import drawn_on
from levier.portfolio.services.draws import GIVEN_BACK
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.funds.forms import EnvelopeForm
from levier.web.funds.uses import uses_of
from levier.web.lists import ChoiceFilter, Column, DayFilter, FlagFilter, ListPage, TextFilter


class _Balances:
    """What is drawn on the envelopes shown, read once for all of them."""

    def __init__(self, rows) -> None:
        self._rows, self._drawn = rows, None

    def drawn(self, row):
        """Return what is drawn on one envelope."""
        if self._drawn is None:
            self._drawn = drawn_on(self._rows.values_list("pk", flat=True))
        return self._drawn.get(row.pk, ZERO)

    def left(self, row):
        """Return what is left in it; None for an opening envelope."""
        return None if row.amount is None else row.amount - self.drawn(row)


def _columns(balances: _Balances, schemes: dict[str, str]) -> list[Column]:
    return [
        Column("enveloppe", "Enveloppe", "title", sort=("title",), fast_sort=True, link=True,
               width=34, small=lambda row: schemes.get(row.scheme, row.scheme)),
        Column("financeur", "Financeur", "funder.name", sort=("funder__name",), width=30),
        Column("convention", "Convention", "agreement.number", width=16),
        Column("montant", "Montant", "amount", kind="amount", nature="accordé", sort=("amount",),
               missing="ouverture"),
        Column("tire", "Tiré", balances.drawn, kind="amount", nature="engagé"),
        Column("reste", "Reste", balances.left, kind="amount", missing="sans limite"),
        Column("debut", "Du", "first_day", kind="date", sort=("first_day",)),
        Column("fin", "Au", "last_day", kind="date", sort=("last_day",)),
    ]  # fmt: skip


def _schemes(user):
    return list(Instrument.objects.visible_to(user).values_list("code", "label"))


def _funders(user):
    return [(row.pk, row.name) for row in Funder.objects.visible_to(user)]


FILTERS = [
    TextFilter("q", "Nom", raw_fields=("title",)),
    ChoiceFilter("dispositif", "Dispositif", _schemes, field="scheme"),
    ChoiceFilter("financeur", "Financeur", _funders, field="funder"),
    DayFilter("debut", "Commence", field="first_day"),
    FlagFilter("ouverture", "Enveloppe d’ouverture", condition=Q(is_opening=True)),
]


@allow(can_read_funds)
def envelope_list(request):
    """Page « Enveloppes »."""
    rows = Envelope.objects.visible_to(request.user).select_related("funder", "agreement")
    page = ListPage(
        request,
        rows,
        columns=_columns(_Balances(rows), dict(_schemes(request.user))),
        filters=FILTERS,
        default_sort="enveloppe",
        noun="enveloppe",
        export_name="enveloppes",
        row_url=lambda row: reverse("web:envelope", args=[row.pk]),
        empty="Aucune enveloppe : ouvrez celle d’un financeur.",
    )
    checks = NightCheck.objects.visible_to(request.user).filter(subject="envelopes")
    context = {
        "can_change": can_change_funds(request.user),
        "check": checks.first() if request.user.is_staff_of_house else None,
    }
    return page.respond("web/funds/envelope_list.html", context)


@allow(can_read_funds)
def envelope(request, pk):
    """Page of an envelope: granted, drawn, left, and each draw that the user may read."""
    row = get_object_or_404(
        Envelope.objects.visible_to(request.user).select_related("funder", "agreement"), pk=pk
    )
    drawn = drawn_on([row.pk])[row.pk]
    draws = (
        Draw.objects.visible_to(request.user)
        .filter(envelope=row)
        .select_related("commitment__case__person", "commitment__case__structure")
        .order_by("-commitment__decided_on", "-commitment__number")
    )
    total = draws.count()
    context = {
        "envelope": row,
        "drawn": drawn,
        "left": None if row.amount is None else row.amount - drawn,
        "share": int(drawn / row.amount * 100) if row.amount else 0,
        "draws": draws[:200],
        "draw_count": total,
        "is_funder": request.user.role == "funder",
        "given_back": GIVEN_BACK,
        "uses": uses_of(row),
        "instrument": Instrument.objects.filter(
            organisation=row.organisation_id, code=row.scheme
        ).first(),
    }
    return render(request, "web/funds/envelope.html", context)


@allow(can_change_funds)
def envelope_new(request):
    """Page « Ouvrir une enveloppe »."""
    return form_page(
        request,
        EnvelopeForm(request.POST or None, user=request.user),
        heading="Ouvrir une enveloppe",
        lead="Les primes s’y tirent au centime, et jamais au-delà de son montant.",
        submit="Ouvrir l’enveloppe",
        save=lambda form: register_envelope(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="L’enveloppe est ouverte.",
        back_to="web:envelope",
        cancel_url=reverse("web:envelope_list"),
    )
