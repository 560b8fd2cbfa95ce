"""What a refusal says was probably meant: typed into the file just so, it is that, whichever way the file writes its numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from fresh_store import fresh_store

from iku_dsl.checking.check import check_files
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text
from iku_dsl.program import Program
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out, write_quarantine
from iku_engine.store.store import Store
from iku_engine.wording import say_it

COLUMNS = {
    "share": "persen 0%.. digit 4",
    "coarse": "persen 0%.. digit 3",
    "figure": "angka 0.. digit 3",
    "money": "uang 0..",
}
SPEC = "dimensi baris kunci nomor\nsumber data per tahun, baris daftar\n" + "".join(
    f"  kolom {name} {kind} boleh kosong\n" for name, kind in COLUMNS.items()
)
SPEC += "".join(
    f"indikator {name}_is per baris\n  satuan {kind.split()[0]}\n  arah tanpa\n  rumus data.{name}\n"
    for name, kind in COLUMNS.items()
)
# what shows how a file writes its numbers: two texts of money
SHOWN = {
    "id": ("1.234.567,50", "0,50"),
    "en": ("1,234,567.50", "0.50"),
    "mixed": ("1.234.567,50", "1,234,567.50"),
    "unknown": (),
}
NUMBERS = ("1.125", "8.3125", "12.0625", "0.125", "0.01125", "1.12345", "123.98765", "7")
ONE_READING = ("8.3125", "0.01125", "1.12345", "1.12345%", "0.98765%")
TWO_READINGS = ("1.125", "1.125%", "0.125", "7", "7%")
GROUPED = ("1,234", "1,234%", "12,345%")
APART = ("1 234", "1\u202f234\u00a0567", "1'234'567")
TURNED = str.maketrans(".,", ",.")
TEXTS = {
    "id": tuple(text.translate(TURNED) for text in (*ONE_READING, *TWO_READINGS, *GROUPED)),
    "en": (*ONE_READING, *TWO_READINGS, *GROUPED),
    "mixed": (*ONE_READING, *(text.translate(TURNED) for text in (*ONE_READING, *TWO_READINGS))),
    "unknown": TWO_READINGS,
}
TEXTS = {writing: (*texts, *APART) for writing, texts in TEXTS.items()}
# by column half of the last decimal that it keeps: what is offered may be rounded to that
NEAR = {
    "share": Fraction(1, 2 * 10**6),
    "coarse": Fraction(1, 2 * 10**5),
    "figure": Fraction(1, 2_000),
    "money": Fraction(1, 200),
}
FOLLOWED = re.compile(r"-?[\d.,]*\d%?")


def program() -> Program:
    checked = check_files([SourceFile("s.iku", SPEC)])
    assert not checked.problems
    return checked.program


def saved(path: Path, shown: tuple[str, ...], cells: dict[str, tuple[str, object]]) -> Path:
    """A workbook with rows that show how it writes, and each cell in a row of its own, under the row's number and its column."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["tahun", "baris", *COLUMNS])
    for at, text in enumerate(shown):
        sheet.append([2025, f"s{at}", None, None, None, text])
    for number, (column, cell) in cells.items():
        sheet.append([2025, number, *(cell if name == column else None for name in COLUMNS)])
    book.save(path)
    return path


def stored(store: Store, program: Program) -> dict[str, Fraction]:
    """The figure of each row that came in, by its number."""
    found = evaluate(store, program, specs="", periods=[Period(2025)], alone=True)
    return {one.key[0]: one.value for one in found.results if one.value is not None}


def numbers_of(text: str, writing: str) -> set[Fraction]:
    """What a figure may say, without its sign: as English, as Indonesian, or as both have it."""
    bare = re.sub(r"[\s']", "", text.strip("%"))
    found = {}
    for name, group, point in (("en", ",", "."), ("id", ".", ",")):
        form = rf"(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(point)}\d+)?"
        if re.fullmatch(form, bare):
            found[name] = Fraction(bare.replace(group, "").replace(point, "."))
    return {found[writing]} if writing in found else set(found.values())


def cells_of(writing: str) -> dict[str, tuple[str, object]]:
    """A number cell, and a text as the file writes it, of each number in each column."""
    cells: dict[str, tuple[str, object]] = {}
    for column in COLUMNS:
        cells |= {f"{column}-n{at}": (column, float(text)) for at, text in enumerate(NUMBERS)}
        cells |= {f"{column}-t{at}": (column, text) for at, text in enumerate(TEXTS[writing])}
    return cells


