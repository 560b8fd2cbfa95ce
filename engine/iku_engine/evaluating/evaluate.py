"""A program and a store to an `Evaluation`: which indicators, periods and entities, in which order, with what they rest on.

The statements that it asks are to be had as text: for the curious, and for bug reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from fractions import Fraction
from itertools import accumulate, pairwise, product
from math import prod
from typing import Protocol

from iku_dsl.budgets import Effort, most
from iku_dsl.key_text import key_text
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.program import KEY_PREFIX, Indicator, Program
from iku_dsl.records import replace
from iku_engine import __version__
from iku_engine.arithmetic.nodes import off
from iku_engine.binding import unchanged
from iku_engine.bound import Given
from iku_engine.calculate.context import Keys
from iku_engine.calculate.counting import chain_of, elements_of, follow
from iku_engine.calculate.elements import ElementError
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.engines.base import Statement
from iku_engine.errors import WrongUse
from iku_engine.evaluating.seeing import seeing
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.indicators.results import new_evaluator, reads_of_indicator
from iku_engine.long_work import Progress, steps
from iku_engine.migrate.opening import open_store
from iku_engine.plan.environment import entity_place
from iku_engine.plan.plan import Plan, plan
from iku_engine.plan.reach import Rests
from iku_engine.results.beside import DRAFT, INEXACT, NEAR_END, Part, as_known, partial, together
from iku_engine.results.evaluation import Evaluation, Result, State
from iku_engine.snapshot.seen import Odd, of_reads
from iku_engine.snapshot.snapshot import EVERY_PERIOD, Snapshot
from iku_engine.sql.sets import NO, UNKNOWN, YES
from iku_engine.store.store import Store

AskedFor = Sequence[tuple[str, list[Period]]]  # indicators, each with its periods
LISTED_RESULTS = 20  # beyond so many entities, members of sets are listed only for one that is asked for


class Sealed(Protocol):
    """Results that are known already; it raises where an evaluation comes to others, so that no more is computed than they are worth."""

    def many(self, count: int) -> None:
        """So many results are asked for; told before the first of them, and again as more are counted."""

    def came(self, results: Sequence[Result]) -> None:
        """The next results, of one indicator in one period."""


def entities_of(run: Evaluator, indicator: Indicator, period: Period) -> list[Keys]:
    """The keys of all entities: every combination of the members that are valid in a period.

    Errors: `WrongUse` where several dimensions come to more than can be kept.
    """
    of = _members(run, indicator, period)
    _hold(run, indicator, prod(map(len, of)))
    return list(product(*of))


def _members(run: Evaluator, indicator: Indicator, period: Period) -> list[dict[str, str]]:
    return [run.snapshot.validity.members(dimension, period) for dimension in indicator.dimensions]


def entity_key(run: Evaluator, indicator: Indicator, key: Keys) -> Keys:
    """The members that somebody means, as they are kept. Errors: `WrongUse` where there are none such in any period."""
    known = [run.snapshot.members(dimension) for dimension in indicator.dimensions]
    if len(key) == len(known):
        as_kept = tuple(m if m in some else key_text(m) for m, some in zip(key, known, strict=True))
        if all(m in some for m, some in zip(as_kept, known, strict=True)):
            return as_kept
    raise WrongUse(say("entity-unknown", key=", ".join(key), indicator=indicator.name))


def all_of(run: Evaluator, name: str, period: Period) -> list[Result]:
    """The results of an indicator for all entities, ranked where the spec ranks."""
    version = run.program.version(name, period)
    about = version or run.program.indicators[name][0]
    results = []
    for key in entities_of(run, about, period):
        results.append(run.result_hooks.result(run, name, period, key))
        run.step()
    return _ranked(run, version, results) if version is not None else results


def asked_results(
    run: Evaluator, name: str, period: Period, entities: Sequence[Keys], key: Keys | None, listing: int | None
) -> list[Result]:
    """The results of all entities, or of one, with `listing` members of sets where they are few.

    Errors: `WrongUse` for an entity that there is not.
    """
    if key is None:
        run.listing = listing if len(entities) <= LISTED_RESULTS else 0
        return all_of(run, name, period)
    about = run.program.version(name, period) or run.program.indicators[name][0]
    key = entity_key(run, about, key)
    run.listing = listing
    if about.ranking is not None and key in entities:
        return [result for result in all_of(run, name, period) if result.key == key]
    return [run.result_hooks.result(run, name, period, key)]


def without_entities(run: Evaluator, indicator: Indicator, period: Period) -> Iterator[Text]:
    """Why an indicator has no results: members that are not loaded, and rows that wait."""
    for name in indicator.dimensions:
        if not run.snapshot.members(name):
            yield say("missing.members", dimension=run.program.dimensions[name].title)
    for rows in of_reads(run.snapshot, reads_of_indicator(run, indicator, period))[2]:
        yield rows.sentence


def announce(
    run: Evaluator, asked: AskedFor, key: Keys | None, sealed: Sealed | None, progress: Progress | None
) -> None:
    """Count what is asked for before any of it is worked out, tell it as it is counted, and from now on how far it is.

    Errors: as of `counted`, and whatever `sealed` raises where more is asked for.
    """
    count = 0
    for count in accumulate(counted(run, asked, key)):
        if sealed is not None:
            sealed.many(count)
    if progress is not None and key is None:
        run.step = steps(count, progress)


def counted(run: Evaluator, asked: AskedFor, key: Keys | None) -> Iterator[int]:
    """How many results each indicator has in each period, one where a `key` is asked for; told before any is computed.

    Errors: `WrongUse` where combinations of several dimensions come to more together than can be kept.
    """
    combined = 0
    for name, periods in asked:
        for period in periods:
            about = run.program.version(name, period) or run.program.indicators[name][0]
            count = prod(map(len, _members(run, about, period)))
            if len(about.dimensions) > 1 and key is None:
                combined += count
                _hold(run, about, combined)
            yield count if key is None else 1


def _hold(run: Evaluator, indicator: Indicator, combined: int) -> None:
    """Whether so many combinations of members may be worked out, up to those of an indicator. Errors: `WrongUse`."""
    if len(indicator.dimensions) > 1 and combined > most("results"):
        limit = most("results") + most("results-each") * run.snapshot.row_count
        if combined > limit:
            raise WrongUse(say("results-too-many", name=indicator.name, count=combined, limit=limit))


def _ranked(run: Evaluator, indicator: Indicator, results: list[Result]) -> list[Result]:
    """Ties share a rank and the next are skipped; only values rank, among the members of the set that is named.

    Who is not known, or may be in the set, may yet come before any of them: ranks beside such are marked as those of a part.
    """
    if indicator.ranking is None:
        return results
    scores: dict[Keys, Fraction] = {}
    unknown = 0
    levels, run.levels, rests = run.levels, indicator.levels, Rests()
    with run.noting.into(rests):
        for result in results:
            among = _among_whom(run, indicator, result)
            score = _score(run, indicator, result) if among != NO else State.NOT_APPLICABLE
            if isinstance(score, Fraction) and among == YES:
                scores[result.key] = score
            else:
                unknown += score is not State.NOT_APPLICABLE
    run.levels = levels
    ordered = sorted(scores.values(), reverse=indicator.ranking.highest_first)
    first = {score: place for place, score in reversed(list(enumerate(ordered, start=1)))}
    part = Part(indicator.title, "ranked", len(scores), len(scores) + unknown)
    # Each rank rests on all that is asked of all members: who is among them, and what each of them is ranked by.
    results = [replace(result, marks=together(result.marks, tuple(rests.marks))) for result in results]
    marks = (partial(part),) if unknown else ()
    near = _near_others(ordered) if any(INEXACT in result.marks for result in results) else frozenset()
    return [
        replace(
            result,
            rank=first[scores[result.key]] if scores else None,
            marks=together(result.marks, marks, (NEAR_END,) if scores.get(result.key) in near else ()),
        )
        if result.key in scores or (not scores and result.state is State.VALUE)
        else result
        for result in results
    ]


def _near_others(ordered: Sequence[Fraction]) -> frozenset[Fraction]:
    """The scores that differ from the next one by digits alone that are not computed."""
    pairs = (pair for pair in pairwise(ordered) if 0 < abs(pair[0] - pair[1]) <= 2 * off(pair[0]))
    return frozenset(score for pair in pairs for score in pair)


def _score(run: Evaluator, indicator: Indicator, result: Result) -> Fraction | State:
    """What an entity is ranked by, or why there is nothing."""
    assert indicator.ranking is not None
    if result.state is not State.VALUE or result.value is None:
        return result.state
    if indicator.ranking.by is None:
        return result.value
    node = run.node(indicator.ranking.by, entity_place(indicator, result.period, result.key))
    return node.value if node.state is State.VALUE and isinstance(node.value, Fraction) else node.state


def _among_whom(run: Evaluator, indicator: Indicator, result: Result) -> int:
    """How certainly an entity is in the set among which the spec ranks: its member of the set's dimensions is."""
    assert indicator.ranking is not None
    if indicator.ranking.among is None:
        return YES
    at = entity_place(indicator, result.period, result.key)
    chain = chain_of(run, indicator.ranking.among)
    elements = elements_of(run, chain, at)
    place = (indicator.name, result.period, elements.entity(at))
    if place not in run.among:
        rests = Rests()
        known: Mapping[Keys, int] | None = None
        with run.noting.into(rests), suppress(ElementError):  # of one member: then nobody knows who is among them
            known = {key: min(codes, default=YES) for key, codes in elements.listed(at, None, None)}
        run.among[place] = known, rests
    known, rests = run.among[place]
    run.noting.taken(rests)
    return UNKNOWN if known is None else known.get(tuple(at.keys.get(dimension, "") for dimension in elements.own), NO)


