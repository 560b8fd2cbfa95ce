"""Sheets of random blocks with a total each: of different money that happens to agree, or of one money that is divided in two ways."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

SPEC = """
dimensi prov kunci kode

dimensi prog kunci kode

sumber ang3 per tahun, prov, prog register
  kolom pagu angka 0..
  kolom keluarga angka 0..
  kolom realisasi angka 0..

sumber ang2 per tahun, prov, prog register
  kolom pagu angka 0..
  kolom keluarga angka 0..

sumber satu per tahun, prov register
  kolom pagu angka 0..
  kolom keluarga angka 0..

sumber ang1 per tahun, prov, prog register
  kolom pagu angka 0..

indikator jumlah_pagu
  satuan bilangan
  arah naik
  rumus jumlah ang3.pagu
"""
PROVINCES = ["Aceh", "Bali", "Banten", "Bengkulu", "Gorontalo", "Jambi", "Lampung", "Maluku", "Papua", "Riau"]
PROGRAMMES = ["Rehabilitasi Sosial", "Perlindungan Sosial", "Penanganan Bencana", "Pemberdayaan", "Bantuan Tunai"]
WORDS = ("Subtotal", "Jumlah", "Total", "Jml")
Row = list[object]


@dataclass
class Made:
    """A sheet: its header, its rows, and the lines of those that count and of those that have to wait; the first row is on line 2."""

    head: list[str]
    rows: list[Row] = field(default_factory=list)
    counting: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    wrong: set[int] = field(default_factory=set)
    of_all: set[int] = field(default_factory=set)  # of totals of which nothing is expected

    def add(self, row: Row, where: set[int] | None = None) -> None:
        """One row more, with its line among the given ones."""
        self.rows.append(row)
        if where is not None:
            where.add(len(self.rows) + 1)

    def text(self) -> str:
        """The file."""
        return "".join(",".join(map(str, row)) + "\n" for row in [self.head, *self.rows])

    @property
    def source(self) -> str:
        """Where it goes."""
        return f"ang{len(self.head) - 2}" if "prog" in self.head else "satu"


def parts(rng: random.Random, total: int, count: int, unit: int) -> list[int]:
    """Some figures above zero that come to a total."""
    cuts = sorted(rng.sample(range(1, total // unit), count - 1))
    return [(to - since) * unit for since, to in zip([0, *cuts], [*cuts, total // unit], strict=True)]


def summed(blocks: list[list[list[int]]]) -> list[int]:
    """What the figures of all rows of some blocks come to, by column."""
    return [sum(column) for column in zip(*(row for block in blocks for row in block), strict=True)]


def blocks(rng: random.Random) -> Made:
    """Blocks of a province, or a programme, each; some subtotals agree in the first column, or in all, side by side or apart."""
    wide = rng.choice((1, 2, 3))
    by_province = rng.random() < 0.6
    outer, inner = (PROVINCES, PROGRAMMES) if by_province else (PROGRAMMES, PROVINCES)
    names = rng.sample(outer, rng.randint(2, min(6, len(outer))))
    shared = rng.sample(inner, rng.randint(2, 4))
    word = rng.choice(WORDS)
    made = Made(["prov", "prog", *("pagu", "keluarga", "realisasi")[:wide]])
    unit, of_total = (
        rng.choice([(10**8, 10**8), (1, 10**8), (10**6, 10**6), (1, 10**5)]),
        rng.choice(["none", "right", "wrong", "off", "above"]),
    )
    one, times = unit
    equal, figures = rng.choice(["chance", "neighbours", "apart", "all"]), []
    same = [rng.randint(9, 40) * times for _ in range(wide)]  # as round as what may agree by chance
    for at, _ in enumerate(names):
        count = rng.randint(1, len(shared)) if rng.random() < 0.3 else len(shared)
        alike = {"chance": False, "neighbours": at < 2, "apart": at % 2 == 0, "all": True}[equal]
        totals = [rng.randint(9, 30) * times for _ in range(wide)]
        if alike:
            totals[0] = same[0]
            totals = same if rng.random() < 0.4 else totals
        figures.append([list(row) for row in zip(*(parts(rng, total, count, one) for total in totals), strict=True)])
    everything = summed(figures)
    place = rng.choice((0, 1))

    def labelled(text: str, sums: list[int]) -> Row:
        return [text if at == place else "" for at in range(2)] + list(sums)

    on_top = rng.random() < 0.25
    if of_total == "above":
        made.add(labelled("TOTAL", everything))
    for name, block in zip(names, figures, strict=True):
        subtotal = labelled(f"{word} {name}", summed([block]))
        if on_top:
            made.add(subtotal)
        members = shared if rng.random() < 0.8 else rng.sample(shared, len(shared))
        for member, row in zip(members, block, strict=False):
            keys: Row = [name, member] if by_province else [member, name]
            made.add([*keys, *row], made.counting)
        if not on_top:
            made.add(subtotal)
    if of_total == "right":
        made.add(labelled("TOTAL", everything))
    if of_total in {"wrong", "off"}:
        made.add(
            labelled("TOTAL", [everything[0] + (one if of_total == "off" else 7 * times), *everything[1:]]), made.wrong
        )
    return made


def divided(rng: random.Random) -> Made:
    """One money by province, by programme and perhaps by source, with a text in the place of the other key, or under headings.

    The last amount may be of another day in each, where the first is long.
    """
    wide = rng.choice((1, 2, 3))
    one, times = rng.choice([(10**8, 10**8), (1, 10**8), (10**6, 10**6)])
    by_key, headed = rng.random() < 0.4, rng.random() < 0.4
    made = Made(["prov", "pagu", "keluarga"] if by_key else ["prov", "prog", *("pagu", "keluarga", "realisasi")[:wide]])
    wide = len(made.head) - 1 if by_key else wide
    totals = [rng.randint(9, 40) * times + (rng.randint(0, times - 1) // one * one) for _ in range(wide)]
    word, of_day = rng.choice(("Jumlah", "TOTAL", "Total")), wide > 1 and rng.random() < 0.3
    divisions = [
        (PROVINCES, "Menurut Provinsi", "Umum"),
        (PROGRAMMES, "Menurut Program", "Pusat"),
        (["Rupiah Murni", "Pinjaman", "Hibah", "Lainnya"], "Menurut Sumber Dana", "Pusat"),
    ]
    for at, (names, heading, other) in enumerate(divisions[: rng.choice((2, 2, 3))]):
        if at and of_day:
            totals = [*totals[:-1], totals[-1] + rng.randint(1, 7) * times]
        chosen = rng.sample(names, rng.randint(2, 4))
        figures = zip(*(parts(rng, total, len(chosen), one) for total in totals), strict=True)
        for name, row in zip(chosen, figures, strict=True):
            keys: Row = [heading, name] if headed else [other, name] if at else [name, other]
            made.add([*([name] if by_key else keys), *row], made.waiting if at else made.counting)
        named = headed and word == "Jumlah"
        made.add([f"{word} {heading}" if named else word, *([] if by_key else [""]), *totals])
    if rng.random() < 0.3:
        made.add(["TOTAL SELURUHNYA", *([] if by_key else [""]), *totals], made.of_all)
    return made
