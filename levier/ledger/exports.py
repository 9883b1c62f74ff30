"""Files for the accountant, each a plug-in over the same entries."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from levier.accounts.models import Organisation
from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, numeric_date
from levier.kernel.money import ZERO
from levier.ledger.models import LedgerAccount, LedgerPosting
from levier.rules.accounting.fec import COLUMNS, FecLine, fec_text, file_name

JOURNALS = {
    "AN": "À-nouveaux", "BQ": "Banque", "EN": "Engagements", "GAR": "Garanties",
    "OD": "Opérations diverses",
}  # fmt: skip
HEADINGS = (
    "Écriture", "Jour", "Journal", "Compte", "Intitulé", "Pièce", "Libellé", "Débit", "Crédit",
)  # fmt: skip
RISKY = ("=", "+", "-", "@")  # a spreadsheet would run what follows
OF_THE_YEAR = ("6", "7")  # classes of accounts that a new year starts at zero


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is about: a house, its SIREN, the days between which entries are taken.

    `carried_to` is the account where the results of earlier years stand in the opening entry.
    """

    organisation: Organisation
    first_day: date
    last_day: date
    siren: str = ""
    carried_to: str = ""


class DatesReversed(DomainError):
    """A period begins before it ends."""

    field = "last_day"
    message = "Le dernier jour vient après le premier."


class UnknownExport(DomainError):
    """No plug-in bears that name."""

    message = "Cet export n’existe pas\u00a0: choisissez parmi {names}."


def export(name: str, asked: Asked) -> Iterator[str]:
    """Yield the text of a file of the entries between two days, both included.

    What was there before opens the file, balanced: accounts of the balance sheet one by one,
    results of earlier years on `carried_to`. Errors: UnknownExport; DatesReversed; FecRefused,
    before anything is yielded.
    """
    if name not in EXPORTS:
        raise UnknownExport(names=", ".join(EXPORTS))
    if asked.last_day < asked.first_day:
        raise DatesReversed
    return EXPORTS[name].text(asked)


def name_of(name: str, asked: Asked) -> str:
    """Return how a file is called. Errors: FecRefused for a SIREN that is not one."""
    return EXPORTS[name].named(asked)


def lines_of(asked: Asked) -> list[FecLine]:
    """Return the postings in the order of their validation, numbered again from 1."""
    rows = (
        LedgerPosting.objects.filter(
            organisation=asked.organisation, entry__day__range=(asked.first_day, asked.last_day)
        )
        .select_related("entry", "account")
        .order_by("entry__number", "rank")
    )
    opening = opening_lines(asked)
    ranks: dict[int, int] = {0: 1} if opening else {}
    return opening + [
        FecLine(
            journal_code=row.entry.journal,
            journal_label=JOURNALS.get(row.entry.journal, row.entry.journal),
            entry_number=ranks.setdefault(row.entry.number, len(ranks) + 1),
            entry_date=row.entry.day,
            account=row.account.number,
            account_label=row.account.label,
            piece=row.entry.piece,
            piece_date=row.entry.day,
            label=row.entry.label,
            debit=row.debit,
            credit=row.credit,
            validated_on=timezone.localdate(row.entry.recorded_at),
        )
        for row in rows
    ]


def opening_lines(asked: Asked) -> list[FecLine]:
    """Return the balances of the day before, as one entry; nothing when there is none."""
    before = asked.first_day - timedelta(days=1)
    postings = LedgerPosting.objects.filter(organisation=asked.organisation)
    balances = postings.balances_on(before)
    labels = dict(
        LedgerAccount.objects.filter(organisation=asked.organisation).values_list("number", "label")
    )
    kept = {n: net for n, net in balances.items() if net and not n.startswith(OF_THE_YEAR)}
    results = sum((net for n, net in balances.items() if n.startswith(OF_THE_YEAR)), ZERO)
    if results:
        kept[asked.carried_to] = kept.get(asked.carried_to, ZERO) + results
        labels.setdefault(asked.carried_to, "Report à nouveau")
    first = postings.filter(entry__day__range=(asked.first_day, asked.last_day))
    validated = first.order_by("entry__number").values_list("entry__recorded_at", flat=True).first()
    return [
        _opening_line(
            asked,
            number,
            labels[number],
            net,
            timezone.localdate(validated) if validated else before,
        )
        for number, net in sorted(kept.items())
        if net
    ]


