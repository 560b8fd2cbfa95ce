"""Which rows of a table can be meant by keys of which some are not known, and whether the table has nothing for some of these."""

from __future__ import annotations

from iku_dsl.program import Table


def leaves_out(table: Table) -> bool:
    """Whether a table has nothing for some keys, on purpose."""
    return bool(table.partial) or None in table.entries.values()
