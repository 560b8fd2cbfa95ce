"""The heads of declarations: one method a grammar rule, named like it."""
# ruff: noqa: D102

from __future__ import annotations

from typing import Literal

from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.build.line import Base, Children, amounts, every, has, one, the, word
from iku_dsl.build.pieces import Key, Over, Per, TableBasis, TableKeys, Way

_WAYS: dict[str, Literal["down", "up", "nearest"]] = {"DOWN": "down", "UP": "up", "NEAREST": "nearest"}


class Heads(Base):
    """Makes `Dimension`, `Source`, `Table`, `Scale`, `Profile`, `Indicator` and `Test`."""

    def dimension(self, meta: Meta, children: Children) -> st.Dimension:
        key = one(children, Key)
        name, label = the(children, sx.Name), one(children, sx.Text)
        closed = key is not None and key.closed
        return st.Dimension(name, label, key.name if key else None, closed, span=self._span(meta))

    def key(self, _meta: Meta, children: Children) -> Key:
        return Key(the(children, sx.Name), has(children, "CLOSED"))

    def source(self, meta: Meta, children: Children) -> st.Source:
        return st.Source(
            the(children, sx.Name),
            one(children, sx.Text),
            the(children, Per).items,
            one(children, st.Absence),
            span=self._span(meta),
        )

    def absence(self, meta: Meta, children: Children) -> st.Absence:
        over = one(children, Over)
        return st.Absence(has(children, "REGISTER"), over.value if over else None, span=self._span(meta))

    def per_list(self, _meta: Meta, children: Children) -> Per:
        return Per(tuple(child for child in children if isinstance(child, st.GrainName | sx.Name)))

    def grain(self, _meta: Meta, children: Children) -> st.GrainName:
        return self._grain(word(children))

    def table(self, meta: Meta, children: Children) -> st.Table:
        keys, basis = one(children, TableKeys), one(children, TableBasis)
        return st.Table(
            the(children, sx.Name),
            one(children, sx.Text),
            keys.names if keys else (),
            basis.text if basis else None,
            one(children, st.Because),
            span=self._span(meta),
        )

    def table_keys(self, _meta: Meta, children: Children) -> TableKeys:
        return TableKeys(every(children, sx.Name))

    def table_basis(self, _meta: Meta, children: Children) -> TableBasis:
        return TableBasis(the(children, sx.Text))

    def scale(self, meta: Meta, children: Children) -> st.Scale:
        return st.Scale(
            the(children, sx.Name),
            one(children, sx.Text),
            the(children, sx.Range),
            one(children, st.Step),
            one(children, st.Because),
            span=self._span(meta),
        )

    def step(self, meta: Meta, children: Children) -> st.Step:
        return st.Step(amounts(children)[0], the(children, Way).way, span=self._span(meta))

    def rounding_way(self, _meta: Meta, children: Children) -> Way:
        return Way(_WAYS[word(children).type])

    def partial(self, _meta: Meta, children: Children) -> st.Because:
        return the(children, st.Because)

    def profile(self, meta: Meta, children: Children) -> st.Profile:
        return st.Profile(the(children, sx.Name), one(children, sx.Text), span=self._span(meta))

    def indicator(self, meta: Meta, children: Children) -> st.Indicator:
        per = tuple(piece.items for piece in every(children, Per))
        return st.Indicator(the(children, sx.Name), one(children, sx.Text), per, span=self._span(meta))

    def test(self, meta: Meta, children: Children) -> st.Test:
        return st.Test(the(children, sx.Text), the(children, sx.Name), the(children, sx.Period), span=self._span(meta))
