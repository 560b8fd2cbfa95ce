"""What a file's figures are asked, by themselves and as totals, grows with its rows, and not with their square: counted in calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from counted_calls import calls

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.remarks import cumulative_figures
from iku_engine.totals import totals

SPEC = """
dimensi ka kunci kode

dimensi kb kunci kode

dimensi kc kunci kode

sumber s per bulan, ka register
  kolom n angka 0.. konsolidasi jumlah

sumber t per tahun, ka, kb, kc register
  kolom n angka 0.. konsolidasi jumlah

indikator i
  satuan bilangan
  arah naik
  rumus jumlah s.n
"""
TIMES = 4
MOST = 1.2  # of that: what larger tables cost


def growing_rows(count: int) -> Iterator[str]:
    """A year of units whose figures only grow."""
    yield "bulan,ka,n"
    yield from (f"2025-{month:02},u{unit},{month}" for unit in range(count) for month in range(1, 13))


def divided_twice(count: int) -> Iterator[str]:
    """Blocks of one key each, and then as many of another, whose totals all have the same amount."""
    yield "ka,kb,kc,n"
    for n in range(count):
        yield from (f"a{n},x,p,5", f"a{n},x,q,6", f"a{n},,Jumlah,11")
    for n in range(count):
        yield from (f"y,b{n},p,5", f"y,b{n},q,6", f",b{n},Jumlah,11")


CASES: dict[str, tuple[int, str, Period | None, Callable[[int], Iterator[str]], object, str]] = {
    "figures that only grow": (40, "s", None, growing_rows, cumulative_figures, "_told_grown"),
    "totals of one amount": (160, "t", Period(2025), divided_twice, totals, "ends_of"),
}


def _work(folder: Path, case: str, count: int) -> int:
    """The calls that the function of a case makes while a file of so many units is taken in."""
    _, into, period, rows, owner, name = CASES[case]
    folder.mkdir()
    file = folder / "f.csv"
    file.write_text("".join(f"{row}\n" for row in rows(count)), encoding="utf-8")
    program = check_files([SourceFile("s.iku", SPEC)]).program
    counted, asked = 0, getattr(owner, name)

    def counts(*arguments: object) -> object:
        nonlocal counted
        found: list[object] = []
        counted += calls(lambda: found.append(asked(*arguments)))
        return found[0]

    store = open_store(f"sqlite:///{folder}/iku.db", program, user="siti")
    with patch.object(owner, name, counts):
        import_file(store, program, file, into, user="siti", period=period)
    store.close()
    return counted


@pytest.mark.parametrize("case", CASES)
def test_figures_are_asked_in_proportion_to_their_rows(case: str, tmp_path: Path) -> None:
    count = CASES[case][0]
    few, many = (_work(tmp_path / str(units), case, units) for units in (count, TIMES * count))
    assert few > 0
    assert many <= MOST * TIMES * few, (few, many)
