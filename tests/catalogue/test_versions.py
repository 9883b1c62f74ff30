"""Versions of a product added, closed and found under two people, and aids of third parties."""

import itertools
import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, connections

from levier.catalogue.errors import VersionAlreadyClosed, VersionRefused
from levier.catalogue.models import InstrumentVersion, ThirdPartyAid
from levier.catalogue.services import (
    add_version,
    close_third_party_aid,
    close_version,
    confirm_version,
    register_third_party_aid,
    third_party_aids_on,
    version_on,
)
from tests.factories.accounts import house, user
from tests.factories.catalogue import document, instrument

assert connection  # read by the condition below
FIRST = date(2024, 1, 1)


def aid(actor, **changes):
    """Register an agglomeration's grant."""
    terms = {
        "giver": "Agglomération de la Gohelle", "label": "Aide à l’installation",
        "first_day": FIRST, "source": "Délibération du 12 décembre 2023",
        "document": document(actor),
        "max_amount": Decimal(3000),
    }  # fmt: skip
    return register_third_party_aid(
        organisation=actor.organisation, actor=actor, **{**terms, **changes}
    )


@pytest.mark.django_db
def test_a_version_keeps_the_file_that_states_it_and_the_file_that_closes_it():
    actor = user("administrator")
    product = instrument(actor.organisation, "GEF")
    files = [document(actor, name) for name in ("note.pdf", "fin.pdf")]

    version = add_version(
        instrument=product, first_day=date(2026, 1, 1), source="Note n° 12", actor=actor,
        document=files[0], status="confirmed",
    )  # fmt: skip
    close_version(
        version=version, last_day=date(2026, 6, 30), source="Fin", actor=actor, document=files[1]
    )

    version.refresh_from_db()
    assert (version.document, version.closing_document) == (files[0], files[1])
    assert version.closing_source == "Fin"
    assert version_on(product, date(2025, 12, 31)).closing_document == files[0]


@pytest.mark.django_db
def test_an_inactive_version_leaves_in_force_the_one_that_is():
    actor = user("administrator")
    product = instrument(actor.organisation, "GEF")
    current, note = version_on(product, date(2026, 1, 1)), document(actor)

    rumour = add_version(
        instrument=product, first_day=date(2026, 1, 1), source="Bruit", actor=actor,
        document=note, status="inactive",
    )  # fmt: skip

    assert version_on(product, date(2026, 2, 1)) == current
    with pytest.raises(VersionRefused, match="chevauche"):
        confirm_version(version=rumour, source="Note n° 14", actor=actor, document=note)
    close_version(
        version=current,
        last_day=date(2025, 12, 31),
        source="Note n° 14",
        actor=actor,
        document=note,
    )
    confirm_version(version=rumour, source="Note n° 14", actor=actor, document=note)
    assert version_on(product, date(2026, 2, 1)) == rumour


@pytest.mark.django_db
def test_a_version_in_force_ends_the_inactive_one_before_it():
    actor = user("administrator")
    product = instrument(actor.organisation, "GEF")
    days = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    rumour, second, last = (
        add_version(
            instrument=product,
            first_day=day,
            source="Note",
            actor=actor,
            document=document(actor),
            status=status,
        )
        for day, status in zip(days, ["inactive", "inactive", "confirmed"], strict=True)
    )

    rumour.refresh_from_db()
    second.refresh_from_db()
    assert (rumour.last_day, second.last_day) == (date(2026, 1, 31), date(2026, 2, 28))
    assert version_on(product, date(2026, 2, 28)).last_day == date(2026, 2, 28)
    assert version_on(product, days[2]) == last


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs real concurrent connections")
@pytest.mark.django_db(transaction=True)
def test_two_people_adding_a_version_at_once_never_make_them_overlap():
    actor = user("administrator", house())
    product = instrument(actor.organisation, "GEF")
    start, refused, note = threading.Barrier(4), [], document(actor)

    def add(day):
        try:
            start.wait()
            add_version(
                instrument=product,
                first_day=day,
                source="Note",
                actor=actor,
                status="confirmed",
                document=note,
            )
        except VersionRefused as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    days = [date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 1), date(2026, 2, 1)]
    threads = [threading.Thread(target=add, args=(day,)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = list(InstrumentVersion.objects.filter(instrument=product).order_by("first_day"))
    assert len(rows) + len(refused) == 5
    assert refused
    for before, after in itertools.pairwise(rows):
        assert before.last_day is not None and before.last_day < after.first_day


@pytest.mark.django_db
def test_an_aid_of_a_third_party_is_found_between_its_days():
    actor = user("director")
    kept = aid(actor, last_day=date(2024, 12, 31))

    def found(day):
        return list(third_party_aids_on(actor.organisation, day))

    assert found(date(2023, 12, 31)) == []
    assert found(FIRST) == found(date(2024, 12, 31)) == [kept]
    assert found(date(2025, 1, 1)) == []


@pytest.mark.django_db
def test_an_aid_that_is_not_confirmed_is_kept_and_never_offered():
    actor = user("director")
    aid(actor, status="inactive")

    assert ThirdPartyAid.objects.count() == 1
    assert not third_party_aids_on(actor.organisation, FIRST).exists()


@pytest.mark.django_db
def test_two_versions_of_one_aid_never_overlap():
    actor = user("director")
    first = aid(actor)
    with pytest.raises(VersionRefused, match="fermez-la"):
        aid(actor, first_day=date(2025, 1, 1), label="aide à l’installation")

    close_third_party_aid(
        aid=first,
        last_day=date(2024, 12, 31),
        source="Délibération",
        actor=actor,
        document=document(actor),
    )
    second = aid(actor, first_day=date(2025, 1, 1), max_amount=Decimal(4000))

    assert list(third_party_aids_on(actor.organisation, date(2025, 1, 1))) == [second]
    with pytest.raises(VersionAlreadyClosed):
        close_third_party_aid(
            aid=first, last_day=date(2025, 1, 1), source="x", actor=actor, document=document(actor)
        )


@pytest.mark.django_db
def test_the_aids_of_a_house_are_not_those_of_another():
    aid(user("director"))

    assert not third_party_aids_on(house(), FIRST).exists()
