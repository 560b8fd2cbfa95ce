"""Expressions: one method a grammar rule, named like it."""
# ruff: noqa: D102

from __future__ import annotations

from lark import Token
from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.build.line import Base, Children, every, expressions, has, one, the, word
from iku_dsl.build.pieces import AggregateKind, Arguments, By, Over, WhenNotApplicable, WhenNotLoaded

_OPERATORS = {
    "PLUS": sx.Operator.ADD,
    "MINUS": sx.Operator.SUBTRACT,
    "STAR": sx.Operator.MULTIPLY,
    "SLASH": sx.Operator.DIVIDE,
    "EQUAL": sx.Operator.EQUAL,
    "NE": sx.Operator.NOT_EQUAL,
    "LT": sx.Operator.LESS,
    "LE": sx.Operator.AT_MOST,
    "GT": sx.Operator.MORE,
    "GE": sx.Operator.AT_LEAST,
    "AND": sx.Operator.AND,
    "OR": sx.Operator.OR,
}


class Expressions(Base):
    """Makes every `Expression`."""

    def listed_aggregate(self, meta: Meta, children: Children) -> sx.Aggregate:
        kind, not_loaded = the(children, AggregateKind), one(children, WhenNotLoaded)
        return sx.Aggregate(
            kind.statistic,
            expressions(children),
            kind.mean,
            kind.weighted,
            when_missing=one(children, sx.Rule),
            when_not_loaded=not_loaded.rule if not_loaded else None,
            listed=True,
            span=self._span(meta),
        )

    def aggregate(self, meta: Meta, children: Children) -> sx.Aggregate:
        kind, arguments = the(children, AggregateKind), one(children, Arguments)
        by, over, na = one(children, By), one(children, Over), one(children, WhenNotApplicable)
        not_loaded = one(children, WhenNotLoaded)
        return sx.Aggregate(
            kind.statistic,
            arguments.items if arguments else expressions(children),
            kind.mean,
            kind.weighted,
            by.value if by else None,
            over.value if over else None,
            one(children, sx.Rule),
            not_loaded.rule if not_loaded else None,
            na.rule if na else None,
            span=self._span(meta),
        )

    def arguments(self, _meta: Meta, children: Children) -> Arguments:
        return Arguments(expressions(children))

    def by(self, _meta: Meta, children: Children) -> By:
        return By(expressions(children)[0])

    def over(self, _meta: Meta, children: Children) -> Over:
        return Over(expressions(children)[0])

    def aggregate_kind(self, _meta: Meta, children: Children) -> AggregateKind:
        words = {token.type for token in every(children, Token)}
        statistic = next(statistic for statistic in sx.Statistic if statistic.name in words)
        mean = next((mean for mean in sx.Mean if mean.name in words), sx.Mean.ARITHMETIC)
        return AggregateKind(statistic, mean, "WEIGHTED" in words)

    def when_missing(self, _meta: Meta, children: Children) -> sx.Rule:
        return the(children, sx.Rule)

    def when_not_loaded(self, _meta: Meta, children: Children) -> WhenNotLoaded:
        return WhenNotLoaded(the(children, sx.Rule))

    def when_na(self, _meta: Meta, children: Children) -> WhenNotApplicable:
        return WhenNotApplicable(the(children, sx.Rule))

    def rule(self, meta: Meta, children: Children) -> sx.Rule:
        amount = one(children, sx.Number)
        kind = sx.RuleKind[word(children).type] if amount is None else sx.RuleKind.AMOUNT
        return sx.Rule(kind, amount, span=self._span(meta))

    def amount(self, meta: Meta, children: Children) -> sx.Number:
        return self._number(meta, children)

    def if_(self, meta: Meta, children: Children) -> sx.If:
        condition, then, otherwise = expressions(children)
        return sx.If(condition, then, otherwise, span=self._span(meta))

    def where(self, meta: Meta, children: Children) -> sx.Where:
        rows, condition = expressions(children)
        return sx.Where(rows, condition, span=self._span(meta))

    def binary(self, meta: Meta, children: Children) -> sx.Binary:
        left, right = expressions(children)
        return sx.Binary(_OPERATORS[word(children).type], left, right, span=self._span(meta))

    def power_(self, meta: Meta, children: Children) -> sx.Binary:
        base, exponent = expressions(children)
        return sx.Binary(sx.Operator.POWER, base, exponent, span=self._span(meta))

    def not_(self, meta: Meta, children: Children) -> sx.Not:
        return sx.Not(expressions(children)[0], span=self._span(meta))

    def has(self, meta: Meta, children: Children) -> sx.Has:
        return sx.Has(expressions(children)[0], span=self._span(meta))

    def negate(self, meta: Meta, children: Children) -> sx.Negate:
        return sx.Negate(expressions(children)[0], span=self._span(meta))

    def string(self, _meta: Meta, children: Children) -> sx.Text:
        return self._text(word(children))

    def missing(self, meta: Meta, _children: Children) -> sx.Missing:
        return sx.Missing(span=self._span(meta))

    def group(self, meta: Meta, children: Children) -> sx.Group:
        return sx.Group(expressions(children)[0], span=self._span(meta))

    def path(self, meta: Meta, children: Children) -> sx.Path:
        steps = tuple(child for child in children if isinstance(child, sx.Field | sx.Index))
        return sx.Path(self._name(word(children)), steps, span=self._span(meta))

    def field(self, meta: Meta, children: Children) -> sx.Field:
        return sx.Field(self._name(word(children)), span=self._span(meta))

    def call(self, meta: Meta, children: Children) -> sx.Call:
        return sx.Call(the(children, sx.Name), expressions(children), has(children, "HALF_EVEN"), span=self._span(meta))

    def function(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(word(children))

    def index(self, meta: Meta, children: Children) -> sx.Index:
        return sx.Index(expressions(children), one(children, sx.Shift), span=self._span(meta))

    def shift(self, meta: Meta, children: Children) -> sx.Shift:
        grain, *within = every(children, st.GrainName)
        return sx.Shift(
            sx.ShiftKind.PREVIOUS, grain.grain, 1, within[0].grain if within else None, span=self._span(meta)
        )

    def shift_back(self, meta: Meta, children: Children) -> sx.Shift:
        steps = int(word(children, 1))
        return sx.Shift(sx.ShiftKind.BACK, the(children, st.GrainName).grain, steps, span=self._span(meta))

    def shift_this(self, meta: Meta, children: Children) -> sx.Shift:
        return sx.Shift(sx.ShiftKind.THIS, the(children, st.GrainName).grain, span=self._span(meta))

    def shift_to_date(self, meta: Meta, _children: Children) -> sx.Shift:
        return sx.Shift(sx.ShiftKind.TO_DATE, span=self._span(meta))
