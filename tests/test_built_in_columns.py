"""The built-in columns of a dimension have a word in each language, and every door takes either."""

from __future__ import annotations

import io

import pytest
from cli_workspace import Workspace, workspace_in
from openpyxl import load_workbook

WORDS = [("mulai", "start"), ("akhir", "end"), ("pengganti", "successor")]
EITHER = [word for pair in WORDS for word in pair]
SPEC = """
dimension region key code
  attribute name text

source school "School" per year, region register
  column pupils integer 0..1000

indicator regions "Regions" per region
  unit pupils
  direction higher
  formula school.pupils
"""
VALUES = {"mulai": "2020-01-01", "akhir": "2030-12-31", "pengganti": "B"}
NAME_OF = {word: own for own, other in WORDS for word in (own, other)}


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    workspace.write("indicator_specs/akip.iku", SPEC)
    workspace.write("region.csv", "code,name\nA,Aa\nB,Bb\n")
    workspace.write("school.csv", "year,region,pupils\n2025,A,10\n2025,B,20\n")
    assert workspace("import", "region.csv", "school.csv").status == 0
    return workspace


def stored(office: Workspace, column: str) -> str:
    entry = office("facts", "history", "region", "A", "--json").document["entries"][-1]
    return str(entry["values"][column]["value"])


@pytest.mark.parametrize("word", [*EITHER, "END", "Akhir"])
def test_every_door_takes_either_word(office: Workspace, word: str) -> None:
    column = NAME_OF[word.casefold()]
    value = VALUES[column]
    assert office("facts", "correct", "region", "A", f"{word}={value}", "--reason", "x").status == 0
    assert stored(office, column) == value
    office.write("region2.csv", f"code,name,{word}\nA,Aa,{value}\nB,Bb,\n")
    assert office("import", "region2.csv", "--into", "region", "--yes").status == 0
    said = office("eval", "regions", "--period", "2025", "--what-if", f"region A {word} = {value}")
    assert said.status == 0, said
    office.write("m.toml", f'[columns]\nHari = "{word}"\n')
    office.write("region3.csv", f"code,name,Hari\nA,Aa,{value}\nB,Bx,\n")
    assert office("import", "region3.csv", "--into", "region", "--map", "m.toml").status == 0


@pytest.mark.parametrize("word", ["mulai", "start", "akhir", "end"])
def test_a_row_in_quarantine_keeps_its_cell_under_either_word(office: Workspace, word: str) -> None:
    office.write("region2.csv", f"code,name,{word}\nA,Aa,kapan-kapan\n")
    assert office("import", "region2.csv", "--into", "region").status == 1
    assert office("facts", "quarantine", "region", "--export", "mend.xlsx").status == 0
    sheet = load_workbook(io.BytesIO((office.folder / "mend.xlsx").read_bytes())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert dict(zip(rows[0], rows[1], strict=True))[NAME_OF[word]] == "kapan-kapan"


@pytest.mark.parametrize(
    ("language", "words"), [("id", "name, mulai, akhir, pengganti"), ("en", "name, start, end, successor")]
)
def test_a_name_of_none_is_told_with_those_of_the_language(office: Workspace, language: str, words: str) -> None:
    office.write("region2.csv", "code,name,xyz\nA,Aa,1\n")
    for command in (
        ("facts", "correct", "region", "A", "xyz=1", "--reason", "x"),
        ("eval", "regions", "--period", "2025", "--what-if", "region A xyz = 1"),
        ("import", "region2.csv", "--into", "region"),
    ):
        said = office(*command, "--lang", language)
        assert said.status in (1, 2)
        assert words in " ".join((said.out + said.err).split()), said


def test_a_column_is_named_once(office: Workspace) -> None:
    said = office("facts", "correct", "region", "A", "end=2030-12-31", "akhir=2031-12-31", "--reason", "x")
    assert (said.status, "akhir is named twice" in said.err) == (2, True)


@pytest.mark.parametrize("name", ["nofile.csv", "sub/region.csv", "region4.csv", "none/at/all.csv"])
def test_a_file_that_is_not_there_is_told_as_such(office: Workspace, name: str) -> None:
    said = office("import", name)
    assert (said.status, "does not exist" in said.out + said.err, "--into" in said.err) == (3, True, False), said


def test_a_file_that_is_there_and_has_no_name_of_a_source_is_told_by_its_name(office: Workspace) -> None:
    office.write("other.csv", "code,name\n")
    said = office("import", "other.csv")
    assert (said.status, "--into" in said.err) == (2, True)


@pytest.mark.parametrize(
    "words", [("name=B", "name=C"), ("end=2030-12-31", "akhir=2031-12-31")], ids=["one word", "two words"]
)
def test_of_two_values_for_a_cell_none_is_taken(office: Workspace, words: tuple[str, str]) -> None:
    said = office("facts", "correct", "region", "A", *words, "--reason", "x")
    assert said.status == 2
    assert all(word.split("=")[1] in said.err for word in words), said


@pytest.mark.parametrize(
    "texts",
    [
        ("region A name = B", "region A name = C"),
        ("region A end = 2030-12-31", "region A akhir = 2031-12-31"),
        ("region A name = B", "region A = absent"),
    ],
)
def test_of_two_suppositions_about_a_cell_none_is_taken(office: Workspace, texts: tuple[str, str]) -> None:
    said = office("eval", "regions", "--period", "2025", *(word for text in texts for word in ("--what-if", text)))
    assert said.status == 2
    assert all(text in " ".join(said.err.split()) for text in texts), said


def test_a_member_whose_key_looks_like_a_cell_is_corrected(office: Workspace) -> None:
    office.write("region3.csv", "code,name\nname=Z,Zz\n")
    assert office("import", "region3.csv", "--into", "region").status == 0
    assert office("facts", "correct", "region", "name=Z", "name=Better", "--reason", "x").status == 0
    assert "Better" in office("facts", "history", "region", "name=Z").out
    assert office("facts", "correct", "region", "name=Y", "A", "--reason", "x").status == 0, "a cell may stand first"
    assert "Y" in office("facts", "history", "region", "A").out
