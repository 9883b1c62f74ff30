"""The files that the antivirus never read, read again."""

from datetime import datetime

from django.conf import settings

from levier.documents.models import StoredFile
from levier.documents.services import scan_again
from levier.documents.states import Scan

MOST_A_NIGHT = 2_000


def scan_what_waits(*, at: datetime) -> int:
    """Scan the files kept while the antivirus was absent or silent. Return how many were read."""
    if not settings.CLAMAV_ADDRESS:
        return 0
    waiting = StoredFile.objects.filter(scan__in=(Scan.UNSCANNED, Scan.UNREACHABLE))
    read = 0
    for row in waiting.order_by("-id")[:MOST_A_NIGHT]:
        if scan_again(stored_file=row, at=at) == Scan.UNREACHABLE:
            break  # it does not answer: the next night will try
        read += 1
    return read
