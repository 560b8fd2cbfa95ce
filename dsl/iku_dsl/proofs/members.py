"""Sets range over members and rows that are there: of an open dimension from facts that the spec names, and not too many.

Inside a set, the name of the indicator's own dimension is the member that is looked at. Every source says what an absent row means,
where a result depends on it. Listed members, multiplied where dimensions meet, stay within what an evaluation can come to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import prod

from iku_dsl.bounds.visit import sound_versions
from iku_dsl.budgets import most
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Absence, Dimension, Indicator, Program, Scale, Source, expressions, of_source, read_by
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.sets import keys_used, source_of
from iku_dsl.types import Kind, Operator


def universe(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Sets of members that no `ada S` limits: an import of another year would change this year's answer."""
    problems: dict[object, Diagnostic] = {}
    for indicator in sound_versions(program, broken):
        for base in _sets(indicator):
            dimension = _open(program, base)
            if dimension is not None and dimension not in broken:
                problems[base.span] = Diagnostic(
                    "open-universe",
                    say("open-universe", dimension=dimension),
                    (Label(base.span),),
                    hint=say("open-universe.hint", dimension=dimension),
                )
    return tuple(problems.values())


def _sets(indicator: Indicator) -> Iterator[ex.SetExpression]:
    for expression in expressions(indicator):
        for part in ex.walk(expression):
            if isinstance(part, ex.Aggregated):
                yield part.set


def _open(program: Program, base: ex.SetExpression) -> str | None:
    """The dimension of an unlimited set, None where it is limited."""
    match base:
        case ex.Rows():
            return None
        case ex.Members():
            declared = program.dimensions[base.dimension]
            return base.dimension if declared.named_by_facts else None
        case ex.NamedSet():
            return _open(program, base.set)
        case ex.Filtered():
            dimension = _open(program, base.set)
            return dimension if dimension is not None and not _implies(base.condition, dimension) else None


def _implies(condition: ex.Expression, dimension: str) -> bool:
    """Whether a condition holds only for members that some source has a row for."""
    match condition:
        case ex.HasRow():
            return any(isinstance(key, ex.RowKey) and key.dimension == dimension for key in condition.keys)
        case ex.Logic():
            sides = (_implies(condition.left, dimension), _implies(condition.right, dimension))
            return any(sides) if condition.operator is Operator.AND else all(sides)
        case _:
            return False


