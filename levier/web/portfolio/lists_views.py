"""The three lists of commitments: guarantees, loans and contributions, grants."""

from levier.portfolio.models import Commitment
from levier.portfolio.permissions import can_read_portfolio
from levier.web.access import allow
from levier.web.lists import ListPage
from levier.web.portfolio import lists


@allow(can_read_portfolio)
def guarantee_list(request):
    """Page « Garanties »."""
    page = ListPage(
        request,
        _rows(request, "guarantee").select_related("guarantee__bank"),
        columns=lists.GUARANTEE_COLUMNS,
        filters=lists.GUARANTEE_FILTERS,
        default_sort="-decide",
        noun="garantie",
        export_name="garanties",
        row_url=lists.commitment_url,
        empty="Aucune garantie : elles naissent des décisions des comités.",
    )
    return page.respond("web/portfolio/guarantee_list.html")


@allow(can_read_portfolio)
def financing_list(request):
    """Page « Prêts et apports »."""
    page = ListPage(
        request,
        _rows(request, *lists.FINANCINGS).select_related("financing"),
        columns=lists.FINANCING_COLUMNS,
        filters=lists.FINANCING_FILTERS,
        default_sort="-decide",
        noun="engagement",
        export_name="prets-et-apports",
        row_url=lists.commitment_url,
        empty="Aucun prêt, apport ni avance : ils naissent des décisions des comités.",
    )
    return page.respond("web/portfolio/financing_list.html")


@allow(can_read_portfolio)
def grant_list(request):
    """Page « Primes »."""
    page = ListPage(
        request,
        _rows(request, "grant").select_related(
            "grant__person", "grant__funder", "grant__goes_with"
        ),
        columns=lists.GRANT_COLUMNS,
        filters=lists.GRANT_FILTERS,
        default_sort="-decide",
        noun="prime",
        export_name="primes",
        row_url=lists.commitment_url,
        empty="Aucune prime : elles naissent des décisions des comités.",
    )
    return page.respond("web/portfolio/grant_list.html")


def _rows(request, *kinds: str):
    return (
        Commitment.objects.visible_to(request.user)
        .filter(kind__in=kinds)
        .select_related(
            "instrument", "carrier", "case__person", "case__structure", "case__office",
            "case__advisor",
        )
    )  # fmt: skip
