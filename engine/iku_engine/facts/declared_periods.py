"""The one reader of periods that texts around a table name: titles, merged headings, names of sheets.

Strict forms name one (`Tahun 2023`, `TA 2023`, `Januari 2025`, `Triwulan II 2025`, `2023` alone). A year or a month that stands there
in no such form names none, but a text that has it beside another period is about more than one. Years of regulations, ranges, dates, what
figures are compared with, and all of a text about printing or sources name none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from iku_dsl.period import Grain, Period, read_period
from iku_dsl.records import record
from iku_engine.facts.reading.dates import MONTHS
from iku_engine.facts.reading.labels import note

LONGEST = 1_000  # letters of a text that are looked at
_YEAR = r"(?:19|20)\d\d(?!\d|[/-] ?\d)"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ORDINALS = {
    name: number
    for number, names in enumerate(
        (
            ("i", "1", "pertama", "kesatu", "satu"),
            ("ii", "2", "kedua", "dua"),
            ("iii", "3", "ketiga", "tiga"),
            ("iv", "4", "keempat", "empat"),
        ),
        start=1,
    )
    for name in names
}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_OF_YEAR = r"(?:tahun|thn|th|ta|fy|year)(?: (?:anggaran|fiskal|pelaporan|buku|berjalan|data|kegiatan))?"
_PARTS = (  # of a year, before it or behind it
    rf"(?:(?P<month{{0}}>{_MONTH})"
    rf"|(?:triwulan|tw|kuartal|quarter|q) ?(?:ke ?-? ?)?(?P<quarter{{0}}>{_ORDINAL})"
    rf"|(?:semester|smt|half|h) ?(?:ke ?-? ?)?(?P<semester{{0}}>[12]|ii?|pertama|kedua))"
)
_NUMBERED = r"(?<!tabel )(?<!table )(?<!lampiran )(?<!tahap )(?<![\d.])\b\d[\w./-]{0,40}"
_COMPARED = (
    r"dasar|konstan|sensus(?: [a-z]+)?|census|baseline|base|prices|sejak|mulai|since|from|dari|terhadap|berdasarkan|sesuai"
    r"|dibanding(?:kan)?(?: dengan)?|compared (?:to|with)"
)
_FORMS = re.compile(
    rf"\b(?:\d{{1,2}} (?:{_MONTH}) \d{{4}}|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}"  # dates
    rf"|(?:{_OF_YEAR} )?(?:19|20)\d\d ?(?:-|/|sd|s/d|sampai(?: dengan)?|hingga|to) ?(?:{_OF_YEAR} )?(?:(?:19|20)\d\d|\d\d)\b"
    rf"|(?:{_COMPARED}) (?:(?:{_OF_YEAR}) )*{_YEAR}"
    rf"|{_PARTS.format(1)},? (?:(?:{_OF_YEAR}|of) ?)?(?P<year1>{_YEAR})"
    rf"|(?:{_OF_YEAR} ?)?(?P<year2>{_YEAR}) (?:bulan )?{_PARTS.format(2)}\b"
    rf"|{_OF_YEAR} ?(?P<year3>{_YEAR})"
    rf"|(?P<year4>{_YEAR})"
    rf"|{_PARTS.format(5)}\b)"
    rf"|{_NUMBERED} {_OF_YEAR} ?{_YEAR}|{_NUMBERED}/(?:19|20)\d\d\b"  # of regulations
)
_LEAD = re.compile(r"^(?:bulan|periode|period|month) ")
_ALONE = re.compile(
    rf"{_PARTS.format(1)}(?:,? (?:(?:{_OF_YEAR}|of) ?)?(?P<year1>{_YEAR}))?|(?:{_OF_YEAR} ?)?(?P<year2>{_YEAR})(?: {_PARTS.format(2)})?"
)
_OTHERWISE = re.compile(  # a text about printing, or where the figures come from
    r"\b(?:di)?(?:cetak|unduh|akses|perbarui|mutakhirkan|tetapkan)\b|\b(?:pemutakhiran|update[ds]?|print(?:ed)?|download(?:ed)?|accessed"
    r"|generated|exported|diekspor|dibuat|tanggal|tgl|dated?|sumber|source)\b"
)
_GRAINS = (
    ("month", Grain.MONTH, MONTHS),
    ("quarter", Grain.QUARTER, _ORDINALS),
    ("semester", Grain.SEMESTER, _ORDINALS),
)


@record
class NamedPeriod:
    """A period as a text names it, perhaps without its `year`; one that is not `clear` only stands there."""

    year: int | None
    index: int
    grain: Grain
    clear: bool


def named_periods(text: str) -> list[NamedPeriod]:
    """The periods that a text has, clear or not."""
    text = text[:LONGEST]
    if note(text) is not None:
        return []
    bare = _plain(text)
    alone, whole = _ALONE.fullmatch(_LEAD.sub("", bare)), read_period(_LEAD.sub("", bare).upper())
    if whole is not None and (alone is not None or "-" in bare):
        return [NamedPeriod(whole.year, whole.index, whole.grain, clear=True)]
    if _OTHERWISE.search(bare):
        return []
    if alone is not None:
        return list(_of(alone, (1, 2), clear=True))
    return [one for found in _FORMS.finditer(bare) for one in _of(found, (1, 2, 3, 4, 5))]


def is_period(text: str) -> bool:
    """Whether a text is a period and nothing else: `Bulan Februari 2025`."""
    return _ALONE.fullmatch(_LEAD.sub("", _plain(text[:LONGEST]))) is not None


def _of(found: re.Match[str], places: Iterable[int], *, clear: bool = False) -> Iterator[NamedPeriod]:
    """What a form names: a year or a month beside no other form is not clear."""
    groups = {name: text for name, text in found.groupdict().items() if text}
    for place in places:
        year = int(groups[f"year{place}"]) if f"year{place}" in groups else None
        part = next(
            ((grain, known[groups[f"{name}{place}"]]) for name, grain, known in _GRAINS if f"{name}{place}" in groups),
            None,
        )
        if part is not None:
            yield NamedPeriod(year, part[1], part[0], clear=clear or year is not None)
        elif year is not None:
            yield NamedPeriod(year, 1, Grain.YEAR, clear=clear or place == 3)


def _plain(text: str) -> str:
    """A text in small letters, its words apart by one space, without points of short words and without signs around words."""
    bare = unicodedata.normalize("NFKC", text).casefold()
    bare = re.sub(r"[:=()\[\]_\"'*|;!]+", " ", re.sub(r"(?<=[a-z])\.", "", bare))
    return " ".join(re.sub("[–—]", "-", bare).split()).strip(" .,-")


def contradiction(texts: Sequence[str], given: Period) -> tuple[int, Period] | None:
    """The one period that texts of one place name together, where it shares no day with the one that is given, and which text says it."""
    named = [(at, one) for at, text in enumerate(texts) for one in named_periods(text)]
    if not any(one.clear for _, one in named):
        return None
    years = {one.year for _, one in named if one.year is not None}
    year = min(years) if len(years) == 1 else given.year
    periods = [(at, one.clear, Period(one.year or year, one.index, one.grain)) for at, one in named]
    finest = max((period for _, _, period in periods), key=lambda period: period.grain.per_year)
    if any(not _shared(period, finest) for _, _, period in periods):
        return None
    said = [(at, period) for at, clear, period in periods if clear and not _shared(period, given)]
    return max(said, key=lambda one: one[1].grain.per_year, default=None) if not _shared(finest, given) else None


def _shared(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return one.months[0] <= other.months[1] and other.months[0] <= one.months[1]
