"""One section of the page for each indicator: its words, its results, its charts, its trace, and the data of what is drawn later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.outline import Row
from iku_cli.render.result import below_pairs, title, trace_rows
from iku_cli.render.table import cells_of, remark_of
from iku_cli.reports.gather import Report, Reported
from iku_cli.reports.page.charts import Chart, charts_of
from iku_cli.reports.page.declared import Band, bands, declared
from iku_cli.reports.page.packing import OF_THE_INDICATOR, Budget, packed_results, packed_traces
from iku_dsl.keywords import Language
from iku_dsl.program import Dimension
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Result


@dataclass(frozen=True, slots=True)
class Line:
    """One result in the table of periods: its texts by column, its exact value, its place in the data, its state, and why."""

    period: str
    cells: Mapping[str, str]
    exact: str
    place: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """All that the template shows of one indicator; `head` is its only result of the main period, None of one with members."""

    number: int
    name: str
    title: str
    goal: str
    marks: tuple[str, ...]
    declared: tuple[tuple[str, str, bool], ...]
    scale: str
    bands: tuple[Band, ...]
    head: Line | None
    told: tuple[tuple[str, str], ...]
    note: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    keys: str
    groupings: tuple[str, ...]
    charts: tuple[Chart, ...]
    trace: tuple[Row, ...]
    trace_title: str
    results: Mapping[str, object]
    traces: Mapping[str, object]


def sections(report: Report, budget: Budget) -> Iterator[Section]:
    """The sections in the order of the report; traces are written as long as the budget lasts."""
    for number, one in enumerate(report.indicators):
        yield _section(number, one, report, budget)


def _section(number: int, one: Reported, report: Report, budget: Budget) -> Section:
    language = report.language
    single = one.main[0] if len(one.main) == 1 and not one.main[0].key else None
    lines = tuple(_lines(number, one, language)) if single is not None else ()
    optional = [name for name in ("category", "target", "achievement") if any(line.cells.get(name) for line in lines)]
    return Section(
        number=number,
        name=one.declared.name,
        title=one_line(one.declared.title),
        goal=one_line(one.declared.prose.goal),
        marks=tuple(saying.marks((mark for result in one.results for mark in result.marks), language)),
        declared=tuple(declared(one, language)),
        scale=one_line(one.scale.title) if one.scale is not None else "",
        bands=tuple(bands(one.scale)) if one.scale is not None else (),
        head=next((line for line in lines if line.period == str(one.period)), None),
        told=_told(single, language) if single is not None else (),
        note="" if one.results else message("report.nothing", language),
        columns=("value", *optional),
        lines=tuple(reversed(lines)),
        keys=" · ".join(_title(dimension) for dimension in one.dimensions),
        groupings=tuple(one_line(grouping.label) for grouping in one.groupings),
        charts=tuple(charts_of(one, language)),
        trace=tuple(trace_rows(single, language)) if single is not None else (),
        trace_title=title(single, language) if single is not None else "",
        results=packed_results(one, language),
        traces=packed_traces(one, language, budget),
    )


def _title(dimension: Dimension) -> str:
    return one_line(dimension.title)


def _told(result: Result, language: Language) -> tuple[tuple[str, str], ...]:
    """What stands below the trace in a terminal, without what the section says of the indicator anyway."""
    return tuple(
        (message(f"below.{key}", language), text)
        for key, text in below_pairs(result, language)
        if text and key not in OF_THE_INDICATOR
    )


def _lines(number: int, one: Reported, language: Language) -> Iterator[Line]:
    for place, period in enumerate(one.periods):
        for result in one.results:
            if result.period == period:
                cells = cells_of(result, "", language, True)
                exact = exact_text(result.value) if result.value is not None else ""
                where = f"{number}/0/{place}"
                yield Line(str(period), cells, exact, where, result.state.value, remark_of(result, language))
