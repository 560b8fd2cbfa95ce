"""From a fact back to the results that rest on it: what of them it is, and where in a file it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

import sqlalchemy as sa

from iku_dsl import expression as ex
from iku_dsl.period import Grain, Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.readings import reading
from iku_dsl.records import record
from iku_dsl.source import SourceFile
from iku_engine import __version__
from iku_engine.analysis.reach import gaps, history, reach
from iku_engine.errors import WrongUse
from iku_engine.evaluate import evaluate
from iku_engine.evaluation import Evaluation, Fact, Result
from iku_engine.facts.books import PERIOD
from iku_engine.facts.chain import last_event
from iku_engine.facts.relations import Relation
from iku_engine.ledger.addressing import Address
from iku_engine.ledger.restating import standing
from iku_engine.snapshot import Snapshot
from iku_engine.store import Store


@record
class Use:
    """A result that rests on a fact: the number of its trace that was read from it, or the set and class in which it puts a member."""

    result: Result
    label: str
    group: str = ""


@record
class Uses:
    """The results that rest on a fact, by indicator, period and entity, in the order of the specs; what is said of years not looked at."""

    uses: tuple[Use, ...]
    notes: tuple[Text, ...]


def uses(store: Store, program: Program, found: Address, specs: str = "", files: Sequence[SourceFile] = ()) -> Uses:
    """The results that rest on the fact at a place.

    Results are looked for in the periods of stored facts and the years around them (`history`); each has its status by the `specs`
    and their `files`. Errors: `WrongUse` where there is no fact.
    """
    with store.reading() as connection:
        snapshot = Snapshot(connection, store.schema, program)
        row = snapshot.row(found.relation, found.period, found.keys)
        if row is None:
            raise WrongUse(say("fact-unknown", relation=found.relation.name, key=found.shown))
        fact, years = snapshot.fact(found.relation, row), _years(store, program, connection)
        about = program.dimensions.get(found.relation.name) if found.relation.is_dimension else None
        label = snapshot.label(about.name, found.keys[0]) if about is not None else ""
    place = (fact.source, fact.batch, fact.row)
    results: list[tuple[Result, list[Use]]] = []
    for name, versions in program.indicators.items():
        for period in _periods(versions[0].grain, years):
            version = program.version(name, period)
            if version is not None and _reads(program, name, period, found):
                for result in _results(store, program, version, period, found):
                    made = list(_in(result, place))
                    if about is not None:
                        made += _as_member(version, result, about.name, found.keys[0], label)
                    results.append((result, [Use(result, *one) for one in dict.fromkeys(made)]))
    _through(program, results)
    resting = [result for result, made in results if made]
    stood = iter(_standing(store, program, resting, specs, files))
    found_uses = (replace(use, result=one) for _, made in results if made for one in (next(stood),) for use in made)
    return Uses(tuple(found_uses), tuple(gaps(years)))


def _standing(
    store: Store, program: Program, results: Sequence[Result], specs: str, files: Sequence[SourceFile]
) -> tuple[Result, ...]:
    """Results with their status, and how they differ from what was made final."""
    with store.reading() as connection:
        seen = last_event(connection, store.schema)
    made = Evaluation(__version__, specs, "", None, False, (), tuple(results), seen=seen)
    return standing(store, program, made, files).results


def _through(program: Program, results: Sequence[tuple[Result, list[Use]]]) -> None:
    """Results that name another one which rests on the fact rest on it, too; their own trace may list no member of its sets."""
    growing = True
    while growing:
        growing = False
        resting = [result for result, made in results if made]
        for result, made in results:
            version = program.version(result.indicator, result.period) if not made else None
            below = set(_below(program, version, result.period)) if version is not None else set()
            for one in resting:
                if (one.indicator, one.period) in below and _may_meet(program, result, one):
                    made.append(Use(result, one.label))
                    growing = True
                    break


def _below(program: Program, version: Indicator, period: Period) -> Iterator[tuple[str, Period]]:
    """The indicators that one names, each in the periods that it reads them in."""
    for expression in expressions(version):
        for part in ex.walk(expression):
            if isinstance(part, ex.IndicatorValue):
                looked = reading(part.shift, period, program.indicators[part.indicator][0].grain)
                yield from ((part.indicator, one) for one in (looked.periods if looked is not None else ()) if one)
    for level in version.levels:
        if level.dimension is None:
            yield from ((weight.member, period) for weight in level.weights)


def _may_meet(program: Program, result: Result, other: Result) -> bool:
    """Whether two entities have no dimension in common in which they are different members."""
    mine, its = (program.indicators[one.indicator][0].dimensions for one in (result, other))
    members = dict(zip(its, other.key, strict=True))
    return all(members.get(dimension, key) == key for dimension, key in zip(mine, result.key, strict=True))


def at_row(store: Store, file: str, line: int, sheet: str = "") -> tuple[Address, ...]:
    """The facts that came from one line of a file, by its name; of the latest import of it that brought any from there.

    A record whose quoted texts run over several lines is found by any of them.

    Errors: `WrongUse` for a file that nobody imported, or a line that no fact came from.
    """
    batches = store.schema.batches.c
    named = sa.or_(batches.file == file, batches.file == PurePath(file).name)
    query = sa.select(batches.batch_id, batches.relation, batches.sheet).where(named, batches.kind == "import")
    if sheet:
        query = query.where(batches.sheet == sheet)
    with store.reading() as connection:
        known = connection.execute(query.order_by(batches.batch_id.desc())).all()
        if not known:
            raise WrongUse(say("file-never-imported", file=file))
        for batch, name, _ in known:
            found = _begun_at(connection, store.schema.relations.get(name), batch, line)
            if found:
                return found
        for batch, name, inside in known:
            relation = store.schema.relations.get(name)
            begins = _around(connection, relation, batch, line) if relation is not None and not inside else None
            if begins is not None:
                return _begun_at(connection, relation, batch, begins)
    raise WrongUse(say("file-no-row", file=file, row=line))


def _begun_at(connection: sa.Connection, relation: Relation | None, batch: int, line: int) -> tuple[Address, ...]:
    """The facts of the record that begins at a line."""
    if relation is None:
        return ()
    table = relation.table
    rows = connection.execute(sa.select(table).where(table.c.batch_id == batch, table.c.row == line)).mappings()
    return tuple(
        Address(
            relation,
            from_ordinal(row[PERIOD], relation.grain) if relation.grain is not None else None,
            tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions),
        )
        for row in rows
    )


def _around(connection: sa.Connection, relation: Relation, batch: int, line: int) -> int | None:
    """Where the record begins whose quoted texts run over a line of a text file; None where there is none."""
    table = relation.table
    before = sa.select(table).where(table.c.batch_id == batch, table.c.row < line)
    row = connection.execute(before.order_by(table.c.row.desc()).limit(1)).mappings().first()
    if row is None:
        return None
    texts = [value for value in row.values() if isinstance(value, str)]
    breaks = sum(text.count("\n") + text.count("\r") - text.count("\r\n") for text in texts)
    return int(row["row"]) if row["row"] + breaks >= line else None


def _years(store: Store, program: Program, connection: sa.Connection) -> list[int]:
    """The years that were given and those near to them, to the one after the last."""
    given = store.schema.loaded.c
    years = {
        from_ordinal(ordinal, relation.grain).containing(Grain.YEAR).year
        for name, ordinal in connection.execute(sa.select(given.relation, given[PERIOD]).distinct())
        if (relation := store.schema.relations.get(name)) is not None and relation.grain is not None and ordinal > 0
    }
    return history(program, years | {max(years) + 1}) if years else []


def _periods(grain: Grain, years: Sequence[int]) -> Iterator[Period]:
    """The periods of a grain in some years."""
    for year in years:
        for part in range(1, grain.per_year + 1):
            yield Period(year, part, grain)


def _reads(program: Program, name: str, period: Period, found: Address) -> bool:
    """Whether an indicator in a period can read the place at all."""
    read = reach(program, [(name, period)])
    if found.relation.is_dimension:
        return True
    if found.relation.name not in read:
        return False
    periods = read[found.relation.name]
    return periods is None or found.ordinal in periods or found.period is None


def _results(store: Store, program: Program, version: Indicator, period: Period, found: Address) -> Iterator[Result]:
    """The results of an indicator that may rest on a place; with all members of their sets where the place is the entity's own."""

    def asked(key: tuple[str, ...] | None) -> Sequence[Result]:
        return evaluate(
            store,
            program,
            specs="",
            indicators=[version.name],
            periods=[period],
            depth=None,
            key=key,
            alone=True,
        ).results

    members = dict(zip(found.relation.dimensions, found.keys, strict=True))
    own = tuple(members[d] for d in version.dimensions) if set(version.dimensions) <= set(members) else None
    every = asked(None)
    for result in every:
        yield asked(own)[0] if own and result.key == own else result


