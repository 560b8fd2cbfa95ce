"""The ledger at the command line: corrections, locks, quarantine, evidence, and stored evaluations up to the final one."""

import os
import sqlite3
from contextlib import closing
from itertools import product

import pytest
from by_hand import unguarded
from cli_workspace import workspace_in
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from rich.cells import cell_len
from test_cli_documents import check

BAD = "tahun,daerah,penerima\n2025,11.01,60%\n2025,11.03,40%\n2024,11.02,=cmd|x\n"
DESPITE = ("--despite", "uji")


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_USER="siti")
    made.load()
    return made


def correct(workspace, *more, value="70", reason="salah ketik"):
    return workspace(
        "facts", "correct", "lke", "rencana", "--period", "2025", f"nilai={value}", "--reason", reason, *more
    )


def held(workspace):
    workspace.write("fakta/buruk.csv", BAD)
    return workspace("import", "fakta/buruk.csv", "--into", "espm")


# ---- facts


def test_a_correction_is_told_in_the_trace_the_history_and_the_data(workspace):
    said = correct(workspace)
    assert (said.status, said.out) == (0, "Koreksi #5 tersimpan: lke 2025 · rencana.\n")
    trace = workspace("trace", "akip", "--period", "2025")
    assert "× 70  #5" in trace.out
    assert ", siti, " in trace.out
    assert ": salah ketik\n" in trace.out
    document = workspace("trace", "akip", "--period", "2025", "--json").document
    check("evaluation", document)
    fact = document["results"][0]["trace"]["children"][0]["children"][0]["fact"]
    assert (fact["file"], fact["batch"], fact["amendment"]["user"]) == ("", 5, "siti")
    history = workspace("facts", "history", "lke", "rencana", "--period", "2025", "--lang", "en")
    assert "nilai 90  – replaced by #5\n      import lke.csv:3 (#4, siti, " in history.out
    assert "nilai 70  – counts\n      correction (#5, siti, " in history.out
    document = workspace("facts", "history", "lke", "rencana", "--json").document
    check("facts-history", document)
    assert [(one["state"], one["until"]) for one in document["entries"]] == [
        ("current", None), ("superseded", 5), ("current", None),
    ]  # fmt: skip


