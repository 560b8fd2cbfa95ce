"""Which keys a table can be read with at a place: the names that a choice, a category, a member or another table can give there."""

from __future__ import annotations

from functools import partial
from itertools import product
from math import prod

from iku_dsl.bounds.chosen import listed
from iku_dsl.bounds.functions import monotone
from iku_dsl.bounds.known import Known, member_of
from iku_dsl.bounds.linear import plain
from iku_dsl.bounds.ranges import Ranges, assume, decides, range_of
from iku_dsl.program import Program, Scale, Table
from iku_dsl.program import expression as ex
from iku_dsl.program.grids import on_grid

Names = tuple[str, ...]


def possible_keys(ranges: Ranges, expression: ex.Expression, known: Known) -> Names | None:
    """What an expression can be where it has a value, in the order of the spec; None where nothing lists it."""
    expression = plain(expression)
    found = _by_kind(ranges, expression, known)
    allowed = known.chosen_of(expression)
    if allowed is None:
        return found
    return tuple(sorted(allowed)) if found is None else tuple(name for name in found if name in allowed)


def _by_kind(ranges: Ranges, expression: ex.Expression, known: Known) -> Names | None:
    match expression:
        case ex.Constant():
            return (expression.value,) if isinstance(expression.value, str) else ()
        case ex.Named():  # of the entity, where another row or member is at hand
            return possible_keys(ranges, expression.value, known.at_home)
        case ex.Choose():
            return _of_branches(ranges, expression, known)
        case ex.Classify():
            return _categories(ranges, expression, known)
        case ex.IndicatorValue() if expression.part is ex.Part.CATEGORY:
            return _of_indicator(ranges.program, expression)
        case ex.Lookup():
            return _looked_up(ranges, expression, known)
        case ex.KeyValue() if member_of(expression.key, known):
            return (member_of(expression.key, known),)
        case _:
            return listed(ranges.program, expression.type)


def _of_branches(ranges: Ranges, expression: ex.Choose, known: Known) -> Names | None:
    decided = decides(ranges, expression.condition, known)
    found: dict[str, None] = {}
    for branch, holds in ((expression.then, True), (expression.otherwise, False)):
        if decided is (not holds):
            continue
        names = possible_keys(ranges, branch, assume(ranges, expression.condition, holds, known))
        if names is None:
            return None
        found |= dict.fromkeys(names)
    return tuple(found)


def _categories(ranges: Ranges, expression: ex.Classify, known: Known) -> Names:
    """The categories that a number can fall into, as what is known of it says."""
    scale = ranges.program.scales[expression.scale]
    found = range_of(ranges, expression.operand, known)
    if scale.grid is not None:
        found = monotone(found, partial(on_grid, scale.grid))
    every = _is_printed_otherwise(scale)
    return tuple(
        band.name
        for band in scale.bands
        if every or any(interval.meets(found) is not None for interval in band.intervals)
    )


def _is_printed_otherwise(scale: Scale) -> bool:
    """Whether an evaluation as printed may give other categories."""
    return any(band.correction is not None for band in scale.bands)


def _of_indicator(program: Program, expression: ex.IndicatorValue) -> Names | None:
    """The categories that an indicator can have: those with a range, and those that it is capped to."""
    found: dict[str, None] = {}
    for version in program.indicators.get(expression.indicator, ()):
        scale = program.scales.get(version.scale)
        if scale is None:
            return listed(program, expression.type)
        capped = {cap.band for cap in version.caps}
        every = _is_printed_otherwise(scale)
        found |= {band.name: None for band in scale.bands if every or band.intervals or band.name in capped}
    return tuple(found)


def _looked_up(ranges: Ranges, expression: ex.Lookup, known: Known) -> Names | None:
    """The names that a table of names has for the keys that can come; thousands may read one."""
    keys = tuple(possible_keys(ranges, key, known) for key in expression.keys)
    found = ranges.names.get((expression.table, keys))
    if found is None:
        found = ranges.names[expression.table, keys] = _names_at(ranges.program.tables[expression.table], keys)
    return found


def _names_at(table: Table, keys: tuple[Names | None, ...]) -> Names:
    fitting = [None if names is None else frozenset(names) for names in keys]
    found = {
        value: None
        for entry, value in table.entries.items()
        if isinstance(value, str) and all(one is None or name in one for one, name in zip(fitting, entry, strict=False))
    }
    return tuple(found)


def has_every(ranges: Ranges, lookup: ex.Lookup) -> bool:
    """Whether a table has something for whatever members are at hand, which the spec lists."""
    found = ranges.has_every.get(lookup)
    if found is None:
        table = ranges.program.tables[lookup.table]
        names = [listed(ranges.program, key.type) if isinstance(key, ex.KeyValue) else None for key in lookup.keys]
        known = [one for one in names if one is not None]
        of_members = len(known) == len(names) and prod(map(len, known)) <= len(table.entries)
        found = of_members and all(table.entries.get(key) is not None for key in product(*known))
        ranges.has_every[lookup] = found
    return found
