"""What a table has for keys: a number or a name, or where it may lie as some key is not known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from iku_dsl import interval as iv
from iku_dsl.problem import Text, say
from iku_dsl.program import Scale, Table
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_engine.arithmetic.nodes import bounds_of, derive, failed, interval_of, number, worst
from iku_engine.arithmetic.tables import ENTRIES, Meant, Names, reaches_beyond
from iku_engine.calculate.context import Calculation
from iku_engine.plan.environment import Environment
from iku_engine.results.evaluation import Node, Operation, State
from iku_engine.results.judge import possible_categories


def looked_up(run: Calculation, expression: ex.Lookup, at: Environment) -> Node:
    """What a table has for its keys; where one is missing, what stands in the rows that can be meant."""
    table = run.program.tables[expression.table]
    children = [run.node(key, at) for key in expression.keys]
    if table.breakpoints:
        return _piecewise(expression, table, children)
    if worst(children) is not None:
        node = derive(Operation.LOOKUP, expression, children, lambda _: None)
        return _within(node, _meant(run, expression, children)) if node.state is State.MISSING else node
    entry = table.entries.get(tuple(str(child.value) for child in children))
    if entry is None:
        return failed(Operation.LOOKUP, expression, children, _why_none(table, tuple(str(c.value) for c in children)))
    notes = (say("table.basis", basis=table.basis),) if table.basis else ()
    return derive(Operation.LOOKUP, expression, children, lambda _: entry, notes=notes)


def _within(node: Node, meant: Meant) -> Node:
    """A look-up that is missing, where what it may be lies; or it may be nothing, by a key that the table leaves out."""
    if meant.numbers:
        tight = len(node.children) == 1 and _is_any_choice(node.children[0])
        node = replace(node, bounds=bounds_of(iv.Interval(*meant.numbers), tight))
    return replace(node, may_be_nothing=True) if meant.left_out else node


def _is_any_choice(key: Node) -> bool:
    """Whether each choice of a missing key can come: of a stored cell; of a category, or a cell nobody knows where, only some may."""
    return key.operation is Operation.COLUMN and not key.children and bool(key.inputs)


def _meant(run: Calculation, expression: ex.Lookup, children: Sequence[Node]) -> Meant:
    names = [_names(run, key, child) for key, child in zip(expression.keys, children, strict=True)]
    return run.snapshot.meant.of(run.program.tables[expression.table], names, run.snapshot.work_out)


def _names(run: Calculation, key: ex.Expression, node: Node) -> Names | None:
    """What a key can be: what it is, or all that may come where it is missing; None where nothing lists that."""
    if node.state is State.VALUE:
        return (str(node.value),)
    if node.state is not State.MISSING:
        return ()
    match key:
        case ex.Named():
            return _names(run, key.value, node.children[0])
        case ex.Lookup():
            return _meant(run, key, node.children).names
        case ex.Classify():
            return _categories(run, run.program.scales[key.scale], node.children[0])
        case ex.Choose():
            return _of_branches(run, key, node)
        case ex.IndicatorValue():
            return _of_indicator(run, key)
        case _:
            return run.snapshot.meant.listed(run.program, key.type)


def _of_branches(run: Calculation, key: ex.Choose, node: Node) -> Names | None:
    """What the branches that were looked at can be."""
    holds = node.children[0].value is True
    taken = (key.then if holds else key.otherwise,) if len(node.children) == 2 else (key.then, key.otherwise)
    found: list[str] = []
    for branch, child in zip(taken, node.children[1:], strict=True):
        names = _names(run, branch, child)
        if names is None:
            return None
        found += names
    run.snapshot.work_out(len(found) // ENTRIES)
    return tuple(dict.fromkeys(found))


def _categories(run: Calculation, scale: Scale, operand: Node) -> Names:
    if operand.bounds is None:
        return tuple(band.name for band in scale.bands)
    found, _ = possible_categories(scale, operand.bounds, run.as_printed)
    return tuple(band.name for band in found)


def _of_indicator(run: Calculation, key: ex.IndicatorValue) -> Names | None:
    """The categories of every version of an indicator."""
    versions = run.program.indicators[key.indicator]
    if key.part is not ex.Part.CATEGORY or not all(version.scale for version in versions):
        return None
    scales = [run.program.scales[version.scale] for version in versions]
    return tuple(dict.fromkeys(band.name for scale in scales for band in scale.bands))


def _why_none(table: Table, keys: tuple[str, ...]) -> Text:
    """Why a table has nothing for some keys: on purpose, or because nobody thought of them."""
    key = ", ".join(keys)
    if table.partial:
        return say("table.partial", table=table.title, key=key, reason=table.partial)
    return say("table.left-out" if keys in table.entries else "table.no-entry", table=table.title, key=key)


def _piecewise(expression: ex.Lookup, table: Table, children: list[Node]) -> Node:
    """Piecewise-linear between the breakpoints; outside them an error."""
    points = table.breakpoints

    def at_point(x: Fraction) -> Fraction | None:
        for (x0, y0), (x1, y1) in pairwise(points):
            if x0 <= x <= x1:
                return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        return points[0][1] if len(points) == 1 and x == points[0][0] else None

    if worst(children) is None:
        y = at_point(number(children[0].value))
        if y is None:
            reason = say("table.no-entry", table=table.title, key=str(children[0].value))
            return failed(Operation.LOOKUP, expression, children, reason)
        return derive(Operation.LOOKUP, expression, children, lambda _: y)
    span = interval_of(children[0])
    ends = [y for end in (span.low, span.high) if end is not None and (y := at_point(end)) is not None]
    values = [*ends, *(y for x, y in points if x in span)] or [y for _, y in points]
    reached = len(ends) == 2 and min(ends) == min(values) and max(ends) == max(values)
    within = iv.Interval(min(values), max(values))
    node = derive(Operation.LOOKUP, expression, children, lambda _: None, lambda _: within, reached=reached)
    beyond = node.state is State.MISSING and reaches_beyond(table, span)
    return replace(node, may_be_nothing=True) if beyond else node
