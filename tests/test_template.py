"""The workbook to fill in: what it asks for is what an import takes, and nothing in it is a formula."""

from dataclasses import replace
from zipfile import ZipFile

import openpyxl
import pytest
from cli_workspace import Workspace
from jsonschema import Draft202012Validator

from iku_cli.commands.tools import generated
from iku_dsl.budgets import BUDGETS

SPEC = """
dimensi daerah "Daerah" kunci kode
  atribut nama teks

dimensi komponen "Komponen"
  rencana "Perencanaan kinerja"
  ukur "Pengukuran kinerja"

sumber lke "Lembar kerja" per tahun, komponen
  kolom nilai angka 0..100 digit 2

sumber espm "e-SPM" per triwulan, daerah, komponen
  kolom penerima persen 0%..100% digit 1
  kolom orang bilangan 0..
  kolom mulai tanggal boleh kosong
  kolom siap ya/tidak boleh kosong
  kolom jenis pilihan kota, kabupaten boleh kosong
  kolom ket teks boleh kosong
  syarat orang <= 1_000_000 karena "Tidak ada daerah sebesar itu"
"""


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("IKU_STORE", "IKU_SPECS", "IKU_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("IKU_LANG", "id")
    made = Workspace(tmp_path, capsys)
    made.write("indicator_specs/akip.iku", SPEC)
    made.write("fakta/daerah.csv", 'kode,nama\n01,Kota Satu\n"=1+1",Formula\n')
    return made


def test_a_template_that_was_filled_in_is_imported(workspace):
    workspace("import", "fakta/daerah.csv")
    said = workspace("facts", "template", "espm", "--to", "isi.xlsx", "--period", "2025-Q1")
    assert (said.status, said.out) == (0, ""), said
    book = openpyxl.load_workbook("isi.xlsx")
    sheet = book["espm"]
    assert [cell.value for cell in sheet[1]] == [
        "triwulan", "daerah", "komponen", "penerima", "orang", "mulai", "siap", "jenis", "ket",
    ]  # fmt: skip
    assert [[cell.value for cell in row[:3]] for row in sheet["A2:C5"]] == [
        ["2025-Q1", "01", "rencana"], ["2025-Q1", "01", "ukur"], ["2025-Q1", "=1+1", "rencana"], ["2025-Q1", "=1+1", "ukur"],
    ]  # fmt: skip
    for row in range(2, 6):
        sheet.cell(row, 4, 0.935).number_format = sheet.column_dimensions[
            "D"
        ].number_format  # as an office's program does
        sheet.cell(row, 5, 12)
        sheet.cell(row, 2).data_type = "s"
    book.save("isi.xlsx")
    done = workspace("import", "isi.xlsx", "--into", "espm", "--json").document["files"][0]
    assert (done["rows"], done["accepted"], done["rejected"]) == (4, 4, [])
    assert done["taken"]["sheet"] == "espm"
    assert done["preview"][0]["cells"]["penerima"] == "93.5%"


def test_lists_and_ranges_come_from_the_spec(workspace):
    workspace("import", "fakta/daerah.csv")
    workspace("facts", "template", "espm", "--to", "isi.xlsx")
    book = openpyxl.load_workbook("isi.xlsx")
    rules = {str(rule.sqref)[0]: rule for rule in book["espm"].data_validations.dataValidation}
    assert {letter: rule.type for letter, rule in rules.items()} == {
        "B": "list", "C": "list", "D": "decimal", "E": "whole", "F": "date", "G": "list", "H": "list",
    }  # fmt: skip
    assert (rules["D"].formula1, rules["D"].formula2) == ("0", "1")
    assert "0% .. 100%" in rules["D"].error
    assert book["iku_lists"].sheet_state == "hidden"
    assert [cell.value for cell in book["iku_lists"]["B"]][:2] == ["rencana", "ukur"]


MANY = """
dimensi d
  a
  b
  c
  e
sumber s per tahun, d
  kolom teman d boleh kosong
  kolom saudara d boleh kosong
  kolom lain d boleh kosong
  kolom jenis pilihan kota, kabupaten
  kolom macam pilihan kota, kabupaten
  kolom siap ya/tidak
  kolom jadi ya/tidak
  kolom bagian persen digit 2
"""


def test_a_list_is_written_once_and_a_cell_only_where_something_is(workspace):
    """A list for each column, and a cell for each row of each, were products: 390 columns of 60,000 members took 3.7 GB."""
    workspace.write("indicator_specs/akip.iku", MANY)
    assert workspace("facts", "template", "s", "--to", "isi.xlsx").status == 0
    book = openpyxl.load_workbook("isi.xlsx")
    sheet, lists = book["s"], book["iku_lists"]
    assert [[cell.value for cell in column if cell.value] for column in lists.columns] == [
        ["a", "b", "c", "e"], ["kota", "kabupaten"], ["ya", "tidak"],
    ]  # fmt: skip
    rules = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert [rules[letter][10:12] for letter in "BCDEFGHI"] == ["$A", "$A", "$A", "$A", "$B", "$B", "$C", "$C"]
    assert sheet.max_row == 5, "four members, and no empty rows"
    assert {letter: sheet.column_dimensions[letter].number_format for letter in "BCDEJ"} == {
        **dict.fromkeys("BCDE", "@"), "J": "0.00%",
    }  # fmt: skip
    with ZipFile("isi.xlsx") as packed:
        assert packed.read("xl/worksheets/sheet1.xml").decode().count("<c ") == 10 + 4, "the header and the keys"


@pytest.mark.parametrize("language", ["id", "en"])
def test_so_many_members_fit_and_then_so_many_keys(workspace, monkeypatch, language):
    workspace.write("indicator_specs/akip.iku", MANY)
    made = []
    for most in (4 + 4 * 2, 4 + 4 * 2 - 1, 3):
        monkeypatch.setitem(BUDGETS, "template", replace(BUDGETS["template"], most=most))
        asked = ("facts", "template", "s", "--to", f"{most}.xlsx", "--period", "2025", "--json", "--lang", language)
        made.append(workspace(*asked))
    assert [said.status for said in made] == [0, 0, 2]
    assert [said.document["rows"] for said in made[:2]] == [4, 0]
    told = made[2].document["error"]["message"] if not made[2].err else made[2].err
    assert ("mendaftar 4 anggota" if language == "id" else "list 4 members") in " ".join(told.split())


def test_nothing_is_a_formula(workspace):
    workspace("import", "fakta/daerah.csv")
    workspace("facts", "template", "espm", "--to", "isi.xlsx")
    with ZipFile("isi.xlsx") as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if "worksheets/" in name]
    assert any("=1+1" in text for text in sheets)
    assert not any("<f>" in text for text in sheets)


