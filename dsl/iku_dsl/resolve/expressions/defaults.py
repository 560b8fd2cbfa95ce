"""What a parameter of a profile is where an indicator does not give it: `parameter konversi_120 ya/tidak = tidak`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from iku_dsl import statements as st
from iku_dsl.interval import Interval
from iku_dsl.key_text import key_text
from iku_dsl.keywords import TRUTHS
from iku_dsl.problem import Label, say
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.literals import amount, no_unit, unit_shown
from iku_dsl.resolve.expressions.scope import broken
from iku_dsl.statements import syntax as sx
from iku_dsl.types import Kind, Type
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
        message = say("unit-mismatch.literal", unit=unit_shown(kind))
        context.report("unit-mismatch", message, written.span, hint=no_unit(written))
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
