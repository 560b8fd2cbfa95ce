"""`stages`: what plan and sql show is what an evaluation does, in the words of the spec."""

import json
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from rich.cells import cell_len

from iku_cli.render.statements import sql_lines
from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import check
from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import asked_for, everything_loaded, plan_of, statements

SHIPPED = Path(__file__).parent.parent / "indicator_specs"
SPEC = """\
dimensi daerah "Daerah" kunci kode
  atribut nama teks
  atribut provinsi teks

sumber espm "Aplikasi e-SPM" per tahun, daerah lengkap
  kolom penerima persen 0%..100%
  kolom warga angka 1..1000

sumber hadir "Daftar hadir" per bulan, daerah daftar
  kolom hari angka 0..31 konsolidasi jumlah

indikator naik "Daerah yang naik"
  satuan persen 0%..100%
  arah naik
  himpunan ada_data "Daerah yang melapor" = daerah yang ada espm
  himpunan tumbuh "Daerah yang tumbuh" = ada_data yang espm.penerima > espm.penerima[tahun lalu]
  hitung n = banyaknya tumbuh
  hitung T = banyaknya ada_data
  bila T = 0 tidak berlaku karena "Tidak ada yang melapor"
  rumus n / T

indikator rata "Rata-rata penerima"
  satuan persen 0%..100%
  arah naik
  rumus rerata berbobot espm.penerima oleh espm.warga

indikator tengah "Median penerima"
  satuan persen 0%..100%
  arah naik
  rumus median espm.penerima

indikator kehadiran "Hari hadir" per daerah
  satuan hari 0..
  arah naik
  rumus hadir.hari

indikator lama "Yang dulu"
  berlaku ..2020
  satuan persen 0%..100%
  arah naik
  rumus maksimum espm.penerima

uji "dua daerah" untuk naik pada 2024
  diberi espm: tahun, daerah, penerima, warga
    2023, a, 50%, 10
    2024, a, 60%, 10
    2024, b, 60%, 30
  harap n = kosong
"""
FACTS = {
    "daerah.csv": "kode,nama,provinsi\n11.01,Kabupaten Satu,Aceh\n11.02,Kabupaten 'Dua',Aceh\n",
    "espm.csv": "tahun,daerah,penerima,warga\n2023,11.01,50%,10\n2023,11.02,50%,10\n2024,11.01,60%,10\n2024,11.02,40%,30\n",
}


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("IKU_STORE", "IKU_ENGINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("IKU_SPECS", "s.iku")
    monkeypatch.setenv("IKU_LANG", "id")
    monkeypatch.setenv("COLUMNS", "100")
    made = Workspace(tmp_path, capsys)
    made.write("s.iku", SPEC)
    for name, text in FACTS.items():
        made.write(name, text)
    return made


def test_the_plan_is_in_the_words_of_the_spec_at_the_period_of_the_first_test(workspace):
    said = workspace("stages", "s.iku", "--show", "plan")
    assert said.status == 0
    assert said.out.count("- Scan\n") == 3
    assert '    - "naik", 2024\n' in said.out
    assert "lama" not in said.out  # which has no version then
    first = said.out.split("- Scan\n")[1]
    assert "      period: 2024\n" in first
    assert (
        "            conditions:\n              - ada espm\n              - espm.penerima > espm.penerima[tahun lalu]\n"
        in first
    )
    assert '          answers: "banyaknya tumbuh", "banyaknya ada_data"\n' in first


def test_the_period_can_be_chosen_and_each_indicator_is_asked_in_its_own(workspace):
    assert '"naik", 2020\n' in workspace("stages", "s.iku", "--show", "plan", "--period", "2020").out
    workspace.write("s.iku", SPEC.replace('"Hari hadir" per daerah', '"Hari hadir" per bulan, daerah'))
    said = workspace("stages", "s.iku", "--show", "plan", "--period", "2020-07").out
    assert '"kehadiran", 2020-07\n' in said
    assert "naik" not in said
    assert [f'"kehadiran", 2024-{month:02}' in workspace("stages", "s.iku", "--show", "plan").out for month in (1, 12)]
    assert workspace("stages", "s.iku", "--show", "plan", "--period", "2020..2021").status == 2


def test_without_a_test_the_period_is_this_year(workspace):
    from datetime import date

    workspace.write("s.iku", SPEC.partition("uji ")[0])
    assert f'"naik", {date.today().year}\n' in workspace("stages", "s.iku", "--show", "plan").out


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("language", ["id", "en"])
def test_sql_has_comments_in_the_words_of_the_spec_and_can_be_run(workspace, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    assert workspace("import", "daerah.csv", "espm.csv").status == 0
    said = workspace("stages", "s.iku", "--show", "sql", "--period", "2024", "--lang", language)
    assert said.status == 0
    assert all(cell_len(line) <= width for line in said.out.splitlines())
    assert said.out.startswith(("-- penyimpanan: sqlite:///iku.db\n", "-- store: sqlite:///iku.db\n"))
    assert "-- banyaknya tumbuh; banyaknya ada_data\n--   =2: ada espm\n--   packed: " in said.out
    assert "--   value: espm.penerima\n--   weight: espm.warga\nSELECT\n" in said.out
    assert "-- median espm.penerima\n" in said.out
    with sqlite3.connect(workspace.folder / "iku.db") as connection:
        found = [connection.execute(text).fetchall() for text in said.out.split(";\n") if "SELECT" in text]
    connection.close()
    assert [(1, 2)] in found  # one of two has grown
    assert len(found) == sum(line.startswith("SELECT") for line in said.out.splitlines()) > 10


@pytest.mark.few("kemensos-sqlite", "undp-duckdb")
@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
@pytest.mark.parametrize("specs", ["kemensos", "nasional", "undp"])
def test_the_statements_are_those_that_an_evaluation_asked(tmp_path, capsys, monkeypatch, specs, engine):
    folder = SHIPPED / specs
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_SPECS=str(folder), IKU_ENGINE=engine)
    everything_loaded(check([folder]).program, "sqlite:///iku.db").close()
    shown = made("stages", str(folder), "--show", "sql", "--period", "2025", "--json").document["data"]
    said = made("eval", "--period", "2025", "--explain", "--json")
    assert said.out, said.err
    asked = said.document["statements"]
    assert shown["store"] == "sqlite:///iku.db"
    assert {one["engine"] for one in asked} == {engine}
    assert len(asked) > 5
    assert shown["statements"] == asked


@pytest.mark.parametrize("specs", ["kemensos", "nasional", "undp"])
def test_each_scan_of_the_plan_is_one_statement_or_says_why_it_is_none(specs):
    program, year = check([SHIPPED / specs]).program, Period(2025)
    with everything_loaded(program) as store:
        told, _ = statements(program, store, year)
    asked = Counter(one.answers for one in told if one.text)
    one_by_one = {one.answers for one in told if one.why_not}
    for scan in plan_of(program, asked_for(program, (), [year])).scans:
        answers = tuple(text for ask in scan.asks for text in ask.answers)
        reasons = {answers, (scan.asks[0].chain.text,)} & one_by_one
        assert asked[answers] == 1 or (reasons and len(scan.asks) == 1), answers


def test_where_nothing_is_stored_every_period_counts_as_loaded(workspace):
    said = workspace("stages", "s.iku", "--show", "sql")
    assert "semua periode dianggap sudah dimuat" in said.out
    assert "JOIN fact_espm" in said.out
    assert not (workspace.folder / "iku.db").exists()
    workspace("import", "daerah.csv", "espm.csv")
    workspace.write("lain.iku", SPEC.replace("sumber espm", "sumber lain").replace("espm", "lain"))
    assert "semua periode dianggap sudah dimuat" in workspace("stages", "lain.iku", "--show", "sql").out
    with sqlite3.connect(workspace.folder / "iku.db") as connection:
        assert not connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%lain%'").fetchall()
    connection.close()


@pytest.mark.parametrize("json_too", [(), ("--json",)], ids=["text", "json"])
def test_of_many_statements_the_first_are_shown_and_that_there_are_more(workspace, monkeypatch, json_too):
    """720 sources and 2,400 indicators had 15,324 of them shown after 41 s."""
    asked = ("stages", "s.iku", "--show", "sql", "--period", "2024", "--lang", "en")
    every = workspace(*asked, "--json").document["data"]["statements"]
    for most, more in ((len(every), False), (len(every) - 1, True), (2, True)):
        monkeypatch.setitem(BUDGETS, "statements-shown", replace(BUDGETS["statements-shown"], most=most))
        said = workspace(*asked, *json_too)
        note = f"statements shown: the first {most}, and there are more; give a file with fewer indicators\n"
        assert (said.status, said.err) == (0, note if more else "")
        if json_too:
            assert said.document["data"]["statements"] == every[:most]
        else:
            assert sum(line.endswith(";") for line in said.out.splitlines()) == sum(
                bool(one["sql"]) for one in every[:most]
            )


def test_what_sql_cannot_say_says_why(workspace):
    workspace.write(
        "s.iku", SPEC.replace("kolom warga angka 1..1000", "kolom maks angka 1..10\n  kolom warga angka 1..maks")
    )
    said = workspace("stages", "s.iku", "--show", "sql", "--lang", "en").out
    assert (
        "-- rerata berbobot espm.penerima oleh espm.warga\n-- one by one, not in SQL: a range that another column ends\n"
        in said
    )


def test_stages_that_need_a_program_refuse_a_broken_spec(workspace):
    workspace.write("s.iku", SPEC.replace("rumus n / T", "rumus n / X"))
    for stage in ("plan", "sql"):
        said = workspace("stages", "s.iku", "--show", stage)
        assert (said.status, said.out) == (1, "")
        assert "perintah ini tidak dijalankan" in said.err


def test_a_statement_is_broken_between_its_parts_and_never_inside_a_literal():
    name = "Kabupaten ''Satu'' WHERE, dan lain-lain, sampai lebih panjang daripada satu baris yang biasa, ya"
    columns = f"CASE WHEN (a.nama = '{name}') THEN 2 WHEN b THEN 0 ELSE 1 END AS code_0, count(*) AS elements"
    text = f"SELECT {columns} \nFROM a JOIN b ON a.x = b.x LEFT OUTER JOIN c ON c.x = a.x \nWHERE a.x = 1 GROUP BY a.x, a.y"
    lines = sql_lines(text, 60)
    assert f"'{name}'" in " ".join(lines)
    assert [line for line in lines if not line.startswith(" ")] == [
        "SELECT",
        "FROM a",
        "JOIN b ON a.x = b.x",
        "LEFT OUTER JOIN c ON c.x = a.x",
        "WHERE a.x = 1",
        "GROUP BY",
    ]
    assert "  CASE" in lines
    assert "    ELSE 1 END AS code_0," in lines
    assert " ".join(" ".join(lines).split()) == " ".join(text.split()) + ";"


def test_an_evaluation_explains_what_it_asked(workspace):
    """Each statement with the conditions in the spec's words, and nothing of it in the results."""
    assert workspace("import", "daerah.csv", "espm.csv").status == 0
    plain = json.loads(workspace("eval", "naik", "rata", "--period", "2024", "--json").out)
    told = json.loads(workspace("eval", "naik", "rata", "--period", "2024", "--json", "--explain").out)
    asked = told.pop("statements")
    assert {**told, "run": None} == {**plain, "run": None}
    assert {one["engine"] for one in asked} == {"sqlite"}
    assert any("espm.penerima" in " ".join(one["columns"].values()) for one in asked)
    shown = workspace("eval", "naik", "rata", "--period", "2024", "--explain", "--lang", "en").out
    assert f"{len(asked)} statements that sqlite was asked" in shown
    assert "SELECT" in shown
