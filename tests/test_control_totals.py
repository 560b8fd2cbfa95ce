"""Control totals are those of the rows of a file that count, whichever way they took into the store."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from cli_workspace import workspace_in
from postgres_server import ENGINES, new_url

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.database.stored import LIMIT
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store

SPEC = """
dimensi kantor kunci kode
sumber belanja per bulan, kantor daftar
  kolom realisasi uang boleh kosong konsolidasi jumlah
  kolom serapan persen 0%..100% boleh kosong konsolidasi rerata
  kolom pegawai bilangan orang boleh kosong konsolidasi terakhir
  kolom ket teks boleh kosong
"""
MOST = LIMIT // 100  # rupiah of two decimals
FIGURES = ("", "0", "-12.5", "3", "1200.75", "999999.99")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return new_url(request)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    checked = check_files([SourceFile("s.iku", SPEC)])
    program = checked.program
    assert program is not None and not checked.problems, checked.problems
    opened = open_store(url, program)
    yield opened
    opened.close()


def _load(store: Store, path: Path, rows: list[list[str]]) -> ImportReport:
    lines = ["kantor,bulan,realisasi,serapan,pegawai,ket", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return import_file(store, store.program, path, "belanja", user="siti")


def _row(draw: random.Random, office: int, months: list[str]) -> list[str]:
    realised = draw.choice([*FIGURES, "oops"] if draw.random() < 0.1 else FIGURES)
    share = draw.choice(["", f"{draw.randint(0, 100)}%"])
    return [f"k{office}", draw.choice(months), realised, share, draw.choice(["", str(draw.randint(0, 50))]), "x"]


def _expected(rows: list[list[str]]) -> dict[str, tuple[int, Fraction, Fraction, Fraction]]:
    """By hand: the first row of each key, where all of its figures can be read."""
    kept: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row[2] != "oops":
            kept.setdefault((row[0], row[1]), row)
    found = {}
    for place, name in ((2, "realisasi"), (3, "serapan"), (4, "pegawai")):
        texts = [row[place] for row in kept.values() if row[place]]
        numbers = [Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1) for text in texts]
        if numbers:
            found[name] = len(numbers), sum(numbers, Fraction(0)), min(numbers), max(numbers)
    return found


@pytest.mark.few(0, 1)
@pytest.mark.parametrize("seed", range(8))
def test_they_are_those_of_the_rows_that_count(store: Store, tmp_path: Path, seed: int) -> None:
    """Files with new rows, rows that are there already, rows that replace others, keys that come twice and rows that cannot be read."""
    draw = random.Random(seed)
    sent: list[list[str]] = []
    for _ in range(4):
        months = draw.sample(["2025-01", "2025-02", "2025-03", "2026-01"], draw.randint(1, 3))
        new = [_row(draw, draw.randrange(12), months) for _ in range(draw.randint(1, 14))]
        rows = [*draw.sample(sent, min(len(sent), draw.randint(0, 6))), *new]
        report = _load(store, tmp_path / "a.csv", rows)
        found = {one.column: (one.figures, one.total, one.least, one.greatest) for one in report.totals}
        assert found == _expected(rows)
        sent += new


def test_a_sum_is_larger_than_any_figure_can_be(store: Store, tmp_path: Path) -> None:
    report = _load(store, tmp_path / "a.csv", [[f"k{n}", "2025-01", str(MOST), "", "", ""] for n in range(40)])
    (money,) = report.totals
    assert (money.total, money.least) == (40 * MOST, MOST)


def test_nothing_that_came_has_none(store: Store, tmp_path: Path) -> None:
    assert _load(store, tmp_path / "a.csv", [["k1", "2025-01", "oops", "", "", ""]]).totals == ()
    assert _load(store, tmp_path / "b.csv", [["k1", "2025-01", "", "", "", "note"]]).totals == ()


def test_an_official_compares_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year until then instead of its months, a total that counts like an office, a thousandth: each shows in one line."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_SPECS="s.iku", IKU_LANG="en")
    office.write("s.iku", SPEC)
    rows = "kantor,bulan,realisasi,serapan,pegawai\na,2025-01,1250000,40%,3\nb,2025-01,1.25,60%,4\n"
    office.write("belanja.csv", rows)
    told = office("import", "belanja.csv").out
    said = " ".join(told.split())
    assert "control totals, to be compared with the sheet: realisasi 1250001.25 (1.25 .. 1250000);" in said
    assert "serapan 40% .. 60%; pegawai 7 (3 .. 4)" in said