def test_json_of_what_was_done(workspace):
    for arguments in (
        ("facts", "correct", "lke", "ukur", "--period", "2024", "nilai=1", "--reason", "x"),
        ("facts", "retract", "lke", "ukur", "--period", "2024", "--reason", "x"),
        ("facts", "lock", "2025"),
        ("facts", "unlock", "2025", "--reason", "x"),
        ("facts", "attach", "fakta/lke.csv", "--to", "lke 2025 rencana"),
        ("facts", "retract", "--batch", "4", "--reason", "x"),
    ):
        said = workspace(*arguments, "--json")
        assert said.status == 0, said
        check("event", said.document)
    assert (said.document["rows"], said.document["kind"]) == (3, "retract")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("correct", "lke", "rencana", "--period", "2025", "nilai=70"), "tuliskan alasannya dengan --reason"),
        (("correct", "lke", "rencana", "--period", "2025", "nilay=70", "--reason", "x"), "tidak punya kolom nilay"),
        (("correct", "lke", "rencana", "--period", "2025", "nilai=900", "--reason", "x"), "di luar rentang 0 .. 100"),
        (("correct", "lke", "rencana", "--period", "2025", "nilai=90", "--reason", "x"), "tidak ada yang dikoreksi"),
        (("correct", "lke", "rencanaa", "--period", "2025", "nilai=9", "--reason", "x"), "rencanaa"),
        (("correct", "lke", "rencana", "nilai=70", "--reason", "x"), "memerlukan periode tahun"),
        (("correct", "lke", "--period", "2025", "nilai=70", "--reason", "x"), "kunci lke: komponen"),
        (("correct", "zzz", "a", "b=1", "--reason", "x"), "zzz"),
        (("retract", "--reason", "x"), "sebutkan satu fakta"),
        (("retract", "--batch", "99", "--reason", "x"), "tidak ada batch 99"),
        (("retract", "--batch", "x", "--reason", "x"), "bukan nomor"),
        (("retract", "lke", "ukur", "--period", "2024", "--reason", "x"), "tidak ada fakta lke"),
        (("history", "lke", "zzz"), "tidak ada fakta lke untuk zzz"),
        (("unlock", "2025", "--reason", "x"), "tidak dikunci"),
        (("unlock", "2025"), "tuliskan alasannya"),
        (("lock", "20255"), "bukan satu periode"),
        (("list", "zzz"), "zzz"),
        (("attach", "fakta/lke.csv", "--to", "zzz 2024"), "bukan fakta atau hasil"),
        (("evidence", "--get", "abcdef"), "--save"),
        (("evidence", "--get", "abcdef", "--save", "x"), "abcdef"),
        (("quarantine", "--dismiss", "1"), "12:34"),
        (("quarantine", "--dismiss", "1:1", "--reason", "x"), "tidak (lagi) menunggu"),
        (("quarantine", "--batch", "99"), "tidak ada batch 99"),
        (("korect",), "maksudnya correct?"),
    ],
)
def test_wrong_use_is_one_sentence(workspace, arguments, words):
    said = workspace("facts", *arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_group_alone_shows_its_commands(workspace):
    said = workspace("facts")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("Cara pakai: iku-engine facts PERINTAH")
    said = workspace("facts", "--lang", "en")
    assert said.err.startswith("error: name a command. There are: list, history, ")
    assert workspace("--json", "facts", "list").document["sources"]


def test_late_facts_are_told_where_they_come_and_where_they_wait(workspace):
    assert workspace("facts", "lock", "2025", "--of", "lke").out == "2025 lke dikunci (#5).\n"
    assert "menunggu" in correct(workspace).out
    workspace.write("fakta/lagi.csv", "tahun,komponen,nilai\n2025,ukur,10\n2024,ukur,20\n")
    said = workspace("import", "fakta/lagi.csv", "--into", "lke")
    assert "  2025 sudah dikunci: baris-barisnya menunggu, dan belum dihitung\n" in said.out
    assert "  mengganti 1 baris dari lke.csv (batch 4, siti, " in said.out
    assert "  kelengkapan 2024, 2025: semua baris yang diharapkan ada\n" in said.out
    listed = workspace("facts", "list", "lke")
    assert "2025 terkunci: menunggu" in listed.out
    assert listed.out.endswith("\n2025 dikunci untuk lke (#5).\n")
    document = workspace("facts", "list", "--json").document
    check("facts", document)
    assert document["locks"] == [{"event": 5, "period": "2025", "source": "lke"}]
    (lke,) = (one for one in document["sources"] if one["source"] == "lke")
    assert [batch["late"] for batch in lke["batches"]] == [[], ["2025"], ["2025"]]
    opened = workspace("facts", "unlock", "2025", "--of", "lke", "--reason", "reviu")
    assert "Kini dihitung: lke 2025 dari batch 6.\n" in opened.out
    assert workspace("eval", "akip", "--period", "2025", "--json").document["results"][0]["value"] == "46.00"
    again = workspace("import", "fakta/lke.csv", "--json").document
    check("import", again)
    assert again["files"][0]["replaces"][0]["user"] == "siti"


def test_evidence_is_kept_listed_and_given_back(workspace):
    workspace.write("surat.txt", "isi surat")
    assert workspace("facts", "attach", "surat.txt", "--to", "lke 2025 rencana").status == 0
    assert workspace("facts", "attach", "surat.txt", "--to", "evaluasi 3", "--reason", "r").status == 0
    document = workspace("facts", "evidence", "--json").document
    check("facts-evidence", document)
    assert [one["to"] for one in document["evidence"]] == ["lke 2025 rencana", "run 3"]
    assert "surat.txt" in workspace("facts", "evidence", "--to", "lke 2025 rencana").out
    digest = document["evidence"][0]["sha256"]
    got = workspace("facts", "evidence", "--get", digest[:8], "--save", "kembali.txt", "--json")
    check("files", got.document)
    assert (workspace.folder / "kembali.txt").read_text() == "isi surat"
    assert workspace("facts", "evidence", "--get", digest[:8], "--save", "kembali.txt").status == 2
    with closing(sqlite3.connect(workspace.folder / "iku.db")) as raw:
        unguarded(raw, "UPDATE iku_file SET content = x'00'")
        raw.commit()
    said = workspace("facts", "evidence", "--get", digest[:8], "--save", "lain.txt")
    assert said.status == 3 and "surat.txt" in said.err and not (workspace.folder / "lain.txt").exists()


# ---- the quarantine


def test_quarantine_is_listed_mended_in_a_workbook_and_imported_again(workspace):
    assert held(workspace).status == 1
    listed = workspace("facts", "quarantine")
    assert "  5:3, daerah, “11.03”: bukan anggota dimensi daerah (mungkin maksudnya 11.01 atau 11.02)\n" in listed.out
    assert "    tahun=2025, daerah=11.03, penerima=40%\n" in listed.out
    check("facts-quarantine", workspace("facts", "quarantine", "--json", "--lang", "en").document)
    assert "tertahan di karantina" in workspace("eval", "penerima", "--period", "2025", "--depth", "9").out
    assert workspace("facts", "quarantine", "--export", "k.xlsx").status == 0
    book = load_workbook("k.xlsx")
    sheet = book.active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["karantina", "tahun", "daerah", "penerima"],
        ["5:3", "2025", "11.03", 0.4],
        ["5:4", "2024", "11.02", "=cmd|x"],
    ]
    assert (sheet["D3"].data_type, sheet["D3"].quotePrefix) == ("s", True)
    assert sheet["C2"].comment.text.startswith("bukan anggota dimensi daerah\nmungkin maksudnya 11.01 atau 11.02")
    assert sheet["C2"].fill.start_color.rgb == "00FFE0B2"
    sheet["C2"] = "11.02"
    book.save("k.xlsx")
    again = workspace("import", "k.xlsx", "--into", "espm", "--json")
    check("import", again.document)
    (file,) = again.document["files"]
    assert (file["rows"], file["identical"], file["mended"], file["rejected_total"]) == (2, 1, 1, 1)
    rows = workspace("facts", "quarantine", "--json").document["rows"]
    assert [row["place"] for row in rows] == ["5:4"], "a row that is bad again stays open, once"
    sheet["D3"] = "44%"
    book.save("k.xlsx")
    assert "1 baris karantina diperbaiki" in workspace("import", "k.xlsx", "--into", "espm").out
    assert workspace("facts", "quarantine").out == "Tidak ada baris di karantina.\n"
    assert "karantina" not in workspace("eval", "penerima", "--period", "2025", "--depth", "9").out
    assert workspace("runs", "verify").status == 0
    assert workspace("facts", "quarantine", "--export", "x.xlsx").status == 0
    assert not (workspace.folder / "x.xlsx").exists()


