"""A store and a question to what was sought: facts as they were on a day, by any engine, of one entity or of all of them.

What is to be reached is a text as somebody writes it (`BB`, `80.5`, `80,5`, `95%`, `target`, `next`), made a goal for each result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program, Scale
from iku_dsl.wording import Figure, interval_text
from iku_engine.binding import unchanged
from iku_engine.bound import Given
from iku_engine.calculate.counting import follow
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import entities_of, entity_key, evaluate, plan_of, told_beside
from iku_engine.evaluating.seeing import seeing
from iku_engine.results.evaluation import Result, State, TargetResult
from iku_engine.seek.counterfactual import Counterfactual
from iku_engine.seek.goals import Goal, Verdict, better_or_equal, numbers_rise, to_categories, worse_or_equal
from iku_engine.seek.levers import Lever, Unmoved, all_move, levers_of, unmoved_of
from iku_engine.seek.seeking import Sought, seek_one
from iku_engine.seek.trying import Trial, intervals_mean
from iku_engine.store.store import Store
from iku_engine.words.notation import as_in_specs

NEXT = ("next", "berikutnya")
TARGET = "target"
_NUMBER = re.compile(r"[-+]?\d[\d_]*(?:\.\d+)?(?:/\d[\d_]*(?:\.\d+)?)?%?")
LONGEST = 60  # letters of a number


def goal_of(program: Program, indicator: Indicator, result: Result, asked: str) -> Goal | None:
    """The goal that a result is to reach; None for the next better category of one that is in the best, or in none.

    Errors: `WrongUse` for a category that there is not, a value outside the indicator's range, a target where there is none.
    """
    word = asked.strip()
    if word.casefold() in NEXT:
        return _next(program, indicator, result)
    if word.casefold() == TARGET:
        return _target(indicator, result)
    if indicator.scale:
        scale = program.scales[indicator.scale]
        band = next((b.name for b in scale.bands if word.casefold() in (b.name.casefold(), b.title.casefold())), None)
        if band is not None:
            return _category(program, indicator, scale, result, band)
    return _value(program, indicator, result, word)


def _next(program: Program, indicator: Indicator, result: Result) -> Goal | None:
    """The next better category; where there are no categories, the target."""
    if not indicator.scale:
        return _target(indicator, result)
    scale = program.scales[indicator.scale]
    known = [band.name for band in scale.bands if band.intervals]
    category = result.category
    if category is None:
        return _category(program, indicator, scale, result, known[-1]) if result.state is State.MISSING else None
    worst = category.id or category.possible[-1]
    order = [band.name for band in scale.bands]
    better = [name for name in known if order.index(name) < order.index(worst)]
    return _category(program, indicator, scale, result, better[-1]) if better else None


def _category(program: Program, indicator: Indicator, scale: Scale, result: Result, band: str) -> Goal:
    if not scale.band(band).intervals:
        raise WrongUse(say("seek-without-range", category=scale.band(band).title))
    order = [one.name for one in scale.bands]
    rises = numbers_rise(scale)
    if result.category is not None and result.category.id:
        better = order.index(band) <= order.index(result.category.id)
    elif result.state is State.VALUE and result.value is not None and not indicator.scale_of_achievement:
        ends = scale.band(band).intervals
        above = all(end.low is not None and result.value <= end.low for end in ends)
        better = above == rises
    else:
        better = True
    names = better_or_equal(scale, band) if better else worse_or_equal(scale, band)
    return to_categories(program, indicator, names, band, rising=better == rises)


def _target(indicator: Indicator, result: Result) -> Goal:
    target = next((target for target in result.targets if not target.name), None)
    if target is None:
        raise WrongUse(say("seek-no-target", indicator=indicator.title, period=str(result.period)))
    if target.value is None:
        raise WrongUse(say("seek-target-missing", indicator=indicator.title, period=str(result.period)))
    if indicator.direction == "none":
        raise WrongUse(say("seek-no-direction", indicator=indicator.title))
    interval = _reaching(indicator, target, target.value)
    rising = indicator.direction == "higher" or (result.value is not None and result.value < target.value)
    return Goal("target", interval=interval, rising=rising, ends=(interval,))


def _reaching(indicator: Indicator, target: TargetResult, low: Fraction) -> Interval:
    """The values that reach a target: from its lower end on where it is to rise, up to its upper end where it is to fall."""
    high = target.high if target.high is not None else low
    match indicator.direction:
        case "higher":
            return Interval(low, None, target.sign == ">")
        case "lower":
            return Interval(None, high, high_open=target.sign == "<")
        case _:
            return Interval(low, high)


def _value(program: Program, indicator: Indicator, result: Result, word: str) -> Goal:
    value = _number(program, indicator, word)
    if value not in indicator.range:
        percent = indicator.type.percent
        shown = Figure(value, percent)
        raise WrongUse(say("seek-range", value=shown, range=interval_text(indicator.range, percent), text=word))
    rising = indicator.direction != "lower"
    if result.state is State.VALUE and result.value is not None:
        if result.value == value:
            return Goal("value", interval=Interval(value, value), ends=(Interval(value, value),))
        rising = result.value < value
    interval = Interval(value, None) if rising else Interval(None, value)
    return Goal("value", interval=interval, rising=rising, ends=(interval,))


def _number(program: Program, indicator: Indicator, word: str) -> Fraction:
    written = as_in_specs(word, indicator.range)
    if len(word) > LONGEST or not _NUMBER.fullmatch(written):
        bands = program.scales[indicator.scale].bands if indicator.scale else ()
        known = tuple(band.name for band in bands if band.intervals)
        key = "seek-unknown" if known else "seek-unknown-no-bands"
        raise WrongUse(
            say(key, text=word, indicator=indicator.title, known=known)
            if known
            else say(key, text=word, indicator=indicator.title)
        )
    above, _, below = written.rstrip("%").replace("_", "").partition("/")
    if below and Fraction(below) == 0:
        raise WrongUse(say("seek-zero", text=word))
    value = Fraction(above) / (Fraction(below) if below else 1)
    return value / 100 if written.endswith("%") else value


Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Of which facts something is asked: those of a store (or bound files), as known on a day, by an engine."""

    store: Store
    program: Program
    specs: str = ""
    as_of: datetime | None = None
    engine: str = ""
    bound: Sequence[Given] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What was sought of one entity, or of each of many: no `goal` of one that is in the best category, or in none."""

    facts: str
    asked: str
    one: Sought | None
    many: tuple[tuple[Result, Sought | None], ...] = ()
    notes: tuple[Text, ...] = ()


@contextmanager
def counterfactual_of(question: Question) -> Iterator[Counterfactual]:
    """The evaluator of a question, while its facts can be read. Errors: `StoreError`, `WrongUse`, and those of bound files."""
    q = question
    with seeing(q.store, q.program, engine=q.engine, as_of=q.as_of, bound=q.bound, specs=q.specs) as (snapshot, _, _):
        yield Counterfactual(q.program, snapshot)
        unchanged(q.bound)


def seek(
    question: Question,
    name: str,
    periods: Sequence[Period],
    reach: str = NEXT[0],
    key: Key | None = None,
    by: Sequence[str] = (),
    limit: int = 5,
) -> Answers:
    """The smallest changes with which an indicator reaches a category, value or target; of all its entities where no key is given.

    `by` are the levers that may move, by ref, column, source or member; all where none is named.
    Errors: `WrongUse` for what does not exist or makes no sense, and those of `counterfactual_of`.
    """
    found, periods = _answers(question, name, periods, reach, key, by, limit)
    if found.one is not None:
        (result,) = told_of(question, [found.one.result], name, periods, key)
        return replace(found, one=replace(found.one, result=result))
    results = told_of(question, [result for result, _ in found.many], name, periods, key)
    return replace(found, many=tuple((result, sought) for result, (_, sought) in zip(results, found.many, strict=True)))


def told_of(
    question: Question, results: Sequence[Result], name: str, periods: Sequence[Period], key: Key | None
) -> tuple[Result, ...]:
    """Results of one indicator with what is told beside them: what waits, their status, and what was made final."""
    q = question
    real = evaluate(
        q.store, q.program, specs=q.specs, indicators=[name], periods=periods, key=key, traced=False, as_of=q.as_of,
        engine=q.engine, bound=q.bound,
    )  # fmt: skip
    return tuple(told_beside(results, real))


def _answers(
    question: Question, name: str, periods: Sequence[Period], reach: str, key: Key | None, by: Sequence[str], limit: int
) -> tuple[Answers, list[Period]]:
    """What was sought, and of which periods."""
    with counterfactual_of(question) as counterfactual:
        asked_for = [(name, its_periods(counterfactual.program, name, periods))]
        follow(counterfactual.run, plan_of(counterfactual.program, asked_for))
        places = [(period, one) for period in asked_for[0][1] for one in entities(counterfactual, name, period, key)]
        digest = counterfactual.snapshot.digest
        many_at_once = len(places) != 1
        safe = intervals_mean(counterfactual.program, name)
        ask = _Ask(reach, tuple(by), 1 if many_at_once else limit, many_at_once, safe)
        if not many_at_once:
            period, one = places[0]
            result = counterfactual.as_is(name, period, one)
            return Answers(digest, reach, _sought(counterfactual, result, ask) or _at_its_best(result)), [period]
        results = [counterfactual.as_is(name, period, one) for period, one in places]
        tried = [_is_tried(counterfactual, result, ask) for result in results]
        many = []
        for place, result in enumerate(results, 1):
            many.append((result, _sought(counterfactual, result, ask)))
            counterfactual.foresee_tries(sum(tried[:place]), sum(tried))
        return Answers(digest, reach, None, tuple(many)), asked_for[0][1]


def _at_its_best(result: Result) -> Sought:
    if result.state not in (State.VALUE, State.MISSING):
        why = result.reason or say("compare-none")
        state = f"state.{result.state}"
        raise WrongUse(say("seek-state", indicator=result.label, period=str(result.period), state=state, why=why))
    raise WrongUse(say("seek-best", indicator=result.label, period=str(result.period)))


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked of each result; `alone`: of single levers only; `safe`: with intervals."""

    reach: str
    by: tuple[str, ...]
    limit: int
    alone: bool
    safe: bool


