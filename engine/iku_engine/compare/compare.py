"""Why a result is not what it was: the change between two periods, two days of knowledge or two spec sets, split exactly into causes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program
from iku_engine.bound import Given
from iku_engine.compare import causes as by
from iku_engine.compare.between_worlds import RULES, Keys, Leg, Subject, Theatre, UnknownError, UnsplitError
from iku_engine.compare.causes import Difference
from iku_engine.compare.change import Change, Compared, End, Part
from iku_engine.compare.splitting import split
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import told_beside
from iku_engine.plan.reach import Periods, reach, together
from iku_engine.results.evaluation import Bounds, Result, State
from iku_engine.results.judge import certain_category
from iku_engine.store.store import Store
from iku_engine.worlds.readings import touched
from iku_engine.worlds.recast import let_in, needed_by_rules
from iku_engine.worlds.variants import Move, moved_program, moved_reach, moved_world
from iku_engine.worlds.whatif import Asked, Rules, evaluated, seen
from iku_engine.worlds.world import World, restricted

CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    rules: Rules
    period: Period
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared: the indicator, its value or its achievement, of one entity or (None) of all; with which bound files."""

    indicator: str
    key: Keys | None = None
    achievement: bool = False
    engine: str = ""
    bound: Sequence[Given] = ()


def compare(store: Store, base: Rules, start: Side, end: Side, question: Question) -> Compared:
    """The change of an indicator from one side to the other, and its parts, of each entity; of a single one down to columns and members.

    `base` are the specs that the store was opened with; it is only read. First comes what was learned since of the first period (`late`,
    `corrected`), then what the calendar alone does, then all that differs between the periods and between the rules.
    Errors: `WrongUse` for an indicator, entity or period that does not fit; `StoreError`.
    """
    about = _about(start, question)
    _about(end, question)
    if question.key is not None and len(question.key) != len(about.dimensions):
        raise WrongUse(say("compare-key", indicator=question.indicator, dimensions=about.dimensions or ("-",)))
    if question.achievement and not any(_achieves(side, question) for side in (start, end)):
        raise WrongUse(say("compare-no-achievement", indicator=about.title))
    with _theatre(base.program) as theatre:
        made = _Comparison(store, base, start, end, question, theatre)
        changes = tuple(made.changes())
    if not changes:
        if question.key is not None:
            raise WrongUse(say("entity-unknown", key=", ".join(question.key), indicator=question.indicator))
        raise WrongUse(say("compare-nobody", indicator=question.indicator))
    shown = changes[0].results[-1].shown
    first, last = (End(side.period, side.as_of, side.rules.specs) for side in (start, end))
    return Compared(
        question.indicator, about.title, first, last, question.achievement, shown, changes, tuple(made.notes)
    )


def _about(side: Side, question: Question) -> Indicator:
    """The version that a side asks for, else any. Errors: `WrongUse` for no such indicator, or a period of another grain."""
    program = side.rules.program
    if question.indicator not in program.indicators:
        raise WrongUse(say("indicator-unknown", name=question.indicator, known=tuple(program.indicators)))
    version = program.version(question.indicator, side.period) or program.indicators[question.indicator][0]
    if version.grain is not side.period.grain:
        raise WrongUse(
            say("compare-grain", indicator=version.name, grain=f"noun.{version.grain}", period=str(side.period))
        )
    return version


def _achieves(side: Side, question: Question) -> bool:
    """Whether an indicator can have an achievement at all: some version has a target and an achievement profile."""
    versions = side.rules.program.indicators[question.indicator]
    return any(not t.name for version in versions if version.achievement is not None for t in version.targets)


@contextmanager
def _theatre(base: Program) -> Iterator[Theatre]:
    theatre = Theatre(base)
    try:
        yield theatre
    finally:
        theatre.close()


