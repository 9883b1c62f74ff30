"""What frozen minutes say, kept as text beside their file and read back as it was."""

from datetime import date

from levier.committees.errors import MinutesAltered
from levier.committees.models import AgendaItem, MinutesRecord, Sitting
from levier.documents.models import StoredFile
from levier.rendering.documents import MinutesData, fingerprint_of, minutes_from, minutes_text


def keep_content(
    *,
    sitting: Sitting,
    stored_file: StoredFile,
    data: MinutesData,
    item: AgendaItem | None = None,
    rebuilt_on: date | None = None,
) -> MinutesRecord:
    """Keep what the minutes printed in a file say, once; the caller holds the sitting's row.

    `item` is the point that a correction is about; `rebuilt_on` the day of a content read from
    the rows after the freeze.
    """
    text = minutes_text(data)
    return MinutesRecord.objects.create(
        organisation_id=sitting.organisation_id,
        sitting=sitting,
        stored_file=stored_file,
        text=text,
        fingerprint=fingerprint_of(text),
        item=item,
        rebuilt_on=rebuilt_on,
    )


def content_of_record(record: MinutesRecord) -> MinutesData:
    """Return what was kept, as it was. Errors: MinutesAltered when it lost its fingerprint."""
    if fingerprint_of(record.text) != record.fingerprint:
        raise MinutesAltered(number=record.sitting.number)
    return minutes_from(record.text)
