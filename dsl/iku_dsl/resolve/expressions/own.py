"""The lets of an indicator, read when they are first named, and what is asked of every let and set: no circle, no chain too long."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.ordering import in_order
from iku_dsl.problem import Label, say
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.columns import no_column
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.literals import label_text
from iku_dsl.resolve.expressions.scope import OwnNames, broken
from iku_dsl.source import Span
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import Kind

MAX_STEPS = most("lets")


Made = TypeVar("Made")
Reader = Callable[[Context, OwnNames, str, Span], object]


def own_names(context: Context, block: Block, read_set: Reader) -> OwnNames:
    """The lets and sets of an indicator, none of them read yet; a name that two have is a problem."""
    nodes: dict[str, st.Let | st.Set] = {}
    for entry in block.entries:
        node = entry.statement
        if not isinstance(node, st.Let | st.Set):
            continue
        first = nodes.setdefault(node.name.text, node)
        if first is not node:
            message = say("duplicate-name", name=node.name.text)
            place = Label(first.name.span, say("duplicate-name.first"))
            context.report("duplicate-name", message, node.name.span, place)
    return OwnNames(nodes, {st.Let: own_let, st.Set: read_set})


def own_let(context: Context, own: OwnNames, name: str, span: Span) -> ex.Expression | None:
    """The let of a name, None where there is none."""
    node = own.nodes.get(name)
    if not isinstance(node, st.Let):
        return None
    own.used.add(name)
    read_first(context, own, name)
    if name not in own.lets:
        if not enter(context, own, name, span):
            return broken(span)
        scope = own.scope
        assert scope is not None
        value = within_the_stack(context, own, span, lambda: context.infer(context, node.value, scope, None))
        value = broken(node.value.span) if value is None else value
        no_column(context, node)
        if not context.fits(value, node.value.span):
            value = broken(node.value.span)
        label, text = label_text(node.label), context.text(node.value.span)
        own.lets[name] = ex.Named(name, label, value, type=value.type, span=node.span, text=text)
        own.reading.pop()
    if not is_shallow(context, own, name, span):
        return broken(span)
    let = own.lets[name]
    return broken(span) if let.type.kind is Kind.BROKEN else let


def read_first(context: Context, own: OwnNames, name: str) -> None:
    """Read what a let or set rests on, each after what it rests on itself: read by each other, they would fill the stack.

    Those on a circle, by their names, are left to whoever comes to it.
    """
    if own.reading or own.in_order:
        return
    needs: dict[str, list[str]] = {}
    names = [name]
    while names:
        at = names.pop()
        if at not in needs and not own.is_read(at):
            words = dict.fromkeys(path.name.text for path in sx.paths_in(own.nodes[at].value))
            needs[at] = [word for word in words if word in own.nodes and not own.is_read(word)]
            names += needs[at]
    own.in_order = True
    ordered, rings = in_order(needs)
    left = {name, *(at for ring in rings for at in ring)}
    for at in ordered:
        if at not in left:
            own.readers[type(own.nodes[at])](context, own, at, own.nodes[at].name.span)
    own.in_order = False


def within_the_stack(context: Context, own: OwnNames, span: Span, read: Callable[[], Made]) -> Made | None:
    """What a let or set is read to; None, and a problem, where those in a circle filled the stack before they came to its end."""
    level = len(own.reading)
    try:
        return read()
    except RecursionError:
        del own.reading[level:]
        if level > 1:
            raise
        _report_too_deep(context, own, span)
        return None


def enter(context: Context, own: OwnNames, name: str, span: Span) -> bool:
    """Begin to read a let or set: not where it rests on itself, and not where too many rest on one another; both are problems."""
    if len(own.reading) > MAX_STEPS:
        _report_too_deep(context, own, span)
        return False
    if name in own.reading:
        ring = own.reading[own.reading.index(name) :]
        places = tuple(
            Label(own.nodes[reader].name.span, say("cycle.edge", name=reader, target=target))
            for reader, target in pairwise(ring)
        )
        edge = say("cycle.edge", name=ring[-1], target=name)
        message = say("cycle", ring=" → ".join([*ring, name]))
        context.report("cycle", message, span, *places, label=edge, hint=say("cycle.hint.lets"))
        return False
    own.reading.append(name)
    return True


def is_shallow(context: Context, own: OwnNames, name: str, span: Span) -> bool:
    """Whether what is being read may rest on a let or set: not where too many rest on one another."""
    steps = own.steps.get(name, 0) + 1
    if own.reading:
        own.steps[own.reading[-1]] = max(own.steps.get(own.reading[-1], 0), steps)
    if steps > MAX_STEPS:
        _report_too_deep(context, own, span)
    return steps <= MAX_STEPS


def _report_too_deep(context: Context, own: OwnNames, span: Span) -> None:
    """Once for each indicator."""
    if not own.too_deep:
        context.report("too-large", say("too-large.depth", limit=MAX_STEPS), span)
    own.too_deep = True
