"""What one indicator reads of another: its value, what that achieves of a target, its category; of one period or of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.program import Indicator
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Consolidation, Part
from iku_engine.reference import outcome as oc
from iku_engine.reference.arithmetic import rising
from iku_engine.reference.cells import members
from iku_engine.reference.consolidated import Part as SubPeriod
from iku_engine.reference.consolidated import consolidated
from iku_engine.reference.facts import Keys
from iku_engine.reference.outcome import ERROR, MISSING, NOT_APPLICABLE, Outcome
from iku_engine.reference.world import Against, Judged, Place, World, capped, category, entity_place, looked_at
from iku_engine.results.evaluation import State


def against(
    world: World, place: Place, name: str, actual: Outcome, low: Outcome, high: Outcome | None, plain: Against | None
) -> Against:
    """A target (or with `high` a range of targets) and the achievement of `actual` against it; `plain` is the same as things are.

    An achievement that is there as things are stays whatever is filled in for a guard that is unknown: what the profile asks for there
    need never come.
    """
    made = _against(world, place, name, actual, low, high)
    held = plain.achievement if plain is not None else None
    gone = made.achievement is not None and made.achievement.state in (State.NOT_APPLICABLE, State.ERROR)
    return replace(made, achievement=held) if gone and held is not None and held.state is State.VALUE else made


def _against(world: World, place: Place, name: str, actual: Outcome, low: Outcome, high: Outcome | None) -> Against:
    indicator = place.indicator
    assert indicator is not None
    ends = [actual, low] if high is None else [actual, low, high]
    achievement = None if indicator.achievement is None else _achievement(world, place, indicator, actual, low, high)
    decided = oc.worst(ends if achievement is None else [*ends, achievement])
    if low.state is not State.VALUE:
        if achievement is not None and decided is not None:
            gone = decided.state is State.MISSING
            achievement = oc.instead([low, actual]) if gone else Outcome(decided.state)
        return Against(name, low, achievement=achievement, top=high)
    top = high.number if high is not None and high.state is State.VALUE else None
    reached = _reached(indicator, place, name, actual, low.number, top)
    if achievement is not None and decided is not None and decided.state is not State.MISSING:
        achievement = Outcome(decided.state)  # whatever conditions of the profile make of it
    return Against(name, low, top, achievement, reached, high)


def _reached(
    indicator: Indicator, place: Place, name: str, actual: Outcome, low: Fraction, top: Fraction | None
) -> bool | None:
    """Whether a value reaches a target; one that is strict is not reached by itself."""
    if actual.state is not State.VALUE or indicator.direction == "none":
        return None
    strict = any(t.name == name and place.period in t.periods and t.sign for t in indicator.targets)
    high = low if top is None else top
    x = actual.number
    match indicator.direction:
        case "higher":
            return x > low or (x == low and not strict)
        case "lower":
            return x < high or (x == high and not strict)
        case "stable":
            return low <= x <= high


def _achievement(
    world: World, at: Place, indicator: Indicator, actual: Outcome, target: Outcome, high: Outcome | None
) -> Outcome:
    """What the profile gives: guards from the top and, where none is known to hold, its rule."""
    assert indicator.achievement is not None
    profile = world.program.profiles[indicator.achievement.profile]
    own = {(profile.name, parameter): oc.MISSING for parameter in profile.parameters}
    for parameter, argument in indicator.achievement.arguments.items():
        own[(profile.name, parameter)] = world.of(argument, at)
    own[(profile.name, "actual")] = actual
    own[(profile.name, "target")] = own[(profile.name, "minimum target")] = target
    own[(profile.name, "maximum target")] = target if high is None else high
    place = Place(indicator, at.period, at.keys, at.home, own=own)
    unknown: list[Outcome] = []
    for guard in profile.guards:
        if guard.direction not in (None, indicator.direction):
            continue
        holds = world.of(guard.condition, place)
        if holds.state is State.ERROR:
            return ERROR
        if holds.value is True:
            return NOT_APPLICABLE
        unknown += [holds] if holds.state is State.MISSING else []
    if indicator.direction not in profile.rules:
        return NOT_APPLICABLE
    low, most = profile.limits.low, profile.limits.high

    def limited(x: Fraction) -> Fraction:
        x = x if low is None else max(low, x)
        return x if most is None else min(most, x)

    found = world.of(profile.rules[indicator.direction], place)
    if found.state is State.VALUE:
        found = oc.value(limited(found.number))
    if found.state is State.MISSING:
        least, greatest = rising(found.where, limited)
        found = replace(found, ends=(low if least is None else least, most if greatest is None else greatest))
    if unknown and found.state is State.MISSING:
        unloaded = oc.unloaded([found, *unknown])
        nothing = oc.may_be_nothing([found, *unknown])
        return oc.missing(found.where, unloaded, perhaps=True, may_be_nothing=nothing)
    return found


def with_category(world: World, place: Place, made: Judged) -> Judged:
    """The result with the category of its value, or of its achievement, and what limits that."""
    indicator = place.indicator
    assert indicator is not None
    judged = made.outcome
    if indicator.scale_of_achievement:
        target = made.against("")
        if target is None or target.achievement is None:
            return made
        judged = target.achievement
    if not indicator.scale:
        return made
    scale = world.program.scales[indicator.scale]
    found = category(scale, judged, world.as_printed)
    beyond = found is None and judged.state is State.VALUE
    for cap in indicator.caps if found is not None else ():
        condition = world.of(cap.condition, place)
        holds = None if condition.state in (State.MISSING, State.ERROR) else condition.holds
        found = capped(scale, found, cap.band, holds) if found is not None else None
    return replace(made, category=found, beyond=beyond)


def indicator_value(world: World, expression: ex.IndicatorValue, place: Place) -> Outcome:
    """Another indicator's value, category, target or achievement, of one period or of several."""
    keys = members(world, expression.keys, place)
    if isinstance(keys, Outcome):
        return replace(keys, choices=())
    about = world.program.indicators[expression.indicator][0]
    periods, several = looked_at(expression.shift, place.period, about.grain)
    if not periods:
        return MISSING
    stretch = [p for p in periods if p is not None]
    results = [world.result(expression.indicator, p, keys) for p in stretch]
    if not several:
        return _part(world, expression.indicator, stretch[0], results[0], expression.part, expression.which)
    plain = [world.plain.result(expression.indicator, p, keys) for p in stretch]
    ruling = [(world.program.version(expression.indicator, p), p) for p in stretch]
    version, last = next(((v, p) for v, p in reversed(ruling) if v is not None), (about, stretch[-1]))
    if version.consolidation is None:
        return ERROR
    return _Stretch(world, expression, keys, version, last, tuple(zip(stretch, results, plain, strict=True))).read()


