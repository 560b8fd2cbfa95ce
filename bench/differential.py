"""Indicators of many kinds over a million facts with gaps, on every engine there is: whole results are held equal, not only values.

DuckDB and Spark copy the facts of the SQLite store as part of each run. `IKU_PG` names an empty PostgreSQL database that gets a store of
its own; `IKU_SPARK` another Spark than that of this process. The reference walks over rows, so it gets a smaller share.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bench.measure import function, show
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.engines.registry import BESIDE
from iku_engine.errors import StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.reference.cross_check import Agreement, cross_check
from iku_engine.results.evaluation import Result
from iku_engine.store.store import Store
from iku_engine.wording import say_it

SERVICES = 20
REGIONS = 27_000  # a million facts and a little in two years, of which some are not there
FEW = 100
AT = Period(2025)
SPEC = f"""
dimension service
  {"  ".join(f"s{n}" + chr(10) for n in range(SERVICES))}
dimension region key code
  attribute name text
  attribute kind choice city, rural

scale grade over 0%..100% step 1% down
  high 60% .. 100%
  middle 40% .. 59%
  low < 40%

source roster per year, region, service register
  column target integer 1..1_000_000
  column reached integer 0..1_000_000
  column served percent 0%..100% digits 2
  column quality percent 0%..100% digits 2 may be missing
  let score = 80% * served + 20% * quality

source support per year, region register
  column visits integer 0..1000

indicator share "Share of rows that rose"
  unit percent 0%..100%
  direction higher
  when count roster = 0 not applicable because "none"
  formula count (roster where served > served[previous year]) / count roster

indicator half "Share of rows of which half is served"
  unit percent 0%..100%
  direction higher
  when count roster = 0 not applicable because "none"
  formula count (roster where served >= 50%) / count roster

indicator share_open "The same of the score, of which some is missing"
  unit percent 0%..100%
  direction higher
  when count roster = 0 not applicable because "none"
  formula count (roster where score > score[previous year]) / count roster

indicator by_service "Share of rows with high quality" per service
  unit percent 0%..100%
  direction higher
  formula average roster.served over region when missing skip
  bands grade
  rank highest first

indicator mean "Average of what is there"
  unit percent 0%..100%
  direction higher
  formula average roster.quality over roster when missing skip

indicator mean_open "Average with gaps"
  unit percent 0%..100%
  direction higher
  formula average roster.quality

indicator weighted "Average by target"
  unit percent 0%..100%
  direction higher
  formula weighted average roster.served by roster.target

indicator least
  unit number
  direction higher
  formula minimum roster.served

indicator most
  unit number
  direction higher
  formula maximum (roster.served - roster.quality)

indicator total
  unit number
  direction higher
  formula sum roster.reached over (roster where served >= 50%)

indicator supported "Regions that were supported"
  unit number
  direction higher
  formula count (region where has support and support.visits > 500 and region.kind = city)
"""


def program() -> Program:
    """The spec, checked."""
    found = check_files((SourceFile("differential.iku", SPEC),))
    assert not found.problems, found.problems[0]
    return found.program


def write(folder: Path, regions: int) -> list[tuple[str, Path]]:
    """Files of facts at random, the same each time: one row of five hundred is not there, nor is one quality of fifty."""
    draw = Random(29)
    names = ("region", "roster", "support")
    files = {name: folder / f"{name}.csv" for name in names}
    with files["region"].open("w", encoding="utf-8") as out:
        out.write("code,name,kind\n")
        out.writelines(f"{n:06},Region {n},{draw.choice(('city', 'rural'))}\n" for n in range(regions))
    with files["support"].open("w", encoding="utf-8") as out:
        out.write("year,region,visits\n")
        out.writelines(f"{AT},{n:06},{draw.randrange(1001)}\n" for n in range(regions) if draw.random() < 0.7)
    with files["roster"].open("w", encoding="utf-8") as out:
        out.write("year,region,service,target,reached,served,quality\n")
        for year in (AT.year - 1, AT.year):
            for n in range(regions):
                for service in range(SERVICES):
                    if draw.random() < 0.002:
                        continue
                    quality = f"{draw.randrange(10_001) / 100:.2f}%" if draw.random() < 0.98 else ""
                    figures = f"{draw.randrange(1, 10**6)},{draw.randrange(10**6)},{draw.randrange(10_001) / 100:.2f}%"
                    out.write(f"{year},{n:06},s{service},{figures},{quality}\n")
    return [(name, files[name]) for name in names]


def taken_in(store: Store, of: Program, files: Sequence[tuple[str, Path]]) -> int:
    """Imports the files; how many facts."""
    facts = 0
    for relation, path in files:
        report = import_file(store, of, path, relation, user="bench")
        assert not report.rejected_total, report.rejected[:1]
        facts += report.accepted if relation in of.sources else 0
    return facts


def answers(store: Store, of: Program, engine: str = "") -> tuple[Result, ...]:
    """Whole results, with every number that they were made of, but without lists of members."""
    return evaluate(store, of, specs="", periods=[AT], engine=engine, traced=False).results


def run() -> None:
    """SQLite first; each other one as a multiple of its time."""
    of = program()
    with tempfile.TemporaryDirectory() as name, open_store(f"sqlite:///{name}/iku.db", of) as store:
        files = write(Path(name), REGIONS)
        facts = taken_in(store, of, files)
        wanted, own = answers(store, of), function(lambda: answers(store, of), runs=1)
        states = ", ".join(
            f"{count} {state}" for state, count in sorted(Counter(r.state.value for r in wanted).items())
        )
        what = f"{len(wanted)} results ({states}) over {facts:,} facts"
        for engine in BESIDE:
            address = os.environ.get("IKU_SPARK", engine) if engine == "spark" else engine
            _compare(what, engine, store, of, address, wanted, own)
        url = os.environ.get("IKU_PG", "")
        if url:
            with open_store(url, of) as other:
                taken_in(other, of, files)
                _compare(what, "postgresql", other, of, "", wanted, own)
    with tempfile.TemporaryDirectory() as name, open_store(f"sqlite:///{name}/iku.db", of) as store:
        _reference(store, of, taken_in(store, of, write(Path(name), FEW)))


def _compare(
    what: str, name: str, store: Store, of: Program, engine: str, wanted: tuple[Result, ...], own: float
) -> None:
    """The difference, where there is one, stops the run."""
    try:
        found = answers(store, of, engine)
    except StoreError as error:
        show(f"{name}, not there", float("nan"), "SQLite", say_it(error.text, "en"))
        return
    for one, other in zip(wanted, found, strict=True):
        assert one == other, f"{name} differs in {one.indicator} {one.key}: {other.value}, not {one.value}"
    taken = function(lambda: answers(store, of, engine), runs=1)
    show(f"{name}, all the same", taken / own, "SQLite", f"{taken:.1f} s, {own:.1f} s; {what}")


def _reference(store: Store, of: Program, facts: int) -> None:
    """States, values, bounds, bands and ranks, by the evaluator that shares no arithmetic."""
    found = evaluate(store, of, specs="", periods=[AT])
    own = function(lambda: evaluate(store, of, specs="", periods=[AT]), runs=1)

    def again() -> Agreement:
        with store.reading() as connection:
            return cross_check(connection, store.schema, of, found, most=1)

    agreement = again()
    assert agreement.difference is None, agreement.difference
    taken = function(again, runs=1)
    what = f"{taken:.1f} s, {own:.2f} s; {agreement.agreed} results over {facts:,} facts"
    show("reference, all the same", taken / own, "SQLite", what)
