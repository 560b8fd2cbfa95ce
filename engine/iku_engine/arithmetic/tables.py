"""Which rows of a table can be meant by keys of which some are not known, and whether the table has nothing for some of these."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from iku_dsl.bounds.known import listed
from iku_dsl.interval import Interval
from iku_dsl.program import Program, Table
from iku_dsl.records import record
from iku_dsl.types import Kind, Type

Names = tuple[str, ...]
FEW = 16  # names that are compared one by one sooner than kept alive
ENTRIES = 10  # of a table, or names, that are looked through in the time of one step


@record
class Meant:
    """What stands in the rows that can be meant: from which number to which, if there are numbers, and the names, each once.

    `left_out`: the keys may be ones that the table has nothing for, on purpose.
    """

    numbers: tuple[Fraction, Fraction] | None
    names: Names
    left_out: bool


class RowsMeant:
    """What was found of tables by keys that are not known: looked through once for the same names, however often they are read."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[Table, Meant]] = {}
        self._members: dict[str, Names | None] = {}
        # Names by what they are, and lists of them by their identity, which must stay alive.
        self._same: dict[Names, Names] = {}
        self._seen: dict[int, tuple[Names, Names]] = {}

    def listed(self, program: Program, kind: Type) -> Names | None:
        """The names that a choice or member may be, None where the spec does not list them."""
        if kind.kind is not Kind.MEMBER:
            return listed(program, kind)
        if kind.of not in self._members:
            self._members[kind.of] = listed(program, kind)
        return self._members[kind.of]

    def of(self, table: Table, keys: Sequence[Names | None], work_out: Callable[[int], None]) -> Meant:
        """The rows for all that each key can be; None where nothing lists that. What is looked through counts as work."""
        place = (id(table), *(None if names is None else self._known(names, work_out) for names in keys))
        if place not in self._found:
            work_out(min(len(table.entries), _combinations(keys)) // ENTRIES)
            self._found[place] = table, rows_meant(table, keys)
        return self._found[place][1]

    def _known(self, names: Names, work_out: Callable[[int], None]) -> object:
        """What the same names are known by."""
        if len(names) <= FEW:
            return names
        if id(names) not in self._seen:
            work_out(len(names) // ENTRIES)
            self._seen[id(names)] = names, self._same.setdefault(names, names)
        return id(self._seen[id(names)][1])


def rows_meant(table: Table, keys: Sequence[Names | None]) -> Meant:
    """The rows for all that each key can be; None where nothing lists that.

    Of a table that is not partial, `check` has proved that there is a row for all that comes: it leaves out what it says so of (`kosong`).
    """
    wanted = [None if names is None else dict.fromkeys(names) for names in keys]
    combinations = _combinations(keys)
    if combinations < len(table.entries):
        fitting = [
            table.entries[row]
            for row in product(*(names for names in wanted if names is not None))
            if row in table.entries
        ]
    else:
        fitting = [
            entry
            for row, entry in table.entries.items()
            if all(names is None or name in names for name, names in zip(row, wanted, strict=True))
        ]
    entries = [entry for entry in fitting if entry is not None]
    left_out = len(entries) < len(fitting)
    if table.partial:
        left_out = None in wanted or len(entries) < prod(len(names) for names in wanted if names is not None)
    numbers = [entry for entry in entries if isinstance(entry, Fraction)]
    names = tuple(dict.fromkeys(entry for entry in entries if isinstance(entry, str)))
    return Meant((min(numbers), max(numbers)) if numbers else None, names, left_out)


def _combinations(keys: Sequence[Names | None]) -> int:
    """How many rows keys can name at most; where nothing lists what one of them can be, more than any table has."""
    return prod(sys.maxsize if names is None else len(names) for names in keys)


def reaches_beyond(table: Table, where: Interval) -> bool:
    """Whether a number may lie beyond the points of a table, of which that says on purpose that there is nothing."""
    return bool(table.partial) and not where.within(Interval(table.breakpoints[0][0], table.breakpoints[-1][0]))


def leaves_out(table: Table) -> bool:
    """Whether a table has nothing for some keys, on purpose."""
    return bool(table.partial) or None in table.entries.values()
