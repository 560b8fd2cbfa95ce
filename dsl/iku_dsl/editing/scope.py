"""A place in a spec: whose row, members, lets and sets are at hand there, and what a set that is named there is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from iku_dsl import statements as st
from iku_dsl.editing.symbols import Names, Options, Pairs, dimensions_of, own
from iku_dsl.keywords import BUILT_IN_NAMES
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block

MAX_CHAIN = 20  # sets of sets of sets
OF_A_PROFILE: Pairs = tuple(pair for pair in BUILT_IN_NAMES if pair[0] in ("realisasi", "target"))


@dataclass(frozen=True, slots=True)
class Base:
    """What a set is made of: rows of a source, or members of a dimension."""

    source: str = ""
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """A place: like the scope of `resolve`, with names for types.

    `attributes` are the dimensions whose attributes may be named alone, innermost last; `nodes` the statements behind `own`;
    `bound` the parameters and lets of a profile, `spoken` its words that no statement declares.
    """

    dimensions: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    row: str = ""
    weighted: tuple[str, ...] = ()
    weighs_indicators: bool = False
    own: Options = field(default_factory=dict)
    nodes: Mapping[str, st.Let | st.Set] = field(default_factory=dict)
    bound: Options = field(default_factory=dict)
    spoken: frozenset[str] = frozenset()
    words: Pairs = ()

    def with_members(self, names: Names, *dimensions: str, row: str | None = None) -> Scope:
        """The same place with members of further dimensions (and perhaps a row) at hand."""
        kept = tuple(name for name in self.dimensions if name not in dimensions)
        beside = tuple(name for name in self.attributes if name not in dimensions)
        known = tuple(name for name in dimensions if names.is_a(name, "dimension"))
        row = self.row if row is None else row
        return replace(self, dimensions=(*kept, *dimensions), attributes=(*beside, *known), row=row)

    def inside(self, names: Names, base: Base) -> Scope:
        """The place of a condition or operand over the elements of a set."""
        added = names.per(base.source) if base.source else (base.dimension,)
        return self.with_members(names, *added, row=base.source)


def of_source(names: Names, head: st.Source) -> Scope:
    """The place of a source's own rules: its row is at hand."""
    return Scope().with_members(names, *dimensions_of(head), row=head.name.text)


def of_profile(names: Names, block: Block, head: st.Profile) -> Scope:
    """The place of a profile's rules: `realisasi` and `target`, its parameters and lets."""
    spoken = frozenset(spelling for pair in OF_A_PROFILE for spelling in pair)
    return Scope(bound={**names.parameters(head.name.text), **own(block)}, spoken=spoken, words=OF_A_PROFILE)


def of_indicator(names: Names, block: Block, head: st.Indicator) -> Scope:
    """The place of an indicator's formulas: its entity is at hand."""
    weights = block.of(st.Weights)
    nodes: dict[str, st.Let | st.Set] = {}
    for entry in block.entries:
        if isinstance(entry.statement, st.Let | st.Set):
            nodes.setdefault(entry.statement.name.text, entry.statement)
    place = Scope(
        weighted=tuple(node.dimension.text for node in weights if node.dimension is not None),
        weighs_indicators=any(node.dimension is None for node in weights),
        own=own(block),
        nodes=nodes,
    )
    return place.with_members(names, *dimensions_of(head))


# ---- what a set is made of, by its syntax alone


def base_of(names: Names, node: sx.Expression, scope: Scope, depth: int = 0) -> Base | None:
    """What a set is made of, None where it is no set."""
    match node:
        case sx.Group():
            return base_of(names, node.inner, scope, depth)
        case sx.Where():
            return base_of(names, node.rows, scope, depth)
        case sx.Path():
            name = node.name.text
            own = scope.nodes.get(name)
            if isinstance(own, st.Set) and not node.steps:
                return base_of(names, own.value, scope, depth + 1) if depth < MAX_CHAIN else None
            if names.is_a(name, "dimension") and not node.steps:
                return Base(dimension=name)
            fielded = any(isinstance(step, sx.Field) for step in node.steps)
            return Base(source=name) if names.is_a(name, "source") and not fielded else None
        case _:
            return None


def implied(names: Names, node: sx.Expression, scope: Scope) -> Base | None:
    """What an aggregate without `atas` runs over: the rows of the source it reads, or the members that an indicator has."""
    only: Base | None = None
    for path in sx.paths_in(node):
        name = path.name.text
        if name in scope.bound or name in scope.spoken or isinstance(scope.nodes.get(name), st.Let):
            continue
        if names.is_a(name, "source") and any(isinstance(step, sx.Field) for step in path.steps):
            if any(dimension not in scope.dimensions for dimension in names.per(name)):
                return Base(source=name)
            only = only or Base(source=name)
        elif names.is_a(name, "indicator"):
            beyond = [dimension for dimension in names.per(name) if dimension not in scope.dimensions]
            if len(beyond) == 1:
                return Base(dimension=beyond[0])
    return only
