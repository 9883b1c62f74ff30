"""The attestation of de minimis aid: the list of the period, printed, kept, ready to sign."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from levier.documents.services import store_file
from levier.kernel.french import euros, long_date, numeric_date, plural
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
        undertaking=undertaking, on=on, total=situation.used, document=stored, actor=actor
    )


def attestation_data(
    undertaking: Undertaking, situation: Situation, lines: Sequence[LedgerAid]
) -> SheetData:
    """Return what the attestation says."""
    period = f"du {long_date(situation.since)} au {long_date(situation.on)}"
    return SheetData(
        title="Attestation relative aux aides de minimis",
        produced_on=situation.on,
        house=letterhead(undertaking.organisation),
        over=situation.source,
        lead=undertaking.name,
        figures=(
            (euros(situation.used), "aides de la période", plural(len(lines), "aide")),
            (euros(situation.ceiling), "plafond", "par entreprise unique"),
            (euros(situation.left), "restent", f"au {numeric_date(situation.on)}"),
        ),
        sections=(
            _identity(undertaking, lines, period),
            Section(
                title="Aides de la période",
                paragraphs=(CLAIM,) if lines else (CLAIM, NONE_KNOWN),
                table=_table(lines, situation) if lines else None,
            ),
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


def _table(lines: Sequence[LedgerAid], situation: Situation) -> Table:
    return Table(
        header=("Octroyée le", "Autorité", "Aide", "Règlement", "Montant", "ESB"),
        rows=[
            (
                numeric_date(line.granted_on),
                line.authority,
                line.instrument if line.is_sure else f"{line.instrument} (ESB à confirmer)",
                line.regulation.removeprefix("Règlement "),
                euros(line.amount, cents=True),
                euros(line.equivalent, cents=True),
            )
            for line in lines
        ],
        aligns=("g", "g", "g", "g", "d", "d"),
        widths=(4, 7, 7, 5, 5, 5),
        totals=[("Total", "", "", "", "", euros(situation.used, cents=True))],
    )
