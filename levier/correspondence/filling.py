"""Named variables in a text: `{porteur}`. Only words are replaced: a template runs no code."""

import re
from collections.abc import Iterable, Mapping

import markdown
import nh3

from levier.correspondence.errors import UnclosedBrace, UnknownVariable

_VARIABLE = re.compile(r"\{\s*([a-z][a-z0-9_]*)\s*\}")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h2", "h3"}


def variables_of(text: str) -> list[str]:
    """Return the names that a text holds, each once, in the order of the text."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def check_variables(text: str, known: Iterable[str], *, field: str = "body") -> None:
    """Refuse a text that names an unknown variable. Errors: UnknownVariable, UnclosedBrace."""
    names = list(known)
    unknown = [name for name in variables_of(text) if name not in names]
    if unknown:
        raise UnknownVariable(
            field=field,
            names=", ".join(f"{{{name}}}" for name in unknown),
            known=", ".join(f"{{{name}}}" for name in names) or "aucune",
        )
    if re.search(r"[{}]", _VARIABLE.sub("", text)):
        raise UnclosedBrace(field=field)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each variable replaced once: a value is never read as a template.

    Errors: UnknownVariable for a name without a value; UnclosedBrace.
    """
    check_variables(text, values)
    return _VARIABLE.sub(lambda found: values[found[1]], text)


def cleaned_html(text: str) -> str:
    """Return the HTML of a text in markdown: no script, no style, no picture, no page around."""
    raw = markdown.markdown(text, extensions=["sane_lists", "nl2br"], output_format="html")
    return nh3.clean(
        raw,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
