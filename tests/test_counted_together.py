"""What is cheap at size and must stay right: rows of full periods counted together, and many rows in one statement."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.calculate import new_calculation
from iku_engine.calculate.counting import completeness
from iku_engine.database import bulk
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.store import Store
from iku_engine.words.labels import numbering

SPEC = """
dimensi kab kunci kode
  atribut nama teks

sumber orang per tahun, kab lengkap
  kolom n bilangan 0..

indikator jumlah_orang
  satuan angka
  arah naik
  rumus jumlah orang.n
"""


def program(spec: str = SPEC) -> Program:
    checked = check_files([SourceFile("spec.iku", spec)])
    assert checked.program is not None, checked.problems
    return checked.program


def store_of(folder: Path, **files: str) -> str:
    """The address of a store that these files were imported into, each into the source it is named after."""
    address, specs = f"sqlite:///{folder}/iku.db", program()
    with open_store(address, specs) as store:
        for name, text in {"kab": "kode,nama\nA,Kab. A\nB,Kab. B\nC,Kab. C\n", **files}.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
            assert import_file(store, specs, folder / f"{name}.csv", name, user="u").rejected_total == 0
    return address


def there(store: Store, specs: Program, source: str, years: range) -> tuple[list[tuple[int, int]], list[str]]:
    """How many rows of how many are there in each year, and the statements that counted rows of the source."""
    asked: list[str] = []
    with store.reading() as connection:
        snapshot = Snapshot(connection, store.schema, specs)
        snapshot.tell = lambda one: asked.append(" ".join(one.text.split()))
        calculator = new_calculation(specs, snapshot)
        found = [completeness(calculator, specs.sources[source], Period(year)) for year in years]
    counting = [text for text in asked if "count(*)" in text and f"fact_{source}" in text]
    return [(one.there, one.expected) for one in found if one is not None], counting


def test_full_periods_are_counted_by_one_statement(tmp_path: Path) -> None:
    rows = "".join(f"{year},{kab},1\n" for year in (2023, 2024, 2025) for kab in "ABC")
    specs = program()
    with open_store(store_of(tmp_path, orang=f"tahun,kab,n\n{rows}"), specs) as store:
        known, counting = there(store, specs, "orang", range(2023, 2026))
    assert known == [(3, 3)] * 3
    (only,) = counting
    assert "WHERE" not in only


def test_a_period_that_lacks_a_row_is_not_full_beside_others(tmp_path: Path) -> None:
    rows = "".join(f"{year},{kab},1\n" for year in (2023, 2024, 2025) for kab in "ABC")[: -len("2025,C,1\n")]
    specs = program()
    with open_store(store_of(tmp_path, orang=f"tahun,kab,n\n{rows}"), specs) as store:
        assert there(store, specs, "orang", range(2023, 2026))[0] == [(3, 3), (3, 3), (2, 3)]


@pytest.mark.parametrize("shared", [(), (1,), (0, 2), (0, 1, 2)])
def test_a_statement_says_a_number_once_and_writes_each_value_in_its_place(shared: tuple[int, ...]) -> None:
    rows = 700
    columns = [[f"{place}" if place in shared else f"{place}.{n}" for n in range(rows)] for place in range(3)]
    where = tuple(place in shared for place in range(3))
    text = bulk._statement("t", where, rows, True)
    assert len(re.findall(r"\?\d", text)) <= 3 + rows * len(shared)  # SQLite looks each number up among all before it
    once = [column[0] for column, same in zip(columns, where, strict=True) if same]
    others = [column for column, same in zip(columns, where, strict=True) if not same]
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE t (a, b, c)")
        database.execute(text, [*once, *(value for row in zip(*others, strict=True) for value in row)])
        assert database.execute("SELECT * FROM t").fetchall() == list(zip(*columns, strict=True))


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["0", "1", "2"], "perhaps"),
        (["(2)", "(3)"], "sure"),
        (["3", "4", "5"], ""),
        (["1"], ""),
        (["Total", "1", "2"], ""),
    ],
)
def test_the_first_cell_decides_no_numbering_that_the_others_would_make(cells: list[str], found: str) -> None:
    assert numbering(cells) == found


def test_no_statement_for_many_grows_with_all_that_is_asked(tmp_path: Path) -> None:
    """A database compares each column of a statement with each before: one for all counts took 46 s for 120 KB of spec."""
    columns = "".join(f"  kolom x{n} angka 0..100 boleh kosong\n" for n in range(10))

    def longest(counts: int) -> int:
        conditions = (" atau ".join(f"x{n} > {(n * 7 + at) % 99}" for n in range(10)) for at in range(counts))
        made = [
            f"indikator i{at}\n  satuan angka\n  arah tanpa\n  rumus banyaknya (s yang {one})\n"
            for at, one in enumerate(conditions)
        ]
        specs = program(f"dimensi k kunci kode\nsumber s per tahun, k daftar\n{columns}\n" + "\n".join(made))
        file = tmp_path / "s.csv"
        file.write_text("tahun,k,x0\n2025,a,4\n2025,b,\n", encoding="utf-8")
        told: list[int] = []
        with open_store(f"sqlite:///{tmp_path}/{counts}.db", specs) as store:
            import_file(store, specs, file, "s", user="u")
            asked = evaluate(
                store, specs, specs="", periods=[Period(2025)], tell=lambda one: told.append(len(one.text))
            )
        assert len(asked.results) == counts
        return max(told)

    assert longest(40) < 1.5 * longest(20)