MAP = 'columns = { Kode = "daerah", Capaian = "penerima" }\nconstants = { tahun = 2024 }\n'


def test_what_a_mapping_says_of_each_row_is_there_where_the_file_spoils_one(workspace):
    """The year was empty, and not marked, in the workbook to mend: who mended what was marked had to mend once more."""
    workspace.write("m.toml", MAP)
    book = Workbook()
    for row in (("Kode", "Capaian"), ("11.01", "=1/2"), ("11.02", "50%")):
        book.active.append(row)
    book.save(workspace.folder / "x.xlsx")
    said = workspace("import", "x.xlsx", "--into", "espm", "--map", "m.toml", "--json").document["files"][0]
    assert (said["accepted"], [one["row"] for one in said["rejected"]]) == (1, [2])
    (waiting,) = workspace("facts", "quarantine", "--json").document["rows"]
    assert [(one["name"], one["text"]) for one in waiting["cells"]] == [
        ("daerah", "11.01"), ("penerima", "=1/2"), ("tahun", "2024"),
    ]  # fmt: skip
    workspace("facts", "quarantine", "--export", "mend.xlsx")
    mend = load_workbook(workspace.folder / "mend.xlsx")
    marked = [cell for row in mend.active.iter_rows() for cell in row if cell.comment is not None]
    assert len(marked) == 1
    marked[0].value = "50%"
    mend.save(workspace.folder / "mend.xlsx")
    again = workspace("import", "mend.xlsx", "--into", "espm", "--json").document["files"][0]
    assert (again["accepted"], again["rejected"], again["periods"]) == (1, [], ["2024"])


def mended(workspace, name, *mends):
    """What the workbook to mend has below its head; it is imported again with other texts in some cells."""
    workspace("facts", "quarantine", "--export", name)
    book = load_workbook(workspace.folder / name)
    rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]
    for place, text in mends:
        book.active[place].value = text
    book.save(workspace.folder / name)
    return rows, workspace("import", name, "--into", "espm", "--json").document["files"][0]


