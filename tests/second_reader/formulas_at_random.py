"""Expressions, conditions and sets at random, of what a world has so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction as F
from random import Random

from .declarations import (
    Agg,
    Attribute,
    BandIs,
    Call,
    Cmp,
    Col,
    Condition,
    Count,
    Expr,
    Flag,
    Group,
    Has,
    If,
    Ind,
    IsMissing,
    Logic,
    Members,
    Num,
    Op,
    OwnColumn,
    Rows,
    Rules,
    SetOf,
    Source,
    WeightedBy,
    Where,
)
from .facts import World
from .periods import GRAINS, longer

COMPARISONS = ["<", "<=", ">", ">=", "=", "!="]


@dataclass(frozen=True)
class Making:
    """A world that is being made: its dice, and how much is missing in it."""

    dice: Random
    with_rules: bool  # of what is missing (12.3)
    gaps: float  # how many cells are empty
    not_applicable: float  # how many say so
    unloaded: float  # how many periods are not loaded
    world: World
    sets: tuple[tuple[str, Group], ...] = ()  # of the indicator that is made

    def some(self, share: float) -> bool:
        return self.dice.random() < share

    def amount(self, low: F, high: F) -> F:
        """A number within a range, now and then one of its ends."""
        if self.some(0.1):
            return self.dice.choice([low, high])
        return low + F(self.dice.randrange(0, int((high - low) * 4) + 1), 4)


@dataclass(frozen=True)
class Hand:
    """Where an expression stands: the grain and dimensions of its indicator or set, and whether it may read many rows."""

    grain: str
    per: tuple[str, ...]
    many: bool = True


def any_shift(m: Making, grain: str, own: str) -> str:
    """A stretch that something of grain `own` can be read in from `grain`."""
    options = ["", "", "", "previous year"]
    if own == grain or longer(grain, own):
        options += ["to date", f"previous {grain}"]
    longer_ones = [each for each in GRAINS if longer(each, grain) and not longer(own, each)]
    return m.dice.choice(
        options + [f"this {each}" for each in longer_ones] + [f"previous {each}" for each in longer_ones]
    )


def any_column(m: Making, at: Hand) -> Col | None:
    """A column for the member at hand, or for members by name."""
    world = m.world
    choices = [
        source
        for source in world.sources.values()
        if all(each in at.per or world.dimensions[each].listed for each in source.dimensions)
    ]
    if not choices:
        return None
    source = m.dice.choice(choices)
    named = tuple(m.dice.choice(world.members[each]).key for each in source.dimensions if each not in at.per)
    if named and m.some(0.2) and all(world.dimensions[each].listed for each in source.dimensions):
        named = tuple(m.dice.choice(world.members[each]).key for each in source.dimensions)
    return Col(source.name, m.dice.choice(source.columns).name, any_shift(m, at.grain, source.grain), named)


def any_indicator(m: Making, at: Hand) -> Ind | None:
    """Another indicator, or its achievement."""
    choices = []
    for versions in m.world.indicators.values():
        one = versions[0]
        if all(each in at.per for each in one.per) and (one.consolidate or not longer(at.grain, one.grain)):
            choices.append(one)
    if not choices:
        return None
    one = m.dice.choice(choices)
    versions = m.world.indicators[one.name]
    shift = any_shift(m, at.grain, one.grain)
    as_one = shift in ("", "previous year", f"previous {one.grain}")
    if not one.consolidate and not as_one:
        shift = ""
    what = "achievement" if one.profile and m.some(0.3) else "value"
    names = sorted({target.name for version in versions for target in version.targets})
    return Ind(one.name, what, shift, (), m.dice.choice(names) if what == "achievement" else "", len(versions) > 1)


def any_rules(m: Making, *, weighted: bool = False, average: bool = False) -> Rules:
    """Rules of what is missing or does not apply, behind what is made of many rows."""
    if m.some(0.55) or not m.with_rules:
        return Rules()
    options = ["", "0", "skip"] + (["error"] if m.some(0.2) else []) + (["reweight"] if weighted or average else [])
    return Rules(m.dice.choice(options), m.dice.choice(["", "", *options]), m.dice.choice(["", *options]))


def any_expression(m: Making, at: Hand, depth: int) -> Expr:
    """An expression of at most so many levels."""
    kinds = ["num", "col", "ind", "op", "div", "call", "if", "agg", "count", "by"]
    kind = m.dice.choices(kinds, [1, 4, 3, 4, 2, 3, 2, 4 * at.many, 3 * at.many, 1 * at.many])[0]
    if depth <= 0 and kind in ("op", "div", "call", "if"):
        kind = m.dice.choice(["col", "ind", "agg" if at.many else "col"])
    match kind:
        case "col":
            return any_column(m, at) or any_expression(m, at, depth)
        case "ind":
            return any_indicator(m, at) or any_column(m, at) or Num(F(7))
        case "op":
            sign = m.dice.choice("+-*")
            return Op(sign, any_expression(m, at, depth - 1), any_expression(m, at, depth - 1))
        case "div":
            below: Expr = Num(F(m.dice.choice([2, 3, 7])))
            if m.some(0.6):
                below = Op("+", Num(F(1)), Call("abs", (any_expression(m, at, depth - 1),)))
            return Op("/", any_expression(m, at, depth - 1), below)
        case "call":
            name = m.dice.choice(["round", "abs", "minimum", "maximum", "average", "median"])
            if name in ("round", "abs"):
                return Call(name, (any_expression(m, at, depth - 1),), m.dice.choice([0, 1, -1]))
            return Call(name, tuple(any_expression(m, at, depth - 1) for _ in range(m.dice.randint(2, 3))))
        case "if":
            return If(
                any_condition(m, at, depth - 1), any_expression(m, at, depth - 1), any_expression(m, at, depth - 1)
            )
        case "agg":
            return _any_statistic(m, at)
        case "count":
            return Count(
                _any_group(m, at), m.dice.choice([Rules(), Rules(), Rules("skip")]) if m.with_rules else Rules()
            )
        case "by":
            choices = [
                source
                for source in m.world.sources.values()
                if source.dimensions == ("region",) and not longer(at.grain, source.grain)
            ]
            if choices and "region" not in at.per:
                source = m.dice.choice(choices)
                how = m.dice.choice(["sum", "average"])
                return WeightedBy(how, Col(source.name, m.dice.choice(source.columns).name), Attribute("region", "pop"))
        case _:
            pass
    return Num(F(m.dice.randint(0, 60)))


def _any_statistic(m: Making, at: Hand) -> Expr:
    how = m.dice.choice(["sum", "sum", "average", "minimum", "maximum", "median"])
    below = [
        versions[0]
        for versions in m.world.indicators.values()
        if versions[0].per
        and not all(each in at.per for each in versions[0].per)
        and (versions[0].consolidate or not longer(at.grain, versions[0].grain))
    ]
    if below and m.some(0.25):
        one = m.dice.choice(below)
        item = Ind(
            one.name, "value", m.dice.choice(["", "", "previous year"]), (), "", len(m.world.indicators[one.name]) > 1
        )
        return Agg(how, item, None, any_rules(m, average=how == "average"))
    source = m.dice.choice(list(m.world.sources.values()))
    column = Col(source.name, m.dice.choice(source.columns).name, any_shift(m, at.grain, source.grain))
    over: Group | None = None
    if m.some(0.4):
        if source.dimensions == ("region",) and "region" not in at.per:
            over = any_region_set(m, at)
        elif not longer(at.grain, source.grain):
            column = replace(column, shift="")
            rows = Rows(source.name)
            either: list[Group] = [rows, Where(rows, any_row_condition(m, source))]
            over = m.dice.choice(either)
    return Agg(how, column, over, any_rules(m, average=how == "average"))


def any_region_set(m: Making, at: Hand) -> Group:
    """A set of regions: one of the indicator, all of them, or those of which something holds."""
    if m.sets and m.some(0.3):
        return SetOf(m.dice.choice(m.sets)[0])
    if m.some(0.2):
        return Members("region")
    return Where(Members("region"), any_member_condition(m, Hand(at.grain, (*at.per, "region"))))


def _any_group(m: Making, at: Hand) -> Group:
    same = [source for source in m.world.sources.values() if not longer(at.grain, source.grain)]
    if same and m.some(0.6):
        source = m.dice.choice(same)
        return Rows(source.name) if m.some(0.3) else Where(Rows(source.name), any_row_condition(m, source))
    return any_region_set(m, at) if "region" not in at.per else Members("region")


def any_member_condition(m: Making, at: Hand) -> Condition:
    """A condition of a region: of its attributes, its rows, or its figures."""
    kind = m.dice.choice(["flag", "has", "has", "cmp", "cmp", "logic", "attr"])
    if kind == "flag":
        return Flag(Attribute("region", "big"))
    if kind == "attr":
        return Cmp(m.dice.choice(["<", ">="]), Attribute("region", "pop"), Num(F(m.dice.randint(5, 95))))
    if kind == "has":
        choices = [source for source in m.world.sources.values() if "region" in source.dimensions]
        if choices:
            source = m.dice.choice(choices)
            return Has(source.name, any_shift(m, at.grain, source.grain))
    if kind == "logic":
        if m.some(0.25):
            return Logic("not", (any_member_condition(m, at),))
        return Logic(m.dice.choice(["and", "or"]), (any_member_condition(m, at), any_member_condition(m, at)))
    return _any_comparison(m, replace(at, many=False), 0)


def any_row_condition(m: Making, source: Source) -> Condition:
    """A condition of a row."""
    column = m.dice.choice(source.columns)
    kind = m.dice.choice(["cmp", "cmp", "cmp", "missing", "logic", "flag"])
    if kind == "missing" and column.empty and column.let is None:
        return IsMissing(OwnColumn(column.name), m.some(0.4))
    if kind == "logic":
        return Logic(m.dice.choice(["and", "or"]), (any_row_condition(m, source), any_row_condition(m, source)))
    if kind == "flag" and "region" in source.dimensions:
        return Flag(Attribute("region", "big"))
    other: Expr = Num(m.amount(max(column.low, F(-50)), min(column.high, F(60))))
    if m.some(0.25):
        other = OwnColumn(m.dice.choice(source.columns).name)
    return Cmp(m.dice.choice(COMPARISONS), OwnColumn(column.name), other)


def _any_comparison(m: Making, at: Hand, depth: int) -> Condition:
    return Cmp(
        m.dice.choice(COMPARISONS),
        any_expression(m, at, depth),
        m.dice.choice([Num(F(m.dice.randint(0, 60))), any_expression(m, at, depth)]),
    )


def any_condition(m: Making, at: Hand, depth: int) -> Condition:
    """A condition of an indicator."""
    if m.some(0.2):
        word = m.dice.choice(["and", "or"])
        return Logic(word, (_any_comparison(m, at, depth), _any_comparison(m, at, depth)))
    banded = [
        versions[0]
        for versions in m.world.indicators.values()
        if versions[0].bands
        and versions[0].grain == at.grain
        and all(each in at.per for each in versions[0].per)
        and len(versions) == 1
    ]
    if banded and m.some(0.3):
        return BandIs(Ind(m.dice.choice(banded).name), m.dice.choice(["ga", "gb", "gc"]))
    if "region" in at.per and m.some(0.3):
        return any_member_condition(m, at)
    return _any_comparison(m, at, depth)
