"""The names in an expression, each recorded with what it stands for; what a name means follows from the place alone, not from types.

The order of looking a name up is that of `resolve/expressions/paths.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from iku_dsl import statements as st
from iku_dsl.editing.scope import Base, Scope, base_of, implied, of_source
from iku_dsl.editing.symbols import Asked, Layers, Names, Occurrence, Options, Pairs, Symbol, Values
from iku_dsl.keywords import FUNCTIONS, SUBJECTS, UNITS
from iku_dsl.statements import syntax as sx

PROBE = "iku_probe"  # stands where somebody asks what could stand
MAX_CHAIN = 20  # columns that are the value of another
_COMPARING = {
    sx.Operator.EQUAL, sx.Operator.NOT_EQUAL, sx.Operator.LESS, sx.Operator.AT_MOST, sx.Operator.MORE, sx.Operator.AT_LEAST,
}  # fmt: skip
_WEIGHED: Pairs = tuple(pair for pair in SUBJECTS if pair[0] in ("nilai", "capaian"))
_DAYS: Pairs = tuple(pair for pair in UNITS if pair[0] == "hari")
_PARTS: Pairs = (*(pair for pair in SUBJECTS if pair[0] in ("nilai", "kategori", "capaian")), ("target", "target"))
_CATEGORY = ("kategori", "band", "bands")
_WITH_TARGETS = ("capaian", "achievement", "target")


@dataclass
class Recorder:
    """The names of a spec set, and what is recorded while its declarations are read; `asked` is filled where the probe stands.

    `depth` is how many rules are being read, each for the values of another.
    """

    names: Names
    depth: int = 0
    occurrences: list[Occurrence] = field(default_factory=list)
    asked: Asked | None = None


def refer(recorder: Recorder, name: sx.Name | sx.Text, options: Options, words: Pairs = ()) -> Symbol | None:
    """Record what a name stands for; None where there is nothing of that name."""
    if name.text == PROBE:
        recorder.asked = Asked(options, words)
    symbol = options.get(name.text)
    if symbol is not None:
        recorder.occurrences.append(Occurrence(symbol, name.span, quoted=isinstance(name, sx.Text)))
    return symbol


def declare(recorder: Recorder, name: sx.Name | sx.Text, symbol: Symbol) -> None:
    """Record where something gets its name."""
    if name.text == PROBE:
        recorder.asked = recorder.asked or Asked({})
        return
    recorder.occurrences.append(Occurrence(symbol, name.span, declares=True, quoted=isinstance(name, sx.Text)))


def record_unit(recorder: Recorder, name: sx.Name | None) -> None:
    """A unit is no name of the spec set; the probe asks for the units there are."""
    if name is not None and name.text == PROBE:
        recorder.asked = Asked({}, UNITS)


def record_rule(recorder: Recorder, node: sx.Rule | None) -> None:
    """`bila kosong 0 jam`: the amount may have a unit."""
    if node is not None and node.amount is not None:
        record_unit(recorder, node.amount.unit)


# ---- expressions


def read_expression(
    recorder: Recorder, node: sx.Expression, scope: Scope, expected: Values | None = None
) -> Values | None:
    """Record the names of an expression; what its values are, where they have names."""
    match node:
        case sx.Group():
            return read_expression(recorder, node.inner, scope, expected)
        case sx.Path():
            return read_path(recorder, node, scope, expected)
        case sx.Text():
            refer(recorder, node, recorder.names.named(expected))
            return expected
        case sx.Number():
            record_unit(recorder, node.unit)
        case sx.Call():
            if node.function.text == PROBE:
                recorder.asked = Asked({}, FUNCTIONS)
            _read_all(recorder, node.arguments, scope)
        case sx.Binary():
            _read_binary(recorder, node, scope)
        case sx.Negate() | sx.Not():
            read_expression(recorder, node.operand, scope)
        case sx.Has():
            _read_has(recorder, node, scope)
        case sx.Where():
            read_set(recorder, node, scope)
        case sx.If():
            read_expression(recorder, node.condition, scope)
            then = read_expression(recorder, node.then, scope, expected)
            return read_expression(recorder, node.otherwise, scope, expected or then) or then
        case sx.Aggregate():
            _read_aggregate(recorder, node, scope)
        case sx.Duration() | sx.Date() | sx.Missing():
            pass
    return None


def _read_all(recorder: Recorder, nodes: Iterable[sx.Expression], scope: Scope) -> None:
    for node in nodes:
        read_expression(recorder, node, scope)


def _read_binary(recorder: Recorder, node: sx.Binary, scope: Scope) -> None:
    """Where a name or a text is compared, it is read with the values of the other side in mind."""
    if node.operator not in _COMPARING:
        _read_all(recorder, (node.left, node.right), scope)
    elif _waiting(node.left) > _waiting(node.right):
        read_expression(recorder, node.left, scope, read_expression(recorder, node.right, scope))
    else:
        read_expression(recorder, node.right, scope, read_expression(recorder, node.left, scope))


def _waiting(node: sx.Expression) -> int:
    """How much a side needs to know of the other to be read: a text most, then a name alone."""
    if isinstance(node, sx.Text):
        return 2
    return 1 if isinstance(node, sx.Path) and not node.steps else 0


# ---- paths


def read_path(recorder: Recorder, node: sx.Path, scope: Scope, expected: Values | None = None) -> Values | None:
    """Record the names of a path; what its values are."""
    names, name = recorder.names, node.name.text
    literals: Options = names.named(expected) if not node.steps else {}
    columns = names.columns(scope.row) if scope.row else {}
    attributes = [names.attributes(dimension) for dimension in reversed(scope.attributes)]
    at_hand = {dimension: names.all[dimension] for dimension in scope.dimensions if dimension in names.all}
    options = Layers(literals, scope.bound, columns, *attributes, at_hand, scope.own, names.all)
    if name not in literals and name in scope.spoken and name not in scope.bound and not node.steps:
        return None  # `realisasi` or `target` in a profile
    symbol = refer(recorder, node.name, options, (*FUNCTIONS, *scope.words))
    if symbol is None:
        _read_steps(recorder, node.steps, scope)
        return None
    match symbol.kind:
        case "source":
            return _read_source(recorder, name, node.steps, scope)
        case "column":
            return _read_column(recorder, symbol, node.steps, names.per(scope.row), scope)
        case "attribute":
            return _read_attributes(recorder, values_of(recorder, symbol), node.steps)
        case "dimension":
            _read_keys(recorder, node.steps, (name,), scope)
            return _read_attributes(recorder, Values("member", name), node.steps)
        case "indicator":
            return _read_indicator(recorder, name, node.steps, scope)
        case "scale":
            _read_steps(recorder, node.steps, scope)
            return Values("band", name)
        case "table":
            return _read_table(recorder, name, node.steps, scope)
        case "let":
            _read_steps(recorder, node.steps, scope)
            return _values_of_let(recorder, name, scope)
        case _:
            _read_steps(recorder, node.steps, scope)
            return expected if literals.get(symbol.name) == symbol else values_of(recorder, symbol)


def _read_source(recorder: Recorder, source: str, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> Values | None:
    """Record the column and the keys that a source is read with; what its values are."""
    fields = [step.name for step in steps if isinstance(step, sx.Field)]
    if not fields:
        _read_keys(recorder, steps, recorder.names.per(source), scope)
        return None
    column = refer(recorder, fields[0], recorder.names.columns(source))
    rest = [step for step in steps if not isinstance(step, sx.Field) or step.name is not fields[0]]
    return _read_column(recorder, column, rest, recorder.names.per(source), scope)


def _read_column(
    recorder: Recorder, column: Symbol | None, steps: Sequence[sx.Field | sx.Index], keys: tuple[str, ...], scope: Scope
) -> Values | None:
    _read_keys(recorder, steps, keys, scope)
    return _read_attributes(recorder, values_of(recorder, column) if column is not None else None, steps)


def _read_attributes(recorder: Recorder, values: Values | None, steps: Sequence[sx.Field | sx.Index]) -> Values | None:
    """Attributes of the member that a value is."""
    for step in steps:
        if isinstance(step, sx.Field):
            member = values is not None and values.kind == "member"
            attribute = refer(recorder, step.name, recorder.names.attributes(values.owner) if member and values else {})
            values = values_of(recorder, attribute) if attribute is not None else None
    return values


def _read_indicator(recorder: Recorder, name: str, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> Values | None:
    names = recorder.names
    fields = [step.name for step in steps if isinstance(step, sx.Field)]
    for part in fields:
        refer(recorder, part, {}, _PARTS)
    keys = [key for step in steps if isinstance(step, sx.Index) for key in step.keys]
    dimensions = names.per(name)
    with_targets = bool(fields) and fields[0].text in _WITH_TARGETS
    last = keys[-1] if keys else None
    if with_targets and isinstance(last, sx.Text) and len(keys) > len(dimensions):
        refer(recorder, last, names.targets(name))
        keys.pop()
    _read_key_list(recorder, keys, dimensions, scope)
    scale = names.scale_of(name)
    return Values("band", scale) if fields and fields[0].text in _CATEGORY and scale else None


def _read_table(recorder: Recorder, name: str, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> Values | None:
    keys = [key for step in steps if isinstance(step, sx.Index) for key in step.keys]
    for place, key in enumerate(keys):
        read_expression(recorder, key, scope, recorder.names.keys_of(name, place))
    return Values("outcome", name)


def _read_steps(recorder: Recorder, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> None:
    """The names in the brackets of a path of which nothing more is known."""
    for step in steps:
        if isinstance(step, sx.Index):
            for key in step.keys:
                read_expression(recorder, key, scope)


def _read_keys(recorder: Recorder, steps: Sequence[sx.Field | sx.Index], wanted: tuple[str, ...], scope: Scope) -> None:
    _read_key_list(recorder, [key for step in steps if isinstance(step, sx.Index) for key in step.keys], wanted, scope)


def _read_key_list(recorder: Recorder, keys: Sequence[sx.Expression], wanted: tuple[str, ...], scope: Scope) -> None:
    """Keys in brackets: one for each dimension, or for each that is not at hand."""
    missing = tuple(dimension for dimension in wanted if dimension not in scope.dimensions)
    filled = wanted if len(keys) >= len(wanted) or not missing else missing
    for place, key in enumerate(keys):
        dimension = filled[place] if place < len(filled) else ""
        read_expression(recorder, key, scope, Values("member", dimension) if dimension else None)


def _values_of_let(recorder: Recorder, name: str, scope: Scope) -> Values | None:
    node: st.Let | st.Set | None = scope.nodes.get(name)
    # the place of an indicator's own lets, whatever row is at hand where one is named
    return _values_elsewhere(recorder, node.value, replace(scope, row="")) if isinstance(node, st.Let) else None


# ---- sets and aggregates


def read_set(recorder: Recorder, node: sx.Expression, scope: Scope) -> Base | None:
    """Record the names of a set; what it is made of."""
    match node:
        case sx.Group():
            return read_set(recorder, node.inner, scope)
        case sx.Where():
            base = read_set(recorder, node.rows, scope)
            read_expression(recorder, node.condition, scope.inside(recorder.names, base) if base is not None else scope)
            return base
        case sx.Path():
            own: Options = scope.own if not node.steps else {}
            options = Layers(own, recorder.names.of_kind("dimension", "source"))
            symbol = refer(recorder, node.name, options, _DAYS)
            if symbol is None or symbol.kind not in ("set", "dimension", "source"):
                _read_steps(recorder, node.steps, scope)
            elif symbol.kind == "source":
                _read_source(recorder, symbol.name, node.steps, scope)
            return base_of(recorder.names, node, scope)
        case _:
            read_expression(recorder, node, scope)
            return None


def _read_has(recorder: Recorder, node: sx.Has, scope: Scope) -> None:
    path = node.source.inner if isinstance(node.source, sx.Group) else node.source
    if not isinstance(path, sx.Path):
        read_expression(recorder, path, scope)
        return
    source = refer(recorder, path.name, recorder.names.of_kind("source"))
    if source is not None:
        _read_source(recorder, source.name, path.steps, scope)


def _read_aggregate(recorder: Recorder, node: sx.Aggregate, scope: Scope) -> None:
    if node.statistic is sx.Statistic.COUNT:
        read_set(recorder, node.operands[0], scope)
    elif node.listed or len(node.operands) > 1:
        _read_all(recorder, node.operands, scope)
    elif node.weighted and node.by is None:
        _read_weighted(recorder, node.operands[0], scope)
    else:
        over, operand = node.over, node.operands[0]
        base = read_set(recorder, over, scope) if over is not None else implied(recorder.names, operand, scope)
        inner = scope.inside(recorder.names, base) if base is not None else scope
        _read_all(recorder, (operand, *([node.by] if node.by is not None else [])), inner)
    for rule in (node.when_missing, node.when_not_loaded, node.when_not_applicable):
        record_rule(recorder, rule)


def _read_weighted(recorder: Recorder, operand: sx.Expression, scope: Scope) -> None:
    if scope.weighs_indicators:
        if isinstance(operand, sx.Path):
            refer(recorder, operand.name, {}, _WEIGHED)
        return
    inner = replace(scope.with_members(recorder.names, *scope.weighted), weighted=())
    read_expression(recorder, operand, inner)


# ---- what values there are


def values_of(recorder: Recorder, symbol: Symbol) -> Values | None:
    """What the values of a column, attribute or parameter are."""
    if symbol.kind not in ("column", "attribute", "parameter"):
        return None
    head, node = recorder.names.head(symbol.owner), recorder.names.typed(symbol.owner).get(symbol.name)
    if isinstance(node, st.Column):
        return recorder.names.of_column(node, symbol.owner)
    if node is None or not isinstance(head, st.Source):
        return None
    return _values_elsewhere(recorder, node.value, of_source(recorder.names, head))


def _values_elsewhere(recorder: Recorder, node: sx.Expression, scope: Scope) -> Values | None:
    """What the values of another statement's expression are, without recording its names here.

    Each is read once in a place: where each of forty names the one before it twice, it would be read 2^40 times.
    """
    if recorder.depth >= MAX_CHAIN:
        return None
    known, place = recorder.names.understood, (id(node), scope.row, scope.dimensions, scope.attributes, scope.weighted)
    if place not in known:
        known[place] = None  # for one that names itself
        known[place] = read_expression(Recorder(recorder.names, recorder.depth + 1), node, scope)
    return known[place]
