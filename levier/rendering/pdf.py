"""A typst template and data in, a tagged French PDF out (PDF/A-2a and PDF/UA-1), in our own fonts.

The data travels as JSON text and is never parsed as markup: what a person typed is printed as
typed. Templates see their own folder and the pictures given to them, nothing else on the disk.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
NO_PACKAGES = HERE / "no-packages"  # does not exist: a template imports nothing from elsewhere
ACCESSIBLE = ["a-2a", "ua-1"]
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(svg|png|jpg|webp)")
UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
NOT_PRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Pdf:
    """A document ready to send: its bytes, what to tell the user, whether it keeps PDF/A and UA."""

    content: bytes
    warnings: tuple[str, ...] = ()
    accessible: bool = True


def render_pdf(
    template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None
) -> Pdf:
    """Return the PDF that `template` (`letter.typ`) makes of `data`.

    `data` is plain JSON: amounts and days are already sentences; `title` and `produced_on` (ISO
    day) are always there. `files` are the pictures that the template names (`logo.png`): it finds
    them under `files/`. The same arguments give the same bytes.

    A character that no font of ours draws makes the PDF lose its PDF/A and UA marks, and a French
    sentence in `warnings` says which. Errors: TypstError when the template itself is wrong.
    """
    text = json.dumps(printable(data), ensure_ascii=False, allow_nan=False)
    with _folder_with(files or {}) as folder:
        compiler = typst.Compiler(
            str(folder / template),
            root=str(folder),
            font_paths=_fonts(),
            sys_inputs={"d": text},
            package_path=str(NO_PACKAGES),
            package_cache_path=str(NO_PACKAGES),
        )
        try:
            content, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=ACCESSIBLE
            )
        except typst.TypstError as error:
            missing = UNDRAWN.findall(error.diagnostic)
            if not missing:
                raise
            content, warnings = compiler.compile_with_warnings(format="pdf")
            return Pdf(content, (_undrawn(missing), *_messages(warnings)), accessible=False)
    return Pdf(content, _messages(warnings))


def printable(value: Any) -> Any:
    """Return `value` without the control characters that no paper shows, at any depth."""
    if isinstance(value, str):
        return NOT_PRINTABLE.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


@contextmanager
def _folder_with(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield the templates' folder, or a passing copy of it that also holds `files`.

    A copy, because a template may read nothing outside the one folder it is compiled in.
    """
    if not files:
        yield TEMPLATES
        return
    for name in files:
        if not FILE_NAME.fullmatch(name):
            raise ValueError(f"A picture of a PDF cannot be named {name!r}.")
    with TemporaryDirectory(prefix="levier-pdf-") as passing:
        root = Path(passing)
        for source in TEMPLATES.glob("*.typ"):
            shutil.copy(source, root)
        (root / "files").mkdir()
        for name, content in files.items():
            (root / "files" / name).write_bytes(content)
        yield root


def _messages(warnings: list[typst.TypstWarning]) -> tuple[str, ...]:
    return tuple(warning.message for warning in warnings)


def _undrawn(characters: list[str]) -> str:
    shown = " ".join(dict.fromkeys(characters))
    return (
        f"Levier n’a pas de caractère d’imprimerie pour : {shown}. "
        "Le PDF se lit, mais il n’est plus archivable (PDF/A)."
    )