class _Comparison:
    """The worlds of both sides, the ends, and the legs between them."""

    def __init__(self, store: Store, base: Rules, start: Side, end: Side, question: Question, theatre: Theatre) -> None:
        self.store, self.base, self.start, self.end = store, base, start, end
        self.question, self.theatre = question, theatre
        name = question.indicator
        self.move = Move(start.period, end.period)
        old, new = moved_program(start.rules.program, self.move), end.rules.program
        later = self._of_base(together(reach(old, [(name, end.period)]), reach(new, [(name, end.period)])))
        earlier = moved_reach(base.program, later, self.move.back)
        known = together(earlier, self._of_base(reach(start.rules.program, [(name, start.period)])))
        wanted = together(known, later)
        for side in (start, end):
            ruled = needed_by_rules(base.program, side.rules.program, wanted)
            wanted = together(wanted, self._of_base(ruled))
        worlds = {side.as_of: seen(store, base, dict(wanted), _asked(side, question)) for side in (start, end)}
        self.notes: dict[Text, None] = {}
        first, learned = (self._let_in(worlds[side.as_of], start) for side in (start, end))
        self.first, self.learned = restricted(first, known), restricted(learned, known)
        self.last = restricted(self._let_in(worlds[end.as_of], end), later)
        relations = {n: r for n, r in store.schema.relations.items() if n in self.first.rows}
        home = new.indicators[name][0].dimensions
        entity = dict(zip(home, question.key or (), strict=False))
        read = [touched(start.rules.program, name, start.period, question.achievement)]
        since = by.Asked(base.program, relations, known, None, read, home, entity)
        self.knowledge = self._leg(self.first, self.learned, since, start.rules.program, start)
        moved = restricted(moved_world(base.program, self.learned, self.move), later)
        read = [touched(program, name, end.period, question.achievement) for program in (old, new)]
        across = by.Asked(base.program, relations, later, end.period, read, home, entity)
        facts = by.between(moved, self.last, across)
        subject = Subject(name, end.period, question.key, question.achievement)
        same = start.rules.program is new and not self.move.months
        self.across = Leg(theatre, facts, new if same else old, new, subject)

    def _let_in(self, world: World, side: Side) -> World:
        """A world without the rows that the specs of a side do not let in; what does not fit them is told."""
        if side.rules.program is self.base.program:
            return world
        kept, told = let_in(self.theatre.stage(side.rules.program), side.rules.program, world, self.base.program)
        self.notes.update(dict.fromkeys(told))
        return kept

    def _of_base(self, reached: dict[str, Periods] | object) -> dict[str, Periods]:
        assert isinstance(reached, dict)
        return {name: periods for name, periods in reached.items() if name in self.base.program.sources}

    def _leg(self, first: World, second: World, asked: by.Asked, program: Program, side: Side) -> Leg:
        subject = Subject(self.question.indicator, side.period, self.question.key, self.question.achievement)
        return Leg(self.theatre, by.between(first, second, asked), program, program, subject)

    def changes(self) -> Iterator[Change]:
        """The change of each entity that either side has."""
        before = self._end(self.first, self.start)
        after = self._end(self.last, self.end)
        detailed = self.question.key is not None or not (any(before) or any(after))
        for key in dict.fromkeys((*after, *before)):
            one, other = before.get(key), after.get(key)
            if one is not None and other is not None:
                yield self._change(key, one, other, detailed)
            elif one is not None or other is not None:
                yield self._one_sided(key, one, other)

    def _end(self, world: World, side: Side) -> dict[Keys, Result]:
        subject = Subject(self.question.indicator, side.period, self.question.key, self.question.achievement)
        try:
            other = side.rules.program is not self.base.program
            results = self.theatre.results(world, side.rules.program, subject, ranked=other)
            if other:  # the store is open for other sources
                return {one.key: one for one in world.told(results.values())}
            told = evaluated(self.store, self.base, replace(_asked(side, self.question), key=self.question.key))
            return {one.key: one for one in told_beside(results.values(), told)}
        except WrongUse as error:
            if error.text.key != "entity-unknown":
                raise
            return {}

    def _one_sided(self, key: Keys, before: Result | None, after: Result | None) -> Change:
        """An entity that came or went: its value where it is, and no change."""
        subject = self.across.subject
        there, side = (before, self.end) if before is not None else (after, self.start)
        assert there is not None
        text = say("compare-left" if before is not None else "compare-entered", period=str(side.period))
        return Change(key, there.key_labels, before, after, subject.of(before), subject.of(after), reason=text)

    def _change(self, key: Keys, before: Result, after: Result, detailed: bool) -> Change:
        subject = self.across.subject
        low, high = subject.of(before), subject.of(after)
        labels = after.key_labels
        if low is None or high is None:
            reason = _why(before, after, low, high, self.question.achievement)
            bounds = _bounds(before, after) if not self.question.achievement else None
            return Change(key, labels, before, after, low, high, reason=reason, bounds=bounds)
        parts = self._parts(key, high - low, detailed)
        assert sum((part.exact for part in parts), Fraction(0)) == high - low, "the parts add up to the change"
        judged = self._judged_before(high, after)
        return Change(key, labels, before, after, low, high, high - low, parts, judged_before=judged)

    def _parts(self, key: Keys, change: Fraction, detailed: bool) -> tuple[Part, ...]:
        """Of all legs; where the calendar alone leaves no value, everything together."""
        try:
            learned = split(_own(self.knowledge, key, detailed), key, detailed)
            across = split(_own(self.across, key, detailed), key, detailed)
        except UnsplitError as unknown:
            causes = (*self.knowledge.causes, *((CALENDAR,) if self.move.months else ()), *self.across.causes)
            return (Part(causes, change, unsplit=unknown.reason),)
        moved, known = self.across.value(frozenset(), key), self.knowledge.value(frozenset(self.knowledge.causes), key)
        calendar = (Part((CALENDAR,), moved - known),) if moved != known else ()
        assert not calendar or self.move.months, "facts that stay in their period give what they gave"
        return (*learned, *calendar, *across)

    def _judged_before(self, value: Fraction, after: Result) -> str | None:
        """The category that the new value would have by the bands of before; None where it has none, or the same."""
        versions = [side.rules.program.version(self.question.indicator, side.period) for side in (self.start, self.end)]
        old, new = versions
        if old is None or new is None or not old.scale or not new.scale or self.question.achievement:
            return None
        scales = self.start.rules.program.scales[old.scale], self.end.rules.program.scales[new.scale]
        if scales[0] == scales[1] or old.scale_of_achievement or after.category is None:
            return None
        found = certain_category(scales[0], value, False)
        return found.id if found is not None and found.id != after.category.id else None


