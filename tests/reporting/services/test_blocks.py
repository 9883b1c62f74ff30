from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from levier.journal.models import Entry
from levier.people.services import record_consent, register_person, withdraw_consent
from levier.reporting.errors import (
    ConsentMissing,
    ConsentNotValid,
    PictureUnreadable,
    PictureWithoutText,
)
from levier.reporting.models import ReportBlock
from levier.reporting.services import (
    add_block,
    change_block,
    install_demo_blocks,
    move_block,
    remove_block,
)
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return user("director")


def picture() -> tuple[str, bytes]:
    written = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "PNG")
    return "photo.png", written.getvalue()


def consent(director, purpose="picture"):
    person = register_person(
        organisation=director.organisation, actor=director, last_name="Delcroix"
    )
    return record_consent(
        person=person, actor=director, purpose=purpose, means="par écrit", on=date(2024, 11, 2)
    )


def write(director, **fields):
    values = {"chapter": "creation", "kind": "editorial", "title": "Un mot", "text": "Bonjour."}
    return add_block(
        organisation=director.organisation, year=2024, actor=director, **(values | fields)
    )


def test_a_block_comes_after_the_others_of_its_chapter(director):
    write(director)
    second = write(director, title="Un autre", picture=picture(), picture_alt="Un aplat vert.")

    assert second.position == 2
    assert second.picture.name == "photo.png"
    assert Entry.objects.filter(action="reporting.block_added").count() == 2


def test_a_portrait_needs_the_consent_of_the_person(director):
    with pytest.raises(ConsentMissing):
        write(director, kind="portrait")

    assert write(director, kind="portrait", consent=consent(director)).consent is not None


def test_a_consent_for_something_else_or_withdrawn_is_not_one(director):
    withdrawn = withdraw_consent(consent=consent(director), actor=director, on=date(2024, 12, 1))

    for given in (consent(director, "contact"), withdrawn, consent(user("director"))):
        with pytest.raises(ConsentNotValid):
            write(director, kind="portrait", consent=given)


def test_a_picture_comes_with_words_for_who_cannot_see_it(director):
    with pytest.raises(PictureWithoutText):
        write(director, picture=picture(), picture_alt=" ")


def test_a_file_that_is_no_picture_is_refused(director):
    with pytest.raises(PictureUnreadable):
        write(director, picture=("photo.png", b"%PDF-1.7"), picture_alt="Une photo.")


def test_a_change_keeps_the_picture_and_tells_what_changed(director):
    block = write(director, picture=picture(), picture_alt="Un aplat vert.")

    change_block(block=block, actor=director, title="Un mot de plus")

    assert ReportBlock.objects.get().picture is not None
    detail = Entry.objects.get(action="reporting.block_changed").detail
    assert detail == {"title": ["Un mot", "Un mot de plus"]}


def test_blocks_move_within_their_chapter(director):
    first, second = write(director), write(director, title="Second")
    other = write(director, chapter="ess")

    move_block(block=second, up=True, actor=director)
    move_block(block=other, up=True, actor=director)

    assert list(ReportBlock.objects.filter(chapter="creation")) == [second, first]


def test_a_block_taken_out_stays_in_the_journal(director):
    remove_block(block=write(director), actor=director)

    assert not ReportBlock.objects.exists()
    assert Entry.objects.get(action="reporting.block_removed").detail["title"] == ["Un mot", None]


def test_the_demo_blocks_are_written_once(director):
    house = director.organisation

    installed = install_demo_blocks(organisation=house, year=2024, actor=director)

    assert {block.kind for block in installed} == {"editorial", "portrait", "partner"}
    assert all(block.picture and block.picture_alt for block in installed)
    assert install_demo_blocks(organisation=house, year=2024, actor=director) == []
