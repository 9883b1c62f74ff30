"""Make sure that a Chromium is there for the browser tests: installed, or else named.

The browser tests never skip: without a browser this fails and says what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, if there is one."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    """Install the Debian package when it can be; return the exit code."""
    if find_chromium():
        return 0
    debian = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if debian and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = ["-qq", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run(["apt-get", *quiet, "update"], check=True, env=environment)
        subprocess.run(
            ["apt-get", *quiet, "install", "-y", "--no-install-recommends", "chromium"],
            check=True,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        return 0 if find_chromium() else 1
    print(
        "The browser tests need Chromium: install the package « chromium » of your system, "
        "or name a browser in CHROMIUM.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
