"""A trace lists all that was looked at: also what was left out, with why it was, and what a rule put in its place; in every form."""

from __future__ import annotations

from collections.abc import Iterator

import docx
import openpyxl
import pytest
from cli_workspace import Workspace, workspace_in
from report_page import Page

SPEC = """\
dimensi daerah "Daerah" kunci kode
  atribut nama teks

sumber kasus "Kasus" per triwulan, daerah lengkap
  kolom n angka 0..100 boleh kosong konsolidasi jumlah sebagian karena "uji" "Kasus baru"

sumber banjir "Banjir" per triwulan, daerah daftar
  kolom n angka 0..100 boleh kosong konsolidasi terakhir sebagian karena "uji" "Kejadian"

sumber nilai "Nilai" per tahun, daerah
  kolom a angka 0..100 boleh kosong bila kosong 0 "Nilai A"
  kolom b angka 0..100 boleh kosong bila kosong terakhir "Nilai B"
  kolom c angka 0..100 boleh kosong "Nilai C"

indikator malaria "Malaria" per daerah
  satuan angka
  arah turun
  rumus kasus.n

indikator air "Banjir akhir" per daerah
  satuan angka
  arah turun
  rumus banjir.n

indikator aturan "Aturan" per daerah
  satuan angka
  arah turun
  rumus nilai.a + nilai.b

indikator pilihan "Pilihan" per daerah
  satuan angka
  arah turun
  rumus jumlah dari nilai.c, 2 bila kosong lewati

indikator dua "Dua"
  satuan angka
  arah turun
  rumus malaria["01"] + malaria["02"]

indikator tiga "Tiga"
  satuan angka
  arah turun
  rumus dua + air["01"] + aturan["01"]
"""
FACTS = {
    "daerah.csv": "kode,nama\n01,Kab A\n02,Kab B\n",
    "kasus.csv": "triwulan,daerah,n\n2025-Q1,01,3\n2025-Q1,02,4\n2025-Q2,01,5\n2025-Q2,02,\n2025-Q3,01,6\n",
    "banjir.csv": "triwulan,daerah,n\n2025-Q1,01,3\n2025-Q2,02,4\n2025-Q3,01,\n",
    "nilai.csv": "tahun,daerah,a,b,c\n2024,01,1,7,3\n2024,02,1,8,3\n2025,01,,,\n",
}
# What each trace must say of each sub-period that it left out.
LACKING = {
    ("malaria", "02"): {
        "2025-Q2": "the cell Kasus baru is empty (kasus.csv:5)",
        "2025-Q3": "there is no row for Kab B · 2025-Q3 in Kasus",
        "2025-Q4": "Kasus 2025-Q4 is not loaded",
    },
    ("air", "01"): {
        "2025-Q2": "there is no row for Kab A · 2025-Q2 in Banjir",
        "2025-Q3": "the cell Kejadian is empty (banjir.csv:4)",
        "2025-Q4": "Banjir 2025-Q4 is not loaded",
    },
}
QUARTERS = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="200", IKU_STORE="sqlite:///iku.db")
    made.write("indicator_specs/akip.iku", SPEC)
    for name, text in FACTS.items():
        made.write(name, text)
        assert made("import", name).status == 0
    return made


def below(node: dict) -> Iterator[dict]:
    yield node
    for one in (*node.get("children", ()), *node.get("left_out", ())):
        yield from below(one)


@pytest.mark.parametrize(("name", "key"), LACKING)
def test_a_trace_lists_every_sub_period(office: Workspace, name: str, key: str) -> None:
    (result,) = office("trace", name, "--key", key, "--period", "2025", "--json").document["results"]
    parts = [node for node in below(result["trace"]) if "-Q" in node.get("period", "") and node["op"] == "column"]
    assert sorted({node["period"] for node in parts}) == QUARTERS
    assert {n["period"]: n["reason"] for n in parts if "reason" in n} == LACKING[name, key]
    lines = office("trace", name, "--key", key, "--period", "2025").out.splitlines()
    assert [next(n for n, line in enumerate(lines) if q in line) for q in QUARTERS] == sorted(
        next(n for n, line in enumerate(lines) if q in line) for q in QUARTERS
    )
    text = " ".join("\n".join(lines).replace("│", " ").split())
    for reason in LACKING[name, key].values():
        assert f"{reason}; left out" in text, text


def test_reports_list_every_sub_period(office: Workspace) -> None:
    for suffix in ("xlsx", "html", "docx"):
        assert office("report", "--period", "2025", "--to", f"a.{suffix}").status == 0
    book = openpyxl.load_workbook(office.folder / "a.xlsx")
    cells = "\n".join(str(cell or "") for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    page = str(Page(office.folder / "a.html").data)
    paper = "\n".join(one.text for one in docx.Document(str(office.folder / "a.docx")).paragraphs)
    for reasons in LACKING.values():
        for reason in reasons.values():
            assert reason in cells, reason
            assert reason in page, reason
            assert reason in paper or reason == "there is no row for Kab A · 2025-Q2 in Banjir", reason
    assert cells.count("left out") >= 6


def test_a_list_lists_what_a_rule_leaves_out(office: Workspace) -> None:
    said = office("trace", "pilihan", "--key", "01", "--period", "2025").out
    assert "the cell Nilai C is empty (nilai.csv:4); left out" in " ".join(said.split())


def test_a_rule_says_what_it_replaces(office: Workspace) -> None:
    one, two = (
        " ".join(office("trace", "aturan", "--key", key, "--period", "2025").out.split()) for key in ("01", "02")
    )
    assert "the cell Nilai A is empty (nilai.csv:4); replaced by rule: Nilai A" in one
    assert "the cell Nilai B is empty (nilai.csv:4); by rule the last value there is, 2024" in one
    assert "there is no row for Kab B · 2025 in Nilai; replaced by rule: Nilai A" in two
    assert "there is no row for Kab B · 2025 in Nilai; by rule the last value there is, 2024" in two
    assert "nilai.b) · 2024" in two


def test_every_mark_arrives_through_a_chain(office: Workspace) -> None:
    (result,) = office("eval", "tiga", "--period", "2025", "--json").document["results"]
    assert [mark["text"] for mark in result["marks"]] == [
        "Some missing inputs are filled or skipped by a rule of the spec",
        "From a part only: Kasus: 3 of 4 quarters",
        "From a part only: Kasus: 1 of 4 quarters",
        "From a part only: Banjir: 2 of 4 quarters",
    ]


def test_what_is_partial_is_told_where_it_is_made_final_and_in_tables(office: Workspace) -> None:
    run = str(office("eval", "tiga", "--period", "2025", "--json").document["run"])
    assert office("runs", "review", run).status == 0
    said = office("runs", "final", run)
    assert said.status != 0
    assert "results from a part only, Kasus: 3 of 4 quarters (1): tiga 2025" in " ".join((said.out + said.err).split())
    assert office("eval", "tiga", "--period", "2025", "--to", "a.csv").status == 0
    table = (office.folder / "a.csv").read_text(encoding="utf-8")
    assert "From a part only: Kasus: 3 of 4 quarters; From a part only: Kasus: 1 of 4 quarters" in table
