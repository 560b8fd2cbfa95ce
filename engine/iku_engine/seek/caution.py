"""What may be concluded of a rule without trying every figure: whether intervals mean something, and which way a value moves.

A rule for what is missing would take a figure that lies somewhere for one that is not there: of such a rule intervals say nothing.
"""

from __future__ import annotations

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.movement import Movement, movement
from iku_dsl.bounds.visit import guarded
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex

_OTHERS = ex.Named | ex.IndicatorValue | ex.Weighted | ex.WeightedIndicators


def intervals_mean(program: Program, name: str) -> bool:
    """Whether no rule that an indicator can come to asks if something is missing."""
    seen: set[str] = set()
    stack = [name]
    while stack:
        one = stack.pop()
        if one in seen:
            continue
        seen.add(one)
        for version in program.indicators[one]:
            if any(_asks(program, version, part) for part in _all(program, version)):
                return False
            stack += _named(program, version)
    return True


def _all(program: Program, version: Indicator) -> list[ex.Expression | ex.SetExpression]:
    """Everything that a version of an indicator is made of, the rules of its profile and of derived columns with it."""
    roots: list[ex.Expression] = list(expressions(version))
    if version.achievement is not None:
        profile = program.profiles[version.achievement.profile]
        roots += [*profile.rules.values(), *(guard.condition for guard in profile.guards)]
    found: list[ex.Expression | ex.SetExpression] = []
    derived: set[tuple[str, str]] = set()
    while roots:
        for part in ex.walk(roots.pop()):
            found.append(part)
            if isinstance(part, ex.ColumnValue | ex.OwnColumn) and (part.source, part.column) not in derived:
                derived.add((part.source, part.column))
                source = program.sources.get(part.source)
                if source is not None and part.column in source.derived:
                    roots.append(source.derived[part.column].value)
    return found


def _named(program: Program, version: Indicator) -> list[str]:
    named = [part.indicator for part in _all(program, version) if isinstance(part, ex.IndicatorValue)]
    return named + [w.member for level in version.levels if level.dimension is None for w in level.weights]


def _asks(program: Program, version: Indicator, part: ex.Expression | ex.SetExpression) -> bool:
    """Whether a part of a rule does something else where what it reads is missing."""
    match part:
        case ex.IsMissing():
            return not (isinstance(part.operand, ex.OwnColumn) and part.operand.source in program.profiles)
        case ex.OfList():
            return bool(part.rules)
        case ex.Weighted() | ex.WeightedIndicators():
            return any(not rule.kind.leaves_out for rule in (part.when_missing, part.when_not_loaded) if rule)
        case ex.Aggregated():
            inside = [p for p in ex.walk(part.set) if isinstance(p, _OTHERS)]
            ruled = part.when_missing is not None or part.when_not_loaded is not None
            return ruled and (part.operand is not None or bool(inside))
        case ex.ColumnValue() | ex.OwnColumn():
            source = program.sources.get(part.source)
            if source is None:
                return False
            if part.column in source.derived:
                return bool(source.derived[part.column].rules) or _in_part(part.consolidation)
            ruled = part.consolidation is not None and bool(source.columns[part.column].rules)
            return ruled or _in_part(part.consolidation)
        case ex.IndicatorValue():
            other = program.indicators[part.indicator][0]
            return other.grain is not version.grain and _in_part(other.consolidation)
        case _:
            return False


def _in_part(consolidation: ex.Consolidation | None) -> bool:
    """Whether sub-periods that are missing are passed over."""
    return consolidation is not None and bool(consolidation.partial)


def one_way(program: Program, version: Indicator, column: str) -> bool:
    """Whether an indicator's value moves one way only with a column (`source.column`): read off the form of its formula.

    False where it may turn, and where something beside the formula has a say: a guard, a cap, a published value, another indicator.
    """
    beside = version.guards or version.caps or version.official or version.scale_of_achievement
    if beside or _named(program, version):
        return False
    ranges = ranges_of(program)
    moves = movement(ranges, version.formula, guarded(ranges, version))
    found = {move for name, move in moves.items() if name == column or name.startswith(f"{column}[")}
    return found in ({Movement.UP}, {Movement.DOWN})


def published(version: Indicator, relation: str) -> bool:
    """Whether a relation holds the published value that replaces what is computed, and nothing that is computed with."""
    replacing = [one.value for one in version.official if one.replaces]
    reads = any(isinstance(v, ex.ColumnValue) and v.source == relation for v in replacing)
    computed = [version.formula, *(guard.condition for guard in version.guards)]
    within = any(getattr(part, "source", "") == relation for one in computed for part in ex.walk(one))
    return reads and not within
