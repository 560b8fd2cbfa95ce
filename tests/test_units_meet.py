"""Where a number with a unit comes into the place of another it is converted, or refused; it is never taken for a bare number."""

from __future__ import annotations

import pytest
from tested_specs import holds, program_of

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.testing.testing import run_tests

FACTS = """
dimensi kelas
  k1

sumber s per tahun lengkap
  kolom j durasi jam > 0..100
  kolom k durasi jam > 0..100
  kolom m durasi menit > 0..6000
  kolom r uang 0..1_000_000
  kolom x angka 0..100

tabel menurut_kelas
  k1 {literal}

profil rasio
  parameter p angka boleh kosong
  naik = jika p = kosong maka realisasi / target selain itu realisasi / p

profil awal
  parameter h durasi jam 0..24 = {literal}
  naik = jika h = 2 jam maka realisasi / target selain itu 0%

indikator jam_a
  satuan jam
  arah naik
  rumus s.k
"""
HEAD = """
indikator a
  satuan jam
  arah naik
"""
TEST = """
uji "u" untuk a pada 2025
  diberi s: j, k, m, r, x
    2, 2, 120, 120, 2
"""
TWO_HOURS = ("2 jam", "120 menit", "2:00:00")
READ = ("s.k", "s.m", "s.m / 2 + s.k / 2", "jam_a")
OTHER = ("s.r", "5 rupiah", "5 orang")
# Places that take any number: what stands in the indicator, and what comes out.
PLACES = {
    "a sum": ("  rumus s.j + {q}\n", "nilai = 4 jam"),
    "a comparison": ("  rumus jika s.j >= {q} maka 1 jam selain itu 0 jam\n", "nilai = 1 jam"),
    "the greatest": ("  rumus maksimum({q}, s.j)\n", "nilai = 120 menit"),
    "an average of a list": ("  rumus rerata dari s.j, {q}\n", "nilai = 2 jam"),
    "a goalpost": ("  rumus goalpost(s.j, 0 jam, {q}) * 1 jam\n", "nilai = 1 jam"),
    "a branch": ("  rumus jika s.x > 1 maka {q} selain itu 0 jam\n", "nilai = 2 jam"),
    "the formula": ("  rumus {q}\n", "nilai = 2 jam"),
    "a guard": ('  bila s.j > {q} tidak berlaku karena "lebih"\n  rumus s.j\n', "nilai = 2 jam"),
    "a target": ("  target 2025 = {q}\n  rumus s.j\n  capaian rasio\n", "capaian = 100%"),
    "what a parameter without a unit is given": (
        "  target 2025 = 9 jam\n  rumus s.j\n  capaian rasio dengan p = {q}\n",
        "capaian = 100%",
    ),
    "what a parameter with a unit is given": (
        "  target 2025 = 2 jam\n  rumus s.j\n  capaian awal dengan h = {q}\n",
        "capaian = 100%",
    ),
}


def _problems(spec: str) -> list[str]:
    return [problem.id for problem in check_files([SourceFile("spec.iku", spec)]).errors]


@pytest.mark.diagonal
@pytest.mark.parametrize("written", [*TWO_HOURS, *READ])
@pytest.mark.parametrize("place", PLACES)
def test_a_number_is_converted(place: str, written: str) -> None:
    rule, expected = PLACES[place]
    holds(FACTS.format(literal="2 jam") + HEAD + rule.format(q=written), f"{TEST}  harap {expected}\n")


@pytest.mark.parametrize("written", OTHER)
@pytest.mark.parametrize("place", PLACES)
def test_what_does_not_convert_is_refused(place: str, written: str) -> None:
    rule, _ = PLACES[place]
    assert _problems(FACTS.format(literal="2 jam") + HEAD + rule.format(q=written)) == ["unit-mismatch"]


@pytest.mark.parametrize("written", TWO_HOURS)
def test_a_literal_is_converted_where_only_literals_stand(written: str) -> None:
    """The default of a parameter, an end of a range, a tolerance, what a test gives and expects."""
    rule = f"  target 2025 = 2 jam\n  rumus s.j\n  capaian awal\n  resmi s.m toleransi {written}\n"
    given = TEST.replace("    2, 2, 120", f"    {written}, 2, {written}")
    holds(FACTS.format(literal=written) + HEAD + rule, f"{given}  harap capaian = 100%\n  harap nilai = {written}\n")


