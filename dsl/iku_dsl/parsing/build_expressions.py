"""What each grammar rule of an expression or a head makes: also ranges, periods, and the words that all is made of."""

from __future__ import annotations

from datetime import date
from typing import Literal

from lark import Token
from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl.parsing.built_line import (
    MAX_DIGITS,
    AggregateKind,
    Arguments,
    BuiltLine,
    By,
    Children,
    Key,
    Over,
    Per,
    Rules,
    TableBasis,
    TableKeys,
    Way,
    WhenNotApplicable,
    WhenNotLoaded,
    amounts,
    every,
    expressions,
    has,
    optional,
    required,
    word,
)
from iku_dsl.statements import syntax as sx

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


def _listed_aggregate(line: BuiltLine, meta: Meta, parts: Children) -> sx.Aggregate:
    kind, not_loaded = required(parts, AggregateKind), optional(parts, WhenNotLoaded)
    return sx.Aggregate(
        kind.statistic,
        expressions(parts),
        kind.mean,
        kind.weighted,
        when_missing=optional(parts, sx.Rule),
        when_not_loaded=not_loaded.rule if not_loaded else None,
        listed=True,
        span=line.span(meta),
    )


def _aggregate(line: BuiltLine, meta: Meta, parts: Children) -> sx.Aggregate:
    kind, arguments = required(parts, AggregateKind), optional(parts, Arguments)
    by, over, na = optional(parts, By), optional(parts, Over), optional(parts, WhenNotApplicable)
    not_loaded = optional(parts, WhenNotLoaded)
    return sx.Aggregate(
        kind.statistic,
        arguments.items if arguments else expressions(parts),
        kind.mean,
        kind.weighted,
        by.value if by else None,
        over.value if over else None,
        optional(parts, sx.Rule),
        not_loaded.rule if not_loaded else None,
        na.rule if na else None,
        span=line.span(meta),
    )


def _aggregate_kind(_line: BuiltLine, _meta: Meta, parts: Children) -> AggregateKind:
    words = {token.type for token in every(parts, Token)}
    statistic = next(statistic for statistic in sx.Statistic if statistic.name in words)
    mean = next((mean for mean in sx.Mean if mean.name in words), sx.Mean.ARITHMETIC)
    return AggregateKind(statistic, mean, "WEIGHTED" in words)


def _rule(line: BuiltLine, meta: Meta, parts: Children) -> sx.Rule:
    amount = optional(parts, sx.Number)
    kind = sx.RuleKind[word(parts).type] if amount is None else sx.RuleKind.AMOUNT
    return sx.Rule(kind, amount, span=line.span(meta))


def _path(line: BuiltLine, meta: Meta, parts: Children) -> sx.Path:
    steps = tuple(child for child in parts if isinstance(child, sx.Field | sx.Index))
    return sx.Path(line.name(word(parts)), steps, span=line.span(meta))


def _shift(line: BuiltLine, meta: Meta, parts: Children) -> sx.Shift:
    grain, *within = every(parts, st.GrainName)
    return sx.Shift(sx.ShiftKind.PREVIOUS, grain.grain, 1, within[0].grain if within else None, span=line.span(meta))


def _shift_back(line: BuiltLine, meta: Meta, parts: Children) -> sx.Shift:
    steps = int(word(parts, 1))
    return sx.Shift(sx.ShiftKind.BACK, required(parts, st.GrainName).grain, steps, span=line.span(meta))


def _between(line: BuiltLine, meta: Meta, parts: Children, high_open: bool) -> sx.Range:
    low = amounts(parts)[0]
    high = optional(parts, sx.Path) or amounts(parts)[1]
    return sx.Range(low, high, has(parts, "GT"), high_open, span=line.span(meta))


def _duration(line: BuiltLine, meta: Meta, parts: Children) -> sx.Duration:
    token = word(parts)
    if len(token) > MAX_DIGITS:
        line.refuse("too-large", "too-large.number", line.at(token), limit=MAX_DIGITS)
        return sx.Duration(0, str(token), span=line.span(meta))
    hours, minutes, seconds = (int(part) for part in token.split(":"))
    return sx.Duration(hours * 3600 + minutes * 60 + seconds, str(token), span=line.span(meta))


def _date(line: BuiltLine, meta: Meta, parts: Children) -> sx.Date:
    token = word(parts)
    try:
        date.fromisoformat(token)
    except ValueError:
        line.refuse("not-a-date", "not-a-date", line.at(token), text=str(token))
    return sx.Date(str(token), span=line.span(meta))


