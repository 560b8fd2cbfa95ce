"""Tables and ordered choices of many names: looked up beside the elements once, and the same figures as by the reference."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import all_of, evaluate
from iku_engine.importing.importing import import_file
from iku_engine.indicators.results import new_evaluator
from iku_engine.migrate.opening import open_store
from iku_engine.reference.cross_check import check_results
from iku_engine.reference.facts import read
from iku_engine.reference.indicators import new_reference
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.sql import frame

FORMULAS = (
    "banyaknya (s yang g[z] > {n})",
    "banyaknya (s yang g[z] > {n} atau x > 50)",
    "banyaknya (s yang z > c{n})",
    "banyaknya (s yang z <= c{n} dan x > 20)",
    "banyaknya (s yang z != c{n})",
    "jumlah g[s.z]",
    "jumlah (g[s.z] + s.x)",
    "jumlah s.x atas (s yang g[z] > {n})",
    "jumlah (g[s.z]) atas (s yang z > c{n})",
)


def program(names: int, tables: int, counts: int) -> Program:
    made = "".join(
        f"tabel g{at or ''}\n" + "".join(f"  c{name} {(name * (at + 3)) % 97}\n" for name in range(names)) + "\n"
        for at in range(tables)
    )
    text = made + "dimensi k kunci kode\nsumber s per tahun, k daftar\n"
    text += "  kolom z pilihan dari g boleh kosong\n  kolom x angka 0..100 boleh kosong\n"
    for at in range(counts):
        formula = (
            FORMULAS[at % len(FORMULAS)].format(n=(at * 7) % min(names, 9)).replace("g[", f"g{at % tables or ''}[")
        )
        text += f"indikator i{at}\n  satuan angka\n  arah tanpa\n  rumus {formula}\n"
    checked = check_files([SourceFile("spec.iku", text)])
    assert not checked.errors, [one.message for one in checked.errors][:3]
    return checked.program


@pytest.mark.few("5-1-9", "17-2-18")
@pytest.mark.parametrize(
    ("names", "tables", "counts"), [(5, 1, 9), (16, 2, 9), (17, 2, 18), (60, 30, 54), (450, 3, 27)]
)
def test_what_is_looked_up_is_what_the_reference_finds(tmp_path: Path, names: int, tables: int, counts: int) -> None:
    specs, pick = program(names, tables, counts), random.Random(names)
    rows = [
        f"2025,k{at},{pick.choice(['', *(f'c{name}' for name in range(names))])},{pick.choice(['', at % 100])}"
        for at in range(20)
    ]
    file = tmp_path / "s.csv"
    file.write_text("tahun,k,z,x\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with open_store(f"sqlite:///{tmp_path}/iku.db", specs) as store:
        assert import_file(store, specs, file, "s", user="u").rejected_total == 0
        there = evaluate(store, specs, specs="", periods=[Period(2025)])
        beside = evaluate(store, specs, specs="", periods=[Period(2025)], engine="duckdb")
        of = lambda found: [(one.state, one.value, one.trace.bounds) for one in found.results]  # noqa: E731
        assert of(there) == of(beside)
        with store.reading() as connection:
            evaluator = new_evaluator(specs, Snapshot(connection, store.schema, specs))
            reference = new_reference(specs, read(connection, store.schema, specs), False)
            for name in specs.indicators:
                assert check_results(reference, all_of(evaluator, name, Period(2025))).difference is None, name


COLUMNS = 40


def wide(how: str) -> str:
    """Look-ups by 40 columns or attributes, and counts that look up in more tables than a statement takes."""
    text = "tabel g\n" + "".join(f"  c{name} {name * 7 % 97}\n" for name in range(60)) + "\ndimensi k kunci kode\n"
    text += "".join(f"  atribut z{at} pilihan dari g boleh kosong\n" for at in range(COLUMNS) if how == "attribute")
    text += "sumber s per tahun, k daftar\n  kolom x angka 0..100\n"
    text += "".join(f"  kolom z{at} pilihan dari g boleh kosong\n" for at in range(COLUMNS) if how == "column")
    of = "k." if how == "attribute" else ""
    conditions = [f"g[{of}z{at}] > {at % 9}" for at in range(COLUMNS)]
    conditions += [f"({' atau '.join(conditions[at * 3 :][:20])})" for at in range(3)]
    for at, condition in enumerate([*conditions, *conditions[:9]]):
        text += (
            f"indikator i{at}\n  satuan angka\n  arah tanpa\n  rumus banyaknya (s yang {condition} dan x > {at % 3})\n"
        )
    return text


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("how", ["column", "attribute"])
def test_as_many_tables_as_a_statement_takes_are_looked_up_in_at_once(tmp_path: Path, how: str, every: int) -> None:
    """From the seventeenth on each count had all names in it; an attribute was another key each time. 600 counts took 30 s."""
    checked = check_files([SourceFile("spec.iku", wide(how))])
    specs = checked.program
    assert not checked.errors, checked.errors[:2]
    pick = random.Random(7)
    kinds = [f"z{at}" for at in range(COLUMNS)]
    given = [[pick.choice(["", *(f"c{name}" for name in range(60))]) for _ in kinds] for _ in range(12)]
    rows = {"k": ["kode"], "s": ["tahun,k,x"]}
    held = "s" if how == "column" else "k"
    rows[held][0] += "," + ",".join(kinds)
    for at, values in enumerate(given):
        of = {held: "," + ",".join(values)}
        rows["k"].append(f"m{at}{of.get('k', '')}")
        rows["s"].append(f"2025,m{at},{at % 4}{of.get('s', '')}")
    lengths: list[int] = []
    with open_store(f"sqlite:///{tmp_path}/iku.db", specs) as store:
        for name in ["k", "s"] if how == "attribute" else ["s"]:
            (tmp_path / f"{name}.csv").write_text("\n".join(rows[name]) + "\n", encoding="utf-8")
            assert import_file(store, specs, tmp_path / f"{name}.csv", name, user="u").rejected_total == 0
        evaluate(store, specs, specs="", periods=[Period(2025)], tell=lambda one: lengths.append(len(one.text)))
        with store.reading() as connection:
            evaluator = new_evaluator(specs, Snapshot(connection, store.schema, specs))
            reference = new_reference(specs, read(connection, store.schema, specs), False)
            for name in [*specs.indicators][::-every]:
                assert check_results(reference, all_of(evaluator, name, Period(2025))).difference is None, name
    assert sum(lengths) < 500_000


def test_a_table_costs_a_statement_its_names_once(tmp_path: Path) -> None:
    """190 counts by a table of 200 rows took 57 s, and 110 by one of 514 more variables than SQLite has."""

    def told(counts: int) -> int:
        specs = program(120, 1, counts)
        lengths: list[int] = []
        with open_store(f"sqlite:///{tmp_path}/{counts}.db", specs) as store:
            evaluate(store, specs, specs="", periods=[Period(2025)], tell=lambda one: lengths.append(len(one.text)))
            file = tmp_path / "s.csv"
            file.write_text("tahun,k,z,x\n2025,a,c1,4\n2025,b,,\n", encoding="utf-8")
            import_file(store, specs, file, "s", user="u")
            evaluate(store, specs, specs="", periods=[Period(2025)], tell=lambda one: lengths.append(len(one.text)))
        return sum(lengths)

    few, some, many = told(9), told(18), told(27)
    assert many - some < 1.2 * (some - few) + 2_000
    assert (many - some) / 9 < 7_000


def test_what_is_looked_up_is_found_by_an_index_and_is_one_value_of_a_statement(tmp_path: Path) -> None:
    """130 counts of other years by a table of 3,900 rows took 552 MB; 60,000 rows were each held against all 3,900 names, in 6 s."""
    specs = program(1_000, 1, 1)
    texts: list[str] = []
    with open_store(f"sqlite:///{tmp_path}/iku.db", specs) as store:
        file = tmp_path / "s.csv"
        file.write_text("tahun,k,z,x\n2025,a,c1,4\n2025,b,,\n", encoding="utf-8")
        import_file(store, specs, file, "s", user="u")
        evaluate(store, specs, specs="", periods=[Period(2025)], tell=lambda one: texts.append(one.text))
        asked = next(text for text in texts if "c999" in text)
        assert asked.count("'") < 40
        with store.reading() as connection:
            ways = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert any("AUTOMATIC" in way[3] for way in ways), ways


TWO_PERIODS = """
dimensi k kunci kode
  atribut nama teks

