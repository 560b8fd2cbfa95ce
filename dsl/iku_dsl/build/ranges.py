"""Ranges, periods, and the words that all is made of: one method a grammar rule, named like it."""
# ruff: noqa: D102

from __future__ import annotations

from datetime import date

from lark.tree import Meta

from iku_dsl import syntax as sx
from iku_dsl.build.line import MAX_DIGITS, Base, Children, amounts, every, has, one, the, word


class Ranges(Base):
    """Makes `Range`, `Point`, `Number`, `Duration`, `Date`, `Period`, `Periods`, `Name` and `Text`."""

    def point(self, meta: Meta, children: Children) -> sx.Point:
        return sx.Point(amounts(children)[0], span=self._span(meta))

    def closed_range(self, meta: Meta, children: Children) -> sx.Range:
        return self._between(meta, children, high_open=False)

    def half_open_range(self, meta: Meta, children: Children) -> sx.Range:
        return self._between(meta, children, high_open=True)

    def _between(self, meta: Meta, children: Children, high_open: bool) -> sx.Range:
        low = amounts(children)[0]
        high = one(children, sx.Path) or amounts(children)[1]
        return sx.Range(low, high, has(children, "GT"), high_open, span=self._span(meta))

    def from_range(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(amounts(children)[0], None, has(children, "GT"), span=self._span(meta))

    def to_range(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(None, one(children, sx.Path) or amounts(children)[0], span=self._span(meta))

    def at_least(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(amounts(children)[0], None, bare=True, span=self._span(meta))

    def more_than(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(amounts(children)[0], None, low_open=True, bare=True, span=self._span(meta))

    def at_most(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(None, amounts(children)[0], bare=True, span=self._span(meta))

    def less_than(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(None, amounts(children)[0], high_open=True, bare=True, span=self._span(meta))

    def everywhere(self, meta: Meta, _children: Children) -> sx.Range:
        return sx.Range(None, None, span=self._span(meta))

    def quantity(self, meta: Meta, children: Children) -> sx.Number:
        return self._number(meta, children)

    def unit_word(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(word(children))

    def number(self, meta: Meta, children: Children) -> sx.Number:
        return self._number(meta, children)

    def duration(self, meta: Meta, children: Children) -> sx.Duration:
        token = word(children)
        if len(token) > MAX_DIGITS:
            self._refuse("too-large", "too-large.number", self._at(token), limit=MAX_DIGITS)
            return sx.Duration(0, str(token), span=self._span(meta))
        hours, minutes, seconds = (int(part) for part in token.split(":"))
        return sx.Duration(hours * 3600 + minutes * 60 + seconds, str(token), span=self._span(meta))

    def date(self, meta: Meta, children: Children) -> sx.Date:
        token = word(children)
        try:
            date.fromisoformat(token)
        except ValueError:
            self._refuse("not-a-date", "not-a-date", self._at(token), text=str(token))
        return sx.Date(str(token), span=self._span(meta))

    def period(self, meta: Meta, children: Children) -> sx.Period:
        return sx.Period(str(word(children)), span=self._span(meta))

    def one_period(self, meta: Meta, children: Children) -> sx.Periods:
        period = the(children, sx.Period)
        return sx.Periods(period, period, span=self._span(meta))

    def period_range(self, meta: Meta, children: Children) -> sx.Periods:
        first, last = every(children, sx.Period)
        return sx.Periods(first, last, span=self._span(meta))

    def periods_from(self, meta: Meta, children: Children) -> sx.Periods:
        return sx.Periods(the(children, sx.Period), None, span=self._span(meta))

    def periods_to(self, meta: Meta, children: Children) -> sx.Periods:
        return sx.Periods(None, the(children, sx.Period), span=self._span(meta))

    def name(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(word(children))

    def label(self, _meta: Meta, children: Children) -> sx.Text:
        return self._text(word(children))

    def text(self, _meta: Meta, children: Children) -> sx.Text:
        return self._text(word(children))
