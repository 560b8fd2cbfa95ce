"""How entities lie in the main period: how many in each category, and how many in each stretch of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import figures
from iku_cli.render.result import category_text, value_text
from iku_cli.render.table import class_of
from iku_cli.reports.gather import Reported
from iku_cli.reports.page.charts.chart import Chart, unit_word
from iku_cli.reports.page.charts.numbers import coordinate, step
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import CategoryResult, State

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
        low, high = (figures.as_written(end * wide, shown.percent) for end in (number, number + 1))
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
            "ends": [figures.as_written(n * wide, shown.percent) for n in range(first, last + 2)],
            "sizes": [str(count) for _, count in rows],
            "unit": unit_word(shown, language),
            "count": message("report.count", language),
        },
        (message("report.stretch", language), message("report.count", language)),
        tuple((name, str(count)) for name, count in rows),
        message("report.spread.absent", language, count=absent) if absent else "",
    )
