"""Looking at facts that are not there: what is said, what is not made; and results against their targets."""

from pathlib import Path

import pytest
from cli_workspace import workspace_in
from rich.cells import cell_len

CAPAIAN = Path(__file__).parent / "corpus" / "good" / "capaian"


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    return workspace_in(tmp_path, capsys, monkeypatch)


# ---- a store without facts


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        (("eval", "--period", "2025"), "daerah (begitu juga: lke, espm)"),
        (("trace", "akip", "--period", "2025"), "lke"),
        (("eval", "penerima", "--period", "2025"), "daerah (begitu juga: espm)"),
    ],
)
def test_looking_makes_no_store_and_says_how_to_load_what_was_asked_for(workspace, command, wanted):
    said = workspace(*command)
    assert said.status == 0
    assert "belum dimuat" in said.out
    assert said.err == (
        f"Belum ada fakta di sqlite:///iku.db; muat dahulu: iku-engine import BERKAS.csv --into {wanted}\n"
    )
    assert not (workspace.folder / "iku.db").exists()
    said = workspace(*command, "--json", "--lang", "en")
    assert {result["state"] for result in said.document["results"]} <= {"missing"}
    assert said.err.startswith(
        "There are no facts in sqlite:///iku.db yet; load some: iku-engine import FILE.csv --into "
    )


def test_the_hint_goes_with_the_first_import(workspace):
    workspace.load()
    assert workspace("eval", "--period", "2025").err == "Tersimpan sebagai evaluasi #5.\n"
    assert (workspace.folder / "iku.db").exists()


def test_a_store_whose_folder_is_not_there_is_a_fault_not_an_empty_one(workspace):
    said = workspace("--store", "sqlite:///salah/iku.db", "eval", "--period", "2025")
    assert (said.status, said.out) == (3, "")
    assert "salah/iku.db" in said.err


def test_wrong_use_is_told_without_the_hint(workspace):
    said = workspace("eval", "zzz", "--period", "2025")
    assert said.status == 2
    assert "import" not in said.err


def test_one_source_or_many_are_named_as_they_are(workspace):
    indicator = '\nindikator x "X"\n  satuan angka\n  arah naik\n  rumus s1.a\n'
    sources = [f'sumber s{n} "S{n}" per tahun\n  kolom a angka\n' for n in range(1, 12)]
    workspace.write("indicator_specs/akip.iku", sources[0] + indicator)
    assert workspace("eval", "--period", "2025").err.endswith("--into s1\n")
    workspace.write("indicator_specs/akip.iku", "\n".join(sources) + indicator)
    assert workspace("eval", "--period", "2025").err.endswith("s8, s9, … (+2))\n")


# ---- what is missing, told once


def test_inputs_with_one_reason_are_one_line_and_all_are_in_the_data(workspace):
    workspace.load()
    said = workspace("eval", "akip", "--period", "2023")
    assert "   kosong    Lembar kerja 2023 belum dimuat (2 isian)\n" in said.out
    assert said.out.count("belum dimuat") == 4  # in the table, at each leaf, and below
    (result,) = workspace("eval", "akip", "--period", "2023", "--json").document["results"]
    assert [item["label"].partition(" · ")[2] for item in result["missing"]] == [
        "Perencanaan kinerja",
        "Pengukuran kinerja",
    ]
    assert result["missing_total"] == 2
    english = workspace("eval", "akip", "--period", "2023", "--lang", "en").out
    assert "   missing  Lembar kerja 2023 is not loaded (2 inputs)\n" in english


def test_one_missing_input_is_named_and_its_members_once(workspace):
    workspace.load()
    said = workspace("eval", "akip", "--period", "2024")
    assert (
        "kosong tidak ada baris untuk Pengukuran kinerja · 2024 di Lembar kerja "
        "kelengkapan Lembar kerja 2024: 1 dari 2 baris yang diharapkan; belum dikirim: Pengukuran kinerja"
    ) in " ".join(said.out.split())


def test_members_that_the_trace_lists_as_unknown_are_not_told_again(workspace):
    workspace.write(
        "indicator_specs/banyak.iku",
        'indikator banyak "Yang baik"\n  satuan daerah 0..\n  arah naik\n'
        "  rumus banyaknya (daerah yang espm.penerima > 50%)\n",
    )
    workspace.load()
    workspace.write("fakta/satu.csv", "tahun,daerah,penerima\n2024,11.01,60%\n")
    workspace("import", "fakta/satu.csv", "--into", "espm")
    said = workspace("trace", "banyak", "--period", "2024")
    assert said.out.count("tidak ada baris untuk Kabupaten Dua · 2024") == 1
    assert "   kosong " not in said.out
    assert "   alasan  1 anggota belum pasti termasuk" in said.out
    (result,) = workspace("trace", "banyak", "--period", "2024", "--json").document["results"]
    assert [item["label"] for item in result["missing"]] == ["Kabupaten Dua"]
    several = workspace("trace", "banyak", "--period", "2020").out  # one reason for all of them is worth a line
    assert "   kosong  Aplikasi e-SPM 2020 belum dimuat\n" in several