def _odd_now(snapshot: Snapshot, relation: Relation, period: Period | None) -> Odd | None:
    from iku_engine.rules.checks_now import odd_now  # which loads what few evaluations need

    return odd_now(snapshot, relation, period)


def evaluate(
    store: Store,
    program: Program,
    *,
    specs: str,
    indicators: Sequence[str] = (),
    periods: Sequence[Period],
    as_printed: bool = False,
    depth: int | None = 10,
    key: Keys | None = None,
    traced: bool = True,
    as_of: datetime | None = None,
    upto: int | None = None,
    engine: str = "",
    bound: Sequence[Given] = (),
    tell: Callable[[Statement], None] | None = None,
    progress: Progress | None = None,
    files: Sequence[SourceFile] = (),
    alone: bool = False,
    sealed: Sealed | None = None,
    work: Effort | None = None,
) -> Evaluation:
    """The results of indicators (all where none is named) in periods.

    `key` asks for one entity. `depth` is how many members of a set a trace lists, None for all of them.
    `as_of` asks what was known then, `upto` what was known after an event, which with both is taken for that of the time. `engine` runs
    the statements, the store where it is empty.
    `bound` are files that sources and dimensions are read from, by DuckDB, without an import.
    Each result has its status, and how it differs from what was made final: in `files` of the specs, too, where they are given. With
    `alone` it is not held against the ledger. Where its results are `sealed` already it is held against them while it is made.
    `work` is how much may be worked out, where several evaluations have it together.
    `tell` is told each statement about facts as it is asked, `progress` again and again how many results there are, of how many.
    Errors: `WrongUse` for an indicator, entity or engine that does not exist or a period finer than its grain, `StoreError`;
    of bound files `RefusedFacts`, `RefusedFile` and `FileError`.
    """
    asked = asked_for(program, indicators, periods)
    results: list[Result] = []
    notes: dict[Text, None] = {}
    with seeing(store, program, engine=engine, as_of=as_of, upto=upto, bound=bound, specs=specs) as (
        snapshot,
        seen,
        told,
    ):
        notes.update(dict.fromkeys(told))
        snapshot.tell = tell
        if work is not None:
            snapshot.work = work
        run = new_evaluator(program, snapshot, as_printed=as_printed)
        run.status = None if alone or as_printed else DRAFT
        run.odd_now = None if store.in_memory else _odd_now  # what is supposed has the words of its facts
        run.wanted = frozenset((name, period) for name, its in asked for period in its)
        announce(run, asked, key, sealed, progress)
        follow(run, plan_of(program, asked))
        for name, its_periods in asked:
            for period in its_periods:
                about = program.version(name, period) or program.indicators[name][0]
                entities = entities_of(run, about, period) if key is None or about.ranking is not None else [key]
                came = asked_results(run, name, period, entities, key, depth if traced else 0)
                if sealed is not None:
                    sealed.came(came)
                results.extend(came)
                if not entities:
                    notes.update(dict.fromkeys(without_entities(run, about, period)))
        digest = snapshot.digest
        unchanged(bound)
    made = Evaluation(
        engine=__version__, specs=specs, facts=digest, as_of=as_of, as_printed=as_printed, periods=tuple(periods),
        results=known_at(as_of, results), notes=tuple(notes), seen=seen,
    )  # fmt: skip
    if alone:
        return made
    from iku_engine.store.restating import standing

    return standing(store, program, made, files)


