"""What each grammar rule of a statement in a declaration, or of a row below one, makes."""

from __future__ import annotations

from typing import Literal

from lark import Token
from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl.parsing.built_line import (
    BuiltLine,
    Children,
    Default,
    Digits,
    GivenColumn,
    GuardDirection,
    MayBeMissing,
    ReductionWord,
    RowName,
    Rules,
    SubjectKeys,
    TargetSign,
    UnitRound,
    WhenNotLoaded,
    Which,
    after,
    amounts,
    before,
    every,
    expressions,
    has,
    optional,
    required,
    word,
)
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
Outcome = sx.Expression | st.Between | sx.NotApplicable | sx.ExpectError


def _column(
    line: BuiltLine, role: Literal["column", "attribute", "parameter"], meta: Meta, parts: Children
) -> st.Column:
    digits = optional(parts, Digits)
    not_loaded = every(parts, WhenNotLoaded)
    default = optional(parts, Default)
    repeated: list[Digits | MayBeMissing | sx.Node] = [
        *every(parts, Digits)[1:],
        *every(parts, MayBeMissing)[1:],
        *every(parts, st.Consolidate)[1:],
        *every(parts, sx.Rule)[1:],
        *(piece.rule for piece in not_loaded[1:]),
        *every(parts, sx.Text)[1:],
    ]
    for option in repeated:
        line.refuse("unexpected-text", "unexpected-text.twice", option.span)
    return st.Column(
        role,
        required(parts, sx.Name),
        required(parts, st.Type),
        optional(parts, sx.Range),
        optional(parts, MayBeMissing) is not None,
        digits.count if digits else None,
        optional(parts, st.Consolidate),
        optional(parts, sx.Rule),
        not_loaded[0].rule if not_loaded else None,
        optional(parts, sx.Text),
        default.value if default else None,
        span=line.span(meta),
    )


def _alias(line: BuiltLine, meta: Meta, parts: Children) -> st.Alias:
    written, meant = (child for child in parts if isinstance(child, sx.Text))
    return st.Alias(written, meant, span=line.span(meta))


def _let(line: BuiltLine, meta: Meta, parts: Children) -> st.Let:
    start, rest = before(parts, "EQUAL"), after(parts, "EQUAL")
    not_loaded = optional(rest, WhenNotLoaded)
    return st.Let(
        required(start, sx.Name),
        optional(start, sx.Text),
        expressions(rest)[0],
        optional(rest, st.Consolidate),
        optional(rest, sx.Rule),
        not_loaded.rule if not_loaded else None,
        span=line.span(meta),
    )


def _set(line: BuiltLine, meta: Meta, parts: Children) -> st.Set:
    start, rest = before(parts, "EQUAL"), after(parts, "EQUAL")
    return st.Set(required(start, sx.Name), optional(start, sx.Text), expressions(rest)[0], span=line.span(meta))


def _outside(line: BuiltLine, meta: Meta, parts: Children) -> st.Outside:
    interval = next(child for child in parts if isinstance(child, sx.Range | sx.Point))
    return st.Outside(interval, required(parts, st.Because), span=line.span(meta))


def _guard(line: BuiltLine, meta: Meta, parts: Children) -> st.Guard:
    because, directed = required(parts, st.Because), optional(parts, GuardDirection)
    if directed is not None:
        return st.Guard(directed.condition, because, directed.direction, span=line.span(meta))
    return st.Guard(expressions(parts)[0], because, span=line.span(meta))


def _owner(line: BuiltLine, meta: Meta, parts: Children) -> st.Owner:
    unit, *teams = every(parts, sx.Text)
    return st.Owner(unit, tuple(teams), span=line.span(meta))


def _unit(line: BuiltLine, meta: Meta, parts: Children) -> st.Unit:
    rounding = optional(parts, UnitRound)
    return st.Unit(
        required(parts, sx.Name),
        optional(parts, sx.Range),
        rounding.digits if rounding else None,
        rounding.half_even if rounding else False,
        span=line.span(meta),
    )


def _unit_round(_line: BuiltLine, _meta: Meta, parts: Children) -> UnitRound:
    digits = next(int(token) for token in every(parts, Token) if token.type == "WHOLE")
    return UnitRound(-digits if has(parts, "MINUS") else digits, has(parts, "HALF_EVEN"))


