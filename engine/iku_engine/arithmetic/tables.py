"""Which rows of a table can be meant by keys of which some are not known, and whether the table has nothing for some of these."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from iku_dsl.interval import Interval
from iku_dsl.program import Table
from iku_dsl.records import record

Names = tuple[str, ...]


@record
class Meant:
    """What stands in the rows that can be meant; `left_out`: the keys may be ones that the table has nothing for, on purpose.

    `numbers` are those among it, and `names` the names, each once.
    """

    numbers: tuple[Fraction, ...]
    names: Names
    left_out: bool

    @property
    def range(self) -> Interval | None:
        """Where the numbers lie, if there are any."""
        return Interval(min(self.numbers), max(self.numbers)) if self.numbers else None


def rows_meant(table: Table, keys: Sequence[Names | None]) -> Meant:
    """The rows for all that each key can be; None where nothing lists that.

    Of a table that is not partial, `check` has proved that there is a row for all that comes: it leaves out what it says so of (`kosong`).
    """
    wanted = [None if names is None else frozenset(names) for names in keys]
    fitting = [
        entry
        for row, entry in table.entries.items()
        if all(names is None or name in names for name, names in zip(row, wanted, strict=True))
    ]
    entries = tuple(entry for entry in fitting if entry is not None)
    left_out = len(entries) < len(fitting)
    if table.partial:
        listed = [names for names in wanted if names is not None]
        left_out = len(listed) < len(wanted) or len(entries) < prod(map(len, listed))
    numbers = tuple(entry for entry in entries if isinstance(entry, Fraction))
    return Meant(numbers, tuple(dict.fromkeys(entry for entry in entries if isinstance(entry, str))), left_out)


def reaches_beyond(table: Table, where: Interval) -> bool:
    """Whether a number may lie beyond the points of a table, of which that says on purpose that there is nothing."""
    return bool(table.partial) and not where.within(Interval(table.breakpoints[0][0], table.breakpoints[-1][0]))


def leaves_out(table: Table) -> bool:
    """Whether a table has nothing for some keys, on purpose."""
    return bool(table.partial) or None in table.entries.values()
