"""Every letter of a sitting: printed once in the background, then sent in one click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case
from levier.cases.querysets import hangs_from
from levier.committees.models import Decision, Sitting
from levier.correspondence.models import IssuedLetter, Purpose
from levier.correspondence.services import keep_letter, note_sent, queue_message, words_in_force
from levier.correspondence.variables import case_values
from levier.documents.services import content_of
from levier.jobs.models import Job
from levier.jobs.services import finish_job, report_progress, start_job
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.rendering.errors import PdfCannotBeBound
from levier.rendering.pdf_assembly import join_pdfs
from levier.workflows.decision_letters import (
    Letter,
    address_of,
    file_name_of,
    letters_of_all,
    render_decision_letter,
    words_of,
)

LOADED = (
    "organisation", "request__instrument", "request__bank", "item__sitting__body",
    "item__case__person", "item__case__structure", "item__case__advisor",
    "item__case__organisation",
)  # fmt: skip


class NothingToSend(DomainError):
    """No letter is printed and waits."""

    message = "Aucune lettre à envoyer : produisez-les d’abord, ou elles sont déjà parties."


class NoLetter(DomainError):
    """No letter is printed."""

    message = "Aucune lettre n’est encore produite pour ce comité."


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter of a sitting: the decision it notifies, what is printed, what left."""

    decision: Decision
    letter: Letter
    address: str
    issued: IssuedLetter | None

    @property
    def is_to_send(self) -> bool:
        """True when it is printed, was never sent, and its address is known."""
        return bool(self.issued and self.address and self.issued.message_id is None)


def letters_of_sitting(sitting: Sitting, user: User) -> list[LetterRow]:
    """Return the letters of the decisions of a sitting whose dossiers this user reads."""
    rows = Decision.objects.filter(
        hangs_from(Case.objects.visible_to(user), "item__case"), item__sitting=sitting
    )
    decisions = list(rows.select_related(*LOADED).prefetch_related("conditions").order_by("item"))
    wanted = letters_of_all(decisions)
    names = [target_of(row) for row in decisions]
    kept = IssuedLetter.objects.filter(organisation=sitting.organisation_id, about__in=names)
    issued = {
        (row.about, row.letter_key): row for row in kept.select_related("stored_file", "message")
    }
    return [
        LetterRow(row, letter, address_of(row, letter), issued.get((target_of(row), letter.key)))
        for row in decisions
        for letter in wanted[row.pk]
    ]


def issued_letter_of(decision: Decision, letter_key: str) -> IssuedLetter | None:
    """Return the letter of a decision as it was printed and kept; None when it was not yet."""
    rows = IssuedLetter.objects.filter(
        organisation=decision.organisation_id, about=target_of(decision), letter_key=letter_key
    )
    return rows.select_related("stored_file").first()


def job_kind(sitting: Sitting) -> str:
    """Return how the jobs of a sitting's letters are known."""
    return f"letters:{sitting.pk.hex}"


def last_job(sitting: Sitting) -> Job | None:
    """Return the last printing of a sitting's letters."""
    jobs = Job.objects.filter(organisation=sitting.organisation_id, kind=job_kind(sitting))
    return jobs.order_by("-id").first()


@transaction.atomic
def start_letters(*, sitting: Sitting, actor: User) -> Job:
    """Ask for the printing of every letter of a sitting, in the background."""
    from levier.workflows.letter_tasks import print_letters

    job = start_job(
        organisation=sitting.organisation, actor=actor, kind=job_kind(sitting),
        label=f"Lettres du comité {sitting.number}",
    )  # fmt: skip
    transaction.on_commit(lambda: print_letters.enqueue(str(job.pk), str(sitting.pk)))
    return job