def test_all_of_a_wide_row_that_the_file_spoils_waits_and_is_there_to_be_mended(workspace):
    """One cell was mended, and the other figures of its row were gone without a word."""
    workspace.write("w.toml", '[wide]\ninto = "tahun"\nvalue = "penerima"\ncolumns = ["2023", "2024"]\n')
    book = Workbook()
    for row in (("daerah", "2023", "2024"), ("11.01", "=1/2", "70%"), ("11.02", "50%", "60%")):
        book.active.append(row)
    book.save(workspace.folder / "x.xlsx")
    said = workspace("import", "x.xlsx", "--into", "espm", "--map", "w.toml", "--json").document["files"][0]
    assert (said["rows"], said["accepted"]) == (4, 2)
    assert [(one["row"], one["column"]) for one in said["rejected"]] == [(2, "2023")] * 2
    rows, again = mended(workspace, "mend.xlsx", ("D2", "50%"))
    assert rows == [["5:2", "2023", "11.01", "=1/2"], ["5:2", "2024", "11.01", 0.7]]
    assert (again["accepted"], len(again["rejected"]), again["periods"]) == (1, 1, ["2023"])
    (waiting,) = workspace("facts", "quarantine", "--json").document["rows"]
    assert waiting["cells"][-1]["text"] == "70%"
    rows, again = mended(workspace, "rest.xlsx", ("A2", None))
    assert (again["accepted"], again["rejected"], again["periods"]) == (1, [], ["2024"])


@pytest.mark.parametrize("skip", ['["Catatan"]', '"others"'])
@pytest.mark.parametrize("wide", [False, True])
def test_what_a_file_spoils_in_a_column_that_is_left_out_is_of_no_matter(workspace, wide, skip):
    """A formula without its value kept the row out, though nobody reads it; beside a spoilt figure all figures of the row waited."""
    names = ["2023", "2024"] if wide else ["Capaian"]
    tail = (
        '[wide]\ninto = "tahun"\nvalue = "penerima"\ncolumns = ["2023", "2024"]\n[columns]\nKode = "daerah"\n'
        if wide
        else 'constants = { tahun = 2024 }\n[columns]\nKode = "daerah"\nCapaian = "penerima"\n'
    )
    workspace.write("w.toml", f"skip = {skip}\n{tail}")
    book = Workbook()
    texts = [CellRichText(TextBlock(InlineFont(strike=True), "lama"), " baru"), "=1/2"]
    book.active.append(["Kode", "Catatan", *names])
    for key, note in zip(("11.01", "11.02"), texts, strict=True):
        book.active.append([key, note, *["41%"] * len(names)])
    if wide:
        book.active["C3"] = "=1/2"
    book.save(workspace.folder / "x.xlsx")
    said = workspace("import", "x.xlsx", "--into", "espm", "--map", "w.toml", "--json").document["files"][0]
    assert said["accepted"] == 2
    assert [(one["row"], one["column"]) for one in said["rejected"]] == ([(3, "2023")] * 2 if wide else [])


@pytest.mark.parametrize("wide", [False, True])
def test_a_row_with_more_cells_than_columns_waits_as_its_mapping_makes_it(workspace, wide):
    """A column that the mapping skips, and that is called as one of the source, stood there as if it were that one."""
    name = "penerima"
    values = {"2023": "41%", "2024": "42%"} if wide else {"Capaian": "41%"}
    tail = (
        '[wide]\ninto = "tahun"\nvalue = "penerima"\ncolumns = ["2023", "2024"]\n'
        if wide
        else 'constants = { tahun = 2024 }\n[columns]\nCapaian = "penerima"\n'
    )
    workspace.write("w.toml", f'skip = ["{name}"]\n{tail}')
    lines = [
        ["daerah", name, *values],
        ["11.01", "99%", *values.values(), "catatan"],
        ["11.02", "98%", *values.values()],
    ]
    workspace.write("x.csv", "".join(",".join(line) + "\n" for line in lines))
    said = workspace("import", "x.csv", "--into", "espm", "--map", "w.toml", "--json").document["files"][0]
    assert (said["accepted"], {one["row"] for one in said["rejected"]}) == (len(values), {2})
    rows, _ = mended(workspace, "mend.xlsx")
    expected = [("2023", 0.41), ("2024", 0.42)] if wide else [("2024", 0.41)]
    assert [(row[1], row[2], row[3]) for row in rows] == [(year, "11.01", figure) for year, figure in expected]


def test_a_row_that_will_not_be_mended_is_dismissed_with_a_reason(workspace):
    held(workspace)
    assert workspace("facts", "quarantine", "--dismiss", "5:3").status == 2
    done = workspace(
        "facts", "quarantine", "--dismiss", "5:3", "--dismiss", "#5:4", "--reason", "baris jumlah", "--json"
    )
    check("event", done.document)
    assert done.document["rows"] == 2
    assert workspace("facts", "quarantine", "--json").document["rows"] == []
    assert workspace("facts", "quarantine", "--dismiss", "5:3", "--reason", "x").status == 2
    assert workspace("runs", "verify").status == 0


