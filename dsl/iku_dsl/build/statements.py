"""The statements in declarations: one method a grammar rule, named like it."""
# ruff: noqa: D102

from __future__ import annotations

from typing import Literal

from lark import Token
from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.build.line import Base, Children, after, amounts, before, every, expressions, has, one, the, word
from iku_dsl.build.pieces import (
    Digits,
    GuardDirection,
    MayBeMissing,
    ReductionWord,
    TargetSign,
    UnitRound,
    WhenNotLoaded,
)

_DIRECTIONS: dict[str, Literal["higher", "lower", "stable"]] = {
    "HIGHER": "higher",
    "LOWER": "lower",
    "STABLE": "stable",
}
_REDUCTIONS: dict[str, st.Reduction] = {
    "SUM": "sum",
    "AVERAGE": "average",
    "LAST": "last",
    "MINIMUM": "minimum",
    "MAXIMUM": "maximum",
}
_SIGNS: dict[str, st.Sign] = {"LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
_NUMBER_KINDS: dict[str, Literal["integer", "number", "money"]] = {
    "INTEGER": "integer",
    "NUM": "number",
    "MONEY": "money",
}


class Statements(Base):
    """Makes every `Statement` but those of tests (`of_tests.py`)."""

    # ---- of dimensions, sources, tables, scales, profiles

    def attribute(self, meta: Meta, children: Children) -> st.Column:
        return self._column("attribute", meta, children)

    def column(self, meta: Meta, children: Children) -> st.Column:
        return self._column("column", meta, children)

    def parameter(self, meta: Meta, children: Children) -> st.Column:
        return self._column("parameter", meta, children)

    def _column(self, role: Literal["column", "attribute", "parameter"], meta: Meta, children: Children) -> st.Column:
        digits = one(children, Digits)
        not_loaded = every(children, WhenNotLoaded)
        repeated: list[Digits | MayBeMissing | sx.Node] = [
            *every(children, Digits)[1:],
            *every(children, MayBeMissing)[1:],
            *every(children, st.Consolidate)[1:],
            *every(children, sx.Rule)[1:],
            *(piece.rule for piece in not_loaded[1:]),
            *every(children, sx.Text)[1:],
        ]
        for option in repeated:
            self._refuse("unexpected-text", "unexpected-text.twice", option.span)
        return st.Column(
            role,
            the(children, sx.Name),
            the(children, st.Type),
            one(children, sx.Range),
            one(children, MayBeMissing) is not None,
            digits.count if digits else None,
            one(children, st.Consolidate),
            one(children, sx.Rule),
            not_loaded[0].rule if not_loaded else None,
            one(children, sx.Text),
            span=self._span(meta),
        )

    def may_be_missing(self, meta: Meta, _children: Children) -> MayBeMissing:
        return MayBeMissing(self._span(meta))

    def digits(self, meta: Meta, children: Children) -> Digits:
        return Digits(int(word(children, 1)), self._span(meta))

    def consolidate(self, meta: Meta, children: Children) -> st.Consolidate:
        return st.Consolidate(
            the(children, ReductionWord).reduction,
            one(children, st.Because),
            has(children, "COMPLETE"),
            span=self._span(meta),
        )

    def reduction(self, _meta: Meta, children: Children) -> ReductionWord:
        return ReductionWord(_REDUCTIONS[word(children).type])

    def number_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type(_NUMBER_KINDS[word(children).type], one(children, sx.Name), span=self._span(meta))

    def percent_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("percent", span=self._span(meta))

    def duration_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("duration", the(children, sx.Name), span=self._span(meta))

    def date_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("date", span=self._span(meta))

    def text_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("text", span=self._span(meta))

    def truth_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("truth", span=self._span(meta))

    def choice_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("choice", None, every(children, sx.Name), span=self._span(meta))

    def choice_of_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("choice-of", the(children, sx.Name), span=self._span(meta))

    def dimension_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("dimension", the(children, sx.Name), span=self._span(meta))

    def alias(self, meta: Meta, children: Children) -> st.Alias:
        written, meant = (child for child in children if isinstance(child, sx.Text))
        return st.Alias(written, meant, span=self._span(meta))

    def publisher(self, meta: Meta, children: Children) -> st.Publisher:
        return st.Publisher(the(children, sx.Text), span=self._span(meta))

    def let(self, meta: Meta, children: Children) -> st.Let:
        start, rest = before(children, "EQUAL"), after(children, "EQUAL")
        not_loaded = one(rest, WhenNotLoaded)
        return st.Let(
            the(start, sx.Name),
            one(start, sx.Text),
            expressions(rest)[0],
            one(rest, st.Consolidate),
            one(rest, sx.Rule),
            not_loaded.rule if not_loaded else None,
            span=self._span(meta),
        )

    def set(self, meta: Meta, children: Children) -> st.Set:
        start, rest = before(children, "EQUAL"), after(children, "EQUAL")
        return st.Set(the(start, sx.Name), one(start, sx.Text), expressions(rest)[0], span=self._span(meta))

    def require(self, meta: Meta, children: Children) -> st.Require:
        return st.Require(expressions(children)[0], one(children, st.Because), span=self._span(meta))

    def check(self, meta: Meta, children: Children) -> st.Check:
        return st.Check(expressions(children)[0], one(children, st.Because), span=self._span(meta))

    def outside(self, meta: Meta, children: Children) -> st.Outside:
        interval = next(child for child in children if isinstance(child, sx.Range | sx.Point))
        return st.Outside(interval, the(children, st.Because), span=self._span(meta))

    def by_direction(self, meta: Meta, children: Children) -> st.ByDirection:
        return st.ByDirection(_DIRECTIONS[word(children).type], expressions(children)[0], span=self._span(meta))

    def limits(self, meta: Meta, children: Children) -> st.Limits:
        return st.Limits(the(children, sx.Range), span=self._span(meta))

    def guard(self, meta: Meta, children: Children) -> st.Guard:
        because, directed = the(children, st.Because), one(children, GuardDirection)
        if directed is not None:
            return st.Guard(directed.condition, because, directed.direction, span=self._span(meta))
        return st.Guard(expressions(children)[0], because, span=self._span(meta))

    def guard_direction(self, _meta: Meta, children: Children) -> GuardDirection:
        return GuardDirection(_DIRECTIONS[word(children, 1).type], expressions(children)[0])

    def because(self, meta: Meta, children: Children) -> st.Because:
        return st.Because(the(children, sx.Text), span=self._span(meta))

    # ---- of indicators

    def goal(self, meta: Meta, children: Children) -> st.Prose:
        return st.Prose("goal", the(children, sx.Text), span=self._span(meta))

    def basis(self, meta: Meta, children: Children) -> st.Prose:
        return st.Prose("basis", the(children, sx.Text), span=self._span(meta))

    def definition(self, meta: Meta, children: Children) -> st.Prose:
        return st.Prose("definition", the(children, sx.Text), span=self._span(meta))

    def owner(self, meta: Meta, children: Children) -> st.Owner:
        unit, *teams = every(children, sx.Text)
        return st.Owner(unit, tuple(teams), span=self._span(meta))

    def effective(self, meta: Meta, children: Children) -> st.Effective:
        return st.Effective(the(children, sx.Periods), span=self._span(meta))

    def unit(self, meta: Meta, children: Children) -> st.Unit:
        rounding = one(children, UnitRound)
        return st.Unit(
            the(children, sx.Name),
            one(children, sx.Range),
            rounding.digits if rounding else None,
            rounding.half_even if rounding else False,
            span=self._span(meta),
        )

    def unit_name(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(word(children))

    def unit_round(self, _meta: Meta, children: Children) -> UnitRound:
        digits = next(int(token) for token in every(children, Token) if token.type == "WHOLE")
        return UnitRound(-digits if has(children, "MINUS") else digits, has(children, "HALF_EVEN"))

    def direction(self, meta: Meta, children: Children) -> st.Direction:
        terminal = word(children, 1).type
        return st.Direction(_DIRECTIONS.get(terminal, "none"), span=self._span(meta))

    def target(self, meta: Meta, children: Children) -> st.Target:
        value, *high = expressions(children)
        sign = one(children, TargetSign)
        if sign is not None and high:
            self._refuse("unexpected-text", "unexpected-text.target-sign", sign.span, found=sign.sign)
        return st.Target(
            one(children, sx.Name),
            the(children, sx.Periods),
            value,
            high[0] if high else None,
            sign.sign if sign is not None else "",
            span=self._span(meta),
        )

    def target_sign(self, meta: Meta, children: Children) -> TargetSign:
        return TargetSign(_SIGNS[word(children).type], self._span(meta))

    def weights(self, meta: Meta, children: Children) -> st.Weights:
        return st.Weights(one(children, sx.Name), span=self._span(meta))

    def formula(self, meta: Meta, children: Children) -> st.Formula:
        return st.Formula(expressions(children)[0], one(children, st.Because), span=self._span(meta))

    def across(self, _meta: Meta, children: Children) -> st.Because:
        return the(children, st.Because)

    def bands(self, meta: Meta, children: Children) -> st.Bands:
        return st.Bands(the(children, sx.Name), has(children, "ACHIEVEMENT"), span=self._span(meta))

    def cap(self, meta: Meta, children: Children) -> st.Cap:
        return st.Cap(
            the(children, sx.Name), expressions(children)[0], the(children, st.Because), span=self._span(meta)
        )

    def achievement(self, meta: Meta, children: Children) -> st.Achievement:
        return st.Achievement(the(children, sx.Name), every(children, st.Argument), span=self._span(meta))

    def argument(self, meta: Meta, children: Children) -> st.Argument:
        return st.Argument(the(children, sx.Name), expressions(children)[0], span=self._span(meta))

    def official(self, meta: Meta, children: Children) -> st.Compared:
        return st.Compared(True, the(children, sx.Path), amounts(children)[0], span=self._span(meta))

    def compare(self, meta: Meta, children: Children) -> st.Compared:
        return st.Compared(False, the(children, sx.Path), amounts(children)[0], span=self._span(meta))

    def consolidation(self, meta: Meta, children: Children) -> st.Consolidation:
        return st.Consolidation(the(children, st.Consolidate), span=self._span(meta))

    def rank(self, meta: Meta, children: Children) -> st.Rank:
        by = expressions(children)
        return st.Rank(has(children, "HIGHEST"), one(children, sx.Name), by[0] if by else None, span=self._span(meta))
