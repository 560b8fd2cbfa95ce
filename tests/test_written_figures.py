"""A figure that is written in text is the same figure, or the same question, whichever way it comes in."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_workspace import workspace_in
from fresh_store import fresh_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_sheets import write_table

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text
from iku_dsl.program import Program
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.cells.as_written import evidence
from iku_engine.cells.cells import ALONE, Bad, stored
from iku_engine.cells.converters import Converter
from iku_engine.errors import RefusedFacts, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.style import Style
from iku_engine.results.evaluation import State
from iku_engine.store.store import Store
from iku_engine.testing.testing import run_tests
from iku_engine.wording import say_it
from iku_engine.worlds.supposing import OfFact
from iku_engine.worlds.whatif import Asked, Rules, what_if

YEAR = Period(2025)
ENGLISH = Reading(numbers="en")
SPEC = """
dimensi daerah kunci kode
sumber data per tahun, daerah lengkap
  kolom nilai {kind} boleh kosong
indikator nilai per daerah
  satuan {unit}
  arah naik
  rumus data.nilai
"""
TEST = """
uji "tertulis" untuk nilai pada 2025
  diberi data: daerah, nilai
    01, "{text}"
  harap nilai["01"] = {value}
"""
KINDS = {
    "whole": ("bilangan", "angka"),
    "number": ("angka", "angka"),
    "small": ("angka 0..500", "angka"),
    "large": ("angka 500..100000", "angka"),
    "money": ("uang 0..", "rupiah"),
    "percent": ("persen 0%..100%", "persen"),
}
ASKS = "cell.ambiguous"
WRITTEN = (
    ("whole", "1,234", ASKS),
    ("whole", "1.234", ASKS),
    ("whole", "1.000", ASKS),
    ("whole", "1.234.567", 1234567),
    ("whole", "1,234,567", 1234567),
    ("number", "1,234", ASKS),
    ("number", "1.234", Fraction("1.234")),
    ("number", "3,5", Fraction("3.5")),
    ("number", "1,234.5", Fraction("1234.5")),
    ("number", "1.234,5", Fraction("1234.5")),
    ("small", "1,234", Fraction("1.234")),
    ("small", "1.234", Fraction("1.234")),
    ("large", "1,234", 1234),
    ("large", "1.234", 1234),
    ("money", "1.000", ASKS),
    ("money", "1,000", ASKS),
    ("money", "1.000,00", 1000),
    ("money", "1.00", 1),
    ("money", "Rp1.000", 1000),
    ("money", "Rp 1.000", 1000),
    ("money", "Rp. 1.000", 1000),
    ("money", "IDR 1.000", 1000),
    ("money", "1.000 rupiah", 1000),
    ("money", "-Rp1.000", "cell.range"),
    ("money", "Rp1,000", ASKS),
    ("money", "Rp1,000.00", 1000),
    ("money", "Rp1.50", Fraction("1.5")),
    ("money", "Rp12.5", Fraction("12.5")),
    ("percent", "1,234%", Fraction("0.01234")),
    ("percent", "1.234%", Fraction("0.01234")),
    ("percent", "50 persen", Fraction(1, 2)),
    ("percent", "12,5 Percent", Fraction(1, 8)),
    ("percent", "50", "cell.percent-sign"),
    ("percent", "50 rupiah", "cell.unit"),
    ("percent", "50% persen", "cell.percentage"),
    *(
        (kind, text, "cell.no-percent")
        for kind in ("whole", "number", "small", "money")
        for text in ("50%", "50 persen")
    ),
)
Answer = Fraction | str | None
Door = Callable[[Program, str, Path], Answer]


@cache
def program_for(kind: str, test: str = "") -> Program:
    written, unit = KINDS[kind]
    checked = check_files([SourceFile("spec.iku", SPEC.format(kind=written, unit=unit) + test)])
    assert not [problem for problem in checked.problems if problem.severity == "error"], checked.problems
    return checked.program


def value(store: Store, program: Program) -> Answer:
    (result,) = evaluate(store, program, specs="", periods=[YEAR], traced=False).results
    assert result.state is State.VALUE
    return result.value


def imported(path: Path, program: Program) -> Answer:
    with fresh_store(program) as store:
        report = import_file(store, program, path, "data", user="test")
        if report.rejected:
            (cell,) = report.rejected
            return cell.reason.key
        return value(store, program)


def bound(path: Path, program: Program) -> Answer:
    with fresh_store(program) as store:
        given = [find(Binding("data", (str(path),), ""))]
        try:
            (result,) = evaluate(store, program, specs="", periods=[YEAR], traced=False, bound=given).results
        except RefusedFacts as refused:
            reasons = [value for detail in refused.details for _, value in detail.arguments]
            keys = {one.key for one in reasons if hasattr(one, "key") and one.key.startswith("cell.")}
            (key,) = keys - {"cell.guess-two", "cell.guess"}
            return key
        return result.value


def as_csv(folder: Path, text: str) -> Path:
    path = folder / "data.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["tahun", "daerah", "nilai"], ["2025", "01", text]])
    return path


def by_csv(program: Program, text: str, folder: Path) -> Answer:
    return imported(as_csv(folder, text), program)


def by_workbook(program: Program, text: str, folder: Path) -> Answer:
    book = openpyxl.Workbook()
    for row in (["tahun", "daerah", "nilai"], ["2025", "01", text]):
        book.active.append(row)
    book.save(folder / "data.xlsx")
    return imported(folder / "data.xlsx", program)


def by_bound_csv(program: Program, text: str, folder: Path) -> Answer:
    return bound(as_csv(folder, text), program)


def by_parquet(program: Program, text: str, folder: Path) -> Answer:
    path = folder / "data.parquet"
    pq.write_table(pa.table({"tahun": ["2025"], "daerah": ["01"], "nilai": [text]}), path)
    return bound(path, program)


def refused(text: Text) -> str:
    """Why a figure is refused; of a supposition what is written stands before that."""
    told = dict(text.arguments)
    return refused(told["why"]) if "why" in told else told["reason"].key


def by_correction(program: Program, text: str, folder: Path) -> Answer:
    with fresh_store(program) as store:
        import_file(store, program, as_csv(folder, ""), "data", user="test")
        place = address(store, program, "data", YEAR, ["01"])
        try:
            correct(store, program, place, {"nilai": text}, user="test", reason="salah ketik")
        except WrongUse as error:
            return refused(error.text)
        return value(store, program)


def by_what_if(program: Program, text: str, folder: Path) -> Answer:
    with fresh_store(program) as store:
        import_file(store, program, as_csv(folder, ""), "data", user="test")
        change = OfFact("", "data", YEAR, ("01",), (("nilai", text),))
        try:
            found = what_if(store, Rules(program, ""), Asked((), (YEAR,), traced=False), facts=[change])
        except WrongUse as error:
            return refused(error.text)
        return found.supposed.results[0].value


def by_test(program: Program, text: str, folder: Path) -> Answer:
    kind = next(name for name in KINDS if program_for(name) is program)
    report = run_tests(program_for(kind, TEST.format(text=text, value="0%" if kind == "percent" else "0")))
    (result,) = report.results
    if result.problem:
        (reason,) = (value for problem in result.problem for name, value in problem.arguments if name == "reason")
        return reason.key
    return next((one.result.value for one in result.failures if one.result is not None), Fraction(0))


DOORS: dict[str, Door] = {
    "csv": by_csv,
    "workbook": by_workbook,
    "bound csv": by_bound_csv,
    "parquet text": by_parquet,
    "correction": by_correction,
    "what-if": by_what_if,
    "quoted in a test": by_test,
}


TYPED = {"correction", "what-if", "quoted in a test"}  # doors without a file that could be told what was guessed


@pytest.mark.diagonal
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "text", "expected"), WRITTEN)
def test_a_written_figure_is_read_alike_at_every_door(door, kind, text, expected, tmp_path) -> None:
    guessed = door in TYPED and (kind, text) == ("number", "1.234")
    assert DOORS[door](program_for(kind), text, tmp_path) == (ASKS if guessed else expected)


def test_a_number_of_a_test_is_one_of_the_language() -> None:
    """In specs a point starts the decimals whatever the column could hold; a quoted text is one that a file might have."""
    spec = TEST.format(text="1.000", value="1")
    assert by_test_number(spec.replace('"1.000"', "1.000")) == []
    assert by_test_number(spec) == [ASKS]


def by_test_number(spec: str) -> list[str]:
    (result,) = run_tests(program_for("whole", spec)).results
    assert not result.failures
    return [value.key for problem in result.problem for name, value in problem.arguments if name == "reason"]


def test_a_question_names_both_readings_and_the_mend(tmp_path) -> None:
    program = program_for("money")
    with fresh_store(program) as store:
        (cell,) = import_file(store, program, as_csv(tmp_path, "1.000"), "data", user="test").rejected
    assert cell.guess is not None
    assert [say_it(cell.guess, language) for language in ("id", "en")] == ["1 atau 1000?", "1 or 1000?"]
    assert "tulis tanpa pemisah ribuan" in say_it(cell.reason, "id")
    assert "write it without separators of thousands" in say_it(cell.reason, "en")


TWO_NUMBERS = """
dimensi daerah kunci kode
sumber data per tahun, daerah lengkap
  kolom nilai angka boleh kosong
  kolom lain angka boleh kosong
  kolom kecil angka 0..500 boleh kosong
  kolom bagian persen boleh kosong
