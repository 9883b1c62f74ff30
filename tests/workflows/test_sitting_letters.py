"""The letters of a sitting: printed once, sent once, in the words of the house."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pikepdf
import pytest
from django.core import mail

from levier.committees.models import Decision, Outcome
from levier.correspondence.errors import UnknownVariable
from levier.correspondence.models import IssuedLetter, LetterOutcome, OutgoingMessage
from levier.correspondence.services import shipped_letter, write_letter_template
from levier.correspondence.variables import LETTER, LETTER_FILE
from levier.jobs.models import Job
from levier.workflows.decide_case import decide_case
from levier.workflows.decision_letters import (
    draft_letters,
    letter_data,
    letters_of,
    render_decision_letter,
)
from levier.workflows.sitting_letters import (
    NoLetter,
    NothingToSend,
    last_job,
    letters_of_sitting,
    merged_letters,
    send_letters,
    start_letters,
    zipped_letters,
)
from tests.factories.committees import HELD_ON, in_session, laid, refusal_reason, secretary

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def actor(db):
    return secretary()


@pytest.fixture
def sitting(actor):
    """Two dossiers decided: an agreement and a refusal, both with a bank."""
    row = in_session(actor, min_members=0)
    why = {"refusal_reason": refusal_reason(actor.organisation)}
    for outcome, more in (("agreed", {}), ("refused", why)):
        item, asked = laid(row, actor)
        decide_case(
            item=item, request=asked, outcome=outcome, amount=None, actor=actor, **more,
            idempotency_key=uuid4(),
        )  # fmt: skip
    return row


def decision_of(sitting, outcome):
    return Decision.objects.select_related(
        "organisation", "request__instrument", "request__bank", "item__sitting",
        "item__case__person", "item__case__structure", "item__case__advisor",
    ).get(item__sitting=sitting, outcome=outcome)  # fmt: skip


def write(actor, recipient="porteur", outcome="agreed", **fields):
    values = {
        "opening": "Bonjour {porteur}.\n\n{motif}", "closing": "", "file_name": "{seance} {genre}",
        "starts_on": HELD_ON, "on": HELD_ON, **fields,
    }  # fmt: skip
    return write_letter_template(
        organisation=actor.organisation, actor=actor, recipient=recipient, outcome=outcome,
        **values,
    )  # fmt: skip


def printed(sitting, actor, capture):
    with capture(execute=True):
        start_letters(sitting=sitting, actor=actor)
    return last_job(sitting)


def test_a_letter_announces_the_outcomes_of_a_committee():
    assert LetterOutcome.values == Outcome.values


@pytest.mark.parametrize("recipient", ["porteur", "banque", "risque", "financeur"])
@pytest.mark.parametrize("outcome", LetterOutcome.values)
def test_the_words_shipped_name_only_what_exists(recipient, outcome):
    words = shipped_letter(recipient, outcome)
    before, _ = words.paragraphs(LETTER)
    assert before and "{" not in "".join(before)
    assert words.file_named(LETTER_FILE).endswith(".pdf")


def test_the_house_writes_its_letter_from_a_day_on_and_blank_paragraphs_are_left_out(
    actor, sitting
):
    decision = decision_of(sitting, "agreed")
    letter = letters_of(decision)[0]
    before = letter_data(decision, letter, HELD_ON).paragraphs
    write(actor, starts_on=HELD_ON + timedelta(days=1))
    assert letter_data(decision, letter, HELD_ON).paragraphs == before
    after = letter_data(decision, letter, HELD_ON + timedelta(days=1))
    assert after.paragraphs == [f"Bonjour {decision.item.case.holder_name}."]
    assert after.terms == letter_data(decision, letter, HELD_ON).terms


def test_an_unknown_variable_of_a_letter_is_refused_at_its_field(actor):
    with pytest.raises(UnknownVariable) as refusal:
        write(actor, file_name="{montant}")
    assert refusal.value.field == "file_name"


def test_the_preview_comes_before_the_decision_and_writes_nothing(actor):
    row = in_session(actor, min_members=0)
    item, asked = laid(row, actor)
    drafts = draft_letters(item, asked, "refused", HELD_ON)
    assert [letter.kind for _, letter in drafts] == ["porteur", "banque"]
    decision, letter = drafts[0]
    data = letter_data(decision, letter, HELD_ON)
    assert data.subject.startswith("APERÇU AVANT DÉCISION")
    assert "n’a pas donné de suite favorable" in data.paragraphs[0]
    with pikepdf.open(BytesIO(render_decision_letter(decision, letter, HELD_ON).content)) as pdf:
        assert len(pdf.pages) >= 1
    assert not Decision.objects.exists()


def test_every_letter_is_printed_once_with_its_progress_and_a_line_each(
    actor, sitting, django_capture_on_commit_callbacks
):
    job = printed(sitting, actor, django_capture_on_commit_callbacks)
    rows = letters_of_sitting(sitting, actor)
    assert job.state == Job.State.DONE
    assert (job.done_count, job.total_count) == (len(rows), len(rows))
    assert len(rows) >= 4
    assert {row["state"] for row in job.result["rows"]} == {"printed"}
    again = printed(sitting, actor, django_capture_on_commit_callbacks)
    assert {row["state"] for row in again.result["rows"]} == {"known"}
    assert IssuedLetter.objects.count() == len(rows)


def test_they_leave_in_one_click_once_with_their_file_and_those_without_address_are_said(
    actor, sitting, django_capture_on_commit_callbacks
):
    case = decision_of(sitting, "agreed").item.case
    type(case.person).objects.filter(pk=case.person_id).update(email="anais@example.org")
    with pytest.raises(NothingToSend):
        send_letters(sitting=sitting, actor=actor, on=HELD_ON)
    printed(sitting, actor, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        count, silent = send_letters(sitting=sitting, actor=actor, on=HELD_ON)
    assert (count, len(silent)) == (1, len(letters_of_sitting(sitting, actor)) - 1)
    assert "<anais@example.org>" in mail.outbox[0].to[0]
    assert [part[0] for part in mail.outbox[0].attachments] == [
        IssuedLetter.objects.get(message__isnull=False).stored_file.name
    ]
    with pytest.raises(NothingToSend):
        send_letters(sitting=sitting, actor=actor, on=HELD_ON)
    assert OutgoingMessage.objects.filter(kind="letter").count() == 1


def test_the_letters_make_one_pdf_with_bookmarks_or_an_archive(
    actor, sitting, django_capture_on_commit_callbacks
):
    with pytest.raises(NoLetter):
        zipped_letters(sitting, actor)
    printed(sitting, actor, django_capture_on_commit_callbacks)
    count = len(letters_of_sitting(sitting, actor))
    with pikepdf.open(BytesIO(merged_letters(sitting, actor))) as pdf, pdf.open_outline() as tree:
        assert len(tree.root) == count
    with ZipFile(BytesIO(zipped_letters(sitting, actor))) as archive:
        assert len(set(archive.namelist())) == count


def test_a_letter_is_named_by_the_pattern_of_the_house(
    actor, sitting, django_capture_on_commit_callbacks
):
    write(actor, file_name="{seance}: {genre} / {dossier}")
    printed(sitting, actor, django_capture_on_commit_callbacks)
    decision = decision_of(sitting, "agreed")
    kept = IssuedLetter.objects.get(case=decision.item.case, letter_key="porteur")
    assert kept.stored_file.name == f"{sitting.number} porteur {decision.item.case.number}.pdf"
    assert kept.template.recipient == "porteur"
