"""Published figures for the three indicators: those that a spec's own tests hold, and those that need more than a test can say."""

from fractions import Fraction

import pytest
from demonstration import SPECS, demonstration

from iku_dsl.checking.check import check
from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.results.beside import AS_PRINTED, declared
from iku_engine.results.evaluation import State
from iku_engine.testing.testing import run_tests

ANSWERS = {
    "perencanaan": ("A", "BB", "BB"),
    "pengukuran": ("A", "B", "BB"),
    "pelaporan": ("BB", "BB", "BB"),
    "evaluasi": ("BB", "B", "BB"),
}
PARTS = ("keberadaan", "kualitas", "pemanfaatan")
# The vectors that are in-spec tests, by the name of the test: S-01…S-08 and M-01…M-07.
IN_SPEC = (
    "LKE lengkap", "Kabupaten Musi Rawas 2022", "Kemkomdigi 2025", "predikat 90.01", "predikat 0.01", "predikat 0",
    "satu sub-komponen belum diisi", "semua jawaban E", "indeks Kabupaten Sumbawa", "indeks Kabupaten Hulu Sungai Tengah",
    "kategori di antara 99 dan 100", "100 tetap 100", "tanpa indeks satu tahun", "berkas asistensi tahun sebelumnya tanpa baris",
    "berkas asistensi tahun sebelumnya belum dimuat", "450 dari 500 dilayani",
)  # fmt: skip


@pytest.fixture(scope="module")
def program():
    return check([SPECS]).program


def test_every_test_of_the_demonstration_passes(program):
    report = run_tests(program)
    assert [result.name for result in report.results if not result.passed] == []
    names = [result.name for result in report.results]
    for vector in IN_SPEC:
        assert any(name.startswith(vector) for name in names), vector


def test_components_of_the_worked_grid(program, tmp_path):
    """S-01: 24.60, 23.70, 12.00, 19.25 make 79.55; S-01p: with the card's own weights 71.65, marked as such."""
    rows = [f"2021,{c},{p},{a}" for c, answers in ANSWERS.items() for p, a in zip(PARTS, answers, strict=True)]
    file = tmp_path / "lke.csv"
    file.write_text("tahun,komponen,subkomponen,jawaban\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with open_store("sqlite://", program) as store:
        import_file(store, program, file, "lke", user="test")
        (plain,) = evaluate(store, program, specs="", indicators=["nilai_akip"], periods=[Period(2021)]).results
        (printed,) = evaluate(
            store, program, specs="", indicators=["nilai_akip"], periods=[Period(2021)], as_printed=True
        ).results
    parts = [Fraction(text) for text in ("24.60", "23.70", "12.00", "19.25")]
    assert [term.value for term in plain.trace.children] == parts
    assert plain.value == Fraction("79.55")
    assert plain.category is not None
    assert plain.category.id == "BB"
    assert AS_PRINTED not in plain.marks
    assert printed.value == Fraction("71.65")
    assert printed.category is not None
    assert printed.category.id == "BB"
    assert AS_PRINTED in printed.marks


@pytest.mark.parametrize("figure", ["100.01", "-1"])
def test_an_official_value_beyond_the_scale_is_rejected(program, tmp_path, figure):
    """S-05: what the scale cannot hold never becomes a fact."""
    file = tmp_path / "lhe.csv"
    file.write_text(f"tahun,nilai\n2024,{figure}\n", encoding="utf-8")
    with open_store("sqlite://", program) as store:
        report = import_file(store, program, file, "lhe", user="test")
    (rejected,) = report.rejected
    assert (report.accepted, rejected.row, rejected.column, rejected.value) == (0, 2, "nilai", figure)
    assert rejected.reason.key == "cell.range"


def test_the_demonstration_shows_what_it_promises():
    """A region without an index, one at 100, a year with nobody assisted, an official value that differs."""
    with demonstration() as (store, program):

        def one(name: str, year: int):
            return evaluate(store, program, specs="", indicators=[name], periods=[Period(year)], depth=None).results[0]

        assert one("spm_meningkat", 2022).state is State.NOT_APPLICABLE
        assert one("spm_meningkat", 2023).value == Fraction(4, 5)
        unknown = one("spm_meningkat", 2025)
        assert unknown.state is State.MISSING
        assert unknown.bounds is not None
        assert (unknown.bounds.low, unknown.bounds.high) == (Fraction(11, 15), Fraction(17, 20))
        differs = one("nilai_akip", 2023)
        assert [comparison.verdict for comparison in differs.comparisons] == ["different"]
        assert one("perjanjian_diimplementasikan", 2024).value == Fraction(9, 14)
        assert all(declared("ilustratif") in one(name, 2024).marks for name in ("nilai_akip", "spm_meningkat"))


def test_a_fourth_indicator_needs_no_code(tmp_path):
    """Over the same facts, a spec file more."""
    spec = tmp_path / "keempat.iku"
    spec.write_text(
        """indikator pekerja_migran "Rerata indeks SPM daerah yang diasistensi"
  satuan persen 0%..100% bulatkan 1
  arah naik
  himpunan diasistensi = daerah yang ada asistensi dan ada espm
  bila banyaknya diasistensi = 0 tidak berlaku karena "Tidak ada daerah yang diasistensi"
  rumus rerata espm.indeks atas diasistensi
  kategori tuntas_spm
""",
        encoding="utf-8",
    )
    checked = check([SPECS, spec])
    assert checked.problems == ()
    with demonstration() as (store, _):
        (result,) = evaluate(
            store, checked.program, specs="", indicators=["pekerja_migran"], periods=[Period(2024)]
        ).results
    assert result.state is State.VALUE
    assert result.value is not None
    assert (result.value * 1000).denominator == 1
    assert result.category is not None
    assert result.category.id in ("pratama", "muda", "madya")
