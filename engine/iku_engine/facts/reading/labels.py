"""What rows say that are no data: the words of totals, signatures and footnotes in offices' tables, Indonesian and English."""

from __future__ import annotations

import re
from typing import Literal

from iku_engine.facts.reading.dates import MONTHS

SUMS = (
    r"(?:sub|grand)? *-? *(?:jumlah|total)",
    "jml",
    "jlh",
    "sum",
    "keseluruhan",
    "σ",
)  # Python and DuckDB read these alike
MEANS = ("rata *-? *rata", "rata *-?2", "rerata", "average", "mean")
WHOLE = ("seluruhnya", "keseluruhan", "seluruh", "semua", "umum", "akhir", "total", "jumlah", "besar", "overall", "all")
HINTS = (  # of a total, where the figures say so too; a member may be called so
    "seluruh(?:nya)?", "semua", "gabungan", "rekap(?:itulasi)?", "nasional", "national", "indonesia", "overall", "all", "combined",
)  # fmt: skip
SURELY_A_TOTAL = rf"(?:{'|'.join((*SUMS, *MEANS))})(?: ?(?:{'|'.join(WHOLE)}))*"
_TOTAL = re.compile(rf"(?P<sure>{SURELY_A_TOTAL})(?P<of> [^\d].*| [ivx\d]+)?", re.IGNORECASE)
_HINT = re.compile(rf"(?:{'|'.join(HINTS)})(?: .*)?", re.IGNORECASE)
_SPACED = re.compile(r"\w(?: \w){2,}")  # J U M L A H
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_PLACE_AND_DATE = re.compile(
    rf"[^\d,]{{2,40}}, *(?:tanggal *)?(?:\d{{1,2}}|[._…]*) *(?:{_MONTH}) +\d{{4}}", re.IGNORECASE
)
_SIGNS = re.compile(
    r"(?:mengetahui|menyetujui|disetujui|diperiksa|diketahui|dibuat oleh|disusun oleh|disahkan|yang (?:melaporkan|membuat|menyusun)"
    r"|pelapor|penanggung ?jawab|a\.?n\.? |plt\.? |plh\.? |kepala|ketua|sekretaris|direktur|bupati|wali ?kota|gubernur|camat|lurah|menteri"
    r"|inspektur|pejabat|operator|tertanda|ttd|approved|acknowledged|prepared by|reviewed by|signed|head of|director)\b",
    re.IGNORECASE,
)
_STAFF_NUMBER = re.compile(r"\bNIP\b\.?", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"(?:sumber|catatan|keterangan|ket|source|notes?|remarks?)(?: data)? *\.?:.*|\(?\*+\)?.+|\(?[a-z\d]\) \S.*",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:tabel|table|lampiran|daftar|rekap\w*)\b", re.IGNORECASE)
_NUMBERING = re.compile(
    r"(?:kol(?:om)?\.? *)?[(\[]? *(0*\d{1,3}|[a-z])(?:[.,]0+)? *[)\].]?(?: *[=:].*)?", re.IGNORECASE
)
_FIRST_NUMBER = re.compile(r"[(\[]? *0*[12](?:[.,]0+)? *[)\].]?")
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,]0+)?")

LONGEST_UNIT = 24
BULLETS = "*•·●▪‣>+-–— "
LABELS = frozenset("jJtTgGsSrRaAmMkKnNiIoOcCσΣ" + BULLETS)  # first letters of labels of totals
Note = Literal["signature", "footnote"]
Sureness = Literal["sure", "perhaps", "hint", ""]


def total_label(text: str) -> Sureness:
    """Whether a text names a total or a mean: surely, perhaps (with more behind it, as a name may have), or by no more than a hint."""
    words = [word.replace(" ", "") if _SPACED.fullmatch(word) else word for word in re.split(r"\s{2,}", text.strip())]
    bare = " ".join(" ".join(words).split()).strip(" :." + BULLETS)
    found = _TOTAL.fullmatch(bare)
    if found is None:
        return "hint" if _HINT.fullmatch(bare) else ""
    return "perhaps" if found["of"] else "sure"


def note(text: str) -> Note | None:
    """Whether a text starts a footnote, or stands in a block of signatures."""
    bare = " ".join(text.split())
    if _FOOTNOTE.fullmatch(bare):
        return "footnote"
    signs = _PLACE_AND_DATE.match(bare) or _SIGNS.match(bare) or _STAFF_NUMBER.search(bare)
    return "signature" if signs else None


def is_title(text: str) -> bool:
    """Whether a text is the title of a table."""
    return _TITLE.match(text.strip()) is not None


def may_number(text: str) -> bool:
    """Whether a text may be the first cell of a row that numbers the columns, though it reads like a key or a figure."""
    return _FIRST_NUMBER.fullmatch(text) is not None


def numbering(cells: list[str]) -> Literal["sure", "perhaps", ""]:
    """Whether cells number the columns: `1 2 3`, `(1) (2) (3)`, `a b c`, also `(5=3:4)`; plain numbers do so only perhaps."""
    found = [_NUMBERING.fullmatch(cell.strip()) for cell in cells]
    if len(found) < 2 or any(one is None for one in found):
        return ""
    marks = [one[1].casefold() for one in found if one is not None]
    places = [int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1 for mark in marks]
    if places != list(range(places[0], places[0] + len(places))) or places[0] > 2:
        return ""
    return "perhaps" if all(_PLAIN_NUMBER.fullmatch(cell.strip()) for cell in cells) else "sure"


def is_unit(text: str) -> bool:
    """Whether a text may stand below a heading for the unit of its column: `(Rp)`, `%`, `juta rupiah`."""
    return not any(letter.isdigit() for letter in text) and len(text.strip()) <= LONGEST_UNIT
