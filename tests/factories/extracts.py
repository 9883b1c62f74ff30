"""Extracts of carriers and banks, dropped, for every test."""

from decimal import Decimal

from levier.exchange.extract_import import drop_extract, preview_of_extract
from levier.exchange.models import ExtractReading
from levier.portfolio.models import Commitment
from tests.factories.claims import TODAY

HEADER = "N° de garantie;Capital restant dû;Date d’arrêté;Montant impayé;État\n"


def extract_line(row: Commitment, due: str, unpaid: str = "", words: str = "", day=TODAY) -> str:
    """Return a line of a CSV about a guarantee."""
    return f"{row.number};{due};{day:%d/%m/%Y};{unpaid};{words}\n"


def extract(actor, row: Commitment, text: str, name="extrait.csv", **values) -> ExtractReading:
    """Return an extract of the carrier of a guarantee, dropped."""
    given = {"as_of": TODAY, "today": TODAY, "sender": row.carrier, **values}
    content = text if isinstance(text, bytes) else text.encode()
    return drop_extract(actor=actor, name=name, content=content, **given)


def expected_on(row: Commitment, actor, day=TODAY) -> Decimal:
    """Return what the house expects a guaranteed loan to owe on a day."""
    reading = extract(actor, row, f"{HEADER}{extract_line(row, '0,01', day=day)}", name="sonde.csv")
    return preview_of_extract(reading, actor, TODAY).lines[0].expected
