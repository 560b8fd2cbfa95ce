"""One leg of a comparison: two worlds and two programs in one period, and every world between them that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl.budgets import Effort, most
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.types import Kind
from iku_engine.compare.causes import Between, Difference
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.results.evaluation import Result, State
from iku_engine.worlds.plain_values import PlainValues
from iku_engine.worlds.recast import recast
from iku_engine.worlds.variants import RULE, TARGET, WEIGHTS, differing, judged_in, mixed, places_of
from iku_engine.worlds.world import Stage, World

Keys = tuple[str, ...]
RULES = (RULE, WEIGHTS, TARGET)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared: an indicator's value or its achievement, in a period, of one entity or (None) of all."""

    indicator: str
    period: Period
    key: Keys | None
    achievement: bool

    def of(self, result: Result | None) -> Fraction | None:
        """The number that is compared; None where it is not a value."""
        if result is None:
            return None
        if not self.achievement:
            return result.value if result.state is State.VALUE else None
        target = next((one for one in result.targets if not one.name), None)
        return target.achievement if target is not None and target.state is State.VALUE else None


class UnsplitError(Exception):
    """A part of the change cannot be split further; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownError(UnsplitError):
    """A world between has no value, so that nothing can be said of a part of the change."""


class Theatre:
    """The stages of a comparison, one a spec set, and how the facts of the store's specs get onto each."""

    def __init__(self, base: Program) -> None:
        self.base = base
        self.work = Effort(most("worked-untraced"))  # of all worlds between the ends
        self._stages: list[tuple[Program, Stage]] = []

    def close(self) -> None:
        """Let go of all stages."""
        for _, stage in self._stages:
            stage.store.close()

    def stage(self, program: Program) -> Stage:
        """The stage for the sources of a program."""
        for known, stage in self._stages:
            if known.sources == program.sources and known.dimensions == program.dimensions:
                return stage
        made = Stage(program)
        self._stages.append((program, made))
        return made

    def label(self, facts: Between, dimension: str, member: str) -> str:
        """What people call a member, in the later of two worlds if it is there."""
        declared = self.base.dimensions[dimension]
        if declared.enumerated:
            return next((one.title for one in declared.members if one.name == member), member)
        named = next((name for name, column in declared.stored.items() if column.type.kind is Kind.TEXT), None)
        if named is None:
            return member
        for world in (facts.end, facts.start):
            held = world.rows[dimension].get((0, (member,)))
            if held is not None:
                return str(held.values[world.names[dimension].index(named)] or member)
        return member

    def reads_alike(self, program: Program) -> bool:
        """Whether a program reads facts as the store's specs have them."""
        return (program.sources, program.dimensions) == (self.base.sources, self.base.dimensions)

    def results(
        self, world: World, program: Program, subject: Subject, ranked: bool = False, work: Effort | None = None
    ) -> dict[Keys, Result]:
        """The results of a subject in a world, by entity; without ranks, which no value depends on, but where they are to be shown.

        `work` is how much may be worked out, where that is not what any evaluation may. Errors: `WrongUse` for more.
        """
        stage = self.stage(program)
        if not self.reads_alike(program):
            world, _ = recast(world, self.base, program)
        if not ranked:
            unranked = tuple(replace(version, ranking=None) for version in program.indicators[subject.indicator])
            program = replace(program, indicators={**program.indicators, subject.indicator: unranked})
        found = evaluate(
            stage.show(world), program, specs="", indicators=[subject.indicator], periods=[subject.period],
            key=subject.key, traced=False, alone=True, work=work,
        )  # fmt: skip
        return {result.key: result for result in found.results}


