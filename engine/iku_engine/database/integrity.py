"""Whether a database is whole in itself: its pages, each index beside its table, each foreign key; by what the database has for that."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from iku_dsl.problem import Text, say
from iku_engine.database.faults import DENIED

SHOWN = 20  # findings of one check
_INDEXES = """
SELECT c.oid::regclass::text FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_am m ON m.oid = c.relam
WHERE m.amname = 'btree' AND t.relnamespace = current_schema()::regnamespace AND t.relpersistence <> 't' ORDER BY 1
"""


def damages(connection: sa.Connection) -> Iterator[Text]:
    """What is damaged, a sentence each; no more than a few of a kind."""
    if connection.dialect.name == "sqlite":
        yield from _sqlite(connection)
    else:
        yield from _postgres(connection)


def _sqlite(connection: sa.Connection) -> Iterator[Text]:
    try:
        for (found,) in connection.exec_driver_sql(f"PRAGMA integrity_check({SHOWN})").all():
            if found != "ok":
                yield say("verify.integrity", detail=str(found))
    except DBAPIError as error:
        yield say("verify.integrity", detail=str(error.orig))
        return
    tables: dict[str, int] = {}
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        tables[str(table)] = tables.get(str(table), 0) + 1
    for name, count in tables.items():
        yield say("verify.foreign", table=name, count=count)


def _postgres(connection: sa.Connection) -> Iterator[Text]:
    """By `amcheck`, where it is installed and may be used; rows are read without indexes anyway."""
    if connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'").first() is None:
        return
    count = 0
    for name in connection.exec_driver_sql(_INDEXES).scalars().all():
        part = connection.begin_nested()
        try:
            connection.execute(sa.text("SELECT bt_index_check(CAST(:name AS regclass), true)"), {"name": name})
        except DBAPIError as error:
            part.rollback()
            if getattr(error.orig, "sqlstate", "") == DENIED:  # who may not look is told nothing
                return
            yield say("verify.integrity", detail=f"{name}: {error.orig}")
            count += 1
            if count == SHOWN:
                return
        else:
            part.commit()