# ---- targets


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_table_shows_targets_and_achievements_where_there_are_any(workspace, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("IKU_SPECS", str(CAPAIAN))
    workspace.write("layanan.csv", "bulan,berkas,lama\n2025-01,B1,2 jam\n2025-01,B2,3.5 jam\n2025-02,B3,2 jam\n")
    assert workspace("import", "layanan.csv").status == 0
    workspace.write("tanpa.csv", "berkas,lama\n")
    for month in range(3, 13):  # loaded, without a row
        assert workspace("import", "tanpa.csv", "--into", "layanan", "--period", f"2025-{month:02d}").status == 0
    said = workspace("eval", "--period", "2025", "--lang", language)
    assert said.status == 0
    lines = said.out.splitlines()
    assert all(cell_len(line) <= width for line in lines)
    heads = ["Nilai", "Target", "Capaian"] if language == "id" else ["Value", "Target", "Achievement"]
    assert lines[0].split()[-3:] == heads
    point = "," if language == "id" else "."
    assert [line.split()[-4:] for line in lines[2:5]] == [
        [f"2{point}50", "jam", f"3{point}00", f"116{point}67%"],
        ["Nilai", "kinerja", "organisasi", f"99{point}63%"],
        ["pelaporan", f"66{point}67%", f"90{point}00%", f"74{point}07%"],
    ]
    word = "capaian" if language == "id" else "achievement"
    assert f"   target  3{point}00 jam; {word} 116{point}67%" in said.out
    assert f"   target  90{point}00%; {word} 74{point}07%" in said.out


def test_rows_in_quarantine_are_told_also_where_no_trace_is_shown(workspace):
    workspace.load()
    workspace.write("fakta/lagi.csv", "tahun,komponen,nilai\n2024,ukur,80\n2024,rencana,900\n")
    assert workspace("import", "fakta/lagi.csv", "--into", "lke").status == 1
    for flags in ((), ("--no-trace",)):
        said = workspace("eval", "akip", "--period", "2024", *flags)
        assert said.out.count("karantina") == 1, said.out
    assert "karantina" not in workspace("eval", "penerima", "--period", "2025", "--no-trace").out


def test_a_file_that_comes_again_says_that_it_undoes_a_correction(workspace):
    workspace.load()
    assert (
        workspace(
            "facts", "correct", "espm", "11.01", "penerima=90%", "--period", "2025", "--reason", "salah ketik"
        ).status
        == 0
    )
    said = workspace("import", "fakta/espm.csv", "--into", "espm", "--yes", "--lang", "en")
    assert said.status == 0
    assert "UNDOES a correction of 1 row" in said.out, said.out


# ---- rows that the specs no longer admit


FULL = """
dimensi unit kunci kode
sumber m per tahun, unit daftar
  kolom a bilangan 1..
  kolom b bilangan 0.. boleh kosong
  syarat b <= a karena "b bagian dari a"
indikator bagian
  satuan persen 0%..100%
  arah naik
  rumus jumlah m.b / jumlah m.a
  bila jumlah m.a = 0 tidak berlaku karena "kosong"
"""
LESS = FULL.replace("  kolom b bilangan 0.. boleh kosong\n", "").replace("m.b", "m.a")
LESS = "".join(line for line in LESS.splitlines(keepends=True) if "syarat" not in line)


@pytest.mark.parametrize("way", ["correct", "import"])
def test_a_row_that_lesser_specs_left_breaking_a_rule_is_mended_under_the_full_ones(workspace, way):
    specs = "indicator_specs/akip.iku"
    workspace.write(specs, FULL)
    workspace.write("m.csv", "tahun,unit,a,b\n2025,u1,100,50\n2025,u2,100,100\n")
    assert workspace("import", "m.csv").status == 0
    workspace.write(specs, LESS)
    assert workspace("facts", "correct", "m", "u1", "--period", "2025", "a=10", "--reason", "ketik").status == 0
    workspace.write(specs, FULL)
    assert workspace("eval", "--period", "2025").status == 3, "nothing is computed of it"
    for seen in (("facts", "history", "m", "u1", "--period", "2025"), ("facts", "quarantine", "m")):
        assert workspace(*seen).status == 0
    said = workspace("facts", "correct", "m", "u1", "--period", "2025", "b=60", "--reason", "ketik")
    assert (said.status, "melanggar syarat" in said.err) == (2, True)
    if way == "correct":
        assert workspace("facts", "correct", "m", "u1", "--period", "2025", "b=9", "--reason", "ketik").status == 0
    else:
        workspace.write("m.csv", "tahun,unit,a,b\n2025,u1,10,9\n2025,u2,100,100\n")
        assert workspace("import", "m.csv", "--yes").status == 0
    assert "99,09%" in workspace("eval", "--period", "2025").out


@pytest.mark.parametrize(("language", "said"), [("id", "melanggar syarat: pagu"), ("en", "breaks a requirement: pagu")])
def test_a_correction_that_breaks_a_rule_over_several_periods_names_its_row(workspace, language, said):
    rule = "sumber m per bulan, unit daftar\n  kolom x bilangan 0.. konsolidasi jumlah\n"
    rule += '  syarat x[triwulan ini] <= 100 karena "pagu"\n'
    workspace.write("indicator_specs/akip.iku", "dimensi unit kunci kode\n" + rule)
    workspace.write("m.csv", "bulan,unit,x\n2025-01,A,60\n")
    assert workspace("import", "m.csv").status == 0
    told = workspace("facts", "correct", "m", "A", "--period", "2025-01", "x=101", "--reason", "-", "--lang", language)
    assert (told.status, told.err.split(": ", 1)[1]) == (2, f"m 2025-01 · A: {said}\n")
