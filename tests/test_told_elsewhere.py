"""What is told beside a result is told too where it is compared, supposed, sought, or stored: rows that wait, marks, completeness."""

from __future__ import annotations

import pytest
from cli_workspace import Workspace, workspace_in
from jsonschema import Draft202012Validator

SPEC = """\
dimensi kab "Kabupaten" kunci kode
  atribut nama teks

sumber n "Nilai" per tahun, kab lengkap
  kolom x angka 0..100

indikator i "Jumlah"
  satuan angka
  arah naik
  rumus jumlah n.x

indikator j "Per kabupaten" per kab
  satuan angka 0..100
  arah naik
  rumus n.x
"""


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300")
    workspace.write("indicator_specs/akip.iku", SPEC)
    workspace.write("kab.csv", "kode,nama\n01,Kab A\n02,Kab B\n")
    workspace("import", "kab.csv")
    return workspace


def test_rows_of_one_batch_that_wait_for_several_reasons_go_to_another_world(office):
    office.write("n.csv", "tahun,kab,x\n2024,01,1\n2024,02,2\n2025,01,1\n2025,02,900\nzz,02,1\nyy,02,1\n")
    office("import", "n.csv")
    real = office("eval", "i", "--period", "2025", "--json", "--no-trace").document["results"][0]
    assert [(one["period"], one["rows"]) for one in real["waiting"]] == [(None, 2), ("2025", 1)]
    said = office("eval", "i", "--period", "2025", "--what-if", "n 2025 01 x = 5", "--json")
    (pair,) = said.document["results"]
    assert pair["real"]["waiting"] == pair["what_if"]["waiting"] == real["waiting"]
    assert office("compare", "i", "2024", "2025").status == 0


def test_a_reviewed_figure_that_has_changed_says_so_and_is_not_made_final_without_a_word(office):
    office.write("n.csv", "tahun,kab,x\n2025,01,50\n2025,02,10\n")
    office("import", "n.csv")
    run = str(office("eval", "i", "--period", "2025", "--json").document["run"])
    office("runs", "review", run)
    office("facts", "correct", "n", "01", "--period", "2025", "x=99", "--reason", "salah")
    (now,) = office("eval", "i", "--period", "2025", "--json").document["results"]
    assert (now["status"]["stage"], now["status"]["run"]) == ("reviewed-before", int(run))
    for more in ((), ("--no-trace",)):
        assert "the reviewed figure has changed since (run #" in office("eval", "i", "--period", "2025", *more).out
    said = office("runs", "final", run, "--json")
    fits(office, "runs-doubts", said.document)
    changed = [doubt for doubt in said.document["doubts"] if doubt["kind"] == "changed"]
    assert [one["results"] for one in changed] == [[{"indicator": "i", "period": "2025", "key": []}]]
    office("facts", "correct", "n", "01", "--period", "2025", "x=50", "--reason", "salah lagi")
    said = office("runs", "final", run, "--json").document
    assert "changed" not in [doubt["kind"] for doubt in said["doubts"]], "the figure is as it was"


BESIDE = ("marks", "notes", "waiting", "completeness", "status", "restated")


@pytest.fixture
def doubtful(office) -> Workspace:
    """A year before that is whole and final, since corrected; a year of illustrative data with a row that waits, and one not sent."""
    office.write("a.csv", "tahun,kab,x\n2024,01,1\n2024,02,2\n")
    office.write("b.csv", "# tanda: ilustratif\ntahun,kab,x\n2025,01,5\n2025,02,900\n")
    office("import", "a.csv", "--into", "n")
    run = str(office("eval", "--period", "2024", "--json").document["run"])
    office("runs", "review", run)
    assert office("runs", "final", run, "--despite", "rapat").status == 0
    office("facts", "correct", "n", "01", "--period", "2024", "x=3", "--reason", "salah")
    office("import", "b.csv", "--into", "n")
    return office


def told(office: Workspace, period: str) -> dict:
    found = office("eval", "i", "--period", period, "--json", "--no-trace").document["results"][0]
    return {name: found[name] for name in BESIDE}


def fits(office: Workspace, name: str, document: dict) -> None:
    Draft202012Validator(office("schema", name).document).validate(document)


