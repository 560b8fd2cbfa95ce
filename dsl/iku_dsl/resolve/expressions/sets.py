"""Lets and sets of an indicator, read when they are first named: members, rows and parts of them, for the entity at hand.

Of each is asked that there is no circle, and no chain too long.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, pairwise
from typing import TypeVar

from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.period import Grain
from iku_dsl.problem import Label, Span, say
from iku_dsl.program import Absence, Source
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.columns import no_column
from iku_dsl.resolve.expressions.context import Context, infer_condition
from iku_dsl.resolve.expressions.places import nothing_left, read_keys, read_shift, sort_steps
from iku_dsl.resolve.expressions.scope import OwnNames, Scope, broken, label_text
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import TRUTH, Kind, Type

Thing = TypeVar("Thing", bound=Hashable)


def in_order(needs: Mapping[Thing, Iterable[Thing]]) -> tuple[list[Thing], list[list[Thing]]]:
    """All things, each after those that it needs and else in the order given, and circles: of each the things on it, in turn.

    A thing is on one of these circles at most: others go through the same things, and may be gone with it. Of the needs that make a
    circle one is passed over. A need that is none of the things is nobody's.
    """
    ordered: dict[Thing, None] = {}
    rings: list[list[Thing]] = []
    ringed = set[Thing]()
    for start in needs:
        path: dict[Thing, Iterator[Thing]] = {} if start in ordered else {start: iter(needs[start])}
        while path:
            thing = next(reversed(path))
            target = next(path[thing], None)
            if target is None:
                ordered[thing] = None
                del path[thing]
            elif target in path:
                if not ringed & {thing, target}:
                    names = list(path)
                    ring = names[names.index(target) :]
                    rings += [ring] if ringed.isdisjoint(ring) else []
                    ringed.update(ring)
            elif target in needs and target not in ordered:
                path[target] = iter(needs[target])
    return list(ordered), rings


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


def infer_set(context: Context, node: sx.Expression, scope: Scope) -> ex.SetExpression | None:
    """The set a node names: members of a dimension, rows of a source, an own set, or those of it for which P holds."""
    match node:
        case sx.Group():
            return infer_set(context, node.inner, scope)
        case sx.Where():
            base = infer_set(context, node.rows, scope)
            if base is None:
                return None
            condition = infer_condition(context, node.condition, inside(context, base, scope))
            return ex.Filtered(base, condition, type=base.type, span=node.span, text=context.text(node.span))
        case sx.Path():
            return _set_by_name(context, node, scope)
        case _:
            context.report("type-mismatch", say("type-mismatch.not-a-set"), node.span)
            return None


def own_set(context: Context, own: OwnNames, name: str, span: Span) -> ex.SetExpression | None:
    """The set of a name among an indicator's own, None where there is none or it has a problem."""
    node = own.nodes.get(name)
    if not isinstance(node, st.Set):
        return None
    own.used.add(name)
    if name in own.lost:
        return None
    read_first(context, own, name)
    if name not in own.sets:
        if not enter(context, own, name, span):
            return None
        scope = own.scope
        assert scope is not None
        value = within_the_stack(context, own, span, lambda: infer_set(context, node.value, scope))
        own.reading.pop()
        if value is None or not context.fits(value, node.value.span):
            own.lost.add(name)
            return None
        label, text = label_text(node.label), context.text(node.value.span)
        own.sets[name] = ex.NamedSet(name, label, value, type=value.type, span=node.span, text=text)
    return own.sets[name] if is_shallow(context, own, name, span) else None


def _set_by_name(context: Context, node: sx.Path, scope: Scope) -> ex.SetExpression | None:
    name, steps = node.name.text, sort_steps(context, node)
    if scope.own is not None and (not node.steps or name not in context.names):
        own = own_set(context, scope.own, name, node.span)
        if own is not None:
            return own if nothing_left(context, name, steps) else None
    text = context.text(node.span)
    if name in context.dimensions and not node.steps:
        kind = Type(Kind.MEMBER, of=name)
        members = ex.Members(name, type=kind, span=node.span, text=text)
        return _restricted(context, members, (name,), scope)
    if name in context.sources and not steps.fields and not steps.keys:
        source = context.sources[name]
        shift = read_shift(context, steps.shift, scope, source.grain, name, node.span)
        if shift is None:
            return None
        return _restricted(context, _rows_of(context, source, shift, node), source.dimensions, scope)
    if name in context.names or name in context.broken:
        if name not in context.broken and not _is_pending(context, name):
            column = steps.fields[0].text if name in context.sources and steps.fields else ""
            hint = say("type-mismatch.not-a-set.column", source=name, column=column) if column else None
            context.report("type-mismatch", say("type-mismatch.not-a-set"), node.span, hint=hint)
        return None
    lets = scope.own.nodes if scope.own is not None else ()
    known = chain(lets, context.dimensions, context.sources)
    context.unknown(node.name, "set", known)
    return None


