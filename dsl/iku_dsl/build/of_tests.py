"""The statements in tests: one method a grammar rule, named like it."""
# ruff: noqa: D102

from __future__ import annotations

from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.build.line import Base, Children, after, amounts, every, expressions, has, one, the, word
from iku_dsl.build.pieces import GivenColumn, SubjectKeys, Which

Outcome = sx.Expression | st.Between | sx.NotApplicable | sx.ExpectError


class OfTests(Base):
    """Makes `Given` and `Expect`."""

    def given(self, meta: Meta, children: Children) -> st.Given:
        columns = tuple(piece.name for piece in every(children, GivenColumn))
        return st.Given(the(children, sx.Name), columns, span=self._span(meta))

    def given_column(self, _meta: Meta, children: Children) -> GivenColumn:
        token = word(children)
        return GivenColumn(self._name(token) if token.type == "NAME" else self._grain(token))

    def expect(self, meta: Meta, children: Children) -> st.Expect:
        subject, rest = the(children, st.Subject), after(children, "EQUAL")
        outcome = next(child for child in rest if isinstance(child, Outcome))
        tolerance = amounts(after(rest, "WITHIN"))[0] if has(rest, "WITHIN") else None
        return st.Expect(subject, outcome, tolerance, span=self._span(meta))

    def subject(self, meta: Meta, children: Children) -> st.Subject:
        name, field, which = self._name(word(children)), one(children, sx.Field), one(children, Which)
        keys = one(children, SubjectKeys)
        return st.Subject(
            name,
            field.name if field else None,
            which.name if which else None,
            keys.items if keys else (),
            span=self._span(meta),
        )

    def which(self, _meta: Meta, children: Children) -> Which:
        return Which(self._name(word(children)))

    def subject_keys(self, _meta: Meta, children: Children) -> SubjectKeys:
        return SubjectKeys(tuple(child for child in children if isinstance(child, sx.Name | sx.Text)))

    def subject_key(self, _meta: Meta, children: Children) -> sx.Name | sx.Text:
        return self._name_or_text(word(children))

    def between(self, meta: Meta, children: Children) -> st.Between:
        low, high = expressions(children)
        return st.Between(low, high, span=self._span(meta))

    def expect_not_applicable(self, meta: Meta, _children: Children) -> sx.NotApplicable:
        return sx.NotApplicable(span=self._span(meta))

    def expect_error(self, meta: Meta, _children: Children) -> sx.ExpectError:
        return sx.ExpectError(span=self._span(meta))
