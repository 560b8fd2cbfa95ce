"""Small specs that mean something, written at random: sources with ranges, sets, counts, sums, ratios with and without guards, weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from typed_expressions import Expressions, Place, Source

RANGES = ("0..10", "0..100", "-5..5", "1..4", "> 0 .. 10", "0 ..< 5", "0..", "..0", "2..", "-3 ..< 0", "> 0 ..", "")
WHOLE_RANGES = ("0..10", "0..3", "1..4", "-2..2", "> 0 .. 5", "0..", "0 ..< 4")
PERCENT_RANGES = ("0%..100%", "0%..", "50%..200%", "> 0% .. 100%")
UNIT_RANGES = ("0..100", "0..1", "-10..10", "0..10", "0..", "1..5", "0..12", "> 0 .. 1000", "-1..1", "0..33.33")
PARTIAL = ("", "", ' sebagian karena "uji"')
DIMENSIONS = (
    (),
    ("wilayah",),
    ("unit",),
    ("objek",),
    ("wilayah", "objek"),
    ("wilayah",),
    ("unit", "wilayah"),
    ("wilayah", "jenis"),
)
FEW_MEMBERS = ((), (), (), ("wilayah",), ("unit",))
MANY_MEMBERS = (("wilayah",), ("unit",), ("wilayah", "jenis"), ("unit", "wilayah"), ("unit", "wilayah", "jenis"))
REDUCTIONS = ("jumlah", "rerata", "terakhir", "minimum", "maksimum")


@dataclass
class Writer(Expressions):
    """Writes one spec; `text` is it."""

    weights: tuple[str, ...] = ()

    def spec(self) -> str:
        parts = self.before()
        if self.chance(0.35):
            parts.append(self.indicator("dasar_i"))
        parts.append(self.indicator("utama"))
        return "\n\n".join(parts) + "\n"

    def shares(self) -> str:
        """Counts and sums of subsets, each of its whole."""
        parts = self.before()
        place = Place("tahun")
        for number in range(3):
            whole, over = self.set_of(1, place)
            inside = self.inside(over, place)
            of = "banyaknya"
            columns = [c for c in (inside.row.numbers if inside.row is not None else ()) if c != "d"]
            if columns and self.chance(0.5):
                of = f"jumlah {self.pick(tuple(columns))} atas"
            parts.append(
                f"indikator bagian_{number}\n  satuan persen 0%..100%\n  arah naik\n  himpunan W = {whole}\n"
                f"  himpunan P = W yang {self.condition(1, inside)}\n"
                f'  bila {of} W = 0 tidak berlaku karena "kosong"\n  rumus {of} P / {of} W'
            )
        return "\n\n".join(parts) + "\n"

    def honest(self, dimensions_of: tuple[tuple[str, ...], ...] = FEW_MEMBERS) -> str:
        """Short formulas that each read much: of absent rows, empty cells, and periods that were not loaded."""
        self.targets = False
        parts = self.before()
        if len(self.sources) < 2:
            parts.append(self.source(len(self.sources)))
        for number in range(5):
            grain = self.pick(("tahun", "tahun", "semester", "triwulan", "bulan"))
            dimensions = self.random.choice(dimensions_of)
            name, place = f"ke_{number + 1}", Place(grain, dimensions)
            lines = [f"indikator {name} per {', '.join((grain, *dimensions))}", "  satuan angka", "  arah naik"]
            lines.append(f"  konsolidasi {self.pick(REDUCTIONS)}{self.pick(PARTIAL)}")
            lines += (
                ["  target 2024-Q2 = 1", "  target 2024-Q4 = 2"] if grain == "triwulan" and self.chance(0.3) else []
            )
            lines.append(f"  rumus {self.reading_much(place)}")
            parts.append("\n".join(lines))
            self.indicators.append((name, dimensions, grain))
        return "\n\n".join(parts) + "\n"

    def reading_much(self, place: Place) -> str:
        """A statistic of rows, a share, a list, a figure of several periods, or one of another indicator."""
        way = self.random.random()
        if way < 0.35:
            return self.implied(place)
        if way < 0.55:
            return self.aggregate(1, place)
        known = [(n, d) for n, d, g in self.indicators if set(d) <= set(place.dimensions)]
        if way < 0.7 and known:
            shifts = ("", "[tahun lalu]", *(("[sampai periode ini]", "[tahun ini]") if place.grain != "tahun" else ()))
            return f"{self.random.choice(known)[0]}{self.pick(shifts)}"
        reads = [read for source in self.sources for read in self.reads(source, place)] or ["1"]
        if way < 0.8:
            rules = self.pick((" bila kosong 3", " bila kosong lewati", "")) + self.not_loaded()
            return (
                f"{self.pick(('rerata', 'jumlah'))} dari {self.pick(tuple(reads))}, {self.pick(tuple(reads))}, 2{rules}"
            )
        return f"{self.pick(tuple(reads))} {self.pick(('+', '-', '*'))} {self.number(1, place)}"

    def before(self) -> list[str]:
        """What indicators read: dimensions, tables, a scale, sources."""
        parts = [
            "dimensi wilayah\n  a\n  b\n  c",
            f"dimensi unit kunci id\n  atribut induk wilayah{self.pick(('', ' boleh kosong'))}\n"
            "  atribut luas angka 0..10 boleh kosong digit 1\n"
            "  atribut kelas pilihan p, q",
            "dimensi objek kunci nomor",
            "dimensi jenis\n  j1\n  j2",
            "tabel tw dari wilayah\n  a 1\n  b 4\n  c -2",
            "tabel tj\n  x 10\n  y 5\n  z 0",
            "tabel tl\n  0: 1\n  5: 11\n  10: -4",
            "skala sk atas -1000000000..1000000000\n  baik >= 5\n  cukup 0 ..< 5\n  kurang < 0",
        ]
        return parts + [self.source(number) for number in range(self.random.choice((1, 1, 2)))]

    def source(self, number: int) -> str:
        grain = self.pick(("tahun", "tahun", "semester", "triwulan", "bulan"))
        dimensions = self.random.choice(DIMENSIONS)
        known = Source(f"s{number + 1}", grain, dimensions)
        lines = [f"sumber {known.name} per {', '.join((grain, *dimensions))}{self.absence(dimensions)}"]
        for name in ("n", "m", "k")[: self.random.choice((1, 2, 2, 3))]:
            lines.append(f"  kolom {name} {self.column(known)}")
            known = replace(known, numbers=(*known.numbers, name))
        if self.chance(0.3):
            lines.append(
                "  kolom t ya/tidak"
                + (" boleh kosong" if self.chance(0.3) else "")
                + self.consolidation(known, number=False)
            )
            known = replace(known, truths=("t",))
        if self.chance(0.3):
            lines.append("  kolom j pilihan dari tj" + self.consolidation(known, number=False))
            known = replace(known, choices=("j",))
        if self.chance(0.4):
            place = Place(grain, dimensions, known, within=True)
            lines.append(f"  hitung d = {self.number(2, place)}{self.consolidation(known)}")
            lines[-1] += f" bila kosong {self.pick(('0', '7', '-3'))}" if self.chance(0.15) else ""
            lines[-1] += f" bila belum dimuat {self.pick(('0', '7', '-3'))}" if self.chance(0.15) else ""
            known = replace(known, numbers=(*known.numbers, "d"))
        if self.chance(0.4):
            lines.append(f"  syarat {self.condition(1, Place(grain, dimensions, known, within=True))}")
        self.sources.append(known)
        return "\n".join(lines)

    def column(self, known: Source) -> str:
        kind = self.pick(("angka", "angka", "bilangan", "persen"))
        ranges = {"angka": RANGES, "bilangan": WHOLE_RANGES, "persen": PERCENT_RANGES}[kind]
        between = self.pick(ranges)
        if known.numbers and self.chance(0.2):
            between = f"0..{self.pick(known.numbers)}"
        elif "wilayah" in known.dimensions and kind == "angka" and self.chance(0.15):
            between = "-5..tw[wilayah]"
        text = (
            f"{kind} {between}"
            + (" digit 1" if kind == "angka" else "")
            + (" boleh kosong" if self.chance(0.3) else "")
        )
        if self.chance(0.15):
            amount = self.pick(("0", "5", "-1", "200"))
            text += f" bila kosong {amount + '%' if kind == 'persen' else amount}"
        elif self.chance(0.1):
            text += " bila kosong terakhir"
        if self.chance(0.15):
            text += f" bila belum dimuat {self.pick(('terakhir', '0%' if kind == 'persen' else '0', '75%' if kind == 'persen' else '2'))}"
        return text + self.consolidation(known)

    def absence(self, dimensions: tuple[str, ...]) -> str:
        """What an absent row of a source means: always said where a dimension is keyed."""
        over = self.expected_of(dimensions)
        said = [" lengkap", " daftar", *([f" lengkap atas ({over})"] if over else [])]
        return self.pick((*said, *(["", ""] if set(dimensions) <= {"wilayah", "jenis"} else [])))

    def expected_of(self, dimensions: tuple[str, ...]) -> str:
        """A set of members of one of the dimensions, decided by attributes, tables or the rows of sources written before."""
        if not dimensions:
            return ""
        dimension = self.pick(dimensions)
        having = [s.name for s in self.sources if s.dimensions == (dimension,)]
        options = {
            "wilayah": ("wilayah yang tw[wilayah] > 0", "wilayah yang wilayah != b"),
            "unit": ("unit yang kelas = p", "unit yang luas > 3", "unit yang luas >= 0", "unit yang induk = a"),
            "objek": (),
            "jenis": ("jenis yang jenis != j2",),
        }[dimension]
        shifts = (f"{dimension} yang ada {name}{shift}" for name in having for shift in ("", "[tahun lalu]"))
        read = (f"{s.name}.{s.numbers[0]}[tahun lalu] > 1" for s in self.sources if s.dimensions == (dimension,))
        return self.pick((*options, *shifts, *(f"{dimension} yang {one}" for one in read), ""))

    def consolidation(self, known: Source, number: bool = True) -> str:
        if known.grain == "tahun" and self.chance(0.7):
            return ""
        reduction = self.pick(REDUCTIONS) if number else "terakhir"
        return f" konsolidasi {reduction}{self.pick(PARTIAL)}"

    def indicator(self, name: str) -> str:
        dimensions = self.random.choice(((), (), ("wilayah",), ("unit",)))
        grain = self.pick(("tahun", "tahun", "tahun", "semester", "triwulan", "bulan"))
        lines = [f"indikator {name} per {', '.join((grain, *dimensions))}"]
        place = Place(grain, dimensions)
        percent = self.chance(0.25)
        if percent:
            lines.append(f"  satuan persen {self.pick(('0%..100%', '0%..', ''))}")
        else:
            between = self.pick(UNIT_RANGES) if self.chance(0.8) else ""
            lines.append(
                f"  satuan angka {between}" + (f" bulatkan {self.random.randrange(2)}" if self.chance(0.2) else "")
            )
        lines.append("  arah naik")
        if self.chance(0.2):
            lines.append(f"  konsolidasi {self.pick(REDUCTIONS)}{self.pick(PARTIAL)}")
        self.weights = ("wilayah",) if "wilayah" not in dimensions and self.chance(0.3) else ()
        if self.weights:
            lines.append("  bobot wilayah\n    a 20%\n    b 50%\n    c 30%")
            place = replace(place, weighted=True)
        for letter in ("A", "B")[: self.random.choice((0, 0, 1, 2))]:
            written, over = self.set_of(1, place)
            lines.append(f"  himpunan {letter} = {written}")
            place = replace(place, sets=(*place.sets, (letter, over)))
        for letter in ("p", "r")[: self.random.choice((0, 1, 2, 2))]:
            lines.append(f"  hitung {letter} = {self.number(2, place)}")
            place = replace(place, lets=(*place.lets, letter))
        if self.chance(0.35):
            lines.append(f'  bila {self.condition(1, place)} tidak berlaku karena "x"')
        if name == "dasar_i" and self.chance(0.3):
            lines.append(f"  target 2024 = {self.number(1, place)}")
        lines.append(f"  rumus {self.number(3, place)}")
        if self.chance(0.1):
            lines[-1] = (
                f"  rumus {self.pick(('rerata', 'jumlah', 'rerata geometrik'))} dari {self.number(1, place)}, {self.number(1, place)}"
            )
            lines[-1] += self.pick(("", " bila kosong lewati", " bila kosong 3")) + self.not_loaded()
        self.indicators.append((name, dimensions, grain))
        return "\n".join(lines)


def write(random: Random) -> str:
    """A spec."""
    return Writer(random).spec()


def write_honest(random: Random) -> str:
    """A spec of short formulas, of much that may not be there."""
    return Writer(random).honest()


def write_keyed(random: Random) -> str:
    """The same where each formula stands for many members: much is compared at little cost."""
    return Writer(random).honest(MANY_MEMBERS)


def write_shares(random: Random) -> str:
    """A spec of shares."""
    return Writer(random).shares()


# ---- what is decided of figures that may be nothing at all

STATISTICS = ("minimum", "maksimum", "rerata", "median", "rerata harmonik", "jumlah")
SIGNS = (">", ">=", "<", "<=")
DECIDED = """
dimensi d
  x
  y

