"""What a set is made of, told from its syntax alone: `daerah yang …`, the rows of a source, a set of the indicator's own."""

from __future__ import annotations

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.references.declared import Names
from iku_dsl.references.scope import Base, Scope

MAX_CHAIN = 20  # sets of sets of sets


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
