"""What is written to a borrower, as a letter to print on the paper of the house."""

from datetime import date

from levier.kernel.french import long_date
from levier.portfolio.models import Commitment
from levier.rendering import documents as d
from levier.rendering.pdf import Pdf
from levier.workflows.letterhead import greeting_of, holder_lines, letterhead

LONGEST_GREETING = 40


def loan_letter(commitment: Commitment, *, subject: str, text: str, on: date) -> Pdf:
    """Return a text about a commitment as a letter to its holder."""
    organisation = commitment.organisation
    greeting = greeting_of(commitment.case.person)
    return d.render_letter(
        d.LetterData(
            title=subject,
            produced_on=on,
            house=letterhead(organisation),
            recipient=holder_lines(commitment.case),
            place_and_day=f"{organisation.town}, le {long_date(on)}".removeprefix(", "),
            references=(("Engagement", commitment.number),),
            subject=subject,
            greeting=greeting,
            paragraphs=_paragraphs(text, organisation.name),
            closing=f"Nous vous prions d’agréer, {greeting} nos salutations les meilleures.",
            signatory=d.Signer(organisation.director_name or "La direction", "Direction", note=""),
        )
    )


def _paragraphs(text: str, house: str) -> list[str]:
    """Return the paragraphs of a text without the greeting and signature that the letter adds."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    if parts and parts[0].startswith(("Madame", "Monsieur")) and len(parts[0]) < LONGEST_GREETING:
        parts = parts[1:]
    if parts and parts[-1].endswith(house):
        parts = parts[:-1]
    return parts
