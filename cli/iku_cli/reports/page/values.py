"""The charts of values: how they moved by period over the bands of their scale, and how they lie over entities.

Of many entities a trend shows the middle; a spread, of the main period, how many are in each category and in each stretch of values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.evaluation import class_of
from iku_cli.render.result import category_text, target_text, value_text
from iku_cli.reports.gather import Reported
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_dsl.wording import SIGNS
from iku_engine.results.evaluation import Bounds, CategoryResult, Result, Shown, State

DIGITS = 6  # decimals of a place on an axis, in display units
MANY = 24  # as in `drawings.js`: beyond it bars are thin and names are cut


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: its kind, its data for the browser, and the same numbers in words and as a table.

    `alt` is what somebody hears who does not see it; `head` and `rows` are its numbers as displayed, the first cell of a row its name.

    In `data` places on an axis are decimal texts (`coordinate`); every label and every number that is read is a text already.
    """

    kind: str
    title: str
    alt: str
    data: Mapping[str, object]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def long(self) -> bool:
        """Whether it has so many parts that it wants the page's whole width."""
        return len(self.rows) > MANY


def unit_word(shown: Shown, language: Language) -> str:
    """What an axis is called: the unit's word, per cent, or just value."""
    if shown.percent:
        return message("report.axis.percent", language)
    return one_line(shown.unit) or message("report.axis.value", language)


def coordinate(value: Fraction | None, shown: Shown) -> str | None:
    """A number in display units as decimal text, to six decimals; None stays None. Only where to draw is taken from it."""
    if value is None:
        return None
    scaled = abs(value) * (100 if shown.percent else 1) * 10**DIGITS
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    text = str(whole + (2 * rest >= scaled.denominator)).rjust(DIGITS + 1, "0")
    trimmed = f"{text[:-DIGITS]}.{text[-DIGITS:]}".rstrip("0").rstrip(".")
    return f"-{trimmed}" if value < 0 and trimmed != "0" else trimmed


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """The number below which a share of the others lies: between two neighbours in proportion, as the median is halfway.

    Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", definition 7. `ordered` has at least one number.
    """
    place = share * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def step(spread: Fraction, parts: int) -> Fraction:
    """A round step (1, 2 or 5 times a power of ten) that cuts a spread above 0 into at most so many parts."""
    power = Fraction(1)
    while power * 10 * parts <= spread:
        power *= 10
    while power * parts > spread:
        power /= 10
    return next(power * round_one for round_one in (1, 2, 5, 10) if power * round_one * parts >= spread)


MOST_LINES = 6  # entities that have a line each; of more the middle is drawn
LEAST_PERIODS = 2
QUARTILES = tuple(Fraction(n, 4) for n in range(5))


def trend(one: Reported, language: Language) -> Iterator[Chart]:
    """A line through the periods, where there are at least two of them and anything is known."""
    entities = list(one.by_entity.values())
    if len(one.periods) < LEAST_PERIODS or not any(_drawable(result) for result in one.results):
        return
    if len(entities) <= MOST_LINES:
        yield _lines(one, entities, language)
    else:
        yield from _middle(one, language)


def _drawable(result: Result) -> bool:
    return result.value is not None or (
        result.bounds is not None and None not in (result.bounds.low, result.bounds.high)
    )


def _lines(one: Reported, entities: Sequence[object], language: Language) -> Chart:
    """One line an entity; where only one, also what is possible while it is missing."""
    shown = one.results[0].shown
    by_entity = list(one.by_entity.values())
    names = [_name(next(iter(found.values()))) for found in by_entity]
    lines = [
        {"name": name, "points": [_point(found.get(period), language) for period in one.periods]}
        for name, found in zip(names, by_entity, strict=True)
    ]
    single = len(entities) == 1
    own = by_entity[0] if single else {}
    rows = [
        (str(period), *_cells(found[period], name, language))
        for period in one.periods
        for name, found in zip(names, by_entity, strict=True)
        if period in found
    ]
    head = ("period", *(() if single else ("key",)), "value", "category", "target")
    return Chart(
        "trend",
        message("report.chart.trend", language),
        _alt(one, rows, language),
        {
            "periods": [str(period) for period in one.periods],
            "lines": lines,
            "targets": [_target(own.get(period), shown, language) for period in one.periods] if single else [],
            "bands": _bands(one, shown),
            "unit": unit_word(shown, language),
            "target": message("report.target", language),
            "between": message("report.possible", language),
        },
        tuple(message(f"table.{name}", language) for name in head),
        tuple(rows),
    )


