"""What a page says of its looks is read: classes known, sheets linked, comments left out."""

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


def test_a_comment_of_a_template_ends_on_its_line():
    """Django reads `{# … #}` on one line only: a longer one is printed on the page."""
    found = {
        f"{path.name}:{number}"
        for path in (WEB / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "{#" in line and "#}" not in line.split("{#", 1)[1]
    }
    assert found == set()


# A class that begins a rule of a sheet: the page that uses it links the sheet.
BEGINS = re.compile(r"(?:^|[},{]|\*/)\s*(?::is\()?\.(lv-[a-z0-9-]+)", re.MULTILINE)
CALLED = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")
SHEET = re.compile(r"levier/([a-z_]+\.css)")


def with_its_parts(name: str, texts: dict[str, str], seen: set[str]) -> set[str]:
    """Return the templates that make a page: itself, what it extends, what it includes."""
    if name in texts and name not in seen:
        seen.add(name)
        for part in CALLED.findall(texts[name]):
            with_its_parts(part, texts, seen)
    return seen


def test_a_page_links_the_sheet_that_styles_its_classes():
    sheets = {
        path.name: path.read_text(encoding="utf-8")
        for path in (WEB / "static" / "levier").glob("*.css")
    }
    begun = {name: set(BEGINS.findall(text)) for name, text in sheets.items()}
    folder = WEB / "templates"
    texts = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html")
    }
    unstyled = {}
    for name, text in texts.items():
        if "{% extends" not in text:
            continue
        whole = "".join(texts[part] for part in with_its_parts(name, texts, set()))
        linked = set(SHEET.findall(whole))
        styled = {one for sheet in linked for one in OURS.findall(sheets[sheet])}
        values = " ".join(re.findall(r'class="([^"]*)"', whole))
        used = set(OURS.findall(TAGS.sub(" ", re.sub(r"\S*\{\{.*?\}\}\S*", " ", values))))
        for one in used - styled:
            if homes := [sheet for sheet, classes in begun.items() if one in classes]:
                unstyled[f"{name} .{one}"] = homes
    assert unstyled == {}