def is_meant(came: Fraction, column: str, cell: object, writing: str) -> bool:
    """Whether a figure of a column is what a cell says, as a number or as a percentage, but for digits that the column does not keep."""
    figures = {Fraction(str(cell))} if isinstance(cell, float) else numbers_of(str(cell), writing)
    return any(abs(came - way * scale) <= NEAR[column] for way in figures for scale in (1, Fraction(1, 100)))


@pytest.mark.parametrize("writing", SHOWN)
def test_a_guess_that_is_followed_is_what_was_meant(writing: str, tmp_path: Path) -> None:
    """Of a number cell among Indonesian texts `1.125%` was offered, which these have for a thousand percent; a rounding likewise."""
    known, cells = program(), cells_of(writing)
    with fresh_store(known) as store:
        refused = import_file(store, known, saved(tmp_path / "a.xlsx", SHOWN[writing], cells), "data", user="t")
    names, first = list(cells), len(SHOWN[writing]) + 2
    followed = {
        f"{names[cell.row - first]}-{at}": (cells[names[cell.row - first]][0], text)
        for cell in refused.rejected
        if cell.guess is not None
        for at, text in enumerate(FOLLOWED.findall(say_it(cell.guess, "en")))
    }
    assert len(followed) > 20
    with fresh_store(known) as store:
        again = import_file(store, known, saved(tmp_path / "b.xlsx", SHOWN[writing], followed), "data", user="t")
        came = stored(store, known)
    numbers = list(followed)
    wrong = {
        name: text
        for name, (_, text) in followed.items()
        if name in came and not is_meant(came[name], *cells[name.rpartition("-")[0]], writing)
    }
    refusals = {numbers[cell.row - first]: cell for cell in again.rejected if cell.reason.key != "cell.digits"}
    assert (wrong, refusals) == ({}, {})  # but what is to be rounded, as well


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("writing", SHOWN)
def test_a_guess_is_followed_in_a_workbook_to_mend(writing: str, language: Language, tmp_path: Path) -> None:
    """Rows of many files stand there: `1.234`, offered for 1234 of an Indonesian file, was read as 1.234 there."""
    known, two = program(), re.compile(r"[1-9]\d*[.,]\d{3}%?")  # and nothing there shows how such a one is meant
    cells = {
        name: (column, cell)
        for name, (column, cell) in cells_of(writing).items()
        if column != "money" and two.fullmatch(str(cell))
    }
    with fresh_store(known) as store:
        import_file(store, known, saved(tmp_path / "a.xlsx", SHOWN[writing], cells), "data", user="t")
        rows = [row for row in kept_out(store) if row.guess]
        write_quarantine(tmp_path / "m.xlsx", store.schema.relations["data"], rows, language)
        book = openpyxl.load_workbook(tmp_path / "m.xlsx")
        head, *lines = book.worksheets[0].iter_rows()
        places = {str(cell.value): at for at, cell in enumerate(head)}
        offered = {}
        for row, line in zip(rows, lines, strict=True):
            texts = FOLLOWED.findall(row.guess[language])
            line[places[row.column]].value = texts[0 if language == "en" else -1]
            offered[str(line[places["baris"]].value)] = line[places[row.column]].value
        book.save(tmp_path / "m.xlsx")
        again = import_file(store, known, tmp_path / "m.xlsx", "data", user="t")
        came = stored(store, known)
    assert len(offered) > 3
    wrong = {
        name: (text, came[name])
        for name, text in offered.items()
        if name in came and not is_meant(came[name], *cells[name], writing)
    }
    assert (wrong, [cell for cell in again.rejected if cell.reason.key != "cell.digits"]) == ({}, [])


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_question_at_a_correction_has_answers(column: str, language: str, tmp_path: Path) -> None:
    """`1.125` was asked about, and each of the two numbers that were offered was asked about again."""
    known = program()
    with fresh_store(known) as store:
        cells: dict[str, tuple[str, object]] = {"A": (column, "3%" if column in ("share", "coarse") else "3")}
        import_file(store, known, saved(tmp_path / "a.xlsx", (), cells), "data", user="t")
        place = address(store, known, "data", Period(2025), ["A"])

        def refusal(text: str) -> Text | None:
            try:
                correct(store, known, place, {column: text}, user="t", reason="r")
            except WrongUse as refused:
                return None if refused.text.key == "fact-same" else refused.text
            return None

        def taken(text: str) -> list[str]:
            """What comes in of a text, or of all that is offered for it."""
            refused = refusal(text)
            if refused is None:
                return [text]
            guess = dict(refused.arguments).get("guess")
            offered = FOLLOWED.findall(say_it(guess, language)) if isinstance(guess, Text) else []
            assert offered, (text, say_it(refused, language))
            return [one for each in offered for one in taken(each)]

        assert all(taken(text) for text in TEXTS["mixed"])
