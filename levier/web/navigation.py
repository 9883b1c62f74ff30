"""The left menu, by job: what each role sees.

A new page adds its line to MENU: label, icon, URL name, who sees it. An entry whose page does not
exist is not drawn.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from levier.accounts.permissions import Permission, only
from levier.cases.permissions import can_open_case
from levier.cases.tracks import TRACKS_READ_BY
from levier.web.counts import menu_counts

STAFF = only("staff")
FINANCING = only("advisor", "dla_officer", "secretary", "finance", "director", "administrator")


def readers_of(track: str) -> Permission:
    """Return the permission of the roles that read the dossiers of a track."""
    return only(*(role for role, tracks in TRACKS_READ_BY.items() if track in tracks))


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `count` names the figure of `menu_counts` shown beside it.

    `holds`: pages that belong to the entry though their addresses do not begin by its own;
    `kinds`: commitments that do, their pages being under one address whatever they are.
    """

    label: str
    icon: str
    url_name: str
    permission: Permission
    section: str = ""
    args: tuple[str, ...] = ()
    count: str = ""
    short: str = ""
    holds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


FINANCE, SUPPORT, REPORT, MANAGE = "Financer", "Accompagner", "Rendre compte", "Gérer"


def programme(label: str, icon: str, code: str) -> Entry:
    """Return the entry of a support programme, for those who read its dossiers."""
    return Entry(label, icon, "web:journey_list", readers_of(code), SUPPORT, (code,))


MENU = (
    Entry("Ma journée", "sun", "web:home", only("everyone"), count="tasks", short="Journée"),
    Entry(
        "Dossiers", "folder", "web:case_list", only("staff", "member"), count="cases",
        short="Dossiers",
    ),
    Entry(
        "Personnes et structures", "users", "web:person_list", STAFF, short="Personnes",
        holds=("web:structure_list",),
    ),
    Entry("Messages", "mail", "web:message_list", STAFF),
    Entry(
        "Comités", "gavel", "web:sitting_list", only("staff", "member"), FINANCE,
        count="sittings", short="Comités",
    ),
    Entry("Portefeuille", "briefcase", "web:exposure", FINANCING, FINANCE),
    Entry(
        "Garanties", "shield-half", "web:guarantee_list", FINANCING, FINANCE, kinds=("guarantee",)
    ),
    Entry("Sinistres", "alert-triangle", "web:call_list", FINANCING, FINANCE),
    Entry("Lignes de dotation", "pig-money", "web:endowment_list", FINANCING, FINANCE),
    Entry(
        "Extraits d’encours", "file-spreadsheet", "web:extract_list",
        only("secretary", "finance", "director"), FINANCE,
    ),
    Entry(
        "Prêts et apports", "coins", "web:financing_list", FINANCING, FINANCE,
        kinds=("loan", "contribution", "advance"),
    ),
    Entry(
        "Prêts en retard", "alarm", "web:arrears_list",
        only("advisor", "secretary", "finance", "director", "administrator"), FINANCE,
        holds=("web:provision_list", "web:loan_accounts"),
    ),
    Entry("Suivi", "list-check", "web:follow_up_list", FINANCING, FINANCE),
    Entry("Primes", "gift", "web:grant_list", FINANCING, FINANCE, kinds=("grant",)),
    Entry(
        "Paiements", "cash", "web:payment_list", only("finance", "director", "administrator"),
        FINANCE, holds=("web:revenue_list",),
    ),
    Entry(
        "Prélèvements", "receipt", "web:collection_list",
        only("finance", "director", "administrator"), FINANCE, holds=("web:mandate_list",),
    ),
    Entry(
        "Comptabilité", "clipboard-list", "web:ledger_entry_list",
        only("finance", "director", "administrator"), FINANCE,
    ),
    Entry("Enveloppes", "bucket", "web:envelope_list", only("staff", "funder"), FINANCE),
    Entry("Aides de minimis", "scale", "web:state_aid_list", FINANCING, FINANCE),
    programme("BRSA indépendants", "heart-handshake", "brsa"),
    programme("DLA", "compass", "dla"),
    programme("DASESS", "clipboard-check", "dasess"),
    programme("FIDESS", "target", "fidess"),
    programme("Accès+", "key", "acces_plus"),
    Entry("Propulsons", "speakerphone", "web:campaign_list", STAFF, SUPPORT),
    Entry("Ingénierie payée", "receipt", "web:engineering_payment_list", FINANCING, SUPPORT),
    Entry("Chiffres clés", "chart-bar", "web:figures_latest", only("staff", "funder"), REPORT),
    Entry(
        "Financeurs", "building-bank", "web:funder_list", STAFF, REPORT,
        holds=("web:operation_list",),
    ),
    Entry("Rapport annuel", "report", "web:report_latest", STAFF, REPORT),
    Entry(
        "Import d’une année", "upload", "web:year_import_list", only("director", "administrator"),
        MANAGE,
    ),
    Entry(
        "Reprise du stock", "upload", "web:stock_import_list", only("director", "administrator"),
        MANAGE,
    ),
    Entry("Catalogue", "tags", "web:instrument_list", FINANCING, MANAGE),
    Entry("Comptes", "users-group", "web:user_list", only("administrator"), MANAGE),
    Entry("Agences et pôles", "building", "web:office_list", only("administrator"), MANAGE),
    Entry(
        "Organismes et banques", "building-community", "web:partner_list",
        only("secretary", "director", "administrator"), MANAGE, holds=("web:bank_list",),
    ),
    Entry(
        "Journal", "history", "web:journal", only("director", "administrator"), MANAGE
    ),
)  # fmt: skip


def menu(request) -> dict:
    """Give every template its menu, its phone bar and « Nouveau dossier », computed if drawn."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": (), "phone_bar": (), "new_case_url": ""}
    lines = SimpleLazyObject(lambda: _lines(request.path, user))
    return {
        "menu": lines,
        "phone_bar": SimpleLazyObject(lambda: [line for line in lines if line["short"]][:4]),
        "new_case_url": _url("web:case_new") if can_open_case(user) else "",
    }


def _lines(path: str, user) -> list[dict]:
    lines = [
        {"entry": entry, "url": url, "short": entry.short, "section": entry.section}
        for entry in MENU
        if entry.permission(user) and (url := _url(entry.url_name, *entry.args))
    ]
    counts = menu_counts(user)
    current = _current({at: line["url"] for line in lines for at in _addresses(line)}, path)
    previous = ""
    for line in lines:
        line["count"] = counts.get(line["entry"].count, "")
        line["is_current"] = line["url"] == current
        line["kinds"] = () if current else line["entry"].kinds
        line["opens_section"] = line["section"] != previous
        previous = line["section"]
    return lines


def _addresses(line: dict) -> list[str]:
    """Return the addresses that light an entry: its own, and those of the pages that it holds."""
    return [line["url"], *(_url(name) for name in line["entry"].holds)]


def _current(urls: dict[str, str], path: str) -> str:
    """Return the entry that the page belongs to: the longest address that begins its own."""
    inside = [at for at in urls if path == at or (at not in ("", "/") and path.startswith(at))]
    return urls[max(inside, key=len)] if inside else ""


def _url(name: str, *args: str) -> str:
    """Return the address of a page, or nothing while it does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
