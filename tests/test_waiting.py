"""Which rows of the quarantine wait, and for which period: it follows from the rows and what came after them."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import HEADER, Ministry

from iku_dsl.period import Period
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import dismiss, kept_out
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.report import ImportReport

ODD = "2024,02,banyak,4\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path)


def load(ministry: Ministry, name: str, text: str, **more: object) -> ImportReport:
    path = ministry.folder / name
    path.write_text(text, encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, "espm", user="siti", **more)  # type: ignore[arg-type]


def test_what_waits_for_a_period_mends_and_takes_back_nothing_before(ministry: Ministry) -> None:
    """A figure is still without the row, and it is said so, until the period is opened."""
    first = load(ministry, "a.csv", HEADER + "2024,01,50%,3\n" + ODD)
    lock(ministry.store, ministry.program, Period(2024), user="tuti")
    withdraw(ministry.store, ministry.program, first.batch, user="siti", reason="salah")
    load(ministry, "b.csv", HEADER + "2024,02,40%,4\n")
    assert (places(ministry), waiting(ministry)) == ([f"{first.batch}:3"], [(2024, first.batch, "a.csv", 1)])
    unlock(ministry.store, ministry.program, Period(2024), user="tuti", reason="buka")
    assert (places(ministry), waiting(ministry)) == ([], [])


def places(ministry: Ministry) -> list[str]:
    return [kept.place for kept in kept_out(ministry.store)]


def waiting(ministry: Ministry, upto: int | None = None) -> list[tuple[int | None, int, str, int]]:
    with ministry.store.reading() as connection:
        snapshot = Snapshot(connection, ministry.store.schema, ministry.program, upto)
    found = snapshot.in_quarantine
    assert sum(batch.rejected for batch in snapshot.batches.values()) == sum(one.count for one in found)
    assert {one.relation for one in found} <= {"espm"}
    return [(one.period, one.batch, one.file, one.count) for one in found]


def test_a_row_waits_for_its_period_and_one_without_for_every_period(ministry: Ministry) -> None:
    load(ministry, "a.csv", HEADER + ODD + "2023,02,banyak,4\n2023,09,1%,4\nentah,02,1%,4\n")
    load(ministry, "b.csv", HEADER + "2024,01,1%,4\n")
    assert waiting(ministry) == [(2023, 3, "a.csv", 2), (2024, 3, "a.csv", 1), (None, 3, "a.csv", 1)]


def test_the_period_beside_a_file_is_that_of_its_rows(ministry: Ministry) -> None:
    load(ministry, "a.csv", "daerah,penerima,harus\n02,banyak,4\n", period=Period(2020))
    assert waiting(ministry) == [(2020, 3, "a.csv", 1)]


def test_a_second_import_of_the_same_file_with_a_better_map_has_its_rows_again(ministry: Ministry) -> None:
    text = HEADER + "2024,01,1%,4\n2024,02,tt,4\n"
    load(ministry, "a.csv", text)
    assert places(ministry) == ["3:3"]
    report = load(ministry, "lain.csv", text, reading=Reading(mapping=parse('[values.penerima]\ntt = "0%"\n')))
    assert (report.accepted, report.identical, report.mended) == (1, 1, 1)
    assert places(ministry) == []
    assert waiting(ministry) == []
    assert waiting(ministry, upto=3) == [(2024, 3, "a.csv", 1)]
    withdraw(ministry.store, ministry.program, report.batch or 0, user="budi", reason="peta yang salah")
    assert places(ministry) == ["3:3"], "what it had mended waits again"
    load(ministry, "lain.csv", text, reading=Reading(mapping=parse('[values.penerima]\ntt = "1%"\n')))
    assert places(ministry) == []
    assert ministry.verify().fault is None


def test_rows_come_in_when_the_file_of_members_has_come(ministry: Ministry) -> None:
    text = HEADER + "2024,03,1%,4\n2024,04,1%,4\n"
    load(ministry, "a.csv", text)
    load(ministry, "b.csv", HEADER + "2024,01,1%,4\n")
    assert places(ministry) == ["3:2", "3:3"], "another file says nothing of them"
    ministry.load("daerah", "kode,nama\n03,Kab C\n")
    report = load(ministry, "a.csv", text)
    assert (report.mended, report.rejected_total) == (1, 1)
    assert places(ministry) == ["6:3"], "what is bad again waits once, as it was read last"


def test_a_batch_that_was_taken_back_leaves_nothing_waiting(ministry: Ministry) -> None:
    report = load(ministry, "a.csv", HEADER + "2024,01,1%,4\n" + ODD)
    withdraw(ministry.store, ministry.program, report.batch or 0, user="budi", reason="berkas yang salah")
    assert places(ministry) == []
    assert waiting(ministry) == []
    back = withdraw(ministry.store, ministry.program, 4, user="budi", reason="tidak jadi")
    assert places(ministry) == ["3:3"]
    assert waiting(ministry, upto=4) == []
    assert waiting(ministry, upto=back.event) == [(2024, 3, "a.csv", 1)]


def test_a_mended_file_of_the_same_name_has_a_row_again_by_its_period_and_keys(ministry: Ministry) -> None:
    load(ministry, "a.csv", HEADER + "2024,01,1%,4\n" + ODD)
    load(ministry, "a.csv", HEADER + "2025,02,2%,4\n2025,01,1%,4\n")
    assert places(ministry) == ["3:3"], "another year in a file of the same name"
    report = load(ministry, "a.csv", HEADER + "2024,02,2%,4\n2024,01,1%,4\n")
    assert report.mended == 1
    assert places(ministry) == []


def test_a_key_put_right_in_a_file_of_the_same_name_is_known_by_the_rest_of_the_row(ministry: Ministry) -> None:
    load(ministry, "a.csv", HEADER + "2024,01,1%,4\n2024,O2,3%,5\nentah,02,4%,6\n")
    report = load(ministry, "a.csv", HEADER + "2024,01,1%,4\n2024,02,3%,5\n2023,02,4%,6\n")
    assert report.mended == 2
    assert places(ministry) == []
    load(ministry, "b.csv", HEADER + "2024,O2,3%,5\n")
    load(ministry, "b.csv", HEADER + "2022,02,3%,7\n")
    assert places(ministry) == ["5:2"], "a row that differs in more is another"


def test_the_same_content_for_another_period_leaves_the_rows_of_the_first(ministry: Ministry) -> None:
    text = "daerah,penerima,harus\n02,tt,4\n"
    load(ministry, "a.csv", text, period=Period(2024))
    better = Reading(mapping=parse('[values.penerima]\ntt = "0%"\n'))
    load(ministry, "a.csv", text, period=Period(2025), reading=better)
    assert waiting(ministry) == [(2024, 3, "a.csv", 1)]
    load(ministry, "a.csv", text, period=Period(2024), reading=better)
    assert waiting(ministry) == []


def test_what_was_dismissed_waits_no_more_and_did_so_before(ministry: Ministry) -> None:
    load(ministry, "a.csv", HEADER + ODD)
    dismiss(ministry.store, [(3, 2)], user="budi", reason="baris jumlah")
    assert waiting(ministry) == []
    assert waiting(ministry, upto=3) == [(2024, 3, "a.csv", 1)]


def test_the_second_row_of_a_key_waits_until_the_file_has_it_once(ministry: Ministry) -> None:
    load(ministry, "a.csv", HEADER + "2024,01,1%,4\n2024,01,2%,4\n")
    assert places(ministry) == ["3:3"]
    load(ministry, "a.csv", HEADER + "2024,01,1%,4\n2024,01,3%,4\n")
    assert places(ministry) == ["4:3"]
    report = load(ministry, "a.csv", HEADER + "2024,01,1%,4\n")
    assert (report.identical, report.mended) == (1, 1)
    assert places(ministry) == []


def test_a_dry_run_changes_nothing_of_what_waits(ministry: Ministry) -> None:
    load(ministry, "a.csv", HEADER + ODD)
    report = load(ministry, "a.csv", HEADER + "2024,02,1%,4\n", dry_run=True)
    assert report.mended == 1
    assert places(ministry) == ["3:2"]
