"""A QR code is an SVG that any page can scale."""

from xml.etree import ElementTree

import pytest
import segno

from levier.rendering.qr import qr_svg


def test_a_qr_code_has_the_modules_of_its_text_and_a_quiet_zone():
    root = ElementTree.fromstring(qr_svg("https://example.org/d/2024-0290"))
    side = segno.make("https://example.org/d/2024-0290", error="m", micro=False).symbol_size()[0]
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"
    assert "width" not in root.attrib


def test_an_empty_text_has_no_code():
    with pytest.raises(ValueError, match="needs a text"):
        qr_svg("")
