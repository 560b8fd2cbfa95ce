"""What others need to know of an indicator before its formula is read, and one of its versions while its statements are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.period import Grain, read_period
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import say
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context, IndicatorHead, infer_number
from iku_dsl.resolve.expressions.literals import unit_shown
from iku_dsl.resolve.expressions.scope import OwnNames, Scope, broken, convert
from iku_dsl.resolve.sources import grain_and_dimensions, report_repeated
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import NUMBER, PERCENT, Kind, Type, unit

_PERCENT = ("persen", "percent")
T = TypeVar("T", bound=st.Statement)


@dataclass(frozen=True, slots=True)
class Version:
    """The block of one version of an indicator, the names in its scope, its unit and weights.

    `value_type` is what the unit says, a number without one; `problems_before` how many there were before it was read.
    """

    context: Context
    block: Block
    head: st.Indicator
    grain: Grain
    dimensions: tuple[str, ...]
    levels: tuple[pg.WeightLevel, ...]
    scope: Scope
    own: OwnNames
    unit: st.Unit | None
    value_type: Type
    problems_before: int


def head_of(context: Context, versions: Sequence[Block]) -> IndicatorHead:
    """The head of an indicator: entities, grain, type and scale are those of its first version."""
    block = versions[0]
    head = block.head
    assert isinstance(head, st.Indicator)
    items = tuple(item for group in head.per for item in group)
    grain, dimensions = grain_and_dimensions(context, items, head)
    types = [unit_type(node) for version in versions for node in version.of(st.Unit)[:1]]
    scales = [next((node.scale.text for node in version.of(st.Bands)), "") for version in versions]
    targets = [node.name.text if node.name is not None else "" for v in versions for node in v.of(st.Target)]
    return IndicatorHead(
        head.name.text,
        block,
        dimensions,
        (grain or Grain.YEAR).value,
        types[0] if types else NUMBER,
        scales[0],
        achieves=any(version.of(st.Achievement) or version.damaged for version in versions),
        targets=dict.fromkeys(targets),
        one_unit=len(set(types)) < 2,
        one_scale=len(set(scales)) < 2,
    )


def unit_type(node: st.Unit) -> Type:
    """The type of an indicator's value."""
    if node.name.text in _PERCENT:
        return PERCENT
    return Type(Kind.NUMBER, unit(node.name.text))


def single(context: Context, block: Block, kind: type[T]) -> T | None:
    """The statement of a kind that may stand once; a second is a problem."""
    nodes = block.of(kind)
    report_repeated(context, nodes)
    return nodes[0] if nodes else None


def value_in_unit(version: Version, node: sx.Expression) -> ex.Expression:
    """A number in the unit of the indicator."""
    context = version.context
    value = infer_number(context, node, version.scope)
    if value.type.kind is Kind.BROKEN or value.type.unit.is_any:
        return value
    factor = value.type.unit.factor_to(version.value_type.unit)
    if factor is None and not value.type.unit.is_pure:
        names = unit_shown(value.type), unit_shown(version.value_type)
        message = say("unit-mismatch.value", found=names[0], declared=names[1])
        context.report("unit-mismatch", message, node.span)
        return broken(node.span)
    return convert(value, version.value_type.unit, factor) if factor is not None else value


def periods(context: Context, node: sx.Periods) -> PeriodSpan:
    """A stretch of periods as written."""
    ends = []
    for end in (node.first, node.last):
        period = read_period(end.text) if end is not None else None
        if end is not None and period is None:
            context.report("not-a-period", say("not-a-period", text=end.text), end.span)
        ends.append(period)
    first, last = ends
    if first is not None and last is not None and (first.grain is not last.grain or last < first):
        key = "not-a-period.turned" if first.grain is last.grain else "not-a-period.grains"
        hint = say("not-a-period.turned.hint", mended=f"{last}..{first}") if first.grain is last.grain else None
        context.report("not-a-period", say(key, first=str(first), last=str(last)), node.span, hint=hint)
        return PeriodSpan()
    return PeriodSpan(first, last)
