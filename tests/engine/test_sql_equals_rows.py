"""Counts and statistics from SQL are those of a walk over the rows in Python: values, states, bounds, and who is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World, row_by_row, unproven, world

from iku_engine.calculate.counting import follow
from iku_engine.evaluating.evaluate import all_of, plan_of
from iku_engine.results.evaluation import Node, Result

YEARS = range(2001, 2005)
UNITS = ("A", "B", "C", "D", "E")
GROUPS = {"A": "g1", "B": "g1", "C": "g2", "D": "g2", "E": "g3"}

HEAD = """
dimensi kelompok kunci kode
  atribut nama teks

dimensi unit kunci kode
  atribut nama teks
  atribut kelompok kelompok
  atribut jenis pilihan dinas, badan boleh kosong

tabel mutu
  AA 90
  A 75.5
  B 0

skala predikat atas 0..100
  tinggi > 50 .. 100
  rendah 0 .. 50

sumber s per tahun, unit lengkap
  kolom n angka -50..100 digit 1 boleh kosong
  kolom p persen 0%..100% digit 1
  kolom u bilangan boleh kosong
  kolom m pilihan dari mutu boleh kosong
  kolom k pilihan dari predikat boleh kosong
  kolom y ya/tidak boleh kosong
  kolom t tanggal boleh kosong
  kolom e teks boleh kosong
  hitung campur = 0.3 * n - 2 * p + 1/3
  hitung mutu_angka = mutu[m]

sumber r per tahun, unit daftar
  kolom a angka 0..10 digit 0 boleh kosong
  kolom b angka -3..3 digit 0 boleh kosong

sumber b per triwulan, unit lengkap atas (unit yang jenis = dinas)
  kolom x angka 0..10 digit 0 boleh kosong konsolidasi jumlah
  kolom w angka -3..3 digit 0 boleh kosong konsolidasi rerata sebagian karena "uji"
  kolom z angka 0..10 digit 0 boleh kosong bila kosong 1 bila belum dimuat 2 konsolidasi terakhir

sumber c per triwulan, unit daftar
  kolom x angka 0..10 digit 0 boleh kosong konsolidasi jumlah

sumber ambang per tahun
  kolom batas_bawah angka 0..20 digit 1 boleh kosong
