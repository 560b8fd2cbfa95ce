"""Whether a key comes twice in a period: a bit for each key there can be, or by hashes where keys are not known beforehand.

Almost always none does; only where one may, the rows are looked for, and then by the keys themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from iku_engine.bound.columns import members_table
from iku_engine.bound.context import Desk
from iku_engine.bound.faults import SHOWN
from iku_engine.bound.stored import quoted
from iku_engine.database.relations import Relation

AT_ONCE = 20_000_000  # hashes that are held against each other
MOST_BITS = 2**28  # each processor has so many


@dataclass(frozen=True, slots=True)
class Again:
    """A row whose period and key an earlier row has: both by batch and row, and the key."""

    place: tuple[int, int]
    earlier: tuple[int, int]
    keys: tuple[str, ...]


def twice(desk: Desk, relation: Relation, rows: int) -> tuple[int, list[Again]]:
    """How many rows there are whose key came before, and the first of them; the order is that of files and rows."""
    if not rows or _each_once(desk, relation, rows):
        return 0, []
    keys = [quoted(relation.key_column(d).name) for d in relation.dimensions]
    place = ", ".join(["period", *keys])
    doubtful = _doubtful(desk, desk.engine.named(relation.table), place, rows)
    return _ranked(desk, relation, keys, place, doubtful) if doubtful else (0, [])


def _each_once(desk: Desk, relation: Relation, rows: int) -> bool:
    """Whether it is certain that no key comes twice: as many different ones as rows, among all that there can be."""
    if relation.is_dimension or not all(desk.limited(dimension) for dimension in relation.dimensions):
        return False
    table = desk.engine.named(relation.table)
    known = {quoted(relation.key_column(d).name): f"SELECT member FROM {members_table(d)}" for d in relation.dimensions}
    known["period"] = f"SELECT DISTINCT period AS member FROM {table}"
    sizes, joins, place = [], [], "0"
    for column, members in known.items():
        index = f"iku_index_{next(desk.numbers)}"
        desk.database.execute(
            f"CREATE TABLE {index} AS SELECT member, row_number() OVER () - 1 AS nth FROM ({members})"
        )
        sizes.append(desk.database.execute(f"SELECT count(*) FROM {index}").fetchall()[0][0])
        joins.append(f"JOIN {index} ON {index}.member = f.{column}")
        place = f"({place}) * {sizes[-1]} + {index}.nth"
    possible = prod(sizes)
    if rows > possible or possible > MOST_BITS:
        return False
    bits = f"bit_count(bitstring_agg({place}, 0, {possible - 1}))"
    found = desk.database.execute(f"SELECT {bits} FROM {table} AS f {' '.join(joins)}").fetchall()
    return bool(found[0][0] == rows)


def _doubtful(desk: Desk, table: str, place: str, rows: int) -> list[int]:
    """The hashes of keys that come twice, and perhaps of some that do not."""
    turns = rows // AT_ONCE + 1
    found: list[int] = []
    for turn in range(turns):
        some = f"WHERE hash({place}) % {turns} = {turn}" if turns > 1 else ""
        hashes = f"SELECT hash({place}) AS h FROM {table} {some}"
        # Twice as fast as to ask which come twice.
        different = f"SELECT count(*) = count(DISTINCT h) FROM ({hashes})"
        if not desk.database.execute(different).fetchall()[0][0]:
            again = f"SELECT h FROM ({hashes}) GROUP BY h HAVING count(*) > 1"
            found += [row[0] for row in desk.database.execute(again).fetchall()]
    return found


def _ranked(
    desk: Desk, relation: Relation, keys: list[str], place: str, doubtful: list[int]
) -> tuple[int, list[Again]]:
    """The rows behind some hashes, held against each other by their keys."""
    run, table = desk.database.execute, desk.engine.named(relation.table)
    run("CREATE OR REPLACE TEMP TABLE iku_doubtful (h UBIGINT)")
    run("INSERT INTO iku_doubtful SELECT unnest(?::UBIGINT[])", [doubtful])
    columns = ", ".join(["batch_id", '"row"', *keys])
    ranked = (
        f"SELECT {columns}, row_id, first_value(batch_id) OVER same AS batch, "
        f'first_value("row") OVER same AS line, row_number() OVER same AS nth FROM {table} '
        f"WHERE hash({place}) IN (SELECT h FROM iku_doubtful) WINDOW same AS (PARTITION BY {place} ORDER BY row_id)"
    )
    count = run(f"SELECT count(*) FROM ({ranked}) WHERE nth > 1").fetchall()[0][0]
    first = run(f"SELECT * FROM ({ranked}) WHERE nth > 1 ORDER BY row_id LIMIT {SHOWN}").fetchall()
    return count, [Again((r[0], r[1]), (r[-3], r[-2]), tuple(r[2 : 2 + len(keys)])) for r in first]
