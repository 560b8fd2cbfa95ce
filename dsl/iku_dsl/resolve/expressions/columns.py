"""Columns, attributes and parameters: a typed line to a `Column`, with its range in its own unit, and what it is by default.

A parameter of a profile has a default where an indicator does not give it: `parameter konversi_120 ya/tidak = tidak`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import chain

from iku_dsl import statements as st
from iku_dsl.interval import EVERYTHING, Interval, make
from iku_dsl.key_text import key_text
from iku_dsl.keywords import TRUTHS
from iku_dsl.problem import Label, Span, Text, say
from iku_dsl.program import Column
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Consolidation, Reduction, Rule, RuleKind
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.scope import amount, broken, label_text, no_option, prose_text, unit_shown, wrong_unit
from iku_dsl.statements import syntax as sx
from iku_dsl.types import BROKEN, DATE, PERCENT, TEXT, TRUTH, Kind, Type, unit
from iku_dsl.wording import Figure, interval_text

YES, NO = TRUTHS


def default(context: Context, node: st.Column, kind: Type, within: Interval) -> ex.Constant | None:
    """The value after `=`, of the type of its parameter and within its range; None where there is none."""
    if node.default is None:
        return None
    if kind.kind is Kind.BROKEN:
        return broken(node.default.span)
    if node.may_be_missing:
        message, hint = say("unexpected-text.default", name=node.name.text), say("unexpected-text.default.hint")
        context.report("unexpected-text", message, node.default.span, hint=hint)
    value = _value(context, node, node.default, kind)
    if isinstance(value, Fraction) and value not in within:
        shown, allowed = Figure(value, kind.percent), interval_text(within, kind.percent)
        message = say("range-exceeds.default", name=node.name.text, value=shown, range=allowed)
        label = Label(node.range.span) if node.range is not None else Label(node.span)
        context.report("range-exceeds", message, node.default.span, label, hint=say("range-exceeds.default.hint"))
    if value is None:
        return broken(node.default.span)  # nobody who uses the profile is told to give it
    text = context.text(node.default.span)
    return ex.Constant(value, type=kind, span=node.default.span, text=text)


def _value(
    context: Context, node: st.Column, written: sx.Number | sx.Duration | sx.Date | sx.Name | sx.Text, kind: Type
) -> Fraction | bool | str | date | None:
    match kind.kind, written:
        case Kind.NUMBER, sx.Number() | sx.Duration():
            return _number(context, node, written, kind)
        case Kind.TRUTH, sx.Name() if written.text in (*YES, *NO):
            return written.text in YES
        case Kind.DATE, sx.Date():
            return date.fromisoformat(written.text)
        case Kind.TEXT, sx.Text():
            return written.text
        case Kind.CHOICE, sx.Name() | sx.Text():
            return _one_of(context, written, kind.choices)
        case Kind.MEMBER, sx.Name() | sx.Text() if context.dimensions[kind.of].enumerated:
            return _one_of(context, written, tuple(context.members(kind.of)))
        case Kind.MEMBER, sx.Text():
            return key_text(written.text)
        case _:
            message = say("type-mismatch.default", name=node.name.text, kind=f"kind.{kind.kind}")
            hint = say("type-mismatch.default.truth") if kind.kind is Kind.TRUTH else None
            if kind.choices:
                hint = say("type-mismatch.compare.choices", choices=kind.choices)
            context.report("type-mismatch", message, written.span, Label(node.type.span), hint=hint)
            return None


def _number(context: Context, node: st.Column, written: sx.Number | sx.Duration, kind: Type) -> Fraction | None:
    value = amount(written, kind)
    signless = kind.percent and isinstance(written, sx.Number) and not written.percent and value != 0
    signed = isinstance(written, sx.Number) and written.percent and not kind.unit.is_pure
    if value is None or signless or signed:
        message, hint = wrong_unit(written, kind)
        context.report("unit-mismatch", message, written.span, hint=hint)
        return None
    if kind.whole and value.denominator != 1:
        context.report("type-mismatch", say("type-mismatch.given-whole", name=node.name.text), written.span)
        return None
    return value


def _one_of(context: Context, written: sx.Name | sx.Text, known: tuple[str, ...]) -> str | None:
    if written.text in known:
        return written.text
    context.unknown(written, "choice", known)
    return None


DEFAULT_DIGITS = 6
MONEY_DIGITS = 2
MAX_SCALE = 18  # a BIGINT holds 18 whole digits
LARGEST = 2**63 - 1  # and no number above this
TYPE_WORDS = (
    ("angka", "number"), ("bilangan", "integer"), ("persen", "percent"), ("uang", "money"), ("teks", "text"),
    ("tanggal", "date"), ("pilihan", "choice"), ("ya/tidak", "yes/no"), ("durasi", "duration"),
)  # fmt: skip

# What `bila kosong …` may say, by the place it stands in: of one cell, of several values, of weighted ones.
_ALONE = frozenset({sx.RuleKind.ERROR, sx.RuleKind.AMOUNT})
OF_COLUMN = _ALONE | {sx.RuleKind.LAST}
OF_DERIVED = _ALONE
OF_COUNT = frozenset({sx.RuleKind.ERROR, sx.RuleKind.SKIP})
OF_SEVERAL = _ALONE | {sx.RuleKind.SKIP}
OF_WEIGHTED = OF_SEVERAL | {sx.RuleKind.REWEIGHT}
_OF_ROLE = {"column": OF_COLUMN, "attribute": _ALONE, "parameter": frozenset[sx.RuleKind]()}


def column(context: Context, node: st.Column, owner: str) -> Column:
    """One typed line; its upper end, where it names another column or a table, is filled in later (`sources.py`)."""
    kind = type_of(context, node, owner)
    unit_word = node.type.name if node.type.kind in ("integer", "number", "money", "duration") else None
    hint = no_option(unit_word) if unit_word is not None else None
    if unit_word is not None and hint is not None:
        message = say("unit-mismatch.no-unit", word=unit_word.text)
        context.report("unit-mismatch", message, unit_word.span, hint=hint)
        kind = BROKEN
    digits = node.digits
    if digits is None:
        digits = MONEY_DIGITS if node.type.kind == "money" else 0 if kind.whole else DEFAULT_DIGITS
    beyond = MAX_SCALE - (2 if kind.percent else 0)
    if digits > beyond:
        hint = say("digits-too-many.hint", limit=beyond)
        context.report("digits-too-many", say("digits-too-many", limit=beyond), node.span, hint=hint)
        digits = DEFAULT_DIGITS
    if node.range is not None and kind.kind not in (Kind.NUMBER, Kind.BROKEN):
        context.report("type-mismatch", say("type-mismatch.range", name=node.name.text), node.range.span)
    if node.role != "column" and node.range is not None and isinstance(node.range.high, sx.Path):
        message = say("unexpected-text", found=context.text(node.range.high.span))
        context.report(
            "unexpected-text", message, node.range.high.span, hint=say(f"unexpected-text.end-of-{node.role}")
        )
    if node.role != "column" and node.consolidate is not None:
        message = say("unexpected-text", found=context.text(node.consolidate.span))
        context.report("unexpected-text", message, node.consolidate.span, hint=say("unexpected-text.consolidate"))
    within = interval(context, node.range, kind) if node.range is not None else EVERYTHING
    rules = [rule(context, one, kind, _OF_ROLE[node.role]) for one in (node.when_missing, node.when_not_loaded)]
    for written, one in zip((node.when_missing, node.when_not_loaded), rules, strict=True):
        if written is not None and filled(kind, one) != kind:
            context.report("type-mismatch", say("type-mismatch.given-whole", name=node.name.text), written.span)
    if kind.kind is Kind.NUMBER and digits <= beyond:
        _fits(context, node, within, kind, digits)
    return Column(
        name=node.name.text,
        label=label_text(node.label),
        span=node.name.span,
        type=kind,
        range=within,
        may_be_missing=node.may_be_missing,
        digits=digits,
        consolidation=consolidation(context, node.consolidate, node.name, kind if node.role == "column" else BROKEN),
        when_missing=rules[0],
        when_not_loaded=rules[1],
        default=default(context, node, kind, within),
    )


def _fits(context: Context, node: st.Column, between: Interval, kind: Type, digits: int) -> None:
    """Report a range whose figures, with so many decimals, are more than can be kept as whole numbers."""
    end = max((abs(one) for one in (between.low, between.high) if one is not None), default=Fraction(0))
    parts = (100 if kind.percent else 1) * (1 if kind.whole else kind.unit.seconds)
    if end * parts * 10**digits <= LARGEST:
        return
    limit = next((fewer for fewer in range(digits - 1, -1, -1) if end * parts * 10**fewer <= LARGEST), None)
    shown = interval_text(between, kind.percent)
    message, hint = say("digits-too-many.whole", range=shown), say("digits-too-many.range.narrower")
    if limit is not None:
        message = say("digits-too-many.range", range=shown, digits=digits)
        hint = say("digits-too-many.range.hint", limit=limit)
    context.report("digits-too-many", message, node.span, hint=hint)


def type_of(context: Context, node: st.Column, owner: str) -> Type:
    """The type that a column's words name."""
    written = node.type
    match written.kind:
        case "integer":
            return Type(Kind.NUMBER, unit(written.name.text if written.name else "bilangan"), whole=True)
        case "number":
            return Type(Kind.NUMBER, unit(written.name.text if written.name else "angka"))
        case "money":
            return Type(Kind.NUMBER, unit(written.name.text if written.name else "uang"))
        case "percent":
            return PERCENT
        case "duration":
            assert written.name is not None
            return Type(Kind.NUMBER, unit(written.name.text))
        case "date":
            return DATE
        case "text":
            return TEXT
        case "truth":
            return TRUTH
        case "choice":
            return Type(Kind.CHOICE, of=f"{owner}.{node.name.text}", choices=tuple(c.text for c in written.choices))
        case "choice-of":
            assert written.name is not None
            return choice_of(context, written.name)
        case "dimension":
            assert written.name is not None
            return dimension_type(context, written.name)


