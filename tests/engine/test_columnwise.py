"""What a source requires is decided column by column just as row by row, whatever the rule and the rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random
from unittest.mock import patch

import pytest
from worlds import unproven, world

from iku_dsl.interval import Interval, add, divide, make, multiply, point
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Program
from iku_dsl.program import expression as ex
from iku_dsl.types import Operator
from iku_engine.calculate.logic import decide
from iku_engine.columnwise import ColumnCheck
from iku_engine.columnwise.vectors import Numbers, Truths, plus, scaled
from iku_engine.columnwise.vectors import compared as compared_columns
from iku_engine.columnwise.vectors import product as vector_product
from iku_engine.columnwise.vectors import quotient as vector_quotient
from iku_engine.reading import delimited
from iku_engine.results.evaluation import State
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.staging.plain import Plain
from iku_engine.staging.report import ImportReport

BEFORE = """
dimensi wilayah
  u
  v
dimensi unit kunci kode
  atribut luas angka 0..2 digit 1{luas}
  atribut sejak tanggal
tabel batas dari wilayah
  u 2
  v 3
tabel nilai_j
  baik 10
  cukup 5
  kurang 0
skala sk atas -1000000..1000000
  tinggi >= 5
  rendah < 5

sumber s per tahun, wilayah, unit
  kolom a angka 0..3 digit 1{a}
  kolom b bilangan -2..2{b}
  kolom c persen 0%..{c}
  kolom h angka{h}
  kolom x angka 0..{x} boleh kosong
  kolom t ya/tidak{t}
  kolom j pilihan dari nilai_j{j}
  kolom k pilihan p, q, r{k}
  kolom d tanggal
  kolom e tanggal{e}
  kolom w durasi jam 0..2{w}
  kolom z teks{z}
  hitung jumlah_ab = a + b
"""
OPTIONAL = ("luas", "a", "b", "c", "h", "t", "j", "k", "e", "w", "z")
LITERALS = ("0", "0", "1", "-1", "2", "3", "-2", "0.5", "1/3")
CELLS = {
    "a": ("0", "0.5", "1", "2", "3"), "b": ("-2", "-1", "0", "1", "2"), "c": ("0%", "50%", "100%", "200%"),
    "h": ("-2", "-1", "0", "1", "2.5"), "t": ("ya", "tidak"), "j": ("baik", "cukup", "kurang"), "k": ("p", "q", "r"),
    "w": ("0 menit", "60 menit", "90 menit", "120 menit"), "z": ("satu", "dua"),
}  # fmt: skip
COMPARED = ("=", "!=", "<", "<=", ">", ">=")


class Writer:
    """Writes conditions about a row of `s`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def number(self, depth: int) -> str:
        if depth == 0:
            leaf = self.pick(*"aabbchhx", "jumlah_ab", "unit.luas", "batas[wilayah]", "(w / 1 jam)", *LITERALS)
            return f"({leaf})" if leaf[0] == "-" else leaf
        one, other = self.number(depth - 1), self.number(depth - 1)
        return self.pick(
            f"({one} {self.pick('+', '-')} {other})", f"({one} {self.pick('+', '-')} {other})", f"({one} * {other})",
            f"({one} * {self.pick('2', '0.5', '-3', '0', '1/3')})".replace("-3", "(-3)"), f"({one} / {other})",
            f"({one} / {self.pick('2', '3', '0.1')})", f"-({one})", f"minimum({one}, {other})", f"mutlak({one})",
            f"(jika {self.number(0)} > {self.pick(*LITERALS)} maka {one} selain itu {other})", f"{one} ^ 2",
        )  # fmt: skip

    def condition(self, depth: int) -> str:
        if depth == 0:
            return self.pick(
                f"{self.number(0)} {self.pick(*COMPARED)} {self.number(0)}",
                f"{self.number(1)} {self.pick(*COMPARED)} {self.number(self.random.choice((0, 0, 1)))}",
                f"{self.number(1)} {self.pick(*COMPARED)} {self.pick(*LITERALS)}",
                f"j {self.pick(*COMPARED)} {self.pick('baik', 'cukup', 'kurang')}", f"k {self.pick('=', '!=')} q",
                f"d {self.pick(*COMPARED)} e", f"d - e {self.pick(*COMPARED)} {self.pick('0', '30')} hari",
                "d >= unit.sejak", "e + 9 hari >= d", f"wilayah {self.pick('=', '!=')} u",
                f't = {self.pick("ya", "tidak")}',
                "t", f"{self.pick(*'abcjtezk')} {self.pick('=', '!=')} kosong", 'z = "satu"', "sk[a - b] = tinggi",
                f"w {self.pick(*COMPARED)} {self.pick('0', '90', '120')} menit", f"nilai_j[j] {self.pick(*COMPARED)} 5",
                f"jumlah_ab {self.pick('=', '!=')} kosong",
            )  # fmt: skip
        one, other = self.condition(depth - 1), self.condition(depth - 1)
        return self.pick(
            f"({one} {self.pick('dan', 'atau')} {other})", f"({one} atau {other})", f"bukan ({one})",
            f"(jika {self.condition(0)} maka {one} selain itu {other})", one,
        )  # fmt: skip

    def spec(self, *kinds: str, between: str) -> str:
        may = {name: self.pick("", " boleh kosong") for name in OPTIONAL}
        lines = [f"  {kind} {self.condition(self.random.choice((0, 0, 1, 2)))}" for kind in kinds]
        return BEFORE.format(**may, x=between) + "\n".join(lines) + "\n"


