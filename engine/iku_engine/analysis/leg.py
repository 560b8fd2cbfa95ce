"""One leg of a comparison: two worlds and two programs in one period, and every world between them that is asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.types import Kind
from iku_engine.analysis.causes import Between, Difference
from iku_engine.analysis.recast import recast
from iku_engine.analysis.staging import Stage
from iku_engine.analysis.variants import RULE, TARGET, WEIGHTS, differing, judged_in, mixed, places_of
from iku_engine.analysis.world import World
from iku_engine.evaluate import evaluate
from iku_engine.evaluation import Result, State

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


class UnknownError(Exception):
    """A world between has no value, so that nothing can be said of a part of the change; `within` are causes that came about in part."""

    def __init__(self, on: frozenset[str], result: Result | None, within: Sequence[str] = ()) -> None:
        super().__init__(on)
        self.on, self.result, self.within = on, result, within

    @property
    def reason(self) -> Text:
        """Which world it is, and why it has no value."""
        why = self.result.reason if self.result is not None and self.result.reason is not None else say("compare-none")
        if self.within:
            return say("compare-within", causes=tuple(f"cause.{cause}" for cause in self.within), why=why)
        if not self.on:
            return say("compare-between.first", why=why)
        return say("compare-between", causes=tuple(f"cause.{cause}" for cause in sorted(self.on)), why=why)


class Theatre:
    """The stages of a comparison, one a spec set, and how the facts of the store's specs get onto each."""

    def __init__(self, base: Program) -> None:
        self.base = base
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

    def results(self, world: World, program: Program, subject: Subject, ranked: bool = False) -> dict[Keys, Result]:
        """The results of a subject in a world, by entity; without ranks, which no value depends on, but where they are to be shown."""
        stage = self.stage(program)
        if (program.sources, program.dimensions) != (self.base.sources, self.base.dimensions):
            world, _ = recast(world, self.base, program)
        if not ranked:
            unranked = tuple(replace(version, ranking=None) for version in program.indicators[subject.indicator])
            program = replace(program, indicators={**program.indicators, subject.indicator: unranked})
        found = evaluate(
            stage.show(world), program, specs="", indicators=[subject.indicator], periods=[subject.period],
            key=subject.key, traced=False, alone=True,
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
        self._programs: dict[frozenset[str], Program] = {}
        self._known: dict[frozenset[str], dict[Keys, Result]] = {}

    def results(self, on: frozenset[str]) -> dict[Keys, Result]:
        """The results where some causes have come about."""
        if on not in self._known:
            changed = [one for one in self.facts.differences if one.cause in on]
            self._known[on] = self._evaluated(on, changed, self.facts.loaded in on)
        return self._known[on]

    def value(self, on: frozenset[str], key: Keys) -> Fraction:
        """The number of an entity where some causes have come about. Errors: `UnknownError` where it has no value then."""
        result = self.results(on).get(key)
        found = self.subject.of(result)
        if found is None:
            raise UnknownError(on, result)
        return found

    def partly(self, on: frozenset[str], changed: Sequence[Difference], loaded: bool, key: Keys) -> Result | None:
        """The result of one entity where some causes have come about, and of another cause only some differences."""
        whole = [one for one in self.facts.differences if one.cause in on]
        known = self._evaluated(on, [*whole, *changed], loaded or self.facts.loaded in on, key)
        return known.get(key)

    def _evaluated(
        self, on: frozenset[str], changed: Collection[Difference], loaded: bool, key: Keys | None = None
    ) -> dict[Keys, Result]:
        rules = on & frozenset(RULES)
        if rules not in self._programs:
            self._programs[rules] = mixed(self.old, self.new, self._wanted(rules))
        subject = self.subject if key is None else replace(self.subject, key=key or None)
        return self.theatre.results(self.facts.world(changed, loaded), self._programs[rules], subject)

    def _wanted(self, rules: frozenset[str]) -> frozenset[str]:
        """What is taken of the new program: what does not differ goes with the rule."""
        differ = frozenset(self.causes) & frozenset(RULES)
        if rules and rules == differ:
            return frozenset(RULES)
        return rules | (frozenset(RULES) - differ) if RULE in rules else rules