def _name(result: Result) -> str:
    return " · ".join(one_line(label) for label in result.key_labels)


def _cells(result: Result, name: str, language: Language) -> tuple[str, ...]:
    """What the table says of one point; a missing value with what it lies between."""
    value = value_text(result, language)
    if result.state is State.MISSING and result.bounds is not None:
        between = saying.between(result.bounds, result.shown, language)
        value = f"{value} ({between})" if between else value
    category = category_text(result.category) if result.category is not None else ""
    target = next((target_text(target, result, language) for target in result.targets if not target.name), "")
    return (*((name,) if name else ()), value, category, target)


def _alt(one: Reported, rows: Sequence[tuple[str, ...]], language: Language) -> str:
    said = "; ".join(" ".join(part for part in row if part) for row in rows[:12])
    return message("report.alt.trend", language, indicator=one.declared.title, values=said)


def _point(result: Result | None, language: Language) -> dict[str, object] | None:
    if result is None:
        return None
    bounds = result.bounds if result.state is State.MISSING and result.bounds is not None else Bounds(None, None)
    return {
        "at": coordinate(result.value, result.shown) if result.state is State.VALUE else None,
        "low": coordinate(bounds.low, result.shown),
        "high": coordinate(bounds.high, result.shown),
        "label": value_text(result, language, unit=False),
        "text": " · ".join(_cells(result, "", language)[:2]).rstrip(" ·"),
    }


def _target(result: Result | None, shown: Shown, language: Language) -> list[object] | None:
    """Both ends of the unnamed target with its text; None where there is none."""
    target = (
        next((t for t in result.targets if not t.name and t.value is not None), None) if result is not None else None
    )
    if target is None or result is None:
        return None
    high = target.high if target.high is not None else target.value
    return [coordinate(target.value, shown), coordinate(high, shown), target_text(target, result, language)]


def _bands(one: Reported, shown: Shown) -> list[list[str | None]]:
    """The intervals of the scale that judges the value, best first; none of one that judges the achievement."""
    if one.scale is None or one.declared.scale_of_achievement:
        return []
    return [
        [one_line(band.title), coordinate(interval.low, shown), coordinate(interval.high, shown)]
        for band in one.scale.bands
        for interval in band.intervals
    ]


def _middle(one: Reported, language: Language) -> Iterator[Chart]:
    """Least, quartiles and greatest of all entities that have a value, by period."""
    shown = one.results[0].shown
    periods: list[Period] = []
    ends: list[list[Fraction]] = []
    rows: list[tuple[str, ...]] = []
    for period in one.periods:
        values = sorted(r.value for r in one.results if r.period == period and r.value is not None)
        if values:
            periods.append(period)
            ends.append([quantile(values, share) for share in QUARTILES])
            rows.append((str(period), str(len(values)), *(saying.number(end, shown, language) for end in ends[-1])))
    if len(periods) < LEAST_PERIODS:
        return
    names = [message(f"report.quartile.{n}", language) for n in range(len(QUARTILES))]
    yield Chart(
        "middle",
        message("report.chart.middle", language),
        message(
            "report.alt.middle", language, indicator=one.declared.title, first=_told(rows[0]), last=_told(rows[-1])
        ),
        {
            "periods": [str(period) for period in periods],
            "ends": [[coordinate(end, shown) for end in of_period] for of_period in ends],
            "texts": [list(row[2:]) for row in rows],
            "names": names,
            "bands": _bands(one, shown),
            "unit": unit_word(shown, language),
        },
        (message("table.period", language), message("report.count", language), *names),
        tuple(rows),
        message("report.quartile.note", language),
    )


def _told(row: tuple[str, ...]) -> str:
    """`2025: 64.20% (31.00% .. 100.00%)`: the middle and both ends."""
    return f"{row[0]}: {row[4]} ({row[2]} .. {row[6]})"


