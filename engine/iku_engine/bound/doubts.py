"""What an import would tell of bound files though no rule is broken: rows that look like totals, members that look like others.

Of totals no label says that they are some. A statement asks where a figure is the sum of all above it in its file, period and other keys,
or of all below, without which no row is told; the rows of these are then looked at one by one, from the first on or from the last. All
rows of files that somebody may have put into groups by hand are looked at so, where they are few together. Of files longer than an
office's sheet only the last and the first row of each period and other keys are looked at, without putting rows in order, and beside so
many figures that no chance makes them their sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from iku_dsl.key_text import alike, foreign, look_of
from iku_dsl.problem import Text, say
from iku_engine.bound.bind import Bound
from iku_engine.bound.part import SHOWN, Faults, Place
from iku_engine.bound.stored import listed, quoted
from iku_engine.bound.stored import listed as among
from iku_engine.bound.stored import text as literal
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.engines.base import OfStore
from iku_engine.members.members import is_member
from iku_engine.reading.opened import LONGEST_SHEET
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.plain import Plain
from iku_engine.staging.report import RejectedCell
from iku_engine.totals import groups as grouping
from iku_engine.totals.named_totals import remarks
from iku_engine.totals.sums import FEWEST, Added, LikeASum, figures_of, is_total
from iku_engine.totals.whole_file import WholeFile
from iku_engine.words.labels import MAY_BE_ODD, ODD_YEARS, odd_word

AT_ONCE = 10_000  # rows that are fetched together
MANY = 10  # figures above that are not zero
BY_HAND = 20_000  # rows of files that are looked at one by one
TOGETHER = 20_000_000  # rows of long files that are added up in one statement


def doubt_totals(bound: Bound, snapshot: Snapshot, relation: Relation, doubts: Faults) -> None:
    """Tell of the rows of a relation's files that look like totals; in files too long for an office, new members alone."""
    of = {number: one.accepted for number, one in bound.batches.items() if one.relation == relation.name}
    short = {number: rows for number, rows in of.items() if rows <= LONGEST_SHEET}
    long = {number: rows for number, rows in of.items() if rows > LONGEST_SHEET}
    if relation.is_dimension or not figures_of(relation):
        return
    there = partial(is_member, bound.desk.store.schema, OfStore(snapshot.connection))
    told: set[tuple[int, int]] = set()  # rows of batches

    def tell(batch: int, cell: RejectedCell, rows: int = 1) -> None:
        if (batch, cell.row) not in told:
            told.add((batch, cell.row))
            doubts.count(rows, cell)
            if len(doubts.first) < SHOWN:
                doubts.show(Place(bound.part(relation.name, batch).path(batch), -batch, cell.row), cell)

    for part in bound.parts[relation.name]:
        for cell in part.reader.sift.not_data.counted.values():
            tell(part.batches()[0], cell)
    for dimension in relation.dimensions:
        listed = bound.desk.limited(dimension)

        def is_known(of: str, key: str, *, listed: bool = listed) -> bool:
            return listed or there(of, key)

        for below in () if listed or not long else (False, True):
            for batch, cell in _end_of_long(bound, relation, dimension, long, below=below):
                if not there(dimension, cell.value):
                    tell(batch, cell)
        for batch, rows in groupby(_asked(bound, relation, dimension, short), key=itemgetter(0)):
            whole = WholeFile(relation)
            while plain := _plain(relation, rows):
                whole.keep(plain)
            sampled = [dimension] if listed else []
            for cell in whole.doubted([dimension], is_known, partial(_rows_of, bound, relation, batch), sampled):
                tell(batch, cell)
        for batch, cell, count in _odd_names(bound, relation, dimension) if not listed else ():
            tell(batch, cell, count)


