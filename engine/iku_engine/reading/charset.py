"""In which charset a file is written: as declared, else what its bytes allow; found in the pass that hashes it."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from pathlib import Path

from iku_dsl.files_read import open_ordinary
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.reading.limits import MAX_LINE
from iku_engine.reading.other_files import BINARY

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
