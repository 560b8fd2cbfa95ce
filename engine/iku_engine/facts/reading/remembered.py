"""Mappings that a store remembers: found again by the source and the header of the file that they were made for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.errors import WrongUse
from iku_engine.facts.books import Books
from iku_engine.facts.reading.opened import Opened, header_key

if TYPE_CHECKING:
    from iku_engine.facts.batches import Batch
    from iku_engine.facts.reading.mapping import Mapping


def all_remembered(connection: sa.Connection, schema: Books, relation: str) -> Map[str, Callable[[], Mapping]]:
    """The latest mapping for each header of a relation, by `header_key`."""
    table = schema.mappings.c
    query = sa.select(table.header_sha256, table.event_id, table.text).where(table.relation == relation)
    texts = {row[0]: (row[1], row[2]) for row in connection.execute(query.order_by(table.mapping_id))}
    return {key: partial(_read, relation, *found) for key, found in texts.items()}


def _read(relation: str, event: int, text: str) -> Mapping:
    """Errors: `WrongUse` where somebody put there what is no mapping; who says how the file is read does without."""
    from iku_engine.facts.reading.mapping import parse

    try:
        return parse(text, relation)
    except WrongUse as error:
        raise WrongUse(say("mapping-kept", relation=relation, event=event)) from error


def remembered(connection: sa.Connection, schema: Books, relation: str, header: Sequence[str]) -> Mapping | None:
    """The latest mapping for a header, None where there is none."""
    found = all_remembered(connection, schema, relation).get(header_key(header))
    return found() if found is not None else None


def remember(batch: Batch, opened: Opened) -> None:
    """Keep the mapping of a file with the batch that it made, unless it is the one that would be found anyway."""
    assert opened.mapping is not None
    table, relation = batch.schema.mappings, batch.relation.name
    mine = (table.c.relation == relation) & (table.c.header_sha256 == opened.header_sha256)
    latest = sa.select(table.c.text).where(mine).order_by(table.c.mapping_id.desc()).limit(1)
    if batch.connection.execute(latest).scalar() != opened.mapping.source:
        kept = {"relation": relation, "header_sha256": opened.header_sha256, "text": opened.mapping.source}
        batch.note(table, [{"mapping_id": batch.id, "event_id": batch.id, **kept}])
