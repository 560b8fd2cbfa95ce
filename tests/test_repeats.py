"""A later file that says again what an earlier one brought: what it had as well stays when that one is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import ENGINES, everybody
from test_ledger import HEADER, Ministry, percent

from iku_dsl import Period, SourceFile, check_files
from iku_engine import open_store
from iku_engine.errors import WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.staging import stage
from iku_engine.staging.report import Absent

ROWS = "2024,01,50%,3\n2024,02,100%,4\n"


@pytest.fixture(params=ENGINES)
def ministry(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ministry]:
    everybody(monkeypatch)
    made = Ministry(tmp_path, "" if request.param == "sqlite" else request.getfixturevalue("postgres_server").new())
    yield made
    made.store.close()


def taken_back(ministry: Ministry, number: int) -> tuple[int, list[dict[str, object]]]:
    """How many rows go with a batch, and which files are named that keep others."""
    found = withdraw(ministry.store, ministry.program, number, user="siti", reason="salah")
    return found.rows, [dict(text.arguments) for text in found.doubts if text.key == "rows-said-again"]


def test_what_a_later_file_had_as_well_stays_until_that_is_taken_back_too(ministry: Ministry) -> None:
    first = ministry.load("espm", HEADER + ROWS)
    again = ministry.load("espm", HEADER + ROWS.replace("100%", "90%"))
    assert (again.accepted, again.identical) == (1, 1)
    assert taken_back(ministry, first.batch) == (0, [{"file": "espm.csv", "by": again.batch, "count": 1}])
    assert ministry.value() == percent("70")
    assert ministry.load("espm", HEADER + ROWS.replace("100%", "90%")).accepted == 0
    assert taken_back(ministry, again.batch) == (0, [{"file": "espm.csv", "by": again.batch + 2, "count": 2}])
    assert taken_back(ministry, again.batch + 2) == (2, [])
    assert ministry.value() is None
    assert ministry.verify().fault is None


def test_a_file_sent_twice_counts_until_both_are_taken_back(ministry: Ministry) -> None:
    """Else its period would be given, and empty."""
    first, again = (ministry.load("espm", HEADER + ROWS).batch for _ in range(2))
    assert taken_back(ministry, first)[0] == 0
    assert ministry.value() == percent("75")
    assert taken_back(ministry, again) == (2, [])
    assert ministry.value() is None


def test_taken_back_in_any_order_it_is_as_if_it_never_came(ministry: Ministry) -> None:
    """Also where a withdrawal is withdrawn: what the first file said is there again, though the second went meanwhile."""
    first = ministry.load("espm", HEADER + ROWS).batch
    second = ministry.load("espm", HEADER + ROWS.replace("3", "5")).batch
    taken_back(ministry, first)
    taken_back(ministry, second)
    assert ministry.value() is None
    assert taken_back(ministry, second + 1) == (0, [])
    assert ministry.value() == percent("75")


def test_rows_of_a_batch_that_does_not_say_which_it_had_are_not_lost(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of one that an earlier version loaded, or whose rows lie too scattered."""
    monkeypatch.setattr(stage, "MOST_SPANS", 1)
    first = ministry.load("espm", HEADER + ROWS + "2023,01,1%,1\n")
    again = ministry.load("espm", HEADER + "2024,01,50%,3\n2023,01,1%,1\n")
    assert again.identical == 2
    with pytest.raises(WrongUse) as error:
        taken_back(ministry, first.batch)
    assert (error.value.text.key, dict(error.value.text.arguments)["by"]) == ("rows-said-unknown", again.batch)
    assert taken_back(ministry, again.batch) == (0, [])
    assert taken_back(ministry, first.batch) == (3, [])


