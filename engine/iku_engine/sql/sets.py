"""The statements that count and sum the elements of a set, for all entities at once, and the one that lists some of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_dsl.program.expression import AttributeValue, ColumnValue, Expression, HasRow, RowKey, Rows, conjuncts, walk
from iku_dsl.program.expression import Members as MembersSet
from iku_engine.engines.base import whole
from iku_engine.errors import StoreError
from iku_engine.plan.plan import Chain, binder, own_dimensions
from iku_engine.results.beside import LOADED, Lacks, of_parts
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.sql.compile import Compiler, Outside
from iku_engine.sql.frame import Frame
from iku_engine.sql.sums import Sums, read_sums, sums_of, total
from iku_engine.sql.terms import ALWAYS, NEVER, NoEntryError, NotInSqlError, Sql, SqlNumber, SqlText, SqlTruth, times
from iku_engine.sql.terms import UNKNOWN as OPEN

Entity = tuple[str, ...]
Codes = tuple[int, ...]
YES, UNKNOWN, NO = 2, 1, 0
PACK = 1 << 31  # above the count of all rows
CERTAIN: Sql = sa.cast(sa.literal(YES), sa.Integer())  # a bare number in GROUP BY would name a column by its place

WITHOUT_ENTRY = "without_entry"
LOOKED_AT = 80  # steps of a row that is due and looked at by itself, where SQL looks at one in one
MOST_PARTS = 5_000  # of the rules of one set in one statement, with entries of tables: each takes a variable or two, and there are limits
SAME_FOR_ALL = ((ALWAYS, YES), (NEVER, NO), (OPEN, UNKNOWN))


def _few_enough(parts: int) -> None:
    if parts > MOST_PARTS:
        raise NotInSqlError("more than one statement holds")


class SetQueries:
    """Compiles and runs the statements about one chain in one period; `outer` are the entity's dimensions it depends on."""

    frame: Frame
    compiler: Compiler
    read: frozenset[int] = frozenset()  # the tables beside the elements that the conditions read
    faulty: tuple[Sql, ...] = ()  # where they look up what has no entry
    bound: dict[str, SqlTruth]  # entities that an attribute of the element names, and whether it is known that it does

    def __init__(
        self,
        program: Program,
        snapshot: Snapshot,
        period: Period,
        chain: Chain,
        outer: tuple[str, ...],
        outside: Outside,
        beside: SetQueries | None = None,
        reads: Sequence[Expression] = (),
    ) -> None:
        """`beside` is another about the same elements and entities, whose statement this one is to be a part of.

        `reads` are all expressions that the statement is to be about, where they are many.
        """
        self.program, self.snapshot, self.chain, self.outer = program, snapshot, chain, outer
        self.own = own_dimensions(program, chain.base)
        if beside is not None:
            self.frame, self.compiler, self.bound = beside.frame, beside.compiler, beside.bound
        else:
            self._start(period, outside)
            self._start_from_full(reads)
        self._make_anew()
        before = self.compiler.size
        self.elements: dict[str, Sql] = {dimension: self.frame.keys[dimension] for dimension in self.own}
        self.truths: list[SqlTruth] = []
        self.fixed: dict[int, int] = {}  # codes that are the same for all elements, by their place
        for place, condition in enumerate(chain.conditions):
            bound = binder(condition)
            named = self.bound.get(bound[0]) if bound is not None else None
            truth = named if named is not None else self.compiler.truth(condition)
            same = next((code for one, code in SAME_FOR_ALL if truth is one), None)
            if same is not None:
                self.fixed[place] = same
            self.truths.append(truth)
            _few_enough(self.compiler.size - before)
        self.read, self.faulty = frozenset(self.frame.read or ()), tuple(self.compiler.without_entry)

    def _make_anew(self) -> None:
        """What is made from here on is part of another statement, that has the conditions and nothing else of what was made before."""
        self.frame.read, self.compiler.without_entry = set(self.read), list(self.faulty)

    def conditions_lack(self) -> list[Lacks]:
        """What each condition lacks in an element of which it is unknown."""
        return [self.compiler.lacks.get(condition, LOADED) for condition in self.chain.conditions]

    def lacks(self, *operands: Expression) -> Lacks:
        """What is lacking in an element of which one of several numbers is missing."""
        for operand in operands:
            if operand not in self.compiler.lacks:  # as another statement reads it
                self.number(operand)
        return of_parts(*(self.compiler.lacks[operand] for operand in operands))

    @cached_property
    def codes(self) -> list[Sql]:
        """The code of each condition: 2 where it certainly holds, 1 where that is unknown, 0 where it certainly does not."""
        return [
            sa.cast(sa.literal(self.fixed[place]), sa.Integer()) if place in self.fixed else truth.code
            for place, truth in enumerate(self.truths)
        ]

    def _start(self, period: Period, outside: Outside) -> None:
        base = self.chain.base
        self.frame = Frame(self.snapshot, period)
        if isinstance(base, MembersSet):
            self.frame.start_members(base)
        else:
            self.frame.start_rows(base)
        self.compiler = Compiler(self.program, self.frame, outside)
        self._bind_entities()
        self._start_from_first()

    def _bind_entities(self) -> None:
        """Each element's entity: the member it has itself, the attribute that names it, or every one in turn.

        Whose attribute is missing may belong to each of them: it is looked at for all, and it is unknown whether it does.
        """
        self.bound = {}
        for condition in self.chain.conditions:
            found = binder(condition)
            if found is not None and found[0] in self.outer and found[0] not in self.own:
                value = self.compiler.term(found[1])
                if not isinstance(value, SqlText):
                    continue
                if self._all_named(found[1]):
                    self.frame.keys[found[0]], self.bound[found[0]] = value.value, ALWAYS
                else:
                    named = value.value.is_not(None)
                    unknown = sa.and_(sa.not_(named), *([] if value.na is None else [sa.not_(value.na)]))
                    self.frame.add_possible(found[0], value.value, unknown)
                    self.bound[found[0]] = SqlTruth(named, sa.false())
                self.frame.where.append(self.frame.keys[found[0]].is_not(None))
        for dimension in self.outer:
            if dimension not in self.frame.keys:
                self.frame.add_entities(dimension)

    def _all_named(self, attribute: Expression) -> bool:
        """Whether no member lacks an attribute, or one on the way to it."""
        relations = self.snapshot.tables.relations
        read = [part for part in walk(attribute) if isinstance(part, AttributeValue)]
        return not any(self.snapshot.some_missing(relations[part.dimension], part.attribute) for part in read)

    def _start_from_first(self) -> None:
        """Members of which the first condition demands a row somewhere need not be looked at where there is none.

        Nobody asks about the others: of all members, those not in the first set are never listed or counted.
        """
        if not isinstance(self.chain.base, MembersSet) or not self.chain.conditions:
            return
        for condition in conjuncts(self.chain.conditions[0]):
            if isinstance(condition, HasRow) and all(isinstance(key, RowKey) for key in condition.keys):
                dimensions = self.program.sources[condition.source].dimensions
                found = tuple(self.frame.keys[d] for d in dimensions if d in self.frame.keys)
                if len(found) == len(dimensions) == len(condition.keys):
                    self.frame.require(condition.source, condition.shift, found)

    def _start_from_full(self, reads: Sequence[Expression]) -> None:
        """Members of which each has a row in a source that is read need not be looked at beside it."""
        if not isinstance(self.chain.base, MembersSet) or self.program.dimensions[self.chain.base.dimension].enumerated:
            return
        parts = (part for expression in reads for part in walk(expression) if isinstance(part, ColumnValue))
        own = tuple(self.frame.keys[dimension] for dimension in self.own)
        for part in parts:
            if all(isinstance(key, RowKey) for key in part.keys) and part.source in self.program.sources:
                if self.program.sources[part.source].dimensions == self.own:
                    if self.frame.full(part.source, part.shift):
                        self.frame.require(part.source, part.shift, own)
                    return

    def _entities(self) -> list[Sql]:
        return [self.frame.keys[dimension] for dimension in self.outer]

    def entities(self) -> list[Sql]:
        """The members of the entity, as columns."""
        return [key.label(f"entity_{place}") for place, key in enumerate(self._entities())]

    def select(self, *columns: Sql, read: Collection[int]) -> sa.Select[Any]:
        """A statement over the elements, with the tables beside them that it reads."""
        query: sa.Select[Any] = sa.select(*columns).select_from(self.frame.joined(read))
        for condition in self.frame.where:
            query = query.where(condition)
        return query

    def look(self, count: int | None = None, steps: int = 1) -> None:
        """Count the rows that a statement looks at and are not there, all of them or so many. Errors: `WrongUse` for too many."""
        if isinstance(self.chain.base, Rows) and self.frame.absent:
            absent = self.frame.absent if count is None else min(count, self.frame.absent)
            self.snapshot.look_at_due(self.chain.base.source, absent, steps)

    def with_operand(self, *columns: Sql) -> sa.Select[Any]:
        """A statement about an operand that was just made: of elements that are in or may be, and those of which a look-up cannot say."""
        faulty = self.compiler.without_entry
        query = self.select(*columns, *without_entry(faulty), read=self.frame.read or ())
        return query.where(sa.or_(self.together() > NO, *faulty))

    # ---- counts

    def counting(self) -> sa.Select[Any]:
        """The statement that counts: entities, codes, and how many elements have them.

        A single code that differs is not grouped by, which would sort the elements, but summed: certain ones in units, unknown ones in
        multiples of `PACK`.
        """
        entities = self.entities()
        differing = [place for place in range(len(self.truths)) if place not in self.fixed]
        if len(differing) == 1:
            truth = self.truths[differing[0]]
            packed = truth.classed(1, PACK)
            counted = [total(packed).label("packed"), sa.func.count().label("elements"), *without_entry(self.faulty)]
            query = self.select(*entities, *counted, read=self.read)
            return query.group_by(*entities) if entities else query
        codes = [self.codes[place].label(f"code_{number}") for number, place in enumerate(differing)]
        counted = [*codes, sa.func.count().label("elements"), *without_entry(self.faulty)]
        query = self.select(*entities, *counted, read=self.read)
        return query.group_by(*entities, *codes) if entities or codes else query

    def code_names(self) -> list[str]:
        """The column in which the code of each condition is found; `=2` where it is 2 for every element."""
        alone = len(self.truths) - len(self.fixed) == 1
        coming = iter(("packed",) if alone else (f"code_{place}" for place in range(len(self.truths))))
        return [f"={self.fixed[place]}" if place in self.fixed else next(coming) for place in range(len(self.truths))]

    def told(self) -> list[tuple[str, str]]:
        """The columns of the codes, each with its condition in the author's words."""
        return list(zip(self.code_names(), (condition.text for condition in self.chain.conditions), strict=True))

    def counts(self, answers: Sequence[str]) -> dict[Entity, dict[Codes, int]]:
        """How many elements have each combination of codes, one code a condition; by entity, for what this answers."""
        found: dict[Entity, dict[Codes, int]] = {}
        width, alone = len(self.outer), len(self.truths) - len(self.fixed) == 1
        self.look()
        for row in self.snapshot.ask(self.counting(), answers, self.told()):
            if self.faulty:
                *row, faulty = row
                refuse_without_entry(faulty)
            entity, *differing, count = tuple(row[:width]), *row[width:]
            parts = _parts(whole(differing[0]) or 0, count) if alone else [(tuple(differing), count)]
            by_code = found.setdefault(entity, {})
            for codes, number in parts:
                if number:
                    made = self.whole_codes(codes)
                    by_code[made] = by_code.get(made, 0) + number
        return found

    def whole_codes(self, differing: Codes) -> Codes:
        """A whole combination of codes from those that differ."""
        coming = iter(differing)
        return tuple(self.fixed[place] if place in self.fixed else next(coming) for place in range(len(self.truths)))

    # ---- sums

    def number(self, operand: Expression) -> SqlNumber:
        """An operand, as part of a statement about the conditions and it. Errors: `NotInSqlError`."""
        self._make_anew()
        return self.compiler.number(operand)

    def numbers(self, operand: Expression, by: Expression | None) -> dict[str, SqlNumber]:
        """What is summed, by the name that its columns start with."""
        before = self.compiler.size
        number = self.number(operand)
        _few_enough(self.compiler.size - before)
        if by is None:
            return {"value": number}
        weight = self.compiler.number(by)
        _few_enough(self.compiler.size - before)
        product = times(number, weight)
        known = product.value.is_not(None)
        only = SqlNumber(
            sa.case((known, weight.value), else_=sa.null()), weight.low, weight.high, weight.denominator, weight.largest,
            False, product.na, weight.bounded,
        )  # fmt: skip
        return {"value": number, "product": product, "weight": only}

    def _summing(self, numbers: Mapping[str, SqlNumber]) -> sa.Select[Any]:
        """The statement that sums over the elements that are in or may be, by entity and certainty."""
        code = self.together()
        entities = self.entities()
        columns: list[Sql] = [*entities, code.label("code")]
        for name, one in numbers.items():
            columns.extend(sums_of(name, one))
        return self.with_operand(*columns).group_by(*entities, code)

    def sums(
        self, operand: Expression, by: Expression | None, answers: Sequence[str]
    ) -> dict[Entity, dict[str, dict[int, Sums]]]:
        """Sums of an operand over the elements certainly in (2) and possibly in (1), by entity, for what this answers.

        Under `value` those of the operand itself; with weights, under `product` those of operand × weight and under `weight` those
        of the weights, over the elements where both are known.
        """
        numbers = self.numbers(operand, by)
        found: dict[Entity, dict[str, dict[int, Sums]]] = {}
        query = self._summing(numbers)
        names = query.selected_columns.keys()
        operands = [("value", operand.text), *([("weight", by.text)] if by is not None else [])]
        self.look()
        for values in self.snapshot.ask(query, answers, operands):
            row = dict(zip(names, values, strict=True))
            refuse_without_entry(row.get(WITHOUT_ENTRY))
            entity = tuple(row[f"entity_{place}"] for place in range(len(self.outer)))
            by_name = found.setdefault(entity, {})
            for name, one in numbers.items():
                by_name.setdefault(name, {})[row["code"]] = read_sums(name, row, one.denominator)
        return found

    def together(self) -> Sql:
        """The worst code of an element: certainly in only where every condition certainly holds."""
        if not self.codes:
            return CERTAIN
        if len(self.codes) == 1:
            return self.codes[0]
        none = sa.or_(*(code == NO for code in self.codes))
        every = sa.and_(*(code == YES for code in self.codes))
        return sa.case((none, NO), (every, YES), else_=UNKNOWN)

    # ---- elements

    def listed(
        self, entity: Entity, wanted: Mapping[int, int] | None, depth: int | None, worst: int | None = None
    ) -> list[tuple[Entity, Codes]]:
        """Some elements with their codes, in the order of their keys: at most `depth` of those whose codes are `wanted` (place: code).

        `worst` is the least certain of all codes of an element.
        """
        columns = [key.label(f"key_{place}") for place, key in enumerate(self.elements.values())]
        codes = [code.label(f"code_{place}") for place, code in enumerate(self.codes)]
        selected: list[Sql] = [*columns, *codes] or [
            CERTAIN
        ]  # the one row of a source without dimensions has no key to select
        at_fault = self.faulty
        told = [sa.case((sa.or_(*at_fault), 1), else_=0)] if at_fault else []
        query = self.select(*selected, *told, read=self.read)
        for key, member in zip(self._entities(), entity, strict=True):
            query = query.where(key == member)
        for place, code in (wanted or {}).items():
            query = query.where(self.codes[place] == code)
        if worst is not None and self.codes:
            query = query.where(self.together() == worst)
        query = query.order_by(*self.elements.values())
        if depth is not None:
            query = query.limit(depth)
        width, all_of = len(columns), len(columns) + len(codes)
        of_entity = self.frame.absent
        for dimension in self.outer if of_entity else ():
            of_entity //= max(len(self.snapshot.members(dimension)), 1)
        if self.frame.sorted_whole:
            self.look(of_entity)
        rows = self.snapshot.ask(query, [self.chain.text])
        if depth is None:
            self.look(len(rows), LOOKED_AT)
        elif len(rows) < depth and not self.frame.sorted_whole:  # all were looked at
            self.look(of_entity)
        refuse_without_entry(bool(at_fault) and any(row[-1] for row in rows))
        return [(tuple(row[:width]), tuple(row[width:all_of])) for row in rows]


def without_entry(faulty: Collection[Sql]) -> list[Sql]:
    """How many elements have a look-up without an entry, as a column of a statement; no column where nothing is looked up."""
    return [sa.func.count().filter(sa.or_(*faulty)).label(WITHOUT_ENTRY)] if faulty else []


def refuse_without_entry(count: object) -> None:
    """Errors: `NoEntryError` where a look-up has no entry for some of the elements."""
    if count:
        raise NoEntryError("a key without an entry")


def unpacked(packed: int, elements: int) -> tuple[int, int]:
    """How many of so many elements are certain, and unknown. Errors: `StoreError` for more elements than are kept apart."""
    if elements >= PACK:
        raise StoreError(say("too-many-elements", count=elements, limit=PACK - 1))
    unknown, certain = divmod(packed, PACK)
    return certain, unknown


def _parts(packed: int, elements: int) -> list[tuple[Codes, int]]:
    certain, unknown = unpacked(packed, elements)
    return [((YES,), certain), ((UNKNOWN,), unknown), ((NO,), elements - certain - unknown)]
