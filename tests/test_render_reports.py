"""Reports of imports and of in-spec tests as drawn."""

from render_examples import hostile, sakip
from rich.cells import cell_len

from iku_cli.render.answers.tests import draw_tests
from iku_cli.render.imports import SHOWN, Outcome, draw_imports, periods_text
from iku_dsl.period import Period
from iku_dsl.problem import Span, say
from iku_engine.errors import FileError, RefusedFile
from iku_engine.staging.report import ImportReport, RejectedCell, Replaced
from iku_engine.testing import testing as tr

SPAN = Span("sakip.iku", 70, 3, 70, 20)


EARLIER = Replaced(3, "lama.csv", "siti", "2026-03-31T12:00:00.000000+00:00", 2)


def report(rejected: int = 0, **more) -> ImportReport:
    cells = tuple(
        RejectedCell(n + 2, "mutu", f"9{n},5%", say("cell.decimal-comma"), say("cell.guess", value=f"9{n}.5%"))
        for n in range(rejected)
    )
    rows = {
        "rows": 100,
        "accepted": 97 - rejected,
        "identical": 3,
        "replaced": 2,
        "replaces": (EARLIER,),
        "periods": (),
        **more,
    }
    return ImportReport("espm.csv", "espm", "e-SPM", 7, "sha", **rows, rejected=cells, rejected_total=rejected)


def draw(*outcomes: Outcome, dry_run: bool = False, width: int = 100, language: str = "id") -> str:
    drawn = draw_imports(outcomes, dry_run, language, width).plain
    assert all(cell_len(line) <= width for line in drawn.splitlines())
    return drawn


def test_the_rows_of_an_import_add_up_and_periods_and_marks_are_told():
    drawn = draw(Outcome("espm.csv", "espm", report(periods=(Period(2024), Period(2025)), marks=("ilustratif",))))
    assert drawn == (
        "espm.csv → espm\n"
        "  100 baris = 97 diterima + 3 sama + 0 ditolak\n"
        "  mengganti 2 baris dari lama.csv (batch 3, siti, 31 Maret 2026)\n"
        "  periode: 2024, 2025\n"
        "  Data ilustratif (peragaan), bukan data resmi\n"
    )


def test_the_first_rejects_are_listed_and_the_rest_counted():
    drawn = draw(Outcome("espm.csv", "espm", report(25)), width=60, language="en")
    assert drawn.count("  row ") == SHOWN
    assert "… and 5 more rows" in drawn
    assert "row 2, mutu, “90,5%”: points for thousands" in drawn
    assert "90.5%" in drawn


def test_what_was_not_kept_says_so():
    assert "uji coba: tidak ada yang disimpan" in draw(Outcome("a", "b", report(), kept=False), dry_run=True)
    strict = draw(Outcome("a", "b", report(1), kept=False))
    assert "(--strict): tidak ada yang disimpan" in strict
    assert "karantina" not in strict


def test_a_refused_file_says_why_and_asks_for_its_status():
    refused = Outcome("a.csv", "lke", error=RefusedFile(say("=", text="kolom a tidak dikenal")))
    unreadable = Outcome("b.csv", "lke", error=FileError(say("=", text="tidak ada")))
    assert "ditolak seluruhnya: kolom a tidak dikenal" in draw(refused)
    assert [refused.status, unreadable.status, Outcome("a", "b", report()).status, Outcome("a", "b", report(1)).status] == [
        1, 3, 0, 1,
    ]  # fmt: skip


def test_hostile_cells_are_shown_not_obeyed():
    cell = RejectedCell(3, "[red]k", "\x1b[2J\n[bold]x", say("=", text="salah"))
    bad = ImportReport("a\x07.csv", "t", "", 1, "", 1, 0, 0, 0, (cell,), 1, ())
    drawn = draw(Outcome("a\x07.csv", "t", bad))
    assert "baris 3, [red]k, “\\x1b[2J [bold]x”: salah" in drawn
    assert "\x07" not in drawn


def test_many_periods_are_told_by_first_and_last():
    assert periods_text(["2020", "2021"]) == "2020, 2021"
    assert periods_text([str(year) for year in range(2015, 2026)]) == "2015 .. 2025 (11)"


def test_a_failing_test_shows_expected_found_and_the_trace():
    failure = tr.Failure("nilai = 80", say("=", text="79.55"), SPAN, sakip())
    report = tr.TestReport(
        (
            tr.TestResult("lengkap", "nilai_akip", SPAN),
            tr.TestResult("salah", "nilai_akip", SPAN, (failure, tr.Failure("x", say("=", text="y"), SPAN, hostile()))),
            tr.TestResult("rusak", "nilai_akip", SPAN, problem=(say("=", text="kolom tidak ada"),)),
        ),
        (tr.Coverage("bands", 2, 7, tuple("ABCDE")), tr.Coverage("guards", 1, 1)),
    )
    for width in (60, 80, 140):
        drawn = draw_tests(report, "id", width).plain
        assert all(cell_len(line) <= width for line in drawn.splitlines())
    lines = drawn.splitlines()
    assert lines[0] == "✓ lengkap (nilai_akip)"
    assert lines[1] == "✗ salah (nilai_akip)  sakip.iku:70"
    assert lines[2:4] == ["  nilai = 80", "  79.55"]
    assert "    └─ jumlah berbobot lke.nilai" in drawn
    assert "  kolom tidak ada" in drawn
    assert lines[-3:] == [
        "1 lulus, 2 gagal",
        "kategori teruji: 2 dari 7 (belum: A, B, C, D, E)",
        "syarat teruji: 1 dari 1",
    ]
