"""An e-mail read into what the house keeps of it: plain values, no database."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from hashlib import sha256
from html import unescape

import nh3

_TAGS = {
    "p", "br", "strong", "b", "em", "i", "u", "ul", "ol", "li", "a", "blockquote", "h1", "h2", "h3",
    "h4", "table", "thead", "tbody", "tr", "td", "th", "div", "span", "hr", "pre",
}  # fmt: skip
_FORWARD = re.compile(r"(?:^|\n)[>\s]*\**(?:De|From|Von)\s*:\**\s*([^\n]*@[^\n]*)\n", re.IGNORECASE)
_FORWARDED = re.compile(r"^\s*(?:tr|fwd?|i)\s*:", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>|</?(?:p|div|li|tr|h[1-4]|blockquote|pre|table|ul|ol|hr)\b[^>]*>")
_CELL = re.compile(r"</t[dh]>")
LONGEST_TEXT = 100_000
MOST_FILES = 40


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What an e-mail says. Addresses are in lower case."""

    message_id: str
    sender: str
    sender_name: str
    forwarded_by: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    written_at: datetime | None
    attached: tuple[Attached, ...] = field(default=())
    bounced_id: str = ""


def read_mail(raw: bytes) -> ReadMail | None:
    """Return what an e-mail says, None when it has no sender: it is no e-mail.

    A forwarded message gives the sender of the original, as its first quoted « De : » says it or
    as the message attached does; who forwarded it is kept aside.
    """
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    name, sender = _address(mail["From"])
    if not sender:
        return None
    subject = " ".join(str(mail["Subject"] or "").split())[:200]
    text, html = _words(mail)
    first = _first_sender(mail, subject, text)
    return ReadMail(
        message_id=_id(mail["Message-ID"]) or f"sha256:{sha256(raw).hexdigest()}",
        sender=first[1] if first else sender,
        sender_name=(first[0] if first else name)[:160],
        forwarded_by=sender if first else "",
        recipients=_recipients(mail),
        subject=subject,
        text=text[:LONGEST_TEXT],
        html=cleaned_page(html)[:LONGEST_TEXT] if html else "",
        written_at=_moment(mail["Date"]),
        attached=tuple(_files(mail))[:MOST_FILES],
        bounced_id=_bounced(mail),
    )


def cleaned_page(html: str) -> str:
    """Return the HTML of a mail without script, style, form or picture: nothing calls outside."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "title"},
    ).strip()


def _words(mail: EmailMessage) -> tuple[str, str]:
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    html = _text(rich) if rich else ""
    text = _text(plain) if plain else _unmarked(cleaned_page(html))
    return text.strip(), html


def _unmarked(page: str) -> str:
    """Return the words of a page; what begins a line there begins one here."""
    joined = re.sub(r"\s*\n\s*", " ", page)
    lines = _BREAK.sub("\n", joined)
    words = unescape(re.sub(r"<[^>]+>", "", _CELL.sub(" ", lines)))
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", words)


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # a charset that does not exist
        payload = part.get_payload(decode=True)
        return payload.decode("latin-1") if isinstance(payload, bytes) else ""


def _first_sender(mail: EmailMessage, subject: str, text: str) -> tuple[str, str] | None:
    """Return who wrote the message that this one forwards."""
    for part in mail.iter_attachments():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            found = _address(inner["From"]) if inner is not None else ("", "")
            return found if found[1] else None
    if not _FORWARDED.match(subject):
        return None
    quoted = _FORWARD.search(text)
    found = _address(quoted[1].replace("[mailto:", "<").replace("]", ">")) if quoted else ("", "")
    return found if found[1] else None


def _files(mail: EmailMessage):
    """Yield what is attached: the files of a message attached too; pictures of a signature not."""
    for part in mail.iter_attachments():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if inner is not None:
                yield from _files(inner)
            continue
        content = part.get_payload(decode=True)
        inline = part.get_content_disposition() == "inline" and part.get("Content-ID")
        if (
            not inline
            and isinstance(content, bytes)
            and part.get_content_type()[:10] != "multipart/"
        ):
            yield Attached(part.get_filename() or "sans nom", content)


def _bounced(mail: EmailMessage) -> str:
    """Return the Message-ID of ours that a delivery notice (RFC 3464) sends back, or nothing."""
    if mail.get_content_type() != "multipart/report":
        return ""
    if mail.get_param("report-type") != "delivery-status":
        return ""
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            found = re.search(r"^message-id:\s*(<[^>]+>)", part.as_string(), re.I | re.M)
            if found:
                return found[1]
    return ""


def _address(header) -> tuple[str, str]:
    name, address = parseaddr(str(header or ""))
    return (name, address.lower()) if "@" in address else (name, "")


def _recipients(mail: EmailMessage) -> tuple[str, ...]:
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    headers = [str(value) for name in names for value in mail.get_all(name, [])]
    return tuple(address.lower() for _, address in getaddresses(headers) if "@" in address)


def _id(header) -> str:
    return str(header or "").strip()[:200]


def _moment(header) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(header))
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
