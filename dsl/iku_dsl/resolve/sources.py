"""Sources and profiles: columns, what is derived row by row, what must hold of each row; how achievement follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.interval import EVERYTHING
from iku_dsl.period import Grain
from iku_dsl.problem import Label, Severity, Span, say, some
from iku_dsl.program import Absence, Column, Derived, Profile, ProfileGuard, Requirement, Source
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.columns import OF_DERIVED, column, consolidation, filled, interval, no_column, rule
from iku_dsl.resolve.expressions.context import Context, infer_condition, infer_number
from iku_dsl.resolve.expressions.scope import Scope, broken, in_unit, label_text, prose_text, unit_shown
from iku_dsl.resolve.expressions.sets import in_order, infer_set
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import NUMBER, PERCENT, Kind, Type

_GRAINS = ("tahun", "semester", "triwulan", "bulan")
_NOT_FACTS = (ex.Aggregated, ex.Weighted, ex.WeightedIndicators, ex.IndicatorValue, ex.Named)


def _more_than_facts(part: ex.Expression | ex.SetExpression) -> bool:
    """Whether a part of a set is made of other rules, or of several periods, which may ask in turn what must be there."""
    if isinstance(part, ex.ColumnValue) and part.consolidation is not None:
        return True
    return isinstance(part, _NOT_FACTS)


def grain_and_dimensions(
    context: Context, per: tuple[st.GrainName | sx.Name, ...], head: st.Source | st.Indicator
) -> tuple[Grain | None, tuple[str, ...]]:
    """What a `per` list says: at most one grain, and dimensions."""
    grain: Grain | None = None
    dimensions: dict[str, None] = {}  # in their order
    for item in per:
        if isinstance(item, st.GrainName):
            if grain is not None:
                context.report("duplicate-name", say("duplicate-name.grain"), item.span, Label(head.span))
            grain = Grain(item.grain)
        elif item.text not in context.dimensions:
            if item.text in context.names and item.text not in context.broken:
                hint = say("type-mismatch.dimension.hint", name=item.text)
                context.report("type-mismatch", say("type-mismatch.dimension", name=item.text), item.span, hint=hint)
            else:
                context.unknown(item, "dimension", chain(_GRAINS, context.dimensions))
        elif item.text in dimensions:
            context.report("duplicate-name", say("duplicate-name", name=item.text), item.span, Label(head.span))
        else:
            dimensions[item.text] = None
    limit = most("keys")
    if (
        len(dimensions) > limit
    ):  # told here, and left at so many: whatever reads a row or a result has a key for each of them
        message = say("too-large.keys", name=head.name.text, count=len(dimensions), limit=limit)
        context.report("too-large", message, head.name.span, hint=say("too-large.keys.hint"))
    return grain, tuple(islice(dimensions, limit))


def source(context: Context, block: Block, head: st.Source) -> Source:
    """A source with its stored columns; `with_ends`, `derive` and `with_rules` add the rest."""
    grain, dimensions = grain_and_dimensions(context, head.per, head)
    columns: dict[str, Column] = {}
    for node in block.of(st.Column):
        known = columns.get(node.name.text)
        if known is not None:
            first = Label(known.span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name", name=node.name.text), node.name.span, first)
        elif node.name.text in dimensions:
            context.report("duplicate-name", say("duplicate-name.key", name=node.name.text), node.name.span)
        else:
            columns[node.name.text] = column(context, node, head.name.text)
    once(context, block, st.Publisher)
    publisher = next((prose_text(node.text) for node in block.of(st.Publisher)), "")
    return Source(
        name=head.name.text,
        label=label_text(head.label),
        span=head.name.span,
        grain=grain,
        dimensions=dimensions,
        columns=columns,
        derived={},
        publisher=publisher,
        absence=_absence(context, head, dimensions),
    )


def _absence(context: Context, head: st.Source, dimensions: tuple[str, ...]) -> Absence:
    """What an absent row means: as written; without a keyed dimension every row is known beforehand, and so expected."""
    if head.absence is not None:
        return Absence.REGISTER if head.absence.register else Absence.COMPLETE
    keyed = any(not context.dimensions[dimension].enumerated for dimension in dimensions)
    return Absence.UNSAID if keyed else Absence.COMPLETE


def with_ends(context: Context, block: Block, known: Source) -> Source:
    """The same source with the upper ends that other columns give."""
    scope = _row_of(context, known)
    ranges = {
        node.name.text: node.range.high
        for node in block.of(st.Column)
        if node.range is not None and isinstance(node.range.high, sx.Path) and node.name.text in known.columns
    }
    limits = {name: infer_number(context, high, scope) for name, high in ranges.items()}
    needs = {name: [limit.column] for name, limit in limits.items() if isinstance(limit, ex.OwnColumn)}
    for name, limit in limits.items():
        kind = known.columns[name].type
        found = in_unit(limit, kind) if kind.kind is Kind.NUMBER else limit
        if found is None:
            message = say("unit-mismatch.end", found=unit_shown(limit.type), declared=unit_shown(kind), name=name)
            context.report("unit-mismatch", message, ranges[name].span)
        limits[name] = found or broken(limit.span)
    places = {name: place for place, name in enumerate(limits)}
    for ring in in_order(needs)[1]:
        last = max(ring, key=places.__getitem__)  # told where it is closed
        at = ring.index(last)
        message = say("cycle", ring=" → ".join([*ring[at:], *ring[:at], last]))
        context.report("cycle", message, ranges[last].span, hint=say("cycle.hint.limits"))
        del limits[last]
    ended = {name: replace(known.columns[name], limit=limit) for name, limit in limits.items()}
    return replace(known, columns={**known.columns, **ended})


def derive(context: Context, blocks: Iterable[tuple[str, Block]]) -> None:
    """Give the sources of some blocks their derived columns: each after those that it reads, of whichever source, else as written."""
    lets: dict[tuple[str, str], st.Let] = {}
    for name, block in blocks:
        known = context.sources[name]
        for let in block.of(st.Let):
            place = name, let.name.text
            first = known.columns.get(let.name.text) or lets.get(place)
            if first is not None:
                at = first.span if isinstance(first, Column) else first.name.span
                message = say("duplicate-name", name=let.name.text)
                label = Label(at, say("duplicate-name.first"))
                context.report("duplicate-name", message, let.name.span, label)
            elif let.name.text in known.dimensions:
                context.report("duplicate-name", say("duplicate-name.key", name=let.name.text), let.name.span)
            else:
                lets[place] = let
    of_source: dict[str, dict[str, st.Let]] = {}
    for (name, word), let in lets.items():
        of_source.setdefault(name, {})[word] = let
    needs = {place: _read_by(context, place[0], let, of_source) for place, let in lets.items()}
    ordered, rings = in_order(needs)
    of_itself = {(name, word): f"{name}.{word} → {name}.{word}" for name, word in lets}
    context.rings = of_itself | {place: told for ring in rings for told in [_around(ring)] for place in ring}
    made: dict[str, dict[str, Derived]] = {
        name: {} for name in of_source
    }  # filled below: a copy for each would be lets times lets
    for name, derived in made.items():
        context.sources[name] = replace(context.sources[name], derived=derived)
    for source, word in ordered:
        made[source][word] = _derived(context, source, lets[source, word])


def _around(ring: Sequence[tuple[str, str]]) -> str:
    return " → ".join(f"{name}.{word}" for name, word in [*ring, ring[0]])


def _read_by(
    context: Context, own: str, let: st.Let, of_source: Mapping[str, Mapping[str, st.Let]]
) -> list[tuple[str, str]]:
    """The derived columns that one may read: those that it names with their source, and by its words alone of the sources it names."""
    words = {own: 0}  # each with its place
    found: dict[tuple[str, str], None] = {}
    for path in sx.paths_in(let.value):
        fields = [step.name.text for step in path.steps if isinstance(step, sx.Field)]
        found |= dict.fromkeys(
            (path.name.text, field) for field in fields if field in of_source.get(path.name.text, {})
        )
        if not fields:
            words.setdefault(path.name.text, len(words))
    for source in (word for word in words if word == own or word in context.sources):
        named = of_source.get(source, {}).keys() & words.keys()
        found |= dict.fromkeys((source, word) for word in sorted(named, key=words.__getitem__))
    return [(source, word) for source, word in found if of_source[source][word] is not let]


def _derived(context: Context, name: str, let: st.Let) -> Derived:
    value = context.infer(context, let.value, _row_of(context, context.sources[name]), None)
    if not context.fits(value, let.value.span):
        value = broken(let.value.span)
    context.extents.columns[(name, let.name.text)] = context.extents.of(value)
    rules = [rule(context, one, value.type, OF_DERIVED) for one in (let.when_missing, let.when_not_loaded)]
    return Derived(
        name=let.name.text,
        label=label_text(let.label),
        span=let.name.span,
        type=filled(value.type, *rules),
        value=value,
        consolidation=consolidation(context, let.consolidate, let.name, value.type),
        when_missing=rules[0],
        when_not_loaded=rules[1],
    )


def with_rules(context: Context, block: Block, known: Source) -> Source:
    """The same source with what must hold of its rows, which may read what any source derives."""
    scope = _row_of(context, known)
    requirements = _rules(context, scope, block.of(st.Require))
    checks = _rules(context, scope, block.of(st.Check))
    return replace(known, requirements=requirements, checks=checks)


def _row_of(context: Context, known: Source) -> Scope:
    attributes = _keyed(context, known.dimensions)
    return Scope(known.grain, dimensions=known.dimensions, attributes=attributes, row=known.name)


def with_expected(context: Context, head: st.Source, known: Source) -> Source:
    """A source with the members of which `lengkap atas S` expects a row: of one of its dimensions, decided by facts alone.

    Read after all sources, whose derived columns it may name.
    """
    node = head.absence.over if head.absence is not None else None
    if node is None:
        return known
    expected = infer_set(context, node, Scope(known.grain))
    if expected is None:
        return known
    base, by_facts = expected, not any(_more_than_facts(part) for part in ex.walk(expected))
    while isinstance(base, ex.Filtered):
        base = base.set
    if not by_facts or not isinstance(base, ex.Members) or base.dimension not in known.dimensions:
        message = say("type-mismatch.expected", source=known.name, dimensions=some(known.dimensions))
        hint = say("type-mismatch.expected.hint", dimension=known.dimensions[0]) if known.dimensions else None
        context.report("type-mismatch", message, node.span, hint=hint)
        return known
    return replace(known, expected=expected)


def _rules(context: Context, scope: Scope, nodes: Iterable[st.Require | st.Check]) -> tuple[Requirement, ...]:
    found = [(node, infer_condition(context, node.condition, scope)) for node in nodes]
    return tuple(
        Requirement(
            condition,
            prose_text(node.because.reason) if node.because is not None else context.text(node.condition.span),
            node.span,
        )
        for node, condition in found
        if context.fits(condition, node.condition.span)
    )


def _keyed(context: Context, dimensions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(d for d in dimensions if d in context.dimensions)


# ---- profiles

MEANT = {"realisasi": "actual", "actual": "actual", "target": "target"}  # names of what a profile judges


def _share(context: Context, value: ex.Expression) -> ex.Expression:
    """An achievement, which is a number without a unit: what an indicator and its target are measured in is not known in a profile."""
    if value.type.kind is not Kind.NUMBER or value.type.unit.is_any or value.type.unit.is_pure:
        return value
    message, hint = say("unit-mismatch.profile", found=unit_shown(value.type)), say("unit-mismatch.profile.hint")
    context.report("unit-mismatch", message, value.span, hint=hint)
    return broken(value.span)


def profile(context: Context, block: Block, head: st.Profile) -> Profile:
    """How achievement follows from `realisasi` and `target`; both are numbers of the indicator that uses it."""
    before = len(context.problems)
    once(context, block, st.Limits)
    parameters: dict[str, Column] = {}
    places: dict[str, Span] = {}
    for node in block.of(st.Column):
        parameters[node.name.text] = column(context, node, head.name.text)
        _named_once(context, places, node.name)
    bound: dict[str, ex.Expression] = {}
    for name, part in MEANT.items():
        bound[name] = _parameter(head, part, NUMBER)
    for end in ("minimum target", "maximum target"):  # of a range target
        bound[end] = _parameter(head, end, NUMBER)
    for name, parameter in parameters.items():
        bound[name] = _parameter(head, name, parameter.type)
    scope = Scope(None, bound=bound)
    for let in block.of(st.Let):
        no_column(context, let)
        value = context.infer(context, let.value, scope, None)
        if not context.fits(value, let.value.span):
            value = broken(let.value.span)
        named = ex.Named(let.name.text, label_text(let.label), value, type=value.type, span=let.span)
        _named_once(context, places, let.name)
        bound[let.name.text] = named  # for those below it: a copy for each would be lets times lets
    rules: dict[str, ex.Expression] = {}
    for node_by in block.of(st.ByDirection):
        if node_by.direction in rules:
            first = Label(rules[node_by.direction].span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name.direction"), node_by.span, first)
            continue
        rules[node_by.direction] = _share(context, infer_number(context, node_by.value, scope))
    limits = next((interval(context, node.range, PERCENT) for node in block.of(st.Limits)), EVERYTHING)
    guards = tuple(
        ProfileGuard(infer_condition(context, node.condition, scope), prose_text(node.because.reason), node.direction)
        for node in block.of(st.Guard)
    )
    read = [*rules.values(), *(guard.condition for guard in guards)]
    used = {part.name for expression in read for part in ex.walk(expression) if isinstance(part, ex.Named)}
    for let in block.of(st.Let):
        if let.name.text not in used and not block.damaged and len(context.problems) == before:
            message, hint = say("unused", name=let.name.text), say("unused.hint")
            context.report("unused", message, let.name.span, hint=hint, severity=Severity.WARNING)
    return Profile(
        name=head.name.text,
        label=label_text(head.label),
        span=head.name.span,
        parameters=parameters,
        rules=rules,
        limits=limits,
        guards=guards,
    )


def once(context: Context, block: Block, *kinds: type[st.Statement]) -> None:
    """Statements that may stand once in a declaration: a second is a problem."""
    for kind in kinds:
        report_repeated(context, block.of(kind))


def report_repeated(context: Context, nodes: Sequence[sx.Node]) -> None:
    """Report each but the first of statements of which one may stand in a declaration."""
    for repeated in nodes[1:]:
        first = Label(nodes[0].span, say("duplicate-name.first"))
        context.report("duplicate-name", say("duplicate-name.statement"), repeated.span, first)


def _named_once(context: Context, places: dict[str, Span], name: sx.Name) -> None:
    """What a profile names, each once, and nothing that is the indicator's: its rules would read the one in place of the other."""
    if name.text in MEANT:
        message, hint = say("duplicate-name.meant", name=name.text), say("duplicate-name.meant.hint", name=name.text)
        context.report("duplicate-name", message, name.span, hint=hint)
    elif name.text in places:
        first = Label(places[name.text], say("duplicate-name.first"))
        context.report("duplicate-name", say("duplicate-name", name=name.text), name.span, first)
    places.setdefault(name.text, name.span)


def _parameter(head: st.Profile, name: str, kind: Type) -> ex.Expression:
    return ex.OwnColumn(head.name.text, name, type=kind, span=head.name.span, text=name)
