"""What would be if facts or rules were otherwise: the real evaluation beside one of a world that is only supposed. Nothing is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from iku_dsl.budgets import Effort, most
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.bound import Given
from iku_engine.engines.base import Statement
from iku_engine.errors import AlreadySo, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.evaluating.seeing import seeing
from iku_engine.facts.addressing import address, addresses
from iku_engine.facts.amending import correct, correct_together, retract, retract_together
from iku_engine.plan.reach import reach, rules_of, together
from iku_engine.results.evaluation import SUPPOSED, Evaluation, Operation, Result, State
from iku_engine.store.store import Store
from iku_engine.worlds.recast import needed_by_rules, seen_by
from iku_engine.worlds.supposing import OfFact, merged, refuse_twice
from iku_engine.worlds.world import Stage, World, take


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be evaluated, in both worlds alike."""

    indicators: tuple[str, ...]
    periods: tuple[Period, ...]
    key: tuple[str, ...] | None = None
    as_of: datetime | None = None
    as_printed: bool = False
    depth: int | None = 10
    traced: bool = True
    engine: str = ""
    bound: Sequence[Given] = ()
    tell: Callable[[Statement], None] | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """A program with the identity of its specs."""

    program: Program
    specs: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A result as it is, and as it would be; None where there is none in that world."""

    real: Result | None
    supposed: Result | None

    @property
    def either(self) -> Result:
        """The one that is there."""
        found = self.supposed or self.real
        assert found is not None
        return found

    @property
    def difference(self) -> Fraction | None:
        """How much more it would be; None where one of both is not a value."""
        return self.supposed.value - self.real.value if _is_value(self.real) and _is_value(self.supposed) else None  # type: ignore[union-attr,operator]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Both evaluations, the results of each place beside each other, and what must be told of the supposed world."""

    real: Evaluation
    supposed: Evaluation
    pairs: tuple[Pair, ...]
    notes: tuple[Text, ...] = ()


def what_if(
    store: Store, rules: Rules, asked: Asked, *, facts: Sequence[OfFact] = (), supposed_rules: Rules | None = None
) -> WhatIf:
    """Evaluate what is, and what would be with some facts put otherwise and with other rules where these are given.

    A fact that is put otherwise is checked as `facts correct` checks it, in memory; the store is only read.
    Errors: those of `evaluate`; `WrongUse` for a fact that cannot be, or is put otherwise twice.
    """
    real = evaluated(store, rules, asked)
    other = supposed_rules or rules
    world = _world(store, rules, other, asked, facts)
    notes: tuple[Text, ...] = ()
    with Stage(other.program) as stage:
        if supposed_rules is not None:
            world, notes = seen_by(stage, world, rules.program)
        stage.show(world)
        facts = _by_key(stage.store, other.program, facts)
        refuse_twice(facts)
        put_in(stage.store, other.program, merged(facts))
        inside = replace(asked, as_of=None, engine="", bound=(), tell=None)
        supposed = evaluated(stage.store, other, inside, alone=True)
    digest = hashlib.sha256(f"{world.digest}\n{supposed.facts}".encode()).hexdigest()
    results = world.told(supposed.results)
    supposed = replace(supposed, facts=f"sha256:{digest}", as_of=real.as_of, seen=real.seen, results=results)
    pairs = _beside(real, supposed)
    if any(_published(pair) for pair in pairs):
        notes = (*notes, say("sensitivity.official"))
    return WhatIf(real, supposed, pairs, notes)


def _published(pair: Pair) -> bool:
    """Whether a published value stands in both worlds, so that what is computed does not show."""
    both = (pair.real, pair.supposed)
    return pair.difference == 0 and all(one is not None and one.trace.operation is Operation.OFFICIAL for one in both)


def evaluated(store: Store, rules: Rules, asked: Asked, alone: bool = False) -> Evaluation:
    """What is, or would be; `alone` it is not held against the ledger. Errors: those of `evaluate`."""
    return evaluate(
        store,
        rules.program,
        specs=rules.specs,
        indicators=asked.indicators,
        periods=asked.periods,
        as_printed=asked.as_printed,
        depth=asked.depth,
        key=asked.key,
        traced=asked.traced,
        as_of=asked.as_of,
        engine=asked.engine,
        bound=asked.bound,
        tell=asked.tell,
        alone=alone,
    )