def absences(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Sources with a keyed dimension that say neither `lengkap` nor `daftar`, and are aggregated over or consolidated.

    An absent row is then a figure that was not sent, or says that there is nothing: 56.16 or missing. No regulation leaves that open.
    Told once for each source, at its name, with the first place that depends on it.
    """
    problems: dict[str, Diagnostic] = {}
    of_indicators = (one for indicator in sound_versions(program, broken) for one in read_by(indicator))
    of_sources = (one for source in program.sources.values() if source.name not in broken for one in of_source(source))
    for expression in chain(of_indicators, of_sources):
        for name, use in _uses(expression):
            source = program.sources.get(name)
            if source is None or source.absence is not Absence.UNSAID or name in problems or name in broken:
                continue
            keyed = next(d for d in source.dimensions if not program.dimensions[d].enumerated)
            problems[name] = Diagnostic(
                "absent-row",
                say("absent-row", source=name),
                (Label(source.span), Label(use.span, say("absent-row.use"))),
                hint=say("absent-row.hint", dimension=keyed),
            )
    return tuple(problems.values())


def _uses(expression: ex.Expression | ex.SetExpression) -> Iterator[tuple[str, ex.Expression]]:
    """The sources whose absent rows an expression depends on, each with where: it runs over all of their rows, or over their periods.

    A source that is named as a set (`banyaknya espm`, `… atas espm`) is the rows that are there, and leaves nothing open.
    """
    for part in ex.walk(expression):
        match part:
            case ex.Aggregated():
                yield _rows_of(part.set), part
            case ex.ColumnValue() | ex.OwnColumn() if part.consolidation is not None:
                yield part.source, part
            case _:
                pass


def _rows_of(base: ex.SetExpression) -> str:
    while isinstance(base, ex.Filtered | ex.NamedSet):
        base = base.set
    return base.source if isinstance(base, ex.Rows) and base.expected else ""


Part = ex.Expression | ex.SetExpression


def elements(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Comparisons in the sets of an indicator per unit that compare a unit with itself, where the entity's was meant.

    `unit yang induk = unit` asks for units that are their own parent, so that the sum over the children of each is 0.
    """
    problems: dict[object, Diagnostic] = {}
    for indicator in sound_versions(program, broken):
        for comparison, base in _comparisons(indicator):
            dimensions = _dimensions(program, base)
            alone = set(dimensions) <= set(indicator.dimensions)
            for dimension in (one for one in dimensions if one in indicator.dimensions):
                found = _problem(comparison, base, dimension, alone)
                if found is not None:
                    problems.setdefault(comparison.span, found)
    return tuple(problems.values())


def _comparisons(indicator: Indicator) -> Iterator[tuple[ex.Comparison, ex.SetExpression]]:
    """Each comparison that is asked of the elements of a set, with that set."""
    among = indicator.ranking.among if indicator.ranking is not None else None
    roots: list[Part] = [*expressions(indicator), *((among,) if among is not None else ())]
    stack: list[tuple[Part, ex.SetExpression | None]] = [(root, None) for root in roots]
    while stack:
        part, base = stack.pop()
        match part:
            case ex.Filtered():
                stack += [(part.set, base), (part.condition, part.set)]
            case ex.Aggregated():
                stack += [(part.set, base), *((one, part.set) for one in (part.operand, part.by) if one is not None)]
            case ex.Named():
                stack.append((part.value, None))
            case ex.Comparison() if base is not None:
                yield part, base
                stack += [(one, base) for one in ex.parts(part)]
            case _:
                stack += [(one, base) for one in ex.parts(part)]


def _dimensions(program: Program, base: ex.SetExpression) -> tuple[str, ...]:
    source = source_of(base)
    return program.sources[source].dimensions if source else (base.type.of,)


def _problem(comparison: ex.Comparison, base: ex.SetExpression, dimension: str, alone: bool) -> Diagnostic | None:
    """The problem of a comparison of elements that have a member of a dimension, None where it says what is meant.

    `alone`: an entity has one element.
    """
    rows, sides = source_of(base), (comparison.left, comparison.right)
    for one, other in (sides, sides[::-1]):
        if not _leads_back(one, dimension, rows):
            continue
        if not rows and _is_member(other, dimension):
            return _itself(comparison, dimension, other)
        if rows and (alone or not _of_row(one)) and (_is_member(other, dimension) or _is_entity(other, dimension)):
            message = say("ambiguous-member.rows", source=rows, dimension=dimension, condition=comparison.text)
            attribute = f"{rows}.{one.text}" if isinstance(one, ex.OwnColumn) else one.text
            hint = say("ambiguous-member.rows.hint", dimension=dimension, attribute=attribute)
            return Diagnostic("ambiguous-member", message, (Label(comparison.span),), hint=hint)
    if not rows and comparison.left == comparison.right and dimension in keys_used(comparison.left):
        return _itself(comparison, dimension, comparison.right)
    return None


def _itself(comparison: ex.Comparison, dimension: str, meant: ex.Expression) -> Diagnostic:
    message = say("ambiguous-member", dimension=dimension, condition=comparison.text)
    hint = say("ambiguous-member.hint", meant=meant.text)
    return Diagnostic("ambiguous-member", message, (Label(comparison.span),), hint=hint)


def _is_member(expression: ex.Expression, dimension: str) -> bool:
    """Whether it is the member at hand itself."""
    return isinstance(expression, ex.KeyValue) and expression.key == ex.RowKey(dimension)


def _is_entity(expression: ex.Expression, dimension: str) -> bool:
    """Whether it is a `hitung` that stands for the indicator's own member."""
    return isinstance(expression, ex.Named) and _is_member(expression.value, dimension)


def _leads_back(expression: ex.Expression, dimension: str, rows: str) -> bool:
    """Whether an attribute of a member, or a column of its row, is a member of the same dimension again."""
    if expression.type.kind is not Kind.MEMBER or expression.type.of != dimension or _is_member(expression, dimension):
        return False
    if any(isinstance(part, ex.Named) for part in ex.walk(expression)):
        return False
    return dimension in keys_used(expression) or (bool(rows) and _of_row(expression))


def _of_row(expression: ex.Expression) -> bool:
    """Whether it is read from a column: where an entity has several rows, such a column may well name the entity itself."""
    return any(isinstance(part, ex.ColumnValue | ex.OwnColumn) for part in ex.walk(expression))


TABLE = 40  # what a table costs beside its columns, in columns
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
    for indicator in sound_versions(program, broken):
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

    together: Counter[str] = Counter()

    def count_together(many: int, of: Source | Dimension | Indicator, budget: str) -> None:
        before, together[budget] = together[budget], together[budget] + many
        if before <= most(budget):  # told once, of the one that is too much
            count(together[budget], of, budget)

    for source in sources:
        columns = len(source.columns) + len(source.dimensions)
        count(columns, source, "columns")
        count_together(TABLE + columns, source, "columns-together")
    for dimension in dimensions:
        count(len(dimension.stored), dimension, "columns")
        count_together(TABLE + len(dimension.stored), dimension, "columns-together")
        count(max((len(text) for alias in dimension.aliases for text in alias), default=0), dimension, "alias")
    for scale in program.scales.values():
        count(len(scale.bands), scale, "bands")
    for indicator in sound_versions(program, broken):
        count(len(indicator.targets), indicator, "targets")
        conditions = len(indicator.guards) + len(indicator.caps)
        count(conditions, indicator, "conditions")
        of_a_period = len({target.name for target in indicator.targets})
        for budget, many in (("targets-together", of_a_period), ("conditions-together", conditions)):
            count_together(many, indicator, budget)
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
