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
from iku_engine.words.labels import note
from iku_engine.words.notation import MONTHS, compiled

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
_FORMS = (
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
_LEAD = r"^(?:bulan|periode|period|month) "
_ALONE = (
    rf"{_PARTS.format(1)}(?:,? (?:(?:{_OF_YEAR}|of) ?)?(?P<year1>{_YEAR}))?"
    rf"|(?:{_OF_YEAR} ?)?(?P<year2>{_YEAR})(?: {_PARTS.format(2)})?"
)
_OTHERWISE = (  # a text about printing, or where the figures come from
    r"\b(?:di)?(?:cetak|unduh|akses|perbarui|mutakhirkan|tetapkan)\b|\b(?:pemutakhiran|update[ds]?|print(?:ed)?|download(?:ed)?|accessed"
    r"|generated|exported|diekspor|dibuat|tanggal|tgl|dated?|sumber(?! (?:dana|daya|pembiayaan|pendapatan|penerimaan)\b)|source)\b"
)
_REGULATIONS = (
    r"peraturan|perda|perbup|perwali?|perwako|pergub|permen\w*|perpres|perppu|uu|undang-undang|pp|pmk|kepmen\w*|keppres|keputusan|inpres"
    r"|instruksi|sk|surat edaran|law|regulations?|decree"
)
_BOOKS = (  # also classifications, editions and lists
    r"dalam angka|in figures|statistik indonesia|klasifikasi|classification|kbli|kbji|kbki|nomenklatur|kode(?:fikasi)?|garis ppp"
    r"|standar biaya|wilayah administrasi|master file|mfd|buku saku|berita resmi|publikasi|publication|published|rilis"
    r"|released?|terbit\w*|diterbitkan|edisi|edition|versi|version|tarikan|data per|cut ?off"
)
_SOURCES = (
    r"dtks|dtsen|dukcapil|dkb|agregat|bdt|ppls|p3ke|regsosek|dapodik|emis|podes|susenas|sakernas|supas|sdki|riskesdas|ssgi|s[pet]20\d\d"
    r"|hasil s[pet]|sensus|census|diolah|sesuai|mengacu"
    r"|(?:menurut|berdasarkan|based on|according to) (?:the )?(?:hasil|data|catatan|laporan|ketentuan|standar|bps|idm|sbm|rpjm\w*)"
)
_EVENTS = (
    r"gempa\w*|bencana|pasca\w*|kejadian|banjir|longsor|tsunami|erupsi|letusan|kebakaran|korban|akibat|tragedi|pemilu|pilkada|pilpres|pileg"
    r"|pon|peparnas|games"
)
_ORIGINS = (  # years that people, money and plans are of
    r"lulusan|lulus|alumni|angkatan|kohort|cohort|kelahiran|formasi|seleksi|(?:kurang|lebih) bayar|silpa|luncuran|tunggakan|rapel|temuan"
    r"|tindak lanjut|target (?!dan\b)|proyeksi|(?:akhir|terhadap) (?:renstra|rpj\w*)"
)
_BEFORE = (  # only right before a year
    rf"{_COMPARED}|dibanding(?:kan)?|awal|revisi|piutang|perolehan|pengadaan|pembelian|lahir|masuk|keluaran|buatan|perakitan|pensiun|kadaluw?arsa"
    r"|pembuatan|pembangunan|dibangun|keberangkatan|tmt|jatuh tempo|kuota|hibah|sebelum|sesudah|setelah|before|after|menuju"
    r"|(?:data|daftar|jumlah) .{1,80} per|(?:nomor|no) [\w./-]{1,40}"
)
_OF_OTHER = rf"\b(?:{_REGULATIONS}|{_BOOKS}|{_SOURCES}|{_EVENTS}|{_ORIGINS})\b|\b(?:{_BEFORE})$"
_MEASURED = (  # what a title of figures begins with
    r"(?:jumlah|banyaknya|total|nilai|skor|indeks|angka|persentase|prosentase|rasio|rata-rata|tingkat|prevalensi|cakupan|laju|pertumbuhan"
    r"|proporsi|inflasi|kepadatan|luas|panjang|volume|produksi|produktivitas|harga(?! konstan)|posisi|saldo|neraca|kasus|ekspor|impor"
    r"|pdrb|pdb|upah|umur|usia|kunjungan|gini|kapasitas|ketersediaan|kebutuhan|kontribusi|distribusi|perkembangan|penduduk miskin"
    r"|realisasi|penyerapan|serapan|pagu|anggaran|alokasi|rincian|belanja|pendapatan|penerimaan|pengeluaran|pembiayaan|apb[nd]|dipa|dpa"
    r"|penyaluran|bantuan|target dan|ringkasan|rekap(?:itulasi)?|laporan|capaian|pencapaian|kinerja|pengukuran|perjanjian|monitoring"
    r"|rencana kerja|hasil (?:evaluasi|penilaian|pengukuran)|survei kepuasan|data|daftar|matriks|profil|penilaian"
    r"|number|total|index|rate|ratio|share|percentage|average|budget|realization|expenditure|revenue|report|production|distribution)\b"
)
_OF_BUDGET = r"(?:tahun|thn) anggaran\b|(?:ta|fy)\b"
_TO = r"\b(?:sd|s/d|sampai(?: dengan)?|hingga|until|per)$"
_JOINING = r"(?:^| )(?:(?:bulan|periode|period|month|fiscal|pada|the|of|in)(?: |$)){1,4}$"
_NUMBER = r"(?:(?:periode|period|bulan|tentang)\b[ .-]*|(?:tabel|table|lampiran|grafik) [\w.]+[ -]+)+"
_BASE = r"(?:\b(?:tahun|thn|th|year)\.? (?:dasar )?)?\b(?:19|20)\d\d ?= ?100\b"
_BRACKETS = r"[(\[]([^()\[\]]{0,100})[)\]]$"
_TAIL = (  # what may stand behind a period without brackets
    r"[ ,-]{1,4}(?:lanjutan|sambungan|continued|(?:un)?audited"
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


def named_periods(text: str, above: str = "", *, heading: bool = False) -> list[NamedPeriod]:
    """The periods that a text has, clear or not; what stands `above` it may be the beginning of what it says.

    In a `heading` of columns a year behind what is measured is clear without a word before it: `Realisasi 2024`.
    """
    text = _without_tail(text[:LONGEST])
    if note(text) is not None:
        return []
    bare, above = _plain(text), _plain(above[-LONGEST:])
    own = compiled(_LEAD).sub("", bare)
    alone, whole = compiled(_ALONE).fullmatch(own), read_period(own.upper())
    if whole is not None and (alone is not None or "-" in bare):
        of_figures = _is_of_figures(whole.grain, above)
        return [NamedPeriod(whole.year, whole.index, whole.grain, clear=True, of_figures=of_figures)]
    if compiled(_OTHERWISE).search(bare):
        return []
    if alone is not None:
        return list(_of(alone, (1, 2), above, (), clear=True))
    strict = (3, 4) if heading else (3,)
    return [one for found in compiled(_FORMS).finditer(bare) for one in _of(found, (1, 2, 3, 4, 5), above, strict)]


def without_periods(text: str) -> str:
    """The words of a text, without the periods that it has."""
    return compiled(_JOINING).sub("", " ".join(compiled(_FORMS).sub(" ", _plain(text[:LONGEST])).split())).strip(" ,-")


def is_period(text: str) -> bool:
    """Whether a text is a period and nothing else: `Bulan Februari 2025`."""
    return compiled(_ALONE).fullmatch(compiled(_LEAD).sub("", _plain(text[:LONGEST]))) is not None


def _of(
    found: re.Match[str], places: Iterable[int], above: str, years: Sequence[int], *, clear: bool = False
) -> Iterator[NamedPeriod]:
    """What a form names: a year but at the places of `years`, or a month, is not clear, and what more stands behind is of no figures."""
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
        strict = clear or (year is not None if part is not None else place in years)
        ends = found.end() == len(found.string)
        before = "" if clear else found.string[: found.start()]
        of_figures = (
            strict
            and ends
            and _is_of_figures(grain, above, before, budget=compiled(_OF_BUDGET).match(found[0]) is not None)
        )
        yield NamedPeriod(year, index, grain, clear=strict, of_figures=of_figures)


def _is_of_figures(grain: Grain, above: str, before: str = "", *, budget: bool = False) -> bool:
    """Whether what stands above and before a period at the end of its line lets it be that of the figures.

    It is where it stands alone or apart, or behind the name of what is measured. A year of the `budget`, a quarter and a half need neither.
    """
    beside = compiled(_JOINING).sub("", re.sub(_CITED, "§", before).rpartition("§")[2].rstrip())
    over = re.sub(_CITED, "§", above).rpartition("§")[2]
    own = beside.strip(" ,-")
    if numbered := compiled(_NUMBER).match(f"{own} "):
        own = own[numbered.end() :]
    if compiled(_OF_OTHER).search(f"{over} {own}".strip()) is not None:
        return False
    cumulative = compiled(_TO).search(own)
    if cumulative is not None and grain is Grain.YEAR:
        return False
    own = own if cumulative is None else own[: cumulative.start()].strip()
    apart = not own or beside.endswith((",", "-"))
    return apart or budget or grain in (Grain.QUARTER, Grain.SEMESTER) or compiled(_MEASURED).match(own) is not None


def _without_tail(text: str) -> str:
    """A text without what may stand behind its period: `(lanjutan)`, `(Rp juta)`, `dalam juta rupiah`."""
    text = text.strip(" \t\n.,;:*")
    while (
        (found := compiled(_BRACKETS).search(text)) is not None
        and found.start()
        and not compiled(_FORMS).search(_plain(found[1]))
    ):
        text = text[: found.start()].rstrip(" \t\n.,;:*")
    return text


def _plain(text: str) -> str:
    """A text in small letters, its words apart by one space, without points of short words and without signs around words."""
    bare = compiled(_BASE).sub("", unicodedata.normalize("NFKC", text).casefold())
    bare = re.sub(r"[:=()\[\]_\"'*|;!]+", " ", re.sub(r"(?<=[a-z])\.", "", bare))
    return compiled(_TAIL).sub("", " ".join(re.sub("[–—]", "-", bare).split()).strip(" .,-"))


def contradiction(texts: Sequence[str], given: Period, *, heading: bool = False) -> tuple[int, Period] | None:
    """The one period of the figures that texts of one place name, where it shares no day with the one given, and which text says it.

    The place may be the `heading` of some columns.
    """
    lines = [(at, line) for at, text in enumerate(texts) for line in text[:LONGEST].splitlines() if line.strip()]
    above = ["", *(line for _, line in lines)]
    named = [
        (at, one)
        for (at, line), over in zip(lines, above, strict=False)
        for one in named_periods(line, over, heading=heading)
    ]
    if not any(one.of_figures for _, one in named):
        return None
    years = {one.year for _, one in named if one.year is not None}
    year = min(years) if len(years) == 1 else given.year
    periods = [(at, one.of_figures, Period(one.year or year, one.index, one.grain)) for at, one in named]
    finest = max((period for _, _, period in periods), key=lambda period: period.grain.per_year)
    if any(not shared(period, finest) for _, _, period in periods):
        return None
    said = [(at, period) for at, of_figures, period in periods if of_figures and not shared(period, given)]
    return max(said, key=lambda one: one[1].grain.per_year, default=None) if not shared(finest, given) else None


def shared(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return one.months[0] <= other.months[1] and other.months[0] <= one.months[1]