def choice_of(context: Context, name: sx.Name) -> Type:
    """A choice among the keys of a table or the categories of a scale, best first as written there."""
    if name.text in context.scales:
        return context.categories(name.text)
    if name.text in context.tables:
        table = context.tables[name.text]
        if len(table.keys) <= 1 and not table.breakpoints:
            choices = context.keys(name.text, 0)
            scale = next((key for key in table.keys if key in context.scales), "")
            titles = tuple(one for one in context.categories(scale).titles if one.id in choices) if scale else ()
            return Type(Kind.CHOICE, of=name.text, choices=choices, ordered=True, titles=titles)
    if name.text not in context.names:
        context.unknown(name, "table", chain(context.tables, context.scales))
    elif name.text not in context.broken:
        hint = say("type-mismatch.choice-of.hint", name=name.text) if _is_dimension(context, name.text) else None
        context.report("type-mismatch", say("type-mismatch.choice-of", name=name.text), name.span, hint=hint)
    return BROKEN


def dimension_type(context: Context, name: sx.Name) -> Type:
    """A member of a dimension, where a type names one."""
    if name.text in context.dimensions or _is_dimension(context, name.text):
        return Type(Kind.MEMBER, of=name.text)
    context.unknown(name, "type", _dimension_names(context), pairs=TYPE_WORDS)
    return BROKEN


