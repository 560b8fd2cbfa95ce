"""From a fact back to the results that rest on it: what of them it is, and where in a file it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

import sqlalchemy as sa

from iku_dsl.budgets import most
from iku_dsl.period import Grain, Period, from_ordinal
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.program import Indicator, Program
from iku_dsl.records import record
from iku_engine import __version__
from iku_engine.calculate.counting import follow
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import asked_results, entities_of, plan_of
from iku_engine.evaluating.seeing import seeing
from iku_engine.facts.addressing import Address
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.indicators.results import new_evaluator
from iku_engine.plan.environment import Dependencies, Place
from iku_engine.plan.meaning import resting
from iku_engine.plan.reach import NEAR, gaps, history, readers
from iku_engine.results.evaluation import Evaluation, Fact, Node, Result
from iku_engine.store.restating import standing
from iku_engine.store.store import Store

ROWS = 100  # of facts, from which on another year of them is a question of its own
Said = tuple[str, str]  # the label of a number, and the class of a set, of a trace


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
    with seeing(store, program, specs=specs) as (snapshot, seen, _):
        row = snapshot.row(found.relation, found.period, found.keys)
        if row is None:
            raise WrongUse(say("fact-unknown", relation=found.relation.name, key=found.shown))
        fact, years = snapshot.fact(found.relation, row), _years(store, program, snapshot.connection)
        about = program.dimensions.get(found.relation.name) if found.relation.is_dimension else None
        label = snapshot.label(about.name, found.keys[0]) if about is not None else ""
        place = (fact.source, fact.batch, fact.row)
        looks = _Looks(place)
        results: list[tuple[Result, list[Use]]] = []
        for result in _results(new_evaluator(program, snapshot), _readers(program, found, years), found):
            made = list(looks.into(result))
            version = program.version(result.indicator, result.period)
            if about is not None and version is not None:
                made += _as_member(version, result, about.name, found.keys[0], label)
            results.append((result, [Use(result, *one) for one in dict.fromkeys(made)]))
    _through(program, results)
    found_results = tuple(result for result, made in results if made)
    evaluation = Evaluation(__version__, specs, "", None, False, (), found_results, seen=seen)
    stood = iter(standing(store, program, evaluation, files).results)
    found_uses = (replace(use, result=one) for _, made in results if made for one in (next(stood),) for use in made)
    return Uses(tuple(found_uses), tuple(gaps(years)))


def _readers(program: Program, found: Address, years: Sequence[int]) -> list[Place]:
    """The indicators and periods that can read a place at all, in the order of the specs. Errors: `WrongUse` for more than may be asked."""
    rests = resting(program, [found.relation.name])
    asked = [
        (name, period)
        for name, versions in program.indicators.items()
        if name in rests or found.relation.is_dimension
        for period in _periods(versions[0].grain, years)
        if program.version(name, period) is not None
    ]
    if len(asked) > most("asked"):
        raise WrongUse(say("asked-too-many", limit=most("asked")))
    if found.relation.is_dimension or not years:
        return asked
    ordinal = found.ordinal if found.period is not None else None
    near = range(years[0] - NEAR, years[-1] + NEAR + 1)
    read = readers(program, asked, found.relation.name, ordinal, near)
    return [place for place in asked if place in read]


def _through(program: Program, results: Sequence[tuple[Result, list[Use]]]) -> None:
    """Results that name another one which rests on the fact rest on it, too; their own trace may list no member of its sets."""
    above: dict[Place, list[int]] = {}  # by what they read, the results that may come to rest on it
    below: dict[Place, set[Place]] = {}
    dependencies = Dependencies()
    for at, (result, made) in enumerate(results):
        place = (result.indicator, result.period)
        if not made and place not in below:
            version = program.version(*place)
            below[place] = set(dependencies.made_of(program, version, result.period)) if version is not None else set()
        for read in below[place] if not made else ():
            above.setdefault(read, []).append(at)
    fresh = [result for result, made in results if made]
    while fresh:
        found: dict[int, Result] = {}
        for one in fresh:
            for at in above.get((one.indicator, one.period), ()):
                if at not in found and not results[at][1] and _may_meet(program, results[at][0], one):
                    found[at] = one
        for at in sorted(found):
            results[at][1].append(Use(results[at][0], found[at].label))
        fresh = [results[at][0] for at in sorted(found)]


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


def _results(run: Evaluator, asked: Sequence[Place], found: Address) -> Iterator[Result]:
    """The results of indicators that may rest on a place; with all members of their sets where the place is the entity's own.

    Each year with facts may take as much work as an evaluation, where the facts are many: a few facts of many years are no more than few.
    """
    program, snapshot = run.program, run.snapshot
    run.wanted = frozenset(asked)
    follow(run, plan_of(program, [(name, [period]) for name, period in asked]))
    members = dict(zip(found.relation.dimensions, found.keys, strict=True))
    years = len({period.year for _, period in asked})
    snapshot.work = snapshot.steps("worked", min(years, 1 + snapshot.row_count // ROWS))
    for name, period in asked:
        version = program.version(name, period)
        assert version is not None
        entities = entities_of(run, version, period)
        own = tuple(members[d] for d in version.dimensions) if set(version.dimensions) <= set(members) else ()
        for result in asked_results(run, name, period, entities, None, None):
            if own and result.key == own:
                result = asked_results(run, name, period, entities, own, None)[0]
            yield result


class _Looks:
    """What of results was read from a row; what several traces have in them is looked through once."""

    def __init__(self, place: tuple[str, int, int]) -> None:
        self.place = place
        self.known: dict[int, tuple[Node, tuple[Said, ...]]] = {}  # by identity, with the node, so that no other has it

    def into(self, result: Result) -> Iterator[Said]:
        """What of a result was read from the row: the label of each number, and of a set with the class of the member."""
        traces = [
            result.trace,
            *(target.trace for target in result.targets if target.trace is not None),
            *result.guards,
        ]
        for trace in traces:
            yield from self._said(trace)
        for comparison in result.comparisons:
            if comparison.fact is not None and self._is(comparison.fact):
                yield comparison.text, ""

    def _said(self, trace: Node) -> tuple[Said, ...]:
        waiting = [trace]
        while waiting:
            node = waiting[-1]
            below = [child for child in node.children if id(child) not in self.known]
            if below and id(node) not in self.known:
                waiting += below
                continue
            waiting.pop()
            if id(node) not in self.known:
                inside = (said for child in node.children for said in self.known[id(child)][1])
                self.known[id(node)] = node, tuple(dict.fromkeys((*self._own(node), *inside)))
        return self.known[id(trace)][1]

    def _own(self, node: Node) -> Iterator[Said]:
        if node.fact is not None and self._is(node.fact):
            yield node.label or node.text, ""
        for group in node.groups:
            if any(self._is(fact) for line in group.lines for fact in line.facts):
                yield node.label or node.text, group.kind

    def _is(self, fact: Fact) -> bool:
        return (fact.source, fact.batch, fact.row) == self.place


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
