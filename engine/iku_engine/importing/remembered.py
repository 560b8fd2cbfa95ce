"""Mappings that a store remembers: found again by the source and the header of the file that they were made for."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.period import Period, read_period
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.reading.mapped import mapped
from iku_engine.reading.opened import Opened
from iku_engine.reading.opening import known_headings
from iku_engine.words.layout import GRAIN_WORDS

if TYPE_CHECKING:
    from iku_engine.importing.batches import Batch
    from iku_engine.reading.mapping import Mapping


def all_remembered(connection: sa.Connection, schema: Books, relation: str) -> Map[str, Callable[[], Mapping]]:
    """The latest mapping for each header of a relation, by `header_key`."""
    table = schema.mappings.c
    query = sa.select(table.header_sha256, table.event_id, table.text).where(table.relation == relation)
    texts = {row[0]: (row[1], row[2]) for row in connection.execute(query.order_by(table.event_id))}
    return {key: partial(_read, relation, *found) for key, found in texts.items()}


def _read(relation: str, event: int, text: str) -> Mapping:
    """Errors: `WrongUse` where somebody put there what is no mapping; who says how the file is read does without."""
    from iku_engine.reading.mapping import parse

    try:
        return parse(text, relation)
    except WrongUse as error:
        raise WrongUse(say("mapping-kept", relation=relation, event=event)) from error


@record
class LastReading:
    """How a table was read when the same content last came: by which mapping, None for none; and whether of the periods it says."""

    mapping: Mapping | None
    of_its_periods: bool = True


def last_reading(connection: sa.Connection, books: Books, relation: Relation, opened: Opened) -> LastReading | None:
    """How the same content was read when it last came; None where that was never.

    A mapping for the same header may have come since, of another file. A period that was given took the place of the mapping's own.
    """
    mine, own = _own(connection, books, relation.name, opened)
    if own is None:
        return LastReading(None) if mine else None
    event, text = own
    mapping, loaded = _read(relation.name, event, text), books.loaded.c
    said = {read_period(of) for name, of in mapping.constants.items() if _is_of_the_file(name, of, GRAIN_WORDS)}
    if not said or event == mine[-1]:
        return LastReading(mapping)
    periods = connection.execute(sa.select(loaded[PERIOD]).where(loaded.batch_id == mine[-1])).scalars().all()
    return LastReading(mapping, {period.ordinal for period in said if period is not None} == set(periods))


def _own(
    connection: sa.Connection, books: Books, relation: str, opened: Opened
) -> tuple[Sequence[int], tuple[int, str] | None]:
    """The batches that the same content brought, and the mapping by which it came last: that of one of them, or that of others before."""
    kept, mine = books.mappings.c, _readings(connection, books, relation, opened)
    if not mine:
        return mine, None
    own = sa.or_(among(kept.event_id, mine), kept.event_id < mine[0])
    query = sa.select(kept.event_id, kept.text).where(_of_header(books, relation, opened), own)
    found = connection.execute(query.order_by(kept.event_id.desc()).limit(1)).first()
    return mine, (found[0], found[1]) if found is not None else None


def _readings(connection: sa.Connection, books: Books, relation: str, opened: Opened) -> Sequence[int]:
    """The batches that the same content brought, oldest first."""
    batches = books.batches.c
    same = (batches.sha256 == opened.sha256) & (batches.sheet == opened.sheet) & (batches.relation == relation)
    query = sa.select(batches.batch_id).where(same, batches.kind == "import").order_by(batches.batch_id)
    return connection.execute(query).scalars().all()


def _of_header(books: Books, relation: str, opened: Opened) -> sa.ColumnElement[bool]:
    """The condition that a mapping was made for such a file."""
    return (books.mappings.c.relation == relation) & (books.mappings.c.header_sha256 == opened.header_sha256)


def with_period(opened: Opened, relation: Relation, period: Period | None) -> Opened:
    """A file that is read by a mapping that is remembered: what that says of the period is left to a `period` that is given."""
    mapping = opened.mapping
    if mapping is None or period is None:
        return opened
    others = {name: text for name, text in mapping.constants.items() if name.casefold() not in GRAIN_WORDS}
    if len(others) == len(mapping.constants):
        return opened
    mapping = mapping.model_copy(update={"constants": others})
    return mapped(replace(opened, mapping=mapping), known_headings(relation))


def for_this_file(opened: Opened, relation: Relation, period: Period | None) -> Opened:
    """The same of a file that the mapping was not made for.

    Errors: `RefusedFile` where the mapping says itself which period or member the rows are about: that is of the file it was made for.
    """
    opened = with_period(opened, relation, period)
    mapping = opened.mapping
    assert mapping is not None
    own = {*GRAIN_WORDS, *(name.casefold() for name in relation.dimensions), relation.key_name.casefold()}
    said = [f"{name} = {text}" for name, text in mapping.constants.items() if _is_of_the_file(name, text, own)]
    wide = mapping.wide
    if wide is not None and wide.into.casefold() in GRAIN_WORDS:
        said += [f"{name} = {to}" for name, to in wide.names.items() if "{" not in to and to[:4] not in name]
    if said:
        raise RefusedFile(say("mapping-of-file", file=str(opened.path), constants=tuple(said)))
    return opened


def _is_of_the_file(name: str, text: str, columns: Container[str]) -> bool:
    """Whether a constant says the same of all rows, of one of some columns."""
    return name.casefold() in columns and "{" not in text


def remember(batch: Batch, opened: Opened) -> None:
    """Keep the mapping that was given for a file with the batch that it made, unless it is found anyway for this and for other files."""
    assert opened.mapping is not None
    if opened.remembered:
        return
    table, name = batch.schema.mappings, batch.relation.name
    latest = sa.select(table.c.text).where(_of_header(batch.schema, name, opened)).order_by(table.c.event_id.desc())
    earlier, own = _own(batch.connection, batch.schema, name, opened)
    found_for_it = own[1] == opened.mapping.source if own is not None else not earlier
    if not found_for_it or batch.connection.execute(latest.limit(1)).scalar() != opened.mapping.source:
        kept = {"relation": name, "header_sha256": opened.header_sha256, "text": opened.mapping.source}
        batch.note(table, [{"mapping_id": batch.id, "event_id": batch.id, **kept}])
