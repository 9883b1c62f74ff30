"""Versions added, confirmed and closed from the screens, each with the document that says so.

Versions in force of one instrument never overlap: whoever adds or closes one first locks the
instrument's row, so that a second writer waits and then sees what the first one wrote.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from levier.catalogue.errors import VersionAlreadyClosed, VersionRefused
from levier.catalogue.models import Instrument, InstrumentVersion
from levier.documents.models import StoredFile
from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.rules.eligibility.condition_kinds import check_conditions


@transaction.atomic
def close_version(
    *,
    version: InstrumentVersion,
    last_day: date,
    source: str,
    actor,
    document: StoredFile,
) -> InstrumentVersion:
    """Give a version its last day, and say which document (and stored file) closes it.

    Errors: VersionAlreadyClosed; VersionRefused if the last day precedes the first.
    """
    _lock(version.instrument_id)
    version = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if version.last_day is not None:
        raise VersionAlreadyClosed(day=long_date(version.last_day))
    if last_day < version.first_day:
        raise VersionRefused(
            field="last_day", reason="Le dernier jour ne peut pas précéder le premier."
        )
    version.last_day = last_day
    version.closing_source, version.closing_document = source, document
    version.save(update_fields=["last_day", "closing_source", "closing_document"])
    journal.record(
        "catalogue.version_closed",
        actor=actor,
        target=version,
        summary=f"{version.instrument} : version fermée au {long_date(last_day)} ({source}).",
        detail={"last_day": [None, last_day.isoformat()], "source": source},
    )
    return version


@transaction.atomic
def add_version(
    *,
    instrument: Instrument,
    first_day: date,
    source: str,
    actor,
    document: StoredFile,
    **terms: Any,
) -> InstrumentVersion:
    """Add the terms that hold from `first_day`; the version still open ends the day before.

    An inactive version is never in force: it leaves open the one that is.
    `source` names the document that says so, `document` is the file itself. Errors: VersionRefused
    when another version already begins later or on that day, or when the terms contradict each
    other; InvalidCondition when a condition is not one that the rules can read.
    """
    check_conditions(terms.get("conditions", []))
    _lock(instrument.pk)
    before = InstrumentVersion.objects.select_for_update().filter(
        instrument=instrument, last_day=None, first_day__lt=first_day
    )
    if terms.get("status") == InstrumentVersion.Status.INACTIVE:
        before = before.filter(status=InstrumentVersion.Status.INACTIVE)
    for current in before:
        close_version(
            version=current,
            last_day=first_day - timedelta(days=1),
            source=source,
            actor=actor,
            document=document,
        )
    version = InstrumentVersion(
        organisation=instrument.organisation,
        instrument=instrument,
        first_day=first_day,
        source=source,
        document=document,
        **terms,
    )
    _check(version)
    version.save()
    journal.record(
        "catalogue.version_added",
        actor=actor,
        target=version,
        summary=f"{instrument} : nouvelle version au {long_date(first_day)} ({source}).",
    )
    return version


@transaction.atomic
def confirm_version(
    *, version: InstrumentVersion, source: str, actor, document: StoredFile
) -> InstrumentVersion:
    """Note that the house confirms terms in use until now, and the document that says so.

    The conditions that were to be confirmed are confirmed with them. Errors: VersionRefused when
    it overlaps another version once confirmed, or is confirmed already.
    """
    _lock(version.instrument_id)
    version = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if version.status == InstrumentVersion.Status.CONFIRMED and not version.awaits_confirmation:
        raise VersionRefused(reason="Cette version est déjà confirmée.")
    before = version.status
    version.conditions = [
        {name: value for name, value in condition.items() if name != "certainty"}
        for condition in version.conditions
    ]
    version.status = InstrumentVersion.Status.CONFIRMED
    version.source = source
    version.document = document
    _check(version)
    version.save(update_fields=["status", "source", "document", "conditions"])
    journal.record(
        "catalogue.version_confirmed",
        actor=actor,
        target=version,
        summary=f"{version.instrument} : conditions confirmées ({source}).",
        detail={"status": [before, version.status]},
    )
    return version


def _lock(instrument_key) -> None:
    """Hold the instrument's row until the end of the transaction."""
    Instrument.objects.select_for_update(of=("self",)).get(pk=instrument_key)


def _check(version: InstrumentVersion) -> None:
    """Turn what the model refuses into one French sentence."""
    try:
        version.full_clean()
    except ValidationError as fault:
        raise VersionRefused(reason=" ".join(fault.messages)) from fault
