"""Every night: what the pages kept to be read is forgotten once it served."""

from datetime import date, timedelta

from levier.jobs.ticks import nightly
from levier.workflows.pack_pages import forget_packs

PACKS_KEPT = timedelta(days=60)


@nightly("web.packs")
def forget_old_packs(day: date) -> int:
    """Delete the packs read on screen of the sittings held more than sixty days before."""
    return forget_packs(before=day - PACKS_KEPT)
