"""A process that does things to a store until it is killed: started once, it forks for each request, so that a kill costs no start.

A request is a line of JSON: `url`, `jobs` (what to do, in order; see `Worker.do`), `point` (where to kill itself; see `_arm`), `out` (a
file to which it writes a line for each job that it reported as done); the answer is the id of the process. `wait` asks how one ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool  # noqa: F401 (loaded before the fork)

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.errors import EngineError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.facts.locking import lock, unlock
from iku_engine.importing.importing import import_file
from iku_engine.migrate.migrate import migrate  # noqa: F401
from iku_engine.migrate.opening import open_store
from iku_engine.store.runs import Asked, store_run
from iku_engine.store.store import Store

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

sumber espm per tahun, daerah daftar
  kolom penerima persen 0%..100% digit 2

indikator rata_penerima
  satuan persen 0%..100%
  arah naik
  rumus rerata espm.penerima
"""
OTHER = SPEC.replace("digit 2", "digit 5").replace("digit 5\n", "digit 5\n  kolom cakupan teks boleh kosong\n")
KEYS = 40
YEAR = Period(2024)
MEMBERS = "kode,nama\n" + "".join(f"{number:03},Kab {number}\n" for number in range(KEYS))
FILES = {name: SourceFile("spec.iku", text) for name, text in (("first", SPEC), ("other", OTHER))}
PROGRAMS = {name: check_files([file]).program for name, file in FILES.items()}


def figure(number: int) -> str:
    """What an import puts for every key."""
    return f"{number % 100}.{number % 7}%"


def write_file(folder: Path, number: int, keys: range = range(KEYS)) -> Path:
    """A file with one figure for every key, and one bad row."""
    path = folder / f"espm-{number}.csv"
    rows = "".join(f"2024,{key:03},{figure(number)}\n" for key in keys)
    path.write_text(f"tahun,daerah,penerima\n{rows}2024,none,1%\n", encoding="utf-8")
    return path


class Worker:
    """One process at one store."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request
        self.spec = "first"
        self.store: Store = open_store(request["url"], PROGRAMS["first"], user="worker")

    def do(self, job: list[Any]) -> object:
        """One job; what is reported of it."""
        store, program = self.store, PROGRAMS[self.spec]
        match job:
            case ["import", path]:
                report = import_file(store, program, Path(path), "espm", user="worker")
                return [report.accepted, report.identical, report.rejected_total, report.replaced]
            case ["correct", key, value]:
                found = address(store, program, "espm", YEAR, [key])
                return correct(store, program, found, {"penerima": value}, user="worker", reason="kill").rows
            case ["lock"]:
                return lock(store, program, YEAR, user="worker")
            case ["unlock"]:
                return unlock(store, program, YEAR, user="worker", reason="kill").event
            case ["eval"]:
                asked = Asked(periods=(YEAR,))
                found_now = evaluate(store, program, specs="s", periods=asked.periods)
                return store_run(store, found_now, [FILES[self.spec]], asked, user="worker")
            case ["migrate", spec]:
                store.close()
                self.spec = str(spec)
                self.store = open_store(self.request["url"], PROGRAMS[self.spec], user="worker")
                _arm(self.store.engine, self.request.get("point"))
                return spec
            case _:
                raise ValueError(job)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(engine: sa.Engine, point: str | None) -> None:
    """Dies before or after the commit, or before a certain statement, of the next transaction that writes."""
    if point is None:
        return
    name, _, number = point.partition(":")
    if name == "statement":
        left = [int(number)]

        @sa.event.listens_for(engine, "before_cursor_execute")
        def _count(*_: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                _die()

        return
    if engine.dialect.name == "sqlite":
        when = "before_cursor_execute" if name == "before" else "after_cursor_execute"

        @sa.event.listens_for(engine, when)
        def _at_commit(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement == "COMMIT":
                _die()

        return
    commit: Callable[[Any], None] = engine.dialect.do_commit
    writes = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _writing(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "SET LOCAL lock_timeout" in statement:
            writes.append(statement)

    def dying(connection: Any) -> None:
        if writes and name == "before":
            _die()
        commit(connection)
        if writes:
            _die()

    engine.dialect.do_commit = dying  # type: ignore[method-assign]


def _work(request: dict[str, Any]) -> None:
    with open(request["out"], "w", encoding="utf-8", buffering=1) as out:
        worker = Worker(request)
        if not request["jobs"] or request["jobs"][0][0] != "migrate":
            _arm(worker.store.engine, request.get("point"))
        else:  # the store is opened anew, and armed from its first statement on
            _arm_new_engines(request.get("point"))
        for job in request["jobs"]:
            try:
                done: object = ["ok", worker.do(job)]
            except EngineError as error:
                done = ["error", error.text.key]
            out.write(json.dumps([job, done]) + "\n")
        worker.store.close()


def _arm_new_engines(point: str | None) -> None:
    from iku_engine.store import store as stores

    before = stores.database

    def armed(*arguments: Any) -> Any:
        found = before(*arguments)
        _arm(found.engine, point)
        return found

    stores.database = armed


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _, status = os.waitpid(request["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201
            continue
        child = os.fork()
        if child == 0:
            status = 1
            try:
                _work(request)
                status = 0
            except BaseException:  # noqa: BLE001
                traceback.print_exc()
            os._exit(status)
        print(child, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
