"""Two spec sets over the same stored history: which results change in anything that they say of themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from iku_dsl.period import Grain, Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.database.chain import last_event
from iku_engine.diff.specdiff import Difference
from iku_engine.errors import StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.plan.meaning import renames, resting
from iku_engine.plan.reach import gaps, history
from iku_engine.results.differences import Part, differing
from iku_engine.results.evaluation import Result
from iku_engine.store.restating import standing
from iku_engine.store.store import Store
from iku_engine.worlds.recast import seen_by, sources_seen
from iku_engine.worlds.whatif import Asked, Pair, Rules, seen
from iku_engine.worlds.world import Stage, World


def shown(url: str) -> str:
    """The address of a store as it may be shown, without a password. Errors: `StoreError` for one that cannot be used."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError as error:
        raise StoreError(say("store-url", store=url)) from error


@dataclass(frozen=True, slots=True)
class Replayed:
    """An indicator's result in a period for an entity, under both spec sets, and which of its parts differ."""

    pair: Pair
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """All results that differ; how many there were of each indicator and period, and how many of them differ.

    `untouched` are indicators that rest on nothing that differs; they were not evaluated.
    """

    changed: tuple[Replayed, ...]
    counts: Mapping[tuple[str, Period], tuple[int, int]]
    periods: tuple[Period, ...]
    untouched: tuple[str, ...]
    notes: tuple[Text, ...] = ()


def replay(store: Store, base: Rules, old: Rules, new: Rules, found: tuple[Difference, ...], asked: Asked) -> Replay:
    """Evaluate what a difference can touch under both spec sets, in every year near to which the store has facts; it is only read.

    Indicators that came or went are not among them. `base` are the specs that the store was opened with. Errors: `StoreError`.
    """
    was = renames(old.program, new.program)
    both = [name for name in new.program.indicators if was.get(name, name) in old.program.indicators]
    otherwise = {one.name for one in found if not one.words_only and one.kind != "renamed"}
    before, after = (resting(rules.program, otherwise) for rules in (old, new))
    touched = [name for name in both if name in after or was.get(name, name) in before]
    sides = ((old, [was.get(name, name) for name in touched]), (new, touched))
    needed = {one for rules, names in sides for one in sources_seen(base.program, rules.program, names)}
    world = seen(store, base, dict.fromkeys(name for name in base.program.sources if name in needed), asked)
    years = _years((base.program, old.program, new.program), world)
    notes: dict[Text, None] = dict.fromkeys(gaps([one.year for one in years]))
    results = []
    for rules, names in sides:
        with Stage(rules.program) as stage:
            there, told = seen_by(stage, world, base.program)
            notes.update(dict.fromkeys(told))
            results.append(_evaluated(stage, there, rules, names, years, store if rules is old else None))
    earlier = {(one.indicator, one.period, one.key): one for one in results[0]}
    later = {(was.get(one.indicator, one.indicator), one.period, one.key): one for one in results[1]}
    changed: list[Replayed] = []
    total: Counter[tuple[str, Period]] = Counter()
    moved: Counter[tuple[str, Period]] = Counter()
    for place in dict.fromkeys((*later, *earlier)):
        pair = Pair(earlier.get(place), later.get(place))
        name = (pair.either.indicator, place[1])
        parts = differing(pair.real, pair.supposed)
        total[name] += 1
        moved[name] += bool(parts)
        if parts:
            changed.append(Replayed(pair, parts))
    moving = set(touched)
    untouched = tuple(name for name in both if name not in moving)
    counts = {name: (moved[name], count) for name, count in total.items()}
    return Replay(tuple(changed), counts, tuple(years), untouched, tuple(notes))


def _years(programs: Sequence[Program], world: World) -> list[Period]:
    """The years of which any source has facts, and those near to them."""
    years = {
        from_ordinal(ordinal, source.grain).containing(Grain.YEAR).year
        for name, source in programs[0].sources.items()
        if source.grain is not None
        for ordinal in world.loaded.get(name, {})
        if ordinal > 0
    }
    found = {year for program in programs for year in history(program, years)} if years else set()
    return [Period(year) for year in sorted(found)]


def _evaluated(
    stage: Stage, world: World, rules: Rules, names: list[str], years: list[Period], ledger: Store | None
) -> tuple[Result, ...]:
    """The results in a world, held against what was made final in a `ledger`."""
    if not names or not years:
        return ()
    found = evaluate(
        stage.show(world), rules.program, specs=rules.specs, indicators=names, periods=years, traced=False, alone=True
    )  # fmt: skip
    if ledger is not None:
        with ledger.reading() as connection:
            found = replace(found, seen=last_event(connection, ledger.schema))
        found = standing(ledger, rules.program, found)
    return world.told(found.results)
