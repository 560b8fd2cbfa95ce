"""Facts in files that are bound give what the same facts give that were imported: to the last digit, with states, bounds, ranks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from bound_files import Rows, bound_to, write_csv, write_parquet
from fresh_store import fresh_store
from hostile import check
from random_facts import YEARS, Facts, header, loaded, random_facts
from soundness import understood
from typed_specs import write, write_shares

from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.binding import Percent
from iku_engine.bound import Given
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.results.evaluation import Result
from iku_engine.store.store import Store

SUITE = 9
KINDS = ("parquet", "csv", "both")
PERCENT: tuple[Percent, ...] = ("fraction", "percentage")


def without_refused(program: Program, facts: Facts) -> Facts:
    """Those of some facts that an import takes; loaded is what has rows, and members are those that are named."""
    while True:
        with loaded(program, facts) as world:
            taken = world.taken
        if all(all(good) for good in taken.values()):
            break
        kept = {
            name: [row for row, good in zip(rows, taken[name], strict=True) if good]
            for name, rows in facts.rows.items()
        }
        facts = replace(facts, rows=kept)
    periods = {
        name: [period for period in some if any(row[0] == str(period) for row in facts.rows[name])]
        for name, some in facts.loaded.items()
    }
    named: dict[str, set[str]] = {name: set() for name, d in program.dimensions.items() if d.key and not d.imported}
    for name, rows in facts.rows.items():
        for place, column in enumerate(header(program, name)):
            if column in named and name in program.sources:
                named[column].update(row[place] for row in rows)
    return Facts(facts.rows, periods, {name: tuple(sorted(members)) for name, members in named.items()})


def results(store: Store, program: Program, bound: list[Given]) -> list[Result]:
    found = evaluate(store, program, specs="", periods=[Period(year) for year in YEARS], traced=False, bound=bound)
    return [
        replace(result, trace=replace(result.trace, children=(), fact=None), missing=()) for result in found.results
    ]


def comparable(result: Result) -> object:
    """All but the places of facts, which are others."""
    targets = [(t.name, t.value, t.high, t.achievement, t.state, t.reached) for t in result.targets]
    return (
        result.indicator, result.period, result.key, result.key_labels, result.state, result.value, result.bounds,
        result.may_be_not_applicable, result.category, result.rank, targets, result.missing_total, result.notes,
    )  # fmt: skip


def equal(seed: int, text: str, folder: Path, kind: str) -> Counter[str]:
    random = Random(seed)
    checked = check(text)
    if not understood(checked):
        return Counter()
    program = checked.program
    facts = without_refused(program, random_facts(program, random))
    percent = random.choice(PERCENT)

    def as_file(path: Path, name: str, rows: Rows) -> None:
        if kind == "csv" or (kind == "both" and random.random() < 0.5):
            write_csv(path, header(program, name), rows)
        else:
            write_parquet(path, program, name, rows, random, percent)

    bound = bound_to(folder, facts, random, percent, as_file)
    try:
        with loaded(program, facts) as world:
            imported = results(world.store, program, [])
        with fresh_store(program) as empty:
            read = results(empty, program, bound)
        assert [comparable(one) for one in read] == [comparable(one) for one in imported]
    except Exception as error:
        raise AssertionError(
            f"seed {seed}, {kind}, {percent}:\n{text}\n{facts}\n{error} {getattr(error, 'text', '')}"
        ) from error
    return Counter({one.state.value for one in imported}) + Counter(specs=1, results=len(imported))


@pytest.mark.few("both")
@pytest.mark.parametrize("kind", KINDS)
def test_bound_facts_are_imported_facts(kind: str, tmp_path: Path) -> None:
    """Each kind of file with specs of its own."""
    tried = Counter[str]()
    seeds = range(SUITE)[KINDS.index(kind) :: len(KINDS)]
    for place, seed in enumerate(seeds):
        folder = tmp_path / str(seed)
        folder.mkdir()
        text = write(Random(seed)) if place % 3 else write_shares(Random(seed))
        tried += equal(seed, text, folder, kind)
    assert tried["specs"] > len(seeds) / 2
    assert tried["value"] and tried["missing"]


@pytest.mark.soak
def test_many_bound_facts_are_imported_facts(tmp_path: Path, somewhere: int) -> None:
    for seed in range(somewhere, somewhere + 300):
        folder = tmp_path / str(seed)
        folder.mkdir()
        text = write(Random(seed)) if seed % 3 else write_shares(Random(seed))
        equal(seed, text, folder, KINDS[seed // 3 % 3])