@pytest.mark.diagonal
@pytest.mark.parametrize("end", ["s_j", "s_m", "menurut_kelas[kelas]", "2 jam", "120 menit"])
@pytest.mark.parametrize("unit", ["jam", "menit"])
@pytest.mark.parametrize("table", ["2 jam", "120 menit"])
def test_an_upper_end_is_in_the_unit_of_its_column(unit: str, end: str, table: str) -> None:
    source = (
        f"sumber t per tahun, kelas\n  kolom s_j durasi jam 0..100\n  kolom s_m durasi menit 0..6000\n"
        f"  kolom k durasi {unit} 0..{end}\n"
    )
    rule = "  rumus jumlah t.k\n"
    test = 'uji "u" untuk a pada 2025\n  diberi t: kelas, s_j, s_m, k\n    k1, 2, 120, {k}\n  harap nilai = {k}\n'
    spec = FACTS.format(literal=table) + source + HEAD + rule
    if "[" in end and table == "120 menit":
        spec = spec.replace("2 jam maka realisasi", "120 menit maka realisasi")
    holds(spec, test.format(k="119 menit"))
    assert _problems(spec + test.format(k="121 menit")) in (["row-refused"], ["range-exceeds"])


@pytest.mark.parametrize("end", ["r", "x_orang"])
def test_an_upper_end_of_another_kind_is_refused(end: str) -> None:
    spec = "sumber t per tahun\n  kolom r uang 0..100\n  kolom x_orang bilangan orang 0..9\n  kolom k durasi jam 0..{end}\n"
    assert _problems(spec.format(end=end)) == ["unit-mismatch"]


@pytest.mark.parametrize(("unit", "refused"), [("jam", False), ("menit", True), ("rupiah", True), ("angka", True)])
@pytest.mark.parametrize("how", ["jumlah berbobot nilai", "rerata berbobot nilai"])
def test_indicators_that_are_weighed_have_one_unit(how: str, unit: str, refused: bool) -> None:
    other = f"indikator b\n  satuan {unit}\n  arah naik\n  rumus 1\n"
    weighed = HEAD + f"  bobot indikator\n    jam_a 50%\n    b 50%\n  rumus {how}\n"
    spec = FACTS.format(literal="2 jam") + other + weighed
    if refused:
        assert _problems(spec) == ["unit-mismatch"]
    else:
        holds(spec, TEST + "  harap nilai = 1.5 jam\n")


@pytest.mark.parametrize("rule", ["h / target", "realisasi / h", "h"])
def test_an_achievement_has_no_unit(rule: str) -> None:
    """What the actual value and the target are measured in is not known in a profile."""
    assert _problems(f"profil p\n  parameter h durasi jam > 0..24\n  naik = {rule}\n") == ["unit-mismatch"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [("h = 2 jam, h = 3 jam", "duplicate-name"), ("h = kosong", "parameter-missing"), ("c = s.c2", "type-mismatch")],
)
def test_what_no_parameter_takes_is_told(given: str, problem: str) -> None:
    spec = (
        "sumber s per tahun lengkap\n  kolom v angka 0..9\n  kolom c2 pilihan baik, sedang\n"
        "profil p\n  parameter h durasi jam > 0..24 = 2\n  parameter c pilihan baik, buruk = baik\n"
        "  naik = jika h > 1 jam dan c = baik maka realisasi / target selain itu 0%\n"
        "indikator a\n  satuan angka\n  arah naik\n  target 2025 = 9\n  rumus s.v\n"
    )
    assert _problems(f"{spec}  capaian p dengan {given}\n") == [problem]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("s.v", "not-proven"),
        ("minimum(s.v, 10)", None),
        ("s.v + 11", "range-exceeds"),
        ("10", None),
        ("11", "range-exceeds"),
    ],
)
def test_what_a_parameter_is_given_lies_in_its_range(given: str, problem: str | None) -> None:
    spec = (
        "sumber s per tahun lengkap\n  kolom v angka 0..100\n"
        "profil p\n  parameter h angka 0..10\n  naik = realisasi / target + h\n"
        f"indikator a\n  satuan angka\n  arah naik\n  target 2025 = 9\n  rumus s.v\n  capaian p dengan h = {given}\n"
    )
    found = [one.id for one in check_files([SourceFile("spec.iku", spec)]).problems]
    assert found == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("2 jam", True),
        ("1 jam + 60 menit", True),
        ("180 menit - 1 jam", True),
        ("1:00:00 + 60 menit", True),
        ("2 * 60 menit", True),
        ("1 jam + 1 menit", False),
        ("62 jam - 60 menit", False),
        ("4 jam / 2", True),
        ("1 + 1", True),
        ("3 jam / 1 detik", "unit-mismatch"),
        ("2 jam * 1 menit", "unit-mismatch"),
        ("1 jam + 1 rupiah", "unit-mismatch"),
        ("5 rupiah", "unit-mismatch"),
    ],
)
def test_what_is_expected_is_in_the_unit_of_the_indicator(expected: str, found: bool | str) -> None:
    """`2 jam + 60 menit` failed for 3 hours, and `62 jam - 59 menit` passed."""
    spec = (
        FACTS.format(literal="2 jam", absent="lengkap")
        + HEAD
        + "  rumus s.j\n"
        + TEST
        + f"  harap nilai = {expected}\n"
    )
    if isinstance(found, str):
        assert _problems(spec) == [found]
    else:
        (result,) = run_tests(program_of(spec)).results
        assert result.passed is found