def _world(store: Store, rules: Rules, other: Rules, asked: Asked, facts: Sequence[OfFact]) -> World:
    """All that either program may read, and what is needed to judge the facts that are put otherwise."""
    needed = [reach(one.program, _places(one.program, asked)) for one in (rules, other)]
    needed += [rules_of(one.program, [fact.relation for fact in facts]) for one in (rules, other)]
    if other is not rules:
        needed.append(needed_by_rules(rules.program, other.program, together(*needed)))
    if any(fact.gone for fact in facts):
        needed.append(dict.fromkeys(_naming(rules.program)))
    return seen(store, rules, {n: p for n, p in together(*needed).items() if n in rules.program.sources}, asked)


def _naming(program: Program) -> list[str]:
    """The sources whose rows in any period name members that have no file: one that is named nowhere else is gone with a row."""
    bare = {name for name, one in program.dimensions.items() if one.named_by_facts}
    return [name for name, source in program.sources.items() if bare.intersection(source.dimensions)]


def seen(store: Store, rules: Rules, reached: dict[str, frozenset[int] | None], asked: Asked) -> World:
    """The world of a store as it was known, with the files that are bound. Errors: those of `look`."""
    looked = seeing(store, rules.program, engine=asked.engine, as_of=asked.as_of, bound=asked.bound, specs=rules.specs)
    with looked as (snapshot, _, _):
        return replace(take(snapshot, reached), as_of=asked.as_of)


def _places(program: Program, asked: Asked) -> list[tuple[str, Period]]:
    """The indicators and periods that are asked for, at the grain of each."""
    found = []
    for name in asked.indicators or program.indicators:
        for version in program.indicators.get(name, ())[:1]:
            for period in asked.periods:
                finer = version.grain.finer_than(period.grain)
                found += [(name, one) for one in (period.parts(version.grain) if finer else (period,))]
    return found


def _by_key(store: Store, program: Program, changes: Sequence[OfFact]) -> list[OfFact]:
    """Changes of the facts that are meant, by the keys that their members are kept by."""
    with store.reading() as connection:
        places = addresses(store, program, ((one.relation, one.period, one.keys) for one in changes), connection)
    return [replace(change, keys=place.keys) for change, place in zip(changes, places, strict=True)]


def _is_value(result: Result | None) -> bool:
    return result is not None and result.state is State.VALUE and result.value is not None


def _beside(real: Evaluation, supposed: Evaluation) -> tuple[Pair, ...]:
    found = {(one.indicator, one.period, one.key): Pair(one, None) for one in real.results}
    for one in supposed.results:
        place = (one.indicator, one.period, one.key)
        before = found[place].real if place in found else None
        found[place] = Pair(before, one)
    return tuple(found.values())


def put_in(store: Store, program: Program, changes: Sequence[OfFact]) -> None:
    """Put facts otherwise, each of another row. Errors: `WrongUse` of the first that is refused; for more than can be tried."""
    if changes:
        _put_in(store, program, changes, Effort(most("supposed")))


def _put_in(store: Store, program: Program, changes: Sequence[OfFact], tries: Effort) -> None:
    """All at once; by halves where some are refused, which finds the first, and lets those be that only rest on ones before them."""
    if not tries.spend():
        raise WrongUse(say("what-if-many", limit=tries.most))
    if len(changes) == 1:
        _alone(store, program, changes[0])
        return
    try:
        _together(store, program, changes)
    except WrongUse:
        half = len(changes) // 2
        _put_in(store, program, changes[:half], tries)
        _put_in(store, program, changes[half:], tries)


def _together(store: Store, program: Program, changes: Sequence[OfFact]) -> None:
    """In one transaction, relation by relation in the order in which they are named. Errors: `WrongUse`."""
    groups: dict[tuple[str, bool], list[OfFact]] = {}
    for change in changes:
        groups.setdefault((change.relation, change.gone), []).append(change)
    with store.writing() as connection:
        for (_, gone), group in groups.items():
            places = addresses(store, program, ((one.relation, one.period, one.keys) for one in group), connection)
            if gone:
                retract_together(store, program, connection, places, reason=SUPPOSED)
            else:
                wanted = [(place, dict(one.cells)) for place, one in zip(places, group, strict=True)]
                correct_together(store, program, connection, wanted, reason=SUPPOSED)


def _alone(store: Store, program: Program, change: OfFact) -> None:
    """One change. Errors: `WrongUse`, with what was written: of a file of a thousand lines nobody finds it else."""
    try:
        _one(store, program, change)
    except WrongUse as error:
        raise WrongUse(say("what-if-refused", text=change.text, why=error.text)) from error


def _one(store: Store, program: Program, change: OfFact) -> None:
    place = address(store, program, change.relation, change.period, change.keys)
    if change.gone:
        retract(store, place, user="", reason=SUPPOSED)
        return
    with suppress(AlreadySo):
        correct(store, program, place, dict(change.cells), user="", reason=SUPPOSED)
