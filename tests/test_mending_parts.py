"""Several faulty cells of one row of a wide table share its number: each is mended, waits or is dismissed for itself, or it is told."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from cli_workspace import workspace_in
from test_ledger import Ministry

from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi unit kunci nama

sumber kerja per bulan, unit
  kolom n bilangan 0..
"""
MONTHS = ("2025-01", "2025-02", "2025-03")
MAP = 'wide = { into = "bulan", value = "n", columns = { "Jan" = "2025-01", "Feb" = "2025-02", "Mar" = "2025-03" } }'


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path, spec=SPEC, members="")
    path = tmp_path / "kerja.csv"
    path.write_text("unit,Jan,Feb,Mar\nA,x,y,z\nB,1,2,3\n", encoding="utf-8")
    import_file(made.store, made.program, path, "kerja", user="siti", reading=Reading(mapping=parse(MAP)))
    return made


def number(ministry: Ministry) -> str:
    (place,) = {kept.place for kept in kept_out(ministry.store)}
    return place


def mend(ministry: Ministry, lines: list[str]) -> ImportReport:
    path = ministry.folder / "perbaikan.csv"
    path.write_text("\n".join(["karantina,bulan,unit,n", *lines]) + "\n", encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, "kerja", user="siti")


@pytest.mark.parametrize("values", list(product(("7", "x"), repeat=3)))
def test_what_is_good_is_mended_and_what_is_not_stays_open(ministry: Ministry, values: tuple[str, ...]) -> None:
    place = number(ministry)
    report = mend(ministry, [f"{place},{month},A,{n}" for month, n in zip(MONTHS, values, strict=True)])
    good = [month for month, n in zip(MONTHS, values, strict=True) if n == "7"]
    assert (report.accepted, report.mended, report.doubted) == (len(good), len(good), ())
    waiting = [dict(kept.cells)["bulan"] for kept in kept_out(ministry.store)]
    assert waiting == [month for month in MONTHS if month not in good]
    assert ministry.verify().fault is None
    again = {kept.place: dict(kept.cells)["bulan"] for kept in kept_out(ministry.store)}
    report = mend(ministry, [f"{one},{month},A,8" for one, month in again.items()] if good else [])
    assert kept_out(ministry.store) == () or not good


def test_a_file_without_all_cells_of_a_number_is_told(ministry: Ministry) -> None:
    place = number(ministry)
    report = mend(ministry, [f"{place},2025-02,A,7"])
    assert (report.accepted, report.mended) == (1, 0)
    assert [(cell.row, cell.value, cell.reason.key) for cell in report.doubted] == [(2, place, "mend.part")]
    assert len(kept_out(ministry.store)) == 3


def test_a_key_that_changed_is_told_of_its_own_cell(ministry: Ministry) -> None:
    place = number(ministry)
    report = mend(ministry, [f"{place},2025-01,A,1", f"{place},2025-02,A,2", f"{place},2025-03,C,3"])
    assert [(one.before, one.now) for one in report.moved] == [(("2025-03", "A"), ("2025-03", "C"))]


def test_a_dismissal_names_all_cells_of_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = workspace_in(tmp_path, capsys, monkeypatch)
    call.write("indicator_specs/akip.iku", SPEC)
    call.write("kerja.csv", "unit,Jan,Feb,Mar\nA,x,2,z\n")
    call.write("peta.toml", MAP)
    assert call("import", "kerja.csv", "--map", "peta.toml").status == 1
    (place,) = {row["place"] for row in call("facts", "quarantine", "--json").document["rows"]}
    told = call("facts", "quarantine", "--dismiss", place, "--reason", "tidak ada")
    assert told.status == 0 and "Jan “x”, Mar “z”" in told.out