@pytest.mark.parametrize(
    ("language", "title", "word", "grain"),
    [("id", "Penjelasan", "Boleh kosong", "triwulan"), ("en", "Explanation", "May be missing", "quarter")],
)
def test_each_column_is_explained_in_the_reader_s_language(workspace, language, title, word, grain):
    assert workspace("facts", "template", "espm", "--to", "isi.xlsx", "--lang", language).status == 0
    about = openpyxl.load_workbook("isi.xlsx")[title]
    rows = [[cell.value for cell in row] for row in about.iter_rows()]
    assert rows[0][4] == word
    assert [row[0] for row in rows[1:4]] == [grain, "daerah", "komponen"]
    assert rows[4][3] == "0% .. 100%"
    assert rows[-1][0] == "Tidak ada daerah sebesar itu"


def test_an_upper_end_that_another_column_sets_is_explained(workspace):
    spec = (workspace.folder / "indicator_specs/akip.iku").read_text(encoding="utf-8")
    more = 'sumber layanan "L" per tahun\n  kolom sasaran bilangan 0..\n  kolom dilayani bilangan 0..sasaran\n'
    workspace.write("indicator_specs/akip.iku", f"{more}\n{spec}")
    assert workspace("facts", "template", "layanan", "--to", "isi.xlsx").status == 0
    ranges = {row[0].value: row[3].value for row in openpyxl.load_workbook("isi.xlsx")["Penjelasan"].iter_rows()}
    assert ranges["dilayani"] == ">= 0, <= sasaran"


