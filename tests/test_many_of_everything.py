"""Stores and specs with many of what a statement or a recursion could grow with: every command that reads them ends well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from cli_workspace import Workspace, workspace_in
from postgres_server import ENGINES, new_url

from iku_dsl.checking.check import check_files
from iku_dsl.period import Grain, Period, from_ordinal
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.database.bulk import FEW, among, as_rows
from iku_engine.database.connecting import database
from iku_engine.database.in_force import Withdrawals
from iku_engine.engines.duck import Duck
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.overview import overview
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

MONTHLY = """\
sumber f per bulan
  kolom x angka 0..1000000 konsolidasi jumlah

indikator i "I" per tahun
  satuan angka
  arah naik
  rumus jumlah f.x
"""
LAST = 2025
CLOSED = LAST - 2  # the last of five closed years
FILES = 19  # of sixty months: more than 1,000 of them
MANY = 1_100
LISTED = 70_000
COMMANDS = (
    "eval --period 2025",
    "eval --period 2025 --engine duckdb --no-trace",
    "eval --period 2025 --as-of 2100-01-01 --no-trace",
    "trace i --period 2025",
    "report --period 2025 --to r.html",
    "facts list",
    "facts list f",
    "facts history f --period 2025-01",
    "facts uses f --period 2025-01",
    "facts quarantine",
    "facts export --to out",
    "compare i 2025 2024",
    "seek i --period 2025 --reach 100000 --by f.x",
    "facts correct f --period 2025-02 x=77 --reason r",
    "facts retract f --period 2025-03 --reason r",
    "import other.csv --into f",
    "facts lock 1900 --reason r",
    "runs list",
    "runs show",
    "runs export --to run.json",
    "facts unlock {closed} --reason r",
    "eval --period 2025 --no-trace",
    "runs verify",
)  # fmt: skip
QUICK = (*(COMMANDS[at] for at in (0, 1, 5, 7)), "import other.csv --into f", "facts unlock {closed} --reason r")
Fill = Callable[[Workspace, str, int], None]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return new_url(request)


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_CACHE="off", IKU_SPECS="s.iku")
    made.write("s.iku", MONTHLY)
    made.write("other.csv", "bulan,x\n2026-01,5\n2026-02,6\n")
    return made


def program(spec: str = MONTHLY) -> Program:
    checked = check_files([SourceFile("s.iku", spec)])
    assert not checked.problems
    return checked.program


def months(workspace: Workspace, name: str, count: int, more: int = 0, until: int = LAST) -> Path:
    """A file of the last months, each with a figure of its own."""
    last = Period(until, 12, Grain.MONTH).ordinal
    rows = "".join(f"{from_ordinal(last - at, Grain.MONTH)},{at + more}\n" for at in range(count))
    return workspace.write(name, f"bulan,x\n{rows}")


def load(store: Store, path: Path) -> None:
    import_file(store, store.program, path, "f", user="u")


def waiting(workspace: Workspace, url: str, count: int) -> None:
    """The months of five closed years come in so many files, and wait."""
    made = program()
    with open_store(url, made) as store:
        load(store, months(workspace, "f.csv", 84))
        for year in range(CLOSED, CLOSED - 5, -1):
            lock(store, made, Period(year), user="u", reason="r")
        for more in range(1, count + 1):
            load(store, months(workspace, f"g{more}.csv", 60, more, CLOSED))


def withdrawn(workspace: Workspace, url: str, count: int) -> None:
    """So many withdrawals, each of the one before."""
    with open_store(url, program()) as store:
        load(store, months(workspace, "f.csv", 24))
        for number in range(2, 2 + count):
            withdraw(store, program(), number, user="u", reason="r")


def closed(workspace: Workspace, url: str, count: int) -> None:
    """As many lockings and openings."""
    with open_store(url, program()) as store:
        load(store, months(workspace, "f.csv", 24))
        for at in range(count):
            if at % 2:
                unlock(store, program(), Period(LAST), user="u", reason="r")
            else:
                lock(store, program(), Period(LAST), user="u", reason="r")
        if count % 2 == 0:
            lock(store, program(), Period(LAST - 1), user="u", reason="r")


def corrected(workspace: Workspace, url: str, count: int) -> None:
    """As many corrections of one fact."""
    made = program()
    with open_store(url, made) as store:
        load(store, months(workspace, "f.csv", 24))
        place = address(store, made, "f", Period(LAST, 1, Grain.MONTH), [])
        for at in range(count):
            correct(store, made, place, {"x": str(at + 100)}, user="u", reason="r")
        lock(store, made, Period(LAST - 1), user="u", reason="r")


def long(workspace: Workspace, url: str, count: int) -> None:
    """One file of so many periods, which comes again and again."""
    with open_store(url, program()) as store:
        for more in range(3):
            load(store, months(workspace, f"f{more}.csv", count, more))
        lock(store, program(), Period(LAST - 1), user="u", reason="r")


def evaluated(workspace: Workspace, url: str, count: int) -> None:
    """As many runs."""
    long(workspace, url, 24)
    for _ in range(count):
        assert workspace("eval", "--period", "2025", "--no-trace", "--store", url).status == 0


def everything_ends_well(workspace: Workspace, url: str, closed: int, commands: Sequence[str] = COMMANDS) -> None:
    """That each command does what it is for, or tells that what waits is beside the figures."""
    for command in commands:
        said = workspace(*command.format(closed=closed).split(), "--store", url)
        assert said.status in (0, 1), (command, said.err, said.out[-300:])


@pytest.mark.few("sqlite")
def test_months_that_wait_by_the_thousand(workspace: Workspace, url: str) -> None:
    """Each was a condition of its own in a chain: "Expression tree is too large (maximum depth 1000)"."""
    waiting(workspace, url, FILES)
    everything_ends_well(workspace, url, CLOSED, QUICK)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("fill", "count"),
    [(waiting, 60), (withdrawn, MANY), (closed, MANY), (corrected, MANY), (long, 5_000), (evaluated, 1_000)],
)
def test_many_of_each_kind(workspace: Workspace, url: str, fill: Fill, count: int) -> None:
    fill(workspace, url, count)
    everything_ends_well(workspace, url, CLOSED if fill is waiting else LAST - 1)


@pytest.fixture
def empty() -> Iterator[Store]:
    with open_store("sqlite://", program()) as store:
        yield store


@pytest.mark.parametrize("count", [MANY, MANY + 1])
def test_a_withdrawal_of_a_withdrawal_and_so_on(empty: Store, count: int) -> None:
    """After 331 of them nobody could read anything: each called itself for the next."""
    table = empty.schema.withdrawn
    with empty.rolled_back() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        chain = [{"batch_id": at + 1, "withdrawn_id": at} for at in range(1, count + 1)]
        connection.execute(table.insert(), chain)
        found = Withdrawals(connection, empty.schema)
        stand = [at for at in range(1, count + 2) if found.stands(at)]
        assert stand == list(range(count + 1, 0, -2))[::-1], "the last stands, and so every second one before"
        assert found.gone() == set(range(1, count + 2)) - set(stand)
        waits = frozenset({(count + 1, 7)})
        assert found.stands(count, waits, 7) and not found.stands(count, waits, 8)
        assert not found.stands(count + 1, waits, 7)
        assert found.gone({count + 1}) == set(range(1, count + 1)) - set(range(count, 0, -2))
        found.withdraw(count + 1, count + 2)
        assert found.stands(count) and not found.stands(count + 1)


def listing(count: int) -> str:
    members = "".join(f"  m{at}\n" for at in range(count))
    return (
        f'dimensi d "D"\n{members}\nsumber f per tahun, d\n  kolom x angka 0..1000000\n\n'
        "sumber g per tahun, d daftar\n  kolom y angka 0..1000000\n\n"
        'indikator i "I"\n  satuan angka\n  arah naik\n  rumus jumlah g.y\n'
    )


@cache
def listed() -> Program:
    """Checked once: that takes longer than what is asked here."""
    return program(listing(LISTED))


@pytest.mark.few("postgres")
def test_listed_members_by_the_ten_thousand(tmp_path: Path, url: str) -> None:
    """Each was a parameter of its own: PostgreSQL takes 65,535 in a statement."""
    made = listed()
    with open_store(url, made) as store:
        for name, column in (("f", "x"), ("g", "y")):
            path = tmp_path / f"{name}.csv"
            path.write_text(f"tahun,d,{column}\n2025,m1,5\n2025,m{LISTED - 1},6\n", encoding="utf-8")
            report = import_file(store, made, path, name, user="u")
            assert (report.accepted, report.rejected_total) == (2, 0)
            assert [one.expected for one in report.completeness] == [LISTED] * (name == "f")
        for engine in ("", "duckdb"):
            results = evaluate(store, made, specs="", periods=[Period(LAST)], engine=engine).results
            assert results[0].value == 11
        assert len(overview(store, made).held) == 2


@pytest.mark.few("sqlite-401", "postgres-400", "postgres-70000")
@pytest.mark.parametrize("count", [FEW, FEW + 1, LISTED])
def test_any_number_of_values_is_asked_for(url: str, count: int) -> None:
    """More than a parameter for each could be: names with quotes and signs of the drivers, and numbers of 64 bits."""
    table = sa.Table("some", sa.MetaData(), sa.Column("t", sa.Text), sa.Column("n", sa.BigInteger))
    names = [f"é'\"\\%:x {at}" for at in range(count)]
    numbers = [2**40 + at for at in range(count)]
    engine = database(url, create=True, wait=1).engine
    with engine.connect() as connection, connection.begin() as transaction:
        table.create(connection)
        there = [{"t": names[0], "n": numbers[0]}, {"t": names[-1], "n": numbers[-1]}, {"t": "x", "n": 1}]
        connection.execute(table.insert(), there)
        text, number = table.c.t, table.c.n
        rows = as_rows(names)
        for query, expected in (
            (sa.select(number).where(among(text, names), among(number, numbers)), [numbers[0], numbers[-1]]),
            (sa.select(number).where(~among(text, names)), [1]),
            (sa.select(number).where(~among(number, numbers)), [1]),
            (sa.select(sa.func.count()).select_from(rows), [count]),
            (sa.select(sa.func.min(rows.c.value)), [min(names)]),
        ):
            assert sorted(connection.execute(query).scalars()) == expected
            duck = Duck(connection)
            assert sorted(row[0] for row in duck.rows(query)) == expected
            duck.close()
        transaction.rollback()
    engine.dispose()