tabel g
{entries}
sumber t per tahun, k lengkap
  kolom z pilihan dari g

sumber s per tahun, k lengkap atas (k yang g[t.z] > 2)
  kolom x angka 0..10

indikator i
  satuan k
  arah tanpa
  rumus banyaknya (s[tahun lalu] yang g[t.z] > 3)
"""


@pytest.mark.parametrize("names", [4, 40])
def test_the_same_words_in_two_periods_are_two_look_ups(tmp_path: Path, names: int) -> None:
    """Of whom a row is expected last year is asked by last year's `g[t.z]`, and who is counted by this year's."""
    text = TWO_PERIODS.format(entries="".join(f"  c{name} {name}\n" for name in range(1, names + 1)))
    specs = check_files([SourceFile("spec.iku", text)]).program
    files = {
        "k": "kode,nama\na,A\nb,B\nc,C\nd,D\n",
        "t": "tahun,k,z\n2024,a,c4\n2024,b,c3\n2024,c,c1\n2024,d,c4\n2025,a,c1\n2025,b,c4\n2025,c,c4\n2025,d,c3\n",
        "s": "tahun,k,x\n2024,a,1\n2024,b,2\n2025,b,3\n2025,c,4\n2025,d,5\n",
    }
    with open_store(f"sqlite:///{tmp_path}/iku.db", specs) as store:
        for name, rows in files.items():
            (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
            assert import_file(store, specs, tmp_path / f"{name}.csv", name, user="u").rejected_total == 0
        (result,) = evaluate(store, specs, specs="", periods=[Period(2025)]).results
    assert result.value == 1  # b: of a, b and d a row was expected in 2024, and of them b alone is above 3 in 2025


def test_names_that_a_database_goes_through_are_counted(tmp_path: Path, monkeypatch) -> None:
    """Counts that look up in other tables each have a statement each: 320 of sixteen tables of 3,900 names took 23 s, over two rows."""
    specs = program(450, 3, 27)
    file = tmp_path / "s.csv"
    file.write_text("tahun,k,z,x\n2025,a,c1,4\n2025,b,,\n", encoding="utf-8")
    with open_store(f"sqlite:///{tmp_path}/iku.db", specs) as store:
        import_file(store, specs, file, "s", user="u")
        assert evaluate(store, specs, specs="", periods=[Period(2025)]).results
        monkeypatch.setitem(BUDGETS, "worked", replace(BUDGETS["worked"], most=5_000))
        assert evaluate(store, specs, specs="", periods=[Period(2025)]).results
        monkeypatch.setattr(frame, "NAMES", 1)
        with pytest.raises(WrongUse) as refused:
            evaluate(store, specs, specs="", periods=[Period(2025)])
    assert refused.value.text.key == "worked-many"
