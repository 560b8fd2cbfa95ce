"""The two questions of `bench.beside` asked of peers, from the facts of one store, beside the engine; answers are held equal exactly.

`python -m bench peers` runs with the Python whose libraries are compared: `make peers` makes one that has them all.
Cold is a whole process: it starts, reads the store, compiles and answers. Warm is asking once more in that process: what a peer has
read and compiled stays; of the engine what its DuckDB has copied stays, and it is asked beside that of its SQLite, which it reads anew.
Seconds are those of the processor, over all threads.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from bench.evaluating import SIZES, indicators
from bench.facts import ROOT, SPECS, kept_store
from bench.measure import command, consumed, show, surroundings
from iku_dsl.checking.check import check
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.migrate.opening import open_store

SET = 50
ASKED = 7  # times, warm
NAMES = {"spm": ["spm_meningkat"], "set": [f"set_{n}" for n in range(SET)]}
LONG, LONGEST = (
    10,
    120,
)  # seconds: what takes longer than the first is run once, what would take longer than the second not at all


@dataclass(frozen=True, slots=True)
class Peer:
    """A file of `bench.beside`, and the package that it needs."""

    file: str
    title: str
    package: str


PEERS = (
    Peer("polars_script", "script in Polars", "polars"),
    Peer("pandas_script", "script in pandas", "pandas"),
    Peer("vtl_duckdb", "vtlengine, DuckDB", "vtlengine"),
    Peer("vtl", "vtlengine, pandas", "vtlengine"),
    Peer("metrics", "MetricFlow, DuckDB", "dbt-metricflow"),
    Peer("cel_rust", "CEL, in Rust", "common-expression-language"),
    Peer("cel_google", "CEL, in C++", "cel-expr-python"),
    Peer("zen_model", "ZEN", "zen-engine"),
    Peer("cel_python", "CEL, in Python", "cel-python"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of the processor, and what was answered."""

    cold: float
    warm: float
    values: list[Fraction]


NOTHING = Taken(0, 0, [])


def run() -> None:
    """Every size and question: the engine, then each peer as a multiple of it."""
    there = [peer for peer in PEERS if _said(peer)]
    last: dict[tuple[str, str], tuple[int, Taken]] = {}
    with tempfile.TemporaryDirectory() as name:
        specs = Path(name)
        for file in SPECS.glob("*.iku"):
            shutil.copy(file, specs)
        (specs / "set.iku").write_text(indicators(SET), encoding="utf-8")
        program = check([specs]).program
        for regions in SIZES:
            store = kept_store(regions)
            runs = 3 if regions < SIZES[-1] else 1
            for question, label in (("spm", f"SPM, {regions * 5 // 2:,} facts"), ("set", f"set, {regions:,} facts")):
                engine = _engine(label, question, store, program, specs, runs)
                for peer in there:
                    before, smaller = last.get((peer.file, question), (regions, NOTHING))
                    expected = smaller.cold + smaller.warm * (regions / before - 1)
                    if expected > LONGEST:
                        _line(f"{label}: {peer.title} not run; going by {before:,} regions, about {expected:,.0f} s")
                        continue
                    found = _peer(peer, question, store, runs)
                    last[(peer.file, question)] = (regions, found)
                    _compare(label, peer, found, engine)


def _said(peer: Peer) -> bool:
    try:
        _line(f"{peer.title}: {peer.package} {version(peer.package)}")
    except PackageNotFoundError:
        _line(f"{peer.title}: {peer.package} is not installed; left out")
        return False
    return True


def _engine(label: str, question: str, store: str, program: Program, specs: Path, runs: int) -> Taken:
    """The command as a whole process; and asked in this one, the store open and its facts in DuckDB."""
    names = NAMES[question]
    shell = [str(Path(sys.executable).with_name("iku-engine")), "eval", *names, "--period", "2023", "--no-trace"]
    cold = command(shell, runs, surroundings(IKU_STORE=store, IKU_SPECS=str(specs)))
    with open_store(store, program) as opened:

        def ask(engine: str) -> list[Fraction]:
            found = evaluate(
                opened, program, specs="", indicators=names, periods=[Period(2023)], traced=False, engine=engine
            )
            return [result.value for result in found.results if result.value is not None]

        values = ask("")
        assert ask("duckdb") == values, "the engine's own two ways give the same digits"
        warm = _again(lambda: ask("duckdb"), ASKED)
        read_anew = _again(lambda: ask(""), ASKED if runs > 1 else 1)
    show(
        f"{label}, iku-engine, SQLite, warm", read_anew / warm, "iku-engine, DuckDB", f"{read_anew:.4f} s, {warm:.4f} s"
    )
    return Taken(cold, warm, values)


def _again(ask: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        started = time.process_time()
        ask()
        times.append(time.process_time() - started)
    return median(times)


def _peer(peer: Peer, question: str, store: str, runs: int) -> Taken:
    """Several processes, each asked once, and once more."""
    colds, warms, values = [], [], []
    for _ in range(runs):
        path = store.removeprefix("sqlite:///")
        arguments = [sys.executable, "-m", "bench.beside.one", peer.file, question, path, "1"]
        seconds, printed = consumed(arguments, ROOT)
        found = json.loads(printed)
        colds.append(seconds - found["after"])
        warms.append(found["warm"])
        values = [Fraction(value) for value in found["values"]]
        if colds[-1] > LONG:
            break
    return Taken(median(colds), median(warms), values)


def _compare(label: str, peer: Peer, found: Taken, engine: Taken) -> None:
    """Each ratio says how many times the engine's seconds the peer takes; and by how much it errs where it does."""
    _differ(label, peer, found.values, engine.values)
    for how, other, own in (("cold", found.cold, engine.cold), ("warm", found.warm, engine.warm)):
        beside = "iku-engine, SQLite" if how == "cold" else "iku-engine, DuckDB"
        show(f"{label}, {peer.title}, {how}", other / own, beside, f"{other:.4f} s, {own:.4f} s")


def _differ(label: str, peer: Peer, found: Sequence[Fraction], wanted: Sequence[Fraction]) -> None:
    assert len(found) == len(wanted), f"{label}, {peer.title}: {len(found)} answers"
    worst = max(abs(a - b) for a, b in zip(found, wanted, strict=True))
    if worst:
        _line(f"{label}: {peer.title} is not exact: it differs by up to {float(worst):.3g}")


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
