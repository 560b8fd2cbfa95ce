"""Specs that lack a column say nothing of it: whichever way a row is written by them, what the store has there stays, or is asked for.

A colleague may have an older copy of the specs, or one that leaves a column out by now; the store remembers every column that it ever had.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cli_workspace import workspace_in
from copied_stores import copied, filled_url
from hypothesis import given, settings
from hypothesis import strategies as st
from postgres_server import ENGINES

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.errors import WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.history import history
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store

SPEC = """
dimension unit "Unit" key code
  attribute a integer 0..
  attribute b integer 0.. may be missing
source m "Data" per year, unit
  column a integer 0..
  column b integer 0.. may be missing when missing 0
indicator x "Sum"
  unit number
  direction higher
  formula sum m.a
"""


def _program(text: str) -> Program:
    return check_files([SourceFile("spec.iku", text)]).program


FULL = _program(SPEC)
LESSER = _program("\n".join(line for line in SPEC.splitlines() if " b integer" not in line))


@dataclass(frozen=True)
class Rows:
    """Rows of one relation: how a file has them, with the columns that all specs have, and with all."""

    name: str
    head: str
    row: str
    period: Period | None

    def text(self, *rows: tuple[str, str], mends: int | None = None) -> str:
        """A file of lesser specs, of keys with figures; with `mends` its rows are those of that batch, in order."""
        lines = [self.row.format(key=key, a=a) for key, a in rows]
        if mends is None:
            return "\n".join([self.head, *lines])
        return "\n".join(
            [f"karantina,{self.head}", *(f"{mends}:{at},{line}" for at, line in enumerate(lines, start=2))]
        )

    def whole(self, *rows: tuple[str, str, str]) -> str:
        """A file with every column."""
        return "\n".join([f"{self.head},b", *(f"{self.row.format(key=key, a=a)},{b}" for key, a, b in rows)])


FACT = Rows("m", "year,unit,a", "2025,{key},{a}", Period(2025))
MEMBER = Rows("unit", "code,a", "{key},{a}", None)
BOTH = pytest.mark.parametrize("rows", [FACT, MEMBER], ids=["fact", "member"])


class Office:
    """A begun store at one URL, which people use under specs of their own, and its batches."""

    def __init__(self, folder: Path, url: str, rows: Rows) -> None:
        self.folder, self.url, self.rows = folder, url, rows
        self.first = 3 if rows is FACT else 2

    def by(self, program: Program, do: Callable[[Store], Any]) -> Any:
        with open_store(self.url, program, user="test") as store:
            return do(store)

    def load(self, program: Program, text: str, name: str = "", **how: bool) -> int:
        return self.report(program, text, name, **how).batch or 0

    def report(self, program: Program, text: str, name: str = "", **how: bool) -> ImportReport:
        path = self.folder / f"{name or self.rows.name}.csv"
        path.write_text(text, encoding="utf-8")
        into = name or self.rows.name
        return self.by(program, lambda store: import_file(store, program, path, into, user="test", **how))

    def correct(self, program: Program, key: str, **cells: str) -> int:
        def do(store: Store) -> int:
            place = address(store, program, self.rows.name, self.rows.period, [key])
            return correct(store, program, place, cells, user="test", reason="typing").event

        return self.by(program, do)

    def retract(self, program: Program, key: str, *, ask_first: bool) -> None:
        def do(store: Store) -> None:
            place = address(store, program, self.rows.name, self.rows.period, [key])
            retract(store, place, user="test", reason="ours no more", ask_first=ask_first)

        self.by(program, do)

    def withdraw(self, program: Program, batch: int, *, ask_first: bool = True) -> tuple[str, ...]:
        done = self.by(program, lambda s: withdraw(s, program, batch, user="test", reason="wrong", ask_first=ask_first))
        return tuple(text.key for text in done.doubts)

    def now(self, key: str = "u1", *, whole: bool = True) -> tuple[object, object] | None:
        """What counts now of a key by the full specs, and whether the store is whole."""

        def look(store: Store) -> tuple[object, object] | None:
            assert not whole or Verifier(store).verify().fault is None
            found = history(store, FULL, self.rows.name, [key], self.rows.period)
            counts = [(one.values["a"], one.values["b"]) for one in found if one.state == "current"]
            return counts[-1] if counts else None

        return self.by(FULL, look)


def _begin(url: str, name: str) -> None:
    with TemporaryDirectory() as folder:
        office = Office(Path(folder), url, FACT if name == FACT.name else MEMBER)
        if office.rows is FACT:
            office.load(FULL, MEMBER.whole(("u1", "1", "1"), ("u2", "2", "2")), "unit")
        assert office.load(FULL, office.rows.whole(("u1", "100", "50"), ("u2", "300", ""))) == office.first


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, rows: Rows) -> str:
    return filled_url(request, _begin, rows.name)


def _imported(office: Office) -> None:
    office.load(LESSER, office.rows.text(("u1", "101")), ask_first=True)


def _corrected(office: Office) -> None:
    office.correct(LESSER, "u1", a="101")


def _mended(office: Office) -> None:
    batch = office.load(LESSER, office.rows.text(("u1", "x")))
    assert office.report(LESSER, office.rows.text(("u1", "101"), mends=batch)).mended == 1


def _mended_of_full_specs(office: Office) -> None:
    batch = office.load(FULL, office.rows.whole(("u1", "x", "50")))
    assert office.report(LESSER, office.rows.text(("u1", "101"), mends=batch)).mended == 0, "it would lose what waits"
    office.load(LESSER, office.rows.text(("u1", "101")))


def _sent_again(office: Office) -> None:
    office.load(LESSER, office.rows.text(("u1", "x"), ("u2", "300")))
    office.load(LESSER, office.rows.text(("u1", "101"), ("u2", "300")))


def _late(office: Office) -> None:
    office.by(FULL, lambda store: lock(store, FULL, Period(2025), user="test"))
    office.load(LESSER, office.rows.text(("u1", "101")))
    assert office.now() == (100, 50)
    office.by(LESSER, lambda store: unlock(store, LESSER, Period(2025), user="test", reason="late"))


def _taken_back(office: Office) -> None:
    _imported(office)
    batch = office.load(LESSER, office.rows.text(("u1", "7")))
    office.withdraw(LESSER, batch)


def _taken_back_and_again(office: Office) -> None:
    batch = office.load(LESSER, office.rows.text(("u1", "101")))
    office.withdraw(LESSER, batch)
    assert office.now() == (100, 50)
    office.load(LESSER, office.rows.text(("u1", "101")))


DOORS = (
    _imported,
    _corrected,
    _mended,
    _mended_of_full_specs,
    _sent_again,
    _late,
    _taken_back,
    _taken_back_and_again,
)


@pytest.mark.few(
    "sqlite-imported-m", "postgres-corrected-m", "sqlite-mended-unit", "postgres-mended_of_full_specs-unit", "sqlite-sent_again-m",
    "postgres-late-m", "postgres-taken_back-m", "sqlite-taken_back_and_again-unit",
)  # fmt: skip
@pytest.mark.parametrize(
    ("door", "rows"),
    [
        pytest.param(door, rows, id=f"{door.__name__[1:]}-{rows.name}")
        for door in DOORS
        for rows in (FACT, MEMBER)
        if (door, rows) != (_late, MEMBER)
    ],
)
def test_whichever_way_a_row_is_written_by_lesser_specs_the_others_figures_stay(
    door: Callable[[Office], None], rows: Rows, url: str, tmp_path: Path
) -> None:
    office = Office(tmp_path, url, rows)
    door(office)
    assert office.now() == (101, 50)
    assert office.now("u2") == (300, None)


@pytest.mark.diagonal
@BOTH
def test_the_same_figures_by_lesser_specs_are_there_already(rows: Rows, url: str, tmp_path: Path) -> None:
    report = Office(tmp_path, url, rows).report(LESSER, rows.text(("u1", "100"), ("u2", "300")))
    assert (report.accepted, report.identical) == (0, 2)
    assert {total.column for total in report.totals} == {"a"}, "what the file has not is not added up"


@pytest.mark.diagonal
@BOTH
def test_many_rows_keep_theirs_and_new_ones_have_none(rows: Rows, url: str, tmp_path: Path) -> None:
    office = Office(tmp_path, url, rows)
    if rows is FACT:
        office.load(FULL, MEMBER.whole(*((f"v{n}", "1", "") for n in range(1200))), "unit")
    office.load(FULL, rows.whole(*((f"v{n}", str(n), str(2 * n)) for n in range(900))))
    report = office.report(LESSER, rows.text(*((f"v{n}", str(n + 1)) for n in range(1200))))
    assert (report.accepted, sum(one.rows for one in report.replaces)) == (1200, 900)
    assert [office.now(f"v{n}") for n in (0, 899, 900)] == [(1, 0), (900, 1798), (901, None)]


@pytest.mark.diagonal
@BOTH
def test_a_fact_is_taken_back_with_what_the_specs_do_not_know_only_where_that_is_meant(
    rows: Rows, url: str, tmp_path: Path
) -> None:
    office = Office(tmp_path, url, rows)
    with pytest.raises(WrongUse) as refused:
        office.retract(LESSER, "u1", ask_first=True)
    told = dict(refused.value.text.arguments)
    assert (refused.value.text.key, told["columns"], told["rows"]) == ("retract-beyond", ("b",), 1)
    with pytest.raises(WrongUse):
        office.withdraw(LESSER, office.first)
    assert office.now() == (100, 50)
    if rows is FACT:
        office.retract(LESSER, "u2", ask_first=True)  # nothing that these specs do not know
        assert office.now("u2") is None
    office.retract(LESSER, "u1", ask_first=False)
    assert office.now() is None


@pytest.mark.diagonal
@BOTH
def test_of_whom_such_a_cell_is_is_told_where_its_batch_is_taken_back(rows: Rows, url: str, tmp_path: Path) -> None:
    office = Office(tmp_path, url, rows)
    later = office.load(LESSER, rows.text(("u1", "101"), ("u2", "301")))
    assert office.withdraw(FULL, office.first) == ("cells-kept",)
    (entry,) = (
        one
        for one in office.by(FULL, lambda store: history(store, FULL, rows.name, ["u1"], rows.period))
        if one.state == "current"
    )
    assert (entry.event, dict(entry.taken_back)) == (later, {"b": office.first})


def test_a_row_that_came_whole_by_the_full_specs_is_its_own(tmp_path: Path) -> None:
    office = Office(tmp_path, copied(tmp_path / "iku.db", _begin, FACT.name), FACT)
    office.load(LESSER, FACT.text(("u1", "101")))
    office.load(FULL, FACT.whole(("u1", "101", "60")))
    assert office.withdraw(FULL, office.first) == ()


Step = tuple[str, bool, str, int, str]  # what is done, by all of the specs or not, of whom, with a and b
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["import", "correct", "mend", "withdraw"]),
        st.booleans(),
        st.sampled_from(["u1", "u2"]),
        st.integers(0, 5),
        st.sampled_from(["", "7", "8"]),
    ),
    max_size=7,
)


@BOTH
@settings(max_examples=5, deadline=None)
@given(steps=STEPS)
def test_no_step_by_lesser_specs_changes_what_they_do_not_know(
    rows: Rows, steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    no_step_changes_it(rows, steps, tmp_path_factory)


@pytest.mark.soak
@BOTH
@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_none_of_many_does(rows: Rows, steps: list[Step], tmp_path_factory: pytest.TempPathFactory) -> None:
    no_step_changes_it(rows, steps, tmp_path_factory)


def no_step_changes_it(rows: Rows, steps: list[Step], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Some people have all of the specs, others a part; taking a batch back is told apart, as it brings back what was before."""
    folder = tmp_path_factory.mktemp("steps")
    office = Office(folder, copied(folder / "iku.db", _begin, rows.name), rows)
    batches: list[int] = []
    for what, full, key, a, b in steps:
        before = office.now("u1", whole=False), office.now("u2", whole=False)
        if what == "withdraw":
            if batches:
                with_all = batches.pop()  # the last one brings back what was there
                office.withdraw(FULL if full else LESSER, with_all, ask_first=False)
            continue
        if what == "correct":
            try:
                batches.append(office.correct(LESSER, key, a=str(a)))
            except WrongUse:
                assert before[key == "u2"] is not None, "it is so already"
        elif full:
            batches.append(office.load(FULL, rows.whole((key, str(a), b))))
            continue
        else:
            mends = office.load(LESSER, rows.text((key, "x"))) if what == "mend" else None
            batches.append(office.load(LESSER, rows.text((key, str(a)), mends=mends)))
        after = office.now("u1", whole=False), office.now("u2", whole=False)
        assert [one and one[1] for one in after] == [one and one[1] for one in before]
        batches = [one for one in batches if one]
    office.now()


def test_at_the_command_line_it_is_refused_until_it_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    spec = workspace.folder / "indicator_specs" / "akip.iku"
    more = spec.read_text("utf-8").replace("  kolom penerima", "  kolom b bilangan\n  kolom penerima")
    lesser = spec.read_text("utf-8")
    spec.write_text(more, encoding="utf-8")
    (workspace.folder / "espm.csv").write_text("tahun,daerah,penerima,b\n2025,11.01,87.5%,7\n", encoding="utf-8")
    assert workspace("import", "fakta/daerah.csv", "espm.csv").status == 0
    spec.write_text(lesser, encoding="utf-8")
    taking = ("facts", "retract", "espm", "11.01", "--period", "2025", "--reason", "keliru", "--lang", "en")
    refused = workspace(*taking)
    assert refused.status != 0
    assert "also has b, of which these specs do not know: 1 row, the first 2025 · 11.01" in refused.err
    assert workspace(*taking, "--yes").status == 0
