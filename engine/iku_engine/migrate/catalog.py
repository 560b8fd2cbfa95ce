"""A store's catalog beside the one that the program makes of the same shapes: what differs is named, what is lacking is made again.

Tables, and what is in them, stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from sqlite3 import sqlite_version

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from iku_dsl import cache as entries
from iku_dsl.files_read import stamp
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database import books as of_books
from iku_engine.database import enforced as of_enforced
from iku_engine.database import relations as of_relations
from iku_engine.database import rights as of_guards
from iku_engine.database import rights as of_rights
from iku_engine.database.books import Books, books
from iku_engine.database.chain import next_place, write
from iku_engine.database.connecting import database, run_all
from iku_engine.database.enforced import TABLE, TURN, enforce, made_functions, triggers
from iku_engine.database.integrity import damages
from iku_engine.database.relations import Layout, Schema, all_tables, make_tables
from iku_engine.database.rights import FUNCTION, PLANNER, REVIEWER, forbid_changes
from iku_engine.migrate import objects as of_objects
from iku_engine.migrate.objects import Kind, Object, catalog, folded
from iku_engine.store.shapes import Lying, kept_relations, lying
from iku_engine.store.store import Store
from iku_engine.wording import say_it

_MAKERS = (
    of_books,
    of_enforced,
    of_guards,
    of_relations,
    of_objects,
    of_rights,
)  # what they make is kept while they stay as they are
ADDED_TO = (Kind.INDEX, Kind.TRIGGER, Kind.KEY, Kind.RULE, Kind.POLICY)  # what acts on a table that it is added to


class How(StrEnum):
    """In what way an object is not as the program makes it."""

    MISSING = "missing"
    CHANGED = "changed"
    EXTRA = "extra"


@record
class Difference:
    """One object that is not as the program makes it: `wanted` is its own, `there` the one of the store."""

    how: How
    wanted: Object | None
    there: Object | None

    @property
    def object(self) -> Object:
        """The object that is spoken of."""
        found = self.there or self.wanted
        assert found is not None
        return found

    @property
    def harmless(self) -> bool:
        """Whether nothing that is written or read can be another for it: an index too few, a table or view of somebody's own."""
        kind = self.object.kind  # one more function of a name of ours may be called in its place
        return (self.how is How.MISSING and kind is Kind.INDEX) or (
            self.how is How.EXTRA and kind in (Kind.TABLE, Kind.VIEW)
        )

    @property
    def text(self) -> Text:
        """The sentence for it."""
        about = self.object
        told = {"kind": f"catalog.{about.kind}", "name": about.name, "table": about.table}
        if about.kind is Kind.TABLE and self.wanted is not None and self.there is not None:
            wanted, there = self.wanted.text.split("\n"), self.there.text.split("\n")
            return say("verify.catalog-table", table=about.name, lacks=_more(wanted, there), has=_more(there, wanted))
        if about.kind in (Kind.GRANT, Kind.ROLE):
            return say("verify.catalog-grant", user=about.name, right=about.text)
        if about.table in ("", about.name):
            return say(f"verify.catalog-{self.how}", kind=told["kind"], name=about.name)
        return say(f"verify.catalog-{self.how}.on", **told)