def _direction(line: BuiltLine, meta: Meta, parts: Children) -> st.Direction:
    terminal = word(parts, 1).type
    return st.Direction(_DIRECTIONS.get(terminal, "none"), span=line.span(meta))


def _target(line: BuiltLine, meta: Meta, parts: Children) -> st.Target:
    value, *high = expressions(parts)
    sign = optional(parts, TargetSign)
    if sign is not None and high:
        line.refuse("unexpected-text", "unexpected-text.target-sign", sign.span, found=sign.sign)
    return st.Target(
        optional(parts, sx.Name),
        required(parts, sx.Periods),
        value,
        high[0] if high else None,
        sign.sign if sign is not None else "",
        span=line.span(meta),
    )


def _rank(line: BuiltLine, meta: Meta, parts: Children) -> st.Rank:
    by = expressions(parts)
    return st.Rank(has(parts, "HIGHEST"), optional(parts, sx.Name), by[0] if by else None, span=line.span(meta))


def _given(line: BuiltLine, meta: Meta, parts: Children) -> st.Given:
    columns = tuple(piece.name for piece in every(parts, GivenColumn))
    return st.Given(required(parts, sx.Name), columns, span=line.span(meta))


def _given_column(line: BuiltLine, _meta: Meta, parts: Children) -> GivenColumn:
    token = word(parts)
    return GivenColumn(line.name(token) if token.type == "NAME" else line.grain(token))


def _expect(line: BuiltLine, meta: Meta, parts: Children) -> st.Expect:
    subject, rest = required(parts, st.Subject), after(parts, "EQUAL")
    outcome = next(child for child in rest if isinstance(child, Outcome))
    tolerance = amounts(after(rest, "WITHIN"))[0] if has(rest, "WITHIN") else None
    return st.Expect(subject, outcome, tolerance, span=line.span(meta))


def _expect_refused(line: BuiltLine, meta: Meta, parts: Children) -> st.ExpectRefused:
    keys = optional(parts, SubjectKeys)
    return st.ExpectRefused(keys.items if keys else (), span=line.span(meta))


def _subject(line: BuiltLine, meta: Meta, parts: Children) -> st.Subject:
    name, field, which = line.name(word(parts)), optional(parts, sx.Field), optional(parts, Which)
    keys = optional(parts, SubjectKeys)
    return st.Subject(
        name,
        field.name if field else None,
        which.name if which else None,
        keys.items if keys else (),
        span=line.span(meta),
    )


