"""Mappings that a store remembers: found again by the source and the header of the file that they were made for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_engine.database.books import Books
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.reading.mapped import mapped
from iku_engine.reading.opened import Opened, header_key
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


def remembered(connection: sa.Connection, schema: Books, relation: str, header: Sequence[str]) -> Mapping | None:
    """The latest mapping for a header, None where there is none."""
    found = all_remembered(connection, schema, relation).get(header_key(header))
    return found() if found is not None else None


def for_this_file(opened: Opened, relation: Relation, period: Period | None) -> Opened:
    """A file that is read by a mapping of another one: what that says of the period is left to a `period` that is given.

    Errors: `RefusedFile` where the mapping says itself which period or member the rows are about: that is of the file it was made for.
    """
    mapping = opened.mapping
    assert mapping is not None
    if period is not None:
        others = {name: text for name, text in mapping.constants.items() if name.casefold() not in GRAIN_WORDS}
        mapping = mapping.model_copy(update={"constants": others})
    own = {*GRAIN_WORDS, *(name.casefold() for name in relation.dimensions), relation.key_name.casefold()}
    said = [
        f"{name} = {text}" for name, text in mapping.constants.items() if name.casefold() in own and "{" not in text
    ]
    wide = mapping.wide
    if wide is not None and wide.into.casefold() in GRAIN_WORDS:
        said += [f"{name} = {to}" for name, to in wide.names.items() if "{" not in to and to[:4] not in name]
    if said:
        raise RefusedFile(say("mapping-of-file", file=str(opened.path), constants=tuple(said)))
    return opened if mapping is opened.mapping else mapped(replace(opened, mapping=mapping), known_headings(relation))


def remember(batch: Batch, opened: Opened) -> None:
    """Keep the mapping of a file with the batch that it made, unless it is the one that would be found anyway."""
    assert opened.mapping is not None
    table, relation = batch.schema.mappings, batch.relation.name
    mine = (table.c.relation == relation) & (table.c.header_sha256 == opened.header_sha256)
    latest = sa.select(table.c.text).where(mine).order_by(table.c.event_id.desc()).limit(1)
    if batch.connection.execute(latest).scalar() != opened.mapping.source:
        kept = {"relation": relation, "header_sha256": opened.header_sha256, "text": opened.mapping.source}
        batch.note(table, [{"mapping_id": batch.id, "event_id": batch.id, **kept}])
