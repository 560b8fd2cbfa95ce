"""Workbooks as XML: each legal spelling is the same sheet, and a small file that is large inside is answered soon and by name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import iku_dsl.budgets as budgets
from iku_engine.errors import RefusedFile
from iku_engine.reading.header import Wanted, look
from iku_engine.reading.opened import Figure, Opened, Uncomputed
from iku_engine.reading.opening import open_table, rows
from iku_engine.reading.workbook import open_workbook
from iku_engine.wording import say_it

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
BOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{{sheets}}</sheets></workbook>'
ONE_SHEET = '<sheet name="Isian" sheetId="1" r:id="r1"/>'
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="/xl/styles.xml"/></Relationships>'
)
HEAD = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("tahun", "daerah", "nilai"))
ROW = '<row r="2"><c r="A2"><v>2025</v></c><c r="B2" t="inlineStr"><is><t>01</t></is></c><c r="C2"><v>5</v></c></row>'


def book(folder: Path, data: str = ROW, sheet: str = "", sheets: str = ONE_SHEET, **parts: str) -> Path:
    """A workbook of a sheet with such rows, and other parts by name."""
    path = folder / "isian.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("xl/workbook.xml", BOOK.format(sheets=sheets))
        packed.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        whole = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{HEAD}</row>{data}</sheetData></worksheet>'
        packed.writestr("xl/worksheets/sheet1.xml", sheet or whole)
        for name, text in parts.items():
            packed.writestr(f"xl/{name}.xml", text)
    return path


def read(path: Path) -> tuple[Opened, list[tuple[int, list[str]]]]:
    opened, _ = open_workbook(path, look(path), None, Wanted())
    return opened, list(rows(opened))


# ---- each legal spelling


@st.composite
def spelled_sheet(draw: st.DrawFn) -> str:
    """A sheet with hidden rows 3 and 4, column C hidden, a filter on A1:C4, B2:B3 merged, and a formula without its value in C4."""
    prefix = draw(st.sampled_from(["", "x", "main-1.a", "_p"]))

    def tag(name: str, attributes: dict[str, str] | None = None, inside: str | None = None) -> str:
        called = f"{prefix}:{name}" if prefix else name
        gap = draw(st.sampled_from([" ", "\n", "\t ", "  "]))
        written = list((attributes or {}).items())
        draw(st.randoms()).shuffle(written)
        text = f"<{called}"
        for key, value in written:
            quote = draw(st.sampled_from(["'", '"']))
            equals = draw(st.sampled_from(["=", " = ", "\n=", "= "]))
            value = draw(st.sampled_from([value, f" {value} "])) if key in ("hidden", "ref", "min", "max") else value
            value = draw(st.sampled_from([value, value, "".join(f"&#{ord(one)};" for one in value)]))
            text += f"{gap}{key}{equals}{quote}{value}{quote}"
        after = draw(st.sampled_from(["", "", "<!-- < row hidden='1' > -->", "<?app x?>", "\n"]))
        if inside is None and draw(st.booleans()):
            return f"{text}{gap}/>{after}"
        return f"{text}>{inside or ''}</{called}{draw(st.sampled_from(['', ' ', chr(10)]))}>{after}"

    def cell(place: str, text: str) -> str:
        whole = draw(st.sampled_from([text, f"<![CDATA[{text}]]>", "".join(f"&#{ord(one)};" for one in text)]))
        kind = {"t": draw(st.sampled_from(["n", "str"]))} if text.isdigit() else {"t": "str"}
        called = f"{prefix}:v" if prefix else "v"
        return tag("c", {"r": place, **kind}, f"<{called}>{whole}</{called}>")

    true = st.sampled_from(["1", "true"])
    formula = tag("f", {}, "1+1") if draw(st.booleans()) else tag("f", {"ca": "1"}, "<![CDATA[1+1]]>")
    names, low = (
        "".join(map(cell, ("A1", "B1", "C1"), ("tahun", "daerah", "nilai"))),
        draw(st.sampled_from(["0", "0.0", "0e0", "0.01"])),
    )
    data = [
        tag("row", {"r": "1", "hidden": draw(st.sampled_from(["0", "false"]))}, names),
        tag("row", {"r": "2", "ht": "15"}, cell("A2", "2025") + cell("B2", "K1") + cell("C2", "5")),
        tag("row", {"r": "3", "hidden": draw(true), "spans": "1:3"}, cell("A3", "2025") + cell("C3", "6")),
        tag("row", {"r": "4", "ht": low}, cell("A4", "2025") + cell("B4", "K2") + tag("c", {"r": "C4"}, formula)),
    ]  # fmt: skip
    hidden = draw(st.sampled_from([{"hidden": draw(true)}, {"width": "0"}, {"width": "0.00"}]))
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": MAIN}
    columns = tag("cols", {}, tag("col", {"min": "3", "max": "3", **hidden}))
    chosen = tag("autoFilter", {"ref": "A1:C4"}, tag("filterColumn", {"colId": "0"}))
    merged = tag("mergeCells", {"count": "1"}, tag("mergeCell", {"ref": "B2:B3"}))
    begin = draw(st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', "\ufeff"]))
    called = f"{prefix}:worksheet" if prefix else "worksheet"
    opening = " ".join(f'{key}="{value}"' for key, value in declared.items())
    return f"{begin}<{called} {opening}>{columns}{tag('sheetData', {}, ''.join(data))}{chosen}{merged}</{called}>"


@given(spelled_sheet())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_each_legal_spelling_is_the_same_sheet(tmp_path, sheet: str) -> None:
    opened, found = read(book(tmp_path, sheet=sheet))
    assert [number for number, _ in found] == [2, 3, 4]
    assert [cells[:3] for _, cells in found] == [["2025", "K1", "5"], ["2025", "K1", "6"], ["2025", "K2", "=1+1"]]
    assert type(found[2][1][2]) is Uncomputed
    assert (opened.hidden, opened.hidden_columns, opened.filters) == ({3, 4}, {2}, {"A1:C4"})


@pytest.mark.parametrize("value", ["on", "true", "1", " 1 "])
def test_a_row_that_is_hidden_however_it_is_said_is_told(tmp_path, value: str) -> None:
    opened, _ = read(book(tmp_path, ROW.replace("<row", f'<row hidden = "{value}"')))
    assert opened.hidden == {2}


def test_what_a_sheet_hides_by_its_defaults_is_told(tmp_path) -> None:
    """Rows and columns that say nothing of their size have that of the sheet; `zeroHeight` hides the rows that are not listed."""
    columns = '<cols><col min="1" max="2" width="9"/></cols>'
    data = f'<sheetData><row r="1" ht="15">{HEAD}</row>{ROW}</sheetData></worksheet>'
    small = f'<worksheet xmlns="{MAIN}"><sheetFormatPr defaultRowHeight="0" defaultColWidth="0"/>{columns}{data}'
    opened, _ = read(book(tmp_path, sheet=small))
    assert (opened.hidden, opened.hidden_columns) == ({2}, {2})
    zero = f'<worksheet xmlns="{MAIN}"><sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>{columns}{data}'
    opened, _ = read(book(tmp_path, sheet=zero))
    assert (opened.hidden, opened.hidden_columns) == (set(), set())


@pytest.mark.parametrize(("form", "look"), [("44", False), ("5", False), ("200", True)])
def test_the_currency_of_a_built_in_format_is_the_readers(tmp_path, form: str, look: bool) -> None:
    own = '<numFmts><numFmt numFmtId="200" formatCode="&quot;$&quot;#,##0"/></numFmts>'
    styles = (
        f'<styleSheet xmlns="{MAIN}">{own}<cellXfs><xf numFmtId="0"/><xf numFmtId="{form}"/></cellXfs></styleSheet>'
    )
    _, found = read(book(tmp_path, ROW.replace('<c r="C2"', '<c r="C2" s="1"'), styles=styles))
    figure = found[0][1][2]
    assert (figure, type(figure), getattr(figure, "look", None) is not None) == ("5", Figure, look)


# ---- what would be lost or is two things


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ('<c r="C2"><v>5</v><v>7</v></c>', "structure"),
        ('<c r="C2"><v>5</v><is><t>7</t></is></c>', "structure"),
        ('<c r="C2" t="inlineStr"><is><t>7</t></is><v>5</v></c>', "structure"),
        ('<c r="C2"><f>1</f><f>2</f><v>5</v></c>', "structure"),
        ('<c r="C2" t="zz"><v>5</v></c>', "kind"),
        ('<c r="C2"><w>5</w></c>', "structure"),
        ('<c r="C2"><v>1<b>5</b>2</v></c>', "structure"),
        ('<c r="C2"><v>1<v>5</v>2</v></c>', "structure"),
        ('<c r="C2"><f>1<b/></f><v>5</v></c>', "structure"),
        ('<c r="C2" t="inlineStr"><is><t>1<b>5</b>2</t></is></c>', "structure"),
        ('<c r="C2"><v>1e-400</v></c>', "value"),
        ('<c r="C2"><v>-0.1E-350</v></c>', "value"),
        ('<d r="C2"><v>5</v></d>', "structure"),
        ('<c r="C2"><v>1E999</v></c>', "value"),
        ('<c r="XFE2"><v>5</v></c>', "columns"),
    ],
)
def test_a_cell_of_two_contents_or_of_no_kind_is_refused(tmp_path, cell: str, fault: str) -> None:
    path = book(tmp_path, ROW.replace('<c r="C2"><v>5</v></c>', cell))
    with pytest.raises(RefusedFile) as refused:
        read(path)
    told = dict(refused.value.text.arguments)
    assert (refused.value.text.key, told["fault"].key, told["row"]) == ("sheet-fault", f"sheet-fault.{fault}", 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.replace("<worksheet", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><worksheet"),
        lambda s: s.encode("utf-16"),
        lambda s: s[:-20],
    ],
)
def test_what_is_no_plain_xml_is_refused(tmp_path, change) -> None:
    whole = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{HEAD}</row>{ROW}</sheetData></worksheet>'
    with pytest.raises(RefusedFile, match="workbook-broken"):
        read(book(tmp_path, sheet=change(whole)))


def test_a_text_with_two_marks_of_its_bytes_says_so(tmp_path) -> None:
    path = tmp_path / "isian.csv"
    path.write_bytes(b"\xef\xbb\xbf" * 2 + b"tahun;nilai\n2025;5\n")
    with pytest.raises(RefusedFile) as refused:
        open_table(path)
    assert "BOM" in say_it(refused.value.text, "id")
    assert "BOM" in say_it(refused.value.text, "en")


# ---- small files that are large inside

MANY = 2**20


def far_cells(folder: Path) -> Path:
    return book(folder, ROW + "".join(f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(3, 2503)))


def empty_cells(folder: Path) -> Path:
    return book(folder, f'{ROW}<row r="3">{"<c/>" * (3 * MANY)}</row>')


def empty_rows(folder: Path) -> Path:
    return book(folder, ROW + "<row/>" * (2 * MANY))


def styles(folder: Path) -> Path:
    looks = '<xf numFmtId="0"/>' * (3 * MANY)
    return book(folder, styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>{looks}</cellXfs></styleSheet>')


def empty_texts(folder: Path) -> Path:
    return book(folder, sharedStrings=f'<sst xmlns="{MAIN}">{"<si><t/></si>" * (3 * MANY)}</sst>')


def many_empty_cells(folder: Path) -> Path:
    return book(folder, ROW + "".join(f"<row>{'<c/>' * 16_384}</row>" for _ in range(400)))


def endless_format(folder: Path) -> Path:
    form = f"<numFmts><numFmt numFmtId='200' formatCode='&quot;{'x' * MANY}&quot;@'/></numFmts>"
    looks = f'<styleSheet xmlns="{MAIN}">{form}<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    return book(folder, styles=looks)


LARGE: dict[Callable[[Path], Path], str] = {
    endless_format: "workbook-format",
    far_cells: "",
    empty_cells: "sheet-fault",
    empty_rows: "sheet-rows",
    styles: "workbook-tags",
    empty_texts: "workbook-large",
    many_empty_cells: "workbook-large",
}


@pytest.mark.few("endless_format", "far_cells", "empty_texts")
@pytest.mark.parametrize("made", LARGE, ids=lambda made: made.__name__)
def test_a_small_file_that_is_large_inside_is_not_read_to_its_end(tmp_path, made: Callable[[Path], Path]) -> None:
    path = made(tmp_path)
    assert path.stat().st_size < 150_000
    if LARGE[made]:
        with pytest.raises(RefusedFile) as refused:
            read(path)
        assert refused.value.text.key == LARGE[made]
        assert dict(refused.value.text.arguments)["file"] == str(path)
    else:
        found = read(path)[1]
        assert len(found) == 2501
        assert max(len(cells) for _, cells in found) < 100


def test_a_shared_text_with_tags_within_is_refused(tmp_path) -> None:
    """What stood behind the tag was lost."""
    cell = ROW.replace("<v>5</v>", "<v>0</v>").replace('r="C2"', 'r="C2" t="s"')
    for inside in ("1<b>5</b>2", "1<t>5</t>2"):
        path = book(tmp_path, cell, sharedStrings=f'<sst xmlns="{MAIN}"><si><t>{inside}</t></si></sst>')
        with pytest.raises(RefusedFile) as refused:
            read(path)
        assert str(path) in say_it(refused.value.text, "en")


@pytest.mark.parametrize("zero", ["0", "0.0", "-0", "0e5", "0E-400"])
def test_nothing_is_nothing_however_it_is_written(tmp_path, zero: str) -> None:
    assert read(book(tmp_path, ROW.replace("<v>5</v>", f"<v>{zero}</v>")))[1][0][1][2] in ("0", "-0", "0.0")


def test_merged_cells_that_overlap_are_refused(tmp_path) -> None:
    ranges = "".join(f'<mergeCell ref="B{at}:B1048576"/>' for at in range(2, 5_000))
    whole = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{HEAD}</row>{ROW}</sheetData><mergeCells>{ranges}</mergeCells></worksheet>'
    with pytest.raises(RefusedFile) as refused:
        read(book(tmp_path, sheet=whole))
    assert dict(refused.value.text.arguments)["fault"].key == "sheet-fault.merge"


@pytest.fixture
def lower(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, int], None]]:
    def to(name: str, most: int) -> None:
        monkeypatch.setitem(budgets.BUDGETS, name, budgets.Budget(most, "", ""))

    return to


TEXTS = f'<sst xmlns="{MAIN}">{"<si><t>a</t></si>" * 300}</sst>'
MERGED = (
    "</sheetData><mergeCells>" + "".join(f'<mergeCell ref="F{at}:G{at}"/>' for at in range(2, 302)) + "</mergeCells><x>"
)
SHEETS = "".join(f'<sheet name="S{at}" sheetId="{at}" r:id="r1"/>' for at in range(1, 300))


@pytest.mark.parametrize(
    ("budget", "key", "parts"),
    [
        ("workbook-tags", "workbook-tags", {}),
        ("workbook-tops", "workbook-tags", {}),
        ("workbook-looks", "workbook-tags", {"sheets": SHEETS}),
        ("workbook-texts", "workbook-tags", {"sharedStrings": TEXTS}),
        ("workbook-sheets", "workbook-sheets", {"sheets": SHEETS}),
        ("workbook-merges", "sheet-merges", {"sheet": "merged"}),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_beyond_a_budget_names_file_and_mend(tmp_path, lower, budget, key, parts, language) -> None:
    if "sheet" in parts:
        whole = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{HEAD}</row>{ROW}'
        parts = {"sheet": whole + MERGED.replace("<x>", "") + "</worksheet>"}
    path = book(tmp_path, **parts)
    lower(budget, 20)
    with pytest.raises(RefusedFile) as refused:
        read(path)
    said = say_it(refused.value.text, language)
    assert refused.value.text.key == key
    assert str(path) in said
    assert (
        ("buku kerja baru" in said or "CSV" in said) if language == "id" else ("new workbook" in said or "CSV" in said)
    )


# ---- texts of several runs


def runs(*texts: tuple[str, str]) -> str:
    """Runs of a text, each with the tags of its look."""
    return "".join(f"<r><rPr><b/>{look}</rPr><t>{text}</t></r>" for text, look in texts)


UP, DOWN, STRUCK = '<vertAlign val="superscript"/>', '<vertAlign val="subscript"/>', "<strike/>"
BASE, UNSTRUCK = '<vertAlign val="baseline"/>', '<strike val="0"/>'


@pytest.mark.parametrize("shared", [False, True], ids=["inline", "shared"])
@pytest.mark.parametrize(
    ("inside", "shown", "key"),
    [
        (runs(("123456", ""), ("1", UP)), "123456¹", "cell.raised"),
        ("<t>123456</t>" + runs(("1", UP)), "123456¹", "cell.raised"),
        (runs(("12", ""), ("r", UP), ("3", "")), "12^(r)3", "cell.raised"),
        (runs(("12", ""), ("2", DOWN)), "12₂", "cell.raised"),
        (runs(("120", STRUCK), ("130", "")), "~~120~~130", "cell.struck"),
        (runs(("120", STRUCK + UP), ("130", "")), "~~120~~130", "cell.struck"),
        (runs(("120", STRUCK)), "~~120~~", "cell.struck"),
        (runs(("12", ""), ("3", "")), "123", ""),
        (runs(("12", BASE), ("3", UNSTRUCK)), "123", ""),
        (runs(("12", UP), ("3", UP)), "123", ""),
        (runs(("12", ""), (" ", STRUCK)), "12 ", ""),
    ],
)
def test_a_part_that_is_raised_or_struck_out_is_no_figure(
    tmp_path, shared: bool, inside: str, shown: str, key: str
) -> None:
    cell = '<c r="C2" t="s"><v>0</v></c>' if shared else f'<c r="C2" t="inlineStr"><is>{inside}</is></c>'
    parts = {"sharedStrings": f'<sst xmlns="{MAIN}"><si>{inside}</si></sst>'} if shared else {}
    ((_, cells),) = read(book(tmp_path, ROW.replace('<c r="C2"><v>5</v></c>', cell), **parts))[1]
    assert cells[2] == shown
    assert (cells.reason.key, cells.column) == (key, "nilai") if key else type(cells) is list


def test_a_raised_part_of_a_heading_is_one_of_its_letters(tmp_path) -> None:
    """A heading m² is known as it was; what marks of footnotes stand in no data keeps nothing out."""
    head = HEAD.replace("<t>nilai</t>", runs(("luas m", ""), ("2", UP)))
    whole = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{head}</row>{ROW}</sheetData></worksheet>'
    opened, data = read(book(tmp_path, sheet=whole))
    assert opened.header[2] == "luas m2" and type(data[0][1]) is list
