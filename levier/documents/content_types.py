"""What a file is, told by its content and never by its name alone."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that the house keeps: its type, its name in French, its extensions."""

    content_type: str
    label: str
    extensions: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
PDF = FileType("application/pdf", "un PDF", ("pdf",))
TEXT = FileType("text/plain", "un texte", ("txt", "csv", "md", "json", "geojson"))
_BY_BEGINNING = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", FileType("image/png", "une image PNG", ("png",))),
    (b"\xff\xd8\xff", FileType("image/jpeg", "une image JPEG", ("jpg", "jpeg"))),
)
_WEBP = FileType("image/webp", "une image WebP", ("webp",))
_WORD = FileType(f"{_OFFICE}.wordprocessingml.document", "un document Word", ("docx",))
_EXCEL = FileType(f"{_OFFICE}.spreadsheetml.sheet", "un classeur Excel", ("xlsx",))
_SLIDES = FileType(f"{_OFFICE}.presentationml.presentation", "une présentation", ("pptx",))
_BY_MEMBER = (
    ("word/document.xml", _WORD),
    ("xl/workbook.xml", _EXCEL),
    ("ppt/presentation.xml", _SLIDES),
)
_BY_MIMETYPE = {
    f"{_OPEN}.text": FileType(f"{_OPEN}.text", "un document LibreOffice", ("odt",)),
    f"{_OPEN}.spreadsheet": FileType(f"{_OPEN}.spreadsheet", "un classeur LibreOffice", ("ods",)),
}


def type_of(content: bytes) -> FileType | None:
    """Return what the content is, None when it is nothing that the house keeps."""
    for beginning, found in _BY_BEGINNING:
        if content.startswith(beginning):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _WEBP
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return TEXT if _is_plain_text(content) else None


def _zipped(content: bytes) -> FileType | None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            for member, found in _BY_MEMBER:
                if member in names:
                    return found
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _BY_MIMETYPE.get(archive.read("mimetype").decode("ascii", "replace"))
    except (BadZipFile, RuntimeError, NotImplementedError):
        return None
    return None


def _is_plain_text(content: bytes) -> bool:
    """Tell whether it is text, and not a page or a drawing that a browser would run."""
    if b"\x00" in content:
        return False
    beginning = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<", b"#!")):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return all(byte >= 0x20 or byte in b"\t\r\n\x0c" for byte in content[:4000])
    return True
