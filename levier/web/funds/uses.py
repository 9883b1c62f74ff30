"""What an envelope pays for, beside what the law says of it."""

from levier.funds.models import Envelope
from levier.rules.lawful_use import USES, Lawfulness, lawful_use

WORDS = {
    Lawfulness.ALLOWED: ("permis", "pre"),
    Lawfulness.ON_CONDITION: ("sous condition", "ocre"),
    Lawfulness.REFUSED: ("interdit", "brique"),
    Lawfulness.TO_CHECK: ("à vérifier", "neutre"),
}


def uses_of(envelope: Envelope) -> list[dict]:
    """Return each use of an envelope with the law's word, its sentence and its source."""
    rows = []
    for use in envelope.purposes:
        found = lawful_use(envelope.funder.kind, use, envelope.first_day)
        word, meaning = WORDS[found.verdict]
        rows.append({"label": USES.get(use, use), "word": word, "meaning": meaning, "law": found})
    return rows
