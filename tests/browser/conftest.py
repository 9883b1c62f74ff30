"""The demo, prepared once and served as `make demo` serves it, and a browser that looks at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from demo.accounts import PASSWORD, address_of
from tools.install_chromium import find_chromium

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
LAPTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Site:
    """The served demo; `database` is its file, None when it is served elsewhere."""

    url: str
    database: Path | None = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Prepare the demo on a database of its own, and serve it until the end of the run.

    LEVIER_SITE names a demo that is served already: quicker while a test is being written.
    """
    if served := os.environ.get("LEVIER_SITE"):
        yield Site(served)
        return
    folder = tmp_path_factory.mktemp("demo")
    port = _free_port()
    environment = {
        **os.environ,
        "LEVIER_ENV": "demo",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "MEDIA_ROOT": str(folder / "files"),
        "PORT": str(port),
        "GEOCODING_URL": "http://127.0.0.1:9/geocodage",
    }
    log = (folder / "demo.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "tools/demo.py"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process, folder / "demo.log")
        yield Site(url, folder / "demo.sqlite3")
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/compte/login/", timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"The demo does not answer:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium, headless."""
    path = find_chromium()
    if path is None:
        raise RuntimeError("Chromium is missing: run « make e2e ».")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--lang=fr-FR"])
        yield browser
        browser.close()


@pytest.fixture
def sign_in(chromium, site):
    """Return a function that opens a page signed in as a role; an error of a script fails.

    What the page asks to confirm is accepted, and kept in `open_as.told`.
    """
    contexts, errors, told = [], [], []

    def open_as(role: str, viewport=LAPTOP, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport=viewport, color_scheme=scheme, base_url=site.url, locale="fr-FR",
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.accept()))
        page.goto("/compte/login/")
        page.locator("#id_login").fill(address_of(role))
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    open_as.told = told
    yield open_as
    for context in contexts:
        context.close()
    assert not errors, errors


def look(page: Page, name: str) -> None:
    """Leave a picture of the whole page in var/screenshots/."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
