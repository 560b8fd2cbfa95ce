"""A number of a workbook is what its cell shows: a format that shows another number, scale or unit is asked about."""

from __future__ import annotations

from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_written_figures import imported, program_for

from iku_engine.cells.cells import Bad, stored
from iku_engine.reading.sheet_cells import number_text
from iku_engine.reading.style import Style
from iku_engine.wording import say_it
from iku_engine.words.notation import numeral

ACCOUNTING = '_-"Rp"* #,##0_-;-"Rp"* #,##0_-;_-"Rp"* "-"_-;_-@_-'
ASKS = "cell.format"
SHOWN = (
    # as ever
    ("number", 1234.5, "General", Fraction("1234.5")),
    ("number", 1234.5, "#,##0.00", Fraction("1234.5")),
    ("number", 1234.5, "0.00E+00", Fraction("1234.5")),
    ("number", 1.5, "# ?/?", Fraction("1.5")),
    ("number", 1.5, "# ??/16", Fraction("1.5")),
    ("number", -5, "[Red]0", -5),
    ("number", -5, "0;[Red]0", -5),
    ("number", -5, "#,##0_);(#,##0)", -5),
    ("number", -5, "#,##0_);[Red](#,##0)", -5),
    ("number", 5, "+0;-0", 5),
    ("number", -5, "+0;-0", -5),
    ("number", 0, "#,##0;-#,##0;;@", 0),
    ("number", 0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 0),
    ("number", 1234, "_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", 1234),
    ("number", 5, "[>=100]#,##0;0.0", 5),
    ("number", -5, "[>=100]#,##0;0.0", -5),
    ("number", 5, "@", 5),
    ("number", 5, "000", 5),
    ("number", 5, '0;0;0;@" juta"', 5),
    ("money", 1000, '"Rp"#,##0', 1000),
    ("money", 1000, '[$Rp-421]#,##0', 1000),
    ("money", 1000, '"Rp. "#,##0.00', 1000),
    ("money", 1000, '"IDR" #,##0', 1000),
    ("money", 1000, '#,##0 "rupiah"', 1000),
    ("money", 2500000, '"Rp "#,##0",-"', 2500000),
    ("money", 2500000, '"Rp "#,##0\\,\\-', 2500000),
    ("money", -2500000, '[$Rp-421]#,##0",--"', "cell.range"),
    ("money", -2500000, '"Rp "#,##0",-";("Rp "#,##0",-")', "cell.range"),
    ("money", 0, '"Rp "#,##0",00"', 0),
    ("money", 1000, '"Rp. "#,##0",00"', 1000),
    ("money", 1000.5, '"Rp "#,##0",-"', ASKS),
    ("money", 1000, '"Rp "#,##0.00",-"', ASKS),
    ("money", 1000, '"Rp "#,##0",05"', ASKS),
    ("money", 1000, '"Rp "#,##0",- juta"', ASKS),
    ("money", 1000, '"Rp "#,##0,",-"', ASKS),
    ("money", 1000, '"USD "#,##0",-"', ASKS),
    ("number", 1000, '#,##0",00"', ASKS),
    ("money", 1.234, '"Rp"#,##0.000', "cell.digits"),
    ("money", 1000, ACCOUNTING, 1000),
    ("money", 0, ACCOUNTING, 0),
    ("percent", 0.5, "0.0%", Fraction("0.5")),
    ("percent", 0.5, "[Red]0%", Fraction("0.5")),
    ("percent", 50, '0.0"%"', Fraction("0.5")),
    ("percent", 0.5, "[<1]0%;0.0", Fraction("0.5")),
    # what is shown is another figure
    ("money", 1000, '"Rp" #,##0 "juta"', ASKS),
    ("money", 1000, '"USD" #,##0', ASKS),
    ("money", 1000, "[$$-409]#,##0.00", ASKS),
    ("money", 1000, "[$€-407]#,##0", ASKS),
    ("money", 1000, "$#,##0", ASKS),
    ("money", 1000, '#,##0 "ribu"', ASKS),
    ("money", 0, '0;0;"nihil"', ASKS),
    ("money", 0, '_-"$"* #,##0_-;-"$"* #,##0_-;_-"$"* "-"_-;_-@_-', ASKS),
    ("number", 1234567, "#,##0,", ASKS),
    ("number", 1234567, '#,##0.0,,"M"', ASKS),
    ("number", 1234567, "0,.0", ASKS),
    ("number", 5, "(0)", ASKS),
    ("number", 5, '"-"0', ASKS),
    ("number", 5, "-0;0", ASKS),
    ("number", 5, "*-0", ASKS),
    ("number", -5, "0;0", ASKS),
    ("number", -5, '"-"0', ASKS),
    ("number", 5, ";;;", ASKS),
    ("number", 5, '"0"', ASKS),
    ("number", 5, '"1"0', ASKS),
    ("number", 15, '0"."0', ASKS),
    ("number", 15, '0\\,0', ASKS),
    ("number", 5, '0"0"', ASKS),
    ("number", 5, '0 "juta"', ASKS),
    ("number", 5, '[>1]0 "ribu";0', ASKS),
    ("percent", 5, '0.0"‰"', ASKS),
    ("percent", 50, "[<1]0%;0.0", "cell.percent-sign"),
)  # fmt: skip


