"""One thing taken away from facts at random, and whether each result says so: by missing, by bounds that hold what it was, or by a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from fresh_store import emptied, fresh_store
from random_facts import EMPTY, YEARS, Facts, header, load, random_facts, unloaded

from iku_dsl.period import Grain, Period, read_period
from iku_dsl.program import Absence, Program, Source
from iku_dsl.program import expression as ex
from iku_dsl.program import expressions as expressions_of
from iku_dsl.types import Kind
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.reference.cells import must_be_there
from iku_engine.reference.facts import read
from iku_engine.reference.indicators import entities, new_reference
from iku_engine.results.evaluation import Result, Scalar, State
from iku_engine.store.store import Store

Place = tuple[str, Period, tuple[str, ...]]
TOLD = frozenset({"inexact", "illustrative", "as-printed"})  # marks that say nothing of what is not there


@dataclass(frozen=True)
class Seen:
    """What a result came to, as far as this test asks."""

    state: State
    value: Scalar
    low: Fraction | None
    high: Fraction | None
    marked: bool


Evaluating = Callable[[Program, Store], Mapping[Place, Seen]]


@dataclass(frozen=True)
class Taken:
    """Facts without one thing, and which that was; `late`: of the year that is evaluated, so that results may well depend on it."""

    kind: str
    what: str
    late: bool
    facts: Facts


def is_marked(result: Result) -> bool:
    """Whether a result says that something was replaced, left out, or taken for all."""
    return bool(set(result.marks) - TOLD)


def periods_of(program: Program, name: str) -> list[Period]:
    """The last year, or its last part."""
    grain = program.indicators[name][0].grain
    return [Period(YEARS[-1])] if grain is Grain.YEAR else [Period(YEARS[-1]).parts(grain)[-1]]


def by_evaluator(program: Program, store: Store) -> Mapping[Place, Seen]:
    """What the evaluator makes of the facts in a store."""
    found: dict[Place, Seen] = {}
    for name in program.indicators:
        evaluation = evaluate(store, program, specs="", indicators=[name], periods=periods_of(program, name))
        for result in evaluation.results:
            low, high = (None, None) if result.bounds is None else (result.bounds.low, result.bounds.high)
            place = (result.indicator, result.period, result.key)
            found[place] = Seen(result.state, result.value, low, high, is_marked(result))
    return found


def by_reference(program: Program, store: Store) -> Mapping[Place, Seen]:
    """What the reference makes of them: marked is what met any rule or absent row at all."""
    found: dict[Place, Seen] = {}
    with store.reading() as connection:
        facts = read(connection, store.schema, program)
    for name in program.indicators:
        for period in periods_of(program, name):
            version = program.version(name, period)
            for key in entities(new_reference(program, facts, False), version, period) if version is not None else ():
                alone = new_reference(program, facts, False)
                made = alone.result(name, period, key).outcome
                found[(name, period, key)] = Seen(made.state, made.value, *made.where, bool(alone.marks))
    return found


# ---- what may be taken away


def asks(program: Program) -> set[str]:
    """What a program asks of rows as such: `kosong` where it asks whether something is missing, and the sources of `ada`."""
    found: set[str] = set()
    sets = (source.expected for source in program.sources.values() if source.expected is not None)
    derived = (one.value for source in program.sources.values() for one in source.derived.values())
    inside = (e for versions in program.indicators.values() for version in versions for e in expressions_of(version))
    for whole in (*sets, *derived, *inside):
        for part in ex.walk(whole):
            if isinstance(part, ex.IsMissing):
                found.add("kosong")
            if isinstance(part, ex.HasRow):
                found.add(part.source)
    return found


def taken(program: Program, facts: Facts, store: Store) -> Iterator[Taken]:
    """The facts without a load, an expected row, or a cell, one after another.

    Not the rows of a source that `ada` asks for: whether they are there is then a figure of its own.
    """
    asked = asks(program)
    with store.reading() as connection:
        reference = new_reference(program, read(connection, store.schema, program), False)
    for name, source in program.sources.items():
        for period in facts.loaded[name]:
            yield Taken("load", f"{name} {period}", period.year == YEARS[-1], unloaded(facts, name, period))
        for place, row in enumerate(facts.rows[name]):
            at = read_period(row[0])
            assert at is not None
            late = at.year == YEARS[-1]
            keys = row[1 : 1 + len(source.dimensions)]
            complete = source.absence is Absence.COMPLETE and name not in asked
            if complete and must_be_there(reference, source, at, keys).value is True:
                rows = [*facts.rows[name][:place], *facts.rows[name][place + 1 :]]
                yield Taken("row", f"{name} {row}", late, replace(facts, rows={**facts.rows, name: rows}))
            for column, cell in _cells(program, source, row):
                yield Taken("cell", f"{name} {row} {cell}", late, facts.changed(name, place, column, ""))
    for name, dimension in program.dimensions.items():
        for place, row in enumerate(facts.rows.get(name, ())):
            for column, attribute in enumerate(dimension.attributes.values(), start=1):
                # whose parent is missing belongs to none, as it stands
                if attribute.may_be_missing and attribute.type.kind is not Kind.MEMBER and row[column]:
                    yield Taken("cell", f"{name} {row} {attribute.name}", True, facts.changed(name, place, column, ""))


def _cells(program: Program, source: Source, row: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for column, name in enumerate(header(program, source.name)):
        known = source.columns.get(name)
        if known is not None and known.may_be_missing and row[column]:
            yield column, name


def only_taken(facts: Facts, good: Mapping[str, list[bool]]) -> Facts:
    """The facts without the rows that an import refuses."""
    kept = {
        name: [row for row, kept in zip(rows, good[name], strict=True) if kept] for name, rows in facts.rows.items()
    }
    return replace(facts, rows=kept)


def applying(facts: Facts) -> Facts:
    """The facts with empty cells for those that do not apply: bounds are of figures, whatever may turn out not to apply."""
    rows = {
        name: [tuple("" if c == "tidak berlaku" else c for c in row) for row in given]
        for name, given in facts.rows.items()
    }
    return replace(facts, rows=rows)


# ---- the property


def unsaid(before: Seen, after: Seen) -> bool:
    """Whether a result depended on what was taken away and does not say so."""
    if after.state is State.ERROR or after.marked or (before.state, before.value) == (after.state, after.value):
        return False
    if after.state is not State.MISSING:
        return True
    if before.state is not State.VALUE or before.marked:
        return False  # what a rule put there is no figure that bounds would hold
    assert isinstance(before.value, Fraction)
    above = after.low is None or after.low <= before.value
    return not (above and (after.high is None or before.value <= after.high))


def chosen(ways: Iterable[Taken], random: Random, most: int) -> list[Taken]:
    """Some of all that may be taken away, seldom what is of an earlier year; loads, rows and cells alike."""
    groups: dict[tuple[str, bool], list[Taken]] = {}
    for way in ways:
        groups.setdefault((way.kind, way.late), []).append(way)
    late = [group for (_, of_the_year), group in groups.items() if of_the_year]
    every = list(groups.values())
    likely = [late if late and random.random() < 0.9 else every for _ in range(most if every else 0)]
    return [random.choice(random.choice(options)) for options in likely]


def tells_all(program: Program, random: Random, evaluating: Evaluating, most: int, about: str) -> Counter[str]:
    """How often something was taken away from a world of a program, and what became of results. Errors: an assertion names the first."""
    tried = Counter[str]()
    facts = random_facts(program, random, empty=random.choice((EMPTY, 0.0, 0.0)), dense=1.0)
    with fresh_store(program) as store:
        facts = applying(only_taken(facts, load(store, program, facts)))
        emptied(store)
        load(store, program, facts)
        before = evaluating(program, store)
        ways = taken(program, facts, store)
        for way in chosen(ways, random, most):
            emptied(store)
            if not all(all(good) for good in load(store, program, way.facts).values()):
                continue
            after = evaluating(program, store)
            tried[way.kind] += 1
            for place, seen in before.items():
                assert place in after, f"{about}\n{way.kind} {way.what}: {place} is gone"
                assert not unsaid(seen, after[place]), (
                    f"{about}\n{way.kind} {way.what}\n{place}\n{seen}\n{after[place]}"
                )
                changed = (seen.state, seen.value) != (after[place].state, after[place].value)
                tried["results"] += 1
                tried["changed"] += changed
                tried["bounded"] += changed and after[place].state is State.MISSING
                tried["marked"] += changed and after[place].marked and after[place].state is State.VALUE
    return tried
