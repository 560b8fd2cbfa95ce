"""Sheets as offices send them, from a seed: a table among titles, totals, numbers of columns, footnotes, signatures, gaps and more.

Each comes with its data rows (what must come in), and the rows that are no data by kind; written as CSV or as a workbook.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment

SPEC = """
dimensi unit "Unit Kerja" kunci nama

dimensi daerah "Kabupaten/Kota" kunci kode
  atribut nama teks "Nama daerah"
  alias "Kab." = "Kabupaten"

sumber giat "Kegiatan" per tahun, unit
  kolom pagu uang 0.. "Pagu Anggaran"
  kolom hasil bilangan 0.. boleh kosong "Hasil"
  kolom serapan persen 0%.. digit 2 boleh kosong

sumber layanan per tahun, daerah
  kolom pagu uang 0.. "Pagu Anggaran"
  kolom hasil bilangan 0.. boleh kosong "Hasil"
  kolom serapan persen 0%.. digit 2 boleh kosong

indikator jumlah_pagu
  satuan uang
  rumus jumlah giat.pagu
"""
MEMBERS = "kode,nama\n" + "".join(f"{n:02d},Kabupaten {chr(64 + n)}\n" for n in range(1, 13))
FIGURES = ("pagu", "hasil", "serapan")
LABELS = ("Jumlah", "JUMLAH", "Total", "Jumlah Seluruhnya", "TOTAL :", "Grand Total", "Jumlah Total")
SUBTOTALS = ("Sub Total", "Subtotal", "Sub Jumlah", "Jumlah I", "Total Bidang A")
MEANS = ("Rata-rata", "Rata - rata", "Average", "Rerata", "Mean")
FOOTNOTES = (
    ["Sumber: Bagian Perencanaan"],
    ["Catatan : angka sementara"],
    ["*) belum diaudit"],
    ["Keterangan:"],
    ["1) per 31 Desember"],
)
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
TITLES = (["LAPORAN KEGIATAN"], ["Tahun Anggaran 2025"], ["Dinas Contoh"])


@dataclass(slots=True)
class Sheet:
    """`rows` as they are written; `data` are the members with their figures, `kinds` the rows that are no data, from 1."""

    rows: list[list[object]]
    source: str
    data: dict[str, tuple[Decimal, ...]]
    kinds: dict[int, str]
    period_beside: bool
    hidden: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    head_ends: int = 0

    def hidden_below(self) -> list[int]:
        """The hidden rows below the header."""
        return [row for row in self.hidden if row > self.head_ends]


def sheet(seed: int) -> Sheet:
    """One sheet."""
    return _Making(random.Random(seed)).made()


class _Making:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.rows: list[list[object]] = []
        self.kinds: dict[int, str] = {}
        self.data: dict[str, tuple[Decimal, ...]] = {}
        self.known = rng.random() < 0.4  # whether the members are
        self.beside = rng.random() < 0.5  # the period is given beside the file
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
            self.add(title)
        if self.chance(0.5) and self.rows:
            self.add([])
        merged += self._head()
        head_ends = len(self.rows)
        if self.chance(0.4):
            form = self.rng.choice(("{}", "({})", "( {} )"))
            self.add([form.format(n) for n in range(1, len(self.keys) + len(self.figures) + 1)], "numbering")
        self._body()
        hidden = [n for n in range(1, len(self.rows) + 1) if self.chance(0.1)] if self.chance(0.4) else []
        if self.chance(0.6):
            self._tail()
        if self.chance(0.15):
            self._second_table()
        source = "layanan" if self.known else "giat"
        return Sheet(self.rows, source, self.data, self.kinds, self.beside, hidden, merged, head_ends)

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
        members = [f"{n:02d}" for n in range(1, 13)] if self.known else [f"P{n}" for n in range(1, 15)]
        chosen = self.rng.sample(members, self.rng.randint(2, 9))
        groups = self.chance(0.35)
        since: list[tuple[Decimal | None, ...]] = []
        for member in chosen:
            figures = tuple(self._figure(name) for name in self.figures)
            self.add([*([] if self.beside else [2025]), self._written(member), *map(self._cell, self.figures, figures)])
            self.data[member] = figures  # type: ignore[assignment]  # None is missing
            since.append(figures)
            if groups and len(since) > 1 and self.chance(0.5):
                self._total(self.rng.choice(SUBTOTALS), since)
                since = []
            if self.chance(0.08):
                self.add([])
            if self.chance(0.06):
                self.add(self.head, "header")
        if self.chance(0.7):
            self._total(self.rng.choice(LABELS), list(self.data.values()))
        if self.chance(0.3):
            self._total(self.rng.choice(MEANS), list(self.data.values()), mean=True)

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

    def _total(self, label: str, of: Sequence[tuple[Decimal | None, ...]], mean: bool = False) -> None:
        cells: list[object] = []
        for place, name in enumerate(self.figures):
            there = [row[place] for row in of if row[place] is not None]
            total = sum(there, Decimal(0))  # type: ignore[arg-type]
            if mean:
                total = (total / max(len(there), 1)).quantize(Decimal("0.01"))
            cells.append(self._cell(name, total if there else None))
        before = [label] if self.beside else self.rng.choice(([label, ""], ["", label], [2025, label]))
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


def write(made: Sheet, path: Path) -> Path:
    """The sheet in a file, by its suffix."""
    if path.suffix == ".csv":
        width = max(map(len, made.rows))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([*row, *[""] * (width - len(row))] for row in made.rows)
        return path
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
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


def _typed(cell: object) -> object:
    """A figure of a text as a workbook has it."""
    text = str(cell)
    if text.endswith("%") and text[:1].isdigit():
        return float(Decimal(text[:-1]) / 100)
    bare = text.replace(".", "", 1)
    return (float(text) if "." in text else int(text)) if bare.isdigit() and not text.startswith("0") else cell