SENTENCES = (
    "Illustrative data (a demonstration), not official data",
    "rows of b.csv for 2025 that wait in quarantine and are not counted: 1",
    "not sent: Kab B",
)


def test_a_comparison_tells_what_is_told_of_both_its_ends(doubtful):
    document = doubtful("compare", "i", "2024", "2025", "--json").document
    fits(doubtful, "change", document)
    (entity,) = document["entities"]
    for side, period in (("from", "2024"), ("to", "2025")):
        assert {name: entity[side][name] for name in BESIDE} == told(doubtful, period)
    assert entity["from"]["restated"]["final"] == "3"
    assert entity["to"]["waiting"]
    out = doubtful("compare", "i", "2024", "2025").out
    for sentence in (*SENTENCES, "final (run #", "final 3.00"):
        assert sentence in out
    assert "not sent: Kab B" in doubtful("compare", "j", "2024", "2025").out


def test_what_is_sought_tells_what_is_told_of_what_is(doubtful):
    document = doubtful("seek", "i", "--period", "2025", "--reach", "80", "--json").document
    fits(doubtful, "seek", document)
    assert {name: document["result"][name] for name in BESIDE} == told(doubtful, "2025")
    out = doubtful("seek", "i", "--period", "2025", "--reach", "80").out
    for sentence in SENTENCES:
        assert sentence in out
    many = doubtful("seek", "j", "--period", "2024", "--reach", "80", "--json").document
    fits(doubtful, "seek", many)
    assert [one["result"]["status"]["stage"] for one in many["entities"]] == ["final", "final"]
    assert "final (run #" in doubtful("seek", "j", "--period", "2024", "--reach", "80").out


def test_a_run_that_is_to_be_reviewed_tells_what_it_was_made_of(doubtful):
    run = str(doubtful("eval", "i", "--period", "2025", "--json").document["run"])
    document = doubtful("runs", "show", run, "--json").document
    fits(doubtful, "runs-show", document)
    (beside,) = document["beside"]
    expected = told(doubtful, "2025")
    assert {name: beside[name] for name in BESIDE[:4]} == {name: expected[name] for name in BESIDE[:4]}
    assert document["not_again"] is None
    out = doubtful("runs", "show", run).out
    for sentence in SENTENCES:
        assert sentence in out


@pytest.mark.parametrize(
    "command",
    [
        ("sensitivity", "i", "--period", "2025"),
        ("trace", "i", "--period", "2025", "--against", "2024"),
        ("diff", "indicator_specs", "other"),
    ],
    ids=lambda command: command[0],
)
def test_every_command_that_shows_results_tells_what_is_told_of_them(doubtful, command):
    other = doubtful.folder / "other"
    other.mkdir()
    (other / "akip.iku").write_text(
        SPEC.replace("rumus n.x", "rumus n.x / 2").replace("jumlah n.x", "jumlah n.x / 2"), encoding="utf-8"
    )
    said = doubtful(*command)
    out = said.out
    for sentence in SENTENCES:
        assert sentence in out, (sentence, said.err)
    assert ("final (run #" in out) == (command[0] != "sensitivity")
    if command[0] != "sensitivity":
        return
    document = doubtful(*command, "--json").document
    fits(doubtful, "sensitivity", document)
    assert {name: document["result"][name] for name in BESIDE} == told(doubtful, "2025")


def test_an_official_figure_that_is_refuted_is_told_wherever_the_result_is(office):
    office.write("indicator_specs/b.iku", 'sumber u "Umum" per tahun\n  kolom x angka\n')
    text = SPEC.replace("rumus jumlah n.x", "rumus jumlah n.x\n  resmi u.x toleransi 1")
    office.write("indicator_specs/akip.iku", text)
    office.write("a.csv", "tahun,kab,x\n2024,01,1\n2024,02,2\n2025,01,4\n2025,02,5\n")
    office.write("u.csv", "tahun,x\n2024,3\n2025,99\n")
    office("import", "a.csv", "--into", "n")
    office("import", "u.csv", "--into", "u")
    sentence = "99.00 (u.csv:3), computed 9.00, difference 90.00 (within 1): different"
    run = str(office("eval", "i", "--period", "2025", "--json").document["run"])
    for command in (
        ("eval", "i", "--period", "2025"), ("eval", "i", "--period", "2025", "--no-trace"), ("runs", "show", run),
        ("compare", "i", "2024", "2025"), ("sensitivity", "i", "--period", "2025"), ("trace", "i", "--period", "2025"),
        ("eval", "i", "--period", "2025", "--what-if", 'n.x["01"] = 5', "--no-trace"),
        ("trace", "i", "--period", "2025", "--against", "2024"),
    ):  # fmt: skip
        out = " ".join(office(*command).out.split())
        assert out.count(sentence) == 1, (command, out)


