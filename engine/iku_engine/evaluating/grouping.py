"""By what the entities of an indicator are grouped: the attributes of their dimension that several members share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from iku_dsl.program import Column, Program
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.bound import Given
from iku_engine.evaluating.seeing import seeing
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.store import Store

MOST_GROUPS = 60  # more are no groups that a reader could compare
GROUPING = (Kind.TEXT, Kind.CHOICE, Kind.MEMBER)


@record
class Grouping:
    """One attribute: its name, what people call it, and what it says of each member that has it."""

    attribute: str
    label: str
    members: Mapping[str, str]

    @property
    def groups(self) -> tuple[str, ...]:
        """What it says, each once, in order."""
        return tuple(sorted(set(self.members.values())))


def groupings(
    store: Store,
    program: Program,
    dimensions: Sequence[str],
    *,
    specs: str,
    upto: int,
    engine: str = "",
    bound: Sequence[Given] = (),
) -> Mapping[str, tuple[Grouping, ...]]:
    """By dimension the attributes that group its members, as known after event `upto`; none of an enumerated dimension.

    An attribute groups where it has 2 to 60 values, on average at least two members each. The first text is what members are called
    and groups nothing. Errors: those of `evaluate`.
    """
    asked_for = [name for name in dict.fromkeys(dimensions) if _possible(program, name)]
    if not asked_for:
        return {}
    with seeing(store, program, engine=engine, upto=upto, bound=bound, specs=specs) as (snapshot, _, _):
        return {name: tuple(_groupings(snapshot, program, name)) for name in asked_for}


def _possible(program: Program, dimension: str) -> dict[str, Column]:
    """The attributes that may group: all in words but the label."""
    attributes = program.dimensions[dimension].attributes
    label = next((name for name, column in attributes.items() if column.type.kind is Kind.TEXT), None)
    return {name: column for name, column in attributes.items() if column.type.kind in GROUPING and name != label}


def _groupings(snapshot: Snapshot, program: Program, dimension: str) -> Iterator[Grouping]:
    relation = snapshot.tables.relations[dimension]
    current = snapshot.current(relation)
    key = current.c[relation.key_column(dimension).name]
    for name, column in _possible(program, dimension).items():
        found = {member: said for member, said in snapshot.ask(sa.select(key, current.c[name]).order_by(key)) if said}
        groups = set(found.values())
        if not 2 <= len(groups) <= min(MOST_GROUPS, len(found) // 2):
            continue
        if column.type.kind is Kind.MEMBER:
            found = {member: snapshot.label(column.type.of, said) for member, said in found.items()}
        yield Grouping(name, column.title, found)
