"""axe-core on a page: no violation of WCAG 2.2 A and AA."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """Return one line a violation: the rule, and the first elements at fault."""
    return _run(page, {"type": "tag", "values": TAGS})


def contrast_violations(page: Page) -> list[str]:
    """Return the violations that colours alone make: what a second scheme can change."""
    return _run(page, {"type": "rule", "values": ["color-contrast"]})


def _run(page: Page, only: dict) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        f"{found['id']}: " + " | ".join(node["html"][:140] for node in found["nodes"][:3])
        for found in result["violations"]
    ]
