"""Seeded worlds: a spec, and facts about it with gaps."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from itertools import product
from random import Random

from .declarations import (
    Block,
    Call,
    Cmp,
    Col,
    Column,
    Dimension,
    Expr,
    If,
    Indicator,
    Let,
    Member,
    Members,
    Name,
    Num,
    Op,
    OwnColumn,
    Profile,
    Scale,
    SetOf,
    Source,
    Target,
    Weighted,
    Where,
)
from .facts import Cell, Keys, World, are_valid
from .formulas_at_random import (
    Hand,
    Making,
    any_column,
    any_condition,
    any_expression,
    any_member_condition,
    any_rules,
)
from .periods import Period, longer
from .spec_text import walk

YEARS = (2023, 2024, 2025)
CONSOLIDATIONS = ["sum", "average", "last", "minimum", "maximum"]


def a_world(seed: int, *, with_rules: bool) -> World:
    """The world of a seed; with rules of what is missing (12.3) or without."""
    dice = Random(seed)
    gaps, not_applicable = dice.choice([0.0, 0.05, 0.15]), dice.choice([0.0, 0.03, 0.1])
    unloaded = dice.choice([0.0, 0.1, 0.25])
    dimensions = {
        "province": Dimension("province", False),
        "region": Dimension("region", False, (("big", "yes/no"), ("pop", "number"), ("province", "province"))),
        "item": Dimension("item", True),
        "part": Dimension("part", True),
    }
    listed = {"province": ("P1", "P2"), "item": ("ia", "ib", "ic"), "part": ("pa", "pb")}
    members = {name: [Member(key) for key in keys] for name, keys in listed.items()}
    members["region"] = [_region(dice, key) for key in ("RA", "RB", "RC", "RD")[: dice.randint(2, 4)]]
    world = World(dimensions, members, {}, {}, {"ratio": _ratio()}, {"grade": _grade()}, {}, {})
    making = Making(dice, with_rules, gaps, not_applicable, unloaded, world)
    for number in range(dice.randint(3, 5)):
        _add_source(making, f"s{number}")
    for number in range(dice.randint(6, 10)):
        _add_indicator(making, f"i{number}")
    return world


def _region(dice: Random, key: str) -> Member:
    start = dice.choice([None, None, None, 2024 * 12, 2024 * 12 + 6, 2025 * 12 + 3, 2025 * 12])
    end = dice.choice([None, None, None, None, 2023 * 12 + 11, 2024 * 12 + 8, 2025 * 12 + 5])
    if start is not None and end is not None and end < start:
        end = None
    big = dice.choice([True, False, True, False, None if dice.random() < 0.3 else True])
    return Member(key, start, end, {"big": big, "pop": F(dice.randint(1, 100)), "province": dice.choice(["P1", "P2"])})


def _ratio() -> Profile:
    share = Op("/", Name("actual"), Name("target"))
    guard = Cmp("=", Name("target"), Num(F(0)))
    return Profile("ratio", {"higher": share, "lower": Op("-", Num(F(2)), share)}, (F(0), F(3, 2)), (guard,))


def _grade() -> Scale:
    return Scale("grade", (("ga", F(60)), ("gb", F(25)), ("gc", None)))


# ---- sources and their rows


def _add_source(m: Making, name: str) -> None:
    r = m.dice
    grain = r.choice(["year", "year", "quarter", "month", "semester"])
    dimensions: tuple[str, ...] = r.choice(
        [("region",), ("region",), (), ("item",), ("region", "item"), ("item", "part")]
    )
    absent = ""
    if "region" in dimensions or not m.some(0.5):
        absent = r.choice(["complete", "complete", "register"])
    columns = [_a_column(m, each, grain) for each in ("x", "y")]
    columns = [replace(c, when_missing=c.when_missing if c.empty or absent != "register" else "") for c in columns]
    if m.some(0.4):
        columns.append(_a_computed_column(m, columns[0].consolidate))
    source = Source(name, grain, dimensions, absent or "complete", tuple(columns))
    m.world.sources[name] = source
    _add_rows(m, source, absent == "register")


def _a_column(m: Making, name: str, grain: str) -> Column:
    r = m.dice
    low = r.choice([F(0), F(0), F(1), F(-20)])
    return Column(
        name,
        low,
        r.choice([F(50), F(100)]),
        m.some(0.8),
        r.choice(["sum", *CONSOLIDATIONS]) if grain != "year" else "",
        grain != "year" and m.some(0.15),
        r.choice(["", "", "", "0", "last", "error"]) if m.with_rules else "",
        r.choice(["", "", "", "0", "last"]) if m.with_rules else "",
    )


def _a_computed_column(m: Making, consolidate: str) -> Column:
    r = m.dice
    x, y = OwnColumn("x"), OwnColumn("y")
    values: list[Expr] = [
        Op("+", x, y),
        Op("-", x, y),
        Op("*", x, Num(F(1, 2))),
        If(Cmp(">", x, Num(F(20))), y, Num(F(3))),
        Call("maximum", (x, y)),
    ]
    value = r.choice(values)
    when_missing = r.choice(["", "", "0", "error"]) if m.with_rules else ""
    when_unloaded = r.choice(["", "", "0"]) if m.with_rules else ""
    return Column("z", F(-1000), F(1000), True, consolidate, False, when_missing, when_unloaded, value)


def _add_rows(m: Making, source: Source, register: bool) -> None:
    world = m.world
    rows: dict[tuple[Period, Keys], dict[str, Cell]] = {}
    loaded: set[Period] = set()
    for period in [each for year in YEARS for each in Period(year).parts(source.grain)]:
        if m.some(m.unloaded):
            continue
        loaded.add(period)
        if m.some(0.05):
            continue
        for key in product(*([one.key for one in world.members[each]] for each in source.dimensions)):
            if are_valid(world, source.dimensions, key, period) and not m.some(0.4 if register else 0.1):
                stored = [column for column in source.columns if column.let is None]
                rows[period, key] = {column.name: _a_cell(m, column) for column in stored}
    world.rows[source.name], world.loaded[source.name] = rows, loaded


def _a_cell(m: Making, column: Column) -> Cell:
    if column.empty and m.some(m.gaps):
        return "missing"
    return "na" if column.empty and m.some(m.not_applicable) else m.amount(column.low, column.high)


# ---- indicators


def _add_indicator(base: Making, name: str) -> None:
    r = base.dice
    grain = r.choice(["year", "year", "year", "quarter", "month", "semester"])
    per: tuple[str, ...] = r.choice([(), (), ("region",), ("region",), ("item",), ("province",)])
    at = Hand(grain, per)
    m = base
    if "region" not in per and base.some(0.3):
        chosen = Where(Members("region"), any_member_condition(base, Hand(grain, (*per, "region"))))
        m = replace(base, sets=(("chosen", chosen),))
    formula: Expr | None = None
    blocks: tuple[Block, ...] = ()
    if m.some(0.3):
        formula, blocks = _a_weighted(m, at)
    if formula is None:
        formula = any_expression(m, at, 2)
    lets: tuple[tuple[str, Expr], ...] = ()
    if m.some(0.3) and not isinstance(formula, Weighted):
        lets = (("a", any_expression(m, at, 1)),)
        formula = Op(r.choice("+-"), Let("a"), formula)
    guards = tuple(any_condition(m, at, 0) for _ in range(r.choice([0, 0, 0, 1, 1, 2])))
    read = [formula, *(value for _, value in lets), *guards]
    used = {part.name for each in read for part in walk(each) if isinstance(part, SetOf)}
    sets = tuple(each for each in m.sets if each[0] in used)
    direction = r.choice(["higher", "lower"])
    one = Indicator(name, grain, per, formula, direction, sets=sets, lets=lets, guards=guards, weights=blocks)
    if m.some(0.4):
        one = replace(one, profile="ratio", targets=_targets(m, at))
    if grain != "year":
        one = replace(one, consolidate=r.choice(CONSOLIDATIONS), partial=m.some(0.2))
    if m.some(0.3):
        one = replace(one, bands="grade")
    if m.some(0.2):
        one = replace(one, round=r.choice([0, 1, 2]))
    m.world.indicators[name] = _versions(m, at, one) if m.some(0.2) else [one]


def _a_weighted(m: Making, at: Hand) -> tuple[Expr | None, tuple[Block, ...]]:
    """A weighted formula with its weights, where there is something to weigh."""
    r, world = m.dice, m.world
    sources = [
        source
        for source in world.sources.values()
        if "item" in source.dimensions
        and "item" not in at.per
        and ("region" not in source.dimensions or "region" in at.per)
    ]
    if sources:
        source = r.choice(sources)
        weighed = [each for each in source.dimensions if each in ("item", "part")]
        r.shuffle(weighed)
        blocks = tuple(Block(each, _weights(r, [one.key for one in world.members[each]])) for each in weighed)
        how, column = r.choice(["sum", "average"]), r.choice(source.columns)
        item = Col(source.name, column.name, r.choice(["", "", "previous year"]))
        return Weighted(how, item, any_rules(m, weighted=True)), blocks
    what = r.choice(["value", "achievement"])
    names = [
        versions[0].name
        for versions in world.indicators.values()
        if all(each in at.per for each in versions[0].per)
        and (versions[0].consolidate or not longer(at.grain, versions[0].grain))
        and (what == "value" or any(not target.name for target in versions[0].targets))
    ]
    if len(names) < 2:
        return None, ()
    blocks = (Block("indicator", _weights(r, r.sample(names, min(len(names), r.randint(2, 3))))),)
    return Weighted(r.choice(["sum", "average"]), what, any_rules(m, weighted=True)), blocks


def _weights(dice: Random, names: list[str]) -> tuple[tuple[str, F], ...]:
    cuts = sorted(dice.sample(range(1, 20), len(names) - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    return tuple((name, F(part, 20)) for name, part in zip(names, parts, strict=True))


def _targets(m: Making, at: Hand) -> tuple[Target, ...]:
    made = []
    periods = [each for year in YEARS for each in Period(year).parts(at.grain)]
    for named in m.dice.choice([("",), ("",), ("", "goal"), ("goal",)]):
        since = m.dice.choice(periods[: len(periods) // 2 + 1])
        value: Expr = Num(F(m.dice.randint(0, 80)))
        if m.some(0.4):
            value = any_column(m, at) or value
        until = None if m.some(0.7) else m.dice.choice([each for each in periods if each >= since])
        made.append(Target(since, until, value, named))
    return tuple(made)


def _versions(m: Making, at: Hand, one: Indicator) -> list[Indicator]:
    """The same until 2024, and with another formula from 2025 on; each with the part of the targets that lies in it."""
    formula = any_expression(m, at, 1)
    second = replace(one, since=2025 * 12, formula=formula, lets=(), weights=(), guards=(), sets=())
    first = replace(one, until=2024 * 12 + 11, since=2024 * 12 if m.some(0.3) else None)
    made = [
        replace(each, targets=tuple(part for target in each.targets for part in _clipped(target, each)))
        for each in (first, second)
    ]
    if one.profile and not all(each.targets for each in made):
        return [replace(each, targets=(), profile="") for each in made]
    return made


def _clipped(target: Target, version: Indicator) -> list[Target]:
    periods = [
        period
        for year in YEARS
        for period in Period(year).parts(target.since.grain)
        if target.holds(period)
        and (version.since is None or version.since <= period.months[0])
        and (version.until is None or period.months[-1] <= version.until)
    ]
    return [replace(target, since=periods[0], until=periods[-1])] if periods else []
