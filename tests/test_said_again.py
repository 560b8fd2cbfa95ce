"""A later file that says again what an earlier one brought: what goes with that one, and what goes on counting without it, is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import HEADER, Ministry

from iku_engine.facts.amending import retract
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import Absent

ROWS = "2024,01,50%,3\n2024,02,100%,4\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path)


def told(ministry: Ministry, number: int) -> list[dict[str, object]]:
    """Which files are named when a batch is taken back."""
    found = withdraw(ministry.store, ministry.program, number, user="siti", reason="salah").doubts
    return [dict(text.arguments) for text in found if text.key == "rows-said-again"]


def test_a_file_that_said_it_again_is_named_and_brings_it_back(ministry: Ministry) -> None:
    first = ministry.load("espm", HEADER + ROWS)
    again = ministry.load("espm", HEADER + ROWS.replace("100%", "90%"))
    assert (again.accepted, again.identical) == (1, 1)
    assert told(ministry, first.batch) == [{"file": "espm.csv", "by": again.batch, "count": 1}]
    assert ministry.load("espm", HEADER + ROWS.replace("100%", "90%")).accepted == 1


def test_files_of_other_periods_before_it_or_taken_back_are_not_named(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2023,01,50%,3\n")
    ministry.load("espm", HEADER + "2023,01,50%,3\n2023,02,50%,3\n")
    first = ministry.load("espm", HEADER + ROWS)
    again = ministry.load("espm", HEADER + ROWS + "2024,03,10%,4\n")
    withdraw(ministry.store, ministry.program, again.batch, user="siti", reason="salah")
    assert told(ministry, first.batch) == []


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
