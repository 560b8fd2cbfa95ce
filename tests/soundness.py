"""What the proofs claim of a program, and what is certain of results, held against what the engine makes of random facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from random import Random

from random_facts import Facts, Loaded, cell_text, ends, header, loaded, random_cell
from witness_facts import evaluated

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.movement import Movement, movement
from iku_dsl.bounds.ranges import Ranges, computed_range, range_of
from iku_dsl.bounds.visit import guarded, start, visit
from iku_dsl.bounds.witness import Search
from iku_dsl.checking.check import Checked
from iku_dsl.period import Grain, Period
from iku_dsl.problem import Span
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import limits
from iku_dsl.proofs.undefined import divides, division, undefined
from iku_engine.evaluating.evaluate import all_of, entities_of
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.plan.environment import entity_place
from iku_engine.results.evaluation import Node, Operation, Result, State

RESOLVED = {
    "always-true",
    "never-true",
    "range-exceeds",
    "may-divide-by-zero",
    "may-be-undefined",
}  # errors of programs that can be evaluated
NONE: frozenset[str] = frozenset()


def understood(checked: Checked) -> bool:
    """Whether a program is whole, whatever was proven of it."""
    return {problem.id for problem in checked.errors} <= RESOLVED


def when(indicator: Indicator, random: Random) -> Period:
    """A period to evaluate an indicator in."""
    count = indicator.grain.per_year
    return (
        Period(2024) if indicator.grain is Grain.YEAR else Period(2024, random.randrange(1, count + 1), indicator.grain)
    )


class Failure(AssertionError):
    """A claim that does not hold."""


def hold(claim: bool, *details: object) -> None:
    if not claim:
        raise Failure(" | ".join(str(detail) for detail in details))


# ---- (a) ranges, divisions by zero, roots and logarithms without a value

WITHOUT_VALUE = ("root-of-negative", "ln-of-nothing")


@dataclass(frozen=True)
class Told:
    """What the proofs say of a program by itself: which formulas may leave their unit, whether anything may divide by 0 or be undefined."""

    formulas: frozenset[Span]
    divides: bool
    undefined: bool

    @classmethod
    def of(cls, program: Program) -> Told:
        formulas = frozenset(p.span for p in limits(program, NONE))
        return cls(formulas, bool(division(program, NONE)), bool(undefined(program, NONE)))


def ranges_hold(program: Program, told: Told, world: Loaded, random: Random) -> int:
    """No value outside its proven interval, none outside the unit, none that is undefined, unless `check` says that there may be."""
    ranges = ranges_of(program)
    seen = 0
    with world.evaluating(program) as evaluator:
        for name, (indicator, *_) in program.indicators.items():
            proven = indicator.formula.span not in told.formulas
            period = when(indicator, random)
            for result in all_of(evaluator, name, period):
                seen += result.state is State.VALUE
                if result.reason is not None and result.reason.key == "indicator.too-deep":
                    continue
                _within(evaluator, ranges, indicator, result)
                if result.state is State.ERROR and result.reason is not None:
                    own = result.trace.operation is Operation.UNIT and result.trace.children[0].state is State.VALUE
                    out = own and result.reason.key == "value.out-of-range"
                    hold(not out or not proven, "out of range", name, result.reason)
                    if result.reason.key == "division-by-zero" and result.trace.operation != Operation.OFFICIAL:
                        hold(told.divides, "division by zero", name, result.reason)
                    if result.reason.key in WITHOUT_VALUE and result.trace.operation != Operation.OFFICIAL:
                        hold(told.undefined, "without a value", name, result.reason)
    return seen


def _within(evaluator: Evaluator, ranges: Ranges, indicator: Indicator, result: Result) -> None:
    evaluator.levels = indicator.levels
    at = entity_place(indicator, result.period, result.key)
    for let in indicator.lets.values():
        if isinstance(let.value, ex.Named):
            _lies(range_of(ranges, let.value, start(indicator)), evaluator.node(let.value, at), let.name)
    for target in indicator.targets:
        _lies(range_of(ranges, target.value, start(indicator)), evaluator.node(target.value, at), "target")
    guards = [evaluator.node(guard.condition, at) for guard in indicator.guards]
    if all(node.state is State.VALUE and node.value is False for node in guards):
        _lies(
            range_of(ranges, indicator.formula, guarded(ranges, indicator)),
            evaluator.node(indicator.formula, at),
            "formula",
        )


def _lies(found: object, node: Node, what: str) -> None:
    if node.state is State.VALUE and isinstance(node.value, Fraction):
        hold(node.value in found, what, node.text, f"{node.value} not in {found}")  # type: ignore[operator]


# ---- (b) conditions that are said to be decided


def decided_hold(checked: Checked, world: Loaded, random: Random) -> int:
    """A comparison that is said to be always true or never true: with the truth in its place nothing comes out otherwise.

    What is unknown is no matter, so nothing may be made of that: no rule for what is missing, no `= kosong`.
    """
    if "kosong" in checked.files[0].text.replace("boleh kosong", ""):
        return 0
    told = {p.span: p.id == "always-true" for p in checked.problems if p.id in ("always-true", "never-true")}
    before = results(checked.program, world, Random(7)) if told else []
    for span, holds in random.sample(sorted(told.items()), min(len(told), 3)):
        after = results(_with_truth(checked.program, span, holds), world, Random(7))
        for one, two in zip(before, after, strict=True):
            if one.state in (State.VALUE, State.NOT_APPLICABLE):
                same = (one.state, one.value) == (two.state, two.value)
                hold(
                    same,
                    f"not decided: {span} {holds}",
                    one.indicator,
                    one.key,
                    one.state,
                    one.value,
                    two.state,
                    two.value,
                )
    return len(told)


def results(program: Program, world: Loaded, random: Random) -> list[Result]:
    """The results of all indicators."""
    with world.evaluating(program) as evaluator:
        return [
            result
            for name, (indicator, *_) in program.indicators.items()
            for result in all_of(evaluator, name, when(indicator, random))
        ]


def _with_truth(program: Program, span: Span, holds: bool) -> Program:
    """The program with a truth in the place of a comparison."""
    return _changed(program, lambda node: isinstance(node, ex.Comparison) and node.span == span, holds)


def _changed(node: object, wanted: object, holds: bool) -> object:
    if wanted(node):  # type: ignore[operator]
        return ex.Constant(holds, type=node.type, text=node.text, span=node.span)  # type: ignore[attr-defined]
    if isinstance(node, tuple):
        return tuple(_changed(item, wanted, holds) for item in node)
    if isinstance(node, dict):
        return {key: _changed(value, wanted, holds) for key, value in node.items()}
    if is_dataclass(node) and not isinstance(node, type) and not isinstance(node, Span):
        values = {item.name: _changed(getattr(node, item.name), wanted, holds) for item in fields(node) if item.init}
        if any(values[name] is not getattr(node, name) for name in values):
            return replace(node, **values)
    return node


# ---- (c) what is certain though something is missing

COMPLETIONS = 3


def certain_holds(checked: Checked, facts: Facts, world: Loaded, random: Random) -> int:
    """What is certain with cells that are missing is so with any figures in them: that it has a value, applies, is of a category.

    Nothing may ask what is missing as it is now: no rule for that, no `= kosong`, no part of the periods for all. Answers how much
    was certain and tried.
    """
    program, tried, text = checked.program, 0, checked.files[0].text
    if "kosong" in text.replace("boleh kosong", "") or re.search(r"konsolidasi \w+ sebagian", text):
        return 0
    before = results(program, world, Random(7))
    for _ in range(COMPLETIONS):
        whole = completed(program, facts, random)
        with loaded(program, whole) as told:
            if told.taken != world.taken:
                continue  # a rule of a source refuses some of it
            after = results(program, told, Random(7))
        for one, two in zip(before, after, strict=True):
            tried += _still_certain(one, two, (facts.rows, whole.rows))
    return tried


def _still_certain(one: Result, two: Result, *about: object) -> int:
    """Errors: `Failure` where something was certain of the first that does not hold of the second. Answers of how much it was."""
    where = (one.indicator, one.key, one.state, one.value, two.state, two.value, *about)
    certain = one.state in (State.VALUE, State.NOT_APPLICABLE)
    hold(not certain or (one.state, one.value) == (two.state, two.value), "not certain", *where)
    if one.bounds is not None and two.state is State.VALUE:
        low, high = one.bounds.low, one.bounds.high
        inside = (low is None or low <= two.value) and (high is None or two.value <= high)  # type: ignore[operator]
        hold(inside, "out of bounds", one.bounds, *where)
    judged = one.category is not None and one.category.certain
    if judged and two.state is not State.NOT_APPLICABLE:
        hold(two.category is not None and two.category.id == one.category.id, "category not certain", *where)  # type: ignore[union-attr]
    achieved = [(a, b) for a, b in zip(one.targets, two.targets, strict=False) if a.achievement is not None]
    for mine, other in achieved if two.state is not State.NOT_APPLICABLE else ():
        hold(mine.achievement == other.achievement, "achievement not certain", other.state, other.achievement, *where)
    return certain + judged + len(achieved)


def completed(program: Program, facts: Facts, random: Random) -> Facts:
    """The facts with a figure in each cell that is missing."""
    rows = {}
    for name, known in facts.rows.items():
        declared = program.sources.get(name)
        columns = declared.columns if declared is not None else program.dimensions[name].attributes
        of_cells = [columns.get(cell) for cell in header(program, name)]
        rows[name] = [
            tuple(
                random_cell(program, column, random, empty=0) if column is not None and not cell else cell
                for cell, column in zip(row, of_cells, strict=False)
            )
            for row in known
        ]
    return replace(facts, rows=rows)


# ---- (d) counter-examples


def witnesses_hold(program: Program) -> int:
    """What a proof shows as a counter-example comes out of the engine as well."""
    ranges, shown = ranges_of(program), 0
    for name, (indicator, *_) in program.indicators.items():
        known = guarded(ranges, indicator)
        if not computed_range(ranges, indicator, known).within(indicator.range):
            witness = Search(program).out_of_range(indicator)
            if witness is not None:
                shown += 1
                result = evaluated(program, name, witness)
                key = result.reason.key if result.reason is not None else ""
                hold(
                    result.state is State.ERROR and key == "value.out-of-range",
                    name,
                    result.state,
                    result.value,
                    witness,
                )
                hold(result.trace.children[0].value == witness.value, name, result.trace.children[0].value, witness)
        for seen in visit(ranges, indicator.formula, known):
            found = divides(ranges, seen.expression, seen.known)
            witness = Search(program).divided_by_zero(indicator, found) if found is not None else None
            if witness is not None:
                shown += 1
                result = evaluated(program, name, witness)
                key = result.reason.key if result.reason is not None else ""
                zero = key in ("division-by-zero", "weights-zero")
                hold(result.state is State.ERROR and zero, name, result.state, result.value, key, witness)
    return shown


# ---- (e) how a value moves with its inputs

_INPUT = re.compile(r"(?P<source>\w+)\.(?P<column>\w+)(?P<rest>\[.*\])?$")


def movements_hold(program: Program, facts: Facts, world: Loaded, random: Random) -> int:
    """Raising one figure never moves a value against what is claimed of every input that reads its column."""
    ranges = ranges_of(program)
    tried = 0
    for indicator, *_ in program.indicators.values():
        moves = movement(ranges, indicator.formula, guarded(ranges, indicator))
        period = when(indicator, random)
        before = _formulas(program, world, indicator, period)
        for name, source in program.sources.items():
            for column in source.columns.values():
                claims = {move for text, move in moves.items() if _reads(text, name, column.name)}
                if column.type.kind != "number" or len(claims) != 1 or claims <= {Movement.EITHER}:
                    continue
                for higher in _raised(program, facts, name, column.name, random):
                    with loaded(program, higher) as raised:
                        if raised.taken != world.taken:
                            continue  # a rule of the source refuses it
                        tried += 1
                        after = _formulas(program, raised, indicator, period)
                    for key in before:
                        one, two = before[key], after[key]
                        if one is not None and two is not None:
                            rises = two >= one if Movement.UP in claims else two <= one
                            hold(rises, f"{name}.{column.name} {claims}", one, two, key, facts.rows, higher.rows[name])
    return tried


def _reads(text: str, source: str, column: str) -> bool:
    found = _INPUT.match(text)
    return found is not None and (found["source"], found["column"]) == (source, column)


def _raised(program: Program, facts: Facts, name: str, column: str, random: Random) -> Iterator[Facts]:
    """The facts with one figure of a column higher."""
    declared = program.sources[name].columns[column]
    place = header(program, name).index(column)
    step = Fraction(1, 10**declared.scale)
    _, high = ends(declared.range, step)
    numbers = list(range(len(facts.rows[name])))
    random.shuffle(numbers)
    for number in numbers[:3]:
        written = facts.rows[name][number][place]
        if not written or written == "tidak berlaku":
            continue
        value = Fraction(written.rstrip("%")) / (100 if declared.type.percent else 1)
        more = value + random.choice((step, Fraction(1), Fraction(1), Fraction(5)))
        more = more if high is None else min(high, more)
        changed = facts.changed(name, number, place, cell_text(declared, more))
        if more > value:
            yield changed


def _formulas(
    program: Program, world: Loaded, indicator: Indicator, period: Period
) -> dict[tuple[str, ...], Fraction | None]:
    """The formula's value for each entity where no guard holds."""
    found: dict[tuple[str, ...], Fraction | None] = {}
    with world.evaluating(program) as evaluator:
        for key in entities_of(evaluator, indicator, period):
            evaluator.levels = indicator.levels
            at = entity_place(indicator, period, key)
            guards = [evaluator.node(guard.condition, at) for guard in indicator.guards]
            node = evaluator.node(indicator.formula, at)
            free = all(guard.state is State.VALUE and guard.value is False for guard in guards)
            found[key] = node.value if free and isinstance(node.value, Fraction) else None
    return found
