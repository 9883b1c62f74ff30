"""« Comptabilité »: the entries of what the house carries, what each account holds on a day."""

from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from levier.kernel.money import ZERO
from levier.ledger.exports import JOURNALS
from levier.ledger.models import LedgerAccount, LedgerEntry, LedgerPosting
from levier.ledger.permissions import can_export_ledger, can_read_ledger
from levier.portfolio.models import Commitment
from levier.web.access import allow
from levier.web.ledger.nights import nights_of
from levier.web.lists import ChoiceFilter, Column, DayFilter, ListPage, TextFilter

OFF_BALANCE = "8"  # the class of commitments given and received

COLUMNS = [
    Column("numero", "Écriture", "number", kind="integer", sort=("number",), fast_sort=True,
           link=True, width=10),
    Column("jour", "Jour", "day", kind="date", sort=("day",), fast_sort=True),
    Column("journal", "Journal", lambda row: JOURNALS.get(row.journal, row.journal), width=20),
    Column("libelle", "Libellé", "label", width=44),
    Column("piece", "Pièce", "piece", width=18),
    Column("montant", "Montant", "total", kind="amount"),
    Column("annule", "Annule l’écriture", "reverses.number", kind="integer", on_screen=False),
]  # fmt: skip


def _accounts(user) -> list[tuple[str, str]]:
    rows = LedgerAccount.objects.visible_to(user)
    return [(row.number, str(row)) for row in rows]


FILTERS = [
    TextFilter("q", "Libellé, pièce", raw_fields=("label", "piece")),
    ChoiceFilter(
        "compte", "Compte", _accounts,
        apply_to=lambda rows, values: rows.filter(
            pk__in=LedgerPosting.objects.filter(account__number__in=values).values("entry")
        ),
    ),
    ChoiceFilter("journal", "Journal", list(JOURNALS.items()), field="journal"),
    DayFilter("jour", "Jour", field="day"),
]  # fmt: skip


@allow(can_read_ledger)
@require_safe
def entry_list(request):
    """Page « Comptabilité » : every entry, and what the last night found."""
    total = (
        LedgerPosting.objects.filter(entry=OuterRef("pk"))
        .order_by()
        .values("entry")
        .annotate(sum=Sum("debit"))
        .values("sum")
    )
    page = ListPage(
        request,
        LedgerEntry.objects.visible_to(request.user)
        .select_related("reverses")
        .annotate(total=Subquery(total)),
        columns=COLUMNS,
        filters=FILTERS,
        default_sort="-numero",
        noun="écriture",
        export_name="ecritures",
        row_url=lambda row: reverse("web:ledger_entry", args=[row.pk]),
        empty="Aucune écriture : seul ce que la maison porte elle-même s’écrit ici.",
    )
    context = {
        "nights": nights_of(request.user),
        "may_export": can_export_ledger(request.user),
    }
    return page.respond("web/ledger/entry_list.html", context)


@allow(can_read_ledger)
@require_safe
def ledger_entry(request, pk):
    """Page of an entry: its lines, what it is about, what it undoes or what undid it."""
    rows = LedgerEntry.objects.visible_to(request.user).select_related("reverses", "recorded_by")
    row = get_object_or_404(rows, pk=pk)
    lines = list(row.postings.select_related("account"))
    context = {
        "entry": row,
        "journal": JOURNALS.get(row.journal, row.journal),
        "lines": lines,
        "total": sum((line.debit for line in lines), ZERO),
        "undone_by": LedgerEntry.objects.filter(reverses=row).first(),
        "commitment": _commitment_of(row, request.user),
    }
    return render(request, "web/ledger/entry.html", context)


@allow(can_read_ledger)
@require_safe
def balance(request):
    """Page « Balance » : debit, credit and net of each account until a day (?au=2024-12-31).

    Commitments off the balance sheet (class 8) stand apart: each part balances by itself.
    """
    day = _day(request.GET.get("au", "")) or timezone.localdate()
    rows = balance_rows(request.user, day)
    apart = [row for row in rows if row["number"].startswith(OFF_BALANCE)]
    parts = [_part("comptes", "Comptes", [row for row in rows if row not in apart])]
    if apart:
        parts.append(_part("hors-bilan", "Engagements hors bilan (classe 8)", apart))
    context = {"day": day, "parts": parts}
    return render(request, "web/ledger/balance.html", context)


def _part(anchor: str, heading: str, rows: list[dict]) -> dict:
    return {
        "anchor": anchor,
        "heading": heading,
        "rows": rows,
        "debit": sum((row["debit"] for row in rows), ZERO),
        "credit": sum((row["credit"] for row in rows), ZERO),
    }


def balance_rows(user, day: date) -> list[dict]:
    """Return each account moved by a day: its debits and credits (euros), and where it stands."""
    found = (
        LedgerPosting.objects.visible_to(user)
        .filter(entry__day__lte=day)
        .order_by("account__number")
        .values("account__number", "account__label")
        .annotate(debit=Sum("debit"), credit=Sum("credit"))
    )
    return [_balance_row(row) for row in found]


def _balance_row(row: dict) -> dict:
    debit, credit = _cents(row["debit"]), _cents(row["credit"])
    net = debit - credit
    return {
        "number": row["account__number"],
        "label": row["account__label"],
        "debit": debit,
        "credit": credit,
        "owed": max(net, ZERO),
        "owing": max(-net, ZERO),
    }


def _cents(value: Decimal | None) -> Decimal:
    return (value or ZERO).quantize(Decimal("0.01"))


def _commitment_of(entry: LedgerEntry, user) -> Commitment | None:
    kind, _, key = entry.about.partition(":")
    if kind != Commitment._meta.label:
        return None
    return Commitment.objects.visible_to(user).filter(pk=key).select_related("case").first()


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