"""

CONDITIONS = (
    "ada s",
    "ada s[tahun lalu] dan s.n > s.n[tahun lalu]",
    "s.n > 10",
    "s.n <= 10 atau s.p < 50%",
    "s.campur > 0",
    "s.mutu_angka >= 75.5",
    "s.m >= A",
    "s.m >= B",
    "s.m < B",
    "s.k = tinggi",
    "s.k != tinggi",
    "s.k >= rendah",
    "s.y",
    "bukan s.y",
    "s.y = tidak",
    "s.y != ya dan s.n > 0",
    "s.t > 2005-06-30",
    "s.t + 40 hari < 2005-06-30",
    's.e = "x"',
    's.e != "x"',
    "s.u > 1000000",
    "s.n * s.p > 5",
    "r.a * r.b > 0",
    "r.a * r.b = 0",
    "r.a = r.b",
    "r.a - r.b >= 14",
    "r.a > 11",
    "-r.b < 4",
    "r.a + r.b != 3",
    "0 * r.a = 0",
    "jenis = dinas",
    'kelompok.nama = "Satu"',
    "s.n > ambang.batas_bawah",
    "ada r dan bukan ada s",
    "b.x > 3",
    "b.w >= 0",
    "b.z = 2",
    "c.x <= 3",
)

OPERANDS = ("s.n", "s.p", "s.campur", "s.mutu_angka", "r.a * r.b", "s.u", "s.n - r.a", "2 * r.b")

OF_QUARTERS = (
    "jumlah b.x",
    "jumlah b.x atas b",
    "rerata b.w",
    "maksimum b.z",
    "banyaknya b",
    "banyaknya (b yang x > 3)",
    "banyaknya (b yang x > 3) / banyaknya b",
    "jumlah b.x bila kosong lewati bila belum dimuat 3",
    "jumlah b.x atas unit bila belum dimuat lewati",
    "banyaknya (unit yang b.x > 3) bila belum dimuat lewati",
    "jumlah c.x",
    "banyaknya c",
    "jumlah c.x bila belum dimuat lewati",
    "rerata c.x atas (unit yang ada c)",
)


def statements() -> Iterator[str]:
    for condition in CONDITIONS:
        yield f"banyaknya (unit yang {condition})"
    yield "banyaknya (unit yang ada s) / banyaknya unit"
    for operand in OPERANDS:
        for statistic in ("jumlah", "rerata", "minimum", "maksimum"):
            yield f"{statistic} ({operand}) atas unit"
        yield f"jumlah ({operand}) atas (unit yang s.n > 0)"
        yield f"rerata ({operand}) atas (unit yang ada s) bila kosong lewati bila tidak berlaku lewati"
        yield f"maksimum ({operand}) atas (unit yang ada s) bila kosong 3 bila tidak berlaku 4"
    yield from OF_QUARTERS
    yield "jumlah s.n atas s"
    yield "banyaknya (r yang a > 3) bila belum dimuat lewati"
    yield "jumlah s.n"
    yield "jumlah s.u"
    yield "maksimum s.campur"
    yield "banyaknya (s yang n > 0)"
    yield "rerata berbobot r.a oleh b"
    yield "jumlah berbobot r.b oleh a"
    yield "rerata berbobot s.n oleh (r.a) atas (unit yang ada r) bila kosong lewati bila tidak berlaku lewati"


def spec() -> str:
    parts = [HEAD]
    for place, formula in enumerate(statements()):
        for per in ("", " per kelompok"):
            name = f"i{place}_{'k' if per else 'n'}"
            parts.append(f"indikator {name}{per}\n  satuan angka\n  arah naik\n  rumus {formula}\n")
    return "\n".join(parts)


PROGRAM = unproven(spec())


def outcome(result: Result) -> object:
    """What must be the same: the state, the number, the bounds, what was never loaded, why, and the members of each class."""
    said = result.state, result.value, result.bounds, result.trace.unloaded, result.reason, result.marks
    return (result.key, *said, [listed(node) for node in result.trace.walk()])


def listed(node: Node) -> object:
    groups = [(group.kind, group.total, sorted(line.key for line in group.lines)) for group in node.groups]
    return node.operation, node.state, node.value, sorted(groups)


NA = "tidak berlaku"
CELLS = {
    "n": st.sampled_from(["", "", NA, "-50", "100", "0", "0.1", "10", "10.1", "33.3"]),
    "p": st.sampled_from(["0%", "12.5%", "50%", "100%"]),
    "u": st.sampled_from(["", NA, "0", "7", str(2**63 - 1), str(-(2**63 - 1)), str(2**62 + 1)]),
    "m": st.sampled_from(["", NA, "AA", "A", "B"]),
    "k": st.sampled_from(["", NA, "tinggi", "rendah"]),
    "y": st.sampled_from(["", NA, "ya", "tidak"]),
    "t": st.sampled_from(["", NA, "2005-06-30", "2005-07-01", "2005-05-20", "2004-02-29"]),
    "e": st.sampled_from(["", NA, "x", "y"]),
}
ROW_S = st.tuples(*CELLS.values())
SMALL = st.tuples(st.sampled_from(["", NA, "0", "3", "10"]), st.sampled_from(["", NA, "-3", "0", "3"]))
QUARTERS = st.tuples(
    st.sampled_from(["", NA, "0", "3", "10"]),
    st.sampled_from(["", NA, "-3", "0", "3"]),
    st.sampled_from(["", "0", "4", "10"]),
)
LEVELS = st.sampled_from(["", "0", "10", "10.1"])


START, END = 2003, 2003  # the first year of units that are new, and the last of those that are gone
DAYS = {"always": ",,", "new": f"{START}-05-01,,", "gone": f",{END}-12-31,E"}


@st.composite
def facts(draw: st.DrawFn) -> dict[str, str]:
    """Some years are not loaded, some are loaded without a row, and the rest have some of the units that are valid."""
    validity = {u: draw(st.sampled_from(["always", "always", "always", "new", "gone"])) for u in UNITS}
    found = {
        "kelompok": "kode,nama\ng1,Satu\ng2,Dua\ng3,Tiga\ng4,Kosong\n",
        "unit": "kode,nama,kelompok,jenis,mulai,akhir,pengganti\n"
        + "".join(
            f"{u},Unit {u},{GROUPS[u]},{draw(st.sampled_from(['dinas', 'badan', '']))},{DAYS[validity[u]]}\n"
            for u in UNITS
        ),
    }
    for year in YEARS:
        kept = {"always", *(["new"] if year >= START else []), *(["gone"] if year <= END else [])}
        there = [u for u in UNITS if validity[u] in kept]
        present = draw(st.sampled_from(["all", "all", "some", "some", "none", "not loaded"]))
        for name, rows, columns in (("s", ROW_S, ",".join(CELLS)), ("r", SMALL, "a,b")):
            if present == "not loaded" or draw(st.integers(0, 9)) == 0:
                continue
            units = there if present == "all" else [u for u in there if present == "some" and draw(st.booleans())]
            lines = [f"{u}," + ",".join(draw(rows)) for u in units]
            found[f"{name}@{year}"] = "\n".join([f"unit,{columns}", *lines, ""])
        for quarter, name in product(range(1, 5), ("b", "c")):
            here = draw(st.sampled_from(["all", "all", "all", "some", "not loaded"]))
            if here != "not loaded":
                first = (year, quarter) == (START, 1)  # before the first day of units that are new
                valid = [u for u in there if not (first and validity[u] == "new")]
                units = valid if here == "all" else [u for u in valid if draw(st.booleans())]
                rows, columns = (QUARTERS, "x,w,z") if name == "b" else (QUARTERS.map(lambda row: row[:1]), "x")
                lines = [f"{u}," + ",".join(draw(rows)) for u in units]
                found[f"{name}@{year}-Q{quarter}"] = "\n".join([f"unit,{columns}", *lines, ""])
        found[f"ambang@{year}"] = f"batas_bawah\n{draw(LEVELS)}\n"
    return found


def outcomes(
    made: World, names: Sequence[str], years: Sequence[int], engine: str = "", together: bool = True
) -> dict[tuple[str, int], list[object]]:
    with made.evaluator(engine) as evaluator:
        evaluator.listing = None
        if together:
            follow(evaluator, plan_of(made.program, [(name, [made.period(year) for year in years]) for name in names]))
        return {
            (name, year): [outcome(result) for result in all_of(evaluator, name, made.period(year))]
            for name in names
            for year in years
        }


def compare(given_facts: dict[str, str], names: Sequence[str], years: Sequence[int]) -> None:
    with world(PROGRAM, given_facts) as made:
        from_sql = outcomes(made, names, years)
        alone = outcomes(made, names, years, together=False)
        with row_by_row():
            from_rows = outcomes(made, names, years, together=False)
    for place, results in from_sql.items():
        formula = PROGRAM.indicators[place[0]][0].formula.text
        assert results == from_rows[place], (place, formula)
        assert alone[place] == results, (place, formula)


NAMES = st.lists(st.sampled_from(list(PROGRAM.indicators)), min_size=12, max_size=12, unique=True)


@settings(max_examples=2, deadline=None)
@given(facts(), NAMES)
def test_sql_and_rows_agree(given_facts: dict[str, str], names: list[str]) -> None:
    compare(given_facts, names, YEARS[-2:])


@pytest.mark.soak
@settings(max_examples=40, deadline=None)
@given(facts())
def test_sql_and_rows_agree_on_everything(given_facts: dict[str, str]) -> None:
    compare(given_facts, list(PROGRAM.indicators), YEARS[1:])
