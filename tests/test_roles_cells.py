"""What no cell can be, in each column that lies in a table: PostgreSQL refuses it and `runs verify` names it, whatever the specs became."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa
from postgres_server import Server
from test_ledger import Ministry
from test_roles import USERS, give_rights
from test_roles_forged import literal
from test_roles_matrix import NOW, Session, event, next_number

from iku_engine.database.row_forms import odd_cells
from iku_engine.store.shapes import EarlierShapes, lying

pytestmark = pytest.mark.needs_postgres
SPEC = """
dimension unit "Unit"
  u1 "U1"
  u2 "U2"
source m "Data" per year, unit
  column a integer 0..
{columns}indicator i "I"
  unit number
  direction higher
  formula sum m.{counted}
"""
KINDS = {"c": "yes/no", "d": "date", "b": "integer 0.."}
GONE, MAY, MUST = "", "may be missing", "must"
# What became of each of the three columns, from the first specs on: two that were dropped, two that became a must, and what came later.
LIVES = (
    (MAY,), (MUST,), (MAY, GONE), (MUST, GONE), (MAY, MUST), (MAY, MUST, GONE), (MUST, GONE, MUST), (GONE, MUST), (GONE, MAY, GONE),
)  # fmt: skip
CELLS: Mapping[str, tuple[int | None, ...]] = {
    "c": (None, 0, 1, 7, -1),
    "d": (None, 1, 738_000, 3_652_059, 3_652_060, 0),
    "b": (None, 0, 5),
}
ABSENT = (None, 0, 1, 7)


def spec(state: str, counted: str = "a") -> str:
    """The specs of a time at which the three columns are all in one state."""
    told = {GONE: "", MAY: " may be missing", MUST: ""}[state]
    columns = "".join(f"  column {name} {kind}{told}\n" for name, kind in KINDS.items()) if state else ""
    return SPEC.format(columns=columns, counted=counted)


def lived(server: Server, folder: Path, life: tuple[str, ...]) -> Ministry:
    """A store whose specs were one after another as a life says, with a row of the first; planners have their rights."""
    first = life[0]
    made = Ministry(folder, server.new(), spec(first), "")
    more = {GONE: ("", ""), MAY: (",c,d,b", ",yes,2024-01-01,5"), MUST: (",c,d,b", ",yes,2024-01-01,5")}[first]
    made.load("m", f"year,unit,a{more[0]}\n2024,u1,1{more[1]}\n")
    for state in life[1:]:
        made.store.close()
        made = Ministry(folder, made.url, spec(state), "")
    give_rights(made, USERS)
    return made


def odd(life: tuple[str, ...], name: str, value: int | None, absent: int | None) -> bool:
    """Whether no program of ours writes a cell."""
    low, high = {"c": (0, 1), "d": (1, 3_652_059), "b": (-9, 9)}[name]
    missing_one = value is None and set(life) == {MUST}
    return (
        missing_one
        or absent == 7
        or (absent == 1 and value is not None)
        or not low <= (low if value is None else value) <= high
    )


@pytest.mark.parametrize("life", LIVES, ids="-".join)
def test_every_column_that_lies_in_a_table_is_held_to_its_kind(
    postgres_server: Server, tmp_path: Path, life: tuple[str, ...]
) -> None:
    made = lived(postgres_server, tmp_path, life)
    rows = [
        (name, value, absent)
        for name in KINDS
        for value, absent in product(CELLS[name], ABSENT if MAY in life else (None,))
    ]
    with made.store.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for number, (name, value, absent) in enumerate(rows, 100):
            cells = {
                "row_id": number,
                "batch_id": 99,
                "row": 2,
                "period": 2024,
                "key_unit": "u2",
                "a": 1,
                "c": 1,
                "d": 1,
                "b": 1,
            }
            cells |= {name: value, **({f"na_{name}": absent} if MAY in life else {})}
            made_of = ", ".join("NULL" if one is None else literal(one) for one in cells.values())
            connection.exec_driver_sql(f"INSERT INTO fact_m ({', '.join(cells)}) VALUES ({made_of})")
        (text,) = connection.exec_driver_sql("SELECT iku_unlike_any('m', 'fact_m')").scalars()
        refused = set(connection.exec_driver_sql(f"SELECT row_id FROM fact_m n WHERE {text}").scalars())
        known = lying(connection, made.store.schema)["m"]
        must = EarlierShapes(connection, made.store.schema).must_have["m"]
        names = ("row_id", *KINDS, *(f"na_{name}" for name in KINDS if MAY in life))
        conditions = odd_cells(sa.table("fact_m", *map(sa.column, names)), known.kinds, must).values()
        named = set(
            connection.execute(
                sa.text(f"SELECT row_id FROM fact_m WHERE {' OR '.join(map(as_text, conditions))}")
            ).scalars()
        )
        connection.rollback()
    wanted = {number for number, row in enumerate(rows, 100) if odd(life, *row)}
    made.store.close()
    assert (refused, named) == (wanted, wanted) and 0 < len(wanted) < len(rows)


def as_text(condition: sa.ColumnElement[bool]) -> str:
    return f"({condition.compile(compile_kwargs={'literal_binds': True})})"


@pytest.fixture(scope="module")
def dropped(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    made = lived(postgres_server, tmp_path_factory.mktemp("dropped"), (MAY, GONE))
    yield made
    made.store.close()


ODD_ROWS: dict[str, tuple[dict[str, int | None], str]] = {
    "honest": ({}, ""),
    "a value that does not apply": ({"na_b": 1}, "IK006"),
    "a mark of 7": ({"b": None, "na_b": 7}, "IK006"),
    "a yes of 7": ({"c": 7}, "IK006"),
    "a day after the year 9999": ({"d": 99_999_999}, "IK006"),
    "a day before the year 1": ({"d": 0}, "IK006"),
}


@pytest.mark.parametrize("name", ODD_ROWS)
def test_a_planner_puts_nothing_odd_into_a_column_that_the_specs_dropped(dropped: Ministry, name: str) -> None:
    odd_cell, state = ODD_ROWS[name]
    session = Session(dropped, "rina")
    assert session.tried("; ".join(batch(dropped, session, odd_cell))) == state
    session.raw.close()


def batch(made: Ministry, session: Session, odd_cell: Mapping[str, int | None]) -> list[str]:
    """A planner's own batch of one row in SQL, with its event."""
    number = next_number(made)
    (at,) = session.raw.execute(f"SELECT {NOW}".encode()).fetchone() or ("",)
    (row,) = session.raw.execute(b"SELECT max(row_id) + 1 FROM fact_m").fetchone() or (0,)
    cells = {
        "row_id": row,
        "batch_id": number,
        "row": 2,
        "period": 2024,
        "key_unit": "u2",
        "a": 1,
        "c": 1,
        "d": 738_000,
        "b": 5,
    }
    cells |= {"na_c": 0, "na_d": 0, "na_b": 0, **odd_cell}
    told = {
        "relation": "m", "kind": "correct", "file": "", "sheet": "", "sha256": "", "rows_sha256": "x", "rows_read": 1,
        "rows_accepted": 1, "rows_identical": 0, "rows_rejected": 0, "marks": "", "note": "", "reason": "",
    }  # fmt: skip
    detail = {**told, "ids": [row, row], "periods": [2024], "late": [], "members": {}, "books_sha256": "x"}
    values = ", ".join("NULL" if one is None else literal(one) for one in cells.values())
    return [
        f"INSERT INTO fact_m ({', '.join(cells)}) VALUES ({values})",
        f"INSERT INTO iku_batch VALUES ({', '.join(map(literal, (number, *told.values(), session.user, at)))})",
        event("correct", json.dumps(detail), session.user, literal(at)),
        "SET CONSTRAINTS ALL IMMEDIATE",
    ]
