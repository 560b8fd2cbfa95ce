"""How much an evaluation comes to of a spec's own making: listed members, multiplied where dimensions meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from iku_dsl.bounds.visit import versions
from iku_dsl.budgets import most
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Absence, Dimension, Indicator, Program, Scale, Source, expressions
from iku_dsl.program import expression as ex

RESULT, TERM, ROW = 2, 12, 4  # what a result, a weighed term and a row that is due keep, in parts of a rule


def sizes(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """The parts of rules that evaluating all indicators comes to, without a single fact, within what can be kept.

    Three dimensions of two hundred listed members make eight million results, each with its trace. Members that come from data are not
    counted: how many there are is not the spec's to say.
    """
    refused = _wide(program, broken)
    if refused:
        return refused
    left = most("cells")
    profiles: dict[str, int] = {}
    for indicator in versions(program, broken):
        listed = [len(program.dimensions[name].members) or 1 for name in indicator.dimensions if name not in broken]
        cells = prod(listed) * _Cells(program, indicator, profiles).of_indicator()
        left -= cells
        if left < 0:
            message = say("too-large.cells", name=indicator.name, of=prod(listed), cells=cells, limit=most("cells"))
            return (Diagnostic("too-large", message, (Label(indicator.span),), hint=say("too-large.cells.hint")),)
    return ()


def cells_of(program: Program, indicator: Indicator) -> int:
    """The parts of an indicator's rules for one entity, each as often as listed members make it come up."""
    return _Cells(program, indicator, {}).of_indicator()


def _wide(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Tables with more columns, or keys, than every store can have; aliases, scales and indicators without end."""
    sources, dimensions = program.sources.values(), program.dimensions.values()
    found: list[Diagnostic] = []

    def count(many: int, of: Source | Dimension | Scale | Indicator, budget: str) -> None:
        limit = most(budget)
        if many <= limit or of.name in broken:
            return
        message = say(f"too-large.{budget}", name=of.name, count=many, limit=limit)
        hint = say(f"too-large.{budget}.hint")
        found.append(Diagnostic("too-large", message, (Label(of.span),), hint=hint))

    for source in sources:
        count(len(source.columns) + len(source.dimensions), source, "columns")
    for dimension in dimensions:
        count(len(dimension.stored), dimension, "columns")
        count(max((len(text) for alias in dimension.aliases for text in alias), default=0), dimension, "alias")
    for scale in program.scales.values():
        count(len(scale.bands), scale, "bands")
    together = 0
    for indicator in versions(program, broken):
        count(len(indicator.targets), indicator, "targets")
        conditions = len(indicator.guards) + len(indicator.caps)
        count(conditions, indicator, "conditions")
        together += conditions
        if conditions and together - conditions <= most("conditions-together"):
            count(together, indicator, "conditions-together")
    return tuple(found)


@dataclass
class _Cells:
    """The parts of one indicator's rules for one entity, each as often as listed members make it come up.

    `profiles` is what each shared profile comes to, counted once for all indicators.
    """

    program: Program
    indicator: Indicator
    profiles: dict[str, int]
    _named: dict[int, int] = field(default_factory=dict)

    def of_indicator(self) -> int:
        return RESULT + sum(self.of(expression) for expression in expressions(self.indicator)) + self._of_profile()

    def _of_profile(self) -> int:
        """What a shared profile asks for each target that there may be in a period."""
        achievement = self.indicator.achievement
        profile = self.program.profiles.get(achievement.profile) if achievement is not None else None
        if profile is None:
            return 0
        if profile.name not in self.profiles:
            asked = [*profile.rules.values(), *(guard.condition for guard in profile.guards)]
            self.profiles[profile.name] = sum(self._once(one) for one in asked)
        return len({target.name for target in self.indicator.targets}) * self.profiles[profile.name]

    def of(self, expression: ex.Expression | ex.SetExpression) -> int:
        match expression:
            case ex.Named():
                return self._once(expression.value)
            case ex.NamedSet():
                return self._once(expression.set)
            case ex.Weighted():
                levels = [level for level in self.indicator.levels if level.dimension in expression.levels]
                terms = prod(len(level.weights) or 1 for level in levels)
                return terms * (TERM + self.of(expression.operand))
            case ex.WeightedIndicators():
                return 1 + TERM * sum(len(level.weights) for level in self.indicator.levels if level.dimension is None)
            case ex.Aggregated():
                each = sum(self.of(part) for part in (expression.operand, expression.by) if part is not None)
                rows = self._rows(expression.set)
                return 1 + rows * (ROW + each) + self.of(expression.set)
            case _:
                return 1 + sum(self.of(part) for part in ex.parts(expression))

    def _once(self, value: ex.Expression | ex.SetExpression) -> int:
        if id(value) not in self._named:
            self._named[id(value)] = self.of(value)
        return self._named[id(value)]

    def _rows(self, base: ex.SetExpression) -> int:
        """How many rows of a set are due whatever the facts are: every combination of listed members that is not at hand."""
        match base:
            case ex.NamedSet() | ex.Filtered():
                return self._rows(base.set)
            case ex.Members():
                return len(self.program.dimensions[base.dimension].members) or 1
            case ex.Rows():
                source = self.program.sources[base.source]
                if source.absence is not Absence.COMPLETE:
                    return 1
                beyond = [name for name in source.dimensions if name not in self.indicator.dimensions]
                return prod(len(self.program.dimensions[name].members) or 1 for name in beyond)
