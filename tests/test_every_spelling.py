"""However a number is spelled, each way in which it comes in takes it for the same, or asks the same."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fresh_store import fresh_store
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_written_figures import answers, by_correction, imported, program_for

from iku_engine.cells.as_written import evidence
from iku_engine.importing.importing import import_file
from iku_engine.words.notation import HINTS, numeral

DASHES = "-−‐‑‒–—―"
BLANKS = ("", " ", "\u00a0", "\u202f", "\u2009", "\u3000", " " * 12)
SCRIPTS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")
BODIES = (
    "2.500", "2,500", "1.234.567", "1,234,567", "1.000,5", "1,000.5", "1,5", "1.5", "12", "0.125", "999.000", "1000",
)  # fmt: skip


@st.composite
def spelled(draw: st.DrawFn) -> str:
    """A number in one of its spellings."""
    text = draw(st.sampled_from(["", "", "", "-", "−", "+"])) + draw(st.sampled_from(BLANKS))
    currency = draw(st.sampled_from(["", "", "", "Rp", "rp.", "RP", "IDR", "idr."]))
    text += currency + draw(st.sampled_from(BLANKS))
    script = draw(st.sampled_from(SCRIPTS))
    text += draw(st.sampled_from(BODIES)).translate(str.maketrans(SCRIPTS[0], script))
    text += draw(st.sampled_from(["", "", "", *(f",{dash}" for dash in DASHES), ",--", ",––"]))
    after = "" if currency else draw(st.sampled_from(["", "", "", "rupiah", "Rupiah", "%"]))
    return f"{text}{draw(st.sampled_from(BLANKS)) if after else ''}{after}"


@given(spelled(), st.booleans())
@settings(max_examples=100, deadline=None)
@example("1.000,–", False)
@example("１,５", False)
@example("1.000\u00a0rupiah", False)
@example(f"Rp{' ' * 50}1.000", False)
def test_no_spelling_that_tells_the_style_is_passed_over(text: str, commas: bool) -> None:
    tells(text, commas)


@pytest.mark.soak
@given(spelled(), st.booleans())
@settings(max_examples=30_000, deadline=None)
def test_no_spelling_of_many_is_passed_over(text: str, commas: bool) -> None:
    tells(text, commas)


def tells(text: str, commas: bool) -> None:
    """A spelling that is read in one style alone is found by a hint."""
    number = numeral(text)
    if number is None or number.english or (commas and "," in text):
        return
    assert any(hint.search(text.lower()) for hint in (HINTS[1:] if commas else HINTS))


def as_csv(folder: Path, texts: list[str], encoding: str, delimiter: str) -> Path:
    path = folder / "data.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        rows = [["2025", f"{place:02}", text] for place, text in enumerate(texts)]
        csv.writer(file, delimiter=delimiter).writerows([["tahun", "daerah", "nilai"], *rows])
    return path


def by_file(kind: str, path: Path) -> object:
    """What a file gives: the figures of a store that took it in, and the reasons of the cells that it did not."""
    program = program_for(kind)
    with fresh_store(program) as store:
        report = import_file(store, program, path, "data", user="test")
        return report.accepted, [(cell.row, cell.reason.key) for cell in report.rejected], all_of(store)


def all_of(store) -> list[object]:
    import sqlalchemy as sa

    with store.reading() as connection:
        return list(connection.execute(sa.text("SELECT key_daerah, nilai FROM fact_data ORDER BY 1")).all())


FILES = (
    st.lists(spelled(), min_size=1, max_size=3, unique=True),
    st.sampled_from(["whole", "number", "money"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from([";", ",", "\t", "|"]),
)


@given(*FILES)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["2.500", "1.000,–"], "number", "cp1252", ";")
@example(["2.500", "１,５"], "number", "utf-8", ";")
@example(["2.500", "1.000\u00a0rupiah"], "money", "cp1252", "\t")
@example(["2.500", f"Rp{' ' * 12}1.000"], "money", "utf-8", ";")
@example(["2.500", "１.２３４.５６７"], "number", "utf-8", ",")
def test_every_file_gives_the_same(tmp_path, texts: list[str], kind: str, encoding: str, delimiter: str) -> None:
    same_in_every_file(tmp_path, texts, kind, encoding, delimiter)


@pytest.mark.soak
@given(*FILES)
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_file_of_many_gives_the_same(
    tmp_path, texts: list[str], kind: str, encoding: str, delimiter: str
) -> None:
    same_in_every_file(tmp_path, texts, kind, encoding, delimiter)


def same_in_every_file(tmp_path: Path, texts: list[str], kind: str, encoding: str, delimiter: str) -> None:
    try:
        "".join(texts).encode(encoding)
    except UnicodeEncodeError:
        encoding = "utf-8"
    plain = as_csv(tmp_path, texts, encoding, delimiter)
    book = openpyxl.Workbook()
    for row in [["tahun", "daerah", "nilai"], *(["2025", f"{place:02}", text] for place, text in enumerate(texts))]:
        book.active.append(row)
    book.save(tmp_path / "data.xlsx")
    found = by_file(kind, plain)
    assert by_file(kind, tmp_path / "data.xlsx") == found
    columns = {"tahun": ["2025"] * len(texts), "daerah": [f"{place:02}" for place in range(len(texts))], "nilai": texts}
    pq.write_table(pa.table(columns), tmp_path / "data.parquet")
    assert answers(program_for(kind), tmp_path / "data.parquet") == answers(program_for(kind), plain)


@given(spelled(), st.sampled_from(["whole", "number", "money"]))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_correction_reads_as_a_file_of_one_cell(tmp_path, text: str, kind: str) -> None:
    program = program_for(kind)
    corrected = by_correction(program, text, tmp_path)
    path = as_csv(tmp_path, [text], "utf-8", ";")
    path.write_text(path.read_text(encoding="utf-8").replace(";00;", ";01;"), encoding="utf-8")
    assert imported(path, program) == corrected


def test_evidence_of_an_odd_spelling_decides_a_common_one(tmp_path) -> None:
    path = as_csv(tmp_path, ["2.500", "1.000,–"], "utf-8", ";")
    with fresh_store(program_for("number")) as store:
        import_file(store, program_for("number"), path, "data", user="test")
        assert [row[1] for row in all_of(store)] == [2500 * 10**6, 1000 * 10**6]
    assert evidence([("2.500",), ("１,５",)], (0,), ()).numbers == "id"
