"""The texts that the house writes in its report: Markdown, cleaned, for the screen and for paper.

Only paragraphs, headings, lists, quotations, emphasis and links are kept, on both.
"""

from html.parser import HTMLParser
from typing import Any

import markdown
import nh3

TAGS = {"p", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"}
SCHEMES = {"http", "https", "mailto"}
BLOCKS = {"p": "p", "h3": "h", "h4": "h", "blockquote": "quote", "ul": "ul", "ol": "ol"}


def to_html(text: str) -> str:
    """Return the text as safe HTML, its headings below those of the page."""
    raw = markdown.markdown(text, extensions=["sane_lists", "nl2br"], output_format="html")
    for level in ("1", "2"):
        raw = raw.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    return nh3.clean(
        raw, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener"
    )


def to_nodes(text: str) -> list[dict[str, Any]]:
    """Return the text as blocks for paper: `{"kind": "p", "runs": […]}`, lists with `items`.

    A run is `{"text", "strong", "em", "link"}`; a line break is the text "\\n".
    """
    reader = _Reader()
    reader.feed(to_html(text))
    return reader.blocks


def paragraphs(*texts: str) -> list[dict[str, Any]]:
    """Return plain sentences as paragraphs, without reading any markup in them."""
    return [{"kind": "p", "runs": [_run(text)]} for text in texts if text]


def _run(text: str, strong: bool = False, em: bool = False, link: str = "") -> dict[str, Any]:
    return {"text": text, "strong": strong, "em": em, "link": link}


class _Reader(HTMLParser):
    """Turns the clean HTML into blocks; it has no other tag to meet than TAGS."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []
        self._strong = self._em = 0
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and not (tag == "p" and self._open):
            block = {"kind": BLOCKS[tag], "runs": [], "items": []}
            self._open.append(block)
            self.blocks.append(block)
        elif tag == "li":
            self._open[-1]["items"].append([])
        elif tag == "br":
            self._write("\n")
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
        self._strong += tag == "strong"
        self._em += tag == "em"

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS and self._open and self._open[-1]["kind"] == BLOCKS[tag]:
            self._open.pop()
        elif tag == "a":
            self._link = ""
        self._strong -= tag == "strong"
        self._em -= tag == "em"

    def handle_data(self, data: str) -> None:
        between_blocks = not data.strip() and "\n" in data
        if self._open and not between_blocks:
            self._write(data.replace("\n", " "))

    def _runs(self) -> list[dict[str, Any]]:
        block = self._open[-1]
        return block["items"][-1] if block["items"] else block["runs"]

    def _write(self, text: str) -> None:
        run = _run(text, self._strong > 0, self._em > 0, self._link)
        self._runs().append(run)
