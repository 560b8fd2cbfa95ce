"""One section of the page for each indicator: its words, its results, its charts, its trace, and the data of what is drawn later.

That data is compact JSON: each text once in a table, everything else by its place in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from iku_cli.documents.evaluation import trace_size
from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.evaluation import cells_of, remark_of
from iku_cli.render.layout import Row
from iku_cli.render.result import below_pairs, category_text, title, trace_rows, value_text
from iku_cli.reports.gather import Band, Report, Reported, bands, declared
from iku_cli.reports.page.charts_of import charts_of
from iku_cli.reports.page.values import Chart
from iku_dsl.keywords import Language
from iku_dsl.program import Dimension
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Result, State


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


STATES = tuple(State)
OF_THE_INDICATOR = frozenset({"basis", "owner", "correction"})  # told once, in its section
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
Packed = list[Any]


def script_json(value: object) -> Markup:
    """JSON that may stand within a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))


@dataclass(slots=True)
class Texts:
    """Texts by their number, in the order in which they came; 0 is the empty one."""

    known: dict[str, int] = field(default_factory=lambda: {"": 0})

    def __call__(self, text: str) -> int:
        """The number of a text."""
        return self.known.setdefault(text, len(self.known))


@dataclass(slots=True)
class Budget:
    """How many rows of traces may still be written; what does not fit is told by the command that prints it."""

    rows: int

    def take(self, count: int) -> bool:
        """Whether so many fit; they are taken then."""
        fits = count <= self.rows
        self.rows -= count if fits else 0
        return fits


def packed_results(one: Reported, language: Language) -> dict[str, object]:
    """An indicator's results for the page.

    `entities` are [[keys], labels, group of each grouping …], `cells` by entity and period [text, exact, state, category, rank, names and
    texts of what is told below], or 0 where there is no result. Numbers but state and rank are places in `texts`.
    """
    texts = Texts()
    entities: list[Packed] = []
    cells: list[list[Packed | int]] = []
    for key, by_period in one.by_entity.items():
        result = next(iter(by_period.values()))
        label = " · ".join(one_line(part) for part in result.key_labels)
        groups = [texts(one_line(grouping.members.get(key[0], ""))) for grouping in one.groupings]
        entities.append([[texts(one_line(part)) for part in key], texts(label), *groups])
        cells.append([_cell(by_period[p], texts, language) if p in by_period else 0 for p in one.periods])
    return {
        "name": one.declared.name,
        "periods": [str(period) for period in one.periods],
        "entities": entities,
        "cells": cells,
        "texts": list(texts.known),
    }


def _cell(result: Result, texts: Texts, language: Language) -> Packed:
    exact = exact_text(result.value) if result.state is State.VALUE and result.value is not None else ""
    category = category_text(result.category) if result.category is not None else ""
    below = [
        texts(part)
        for key, text in below_pairs(result, language)
        if text and key not in OF_THE_INDICATOR
        for part in (message(f"below.{key}", language), text)
    ]
    numbers = [texts(value_text(result, language)), texts(exact), STATES.index(result.state), texts(category)]
    return [*numbers, result.rank or 0, below]


def packed_traces(one: Reported, language: Language, budget: Budget) -> dict[str, object]:
    """The traces of an indicator's results by entity and period: lists of rows, or 0 where the budget had no more room.

    Those of the main period come first, then from the latest to the oldest. A row is [label, value, state, what stands between,
    place, remarks, rows below], without zeros at its end.
    """
    texts = Texts()
    found: dict[tuple[int, int], list[Packed]] = {}
    order = sorted(range(len(one.periods)), key=lambda n: (one.periods[n] != one.period, -n))
    entities = list(one.by_entity.values())
    for place in order:
        for number, by_period in enumerate(entities):
            result = by_period.get(one.periods[place])
            if result is None or trace_size(result) > budget.rows:  # of what may not fit no row is drawn
                continue
            rows = trace_rows(result, language)
            if budget.take(sum(map(count, rows))):
                found[number, place] = [packed_row(row, texts) for row in rows]
    traces = [[found.get((n, place), 0) for place in range(len(one.periods))] for n in range(len(entities))]
    return {"traces": traces, "texts": list(texts.known)}


def count(row: Row) -> int:
    """How many rows there are with those below."""
    return 1 + sum(map(count, row.below))


def packed_row(row: Row, texts: Texts) -> Packed:
    """One row with all below it."""
    between = "  ".join(cell for cell in (row.weight, row.overall, row.operand, row.detail) if cell)
    made: Packed = [
        texts(row.label),
        texts(row.value),
        STATES.index(State(row.state)),
        texts(between),
        texts(row.place),
        [texts(remark) for remark in row.remarks] or 0,
        [packed_row(inner, texts) for inner in row.below] or 0,
    ]
    while made and made[-1] == 0:
        made.pop()
    return made
