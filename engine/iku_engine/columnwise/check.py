"""Which rows of a chunk are not certain to keep the rules of their source: almost always none, and then no row is looked at singly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import compress

from iku_dsl.period import Period, from_ordinal
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_engine.calculate import Calculation
from iku_engine.columnwise.other_rows import OtherSources, SetFigures
from iku_engine.columnwise.rows import Rows, columns_read
from iku_engine.columnwise.vectors import Numbers, Truths, aligned
from iku_engine.database.relations import Relation
from iku_engine.database.stored import Stored
from iku_engine.plan.environment import Environment
from iku_engine.results.evaluation import Scalar, State
from iku_engine.staging.plain import Plain

MEMBERS_ALONE = (
    ex.Constant, ex.KeyValue, ex.AttributeValue, ex.Lookup, ex.Apply, ex.Classify, ex.Arithmetic, ex.Negative,
)  # fmt: skip
KEPT_MEMBERS = 100_000
PER_STEP = 200  # rows by which a rule is decided in the time of one step
ANY_PERIOD = Period(1)


@record
class Rules:
    """What rows of a relation must keep: conditions (of `syarat` and `periksa`), and columns with an end that something else gives."""

    relation: Relation
    source: Source | None
    conditions: tuple[ex.Expression, ...]
    limited: tuple[Column, ...]

    def expressions(self) -> Iterator[ex.Expression]:
        """The conditions and the ends."""
        yield from self.conditions
        yield from (column.limit for column in self.limited if column.limit is not None)


class ColumnCheck:
    """Decides rules by column; the run is asked for what follows from the members of a row, or from its period, alone."""

    def __init__(self, rules: Rules, run: Calculation) -> None:
        self.rules, self.calculation = rules, run
        self.figures = SetFigures(run.program, run.snapshot, rules.relation.name)
        every = (part for expression in rules.expressions() for part in ex.walk(expression))
        self.of_period = any(isinstance(part, ex.ColumnValue | ex.Aggregated) for part in every)
        self.reads = {column.name for column in rules.limited}
        self.able = all(self._fits(expression) for expression in rules.expressions())
        names = [NOT_APPLICABLE_PREFIX + name for name in self.reads if rules.relation.columns[name].may_be_missing]
        self.beside = sorted(names)
        self.of_members: dict[ex.Expression, dict[tuple[str, ...], Scalar]] = {}

    def _fits(self, expression: ex.Expression) -> bool:
        """Whether an expression is short enough; what it reads is added to what all of them do."""
        derived = self.rules.source.derived if self.rules.source is not None else {}
        read = columns_read(self.rules.relation.name, derived, expression)
        self.reads |= read or set()
        return read is not None

    def open_rows(self, rows: Plain) -> list[int]:
        """The places of the rows that may break a rule, in order."""
        if not self.able:
            return list(range(len(rows)))
        columns = dict(zip(rows.names, rows.values, strict=True))
        stored = {name: columns[name] for name in self.reads}
        keys = dict(zip(self.rules.relation.dimensions, rows.keys, strict=True))
        beside = [columns[name] for name in self.beside if any(columns[name])]
        patchy = [values for values in stored.values() if None in values]
        periods = rows.periods if self.of_period else [0] * len(rows)
        groups: dict[tuple[int, tuple[bool, ...]], list[int]] = {}
        lacking = [[value is None for value in values] for values in (*patchy, *beside)] if patchy else []
        for place, kind in enumerate(zip(*lacking, strict=True) if lacking else [()] * len(rows)):
            groups.setdefault((periods[place], kind), []).append(place)
        if len(groups) == 1 and not patchy:
            return list(compress(range(len(rows)), self._open(stored, keys, len(rows), periods[0])))
        found: list[int] = []
        for (period, kind), places in groups.items():
            if not all(kind[len(patchy) :]):  # something does not apply
                found += places
                continue
            some = {name: [values[at] for at in places] for name, values in stored.items()}
            theirs = {name: [texts[at] for at in places] for name, texts in keys.items()}
            found += compress(places, self._open(some, theirs, len(places), period))
        return sorted(found)

    def _open(
        self, stored: Mapping[str, Sequence[Stored]], keys: Mapping[str, Sequence[str]], count: int, period: int
    ) -> Sequence[bool]:
        """Whether each row may break a rule, for rows of a period in which the same columns are missing."""
        rows = self.by_column(stored, keys, count, period)
        broken = [False] * count
        work_out, steps = self.calculation.snapshot.work_out, 1 + count // PER_STEP
        for column in self.rules.limited:
            work_out(steps)
            beyond = _beyond(column, rows)
            if beyond is None:
                return [True] * count
            broken = [a or b for a, b in zip(broken, beyond, strict=True)]
        for condition in self.rules.conditions:
            work_out(steps)
            found = rows.vector(condition)
            if not isinstance(found, Truths):
                return [True] * count
            if False in found.values:
                broken = [a or b is False for a, b in zip(broken, found.values, strict=True)]
        return broken

    def by_column(
        self, stored: Mapping[str, Sequence[Stored]], keys: Mapping[str, Sequence[str]], count: int, period: int
    ) -> Rows:
        """Some rows of a period (0: whatever it is), in which the same columns are missing."""
        by_member, relation = partial(self._by_member, keys=keys, count=count), self.rules.relation
        at = from_ordinal(period, relation.grain) if period and relation.grain is not None else ANY_PERIOD
        beside = OtherSources(self.calculation, self.figures, relation.name, at, keys, count)
        return Rows(self.rules.source, relation.columns, stored, keys, count, by_member, beside.vector)

    def _by_member(
        self, expression: ex.Expression, keys: Mapping[str, Sequence[str]], count: int
    ) -> list[Scalar] | None:
        """What follows from the members of each row alone, computed once for each of them; None where that is not all, or not known."""
        parts = ex.walk(expression)
        if not all(isinstance(part, MEMBERS_ALONE) for part in parts):
            return None
        named = [part.key for part in parts if isinstance(part, ex.KeyValue | ex.AttributeValue)]
        dimensions = tuple(dict.fromkeys(key.dimension for key in named if isinstance(key, ex.RowKey)))
        if not keys.keys() >= set(dimensions):
            return None
        members = list(zip(*(keys[dimension] for dimension in dimensions), strict=True)) or [()] * count
        known = self.of_members.setdefault(expression, {})
        if len(known) > KEPT_MEMBERS:
            known.clear()
        for key in set(members) - known.keys():
            named_by = dict(zip(dimensions, key, strict=True))
            node = self.calculation.node(expression, Environment(ANY_PERIOD, named_by, self.rules.relation.name))
            if node.state is not State.VALUE:
                return None
            known[key] = node.value
        return list(map(known.__getitem__, members))


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
