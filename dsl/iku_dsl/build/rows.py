"""Rows: what each grammar rule makes."""

from __future__ import annotations

from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl.build.line import BuiltLine, Children, Rules, amounts, every, optional, required, word
from iku_dsl.build.pieces import RowName
from iku_dsl.statements import syntax as sx


def _band(line: BuiltLine, meta: Meta, parts: Children) -> st.BandRow:
    return st.BandRow(
        required(parts, RowName).name,
        tuple(child for child in parts if isinstance(child, sx.Range | sx.Point)),
        optional(parts, sx.Text),
        optional(parts, st.Printed),
        optional(parts, st.Because),
        span=line.span(meta),
    )


def _breakpoint(line: BuiltLine, meta: Meta, parts: Children) -> st.EntryRow:
    key, value = amounts(parts)
    return st.EntryRow(key, (value,), span=line.span(meta))


def _entry_of_cells(line: BuiltLine, meta: Meta, parts: Children) -> st.EntryRow:
    cells = tuple(child for child in parts if isinstance(child, st.TableCell))
    return st.EntryRow(required(parts, RowName).name, cells, span=line.span(meta))


def _printed(line: BuiltLine, meta: Meta, parts: Children) -> st.Printed:
    value = next(child for child in parts if isinstance(child, sx.Number | sx.Duration | sx.Range))
    return st.Printed(value, required(parts, st.Because), span=line.span(meta))


def _periods_cell(line: BuiltLine, meta: Meta, parts: Children) -> sx.Periods:
    first, last = (_period_end(child) for child in parts if isinstance(child, sx.Period | sx.Number))
    return sx.Periods(first, last, span=line.span(meta))


def _period_end(node: sx.Period | sx.Number) -> sx.Period:
    """A year among cells is read as a number; whether the text is a period is asked where periods are."""
    if isinstance(node, sx.Period):
        return node
    return sx.Period(node.text if node.unit is None else f"{node.text} {node.unit.text}", span=node.span)


ROWS: Rules = {
    "member": lambda line, meta, parts: st.Members(
        (required(parts, RowName).name,), optional(parts, sx.Text), span=line.span(meta)
    ),
    "members": lambda line, meta, parts: st.Members(
        tuple(piece.name for piece in every(parts, RowName)), span=line.span(meta)
    ),
    "weight": lambda line, meta, parts: st.WeightRow(
        required(parts, RowName).name, required(parts, sx.Number), optional(parts, st.Printed), span=line.span(meta)
    ),
    "band": _band,
    "band_without_range": _band,
    "entry": lambda line, meta, parts: st.EntryRow(required(parts, RowName).name, amounts(parts), span=line.span(meta)),
    "breakpoint": _breakpoint,
    "entry_of_cells": _entry_of_cells,
    "cells": lambda line, meta, parts: st.CellsRow(
        tuple(child for child in parts if isinstance(child, st.Cell)), span=line.span(meta)
    ),
    "printed": _printed,
    "row_name": lambda line, _meta, parts: RowName(line.name_or_text(word(parts))),
    "name_cell": lambda line, _meta, parts: line.name_or_text(word(parts)),
    "period_cell": lambda line, meta, parts: sx.Period(str(word(parts)), span=line.span(meta)),
    "periods_cell": _periods_cell,
    "missing_cell": lambda line, meta, _parts: sx.Missing(span=line.span(meta)),
    "na_cell": lambda line, meta, _parts: sx.NotApplicable(span=line.span(meta)),
}
