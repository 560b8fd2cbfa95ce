"""What was asked to be reached, as written (`BB`, `80.5`, `95%`, `target`, `next`), to a goal for one result."""

from __future__ import annotations

import re
from fractions import Fraction

from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.program import Indicator, Program, Scale
from iku_dsl.wording import Figure, interval_text
from iku_engine.errors import WrongUse
from iku_engine.results.evaluation import Result, State, TargetResult
from iku_engine.seek.goals import Goal, better_or_equal, numbers_rise, to_categories, worse_or_equal
from iku_engine.words.numerals import numeral

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
    _written_once(indicator, word)
    if len(word) > LONGEST or not _NUMBER.fullmatch(word):
        bands = program.scales[indicator.scale].bands if indicator.scale else ()
        known = tuple(band.name for band in bands if band.intervals)
        key = "seek-unknown" if known else "seek-unknown-no-bands"
        raise WrongUse(
            say(key, text=word, indicator=indicator.title, known=known)
            if known
            else say(key, text=word, indicator=indicator.title)
        )
    above, _, below = word.rstrip("%").replace("_", "").partition("/")
    if below and Fraction(below) == 0:
        raise WrongUse(say("seek-zero", text=word))
    value = Fraction(above) / (Fraction(below) if below else 1)
    return value / 100 if word.endswith("%") else value


def _written_once(indicator: Indicator, word: str) -> None:
    """A figure is written as in specs. Errors: `WrongUse` where a comma, or a point of thousands, leaves another one possible."""
    found = numeral(word)
    if found is None or found.unit:
        return
    ways = tuple(dict.fromkeys(filter(None, (found.english, found.indonesian))))
    scale = (-1 if found.negative else 1) / Fraction(100 if found.percent else 1)
    fitting = tuple(way for way in ways if Fraction(way) * scale in indicator.range)
    if fitting == (word.lstrip("-+").rstrip("%"),) or (len(ways) == 1 and "," not in word and found.english):
        return
    sign, percent = "-" if found.negative else "", "%" if found.percent else ""
    if len(ways if len(fitting) != 1 else fitting) == 1:
        raise WrongUse(say("seek-comma", text=word, mended=f"{sign}{_least((fitting or ways)[0])}{percent}"))
    first, second = (f"{sign}{_plainly(way)}{percent}" for way in ways)
    raise WrongUse(say("seek-either", text=word, first=first, second=second))


def _least(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _plainly(digits: str) -> str:
    """Digits that can be read in one way only: without zeros that end the decimals, or with one where three of them are left."""
    least = _least(digits)
    written = numeral(least)
    return f"{least}0" if written is not None and written.ambiguous else least