def _opening_line(asked: Asked, number: str, label: str, net: Decimal, on: date) -> FecLine:
    return FecLine(
        journal_code="AN",
        journal_label=JOURNALS["AN"],
        entry_number=1,
        entry_date=asked.first_day,
        account=number,
        account_label=label,
        piece=f"AN {asked.first_day:%Y%m%d}",
        piece_date=asked.first_day,
        label=f"À-nouveaux au {numeric_date(asked.first_day)}",
        debit=max(net, ZERO),
        credit=max(-net, ZERO),
        validated_on=on,
    )


def _fec(asked: Asked) -> Iterator[str]:
    file_name(asked.siren, asked.last_day)
    return fec_text(lines_of(asked))


def _notice(asked: Asked) -> Iterator[str]:
    """Yield what goes with a FEC: how it is written, its journals, its accounts."""
    lines = lines_of(asked)
    name = file_name(asked.siren, asked.last_day)
    yield f"Description du fichier {name}\r\n\r\n"
    yield (
        f"Fichier des écritures comptables du {numeric_date(asked.first_day)} au "
        f"{numeric_date(asked.last_day)}, tiré du livre auxiliaire des concours de "
        f"{asked.organisation.name}.\r\nTexte à plat en UTF-8, une ligne d’en-tête, champs "
        f"séparés par une tabulation, fin de ligne CR LF, virgule décimale, dates AAAAMMJJ.\r\n"
        f"Écritures{NBSP}: {len({line.entry_number for line in lines})}, lignes{NBSP}: "
        f"{len(lines)}.\r\nLes à-nouveaux ouvrent le fichier. Une écriture n’est jamais modifiée"
        f"{NBSP}: une correction est une contre-passation.\r\n\r\nChamps{NBSP}: "
        f"{', '.join(COLUMNS)}.\r\nSans objet et laissés vides{NBSP}: CompAuxNum, CompAuxLib, "
        "EcritureLet, DateLet, Montantdevise, Idevise.\r\n\r\nJournaux\r\n"
    )
    for code, label in sorted({(line.journal_code, line.journal_label) for line in lines}):
        yield f"{code}\t{label}\r\n"
    yield "\r\nComptes\r\n"
    for account, label in sorted({(line.account, line.account_label) for line in lines}):
        yield f"{account}\t{label}\r\n"


def _journal_csv(asked: Asked) -> Iterator[str]:
    """Yield a spreadsheet's text: semicolons, decimal commas, and no cell read as a formula."""
    yield "\ufeff" + _row(HEADINGS)
    for line in lines_of(asked):
        yield _row(
            (
                str(line.entry_number), f"{line.entry_date:%d/%m/%Y}", line.journal_label,
                line.account, line.account_label, line.piece, line.label,
                f"{line.debit:.2f}".replace(".", ","), f"{line.credit:.2f}".replace(".", ","),
            )
        )  # fmt: skip


def _row(cells) -> str:
    target = io.StringIO()
    safe = [f"'{cell}" if cell[:1] in RISKY else cell for cell in cells]
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerow(safe)
    return target.getvalue()


def _dated(word: str) -> Callable[[Asked], str]:
    return lambda asked: f"{word}-{asked.first_day:%Y%m%d}-{asked.last_day:%Y%m%d}.csv"


@dataclass(frozen=True, slots=True)
class Plugin:
    """One kind of file: its label, its text, its name."""

    label: str
    text: Callable[[Asked], Iterator[str]]
    named: Callable[[Asked], str]
    needs_siren: bool = False


EXPORTS: dict[str, Plugin] = {
    "fec": Plugin(
        "FEC (fichier des écritures comptables)", _fec,
        lambda asked: file_name(asked.siren, asked.last_day), needs_siren=True,
    ),
    "notice": Plugin(
        "Description du FEC", _notice,
        lambda asked: file_name(asked.siren, asked.last_day).replace(".txt", "-description.txt"),
        needs_siren=True,
    ),
    "journal": Plugin("Journal (CSV pour tableur)", _journal_csv, _dated("journal")),
}  # fmt: skip