@pytest.mark.parametrize("row", [-5, 2_147_483_647])
def test_a_row_is_dismissed_by_the_number_that_it_is_listed_under(workspace, row):
    """A patched client may give it any: every result said that it waits, and nobody could say that it never will count."""
    held(workspace)
    with closing(sqlite3.connect(workspace.folder / "iku.db")) as raw, raw:
        unguarded(raw, f"UPDATE iku_quarantine SET row = {row} WHERE row = 3")
    assert f"5:{row}" in workspace("facts", "quarantine").out
    assert workspace("facts", "quarantine", "--dismiss", f"5:{row}", "--reason", "x").status == 0
    assert f"5:{row}" not in workspace("facts", "quarantine").out


def test_rows_of_several_sources_are_exported_one_source_at_a_time(workspace):
    held(workspace)
    workspace.write("fakta/x.csv", "komponen,nilai\nrencana,900\n")
    workspace("import", "fakta/x.csv", "--into", "lke", "--period", "2023")
    several = workspace("facts", "quarantine", "--export", "k.xlsx")
    assert (several.status, "espm, lke" in several.err) == (2, True)
    assert workspace("facts", "quarantine", "lke", "--export", "k.xlsx").status == 0
    rows = [[cell.value for cell in row] for row in load_workbook("k.xlsx").active.iter_rows()]
    assert rows[1] == ["6:2", "2023", "rencana", "900"], "the period that was given beside the file"


# ---- runs


def test_an_evaluation_is_kept_and_can_be_seen_again(workspace):
    said = workspace("eval", "akip", "--period", "2025")
    assert said.err == "Tersimpan sebagai evaluasi #5.\n"
    assert workspace("eval", "--period", "2024", "--json").document["run"] == 6
    assert workspace("trace", "akip", "--period", "2025", "--json").document["run"] is None
    correct(workspace)
    shown = workspace("runs", "show", "5")
    assert "86,00 nilai" in shown.out
    check("runs-show", workspace("runs", "show", "--json").document)
    document = workspace("runs", "list", "--json").document
    check("runs", document)
    assert [run["run"] for run in document["runs"]] == [6, 5]
    assert len(workspace("runs", "list", "--last", "1", "--json").document["runs"]) == 1
    assert "semua · 2024" in workspace("runs", "list").out


def test_as_of_tells_what_was_known_and_says_so(workspace):
    correct(workspace)
    document = workspace("eval", "akip", "--period", "2025", "--as-of", "2020-01-01", "--json").document
    check("evaluation", document)
    assert (document["results"][0]["state"], document["as_of"][:10]) == ("missing", "2020-01-01")
    said = workspace("trace", "akip", "--period", "2025", "--as-of", "2999-12-31", "--lang", "en")
    assert said.out.startswith("AS KNOWN 2999-12-31 23:59: facts that came later are not counted\n")
    wrong = workspace("eval", "--period", "2025", "--as-of", "kemarin")
    assert (wrong.status, "bukan hari atau waktu" in wrong.err) == (2, True)


def test_a_final_result_is_only_restated_and_says_why_it_changed(workspace):
    workspace("eval", "akip", "--period", "2025")
    assert workspace("runs", "final", "5").status == 2
    reviewed = workspace("runs", "review", "5", "--json")
    check("event", reviewed.document)
    assert reviewed.document["steps"][0]["status"] == "reviewed"
    assert workspace("runs", "final", "5", "akip", *DESPITE).status == 0
    correct(workspace)
    workspace("facts", "correct", "espm", "11.01", "--period", "2025", "penerima=1%", "--reason", "lain")
    said = workspace("eval", "akip", "--period", "2025", "--no-trace")
    assert "! akip 2025: final 86,00 nilai (evaluasi #5, " in said.out
    assert "kini 74,00 nilai; berubah karena koreksi lke (#8, siti," in " ".join(said.out.split())
    assert "espm" not in said.out, "only what the indicator reads"
    document = workspace("eval", "akip", "--period", "2025", "--json").document
    check("evaluation", document)
    (one,) = document["restated"]
    assert (one["field"], one["was"]["value"], one["now"]["value"]) == ("value", "86", "74")
    assert [event["reason"] for event in one["events"]] == ["salah ketik"]
    assert "final 86,00" in workspace("trace", "akip", "--period", "2025").out
    number = str(document["run"])
    workspace("runs", "review", number)
    refused = workspace("runs", "final", number)
    assert (refused.status, "--restate" in refused.err) == (2, True)
    assert workspace("runs", "final", number, "--restate").status == 2
    assert workspace("runs", "final", number, "akip", "--restate", "--reason", "koreksi", *DESPITE).status == 0
    shown = workspace("runs", "show", number, "--lang", "en")
    assert "in the place of #5" in " ".join(shown.out.split())
    check("runs-show", workspace("runs", "show", "5", "--json").document)
    assert "1 final" in workspace("runs", "list").out
    assert workspace("runs", "review", number, "zzz").status == 2