def _more(lines: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """What some lines of a table say and others do not; of a line that both have with other flags, these alone."""
    flags = {head: set(told) for head, *told in map(_parts, others)}
    split = map(_parts, sorted(set(lines) - set(others)))
    told = (
        "; ".join(filter(None, [head, *(one for one in own if one not in flags.get(head, own))]))
        for head, *own in split
    )
    return tuple(filter(None, told)) or ("-",)


def _parts(line: str) -> list[str]:
    """What a line says, and each flag behind it."""
    head, _, flags = line.partition("\t")
    return [head, *re.split(r'\t|, (?=")', flags.strip("{}"))]


def differences(connection: sa.Connection, kept: Schema) -> tuple[Difference, ...]:
    """What of a store's database is not as the program makes it."""
    layouts = _layouts(lying(connection, kept), kept)
    if connection.dialect.name == "sqlite":
        there = catalog(connection)
        return _from(partial(_made_in_memory, layouts), there, sqlite_version, repr(layouts))
    connection.exec_driver_sql("SET LOCAL quote_all_identifiers = off")  # which writes every definition otherwise
    namespace, version = connection.exec_driver_sql("SELECT quote_ident(current_schema()), version()").one()
    if (
        connection.exec_driver_sql("SELECT to_regprocedure('iku_refuse()')").scalar() is None
    ):  # nor is any guard that calls it
        return (Difference(How.MISSING, Object(Kind.FUNCTION, "iku_refuse()", "", "", FUNCTION), None),)
    there = tuple(one for one in catalog(connection, namespace) if not _given(one))
    make = partial(_made_beside, connection, kept, layouts, namespace)
    return _from(make, there, version, namespace, repr(layouts))


def _from(make: Callable[[], tuple[Object, ...]], there: tuple[Object, ...], *about: str) -> tuple[Difference, ...]:
    """What differs from what the program makes, by what this program made for such a store before; where anything does, it is made anew."""
    files = (str(stamp(Path(file).stat())) for file in (__file__, *(str(module.__file__) for module in _MAKERS)))
    name = entries.key("catalog", sa.__version__, *files, *about)
    made = entries.load(name, tuple)
    found = tuple(_compared(made, there)) if made is not None else None
    if found != ():
        made = make()
        entries.save(name, made)
        found = tuple(_compared(made, there))
    return found


def _given(one: Object) -> bool:
    """Whether it is a right that the roles have."""
    return one.kind is Kind.GRANT and one.table == f"{TURN}()" and one.name in (PLANNER, REVIEWER)


def _compared(wanted: Iterable[Object], there: Iterable[Object]) -> Iterator[Difference]:
    """Each object beside that of its name; of several of one name, one is ours at most."""
    wanted = tuple(wanted)
    others: defaultdict[tuple[str, str, str], list[Object]] = defaultdict(list)
    for one in there:
        others[one.key].append(one)
    for one in wanted:
        same = others[one.key]
        alike = [found for found in same if found.text == one.text]
        if not same:
            yield Difference(How.MISSING, one, None)
        elif not alike:
            yield Difference(How.CHANGED, one, same.pop())
        else:
            same.remove(alike[0])
    ours = {one.table for one in wanted} - {""}
    for one in (one for several in others.values() for one in several):
        named = one.kind is not Kind.KEY and _named_in(
            one.text, ours
        )  # a foreign key of another table to ours changes nothing of ours
        if one.kind not in ADDED_TO or one.table in ours or named:
            yield Difference(How.EXTRA, None, one)


def _named_in(text: str, names: Iterable[str]) -> bool:
    """Whether a statement names one of our tables, whatever table the catalog says that it is on."""
    return not set(re.findall(r"\w+", folded(text))).isdisjoint(map(folded, names))


def _layouts(known: Mapping[str, Lying], schema: Schema) -> tuple[Layout, ...]:
    """How the relations lie, in the order of the specs and of their columns: mostly these are the tables that the store has at hand."""
    relations = {name: schema.relations[name].columns for name in schema.relations if name in known}
    ordered = {**relations, **dict.fromkeys(known.keys() - relations, ())}
    return tuple(_layout(name, known[name], own) for name, own in ordered.items())


def _layout(name: str, lying: Lying, first: Iterable[str]) -> Layout:
    columns = lying.columns
    ordered = {**{column: columns[column] for column in first if column in columns}, **columns}
    return Layout.of(lying.shape.prefix, name, lying.shape.keys, ordered)


def _make(layouts: tuple[Layout, ...], connection: sa.Connection) -> None:
    """The tables and guards of such a store, made by what makes every store."""
    metadata, kept, _ = all_tables(layouts)
    make_tables(connection, metadata)
    forbid_changes(connection, [table for table in metadata.sorted_tables if table.name != kept.about.name])


@lru_cache(maxsize=16)
def _made_in_memory(layouts: tuple[Layout, ...]) -> tuple[Object, ...]:
    """What SQLite makes of them: the same for all stores of this process."""
    engine = database("sqlite://", create=True, wait=0).engine
    with engine.begin() as connection:
        _make(layouts, connection)
        found = catalog(connection)
    engine.dispose()
    return found


def _made_beside(
    connection: sa.Connection, kept: Books, layouts: tuple[Layout, ...], namespace: str
) -> tuple[Object, ...]:
    """The same as temporary tables of the database itself, which are gone at once: for this nobody needs a right of their own.

    What the triggers of what PostgreSQL itself sees to call is the owner's in the store, and made beside as well.
    """
    quote = connection.dialect.identifier_preparer.quote
    enforced = triggers(kept, kept_relations(connection, kept).values())
    beside = connection.begin_nested()
    try:
        connection.exec_driver_sql(f"SET LOCAL search_path = pg_temp, {namespace}")
        connection.exec_driver_sql("SET LOCAL check_function_bodies = off")
        _make(layouts, connection)
        temporary = connection.exec_driver_sql("SELECT pg_my_temp_schema()::regnamespace::text").scalar_one()
        run_all(connection, (TABLE, *made_functions(books(sa.MetaData()), namespace)))
        calls = f"EXECUTE FUNCTION {temporary}."
        texts = (one.text.format(on=quote(one.table)).replace("EXECUTE FUNCTION ", calls, 1) for one in enforced)
        run_all(connection, [f"CREATE {text}" for text in texts])
        return catalog(connection, temporary, namespace)
    finally:
        beside.rollback()


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