@pytest.mark.parametrize("kind", ["atribut", "parameter"])
@pytest.mark.parametrize("end", ["lain", "tidak_ada", "menurut_kelas[kelas]"])
def test_an_end_that_nothing_holds_is_refused(kind: str, end: str) -> None:
    """It was taken for no limit, and 180% came out without a word."""
    line = f"  {kind} lain angka 0..100\n  {kind} batas angka 0..{end}\n"
    spec = (
        f"dimensi d kunci kode\n{line}"
        if kind == "atribut"
        else f"profil p\n{line}  naik = realisasi / (lain + batas + 1)\n"
    )
    assert _problems(FACTS.format(literal="2 jam") + spec) == ["unexpected-text"]


@pytest.mark.parametrize(
    "formula",
    [
        "s.m + s.k + 1",
        "s.k + s.m + 1",
        "1 + (s.m - s.k)",
        "maksimum(s.m, s.k, 4)",
        "rerata(4, s.k, s.m)",
        "maksimum(s.k + s.m, 4)",
    ],
)
def test_a_bare_number_beside_several_units_is_refused(formula: str) -> None:
    """It took the unit of the first of them, so that the order of operands changed the figure."""
    assert _problems(FACTS.format(literal="2 jam") + HEAD + f"  rumus {formula}\n") == ["unit-mismatch"]
    mended = formula.replace("1", "1 jam").replace("4", "4 jam")
    assert _problems(FACTS.format(literal="2 jam") + HEAD + f"  rumus {mended}\n") == []


@pytest.mark.parametrize(
    "formula", ["s.k + 1", "s.m + s.k + 0", "s.k + s.j + 1", "maksimum(s.k, 4)", "maksimum(s.k - s.m, 0)"]
)
def test_a_bare_number_beside_one_unit_has_it(formula: str) -> None:
    assert _problems(FACTS.format(literal="2 jam") + HEAD + f"  rumus {formula}\n") == []


@pytest.mark.parametrize(
    ("formula", "refused"),
    [("ln(s.j + 1 jam)", True), ("ln((s.m + 1 menit) / s.j)", False), ("ln((s.m + 1 menit) * s.x)", True), ("ln(s.r + 1)", False)],
)  # fmt: skip
def test_a_logarithm_is_not_of_minutes_or_hours(formula: str, refused: bool) -> None:
    """That of the same three hours was 5.20 in minutes and 1.10 in hours."""
    about = "\nindikator a\n  satuan angka\n  arah tanpa\n"
    found = _problems(f"{FACTS.format(literal='1 jam')}{about}  rumus {formula}\n")
    assert found == ["unit-mismatch"] * refused
