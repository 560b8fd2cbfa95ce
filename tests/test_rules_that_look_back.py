"""Rules that look back at an earlier period: decided for many rows at once, as they are of each by itself, and in as many steps as rows."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from cli_workspace import workspace_in
from counted_calls import calls

from iku_engine.importing.rows import RowReader
from iku_engine.rules.rowcheck import RowCheck

RULES = """
  syarat x >= x[tahun lalu] - 6 karena "turun"
  syarat x + y <= 2 * x[tahun lalu] + y[tahun lalu] + 9 karena "melonjak"
  syarat x <= pagu.batas karena "lewat pagu"
  periksa y >= y[tahun lalu] - 3 karena "y turun"
"""
HEAD = """
dimensi k kunci kode

sumber pagu per tahun, k daftar
  kolom batas angka 0..100 boleh kosong

sumber s per tahun, k daftar
  kolom x angka 0..20
  kolom y angka 0..20 boleh kosong
"""
TAIL = "\nindikator i\n  satuan angka\n  arah tanpa\n  rumus jumlah s.x\n"


def file_of(pick: random.Random, years: range, members: int) -> str:
    rows = [
        f"{year},m{key},{pick.randrange(21)},{pick.choice(['', pick.randrange(21)])}"
        for year in years
        for key in range(members)
        if pick.random() < 0.9
    ]
    pick.shuffle(rows)
    return "tahun,k,x,y\n" + "\n".join(rows) + "\n"


def imported(folder: Path, files: list[str], capsys: Any, monkeypatch: Any) -> list[Any]:
    folder.mkdir()
    office = workspace_in(folder, capsys, monkeypatch, IKU_LANG="id")
    office.write("indicator_specs/a.iku", HEAD + RULES + TAIL)
    limits = [f"{year},m1,{year % 19}\n" for year in range(2020, 2025)]
    limits += [f"{year},n{key},90\n" for year in range(2020, 2025) for key in range(400)]
    office.write("pagu.csv", "tahun,k,batas\n" + "".join(limits))
    assert office("import", "pagu.csv").status == 0
    told = []
    for at, rows in enumerate(files):
        office.write(f"s{at}.csv", rows)
        told.append(office("import", f"s{at}.csv", "--into", "s", "--json").document)
    told.append(office("eval", "--period", "2020..2024", "--json").document["results"])
    return told


def plain(document: Any) -> Any:
    """What an import says, without when it was and what it took."""
    if isinstance(document, dict):
        return {key: plain(value) for key, value in document.items() if key not in ("at", "hash", "seal", "head")}
    return [plain(one) for one in document] if isinstance(document, list) else document


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 40))])
def test_many_rows_at_once_are_decided_as_each_by_itself(tmp_path, capsys, monkeypatch, seed: int) -> None:
    pick = random.Random(seed)
    files = [
        file_of(pick, range(2022, 2024), 60),
        file_of(pick, range(2020, 2022), 60),
        file_of(pick, range(2020, 2025), 60),
    ]
    files.append(files[0])
    together = imported(tmp_path / "together", files, capsys, monkeypatch)
    monkeypatch.setattr(RowReader, "_sure", lambda _, __: set())
    singly = imported(tmp_path / "singly", files, capsys, monkeypatch)
    assert plain(together) == plain(singly)
    assert any("turun" in str(one) for one in together)


def years_of(members: int) -> str:
    return "tahun,k,x,y\n" + "".join(f"{year},n{key},9,9\n" for year in range(2020, 2024) for key in range(members))


def test_rows_that_keep_their_rules_are_not_looked_at_one_by_one(tmp_path, capsys, monkeypatch) -> None:
    looked_at: list[tuple[str, ...]] = []
    check = RowCheck.broken_rule
    monkeypatch.setattr(RowCheck, "broken_rule", lambda self, *row: looked_at.append(row[1]) or check(self, *row))
    imported(tmp_path / "many", [years_of(200)], capsys, monkeypatch)
    assert looked_at == []


@pytest.mark.parametrize("singly", [True, False])
def test_twice_the_rows_take_twice_the_steps(tmp_path, capsys, monkeypatch, singly: bool) -> None:
    """Whether a period is loaded was looked for among all rows before, for each row: one rule over 20,000 rows took 29 s."""
    if singly:
        monkeypatch.setattr(RowReader, "_sure", lambda _, __: set())

    def steps(members: int) -> int:
        return calls(lambda: imported(tmp_path / str(members), [years_of(members)], capsys, monkeypatch))

    assert steps(200) < 4.5 * steps(50)


READS = """
dimensi k kunci kode

sumber s per {grain}, k daftar
  kolom x angka 0..1000 konsolidasi jumlah{partial}
  kolom batas angka 0..1000 konsolidasi terakhir
  hitung dulu = x[{grain} lalu]
  syarat {rule} karena "r"

indikator i
  satuan angka
  arah tanpa
  rumus jumlah s.x atas s
"""
JANUARY, FEBRUARY, MARCH = "2025-01,A,60,100\n", "2025-02,A,70,100\n", "2025-03,A,10,100\n"
OLD, LATER = "2023,A,30,100\n", "2025,A,20,100\n2024,A,25,100\n"
UP_TO = "x[sampai periode ini] <= batas"
BEFORE = "x >= dulu[tahun lalu]"
SHARE = "x <= 10 + 50% * x[triwulan ini]"


@pytest.mark.parametrize(
    ("rule", "grain", "files", "taken"),
    [
        pytest.param(UP_TO, "bulan", [JANUARY + FEBRUARY], [1], id="the row itself counts, in one file"),
        pytest.param(UP_TO, "bulan", [JANUARY, FEBRUARY], [1, 0], id="the row itself counts, in two"),
        pytest.param(UP_TO, "bulan", [JANUARY, MARCH], [1, 1], id="a month between is not there"),
        pytest.param(BEFORE, "tahun", [OLD, LATER], [1, 1], id="two years back by a let, the old one first"),
        pytest.param(BEFORE, "tahun", [LATER, OLD], [2, 0], id="two years back by a let, the old one last"),
        pytest.param(SHARE, "bulan", [JANUARY + FEBRUARY + MARCH], [3], id="with the months that come with it"),
        pytest.param(SHARE, "bulan", [JANUARY.replace("60", "90") + MARCH], [1], id="without one that is kept out"),
    ],
)
def test_what_a_rule_reads_is_there_when_it_is_held(tmp_path, capsys, monkeypatch, rule, grain, files, taken) -> None:
    """A month beyond what the year may have was taken in, as the row itself was not among what has been spent until then."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="id")
    partial = ' sebagian karena "uji"' if rule == SHARE else ""
    office.write("indicator_specs/a.iku", READS.format(grain=grain, rule=rule, partial=partial))
    found = []
    for at, rows in enumerate(files):
        office.write(f"s{at}.csv", f"{grain},k,x,batas\n{rows}")
        said = office("import", f"s{at}.csv", "--into", "s", "--json")
        found.append(said.document["files"][0]["accepted"])
    assert found == taken
