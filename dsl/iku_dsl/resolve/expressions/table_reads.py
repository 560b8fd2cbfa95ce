"""What is read of a table, by which keys: `poin[mutu[air.indeks]]`, `bobot[air.validitas, air.kendali]`."""

from __future__ import annotations

from iku_dsl.problem import Text, say
from iku_dsl.program import Table
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context, infer_number
from iku_dsl.resolve.expressions.places import Steps
from iku_dsl.resolve.expressions.scope import Scope, broken
from iku_dsl.statements import syntax as sx
from iku_dsl.types import Kind, Type


def table_value(context: Context, node: sx.Path, scope: Scope, steps: Steps) -> ex.Expression:
    """A cell of a table; that every key that can come has one is proven later (`proofs/keys.py`)."""
    table = context.tables[node.name.text]
    wanted = max(1, len(table.keys))
    if len(steps.keys) != wanted or steps.fields:
        message = say("type-mismatch.table", name=table.name, keys=table.keys or ("…",))
        context.report("type-mismatch", message, node.span)
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
