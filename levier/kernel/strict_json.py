"""JSON that says each thing once: what a command reads from a file or from standard input."""

import json
from typing import Any

from levier.kernel.errors import DomainError


class UnreadableJson(DomainError):
    """What was given is not JSON, or says a thing twice."""

    message = "Le texte n’est pas du JSON lisible\u00a0: {reason}."


def parse_once(content: bytes) -> Any:
    """Return the JSON of `content` (UTF-8). Errors: UnreadableJson, also for a key said twice."""
    try:
        return json.loads(content, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise UnreadableJson(reason=str(fault)) from fault


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object, in which no key is said twice: one would silently win."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted(key for key in found if keys.count(key) > 1)
        raise ValueError(f"clé dite deux fois, {', '.join(twice)}")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} n’est pas un nombre")
