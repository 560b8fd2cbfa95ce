"""Members of bound files that look like others: the same that an import tells, in the DuckDB that has the files."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.key_text import alike, foreign, look_of
from iku_dsl.problem import Text, say
from iku_engine.bound.bind import Bound
from iku_engine.bound.stored import listed, quoted
from iku_engine.database.relations import Relation


def lookalikes(bound: Bound) -> Iterator[Text]:
    """A sentence for each pair of members of which bound files name one, with where each is named first."""
    relations = bound.desk.store.schema.relations
    named = {name for one in bound.parts for name in relations[one].dimensions}
    for name in sorted(named & relations.keys()):
        yield from _of(bound, relations[name])


def _of(bound: Bound, members: Relation) -> Iterator[Text]:
    table, key = bound.desk.engine.named(members.table), quoted(members.key_column(members.name).name)
    if members.table.name not in bound.desk.engine.there:
        return
    ask = bound.desk.ask
    yield from _spelled(bound, members, table, key)
    odd = [row[0] for row in ask(f"SELECT DISTINCT {key} FROM {table} WHERE NOT regexp_full_match({key}, '[ -~]*')")]
    if not odd:
        return
    plain = listed([look_of(member) for member in odd])
    looks = [row[0] for row in ask(f"SELECT DISTINCT {key} FROM {table} WHERE {key} IN {plain}")]
    for pair in alike(sorted(odd), looks):
        query = (
            f'SELECT {key}, batch_id, min("row") FROM {table} WHERE {key} IN {listed(pair)} GROUP BY ALL ORDER BY ALL'
        )
        places = {member: _place(bound, batch, row) for member, batch, row in ask(query)}
        if any(places.values()):
            where = places[pair[1]] or "-"
            yield say(
                "bound-alike", dimension=members.name, member=pair[0], at=places[pair[0]] or "-", like=pair[1], where=where,
                letter=foreign(pair[0]),
            )  # fmt: skip


def _spelled(bound: Bound, members: Relation, table: str, key: str) -> Iterator[Text]:
    """One sentence for all members that are `spelled_alike`, of which bound files name one: how many, and the first."""
    if not members.named_by_facts:
        return
    look = f"replace(lower({key}), ' ', '')"
    places = ", ".join(f"arg_{end}({what}, name)" for end in ("min", "max") for what in ("batch_id", '"row"'))
    pairs = (
        f"SELECT count(*) OVER (), min(name), max(name), {places} "
        f'FROM (SELECT {look} AS look, {key} AS name, batch_id, "row" FROM {table}) '
        "GROUP BY look HAVING count(DISTINCT name) > 1 AND min(batch_id) < 0 ORDER BY 2 LIMIT 1"
    )
    for count, like, member, batch, line, own, at in bound.desk.ask(pairs):
        yield say(
            "bound-spelled", dimension=members.name, count=count, member=member, at=_place(bound, own, at) or "-", like=like,
            where=_place(bound, batch, line) or "-",
        )  # fmt: skip


def _place(bound: Bound, batch: int, row: int) -> str:
    """The file and row of a member, empty for one of the store."""
    for parts in bound.parts.values():
        for part in parts:
            if batch in part.batches():
                return f"{part.path(batch)}:{row}"
    return ""
