"""Facts as files that are bound: the same rows as Parquet, each column in one of the types that holds it exactly, or as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
from random_facts import Facts, header

from iku_dsl.period import Grain, read_period
from iku_dsl.program import Column, Program
from iku_dsl.types import Kind
from iku_engine.binding import Percent, find
from iku_engine.bound import Binding, Given
from iku_engine.cells.converters import NOT_APPLICABLE_WORDS

TRUTHS = {"ya": True, "tidak": False}
Rows = Sequence[Sequence[str]]


def write_csv(path: Path, names: Sequence[str], rows: Rows) -> None:
    """A file as people write it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])


def write_parquet(path: Path, program: Program, relation: str, rows: Rows, random: Random, percent: str = "") -> None:
    """A file as programs write it."""
    names = header(program, relation)
    columns = [[row[place] for row in rows] for place in range(len(names))]
    arrays = [
        _array(program, relation, name, cells, random, percent) for name, cells in zip(names, columns, strict=True)
    ]
    pq.write_table(pa.table(arrays, names=list(names)), path, row_group_size=random.choice((1, 2, 1000)))


def _array(program: Program, relation: str, name: str, cells: list[str], random: Random, percent: str) -> pa.Array:
    source = program.sources.get(relation)
    columns = source.columns if source is not None else program.dimensions[relation].stored
    column = columns.get(name)
    texts = pa.array([cell or random.choice((None, "")) for cell in cells], pa.string())
    if column is None:
        grain = source.grain if source is not None else None
        if grain is not None and name == grain.value:
            return random.choice(_periods(cells, grain))
        return texts
    if any(cell.casefold() in NOT_APPLICABLE_WORDS for cell in cells) or random.random() < 0.2:
        return texts
    typed = _typed(column, cells, random, percent)
    return texts if typed is None else typed


def _periods(cells: list[str], grain: Grain) -> list[pa.Array]:
    found = [read_period(cell) for cell in cells]
    firsts = [period.first_day for period in found if period is not None]
    made = [pa.array(cells, pa.string()), pa.array(firsts, pa.date32())]
    return [*made, pa.array(map(int, cells), _width(cells))] if grain is Grain.YEAR else made


def _width(cells: list[str]) -> pa.DataType:
    return (pa.int16(), pa.int32(), pa.int64(), pa.uint16())[len(cells) % 4]


def _typed(column: Column, cells: list[str], random: Random, percent: str) -> pa.Array | None:
    match column.type.kind:
        case Kind.NUMBER if column.type.percent:
            if not percent:
                return None
            shift = -2 if percent == "fraction" else 0
            numbers = [Decimal(cell[:-1]).scaleb(shift) if cell else None for cell in cells]
            return pa.array(numbers, random.choice((pa.decimal128(18, 9), pa.decimal128(38, 10))))
        case Kind.NUMBER:
            figures = [Decimal(cell) if cell else None for cell in cells]
            if all(figure is None or figure == int(figure) for figure in figures) and random.random() < 0.5:
                return pa.array(
                    [None if f is None else int(f) for f in figures], random.choice((pa.int64(), pa.int32()))
                )
            return pa.array(figures, random.choice((pa.decimal128(18, 6), pa.decimal128(38, 8), pa.decimal128(38, 18))))
        case Kind.TRUTH:
            return pa.array([TRUTHS[cell] if cell else None for cell in cells], pa.bool_())
        case Kind.DATE:
            return pa.array([date.fromisoformat(cell) if cell else None for cell in cells], pa.date32())
        case _:
            return None


def bound_to(
    folder: Path, facts: Facts, random: Random, percent: Percent, write: Callable[[Path, str, Rows], None]
) -> list[Given]:
    """Every relation of the facts bound to one or two files that `write` makes."""
    given = []
    for name, rows in facts.rows.items():
        cut = random.randrange(len(rows) + 1)
        parts = [some for some in (rows[:cut], rows[cut:]) if some] or [[]]
        paths = [folder / f"{name}_{place}" for place in range(len(parts))]
        for path, some in zip(paths, parts, strict=True):
            write(path, name, some)
        given.append(find(Binding(name, tuple(map(str, paths)), percent)))
    return given
