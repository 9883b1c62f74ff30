"""The attestation of de minimis aid: the list of the period, printed, kept, ready to sign."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from levier.documents.services import store_file
from levier.kernel.french import euros, long_date, numeric_date, plural
from levier.kernel.money import ZERO
from levier.rendering.documents import Section, SheetData, Signer, Table, render_sheet
from levier.state_aid.models import Attestation, LedgerAid, Undertaking
from levier.state_aid.services import Situation, aids_counted, keep_attestation, situation_on
from levier.workflows.letterhead import letterhead

CLAIM = (
    "Je soussigné·e, représentant l’entreprise désignée ci-dessus, atteste sur l’honneur que la "
    "liste qui suit est celle de toutes les aides de minimis octroyées à l’entreprise unique "
    "qu’elle forme avec les entités qui lui sont liées, sur la période indiquée, quels qu’en "
    "soient la forme et l’objet."
)
NONE_KNOWN = "Aucune aide de minimis n’a été octroyée sur la période."
GENERAL_AIDS = "Aides générales"
ALL_AIDS = "Toutes les aides, service d’intérêt économique général compris"
COMPLETE = (
    "Si une aide manque, elle est à ajouter ici avant la signature : autorité, nature, date "
    "d’octroi, montant."
)


@transaction.atomic
def print_attestation(*, undertaking: Undertaking, on: date, actor) -> Attestation:
    """Print the attestation of an undertaking on `on`, keep the file and the total it states.

    Errors: NoValueInForce outside the regulations.
    """
    situation = situation_on(undertaking, on)
    lines = sorted(aids_counted(undertaking, on), key=lambda line: line.granted_on)
    pdf = render_sheet(attestation_data(undertaking, situation, lines))
    stored = store_file(
        organisation=undertaking.organisation,
        actor=actor,
        name=f"Attestation de minimis {undertaking.name} {on:%Y-%m-%d}.pdf",
        content=pdf.content,
        origin="attestation_de_minimis",
        content_type="application/pdf",
    )
    return keep_attestation(
        undertaking=undertaking, on=on, total=_total(lines), document=stored, actor=actor
    )


def attestation_data(
    undertaking: Undertaking, situation: Situation, lines: Sequence[LedgerAid]
) -> SheetData:
    """Return what the attestation says: its total is that of its rows, whatever their regulation.

    What each ceiling counts of them, and leaves, is said apart.
    """
    period = f"du {long_date(situation.since)} au {long_date(situation.on)}"
    return SheetData(
        title="Attestation relative aux aides de minimis",
        produced_on=situation.on,
        house=letterhead(undertaking.organisation),
        over=situation.source,
        lead=undertaking.name,
        figures=(
            (euros(_total(lines)), "aides de la période", plural(len(lines), "aide")),
            (euros(situation.ceiling), "plafond", f"{euros(situation.used)} y comptent"),
            (euros(situation.left), "restent", f"au {numeric_date(situation.on)}"),
        ),
        sections=(
            _identity(undertaking, lines, period),
            Section(
                title="Aides de la période",
                paragraphs=(CLAIM,) if lines else (CLAIM, NONE_KNOWN),
                table=_table(lines) if lines else None,
            ),
            *([_ceilings(situation)] if len(situation.rooms) > 1 else []),
            Section(title="Avant de signer", paragraphs=(COMPLETE,)),
        ),
        signers=(Signer(name="Pour l’entreprise", quality="Nom, prénom et qualité"),),
    )


def _identity(undertaking: Undertaking, lines: Sequence[LedgerAid], period: str) -> Section:
    linked = sorted(
        {line.undertaking.name for line in lines if line.undertaking_id != undertaking.pk}
    )
    regime = "service d’intérêt économique général" if undertaking.is_sieg else "général"
    return Section(
        title="Entreprise",
        facts=tuple(
            (label, value)
            for label, value in (
                ("SIREN", undertaking.siren or "en cours d’immatriculation"),
                ("Secteur (NAF)", undertaking.naf_code),
                ("Entités liées aidées", ", ".join(linked)),
                ("Régime", regime),
                ("Période", period),
            )
            if value
        ),
    )


def _ceilings(situation: Situation) -> Section:
    """Return what each ceiling that binds the next aid counts and leaves, when there are two."""
    return Section(
        title="Plafonds",
        facts=tuple(
            (
                ALL_AIDS if room.is_sieg else GENERAL_AIDS,
                f"{euros(room.used)} sur {euros(room.ceiling)}, restent {euros(room.left)} "
                f"({room.source})",
            )
            for room in situation.rooms
        ),
    )


def _table(lines: Sequence[LedgerAid]) -> Table:
    return Table(
        header=("Octroyée le", "Autorité", "Aide", "Règlement", "Montant", "ESB"),
        rows=[
            (
                numeric_date(line.granted_on),
                line.authority,
                line.instrument if line.is_sure else f"{line.instrument} (ESB à confirmer)",
                _short(line.regulation),
                euros(line.amount, cents=True),
                euros(line.equivalent, cents=True),
            )
            for line in lines
        ],
        aligns=("g", "g", "g", "g", "d", "d"),
        widths=(4, 7, 7, 5, 5, 5),
        totals=_totals(lines),
    )


def _short(regulation: str) -> str:
    return regulation.removeprefix("Règlement ")


def _totals(lines: Sequence[LedgerAid]) -> list[tuple[str, ...]]:
    """Return a total for each regulation when there are several, then that of every row."""
    under: dict[str, list[LedgerAid]] = {}
    for line in sorted(lines, key=lambda row: row.regulation):
        under.setdefault(line.regulation, []).append(line)
    several = under.items() if len(under) > 1 else ()
    return [
        *(
            ("Sous-total", "", "", _short(name), "", euros(_total(rows), cents=True))
            for name, rows in several
        ),
        ("Total", "", "", "", "", euros(_total(lines), cents=True)),
    ]


def _total(lines: Sequence[LedgerAid]) -> Decimal:
    return sum((line.equivalent for line in lines), ZERO)
