"""Sheets as offices send them, from a seed: a table among titles, totals, numbers of columns, footnotes, signatures, gaps and more.

Each comes with its data rows (what must come in), and the rows that are no data by kind; written as CSV or as a workbook.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.styles import Alignment

from iku_engine.words.labels import total_label

SPEC = """
dimensi unit "Unit Kerja" kunci nama

dimensi daerah "Kabupaten/Kota" kunci kode
  atribut nama teks "Nama daerah"
  alias "Kab." = "Kabupaten"

sumber giat "Kegiatan" per tahun, unit daftar
  kolom pagu uang 0.. "Pagu Anggaran"
  kolom hasil bilangan 0.. boleh kosong "Hasil"
  kolom serapan persen 0%.. digit 2 boleh kosong

sumber layanan per tahun, daerah daftar
  kolom pagu uang 0.. "Pagu Anggaran"
  kolom hasil bilangan 0.. boleh kosong "Hasil"
  kolom serapan persen 0%.. digit 2 boleh kosong

indikator pagu_giat
  satuan uang
  arah naik
  rumus jumlah giat.pagu

indikator pagu_layanan
  satuan uang
  arah naik
  rumus jumlah layanan.pagu
"""
MEMBERS = "kode,nama\n" + "".join(f"{n:02d},Kabupaten {chr(64 + n)}\n" for n in range(1, 13))
FIGURES = ("pagu", "hasil", "serapan")
LABELS = (
    "Jumlah", "JUMLAH", "Total", "Jumlah Seluruhnya", "TOTAL :", "Grand Total", "Jumlah Total", "J U M L A H", "* Jumlah", "Keseluruhan",
    "Σ", "TOTAL (A+B)", "jml", "Seluruh Unit", "Nasional",
)  # fmt: skip
SUBTOTALS = ("Sub Total", "Subtotal", "Sub Jumlah", "Jumlah I", "Total Bidang A")
LIKE_TOTALS = ("Jumlah Anak Terlantar", "Total Bangun Persada", "Rata Air", "Nasional Jaya", "Seluruh Daya")  # members
LIKE_MARKS = ("I", "A", "a", "II", "i")  # members, too
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
NUMBERINGS: Mapping[str, Callable[[int], str]] = {
    "1": str, "(1)": "({})".format, "( 1 )": "( {} )".format, "1)": "{})".format, "1.": "{}.".format, "01": "{:02d}".format,
    "I": lambda n: ROMANS[n - 1], "(i)": lambda n: f"({ROMANS[n - 1].lower()})", "①": lambda n: chr(0x2460 + n - 1),
    "a": lambda n: chr(96 + n), "(A)": lambda n: f"({chr(64 + n)})",
}  # fmt: skip
MEANS = ("Rata-rata", "Rata - rata", "Average", "Rerata", "Mean")
FOOTNOTES = (
    ["Sumber: Bagian Perencanaan"],
    ["Catatan : angka sementara"],
    ["*) belum diaudit"],
    ["Keterangan:"],
    ["1) per 31 Desember"],
)
PLAIN = 3  # of the other titles, those that say a table or a period
SIGNATURES = (
    (
        ["", "Surabaya, 3 Januari 2026"],
        ["", "Kepala Dinas,"],
        [],
        ["", "Budi Santoso"],
        ["", "NIP. 19650101 199001 1 001"],
    ),
    (
        ["Mengetahui,", "Bandung,    Maret 2025"],
        ["Sekretaris", "Pelapor"],
        ["Ani Wijaya", "Cahyo"],
        ["NIP 1970", "NIP 1981"],
    ),
    (["", "", "Jakarta, 31 Desember 2025"], ["", "", "a.n. Direktur"], ["", "", "Dewi Lestari, S.E."]),
)
TITLES = ("LAPORAN KEGIATAN", "Tahun Anggaran {year}", "Dinas Contoh")
OF_PAGES = (
    "Halaman 2",
    "Hal. 2 dari 3",
    "- 2 -",
    "(lanjutan)",
    "Lanjutan Tabel 1",
    "continued",
    "3 Januari 2026",
    "Dicetak: 3 Januari 2026",
)
OTHER_TITLES = (
    "Tabel 2. Pagu Tahun {other}",
    "TAHUN ANGGARAN {other}",
    "Tahun : {other}",
    "Rekap Kegiatan Dekonsentrasi",
    "DANA TUGAS PEMBANTUAN",
)
FITTING = (  # of one column or another, or prose about amounts
    "(dalam rupiah)", "Satuan: Rupiah", "(Rp)", "PROGRAM 1 JUTA RUMAH", "Bantuan Rp 5 juta per keluarga", "1000 Hari Pertama Kehidupan",
)  # fmt: skip
OTHER_UNITS = (  # each figure would be another one
    "(dalam jutaan rupiah)", "Dalam Jutaan Rupiah", "(Rp juta)", "Rp ribu", "Satuan: Rp Juta", "(Rp 000)", "(in thousands)", "dalam USD",
    "Ket.: dalam jutaan rupiah", "Catatan: angka dalam miliar rupiah", "LAPORAN PAGU (Rp Juta) TAHUN 2025", "(x1000)", "Rp M, (ribuan)",
)  # fmt: skip
UNIT_PLACES = ("title", "units", "header", "over", "amid", "total", "footnote", "signature", "note", "sheet")
MARKS = (
    "# tanda: ilustratif",
    "# Tanda : ilustratif",
    "# tanda = ilustratif",
    "# tanda ilustratif",
    "#marks: ilustratif",
)


@dataclass(slots=True)
class Sheet:
    """`rows` as they are written; `data` are the members with their figures, `kinds` the rows that are no data, from 1.

    `doubted` is the row, 0 without, of a total that no label names: its member comes in, and is told. `marked` says whether a line marks
    the data. `unit` is where a unit stands that would change the figures: nothing may come in.
    `again` says whether another table has the same headings.
    """

    rows: list[list[object]]
    source: str
    year: int
    columns: list[str]
    data: dict[str, tuple[Decimal, ...]]
    kinds: dict[int, str]
    period_beside: bool
    hidden: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    head_ends: int = 0
    doubted: int = 0
    marked: bool = False
    again: bool = False
    unit: str = ""
    name: str = "Sheet"

    def hidden_below(self) -> list[int]:
        """The hidden rows below the header."""
        return [row for row in self.hidden if row > self.head_ends]


def sheet(seed: int, *, beside: bool | None = None) -> Sheet:
    """One sheet, of a year of its own; its period is given `beside` it, or in it, as asked."""
    return _Making(seed, random.Random(seed), beside).made()


def in_another_unit(seed: int, place: str, *, beside: bool | None = None) -> Sheet:
    """The same sheet with a unit at one of the `UNIT_PLACES` that would change its figures."""
    made, rng = sheet(seed, beside=beside), random.Random(f"{seed} {place}")
    text, rows = rng.choice(OTHER_UNITS), [list(row) for row in made.rows]
    below, last, wide = made.head_ends, len(rows), len(made.columns)
    data = [n for n in range(below + 1, last + 1) if n not in made.kinds and any(cell != "" for cell in rows[n - 1])]
    keys = made.columns.index("pagu")
    if place == "title":
        rows.insert(0, rng.choice(([text], ["", text], [*[""] * (wide - 1), text])))
    elif place == "units":
        rows.insert(below, [*[""] * keys, rng.choice(("(Rp juta)", "Rp ribu", "juta", "%", "(USD)"))])
    elif place == "header":
        rows.insert(data[-1], [*made.columns[:keys], "Pagu (Rp juta)", *made.columns[keys + 1 :]])
    elif place == "over":
        rows[below - 1] = [*[""] * keys, *rows[below - 1][keys:]]
        rows.insert(
            below - 1, [*made.columns[:keys], f"Anggaran dan Hasil {rng.choice(('(Rp juta)', '(dalam ribuan)'))}"]
        )
    elif place == "amid":
        rows.insert(data[0], [text])
    elif place == "total":
        rows.insert(data[-1], ["Jumlah (Rp juta)" if n == 0 else "" for n in range(wide)])
    elif place == "footnote":
        rows[data[-1] : data[-1]] = [["Sumber: Bagian Perencanaan"], [text]] if data[-1] == last else [[text]]
    elif place == "signature":
        rows.insert(data[-1], ["", text, "Kepala Dinas,"])
    elif place == "note":
        rows.insert(rng.choice((0, last)), [f"# {text}"])
    return replace(
        made, rows=rows, unit=place, merged=[], hidden=[], name="Rekap (Rp juta)" if place == "sheet" else "Sheet"
    )


class _Making:
    def __init__(self, seed: int, rng: random.Random, beside: bool | None) -> None:
        self.seed, self.rng = seed, rng
        self.pages = random.Random(f"pages {seed}")
        self.year = 1900 + seed
        self.rows: list[list[object]] = []
        self.kinds: dict[int, str] = {}
        self.data: dict[str, tuple[Decimal, ...]] = {}
        self.known = rng.random() < 0.4  # whether the members are
        drawn = rng.random() < 0.5  # the period is given beside the file
        self.beside = drawn if beside is None else beside
        self.doubted, self.marked, self.again = 0, False, False
        self.figures = [name for name in FIGURES if name == "pagu" or rng.random() < 0.8]
        self.keys = ([] if self.beside else ["tahun"]) + ["daerah" if self.known else "unit"]

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    def add(self, cells: Sequence[object], kind: str = "") -> int:
        self.rows.append(list(cells))
        if kind:
            self.kinds[len(self.rows)] = kind
        return len(self.rows)

    def made(self) -> Sheet:
        merged: list[str] = []
        for title in TITLES[: self.rng.randint(0, 3)]:
            self.add([title.format(year=self.year)], "above")
        if self.chance(0.3):
            self.add([self.rng.choice(FITTING)], "above")
        if self.chance(0.5) and self.rows:
            self.add([])
        merged += self._head()
        head_ends = len(self.rows)
        if self.chance(0.2):
            units = {"pagu": "(Rp)", "hasil": "", "serapan": "(%)"}
            self.add([*[""] * len(self.keys), *(units[name] for name in self.figures)], "units")
        self.numbering: list[object] = []
        if self.chance(0.6):
            mark = NUMBERINGS[self.rng.choice(list(NUMBERINGS))]
            self.numbering = [mark(n) for n in range(1, len(self.keys) + len(self.figures) + 1)]
            if len(self.numbering) > 2 and self.chance(0.3):
                self.numbering[-1] = f"{self.numbering[-1]}={self.numbering[-2]}:{self.numbering[-3]}"
            self.add(self.numbering, "numbering")
        self._body()
        hidden = [n for n in range(1, len(self.rows) + 1) if self.chance(0.1)] if self.chance(0.4) else []
        if self.chance(0.6):
            self._tail()
        if self.chance(0.15):
            self._second_table()
        elif len(self.figures) > 1 and self.chance(0.2):
            self._other_order()
        elif self.pages.random() < 0.3:
            self._same_headings()
        if self.chance(0.2):
            self.marked = True
            self.add([self.rng.choice(MARKS)], "note")
        source = "layanan" if self.known else "giat"
        columns = [*self.keys, *self.figures]
        made = Sheet(self.rows, source, self.year, columns, self.data, self.kinds, self.beside, hidden, merged)
        return replace(made, head_ends=head_ends, doubted=self.doubted, marked=self.marked, again=self.again)

    def _head(self) -> list[str]:
        titles = {
            "tahun": ("tahun", "Tahun", "TAHUN"), "unit": ("unit", "Unit  Kerja", "UNIT KERJA"),
            "daerah": ("daerah", "Kabupaten/Kota", "KABUPATEN/KOTA"),
            "pagu": ("pagu", "Pagu Anggaran", "Pagu Anggaran (Rp)", "pagu (rupiah)"),
            "hasil": ("hasil", "Hasil", "HASIL"), "serapan": ("serapan", "Serapan (%)", "serapan (persen)"),
        }  # fmt: skip
        names: list[object] = [self.rng.choice(titles[name]) for name in (*self.keys, *self.figures)]
        self.head = names
        if len(self.figures) < 2 or self.chance(0.6):
            self.add(names)
            return []
        count = len(self.keys)
        first = self.add([*names[:count], "Capaian", *[""] * (len(self.figures) - 1)])
        self.add([*[""] * count, *names[count:]])
        letter = openpyxl.utils.get_column_letter
        across = f"{letter(count + 1)}{first}:{letter(count + len(self.figures))}{first}"
        return [across, *(f"{letter(n)}{first}:{letter(n)}{first + 1}" for n in range(1, count + 1))]

    def _body(self) -> None:
        members = [f"{n:02d}" for n in range(1, 13)] if self.known else self._units()
        chosen = self.rng.sample(members, self.rng.randint(2, 9))
        closed = self.chance(0.7)
        groups = self.chance(0.5) and (closed or self.known)  # members below the last total of a list wait
        since: list[tuple[Decimal | None, ...]] = []
        for left, member in enumerate(chosen, start=1 - len(chosen)):
            figures = tuple(self._figure(name) for name in self.figures)
            self._row(self._written(member), figures)
            self.data[member] = figures
            since.append(figures)
            if (
                groups and len(since) > 1 and self.chance(0.5) and left != -1
            ):  # a single row below the first total waits
                self._total(self.rng.choice(SUBTOTALS), since)
                since = []
            if self.chance(0.1):
                self.add([])
            if self.chance(0.1):
                for text in self.pages.sample(OF_PAGES, self.pages.randint(0, 2)):
                    self.add([text], "header")
                self.add(self.head, "header")
                if self.numbering and self.chance(0.5):
                    self.add(self.numbering, "numbering")
        if closed:
            self._total(self.rng.choice(LABELS), list(self.data.values()))
        elif not self.known and self.chance(0.7):
            self._unnamed_total()
        if self.chance(0.4) and not self.doubted:
            self._total(self.rng.choice(MEANS), list(self.data.values()), mean=True)

    def _units(self) -> list[str]:
        return [*(f"P{n}.{self.seed}" for n in range(1, 10)), *LIKE_TOTALS, *LIKE_MARKS]

    def _row(self, written: str, figures: Sequence[Decimal | None]) -> int:
        return self.add([*([] if self.beside else [self.year]), written, *map(self._cell, self.figures, figures)])

    def _unnamed_total(self) -> None:
        """A total that is a member by its name: the amounts are sums, a share is a mean, a ratio or left out."""
        member = f"Semesta {self.seed}"
        rows = list(self.data.values())
        totals: list[Decimal | None] = [self._added(rows, place) for place in range(len(self.figures))]
        if "serapan" in self.figures:
            place = self.figures.index("serapan")
            shares = [row[place] for row in rows if row[place] is not None]
            between = ((min(shares) + max(shares)) / 2).quantize(Decimal("0.01")) if shares else None  # type: ignore[type-var]
            totals[place] = self.rng.choice((None, between, totals[place]))
        self.data[member] = tuple(totals)
        self.doubted = self._row(member, totals)

    def _written(self, member: str) -> str:
        if not self.known or self.chance(0.5):
            return member
        letter = chr(64 + int(member))
        return self.rng.choice(
            (f"Kabupaten {letter}", f"KABUPATEN {letter}", f"Kab. {letter}", f"kabupaten  {letter.lower()}")
        )

    def _figure(self, name: str) -> Decimal | None:
        if name != "pagu" and self.chance(0.1):
            return None
        whole = self.rng.randint(0, 9999)
        return Decimal(whole) / 100 if name == "serapan" else Decimal(whole * (1000 if name == "pagu" else 1))

    def _cell(self, name: str, figure: Decimal | None) -> object:
        if figure is None:
            return ""
        place = len(self.keys) + self.figures.index(name)
        signless = "(" in str(self.head[place])
        return f"{figure}%" if name == "serapan" and not signless else str(figure)

    @staticmethod
    def _added(of: Sequence[tuple[Decimal | None, ...]], place: int) -> Decimal | None:
        there = [row[place] for row in of if row[place] is not None]
        return sum(there, Decimal(0)) if there else None  # type: ignore[arg-type]

    def _total(self, label: str, of: Sequence[tuple[Decimal | None, ...]], mean: bool = False) -> None:
        cells: list[object] = []
        digits = (
            self.rng.choice((Decimal("0.01"), Decimal("0.1"), Decimal(1)))
            if total_label(label) == "sure"
            else Decimal("0.01")
        )
        for place, name in enumerate(self.figures):
            there = [row[place] for row in of if row[place] is not None]
            total = self._added(of, place)
            if total is not None and name == "serapan" and self.chance(0.3):
                total = self.rng.choice((min(there), max(there), None))  # type: ignore[type-var]  # a ratio
            elif total is not None and (mean or name == "serapan"):
                total = (total / (len(there) if mean else 1)).quantize(digits, ROUND_HALF_UP)
            cells.append(self._cell(name, total))
        before = [label] if self.beside else self.rng.choice(([label, ""], ["", label], [self.year, label]))
        self.add([*before, *cells], "total")

    def _tail(self) -> None:
        if self.chance(0.5):
            self.add([])
        for note in self.rng.sample(FOOTNOTES, self.rng.randint(0, 2)):
            self.add(note, "footnote")
        if self.chance(0.6):
            for row in self.rng.choice(SIGNATURES):
                self.add(row, "signature" if row else "")

    def _second_table(self) -> None:
        self.add([])
        if self.chance(0.5):
            self.add(["Tabel 2"], "table")
        self.add([])
        self.add([self.head[len(self.keys) - 1], "Jumlah Pegawai"], "table")
        for n in range(1, 4):
            self.add([f"X{n}", str(n * 10)], "table")

    def _same_headings(self) -> None:
        """Another table under a title of its own, with the headings of this one, and perhaps a further page of it."""
        self.add([])
        self.again = True
        for part in range(self.pages.randint(1, 2)):
            if part == 0:
                titles = OTHER_TITLES if "signature" not in self.kinds.values() else OTHER_TITLES[:PLAIN]
                self.add([self.pages.choice(titles).format(other=1900 + (self.seed + 1) % 200)], "table")
                self.add([])
            self.add(self.head, "table")
            for n in range(1, 4):
                figures = [self._cell(name, Decimal(n)) for name in self.figures]
                key = f"{n:02d}" if self.known else f"Y{n}.{part}"
                self.add([*([] if self.beside else [self.year]), key, *figures], "table")

    def _other_order(self) -> None:
        """The same table once more with its columns in another order, its rows as good as those above."""
        if self.chance(0.5):
            self.add(["Tabel 2"], "table")
        places = [*range(len(self.keys)), *reversed(range(len(self.keys), len(self.head)))]
        self.add([([*self.keys, *self.figures])[place] for place in places], "table")
        for n in range(1, self.rng.choice((3, 40))):
            figures = [self._cell(name, Decimal(n)) for name in self.figures]
            key = f"{n % 12 + 1:02d}" if self.known else f"X{n}"
            row: list[object] = [*([] if self.beside else [self.year]), key, *figures]
            self.add([row[place] for place in places], "table")


def write_table(path: Path, rows: Iterable[Sequence[object]], merged: Iterable[str] = (), name: str = "") -> Path:
    """Rows as they are in a file, by its suffix: text with semicolons, or a workbook with a sheet of a name and cells merged."""
    if path.suffix == ".csv":
        lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = name or page.title
    for row in rows:
        page.append(row)
    for span in merged:
        page.merge_cells(span)
    book.save(path)
    return path


def write(made: Sheet, path: Path) -> Path:
    """The sheet in a file, by its suffix."""
    if path.suffix == ".parquet":
        return _write_parquet(made, path)
    if path.suffix == ".csv":
        width = max(map(len, made.rows))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([*row, *[""] * (width - len(row))] for row in made.rows)
        return path
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = made.name
    for number, row in enumerate(made.rows, start=1):
        for place, cell in enumerate(row, start=1):
            if cell != "":
                page.cell(number, place, _typed(cell)).alignment = Alignment(wrap_text=True)
                if isinstance(cell, str) and cell.endswith("%") and cell[:1].isdigit():
                    page.cell(number, place).number_format = "0.00%"
    for span in made.merged:
        page.merge_cells(span)
    for number in made.hidden:
        page.row_dimensions[number].hidden = True
    book.save(path)
    return path


def _write_parquet(made: Sheet, path: Path) -> Path:
    """What is below the header, as texts under the names of the spec; cells to the right of the table are not there."""
    wide = len(made.columns)
    below = [[*map(str, row[:wide]), *[""] * (wide - len(row))] for row in made.rows[made.head_ends :]]
    share = made.columns.index("serapan") if "serapan" in made.columns else 0
    for line, row in enumerate(below, start=made.head_ends + 1):
        if share and made.kinds.get(line, "total") == "total" and row[share][-1:].isdigit():
            row[share] += "%"
    columns = {name: [row[place] or None for row in below] for place, name in enumerate(made.columns)}
    pq.write_table(pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), path)
    return path


def _typed(cell: object) -> object:
    """A figure of a text as a workbook has it."""
    text = str(cell)
    if text.endswith("%") and text[:1].isdigit():
        return float(Decimal(text[:-1]) / 100)
    bare = text.replace(".", "", 1)
    return (float(text) if "." in text else int(text)) if bare.isdecimal() and not text.startswith("0") else cell
