"""The first rows of a file as they were understood, and what the file was taken for."""

from __future__ import annotations

from iku_dsl.period import from_ordinal
from iku_dsl.program import NOT_APPLICABLE_PREFIX
from iku_engine.arithmetic.nodes import shown
from iku_engine.database.stored import value_of
from iku_engine.importing.rows import RowReader
from iku_engine.reading import Opened
from iku_engine.staging.plain import GoodRow
from iku_engine.staging.report import PreviewCell, PreviewRow, Taken

FIRST = 5  # rows


def taken(opened: Opened, reader: RowReader) -> Taken:
    """What a file was taken for, once its rows have been read."""
    return Taken(
        kind=opened.kind,
        header_row=opened.header_row,
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        sheet=opened.sheet,
        numbers=reader.style.known if reader.style.asked else "",
        mapping="" if opened.mapping is None else "remembered" if opened.remembered else "given",
        constants=tuple(opened.mapping.constants.items()) if opened.mapping is not None else (),
    )


def preview(reader: RowReader) -> tuple[PreviewRow, ...]:
    """The first good rows of a file."""
    return tuple(_row(reader, row) for row in reader.first)


def _row(reader: RowReader, row: GoodRow) -> PreviewRow:
    relation = reader.relation
    names = [relation.key_name] if relation.is_dimension else relation.dimensions
    cells = [PreviewCell(name, key) for name, key in zip(names, row.keys, strict=True)]
    for column in relation.columns.values():
        applies = not row.values.get(NOT_APPLICABLE_PREFIX + column.name)
        cells.append(PreviewCell(column.name, value_of(column, row.values[column.name]), shown(column.type), applies))
    period = from_ordinal(row.period, relation.grain) if relation.grain is not None else None
    return PreviewRow(row.line, period, tuple(cells))