@dataclass(frozen=True)
class _Stretch:
    """An indicator over several periods, by the `version` of the last of them that has one; of each what it is here, and as it is."""

    world: World
    expression: ex.IndicatorValue
    keys: Keys
    version: Indicator
    last: Period
    parts: Sequence[tuple[Period, Judged, Judged]]

    def read(self) -> Outcome:
        """Values and targets consolidate, all else follows from them."""
        part, which = self.expression.part, self.expression.which
        by_achievement = part is Part.ACHIEVEMENT or (part is Part.CATEGORY and self.version.scale_of_achievement)
        if part is Part.TARGET:
            return self._one(self._having(which) or self.parts, Part.TARGET, which)
        if by_achievement:
            made = self._achieving(which)
        else:
            value = self._one(self._having("") or self.parts, Part.VALUE, "")
            if part is Part.VALUE:
                return value
            made = Judged(value)
        name = self.expression.indicator
        place = entity_place(self.version, self.last, self.keys)
        return _part(self.world, name, self.last, with_category(self.world, place, made), part, which)

    def _having(self, which: str) -> Sequence[tuple[Period, Judged, Judged]]:
        """The periods for which a target is declared."""
        return [one for one in self.parts if has_target(self.world, self.expression.indicator, one[0], which)]

    def _one(
        self,
        among: Sequence[tuple[Period, Judged, Judged]],
        part: Part,
        which: str,
        high: bool = False,
        all_: bool = False,
    ) -> Outcome:
        """A part of some periods as one; `all_` of these, whatever `sebagian` says."""
        how = self.version.consolidation
        assert how is not None
        name, world = self.expression.indicator, self.world
        first = among[0][0], among[-1][0]
        here = [SubPeriod(_part(world, name, p, made, part, which, high)) for p, made, _ in among]
        plain = [SubPeriod(_part(world.plain, name, p, made, part, which, high)) for p, _, made in among]
        if all_:
            how = Consolidation(how.reduction)
        return consolidated(world, how, here, plain, (name, part, which, high, *first, self.keys))

    def _achieving(self, which: str) -> Judged:
        """The achievement of a target: both are of the periods in which both apply, and with `sebagian` are known as things are."""
        declared = self._having(which)
        if not declared:
            return Judged(self._one(self.parts, Part.VALUE, ""))
        states = [self._both(self.world, p, made, which) for p, made, _ in declared]
        if all(state is State.NOT_APPLICABLE for state in states):
            return self._judging(which, NOT_APPLICABLE, NOT_APPLICABLE)
        how = self.version.consolidation
        partial = how is not None and bool(how.partial)
        among = [one for one, state in zip(declared, states, strict=True) if state is not State.NOT_APPLICABLE]
        if partial and State.ERROR not in states:
            lost = [self._both(self.world.plain, p, made, which) is State.MISSING for p, _, made in among]
            self.world.marks |= {"partial"} if any(lost) else set()
            if all(lost):
                return self._coming(among, which)
            among = [one for one, gone in zip(among, lost, strict=True) if not gone]
        value, low = self._one(among, Part.VALUE, "", all_=True), self._one(among, Part.TARGET, which, all_=True)
        ranged = any(one.top is not None for _, made, _ in among for one in made.targets if one.name == which)
        high = self._one(among, Part.TARGET, which, high=True, all_=True) if ranged else None
        return self._judging(which, value, low, high)

    def _judging(self, which: str, value: Outcome, low: Outcome, high: Outcome | None = None) -> Judged:
        """The value of the periods with what it achieves of their target."""
        place = entity_place(self.version, self.last, self.keys)
        plain = self._plain(which)
        return Judged(value, targets=(against(self.world, place, which, value, low, high, plain),))

    def _plain(self, which: str) -> Against | None:
        """The achievement of the periods as things are, where here something is filled in."""
        world = self.world.plain
        if world is self.world:
            return None
        as_they_are = tuple((period, plain, plain) for period, _, plain in self.parts)
        return replace(self, world=world, parts=as_they_are)._achieving(which).against(which)

    def _coming(self, among: Sequence[tuple[Period, Judged, Judged]], which: str) -> Judged:
        """Of periods of which none is known as things are: one at least comes some day, and nobody knows which of them."""
        what = (self.expression.indicator, "pairs", which, among[0][0], among[-1][0], self.keys)
        if self.world.filling is not None:
            come = [one for place, one in enumerate(among) if self.world.fill((*what, place), (True, False))] or among[
                :1
            ]
            value, low = self._one(come, Part.VALUE, "", all_=True), self._one(come, Part.TARGET, which, all_=True)
            ranged = any(one.top is not None for _, made, _ in come for one in made.targets if one.name == which)
            high = self._one(come, Part.TARGET, which, high=True, all_=True) if ranged else None
            return self._judging(which, value, low, high)
        ends = [end for p, made, _ in among for end in self._ends(self.world, p, made, which)]
        waiting = oc.instead([end for end in ends if end.state is State.MISSING]) or MISSING
        return self._judging(which, waiting, waiting)

    def _ends(self, world: World, period: Period, made: Judged, which: str) -> list[Outcome]:
        name = self.expression.indicator
        ends = [_part(world, name, period, made, Part.VALUE, ""), _part(world, name, period, made, Part.TARGET, which)]
        return [*ends, _part(world, name, period, made, Part.TARGET, which, high=True)]

    def _both(self, world: World, period: Period, made: Judged, which: str) -> State:
        """Whether the value and the target of a period are there, and what decides where one is not."""
        decided = oc.worst(self._ends(world, period, made, which))
        return State.VALUE if decided is None else decided.state