def run_letters(*, job: Job, sitting: Sitting, on: date, at: datetime) -> None:
    """Print the letters that are not printed yet, each in its own transaction.

    One that cannot be printed is said and does not stop the others; run again, it prints only
    what is missing.
    """
    rows = letters_of_sitting(sitting, job.created_by)
    results = []
    for rank, row in enumerate(rows, start=1):
        said = _printed(row, job.created_by, on)
        results.append({"letter": _label(row), **said})
        report_progress(job=job, done=rank, total=len(rows), message=_label(row))
    new = sum(row["state"] == "printed" for row in results)
    message = f"{plural(new, 'lettre produite', 'lettres produites')}."
    finish_job(job=job, at=at, result={"rows": results}, message=message)


@transaction.atomic
def send_letters(*, sitting: Sitting, actor: User, on: date) -> tuple[int, list[str]]:
    """Send every printed letter that was not, one message each; never one twice.

    Return how many were asked for, and those that have no address. Errors: NothingToSend.
    """
    rows = letters_of_sitting(sitting, actor)
    to_send = [row for row in rows if row.is_to_send]
    silent = [_label(row) for row in rows if row.issued and not row.address]
    if not to_send:
        raise NothingToSend
    for row in to_send:
        _send(row, actor, on)
    return len(to_send), silent


def merged_letters(sitting: Sitting, user: User) -> bytes:
    """Return the printed letters in one PDF with bookmarks. Errors: NoLetter."""
    parts = [(row.stored_file.name, content_of(row.stored_file)) for row in _issued(sitting, user)]
    return join_pdfs(parts, f"Lettres du comité {sitting.number}")


def zipped_letters(sitting: Sitting, user: User) -> bytes:
    """Return the printed letters in one archive, each under its own name. Errors: NoLetter."""
    written, used = BytesIO(), set[str]()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for row in _issued(sitting, user):
            name = row.stored_file.name
            if name in used:
                name = f"{name.removesuffix('.pdf')} {len(used)}.pdf"
            used.add(name)
            archive.writestr(name, content_of(row.stored_file))
    return written.getvalue()


def _issued(sitting: Sitting, user: User) -> Sequence[IssuedLetter]:
    found = [row.issued for row in letters_of_sitting(sitting, user) if row.issued]
    if not found:
        raise NoLetter
    return found


def _printed(row: LetterRow, actor: User, on: date) -> dict[str, str]:
    """Print one letter if it is not yet; return what became of it."""
    if row.issued:
        return {"state": "known", "said": "déjà produite"}
    words = words_of(row.decision, row.letter, on)
    try:
        pdf = render_decision_letter(row.decision, row.letter, on)
        _, is_new = keep_letter(
            case=row.decision.item.case, actor=actor, about=target_of(row.decision),
            letter_key=row.letter.key, recipient=row.letter.recipient, words=words,
            name=file_name_of(row.decision, row.letter, words), pdf=pdf.content, on=on,
        )  # fmt: skip
    except (DomainError, PdfCannotBeBound) as refusal:
        return {"state": "refused", "said": str(refusal)}
    if is_new:
        return {"state": "printed", "said": "produite"}
    return {"state": "known", "said": "produite par un collègue"}


def _send(row: LetterRow, actor: User, on: date) -> None:
    case = row.decision.item.case
    words = words_in_force(case.organisation, Purpose.LETTER, on)
    subject, body = words.filled(
        {
            **case_values(case, on),
            "destinataire": row.letter.recipient,
            "seance": row.decision.item.sitting.number,
        }
    )
    message = queue_message(
        organisation=case.organisation, actor=actor, key=f"letter:{row.issued.pk}",
        to=row.address, to_name=row.letter.recipient, subject=subject, body=body,
        kind=Purpose.LETTER, case=case, about=row.decision.item.sitting,
        attachments=[row.issued.stored_file],
    )  # fmt: skip
    note_sent(letter=row.issued, message=message)


def _label(row: LetterRow) -> str:
    return f"{row.decision.item.case.number}, {row.letter.kind} : {row.letter.recipient}"
