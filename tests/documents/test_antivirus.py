"""ClamAV by INSTREAM, played by a small server that speaks its protocol."""

import socketserver
import struct
import threading
from datetime import UTC, datetime

import pytest

from levier.documents.antivirus import CHUNK, scan
from levier.documents.errors import AntivirusUnreachable, FileInfected
from levier.documents.models import StoredFile
from levier.documents.rescan import scan_what_waits
from levier.documents.services import content_of, store_file
from levier.documents.states import Scan
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NOW = datetime(2024, 6, 3, tzinfo=UTC)
PDF = b"%PDF-1.7\n"


class Clamd(socketserver.BaseRequestHandler):
    """Reads one INSTREAM and answers as clamd does; `forced` is another answer, b"" closes."""

    forced = None
    chunks: list = []

    def handle(self):
        """Answer one connection."""
        assert self._take(10) == b"zINSTREAM\0"
        Clamd.chunks = []
        content = b""
        while (size := struct.unpack(">I", self._take(4))[0]) > 0:
            Clamd.chunks.append(size)
            content += self._take(size)
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.request.sendall(found if Clamd.forced is None else Clamd.forced)

    def _take(self, size: int) -> bytes:
        content = b""
        while len(content) < size:
            part = self.request.recv(size - len(content))
            assert part
            content += part
        return content


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.CLAMAV_TIMEOUT = 5.0


@pytest.fixture
def clamd(settings):
    """A clamd on a port of this machine."""
    Clamd.forced = None
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield Clamd
        server.shutdown()
        thread.join()


@pytest.fixture
def actor(db):
    return user("advisor")


def keep(actor, content=PDF, name="devis.pdf"):
    return store_file(organisation=actor.organisation, actor=actor, name=name, content=content)


def test_a_clean_file_is_kept_and_said_clean(actor, clamd):
    row = keep(actor)
    assert (row.scan, row.scan_note) == (Scan.CLEAN, "")
    assert row.scanned_at is not None


def test_a_long_content_travels_in_chunks(clamd):
    assert scan(b"x" * (2 * CHUNK + 1)).state == Scan.CLEAN
    assert clamd.chunks == [CHUNK, CHUNK, 1]


def test_an_infected_file_is_refused_by_its_name_and_put_aside_out_of_reach(actor, clamd, tmp_path):
    with pytest.raises(FileInfected) as refusal:
        keep(actor, PDF + EICAR)
    assert "Eicar-Signature" in str(refusal.value)
    assert not StoredFile.objects.exists()
    (aside,) = (tmp_path / "quarantine").rglob("*.infected")
    assert aside.read_bytes() == PDF + EICAR


def test_a_local_socket_is_spoken_to_by_its_path(settings, tmp_path):
    class Local(Clamd):
        pass

    path = str(tmp_path / "clamd.sock")
    Clamd.forced = None
    with socketserver.UnixStreamServer(path, Local) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        settings.CLAMAV_ADDRESS = path
        assert scan(EICAR).state == Scan.INFECTED
        thread.join()


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream:\0"])
def test_an_answer_that_is_no_verdict_is_no_verdict(clamd, answer):
    clamd.forced = answer
    assert scan(PDF).state == Scan.UNREACHABLE


def test_an_unreachable_antivirus_refuses_or_keeps_as_the_setting_says(actor, settings):
    settings.CLAMAV_ADDRESS = "127.0.0.1:1"
    settings.ANTIVIRUS_UNREACHABLE = "refuse"
    with pytest.raises(AntivirusUnreachable):
        keep(actor)
    settings.ANTIVIRUS_UNREACHABLE = "accept"
    assert keep(actor).scan == Scan.UNREACHABLE


def test_without_antivirus_a_file_is_said_not_scanned_and_what_levier_makes_is_said_so(actor):
    made = store_file(
        organisation=actor.organisation, actor=actor, name="a.pdf", content=PDF,
        content_type="application/pdf",
    )  # fmt: skip
    assert (keep(actor).scan, made.scan) == (Scan.UNSCANNED, Scan.MADE)


def test_files_kept_before_are_scanned_at_night_and_an_infected_one_never_leaves(
    actor, settings, clamd
):
    address, settings.CLAMAV_ADDRESS = settings.CLAMAV_ADDRESS, ""
    good, bad = keep(actor), keep(actor, PDF + EICAR)
    assert scan_what_waits(at=NOW) == 0
    settings.CLAMAV_ADDRESS = address
    assert scan_what_waits(at=NOW) == 2
    assert scan_what_waits(at=NOW) == 0
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.scan, bad.scan, bad.scan_note) == (Scan.CLEAN, Scan.INFECTED, "Eicar-Signature")
    assert content_of(good) == PDF
    with pytest.raises(FileInfected):
        content_of(bad)
