"""Weighted sums and averages (8 Weights and composite indicators, 12.3 When missing)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction as F
from itertools import product

from .declarations import Ind, Rules, Weighted
from .facts import Place, Reading
from .figures import ERROR, NOT_APPLICABLE, UNKNOWN, Figure, number, product_of, sum_of, worst

Leaf = tuple[tuple[str, ...], Figure]  # the members it stands at, the upper level first


def weighted(reading: Reading, one: Weighted, place: Place) -> Figure:
    """8: weights of several blocks multiply, level by level, the first one being the upper level."""
    assert place.indicator is not None
    blocks = place.indicator.weights
    leaves: list[Leaf] = []
    for names in product(*(tuple(name for name, _ in block.weights) for block in blocks)):
        if isinstance(one.item, str):
            leaves.append((names, reading.figure(Ind(names[0], one.item), place)))
        else:
            there = place.with_members({block.dimension: name for block, name in zip(blocks, names, strict=True)})
            leaves.append((names, reading.figure(one.item, there)))
    return weigh(one.how, [dict(block.weights) for block in blocks], leaves, one.rules)


def rule_for(figure: Figure, rules: Rules) -> str:
    """12.3: the rule that concerns a figure; each concerns its own kind."""
    if figure.state == "missing":
        return rules.unloaded if figure.unloaded else rules.missing
    return rules.na if figure.state == "not-applicable" else ""


def weigh(how: str, levels: Sequence[Mapping[str, F]], leaves: Sequence[Leaf], rules: Rules) -> Figure:
    """12.3: `reweight`, and `skip` in an average, give a weight to the others of its level; `skip` in a sum loses it."""
    left_out: dict[tuple[str, ...], str] = {}  # lost, or given to the others
    figures: dict[tuple[str, ...], Figure] = {}
    for names, leaf in leaves:
        figure = UNKNOWN if leaf.state == "nothing" else leaf
        rule = rule_for(figure, rules)
        if rule in ("skip", "reweight"):
            left_out[names] = "lost" if rule == "skip" and how == "sum" else "given"
        figures[names] = {"0": number(0), "error": ERROR}.get(rule, figure)
    counted = [figure for names, figure in figures.items() if names not in left_out]
    if not counted:
        # where every part is left out, one as it does not apply, it does not apply; with everything missing it stays missing
        applies = all(figure.state != "not-applicable" for figure in figures.values())
        return weigh(how, levels, leaves, Rules()) if applies else NOT_APPLICABLE
    state = worst(counted)
    if state in ("error", "not-applicable"):
        return ERROR if state == "error" else NOT_APPLICABLE
    given = {names for names, fate in left_out.items() if fate == "given"}
    staying = [names for names in figures if names not in given]
    parts = [
        product_of([number(_weight(names, levels, staying)), number(0) if names in left_out else figures[names]])
        for names in staying
    ]
    return sum_of(parts)


def _weight(names: tuple[str, ...], levels: Sequence[Mapping[str, F]], staying: Sequence[tuple[str, ...]]) -> F:
    """8: what is left out below gives its weight to the others below the same member above."""
    made = F(1)
    for depth, level in enumerate(levels):
        beside = {other[depth] for other in staying if other[:depth] == names[:depth]}
        made *= level[names[depth]] / sum((level[other] for other in beside), F(0))
    return made