STATEMENTS: Rules = {
    # ---- of dimensions, sources, tables, scales, profiles
    "attribute": lambda line, meta, parts: _column(line, "attribute", meta, parts),
    "column": lambda line, meta, parts: _column(line, "column", meta, parts),
    "parameter": lambda line, meta, parts: _column(line, "parameter", meta, parts),
    "default": lambda _line, _meta, parts: Default(
        next(child for child in parts if isinstance(child, sx.Number | sx.Duration | sx.Date | sx.Name | sx.Text))
    ),
    "may_be_missing": lambda line, meta, _parts: MayBeMissing(line.span(meta)),
    "digits": lambda line, meta, parts: Digits(int(word(parts, 1)), line.span(meta)),
    "consolidate": lambda line, meta, parts: st.Consolidate(
        required(parts, ReductionWord).reduction,
        optional(parts, st.Because),
        has(parts, "COMPLETE"),
        span=line.span(meta),
    ),
    "reduction": lambda _line, _meta, parts: ReductionWord(_REDUCTIONS[word(parts).type]),
    "number_type": lambda line, meta, parts: st.Type(
        _NUMBER_KINDS[word(parts).type], optional(parts, sx.Name), span=line.span(meta)
    ),
    "percent_type": lambda line, meta, _parts: st.Type("percent", span=line.span(meta)),
    "duration_type": lambda line, meta, parts: st.Type("duration", required(parts, sx.Name), span=line.span(meta)),
    "date_type": lambda line, meta, _parts: st.Type("date", span=line.span(meta)),
    "text_type": lambda line, meta, _parts: st.Type("text", span=line.span(meta)),
    "truth_type": lambda line, meta, _parts: st.Type("truth", span=line.span(meta)),
    "choice_type": lambda line, meta, parts: st.Type("choice", None, every(parts, sx.Name), span=line.span(meta)),
    "choice_of_type": lambda line, meta, parts: st.Type("choice-of", required(parts, sx.Name), span=line.span(meta)),
    "dimension_type": lambda line, meta, parts: st.Type("dimension", required(parts, sx.Name), span=line.span(meta)),
    "alias": _alias,
    "publisher": lambda line, meta, parts: st.Publisher(required(parts, sx.Text), span=line.span(meta)),
    "let": _let,
    "set": _set,
    "require": lambda line, meta, parts: st.Require(
        expressions(parts)[0], optional(parts, st.Because), span=line.span(meta)
    ),
    "check": lambda line, meta, parts: st.Check(
        expressions(parts)[0], optional(parts, st.Because), span=line.span(meta)
    ),
    "outside": _outside,
    "by_direction": lambda line, meta, parts: st.ByDirection(
        _DIRECTIONS[word(parts).type], expressions(parts)[0], span=line.span(meta)
    ),
    "limits": lambda line, meta, parts: st.Limits(required(parts, sx.Range), span=line.span(meta)),
    "guard": _guard,
    "guard_direction": lambda _line, _meta, parts: GuardDirection(
        _DIRECTIONS[word(parts, 1).type], expressions(parts)[0]
    ),
    "because": lambda line, meta, parts: st.Because(required(parts, sx.Text), span=line.span(meta)),
    # ---- of indicators
    "prose": lambda line, meta, parts: st.Prose(
        word(parts).type.lower(), required(parts, sx.Text), span=line.span(meta)
    ),
    "owner": _owner,
    "effective": lambda line, meta, parts: st.Effective(required(parts, sx.Periods), span=line.span(meta)),
    "unit": _unit,
    "unit_name": lambda line, _meta, parts: line.name(word(parts)),
    "unit_round": _unit_round,
    "direction": _direction,
    "target": _target,
    "target_sign": lambda line, meta, parts: TargetSign(_SIGNS[word(parts).type], line.span(meta)),
    "weights": lambda line, meta, parts: st.Weights(optional(parts, sx.Name), span=line.span(meta)),
    "formula": lambda line, meta, parts: st.Formula(
        expressions(parts)[0], optional(parts, st.Because), span=line.span(meta)
    ),
    "across": lambda _line, _meta, parts: required(parts, st.Because),
    "bands": lambda line, meta, parts: st.Bands(
        required(parts, sx.Name), has(parts, "ACHIEVEMENT"), span=line.span(meta)
    ),
    "cap": lambda line, meta, parts: st.Cap(
        required(parts, sx.Name), expressions(parts)[0], required(parts, st.Because), span=line.span(meta)
    ),
    "achievement": lambda line, meta, parts: st.Achievement(
        required(parts, sx.Name), every(parts, st.Argument), span=line.span(meta)
    ),
    "argument": lambda line, meta, parts: st.Argument(
        required(parts, sx.Name), expressions(parts)[0], span=line.span(meta)
    ),
    "official": lambda line, meta, parts: st.Compared(
        True, required(parts, sx.Path), amounts(parts)[0], span=line.span(meta)
    ),
    "compare": lambda line, meta, parts: st.Compared(
        False, required(parts, sx.Path), amounts(parts)[0], span=line.span(meta)
    ),
    "consolidation": lambda line, meta, parts: st.Consolidation(required(parts, st.Consolidate), span=line.span(meta)),
    "rank": _rank,
    # ---- of tests
    "given": _given,
    "given_column": _given_column,
    "expect": _expect,
    "expect_refused": _expect_refused,
    "subject": _subject,
    "which": lambda line, _meta, parts: Which(line.name(word(parts))),
    "subject_keys": lambda _line, _meta, parts: SubjectKeys(
        tuple(child for child in parts if isinstance(child, sx.Name | sx.Text))
    ),
    "subject_key": lambda line, _meta, parts: line.name_or_text(word(parts)),
    "between": lambda line, meta, parts: st.Between(*expressions(parts), span=line.span(meta)),
    "expect_not_applicable": lambda line, meta, _parts: sx.NotApplicable(span=line.span(meta)),
    "expect_error": lambda line, meta, _parts: sx.ExpectError(span=line.span(meta)),
}
