"""`docs/flow.md` is true: its commands print what it shows, its excerpts and its stored row are the real ones."""

import json
import re
import sqlite3

import pytest
from console_blocks import KEMENSOS, ROOT, check_document, environment, printed, shown

FLOW = ROOT / "docs" / "flow.md"
SPEC = KEMENSOS / "perjanjian.iku"
FACTS = KEMENSOS / "fakta" / "monev.csv"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", FLOW.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_every_command_prints_what_is_shown_and_the_row_is_stored_so(tmp_path):
    store = tmp_path / "iku.db"
    check_document(FLOW, environment(store), least=8)
    (table,) = blocks("text fact_monev")
    header, row = (line.split() for line in table.splitlines())
    sql = printed(f"iku-engine stages {SPEC.relative_to(ROOT)} --show sql --period 2025 --json", environment(store))
    statement = next(one for one in json.loads(sql)["data"]["statements"] if "banyaknya terlaksana" in one["answers"])
    with sqlite3.connect(store) as connection:
        found = connection.execute(f"SELECT {', '.join(header)} FROM fact_monev WHERE row = 48").fetchall()
        counts = connection.execute(statement["sql"]).fetchall()
    connection.close()
    assert [[str(value) for value in one] for one in found] == [row]
    assert counts == [(8, 13)]
    assert "the statement finds 8 and 13" in " ".join(FLOW.read_text(encoding="utf-8").split())


def test_check_refuses_the_spec_without_its_guard(tmp_path):
    said = printed(
        f"iku-engine test {SPEC.relative_to(ROOT)} --mutate --json --lang en", environment(tmp_path / "iku.db")
    )
    (guard,) = (one for one in json.loads(said)["mutants"] if one["change"].startswith("without"))
    assert (guard["verdict"], guard["by"]) == ("check", "may-divide-by-zero")


def test_the_excerpts_stand_in_their_files():
    (spec,) = blocks("iku")
    assert spec in SPEC.read_text(encoding="utf-8")
    (row,) = blocks("csv")
    lines = FACTS.read_text(encoding="utf-8").splitlines()
    assert row.splitlines() == [lines[2], lines[47]]


def test_every_file_and_name_that_it_points_to_is_there():
    text = FLOW.read_text(encoding="utf-8")
    named = re.findall(r"`((?:dsl|engine|cli|tests|docs|indicator_specs)/[\w./-]+)`", text)
    assert len(named) > 15
    assert not [path for path in named if not (ROOT / path).exists()]
    for path, function in re.findall(r"`([\w/]+\.py)` \| `(\w+)", text):
        assert re.search(
            rf"(?:def|class) {function}\b|^{function}\b", (ROOT / path).read_text(encoding="utf-8"), re.M
        ), (
            path,
            function,
        )


@pytest.mark.parametrize(
    ("show", "left"),
    [
        ("", "a\nb\nc\nd\ne\n"),
        (" show=+2", "a\nb\n…\n"),
        (' show="b"+1 "d"+9', "…\nb\n…\nd\ne\n"),
        (' show=+1 "b"+4', "a\nb\nc\nd\ne\n"),
    ],
)
def test_what_is_left_out_is_marked(show, left):
    assert shown("a\nb\nc\nd\ne\n", show) == left


def test_an_anchor_that_is_not_there_fails():
    with pytest.raises(AssertionError, match="no line contains"):
        shown("a\n", ' show="z"+1')