def has_target(world: World, name: str, period: Period, which: str) -> bool:
    """Whether an indicator declares a target of a name for a period, whatever it comes to."""
    version = world.program.version(name, period)
    return version is not None and any(one.name == which and period in one.periods for one in version.targets)


def _part(world: World, name: str, period: Period, made: Judged, part: Part, which: str, high: bool = False) -> Outcome:
    """What is read of a result; `high`: of a range of targets the upper end."""
    match part:
        case Part.VALUE:
            return made.outcome
        case Part.CATEGORY:
            version, plan = world.program.version(name, period), made.against("")
            of_plan = version is not None and version.scale_of_achievement and plan is not None
            judged = plan.achievement if of_plan and plan is not None and plan.achievement is not None else made.outcome
            if made.category is not None and made.category.certain and not oc.may_not_apply([made.outcome, judged]):
                return oc.value(made.category.certain)
            unloaded = made.outcome.unloaded and not made.beyond
            state = State.MISSING if judged.state is State.VALUE else judged.state
            perhaps, nothing = oc.may_not_apply([made.outcome]), oc.may_be_nothing([made.outcome])
            return Outcome(state, unloaded=unloaded, perhaps=perhaps, may_be_nothing=nothing)
        case Part.TARGET | Part.ACHIEVEMENT:
            target = made.against(which)
            if target is None:
                asked = made.outcome.state is not State.VALUE and has_target(world, name, period, which)
                return replace(made.outcome, ends=oc.ANYWHERE, choices=()) if asked else NOT_APPLICABLE
            if part is Part.TARGET:
                end = target.top if high and target.top is not None else target.target
                return _perhaps(made, replace(end, choices=()))
            if target.achievement is None and target.target.state is not State.VALUE:
                return _perhaps(made, replace(target.target, ends=oc.ANYWHERE))
            return _perhaps(made, target.achievement or NOT_APPLICABLE)


def _perhaps(made: Judged, found: Outcome) -> Outcome:
    """A target or achievement; of what may not apply it is there only perhaps, as where a guard holds there is none."""
    # of an error, or of what does not apply by its formula, there is one only where no guard holds
    if not made.may_be_not_applicable and not oc.may_not_apply([made.outcome]):
        return found
    if found.state is State.VALUE:
        return oc.missing(found.where, made.outcome.unloaded, perhaps=True)
    if found.state is not State.MISSING:
        return found
    return replace(found, perhaps=True, unloaded=oc.unloaded([found, made.outcome]))
