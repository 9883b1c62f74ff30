from io import BytesIO

from PIL import Image

from levier.reporting.demo.pictures import picture_of


def test_a_drawing_becomes_an_opaque_picture_wide_enough_to_print():
    with Image.open(BytesIO(picture_of("coast", 900))) as opened:
        assert (opened.format, opened.mode, opened.width) == ("PNG", "RGB", 1200)