def known_at(as_of: datetime | None, results: Iterable[Result]) -> tuple[Result, ...]:
    """Results marked as those of what was known at a time, where one was asked for."""
    if as_of is None:
        return tuple(results)
    mark = as_known(as_of)
    return tuple(replace(one, marks=together(one.marks, (mark,))) for one in results)


def told_beside(results: Iterable[Result], evaluation: Evaluation) -> Iterator[Result]:
    """Results of a world in memory, each with what an evaluation of the store tells beside it: what waits, its status, …"""
    real = {(one.indicator, one.period, one.key): one for one in evaluation.results}
    for result in results:
        one = real.get((result.indicator, result.period, result.key))
        yield result if one is None else replace(
            result, marks=one.marks, notes=one.notes, reads=one.reads, waiting=one.waiting,
            completeness=one.completeness, status=one.status, restated=one.restated,
        )  # fmt: skip


def plan_of(program: Program, asked: AskedFor) -> Plan:
    """The plan of all that is asked for."""
    versions = ((program.version(name, period), period) for name, periods in asked for period in periods)
    return plan(program, [(version, period) for version, period in versions if version is not None])


def asked_for(program: Program, indicators: Sequence[str], periods: Sequence[Period]) -> AskedFor:
    """The indicators that are named, all where none is, each with its periods.

    Errors: `WrongUse` for one that there is not, a named one of a coarser grain, and more than may be asked at once, also where few
    have results.
    """
    for name in indicators:
        if name not in program.indicators:
            raise WrongUse(say("indicator-unknown", name=name, known=tuple(program.indicators)))
    wanted, count = [], 0
    for name in dict.fromkeys(indicators) if indicators else program.indicators:
        wanted.append((name, _periods(program, name, periods, named=bool(indicators))))
        count += len(wanted[-1][1])
        if count > most("asked"):
            raise WrongUse(say("asked-too-many", limit=most("asked")))
    return wanted


