"""What others need to know of an indicator before its formula is read: its `per`, its unit, what it is judged by."""

from __future__ import annotations

from collections.abc import Sequence

from iku_dsl import statements as st
from iku_dsl.blocks import Block
from iku_dsl.period import Grain
from iku_dsl.resolve.context import Context, IndicatorHead
from iku_dsl.resolve.sources import grain_and_dimensions
from iku_dsl.types import NUMBER, PERCENT, Kind, Type, unit

_PERCENT = ("persen", "percent")


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
        targets=tuple(dict.fromkeys(targets)),
        one_unit=len(set(types)) < 2,
        one_scale=len(set(scales)) < 2,
    )


def unit_type(node: st.Unit) -> Type:
    """The type of an indicator's value."""
    if node.name.text in _PERCENT:
        return PERCENT
    return Type(Kind.NUMBER, unit(node.name.text))
