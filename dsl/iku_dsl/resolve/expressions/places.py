"""Where a reading looks: the keys that pick a row, an entity or the entry of a table, and where in time.

A key is a member, this one, or what an expression gives: `poin[mutu[air.indeks]]`, `bobot[air.validitas, air.kendali]`.
"""

from __future__ import annotations

from dataclasses import dataclass

from iku_dsl.key_text import key_text
from iku_dsl.keywords import by_terminal
from iku_dsl.period import Grain
from iku_dsl.problem import SHOWN, Label, Span, Text, say, some
from iku_dsl.program import Column, Derived, Table
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context, IndicatorHead, infer_number
from iku_dsl.resolve.expressions.scope import Scope, broken
from iku_dsl.statements import syntax as sx
from iku_dsl.types import Kind, Type

QUOTED_MEMBER = '"…"'  # as an example has it


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps after a name, sorted: fields in order, key expressions, and the shift."""

    fields: tuple[sx.Name, ...]
    keys: tuple[sx.Expression, ...]
    shift: sx.Shift | None


def sort_steps(context: Context, path: sx.Path) -> Steps:
    """What follows the first name of a path; a second period has no meaning, and is a problem."""
    fields = tuple(step.name for step in path.steps if isinstance(step, sx.Field))
    keys = tuple(key for step in path.steps if isinstance(step, sx.Index) for key in step.keys)
    shifts = [step.shift for step in path.steps if isinstance(step, sx.Index) and step.shift is not None]
    for second in shifts[1:2]:
        message, hint = (
            say("period-mismatch.second", found=context.text(second.span)),
            say("period-mismatch.second.hint"),
        )
        context.report("period-mismatch", message, second.span, Label(shifts[0].span), hint=hint)
    return Steps(fields, keys, shifts[0] if shifts else None)


def nothing_left(context: Context, name: str, left: Steps) -> bool:
    """Whether all that stands behind a let or set is read; what is `left` is a problem: it would change nothing and look as if it did."""
    if left.fields:
        hint = say("type-mismatch.field.own.hint", name=name) if name in context.names else None
        message = say("type-mismatch.field", name=left.fields[0].text)
        context.report("type-mismatch", message, left.fields[0].span, hint=hint)
    elif left.keys:
        message, hint = say("dimension-mismatch.behind", name=name), say("dimension-mismatch.behind.hint", name=name)
        context.report("dimension-mismatch", message, left.keys[0].span, hint=hint)
    elif left.shift is not None:
        message, hint = say("period-mismatch.behind", name=name), say("period-mismatch.behind.hint", name=name)
        context.report("period-mismatch", message, left.shift.span, hint=hint)
    return left == Steps((), (), None)


def no_period(context: Context, name: str, steps: Steps, looked_up: bool = False) -> bool:
    """Whether a name that has no periods is read at none; else a problem. What is `looked_up` in it may have some."""
    if steps.shift is not None:
        hint = say("period-mismatch.inside.hint") if looked_up else say("period-mismatch.none.hint")
        context.report("period-mismatch", say("period-mismatch.none", name=name), steps.shift.span, hint=hint)
    return steps.shift is None


def read_keys(
    context: Context,
    wanted: tuple[str, ...],
    written: tuple[sx.Expression, ...],
    scope: Scope,
    span: Span,
    name: str,
    any_will_do: bool = False,
) -> tuple[ex.Key, ...] | None:
    """A key for each dimension that is read: written in brackets, or the member at hand.

    Of those that are neither, `any_will_do` where it is asked whether there is a row: they have no key.
    """
    missing = [dimension for dimension in wanted if dimension not in scope.dimensions]
    filled = list(wanted) if len(written) == len(wanted) else missing
    fixed = next((key for key in written if isinstance(key, sx.Number) and key.unit is None), None)
    if fixed is not None:
        hint = say("period-mismatch.fixed.hint")
        context.report("period-mismatch", say("period-mismatch.fixed"), fixed.span, hint=hint)
        return None
    if len(written) != len(filled) and written:
        message = say("dimension-mismatch.keys", name=name, dimensions=some(filled or wanted), count=len(written))
        if not wanted:
            message = say("dimension-mismatch.keys-none", name=name)
        key = "dimension-mismatch.keys.any" if any_will_do else "dimension-mismatch.keys.hint"
        example = f"{name}[{', '.join(QUOTED_MEMBER for _ in wanted[:SHOWN])}]"
        mend = say(key, dimensions=some(wanted), example=example) if wanted else None
        context.report("dimension-mismatch", message, span, hint=mend)
        return None
    if missing and not written and any_will_do:
        return tuple(ex.RowKey(dimension) for dimension in wanted if dimension not in missing)
    if missing and not written:
        message = say("dimension-mismatch", name=name, dimensions=some(missing))
        hint = say("dimension-mismatch.hint", name=name, dimension=missing[0])
        context.report("dimension-mismatch", message, span, hint=hint)
        return None
    given = dict(zip(filled, written, strict=True)) if written else {}
    return tuple(
        _read_key(context, dimension, given[dimension], scope) if dimension in given else ex.RowKey(dimension)
        for dimension in wanted
    )


def _read_key(context: Context, dimension: str, node: sx.Expression, scope: Scope) -> ex.Key:
    declared = context.dimensions.get(dimension)
    kind = Type(Kind.MEMBER, of=dimension)
    if isinstance(node, sx.Text):
        if declared is not None and declared.enumerated and node.text not in (members := context.members(dimension)):
            context.unknown(node, "member", members, say("=", text=dimension))
        return ex.MemberKey(
            dimension, node.text if declared is not None and declared.enumerated else key_text(node.text)
        )
    value = context.infer(context, node, scope, kind)
    if isinstance(value, ex.Constant) and isinstance(value.value, str):
        return ex.MemberKey(dimension, value.value)
    if not value.type.fits(kind):
        context.report("type-mismatch", say("type-mismatch.member", dimension=dimension), node.span)
    return ex.ExpressionKey(dimension, value)


def read_shift(
    context: Context,
    node: sx.Shift | None,
    scope: Scope,
    grain: Grain | None,
    name: str,
    span: Span,
    column: Column | Derived | IndicatorHead | None = None,
) -> ex.Shift | None:
    """Where in time a reading looks, None after a problem: what is read at its grain, from a place at another.

    `column` is what is read, and must say how several sub-periods become one where they do.
    """
    if grain is None or scope.grain is None:
        if node is not None and grain is None:
            hint = say("period-mismatch.none.hint")
            context.report("period-mismatch", say("period-mismatch.none", name=name), node.span, hint=hint)
            return None
        return ex.SAME
    if node is not None and node.kind is sx.ShiftKind.TO_DATE:
        if _unconsolidated(column):
            report_unconsolidated(context, name, column, span)
            return None
        return ex.Shift(ex.Move.TO_DATE, grain)
    if grain.finer_than(scope.grain) and _unconsolidated(column):
        report_unconsolidated(context, name, column, span, scope.grain, grain)
        return None
    stride = Grain(node.grain) if node is not None and node.grain is not None else None
    if node is not None and stride is not None and stride.finer_than(scope.grain):
        labels = (Label(span, say("period-mismatch.at", grain=f"grain.{scope.grain}")),)
        keyword = by_terminal(stride.name)
        key = "period-mismatch.shift"
        word = say("word", id=keyword.id[0], en=keyword.en[0])
        hint = say("period-mismatch.shift.hint", word=word)
        if node.kind is sx.ShiftKind.THIS:
            key = "period-mismatch.this"
            hint = say("period-mismatch.this.hint", word=word)
        message = say(key, stride=f"grain.{stride}", grain=f"grain.{scope.grain}")
        context.report("period-mismatch", message, node.span, *labels, hint=hint)
        return None
    if node is None or node.kind is sx.ShiftKind.THIS:
        coarse = stride if stride is not None and grain.finer_than(stride) else grain
        if not scope.grain.finer_than(coarse):
            return ex.SAME
        if coarse is not grain and _unconsolidated(column):
            report_unconsolidated(context, name, column, span, coarse, grain)
            return None
        return ex.Shift(ex.Move.CONTAINING, coarse)
    assert stride is not None
    if stride is not Grain.YEAR and grain.finer_than(stride) and _unconsolidated(column):
        report_unconsolidated(context, name, column, span, stride, grain)
        return None
    within = Grain(node.within) if node.within is not None else None
    return ex.Shift(ex.Move.SHIFTED, stride, -node.steps, within)


def one_unit(context: Context, head: IndicatorHead, span: Span) -> bool:
    """Whether the versions of an indicator share a unit; a problem where its values are read, or become one, and they do not."""
    if not head.one_unit:
        hint = say("unit-mismatch.versions.hint")
        context.report("unit-mismatch", say("unit-mismatch.versions", name=head.name), span, hint=hint)
    return head.one_unit


def report_unconsolidated(
    context: Context,
    name: str,
    column: Column | Derived | IndicatorHead | None,
    span: Span,
    reader: Grain | None = None,
    grain: Grain | None = None,
) -> None:
    """Report a reading of several sub-periods where `column` does not say how they become one (of a `grain`, for a `reader`)."""
    assert column is not None
    of_indicator = isinstance(column, IndicatorHead)
    what = name if of_indicator else f"{name}.{column.name}"
    message = say("period-mismatch.to-date", name=what)
    if grain is not None and reader is not None:
        message = say("period-mismatch", name=what, grain=f"grain.{grain}", reader=f"grain.{reader}")
    place = column.block.head.span if isinstance(column, IndicatorHead) else column.span
    label = Label(place, say("period-mismatch.indicator" if of_indicator else "period-mismatch.column"))
    hint = say("period-mismatch.indicator.hint") if of_indicator else say("period-mismatch.hint", column=column.name)
    context.report("period-mismatch", message, span, label, hint=hint)


def _unconsolidated(column: Column | Derived | IndicatorHead | None) -> bool:
    """Whether something is read of which nobody says how several of its periods become one."""
    if isinstance(column, IndicatorHead):
        return not column.consolidates
    return column is not None and column.consolidation is None


def table_value(context: Context, node: sx.Path, scope: Scope, steps: Steps) -> ex.Expression:
    """A cell of a table; that every key that can come has one is proven later (`proofs/keys.py`)."""
    table = context.tables[node.name.text]
    wanted = max(1, len(table.keys))
    if len(steps.keys) != wanted or steps.fields:
        message = say("type-mismatch.table", name=table.name, keys=table.keys or ("…",))
        context.report("type-mismatch", message, node.span)
        return broken(node.span)
    if not no_period(context, table.name, steps, looked_up=True):
        return broken(node.span)
    keys: list[ex.Expression] = []
    for place, key in enumerate(steps.keys):
        if table.breakpoints:
            keys.append(infer_number(context, key, scope))
            continue
        kind = _key_type(context, table, place)
        value = context.infer(context, key, scope, kind)
        if not _may_be_read_with(value.type, kind):
            _report_kind(context, table, key, kind, value.type)
            value = broken(key.span)
        keys.append(value)
    return ex.Lookup(table.name, tuple(keys), type=table.type, span=node.span, text=context.text(node.span))


def _key_type(context: Context, table: Table, place: int) -> Type:
    """What the table holds at one place of its keys; `of` what it was declared to come from, where it was."""
    of = table.keys[place] if table.keys else ""
    choices = context.keys(table.name, place)
    if of in context.dimensions:
        return Type(Kind.MEMBER, of=of, choices=choices)
    declared = of in context.scales or of in context.tables
    return Type(Kind.CHOICE, of=of if declared else "", choices=choices)


def _may_be_read_with(found: Type, kind: Type) -> bool:
    """Whether a value may be a key: of what the table was declared to come from, or else any choice and any member."""
    if kind.of:
        return found.fits(kind)
    return found.kind in (Kind.CHOICE, Kind.MEMBER, Kind.BROKEN)


def _report_kind(context: Context, table: Table, key: sx.Expression, kind: Type, found: Type) -> None:
    hint: Text | None = None
    if kind.of:
        message = say("type-mismatch.key", table=table.name, of=kind.of)
    else:
        message = say("type-mismatch.any-key", table=table.name, kind=f"kind.{found.kind}")
        if found.kind is Kind.TEXT and len(table.keys) <= 1:
            hint = say("type-mismatch.any-key.text", table=table.name)
        elif found.kind is Kind.NUMBER:
            hint = say("type-mismatch.any-key.number", table=table.name)
    context.report("type-mismatch", message, key.span, hint=hint)
