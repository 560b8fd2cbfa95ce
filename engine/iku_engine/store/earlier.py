"""A program of earlier specs over a store that has followed later ones: its columns are read as they lie there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from iku_dsl.program import Column, Program
from iku_engine.database.digests import Kept


def as_kept(program: Program, kept: Mapping[str, Kept]) -> Program:
    """The program, with each column's integers counted as the store counts them."""
    sources = {
        name: replace(source, columns=_columns(source.columns, kept.get(name)))
        for name, source in program.sources.items()
    }
    dimensions = {
        name: replace(dimension, attributes=_columns(dimension.attributes, kept.get(name)))
        for name, dimension in program.dimensions.items()
    }
    return replace(program, sources=sources, dimensions=dimensions)


def _columns(columns: Mapping[str, Column], found: Kept | None) -> dict[str, Column]:
    parts = found.columns if found is not None else {}
    return {
        name: replace(column, kept=parts[name]) if parts.get(name, column.parts) not in (0, column.parts) else column
        for name, column in columns.items()
    }
