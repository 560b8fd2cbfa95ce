"""What the budgets for columns and keys allow is stored, replaced, evaluated, withdrawn and verified, on every store and engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from postgres_server import ENGINES, new_url

from iku_dsl.budgets import most
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.database.connecting import IN_A_ROW, database
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

# Of each kind of column a cell, and another one. Texts are as short as they can be and still take a place of their own beside the row.
KINDS = {
    "number 0..1000000": ("12345", "54321"),
    "text": ("so many letters that all of them move out", "so many letters that all of them move too"),
}


def spec(kind: str, columns: int, keys: int) -> str:
    dimensions = "".join(f"dimension d{i} key code\n" for i in range(keys))
    per = ", ".join(f"d{i}" for i in range(keys))
    wide = "".join(f"  column c{i} {kind} may be missing\n" for i in range(columns - keys))
    counted = "indicator t\n  unit number\n  direction higher\n  formula count (d0 where has s)\n"
    return f"{dimensions}source s per year, {per} register\n{wide}{counted}"


def file(folder: Path, columns: int, keys: int, cell: str) -> Path:
    head = ["year", *(f"d{i}" for i in range(keys)), *(f"c{i}" for i in range(columns - keys))]
    rows = [["2025", *[f"k{row}"] * keys, *[cell] * (columns - keys)] for row in range(3)]
    path = folder / "s.csv"
    path.write_text("\n".join(map(",".join, [head, *rows])) + "\n", encoding="utf-8")
    return path


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return new_url(request)


# Each engine with what was once too wide for it; SQLite alone has a bound on columns, PostgreSQL on what lies in a page.
@pytest.mark.few("sqlite-number 0..1000000-1", "postgres-text-1", f"postgres-number 0..1000000-{most('keys')}")
@pytest.mark.parametrize(("kind", "keys"), [*((kind, 1) for kind in KINDS), ("number 0..1000000", most("keys"))])
def test_a_source_at_the_edge_of_the_budgets_goes_through_every_door(
    url: str, tmp_path: Path, kind: str, keys: int
) -> None:
    """510 columns that may be missing were "too large" a statement for SQLite; texts and keys went beyond what PostgreSQL has."""
    columns = most("columns") if keys == 1 else keys + 20
    checked = check_files([SourceFile("s.iku", spec(kind, columns, keys))])
    assert not checked.problems
    made, (cell, other) = checked.program, KINDS[kind]

    def load(store: Store, text: str) -> int:
        report = import_file(store, made, file(tmp_path, columns, keys, text), "s", user="siti")
        assert (report.rejected_total, report.rows) == (0, 3)
        return report.batch or 0

    def counted(store: Store, engine: str = "") -> object:
        return evaluate(store, made, specs="", periods=[Period(2025)], engine=engine).results[0].value

    with open_store(url, made, user="siti") as store:
        load(store, cell)
        load(store, other)  # each cell is another one
        load(store, other)  # each is the same
        last = load(store, "not applicable")
        place = address(store, made, "s", Period(2025), ["k0"] * keys)
        correct(store, made, place, {"c0": cell}, user="siti", reason="r")
        assert counted(store) == 3
        withdraw(store, made, last, user="siti", reason="r")
        retract(store, place, user="siti", reason="r")
        assert counted(store) == counted(store, "duckdb") == 2
        assert Verifier(store).verify().faults == ()


@pytest.mark.parametrize("count", [IN_A_ROW, IN_A_ROW + 1, IN_A_ROW**2 + 1])
@pytest.mark.parametrize("way", [sa.and_, sa.or_])
def test_thousands_of_conditions_are_no_deep_expression(way: Callable[..., sa.ColumnElement[bool]], count: int) -> None:
    """Where rows wait in hundreds of batches and periods, too."""
    table = sa.Table("some", sa.MetaData(), sa.Column("n", sa.Integer))
    number = table.c.n
    conditions = [number != place if way is sa.and_ else number == place for place in range(count)]
    query = sa.select(number).order_by(number)
    with database("sqlite://", create=True, wait=1).engine.connect() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"n": 0}, {"n": count - 1}, {"n": count}])
        together = list(connection.execute(query.where(way(*conditions))).scalars())
        assert together == ([count] if way is sa.and_ else [0, count - 1])
        if way is sa.and_:
            assert list(connection.execute(query.where(*conditions)).scalars()) == together
