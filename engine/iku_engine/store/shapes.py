"""What the columns of a relation are declared to be, as text: a store keeps it, and so knows what changed in the specs since.

From one shape to another there are steps that change the table, and what rows must be for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property, lru_cache

import sqlalchemy as sa

from iku_dsl.interval import Interval
from iku_dsl.period import Grain
from iku_dsl.problem import say
from iku_dsl.program import Column, Program
from iku_dsl.records import record
from iku_dsl.types import Kind, Type
from iku_engine.book_texts import of_book
from iku_engine.database.books import Books
from iku_engine.database.chain import canonical
from iku_engine.database.digests import Kept, kept_as
from iku_engine.database.enforced import enforced
from iku_engine.database.relations import FACTS, MEMBERS, Relation, Schema, schema, widened
from iku_engine.errors import StoreError
from iku_engine.plan.meaning import full_meaning


@record
class ColumnShape:
    """One column: `parts` is how many parts of one its integers count; `low` and `high` are ends of its range, with `(` where open."""

    kind: str
    of: str
    unit: str
    parts: int
    may_be_missing: bool
    choices: tuple[str, ...]
    low: str
    high: str
    limit: str

    @property
    def range(self) -> Interval:
        """The numbers that it may hold."""
        low, high = (Fraction(end.strip("()")) if end else None for end in (self.low, self.high))
        return Interval(low, high, self.low.startswith("("), self.high.endswith(")"))


class _Kept:
    """What a shape was written as. It is no field; a changed shape starts without."""

    __slots__ = ("_text",)
    _text: str


@record
class Shape(_Kept):
    """One relation: its grain, its keys, its columns, what each row must keep; what the specs list of the dimensions that it names.

    `listed` are those dimensions, each with its members. An older store has the dimensions alone: their members are not known.
    """

    prefix: str
    grain: str
    keys: tuple[str, ...]
    columns: Mapping[str, ColumnShape]
    rules: tuple[str, ...]
    listed: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    closed: bool = False

    @property
    def of_grain(self) -> Grain | None:
        """The grain of its periods."""
        return Grain(self.grain) if self.grain else None

    @property
    def named_by_facts(self) -> bool:
        """Whether its rows are members that facts name, with no file of their own."""
        return self.prefix == MEMBERS and not self.columns and not self.closed

    @property
    def text(self) -> str:
        """The text that a store keeps: written once, as each opening compares it."""
        try:
            return self._text
        except AttributeError:
            object.__setattr__(self, "_text", self._written())
            return self._text

    def _written(self) -> str:
        told = {**_fields(self), "columns": {name: _fields(column) for name, column in self.columns.items()}}
        del told["listed"]
        told["enumerated"] = [name if members is None else [name, members] for name, members in self.listed.items()]
        return canonical(told if self.closed else {name: value for name, value in told.items() if name != "closed"})


def _fields(of: Shape | ColumnShape) -> dict[str, object]:
    """What `asdict` gives, but that it copies all within: each store that is opened is compared with the texts of these."""
    return {each.name: getattr(of, each.name) for each in fields(of)}


def shape(program: Program, relation: Relation) -> Shape:
    """The shape that the specs declare; of a relation as they declare it, it is made once."""
    if schema(program).relations.get(relation.name) is not relation:
        return _shape(program, relation)
    return program.once(_declared)[relation.name]


def _declared(program: Program) -> Mapping[str, Shape]:
    return {name: _shape(program, relation) for name, relation in schema(program).relations.items()}


def _shape(program: Program, relation: Relation) -> Shape:
    source = program.sources.get(relation.name)
    conditions = [requirement.condition for requirement in source.requirements] if source is not None else []
    rules = tuple(full_meaning(program, condition) for condition in conditions)
    columns = {name: _column(program, column) for name, column in relation.columns.items()}
    prefix = MEMBERS if relation.is_dimension else FACTS
    grain = str(relation.grain or "")
    return Shape(prefix, grain, relation.dimensions, columns, rules, relation.listed, relation.closed)


def _ends(interval: Interval) -> list[str]:
    """The ends of an interval: `(` and `)` where they are open, empty where there are none."""
    low, high = interval.low, interval.high
    return [
        "" if low is None else f"({low}" if interval.low_open else str(low),
        "" if high is None else f"{high})" if interval.high_open else str(high),
    ]


def lost_members(old: Shape, new: Shape, dimension: str) -> bool:
    """Whether rows of an earlier shape may name members of a dimension that are no longer listed, or were never looked at."""
    before, now = old.listed.get(dimension), new.listed[dimension]
    return before is None or now is None or not set(before) <= set(now)


def known_shapes(connection: sa.Connection, books: Books) -> dict[str, str]:
    """The last shape of each relation that a store knows, as text."""
    table = books.shapes
    latest = sa.select(table.c.relation, sa.func.max(table.c.event_id).label("event_id")).group_by(table.c.relation)
    last = latest.subquery()
    on = sa.and_(table.c.relation == last.c.relation, table.c.event_id == last.c.event_id)
    rows = connection.execute(sa.select(table.c.relation, table.c.text).select_from(table.join(last, on)))
    return {row[0]: row[1] for row in rows}


def grains(connection: sa.Connection, schema: Schema) -> dict[str, Grain | None]:
    """How long the periods are of each relation that a store has, also of those that the specs do not have; None where it has none."""
    known = {name: read_shape(text).of_grain for name, text in known_shapes(connection, schema).items()}
    return known | {name: relation.grain for name, relation in schema.relations.items()}


def rebuilt(old: Shape, new: Shape) -> bool:
    """Whether a table is made anew, with the new columns alone, where its shape changes so."""
    both = (name for name in new.columns if name in old.columns)
    return (old.grain, old.keys) != (new.grain, new.keys) or any(
        of_another_kind(old.columns[name], new.columns[name]) for name in both
    )


def of_another_kind(old: ColumnShape, new: ColumnShape) -> bool:
    """Whether a column holds something else than it did."""
    members = (old.of if old.kind == "member" else "") != (new.of if new.kind == "member" else "")
    return old.kind != new.kind or members or old.unit != new.unit


@record
class Lying:
    """A relation as its table lies in a store: `shape` has every column that the table ever had; of one that changed, as it is now."""

    shape: Shape
    named_by_facts: bool  # its members are, or once were, those that facts name

    @property
    def columns(self) -> Mapping[str, Column]:
        """Its columns, of which no more is known than how they are stored."""
        return {
            name: Column(
                name=name,
                type=Type(Kind(told.kind), of=told.of, choices=told.choices),
                may_be_missing=told.may_be_missing,
                kept=told.parts,
            )
            for name, told in self.shape.columns.items()
        }


def lying(connection: sa.Connection, books: Books, upto: int | None = None, of: str | None = None) -> dict[str, Lying]:
    """Every relation that a store ever had, or the one of a name."""
    query = sa.select(books.shapes.c.relation, books.shapes.c.text).order_by(books.shapes.c.event_id)
    if upto is not None:
        query = query.where(books.shapes.c.event_id <= upto)
    if of is not None:
        query = query.where(books.shapes.c.relation == of)
    found: dict[str, Lying] = {}
    for name, text in connection.execute(query):
        shape = read_shape(text)
        before = found.get(name)
        named = shape.named_by_facts
        if before is not None and not rebuilt(before.shape, shape):
            shape = replace(shape, columns=_together(before.shape.columns, shape.columns))
        found[name] = Lying(shape, named or (before is not None and before.named_by_facts))
    return found


def _together(before: Mapping[str, ColumnShape], now: Mapping[str, ColumnShape]) -> Mapping[str, ColumnShape]:
    """Columns of a table that were, and those that are; what may be missing once may be so in rows of that time."""
    absent = {name for columns in (before, now) for name, told in columns.items() if told.may_be_missing}
    return {name: replace(told, may_be_missing=name in absent) for name, told in {**before, **now}.items()}


def kept_relations(connection: sa.Connection, books: Books, upto: int | None = None) -> dict[str, Kept]:
    """The same as what hashes are taken over."""
    return {
        name: kept_as(
            name,
            one.shape.prefix,
            one.shape.keys,
            {column: (told.kind, told.parts, told.may_be_missing) for column, told in one.shape.columns.items()},
            one.named_by_facts,
        )
        for name, one in lying(connection, books, upto).items()
    }


def as_lying(connection: sa.Connection, books: Books, relation: Relation) -> Relation:
    """A relation with every column that it ever had, so that a row written again loses nothing of the one before it."""
    known = lying(connection, books, of=relation.name).get(relation.name)
    every = known.columns if known is not None and known.shape.keys == relation.dimensions else {}
    more = {name: column for name, column in every.items() if name not in relation.columns}
    return widened(relation, more) if more else relation


def lacking_then(connection: sa.Connection, books: Books, relation: str) -> list[tuple[int, frozenset[str]]]:
    """The columns of a relation that the specs of a time did not have: by the event from which on that was so, in order."""
    shapes = books.shapes.c
    query = sa.select(shapes.event_id, shapes.text).where(shapes.relation == relation).order_by(shapes.event_id)
    told = [(event, read_shape(text).columns.keys()) for event, text in connection.execute(query)]
    every = {name for _, names in told for name in names}
    return [(event, frozenset(every - names)) for event, names in told]


@lru_cache(maxsize=2_048)  # `tables`, each as it is and as it was
def read_shape(text: str) -> Shape:
    """A shape from its text; books are looked through many times, and each text is read once. Errors: `ForeignText` where it is none."""
    with of_book("iku_shape", "-"):
        found = json.loads(text)
        columns = {
            name: ColumnShape(**{**column, "choices": tuple(column["choices"])})
            for name, column in found["columns"].items()
        }
        for column in columns.values():
            column.range  # noqa: B018  can be read
        told = [(one, None) if isinstance(one, str) else (one[0], tuple(one[1])) for one in found.get("enumerated", ())]
        keys, rules = tuple(found["keys"]), tuple(found["rules"])
        return Shape(found["prefix"], found["grain"], keys, columns, rules, dict(told), found.get("closed", False))


class EarlierShapes:
    """What a store's relations ever were, asked when somebody wants to know: rows may have come before the specs said what they say."""

    def __init__(self, connection: sa.Connection, books: Books) -> None:
        self._connection, self._shapes = connection, books.shapes.c

    @cached_property
    def _every(self) -> tuple[tuple[str, Shape], ...]:
        rows = self._connection.execute(sa.select(self._shapes.relation, self._shapes.text))
        return tuple((name, read_shape(text)) for name, text in rows)

    def __iter__(self) -> Iterator[tuple[str, Shape]]:
        """Each relation with a shape that it once had, in no order."""
        return iter(self._every)

    @cached_property
    def enumerated(self) -> frozenset[tuple[str, str]]:
        """The relations and dimensions they name whose members were once enumerated by specs, and not looked up among facts."""
        return frozenset((name, dimension) for name, one in self._every for dimension in one.listed)

    @cached_property
    def once_named(self) -> frozenset[str]:
        """The dimensions whose members once were those that facts named."""
        return frozenset(name for name, one in self._every if one.named_by_facts)

    def once_others(self, relation: str, now: Shape) -> tuple[str, ...]:
        """The listed dimensions of a relation that once had, or may have had, members which the specs of now do not list."""
        shapes = [one for name, one in self._every if name == relation]
        return tuple(name for name in now.listed if any(lost_members(one, now, name) for one in shapes))

    @cached_property
    def _changed(self) -> Mapping[str, list[Mapping[str, ColumnShape]]]:
        """The columns of each relation that changed, one shape after another."""
        shapes = self._shapes
        changed = sa.select(shapes.relation).group_by(shapes.relation).having(sa.func.count() > 1)
        query = sa.select(shapes.relation, shapes.text).where(shapes.relation.in_(changed)).order_by(shapes.event_id)
        found: dict[str, list[Mapping[str, ColumnShape]]] = {}
        for relation, text in self._connection.execute(query):
            found.setdefault(relation, []).append(read_shape(text).columns)
        return found

    @cached_property
    def lacking(self) -> frozenset[tuple[str, str]]:
        """The relations and columns of theirs that a row may lack, whatever the specs say now."""
        return frozenset(
            (relation, name)
            for relation, told in self._changed.items()
            for name in {name for columns in told for name in columns}
            if any(name not in columns or columns[name].may_be_missing for columns in told)
        )

    @cached_property
    def must_have(self) -> Mapping[str, frozenset[str]]:
        """By relation the columns in which each row has something: those that every shape has, none as one that may be missing."""
        found: dict[str, frozenset[str]] = {}
        for relation, one in self._every:
            mine = frozenset(name for name, column in one.columns.items() if not column.may_be_missing)
            found[relation] = found.get(relation, mine) & mine
        return found

    def size(self, relation: str, column: str) -> Fraction | None:
        """The largest size of a number that a column ever could have; None where it had no limit once. 0 where it never changed."""
        ends = [
            end
            for columns in self._changed.get(relation, ())
            if column in columns
            for end in (columns[column].range.low, columns[column].range.high)
        ]
        return max((abs(end) for end in ends if end is not None), default=Fraction(0)) if None not in ends else None


