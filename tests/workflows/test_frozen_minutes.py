"""What minutes said when they were frozen is what their papers say, whatever happens after."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.committees.errors import MinutesAltered, NothingToRectify
from levier.committees.models import AgendaItem, MinutesRecord, Sitting
from levier.committees.services import end_sitting
from levier.correspondence.models import IssuedLetter
from levier.documents.services import content_of
from levier.portfolio.services import amend
from levier.rendering.documents import minutes_from, minutes_text, render_minutes, sealed
from levier.web.ticks import keep_older_minutes
from levier.workflows.decision_letters import letter_data, letters_of
from levier.workflows.minutes_extract import extract_data
from levier.workflows.rectified_minutes import rectified_minutes, rectify_minutes
from levier.workflows.sitting_documents import minutes_data, publish_minutes
from levier.workflows.sitting_letters import run_letters, start_letters
from tests.factories.committees import HELD_ON, in_session, representatives, secretary
from tests.factories.portfolio import decided
from tests.rendering import samples
from tests.rendering.pdf_reading import text_of

pytestmark = pytest.mark.django_db

LATER = date(2027, 1, 15)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor():
    return secretary()


def held(actor, dossiers=2) -> Sitting:
    """Return a sitting that is over, with its dossiers decided: 28 800 € guaranteed each."""
    row = in_session(actor)
    for _ in range(dossiers):
        decided(actor, sitting=row)
    return end_sitting(sitting=row, actor=actor)


def frozen(actor, dossiers=2) -> list[AgendaItem]:
    """Return the points of a sitting whose minutes are frozen."""
    row = publish_minutes(sitting=held(actor, dossiers), actor=actor, on=HELD_ON)
    return points(row)


def points(row: Sitting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(sitting=row).order_by("position", "id"))


def change_everything(item, actor) -> None:
    """Amend the commitment, move and rename the holder, rename members, committee and house."""
    commitment = item.decisions.get().commitment
    amend(
        commitment=commitment, actor=actor, on=HELD_ON, reason="Prêt réduit",
        loan_amount=Decimal(30_000), loan_months=48,
    )  # fmt: skip
    case, person = item.case, item.case.person
    person.first_name, person.last_name = "Autre", "Nom"
    person.address, person.town = "9 rue Neuve", "Arras"
    person.save()
    case.title, case.number = "Autre titre", "TPE-2026-999"
    case.save()
    for one in representatives(item.sitting):
        one.last_name = "Renommé"
        one.save()
        one.member.name = "Autre membre"
        one.member.save()
    item.sitting.committee.label = "Comité renommé"
    item.sitting.committee.save()
    item.sitting.organisation.name = "Autre maison"
    item.sitting.organisation.save()


def fresh(item) -> AgendaItem:
    return AgendaItem.objects.get(pk=item.pk)


def test_an_extract_asked_later_is_the_one_of_the_freeze_to_the_byte(actor):
    item, _ = frozen(actor)
    data = extract_data(fresh(item), HELD_ON)
    printed = render_minutes(data).content

    change_everything(item, actor)

    later = extract_data(fresh(item), LATER)
    assert later == data
    assert render_minutes(later).content == printed
    assert later.items[0].decisions[0].terms == "80\u00a0%, 60\u00a0mois"
    assert later.notices == []


def test_the_file_prints_the_fingerprint_of_what_was_kept(actor):
    item, _ = frozen(actor)
    sitting = fresh(item).sitting

    record = MinutesRecord.objects.get(stored_file=sitting.minutes)

    assert record.fingerprint in text_of(content_of(sitting.minutes)).replace("\n", "")
    assert record.rebuilt_on is None
    assert minutes_text(minutes_from(record.text)) == record.text


def test_a_full_day_reads_back_as_it_was_kept():
    data = sealed(samples.minutes())

    read = minutes_from(minutes_text(data))

    assert minutes_text(read) == minutes_text(data)
    assert read.fingerprint == data.fingerprint
    assert render_minutes(read).content == render_minutes(data).content


def test_what_was_kept_and_then_altered_is_refused(actor, client):
    item, _ = frozen(actor)
    rows = MinutesRecord.objects.filter(sitting=item.sitting)
    rows.update(text=rows.get().text.replace("28", "88"))

    with pytest.raises(MinutesAltered, match="empreinte"):
        extract_data(fresh(item), LATER)
    client.force_login(actor)
    answer = client.get(reverse("web:minutes_extract_pdf", args=[item.pk]))
    assert answer.status_code == 403
    assert "n’a plus son empreinte" in answer.content.decode()


def test_what_was_kept_is_never_changed_nor_deleted(actor):
    frozen(actor)
    record = MinutesRecord.objects.get()

    with pytest.raises(TypeError):
        record.save()
    with pytest.raises(TypeError):
        record.delete()


def test_minutes_that_rectify_repeat_what_was_frozen_and_say_the_correction(actor):
    item, other = frozen(actor)
    before = extract_data(fresh(item), HELD_ON)
    change_everything(item, actor)

    stored = rectify_minutes(
        sitting=item.sitting, item=item, actor=actor, on=LATER, correction="Lire « Liévin »."
    )

    said = minutes_from(MinutesRecord.objects.get(stored_file=stored).text)
    assert said.items[0] == before.items[0]
    assert said.attendance == before.attendance
    assert said.house == before.house
    assert f"Point 1, dossier {before.items[0].case_number}." in said.rectifies
    assert said.fingerprint in text_of(content_of(stored)).replace("\n", "")

    extract = extract_data(fresh(item), LATER)
    assert extract.items == before.items
    (notice,) = extract.notices
    assert notice.startswith("Rectifié par le procès-verbal rectificatif n° 1, du ")
    assert stored.sha256[:16] in notice
    assert notice.endswith("Lire « Liévin ».")
    assert ("Rectifié", "1\u00a0procès-verbal") in extract.facts
    # another dossier hears nothing of it
    assert extract_data(fresh(other), LATER).notices == []


def test_a_correction_of_the_whole_is_said_by_every_extract(actor):
    both = frozen(actor)
    terms = {"sitting": both[0].sitting, "actor": actor, "on": LATER}

    rectify_minutes(**terms, correction="La séance s’est tenue à Lens.")
    rectify_minutes(**terms, correction="Lire 18 h 30.", item=both[1])

    first, second = (extract_data(fresh(item), LATER).notices for item in both)
    assert [one.rpartition("\u00a0: ")[2] for one in first] == ["La séance s’est tenue à Lens."]
    assert [one.rpartition("\u00a0: ")[2] for one in second] == [
        "La séance s’est tenue à Lens.", "Lire 18 h 30.",
    ]  # fmt: skip


def test_a_correction_names_a_point_of_its_own_sitting(actor):
    item, _ = frozen(actor)
    stranger = frozen(actor)[0]

    with pytest.raises(NothingToRectify, match="pas de ce comité"):
        rectify_minutes(
            sitting=item.sitting, item=stranger, actor=actor, on=LATER, correction="x"
        )  # fmt: skip
    assert rectified_minutes(item.sitting) == []


def forget_content() -> None:
    """Make minutes as they were frozen before their content was kept."""
    MinutesRecord.objects.all().delete()


def test_minutes_frozen_before_say_that_they_are_rebuilt_then_stay_the_same(actor):
    item, _ = frozen(actor)
    forget_content()
    assert "reconstitué le 15\u00a0janvier\u00a02027" in extract_data(fresh(item), LATER).notices[0]

    assert keep_older_minutes(LATER) == 1
    assert keep_older_minutes(LATER) == 0

    kept = extract_data(fresh(item), LATER)
    assert "reconstitué le 15\u00a0janvier\u00a02027" in kept.notices[0]
    change_everything(item, actor)
    assert extract_data(fresh(item), date(2028, 1, 1)) == kept


def test_rectifying_older_minutes_keeps_first_what_the_rows_say(actor):
    item, _ = frozen(actor)
    forget_content()

    rectify_minutes(sitting=item.sitting, actor=actor, on=LATER, correction="Lire Lens.")

    flags = MinutesRecord.objects.order_by("id").values_list("rebuilt_on", flat=True)
    assert list(flags) == [LATER, None]
    notices = extract_data(fresh(item), LATER).notices
    assert "reconstitué" in notices[0]
    assert notices[1].endswith("Lire Lens.")


def test_a_rectification_of_before_is_cited_without_its_words(actor):
    item, _ = frozen(actor)
    rectify_minutes(sitting=item.sitting, actor=actor, on=LATER, correction="Lire Lens.")
    forget_content()

    notices = extract_data(fresh(item), LATER).notices

    assert notices[1].endswith("lisez-le avec cet extrait.")


# ── The terms of the decision, not those of an amendment ──────────────────────────────────────
def test_minutes_frozen_after_an_amendment_say_the_terms_decided(actor):
    row = held(actor, dossiers=1)
    change_everything(points(row)[0], actor)

    (item,) = minutes_data(row, HELD_ON).items

    assert item.decisions[0].terms == "80\u00a0%, 60\u00a0mois"
    assert item.decisions[0].amount == "28\u202f800\u00a0€"


def test_a_letter_printed_after_an_amendment_says_the_terms_decided(actor):
    decision = decided(actor)
    letter = letters_of(decision)[0]
    before = letter_data(decision, letter, HELD_ON).terms

    amend(
        commitment=decision.commitment, actor=actor, on=HELD_ON, reason="Prêt réduit",
        loan_amount=Decimal(30_000), loan_months=48,
    )  # fmt: skip

    assert letter_data(decision, letter, HELD_ON).terms == before
    assert any("28\u202f800" in value for _, value in before)


def test_a_letter_already_issued_is_given_as_it_was_printed(actor, client):
    row = held(actor, dossiers=1)
    decision = points(row)[0].decisions.get()
    run_letters(
        job=start_letters(sitting=row, actor=actor), sitting=row, on=HELD_ON, at=timezone.now()
    )  # fmt: skip
    issued = IssuedLetter.objects.get(letter_key="porteur")
    change_everything(points(row)[0], actor)

    client.force_login(actor)
    answer = client.get(reverse("web:decision_letter_pdf", args=[decision.pk, "porteur"]))

    assert answer.content == content_of(issued.stored_file)
