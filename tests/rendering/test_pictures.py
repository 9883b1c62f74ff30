"""Pictures are recognised by their bytes and made fit to print."""

from io import BytesIO

import pytest
from PIL import Image

from levier.rendering.errors import PictureNotRead
from levier.rendering.pictures import Picture, print_ready


def image_bytes(kind: str, size=(40, 20), mode="RGB", **options) -> bytes:
    written = BytesIO()
    Image.new(mode, size, "red").save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (image_bytes("PNG"), "png"),
        (image_bytes("JPEG"), "jpg"),
        (image_bytes("WEBP"), "webp"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n<svg viewBox="0 0 1 1"/>', "svg"),
    ],
)
def test_a_picture_is_known_by_its_bytes(content, extension):
    assert Picture(content).extension == extension


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html></html>", b"GIF89a"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(PictureNotRead):
        _ = Picture(content).extension


def test_a_photograph_is_turned_upright_shrunk_and_stripped_of_what_it_tells():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Camera of somebody"
    ready = print_ready(image_bytes("JPEG", size=(3000, 1000), exif=exif))
    with Image.open(BytesIO(ready)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (667, 2000)
        assert not picture.getexif()


def test_a_logo_keeps_its_transparency():
    ready = print_ready(image_bytes("PNG", mode="RGBA"))
    with Image.open(BytesIO(ready)) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGBA")


def test_a_file_that_is_no_photograph_is_refused():
    with pytest.raises(PictureNotRead, match="PNG, JPEG, WebP ou SVG"):
        print_ready(b"not a picture")