def _is_tried(counterfactual: Counterfactual, result: Result, ask: _Ask) -> bool:
    """Whether there is something to be tried: a goal, and one that is not reached."""
    goal = goal_of(
        counterfactual.program, about_of(counterfactual.program, result.indicator, result.period), result, ask.reach
    )
    return goal is not None and goal.verdict(result) is not Verdict.YES


def _sought(counterfactual: Counterfactual, result: Result, ask: _Ask) -> Sought | None:
    about = about_of(counterfactual.program, result.indicator, result.period)
    goal = goal_of(counterfactual.program, about, result, ask.reach)
    if goal is None:
        return None
    place = (result.indicator, result.period, result.key)
    every = levers_of(counterfactual, place)
    unmoved = unmoved_of(counterfactual, place, every)
    levers = chosen(every, ask.by, place[0], unmoved)
    opened = frozenset(lever for lever in levers if lever.now is None)
    trial = Trial(counterfactual, place, goal, ask.safe, opened, all_move(counterfactual, place, every))
    found = seek_one(trial, result, levers, ask.limit, ask.alone)
    return replace(found, unmoved=unmoved, named=bool(ask.by))


def about_of(program: Program, name: str, period: Period) -> Indicator:
    """The version of an indicator in a period. Errors: `WrongUse` where there is none."""
    version = program.version(name, period)
    if version is None:
        raise WrongUse(say("seek-no-version", indicator=program.indicators[name][0].title, period=str(period)))
    return version


