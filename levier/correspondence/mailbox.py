"""The house's mailbox, read over IMAP: what was received is marked as read, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from imap_tools import AND, MailBox, MailboxLoginError, MailMessageFlags

from levier.accounts.models import Organisation
from levier.correspondence.errors import MailboxClosed, MailboxNotSet
from levier.correspondence.services.incoming import receive_mail
from levier.kernel.errors import DomainError

MOST_AT_ONCE = 200


class Mailbox(Protocol):
    """What is asked of a mailbox (that of imap-tools)."""

    def fetch(self, criteria: Any, *, limit: int, mark_seen: bool, bulk: bool) -> Iterable[Any]:
        """Yield the messages, each with its `uid` and `obj`."""

    def flag(self, uid_list: list[str], flag_set: list[str], value: bool) -> Any:
        """Put a flag on messages."""


@dataclass
class Fetched:
    """What a reading of the mailbox gave."""

    received: int = 0
    known: int = 0
    faults: list[str] = field(default_factory=list)


def opened_mailbox() -> MailBox:
    """Open the house's mailbox, over TLS. Errors: MailboxNotSet, MailboxClosed."""
    if not (settings.IMAP_HOST and settings.IMAP_USER):
        raise MailboxNotSet
    try:
        box = MailBox(settings.IMAP_HOST, port=settings.IMAP_PORT, timeout=30)
        return box.login(settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_FOLDER)
    except (MailboxLoginError, OSError) as error:
        raise MailboxClosed(why=str(error)[:200]) from error


def fetch_unread(mailbox: Mailbox, *, organisation: Organisation, at: datetime) -> Fetched:
    """Receive what is unread. A message refused is said and stays unread; the others go on."""
    done = Fetched()
    for item in mailbox.fetch(AND(seen=False), limit=MOST_AT_ONCE, mark_seen=False, bulk=False):
        try:
            result = receive_mail(organisation=organisation, raw=item.obj.as_bytes(), at=at)
        except DomainError as refusal:
            done.faults.append(f"Message {item.uid} : {refusal}")
            continue
        mailbox.flag([item.uid], [MailMessageFlags.SEEN], True)
        if result.is_new:
            done.received += 1
        else:
            done.known += 1
    return done
