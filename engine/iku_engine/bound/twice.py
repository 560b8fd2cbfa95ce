"""Whether a key comes twice in a period: by hashes in as much memory as fits, and only where two are equal by the keys themselves."""

from __future__ import annotations

from dataclasses import dataclass

from iku_engine.bound.desk import Desk
from iku_engine.bound.faults import SHOWN
from iku_engine.facts.relations import Relation

AT_ONCE = 20_000_000  # hashes that are held against each other


@dataclass(frozen=True, slots=True)
class Again:
    """A row whose period and key an earlier row has: both by batch and row, and the key."""

    place: tuple[int, int]
    earlier: tuple[int, int]
    keys: tuple[str, ...]


def twice(desk: Desk, relation: Relation, rows: int) -> tuple[int, list[Again]]:
    """How many rows there are whose key came before, and the first of them; the order is that of files and rows."""
    table = desk.engine.named(relation.table)
    keys = [f'"{relation.key_column(d).name}"' for d in relation.dimensions]
    place = ", ".join(["period", *keys])
    turns = rows // AT_ONCE + 1
    hashes = f"SELECT hash({place}) AS h FROM {table}"
    doubtful: list[int] = []
    for turn in range(turns):
        part = f"{hashes} WHERE hash({place}) % {turns} = {turn}" if turns > 1 else hashes
        found = desk.database.execute(f"SELECT h FROM ({part}) GROUP BY h HAVING count(*) > 1").fetchall()
        doubtful += [row[0] for row in found]
    if not doubtful:
        return 0, []
    desk.database.execute("CREATE OR REPLACE TEMP TABLE iku_doubtful (h UBIGINT)")
    desk.database.execute("INSERT INTO iku_doubtful SELECT unnest(?::UBIGINT[])", [doubtful])
    ranked = (
        f'SELECT batch_id, "row", {", ".join(keys) + ", " if keys else ""}row_id, first_value(batch_id) OVER same AS batch, '
        f'first_value("row") OVER same AS line, row_number() OVER same AS nth FROM {table} '
        f"WHERE hash({place}) IN (SELECT h FROM iku_doubtful) WINDOW same AS (PARTITION BY {place} ORDER BY row_id)"
    )
    counted = desk.database.execute(f"SELECT count(*) FROM ({ranked}) WHERE nth > 1").fetchall()
    first = desk.database.execute(f"SELECT * FROM ({ranked}) WHERE nth > 1 ORDER BY row_id LIMIT {SHOWN}").fetchall()
    return counted[0][0], [Again((r[0], r[1]), (r[-3], r[-2]), tuple(r[2 : 2 + len(keys)])) for r in first]