def test_the_table_of_a_what_if_tells_what_is_told_of_what_is(doubtful):
    about = ("eval", "i", "--period", "2025", "--what-if", "n 2025 01 x = 7")
    (pair,) = doubtful(*about, "--json").document["results"]
    assert {name: pair["real"][name] for name in BESIDE} == told(doubtful, "2025")
    for out in (doubtful(*about, "--no-trace").out, doubtful("eval", "i", "--period", "2025", "--no-trace").out):
        for sentence in SENTENCES:
            assert sentence in out


def test_rows_that_wait_for_a_closed_period_wait_in_a_supposed_world_too(doubtful):
    doubtful("facts", "lock", "2025")
    doubtful.write("c.csv", "tahun,kab,x\n2025,01,6\n2025,02,6\n")
    doubtful("import", "c.csv", "--into", "n", "--yes")
    (pair,) = doubtful("eval", "i", "--period", "2025", "--what-if", "n 2025 01 x = 7", "--json").document["results"]
    assert "late" in [one["why"] for one in pair["real"]["waiting"]]
    assert pair["what_if"]["waiting"] == pair["real"]["waiting"]
    (entity,) = doubtful("compare", "i", "2024", "2025", "--json").document["entities"]
    assert entity["to"]["waiting"] == pair["real"]["waiting"]


def test_a_member_whose_row_was_not_sent_did_not_leave(office):
    office.write("indicator_specs/akip.iku", SPEC.replace("rumus jumlah n.x", "rumus jumlah n.x bila kosong lewati"))
    office.write("n.csv", "tahun,kab,x\n2024,01,1\n2024,02,2\n2025,01,1\n2026,01,1\n2026,02,4\n")
    office("import", "n.csv")
    for years, causes, sentence in (
        (("2024", "2025"), ["unsent"], "rows that were not sent"),
        (("2025", "2026"), ["sent"], "rows that were not sent before"),
    ):
        document = office("compare", "i", *years, "--json").document
        fits(office, "change", document)
        assert [part["causes"] for part in document["parts"]] == [causes]
        out = office("compare", "i", *years).out
        assert sentence in out
        assert "left" not in out
        assert "entered" not in out


def test_rows_that_are_there_are_no_consolidation(office, monkeypatch):
    spec = SPEC.replace("rumus jumlah n.x", "rumus jumlah n.x atas n")
    office.write("indicator_specs/akip.iku", spec)
    office.write("n.csv", "tahun,kab,x\n2025,01,1\n")
    office("import", "n.csv")
    said = office("eval", "i", "--period", "2025")
    assert "From a part only: Nilai: 1 of 2 rows" in said.out
    (result,) = office("eval", "i", "--period", "2025", "--json").document["results"]
    assert [mark["kind"] for mark in result["marks"]] == ["partial"]
    run = str(office("eval", "i", "--period", "2025", "--json").document["run"])
    office("runs", "review", run)
    (text,) = [
        one["text"] for one in office("runs", "final", run, "--json").document["doubts"] if one["kind"] == "marked"
    ]
    assert "results from a part only" in text
    assert "consolidated" not in said.out.casefold() + text
    monkeypatch.setenv("IKU_LANG", "id")
    assert "Dari sebagian saja: Nilai: 1 dari 2 baris" in office("eval", "i", "--period", "2025").out


RULES = """\
dimensi kab "Kabupaten" kunci kode
  atribut nama teks

sumber n "Nilai" per tahun, kab lengkap
  kolom y angka 0..100 boleh kosong bila kosong 0
  kolom z angka 0..100 boleh kosong bila kosong terakhir

indikator satu "Satu" per kab
  satuan angka
  arah naik
  rumus n.y + n.z

indikator semua "Semua"
  satuan angka
  arah naik
  rumus jumlah n.y + jumlah n.z
"""


