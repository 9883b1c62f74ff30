"""ClamAV by its INSTREAM command, over TCP or a local socket (docs/decisions/0009).

The protocol: `zINSTREAM\\0`, then chunks, each after its length on four big-endian bytes, then a
zero length; the answer ends with a zero byte: `stream: OK` or `stream: <name> FOUND`.
"""

import socket
import struct
from dataclasses import dataclass

from django.conf import settings

from levier.documents.states import Scan

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the antivirus said of a content; `name` is the virus, or why nothing was said."""

    state: str
    name: str = ""


def scan(content: bytes) -> Verdict:
    """Return what the antivirus says: UNSCANNED without one, UNREACHABLE when it does not answer.

    Never raises: the caller decides what an unreachable antivirus means.
    """
    if not settings.CLAMAV_ADDRESS:
        return Verdict(Scan.UNSCANNED)
    try:
        with _connected(settings.CLAMAV_ADDRESS, settings.CLAMAV_TIMEOUT) as wire:
            wire.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                wire.sendall(struct.pack(">I", len(chunk)) + chunk)
            wire.sendall(struct.pack(">I", 0))
            return _read(_answer(wire))
    except (OSError, ValueError) as error:
        return Verdict(Scan.UNREACHABLE, str(error)[:200] or type(error).__name__)


def _connected(address: str, timeout: float) -> socket.socket:
    """Open `host:port`, or the path of a local socket."""
    if address.startswith("/"):
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(timeout)
        try:
            wire.connect(address)
        except OSError:
            wire.close()
            raise
        return wire
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout)


def _answer(wire: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < LONGEST_ANSWER:
        part = wire.recv(LONGEST_ANSWER)
        if not part:
            break
        received += part
    return received.rstrip(b"\0\n").decode("utf-8", "replace")


def _read(answer: str) -> Verdict:
    """Read an answer of clamd; what is neither clean nor infected is no verdict."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(Scan.CLEAN)
    if said.endswith(" FOUND"):
        return Verdict(Scan.INFECTED, said.removesuffix(" FOUND"))
    return Verdict(Scan.UNREACHABLE, said[:200] or "réponse vide")
