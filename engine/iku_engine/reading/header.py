"""How a file begins: what it is by its first bytes, its charset, and the row that is its header.

The charset is as declared, else what the bytes allow, found in the pass that hashes the file. The header is the first row whose cells are
all the names that the relation needs. Of what is no table in text and no workbook it is told how its table can be imported.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Collection, Sequence
from collections.abc import Mapping as Map
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from iku_dsl.files_read import open_ordinary
from iku_dsl.keywords import MEMBER_WORDS
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.reading.opened import DEEPEST, MAX_LINE, header_key, headings_above
from iku_engine.words.layout import GRAIN_WORDS, Headings, folded, known_names

if TYPE_CHECKING:
    import zipfile

    from iku_engine.reading.mapping import Mapping

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


_BLOCK = 2**20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # bytes that mean nothing in cp1252
_NO_UNDEFINED = bytes.maketrans(_UNDEFINED, b"\x81" * len(_UNDEFINED))


_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape"})  # what Python has beside them


@record
class Bytes:
    """What a pass over a file shows: its hash, its first bytes, its charset (empty where it cannot be told), NUL bytes in it."""

    sha256: str
    start: bytes
    encoding: str
    has_nul: bool


def look(path: Path, keep: Callable[[bytes], None] | None = None) -> Bytes:
    """Hash a file, find its charset, and `keep` what is read, all in one pass.

    Errors: `OSError`, and `RefusedFile` for a line that never ends.
    """
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    start, utf8, cp1252 = b"", True, True
    nuls, size, unbroken = [0, 0], 0, 0
    with open_ordinary(path) as file:
        while block := file.read(_BLOCK):
            start = start or block[:4096]
            digest.update(block)
            if keep is not None:
                keep(block)
            if b"\0" in block:
                nuls[size % 2] += block[::2].count(0)
                nuls[1 - size % 2] += block[1::2].count(0)
            size += len(block)
            unbroken = 0 if b"\n" in block or b"\r" in block else unbroken + len(block)
            if unbroken >= MAX_LINE and not start.startswith(BINARY):
                raise RefusedFile(say("file-line", file=str(path), limit=f"{MAX_LINE // 2**20} MB"))
            if utf8:
                utf8 = _decodes(decoder, block)
            if cp1252 and not block.isascii():
                cp1252 = b"\x81" not in block.translate(_NO_UNDEFINED)
        utf8 = utf8 and _decodes(decoder, b"", final=True)
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    if not encoding and max(nuls) * 3 > size:  # every other byte is NUL: UTF-16 without its mark
        encoding = "utf-16-le" if nuls[1] > nuls[0] else "utf-16-be"
    if not encoding:
        encoding = "utf-8" if utf8 else "cp1252" if cp1252 else ""
    return Bytes(digest.hexdigest(), start, encoding, sum(nuls) > 0 and not encoding.startswith(("utf-16", "utf-32")))


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def named(encoding: str) -> str:
    """The charset of a name. Errors: `WrongUse` where there is none."""
    try:
        found = codecs.lookup(encoding)
        if found.name in _NO_CHARSETS:
            raise LookupError(encoding)
        "a".encode(found.name)
    except (LookupError, UnicodeError, ValueError) as error:
        raise WrongUse(say("encoding-unknown", name=encoding)) from error
    return "utf-8-sig" if found.name == "utf-8" else found.name


@record
class Wanted:
    """What a header is known by: names that it must have, those it may have, and mappings of files with a certain header.

    All names are folded; with a mapping, `needed` and `known` are the names in the file. `target` is what the file is for.
    """

    needed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    row: int | None = None
    remembered: Map[str, Callable[[], Mapping]] = field(default_factory=dict)
    name: Callable[[str], str] = folded  # of a heading
    target: str = ""


@record
class Found:
    """A header: its place among the rows looked at, how many of its names are known, and whether it has all that are needed.

    `cells` are its names where it has more than one row, `rows` how many that are.
    """

    place: int
    matches: int
    covers: bool
    mapping: Mapping | None = None
    cells: tuple[str, ...] = ()
    rows: int = 1


def wanted(
    relation: Relation, mapping: Mapping | None = None, remembered: Map[str, Callable[[], Mapping]] | None = None
) -> Wanted:
    """What the header of a file for a relation is known by."""
    own = [relation.key_name] if relation.is_dimension else list(relation.dimensions)
    needed = {name.casefold() for name in own}
    needed |= {column.name.casefold() for column in relation.columns.values() if not column.may_be_missing}
    known = {name.casefold() for name in (*known_names(relation), *(MEMBER_WORDS if relation.dated else ()))}
    periods = set(GRAIN_WORDS) if relation.grain is not None else set()
    keys = {name.casefold() for name in own} | periods
    figures = {name.casefold() for name, column in relation.columns.items() if column.type.kind is Kind.NUMBER}
    free = {name.casefold() for name, column in relation.columns.items() if column.type.kind is Kind.TEXT}
    if mapping is None:
        name = Headings(relation).name
        return Wanted(
            frozenset(needed),
            frozenset(known | periods),
            frozenset(keys),
            frozenset(figures),
            frozenset(free),
            None,
            remembered or {},
            name,
            relation.name,
        )
    named = {to.casefold(): name.casefold() for name, to in mapping.columns.items()}
    given = {name.casefold() for name in mapping.constants}
    wide = mapping.wide
    wides = {name.casefold() for name in wide.names} if wide is not None else set()
    if wide is not None:
        given |= {wide.into.casefold(), wide.value.casefold()}
        figures |= wides if wide.value.casefold() in figures else set()
    in_file = {named.get(name, name) for name in needed - given} | wides
    skipped = mapping.skip if mapping.skip != "others" else ()
    may_be = {named.get(name, name) for name in known | periods} | wides
    may_be |= {name.casefold() for name in (*mapping.columns, *skipped)}
    own_names = {folded(name) for name in (*mapping.columns, *wides, *skipped)}
    of_spec = Headings(relation).name
    return Wanted(
        frozenset(in_file),
        frozenset(may_be),
        frozenset(named.get(name, name) for name in keys),
        frozenset(named.get(name, name) for name in figures),
        frozenset(named.get(name, name) for name in free),
        mapping.header_row,
        name=lambda text: folded(text) if folded(text) in own_names else of_spec(text),
        target=relation.name,
    )


def find(rows: Sequence[tuple[int, Sequence[str]]], asked: Wanted) -> Found:
    """The header among the first rows of a file; where none has all the names, the first of those that have most."""
    best = Found(0, 0, covers=False)
    for place, (number, cells) in enumerate(rows):
        if asked.row is not None and number == asked.row:
            return Found(place, len(cells), covers=True)
        names = {asked.name(cell) for cell in cells} - {""}
        known = _remembered(rows, place, asked) if asked.remembered else None
        if known is not None:
            return known
        matches = len(names & asked.known)
        below = _merged(rows, place, asked)
        if asked.row is None and below is not None and below.matches > matches:
            return below
        if matches and asked.needed <= names and asked.row is None:
            return Found(place, matches, covers=True)
        if matches > best.matches:
            best = Found(place, matches, covers=False)
    return best


def _remembered(rows: Sequence[tuple[int, Sequence[str]]], place: int, asked: Wanted) -> Found | None:
    """The header that begins at a row, of as many rows as it can, for one like which a mapping was made."""
    above = headings_above(rows[:place], rows[place][0])
    for more in range(min(DEEPEST, len(rows) - place), 0, -1):
        heads = [trimmed(cells) for _, cells in rows[place : place + more]]
        known = asked.remembered.get(header_key(*above, *heads))
        if known is not None:
            return Found(place, sum(map(len, heads)), covers=True, mapping=known(), rows=more)
    return None


def _merged(rows: Sequence[tuple[int, Sequence[str]]], place: int, asked: Wanted) -> Found | None:
    """A header of two or three rows, whose merged cells stand above the names of their columns; None where these rows are none."""
    names = list(rows[place][1])
    for more in range(1, DEEPEST):
        if place + more >= len(rows) or rows[place + more][0] != rows[place][0] + more:
            return None
        below = rows[place + more][1]
        names = _joined(names, below, asked)
        known = {asked.name(name) for name in names}
        alone = {asked.name(name) for name in below} & asked.known
        if len(alone) == len(known & asked.known):
            return None  # what stands above is a title
        if asked.needed <= known and known & asked.known:
            return Found(place, len(known & asked.known), True, None, trimmed(names), more + 1)
    return None


def _joined(above: Sequence[str], below: Sequence[str], asked: Wanted) -> list[str]:
    """The names of columns of which one row says a part; what is merged across has its text in the first cell.

    A name that a mapping or the specs have for both goes before that of the lower one, which may stand below several.
    """
    found, carried = [], ""
    for place in range(max(len(above), len(below))):
        over = above[place].strip() if place < len(above) else ""
        under = below[place].strip() if place < len(below) else ""
        carried = over or (carried if under else "")
        both = f"{carried} {under}"
        found.append(both if under and asked.name(both) in asked.known else under or over)
    return found


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, without the empty ones after the last."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