class Leg:
    """From one world and program to another, by causes."""

    def __init__(self, theatre: Theatre, facts: Between, old: Program, new: Program, subject: Subject) -> None:
        self.theatre, self.facts, self.old, self.new, self.subject = theatre, facts, old, new, subject
        places = places_of(old, subject.indicator, subject.period) | places_of(new, subject.indicator, subject.period)
        judged = judged_in(old, places) | judged_in(new, places)
        judged |= {subject.indicator} if subject.achievement else frozenset()
        rules = differing(old, new, places, judged) if old is not new else frozenset()
        self.causes = (*facts.causes, *(cause for cause in RULES if cause in rules))
        self.places = Counter(one.cause for one in facts.differences)
        self._programs: dict[frozenset[str], Program] = {}
        self._plain: dict[frozenset[str], PlainValues | None] = {}
        self._worlds: dict[frozenset[str], World] = {}
        self._known: dict[frozenset[str], dict[Keys, Result]] = {}

    def value(self, on: frozenset[str], key: Keys) -> Fraction:
        """The number of an entity where some causes have come about.

        Errors: `UnknownError` where it has no value then; `UnsplitError`, but where none or all have.
        """
        if on not in self._worlds:
            changed = [one for one in self.facts.differences if one.cause in on]
            self._worlds[on] = self.facts.world(changed, self.facts.loaded in on)
        between = on not in (frozenset(), frozenset(self.causes))
        found = self._plain_value(on, self._worlds[on], key, between)
        if found is not None:
            return found
        if on not in self._known:
            self._known[on] = self._evaluated(on, self._worlds[on], self.subject, between)
        return self._number(on, self._known[on].get(key))

    def partly(
        self, on: frozenset[str], changed: Sequence[Difference], loaded: bool, key: Keys, within: Sequence[str] = ()
    ) -> Fraction:
        """The number of an entity where some causes have come about, and of others (`within`) only some differences.

        Errors: `UnknownError` where it has no value then, `UnsplitError` where there is too much to be worked out.
        """
        whole = [one for one in self.facts.differences if one.cause in on] if on else []
        world = self.facts.world([*whole, *changed], loaded or self.facts.loaded in on)
        found = self._plain_value(on, world, key, True)
        if found is not None:
            return found
        known = self._evaluated(on, world, replace(self.subject, key=key or None), True)
        return self._number(on, known.get(key), within)

    def _number(self, on: frozenset[str], result: Result | None, within: Sequence[str] = ()) -> Fraction:
        found = self.subject.of(result)
        if found is None:
            raise UnknownError(_without_value(on, result, within))
        return found

    def _plain_value(self, on: frozenset[str], world: World, key: Keys, between: bool) -> Fraction | None:
        """The number where the rules are plain, which is worked out at once; None where the world must be evaluated."""
        if between and self.theatre.work.gone:
            raise _too_much()
        rules = on & frozenset(RULES)
        if rules not in self._plain:
            program = self._program(rules)
            able = not self.subject.achievement and self.theatre.reads_alike(program)
            self._plain[rules] = PlainValues(program, world) if able else None
        plain = self._plain[rules]
        if plain is None:
            return None
        found = plain.value(world, self.subject.indicator, self.subject.period, key)
        if between:
            self.theatre.work.spend(plain.steps)
        return found

    def _program(self, rules: frozenset[str]) -> Program:
        if rules not in self._programs:
            self._programs[rules] = mixed(self.old, self.new, self._wanted(rules))
        return self._programs[rules]

    def _evaluated(self, on: frozenset[str], world: World, subject: Subject, between: bool) -> dict[Keys, Result]:
        work = self.theatre.work if between else None
        try:
            return self.theatre.results(world, self._program(on & frozenset(RULES)), subject, work=work)
        except WrongUse as error:
            if work is None or not work.gone:
                raise
            raise _too_much() from error

    def _wanted(self, rules: frozenset[str]) -> frozenset[str]:
        """What is taken of the new program: what does not differ goes with the rule."""
        differ = frozenset(self.causes) & frozenset(RULES)
        if rules and rules == differ:
            return frozenset(RULES)
        return rules | (frozenset(RULES) - differ) if RULE in rules else rules


def _too_much() -> UnsplitError:
    """The worlds between take more to be worked out than there may be."""
    return UnsplitError(say("compare-worked", limit=most("worked-untraced")))


def _without_value(on: frozenset[str], result: Result | None, within: Sequence[str]) -> Text:
    """Which world it is, and why it has no value; `within` are causes that came about in part."""
    why = result.reason if result is not None and result.reason is not None else say("compare-none")
    if within:
        return say("compare-within", causes=tuple(f"cause.{cause}" for cause in within), why=why)
    if not on:
        return say("compare-between.first", why=why)
    return say("compare-between", causes=tuple(f"cause.{cause}" for cause in sorted(on)), why=why)