LEAST_ENTITIES = 2
MOST_BARS = 30  # entities that have a bar each
PARTS = 12  # stretches at most


def by_category(one: Reported, language: Language) -> Iterator[Chart]:
    """How many entities are in each category of the scale, and how many in none, each reason in words."""
    if one.scale is None or len(one.main) < LEAST_ENTITIES:
        return
    bands = {band.name: category_text(CategoryResult(band.name, band.title)) for band in one.scale.bands}
    found = Counter(class_of(result, language) for result in one.main)
    rows = [(name, found.pop(name, 0)) for name in bands.values()]
    rows += sorted(found.items(), key=lambda pair: -pair[1])
    yield Chart(
        "bars",
        message("report.chart.category", language, period=one.period),
        message(
            "report.alt.category",
            language,
            indicator=one.declared.title,
            period=one.period,
            counts="; ".join(f"{name}: {count}" for name, count in rows if count),
        ),
        {
            "names": [name for name, _ in rows],
            "sizes": [str(count) for _, count in rows],
            "texts": [str(count) for _, count in rows],
            "quiet": [n >= len(bands) for n in range(len(rows))],
            "unit": message("report.count", language),
        },
        (message("table.category", language), message("report.count", language)),
        tuple((name, str(count)) for name, count in rows),
    )


def spread(one: Reported, language: Language) -> Iterator[Chart]:
    """A bar an entity where there are few; else how many lie in each of at most twelve equal stretches."""
    if len(one.main) < LEAST_ENTITIES:
        return
    known = [result for result in one.main if result.state is State.VALUE and result.value is not None]
    if len(one.main) <= MOST_BARS:
        if known:
            yield _bars(one, language)
    elif len({result.value for result in known}) > 1:
        yield _stretches(one, sorted(r.value for r in known if r.value is not None), language)


def _bars(one: Reported, language: Language) -> Chart:
    names = [" · ".join(one_line(label) for label in result.key_labels) for result in one.main]
    texts = [value_text(result, language) for result in one.main]
    shown = one.main[0].shown
    return Chart(
        "bars",
        message("report.chart.entities", language, period=one.period),
        message(
            "report.alt.entities",
            language,
            indicator=one.declared.title,
            period=one.period,
            values="; ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True)),
        ),
        {
            "names": names,
            "sizes": [coordinate(r.value, shown) if r.state is State.VALUE else None for r in one.main],
            "texts": texts,
            "quiet": [result.state is not State.VALUE for result in one.main],
            "unit": unit_word(shown, language),
        },
        (message("table.key", language), message("table.value", language)),
        tuple(zip(names, texts, strict=True)),
    )


def _stretches(one: Reported, values: list[Fraction], language: Language) -> Chart:
    """Stretches start at multiples of a round step in display units; each holds its lower end, the last also its upper one."""
    shown = one.main[0].shown
    unit = Fraction(1, 100) if shown.percent else Fraction(1)
    wide = step((values[-1] - values[0]) / unit, PARTS - 1) * unit
    first = values[0] // wide
    last = max(-(-values[-1] // wide) - 1, first)
    counts = Counter(min(value // wide, last) for value in values)
    rows = []
    for number in range(first, last + 1):
        low, high = (saying.as_written(end * wide, shown.percent, SIGNS[language]) for end in (number, number + 1))
        rows.append((f"{low} {'..' if number == last else '..<'} {high}", counts.get(number, 0)))
    absent = len(one.main) - len(values)
    return Chart(
        "histogram",
        message("report.chart.spread", language, period=one.period),
        message(
            "report.alt.spread",
            language,
            indicator=one.declared.title,
            period=one.period,
            counts="; ".join(f"{name}: {count}" for name, count in rows if count),
            absent=absent,
        ),
        {
            "names": [name for name, _ in rows],
            "ends": [saying.as_written(n * wide, shown.percent, SIGNS[language]) for n in range(first, last + 2)],
            "sizes": [str(count) for _, count in rows],
            "unit": unit_word(shown, language),
            "count": message("report.count", language),
        },
        (message("report.stretch", language), message("report.count", language)),
        tuple((name, str(count)) for name, count in rows),
        message("report.spread.absent", language, count=absent) if absent else "",
    )
