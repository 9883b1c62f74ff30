from xml.etree import ElementTree

import pytest

from levier.reporting.demo.drawings import DRAWINGS


@pytest.mark.parametrize("name", DRAWINGS)
def test_each_drawing_is_an_svg_of_its_own_size(name):
    root = ElementTree.fromstring(DRAWINGS[name]())

    assert root.tag.endswith("svg")
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
