"""Numbers at the end of what a store keeps: none is taken in that does not fit, and none that fits fails, on any engine."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from cli_workspace import Said, Workspace, workspace_in
from hostile import check

from iku_dsl.records import replace
from iku_engine.cells.cells import Bad
from iku_engine.cells.converters import Converter
from iku_engine.reading.style import Style

LARGEST = 2**63 - 1
SPEC = """
dimensi w
  x
  y
  z

sumber s per tahun, w lengkap
  kolom v angka {range} digit {digits}
  kolom p persen 0%.. digit 2

indikator jumlah
  satuan angka
  arah naik
  rumus jumlah s.v

indikator rerata
  satuan angka
  arah naik
  rumus rerata (s.v * 1000 + s.p) atas s

indikator berbobot
  satuan angka
  arah naik
  rumus rerata berbobot (s.v) oleh (s.v + 1) bila kosong lewati

indikator besar
  satuan angka
  arah naik
  rumus banyaknya (s yang v * v > 7 dan v * 3 - 1 > p * 100)

indikator terbesar
  satuan angka
  arah naik
  rumus maksimum s.v - minimum s.v
"""


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    return workspace_in(tmp_path, capsys, monkeypatch)


def keeping(workspace: Workspace, between: str, digits: int, *figures: str) -> Said:
    """What the import of three figures said, in a workspace whose specs are of them."""
    workspace.write("indicator_specs/akip.iku", SPEC.format(range=between, digits=digits))
    rows = "".join(f"2024,{member},{figure},1.00%\n" for member, figure in zip("xyz", figures, strict=True))
    workspace.write("s.csv", f"tahun,w,v,p\n{rows}")
    return workspace("import", "s.csv", "--into", "s")


def written(whole: int, digits: int) -> str:
    sign, figures = "-" if whole < 0 else "", str(abs(whole)).rjust(digits + 1, "0")
    return (
        f"{sign}{figures[: len(figures) - digits]}.{figures[len(figures) - digits :]}" if digits else f"{sign}{figures}"
    )


@pytest.mark.few("1-0", "-1-6", "-1-18", "1-18")
@pytest.mark.parametrize("digits", [0, 2, 6, 15, 18])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_fits_is_kept_and_what_does_not_is_told(workspace: Workspace, digits: int, sign: int) -> None:
    fits, beyond = written(sign * LARGEST, digits), written(sign * (LARGEST + 1), digits)
    said = keeping(workspace, "", digits, fits, beyond, "1")
    assert said.status == 1, said
    assert "terlalu besar untuk disimpan" in said.out + said.err
    assert "2 diterima" in said.out, said.out


def test_a_column_wider_than_what_is_kept_takes_what_fits_alone() -> None:
    (column,) = (
        check("sumber s per tahun\n  kolom v angka 0..1_000_000 digit 6\n").program.sources["s"].columns.values()
    )
    finer = Converter(replace(column, digits=15), Style())
    assert finer["9223"] == 9223 * 10**15
    assert isinstance(finer["9224"], Bad)
    assert finer.together(["9223", "9224"]) is None


@pytest.mark.diagonal
@pytest.mark.parametrize("engine", ["", "duckdb"])
@pytest.mark.parametrize("digits", [0, 6, 18])
@pytest.mark.parametrize("signs", [(1, 1, 1), (-1, -1, -1), (1, -1, 1)])
def test_what_fits_is_worked_out_exactly(
    workspace: Workspace, engine: str, digits: int, signs: tuple[int, ...]
) -> None:
    wholes = [sign * (LARGEST - number) for number, sign in enumerate(signs)]
    assert keeping(workspace, "", digits, *(written(whole, digits) for whole in wholes)).status == 0
    chosen = ("--engine", engine) if engine else ()
    said = workspace("eval", "--period", "2024", "--json", *chosen)
    assert said.status in (0, 1), said
    found = {one["indicator"]: one["exact"] for one in said.document["results"]}
    numbers = [Fraction(whole, 10**digits) for whole in wholes]
    weights = [number + 1 for number in numbers]
    assert Fraction(found["jumlah"]) == sum(numbers)
    assert Fraction(found["rerata"]) == sum(number * 1000 + Fraction(1, 100) for number in numbers) / 3
    assert Fraction(found["berbobot"]) == sum(n * w for n, w in zip(numbers, weights, strict=True)) / sum(weights)
    assert Fraction(found["terbesar"]) == max(numbers) - min(numbers)
    assert Fraction(found["besar"]) == sum(n * n > 7 and n * 3 - 1 > 1 for n in numbers)


@pytest.mark.parametrize(
    ("column", "mend"),
    [
        ("angka 0..1_000_000 digit 15", "digits-too-many.range.hint"),
        ("angka -1_000_000..0 digit 13", "digits-too-many.range.hint"),
        ("persen 0%..1_000_000% digit 15", "digits-too-many.range.hint"),
        ("durasi hari 0..100_000_000 digit 9", "digits-too-many.range.hint"),
        ("bilangan 0..10_000_000_000_000_000_000", "digits-too-many.range.narrower"),
        ("angka digit 19", "digits-too-many.hint"),
        ("persen digit 17", "digits-too-many.hint"),
    ],
)
def test_a_range_that_does_not_fit_is_refused_with_the_digits_that_do(column: str, mend: str) -> None:
    text = f"sumber s per tahun\n  kolom v {column}\n"
    (problem,) = check(text).problems
    assert (problem.id, problem.hint.key if problem.hint is not None else "") == ("digits-too-many", mend)
    limit = dict(problem.hint.arguments).get("limit") if problem.hint is not None else None
    if limit is not None:
        head, _, _ = column.partition(" digit ")
        assert not check(f"sumber s per tahun\n  kolom v {head} digit {limit}\n").problems
        if ".." in head:
            assert check(f"sumber s per tahun\n  kolom v {head} digit {limit + 1}\n").problems


def test_the_last_number_that_fits_may_be_the_end_of_a_range() -> None:
    assert not check(f"sumber s per tahun\n  kolom v bilangan 0..{LARGEST}\n").problems
    assert check(f"sumber s per tahun\n  kolom v bilangan 0..{LARGEST + 1}\n").problems
