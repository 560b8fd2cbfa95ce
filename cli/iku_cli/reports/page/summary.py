"""The first table of a page: one line an indicator in the main period, and how many there are of which kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.table import cells_of, remark_of
from iku_cli.render.table import summary as counted
from iku_cli.reports.gather import Report, Reported
from iku_dsl.keywords import Language
from iku_engine.exact import exact_text
from iku_engine.results.beside import together
from iku_engine.results.evaluation import Result, State


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator: its section, its title, a tag for each mark, how far its results are, its texts by column, the place of its number.

    Of several members `note` says how many there are of each kind.
    """

    section: str
    title: str
    tags: tuple[str, ...]
    stages: tuple[str, ...]
    cells: Mapping[str, str]
    exact: str
    place: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The lines, and counts with their words: indicators, with a value, in each other state, targets reached of those that are set."""

    lines: tuple[Line, ...]
    counts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]


def summary(report: Report) -> Summary:
    """The summary of a report's main period."""
    lines = tuple(_line(number, one, report.language) for number, one in enumerate(report.indicators))
    optional = [name for name in ("category", "target", "achievement") if any(line.cells.get(name) for line in lines)]
    return Summary(lines, tuple(_counts(report)), ("value", *optional))


def _counts(report: Report) -> Iterator[tuple[str, str]]:
    language = report.language
    yield str(len(report.indicators)), message("report.indicators", language)
    single = [one.main[0] for one in report.indicators if len(one.main) == 1 and not one.main[0].key]
    for state in State:
        found = sum(result.state is state for result in single)
        if found or state is State.VALUE:
            word = "report.with-value" if state is State.VALUE else f"state.{state.value}"
            yield str(found), message(word, language)
    keyed = sum(bool(one.dimensions) for one in report.indicators)
    if keyed:
        yield str(keyed), message("report.with-members", language)
    targets = [t.reached for result in single for t in result.targets if not t.name and t.reached is not None]
    if targets:
        count = message("report.reached.of", language, count=sum(targets), total=len(targets))
        yield count, message("report.reached", language)


def _line(number: int, one: Reported, language: Language) -> Line:
    main = one.main
    single = main[0] if len(main) == 1 and not main[0].key else None
    return Line(
        section=f"i-{number}",
        title=one_line(one.declared.title),
        stages=tuple(dict.fromkeys(_stage(result, language) for result in main if result.status is not None)),
        tags=tuple(saying.tags(together(*(result.marks for result in main)), language)),
        cells=cells_of(single, "", language, False) if single is not None else {},
        exact=_exact(single),
        place=f"{number}/0/{one.periods.index(one.period)}" if single is not None else "",
        state=single.state.value if single is not None else "",
        note=_note(one, single, language),
    )


def _stage(result: Result, language: Language) -> str:
    """`draf`, `final`; of one that is not what was made final that, too."""
    assert result.status is not None
    word = message(f"status.word.{result.status.stage}", language)
    return word if result.restated is None else message("status.word.changed", language, stage=word)


def _exact(result: Result | None) -> str:
    return exact_text(result.value) if result is not None and result.value is not None else ""


def _note(one: Reported, single: Result | None, language: Language) -> str:
    """Why there is no value; of several members how many there are of each kind."""
    if single is not None:
        return remark_of(single, language)
    if not one.main:
        return message("report.nothing", language)
    kinds = ", ".join(f"{name} {count}" for name, count in counted(one.main, language))
    return message("report.members", language, count=len(one.main), summary=kinds)
