"""Rows: one method a grammar rule, named like it."""
# ruff: noqa: D102

from __future__ import annotations

from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.build.line import Base, Children, amounts, every, one, the, word
from iku_dsl.build.pieces import RowName


class Rows(Base):
    """Makes `Members`, `WeightRow`, `BandRow`, `EntryRow` and `CellsRow`."""

    def member(self, meta: Meta, children: Children) -> st.Members:
        return st.Members((the(children, RowName).name,), one(children, sx.Text), span=self._span(meta))

    def members(self, meta: Meta, children: Children) -> st.Members:
        return st.Members(tuple(piece.name for piece in every(children, RowName)), span=self._span(meta))

    def weight(self, meta: Meta, children: Children) -> st.WeightRow:
        return st.WeightRow(
            the(children, RowName).name, the(children, sx.Number), one(children, st.Printed), span=self._span(meta)
        )

    def band(self, meta: Meta, children: Children) -> st.BandRow:
        return st.BandRow(
            the(children, RowName).name,
            tuple(child for child in children if isinstance(child, sx.Range | sx.Point)),
            one(children, sx.Text),
            one(children, st.Printed),
            one(children, st.Because),
            span=self._span(meta),
        )

    def band_without_range(self, meta: Meta, children: Children) -> st.BandRow:
        return self.band(meta, children)

    def entry(self, meta: Meta, children: Children) -> st.EntryRow:
        return st.EntryRow(the(children, RowName).name, amounts(children), span=self._span(meta))

    def breakpoint(self, meta: Meta, children: Children) -> st.EntryRow:
        key, value = amounts(children)
        return st.EntryRow(key, (value,), span=self._span(meta))

    def entry_of_cells(self, meta: Meta, children: Children) -> st.EntryRow:
        cells = tuple(child for child in children if isinstance(child, sx.Name | sx.Text | sx.Number | sx.Duration))
        return st.EntryRow(the(children, RowName).name, cells, span=self._span(meta))

    def cells(self, meta: Meta, children: Children) -> st.CellsRow:
        return st.CellsRow(tuple(child for child in children if isinstance(child, st.Cell)), span=self._span(meta))

    def printed(self, meta: Meta, children: Children) -> st.Printed:
        value = next(child for child in children if isinstance(child, sx.Number | sx.Duration | sx.Range))
        return st.Printed(value, the(children, st.Because), span=self._span(meta))

    def row_name(self, _meta: Meta, children: Children) -> RowName:
        return RowName(self._name_or_text(word(children)))

    def name_cell(self, _meta: Meta, children: Children) -> sx.Name | sx.Text:
        return self._name_or_text(word(children))

    def period_cell(self, meta: Meta, children: Children) -> sx.Period:
        return sx.Period(str(word(children)), span=self._span(meta))

    def periods_cell(self, meta: Meta, children: Children) -> sx.Periods:
        first, last = (self._period_end(child) for child in children if isinstance(child, sx.Period | sx.Number))
        return sx.Periods(first, last, span=self._span(meta))

    def _period_end(self, node: sx.Period | sx.Number) -> sx.Period:
        """A year among cells is read as a number; whether the text is a period is asked where periods are."""
        if isinstance(node, sx.Period):
            return node
        return sx.Period(node.text if node.unit is None else f"{node.text} {node.unit.text}", span=node.span)

    def missing_cell(self, meta: Meta, _children: Children) -> sx.Missing:
        return sx.Missing(span=self._span(meta))

    def na_cell(self, meta: Meta, _children: Children) -> sx.NotApplicable:
        return sx.NotApplicable(span=self._span(meta))
