"""The journal: who did what, who read what, who exported what."""

from levier.accounts.models import User
from levier.accounts.permissions import can_read_journal
from levier.journal.models import Entry
from levier.web.access import allow
from levier.web.lists import ChoiceFilter, Column, DayFilter, ListPage, TextFilter
from levier.web.templatetags.levier import day_and_time

LONGEST = 300
COLUMNS = [
    Column("quand", "Quand", lambda row: day_and_time(row.at), sort=("id",), fast_sort=True,
           export_value=lambda row: day_and_time(row.at), width=22),
    Column("qui", "Qui", "actor.full_name", missing="Levier", width=24),
    Column("nature", "Nature", "get_kind_display", width=10),
    Column("clair", "Ce qui s’est passé", "summary", width=60),
    Column("detail", "Avant → après", lambda row: detail_of(row.detail), width=50),
    Column("action", "Action", "action", on_screen=False, width=26),
    Column("cible", "Sur quoi", "target", on_screen=False, width=50),
]  # fmt: skip


def detail_of(detail: dict) -> str:
    """Return what a line changed, in one sentence: `étape : Instruction → Comité`."""
    parts = []
    for name, value in detail.items():
        if isinstance(value, list) and len(value) == 2:
            value = f"{_plain(value[0])} → {_plain(value[1])}"
        parts.append(f"{name}\u00a0: {_plain(value)}")
    text = "\u202f; ".join(parts)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


@allow(can_read_journal)
def journal(request):
    """Page « Journal », for direction and administration."""
    page = ListPage(
        request,
        Entry.objects.visible_to(request.user).select_related("actor"),
        columns=COLUMNS,
        filters=[
            TextFilter("texte", "Ce qui s’est passé", raw_fields=("summary",)),
            ChoiceFilter("nature", "Nature", Entry.Kind.choices, field="kind"),
            ChoiceFilter("qui", "Qui", _people, field="actor"),
            DayFilter("jour", "Jour", field="at__date"),
            TextFilter("cible", "Clé de la ligne ou du dossier", raw_fields=("target",)),
        ],
        default_sort="-quand",
        noun="ligne",
        export_name="journal",
        empty="Le journal est vide.",
    )
    return page.respond("web/administration/journal.html")


def _plain(value) -> str:
    if value is None or value == "":
        return "vide"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items()) or "rien"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _people(user: User) -> list[tuple[str, str]]:
    rows = User.objects.filter(organisation=user.organisation_id).order_by("last_name")
    return [(str(row.pk), row.full_name) for row in rows]