def file(program: Program, random: Random, odd: float, most: int = 3) -> str:
    """Rows for `s`: cells that are missing where they may be, some that do not apply, a few at fault."""
    columns = program.sources["s"].columns
    lines = ["tahun,wilayah,unit," + ",".join(columns)]
    for year in range(2001, 2007):
        for place, unit in (("u", "1"), ("u", "2"), ("v", "1"), ("v", "2")):
            cells = {name: random.choice(texts) for name, texts in CELLS.items()}
            cells |= {name: str(date(2024, 1, 1) + timedelta(random.choice((0, 1, 30, 60)))) for name in "de"}
            cells["x"] = str(random.randint(0, most))
            for name, column in columns.items():
                if column.may_be_missing and random.random() < 0.25:
                    cells[name] = "tidak berlaku" if random.random() < odd else ""
                elif random.random() < odd / 20:
                    cells[name] = "#REF!"
            lines.append(f"{year},{place},{unit}," + ",".join(cells[name] for name in columns))
    return "\n".join(lines) + "\n"


@contextmanager
def row_by_row() -> Iterator[None]:
    """Imports in which each row is checked for itself."""
    with patch.object(ColumnCheck, "open_rows", lambda _, found: (list(range(len(found))), [])):
        yield


def imported(program: Program, text: str, random: Random) -> tuple[ImportReport, object]:
    """What an import says, and all that it stored."""
    luas = "" if program.dimensions["unit"].attributes["luas"].may_be_missing else "0.5"
    with world(program) as made, patch.object(delimited, "CHUNK", random.choice((3, 16, 100))):
        made.load("unit", f"kode,luas,sejak\n1,2,2024-01-20\n2,{luas},2024-02-01\n")
        report = made.load("s", text)
        table = made.store.schema.relations["s"].table
        with made.store.reading() as connection:
            stored = connection.execute(table.select().order_by(table.c.row_id)).all()
    return replace(report, file=""), stored


def agrees(seed: int) -> None:
    """An import is the same either way; and of each row, each rule is said to be just as true as the calculator says."""
    random, writer = Random(seed), Writer(seed)
    for kind in ("syarat", "periksa"):
        program = unproven(writer.spec(kind, between=writer.pick("3", "3", "batas[wilayah]", "a", "unit.luas")))
        text = file(program, random, random.choice((0, 0.4)))
        found = imported(program, text, random)
        with row_by_row():
            assert imported(program, text, random) == found
    program = unproven(writer.spec(*["periksa"] * 8, between="3"))
    with patch.object(RowCheck, "open_rows", compared):
        imported(program, file(program, random, 0), random)