def test_members_go_their_way_one_by_one_and_the_rest_follows(workspace):
    workspace("eval", "penerima", "pembagian", "--period", "2025")
    said = workspace("runs", "review", "5", "penerima", "--key", "11.01", "--json")
    check("event", said.document)
    assert [(step["indicator"], step["key"]) for step in said.document["steps"]] == [("penerima", ["11.01"])]
    assert workspace("runs", "review", "5", "penerima", "--key", "11.01").status == 2, "it is reviewed already"
    said = workspace("runs", "review", "5", "--key", "11.02", "--lang", "en")
    assert said.out == "Run #5 (11.02; results: 2) is reviewed; #7.\n"
    assert workspace("runs", "review", "5").out == "Evaluasi #5 (1 hasil) sudah direviu; #8.\n"
    assert workspace("runs", "review", "5").status == 2, "nothing is left"
    assert workspace("runs", "final", "5", "penerima", "--key", "11.02", *DESPITE).status == 0
    shown = [line for line in workspace("runs", "show", "5", "--lang", "en").out.splitlines() if "2025" in line]
    assert [[("reviewed by siti" in line), ("final by siti" in line)] for line in shown if "11.0" in line] == [
        [True, False], [False, True], [True, False], [True, False],
    ]  # fmt: skip
    assert "3 direviu, 1 final" in workspace("runs", "list").out


def after_a_correction(workspace, periods):
    """The number of a run of some periods, reviewed, once 2025 was made final from run 5 and one of its members corrected."""
    workspace("eval", "penerima", "--period", "2025")
    workspace("runs", "review", "5")
    workspace("runs", "final", "5", *DESPITE)
    workspace("facts", "correct", "espm", "11.02", "--period", "2025", "penerima=41%", "--reason", "salah ketik")
    run = str(workspace("eval", "penerima", "--period", periods, "--json").document["run"])
    workspace("runs", "review", run)
    return run


def test_a_member_is_restated_alone(workspace):
    run = after_a_correction(workspace, "2025")
    restate = ("runs", "final", run, "penerima", "--restate", "--reason", "koreksi", *DESPITE)
    refused = workspace(*restate, "--key", "11.01")
    assert (refused.status, "penerima 2025 [11.01]" in refused.err) == (2, True), "it is as it was"
    said = workspace(*restate, "--key", "11.02", "--json")
    check("event", said.document)
    assert [(step["key"], step["restates"]) for step in said.document["steps"]] == [(["11.02"], 5)]
    document = workspace("runs", "show", run, "--json").document
    check("runs-show", document)
    assert document["restated"] == [], "what was final of the member is final here"
    assert workspace("runs", "verify").status == 0


def taken(said):
    return [(step["period"], step["key"], step["restates"]) for step in said.document["steps"]]


def test_what_stays_as_it_is_does_not_stop_what_takes_the_step(workspace):
    """The run of two years, one of which is final: what changed of it is restated, and the other made final, from that run alone."""
    run = after_a_correction(workspace, "2024..2025")
    final = ("runs", "final", run, *DESPITE)
    refused = workspace(*final)
    assert (refused.status, "penerima 2025 [11.02]" in refused.err, "--restate" in refused.err) == (2, True, True)
    restated = workspace(*final, "--restate", "--reason", "koreksi", "--json")
    assert taken(restated) == [("2025", ["11.02"], 5)]
    assert "tetap seperti adanya, karena langkah ini tidak mengubahnya: 3 hasil" in restated.err
    rest = workspace(*final, "--json")
    assert taken(rest) == [("2024", ["11.01"], None), ("2024", ["11.02"], None)]
    for more in ((), ("--restate", "--reason", "koreksi")):
        nothing = workspace(*final, *more)
        assert (nothing.status, "sudah final dengan hasil yang sama" in nothing.err) == (2, True)
    shown = workspace("runs", "show", run, "--json").document
    assert (shown["restated"], workspace("runs", "verify").status) == ([], 0)
    back = workspace("runs", "final", "5", "--restate", "--reason", "kembali", *DESPITE)
    assert (back.status, "pernah final dan sudah dinyatakan ulang" in back.err) == (2, True), "not from the run of then"


