"""Opening a store: its tables are made where they are new, and brought up to the specs where these changed."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.database.chain import trust_clock
from iku_engine.database.relations import make_tables
from iku_engine.errors import StoreError
from iku_engine.long_work import WORK
from iku_engine.store.shapes import known_shapes, shape, up_to_date
from iku_engine.store.store import Store, connected

NAMED = 3  # tables of somebody else that a sentence names


def open_store(
    url: str,
    program: Program,
    *,
    create: bool = True,
    user: str = "",
    clock_is_right: bool = False,
    to_mend: bool = False,
) -> Store:
    """The store at a URL, its tables made where they are new and brought up to the specs where these changed.

    With `clock_is_right` times go on from the clock of this computer, also where the last event is far from it.
    `to_mend` opens also a store with rows that the specs no longer admit, for whoever puts rows right, and looks at none but these: each
    row that is written is held to these specs, and the store follows them once no row is in the way.
    Without `create` a database file that is not there is not made: the store is then an empty one in memory.
    Errors: `StoreError` where it cannot be reached, or has rows that the specs no longer admit.
    """
    store = connected(url, program, create)
    try:
        if clock_is_right and not store.in_memory:
            _trust_clock(store, user)
        declared = _prepare(store, program, user, to_mend)
        if not store.in_memory:
            WORK.opened(lambda: _asked_at_the_end(store))
            store.rely_on(declared, follows=declared == _wanted(store, program))
    except BaseException:
        store.close()
        raise
    return store


def _asked_at_the_end(store: Store) -> StoreError | None:
    """What somebody changed by hand in a store that is closed by now, and stays so."""
    try:
        return store.changed_by_hand()
    finally:
        store.close()


def fits(url: str, program: Program) -> bool:
    """Whether there is a store at a URL that has every table of a program already; nothing is made there."""
    try:
        with connected(url, program, create=False) as store, store.reading() as connection:
            return up_to_date(connection, store.schema, program)
    except StoreError:
        return False


def _trust_clock(store: Store, user: str) -> None:
    with store.writing() as connection:
        if sa.inspect(connection).has_table(store.schema.events.name):
            trust_clock(connection, store.schema, user)


def _prepare(store: Store, program: Program, user: str, to_mend: bool) -> Mapping[str, str]:
    """Bring the tables up to the specs; what each relation is declared as then."""
    wanted = _wanted(store, program)
    if store.in_memory:
        with store.writing() as connection:
            make_tables(connection, store.schema.metadata)
        return wanted
    with store.reading() as connection:
        if up_to_date(connection, store.schema, program):
            return wanted
    from iku_engine.migrate.migrate import InTheWayError, may_mend, migrate

    try:
        with store.writing() as connection:
            if not up_to_date(connection, store.schema, program):  # nobody else has done it in between
                _refuse_foreign(connection, store)
                migrate(connection, store.schema, program, user)
    except InTheWayError:
        with store.reading() as connection:
            if not to_mend or not may_mend(connection, store.schema, program):
                raise
            known = known_shapes(connection, store.schema)
        return {name: known[name] for name in wanted}
    return wanted


def _wanted(store: Store, program: Program) -> Mapping[str, str]:
    return {name: shape(program, one).text for name, one in store.schema.relations.items()}


def _refuse_foreign(connection: sa.Connection, store: Store) -> None:
    """Errors: `StoreError` for a file that is another program's, and for tables of ours that somebody else has made.

    A server's database may hold what it likes beside ours.
    """
    told = sa.inspect(connection)
    there = {*told.get_table_names(), *told.get_view_names()}
    new = store.schema.about.name not in there
    if new and there and connection.dialect.name == "sqlite":
        named = (*sorted(there)[:NAMED], *(["…"] if len(there) > NAMED else []))
        raise StoreError(say("store-foreign", store=store.shown, tables=named))
    known = {} if new else known_shapes(connection, store.schema)
    ours = {one.table.name for name, one in store.schema.relations.items() if name not in known}
    if new:
        ours.update(table.name for table in store.schema.metadata.sorted_tables)
    for name in sorted(ours & there):
        raise StoreError(say("store-occupied", name=name, table=name))
