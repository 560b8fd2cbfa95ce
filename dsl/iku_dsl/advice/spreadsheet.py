"""Functions of spreadsheets that have no function here."""

from __future__ import annotations

from iku_dsl.problem import Text, say

_FUNCTIONS: dict[str, tuple[str, ...]] = {
    "spreadsheet.sum": ("sum", "sumif", "sumifs", "total"),
    "spreadsheet.average": ("average", "averageif", "averageifs", "avg", "mean", "rata", "rata2"),
    "spreadsheet.count": ("count", "counta", "countif", "countifs", "countblank"),
    "spreadsheet.product": ("sumproduct",),
    "spreadsheet.if": ("iferror", "ifs", "switch", "choose"),
    "spreadsheet.lookup": ("vlookup", "hlookup", "xlookup", "lookup", "index", "match"),
    "spreadsheet.and": ("and", "or", "not", "dan", "atau", "bukan"),
    "spreadsheet.median": ("median",),
    "spreadsheet.round": ("roundup", "rounddown", "ceiling", "floor", "int", "trunc"),
}
KEYS = tuple(_FUNCTIONS)


def spreadsheet(function: str) -> Text | None:
    """How that which a spreadsheet does by a function is written in a spec; None for any other name."""
    name = function.casefold()
    return next((say(key) for key, names in _FUNCTIONS.items() if name in names), None)