def _odd_names(bound: Bound, relation: Relation, dimension: str) -> Iterator[tuple[int, RejectedCell, int]]:
    """The rows of each file whose members are called like none, as an import tells: the first of each period, and how many there are."""
    desk, table, key = bound.desk, bound.desk.engine.named(relation.table), quoted(relation.key_column(dimension).name)
    every = f"SELECT DISTINCT batch_id, {key} AS name FROM {table}"
    words = "string_split_regex(lower(replace(name, '%', ' % ')), '[^\\pL\\pN%∑±]+')"
    perhaps = f"list_has_any({words}, [{', '.join(map(literal, sorted(MAY_BE_ODD)))}])"
    found = desk.ask(f"SELECT batch_id, name FROM ({every}) WHERE {perhaps}")
    odd: dict[int, dict[str, str]] = {}
    for batch, name in sorted(found):
        if word := odd_word(name):
            odd.setdefault(batch, {})[name] = word
    if not odd:
        return
    counts = dict(desk.ask(f"SELECT batch_id, count(*) FROM ({every}) GROUP BY ALL"))
    numbers = desk.ask(
        f"SELECT DISTINCT batch_id FROM ({every}) WHERE regexp_full_match(name, '\\d+') AND name NOT IN {among(ODD_YEARS)}"
    )
    for batch in sorted(odd, reverse=True):
        names = {name: word for name, word in odd[batch].items() if not ((batch,) in numbers and name in ODD_YEARS)}
        for remark in remarks(names, counts[batch]):
            first = f'min("row"), {PERIOD}, arg_min({key}, "row"), count(*)'
            by = f"{PERIOD}, {key}" if remark.each else PERIOD
            query = (
                f"SELECT {first} FROM {table} WHERE batch_id = {batch} AND {key} IN {among(remark.names)} GROUP BY {by}"
            )
            for line, _, name, rows in sorted(desk.ask(query)):
                yield batch, RejectedCell(line, dimension, name, remark.reason), rows if remark.each else 1


def _rows_of(bound: Bound, relation: Relation, batch: int, dimension: str, key: str) -> int:
    """How many rows of a file are about a member."""
    table, column = bound.desk.engine.named(relation.table), quoted(relation.key_column(dimension).name)
    ((rows,),) = bound.desk.ask(f"SELECT count(*) FROM {table} WHERE batch_id = {batch} AND {column} = {literal(key)}")
    return int(rows)


def _asked(bound: Bound, relation: Relation, dimension: str, short: Mapping[int, int]) -> Iterator[tuple[Any, ...]]:
    """The rows beside which a figure is a sum, of `short` files with their rows, in their order: batch, row, period, keys, figures.

    All rows of those that somebody may have put into groups by hand, where no figure needs to be the sum of all.
    """
    by_hand = [number for number, rows in short.items() if rows <= grouping.MOST]
    if sum(short[number] for number in by_hand) > BY_HAND:
        by_hand = []
    if by_hand:
        among, _, keys, figures = _stand(bound, relation, dimension, by_hand)
        names = ", ".join(["batch_id", '"row"', PERIOD, *keys, *figures])
        yield from bound.desk.ask(f"SELECT {names} {among} ORDER BY batch_id DESC, row_id")
    if len(by_hand) < len(short):
        yield from _asked_of_long(bound, relation, dimension, [number for number in short if number not in by_hand])


