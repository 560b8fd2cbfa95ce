"""From one shape of a relation to another: the steps that change its table, and what rows must be for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iku_engine.store.shapes import ColumnShape, Shape, of_another_kind


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
