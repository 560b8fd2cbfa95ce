"""Rules over sets of their own source, at random: whatever comes to count in whatever order, no row that counts breaks one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.errors import BreaksStoredRows, WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store

SPEC = """
dimension region key code
  attribute boss region may be missing
dimension sector
  p
  q
source t per year, region register
  column u integer 0..9{t_rule}
indicator of_all
  unit number
  direction none
  formula sum s.b
indicator of_one per region
  unit number
  direction none
  formula s.b
source s per year, region {absence}
  column a integer 0..10 may be missing{a_rule}
  column b integer 0..10 may be missing{b_rule}
  let z = a + b
  let tot = {tot}
  let rest = {rest}
"""
SETS = (
    "region",
    "region",
    "(region where has s)",
    "(region where s.a > 3)",
    "(region where boss = region)",
    "(region where t.u > 4)",
)
FIGURES = ("s.b", "s.a", "s.z", "s.b[previous year]", "(s.a + t.u)", "of_one")
WHOLE = (
    "sum s.b", "average s.z", "count s", "count (s where b > 4)", "count (s[previous year] where b > a)", "maximum s.a",
    "count (region where s.b > 4)", "count (region where s.b > s.a)", "count (region where s.b >= average s.b over region)",
    "count (region where has s and not has s[previous year])", "count (t where u > s.b)", "sum s.b over sector", "of_all",
    "sum (s.b - s.a) over sector", "count (region where of_one > 4)", "sum s.rest over region",
)  # fmt: skip
OF_ROW = ("b", "a", "z", "s.b[previous year]", "t.u", "s.b[region.boss]", "of_one")
SHORT = (2, 20, 25, 34)  # they find what few of the others do, which take minutes
YEARS, MEMBERS = (2023, 2024, 2025), "ABCD"


def whole(draw: Random) -> str:
    """A figure of a set."""
    if draw.random() < 0.5:
        return draw.choice(WHOLE)
    statistic = draw.choice(("sum", "average", "minimum", "maximum"))
    return f"{statistic} {draw.choice(FIGURES)} over {draw.choice(SETS)}"


def rule(draw: Random) -> str:
    """A condition of which a set of rows has a say."""
    left = draw.choice((whole(draw), whole(draw), "tot", "tot + rest"))
    most = draw.choice(
        (str(draw.randint(2, 20)), str(draw.randint(2, 20)), f"{draw.choice(OF_ROW)} + {draw.randint(0, 9)}")
    )
    return f"{left} {draw.choice(('<=', '<=', '<=', '>='))} {most}"


def written(draw: Random) -> tuple[Program, Program]:
    """A source of which each row must keep one such rule or two, and the same without them."""
    while True:
        fill = [draw.choice(("", "", "", " when missing 0", " when missing last")) for _ in "tab"]
        absence, tot = draw.choice(("register", "complete", "complete")), whole(draw)
        rest = draw.choice(("tot - b", "2 * b", "s.z[previous year]"))
        spec = SPEC.format(absence=absence, tot=tot, rest=rest, t_rule=fill[0], a_rule=fill[1], b_rule=fill[2])
        rules = "".join(f"  require {rule(draw)}\n" for _ in range(draw.choice((1, 1, 2))))
        found = check_files([SourceFile("s.iku", spec + rules)])
        if not found.errors:
            return found.program, check_files([SourceFile("s.iku", spec)]).program


def broken(program: Program, store: Store) -> list[tuple[object, ...]]:
    """The rows of a store that break a rule, each asked by itself with all others there."""
    relation = store.schema.relations["s"]
    with store.reading() as connection:
        there = Snapshot(connection, store.schema, program)
        check = RowCheck(store.schema, program, relation, connection, there=there)
        rows = list(there.rows(there.current(relation).select()))
        places = [(int(str(row.values[PERIOD])), (str(row.values["key_region"]),)) for row in rows]
        return [at for at, row in zip(places, rows, strict=True) if check.broken_rule(*at, row.values) is not None]


def copied_to(one: Path, other: Path) -> None:
    """The same store again, with what is still in its log."""
    with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(other)) as target:
        source.backup(target)


Act = Callable[[Store, Program], object]


class Office:
    """A store, and things that happen to it at random; what is refused would have broken a rule."""

    def __init__(self, folder: Path, program: Program, free: Program, draw: Random) -> None:
        """`free` is the program without its rules."""
        self.folder, self.program, self.free, self.draw = folder, program, free, draw
        self.store = open_store(f"sqlite:///{folder}/i.db", program)
        self.batches: list[int] = []
        self.happened: list[str] = []

    def do(self, act: Act) -> object:
        """Errors: `WrongUse`, where rows would break a rule if nobody looked."""
        copied_to(self.folder / "i.db", self.folder / "before.db")
        try:
            return act(self.store, self.program)
        except WrongUse as error:
            self.happened.append(str(error.text))
            if isinstance(error, BreaksStoredRows) or error.text.key in ("demand.back", "fact-cell", "fact-cell.row"):
                assert self.breaks(act), "\n".join(("nothing is broken", *self.happened))
            raise

    def breaks(self, act: Act) -> bool:
        """Whether something breaks a rule where nobody looks, from what was there before."""
        copied_to(self.folder / "before.db", self.folder / "free.db")
        store = open_store(f"sqlite:///{self.folder}/free.db", self.free)
        try:
            act(store, self.free)
            return broken(self.program, store) != []
        finally:
            store.close()

    def load(self, name: str, head: str, lines: list[str]) -> None:
        def act(lines: list[str]) -> Act:
            path = self.folder / f"{name}.csv"

            def load(store: Store, program: Program) -> ImportReport:
                path.write_text("\n".join((head, *lines, "")), encoding="utf-8")
                return import_file(store, program, path, name, user="siti")

            return load

        self.happened.append(f"{head} {lines}")
        report = self.do(act(lines))
        assert isinstance(report, ImportReport)
        self.happened.append(str(report.rejected))
        self.batches += [report.batch] if report.batch is not None else []
        out = {cell.row - 2: cell.reason.key for cell in report.rejected}
        of_rules = {at for at, key in out.items() if key in ("row.require", "cell.limit")}
        if of_rules:
            some = [line for at, line in enumerate(lines) if at in of_rules or at not in out]
            assert self.breaks(act(some)), "\n".join(("nothing is broken", *self.happened))

    def figure(self, most: int = 10) -> str:
        return str(self.draw.randint(0, most)) if self.draw.random() < 0.9 else ""

    def members(self) -> None:
        self.load("region", "code,boss", [f"{one},{self.draw.choice(MEMBERS)}" for one in MEMBERS])

    def rows(self) -> None:
        years = self.draw.sample(YEARS, self.draw.choice((1, 1, 2, 3)))
        places = [(year, one) for year in years for one in self.draw.sample(MEMBERS, self.draw.randint(1, 4))]
        self.load("s", "year,region,a,b", [f"{y},{k},{self.figure()},{self.figure()}" for y, k in places])

    def others(self) -> None:
        places = [(year, one) for year in YEARS for one in MEMBERS if self.draw.random() < 0.4]
        self.load("t", "year,region,u", [f"{y},{k},{self.draw.randint(0, 9)}" for y, k in places])

    def correct(self) -> None:
        year, member = Period(self.draw.choice(YEARS)), self.draw.choice(MEMBERS)
        name, cells = self.draw.choice((("s", "ab"), ("s", "ab"), ("s", "b"), ("t", "u")))
        given = {cell: self.figure(9) or "missing" for cell in cells}
        self.happened.append(f"correct {name} {year} {member} {given}")
        self.do(
            lambda store, program: correct(
                store, program, address(store, program, name, year, (member,)), given, user="siti", reason="r"
            )
        )

    def retract(self) -> None:
        year, member, name = Period(self.draw.choice(YEARS)), self.draw.choice(MEMBERS), self.draw.choice("sst")
        self.happened.append(f"retract {name} {year} {member}")
        self.do(
            lambda store, program: retract(
                store, address(store, program, name, year, (member,)), user="siti", reason="r"
            )
        )

    def withdraw(self) -> None:
        if self.batches:
            batch = self.draw.choice(self.batches)
            self.happened.append(f"withdraw {batch}")
            self.do(lambda store, program: withdraw(store, program, batch, user="siti", reason="r"))

    def happen(self) -> None:
        """Something, which may be refused."""
        acts: tuple[Callable[[], None], ...] = (
            self.rows, self.rows, self.rows, self.others, self.members, self.correct, self.correct, self.retract, self.withdraw,
        )  # fmt: skip
        with suppress(WrongUse):
            self.draw.choice(acts)()


@pytest.mark.parametrize(
    "seed", [*SHORT, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(400) if seed not in SHORT)]
)
def test_no_row_that_counts_breaks_a_rule_and_what_is_refused_would(seed: int, tmp_path: Path) -> None:
    draw = Random(seed)
    program, free = written(draw)
    office = Office(tmp_path, program, free, draw)
    office.members()
    for _ in range(8):
        office.happen()
        assert broken(program, office.store) == [], "\n".join(
            [*(one.condition.text for one in program.sources["s"].requirements), *office.happened]
        )
    office.store.close()
