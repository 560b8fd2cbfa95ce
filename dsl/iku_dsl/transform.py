"""From the raw tree of one line to its node: one method a grammar rule, named like it. Nothing outside `parse.py` sees raw trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar, cast

from lark import Token, v_args
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.source import SourceFile, Span

Children = list[Any]
T = TypeVar("T")

_GRAINS: dict[str, sx.Grain] = {"YEAR": "year", "SEMESTER": "semester", "QUARTER": "quarter", "MONTH": "month"}
_DIRECTIONS = {"HIGHER": "higher", "LOWER": "lower", "STABLE": "stable", "DIRECTIONLESS": "none"}
_REDUCTIONS = {"SUM": "sum", "AVERAGE": "average", "LAST": "last", "MINIMUM": "minimum", "MAXIMUM": "maximum"}
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
}


def exact(text: str) -> Fraction:
    """The value of a number as written: blanks between digits are `_`, and a `%` divides by 100."""
    value = Fraction(text.rstrip("%").replace("_", ""))
    return value / 100 if text.endswith("%") else value


def seconds(text: str) -> int:
    """`1:07:38` in seconds."""
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def _one(children: Children, kind: type[T]) -> T | None:
    return next((child for child in children if isinstance(child, kind) and not isinstance(child, Token)), None)


def _all(children: Children, kind: type[T]) -> tuple[T, ...]:
    return tuple(child for child in children if isinstance(child, kind) and not isinstance(child, Token))


def _token(children: Children, *types: str) -> Token | None:
    return next((child for child in children if isinstance(child, Token) and (not types or child.type in types)), None)


def _nodes(children: Children) -> list[Any]:
    return [child for child in children if not isinstance(child, Token)]


def _grain(token: Token) -> sx.Grain:
    return _GRAINS[token.type]


@v_args(meta=True)
class Builder(Transformer_NonRecursive):  # type: ignore[type-arg]
    """Builds the node of one line; `file` and `base` say where the line stands."""

    def __init__(self, file: SourceFile, base: int) -> None:
        super().__init__()
        self.file = file
        self.base = base

    def _span(self, meta: Meta) -> Span:
        if meta.empty:
            return self.file.span(self.base, self.base)
        return self.file.span(self.base + meta.start_pos, self.base + meta.end_pos)

    def _at(self, token: Token) -> Span:
        return self.file.span(self.base + (token.start_pos or 0), self.base + (token.end_pos or 0))

    def _name(self, token: Token) -> sx.Name:
        return sx.Name(" ".join(token.split()), span=self._at(token))

    def _text(self, token: Token) -> sx.Text:
        if token.type == "LONG":
            return sx.Text(token[3:-3], long=True, span=self._at(token))
        return sx.Text(token[1:-1].replace('""', '"'), span=self._at(token))

    # ---- heads

    def dimension(self, meta: Meta, children: Children) -> st.Dimension:
        name = _one(children, sx.Name)
        key = _one(children, _Key)
        return st.Dimension(_sure(name), _one(children, sx.Text), key.name if key else None, span=self._span(meta))

    def key(self, _meta: Meta, children: Children) -> _Key:
        return _Key(_sure(_one(children, sx.Name)))

    def source(self, meta: Meta, children: Children) -> st.Source:
        per = tuple(child for child in children[1:] if isinstance(child, st.GrainName | _PerName))
        return st.Source(
            _sure(_one(children, sx.Name)), _one(children, sx.Text), tuple(_unwrap(p) for p in per), span=self._span(meta)
        )

    def per(self, _meta: Meta, children: Children) -> st.GrainName | _PerName:
        return children[0] if isinstance(children[0], st.GrainName) else _PerName(children[0])

    def grain(self, _meta: Meta, children: Children) -> st.GrainName:
        return st.GrainName(_grain(children[0]), span=self._at(children[0]))

    def per_list(self, _meta: Meta, children: Children) -> _PerList:
        return _PerList(tuple(_unwrap(child) for child in children if isinstance(child, st.GrainName | _PerName)))

    def indicator(self, meta: Meta, children: Children) -> st.Indicator:
        per = tuple(item.items for item in _all(children, _PerList))
        return st.Indicator(_sure(_one(children, sx.Name)), _one(children, sx.Text), per, span=self._span(meta))

    def table(self, meta: Meta, children: Children) -> st.Table:
        keys, basis = _one(children, _Keys), _one(children, _Basis)
        return st.Table(
            _sure(_one(children, sx.Name)),
            _one(children, sx.Text),
            keys.names if keys else (),
            basis.text if basis else None,
            _one(children, st.Because),
            span=self._span(meta),
        )

    def table_keys(self, _meta: Meta, children: Children) -> _Keys:
        return _Keys(_all(children, sx.Name))

    def table_basis(self, _meta: Meta, children: Children) -> _Basis:
        return _Basis(_sure(_one(children, sx.Text)))

    def scale(self, meta: Meta, children: Children) -> st.Scale:
        return st.Scale(
            _sure(_one(children, sx.Name)),
            _one(children, sx.Text),
            _sure(_one(children, sx.Range)),
            _one(children, st.Step),
            _one(children, st.Because),
            span=self._span(meta),
        )

    def step(self, meta: Meta, children: Children) -> st.Step:
        way = next(child for child in children if isinstance(child, str) and not isinstance(child, Token))
        return st.Step(_number(children), cast(Any, way), span=self._span(meta))

    def rounding_way(self, _meta: Meta, children: Children) -> str:
        return {"DOWN": "down", "UP": "up", "NEAREST": "nearest"}[children[0].type]

    def partial(self, _meta: Meta, children: Children) -> st.Because:
        return _sure(_one(children, st.Because))

    def profile(self, meta: Meta, children: Children) -> st.Profile:
        return st.Profile(_sure(_one(children, sx.Name)), _one(children, sx.Text), span=self._span(meta))

    def test(self, meta: Meta, children: Children) -> st.Test:
        return st.Test(
            _sure(_one(children, sx.Text)),
            _sure(_one(children, sx.Name)),
            _sure(_one(children, sx.Period)),
            span=self._span(meta),
        )

    # ---- statements of dimensions, sources, profiles

    def attribute(self, meta: Meta, children: Children) -> st.Column:
        return self._column("attribute", meta, children)

    def column(self, meta: Meta, children: Children) -> st.Column:
        return self._column("column", meta, children)

    def parameter(self, meta: Meta, children: Children) -> st.Column:
        return self._column("parameter", meta, children)

    def _column(self, role: Any, meta: Meta, children: Children) -> st.Column:
        digits = _one(children, _Digits)
        return st.Column(
            role,
            _sure(_one(children, sx.Name)),
            _sure(_one(children, st.Type)),
            _one(children, sx.Range),
            _one(children, _MayBeMissing) is not None,
            digits.count if digits else None,
            _one(children, st.Consolidate),
            _one(children, sx.Rule),
            _one(children, sx.Text),
            span=self._span(meta),
        )

    def may_be_missing(self, _meta: Meta, _children: Children) -> _MayBeMissing:
        return _MayBeMissing()

    def digits(self, _meta: Meta, children: Children) -> _Digits:
        return _Digits(int(Fraction(children[-1].rstrip("%").replace("_", ""))))

    def consolidate(self, meta: Meta, children: Children) -> st.Consolidate:
        reduction = next(child for child in children if isinstance(child, str) and not isinstance(child, Token))
        return st.Consolidate(cast(Any, reduction), _token(children, "COMPLETE") is not None, span=self._span(meta))

    def reduction(self, _meta: Meta, children: Children) -> str:
        return _REDUCTIONS[children[0].type]

    def number_type(self, meta: Meta, children: Children) -> st.Type:
        kind = {"INTEGER": "integer", "NUM": "number", "MONEY": "money"}[children[0].type]
        return st.Type(cast(Any, kind), _one(children, sx.Name), span=self._span(meta))

    def percent_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("percent", span=self._span(meta))

    def duration_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("duration", _one(children, sx.Name), span=self._span(meta))

    def date_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("date", span=self._span(meta))

    def text_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("text", span=self._span(meta))

    def truth_type(self, meta: Meta, _children: Children) -> st.Type:
        return st.Type("truth", span=self._span(meta))

    def choice_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("choice", None, _all(children, sx.Name), span=self._span(meta))

    def choice_of_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("choice-of", _one(children, sx.Name), span=self._span(meta))

    def dimension_type(self, meta: Meta, children: Children) -> st.Type:
        return st.Type("dimension", _one(children, sx.Name), span=self._span(meta))

    def publisher(self, meta: Meta, children: Children) -> st.Publisher:
        return st.Publisher(_sure(_one(children, sx.Text)), span=self._span(meta))

    def let(self, meta: Meta, children: Children) -> st.Let:
        nodes = _nodes(children)
        name, label, rest = nodes[0], None, nodes[1:]
        equals = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == "EQUAL")
        before = _nodes(children[:equals])
        label = before[1] if len(before) > 1 else None
        rest = _nodes(children[equals:])
        return st.Let(
            name, label, rest[0], _one(rest[1:], st.Consolidate), _one(rest[1:], sx.Rule), span=self._span(meta)
        )

    def set(self, meta: Meta, children: Children) -> st.Set:
        nodes = _nodes(children)
        return st.Set(nodes[0], nodes[1] if len(nodes) > 2 else None, nodes[-1], span=self._span(meta))

    def require(self, meta: Meta, children: Children) -> st.Require:
        return st.Require(_nodes(children)[0], _one(children, st.Because), span=self._span(meta))

    def outside(self, meta: Meta, children: Children) -> st.Outside:
        return st.Outside(_nodes(children)[0], _sure(_one(children, st.Because)), span=self._span(meta))

    def by_direction(self, meta: Meta, children: Children) -> st.ByDirection:
        return st.ByDirection(cast(Any, _DIRECTIONS[children[0].type]), _nodes(children)[0], span=self._span(meta))

    def limits(self, meta: Meta, children: Children) -> st.Limits:
        return st.Limits(_sure(_one(children, sx.Range)), span=self._span(meta))

    def guard(self, meta: Meta, children: Children) -> st.Guard:
        nodes = _nodes(children)
        condition, direction = nodes[0], None
        if isinstance(condition, _GuardDirection):
            condition, direction = condition.condition, condition.direction
        return st.Guard(condition, _sure(_one(children, st.Because)), cast(Any, direction), span=self._span(meta))

    def guard_direction(self, _meta: Meta, children: Children) -> _GuardDirection:
        return _GuardDirection(_DIRECTIONS[children[1].type], _nodes(children)[0])

    def because(self, meta: Meta, children: Children) -> st.Because:
        return st.Because(_sure(_one(children, sx.Text)), span=self._span(meta))

    # ---- statements of indicators

    def goal(self, meta: Meta, children: Children) -> st.Prose:
        return st.Prose("goal", _sure(_one(children, sx.Text)), span=self._span(meta))

    def basis(self, meta: Meta, children: Children) -> st.Prose:
        return st.Prose("basis", _sure(_one(children, sx.Text)), span=self._span(meta))

    def definition(self, meta: Meta, children: Children) -> st.Prose:
        return st.Prose("definition", _sure(_one(children, sx.Text)), span=self._span(meta))

    def owner(self, meta: Meta, children: Children) -> st.Owner:
        texts = _all(children, sx.Text)
        return st.Owner(texts[0], texts[1:], span=self._span(meta))

    def effective(self, meta: Meta, children: Children) -> st.Effective:
        return st.Effective(_sure(_one(children, sx.Periods)), span=self._span(meta))

    def unit(self, meta: Meta, children: Children) -> st.Unit:
        rounding = _one(children, _UnitRound)
        return st.Unit(
            _sure(_one(children, sx.Name)),
            _one(children, sx.Range),
            rounding.digits if rounding else None,
            rounding.half_even if rounding else False,
            span=self._span(meta),
        )

    def unit_name(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(children[0])

    def unit_round(self, _meta: Meta, children: Children) -> _UnitRound:
        return _UnitRound(int(exact(children[1])), _token(children, "HALF_EVEN") is not None)

    def direction(self, meta: Meta, children: Children) -> st.Direction:
        return st.Direction(cast(Any, _DIRECTIONS[children[1].type]), span=self._span(meta))

    def target(self, meta: Meta, children: Children) -> st.Target:
        nodes = _nodes(children)
        at = next(index for index, node in enumerate(nodes) if isinstance(node, sx.Periods))
        return st.Target(
            nodes[0] if at else None,
            nodes[at],
            nodes[at + 1],
            nodes[at + 2] if len(nodes) > at + 2 else None,
            span=self._span(meta),
        )

    def weights(self, meta: Meta, children: Children) -> st.Weights:
        return st.Weights(_one(children, sx.Name), span=self._span(meta))

    def formula(self, meta: Meta, children: Children) -> st.Formula:
        return st.Formula(_nodes(children)[0], _one(children, st.Because), span=self._span(meta))

    def across(self, _meta: Meta, children: Children) -> st.Because:
        return _sure(_one(children, st.Because))

    def bands(self, meta: Meta, children: Children) -> st.Bands:
        return st.Bands(
            _sure(_one(children, sx.Name)), _token(children, "ACHIEVEMENT") is not None, span=self._span(meta)
        )

    def cap(self, meta: Meta, children: Children) -> st.Cap:
        nodes = _nodes(children)
        return st.Cap(nodes[0], nodes[1], nodes[2], span=self._span(meta))

    def achievement(self, meta: Meta, children: Children) -> st.Achievement:
        return st.Achievement(_sure(_one(children, sx.Name)), _all(children, st.Argument), span=self._span(meta))

    def argument(self, meta: Meta, children: Children) -> st.Argument:
        nodes = _nodes(children)
        return st.Argument(nodes[0], nodes[1], span=self._span(meta))

    def official(self, meta: Meta, children: Children) -> st.Compared:
        nodes = _nodes(children)
        return st.Compared(True, nodes[0], nodes[1], span=self._span(meta))

    def compare(self, meta: Meta, children: Children) -> st.Compared:
        nodes = _nodes(children)
        return st.Compared(False, nodes[0], nodes[1], span=self._span(meta))

    def consolidation(self, meta: Meta, children: Children) -> st.Consolidation:
        return st.Consolidation(_sure(_one(children, st.Consolidate)), span=self._span(meta))

    def rank(self, meta: Meta, children: Children) -> st.Rank:
        nodes = _nodes(children)
        among = nodes[0] if _token(children, "AMONG") is not None else None
        by = nodes[-1] if _token(children, "RANKED_BY") is not None else None
        return st.Rank(_token(children, "HIGHEST") is not None, among, by, span=self._span(meta))

    # ---- statements of tests

    def given(self, meta: Meta, children: Children) -> st.Given:
        nodes = _nodes(children)
        return st.Given(nodes[0], tuple(_unwrap(node) for node in nodes[1:]), span=self._span(meta))

    def given_column(self, _meta: Meta, children: Children) -> _PerName | st.GrainName:
        token = children[0]
        if token.type in _GRAINS:
            return st.GrainName(_grain(token), span=self._at(token))
        return _PerName(self._name(token))

    def expect(self, meta: Meta, children: Children) -> st.Expect:
        nodes = _nodes(children)
        return st.Expect(nodes[0], nodes[1], nodes[2] if len(nodes) > 2 else None, span=self._span(meta))

    def subject(self, meta: Meta, children: Children) -> st.Subject:
        names = [self._name(child) for child in children if isinstance(child, Token)]
        text = self.file.text[self._offset(meta.start_pos) : self._offset(meta.end_pos)]
        dotted = len(names) > 1 and "." in text.split("[")[0]
        keys = _one(children, _SubjectKeys)
        return st.Subject(
            names[0],
            names[1] if dotted else None,
            names[-1] if len(names) > (2 if dotted else 1) else None,
            keys.items if keys else (),
            span=self._span(meta),
        )

    def _offset(self, position: int) -> int:
        return self.base + position

    def subject_keys(self, _meta: Meta, children: Children) -> _SubjectKeys:
        return _SubjectKeys(tuple(_nodes(children)))

    def subject_key(self, _meta: Meta, children: Children) -> sx.Name | sx.Text:
        return self._name_or_text(children[0])

    def _name_or_text(self, token: Token) -> sx.Name | sx.Text:
        return self._name(token) if token.type == "NAME" else self._text(token)

    def between(self, meta: Meta, children: Children) -> st.Between:
        nodes = _nodes(children)
        return st.Between(nodes[0], nodes[1], span=self._span(meta))

    def expect_not_applicable(self, meta: Meta, _children: Children) -> sx.NotApplicable:
        return sx.NotApplicable(span=self._span(meta))

    def expect_error(self, meta: Meta, _children: Children) -> sx.ExpectError:
        return sx.ExpectError(span=self._span(meta))

    # ---- rows

    def member(self, meta: Meta, children: Children) -> st.Members:
        nodes = _nodes(children)
        return st.Members((nodes[0],), nodes[1] if len(nodes) > 1 else None, span=self._span(meta))

    def members(self, meta: Meta, children: Children) -> st.Members:
        return st.Members(tuple(_nodes(children)), span=self._span(meta))

    def weight(self, meta: Meta, children: Children) -> st.WeightRow:
        nodes = _nodes(children)
        return st.WeightRow(nodes[0], nodes[1], _one(children, st.Printed), span=self._span(meta))

    def band(self, meta: Meta, children: Children) -> st.BandRow:
        nodes = _nodes(children)
        rest = nodes[1:]
        return st.BandRow(
            nodes[0],
            tuple(node for node in rest if isinstance(node, sx.Range | sx.Point)),
            _one(rest, sx.Text),
            _one(rest, st.Printed),
            _one(rest, st.Because),
            span=self._span(meta),
        )

    def band_without_range(self, meta: Meta, children: Children) -> st.BandRow:
        return self.band(meta, children)

    def entry(self, meta: Meta, children: Children) -> st.EntryRow:
        nodes = _nodes(children)
        return st.EntryRow(nodes[0], (nodes[1],), span=self._span(meta))

    def breakpoint(self, meta: Meta, children: Children) -> st.EntryRow:
        nodes = _nodes(children)
        return st.EntryRow(nodes[0], (nodes[1],), span=self._span(meta))

    def entry_of_cells(self, meta: Meta, children: Children) -> st.EntryRow:
        nodes = _nodes(children)
        return st.EntryRow(nodes[0], tuple(nodes[1:]), span=self._span(meta))

    def cells(self, meta: Meta, children: Children) -> st.CellsRow:
        return st.CellsRow(tuple(_nodes(children)), span=self._span(meta))

    def printed(self, meta: Meta, children: Children) -> st.Printed:
        nodes = _nodes(children)
        return st.Printed(nodes[0], _sure(_one(children, st.Because)), span=self._span(meta))

    def row_name(self, _meta: Meta, children: Children) -> sx.Name | sx.Text:
        return self._name_or_text(children[0])

    def name_cell(self, _meta: Meta, children: Children) -> sx.Name | sx.Text:
        return self._name_or_text(children[0])

    def period_cell(self, meta: Meta, children: Children) -> sx.Period:
        return sx.Period(str(children[0]), span=self._span(meta))

    def missing_cell(self, meta: Meta, _children: Children) -> sx.Missing:
        return sx.Missing(span=self._span(meta))

    def na_cell(self, meta: Meta, _children: Children) -> sx.NotApplicable:
        return sx.NotApplicable(span=self._span(meta))

    def point(self, meta: Meta, children: Children) -> sx.Point:
        return sx.Point(_number(children), span=self._span(meta))

    # ---- ranges and periods

    def closed_range(self, meta: Meta, children: Children) -> sx.Range:
        nodes = _nodes(children)
        return sx.Range(nodes[0], nodes[1], _token(children, "GT") is not None, span=self._span(meta))

    def half_open_range(self, meta: Meta, children: Children) -> sx.Range:
        nodes = _nodes(children)
        return sx.Range(nodes[0], nodes[1], _token(children, "GT") is not None, True, span=self._span(meta))

    def from_range(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(_nodes(children)[0], None, _token(children, "GT") is not None, span=self._span(meta))

    def to_range(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(None, _nodes(children)[0], span=self._span(meta))

    def at_least(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(_number(children), None, bare=True, span=self._span(meta))

    def more_than(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(_number(children), None, low_open=True, bare=True, span=self._span(meta))

    def at_most(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(None, _number(children), bare=True, span=self._span(meta))

    def less_than(self, meta: Meta, children: Children) -> sx.Range:
        return sx.Range(None, _number(children), high_open=True, bare=True, span=self._span(meta))

    def literal(self, meta: Meta, children: Children) -> sx.Number | sx.Duration:
        duration = _one(children, sx.Duration)
        if duration is not None:
            return duration
        numbers = [child for child in children if isinstance(child, Token) and child.type == "NUMBER"]
        value, text = exact(numbers[0]), str(numbers[0])
        if len(numbers) == 2:
            divisor = exact(numbers[1])
            value, text = (value / divisor if divisor else value), f"{text}/{numbers[1]}"
        if _token(children, "MINUS") is not None:
            value, text = -value, f"-{text}"
        return sx.Number(value, text, _one(children, sx.Name), span=self._span(meta))

    def unit_word(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(children[0])

    def period(self, meta: Meta, children: Children) -> sx.Period:
        return sx.Period(str(children[0]), span=self._span(meta))

    def one_period(self, meta: Meta, children: Children) -> sx.Periods:
        return sx.Periods(children[0], children[0], span=self._span(meta))

    def period_range(self, meta: Meta, children: Children) -> sx.Periods:
        nodes = _nodes(children)
        return sx.Periods(nodes[0], nodes[1], span=self._span(meta))

    def periods_from(self, meta: Meta, children: Children) -> sx.Periods:
        return sx.Periods(_nodes(children)[0], None, span=self._span(meta))

    def periods_to(self, meta: Meta, children: Children) -> sx.Periods:
        return sx.Periods(None, _nodes(children)[0], span=self._span(meta))

    def name(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(children[0])

    def label(self, _meta: Meta, children: Children) -> sx.Text:
        return self._text(children[0])

    def text(self, _meta: Meta, children: Children) -> sx.Text:
        return self._text(children[0])

    # ---- expressions

    def listed_aggregate(self, meta: Meta, children: Children) -> sx.Aggregate:
        kind = _sure(_one(children, _AggregateKind))
        operands = tuple(
            node for node in _nodes(children) if not isinstance(node, _AggregateKind | _WhenMissing | sx.Rule)
        )
        return sx.Aggregate(
            kind.statistic,
            operands,
            kind.mean,
            kind.weighted,
            when_missing=_one(children, sx.Rule),
            listed=True,
            span=self._span(meta),
        )

    def aggregate(self, meta: Meta, children: Children) -> sx.Aggregate:
        kind, operand = _sure(_one(children, _AggregateKind)), children[1]
        by, over, na = _one(children, _By), _one(children, _Over), _one(children, _WhenNotApplicable)
        return sx.Aggregate(
            kind.statistic,
            operand.items if isinstance(operand, _Arguments) else (operand,),
            kind.mean,
            kind.weighted,
            by.value if by else None,
            over.value if over else None,
            _one(children[2:], sx.Rule),
            na.rule if na else None,
            span=self._span(meta),
        )

    def arguments(self, _meta: Meta, children: Children) -> _Arguments:
        return _Arguments(tuple(_nodes(children)))

    def by(self, _meta: Meta, children: Children) -> _By:
        return _By(_nodes(children)[0])

    def over(self, _meta: Meta, children: Children) -> _Over:
        return _Over(_nodes(children)[0])

    def aggregate_kind(self, _meta: Meta, children: Children) -> _AggregateKind:
        types = {child.type for child in children}
        statistic = next(s for s in sx.Statistic if s.name in types)
        mean = next((m for m in sx.Mean if m.name in types), sx.Mean.ARITHMETIC)
        return _AggregateKind(statistic, mean, "WEIGHTED" in types)

    def when_missing(self, _meta: Meta, children: Children) -> sx.Rule:
        return _sure(_one(children, sx.Rule))

    def when_na(self, _meta: Meta, children: Children) -> _WhenNotApplicable:
        return _WhenNotApplicable(_sure(_one(children, sx.Rule)))

    def rule(self, meta: Meta, children: Children) -> sx.Rule:
        amount = _one(children, sx.Number)
        kind = sx.RuleKind.AMOUNT if amount is not None else sx.RuleKind(children[0].type.lower())
        return sx.Rule(kind, amount, span=self._span(meta))

    def amount(self, meta: Meta, children: Children) -> sx.Number:
        return cast(sx.Number, self.literal(meta, children))

    def if_(self, meta: Meta, children: Children) -> sx.If:
        nodes = _nodes(children)
        return sx.If(nodes[0], nodes[1], nodes[2], span=self._span(meta))

    def where(self, meta: Meta, children: Children) -> sx.Where:
        nodes = _nodes(children)
        return sx.Where(nodes[0], nodes[1], span=self._span(meta))

    def or_(self, meta: Meta, children: Children) -> sx.Binary:
        nodes = _nodes(children)
        return sx.Binary(sx.Operator.OR, nodes[0], nodes[1], span=self._span(meta))

    def and_(self, meta: Meta, children: Children) -> sx.Binary:
        nodes = _nodes(children)
        return sx.Binary(sx.Operator.AND, nodes[0], nodes[1], span=self._span(meta))

    def not_(self, meta: Meta, children: Children) -> sx.Not:
        return sx.Not(_nodes(children)[0], span=self._span(meta))

    def has(self, meta: Meta, children: Children) -> sx.Has:
        return sx.Has(_nodes(children)[0], span=self._span(meta))

    def compare_(self, meta: Meta, children: Children) -> sx.Binary:
        return self.binary(meta, children)

    def binary(self, meta: Meta, children: Children) -> sx.Binary:
        left, operator, right = children
        return sx.Binary(_OPERATORS[operator.type], left, right, span=self._span(meta))

    def negate(self, meta: Meta, children: Children) -> sx.Negate:
        return sx.Negate(_nodes(children)[0], span=self._span(meta))

    def power_(self, meta: Meta, children: Children) -> sx.Binary:
        nodes = _nodes(children)
        return sx.Binary(sx.Operator.POWER, nodes[0], nodes[1], span=self._span(meta))

    def string(self, _meta: Meta, children: Children) -> sx.Text:
        return self._text(children[0])

    def missing(self, meta: Meta, _children: Children) -> sx.Missing:
        return sx.Missing(span=self._span(meta))

    def group(self, meta: Meta, children: Children) -> sx.Group:
        return sx.Group(_nodes(children)[0], span=self._span(meta))

    def number(self, meta: Meta, children: Children) -> sx.Number:
        return sx.Number(exact(children[0]), str(children[0]), _one(children, sx.Name), span=self._span(meta))

    def date(self, meta: Meta, children: Children) -> sx.Date:
        return sx.Date(str(children[0]), span=self._span(meta))

    def duration(self, meta: Meta, children: Children) -> sx.Duration:
        return sx.Duration(seconds(children[0]), str(children[0]), span=self._span(meta))

    def path(self, meta: Meta, children: Children) -> sx.Path:
        return sx.Path(self._name(children[0]), tuple(children[1:]), span=self._span(meta))

    def field(self, meta: Meta, children: Children) -> sx.Field:
        return sx.Field(self._name(children[0]), span=self._span(meta))

    def call(self, meta: Meta, children: Children) -> sx.Call:
        nodes = _nodes(children)
        return sx.Call(nodes[0], tuple(nodes[1:]), _token(children, "HALF_EVEN") is not None, span=self._span(meta))

    def function(self, _meta: Meta, children: Children) -> sx.Name:
        return self._name(children[0])

    def index(self, meta: Meta, children: Children) -> sx.Index:
        shift = _one(children, sx.Shift)
        keys = () if shift else tuple(_nodes(children))
        return sx.Index(keys, shift, span=self._span(meta))

    def shift(self, meta: Meta, children: Children) -> sx.Shift:
        grains = _all(children, st.GrainName)
        within = grains[1].grain if len(grains) > 1 else None
        return sx.Shift(sx.ShiftKind.PREVIOUS, grains[0].grain, 1, within, span=self._span(meta))

    def shift_back(self, meta: Meta, children: Children) -> sx.Shift:
        steps = int(exact(children[-1]))
        return sx.Shift(sx.ShiftKind.BACK, _all(children, st.GrainName)[0].grain, steps, span=self._span(meta))

    def shift_this(self, meta: Meta, children: Children) -> sx.Shift:
        return sx.Shift(sx.ShiftKind.THIS, _all(children, st.GrainName)[0].grain, span=self._span(meta))

    def shift_to_date(self, meta: Meta, _children: Children) -> sx.Shift:
        return sx.Shift(sx.ShiftKind.TO_DATE, span=self._span(meta))


# ---- what only lives while a line is built


@dataclass(frozen=True, slots=True)
class _Key:
    name: sx.Name


@dataclass(frozen=True, slots=True)
class _PerName:
    name: sx.Name


@dataclass(frozen=True, slots=True)
class _PerList:
    items: tuple[st.GrainName | sx.Name, ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    names: tuple[sx.Name, ...]


@dataclass(frozen=True, slots=True)
class _Basis:
    text: sx.Text


@dataclass(frozen=True, slots=True)
class _Digits:
    count: int


@dataclass(frozen=True, slots=True)
class _MayBeMissing:
    """`boleh kosong` was there."""


@dataclass(frozen=True, slots=True)
class _GuardDirection:
    direction: str
    condition: sx.Expression


@dataclass(frozen=True, slots=True)
class _UnitRound:
    digits: int
    half_even: bool


@dataclass(frozen=True, slots=True)
class _SubjectKeys:
    items: tuple[sx.Name | sx.Text, ...]


@dataclass(frozen=True, slots=True)
class _Arguments:
    items: tuple[sx.Expression, ...]


@dataclass(frozen=True, slots=True)
class _By:
    value: sx.Expression


@dataclass(frozen=True, slots=True)
class _Over:
    value: sx.Expression


@dataclass(frozen=True, slots=True)
class _AggregateKind:
    statistic: sx.Statistic
    mean: sx.Mean
    weighted: bool


@dataclass(frozen=True, slots=True)
class _WhenMissing:
    rule: sx.Rule


@dataclass(frozen=True, slots=True)
class _WhenNotApplicable:
    rule: sx.Rule


def _unwrap(item: st.GrainName | _PerName) -> st.GrainName | sx.Name:
    return item.name if isinstance(item, _PerName) else item


def _sure(value: T | None) -> T:
    assert value is not None, "the grammar promises this part"
    return value


def _number(children: Sequence[Any]) -> sx.Number | sx.Duration:
    return next(child for child in children if isinstance(child, sx.Number | sx.Duration))
