"""What every measure is printed with."""

import os
import platform
import sqlite3
import sys


def describe() -> str:
    """Return the machine in one line: cores, memory, Python, SQLite."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{pages * size / 2**30:.0f} GiB, Python {sys.version.split()[0]}, "
        f"SQLite {sqlite3.sqlite_version}"
    )