def test_without_a_store_the_members_of_the_spec_are_there(workspace):
    said = workspace("facts", "template", "lke", "--to", "isi.xlsx", "--json")
    assert said.document == {"schema": "iku-engine/template/1", "file": "isi.xlsx", "into": "lke", "rows": 2}
    Draft202012Validator(generated("template")).validate(said.document)
    assert not (workspace.folder / "iku.db").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("lain", "--to", "x.xlsx"), 2, "lain"),
        (("lke", "--to", "x.csv"), 2, ".xlsx"),
        (("lke", "--to", "ada.xlsx"), 2, "tidak ditimpa"),
        (("lke", "--to", "tidak/ada.xlsx"), 3, "tidak dapat ditulis"),
        (("lke",), 2, "--to"),
    ],
)
def test_wrong_use_is_one_sentence(workspace, arguments, status, words):
    workspace.write("ada.xlsx", "")
    said = workspace("facts", "template", *arguments)
    assert (said.status, words in said.err) == (status, True), said


def test_a_dry_run_shows_what_was_understood(workspace):
    workspace.write("lke.csv", "REKAP\n\ntahun;komponen;nilai\n2025;rencana;90,5\n2025;ukur;1.234\n")
    said = workspace("import", "lke.csv", "--dry-run")
    assert said.status == 1
    words = " ".join(said.out.split())
    assert "dibaca sebagai UTF-8, pemisah “;”, kepala tabel di baris 3; bilangan cara Indonesia" in words
    assert "    baris 4: 2025 · komponen rencana · nilai 90,5\n" in said.out
    assert "uji coba" in said.out
    english = workspace("import", "lke.csv", "--dry-run", "--lang", "en", "--numbers", "en").out
    assert "English numbers" in " ".join(english.split())


def test_a_mapping_is_read_from_a_file_and_its_faults_are_told(workspace):
    workspace.write("rekap.csv", "Tahun,Rencana,Ukur\n2025,90,80\n")
    workspace.write(
        "peta.toml", '[wide]\ninto = "komponen"\nvalue = "nilai"\ncolumns = {Rencana = "rencana", Ukur = "ukur"}\n'
    )
    done = workspace("import", "rekap.csv", "--into", "lke", "--map", "peta.toml", "--json").document["files"][0]
    assert (done["accepted"], done["taken"]["mapping"]) == (2, "given")
    workspace.write("peta.toml", "lembar = 1\n")
    said = workspace("import", "rekap.csv", "--into", "lke", "--map", "peta.toml")
    assert (said.status, "peta.toml: lembar" in said.err) == (2, True)
    assert workspace("import", "rekap.csv", "--into", "lke", "--map", "tidak.toml").status == 3


def test_a_year_of_a_finer_source_is_asked_for_in_its_parts(workspace):
    workspace("import", "fakta/daerah.csv")
    assert workspace("facts", "template", "espm", "--to", "tahun.xlsx", "--period", "2025").status == 0
    sheet = openpyxl.load_workbook("tahun.xlsx")["espm"]
    rows = [tuple(cell.value for cell in row) for row in sheet["A2:C17"]]
    assert [row[0] for row in rows] == [f"2025-Q{quarter}" for quarter in (1, 2, 3, 4) for _ in range(4)]
    assert len(set(rows)) == 16
    assert sheet["A18"].value is None
    said = workspace("facts", "template", "lke", "--to", "halus.xlsx", "--period", "2025-Q1")
    assert (said.status, "2025-Q1" in said.err) == (2, True)
    assert not (workspace.folder / "halus.xlsx").exists()
