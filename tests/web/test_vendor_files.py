"""What the browser is given comes from here, with its licence, and asks nothing of elsewhere."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "levier/web/static/vendor"
ICONS = ROOT / "levier/web/icons"
SHEET = ROOT / "levier/web/static/levier/levier.css"
FOLDERS = [
    *(path for path in VENDOR.iterdir() if path.is_dir()),
    *(path for path in (ROOT / "levier/rendering/fonts").iterdir() if path.is_dir()),
    ICONS, ROOT / "levier/rendering/echarts", ROOT / "tests/browser/vendor/axe-core",
]  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_what_comes_from_others_lies_beside_its_licence(folder):
    assert (folder / "LICENSE").read_text("utf-8").strip()


@pytest.mark.parametrize("path", [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js"), SHEET], ids=str)
def test_no_file_of_the_browser_names_a_source_map_or_imports_from_elsewhere(path):
    text = path.read_text("utf-8")
    assert "sourceMappingURL" not in text
    assert not re.search(r"""(url\(|@import)\s*["']?(https?:)?//""", text)


def test_the_style_sheet_finds_its_fonts():
    for name in re.findall(r'url\("([^"]+)"\)', SHEET.read_text("utf-8")):
        assert (SHEET.parent / name).resolve().is_file()


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_a_decorative_outline_of_one_size(path):
    icon = ElementTree.parse(path).getroot()
    assert icon.attrib["class"] == "ic"
    assert icon.attrib["aria-hidden"] == "true"
    assert icon.attrib["viewBox"] == "0 0 24 24"
    assert len(icon)