def test_files_of_other_periods_before_it_or_taken_back_are_not_named(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2023,01,50%,3\n")
    ministry.load("espm", HEADER + "2023,01,50%,3\n2023,02,50%,3\n")
    first = ministry.load("espm", HEADER + ROWS)
    again = ministry.load("espm", HEADER + ROWS + "2024,03,10%,4\n")
    withdraw(ministry.store, ministry.program, again.batch, user="siti", reason="salah")
    assert taken_back(ministry, first.batch) == (2, [])


def load(ministry: Ministry, name: str, text: str) -> Absent:
    path = ministry.folder / name
    path.write_text(HEADER + text, encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, "espm", user="siti").absent


def test_a_file_of_another_name_that_has_nearly_all_rows_of_one_before_is_that_one(tmp_path: Path) -> None:
    keys = [f"{n:02d}" for n in range(30)]
    ministry = Ministry(tmp_path, members="kode,nama\n" + "".join(f"{key},Kab {key}\n" for key in keys))
    rows = [f"2024,{key},50%,3\n" for key in keys]
    assert load(ministry, "januari.csv", "".join(rows)) == Absent()
    found = load(ministry, "januari-final.csv", "".join(rows[:27]) + "2024,27,40%,3\n")
    assert (found.count, found.file, [row.keys for row in found.rows]) == (2, "januari.csv", [("28",), ("29",)])
    assert load(ministry, "sebagian.csv", "".join(rows[:20])) == Absent()
    assert load(ministry, "semua.csv", "".join(rows)) == Absent()
    assert load(ministry, "lain.csv", "".join(rows).replace("2024", "2023")) == Absent()


def test_a_batch_that_was_taken_back_and_comes_again_is_told(ministry: Ministry) -> None:
    """Also with a file of more periods, as those that grow from month to month; a corrected file has other figures."""
    first = ministry.load("espm", HEADER + ROWS)
    withdraw(ministry.store, ministry.program, first.batch, user="tuti", reason="salah unit")
    assert ministry.load("espm", HEADER + "2024,01,40%,3\n").doubted == ()
    (told,) = ministry.load("espm", HEADER + ROWS + "2025,01,10%,1\n").doubted
    said = dict(told.reason.arguments)
    assert (told.reason.key, said["user"], said["reason"], said["count"]) == (
        "row.batch-taken-back",
        "tuti",
        "salah unit",
        1,
    )


def test_a_fact_that_was_taken_back_and_comes_again_is_told(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + ROWS)
    retract(ministry.store, ministry.espm("02"), reason="temuan BPK", user="tuti")

    def taken(text: str) -> list[tuple[int, dict[str, object]]]:
        report = ministry.load("espm", HEADER + text)
        return [(one.row, dict(one.reason.arguments)) for one in report.doubted if one.reason.key == "row.taken-back"]

    assert taken("2023,02,100%,4\n2024,01,50%,3\n") == []
    ((row, said),) = taken("2024,01,50%,3\n2024,02,100%,4\n")
    assert (row, said["user"], said["reason"]) == (3, "tuti", "temuan BPK")
    assert taken(ROWS) == [], "it is there already"


TWO = """
dimension kab key code
source s per year, kab register
  column x integer 0..20
  column z integer 0..20 may be missing
indicator i
  unit number
  direction none
  formula sum s.z
"""
LESSER = TWO.replace("  column z integer 0..20 may be missing\n", "").replace("s.z", "s.x")
HEADS = {TWO: "year,kab,x,z\n", LESSER: "year,kab,x\n"}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        # the second file knows of no z: it says x alone, and z goes on counting by the batch that was taken back
        (((TWO, "2024,A,7,9"), (LESSER, "2024,A,7")), {("A", "cells-kept"): ("z",)}),
        (
            ((TWO, "2024,A,7,9\n2024,B,2,9"), (LESSER, "2024,A,7\n2024,B,3")),
            {(key, "cells-kept"): ("z",) for key in "AB"},
        ),
        (((TWO, "2024,A,7,"), (LESSER, "2024,A,7")), {}),
        # a third one says both again
        (((TWO, "2024,A,7,9"), (LESSER, "2024,A,7"), (TWO, "2024,A,7,9")), {}),
        # the second file says all that the correction took over
        (((TWO, "2024,A,7,3"), "z=5", (TWO, "2024,A,7,5")), {}),
        (((TWO, "2024,A,7,3"), "z=5"), {("A", "cells-copied"): ("x",)}),
        (((TWO, "2024,A,7,3"), "z=5", (LESSER, "2024,A,7")), {}),
    ],
)
def test_cells_are_told_of_that_no_batch_says_which_stands(tmp_path: Path, files, told) -> None:
    """They were not told of where the row stays by a file without their column, and told of where a file that stands has them."""
    programs = {text: check_files([SourceFile("a.iku", text)]).program for text in HEADS}
    url, file, batches = f"sqlite:///{tmp_path}/iku.db", tmp_path / "s.csv", []
    for one in files:
        text, rows = (TWO, "") if isinstance(one, str) else one
        with open_store(url, programs[text]) as store:
            if rows:
                file.write_text(HEADS[text] + rows + "\n", encoding="utf-8")
                batches.append(import_file(store, programs[text], file, "s", user="siti").batch)
            else:
                where, cells = address(store, programs[text], "s", Period(2024), ["A"]), dict([one.split("=")])
                correct(store, programs[text], where, cells, user="siti", reason="salah")
    with open_store(url, programs[TWO]) as store:
        found = withdraw(store, programs[TWO], batches[0], user="siti", reason="salah")
    of_cells = [(text.key, dict(text.arguments)) for text in found.doubts if text.key.startswith("cells-")]
    assert {(str(of["place"]).split(" · ")[-1], key): of["columns"] for key, of in of_cells} == told
