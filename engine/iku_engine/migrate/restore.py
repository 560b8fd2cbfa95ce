"""What a store's database lacks is made again as the program makes it; tables, and what is in them, stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.chain import next_place, write
from iku_engine.database.enforced import enforce
from iku_engine.database.integrity import damages
from iku_engine.migrate.compare import Difference, How, differences
from iku_engine.migrate.objects import Kind, Object
from iku_engine.store.shapes import kept_relations
from iku_engine.store.store import Store
from iku_engine.wording import say_it

MENDABLE = (Kind.INDEX, Kind.TRIGGER, Kind.KEY, Kind.FUNCTION, Kind.RULE, Kind.GRANT)


@record
class Restored:
    """What was mended, in the order in which it was; its event, 0 where nothing was to be done."""

    event: int
    done: tuple[Text, ...]


def restore(store: Store, *, user: str) -> Restored:
    """Makes guards and indexes that are missing or changed, takes away those that are too many, builds indexes anew that are out of step.

    It is an event of the chain, with the statements of what was taken away. Errors: `StoreError` where the user may not.
    """
    with store.writing() as connection:
        done: list[Text] = []
        gone: list[str] = []
        # A function that is gone hides the guards that call it: those are looked for once more. What stays as it is (a statement
        # under another name, past the database's own checks) is left to `runs verify`.
        before: list[Difference] = []
        while found := [one for one in differences(connection, store.schema) if _mendable(one) and one not in before]:
            before += found
            for one in sorted(found, key=_turn):
                mended = tuple(_mend(connection, one))
                done += mended
                gone += [one.there.sql] if mended and one.there is not None else []
            enforce(connection, store.schema, kept_relations(connection, store.schema).values())
        if connection.dialect.name == "sqlite" and any(damages(connection)):
            connection.exec_driver_sql("REINDEX")
            done.append(say("restored.indexes"))
        if not done:
            return Restored(0, ())
        place = next_place(connection, store.schema)
        detail = {"done": [say_it(text, "en") for text in done], "gone": gone}
        write(connection, store.schema, place, "restore", user, detail)
        return Restored(place.id, tuple(done))


def _mendable(one: Difference) -> bool:
    return one.object.kind in MENDABLE and not (one.harmless and one.how is How.EXTRA)


def _turn(one: Difference) -> int:
    """Rights go before what they are on may be gone, a foreign key before ours of its name; functions come before their triggers."""
    match one.object.kind:
        case Kind.GRANT:
            return 0
        case Kind.FUNCTION if one.wanted is not None:
            return 1
        case Kind.KEY if one.wanted is None:
            return 1
        case _:
            return 2


def _mend(connection: sa.Connection, one: Difference) -> Iterator[Text]:
    about = one.object
    part = connection.begin_nested()
    try:
        if one.there is not None and (about.kind is not Kind.FUNCTION or one.wanted is None):
            connection.exec_driver_sql(_undone(connection, about))
        if one.wanted is not None and one.wanted.sql:  # else `enforce` makes it
            connection.exec_driver_sql(one.wanted.sql, execution_options={"no_parameters": True})
    except (OperationalError, IntegrityError, InternalError):
        # SQLite knows it under another name than its catalog says; a constraint is kept by it; rows do not fit the foreign key.
        part.rollback()
        return
    part.commit()
    key = "restored.gone" if one.how is How.EXTRA else "restored.made"
    yield say(key, kind=f"catalog.{about.kind}", name=about.name, table=about.table or "-")


def _undone(connection: sa.Connection, about: Object) -> str:
    """The statement that takes an object away."""
    quote = connection.dialect.identifier_preparer.quote
    match about.kind:
        case Kind.GRANT:
            return f"REVOKE {about.text} FROM {about.name}"
        case Kind.FUNCTION:
            return f"DROP ROUTINE {about.name}"
        case Kind.KEY:
            return about.sql.replace(" ADD ", " DROP ", 1).split(" FOREIGN KEY ")[0]
        case Kind.TRIGGER | Kind.RULE if connection.dialect.name == "postgresql":
            return f"DROP {about.kind.upper()} {quote(about.name)} ON {quote(about.table)}"
        case _:
            return f"DROP {about.kind.upper()} {quote(about.name)}"