def _one_period(line: BuiltLine, meta: Meta, parts: Children) -> sx.Periods:
    period = required(parts, sx.Period)
    return sx.Periods(period, period, span=line.span(meta))


def _period_range(line: BuiltLine, meta: Meta, parts: Children) -> sx.Periods:
    first, last = every(parts, sx.Period)
    return sx.Periods(first, last, span=line.span(meta))


EXPRESSIONS: Rules = {
    "listed_aggregate": _listed_aggregate,
    "aggregate": _aggregate,
    "arguments": lambda _line, _meta, parts: Arguments(expressions(parts)),
    "by": lambda _line, _meta, parts: By(expressions(parts)[0]),
    "over": lambda _line, _meta, parts: Over(expressions(parts)[0]),
    "aggregate_kind": _aggregate_kind,
    "when_missing": lambda _line, _meta, parts: required(parts, sx.Rule),
    "when_not_loaded": lambda _line, _meta, parts: WhenNotLoaded(required(parts, sx.Rule)),
    "when_na": lambda _line, _meta, parts: WhenNotApplicable(required(parts, sx.Rule)),
    "rule": _rule,
    "stated_missing": lambda _line, _meta, parts: required(parts, sx.Rule),
    "stated_not_loaded": lambda _line, _meta, parts: WhenNotLoaded(required(parts, sx.Rule)),
    "stated_rule": _rule,
    "amount": lambda line, meta, parts: line.number(meta, parts),
    "if_": lambda line, meta, parts: sx.If(*expressions(parts), span=line.span(meta)),
    "where": lambda line, meta, parts: sx.Where(*expressions(parts), span=line.span(meta)),
    "binary": lambda line, meta, parts: sx.Binary(
        _OPERATORS[word(parts).type], *expressions(parts), span=line.span(meta)
    ),
    "power_": lambda line, meta, parts: sx.Binary(sx.Operator.POWER, *expressions(parts), span=line.span(meta)),
    "not_": lambda line, meta, parts: sx.Not(expressions(parts)[0], span=line.span(meta)),
    "has": lambda line, meta, parts: sx.Has(expressions(parts)[0], span=line.span(meta)),
    "negate": lambda line, meta, parts: sx.Negate(expressions(parts)[0], span=line.span(meta)),
    "string": lambda line, _meta, parts: line.text(word(parts)),
    "missing": lambda line, meta, _parts: sx.Missing(span=line.span(meta)),
    "group": lambda line, meta, parts: sx.Group(expressions(parts)[0], span=line.span(meta)),
    "path": _path,
    "field": lambda line, meta, parts: sx.Field(line.name(word(parts)), span=line.span(meta)),
    "call": lambda line, meta, parts: sx.Call(
        required(parts, sx.Name), expressions(parts), has(parts, "HALF_EVEN"), span=line.span(meta)
    ),
    "function": lambda line, _meta, parts: line.name(word(parts)),
    "index": lambda line, meta, parts: sx.Index(expressions(parts), optional(parts, sx.Shift), span=line.span(meta)),
    "shift": _shift,
    "shift_back": _shift_back,
    "shift_this": lambda line, meta, parts: sx.Shift(
        sx.ShiftKind.THIS, required(parts, st.GrainName).grain, span=line.span(meta)
    ),
    "shift_to_date": lambda line, meta, _parts: sx.Shift(sx.ShiftKind.TO_DATE, span=line.span(meta)),
    # ---- ranges, amounts and periods
    "point": lambda line, meta, parts: sx.Point(amounts(parts)[0], span=line.span(meta)),
    "closed_range": lambda line, meta, parts: _between(line, meta, parts, high_open=False),
    "half_open_range": lambda line, meta, parts: _between(line, meta, parts, high_open=True),
    "from_range": lambda line, meta, parts: sx.Range(amounts(parts)[0], None, has(parts, "GT"), span=line.span(meta)),
    "to_range": lambda line, meta, parts: sx.Range(
        None, optional(parts, sx.Path) or amounts(parts)[0], span=line.span(meta)
    ),
    "at_least": lambda line, meta, parts: sx.Range(amounts(parts)[0], None, bare=True, span=line.span(meta)),
    "more_than": lambda line, meta, parts: sx.Range(
        amounts(parts)[0], None, low_open=True, bare=True, span=line.span(meta)
    ),
    "at_most": lambda line, meta, parts: sx.Range(None, amounts(parts)[0], bare=True, span=line.span(meta)),
    "less_than": lambda line, meta, parts: sx.Range(
        None, amounts(parts)[0], high_open=True, bare=True, span=line.span(meta)
    ),
    "everywhere": lambda line, meta, _parts: sx.Range(None, None, span=line.span(meta)),
    "quantity": lambda line, meta, parts: line.number(meta, parts),
    "unit_word": lambda line, _meta, parts: line.name(word(parts)),
    "number": lambda line, meta, parts: line.number(meta, parts),
    "duration": _duration,
    "date": _date,
    "period": lambda line, meta, parts: sx.Period(str(word(parts)), span=line.span(meta)),
    "one_period": _one_period,
    "period_range": _period_range,
    "periods_from": lambda line, meta, parts: sx.Periods(required(parts, sx.Period), None, span=line.span(meta)),
    "periods_to": lambda line, meta, parts: sx.Periods(None, required(parts, sx.Period), span=line.span(meta)),
    # ---- names and texts
    "name": lambda line, _meta, parts: line.name(word(parts)),
    "label": lambda line, _meta, parts: line.text(word(parts)),
    "text": lambda line, _meta, parts: line.text(word(parts)),
}


