"""Files that are no tables in text and no workbooks, known by their first bytes: what such a file is, and how its table can be imported."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from iku_dsl.problem import Text, say

if TYPE_CHECKING:
    import zipfile

PARQUET = b"PAR1"
OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")  # old Excel and Word, also new ones behind a password
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"), (b"{\\rtf", "document"), (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"),
    (b"II*\0", "picture"), (b"MM\0*", "picture"), (b"\x1f\x8b", "packed"), (b"7z\xbc\xaf\x27\x1c", "packed"), (b"Rar!\x1a\x07", "packed"),
    (b"\xfd7zXZ\0", "packed"), (b"\x28\xb5\x2f\xfd", "packed"), (b"SQLite format 3\0", "database"), (b"ARROW1\0\0", "arrow"),
)  # fmt: skip
PROGRAMS = (b"\x7fELF",)
BINARY = (PARQUET, OLD_OFFICE, *ZIP, *(start for start, _ in KINDS), *PROGRAMS)  # which need no ends of lines
OLD_DOCUMENTS = (".doc", ".dot", ".ppt", ".pps")
_DOCUMENT_PARTS = ("word/", "ppt/")  # of new ones
_DOCUMENT_TYPES = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.presentation")


def other_file(path: Path, start: bytes, target: str) -> Text | None:
    """Why a file of these first bytes is refused; a Parquet file with the line that binds it to its `target`. None for all others."""
    if start.startswith(PARQUET) and b"\0" in start:
        return say("file-parquet", file=str(path), line=f'{target or "…"} = "{path.as_posix()}"')
    if start.startswith(OLD_OFFICE) and path.suffix.lower() in OLD_DOCUMENTS:
        return _refused(path, "document")
    kind = next((kind for first, kind in KINDS if start.startswith(first)), None)
    if kind is not None:
        return _refused(path, kind)
    return say("file-not-text", file=str(path)) if start.startswith(PROGRAMS) else None


def other_archive(path: Path, packed: zipfile.ZipFile, names: Collection[str]) -> Text | None:
    """Why a ZIP file is refused that is no workbook of any kind; None where it may be one."""
    if "mimetype" in names:
        with packed.open("mimetype") as part:
            return _refused(path, "document") if part.read(100).startswith(_DOCUMENT_TYPES) else None
    if "[Content_Types].xml" not in names:
        return _refused(path, "packed")
    of_document = any(name.startswith(_DOCUMENT_PARTS) for name in names)
    return _refused(path, "document") if of_document and not any(name.startswith("xl/") for name in names) else None


def _refused(path: Path, kind: str) -> Text:
    return say("file-other", file=str(path), what=say(f"file-other.{kind}"))