def _rows_of(context: Context, source: Source, shift: ex.Shift, node: sx.Path) -> ex.SetExpression:
    """The rows of a source named as a set: of a complete one those that are expected, whether they are there or not."""
    kind, text = Type(Kind.MEMBER, of=source.name), context.text(node.span)
    whole = source.absence is Absence.COMPLETE
    rows = ex.Rows(source.name, shift, whole, type=kind, span=node.span, text=text)
    head = context.names[source.name].head
    if not whole or not isinstance(head, st.Source) or head.absence is None or head.absence.over is None:
        return rows
    keys = tuple(ex.RowKey(dimension) for dimension in source.dimensions)
    due = ex.IsExpected(source.name, keys, shift, type=TRUTH, span=node.span, text=context.text(head.absence.over.span))
    return ex.Filtered(rows, due, type=kind, span=node.span, text=text)


def rows_there(context: Context, base: ex.SetExpression) -> ex.SetExpression:
    """Of a set made of a source's expected rows, those that are there."""
    match base:
        case ex.Rows():
            return replace(base, expected=False)
        case ex.Filtered() if isinstance(base.condition, ex.IsExpected):
            return rows_there(context, base.set)
        case ex.Filtered() | ex.NamedSet():
            return replace(base, set=rows_there(context, base.set))
        case ex.Members():
            return base


def _all_rows(context: Context, node: sx.Path, scope: Scope) -> ex.SetExpression | None:
    """The rows that an aggregate means which names no set: of a source that does not say which they are, the answer is asked for."""
    base = _set_by_name(context, node, scope)
    unsaid = context.sources[node.name.text].absence is Absence.UNSAID
    return _expecting(base) if base is not None and unsaid else base


def _is_pending(context: Context, name: str) -> bool:
    return name not in {*context.dimensions, *context.sources, *context.indicators} and (context.names[name].damaged)


def _restricted(
    context: Context, base: ex.SetExpression, dimensions: tuple[str, ...], scope: Scope
) -> ex.SetExpression:
    """In an indicator per province, a set of regions is that of the province's regions."""
    for entity in scope.entity:
        if entity in dimensions:
            continue
        for dimension in dimensions:
            path = _ancestry(context, dimension, entity)
            if path is None:
                continue
            kind = Type(Kind.MEMBER, of=entity)
            here = ex.KeyValue(ex.RowKey(entity), type=kind, text=entity)
            condition = ex.Comparison(sx.Operator.EQUAL, path, here, type=TRUTH, text=f"{path.text} = {entity}")
            base = ex.Filtered(base, condition, type=base.type, span=base.span, text=base.text)
            break
    return base


def _ancestry(context: Context, dimension: str, ancestor: str) -> ex.Expression | None:
    """The attribute (of an attribute …) of a dimension's member that is a member of another dimension."""
    seen = {dimension}
    queue: list[tuple[str, ex.Key, ex.Expression | None]] = [(dimension, ex.RowKey(dimension), None)]
    while queue:
        at, key, _ = queue.pop(0)
        declared = context.dimensions.get(at)
        for attribute in declared.attributes.values() if declared is not None else ():
            if attribute.type.kind is not Kind.MEMBER:
                continue
            value = ex.AttributeValue(at, attribute.name, key, type=attribute.type, text=attribute.name)
            if attribute.type.of == ancestor:
                return value
            if attribute.type.of not in seen:
                seen.add(attribute.type.of)
                queue.append((attribute.type.of, ex.ExpressionKey(attribute.type.of, value), value))
    return None


def inside(context: Context, base: ex.SetExpression, scope: Scope) -> Scope:
    """The scope of a condition or operand over the members of a set: its member or row is at hand."""
    source = source_of(base)
    added = context.sources[source].dimensions if source else (base.type.of,)
    dimensions = (*(d for d in scope.dimensions if d not in added), *added)
    attributes = (*(d for d in scope.attributes if d not in added), *added)
    known = tuple(d for d in attributes if d in context.dimensions)
    return replace(scope, dimensions=dimensions, attributes=known, row=source, row_shift=shift_of(base), within=True)


