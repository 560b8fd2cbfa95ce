"""What two declarations of one name say otherwise: dimensions, sources, tables, scales, profiles, and versions of an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from iku_dsl import program as pg
from iku_dsl.keywords import PROSES
from iku_dsl.problem import Text, say
from iku_dsl.types import Kind, Type
from iku_dsl.wording import figure, interval_text
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
    reasoned,
    span_text,
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


Pair = tuple[pg.Indicator | None, pg.Indicator | None]


def versions(old: tuple[pg.Indicator, ...], new: tuple[pg.Indicator, ...], was: Names) -> Iterator[Aspect]:
    """All versions of an indicator; where there are several, each says which it is."""
    for before, after in _paired(old, new):
        if before is not None and after is not None:
            for what, one, other in _indicator(before, after, was):
                several = len(old) > 1 or len(new) > 1
                at = say("diff.in-version", what=what, version=span_text(after.effective)) if several else what
                yield at, one, other
        else:
            spans = [span_text(v.effective) if v is not None else None for v in (before, after)]
            yield say("diff.version"), spans[0], spans[1]


def _paired(old: tuple[pg.Indicator, ...], new: tuple[pg.Indicator, ...]) -> list[Pair]:
    """Versions of the same periods together, then the others in their order; one that is over has no partner."""
    pairs: list[Pair] = []
    before = {one.effective: one for one in old}
    rest: list[pg.Indicator] = []
    for version in new:
        same = before.pop(version.effective, None)
        if same is None:
            rest.append(version)
        else:
            pairs.append((same, version))
    left = list(before.values())
    for at in range(max(len(left), len(rest))):
        pairs.append((left[at] if at < len(left) else None, rest[at] if at < len(rest) else None))
    return pairs


def _indicator(old: pg.Indicator, new: pg.Indicator, was: Names) -> Iterator[Aspect]:
    yield from _about(old, new, was)
    yield from _calculation(old, new, was)
    yield from _judgement(old, new, was)
    yield from reasoned(old, new, was)


def _about(old: pg.Indicator, new: pg.Indicator, was: Names) -> Iterator[Aspect]:
    yield from plain("diff.label", old.label, new.label)
    for key in (*PROSES, "owner"):
        yield from plain(f"diff.{key}", getattr(old.prose, key), getattr(new.prose, key))
    yield from plain("diff.teams", old.prose.teams, new.prose.teams)
    yield from plain("diff.effective", span_text(old.effective), span_text(new.effective))
    yield from plain("diff.dimensions", old.dimensions, tuple(was.get(name, name) for name in new.dimensions))
    yield from plain("diff.grain", grain(old.grain), grain(new.grain))
    yield from plain("diff.unit", *(_unit(one) for one in (old, new)))
    yield from plain("diff.range", *(interval_text(one.range, one.type.percent) for one in (old, new)))
    yield from plain("diff.rounding", *(_rounding(one) for one in (old, new)))
    yield from plain("diff.direction", *(say(f"direction.{one.direction}") for one in (old, new)))


def _unit(one: pg.Indicator) -> str:
    return "unit.percent" if one.type.percent else str(one.type.unit) or "unit.number"


def _rounding(one: pg.Indicator) -> Text | None:
    if one.rounding is None:
        return None
    return say("diff.rounded-even" if one.rounding.half_even else "diff.rounded", digits=one.rounding.digits)


def _calculation(old: pg.Indicator, new: pg.Indicator, was: Names) -> Iterator[Aspect]:
    for name in dict.fromkeys((*old.sets, *new.sets)):
        sets = [one.sets[name].set if name in one.sets else None for one in (old, new)]
        yield from expressed("diff.set", name, sets[0], sets[1], was)
        yield from _titled(name, old.sets.get(name), new.sets.get(name))
    for name in dict.fromkeys((*old.lets, *new.lets)):
        lets = [one.lets[name].value if name in one.lets else None for one in (old, new)]
        yield from expressed("diff.let", name, lets[0], lets[1], was)
        yield from _titled(name, old.lets.get(name), new.lets.get(name))
    yield from listed(
        "diff.guard",
        [(meaning(one.condition, {}), one.condition.text) for one in old.guards],
        [(meaning(one.condition, was), one.condition.text) for one in new.guards],
    )
    yield from expressed("diff.formula", "", old.formula, new.formula, was)
    yield from plain("diff.across", old.across, new.across)
    yield from _weights(old, new, was)


def _titled(name: str, old: pg.Declared | None, new: pg.Declared | None) -> Iterator[Aspect]:
    if old is not None and new is not None and old.label != new.label:
        yield say("diff.members-label", name=name), old.label or None, new.label or None


def _weights(old: pg.Indicator, new: pg.Indicator, was: Names) -> Iterator[Aspect]:
    weights = [_by_member(old, {}), _by_member(new, was)]
    for place in dict.fromkeys((*weights[0], *weights[1])):
        pair = [one.get(place) for one in weights]
        for at, key in enumerate(("diff.weight", "diff.weight-printed")):
            texts = [figure(one[at], percent=True) if one is not None else None for one in pair]
            if texts[0] != texts[1] and not (at and texts == [w and figure(w[0], percent=True) for w in pair]):
                yield say(key, member=place[1]), texts[0], texts[1]


def _by_member(one: pg.Indicator, was: Names) -> Mapping[tuple[str, str], tuple[Fraction, Fraction]]:
    return {
        (was.get(level.dimension or "", level.dimension or ""), was.get(w.member, w.member)): (w.weight, w.printed)
        for level in one.levels
        for w in level.weights
    }


def _judgement(old: pg.Indicator, new: pg.Indicator, was: Names) -> Iterator[Aspect]:
    yield from plain("diff.scale", *(_scale(one, names) for one, names in ((old, {}), (new, was))))
    yield from listed(
        "diff.cap",
        [(meaning((one.condition, one.band), {}), f"{one.band}: {one.condition.text}") for one in old.caps],
        [(meaning((one.condition, one.band), was), f"{one.band}: {one.condition.text}") for one in new.caps],
    )
    yield from _targets(old, new, was)
    profiles = [one.achievement.profile if one.achievement else None for one in (old, new)]
    yield from plain("diff.achievement", profiles[0], was.get(profiles[1] or "", profiles[1] or "") or None)
    arguments = [one.achievement.arguments if one.achievement else {} for one in (old, new)]
    for name in dict.fromkeys((*arguments[0], *arguments[1])):
        yield from expressed("diff.argument", name, arguments[0].get(name), arguments[1].get(name), was)
    yield from listed(
        "diff.official",
        [(meaning((one.value, one.tolerance, one.replaces), {}), _official(one)) for one in old.official],
        [(meaning((one.value, one.tolerance, one.replaces), was), _official(one)) for one in new.official],
    )
    yield from plain("diff.consolidation", *(consolidated(one.consolidation) for one in (old, new)))
    if meaning(old.ranking, {}) != meaning(new.ranking, was):
        yield say("diff.ranking"), _ranking(old.ranking), _ranking(new.ranking)


def _scale(one: pg.Indicator, was: Names) -> str | Text | None:
    name = was.get(one.scale, one.scale)
    return say("diff.of-achievement", name=name) if one.scale_of_achievement else name or None


def _targets(old: pg.Indicator, new: pg.Indicator, was: Names) -> Iterator[Aspect]:
    targets = [{(t.name, span_text(t.periods)): t for t in one.targets} for one in (old, new)]
    for place in dict.fromkeys((*targets[0], *targets[1])):
        before, after = (one.get(place) for one in targets)
        meant = [
            meaning((t.value, t.high, t.sign), names) if t is not None else None
            for t, names in ((before, {}), (after, was))
        ]
        if meant[0] != meant[1]:
            yield say("diff.target", name=" ".join(filter(None, place))), _target(before), _target(after)


def _target(one: pg.Target | None) -> str | None:
    if one is None:
        return None
    high = f" .. {one.high.text}" if one.high is not None else ""
    return f"{one.sign} {one.value.text}{high}".strip()


def _official(one: pg.Official) -> Text:
    value = f"{one.value.text} ± {figure(one.tolerance)}"
    return say("diff.official.replaces" if one.replaces else "diff.official.compared", value=value)


def _ranking(one: pg.Ranking | None) -> Text | None:
    if one is None:
        return None
    by = one.by.text if one.by is not None else ""
    how = say("diff.highest" if one.highest_first else "diff.lowest", by=by)
    return how if one.among is None else say("diff.ranked-among", how=how, set=one.among.text)