def compared(check: RowCheck, found: Plain) -> list[int]:
    """All rows, once what is said of them is compared."""
    assert check.calculation is not None
    for row in found:
        keys = dict(zip(check.relation.dimensions, row.keys, strict=True))
        one = {name: [key] for name, key in keys.items()}
        values = {name: [value] for name, value in row.values.items()}
        if any(value for name, value in row.values.items() if name.startswith(NOT_APPLICABLE_PREFIX)):
            continue
        for rule in (*check.requirements, *check.checks):
            rows = check.columnwise.by_column(values, one, 1, row.period)
            vector = rows.vector(rule.condition)
            if vector is None or rows.singly:
                continue
            assert isinstance(vector, Truths)
            node = check.calculation.node(rule.condition, check.place(row.period, row.keys, row.values))
            assert node.state is not State.ERROR
            assert vector.values == [node.value if node.state is State.VALUE else None], (rule.condition.text, row)
    return list(range(len(found)))


ENDS = [None, *map(Fraction, (-2, -1, 0, 1))]
INTERVALS = [made for low, high in product(ENDS, ENDS) if (made := make(low, high)) is not None]


def numbers(interval: Interval, known: bool = False) -> Numbers:
    low, high = (None if end is None else [int(end)] for end in (interval.low, interval.high))
    return Numbers(1, low, low if known else high, known)


@pytest.mark.parametrize("sign", COMPARED)
def test_ends_decide_as_the_calculator_says(sign: str) -> None:
    comparison = ex.Comparison(Operator(sign), ex.Constant(None), ex.Constant(None))
    for left, right in product(INTERVALS, INTERVALS):
        for known in (False, left.is_point):
            found = compared_columns(comparison, numbers(left, known), numbers(right), 1)
            assert found == Truths([decide(Operator(sign), left, right)]), (left, right)


def test_ends_of_sums_and_products_are_the_calculators() -> None:
    for left, right in product(INTERVALS, INTERVALS):
        assert plus(numbers(left), numbers(right)) == numbers(add(left, right))
        found = vector_product(numbers(left), numbers(right))
        assert found in (None, numbers(multiply(left, right)))
        assert (found is None) == (None in (left.low, left.high, right.low, right.high))
        ratio, by_zero = vector_quotient(numbers(left), numbers(right, known=right.is_point)) or (None, set())
        ends = divide(left, right)
        assert by_zero or ratio is None or (ratio.low, ratio.high) == ([ends.low], [ends.high])
    for interval, factor in product(INTERVALS, (-2, -1, 1, 2)):
        assert scaled(numbers(interval), Fraction(factor)) == numbers(multiply(interval, point(factor)))


@pytest.mark.parametrize("seed", range(3))
def test_by_column_is_row_by_row(seed: int) -> None:
    agrees(seed)


@pytest.mark.soak
@pytest.mark.parametrize(
    "seeds", [range(first, first + 100) for first in range(3, 1103, 100)], ids=lambda seeds: seeds.start
)
def test_by_column_is_row_by_row_of_many(seeds: range) -> None:
    for seed in seeds:
        try:
            agrees(seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error


KEPT = """
  syarat a <= 3
  syarat a + b >= -2
  syarat a - 2 * b <= 7
  syarat a * b <= 6
  periksa b / 4 <= 0.5
  syarat a >= 0 dan c >= 0%
  syarat bukan (a < 0 atau b > 2)
  syarat t atau bukan t
  syarat j >= kurang
  syarat k != q atau k = q
  syarat d - e <= 60 hari
  syarat d >= 2024-01-01
  syarat jumlah_ab <= 5
  syarat jika b > 1 maka a >= 0 selain itu h <= 2.5
  syarat wilayah = u atau wilayah = v
  syarat z != "tiga"
  syarat a * unit.luas <= 6
  syarat a - batas[wilayah] <= 1
  periksa a = kosong atau a >= 0
  syarat d >= unit.sejak - 60 hari atau d < unit.sejak
  syarat w <= 300 menit
  syarat a = kosong atau a >= 0
"""


@pytest.mark.parametrize("may", ["", " boleh kosong"])
def test_no_row_is_looked_at_for_itself_where_all_keep_the_rules(may: str) -> None:
    between = dict.fromkeys(OPTIONAL, may) | {"luas": "", "x": "batas[wilayah]"}
    program = unproven(BEFORE.format(**between) + KEPT.lstrip("\n"))
    random = Random(1)
    text = file(program, random, 0, most=2)
    with patch.object(RowCheck, "broken_rule", side_effect=AssertionError):
        report, _ = imported(program, text, random)
    assert (report.accepted, report.rejected_total, report.doubted_total) == (24, 0, 0)
