"""The one reader of periods that texts around a table name: titles, merged headings, names of sheets.

Strict forms name one (`Tahun 2023`, `TA 2023`, `Januari 2025`, `Triwulan II 2025`, `2023` alone), and it is that of the figures where it
ends its line, with no word before it that has a year of its own (a regulation, a base, a yearbook, a register, a disaster). Any other year
or month only stands there: a text that has it beside another period is about more than one. Years of regulations with a number, ranges,
dates, what figures are compared with, and all of a text about printing or sources name none.
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
_NUMBERED = r"(?<!tabel )(?<!table )(?<!lampiran )(?<!tahap )(?<!ke-)(?<![\d.])\b\d[\w./-]{0,40}"
_COMPARED = (
    r"dasar|konstan|adhk|sensus(?: [a-z]+)?|census|baseline|base|prices|sejak|mulai|since|from|dari|terhadap|berdasarkan|sesuai"
    r"|dibanding(?:kan)?(?: dengan)?|compared (?:to|with)"
)
_CITED = rf"{_NUMBERED} {_OF_YEAR} ?{_YEAR}|{_NUMBERED}/(?:19|20)\d\d\b"  # regulations
_FORMS = re.compile(
    rf"\b(?:\d{{1,2}} (?:{_MONTH}) \d{{4}}|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}"  # dates
    rf"|(?:{_OF_YEAR} )?(?:19|20)\d\d ?(?:-|/|sd|s/d|sampai(?: dengan)?|hingga|to) ?(?:{_OF_YEAR} )?(?:(?:19|20)\d\d|\d\d)\b"
    rf"|(?:{_COMPARED}) (?:(?:{_OF_YEAR}) )*{_YEAR}"
    rf"|{_PARTS.format(1)},? (?:(?:{_OF_YEAR}|of) ?)?(?P<year1>{_YEAR})"
    rf"|(?:{_OF_YEAR} ?)?(?P<year2>{_YEAR}) (?:bulan )?{_PARTS.format(2)}\b"
    rf"|{_OF_YEAR} ?(?P<year3>{_YEAR})"
    rf"|(?P<year4>{_YEAR})"
    rf"|{_PARTS.format(5)}\b)"
    rf"|{_CITED}"
)
_LEAD = re.compile(r"^(?:bulan|periode|period|month) ")
_ALONE = re.compile(
    rf"{_PARTS.format(1)}(?:,? (?:(?:{_OF_YEAR}|of) ?)?(?P<year1>{_YEAR}))?|(?:{_OF_YEAR} ?)?(?P<year2>{_YEAR})(?: {_PARTS.format(2)})?"
)
_OTHERWISE = re.compile(  # a text about printing, or where the figures come from
    r"\b(?:di)?(?:cetak|unduh|akses|perbarui|mutakhirkan|tetapkan)\b|\b(?:pemutakhiran|update[ds]?|print(?:ed)?|download(?:ed)?|accessed"
    r"|generated|exported|diekspor|dibuat|tanggal|tgl|dated?|sumber(?! (?:dana|daya|pembiayaan|pendapatan|penerimaan)\b)|source)\b"
)
_OF_OTHER = re.compile(  # words with a year of their own, before a period
    r"\b(?:"
    r"peraturan|perda|perbup|perwali?|perwako|pergub|permen\w*|perpres|perppu|uu|undang-undang|pp|pmk|kepmen\w*|keppres|keputusan|inpres"
    r"|instruksi|sk|surat edaran|kuhp|law|regulations?|decree"  # regulations
    r"|dalam angka|in figures|statistik indonesia|klasifikasi|classification|kbli|kbji|kbki|nomenklatur|kodefikasi|kode wilayah"
    r"|wilayah administrasi|master file|mfd|buku saku|berita resmi"  # books and lists
    r"|publikasi|publication|published|rilis|released?|terbit\w*|diterbitkan|edisi|edition|versi|version|tarikan|data per|cut ?off|diolah"
    r"|dtks|dtsen|bdt|ppls|p3ke|regsosek|dapodik|emis|podes|susenas|sakernas|supas|sdki|riskesdas|ssgi|s[pet]20\d\d|sensus|census"
    r"|(?:menurut|berdasarkan|based on|according to) (?:the )?(?:hasil|data|catatan|laporan|ketentuan|standar|bps)|sesuai|mengacu"  # sources
    r"|gempa\w*|(?:pasca ?)?bencana|pasca\w*|kejadian|banjir|longsor|tsunami|erupsi|letusan|kebakaran|korban|akibat|tragedi"
    r"|pemilu|pilkada|pilpres|pileg|pon|peparnas|games"  # events
    r"|lulusan|alumni|angkatan|kohort|cohort|kelahiran|formasi|(?:kurang|lebih) bayar|silpa|luncuran|tunggakan|rapel|temuan"
    r"|target akhir|akhir (?:renstra|rpjm\w*)"  # years that people, money or plans are of
    r")\b"
    rf"|\b(?:{_COMPARED}|dibanding(?:kan)?|awal|revisi|piutang|perolehan|pengadaan|pembelian|nomor [\w./-]{{1,40}}|no [\w./-]{{1,40}})$"
)
_TO_YEAR = re.compile(r"\b(?:sd|s/d|sampai(?: dengan)?|hingga|until)$")
_JOINING = re.compile(r"(?:^| )(?:(?:bulan|periode|period|month|pada|the|of|in)(?: |$))+$")
_BASE = re.compile(r"(?:\b(?:tahun|thn|th|year)\.? (?:dasar )?)?\b(?:19|20)\d\d ?= ?100\b")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]$")
_TAIL = re.compile(  # what may stand behind a period without brackets
    r"[ ,-]+(?:lanjutan|sambungan|continued|(?:un)?audited"
    r"|dalam (?:rp|rupiah|persen|orang|unit|ton|[a-z]{0,8}(?:ribu|juta|mil[iy]ar|triliun)[a-z]{0,3})\b.{0,40})$"
)
_GRAINS = (
    ("month", Grain.MONTH, MONTHS),
    ("quarter", Grain.QUARTER, _ORDINALS),
    ("semester", Grain.SEMESTER, _ORDINALS),
)


@record
class NamedPeriod:
    """A period as a text names it, perhaps without its `year`; one that is not `clear` only stands there.

    One `of_figures` can hardly be that of anything else.
    """

    year: int | None
    index: int
    grain: Grain
    clear: bool
    of_figures: bool


def named_periods(text: str, above: str = "") -> list[NamedPeriod]:
    """The periods that a text has, clear or not; what stands `above` it may be the beginning of what it says."""
    text = _without_tail(text[:LONGEST])
    if note(text) is not None:
        return []
    bare, above = _plain(text), _plain(above[-LONGEST:])
    alone, whole = _ALONE.fullmatch(_LEAD.sub("", bare)), read_period(_LEAD.sub("", bare).upper())
    if whole is not None and (alone is not None or "-" in bare):
        of_figures = _is_of_figures(whole.grain, above)
        return [NamedPeriod(whole.year, whole.index, whole.grain, clear=True, of_figures=of_figures)]
    if _OTHERWISE.search(bare):
        return []
    if alone is not None:
        return list(_of(alone, (1, 2), above, clear=True))
    forms = _FORMS.finditer(bare)
    before = {found: f"{above} {bare[: found.start()]}" if found.end() == len(bare) else None for found in forms}
    return [one for found, words in before.items() for one in _of(found, (1, 2, 3, 4, 5), words)]


def is_period(text: str) -> bool:
    """Whether a text is a period and nothing else: `Bulan Februari 2025`."""
    return _ALONE.fullmatch(_LEAD.sub("", _plain(text[:LONGEST]))) is not None


def _of(
    found: re.Match[str], places: Iterable[int], before: str | None, *, clear: bool = False
) -> Iterator[NamedPeriod]:
    """What a form names, with what stands `before` it, None where more stands behind: a year or a month beside no other form is not clear."""
    groups = {name: text for name, text in found.groupdict().items() if text}
    for place in places:
        year = int(groups[f"year{place}"]) if f"year{place}" in groups else None
        part = next(
            ((grain, known[groups[f"{name}{place}"]]) for name, grain, known in _GRAINS if f"{name}{place}" in groups),
            None,
        )
        if part is None and year is None:
            continue
        grain, index = part or (Grain.YEAR, 1)
        strict = clear or (year is not None if part is not None else place == 3)
        of_figures = strict and before is not None and _is_of_figures(grain, before)
        yield NamedPeriod(year, index, grain, clear=strict, of_figures=of_figures)


def _is_of_figures(grain: Grain, before: str) -> bool:
    """Whether what stands before a period at the end of its line lets it be that of the figures."""
    since = _JOINING.sub("", re.sub(_CITED, "§", before).rpartition("§")[2].rstrip(" ,-")).rstrip(" ,-")
    return _OF_OTHER.search(since) is None and not (grain is Grain.YEAR and _TO_YEAR.search(since))


def _without_tail(text: str) -> str:
    """A text without what may stand behind its period: `(lanjutan)`, `(Rp juta)`, `dalam juta rupiah`."""
    text = text.strip(" \t\n.,;:*")
    while (found := _BRACKETS.search(text)) is not None and found.start() and not _FORMS.search(_plain(found[1])):
        text = text[: found.start()].rstrip(" \t\n.,;:*")
    return text


def _plain(text: str) -> str:
    """A text in small letters, its words apart by one space, without points of short words and without signs around words."""
    bare = _BASE.sub("", unicodedata.normalize("NFKC", text).casefold())
    bare = re.sub(r"[:=()\[\]_\"'*|;!]+", " ", re.sub(r"(?<=[a-z])\.", "", bare))
    return _TAIL.sub("", " ".join(re.sub("[–—]", "-", bare).split()).strip(" .,-"))


def contradiction(texts: Sequence[str], given: Period) -> tuple[int, Period] | None:
    """The one period of the figures that texts of one place name, where it shares no day with the one given, and which text says it."""
    lines = [(at, line) for at, text in enumerate(texts) for line in text.splitlines() if line.strip()]
    above = ["", *(line for _, line in lines)]
    named = [(at, one) for (at, line), over in zip(lines, above, strict=False) for one in named_periods(line, over)]
    if not any(one.of_figures for _, one in named):
        return None
    years = {one.year for _, one in named if one.year is not None}
    year = min(years) if len(years) == 1 else given.year
    periods = [(at, one.of_figures, Period(one.year or year, one.index, one.grain)) for at, one in named]
    finest = max((period for _, _, period in periods), key=lambda period: period.grain.per_year)
    if any(not _shared(period, finest) for _, _, period in periods):
        return None
    said = [(at, period) for at, of_figures, period in periods if of_figures and not _shared(period, given)]
    return max(said, key=lambda one: one[1].grain.per_year, default=None) if not _shared(finest, given) else None


def _shared(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return one.months[0] <= other.months[1] and other.months[0] <= one.months[1]
