"""`test --mutate`: which small mistakes nobody would notice."""

import sys

import pytest
from cli_workspace import SPEC, workspace_in
from rich.cells import cell_len
from test_cli_documents import check as fits

UNTESTED = SPEC.partition("uji ")[0].partition("indikator pembagian")[0]


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    return workspace_in(tmp_path, capsys, monkeypatch)


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_survives_is_drawn_at_its_place_and_all_are_counted(workspace, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    said = workspace("test", "--mutate", "--lang", language)
    assert (said.status, said.err) == (0, "")
    drawn = said.out.splitlines()
    assert all(cell_len(line) <= width for line in drawn if " | " not in line)  # a line of spec is shown as it is
    word = "lolos: 2 menjadi 3" if language == "id" else "survived: 2 becomes 3"
    assert f"{word}\n  --> indicator_specs/akip.iku:35:" in said.out
    number = said.out.split(f"{word}\n")[1].splitlines()
    assert number[2].startswith("35 |   rumus (jika espm.penerima > 50%")
    assert number[2][number[3].index("^")] == "2"
    document = workspace("test", "--mutate", "--json", "--lang", language).document
    fits("mutants", document)
    assert f"\n\n{document['total']} " in said.out
    assert document["total"] == document["check"] + document["test"] + document["survived"]
    assert said.out.count(f"\n{word.split()[0]} ") + 1 == document["survived"]
    assert said.out.endswith(("karenanya.\n", "it.\n"))


def test_all_of_them_as_data_with_what_noticed_each(workspace):
    mutants = workspace("test", "--mutate", "--json").document["mutants"]
    swapped = [one for one in mutants if one["change"] == "bobot 60% dan 40% tertukar"]
    assert [(one["verdict"], one["by"], one["span"]["line"]) for one in swapped] == [("test", "nilai penuh", 22)]
    assert {one["by"] for one in mutants if one["verdict"] == "survived"} == {None}


def test_without_any_test_it_says_so(workspace):
    workspace.write("indicator_specs/akip.iku", UNTESTED)
    said = workspace("test", "--mutate")
    assert said.status == 0
    assert said.out.endswith("Belum ada uji di spec ini.\n")


def test_failing_tests_come_first(workspace):
    workspace.write("indicator_specs/akip.iku", SPEC.replace("harap nilai = 86", "harap nilai = 80"))
    said = workspace("test", "--mutate")
    assert said.status == 1
    assert "✗ nilai penuh" in said.out
    assert said.err == "Ada uji yang gagal; --mutate baru berguna setelah semua uji lulus.\n"
    said = workspace("test", "--mutate", "--json")
    assert (said.status, said.document["schema"], said.document["failed"]) == (1, "iku-engine/tests/1", 1)


def test_errors_come_first(workspace):
    workspace.write("indicator_specs/akip.iku", SPEC.replace("ukur 40%", "ukur 30%"))
    said = workspace("test", "--mutate")
    assert (said.status, said.out) == (1, "")
    assert "weights-sum" in said.err


def test_the_bar_is_for_a_terminal_and_leaves_nothing_behind(workspace, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    said = workspace("test", "--mutate")
    assert said.status == 0
    assert "dicoba" in said.out
    assert "dicoba" not in said.err
