"""What is late: the loans whose oldest due date is unpaid, and the portfolio at risk."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from levier.kernel.dates import add_months
from levier.kernel.french import short_date
from levier.rules.parameters import parameter
from levier.rules.servicing.arrears import Exposure, portfolio_at_risk
from levier.servicing.models import Dunning, RunningLoan
from levier.servicing.permissions import can_name_accounts, can_read_arrears
from levier.web.access import allow
from levier.web.lists import ChoiceFilter, Column, ListPage, TextFilter
from levier.web.portfolio.lists import FINANCINGS, instruments

MOST_PROPOSALS = 50


def columns(today: date) -> list[Column]:
    """Return the columns of the list on a day."""
    return [
        Column("numero", "Engagement", "commitment.number", sort=("commitment__number",),
               link=True, small="commitment.instrument.label", width=20),
        Column("porteur", "Porteur", "commitment.case.holder_name", width=28,
               small="commitment.case.number"),
        Column("retard", "Retard (jours)", lambda row: (today - row.unpaid_since).days,
               kind="integer", sort=("unpaid_since",), fast_sort=True),
        Column("depuis", "Impayé depuis", "unpaid_since", kind="date", small=_ended),
        Column("impaye", "Échu et impayé", "arrears", kind="amount", sort=("arrears",)),
        Column("reste", "Capital restant dû", "outstanding", kind="amount",
               sort=("outstanding",)),
        Column("dechu", "Déchu du terme le", "accelerated_on", kind="date", on_screen=False),
        Column("restructure", "Restructuré le", "restructured_on", kind="date"),
        Column("risque", "Porteur du risque", "commitment.carrier.name", on_screen=False),
        Column("conseil", "Suivi par", "commitment.case.advisor.full_name", width=22),
    ]  # fmt: skip


def _ended(row: RunningLoan) -> str:
    """Say that the whole principal is due: the delay alone does not."""
    return f"déchu du terme le {short_date(row.accelerated_on)}" if row.accelerated_on else ""


def _by_delay(rows, values):
    """Keep the loans late by more than the smallest number of days ticked."""
    return rows.late_on(timezone.localdate(), more_than=min(int(value) for value in values))


FILTERS = [
    TextFilter(
        "q", "Numéro, porteur, structure",
        fields=("commitment__case__person__name_key", "commitment__case__structure__name_key"),
        raw_fields=("commitment__number", "commitment__case__number"),
    ),
    ChoiceFilter(
        "retard", "Retard de plus de",
        [(5, "5 jours"), (30, "30 jours"), (60, "60 jours"), (90, "90 jours")],
        apply_to=_by_delay,
    ),
    ChoiceFilter(
        "produit", "Produit", instruments(*FINANCINGS), field="commitment__instrument"
    ),
]  # fmt: skip


@allow(can_read_arrears)
def arrears_list(request):
    """Page « Prêts en retard » : what is late, the oldest first, and the portfolio at risk."""
    today = timezone.localdate()
    visible = RunningLoan.objects.visible_to(request.user)
    page = ListPage(
        request,
        visible.late_on(today).select_related(
            "commitment__instrument", "commitment__carrier", "commitment__case__person",
            "commitment__case__structure", "commitment__case__advisor",
        ),
        columns=columns(today),
        filters=FILTERS,
        default_sort="retard",
        noun="prêt en retard,prêts en retard",
        export_name="prets-en-retard",
        row_url=lambda row: reverse("web:loan", args=[row.commitment_id]),
        empty="Aucun prêt n’est en retard.",
    )  # fmt: skip
    context = {
        "risk": risk_of(visible.running(), today),
        "proposals": proposals_of(request.user)[:MOST_PROPOSALS],
        "may_name": can_name_accounts(request.user),
        "today": today,
    }
    return page.respond("web/servicing/arrears_list.html", context)


def proposals_of(user):
    """Return the steps to decide that a user may read, the longest delay first."""
    return (
        Dunning.objects.visible_to(user)
        .filter(state=Dunning.State.PROPOSED)
        .select_related(
            "loan__commitment__case__person", "loan__commitment__case__structure",
            "loan__commitment__case__advisor",
        )
        .order_by("-days_late", "pk")
    )  # fmt: skip


def risk_of(rows, today: date) -> dict:
    """Return the portfolio at risk of these loans on a day, with and without the restructured.

    A loan counts as restructured for as long as the parameter says.
    """
    since = add_months(today, -parameter("servicing", "restructured_months", today))
    kept = list(
        rows.values_list("outstanding", "unpaid_since", "restructured_on", "accelerated_on")
    )
    exposures = [
        Exposure(
            outstanding,
            max((today - unpaid).days, 0) if unpaid else 0,
            restructured is not None and restructured > since,
        )
        for outstanding, unpaid, restructured, _ in kept
    ]
    return {
        "count": len(exposures),
        "outstanding": sum(each.outstanding for each in exposures),
        "restructured": len([each for each in exposures if each.is_restructured]),
        "accelerated": len([row for row in kept if row[3] is not None]),
        "ratios": [
            {
                "days": days,
                "plain": portfolio_at_risk(exposures, days, with_restructured=False),
                "whole": portfolio_at_risk(exposures, days, with_restructured=True),
            }
            for days in parameter("servicing", "par_days", today)
        ],
    }