def its_periods(program: Program, name: str, periods: Sequence[Period]) -> list[Period]:
    """The periods of an indicator's grain, those without a version left out where another one has it. Errors: `WrongUse`."""
    if name not in program.indicators:
        raise WrongUse(say("indicator-unknown", name=name, known=tuple(program.indicators)))
    grain = program.indicators[name][0].grain
    found: list[Period] = []
    for period in periods:
        if period.grain.finer_than(grain):
            raise WrongUse(say("period-too-fine", indicator=name, grain=f"noun.{grain}", period=str(period)))
        found.extend([period] if period.grain is grain else period.parts(grain))
    kept = [period for period in found if program.version(name, period) is not None]
    if not kept:
        about_of(program, name, found[0])
    return kept


def entities(counterfactual: Counterfactual, name: str, period: Period, key: Key | None) -> list[Key]:
    """The entities that are asked for: one, or all of the period. Errors: `WrongUse` for one that there is not."""
    about = about_of(counterfactual.program, name, period)
    if key is None:
        return entities_of(counterfactual.run, about, period)
    return [entity_key(counterfactual.run, about, key)]


def chosen(
    levers: tuple[Lever, ...], by: Sequence[str], indicator: str, unmoved: Sequence[Unmoved] = ()
) -> tuple[Lever, ...]:
    """The levers that were named, by ref, column, source, member or label. Errors: `WrongUse` for a name that fits none."""
    if not by:
        return levers
    found: dict[Lever, None] = {}
    for name in by:
        fitting = [lever for lever in levers if name.casefold() in _names(lever)]
        kept = [one for one in unmoved if name.casefold() in _called(one)]
        if not fitting and kept:
            raise WrongUse(say("seek-by-unmoved", name=name, indicator=indicator, why=say(f"unmoved.{kept[0].why}")))
        if not fitting:
            known = tuple(lever.ref for lever in levers[:8]) + (("…",) if len(levers) > 8 else ())
            key = "seek-by" if levers else "seek-no-levers"
            raise WrongUse(
                say(key, name=name, indicator=indicator, known=known) if levers else say(key, indicator=indicator)
            )
        found.update(dict.fromkeys(fitting))
    return tuple(found)


def _called(one: Unmoved) -> set[str]:
    """All that an input that does not move may be called."""
    column = one.ref.partition("[")[0]
    return {name.casefold() for name in (one.ref, one.label, column, *column.split("."), *one.label.split(" · "))}


def _names(lever: Lever) -> set[str]:
    """All that a lever may be called."""
    names = {lever.ref, lever.label, lever.ref.partition("[")[0]}
    if lever.read is not None:
        names |= {lever.read.relation.name, lever.read.column.name, *lever.read.keys, *lever.label.split(" · ")}
    return {name.casefold() for name in names}