def test_results_of_one_period_take_a_step_alone(workspace):
    workspace("eval", "penerima", "--period", "2024..2025")
    said = workspace("runs", "review", "5", "--period", "2025", "--lang", "en")
    assert said.out == "Run #5 (2025; results: 2) is reviewed; #6.\n"
    assert taken(workspace("runs", "review", "5", "--period", "2024", "--key", "11.02", "--json")) == [
        ("2024", ["11.02"], None)
    ]
    assert workspace("runs", "final", "5", "--period", "2024", *DESPITE).status == 2, "11.01 is a draft"
    assert len(taken(workspace("runs", "final", "5", "--period", "2025", *DESPITE, "--json"))) == 2
    for period in ("2023", "2025-01"):
        refused = workspace("runs", "review", "5", "--period", period, "--lang", "en")
        assert (refused.status, refused.err) == (
            2, f"error: run 5 has no results of {period}; those there are: 2024, 2025.\n",
        )  # fmt: skip
    assert workspace("runs", "review", "5", "--period", "20x5").status == 2


MONTHLY = """\
sumber stok per bulan
  kolom n angka

indikator sisa per bulan
  satuan angka
  arah naik
  rumus stok.n
"""


def test_a_month_of_a_year_that_is_final_is_restated_from_the_run_of_the_year(workspace):
    workspace.write("indicator_specs/stok.iku", MONTHLY)
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    workspace.write("fakta/stok.csv", "bulan,n\n" + "".join(f"{month},{n}\n" for n, month in enumerate(months)))
    assert workspace("import", "fakta/stok.csv", "--into", "stok").status == 0
    first = workspace("eval", "sisa", "--period", "2025", "--json").document["run"]
    workspace("runs", "review", str(first))
    workspace("runs", "final", str(first), *DESPITE)
    for month in ("2025-06", "2025-09"):
        workspace("facts", "correct", "stok", "--period", month, "n=100", "--reason", "salah ketik")
    run = str(workspace("eval", "sisa", "--period", "2025", "--json").document["run"])
    assert len(taken(workspace("runs", "review", run, "--period", "2025", "--json"))) == 12
    restate = ("runs", "final", run, "--restate", "--reason", "koreksi", *DESPITE)
    assert taken(workspace(*restate, "--period", "2025-Q2", "--json")) == [("2025-06", [], first)]
    assert taken(workspace(*restate, "--json")) == [("2025-09", [], first)]
    assert workspace("runs", "verify").status == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("penerima", "--key", "11.03"), "tidak memuat hasil penerima untuk 11.03; yang ada: 11.01; 11.02."),
        (("--key", "11.01", "--key", "11.02"), "untuk 11.01, 11.02; yang ada: 11.01; 11.02."),
        (("akip", "--key", "11.01"), "tidak memuat hasil akip per anggota; hapus --key."),
        (("penerima", "akip", "--key", "11.01"), "tidak memuat hasil akip per anggota; hapus --key."),
    ],
)
def test_a_member_that_a_run_does_not_have_is_named(workspace, arguments, words):
    workspace("eval", "--period", "2025")
    said = workspace("runs", "review", "5", *arguments)
    assert (said.status, said.out) == (2, "")
    assert words in " ".join(said.err.split())


def test_what_is_edited_by_hand_is_named_and_the_status_is_one(workspace):
    workspace("eval", "--period", "2025")
    said = workspace("runs", "verify", "--lang", "en")
    assert (said.status, said.out) == (0, "Whole: events 5, rows of facts 7, runs computed again 1.\n")
    assert workspace("runs", "verify", "99").status == 2
    with sqlite3.connect("iku.db") as connection:
        unguarded(connection, "UPDATE fact_lke SET nilai = nilai + 1 WHERE row_id = 1")
    connection.close()
    said = workspace("runs", "verify")
    assert (said.status, said.out.startswith("TIDAK UTUH: batch 4")) == (1, True)
    document = workspace("runs", "verify", "--json").document
    check("runs-verify", document)
    assert (document["verified"], "lke" in document["fault"]) == (False, True)


