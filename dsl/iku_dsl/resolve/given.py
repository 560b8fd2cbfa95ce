"""What an in-spec test has given of a source, a dimension or an indicator: rows of cells by column, and periods without rows."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.blocks import Entry
from iku_dsl.keywords import MEMBER_WORDS, by_terminal
from iku_dsl.period import Grain, Period, from_ordinal, read_period
from iku_dsl.problem import Label, Text, say
from iku_dsl.resolve.context import Context
from iku_dsl.resolve.reading import periods as read_periods


def given(context: Context, entry: Entry, period: Period) -> pg.GivenFacts | None:
    """The facts below `diberi` in a test at a period, None where nothing has its name."""
    node = entry.statement
    if not isinstance(node, st.Given):
        return None
    name, grain = node.name.text, None
    columns = tuple(_column_name(column) for column in node.columns)
    known: tuple[str, ...] = ()
    if name in context.sources:
        source = context.sources[name]
        grain = source.grain
        known = (*((grain.value,) if grain is not None else ()), *source.dimensions, *source.columns)
    elif name in context.dimensions and context.dimensions[name].key:
        dimension = context.dimensions[name]
        known = (dimension.key, *dimension.stored)
        columns = tuple(column if column in known else MEMBER_WORDS.get(column, column) for column in columns)
    elif name in context.indicators:
        dimensions = context.indicators[name].dimensions
        known = (*dimensions, "nilai")
        columns = tuple("nilai" if column == "value" and column not in dimensions else column for column in columns)
    else:
        keyed = [d.name for d in context.dimensions.values() if d.key]
        context.unknown(node.name, "source", [*context.sources, *keyed, *context.indicators])
        return None
    for column, written in zip(columns, node.columns, strict=True):
        if column not in known and isinstance(written, sx.Name):
            context.unknown(written, "column", known, say("=", text=name))
        elif column not in known:
            context.report(
                "unknown-name", say("unknown-name.column", name=column, where=say("=", text=name)), written.span
            )
    period_at = columns.index(grain.value) if grain is not None and grain.value in columns else None
    if grain is not None and period_at is None and grain.finer_than(period.grain) and entry.rows:
        message = say("period-mismatch.which", name=name, grain=f"grain.{grain}", period=str(period))
        context.report("period-mismatch", message, node.span, hint=_with_periods(context, name))
        return None
    rows: list[tuple[pg.GivenCell, ...]] = []
    loaded: list[Period] = []
    for row in entry.rows:
        assert isinstance(row, st.CellsRow)
        if _of_periods(row, len(columns), period_at):
            loaded += _loaded(context, node, row, grain if period_at is not None else None)
        elif len(row.cells) != len(columns):
            message = say("table-row", expected=len(columns), found=len(row.cells))
            context.report("table-row", message, row.span, Label(node.span), hint=say("table-row.hint"))
        elif period_at is None or _of_grain(context, node, row.cells[period_at], grain):
            rows.append(tuple(_cell(context, cell) for cell in row.cells))
    return pg.GivenFacts(name, columns, tuple(rows), node.span, tuple(dict.fromkeys(loaded)))


def _column_name(column: sx.Name | st.GrainName) -> str:
    return column.text if isinstance(column, sx.Name) else column.grain


def _of_periods(row: st.CellsRow, width: int, period_at: int | None) -> bool:
    """Whether a row names periods and has no cells: a stretch of them, or one alone where more cells would make it a row."""
    if any(isinstance(cell, sx.Periods) for cell in row.cells):
        return True
    alone, cell = len(row.cells) == 1 < width, row.cells[0]
    return alone and (isinstance(cell, sx.Period) or (isinstance(cell, sx.Number) and period_at is not None))


def _loaded(context: Context, node: st.Given, row: st.CellsRow, grain: Grain | None) -> Iterator[Period]:
    """The periods that a row without cells says were loaded; `grain` is that of the source, None where it is given without periods."""
    if len(row.cells) > 1:
        message = say("table-row.periods")
        context.report("table-row", message, row.span, Label(node.span), hint=say("table-row.periods.hint"))
        return
    if grain is None:
        message = say("table-row.no-periods", name=node.name.text)
        hint = _with_periods(context, node.name.text)
        context.report("table-row", message, row.span, Label(node.span), hint=hint)
        return
    cell = row.cells[0]
    if not isinstance(cell, sx.Periods):
        if _of_grain(context, node, cell, grain):
            period = read_period(context.text(cell.span))
            assert period is not None, "its grain is known"
            yield period
        return
    assert cell.first is not None and cell.last is not None, "a stretch in a cell has both ends"
    before = len(context.problems)
    span = read_periods(context, cell)
    if len(context.problems) == before and _of_grain(context, node, cell.first, grain):
        assert span.first is not None and span.last is not None, "both ends were written"
        for number in range(span.first.ordinal, span.last.ordinal + 1):
            yield from_ordinal(number, grain)


def _with_periods(context: Context, name: str) -> Text | None:
    """How a source is given with its periods; None where it has none."""
    source = context.sources.get(name)
    if source is None or source.grain is None:
        return None
    word = by_terminal(source.grain.value.upper())
    return say("table-row.no-periods.hint", name=name, column=say("word", id=word.id[0], en=word.en[0]))


def _of_grain(context: Context, node: st.Given, cell: st.Cell, grain: Grain | None) -> bool:
    """Whether a cell is a period of the source's grain, which is told where it is none."""
    text = cell.text if isinstance(cell, sx.Text | sx.Period) else context.text(cell.span)
    period = read_period(text)
    if period is not None and period.grain is grain:
        return True
    if period is None:
        context.report("not-a-period", say("not-a-period", text=text), cell.span, Label(node.span))
        return False
    assert grain is not None, "the source has periods"
    message = say("period-mismatch.given", name=node.name.text, grain=f"grain.{grain}", period=text)
    hint = say("period-mismatch.given.hint", example=str(from_ordinal(period.year * grain.per_year, grain)))
    context.report("period-mismatch", message, cell.span, Label(node.span), hint=hint)
    return False


def _cell(context: Context, cell: st.Cell) -> pg.GivenCell:
    match cell:
        case sx.Missing():
            return pg.GivenCell(None, cell.span)
        case sx.NotApplicable():
            return pg.GivenCell(None, cell.span, not_applicable=True)
        case sx.Name() | sx.Text() | sx.Date() | sx.Period():
            return pg.GivenCell(cell.text, cell.span)
        case sx.Number():
            return pg.GivenCell(context.text(cell.span).replace("_", ""), cell.span)
        case sx.Duration():
            return pg.GivenCell(cell.text, cell.span)
        case sx.Periods():
            raise AssertionError("a row with a stretch of periods has no cells")
