"""What the tables of a store are made of besides the names in the specs: a name that meets one of these cannot be stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iku_dsl.program.sources import Column

KEY_PREFIX = "key_"
NOT_APPLICABLE_PREFIX = "na_"
SUPERSEDED = "__superseded"  # behind the name of a relation: which of its rows hold no more
OWN_COLUMNS = ("row_id", "batch_id", "row", "period")


def columns_beside(dimensions: Iterable[str]) -> tuple[str, ...]:
    """The columns of a relation's table that are none of its own columns: those of every table, and its keys."""
    return (*OWN_COLUMNS, *(KEY_PREFIX + dimension for dimension in dimensions))


def columns_of(column: Column) -> Iterator[str]:
    """The columns of a table that a column takes: itself, and whether it does not apply where it may be missing."""
    yield column.name
    if column.may_be_missing:
        yield NOT_APPLICABLE_PREFIX + column.name
