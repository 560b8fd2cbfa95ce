"""A heading that a map names stands over one column: of two nobody can say which is meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_merged_across import Rows
from test_merged_across import load as load_table

from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi unit kunci nama

sumber kerja per bulan, unit
  kolom nilai bilangan 0..
"""
WIDE = 'wide = { into = "bulan", value = "nilai", columns = { "Jan" = "2025-01", "Feb" = "2025-02" } }\n'


def load(folder: Path, form: str, rows: Rows, mapping: str) -> ImportReport:
    return load_table(folder, rows, mapping=mapping, form=form, spec=SPEC)


JAN = 'constants = { bulan = "2025-01" }'
CASES: list[tuple[Rows, str, tuple[int, int]]] = [  # with the columns told, from 1
    ([["unit", "Jan", "Feb", "Jan", "Feb"], ["A", 1, 2, 10, 20]], WIDE, (2, 4)),
    ([["unit", "Jan", "Feb", "JAN ", "Feb"], ["A", 1, 2, 10, 20]], WIDE, (2, 4)),
    ([["unit", "Feb", "Jan", "Feb"], ["A", 1, 2, 10]], WIDE + 'skip = "others"\n', (2, 4)),
    ([["unit", "N", "N"], ["A", 1, 2]], 'skip = ["N"]\nconstants = { bulan = "2025-01", nilai = "{n}" }', (2, 3)),
    ([["Nama", "x", "Nama"], ["A", 1, "B"]], 'columns = { "x" = "nilai", "Nama" = "unit" }\n' + JAN, (1, 3)),
    (
        [["unit", "T", "Jan", "T", "Feb"], ["A", "2025", 1, "2026", 2]],
        'skip = ["T"]\n' + WIDE.replace("2025", "{T}"),
        (2, 4),
    ),
]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("rows", "mapping", "columns"), CASES)
def test_a_heading_over_two_columns_is_refused_with_both(
    tmp_path: Path, form: str, rows: Rows, mapping: str, columns: tuple[int, int]
) -> None:
    with pytest.raises(RefusedFile) as refused:
        load(tmp_path, form, rows, mapping)
    places = tuple(str(place) if form == "csv" else "ABCD"[place - 1] for place in columns)
    assert dict(refused.value.text.arguments)["places"] == places
    assert "different headings" in say_it(refused.value.text, "en")


def test_two_blocks_below_merged_headings_are_refused(tmp_path: Path) -> None:
    rows: Rows = [[None, "Target", None, "Realisasi", None], *CASES[0][0]]
    for form in ("csv", "xlsx"):
        with pytest.raises(RefusedFile):
            load(tmp_path, form, rows, "header_row = 2\n" + WIDE)


@pytest.mark.parametrize(
    ("rows", "mapping"),
    [
        ([["unit", "Jan", "Feb", "Jan target", "Feb target"], ["A", 1, 2, 10, 20]], WIDE + 'skip = "others"\n'),
        ([["unit", "Jan", "Feb", "Ket", "Ket"], ["A", 1, 2, "a", "b"]], WIDE + 'skip = ["Ket"]\n'),
        ([["unit", "Jan", "Feb", "Ket", "Ket"], ["A", 1, 2, "a", "b"]], WIDE + 'skip = "others"\n'),
        ([["unit", "Jan", "Feb", "", ""], ["A", 1, 2, "", ""]], WIDE),
    ],
)
def test_headings_that_no_map_names_may_come_twice(tmp_path: Path, rows: Rows, mapping: str) -> None:
    assert load(tmp_path, "csv", rows, mapping).accepted == 2


def test_a_map_names_a_heading_once() -> None:
    for twice in (
        'columns = { "Nilai" = "x", "nilai " = "y" }',
        'columns = { "Jan" = "x" }\nwide = { into = "bulan", value = "nilai", columns = { "JAN" = "2025-01" } }',
    ):
        with pytest.raises(WrongUse) as refused:
            parse(twice)
        assert "is named twice" in say_it(refused.value.text, "en")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("title", ["Nilai", "nilai"])
def test_what_the_headings_above_tell_apart_a_mapping_names_with_them(tmp_path: Path, form: str, title: str) -> None:
    """The refusal had no mend, and no mapping was one."""
    spec = SPEC.replace("kolom nilai bilangan 0..", 'kolom nilai bilangan 0.. "Nilai"')
    rows: Rows = [["unit", "Tahun 2024", "Tahun 2025"], [None, title, title], ["A", 1, 2], ["B", 3, 4]]
    made = tmp_path / "made"
    made.mkdir()
    month = 'constants = { bulan = "2025-01" }\n'
    with pytest.raises(RefusedFile) as refused:
        load_table(tmp_path, rows, mapping=month, form=form, spec=spec)
    text = say_it(refused.value.text, "en")
    named = re.search("“(Tahun 2025 .*?)” under columns, the other under skip", text)
    assert named is not None, text
    mapping = f'columns = {{ "{named[1]}" = "nilai" }}\nskip = ["{named[1].replace("2025", "2024")}"]\n{month}'
    report = load_table(made, rows, mapping=mapping, form=form, spec=spec)
    (total,) = report.totals
    assert (report.accepted, total.total) == (2, 6)