def _in(result: Result, place: tuple[str, int, int]) -> Iterator[tuple[str, str]]:
    """What of a result was read from a row: the label of each number, and of a set with the class of the member."""
    traces = [result.trace, *(target.trace for target in result.targets if target.trace is not None), *result.guards]
    for trace in traces:
        for node in trace.walk():
            if node.fact is not None and _is(node.fact, place):
                yield node.label or node.text, ""
            for group in node.groups:
                if any(_is(fact, place) for line in group.lines for fact in line.facts):
                    yield node.label or node.text, group.kind
    for comparison in result.comparisons:
        if comparison.fact is not None and _is(comparison.fact, place):
            yield comparison.text, ""


def _as_member(
    version: Indicator, result: Result, dimension: str, member: str, label: str
) -> Iterator[tuple[str, str]]:
    """What of a result is there as there is a member: the entity itself, and each set that it is among."""
    if dict(zip(version.dimensions, result.key, strict=False)).get(dimension) == member:
        yield label or member, ""
    for node in result.trace.walk():
        for group in node.groups:
            if any(line.key == (member,) and line.label == label for line in group.lines):
                yield node.label or node.text, group.kind


def _is(fact: Fact, place: tuple[str, int, int]) -> bool:
    return (fact.source, fact.batch, fact.row) == place
