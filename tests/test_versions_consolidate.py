"""Each version of an indicator says how several of its periods become one: that of the last of them counts, in whatever order they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import workspace_in

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile

HEAD = "sumber q per triwulan lengkap\n  kolom x angka 0..100\n\n"
OLD = "indikator im per triwulan\n  berlaku ..2024\n  satuan angka\n  arah naik\n  rumus q.x\n  konsolidasi jumlah\n\n"
NEW = "indikator im per triwulan\n  berlaku 2025..\n  satuan angka\n  arah naik\n  rumus q.x * 10\n  konsolidasi terakhir\n\n"
YEAR = "indikator setahun\n  satuan angka\n  arah naik\n  rumus im\n"


@pytest.mark.parametrize("versions", [OLD + NEW, NEW + OLD], ids=["old first", "new first"])
def test_a_year_is_made_as_its_own_version_says(tmp_path: Path, capsys, monkeypatch, versions: str) -> None:
    """A year was 100 for 40, and changed with the order of declarations."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    office.write("indicator_specs/a.iku", HEAD + versions + YEAR)
    rows = "".join(f"{year}-Q{quarter},{quarter}\n" for year in (2023, 2024, 2025) for quarter in (1, 2, 3, 4))
    office.write("q.csv", "triwulan,x\n" + rows)
    assert office("import", "q.csv").status == 0
    found = office("eval", "setahun", "--period", "2023..2025", "--cross-check", "--json")
    assert found.status == 0, found.err
    assert [one["exact"] for one in found.document["results"]] == ["10", "10", "40"]


def test_each_version_has_to_say_it() -> None:
    spec = HEAD + OLD + NEW.replace("  konsolidasi terakhir\n", "") + YEAR
    assert [one.id for one in check_files([SourceFile("spec.iku", spec)]).errors] == ["period-mismatch"]
