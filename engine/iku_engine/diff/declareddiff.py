"""Dimensions, sources, tables, scales and profiles: what each says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from iku_dsl import program as pg
from iku_dsl.problem import Text, say
from iku_dsl.types import Kind, Type
from iku_dsl.wording import interval_text
from iku_engine.diff.aspects import (
    Aspect,
    Names,
    Said,
    consolidated,
    expressed,
    grain,
    keyed,
    listed,
    number,
    plain,
)
from iku_engine.plan.meaning import meaning


def dimension(old: pg.Dimension, new: pg.Dimension, was: Names) -> Iterator[Aspect]:
    """Its key, its members, its attributes."""
    yield from plain("diff.label", old.label, new.label)
    yield from plain("diff.key", old.key, new.key)
    members = [{member.name: member.title for member in one.members} for one in (old, new)]
    for name in dict.fromkeys((*members[0], *members[1])):
        if (name in members[0]) != (name in members[1]):
            yield say("diff.member", name=name), members[0].get(name), members[1].get(name)
        elif members[0][name] != members[1][name]:
            yield say("diff.members-label", name=name), members[0][name], members[1][name]
    yield from plain("diff.closed", *(_yes(one.closed) for one in (old, new)))
    yield from keyed("diff.alias", dict(old.aliases), dict(new.aliases))
    yield from _columns(old.attributes, new.attributes, was)


def _yes(value: bool) -> Text:
    return say("diff.yes" if value else "diff.no")


def source(old: pg.Source, new: pg.Source, was: Names) -> Iterator[Aspect]:
    """Its periods and keys, its columns, what each row must keep."""
    yield from plain("diff.label", old.label, new.label)
    yield from plain("diff.publisher", old.publisher, new.publisher)
    yield from plain("diff.grain", grain(old.grain), grain(new.grain))
    yield from plain("diff.dimensions", old.dimensions, tuple(was.get(name, name) for name in new.dimensions))
    yield from plain("diff.absence", *(say(f"diff.absence.{one.absence.value}") for one in (old, new)))
    yield from listed("diff.expected", _expected(old, {}), _expected(new, was))
    yield from _columns(old.columns, new.columns, was)
    yield from _derived(old.derived, new.derived, was)
    for key, before, after in (
        ("diff.requirement", old.requirements, new.requirements),
        ("diff.check", old.checks, new.checks),
    ):
        yield from listed(
            key,
            [(meaning(one.condition, {}), one.condition.text) for one in before],
            [(meaning(one.condition, was), one.condition.text) for one in after],
        )


def _expected(of: pg.Source, renamed: Names) -> list[tuple[object, str]]:
    """The set of which every member must send a row, by its meaning and its text."""
    return [(meaning(of.expected, renamed), of.expected.text)] if of.expected is not None else []


def table(old: pg.Table, new: pg.Table) -> Iterator[Aspect]:
    """Its keys and entries."""
    yield from plain("diff.label", old.label, new.label)
    yield from plain("diff.basis", old.basis, new.basis)
    yield from plain("diff.dimensions", old.keys, new.keys)
    yield from plain("diff.type", *(_type(one.type) for one in (old, new)))
    percent = new.type.percent
    entries = [{", ".join(keys): _entry(v, percent) for keys, v in one.entries.items()} for one in (old, new)]
    yield from keyed("diff.entry", *entries)
    points = [{number(at, percent): number(v, percent) for at, v in one.breakpoints} for one in (old, new)]
    yield from keyed("diff.entry", *points)


def _entry(value: Fraction | str | None, percent: bool) -> Said:
    return number(value, percent) if value is not None else say("word", id="kosong", en="missing")


def scale(old: pg.Scale, new: pg.Scale) -> Iterator[Aspect]:
    """Its bands, one by one: `B: > 60 .. 70` becomes `> 60 .. 72`."""
    yield from plain("diff.label", old.label, new.label)
    yield from plain("diff.domain", *(interval_text(one.domain, one.percent) for one in (old, new)))
    bands = [
        {band.name: ", ".join(interval_text(i, one.percent) for i in band.intervals) for band in one.bands}
        for one in (old, new)
    ]
    yield from keyed("diff.band", *bands)
    titles = [{band.name: band.title for band in one.bands} for one in (old, new)]
    shared = [{name: title for name, title in one.items() if name in titles[0] and name in titles[1]} for one in titles]
    for _, before, after in keyed("diff.band", *shared):
        yield say("diff.label"), before, after
    orders = [tuple(band.name for band in one.bands) for one in (old, new)]
    if set(orders[0]) == set(orders[1]):
        yield from plain("diff.order", *orders)
    yield from plain("diff.grid", *(f"{one.grid.step} {one.grid.way}" if one.grid else None for one in (old, new)))
    outside = [
        {interval_text(one.interval, scale.percent): one.reason for one in scale.outside} for scale in (old, new)
    ]
    yield from keyed("diff.outside", *outside)


def profile(old: pg.Profile, new: pg.Profile, was: Names) -> Iterator[Aspect]:
    """Its rules by direction, limits, guards and parameters."""
    yield from plain("diff.label", old.label, new.label)
    for direction in dict.fromkeys((*old.rules, *new.rules)):
        yield from expressed(
            "diff.profile", f"direction.{direction}", old.rules.get(direction), new.rules.get(direction), was
        )
    yield from plain("diff.limits", *(interval_text(one.limits, True) for one in (old, new)))
    yield from _columns(old.parameters, new.parameters, was)
    yield from listed(
        "diff.guard",
        [(meaning((one.condition, one.direction), {}), _guard(one)) for one in old.guards],
        [(meaning((one.condition, one.direction), was), _guard(one)) for one in new.guards],
    )


def _guard(one: pg.ProfileGuard) -> Said:
    text = one.condition.text
    return text if one.direction is None else say("diff.guard-of", text=text, direction=f"direction.{one.direction}")


# ---- columns


def _columns(old: Mapping[str, pg.Column], new: Mapping[str, pg.Column], was: Names) -> Iterator[Aspect]:
    """Columns that came or went, and of the others what they hold and how they are read."""
    for name in dict.fromkeys((*old, *new)):
        if name not in old or name not in new:
            texts = [_type(one[name].type) if name in one else None for one in (old, new)]
            yield say("diff.column", name=name), texts[0], texts[1]
            continue
        for what, before, after in _column(old[name], new[name], was):
            yield say("diff.of-column", name=name, what=what), before, after


def _column(old: pg.Column, new: pg.Column, was: Names) -> Iterator[Aspect]:
    yield from plain("diff.label", old.label, new.label)
    if (old.type.kind, old.type.unit, old.type.percent, old.type.whole, was.get(new.type.of, new.type.of)) != (
        new.type.kind, new.type.unit, new.type.percent, new.type.whole, old.type.of,
    ):  # fmt: skip
        yield say("diff.type"), _type(old.type), _type(new.type)
    yield from plain("diff.choices", old.type.choices, new.type.choices)
    yield from plain("diff.range", *(interval_text(one.range, one.type.percent) for one in (old, new)))
    yield from plain("diff.may-be-missing", *(_yes(one.may_be_missing) for one in (old, new)))
    yield from plain("diff.digits", old.digits, new.digits)
    yield from plain("diff.consolidation", *(consolidated(one.consolidation) for one in (old, new)))
    yield from plain("diff.when-missing", *(_rule(one.when_missing) for one in (old, new)))
    yield from plain("diff.when-not-loaded", *(_rule(one.when_not_loaded) for one in (old, new)))
    yield from expressed("diff.limit", new.name, old.limit, new.limit, was)
    yield from expressed("diff.default", new.name, old.default, new.default, was)


def _derived(old: Mapping[str, pg.Derived], new: Mapping[str, pg.Derived], was: Names) -> Iterator[Aspect]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        yield from expressed(
            "diff.derived", name, before.value if before else None, after.value if after else None, was
        )
        if before is not None and after is not None:
            for what, *texts in (
                ("diff.label", before.label, after.label),
                ("diff.type", _type(before.type), _type(after.type)),
                ("diff.consolidation", consolidated(before.consolidation), consolidated(after.consolidation)),
                ("diff.when-missing", _rule(before.when_missing), _rule(after.when_missing)),
                ("diff.when-not-loaded", _rule(before.when_not_loaded), _rule(after.when_not_loaded)),
            ):
                if texts[0] != texts[1]:
                    yield say("diff.of-column", name=name, what=say(what)), texts[0] or None, texts[1] or None


def _rule(rule: object) -> str | None:
    """`skip`, `last`, or the amount that stands in the place of what is missing."""
    kind, amount = getattr(rule, "kind", None), getattr(rule, "amount", None)
    return None if kind is None else str(amount) if str(kind) == "amount" else str(kind)


def _type(kind: Type) -> Text | str:
    if kind.kind is Kind.NUMBER:
        unit = "unit.percent" if kind.percent else str(kind.unit) or "unit.number"
        return say("diff.number", unit=unit)
    return say("diff.choice-of", of=kind.of) if kind.of else say(f"kind.{kind.kind}")
