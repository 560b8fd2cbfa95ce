"""What `seek` proposes put to the test: in a store whose facts were really changed so, and by trying what it says does not reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from random import Random

from random_facts import Facts, cell_text, header, loaded, random_facts

from iku_dsl.interval import Interval
from iku_dsl.period import Grain, Period
from iku_dsl.program import Column, Indicator, Program
from iku_engine.evaluating.evaluate import entities_of
from iku_engine.indicators.results import Place
from iku_engine.indicators.results import result as result_of
from iku_engine.results.evaluation import Result, Scalar, State
from iku_engine.seek.counterfactual import Counterfactual
from iku_engine.seek.goals import Goal, Verdict, better_or_equal, numbers_rise, to_categories, worse_or_equal
from iku_engine.seek.levers import Lever, levers_of
from iku_engine.seek.seeking import Alternative, Sought, seek_one
from iku_engine.seek.trying import Trial, intervals_mean
from iku_engine.snapshot.snapshot import Snapshot

FAR = 40  # steps from where a lever stands, where its range has no end
Changed = Mapping[Lever, int]


def when(indicator: Indicator, random: Random) -> Period:
    """Some period of 2024 of an indicator's grain."""
    year = Period(2024)
    return year if indicator.grain is Grain.YEAR else random.choice(list(year.parts(indicator.grain)))


def holds(program: Program, random: Random, together: bool = False) -> Counter[str]:
    """Everything that is claimed of some random goals over random facts; how often each kind of claim was tried.

    One of them only all levers bring about, where those that move are asked to do so `together`.
    """
    facts, tried = random_facts(program, random), Counter[str]()
    with loaded(program, facts) as world, world.store.reading() as connection:
        forced = Counterfactual(program, Snapshot(connection, world.store.schema, program))
        for name, versions in program.indicators.items():
            period = when(versions[0], random)
            for key in entities_of(forced.run, versions[0], period)[:2]:
                result = forced.as_is(name, period, key)
                place = (name, period, key)
                levers = levers_of(forced, place)
                tried += _forcing_is_changing(program, facts, world.taken, forced, place, levers, random)
                goals = _goals(program, versions[0], forced, result, levers, random)
                for goal in [*goals, *(_far(forced, result, levers) if together else ())]:
                    opened = frozenset(lever for lever in levers if lever.now is None)
                    trial = Trial(forced, place, goal, intervals_mean(program, name), opened)
                    sought = seek_one(trial, result, levers, 5)
                    tried += claims_hold(trial, sought, random)
                    tried += _really(program, facts, world.taken, trial, sought)
    return tried


def _goals(
    program: Program,
    indicator: Indicator,
    forced: Counterfactual,
    result: Result,
    levers: tuple[Lever, ...],
    random: Random,
) -> list[Goal]:
    """Goals worth seeking: values that some lever brings about, a category, one that is far away."""
    found: list[Goal] = []
    values = [result.value] if result.value is not None else []
    for lever in random.sample(levers, min(2, len(levers))):
        moved, _ = forced.under({lever.identity: lever.at(somewhere(lever, random))}, _place(result), ())
        if moved is not None and moved.value is not None:
            values.append(moved.value)
    for value in values[-2:]:
        rising = result.value is None or value >= result.value
        interval = Interval(value, None, random.random() < 0.3) if rising else Interval(None, value)
        found.append(Goal("value", interval=interval, rising=rising, ends=(interval,)))
    if indicator.scale:
        scale = program.scales[indicator.scale]
        band = random.choice([band.name for band in scale.bands if band.intervals])
        better = random.random() < 0.5
        names = better_or_equal(scale, band) if better else worse_or_equal(scale, band)
        found.append(to_categories(program, indicator, names, band, better == numbers_rise(scale)))
    return found


def _far(forced: Counterfactual, result: Result, levers: tuple[Lever, ...]) -> list[Goal]:
    """The value that all levers bring about where each is at its highest."""
    moved, _ = forced.under({lever.identity: lever.at(lever.high or 0) for lever in levers}, _place(result), ())
    if moved is None or moved.value is None:
        return []
    interval = Interval(moved.value, None)
    return [Goal("value", interval=interval, rising=True, ends=(interval,))]


def _place(result: Result) -> Place:
    return result.indicator, result.period, result.key


def somewhere(lever: Lever, random: Random) -> int:
    """Some position of a lever."""
    base = lever.base(1)
    low = lever.low if lever.low is not None else min(base or 0, lever.high or 0) - FAR
    high = lever.high if lever.high is not None else max(base or 0, low) + FAR
    return random.choice(
        (low, high, random.randint(low, high), min(high, max(low, (base or 0) + random.randint(-3, 3))))
    )


# ---- what is claimed


