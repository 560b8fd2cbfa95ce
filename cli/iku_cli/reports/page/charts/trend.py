"""How an indicator moved: its value by period over the bands of its scale, with targets; of many entities their middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import figures, saying
from iku_cli.render.result import category_text, target_text, value_text
from iku_cli.reports.gather import Reported
from iku_cli.reports.page.charts.chart import Chart, unit_word
from iku_cli.reports.page.charts.numbers import coordinate, quantile
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_engine.results.evaluation import Bounds, Result, Shown, State

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
            "targets": [_target(own.get(period), shown) for period in one.periods] if single else [],
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
    target = next((target_text(target, result.shown) for target in result.targets if not target.name), "")
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


def _target(result: Result | None, shown: Shown) -> list[object] | None:
    """Both ends of the unnamed target with its text; None where there is none."""
    target = (
        next((t for t in result.targets if not t.name and t.value is not None), None) if result is not None else None
    )
    if target is None:
        return None
    high = target.high if target.high is not None else target.value
    return [coordinate(target.value, shown), coordinate(high, shown), target_text(target, shown)]


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
            rows.append((str(period), str(len(values)), *(figures.number(end, shown) for end in ends[-1])))
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