def _column(program: Program, column: Column) -> ColumnShape:
    low, high = _ends(column.range)
    return ColumnShape(
        kind=str(column.type.kind),
        of=column.type.of,
        unit=str(column.type.unit),
        parts=column.parts,
        may_be_missing=column.may_be_missing,
        choices=column.type.choices,
        low=low,
        high=high,
        limit=full_meaning(program, column.limit) if column.limit is not None else "",
    )


FORMAT = "6"


def up_to_date(connection: sa.Connection, schema: Schema, program: Program) -> bool:
    """Whether a store has every table of a program as its specs declare it, and sees to it (`database.enforced`).

    Errors: `StoreError` for one of another format.
    """
    if not sa.inspect(connection).has_table(schema.about.name):
        return False
    if {column["name"] for column in sa.inspect(connection).get_columns(schema.about.name)} != {"name", "value"}:
        raise StoreError(say("store-occupied", name=schema.about.name, table=schema.about.name))
    found = connection.execute(sa.select(schema.about.c.value).where(schema.about.c.name == "format")).scalar()
    if found != FORMAT:
        raise StoreError(say("store-format", found=str(found), wanted=FORMAT))
    known = known_shapes(connection, schema)
    return enforced(connection) and all(
        known.get(name) == shape(program, relation).text for name, relation in schema.relations.items()
    )


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Other keys, another grain or another type: only for a relation without rows."""

    column: str = ""


@dataclass(frozen=True, slots=True)
class Add:
    """A column that the table does not have."""

    column: str


@dataclass(frozen=True, slots=True)
class AddNotApplicable:
    """Where `tidak berlaku` is kept, of a column that may be missing now."""

    column: str


@dataclass(frozen=True, slots=True)
class Rescale:
    """More or fewer decimals: stored integers times one number, by another."""

    column: str
    times: int
    by: int


@dataclass(frozen=True, slots=True)
class Holds:
    """Rows must be so already: `what` is `required`, `range`, `choices` or (of the whole relation) `rules`."""

    column: str
    what: str


Step = Rebuild | Add | AddNotApplicable | Rescale | Holds


def steps(old: Shape, new: Shape, there: set[str]) -> Iterator[Step]:
    """The steps from a shape with all columns that there ever were to another; `there` are the columns that the table has."""
    if (old.grain, old.keys) != (new.grain, new.keys):
        yield Rebuild()
        return
    for name, column in new.columns.items():
        before = old.columns.get(name)
        if name not in there:
            yield Add(name)
        elif before is not None:
            yield from _changed(name, before, column)
    limits = {name: column.limit for name, column in old.columns.items()}
    if any(column.limit and column.limit != limits.get(name) for name, column in new.columns.items()) or (
        set(new.rules) - set(old.rules)
    ):
        yield Holds("", "rules")


def _changed(name: str, old: ColumnShape, new: ColumnShape) -> Iterator[Step]:
    if of_another_kind(old, new):
        yield Rebuild(name)
        return
    if old.parts != new.parts:
        yield Rescale(name, new.parts, old.parts)
    if new.may_be_missing and not old.may_be_missing:
        yield AddNotApplicable(name)
    if old.may_be_missing and not new.may_be_missing:
        yield Holds(name, "required")
    if not old.range.within(new.range):
        yield Holds(name, "range")
    if set(old.choices) - set(new.choices):
        yield Holds(name, "choices")