def _own(leg: Leg, key: Keys, detailed: bool) -> Leg:
    """The leg without the facts of other entities, where these change nothing, neither before nor after all else has changed."""
    if not detailed:
        return leg
    home = dict(zip(leg.new.indicators[leg.subject.indicator][0].dimensions, key, strict=False))
    own: list[Difference] = []
    others: list[Difference] = []
    for one in leg.facts.differences:
        (others if any(home.get(d, m) != m for d, m in one.keys) else own).append(one)
    if not others:
        return leg
    rules = frozenset(leg.causes) & frozenset(RULES)
    try:
        first, last = leg.partly(frozenset(), others, False, key), leg.partly(rules, own, True, key)
    except UnknownError:
        return leg
    if (first, last) != (leg.value(frozenset(), key), leg.value(frozenset(leg.causes), key)):
        return leg
    return Leg(leg.theatre, replace(leg.facts, differences=tuple(own)), leg.old, leg.new, leg.subject)


def _asked(side: Side, question: Question) -> Asked:
    return Asked(
        (question.indicator,), (side.period,), as_of=side.as_of, engine=question.engine, bound=question.bound
    )  # fmt: skip


def _why(before: Result, after: Result, low: Fraction | None, high: Fraction | None, achievement: bool) -> Text:
    """Why there is no change to speak of: which end has no value, and its reason."""
    texts: dict[Text, None] = {}
    for result, value in ((before, low), (after, high)):
        if value is None:
            why = (_unachieved(result) if achievement else result.reason) or say("compare-none")
            state = State.MISSING if result.state is State.VALUE else result.state
            texts[say("compare-end", period=str(result.period), state=f"state.{state}", why=why)] = None
    first, *more = texts
    return say("compare-ends", first=first, second=more[0]) if more else first


def _unachieved(result: Result) -> Text | None:
    """Why a result has no achievement."""
    target = next((one for one in result.targets if not one.name), None)
    if target is None and result.state is State.VALUE:
        return say("target.none", indicator=result.label, period=str(result.period))
    if target is None or target.reason is not None:
        return target.reason if target is not None else result.reason
    return result.reason or say("achievement.none", indicator=result.label)


def _bounds(before: Result, after: Result) -> Bounds | None:
    """Where the change lies: the ends of one side's bounds less those of the other's."""
    ends = [_ends(result) for result in (before, after)]
    if ends[0] is None or ends[1] is None:
        return None
    (low0, high0), (low1, high1) = ends[0], ends[1]
    low = low1 - high0 if low1 is not None and high0 is not None else None
    high = high1 - low0 if high1 is not None and low0 is not None else None
    return Bounds(low, high) if low is not None or high is not None else None


def _ends(result: Result) -> tuple[Fraction | None, Fraction | None] | None:
    if result.value is not None:
        return result.value, result.value
    return (result.bounds.low, result.bounds.high) if result.bounds is not None else None