def _periods(program: Program, name: str, periods: Sequence[Period], *, named: bool) -> list[Period]:
    """The periods of an indicator's grain: a coarser one means all its parts; a finer one is wrong where it was asked for by name."""
    grain = program.indicators[name][0].grain
    its_periods: list[Period] = []
    for period in periods:
        if grain.finer_than(period.grain):
            its_periods.extend(period.parts(grain))
        elif period.grain is grain:
            its_periods.append(period)
        elif named:
            raise WrongUse(say("period-too-fine", indicator=name, grain=f"noun.{grain}", period=str(period)))
    return its_periods


NOBODY = "-"  # the member of a dimension that has none yet


class _EnoughError(Exception):
    """More statements were asked than are shown."""


def statements(program: Program, store: Store, period: Period, engine: str = "") -> tuple[list[Statement], bool]:
    """What `evaluate` asks for a period, in its order, and whether that is all; nothing of it is kept. Errors: as of `evaluate`."""
    told: list[Statement] = []
    limit = most("statements-shown")

    def tell(statement: Statement) -> None:
        if len(told) == limit:
            raise _EnoughError
        told.append(statement)

    try:
        evaluate(store, program, specs="", periods=[period], engine=engine, tell=tell, alone=True)
    except _EnoughError:
        return told, False
    return told, True


def everything_loaded(program: Program, url: str = "sqlite://") -> Store:
    """A new store, in memory if nothing else is said, without a row of facts: all periods count as loaded, dimensions have one member."""
    store = open_store(url, program)
    with store.writing() as connection:
        for name, relation in store.schema.relations.items():
            empty = dict.fromkeys(("sha256", "rows_sha256", "user_name", "recorded_at"), "")
            none = dict.fromkeys(("rows_read", "rows_accepted", "rows_identical", "rows_rejected"), 0)
            made = connection.execute(
                store.schema.batches.insert().values(relation=name, file=name, **empty, **none)
            ).inserted_primary_key
            assert made is not None
            row = {"batch_id": made[0], "relation": name, PERIOD: EVERY_PERIOD}
            connection.execute(store.schema.loaded.insert().values(row))
            if relation.is_dimension:
                member = {"batch_id": made[0], "row": 1, PERIOD: 0, KEY_PREFIX + name: NOBODY}
                connection.execute(relation.table.insert().values(member))
    return store
