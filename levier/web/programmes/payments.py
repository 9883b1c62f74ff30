"""Engineering paid for the organisations supported: consultants, studies."""

from django.db.models import Q, Sum
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from levier.accounts.permissions import is_staff
from levier.support.models import EngineeringPayment
from levier.web.access import allow
from levier.web.history import changes_of
from levier.web.lists import ChoiceFilter, Column, DayFilter, FlagFilter, ListPage, TextFilter


def _structure(row: EngineeringPayment) -> str:
    return row.structure.name if row.structure else row.structure_name


COLUMNS = [
    Column("numero", "N°", "number", sort=("number",), link=True),
    Column("dispositif", "Dispositif", "get_scheme_display", sort=("scheme",), width=22),
    Column("reference", "Référence", "reference", sort=("reference",)),
    Column("structure", "Structure", _structure, sort=("structure_name",), width=32),
    Column("prestataire", "Prestataire", "provider.name", sort=("provider__name",), width=26),
    Column("objet", "Objet", "purpose", width=34),
    Column("montant", "Montant", "amount", kind="amount", sort=("amount",), nature="payé"),
    Column("facture", "Facturé le", "invoiced_on", kind="date", sort=("invoiced_on",)),
    Column("paye", "Payé le", "paid_on", kind="date", sort=("paid_on",), missing="à payer"),
]


@allow(is_staff)
def engineering_payment_list(request):
    """Page « Ingénierie payée », with the total of what is filtered."""
    rows = EngineeringPayment.objects.visible_to(request.user)
    page = ListPage(
        request,
        rows.select_related("structure", "provider"),
        columns=COLUMNS,
        filters=[
            TextFilter(
                "nom", "Structure, prestataire ou référence",
                raw_fields=(
                    "structure_name", "structure__name", "provider__name", "reference", "number",
                ),
            ),
            ChoiceFilter(
                "dispositif", "Dispositif", EngineeringPayment.Scheme.choices, field="scheme"
            ),
            DayFilter("paye", "Payé", field="paid_on"),
            FlagFilter("regle", "Payé", condition=Q(paid_on__isnull=False)),
        ],
        default_sort="-paye",
        noun="paiement",
        export_name="ingenierie",
        row_url=lambda row: reverse("web:engineering_payment", args=[row.pk]),
        empty="Aucun paiement d’ingénierie.",
    )  # fmt: skip
    total = page.filtered.order_by().aggregate(total=Sum("amount"))["total"]
    return page.respond("web/programmes/payment_list.html", {"total": total})


@allow(is_staff)
def engineering_payment(request, pk):
    """Page of a payment."""
    rows = EngineeringPayment.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("structure", "provider", "case"), pk=pk)
    context = {"payment": row, "structure": _structure(row), "changes": changes_of(row)}
    return render(request, "web/programmes/payment.html", context)
