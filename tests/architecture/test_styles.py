"""A class that no style sheet, script or walk of a page knows does nothing: it was misspelt."""

import re
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "levier" / "web"
OURS = re.compile(r"(?<![\w-])lv-[a-z0-9-]+(?![\w-])")
TAGS = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


def known() -> set[str]:
    static = WEB / "static" / "levier"
    texts = [path.read_text(encoding="utf-8") for path in static.rglob("*.css")]
    texts += [path.read_text(encoding="utf-8") for path in static.rglob("*.js")]
    walks = Path(__file__).resolve().parents[1] / "browser"
    texts += [path.read_text(encoding="utf-8") for path in walks.glob("*.py")]
    return {name for text in texts for name in OURS.findall(text)}


def test_every_class_of_ours_is_styled_or_read():
    found, styled = {}, known()
    for path in (WEB / "templates").rglob("*.html"):
        for value in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
            # A class built from a value (`lv-nb{{ n }}`) cannot be read here.
            whole = re.sub(r"\S*\{\{.*?\}\}\S*", " ", value)
            for name in OURS.findall(TAGS.sub(" ", whole)):
                found.setdefault(name, path.name)
    assert {name: page for name, page in found.items() if name not in styled} == {}