def _is_dimension(context: Context, name: str) -> bool:
    return name in context.names and isinstance(context.names[name].head, st.Dimension)


def _dimension_names(context: Context) -> Iterator[str]:
    """One after the other: they are only looked at while a guess is made."""
    return (name for name, block in context.names.items() if isinstance(block.head, st.Dimension))


def interval(context: Context, node: sx.Range, kind: Type) -> Interval:
    """A range in the unit of a type; an end that is a path is open here, and limited by its own range later."""
    low = bound(context, node.low, kind)
    high = bound(context, node.high, kind) if not isinstance(node.high, sx.Path) else None
    made = make(low, high, node.low_open, node.high_open)
    if made is None:
        context.report("range-empty", say("range-empty"), node.span, hint=turned(low, high, kind.percent))
        return EVERYTHING
    return made


def turned(low: Fraction | None, high: Fraction | None, percent: bool) -> Text | None:
    """The hint for a range whose ends were written the wrong way round."""
    if low is None or high is None or low <= high:
        return None
    return say("range-empty.turned", mended=interval_text(Interval(high, low), percent))


def bound(context: Context, node: sx.Number | sx.Duration | None, kind: Type) -> Fraction | None:
    """One end of a range as an exact number, None where it is open."""
    if node is None:
        return None
    value = amount(node, kind)
    if value is None and kind.kind is not Kind.BROKEN:
        message, hint = wrong_unit(node, kind)
        context.report("unit-mismatch", message, node.span, hint=hint)
    return value