indikator nilai per daerah
  satuan angka
  arah naik
  rumus data.nilai
"""
POINTS: list[tuple[list[tuple[str, str, str, str]], dict[str, str]]] = [  # figures of columns, and what is told
    ([("12.500", "7", "", ""), ("7.250", "", "", "")], {"nilai": "12.500"}),
    ([("12.500", "1.250", "1.250", "5%"), ("950", "2.250", "", "")], {"nilai": "12.500", "lain": "1.250"}),
    ([("950", "", "", "1.250%")], {"bagian": "1.250%"}),
    ([("-1.250", "", "", "")], {"nilai": "-1.250"}),
    ([("12.5", "7.2500", "", "")], {}),
    ([("0.250", "1234.500", "", "")], {}),
    ([("12.500", "1,250.5", "", "")], {}),  # the file shows how
    ([("12.500", "3.5", "", "")], {}),
    ([("12.500", "3,5", "", "")], {}),
    ([("12.500", "1,250,000", "", "")], {}),
    (
        [("1.250", "", "", "12.5%"), ("2.500", "", "", "13%")],
        {"nilai": "1.250"},
    ),  # percentages are worked out by a program
    ([("1.250", "7.5", "", "12.5%"), ("2.500", "", "", "13%")], {}),
    ([("950", "", "", "12.5%"), ("7", "", "", "1.250%")], {}),
    ([("1,250", "", "", "12,5%"), ("2,500", "", "", "13%")], {"nilai": "1,250"}),
    ([("-1,250", "1,250", "2,500", "12,5%")], {"nilai": "-1,250", "lain": "1,250"}),
    ([("1,250", "7,5", "", "12,5%"), ("2,500", "", "", "13%")], {}),
    ([("1,250", "1.250.000", "", "12,5%")], {}),
    ([("1,250", "1.250", "", "12.5%")], {"lain": "1.250"}),  # read as 1250: a group, as most who write so mean
    ([("950", "", "", "12,5%"), ("7", "", "", "1,250%")], {}),
]


@cache
def two_numbers() -> Program:
    return check_files([SourceFile("spec.iku", TWO_NUMBERS)]).program


@pytest.mark.few("rows0-wanted0-csv", "rows5-wanted5-xlsx", "rows6-wanted6-bound csv", "rows11-wanted11-bound parquet")
@pytest.mark.parametrize("form", ["csv", "xlsx", "bound csv", "bound parquet"])
@pytest.mark.parametrize(("rows", "wanted"), POINTS)
def test_a_sign_that_may_group_thousands_is_told(tmp_path, form: str, rows, wanted: dict[str, str]) -> None:
    program = two_numbers()
    head = ("tahun", "daerah", "nilai", "lain", "kecil", "bagian")
    table = [("2025", f"{n:02}", *row) for n, row in enumerate(rows, start=1)]
    path = tmp_path / f"data.{form.split()[-1]}"
    if form.endswith("csv"):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *table])
    elif form == "xlsx":
        book = openpyxl.Workbook()
        for row in (head, *table):
            book.active.append(row)
        book.save(path)
    else:
        pq.write_table(pa.table(dict(zip(head, map(list, zip(*table, strict=True)), strict=True))), path)
    with fresh_store(program) as store:
        if not form.startswith("bound"):
            report = import_file(store, program, path, "data", user="test")
            assert (dict(report.points), report.rejected) == (wanted, ())
            assert dict(import_file(store, program, path, "data", user="test", reading=ENGLISH).points) == {}
            return
        for _ in range(2):  # the second time it is known to be good
            bound_to = [find(Binding("data", (str(path),), ""))]
            notes = evaluate(store, program, specs="", periods=[YEAR], traced=False, bound=bound_to).notes
            told = [dict(note.arguments) for note in notes if note.key in ("bound-points", "bound-commas")]
            assert {one["column"]: one["text"] for one in told} == wanted
            assert {one["file"] for one in told} == ({str(path)} if wanted else set())


def test_what_is_told_of_points_has_its_mend(tmp_path, capsys, monkeypatch) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    workspace.write("indicator_specs/akip.iku", TWO_NUMBERS)
    workspace.write("data.csv", "daerah,nilai\n01,12.500\n")
    said = workspace("--lang", "en", "import", "data.csv", "--period", "2025", "--dry-run")
    assert "nilai: the point in figures such as 12.500 was taken to start the decimals" in " ".join(said.out.split())
    assert "--numbers id" in said.out
    (file,) = workspace("--json", "import", "data.csv", "--period", "2025").document["files"]
    assert file["decimal_points"] == [{"column": "nilai", "example": "12.500"}]
    workspace.write("data.csv", 'daerah,nilai,bagian\n01,"12,500","7,5%"\n')
    said = workspace("--lang", "id", "import", "data.csv", "--period", "2025", "--dry-run")
    assert "nilai: angka seperti 12,500 dibaca dengan koma desimal" in " ".join(said.out.split())
    assert "--numbers en" in said.out
    workspace.write("data.csv", "daerah,nilai\n01,12.500\n")
    (file,) = workspace("--json", "import", "data.csv", "--period", "2025", "--numbers", "id", "--yes").document[
        "files"
    ]
    assert (file["decimal_points"], file["replaced"]) == ([], 1)


@pytest.mark.parametrize("text", ["50%", "50 %", "50 persen", "50PERCENT"])
def test_a_percentage_of_a_column_that_is_none_has_its_mend(tmp_path, text: str) -> None:
    program = program_for("number")
    with fresh_store(program) as store:
        (cell,) = import_file(store, program, as_csv(tmp_path, text), "data", user="test").rejected
    assert cell.guess is not None
    assert say_it(cell.guess, "en") == "did you mean 50"


@pytest.mark.diagonal
@pytest.mark.parametrize("kind", ["csv", "xlsx", "correction"])
@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0.9", "90%"), ("0,9", "90%"), ("0,925", "92,5%"), ("0.0125", "1.25%"), ("1", "100%"), ("1.00", "100%"), ("-0.5", "-50%"),
        ("0", ""), ("1.01", ""), ("12,5", ""), ("50", ""),
    ],
)  # fmt: skip
def test_a_share_that_lacks_its_sign_has_both_of_its_meanings(tmp_path, kind: str, text: str, share: str) -> None:
    program = program_for("percent")
    if kind == "correction":
        converted = stored(program.sources["data"].columns["nilai"], text, ALONE)
        guess = converted.guess if isinstance(converted, Bad) else None
    else:
        path = as_csv(tmp_path, text)
        if kind == "xlsx":
            text = text.replace(",", ".")
            share = share.replace(",", ".")
            path = write_table(tmp_path / "data.xlsx", [["tahun", "daerah", "nilai"], [2025, "01", float(text)]])
        with fresh_store(program) as store:
            guess = import_file(store, program, path, "data", user="test").rejected[0].guess
    assert guess is not None
    text = text.removesuffix(".00")
    both = f"{share} where it is a share of one, or {text}% where it is that small?"
    assert say_it(guess, "en") == (both if share else f"did you mean {text}%")


TEXTS = st.lists(
    st.builds(
        lambda sign, currency, whole, rest, after: f"{sign}{currency}{whole}{rest}{after}",
        st.sampled_from(["", "", "-"]),
        st.sampled_from(["", "", "Rp", "Rp ", "IDR "]),
        st.sampled_from(["1", "12", "999", "0"]),
        st.sampled_from(["", ".000", ",000", ".234", ",234", ".5", ",5", ".234.567", ",234,567", ".234,5", ",234.5"]),
        st.sampled_from(["", "", ",-", " rupiah"]),
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(TEXTS, st.sampled_from(sorted(KINDS)))
@settings(max_examples=60, deadline=None)
def test_the_short_way_reads_as_the_long_way(texts: list[str], kind: str) -> None:
    column = program_for(kind).sources["data"].columns["nilai"]
    texts = [f"{text}%" for text in texts] if kind == "percent" else texts

    def style() -> Style:
        return Style(None, lambda _: evidence([(text,) for text in texts], (0,), ()))

    one_by_one = [stored(column, text, style()) for text in texts]
    assert [Converter(column, style())[text] for text in texts] == one_by_one
    together = Converter(column, style()).together(texts)
    assert together is None or list(together) == one_by_one
    assert together is not None or any(isinstance(value, Bad) for value in one_by_one)


@given(TEXTS, st.sampled_from(sorted(KINDS)))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texts_of_parquet_are_read_as_those_of_a_file(tmp_path, texts: list[str], kind: str) -> None:
    program = program_for(kind)
    rows = [["2025", f"{place:02}", text] for place, text in enumerate(texts)]
    plain, parquet = tmp_path / "same.csv", tmp_path / "same.parquet"
    with plain.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["tahun", "daerah", "nilai"], *rows])
    pq.write_table(
        pa.table(dict(zip(("tahun", "daerah", "nilai"), map(list, zip(*rows, strict=True)), strict=True))), parquet
    )
    assert answers(program, plain) == answers(program, parquet)


def answers(program: Program, path: Path) -> object:
    with fresh_store(program) as store:
        given = [find(Binding("data", (str(path),), ""))]
        try:
            found = evaluate(store, program, specs="", periods=[YEAR], traced=False, bound=given).results
        except RefusedFacts as refused:
            kept = ("column", "reason", "count")
            return sorted(
                str([(name, value) for name, value in one.arguments if name in kept]) for one in refused.details
            )
        return [(one.key, one.value) for one in found]


@pytest.mark.parametrize("column", ["daerah", "nilai"])
def test_a_cell_of_a_million_digits_is_told_in_a_line(tmp_path, capsys, monkeypatch, column) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    workspace.write(
        "indicator_specs/akip.iku",
        SPEC.format(kind="bilangan", unit="angka").replace("kode\n", "kode\n  atribut nama teks\n"),
    )
    cells = {"tahun": "2025", "daerah": "01", "nilai": "1"} | {column: "9" * 999_999}
    workspace.write("besar.csv", f"{','.join(cells)}\n{','.join(cells.values())}\n")
    workspace.write("fakta/satu.csv", "kode,nama\n01,Satu\n")
    assert workspace("import", "fakta/satu.csv", "--into", "daerah").status == 0
    said = workspace("import", "besar.csv", "--into", "data")
    assert said.status == 1
    assert "999999…" in "".join(said.out.split())
    assert len(said.out + said.err) < 2000


TOTALLED = """
dimension unit key code
source s per year, unit register
  column x number