skala sk atas -1000000000..1000000000
  baik >= 2
  kurang < 2

profil p
  naik = jika realisasi >= target maka 100% selain itu 50%

sumber s per tahun, d {absence}
  kolom a angka 0..100 boleh kosong
  kolom b angka 2..10 {missing}
  kolom t ya/tidak boleh kosong

sumber m per semester, d {halves}
  kolom n angka 2..10 {missing} konsolidasi {reduction}

sumber u per tahun
  kolom z angka 1..10 boleh kosong

indikator per_d per d
  satuan angka
  arah naik
{guard}  rumus {per_d}

indikator satu
  satuan angka
  arah naik
{guards}  target 2020.. = 2
  rumus {satu}
  capaian p
  kategori sk

indikator pembaca
  satuan angka
  arah naik
  rumus {reader}
"""


@dataclass
class Deciding:
    """Writes conditions over statistics of sets that may turn out to be empty, as cells that say who is in them are not there."""

    random: Random
    members: bool = False  # whether there is an indicator of each member to read

    def pick(self, options: tuple[str, ...]) -> str:
        return self.random.choice(options)

    def element(self) -> str:
        """A condition that a member may meet."""
        ways = [
            "s.a <= 4",
            "s.a > 90",
            "s.t",
            "s.a > s.b",
            "m.n > 5",
            "bukan s.t dan s.b > 3",
            f"{self.statistic()} > u.z",
        ]
        return self.random.choice([*ways, *(["per_d > 5"] if self.members else [])])

    def statistic(self) -> str:
        """A statistic of some members."""
        over = f"(d yang {self.random.choice(('s.a <= 4', 's.t', 's.a > s.b', 's.a > 90 dan s.t'))})"
        operand = self.pick(("s.b", "s.b", "s.b", "m.n", *(("per_d",) * 3 if self.members else ())))
        if self.random.random() < 0.1:
            return f"(rerata berbobot s.b oleh s.b atas {over})"
        return f"({self.pick(STATISTICS)} {operand} atas {over})"

    def condition(self) -> str:
        """A condition that an indicator, or one of its guards, asks."""
        return f"{self.number(1)} {self.pick(SIGNS)} {self.pick(('1', '2', '5', '10', '11', 'u.z'))}"

    def number(self, depth: int, here: str = "") -> str:
        """A number; `here` are figures of the member at hand."""
        way = self.random.random()
        if depth <= 0 or way < 0.3:
            return self.statistic() if not here or way < 0.15 else here
        left, right = self.number(depth - 1, here), self.random.choice((self.number(depth - 1, here), "u.z", "3"))
        if way < 0.5:
            return f"(jika {self.condition()} maka {left} selain itu {right})"
        if way < 0.6:
            return f"(banyaknya (d yang {self.element()}))"
        if way < 0.7:
            return f"({left} + {right})"
        if way < 0.8:
            return f"{self.pick(('rerata', 'median'))}({left}, {right})"
        return f"{self.pick(('maksimum', 'minimum'))}({left}, {right})"

    def guard(self) -> str:
        """Half of the time a guard."""
        return f'  bila {self.condition()} tidak berlaku karena "uji"\n' if self.random.random() < 0.4 else ""


def write_decided(random: Random) -> str:
    """A spec in which much is decided, or is not, by statistics that may be of nothing."""
    writer = Deciding(random)
    per_d = {"guard": writer.guard(), "per_d": writer.number(1, random.choice(("m.n", "s.b")))}
    writer.members = True
    reader = random.choice(
        (
            "jika satu > 1 maka 1 selain itu 0",
            "jika satu.kategori = baik maka 1 selain itu 0",
            "satu.capaian",
            writer.number(2),
        )
    )
    return DECIDED.format(
        absence=random.choice(("lengkap", "daftar")), halves=random.choice(("lengkap", "daftar")),
        missing=random.choice(("", "boleh kosong")), reduction=random.choice(REDUCTIONS),
        **per_d, guards=writer.guard(), satu=writer.number(2), reader=reader,
    )  # fmt: skip
