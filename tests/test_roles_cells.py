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
from test_roles import USERS, as_user, give_rights
from test_roles_forged import literal
from test_roles_matrix import NOW, Session, event, next_number

from iku_dsl.period import Period
from iku_engine.database.row_forms import odd_cells
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.facts.withdrawing import withdraw
from iku_engine.migrate.opening import open_store
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
  formula sum m.a
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


def spec(state: str) -> str:
    """The specs of a time at which the three columns are all in one state."""
    told = {GONE: "", MAY: " may be missing", MUST: ""}[state]
    columns = "".join(f"  column {name} {kind}{told}\n" for name, kind in KINDS.items()) if state else ""
    return SPEC.format(columns=columns)


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
        conditions = odd_cells(sa.table("fact_m", *map(sa.column, names)), known.columns, must).values()
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
    cells = {"key_unit": "u1", "a": 1, "c": 1, "d": 738_000, "b": 5, "na_c": 0, "na_d": 0, "na_b": 0}
    found = session.tried("; ".join(batch(dropped, session, {"period": 2025, **cells, **odd_cell})))
    session.raw.close()
    assert found == state


NAMED = """
dimension listed "Listed"
  p1 "P1"
  p2 "P2"
dimension a_dimension_that_no_table_could_be_called_after_ "Named" key code
dimension filed "Filed" key code
  attribute label text
source m "Data" per year, listed, a_dimension_that_no_table_could_be_called_after_, filed register
  column a integer 0..
indicator i "I"
  unit number
  direction higher
  formula sum m.a
"""
KEYS = {
    "honest": (("p2", "u1", "f1"), ""),
    "no such name in the list": (("p3", "u1", "f1"), "IK006"),
    "the list has it in small letters": (("P1", "u1", "f1"), "IK006"),
    "with a space behind": (("p1 ", "u1", "f1"), "IK006"),
    "nobody named it": (("p1", "u9", "f1"), "IK006"),
    "named by a batch that was taken back": (("p1", "u3", "f1"), ""),
    "not in the file": (("p1", "u1", "f9"), "IK006"),
    "no longer in the file": (("p1", "u1", "f3"), "IK006"),
}


@pytest.fixture(scope="module")
def named(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    made = Ministry(tmp_path_factory.mktemp("named"), postgres_server.new(), NAMED, "")
    head = "year,listed,a_dimension_that_no_table_could_be_called_after_,filed,a\n"
    made.load("filed", "code,label\nf1,F1\nf2,F2\n")
    taken = [made.load("filed", "code,label\nf3,F3\n").batch, made.load("m", head + "2025,p1,u3,f3,1\n").batch][::-1]
    made.load("m", head + "2024,p1,u1,f1,1\n2024,p2,u2,f2,2\n")
    for one in taken:
        withdraw(made.store, made.program, one, user="siti", reason="r")
    give_rights(made, USERS)
    yield made
    assert made.verify().faults == ()
    made.store.close()


@pytest.mark.parametrize("name", KEYS)
def test_a_planner_writes_facts_of_members_alone(named: Ministry, name: str) -> None:
    keys, state = KEYS[name]
    dimensions = named.program.sources["m"].dimensions
    session = Session(named, "rina")
    cells = {f"key_{dimension}": key for dimension, key in zip(dimensions, keys, strict=True)}
    found = session.tried("; ".join(batch(named, session, {"a": 1, **cells})))
    session.raw.close()
    assert found == state


def test_what_honest_planners_do_is_of_members(named: Ministry) -> None:
    """A row is corrected, and comes back; that of a member which is none any more does not."""
    with named.store.engine.connect() as connection:
        (text,) = connection.exec_driver_sql("SELECT iku_no_member(iku_shape_of('m'))").scalars()
        assert connection.exec_driver_sql(f"SELECT count(*) FROM fact_m n WHERE {text}").scalar_one() == 1
    with open_store(as_user(named, "rina"), named.program) as store:
        place = address(store, named.program, "m", Period(2024), ["p1", "u1", "f1"])
        corrected = correct(store, named.program, place, {"a": "5"}, user="rina", reason="r")
        withdraw(store, named.program, corrected.event, user="rina", reason="r")
        assert evaluate(store, named.program, specs="", periods=[Period(2024)]).results[0].value == 3
        with store.reading() as connection:
            gone = connection.exec_driver_sql("SELECT batch_id FROM iku_withdrawn ORDER BY batch_id").scalars().all()
        with pytest.raises(WrongUse) as refused:
            withdraw(store, named.program, gone[0], user="rina", reason="r")
        assert refused.value.text.key == "orphans.back"


def batch(made: Ministry, session: Session, odd_cell: Mapping[str, int | str | None]) -> list[str]:
    """A planner's own batch of one row in SQL, with its event."""
    number = next_number(made)
    (at,) = session.raw.execute(f"SELECT {NOW}".encode()).fetchone() or ("",)
    (row,) = session.raw.execute(b"SELECT max(row_id) + 1 FROM fact_m").fetchone() or (0,)
    cells = {"row_id": row, "batch_id": number, "row": 2, "period": 2024, **odd_cell}
    told = {
        "relation": "m", "kind": "correct", "file": "", "sheet": "", "sha256": "", "rows_sha256": "x", "rows_read": 1,
        "rows_accepted": 1, "rows_identical": 0, "rows_rejected": 0, "marks": "", "note": "", "reason": "",
    }  # fmt: skip
    detail = {**told, "ids": [row, row], "periods": [cells["period"]], "late": [], "members": {}, "books_sha256": "x"}
    values = ", ".join("NULL" if one is None else literal(one) for one in cells.values())
    return [
        f"INSERT INTO fact_m ({', '.join(cells)}) VALUES ({values})",
        f"INSERT INTO iku_batch VALUES ({', '.join(map(literal, (number, *told.values(), session.user, at)))})",
        event("correct", json.dumps(detail), session.user, literal(at)),
        "SET CONSTRAINTS ALL IMMEDIATE",
    ]