def infer_has(context: Context, node: sx.Has, scope: Scope) -> ex.Expression:
    """`ada S[…]`: whether the source has a row for the members at hand, and for those in brackets."""
    path = node.source.inner if isinstance(node.source, sx.Group) else node.source
    if not isinstance(path, sx.Path):
        context.report("type-mismatch", say("type-mismatch.has"), node.span)
        return broken(node.span)
    source = context.sources.get(path.name.text)
    steps = sort_steps(context, path)
    if source is None or steps.fields:
        if path.name.text not in context.names:
            context.unknown(path.name, "source", context.sources)
        elif path.name.text not in context.broken:
            column = source is not None and steps.fields[0].text in {**source.columns, **source.derived}
            read = context.text(path.span)
            hint = say("type-mismatch.has.column", source=path.name.text, column=read) if column else None
            context.report("type-mismatch", say("type-mismatch.has"), path.span, hint=hint)
        return broken(node.span)
    shift = read_shift(context, steps.shift, scope, source.grain, source.name, path.span)
    if shift is None:
        return broken(node.span)
    keys = read_keys(context, source.dimensions, steps.keys, scope, path.span, source.name, any_will_do=True)
    if keys is None:
        return broken(node.span)
    return ex.HasRow(source.name, keys, shift, type=TRUTH, span=node.span, text=context.text(node.span))


def implied_set(context: Context, node: sx.Expression, scope: Scope) -> ex.SetExpression | None:
    """The rows that an aggregate without `atas` runs over: those of the source it reads, or the members an indicator has."""
    only: sx.Path | None = None  # a source whose keys are all at hand: its one row
    for path in sx.paths_in(node):
        name, steps = path.name.text, sort_steps(context, path)
        if name in scope.bound or (scope.own is not None and own_let(context, scope.own, name, path.span) is not None):
            continue
        if name in context.sources and steps.fields:
            rows = sx.Path(path.name, (sx.Index(shift=steps.shift),) if steps.shift else (), span=path.span)
            if any(d not in scope.dimensions for d in context.sources[name].dimensions):
                return _all_rows(context, rows, scope)
            only = only or rows
        elif name in context.indicators:
            beyond = [d for d in context.indicators[name].dimensions if d not in scope.dimensions]
            if len(beyond) == 1:
                return _set_by_name(context, sx.Path(sx.Name(beyond[0], span=path.span), span=path.span), scope)
        elif name not in context.names:
            context.unknown(path.name, "name", chain(context.sources, context.indicators))
            return None
        elif name in context.broken:
            return None
    if only is not None:
        return _all_rows(context, only, scope)
    inner = node.inner if isinstance(node, sx.Group) else node
    if isinstance(inner, sx.Number) and "," in context.text(inner.span):
        return None  # `maksimum(1,5)`: the comma was told already, and nothing was to be added up
    hint = say("type-mismatch.aggregate.hint")
    context.report("type-mismatch", say("type-mismatch.aggregate"), node.span, hint=hint)
    return None


def read_there(context: Context, base: ex.SetExpression, operand: ex.Expression, scope: Scope) -> ex.SetExpression:
    """The members that an aggregate means which names no set: those of the periods that its first indicator is read at."""
    match base:
        case ex.Members():
            key = ex.RowKey(base.dimension)
            for part in ex.walk(operand):
                if isinstance(part, ex.IndicatorValue) and key in part.keys:
                    grain = Grain(context.indicators[part.indicator].grain)
                    other = part.shift != ex.SAME or (scope.grain is not None and scope.grain.finer_than(grain))
                    return replace(base, shift=part.shift, grain=grain) if other else base
            return base
        case ex.Filtered() | ex.NamedSet():
            return replace(base, set=read_there(context, base.set, operand, scope))
        case ex.Rows():
            return base


def _expecting(base: ex.SetExpression) -> ex.SetExpression:
    """The same set of rows, as those that are expected."""
    match base:
        case ex.Rows():
            return replace(base, expected=True)
        case ex.Filtered() | ex.NamedSet():
            return replace(base, set=_expecting(base.set))
        case ex.Members():
            return base


def source_of(base: ex.SetExpression) -> str:
    """The source whose rows a set is made of, an empty text where it is of members."""
    match base:
        case ex.Rows():
            return base.source
        case ex.Members():
            return ""
        case ex.Filtered() | ex.NamedSet():
            return source_of(base.set)


def shift_of(base: ex.SetExpression) -> ex.Shift:
    """The shift of the rows that a set is made of."""
    match base:
        case ex.Rows():
            return base.shift
        case ex.Members():
            return ex.SAME
        case ex.Filtered() | ex.NamedSet():
            return shift_of(base.set)


def keys_used(value: ex.Expression) -> set[str]:
    """The dimensions whose member at hand an expression reads."""
    used: set[str] = set()
    for part in ex.walk(value):
        if isinstance(part, ex.ColumnValue | ex.HasRow | ex.IsExpected | ex.IndicatorValue):
            used |= {key.dimension for key in part.keys if isinstance(key, ex.RowKey)}
        elif isinstance(part, ex.AttributeValue | ex.KeyValue) and isinstance(part.key, ex.RowKey):
            used.add(part.key.dimension)
    return used