def consolidation(context: Context, node: st.Consolidate | None, of: sx.Name, kind: Type) -> Consolidation | None:
    """`konsolidasi R [sebagian karena "…"]` of a figure; of what is no number only the last one can stand for all."""
    if node is None:
        return None
    if node.complete:
        message = say("unexpected-text", found=context.text(node.span))
        context.report("unexpected-text", message, node.span, hint=say("unexpected-text.consolidate.complete"))
    reduction = Reduction(node.reduction)
    if reduction is not Reduction.LAST and kind.kind not in (Kind.NUMBER, Kind.BROKEN):
        message = say("type-mismatch.consolidate", name=of.text, kind=f"kind.{kind.kind}")
        context.report("type-mismatch", message, node.span, hint=say("type-mismatch.consolidate.hint"))
        reduction = Reduction.LAST  # so that nobody who reads it is told once more
    return Consolidation(reduction, prose_text(node.partial.reason) if node.partial is not None else "")


def no_column(context: Context, let: st.Let) -> None:
    """Report what a `hitung` says that only one of a source can say: how several periods become one, what an empty cell is."""
    if let.consolidate is not None:
        place = let.consolidate.span
        message = say("unexpected-text", found=context.text(place))
        context.report("unexpected-text", message, place, hint=say("unexpected-text.consolidate"))
    elif let.when_missing is not None or let.when_not_loaded is not None:
        value, line = let.value.span, let.span
        place = Span(line.file, value.end_line, value.end_column + 1, line.end_line, line.end_column)
        message = say("unexpected-text", found=context.text(place))
        context.report("unexpected-text", message, place, hint=say("unexpected-text.rule.let"))


def rule(context: Context, node: sx.Rule | None, kind: Type, allowed: frozenset[sx.RuleKind]) -> Rule | None:
    """`bila kosong …`, its amount in the unit of what it stands for; None for one that has no meaning at its place."""
    if node is None:
        return None
    if node.kind not in allowed:
        hint = say("unexpected-text.rule.column") if allowed == OF_COLUMN else None
        if node.kind is sx.RuleKind.LAST and allowed:
            hint = say("unexpected-text.rule.last")
        elif node.kind is sx.RuleKind.REWEIGHT and allowed >= OF_SEVERAL:
            hint = say("unexpected-text.rule.reweight")
        message = say("unexpected-text", found=context.text(node.span))
        context.report("unexpected-text", message, node.span, hint=hint)
        return None
    if node.amount is not None and kind.kind not in (Kind.NUMBER, Kind.BROKEN):
        hint = say("type-mismatch.rule.last" if sx.RuleKind.LAST in allowed else "type-mismatch.rule.hint")
        context.report("type-mismatch", say("type-mismatch.rule", kind=f"kind.{kind.kind}"), node.span, hint=hint)
        return None
    value = amount(node.amount, kind) if node.amount is not None else None
    if node.amount is not None and value is None:
        context.report("unit-mismatch", say("unit-mismatch.literal", unit=unit_shown(kind)), node.span)
    return Rule(RuleKind(node.kind.value), value if value is not None else Fraction(0))


def filled(kind: Type, *rules: Rule | None) -> Type:
    """The type of what amounts may stand for: it is whole where each of them is."""
    whole = kind.whole and all(one is None or one.amount.denominator == 1 for one in rules)
    return replace(kind, whole=whole)
