"""What a file costs that people take away grows with the members, not with their square: counted in calls, not in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_workspace import Said, Workspace, workspace_in
from copied_stores import copied
from counted_calls import calls as work

from iku_cli.main import answer

LEAST, FEW, MANY = 6, 30, 120
MOST = 1.1  # times what each of a few costs: what sorting costs
YEARS = range(2023, 2026)
SPEC = """\
dimensi d "D" kunci kode
  atribut pulau teks

dimensi k "K"
{members}
profil rasio "Rasio"
  naik = realisasi / target
  turun = target / realisasi

skala predikat "Predikat" atas 0..1000
  A > 500 .. 1000 "Baik"
  B 0 .. 500 "Kurang"

sumber s "S" per tahun, d register
  kolom n angka 0..1000
  kolom m angka 0..1000 boleh kosong

sumber t "T" per tahun, k register
  kolom n angka 0..1000 boleh kosong

sumber b "B" per bulan, d register
  kolom n angka 0..1000 konsolidasi jumlah

indikator naik "Naik" per d
  satuan angka 0..1000
  arah naik
  target 2023 = 100
  target 2025 = 400
  rumus s.n
  kategori predikat
  peringkat tertinggi dahulu
  capaian rasio

indikator turun "Turun" per d
  berlaku 2000..2024
  satuan angka 0..1000
  arah turun
  rumus s.n / 2
  peringkat terendah dahulu

indikator turun "Turun" per d
  berlaku 2025..
  satuan angka 0..1000
  arah turun
  rumus s.m
  peringkat terendah dahulu

indikator bulanan "Bulanan" per d
  satuan angka
  arah naik
  rumus b.n / 2
  peringkat tertinggi dahulu

indikator anggota "Anggota" per k
  satuan angka
  arah naik
  rumus t.n
  peringkat tertinggi dahulu

indikator berbobot "Berbobot"
  satuan angka 0..1000
  arah naik
  bobot k
{weights}
  rumus jumlah berbobot t.n
  kategori predikat

indikator banyak "Banyak"
  satuan angka
  arah naik
  rumus banyaknya (d yang s.n > 10 dan s.m < 900)
"""
IMPORTS = ("d.csv", "s.csv", "t.csv", "b.csv", "bad.csv")
DOCUMENTS = {
    "a workbook of ranks": "report naik turun anggota --period 2025 --years 1 --to r.xlsx",
    "a workbook of several years": "report turun bulanan --period 2025 --years 3 --to r.xlsx",
    "a workbook of sets and weights": "report banyak berbobot --period 2025 --years 1 --depth all --to r.xlsx",
    "a page of weights": "report berbobot --period 2025 --years 1 --to r.html",
    "a page of members": "report naik turun anggota --period 2025 --years 2 --to r.html",
    "cards": "report naik turun anggota berbobot --period 2025 --years 2 --to r.docx",
    "a table": "eval naik turun anggota --period 2025 --to r.csv",
    "a document for programs": "eval naik berbobot banyak --period 2025 --json",
    "a list of facts": "facts list s",
    "a template": "facts template s --period 2025 --to t.xlsx",
    "a package": "facts export --to out",
    "rows to mend": "facts quarantine --export q.xlsx",
    "a run": "runs export {run} --to run.json",
}


def write(made: Workspace, count: int) -> None:
    def table(name: str, head: str, rows: Iterator[str]) -> None:
        made.write(name, "\n".join((head, *rows)) + "\n")

    every = range(count)
    members = "".join(f'  k{i} "K {i}"\n' for i in every)
    weights = "\n".join(f"    k{i} 1/{count}" for i in every)
    made.write("indicator_specs/akip.iku", SPEC.format(members=members, weights=weights))
    table("d.csv", "kode,pulau", (f"D{i:04d},P{i % 5}" for i in every))
    table(
        "s.csv",
        "tahun,d,n,m",
        (f"{year},D{i:04d},{i * 37 % 1000},{'' if i % 7 == 0 else i}" for year in YEARS for i in every),
    )
    table("t.csv", "tahun,k,n", (f"{year},k{i},{i * 37 % 1000}" for year in YEARS for i in every))
    table(
        "b.csv",
        "bulan,d,n",
        (f"2025-{month:02d},D{i:04d},{i * 37 % 80}" for month in range(1, 13) for i in every if i % 3),
    )
    table("bad.csv", "tahun,d,n,m", (f"2022,D{i:04d},x{i},{i}" for i in every))


def fill(url: str, count: str) -> None:
    """The facts of so many members in a store, and an evaluation of them; their files lie in the current folder."""
    for name in IMPORTS:
        into = "s" if name == "bad.csv" else name.removesuffix(".csv")
        assert answer(["import", name, "--into", into, "--store", url]) == (1 if name == "bad.csv" else 0), count
    assert answer(["eval", "naik", "--period", "2025", "--store", url]) == 0


def calls(made: Workspace, command: str, count: int) -> int:
    """How many calls the last command takes over so many members."""
    write(made, count)
    copied(made.folder / "iku.db", fill, str(count))
    (run,) = (one["run"] for one in made("runs", "list", "--json").document["runs"])
    said: list[Said] = []
    counted = work(lambda: said.append(made(*command.format(run=run).split())))
    assert said[0].status == 0, said[0].err
    return counted


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_of_many_members_costs_no_more_than_each_of_a_few(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for place, count in enumerate((LEAST, LEAST, FEW, MANY)):  # the first loads and makes what is made once
        folder = tmp_path / str(place)
        folder.mkdir()
        found.append(calls(workspace_in(folder, capsys, monkeypatch, IKU_CACHE="off"), DOCUMENTS[name], count))
    _, least, few, many = found
    assert few - least > 500, "the calls are counted"
    assert (many - few) / (MANY - FEW) <= MOST * (few - least) / (FEW - LEAST)
