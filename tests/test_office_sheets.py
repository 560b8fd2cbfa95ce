"""Sheets as offices send them: no total is ever a member or a figure, no row of data is lost, and all rows are told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from office_sheets import FIGURES, LIKE_TOTALS, MEMBERS, SPEC, UNIT_PLACES, Sheet, in_another_unit, sheet, write
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.report import ImportReport

SEEDS = range(30)
MANY = range(60, 560)


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    """One for all sheets, as each is of a year of its own."""
    made = Ministry(tmp_path_factory.mktemp("office"), spec=SPEC, members=MEMBERS)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def without_facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    """One for files that are bound."""
    made = Ministry(tmp_path_factory.mktemp("bound"), spec=SPEC, members=MEMBERS)
    yield made
    made.store.close()


def imported(ministry: Ministry, made: Sheet, path: Path) -> ImportReport:
    period = Period(made.year) if made.period_beside else None
    return import_file(ministry.store, ministry.program, path, made.source, period=period, user="siti")


def stored(ministry: Ministry, made: Sheet) -> dict[str, tuple[Decimal | None, ...]]:
    """What the store has of the sheet's year, by member: figures as they were written."""
    relation = ministry.store.schema.relations[made.source]
    key = relation.key_column("daerah" if made.source == "layanan" else "unit").name
    with ministry.store.reading() as connection:
        current = Snapshot(connection, ministry.store.schema, ministry.program).current(relation)
        ordinal = Period(made.year).ordinal
        rows = connection.execute(current.select().where(current.c.period == ordinal)).mappings().all()
    parts = {name: Decimal(relation.columns[name].parts) / (100 if name == "serapan" else 1) for name in FIGURES}
    there = [name for name in FIGURES if name in made.columns]
    return {row[key]: tuple(None if row[n] is None else Decimal(row[n]) / parts[n] for n in there) for row in rows}


def told(report: ImportReport) -> dict[int, str]:
    return {row: one.kind for one in report.not_data for row in one.rows}


def come_to_one_amount(made: Sheet, reason: Text) -> bool:
    """Whether it is asked whether two totals are of one money, and they have an amount of four digits in common, as chance may make it."""
    if reason.key != "row.perhaps-same-money":
        return False
    lines = dict(reason.arguments)
    one, other = (made.rows[int(str(lines[name])) - 1] for name in ("total", "row"))
    return any(
        mine == its and len(str(mine)) >= 4 and str(mine).isdigit() for mine, its in zip(one, other, strict=False)
    )


def look(ministry: Ministry, made: Sheet, path: Path) -> None:
    """A sheet imported: what must be in the store is, and all else is told."""
    report = imported(ministry, made, path)
    at = path.name
    assert [(cell.row, cell.value, cell.reason.key) for cell in report.rejected] == [], at
    assert told(report) == made.kinds, at
    assert report.rows == report.accepted + report.identical + len(made.kinds), at
    assert stored(ministry, made) == made.data, at
    assert list(report.hidden) == (made.hidden_below() if path.suffix == ".xlsx" else []), at
    assert {cell.value for cell in report.doubted if cell.reason.key == "row.odd-name"} <= {*LIKE_TOTALS}, at
    others = (  # each has a year of its own, some have members like `Seluruh Daya`, or `I` and `i`
        "row.period-far",
        "row.odd-name",
        "row.odd-names",
        "row.spelled",
    )
    doubted = [
        cell.row
        for cell in report.doubted
        if cell.reason.key not in others and not come_to_one_amount(made, cell.reason)
    ]
    assert doubted == ([made.doubted] if made.doubted else []), at
    assert report.marks == (("ilustratif",) if made.marked else ()), at


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_total_comes_in_and_no_row_of_data_is_lost(ministry: Ministry, tmp_path: Path, suffix: str) -> None:
    first = 0 if suffix == ".csv" else len(SEEDS)  # other sheets
    for seed in SEEDS:
        made = sheet(first + seed)
        look(ministry, made, write(made, tmp_path / f"{seed}{suffix}"))


@pytest.mark.few("title", "header", "amid", "footnote", "sheet")
@pytest.mark.parametrize("place", UNIT_PLACES)
def test_no_figure_of_another_unit_comes_in(ministry: Ministry, tmp_path: Path, place: str) -> None:
    first = 700 + 12 * UNIT_PLACES.index(place)  # other years
    for seed in range(first, first + 5):
        made = in_another_unit(seed, place)
        path = write(made, tmp_path / f"{seed}{'.xlsx' if place == 'sheet' or seed % 2 else '.csv'}")
        with pytest.raises(RefusedFile) as error:
            imported(ministry, made, path)
        assert error.value.text.key in ("unit-told", "column-unit"), (path.name, made.rows)
        assert stored(ministry, made) == {}, path.name


@pytest.mark.soak
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_many_sheets(tmp_path: Path, suffix: str) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members=MEMBERS)
    for seed in MANY:
        made = sheet(seed)
        look(ministry, made, write(made, tmp_path / f"{seed}{suffix}"))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_sheets_that_are_bound_say_the_same(without_facts: Ministry, tmp_path: Path, suffix: str) -> None:
    made = [sheet(seed, beside=False) for seed in range(311, 323)]
    made = [one for one in made if suffix == ".csv" or not one.again]  # what stands above is not in Parquet
    paths = {one.year: write(one, tmp_path / f"{one.year}{suffix}") for one in made}
    given = []
    for source in ("giat", "layanan"):
        of = [one for one in made if one.source == source]
        given.append(find(Binding(source, tuple(str(paths[one.year]) for one in of))))
    store, program, periods = without_facts.store, without_facts.program, [Period(one.year) for one in made]
    found = evaluate(store, program, specs="", periods=periods, bound=given)
    values = {(one.indicator, str(one.period)): one.value for one in found.results}
    for one in made:
        wanted = sum(figures[0] for figures in one.data.values())  # type: ignore[misc]
        assert values[f"pagu_{one.source}", str(one.year)] == wanted, paths[one.year]
    keys = ("bound-not-data", "bound-other-table")
    notes = [dict(note.arguments) for note in found.notes if note.key in keys]
    kinds = {s: sum(_below(one, suffix) for one in made if one.source == s) for s in ("giat", "layanan")}
    assert {s: sum(int(str(note["count"])) for note in notes if note["relation"] == s) for s in kinds} == kinds
    cells = [dict(note.arguments) for note in found.notes if note.key == "bound-cell"]
    odd = [cell for cell in cells if getattr(cell["reason"], "key", "") == "row.odd-name"]
    assert {str(cell["value"]) for cell in odd} <= {*LIKE_TOTALS}
    doubted = {(cell["file"], cell["row"]) for cell in cells if cell not in odd}
    above = {".csv": 0, ".parquet": 1}[suffix]
    wanted_rows = {(str(paths[m.year]), m.doubted - above * m.head_ends) for m in made if m.doubted}
    assert doubted == wanted_rows
    assert wanted_rows


def _below(made: Sheet, suffix: str) -> int:
    return len(made.kinds) if suffix == ".csv" else sum(row > made.head_ends for row in made.kinds)
