"""What PostgreSQL reads for a command grows with the rows, and not with their square: counted in blocks of tables and indexes.

A question that an index could answer, and that is put otherwise, reads all of it for each row: 40,000 facts of 20,000 members took half a
minute to be taken back.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from postgres_server import Server, name_in
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.withdrawing import withdraw
from iku_engine.staging.report import ImportReport

pytestmark = pytest.mark.needs_postgres
SPEC = """
dimension group "Group" key code
  attribute size integer 0..
dimension unit "Unit" key code
  attribute size integer 0.. may be missing
  attribute of group may be missing
dimension named "Named" key code
source m "Facts" per year, unit, named register
  column a integer 0..
indicator i "I"
  unit number
  direction higher
  formula sum m.a
indicator j "J"
  unit number
  direction higher
  formula count (unit where unit.size > 3 and has m)
"""
FEW, MANY = 800, 3_200
MOST = 1.6  # times four
SMALL = 300  # blocks that any command may read
BLOCKS = """
SELECT sum(coalesce(heap_blks_hit, 0) + coalesce(heap_blks_read, 0) + coalesce(idx_blks_hit, 0) + coalesce(idx_blks_read, 0))::bigint
FROM pg_statio_user_tables
"""


def steps(count: int) -> dict[str, Callable[[Ministry], object]]:
    """What is done, one after the other, with so many members of each dimension and as many facts."""
    every = range(count)
    days = "code,size,of,start,end\n"

    def members(more: int, end: str) -> str:
        return days + "".join(f"u{n},{n % 7 + more},g{n // 2},2020-01-01,{end}\n" for n in every)

    def facts(more: int) -> str:
        return "year,unit,named,a\n" + "".join(f"2024,u{n},n{n},{n % 9 + more}\n" for n in every)

    def taken_back(made: Ministry) -> object:
        with made.store.reading() as connection:
            known = connection.exec_driver_sql("SELECT batch_id FROM iku_batch ORDER BY batch_id").scalars().all()
        return withdraw(made.store, made.program, known[-1], user="siti", reason="r")

    return {
        "groups": lambda made: made.load("group", "code,size\n" + "".join(f"g{n},1\n" for n in every)),
        "units": lambda made: made.load("unit", members(0, "")),
        "changed units": lambda made: made.load("unit", members(1, "")),
        "units with a last day": lambda made: made.load("unit", members(1, "2030-12-31")),
        "facts": lambda made: made.load("m", facts(0)),
        "changed facts": lambda made: made.load("m", facts(1)),
        "changed facts taken back": taken_back,
        "that taken back": taken_back,
        "changed groups": lambda made: made.load("group", "code,size\n" + "".join(f"g{n},2\n" for n in every)),
        "earlier days": lambda made: made.load("unit", members(1, "2029-12-31")),
        "results": lambda made: evaluate(made.store, made.program, specs="", periods=[Period(2024)]),
        "whole": Ministry.verify,
    }


def blocks(server: Server, folder: Path, count: int) -> dict[str, int]:
    """How many blocks of tables and indexes each step reads."""
    made = Ministry(folder, server.new(), SPEC, "")
    name, before, found = name_in(made.url), 0, dict[str, int]()
    for what, do in steps(count).items():
        report = do(made)
        assert not isinstance(report, ImportReport) or (report.accepted > 0 and not report.rejected), (what, report)
        made.store.close()  # what a session read is told when it ends
        others = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        for _ in range(500):
            if not server.run(name, others):
                break
            time.sleep(0.01)
        else:
            raise AssertionError(f"{what}: a session has not ended")
        ((now,),) = server.run(name, BLOCKS)
        assert isinstance(now, int)
        found[what], before = now - before, now
        made = Ministry(folder, made.url, SPEC, "")
    made.store.close()
    return found


def test_postgresql_reads_in_proportion_to_the_rows(postgres_server: Server, tmp_path: Path) -> None:
    few, many = (blocks(postgres_server, tmp_path, count) for count in (FEW, MANY))
    much = {what: (few[what], many[what]) for what in few if many[what] > SMALL + few[what] * MOST * MANY // FEW}
    assert not much, much
