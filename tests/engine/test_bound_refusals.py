"""What an import would keep out of a file is what refuses the same file when it is bound: the same rows, columns and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bound_files import write_csv
from worlds import World, at, world

from iku_dsl.problem import Text, say
from iku_engine.binding import find
from iku_engine.bound import Binding, rules
from iku_engine.bound import bind as twice
from iku_engine.errors import RefusedFacts
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.reading import Reading

SPEC = """
dimensi wilayah
  a
  b

dimensi unit kunci kode
  atribut nama teks
  atribut induk wilayah boleh kosong

dimensi objek kunci nomor

tabel mutu
  AA 90
  A 75.5

sumber s per {grain}, unit, wilayah, objek
  kolom n angka -50..100 digit 1
  kolom p persen 0%..100% digit 1 boleh kosong
  kolom u bilangan > 0 ..< 10
  kolom m pilihan dari mutu boleh kosong
  kolom y ya/tidak
  kolom t tanggal boleh kosong
  kolom e teks boleh kosong
  kolom w teks
  kolom d durasi jam 0..24 boleh kosong
  kolom i unit boleh kosong
{rules}
indikator x
  satuan angka
  arah naik
  rumus banyaknya s
"""
UNITS = "kode,nama,induk,mulai,akhir\n01,Satu,a,,\n02,Dua,b,2024-06-01,\n03,Tiga,,,2024-03-31\n"
NAMES = ("tahun", "unit", "wilayah", "objek", "n", "p", "u", "m", "y", "t", "e", "w", "d", "i")
GOOD = {
    "unit": ("01", "01", " 01 "), "wilayah": ("a", "b"), "n": ("1", "-50", "99.9", "100.0", "1e0"[:1]),
    "p": ("12.5%", "", "tidak berlaku"), "u": ("1", "9"), "m": ("A", "AA", "-"), "y": ("ya", "TIDAK", "true"),
    "t": ("2024-02-29", "31/12/2024", ""), "e": ("x", "n/a", " y "), "w": ("x", " z"), "d": ("1:30:00", "2.5", ""), "i": ("01", ""),
}  # fmt: skip
BAD = {
    "unit": ("", "1", "04", "n/a", "#N/A", "satu"), "wilayah": ("c", "A", "-"), "n": ("", "100.01", "-51", "1.25", "x", "12%"),
    "p": ("50", "101%", "0.55%", "#REF!"), "u": ("0", "10", "1.5", "", "tidak berlaku"), "m": ("B", "a"), "y": ("1", "", "mungkin"),
    "t": ("2024-02-30", "kemarin"), "e": ("#DIV/0!",), "w": ("", "-", "#N/A", "tidak berlaku"), "d": ("25:00:00", "1:75:00"), "i": ("9",),
}  # fmt: skip
Rows = Sequence[Sequence[str]]


def random_rows(random: Random, periods: tuple[str, ...], spoiled: int) -> list[tuple[str, ...]]:
    rows = []
    for number in range(25):
        cells = [random.choice(GOOD[name]) for name in NAMES if name in GOOD]
        row = [random.choice(periods), *cells[:2], f"o{number % 23}", *cells[2:]]
        if number < spoiled:
            name = random.choice([*BAD, "tahun"])
            row[NAMES.index(name)] = random.choice(BAD.get(name, ("", "24", "2024-Q5", "2024-13")))
        rows.append(tuple(row))
    random.shuffle(rows)
    return rows


def write_texts(path: Path, names: Sequence[str], rows: Rows, missing: Random | None = None) -> None:
    """A Parquet file of texts alone."""
    columns = [
        [cell or (None if missing is not None and missing.random() < 0.5 else "") for cell in c]
        for c in zip(*rows, strict=True)
    ]
    pq.write_table(pa.table([pa.array(c, pa.string()) for c in columns], names=list(names)), path)


def kept_out(made: World, path: Path) -> list[tuple[int, str, str, Text]]:
    """What an import keeps out, by row from 1."""
    report = import_file(
        made.store, made.program, path, "s", user="uji", dry_run=True, reading=Reading(numbers="en"),
    )  # fmt: skip
    return [(cell.row - 1, cell.column, cell.value, cell.reason) for cell in report.rejected]


def refused(made: World, path: Path) -> tuple[int, list[tuple[int, str, str, Text]]]:
    """How many rows refuse a bound file, and what is said of the first ones."""
    bound = [find(Binding("s", (str(path),)))]
    try:
        evaluate(made.store, made.program, specs="", periods=[at("2024")], bound=bound)
    except RefusedFacts as error:
        told = [
            dict(detail.arguments)
            for detail in error.details
            if detail.key in ("bound-cell", "bound-column", "bound-row")
        ]
        return int(str(dict(error.text.arguments)["count"])), [
            (t["row"], t.get("column", ""), t.get("value", ""), _reason(t["reason"])) for t in told
        ]
    return 0, []


def _reason(text: Text) -> Text:
    return dict(text.arguments)["reason"] if text.key == "bound-guessed" else text


@pytest.mark.few("0")
@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.soak) for n in range(3, 60))])
def test_the_rows_an_import_keeps_out_refuse_a_bound_file(seed, tmp_path):
    random = Random(seed)
    grain, periods = random.choice(
        (("tahun", ("2023", "2024", "2025")), ("triwulan", ("2024-Q1", "2024-Q2", "2023-Q4")))
    )
    spec = SPEC.format(grain=grain, rules="")
    names = (grain, *NAMES[1:])
    rows = random_rows(random, periods, spoiled=random.choice((0, 1, 3, 9)))
    write_csv(tmp_path / "s.csv", names, rows)
    write_texts(tmp_path / "s.parquet", names, rows, random)
    with world(spec, {"unit": UNITS}) as made:
        wanted = kept_out(made, tmp_path / "s.csv")
        cells = [one for one in wanted if one[3].key != "row.twice"]
        wanted = cells or [(row, column, value, _twice(reason)) for row, column, value, reason in wanted]
        count, found = refused(made, tmp_path / "s.parquet")
        assert count == len(wanted)  # keys that come twice are looked for where all else is good
        assert [(row, value, reason) for row, _, value, reason in found] == [
            (row, value, reason) for row, _, value, reason in wanted[:10]
        ]
        count, found = refused(made, tmp_path / "s.csv")
        assert (count, [row - 1 for row, *_ in found]) == (len(wanted), [row for row, *_ in wanted[:10]])


def _twice(reason: Text) -> Text:
    """The row of a Parquet file that an earlier line of text is."""
    return say(reason.key, first=int(str(dict(reason.arguments)["first"])) - 1)


RULES = {
    "in SQL": '  syarat n <= 50 karena "terlalu besar"\n  syarat bukan (y dan u > 8)\n',
    "where it applies": '  syarat e != "x" dan bukan (p > 12%)\n',
    "by an attribute": "  syarat bukan (unit.induk = a dan n > 50)\n",
    "row by row": "  syarat n / u <= 20\n  syarat maksimum(n, 3) < 90\n",
    "of an earlier period": "  syarat n >= n[tahun lalu]\n",
}


@pytest.mark.few("csv-in SQL", "csv-of an earlier period", "parquet-where it applies", "parquet-row by row")
@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_rows_that_break_a_rule_refuse_a_bound_file(rules, kind, tmp_path):
    random = Random(rules)
    spec = SPEC.format(grain="tahun", rules=RULES[rules])
    rows = random_rows(random, ("2024", "2023"), spoiled=0)
    if rules == "of an earlier period":
        rows += [("2025" if row[0] == "2024" else "2024", *row[1:]) for row in rows[:12] if row[0] in ("2023", "2024")]
        rows = list({(row[0], *map(str.strip, row[1:4])): row for row in rows}.values())
    else:
        rows = list({(row[0], *map(str.strip, row[1:4])): row for row in rows}.values())
    write_csv(tmp_path / "s.csv", NAMES, rows)
    write_texts(tmp_path / "s.parquet", NAMES, rows)
    with world(spec, {"unit": UNITS}) as made:
        wanted = kept_out(made, tmp_path / "s.csv")
        count, found = refused(made, tmp_path / f"s.{kind}")
    lines = 1 if kind == "csv" else 0
    if rules == "of an earlier period":  # an import leaves a refused row out of what later ones are held against
        assert {row for row, *_ in wanted} <= {row - lines for row, *_ in found} or len(found) == 10
    else:
        assert wanted
        assert count == len(wanted)
        assert found == [(row + lines, *rest) for row, *rest in wanted[:10]]


def test_a_check_is_told_and_its_rows_count(tmp_path):
    spec = SPEC.format(grain="tahun", rules='  periksa n <= 50 karena "besar"\n')
    rows = [("2024", "01", "a", f"o{n}", str(n), "", "1", "", "ya", "", "", "x", "", "") for n in (49, 50, 51, 52)]
    write_texts(tmp_path / "s.parquet", NAMES, rows)
    with world(spec, {"unit": UNITS}) as made:
        bound = [find(Binding("s", (str(tmp_path / "s.parquet"),)))]
        found = evaluate(made.store, made.program, specs="", periods=[at("2024")], bound=bound)
    assert found.results[0].value == 4
    told = [dict(note.arguments) for note in found.notes]
    assert told[0] == {"relation": "s", "count": 2}
    assert [(one["row"], one["value"]) for one in told[2:]] == [(3, "51"), (4, "52")]


def test_an_end_that_another_column_gives(tmp_path):
    spec = (
        "sumber s per tahun\n  kolom a angka 0..10 digit 1\n  kolom b angka 0..a digit 2 boleh kosong\n\n"
        "indikator x\n  satuan angka\n  arah naik\n  rumus s.a\n"
    )
    years = pa.array([2021, 2022, 2023, 2024])
    tops = pa.array([Decimal("2.5"), Decimal("2.5"), Decimal("2.5"), Decimal("0.1")], pa.decimal128(5, 1))
    for kind, wrong in ((pa.decimal128(9, 3), "2.510"), (pa.decimal128(5, 2), "2.51")):
        values = pa.array([Decimal("2.5"), Decimal("2.51"), None, Decimal("0.1")], kind)
        pq.write_table(pa.table({"tahun": years, "a": tops, "b": values}), tmp_path / "s.parquet")
        with world(spec) as made:
            count, found = refused(made, tmp_path / "s.parquet")
        assert (count, [one[:3] for one in found]) == (1, [(2, "b", wrong)])
        assert found[0][3].key == "cell.limit"


def test_a_bound_dimension_has_first_and_last_days(tmp_path):
    spec = SPEC.format(grain="tahun", rules="")
    ends = [None, None, date(2024, 3, 31), date(2019, 1, 1)]
    columns = {
        "kode": ["01", "02", "03", "04"],
        "nama": ["Satu", "Dua", None, "Empat"],
        "mulai": [None, date(2025, 1, 1), None, None],
    }
    pq.write_table(pa.table({**columns, "akhir": pa.array(ends, pa.date32())}), tmp_path / "unit.parquet")
    rows = [("2024", key, "a", key, "1", "", "1", "", "ya", "", "", "x", "", "") for key in ("01", "03", "04", "02")]
    write_texts(tmp_path / "s.parquet", NAMES, rows)
    spoiled = [find(Binding("unit", (str(tmp_path / "unit.parquet"),)))]
    with world(spec) as made, pytest.raises(RefusedFacts) as caught:
        evaluate(made.store, made.program, specs="", periods=[at("2024")], bound=spoiled)
    assert dict(caught.value.details[1].arguments)["row"] == 3  # a name is required
    columns["nama"][2] = "Tiga"
    pq.write_table(pa.table({**columns, "akhir": pa.array(ends, pa.date32())}), tmp_path / "unit.parquet")
    bound = [find(Binding(name, (str(tmp_path / f"{name}.parquet"),))) for name in ("unit", "s")]
    with world(spec) as made, pytest.raises(RefusedFacts) as caught:
        evaluate(made.store, made.program, specs="", periods=[at("2024")], bound=bound)
    told = [dict(detail.arguments) for detail in caught.value.details if detail.key == "bound-cell"]
    assert [(one["row"], one["value"], one["reason"].key) for one in told] == [
        (3, "04", "member.no-longer.none"), (4, "02", "member.not-yet.none"),
    ]  # fmt: skip
    write_texts(tmp_path / "s.parquet", NAMES, rows[:2])
    bound = [find(Binding(name, (str(tmp_path / f"{name}.parquet"),))) for name in ("unit", "s")]
    with world(spec) as made:
        found = evaluate(made.store, made.program, specs="", periods=[at("2024")], bound=bound)
    assert found.results[0].value == 2


def test_a_last_day_before_the_first_refuses_a_bound_dimension(tmp_path):
    days = {"mulai": [date(2024, 1, 1)], "akhir": [date(2023, 12, 31)]}
    pq.write_table(pa.table({"kode": ["01"], "nama": ["Satu"], **days}), tmp_path / "unit.parquet")
    bound = [find(Binding("unit", (str(tmp_path / "unit.parquet"),)))]
    with world(SPEC.format(grain="tahun", rules="")) as made, pytest.raises(RefusedFacts) as caught:
        evaluate(made.store, made.program, specs="", periods=[at("2024")], bound=bound)
    assert dict(caught.value.details[0].arguments)["reason"].key == "member.turned"


def test_what_was_found_good_is_not_looked_at_again_until_it_changes(tmp_path):
    spec = SPEC.format(grain="tahun", rules="  syarat n <= 50\n")
    row = ("2024", "01", "a", "o1", "1", "", "1", "", "ya", "", "", "x", "", "")
    with world(spec, {"unit": UNITS}) as seen, open_store(f"sqlite:///{tmp_path}/iku.db", seen.program) as store:
        seen.store = store
        seen.load("unit", UNITS)

        def value(rows: Rows) -> object:
            write_texts(tmp_path / "s.parquet", NAMES, rows)
            bound = [find(Binding("s", (str(tmp_path / "s.parquet"),)))]
            with patch.object(rules, "keep_rules", wraps=rules.keep_rules) as looked:
                found = evaluate(store, seen.program, specs="the same", periods=[at("2024")], bound=bound)
            return found.results[0].value, looked.call_count

        assert value([row]) == (1, 1)
        assert value([row]) == (1, 0)
        assert value([row, ("2024", "01", "b", *row[3:])]) == (2, 1)
        with pytest.raises(RefusedFacts):
            value([(*row[:4], "60", *row[5:])])


def test_keys_that_come_twice_are_found_in_several_turns(tmp_path, monkeypatch):
    monkeypatch.setattr(twice, "AT_ONCE", 7)
    rows = [("2024", "01", "a", f"o{n % 30}", "1", "", "1", "", "ya", "", "", "x", "", "") for n in range(33)]
    write_texts(tmp_path / "s.parquet", NAMES, rows)
    with world(SPEC.format(grain="tahun", rules=""), {"unit": UNITS}) as made:
        count, found = refused(made, tmp_path / "s.parquet")
    assert (count, [row for row, *_ in found]) == (3, [31, 32, 33])
    assert [dict(reason.arguments)["first"] for *_, reason in found] == [1, 2, 3]
