"""Which rows of a chunk do not keep a rule of their source, or may not: almost always none, and then none is looked at singly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import compress

from iku_dsl.period import Period, from_ordinal
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_engine.calculate import Calculation
from iku_engine.columnwise.other_rows import OtherSources, SetFigures
from iku_engine.columnwise.rows import Rows, columns_read
from iku_engine.columnwise.vectors import Numbers, Truths, Vector, aligned
from iku_engine.database.relations import Relation
from iku_engine.database.stored import Stored
from iku_engine.plan.environment import Environment
from iku_engine.plan.meaning import every_part
from iku_engine.results.evaluation import Scalar, State
from iku_engine.staging.plain import Plain

MEMBERS_ALONE = (
    ex.Constant, ex.KeyValue, ex.AttributeValue, ex.Lookup, ex.Apply, ex.Classify, ex.Arithmetic, ex.Negative,
)  # fmt: skip
KEPT_MEMBERS = 100_000
PER_STEP = 200  # rows by which a rule is decided in the time of one step
ANY_PERIOD = Period(1)


Rule = ex.Expression | Column  # a condition of `syarat` or `periksa`; a column with an end that something else gives


@record
class Rules:
    """What rows of a relation must keep."""

    relation: Relation
    source: Source | None
    rules: tuple[Rule, ...]


@record
class Undecided:
    """A rule, and the places of rows of which it must be decided singly."""

    rule: Rule
    places: Sequence[int]


class ColumnCheck:
    """Decides rules by column; the run is asked for what follows from the members of a row, or from its period, alone."""

    def __init__(self, rules: Rules, run: Calculation) -> None:
        self.rules, self.calculation = rules, run
        self.figures = SetFigures(run.program, run.snapshot, rules.relation.name)
        every = (part for rule in rules.rules for part in every_part(run.program, _expression(rule), indicators=False))
        self.of_period = any(isinstance(part, ex.ColumnValue | ex.Aggregated) for part in every)
        self.reads = [self._reads(rule) for rule in rules.rules]  # by rule; None: it is too long
        self.columns = {name for names in self.reads for name in names or ()}
        names = [NOT_APPLICABLE_PREFIX + name for name in self.columns if rules.relation.columns[name].may_be_missing]
        self.beside = sorted(names)
        self.of_members: dict[tuple[str, ex.Expression], dict[tuple[str, ...], Scalar]] = {}

    def _reads(self, rule: Rule) -> set[str] | None:
        """The stored columns that a rule reads; None where it is too long."""
        derived = self.rules.source.derived if self.rules.source is not None else {}
        read = columns_read(self.rules.relation.name, derived, _expression(rule))
        return read if read is None or not isinstance(rule, Column) else {*read, rule.name}

    def open_rows(self, rows: Plain) -> tuple[list[int], list[Undecided]]:
        """The places of the rows that break a rule, or are at fault in one, and the rules that are not decided of others."""
        columns = dict(zip(rows.names, rows.values, strict=True))
        stored = {name: columns[name] for name in self.columns}
        keys = dict(zip(self.rules.relation.dimensions, rows.keys, strict=True))
        beside = [name for name in self.beside if any(columns[name])]
        patchy = [values for values in stored.values() if None in values]
        periods = rows.periods if self.of_period else [0] * len(rows)
        groups: dict[tuple[int, tuple[bool, ...]], list[int]] = {}
        flagged = [*patchy, *(columns[name] for name in beside)] if patchy else []
        lacking = [[value is None for value in values] for values in flagged]
        for place, kind in enumerate(zip(*lacking, strict=True) if lacking else [()] * len(rows)):
            groups.setdefault((periods[place], kind), []).append(place)
        found: set[int] = set()
        undecided: dict[int, list[int]] = {}
        for (period, kind), places in groups.items():
            applies = kind[len(patchy) :]
            without = {
                name.removeprefix(NOT_APPLICABLE_PREFIX)
                for name, does in zip(beside, applies, strict=False)
                if not does
            }
            whole = len(groups) == 1
            some = stored if whole else {name: [values[at] for at in places] for name, values in stored.items()}
            theirs = keys if whole else {name: [texts[at] for at in places] for name, texts in keys.items()}
            of_group = self.by_column(some, theirs, len(places), period)
            for number in range(len(self.rules.rules)):
                broken, singly = self._broken(number, of_group, without)
                found.update(compress(places, broken))
                undecided.setdefault(number, []).extend(places[at] for at in singly)
        return sorted(found), [Undecided(self.rules.rules[n], some) for n, some in undecided.items() if some]

    def _broken(self, number: int, rows: Rows, without: Set[str]) -> tuple[Sequence[bool], Iterable[int]]:
        """Whether each row of a group breaks a rule, and which rows do not say so; `without` are columns that do not apply to them."""
        rule, reads = self.rules.rules[number], self.reads[number]
        if reads is None or reads & without:
            return (), range(rows.count)
        self.calculation.snapshot.work_out(1 + rows.count // PER_STEP)
        rows.singly = set()
        broken = _beyond(rule, rows) if isinstance(rule, Column) else _unkept(rows.vector(rule))
        if broken is None:
            return (), range(rows.count)
        if rows.singly:
            broken = [one and at not in rows.singly for at, one in enumerate(broken)]
        return broken, rows.singly

    def by_column(
        self, stored: Mapping[str, Sequence[Stored]], keys: Mapping[str, Sequence[str]], count: int, period: int
    ) -> Rows:
        """Some rows of a period (0: whatever it is), in which the same columns are missing."""
        relation = self.rules.relation
        by_member = partial(self._by_member, relation.name, keys, count)
        at = from_ordinal(period, relation.grain) if period and relation.grain is not None else ANY_PERIOD
        beside = OtherSources(self.calculation, self.figures, relation.name, at, keys, count, self._by_member)
        return Rows(self.rules.source, relation.columns, stored, keys, count, by_member, beside.vector)

    def _by_member(
        self, row: str, keys: Mapping[str, Sequence[str]], count: int, expression: ex.Expression
    ) -> list[Scalar] | None:
        """What follows from the members of each row of a source alone, computed once for each; None where that is not all, or not known."""
        parts = ex.walk(expression)
        if not all(isinstance(part, MEMBERS_ALONE) for part in parts):
            return None
        named = [part.key for part in parts if isinstance(part, ex.KeyValue | ex.AttributeValue)]
        dimensions = tuple(dict.fromkeys(key.dimension for key in named if isinstance(key, ex.RowKey)))
        if not keys.keys() >= set(dimensions):
            return None
        members = list(zip(*(keys[dimension] for dimension in dimensions), strict=True)) or [()] * count
        known = self.of_members.setdefault((row, expression), {})
        if len(known) > KEPT_MEMBERS:
            known.clear()
        for key in set(members) - known.keys():
            named_by = dict(zip(dimensions, key, strict=True))
            node = self.calculation.node(expression, Environment(ANY_PERIOD, named_by, row))
            if node.state is not State.VALUE:
                return None
            known[key] = node.value
        return list(map(known.__getitem__, members))


def _expression(rule: Rule) -> ex.Expression:
    """The condition, or what gives the end."""
    if isinstance(rule, Column):
        assert rule.limit is not None
        return rule.limit
    return rule


def _unkept(found: Vector | None) -> Sequence[bool] | None:
    """Where a condition does not hold; None where that cannot be said."""
    return [value is False for value in found.values] if isinstance(found, Truths) else None


def _beyond(column: Column, rows: Rows) -> list[bool] | None:
    """Where a column is above the end that something else gives; None where that cannot be said."""
    assert column.limit is not None
    value, top = rows.column(column.name), rows.vector(column.limit)
    if not (isinstance(value, Numbers) and isinstance(top, Numbers)):
        return None
    if not (value.known and top.known):
        return [False] * rows.count
    _, (values, _), (tops, _) = aligned(value, top)
    assert values is not None
    assert tops is not None
    return [a > b for a, b in zip(values, tops, strict=True)]
