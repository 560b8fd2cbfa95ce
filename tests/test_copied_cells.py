"""A correction keeps the cells that it does not name; where their batch is taken back, that is told with the mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from test_cli_documents import check
from test_ledger import HEADER, Ministry, with_facts

from iku_engine.facts.amending import Amended, correct
from iku_engine.facts.withdrawing import withdraw


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with with_facts(tmp_path) as made:
        yield made


def put_right(ministry: Ministry, **cells: str) -> int:
    return correct(
        ministry.store, ministry.program, ministry.espm("01"), cells, user="budi", reason="salah ketik"
    ).event


def take_back(ministry: Ministry, batch: int) -> Amended:
    return withdraw(ministry.store, ministry.program, batch, user="budi", reason="berkas keliru")


def told(done: Amended) -> list[tuple[int, int, tuple[str, ...]]]:
    """Of each doubt the correction, the batch and the columns."""
    said = [dict(text.arguments) for text in done.doubts]
    return [(one["event"], one["batch"], one["columns"]) for one in said]  # type: ignore[misc]


def imported(ministry: Ministry) -> int:
    return ministry.load("espm", HEADER + "2025,01,1%,1\n2024,01,10%,7\n2024,02,20%,8\n").batch or 0


def test_cells_that_a_correction_took_over_are_told_at_the_retraction(ministry: Ministry) -> None:
    batch = imported(ministry)
    correction = put_right(ministry, penerima="60%")
    assert told(take_back(ministry, batch)) == [(correction, batch, ("harus",))]


def test_a_correction_of_every_cell_has_none(ministry: Ministry) -> None:
    batch = imported(ministry)
    put_right(ministry, penerima="60%", harus="9")
    assert told(take_back(ministry, batch)) == []


def test_cells_come_down_through_corrections_of_corrections(ministry: Ministry) -> None:
    batch = imported(ministry)
    first = put_right(ministry, penerima="60%")
    second = put_right(ministry, penerima="70%")
    third = put_right(ministry, harus="9")
    assert told(take_back(ministry, batch)) == []
    assert told(take_back(ministry, first)) == []
    assert told(take_back(ministry, second)) == [(third, second, ("penerima",))]


def test_a_row_that_came_whole_since_has_none(ministry: Ministry) -> None:
    batch = imported(ministry)
    put_right(ministry, penerima="60%")
    ministry.load("espm", HEADER + "2024,01,11%,7\n")
    assert told(take_back(ministry, batch)) == []


def test_a_correction_that_comes_back_has_cells_of_what_was_taken_back_before(ministry: Ministry) -> None:
    batch = imported(ministry)
    correction = put_right(ministry, penerima="60%")
    later = ministry.load("espm", HEADER + "2024,01,11%,7\n").batch or 0
    assert told(take_back(ministry, batch)) == []
    assert told(take_back(ministry, later)) == [(correction, batch, ("harus",))]
    assert ministry.verify().fault is None


SPEC = """
dimension region key code

source school "School" per year, region complete
  column pupils integer 0..1000
  column share percent 0%..100%

indicator pupils "Pupils"
  unit pupils
  direction higher
  formula sum school.pupils
"""


def test_it_is_told_in_every_form_and_both_languages_with_a_mend_that_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace: Workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    workspace.write("indicator_specs/akip.iku", SPEC)
    workspace.write("school.csv", "year,region,pupils,share\n2025,A,10,5%\n2025,B,20,6%\n")
    assert workspace("import", "school.csv").status == 0
    corrected = workspace(
        "facts", "correct", "school", "A", "--period", "2025", "pupils=12", "--reason", "x", "--json"
    ).document
    check("event", corrected)
    batch = workspace("facts", "history", "school", "A", "--json").document["entries"][0]["event"]
    words = {"id": f"share dari batch {batch} yang ditarik", "en": f"share of batch {batch}, which was taken back"}
    for language in ("id", "en"):
        said = workspace("facts", "retract", "--batch", str(batch), "--reason", "x", "--lang", language)
        mends = ["facts correct school A --period 2025 share=…", f"facts retract --batch {corrected['event']}"]
        assert all(text in said.err for text in (words[language], *mends)), said
        retraction = workspace("runs", "head").out.split(":")[0]
        assert workspace("facts", "retract", "--batch", retraction, "--reason", "it was right").status == 0
    document = workspace("facts", "retract", "--batch", str(batch), "--reason", "x", "--json").document
    check("event", document)
    assert [words["en"] in text for text in document["doubts"]] == [True]
    history = workspace("facts", "history", "school", "A", "--json").document
    check("facts-history", history)
    assert [entry["taken_back"] for entry in history["entries"]] == [{}, {"share": batch}]
    assert f"share 5% (of batch {batch}, which was taken back)" in " ".join(
        workspace("facts", "history", "school", "A").out.split()
    )
    mend = ("facts", "correct", "school", "A", "--period", "2025", "share=50%", "--reason", "the right file")
    assert workspace(*mend).status == 0
    history = workspace("facts", "history", "school", "A", "--json").document
    assert history["entries"][-1]["taken_back"] == {}
