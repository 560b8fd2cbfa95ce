"""Mappings that a store remembers: found again by the source and the header of the file that they were made for."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.period import Period, read_period
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.bulk import among
from iku_engine.database.in_force import Withdrawals
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
    """The latest mapping for each header of a relation, by `header_key`; none of a batch that was taken back."""
    table, gone = schema.mappings.c, Withdrawals(connection, schema).gone()
    query = sa.select(table.header_sha256, table.event_id, table.text).where(table.relation == relation)
    texts = {key: found for key, *found in connection.execute(query.order_by(table.event_id)) if found[0] not in gone}
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
    query = sa.select(loaded.batch_id, loaded[PERIOD]).where(
        among(loaded.batch_id, [one for one in mine if one > event])
    )
    periods = dict[int, set[int]]()
    for batch, period in connection.execute(query):
        periods.setdefault(batch, set()).add(period)
    of_its_own = {period.ordinal for period in said if period is not None}
    return LastReading(mapping, of_its_own == periods[max(periods)] if periods else event in mine)


def _own(
    connection: sa.Connection, books: Books, relation: str, opened: Opened
) -> tuple[Sequence[int], tuple[int, str] | None]:
    """The batches of the same content that stand, oldest first, and the mapping by which the last one was read.

    That is its own, or else the one that was found for it then: by the same question about the time before it.
    """
    batches, table = books.batches.c, books.mappings.c
    same = (batches.sha256 == opened.sha256) & (batches.sheet == opened.sheet) & (batches.relation == relation)
    came = connection.execute(sa.select(batches.batch_id).where(same, batches.kind == "import")).scalars().all()
    of_header = (table.relation == relation) & (table.header_sha256 == opened.header_sha256)
    kept = connection.execute(sa.select(table.event_id).where(of_header)).scalars().all()
    withdrawals = Withdrawals(connection, books)

    def standing(events: Iterable[int], before: float) -> list[int]:
        gone = withdrawals.gone(before=before)
        return sorted(event for event in events if event < before and event not in gone)

    mine = last = standing(came, inf)
    before = inf
    while last and last[-1] not in kept:
        before = last[-1]
        last = standing(came, before)
    found = last[-1:] or standing(kept, before)[-1:]
    if not mine or not found:
        return mine, None
    text = connection.execute(sa.select(table.text).where(of_header, table.event_id == found[0])).scalar_one()
    return mine, (found[0], text)


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
    """Keep the mapping that was given for a file with the batch that it made, for this file and for others; it goes with the batch."""
    assert opened.mapping is not None
    if not opened.remembered:
        kept = {"relation": batch.relation.name, "header_sha256": opened.header_sha256, "text": opened.mapping.source}
        batch.note(batch.schema.mappings, [{"mapping_id": batch.id, "event_id": batch.id, **kept}])