def test_an_exported_run_is_verified_without_the_store(workspace):
    held(workspace)
    workspace("eval", "--period", "2025")
    workspace("facts", "quarantine", "--dismiss", "5:3", "--reason", "x")
    check("files", workspace("runs", "key", "a.pem", "b.pem", "--json").document)
    assert workspace("runs", "key", "a.pem", "b.pem").status == 2
    assert workspace("runs", "export", "6", "--to", "r.json", "--sign", "a.pem").out == "r.json ditulis.\n"
    said = workspace("runs", "verify", "--file", "r.json", "--key", "b.pem", "--store", "zzz")
    assert (said.status, "tanda tangannya cocok" in said.out) == (0, True), said
    assert "--key" in workspace("runs", "verify", "--file", "r.json").out
    document = workspace("runs", "verify", "--file", "r.json", "--key", "b.pem", "--json").document
    check("runs-verify", document)
    assert (document["run"], document["signature"]) == (6, True)
    text = (workspace.folder / "r.json").read_text(encoding="utf-8")
    workspace.write("r.json", text.replace("siti", "tono"))
    assert workspace("runs", "verify", "--file", "r.json").status == 1
    workspace.write("r.json", text.replace('"user_name"', '"usr"'))
    assert workspace("runs", "verify", "--file", "r.json").status == 1
    assert workspace("runs", "verify", "6", "--file", "r.json").status == 2
    assert workspace("runs", "verify", "--key", "b.pem").status == 2
    assert workspace("runs", "export", "99", "--to", "x.json").status == 2


def test_a_store_that_cannot_take_the_run_still_gives_the_result(workspace, monkeypatch):
    monkeypatch.setattr("iku_engine.store.store.BUSY_SECONDS", 0.2)
    blocker = sqlite3.connect("iku.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    said = workspace("eval", "akip", "--period", "2025", "--json")
    busy = correct(workspace)
    blocker.execute("ROLLBACK")
    blocker.close()
    assert (said.status, said.document["run"]) == (0, None)
    assert said.err.startswith("Hasil ini tidak tersimpan: ")
    assert (busy.status, "sedang dipakai" in busy.err) == (3, True)


@pytest.mark.skipif(os.name != "posix", reason="needs file modes")
def test_a_store_that_is_read_only_still_gives_the_result(workspace, monkeypatch):
    from iku_dsl.problem import say
    from iku_engine.errors import StoreError

    def read_only(*_, **__):
        raise StoreError(say("store-read-only", store="iku.db"))

    monkeypatch.setattr("iku_engine.store.runs.store_run", read_only)
    said = workspace("eval", "akip", "--period", "2025", "--lang", "en")
    assert (said.status, "86.00" in said.out) == (0, True)
    assert said.err == "This result was not kept: store iku.db is read-only.\n"


def test_who_did_it_is_the_named_user_or_the_systems(workspace, monkeypatch):
    monkeypatch.delenv("IKU_USER")
    monkeypatch.setattr("getpass.getuser", lambda: "budi")
    correct(workspace)
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(OSError))
    correct(workspace, value="71")
    entries = workspace("facts", "history", "lke", "rencana", "--period", "2025", "--json").document["entries"]
    assert [entry["user"] for entry in entries] == ["siti", "budi", ""]


def test_nothing_is_wider_than_the_screen(workspace, monkeypatch):
    held(workspace)
    workspace("eval", "--period", "2025")
    workspace("runs", "review", "6")
    workspace("runs", "final", "6", *DESPITE)
    correct(workspace, reason="salah ketik yang panjang sekali ceritanya, sampai tidak muat di satu baris")
    workspace("facts", "attach", "fakta/lke.csv", "--to", "lke 2025 rencana")
    workspace("facts", "lock", "2025")
    shown = (
        ("facts", "list"), ("facts", "list", "lke"), ("facts", "history", "lke"), ("facts", "quarantine"),
        ("facts", "evidence"), ("runs", "list"), ("runs", "show", "6"), ("eval", "--period", "2025"),
    )  # fmt: skip
    for (width, language), arguments in product(((60, "id"), (80, "en"), (140, "id")), shown):
        monkeypatch.setenv("COLUMNS", str(width))
        said = workspace(*arguments, "--lang", language)
        assert said.status == 0
        assert said.out
        assert all(cell_len(line) <= width for line in said.out.splitlines()), (width, said.out)