def _asked_of_long(
    bound: Bound, relation: Relation, dimension: str, batches: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    """The same of files in which only rows beside a sum are looked at."""
    desk = bound.desk
    among, beside, keys, figures = _stand(bound, relation, dimension, batches)
    upto = [f"sum({figure}) OVER upto" for figure in figures]
    every = [f"sum({figure}) OVER every" for figure in figures]
    sums = " OR ".join(
        f"(2 * {figure} IN ({one}, {all_of_it}) OR {figure} = {all_of_it} - {one})"
        for figure, one, all_of_it in zip(figures, upto, every, strict=True)
    )
    some = " OR ".join(f"count(nullif({figure}, 0)) OVER every > {FEWEST}" for figure in figures)
    windows = (
        f"every AS (PARTITION BY {beside}), upto AS (PARTITION BY {beside} ORDER BY row_id ROWS UNBOUNDED PRECEDING)"
    )
    hits = f"SELECT DISTINCT {beside} FROM (SELECT {beside}, ({some}) AND ({sums}) AS hit {among} WINDOW {windows}) WHERE hit"
    if not desk.ask(f"SELECT 1 FROM ({hits}) LIMIT 1"):
        return
    names = ", ".join(["batch_id", '"row"', PERIOD, *keys, *figures])
    reading = desk.database.cursor()  # another statement would end this one
    found = reading.execute(
        f"SELECT {names} FROM (SELECT * {among}) SEMI JOIN ({hits}) AS hits USING ({beside}) ORDER BY batch_id DESC, row_id"
    )
    while some_rows := found.fetchmany(AT_ONCE):
        yield from some_rows
    reading.close()


def _end_of_long(
    bound: Bound, relation: Relation, dimension: str, long: Mapping[int, int], *, below: bool
) -> Iterator[tuple[int, RejectedCell]]:
    """The last rows of `long` files (with their rows), in a period and other keys, that look like the total of those above: batch, row.

    With `below` the first, that look like the total of those below.
    """
    furthest, others_are, side = ("min", ">", "row.below") if below else ("max", "<", "row.above")
    desk, columns = bound.desk, figures_of(relation)
    among, beside, _, figures = _stand(bound, relation, dimension, list(long))
    turns = sum(long.values()) // TOGETHER + 1
    sums = " OR ".join(
        f"(arg_{furthest}({figure}, row_id) = sum({figure}) - arg_{furthest}({figure}, row_id) AND count(nullif({figure}, 0)) > {MANY})"
        for figure in figures
    )
    end, others = "FILTER (a.row_id = ends.row_id)", f"FILTER (a.row_id {others_are} ends.row_id)"
    own = ["batch_id", '"row"', quoted(relation.key_column(dimension).name), *figures]
    parts = [*(f"any_value(a.{name}) {end}" for name in own), f"count(*) {others}"]
    for figure in figures:
        added = (
            f"sum({figure})",
            f"count({figure})",
            f"count(nullif({figure}, 0))",
            f"min({figure})",
            f"max({figure})",
        )
        parts += [f"{one} {others}" for one in added]
    for turn in range(turns):
        some = f"{among} AND hash({beside}) % {turns} = {turn}"
        found = desk.ask(
            f"WITH ends AS (SELECT {beside}, {furthest}(row_id) AS row_id {some} GROUP BY {beside} HAVING {sums}) "
            f"SELECT {', '.join(parts)} FROM ends JOIN (SELECT * {some}) AS a USING ({beside}) "
            "GROUP BY ends.row_id ORDER BY ends.row_id"
        )
        for batch, line, key, *numbers in found:
            values, (rows, *added_up) = numbers[: len(columns)], numbers[len(columns) :]
            whole = Added.of(rows, [added_up[at : at + 5] for at in range(0, len(added_up), 5)])
            if is_total(columns, tuple(values), whole):
                yield batch, LikeASum(0, dimension, rows, side).said(line, key)


def _stand(
    bound: Bound, relation: Relation, dimension: str, batches: Sequence[int]
) -> tuple[str, str, list[str], list[str]]:
    """In SQL: the rows of some batches, their period and other keys, their keys, and their figures."""
    among = f"FROM {bound.desk.engine.named(relation.table)} WHERE batch_id IN ({', '.join(map(str, batches))})"
    keys = {name: quoted(relation.key_column(name).name) for name in relation.dimensions}
    beside = ", ".join(["batch_id", PERIOD, *(key for name, key in keys.items() if name != dimension)])
    return among, beside, list(keys.values()), [quoted(column.name) for column in figures_of(relation)]


def _plain(relation: Relation, rows: Iterator[tuple[Any, ...]]) -> Plain | None:
    """The next rows by column; None after the last."""
    some = list(islice(rows, AT_ONCE))
    if not some:
        return None
    _, lines, periods, *columns = zip(*some, strict=True)
    wide = len(relation.dimensions)
    return Plain(
        lines, periods, columns[:wide], [c.name for c in figures_of(relation)], columns[wide:], [[]] * len(some)
    )


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