_WAYS: dict[str, Literal["down", "up", "nearest"]] = {"DOWN": "down", "UP": "up", "NEAREST": "nearest"}


def _dimension(line: BuiltLine, meta: Meta, parts: Children) -> st.Dimension:
    key = optional(parts, Key)
    name, label = required(parts, sx.Name), optional(parts, sx.Text)
    closed = key is not None and key.closed
    return st.Dimension(name, label, key.name if key else None, closed, span=line.span(meta))


def _absence(line: BuiltLine, meta: Meta, parts: Children) -> st.Absence:
    over = optional(parts, Over)
    return st.Absence(has(parts, "REGISTER"), over.value if over else None, span=line.span(meta))


def _table(line: BuiltLine, meta: Meta, parts: Children) -> st.Table:
    keys, basis = optional(parts, TableKeys), optional(parts, TableBasis)
    return st.Table(
        required(parts, sx.Name),
        optional(parts, sx.Text),
        keys.names if keys else (),
        basis.text if basis else None,
        optional(parts, st.Because),
        span=line.span(meta),
    )


def _indicator(line: BuiltLine, meta: Meta, parts: Children) -> st.Indicator:
    per = tuple(piece.items for piece in every(parts, Per))
    return st.Indicator(required(parts, sx.Name), optional(parts, sx.Text), per, span=line.span(meta))


HEADS: Rules = {
    "dimension": _dimension,
    "key": lambda _line, _meta, parts: Key(required(parts, sx.Name), has(parts, "CLOSED")),
    "source": lambda line, meta, parts: st.Source(
        required(parts, sx.Name),
        optional(parts, sx.Text),
        required(parts, Per).items,
        optional(parts, st.Absence),
        span=line.span(meta),
    ),
    "absence": _absence,
    "per_list": lambda _line, _meta, parts: Per(
        tuple(child for child in parts if isinstance(child, st.GrainName | sx.Name))
    ),
    "grain": lambda line, _meta, parts: line.grain(word(parts)),
    "table": _table,
    "table_keys": lambda _line, _meta, parts: TableKeys(every(parts, sx.Name)),
    "table_basis": lambda _line, _meta, parts: TableBasis(required(parts, sx.Text)),
    "scale": lambda line, meta, parts: st.Scale(
        required(parts, sx.Name),
        optional(parts, sx.Text),
        required(parts, sx.Range),
        optional(parts, st.Step),
        optional(parts, st.Because),
        span=line.span(meta),
    ),
    "step": lambda line, meta, parts: st.Step(amounts(parts)[0], required(parts, Way).way, span=line.span(meta)),
    "rounding_way": lambda _line, _meta, parts: Way(_WAYS[word(parts).type]),
    "partial": lambda _line, _meta, parts: required(parts, st.Because),
    "profile": lambda line, meta, parts: st.Profile(
        required(parts, sx.Name), optional(parts, sx.Text), span=line.span(meta)
    ),
    "indicator": _indicator,
    "test": lambda line, meta, parts: st.Test(
        required(parts, sx.Text), required(parts, sx.Name), required(parts, sx.Period), span=line.span(meta)
    ),
}
