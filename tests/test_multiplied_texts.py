"""What a few letters of a file or a mapping make of many cells is counted: formats, shared formulas, merged cells, braces, shared texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from test_ledger import Ministry
from test_workbook_parts import HEAD, MAIN, ROW, book, read

import iku_dsl.budgets as budgets
from iku_dsl.key_text import normal
from iku_engine.bound.stored import odd_key
from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.importing.importing import import_file
from iku_engine.reading import Opened, Reading, chunks, mapped, open_table, sheet_cells, sheet_rows, workbook
from iku_engine.reading.mapping import parse
from iku_engine.reading.opened import FaultyCells
from iku_engine.wording import say_it
from iku_engine.words import declared_units

Lower = Callable[..., None]


@pytest.fixture
def lower(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lower]:
    def to(**most: int) -> None:
        for name, count in most.items():
            monkeypatch.setitem(budgets.BUDGETS, name.replace("_", "-"), budgets.Budget(count, "", ""))

    return to


def said(refused: pytest.ExceptionInfo[RefusedFile]) -> tuple[str, str, str]:
    return refused.value.text.key, say_it(refused.value.text, "id"), say_it(refused.value.text, "en")


# ---- workbooks


def styled(folder: Path, styles: int, forms: int, letters: int) -> Path:
    own = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{"z" * letters}{at}0"/>' for at in range(forms))
    uses = "".join(f'<xf numFmtId="{200 + at % forms}"/>' for at in range(styles))
    looks = (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellXfs><xf numFmtId="0"/>{uses}</cellXfs></styleSheet>'
    )
    return book(folder, styles=looks)


def test_each_number_format_is_read_once_however_many_styles_have_it(tmp_path, monkeypatch) -> None:
    asked: list[str] = []
    of = sheet_rows.Cell.of
    monkeypatch.setattr(workbook.Cell, "of", lambda form: asked.append(form) or of(form))
    with workbook._opened(styled(tmp_path, styles=500, forms=3, letters=9)) as (_, _, values):
        assert len(values.styles) == 501
    assert len(asked) == 4


def test_number_formats_are_counted_together(tmp_path, lower: Lower) -> None:
    path = styled(tmp_path, styles=5, forms=5, letters=50)
    read(path)
    lower(workbook_formats=200)
    with pytest.raises(RefusedFile) as refused:
        read(path)
    key, indonesian, english = said(refused)
    assert key == "workbook-formats" and str(path) in english
    assert "buku kerja baru" in indonesian and "new workbook" in english


def test_shared_formulas_are_shown_as_those_of_their_cells_up_to_a_length(tmp_path, lower: Lower) -> None:
    first = '<c r="C2"><f t="shared" si="0">A2*2+10</f></c>'
    rest = "".join(f'<row r="{at}"><c r="C{at}"><f t="shared" si="0"/></c></row>' for at in range(3, 8))
    path = book(tmp_path, ROW.replace('<c r="C2"><v>5</v></c>', first) + rest)
    assert [cells[2] for _, cells in read(path)[1]] == [f"=A{at}*2+10" for at in range(2, 8)]
    lower(workbook_moved=20)
    assert [cells[2] for _, cells in read(path)[1]] == ["=A2*2+10", "=A3*2+10", "=A4*2+10", *["=A2*2+10"] * 3]


def merged(folder: Path, data: str, *ranges: str, **parts: str) -> Path:
    cells = "".join(f'<mergeCell ref="{found}"/>' for found in ranges)
    whole = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{HEAD}</row>{data}</sheetData><mergeCells>{cells}</mergeCells></worksheet>'
    return book(folder, sheet=whole, **parts)


def test_merged_cells_beside_a_table_are_not_looked_at(tmp_path, monkeypatch) -> None:
    """However many rows they are merged over, and though they overlap."""
    kept: list[int] = []
    made = sheet_cells.Merges.__init__
    monkeypatch.setattr(
        sheet_cells.Merges,
        "__init__",
        lambda self, ranges, *more: kept.append(len(ranges)) or made(self, ranges, *more),
    )
    path = merged(tmp_path, ROW + "<row/>", "B2:B3", *(f"Z2:Z{at}" for at in range(3, 200)))
    assert len(read(path)[1]) == 2
    assert kept == [1]


def test_empty_rows_below_an_empty_merged_cell_are_passed_over(tmp_path, monkeypatch) -> None:
    looked: list[int] = []
    dense = workbook._dense
    monkeypatch.setattr(workbook, "_dense", lambda cells, width: looked.append(width) or dense(cells, width))
    assert len(read(merged(tmp_path, ROW + "<row/>" * 500, "D2:D502", "B2:B4"))[1]) == 3
    assert len(looked) < 10


SHARED = ROW.replace('<c r="B2" t="inlineStr"><is><t>01</t></is></c>', '<c r="B2" t="s"><v>0</v></c>')
LONG = f'<sst xmlns="{MAIN}"><si><t>{"a" * 300}</t></si></sst>'


@pytest.mark.parametrize("way", ["shared", "merged"])
def test_texts_that_many_cells_have_are_counted_in_each(tmp_path, lower: Lower, way: str) -> None:
    if way == "shared":
        path = book(
            tmp_path,
            "".join(
                SHARED.replace("2", str(at), 1)
                .replace('B2"', f'B{at}"')
                .replace('A2"', f'A{at}"')
                .replace('C2"', f'C{at}"')
                for at in range(2, 9)
            ),
            sharedStrings=LONG,
        )
    else:
        path = merged(tmp_path, SHARED + "<row/>" * 6, "B2:B8", sharedStrings=LONG)
    assert [len(cells[1]) for _, cells in read(path)[1]] == [300] * 7
    lower(letters=1_600, letters_each=0)
    with pytest.raises(RefusedFile) as refused:
        read(path)
    key, indonesian, english = said(refused)
    assert key == "file-letters" and str(path) in english and "row 7" in english and "baris 7" in indonesian


# ---- mappings


def table(folder: Path, mapping: str, *rows: str) -> Opened:
    path = folder / "isian.csv"
    path.write_text("a,b,c\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return open_table(path, reading=Reading(mapping=parse(mapping)))


TWICE = '[constants]\nk = "{a}-{b}-{a}"'
ACROSS = 'wide = { into = "k", value = "v", columns = { "b" = "{a}{a}", "c" = "x" } }'


@pytest.mark.parametrize("mapping", [TWICE, ACROSS])
def test_a_text_that_a_mapping_fills_is_no_longer_than_a_cell(tmp_path, monkeypatch, mapping: str) -> None:
    monkeypatch.setattr(mapped, "MAX_CELL", 50)
    ((_, rows),) = chunks(table(tmp_path, mapping, f"{'x' * 20},1,2", f"{'x' * 40},1,2"))
    *good, long = rows
    assert all(type(row) is list for row in good) and len(good) == (1 if mapping == TWICE else 2)
    assert type(long) is FaultyCells and long.reason.key == "cell.long"
    assert "50" in say_it(long.reason, "id") and "50" in say_it(long.reason, "en")


@pytest.mark.parametrize("mapping", [TWICE, ACROSS, '[values.a]\nx = "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"'])
def test_what_a_mapping_puts_into_rows_is_counted_in_each(tmp_path, lower: Lower, mapping: str) -> None:
    opened = table(tmp_path, mapping, *["x,1,2"] * 100)
    assert sum(len(lines) for lines, _ in chunks(opened)) >= 100
    lower(letters=500, letters_each=0)
    with pytest.raises(RefusedFile) as refused:
        list(chunks(opened))
    assert said(refused)[0] == "file-letters"


@pytest.mark.parametrize(
    ("budget", "text"), [("mapping_text", "a" * 30), ("mapping_braces", "{a}" * 3), ("mapping_braces", "{nothing}" * 3)]
)
@pytest.mark.parametrize(
    "into", ['constants = {{ k = "{}" }}', 'wide = {{ into = "k", value = "v", columns = {{ "b" = "{}" }} }}']
)
def test_a_text_that_a_mapping_puts_into_rows_is_short(lower: Lower, budget: str, text: str, into: str) -> None:
    parse(into.format(text))
    lower(**{budget: 2})
    with pytest.raises(WrongUse) as refused:
        parse(into.format(text), "peta.toml")
    english = say_it(refused.value.text, "en")
    assert english.startswith("peta.toml: ") and "make it shorter" in english
    assert "singkatkan" in say_it(refused.value.text, "id")


# ---- long texts of cells


def test_long_texts_above_a_header_are_counted_in_each_cell(tmp_path, lower: Lower) -> None:
    shared = "".join(f'<row r="{at}"><c t="s"><v>0</v></c></row>' for at in range(1, 9))
    head = f'<row r="9">{HEAD}</row>' + ROW.replace('r="2"', 'r="10"').replace('2"', '10"')
    whole = f'<worksheet xmlns="{MAIN}"><sheetData>{shared}{head}</sheetData></worksheet>'
    path = book(tmp_path, sheet=whole, sharedStrings=LONG)
    opened, _ = read(path)
    assert opened.header_row == 1
    lower(letters=1_600)
    with pytest.raises(RefusedFile) as refused:
        read(path)
    assert said(refused)[0] == "file-letters"


def test_columns_are_told_as_often_as_a_sheet_has_some(tmp_path, monkeypatch) -> None:
    """Each may be of all columns, which are looked at as far as the table goes."""
    monkeypatch.setattr(sheet_rows, "MAX_SHEET_COLUMNS", 50)
    columns = [f'<col min="{1 + at % 7}" max="{40 + at % 10}" hidden="1"/>' for at in range(51)]

    def of(count: int) -> Path:
        told = "".join(columns[:count])
        return book(
            tmp_path,
            sheet=f'<worksheet xmlns="{MAIN}"><cols>{told}</cols><sheetData><row r="1">{HEAD}</row>{ROW}</sheetData></worksheet>',
        )

    opened, _ = read(of(50))
    assert opened.hidden_columns == {0, 1, 2}
    with pytest.raises(RefusedFile, match="sheet-fault"):
        read(of(51))


MARKS = "a" + "\u0301\u0323" * 600


def test_a_text_longer_than_any_key_is_brought_into_no_form(tmp_path, monkeypatch) -> None:
    """Marks that stand over one letter are sorted one by one. Such a text is no key, and is told so."""
    made: list[int] = []
    normalize = unicodedata.normalize

    def counted(form: Literal["NFC", "NFKC"], text: str) -> str:
        made.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counted)
    monkeypatch.setattr(unicodedata, "is_normalized", lambda form, text: counted(form, text) == text)
    ministry = Ministry(
        tmp_path, spec="dimensi unit kunci nama\nsumber kerja per tahun, unit\n  kolom n bilangan 0..\n", members=""
    )
    path = tmp_path / "kerja.csv"
    path.write_text(f"tahun,unit,n\n2024,é,1\n2024,{MARKS},1\n", encoding="utf-8")
    report = import_file(ministry.store, ministry.program, path, "kerja", user="siti")
    (cell,) = report.rejected
    assert (cell.row, cell.column, cell.reason.key, report.accepted) == (3, "unit", "row.key-long", 1)
    assert "1000" in say_it(cell.reason, "id") and "1000" in say_it(cell.reason, "en")
    assert 0 < max(made) < len(MARKS)


def test_a_long_text_is_brought_into_its_form_unless_marks_are_heaped_on_a_letter() -> None:
    apart = "a\u0301\u0323 " * 5_000
    assert normal("NFC", apart) == unicodedata.normalize("NFC", apart) != apart
    assert normal("NFC", MARKS) == MARKS
    few = "a" + "\u0301\u0323" * 40
    assert normal("NFC", few) == unicodedata.normalize("NFC", few) != few


def test_so_many_markers_of_a_text_are_looked_at(monkeypatch) -> None:
    looked: list[str] = []
    unclear = declared_units._unclear
    monkeypatch.setattr(declared_units, "_unclear", lambda text, stands: looked.append(text) or unclear(text, stands))
    declared_units.declared("Catatan: " + "in " * 150 + "juta " * 90)
    assert 1 < len(looked) < 20
    assert {one.named for one in declared_units.declared("dalam " * 5 + "juta rupiah")} == {"rupiah"}


@pytest.mark.parametrize(("letters", "odd"), [(1_000, False), (1_001, True), (500_000, True)])
def test_a_bound_file_asks_the_length_of_a_key_first(letters: int, odd: bool) -> None:
    """Half a million marks over one letter took minutes to be sorted."""
    query = f"SELECT {odd_key('key')} FROM (SELECT repeat('\u0301', {letters - 500}) || repeat('a', 500) AS key)"
    plain = query.replace("\u0301", "a") if not odd else query
    assert duckdb.sql(plain).fetchall() == [(odd,)]
