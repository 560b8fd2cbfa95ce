"""What rows say that are no data: the words of totals, signatures and footnotes in offices' tables, Indonesian and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import pairwise, product
from string import ascii_lowercase
from typing import Literal

from iku_engine.words.notation import MONTHS

SUMS = (
    r"(?:sub|grand)? *(?:- *)?(?:jumlah|total)",
    "jml",
    "jlh",
    "sum",
    "keseluruhan",
    "σ",
)  # Python and DuckDB read these alike
MEANS = ("rata *(?:- *)?rata", "rata *-?2", "rerata", "average", "mean")
WHOLE = (  # behind the word of a total, or in the other language: `Jumlah/Total`, `Rata-rata/Average`
    "seluruhnya", "keseluruhan", "seluruh", "semua", "umum", "akhir", "total", "jumlah", "besar", "overall", "all", "average",
)  # fmt: skip
TIMES = {"year", "quarter", "month", "week", "period", "page"}
PAST = {"lalu", "sebelumnya"}  # behind another word, with the amounts of another time
PREVIOUS = {"previous", "last", "prior"}  # with one of these
SO_FAR = {"s/d", "s.d", "sd"}  # before one of these, a month or a number
SPANS = {"tahun", "triwulan", "tw", "semester", "bulan", "minggu", "periode", "hari", "tanggal", "tgl", "halaman"}
YEARS = frozenset(map(str, range(1900, 2100)))
COMPARED = {
    "selisih",
    "sisa",
    "surplus",
    "defisit",
    "target",
    "pindahan",
    "growth",
    "difference",
}  # a row, wherever they stand in its name
CHANGES = COMPARED | {  # where nothing else stands there: `Perubahan Iklim` and `Kenaikan Pangkat` are programmes
    "kenaikan", "penurunan", "perubahan", "pertumbuhan", "perkembangan", "naik", "turun", "increase", "decrease", "change", "balance",
}  # fmt: skip
HINTS = (  # of a total, where the figures say so too; a member may be called so
    "seluruh(?:nya)?", "semua", "gabungan", "rekap(?:itulasi)?", "nasional", "national", "indonesia", "overall", "all", "combined",
)  # fmt: skip
GREATEST = ("(?:nilai )?(?:maks(?:imum|imal)?|max(?:imum)?|tertinggi|terbesar)",)
LEAST = ("(?:nilai )?(?:min(?:imum|imal)?|terendah|terkecil)",)
ODD = frozenset((  # words that hardly any member of a list has in its name, but rows of sums, shares and comparisons have
    *SUMS[1:], *MEANS[2:], *COMPARED, "jumlah", "jmlh", "jumalh", "total", "totals", "tot", "ttl", "toal", "subtotal", "grandtotal",
    "seluruhnya", "akumulasi", "akumulatif",
    "kumulatif", "kumulasi", "rekap", "rekapitulasi", "agregat", "cumulative", "accumulated", "aggregate", "overall", "rata2", "rataan",
    "avg", "median", "deviasi", "deviation", "persen", "persentase", "prosentase", "percent", "percentage", "porsi", "proporsi", "saldo",
    "realisasi", "capaian", "pencapaian", "rencana", "usulan", "proyeksi", "prognosis", "prognosa", "estimasi", "perkiraan", "baseline",
    "gap", "variance", "yoy", "actual", "actuals", "realization", "realisation", "planned", "proposed", "projection", "projected",
    "forecast", "estimated", "remaining", "remainder", "sebelumnya", "previous", "seindonesia", "seprovinsi", "sekabupaten", "sekota",
    "%", "∑", "δ", "±",
))  # fmt: skip
ODD_PAIRS = {("rata", "rata"), ("tahun", "n"), ("tahun", "t")}  # that are so beside each other: `Tahun n-1`
ODD_FIRST = {"seluruh", "semua", "se"}  # that are so where a name begins: `Semua Provinsi`, `Se-Indonesia`
ODD_YEARS = YEARS - {"1928", "1945"}  # without those that schools are called after: `SMA 17 Agustus 1945`
ODD_ALONE = {  # that are so where the whole name is that of a total or an extreme: `Indonesia`, `Nilai Tertinggi`
    "indonesia", "nasional", "national", "gabungan", "combined", "all", "nilai", "maks", "maksimum", "maksimal", "max", "maximum",
    "tertinggi", "terbesar", "min", "minimum", "minimal", "terendah", "terkecil",
}  # fmt: skip
MAY_BE_ODD = frozenset({*ODD, *ODD_FIRST, *ODD_ALONE, *ODD_YEARS, *(first for first, _ in ODD_PAIRS)})
_SIGNS_BETWEEN = [*(sign for sign in map(chr, range(128)) if not sign.isalnum() and sign != "%"), *"–—‘’“”…·•"]
_BETWEEN_WORDS = str.maketrans(dict.fromkeys(_SIGNS_BETWEEN, " "))
_NO_DIGITS = str.maketrans(dict.fromkeys("0123456789", " "))
OF_ALL = (
    *HINTS,
    "provinsi",
    "kabupaten",
    "kota",
    "daerah",
    "wilayah",
    "unit",
    "provinces",
    "regions",
    "districts",
    "units",
)
SURELY_A_TOTAL = rf"(?:{'|'.join((*SUMS, *MEANS))})(?:[ /]{{0,3}}(?:{'|'.join(WHOLE)}))*"
_compiled = cache(re.compile)  # when first asked: few files have rows that need all of these
_TOTAL = rf"(?is)(?P<sure>{SURELY_A_TOTAL})(?P<of> [^\d].*| [ivx\d]+)?"
_OF_UNITS = (  # behind the word of a total: `Total Provinsi Bali`, which hardly anything else is called
    r"(?i) (?:prov|kab|kec)\b.*"
    r"| (?:provinsi|kabupaten|kota|kecamatan|wilayah|pulau|bidang|bagian|dinas|province|region|district)\b.*"
)
_NUMBERED = (
    r"(?i) (?:[ivx]+|[a-z]|[(].*|[a-z\d]{1,3}(?: ?[+&] ?[a-z\d]{1,3})+|\d+)"  # `Jumlah I`, `Total (A+B)`, `Jumlah I+II`
)
_OF_A_TIME = rf" (?:{'|'.join(sorted(SPANS))})(?: .*)?"  # `Jumlah bulan ini`
_ALL_OF = r"(?:seluruh(?:nya)?|semua|overall|all)\b.*"
_TWICE = ("seluruh", "seluruhnya")  # of two lists of words; a pattern that has a word twice may take for ever
_ALL_WORDS, _OF_ALL_WORDS = (
    "|".join(dict.fromkeys(one for one in (*WHOLE, *words) if one not in _TWICE)) for words in (HINTS, OF_ALL)
)
_OF_ALL_OF_THEM = rf"(?i)(?:{'|'.join((*SUMS, *MEANS))})[ /]+(?:{_ALL_WORDS})(?:[ /]+(?:{_OF_ALL_WORDS}))*"
_DIVIDED = r"(?:menurut|by) .{1,60}"
_OF_A_YEAR = r" (?:tahun )?\d{4}"
_HINT = rf"(?i)(?:{'|'.join(HINTS)})(?: .*)?|{'|'.join((*GREATEST, *LEAST))}"
_OF_ALL = rf"(?i)(?:{'|'.join(HINTS)})(?:[ /]+(?:{'|'.join(OF_ALL)}))*|{'|'.join((*GREATEST, *LEAST))}"
_GREATEST, _LEAST = (f"(?i){'|'.join(words)}" for words in (GREATEST, LEAST))
_SPACED = r"\w(?: \w){2,}"  # J U M L A H
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_PLACE_AND_DATE = rf"(?i)[^\d,]{{2,40}}, ?(?:tanggal ?)?(?:\d{{1,2}}|[._…]*) ?(?:{_MONTH}) \d{{4}}"
_SIGNS = (
    r"(?i)(?:mengetahui|menyetujui|disetujui|diperiksa|diketahui|dibuat oleh|disusun oleh|disahkan|yang (?:melaporkan|membuat|menyusun)"
    r"|pelapor|penanggung ?jawab|a\.?n\.? |plt\.? |plh\.? |kepala|ketua|sekretaris|direktur|bupati|wali ?kota|gubernur|camat|lurah|menteri"
    r"|inspektur|pejabat|operator|tertanda|ttd|approved|acknowledged|prepared by|reviewed by|signed|head of|director)\b"
)
_STAFF_NUMBER = r"(?i)\bNIP\b\.?"
_FOOTNOTE = (
    r"(?is)(?:sumber|catatan|keterangan|ket|source|notes?|remarks?)(?: data)? *\.?:.*|\(?\*++\)?.+|\(?[a-z\d]\) \S.*"
    r"|[⁽ᵃᵇᶜᵈᵉᶠ⁰¹²³⁴-⁹].+"
)
_TITLE = r"(?i)(?:tabel|table|lampiran|daftar|rekap\w*)\b"
_NUMBERING = r"(?i)(?:kol(?:om)?\.? ?)?[(\[]? ?(\d{1,3}|[a-z]{1,6})(?:[.,]0+)? ?[)\].]?(?: ?[=:].*)?"
_PLAIN_NUMBER = r"\d+(?:[.,]0+)?"

LONGEST_UNIT = 24
LONGEST_LABEL = 200  # letters of a cell that are looked at for a mark
_TENS, _ONES = ("", "x", "xx", "xxx"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
MARKS: Mapping[str, Mapping[str, int]] = {  # that number columns, with their places; a row has those of one kind alone
    "number": {f"{place:0{width}d}": place for width in (1, 2, 3) for place in range(1000)},
    "letter": {letter: place for place, letter in enumerate(ascii_lowercase, start=1)},
    "roman": {tens + ones: place for place, (tens, ones) in enumerate(product(_TENS, _ONES)) if place},
}
MANY = 1_000  # texts that are remembered: the keys of a file come again and again
LAST_FIRST = 2  # a numbering starts here at the latest, where the first column has no mark
BULLETS = "*•·●▪‣>+-–— "
LABELS = frozenset("jJtTgGsSrRaAmMkKnNiIoOcCσΣ" + BULLETS)  # first letters of labels of totals
Note = Literal["signature", "footnote"]
Sureness = Literal["sure", "perhaps", "hint", ""]


def total_label(text: str) -> Sureness:
    """Whether a text names a total or a mean: surely, perhaps (with more behind it, as a name may have), or by no more than a hint."""
    bare = _bare(text)
    found = _compiled(_TOTAL).fullmatch(bare)
    if found is None:
        return "hint" if _compiled(_HINT).fullmatch(bare) else ""
    return "perhaps" if found["of"] else "sure"


def names_a_mean(text: str) -> bool:
    """Whether a label is that of a mean or an extreme."""
    return _compiled(rf"(?i)(?:{'|'.join((*MEANS, *GREATEST, *LEAST))})\b.*").fullmatch(_bare(text)) is not None


def names_a_sum(text: str) -> bool:
    """Whether a member that is called so in a file of figures is likely a total of others: `Jumlah Anak Terlantar` is a quantity."""
    bare = _bare(text)
    found = _compiled(_TOTAL).fullmatch(bare)
    of_units = found is not None and _compiled(f"{_OF_UNITS}|{_OF_A_YEAR}").fullmatch(found["of"] or "") is not None
    return of_units or _compiled(_OF_ALL).fullmatch(bare) is not None


def names_what_is_counted(text: str) -> bool:
    """Whether the label of a total may name a quantity: `Jumlah Pendamping`, but no `Jumlah Seluruh Provinsi`, `Jumlah Menurut Akun`."""
    bare = _bare(text)
    found = _compiled(_TOTAL).fullmatch(bare)
    if found is None:
        return _compiled(f"{_OF_ALL}|{_ALL_OF}").fullmatch(bare) is None
    if (
        found["of"] is None
        or is_subtotal(bare)
        or _compiled(f"{_NUMBERED}|{_OF_A_TIME}| {_DIVIDED}").fullmatch(found["of"])
    ):
        return False
    return not compares(bare) and _compiled(_OF_ALL_OF_THEM).fullmatch(bare) is None


def names_one_unit(text: str) -> bool:
    """Whether the label of a total names a unit by a word of its own: `Jumlah Kabupaten Bogor`, but no `Jumlah Kabupaten Layak Anak`."""
    found = _compiled(_TOTAL).fullmatch(_bare(text))
    of = found["of"] or "" if found is not None else ""
    words = of.split()
    return len(words) == 2 and not words[1].islower() and _compiled(_OF_UNITS).fullmatch(of) is not None


def is_subtotal(text: str) -> bool:
    """Whether a label of a total says that it is one of some rows."""
    return _bare(text)[:3].casefold() == "sub"


def compares(text: str) -> bool:
    """Whether a row that is called so below a total compares with it or goes on from it: `Tahun Lalu`, `s.d. bulan ini`, `Kenaikan (%)`."""
    written = _bare(text)[:LONGEST_LABEL].casefold().replace("s. d", "s.d").split()
    bare = (word.strip("().,:%") for word in written if not (word[0] == "(" and word[-1] == ")"))
    words = [word for word in bare if word not in ("", "yang", "persen", "persentase")]
    if len(words) < 2:
        return bool(words) and (words[0] in YEARS or set(words[0].split("/")) <= CHANGES)
    if len(words) == 2 and words[0] in ("tahun", "ta", "t.a") and words[1] in YEARS:
        return True
    in_english = not PREVIOUS.isdisjoint(words) and not TIMES.isdisjoint(words)
    last = next((word for word in reversed(words[1:]) if word not in YEARS), "")  # `H. Lalu Ahmad` is a person
    so_far = any(
        (one in SO_FAR or (before, one) == ("sampai", "dengan")) and (to in SPANS or to in MONTHS or to[0].isdigit())
        for before, one, to in zip(["", *words], words, words[1:], strict=False)
    )  # `SD Negeri 1` is a school
    return (
        in_english
        or last in PAST
        or so_far
        or "target" in (words[0], words[1] if words[0] in ("jumlah", "total") else "")
    )


def may_be_odd(names: Iterable[str]) -> bool:
    """Whether some of many names perhaps have an odd word, told quickly: codes leave few words without their digits."""
    text = _in_words("\n".join(("", *names)))
    if not MAY_BE_ODD.isdisjoint(text.translate(_NO_DIGITS).split()):
        return True
    return (" 19" in text or " 20" in text) and not ODD_YEARS.isdisjoint(text.split())


def odd_word(name: str) -> str:
    """The word, or the year, in a name that says that it is hardly one of a member; nothing where there is none."""
    words = _in_words(name).split()
    if MAY_BE_ODD.isdisjoint(words):
        return ""
    if words[0] in ODD_ALONE and names_a_total(name):
        return words[0]
    if words[0] in ODD_FIRST and (words[0] != "se" or name.strip()[2:3] == "-"):
        return words[0]
    pair = next((pair for pair in pairwise(words) if pair in ODD_PAIRS), None)
    if pair is not None:
        return "-".join(pair)
    return next((word for word in words if word in ODD), "") or next((word for word in words if word in ODD_YEARS), "")


def _in_words(text: str) -> str:
    return text.casefold().replace("%", " % ").translate(_BETWEEN_WORDS)


def names_a_total(text: str) -> bool:
    """Whether a member that is called so is likely the total, the mean or the extreme of others."""
    return total_label(text) in ("sure", "perhaps") or _compiled(_OF_ALL).fullmatch(_bare(text)) is not None


def heads_another_list(text: str) -> bool:
    """Whether a text alone amid rows heads what compares with them, or the same divided otherwise: `Target`, `Menurut Sumber Dana:`."""
    return compares(text) or _compiled(f"(?i){_DIVIDED}").fullmatch(_bare(text)) is not None


def extreme(text: str) -> Literal["greatest", "least"] | None:
    """Which extreme of the others a row has by its label."""
    bare = _bare(text)
    return (
        "greatest" if _compiled(_GREATEST).fullmatch(bare) else "least" if _compiled(_LEAST).fullmatch(bare) else None
    )


@lru_cache(maxsize=8)
def _bare(text: str) -> str:
    """A label without what stands around it, and without the spaces between its letters."""
    words = [
        word.replace(" ", "") if _compiled(_SPACED).fullmatch(word) else word
        for word in re.split(r"\s{2,}", text.strip())
    ]
    return " ".join(" ".join(words).split()).strip(" :." + BULLETS)


def note(text: str) -> Note | None:
    """Whether a text starts a footnote, or stands in a block of signatures."""
    bare = " ".join(text.split())
    if _compiled(_FOOTNOTE).fullmatch(bare):
        return "footnote"
    signs = (
        _compiled(_PLACE_AND_DATE).match(bare) or _compiled(_SIGNS).match(bare) or _compiled(_STAFF_NUMBER).search(bare)
    )
    return "signature" if signs else None


@lru_cache(maxsize=MANY)
def names_an_office(text: str) -> bool:
    """Whether nothing but an office or a title says that a text is of a signature: `Kepala Bagian`, which a member may be called, too."""
    bare = " ".join(text.split())
    if not _compiled(_SIGNS).match(bare) or bare.endswith((",", ":")):
        return False
    others = _compiled(_FOOTNOTE).fullmatch(bare) or _compiled(_PLACE_AND_DATE).match(bare)
    return not (others or _compiled(_STAFF_NUMBER).search(bare))


def is_title(text: str) -> bool:
    """Whether a text is the title of a table."""
    return _compiled(_TITLE).match(text.strip()) is not None


def may_number(text: str) -> bool:
    """Whether a text may be the first cell of a row that numbers the columns, though it reads like a key or a figure."""
    mark = _mark(text).casefold()
    return any(0 < marks.get(mark, 0) <= LAST_FIRST for marks in MARKS.values())


def numbering(cells: list[str]) -> Literal["sure", "perhaps", ""]:
    """Whether cells number the columns: `1 2 3`, `(1) (2) (3)`, `a b c`, `I II III`, also `(5=3:4)`; plain numbers do so only perhaps."""
    if len(cells) < 2:
        return ""
    first = _mark(cells[0]).casefold()
    if not any(_follow([places.get(first)]) for places in MARKS.values()):
        return ""  # as almost all rows do not
    written = [_mark(cell) for cell in cells]
    marks, all_of_them = [mark.casefold() for mark in written], "".join(written)
    mixed = all_of_them.lower() != all_of_them != all_of_them.upper()  # `I, Ii` are names
    if mixed or not any(_follow([places.get(mark) for mark in marks]) for places in MARKS.values()):
        return ""
    return "perhaps" if all(_compiled(_PLAIN_NUMBER).fullmatch(cell.strip()) for cell in cells) else "sure"


def goes_on(cells: list[str], first: str, second: str) -> bool:
    """Whether a text is a mark as those of a row are, and written like one of them: below `I`, `II` that is `IV`, below `(a)` `(c)`."""
    written = [_mark(cell).casefold() for cell in cells]
    kinds = [places for places in MARKS.values() if _follow([places.get(mark) for mark in written])]
    pair = [(text.strip(), _mark(text)) for text in (first, second)]
    around = {text.replace(mark, "#", 1) for text, mark in pair}
    alike = len(around) == 1 and len({mark.isupper() for _, mark in pair}) == 1
    return alike and any(pair[1][1].casefold() in places for places in kinds)


@lru_cache(maxsize=MANY)
def _mark(cell: str) -> str:
    """The mark of a cell that numbers its column, without what stands around it; empty where it has none."""
    bare = " ".join(unicodedata.normalize("NFKC", cell.strip()[:LONGEST_LABEL]).split())  # `①` is a 1
    found = _compiled(_NUMBERING).fullmatch(bare)
    return found[1] if found is not None else ""


def _follow(places: list[int | None]) -> bool:
    """Whether each place is there and follows the one before, from the first or the second on."""
    first = places[0]
    return first is not None and first <= LAST_FIRST and places == list(range(first, first + len(places)))


def is_unit(text: str) -> bool:
    """Whether a text may stand below a heading for the unit of its column: `(Rp)`, `%`, `juta rupiah`."""
    return not any(letter.isdigit() for letter in text) and len(text.strip()) <= LONGEST_UNIT
