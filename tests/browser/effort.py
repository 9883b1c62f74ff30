"""What a walk asks of a person: what is typed, what is pressed, how long a person would take.

A person's time is the time of the pages, measured, and the keystroke-level model for each gesture
(S. Card, T. Moran, A. Newell, Communications of the ACM, July 1980): an average typist needs
0.28 s a key; pointing takes 1.1 s, a click 0.2 s, a hand 0.4 s from the keyboard to the mouse;
deciding what comes next takes 1.35 s.
"""

import time

from playwright.sync_api import Locator, Page

KEY, POINTING, THOUGHT = 0.28, 1.1 + 0.2 + 0.4, 1.35  # seconds
MOST_TABS = 40
# The free fields of a page that are empty: what it asks a person to type.
ASKED = """() => [...document.querySelectorAll("main input, main textarea")]
  .filter((field) => !["hidden", "radio", "checkbox", "file", "search"].includes(field.type))
  .filter((field) => field.checkVisibility() && !field.value && !field.disabled)
  .map((field) => field.getAttribute("aria-label") || field.labels?.[0]?.innerText || field.name)"""


class Effort:
    """The gestures of a part of a walk, counted and timed; what was typed, field by field."""

    def __init__(self, what: str):
        self.what, self.began = what, time.monotonic()
        self.gestures, self.thought = 0, 0.0
        self.typed: list[tuple[str, str]] = []

    def click(self, target: Locator) -> None:
        """Point at something and click it."""
        self.gestures += 1
        self.thought += POINTING + THOUGHT
        target.click()

    def choose(self, field: Locator, **option) -> None:
        """Choose an option of a list with the mouse."""
        self.gestures += 1
        self.thought += 2 * POINTING + THOUGHT
        field.select_option(**option)

    def fill(self, field: Locator, text: str) -> None:
        """Point at a field, click it and type in it."""
        self.thought += POINTING + THOUGHT
        self._note(field, text)
        field.fill(text)

    def press(self, page: Page, *keys: str) -> None:
        """Press keys, one after the other, as one thought."""
        self.thought += THOUGHT
        for key in keys:
            self.gestures += 1
            self.thought += KEY
            page.keyboard.press(key)

    def tab_to(self, page: Page, target: Locator) -> None:
        """Reach something with the Tab key alone."""
        self.thought += THOUGHT
        for _ in range(MOST_TABS):
            if target.evaluate("field => field === document.activeElement"):
                return
            self.gestures += 1
            self.thought += KEY
            page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} Tab keys do not reach {target}")

    def type_in(self, page: Page, field: Locator, text: str) -> None:
        """Reach a field with the Tab key, type, and leave it with Escape."""
        self.tab_to(page, field)
        self._note(field, text)
        page.keyboard.type(text)
        self.press(page, "Escape")

    def seconds(self) -> float:
        """Return a person's time so far: the pages' and the gestures'."""
        return time.monotonic() - self.began + self.thought

    def said(self, limit: int) -> str:
        """Return what it cost beside what is allowed."""
        return f"{self.what}: {self.gestures} gestures, {self.seconds():.0f} s (limit {limit} s)"

    def _note(self, field: Locator, text: str) -> None:
        self.gestures += 1
        self.thought += KEY * len(text)
        self.typed.append((field.get_attribute("name") or field.get_attribute("id"), text))


def asked_by(page: Page) -> list[str]:
    """Return the labels of the empty fields that a page shows."""
    return page.evaluate(ASKED)