def shown(folder, kind: str, value: object, form: str) -> object:
    book = openpyxl.Workbook()
    for row in (["tahun", "daerah", "nilai"], ["2025", "01", value]):
        book.active.append(row)
    book.active["C2"].number_format = form
    book.save(folder / "data.xlsx")
    return imported(folder / "data.xlsx", program_for(kind))


@pytest.mark.parametrize(("kind", "value", "form", "expected"), SHOWN)
def test_a_figure_is_what_its_format_shows(tmp_path, kind, value, form, expected) -> None:
    assert shown(tmp_path, kind, value, form) == expected


@pytest.mark.parametrize(("kind", "text", "form"), [("money", "5", '@" juta"'), ("number", "5", '0;0;0;"-"@"%"')])
def test_a_text_is_what_its_format_shows(tmp_path, kind, text, form) -> None:
    assert str(shown(tmp_path, kind, text, form)).startswith("cell.")


PARTS = st.sampled_from((
    "0", "#,##0", "0.00", ",", "%", '"juta"', '"Rp"', "-", "(", ")", "[Red]", "[$$-409]", "_-", "* ", "\\-", ";", "[<1]", "General",
    "E+00", '"1"', " ",
))  # fmt: skip


@given(st.lists(PARTS, max_size=7).map("".join), st.sampled_from([0, 5, -5, 1234567, 0.5, -0.25]))
@settings(max_examples=300, deadline=None)
def test_what_bears_no_look_is_read_as_it_is_shown(form: str, value: float) -> None:
    """However parts make a format, a figure without a look is its value, and nothing but a sign or a unit of none stands around."""
    figure = number_text(value, form)
    found = numeral(figure)
    assert found is not None
    if figure.look is None:
        read = Fraction(found.english) * (-1 if found.negative else 1) / (100 if found.percent else 1)
        literal_percent = '"%"' in form
        assert literal_percent or read == Fraction(str(value))
        assert not value or not any(word in shown_part(form, value) for word in ('"juta"', "[$$-409]", '"1"'))


def shown_part(form: str, value: float) -> str:
    """The only section of a format; formats of several are tried by name above."""
    return form if ";" not in form else ""


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (2500000, '#,##0,,"jt"', "3 jt"),
        (1500000, "#,##0,,", "2"),
        (-2500000, "#,##0,,", "-3"),
        (1234567, "0.0,,", "1.2"),
        (1000000, "0.##,,", "1"),
        (1000000, "0.00,,", "1.00"),
        (10000000, '0,,"M"', "10 M"),
        (1e300, "0,", "1" + "0" * 297),
        (2500000, '"Rp "#,##0",05"', "Rp 2,500,000,05"),
        (-2500000, '("USD "#,##0.00)', "-(USD 2,500,000)"),
        (1234, '#,##0 "ribu"', "1,234 ribu"),
        (1234567890, '#,##0," jt"', "1,234,568 jt"),
    ],
)
def test_a_figure_in_thousands_is_told_as_the_sheet_shows_it(value: float, form: str, text: str) -> None:
    look = number_text(value, form).look
    assert look is not None
    assert look.text == text


def test_a_share_that_a_sheet_works_out_is_refused_with_its_mend() -> None:
    cell = stored(program_for("percent").sources["data"].columns["nilai"], "90.01099890011%", Style("en"))
    assert isinstance(cell, Bad)
    assert "more than 6 decimals" in say_it(cell.reason, "en")
    assert "=ROUND(…, 8)" in say_it(cell.reason, "en")
    assert "=ROUND(…; 8)" in say_it(cell.reason, "id")
    assert cell.guess is not None
    assert say_it(cell.guess, "en") == "rounded: 90.010999%"


@pytest.mark.parametrize(
    ("text", "rounded"),
    [
        ("1,235", None),
        ("-0,12500001", "-0,125"),
        ("0.99999951", "1"),
        ("12.3456785", "12.345679"),
        ("99.9999999", "100"),
    ],
)
def test_what_is_rounded_is_written_as_in_its_file_and_can_be_kept(text: str, rounded: str | None) -> None:
    column = program_for("number").sources["data"].columns["nilai"]
    found = stored(column, text, Style("id" if "," in text else "en"))
    assert (dict(found.guess.arguments)["value"] if isinstance(found, Bad) and found.guess else None) == rounded