indicator total
  unit number
  direction higher
  formula sum s.x
"""
AMBIGUOUS = st.integers(1001, 999_999).filter(
    lambda number: number % 1000
)  # with a point at the thousand, three decimals in English


@given(
    figures=st.lists(AMBIGUOUS, min_size=2, max_size=4).map(set),
    small=st.lists(st.integers(1, 900), min_size=1, max_size=3),
    negative=st.booleans(),
    grouped=st.booleans(),
    delimiter=st.sampled_from([",", ";"]),
    in_groups=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_the_total_of_a_file_shows_what_its_points_are(
    figures: set[int], small: list[int], negative: bool, grouped: bool, delimiter: str, in_groups: bool
) -> None:
    """`2.635`, `5` and a total `2.640` can be thousands alone; with the total `7.635` they are thousandths."""
    program = check_files([SourceFile("spec.iku", TOTALLED)]).program
    sign, parts = (-1 if negative else 1), (1 if grouped else 1000)
    whole = sign * sum(figures) + parts * sum(small)  # in parts of one
    if abs(whole) >= 10**6 or whole % 1000 == 0:
        return  # a second point is Indonesian by itself

    def written(number: int) -> str:
        digits = f"{abs(number) // 1000}.{abs(number) % 1000:03}"
        short = grouped and abs(number) < 1000
        return ("-" if number < 0 else "") + (str(abs(number)) if short else digits)

    texts = [*(written(sign * figure) for figure in sorted(figures)), *map(str, small)]
    lines = [f"K{at}{delimiter}{text}" for at, text in enumerate(texts)]
    if in_groups:
        lines.append(f"Jumlah Jawa{delimiter}{written(whole)}")
    text = "\n".join([f"unit{delimiter}x", *lines, f"Jumlah{delimiter}{written(whole)}"])
    with TemporaryDirectory() as folder, fresh_store(program) as store:
        path = Path(folder) / "s.csv"
        path.write_text(text, encoding="utf-8")
        report = import_file(store, program, path, "s", period=YEAR, user="test")
        assert (report.rejected, report.points, report.accepted) == ((), (), len(texts)), text
        assert report.totals[0].total == Fraction(whole, parts), text


@pytest.mark.parametrize(
    ("totals", "points"),
    [
        (["Jumlah;15.000"], True),  # in neither way
        ([], True),
        (["Jumlah;65.003"], False),  # thousandths: 50 more of them stand below 1000
        (["Jumlah;15.053"], False),
    ],
)
def test_where_no_total_shows_it_the_points_are_told(totals: list[str], points: bool, tmp_path: Path) -> None:
    program = check_files([SourceFile("spec.iku", TOTALLED)]).program
    path = tmp_path / "s.csv"
    path.write_text("\n".join(["unit;x", "A;2.635", "B;7.867", "C;4.501", "D;5", "E;45", *totals]), encoding="utf-8")
    with fresh_store(program) as store:
        assert bool(import_file(store, program, path, "s", period=YEAR, user="test").points) is points