def claims_hold(trial: Trial, sought: Sought, random: Random) -> Counter[str]:
    """Proposals reach, one step less of a change does not, nothing nearer where that is proven, nothing at all where it cannot be."""
    tried = Counter[str]()
    for one in sought.alternatives:
        moves = positions(one)
        assert trial.point(moves).verdict is Verdict.YES, _told(one)
        for lever, position in moves.items():
            less = _one_less(lever, position, one)
            if less is not None:
                beside = (
                    {**moves, lever: less} if less != lever.place else {k: v for k, v in moves.items() if k != lever}
                )
                assert trial.point(beside).verdict is not Verdict.YES, f"{_told(one)}: one step less of {lever.ref}"
                tried["one less"] += 1
        if one.proven and len(moves) == 1:
            ((lever, position),) = moves.items()
            for _ in range(6):
                other = _nearer(lever, position, random)
                if other is not None:
                    assert trial.point({lever: other}).verdict is not Verdict.YES, (
                        f"{_told(one)}: but {lever.at(other)} does"
                    )
                    tried["nearer"] += 1
    if sought.reachable is False:
        for _ in range(12):
            some = random.sample(sought.levers, random.randint(0, len(sought.levers)))
            moves = {lever: somewhere(lever, random) for lever in some}
            assert trial.point(moves).verdict is not Verdict.YES, (
                f"impossible, but {[(k.ref, k.at(v)) for k, v in moves.items()]}"
            )
            tried["impossible"] += 1
    return tried


def positions(one: Alternative) -> dict[Lever, int]:
    """Where the levers of an alternative stand."""
    return {change.lever: _position(change.lever, change.to) for change in one.changes}


def _position(lever: Lever, value: Scalar) -> int:
    if lever.choices:
        return lever.choices.index(value)
    assert isinstance(value, Fraction)
    return int(value * lever.parts)


def _one_less(lever: Lever, position: int, one: Alternative) -> int | None:
    """A position one step less far; None where a missing input has no less."""
    rising = next(change.rising for change in one.changes if change.lever == lever)
    less = position - 1 if rising else position + 1
    if lever.now is None and (less < (lever.low or 0) or (lever.high is not None and less > lever.high)):
        return None
    return less


def _nearer(lever: Lever, position: int, random: Random) -> int | None:
    """Some position that is nearer than another to where a lever stands; of a missing one there is no such place."""
    if lever.place is None:
        return None
    far = int(abs(position - lever.place))
    step = random.randint(-far, far)
    other = int(lever.place) + step
    inside = (lever.low is None or other >= lever.low) and (lever.high is None or other <= lever.high)
    return other if inside and abs(other - lever.place) < abs(position - lever.place) and other != lever.place else None


def _told(one: Alternative) -> str:
    return "; ".join(f"{change.lever.ref}: {change.lever.now} to {change.to}" for change in one.changes)


# ---- a store really changed


def _forcing_is_changing(
    program: Program,
    facts: Facts,
    taken: dict[str, list[bool]],
    forced: Counterfactual,
    place: Place,
    levers: tuple[Lever, ...],
    random: Random,
) -> Counter[str]:
    """A cell forced gives the result of a store in which it was changed."""
    tried = Counter[str]()
    cells = [
        lever for lever in levers if lever.kind == "cell" and lever.now is not None and lever.node.fact is not None
    ]
    for lever in random.sample(cells, min(2, len(cells))):
        position = somewhere(lever, random)
        assert lever.read is not None
        supposed, _ = forced.under({lever.identity: lever.at(position)}, place, (lever.read,))
        real = _result_of(program, _changed(program, facts, {lever: position}), taken, place)
        if real is None:
            assert supposed is None, f"{lever.ref} = {lever.at(position)} is refused by the source"
            tried["refused"] += 1
        elif supposed is not None:
            same = (supposed.state, supposed.value, supposed.category, supposed.bounds)
            assert same == (real.state, real.value, real.category, real.bounds), f"{lever.ref} = {lever.at(position)}"
            tried["changed"] += 1
    return tried


def _really(program: Program, facts: Facts, taken: dict[str, list[bool]], trial: Trial, sought: Sought) -> Counter[str]:
    """Proposals that are cells with a row reach in a store changed so."""
    tried = Counter[str]()
    for one in sought.alternatives:
        if all(change.lever.kind == "cell" and change.lever.node.fact is not None for change in one.changes):
            real = _result_of(program, _changed(program, facts, positions(one)), taken, trial.place)
            assert real is not None, f"{_told(one)} is refused by the source"
            assert trial.goal.verdict(real) is Verdict.YES, f"{_told(one)} does not reach"
            tried["really"] += 1
    return tried


def _changed(program: Program, facts: Facts, moves: Changed) -> Facts:
    """Facts with the cells of some levers changed."""
    for lever, position in moves.items():
        assert lever.read is not None
        read = lever.read
        name, heads = read.relation.name, header(program, read.relation.name)
        period = (str(read.period),) if read.period is not None else ()
        at = next(
            n for n, row in enumerate(facts.rows[name]) if row[: len(period) + len(read.keys)] == (*period, *read.keys)
        )
        facts = facts.changed(name, at, heads.index(read.column.name), _text(read.column, lever.at(position)))
    return facts


def _text(column: Column, value: Scalar) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if not isinstance(value, Fraction):
        return str(value)
    return cell_text(column, value)


def _result_of(program: Program, facts: Facts, taken: dict[str, list[bool]], place: Place) -> Result | None:
    """The result in a store with other facts; None where an import would refuse some of them."""
    with loaded(program, facts) as world:
        if world.taken != taken:
            return None
        with world.evaluating(program) as evaluator:
            return result_of(evaluator, *place)


def stated(result: Result) -> bool:
    """Whether there is a value."""
    return result.state is State.VALUE
