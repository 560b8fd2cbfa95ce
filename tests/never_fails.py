"""A spec that `check` finds no problem with never comes to an error, whatever the facts; what is no matter of proof is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from hostile import check
from random_facts import Loaded, loaded, random_facts
from soundness import when

from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex
from iku_engine.evaluating.evaluate import all_of
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.plan.environment import entity_place
from iku_engine.results.evaluation import Node, Result, State

# What says of a number or a result that there was too much of it (docs/security.md): of which facts decide, not the spec.
TOO_MUCH = frozenset({"number-too-large", "indicator.too-deep", "date-beyond"})
HARMLESS = frozenset({"unused", "target-decided"})  # problems that speak of no failure
WORLDS = 3


def never_fails(text: str, random: Random, dense: float | None = None) -> Counter[str]:
    """What a spec without a problem came to over some sets of facts (`dense`: of so many rows); an assertion names what failed."""
    checked = check(text)
    told = {problem.id for problem in checked.problems} - HARMLESS
    if told or asks_for_errors(checked.program):
        return Counter(told=1)
    seen = Counter[str](specs=1)
    for _ in range(WORLDS):
        with loaded(checked.program, random_facts(checked.program, random, wide=True, dense=dense)) as world:
            for name, state in evaluated(checked.program, world, random, text):
                seen[name] += state is not State.MISSING
    return seen


def asks_for_errors(program: Program) -> bool:
    """Whether a spec itself says that something shall be an error: `bila kosong galat`."""
    rules = (rule for versions in program.indicators.values() for one in versions for rule in _rules(one))
    columns = (c for s in program.sources.values() for c in (*s.columns.values(), *s.derived.values()))
    return any(rule.kind is ex.RuleKind.ERROR for rule in (*rules, *(r for column in columns for r in column.rules)))


def _rules(indicator: Indicator) -> Iterator[ex.Rule]:
    for part in ex.walk(indicator.formula):
        yield from getattr(part, "rules", ())


def evaluated(program: Program, world: Loaded, random: Random, about: str) -> Iterator[tuple[str, State]]:
    """Every result of a program, and each of its parts, with what it came to."""
    with world.evaluating(program) as evaluator:
        for name, (indicator, *_) in program.indicators.items():
            for result in all_of(evaluator, name, when(indicator, random)):
                assert not fails(result), f"{about}\n{name} {result.key} {result.reason}"
                yield "results", result.state
                for target in result.targets:
                    reason = target.reason.key if target.reason is not None else ""
                    assert target.state is not State.ERROR or reason in TOO_MUCH, f"{about}\n{name} target: {reason}"
                    yield "targets", target.state
                for part, node in _beside(evaluator, indicator, result):
                    assert not fails(node), f"{about}\n{name} {part}: {node.text} {node.reason}"
                    yield part, node.state


def fails(found: Result | Node) -> bool:
    """Whether it is an error that a proof should have told of."""
    return found.state is State.ERROR and (found.reason is None or found.reason.key not in TOO_MUCH)


def _beside(evaluator: Evaluator, indicator: Indicator, result: Result) -> Iterator[tuple[str, Node]]:
    """What is worked out of a result that has a value: the conditions of its categories, and what it is ranked by."""
    if result.state is State.VALUE:
        evaluator.levels = indicator.levels
        at = entity_place(indicator, result.period, result.key)
        yield from (("caps", evaluator.node(cap.condition, at)) for cap in indicator.caps)
        if indicator.ranking is not None and indicator.ranking.by is not None:
            yield "ranks", evaluator.node(indicator.ranking.by, at)
