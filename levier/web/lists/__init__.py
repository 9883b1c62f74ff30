"""Lists: filters without reload, sort, pages, and the export of exactly what is filtered.

A view gives its rows and says its columns and filters; the rest is the same everywhere:

    COLUMNS = [
        Column("number", "N°", "number", sort=("number",), link=True),
        Column("person", "Porteur", "person.full_name", sort=("person__last_name",)),
        Column("amount", "Montant", "amount", kind="amount", nature="accordé"),
    ]
    FILTERS = [
        TextFilter("q", "Nom", fields=("person__name_key",)),
        ChoiceFilter("etat", "État", State.choices, field="state"),
        DayFilter("decide", "Décidé", field="decided_on"),
        FlagFilter("qpv", "En QPV", condition=~Q(qpv_code="")),
    ]

    @allow(can_read_cases)
    def guarantee_list(request):
        rows = Commitment.objects.visible_to(request.user).select_related("case__person")
        page = ListPage(request, rows, columns=COLUMNS, filters=FILTERS,
                        default_sort="-decide", noun="garantie", export_name="garanties")
        return page.respond("web/portfolio/guarantee_list.html")

The template extends `web/list_page.html` and fills `title`, `heading`, `lead`. A cell is the
column's value formatted by its kind, or the template `cell` of the column (it receives `row` and
`value`). `select_related` everything the columns read: the export streams the rows in one query.
"""

from levier.web.lists.columns import Column
from levier.web.lists.filters import (
    ChoiceFilter,
    DayFilter,
    Filter,
    FlagFilter,
    NumberFilter,
    TextFilter,
)
from levier.web.lists.page import ListPage

__all__ = [
    "ChoiceFilter",
    "Column",
    "DayFilter",
    "Filter",
    "FlagFilter",
    "ListPage",
    "NumberFilter",
    "TextFilter",
]
