from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from levier.reporting.demo.drawings import DRAWINGS
from levier.reporting.demo.pictures import png_of


@pytest.mark.parametrize("name", DRAWINGS)
def test_each_drawing_is_a_picture_wide_enough_to_print(name):
    svg = DRAWINGS[name]()

    assert ElementTree.fromstring(svg).tag.endswith("svg")
    with Image.open(BytesIO(png_of(svg, 900))) as opened:
        assert (opened.format, opened.width) == ("PNG", 1200)
