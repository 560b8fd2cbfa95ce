"""Facts that a report has beside results: what groups the entities of an indicator, and what was in its way.

Entities are grouped by the attributes of their dimension that several members share. What was in the way, and what is done about it, are
rows of ordinary sources that have the columns of such a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.program import Column, Program, Source
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.bound import Given
from iku_engine.database.books import PERIOD
from iku_engine.database.stored import value_of
from iku_engine.evaluating.seeing import seeing
from iku_engine.results.evaluation import Fact
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


# What a column may be called, in either language of a spec.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "obstacle": ("kendala", "obstacle"),
    "solution": ("solusi", "solution"),
    "plan": ("rencana", "rencana_tindak_lanjut", "plan"),
    "owner": ("pic", "penanggung_jawab", "owner"),
    "due": ("tanggal", "batas_waktu", "due"),
}
INDICATOR = ("indikator", "iku", "indicator")  # the column or dimension that names the indicator
NEEDED = ("obstacle", "plan")


@record
class FollowUp:
    """One note of an indicator in a period: empty texts where nothing was said, and the row that says so."""

    indicator: str
    period: Period | None
    obstacle: str
    solution: str
    plan: str
    owner: str
    due: str
    fact: Fact


def follow_ups(
    store: Store,
    program: Program,
    periods: Sequence[Period],
    *,
    specs: str,
    upto: int,
    engine: str = "",
    bound: Sequence[Given] = (),
) -> tuple[FollowUp, ...]:
    """The notes of some periods, as known after event `upto`; a source without a period speaks of all of them.

    A source is one of notes where it has a column for the obstacle and one for the plan (`COLUMNS`), and a column or dimension that
    names the indicator (`INDICATOR`). Errors: those of `evaluate`.
    """
    sources = [source for source in program.sources.values() if _called(source) is not None]
    if not sources:
        return ()
    with seeing(store, program, engine=engine, upto=upto, bound=bound, specs=specs) as (snapshot, _, _):
        return tuple(note for source in sources for note in _notes(snapshot, source, periods))


def _called(source: Source) -> tuple[Mapping[str, str], str] | None:
    """The names that a source of notes gives its columns, and what names the indicator; None where it is none."""
    names: dict[str, str] = {}
    for part, accepted in COLUMNS.items():
        found = next((name for name in accepted if name in source.columns), None)
        if found is not None:
            names[part] = found
    about = next((name for name in INDICATOR if name in source.columns or name in source.dimensions), None)
    return (names, about) if about is not None and all(part in names for part in NEEDED) else None


def _notes(snapshot: Snapshot, source: Source, periods: Sequence[Period]) -> Iterator[FollowUp]:
    called = _called(source)
    assert called is not None
    names, about = called
    relation = snapshot.tables.relations[source.name]
    current = snapshot.current(relation)
    wanted: list[Period | None] = [None] if source.grain is None else _within(source, periods)
    for period in wanted:
        if not snapshot.loaded(source.name, period):
            continue
        ordinal = period.ordinal if period is not None else 0
        query = sa.select(current).where(current.c[PERIOD] == ordinal).order_by(current.c.row_id)
        for row in snapshot.rows(query):
            keys = {d: str(row.values[relation.key_column(d).name]) for d in relation.dimensions}
            texts = {part: _text(value_of(source.columns[name], row.values[name])) for part, name in names.items()}
            subject = keys.get(about) or _text(value_of(source.columns[about], row.values[about]))
            said = {part: texts.get(part, "") for part in COLUMNS}
            yield FollowUp(subject, period, **said, fact=snapshot.fact(relation, row))


def _within(source: Source, periods: Sequence[Period]) -> list[Period | None]:
    """The source's own periods that lie in those asked for."""
    assert source.grain is not None
    found: dict[Period | None, None] = {}
    for period in periods:
        finer = source.grain.finer_than(period.grain)
        found.update(
            dict.fromkeys(period.parts(source.grain) if finer else [period] if period.grain is source.grain else [])
        )
    return list(found)


def _text(value: object) -> str:
    return "" if value is None else str(value)
