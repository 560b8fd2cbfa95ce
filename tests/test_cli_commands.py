"""Each command over a small workspace: what it prints where, and its exit status."""

import pytest
from cli_workspace import SPEC, Workspace

from iku_cli.commands.tools import EXAMPLE, shipped


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("IKU_STORE", "IKU_SPECS", "IKU_ENGINE", "IKU_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("IKU_LANG", "id")
    monkeypatch.setenv("COLUMNS", "100")
    return Workspace(tmp_path, capsys)


def test_check_of_clean_specs(workspace):
    said = workspace("check")
    assert (said.status, said.out) == (0, "")
    assert said.err == "1 berkas diperiksa, tanpa masalah.\n"


def test_check_shows_problems_on_stdout_and_the_count_beside(workspace):
    workspace.write("indicator_specs/salah.iku", "indikatr x\n")
    said = workspace("check", "indicator_specs/salah.iku")
    assert said.status == 1
    assert said.out.startswith("galat[unexpected-text]: ")
    assert " --> indicator_specs/salah.iku:1:1\n" in said.out
    assert said.err == "1 berkas diperiksa: 1 galat, 0 peringatan.\n"


def test_check_with_warnings_only_is_done(workspace):
    text = SPEC.replace("  rumus espm.penerima\n", "  hitung sisa = 2\n  rumus espm.penerima\n", 1)
    workspace.write("indicator_specs/akip.iku", text)
    said = workspace("check", "--lang", "en")
    assert said.status == 0
    assert said.out.startswith("warning[unused]: ")
    assert said.err == "Files checked: 1; errors: 0, warnings: 1.\n"


def test_fmt_rewrites_what_is_not_canonical_and_only_that(workspace):
    assert workspace("fmt").status == 0
    first = (workspace.folder / "indicator_specs/akip.iku").read_text()
    path = workspace.write("indicator_specs/b.iku", "# catatan\n\n\n\ndimensi   x\n a,   b # ekor\n")
    path.chmod(0o640)
    said = workspace("fmt", "--check")
    assert (said.status, said.out) == (1, "indicator_specs/b.iku\n")
    assert "dimensi   x" in path.read_text()
    said = workspace("fmt")
    assert (said.status, said.out) == (0, "indicator_specs/b.iku\n")
    assert "# catatan" in path.read_text()
    assert "# ekor" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    assert workspace("fmt", "--check").status == 0
    assert (workspace.folder / "indicator_specs/akip.iku").read_text() == first
    assert sorted(p.name for p in path.parent.iterdir()) == ["akip.iku", "b.iku"]  # nothing left behind


def test_fmt_translates_and_leaves_a_broken_file_alone(workspace):
    workspace("fmt", "--language", "en")
    assert "indicator akip" in (workspace.folder / "indicator_specs/akip.iku").read_text()
    path = workspace.write("indicator_specs/salah.iku", "indikatr   x\n")
    said = workspace("fmt")
    assert said.status == 1
    assert "unexpected-text" in said.err
    assert path.read_text() == "indikatr   x\n"


def test_test_shows_what_came_instead_and_why(workspace):
    assert workspace("test").status == 0
    workspace.write("indicator_specs/akip.iku", SPEC.replace("harap nilai = 86", "harap nilai = 80"))
    said = workspace("test")
    assert said.status == 1
    assert "✗ nilai penuh (akip)" in said.out
    assert "× 90" in said.out
    assert "0 lulus, 1 gagal" in said.out


def test_specs_with_errors_are_not_evaluated(workspace):
    workspace.write("indicator_specs/salah.iku", "indikatr x\n")
    for arguments in (
        ("test",),
        ("import", "fakta/lke.csv"),
        ("eval", "--period", "2025"),
        ("trace", "akip", "--period", "2025"),
    ):
        said = workspace(*arguments)
        assert (said.status, said.out) == (1, "")
        assert "galat[unexpected-text]" in said.err
        assert "perintah ini tidak dijalankan" in said.err
        assert workspace(*arguments, "--json").document["problems"][0]["id"] == "unexpected-text"
    assert not (workspace.folder / "iku.db").exists()


def test_import_takes_dimensions_first_and_the_rows_add_up(workspace):
    said = workspace("import", "fakta/espm.csv", "fakta/lke.csv", "fakta/daerah.csv")
    assert said.status == 0
    assert [line.split(" → ")[1] for line in said.out.splitlines() if "→" in line] == ["daerah", "espm", "lke"]
    assert "2 baris = 2 diterima + 0 sama + 0 ditolak" in said.out
    assert "Data ilustratif (peragaan), bukan data resmi" in said.out
    again = workspace("import", "fakta/espm.csv")
    assert "2 baris = 0 diterima + 2 sama + 0 ditolak" in again.out


def test_import_says_of_each_rejected_row_where_what_and_why(workspace):
    workspace.load()
    rows = "".join(f"2025,11.01,{n}%\n" for n in range(101, 130))
    workspace.write("fakta/buruk.csv", f"tahun,daerah,penerima\n2024,11.03,50%\n{rows}")
    said = workspace("import", "fakta/buruk.csv", "--into", "espm")
    assert said.status == 1
    assert "30 baris = 0 diterima + 0 sama + 30 ditolak" in said.out
    assert "baris 2, daerah, “11.03”: " in said.out
    assert "baris 3, penerima, “101%”: " in said.out
    assert "… dan 10 baris lagi" in said.out
    assert "karantina" in said.out


def test_import_dry_run_and_strict_keep_nothing(workspace):
    assert "uji coba" in workspace("import", "fakta/daerah.csv", "fakta/lke.csv", "--dry-run").out
    workspace.write("fakta/buruk.csv", "tahun,komponen,nilai\n2025,rencana,90\n2025,ukur,900\n")
    said = workspace("import", "fakta/buruk.csv", "--into", "lke", "--strict")
    assert said.status == 1
    assert "--strict" in said.out
    assert "belum dimuat" in workspace("eval", "akip", "--period", "2025").out


def test_import_of_a_period_without_rows_counts_as_loaded(workspace):
    workspace.load()
    workspace.write("fakta/nihil.csv", "daerah,penerima\n")
    said = workspace("import", "fakta/nihil.csv", "--into", "espm", "--period", "2023", "--mark", "ilustratif")
    assert said.status == 0
    assert "periode: 2023" in said.out
    assert "tidak ada baris" in workspace("eval", "penerima", "--period", "2023").out


def test_a_refused_file_does_not_stop_the_others(workspace):
    workspace.write("fakta/espm.csv", "a,b\n1,2\n")
    said = workspace("import", "fakta/daerah.csv", "fakta/espm.csv", "fakta/lke.csv")
    assert said.status == 1
    assert "ditolak seluruhnya" in said.out
    assert "3 baris = 3 diterima" in said.out


def test_eval_prints_table_and_traces(workspace):
    workspace.load()
    said = workspace("eval", "--period", "2025")
    assert (said.status, said.err) == (0, "Tersimpan sebagai evaluasi #5.\n")
    assert "Nilai akuntabilitas kinerja\u00a0*  86,00 nilai  A  Memuaskan" in said.out
    leaf = next(line for line in said.out.splitlines() if "Perencanaan kinerja" in line)
    assert leaf.split()[1:] == ["Perencanaan", "kinerja", "60%", "×", "90", "lke.csv:3", "54,00"]
    assert "Jejak satu anggota: iku-engine trace penerima --period 2025 --key 11.01" in said.out
    assert "Capaian penerima · " not in said.out  # entities are traced when they are asked for
    named = workspace("eval", "penerima", "--period", "2025")
    assert "Capaian penerima · Kabupaten Dua (11.02) · 2025" in named.out
    assert "└─" not in workspace("eval", "--period", "2025", "--no-trace").out


def test_eval_of_several_periods_and_of_what_is_missing(workspace):
    workspace.load()
    said = workspace("eval", "akip", "--period", "2024..2025", "--lang", "en")
    assert said.status == 0  # missing is an answer
    assert "between 54.00 and 94.00" in said.out
    assert "2024" in said.out
    assert "2025" in said.out


def test_an_error_state_is_status_one(workspace):
    text = SPEC.replace("berbobot lke.nilai", "berbobot lke.nilai bila kosong galat")
    workspace.write("indicator_specs/akip.iku", text)
    workspace.load()
    assert workspace("eval", "akip", "--period", "2025").status == 0
    said = workspace("eval", "akip", "--period", "2024")
    assert "galat" in said.out
    assert said.status == 1
    assert workspace("trace", "akip", "--period", "2024").status == 1


def test_trace_of_one_entity(workspace):
    workspace.load()
    said = workspace("trace", "penerima", "--key", "11.01", "--period", "2025")
    assert said.status == 0
    assert said.out.splitlines()[0].split() == [
        "Capaian",
        "penerima",
        "·",
        "Kabupaten",
        "Satu",
        "(11.01)",
        "·",
        "2025",
        "87,50%",
    ]
    assert "espm.csv:2" in said.out


def test_stages_show_what_each_makes(workspace):
    syntax = workspace("stages", "indicator_specs/akip.iku")
    program = workspace("stages", "indicator_specs/akip.iku", "--show", "program")
    assert syntax.out.startswith("SpecFile\n")
    assert program.out.startswith("Program\n")
    assert 'name: "akip"' in program.out
    assert workspace("stages", "indicator_specs/akip.iku", "--show", "hasil").status == 2


def test_explain_shows_a_page_the_list_or_the_nearest(workspace):
    assert workspace("explain", "weights-sum").out.startswith("# weights-sum: ")
    assert "weights-sum" in workspace("explain").out.splitlines()
    said = workspace("explain", "weight-sum")
    assert (said.status, "maksudnya weights-sum?" in said.err) == (2, True)
    assert workspace("explain", "zzz", "--lang", "en").err.startswith("error: there is no problem called “zzz”.")


@pytest.mark.skipif(not list((shipped() / EXAMPLE).glob("*.iku")), reason="the shipped specs are not here yet")
def test_init_makes_a_workspace_whose_readme_is_true(workspace, monkeypatch):
    said = workspace("init", "contoh")
    assert said.status == 0
    folder = workspace.folder / "contoh"
    assert "contoh/README.md" in said.err
    assert (folder / "iku.toml").exists()
    again = workspace("init", "contoh")
    assert again.status == 2
    monkeypatch.chdir(folder)
    monkeypatch.delenv("IKU_LANG")
    commands = [
        line.split()[1:]
        for line in (folder / "README.md").read_text().splitlines()
        if line.startswith("    iku-engine")
    ]
    assert len(commands) >= 6
    shown = ""
    for arguments in commands:
        done = workspace(*arguments)
        assert done.status == 0, (arguments, done)
        shown += done.out
    assert "Data ilustratif (peragaan), bukan data resmi" in shown