def test_a_cell_that_a_rule_filled_says_which_rule(office):
    office.write("indicator_specs/akip.iku", RULES)
    office.write("n.csv", "tahun,kab,y,z\n2024,01,1,20\n2024,02,1,30\n2025,01,,\n2025,02,4,40\n")
    office("import", "n.csv")
    for asked in (("satu", "--key", "01"), ("semua",)):
        out = office("trace", *asked, "--period", "2025").out
        assert "; replaced by rule" in out
        assert "the last value there is, 2024" in out


FILLED_LETS = """\
sumber n "Nilai" per tahun
  kolom x angka 0..100 boleh kosong
  kolom v angka 0..100
  hitung d = x + v bila kosong 7
  hitung e = d * 2
  hitung g = x + v bila kosong galat

indikator satu "Satu"
  satuan angka
  arah naik
  rumus n.d

indikator dua "Dua"
  satuan angka
  arah naik
  rumus n.e

indikator tiga "Tiga"
  satuan angka
  arah naik
  rumus n.g
"""


def test_a_computed_cell_that_a_rule_filled_says_so_and_has_no_bounds_of_what_was_replaced(office):
    office.write("indicator_specs/akip.iku", FILLED_LETS)
    office.write("n.csv", "tahun,x,v\n2025,,10\n")
    office("import", "n.csv")
    for name in ("satu", "dua"):
        out = office("trace", name, "--period", "2025").out
        assert "the cell x is empty (n.csv:2); replaced by rule: d" in out
        assert "between 10" not in out
    out = office("trace", "tiga", "--period", "2025").out
    assert "error" in out
    assert "between 10" not in out


def test_the_rule_that_filled_a_computed_cell_says_once_why(office):
    office.write("indicator_specs/akip.iku", FILLED_LETS.replace("x + v", "x"))
    office.write("n.csv", "tahun,x,v\n2025,,10\n")
    office("import", "n.csv")
    tree, _, _ = office("trace", "satu", "--period", "2025").out.partition("missing  ")
    assert "; replaced by rule: d" in tree
    assert tree.count("the cell x is empty") == 1


OF_SETS = """\
dimensi kab "Kabupaten" kunci kode
  atribut nama teks

sumber n "Nilai" per tahun, kab lengkap
  kolom x angka -100..100 boleh kosong
  kolom w angka 1..10

indikator rugi "Rugi"
  satuan angka
  arah naik
  rumus banyaknya (n yang x < 0)

indikator laba "Laba"
  satuan angka
  arah naik
  rumus banyaknya (n yang x > 0 atau bukan (x < 50))

indikator rata "Rata"
  satuan angka
  arah naik
  himpunan naik "Yang naik" = kab yang n.x > 0
  rumus rerata berbobot n.x oleh n.w atas naik

indikator total "Total"
  satuan angka
  arah naik
  himpunan naik = kab yang n.x > 0
  rumus jumlah n.x atas naik
"""


def test_a_member_of_which_a_condition_does_not_apply_is_said_to_be_on_no_side_of_it(office):
    office.write("indicator_specs/akip.iku", OF_SETS)
    office.write("n.csv", "tahun,kab,x,w\n2025,01,10,1\n2025,02,tidak berlaku,1\n")
    office("import", "n.csv")
    for name in ("rugi", "laba"):
        out = office("trace", name, "--period", "2025").out
        (line,) = (one for one in out.splitlines() if "02" in one and "n.csv:3" in one)
        assert "x does not apply" in line
        assert "…" not in line
        assert ">" not in line, line
    document = office("eval", "rugi", "--period", "2025", "--depth", "all", "--json").document
    groups = document["results"][0]["trace"]["groups"]
    (member,) = (one for group in groups for one in group["members"] if one["key"] == ["02"])
    assert member["reasons"] == ["x < 0 does not hold", "x does not apply"]


def test_a_statistic_of_a_named_set_says_which_one_it_is(office):
    office.write("indicator_specs/akip.iku", OF_SETS)
    office.write("n.csv", "tahun,kab,x,w\n2025,01,10,1\n2025,02,20,3\n")
    office("import", "n.csv")
    assert "Yang naik (rerata berbobot n.x oleh n.w atas naik)" in office("trace", "rata", "--period", "2025").out
    assert "└─ jumlah n.x atas naik " in office("trace", "total", "--period", "2025").out
