"""One evaluation of several periods with all that a report says of it; every format is made from this and asks nothing more.

`iku-engine/report/1` says which file was made of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import may_write_traces
from iku_cli.documents.trace import mark_object
from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render.result import category_text
from iku_cli.session.ledger import keep
from iku_cli.terminal.faults import Fault
from iku_dsl.budgets import most
from iku_dsl.keywords import Language
from iku_dsl.period import Grain, Period
from iku_dsl.problem import Text
from iku_dsl.program import Dimension, Indicator, Program, Scale
from iku_dsl.wording import interval_text
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.evaluating.report_facts import FollowUp, Grouping, follow_ups, groupings
from iku_engine.ledger.heads import head_of
from iku_engine.long_work import Progress
from iku_engine.results.beside import Mark, together
from iku_engine.results.evaluation import CategoryResult, Evaluation, Result
from iku_engine.store.runs import Asked

if TYPE_CHECKING:
    from iku_cli.documents.declared import files
    from iku_cli.session.session import Session, Specs

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked for: indicators (none: all), the period, how many years with it, and how it is evaluated.

    `depth` is how many members of a set a trace lists, None for all.
    """

    indicators: tuple[str, ...]
    period: Period
    years: int
    title: str = ""
    depth: int | None = 100
    as_of: datetime | None = None
    engine: str | None = None

    @property
    def periods(self) -> tuple[Period, ...]:
        """The same period of each year, oldest first."""
        earlier = (self.period.shifted(Grain.YEAR, -back) for back in reversed(range(self.years)))
        return tuple(period for period in earlier if period.year > 0)


@dataclass(frozen=True, slots=True)
class Reported:
    """One indicator: what its spec declares, in the version of the main period, and its results in all periods, oldest first.

    `scale` judges it, where one does. `groupings` are attributes by which its entities are compared. `period` is the main period
    in its own grain: of a monthly indicator the last month; `periods` are all, oldest first, `main` the results of the main one.
    `by_entity` has the entities of the main period first.
    """

    declared: Indicator
    scale: Scale | None
    dimensions: tuple[Dimension, ...]
    groupings: tuple[Grouping, ...]
    period: Period
    periods: tuple[Period, ...]
    results: tuple[Result, ...]
    main: tuple[Result, ...]
    by_entity: Mapping[Key, Mapping[Period, Result]]

    def in_summary(self, title: str, main: Period) -> str:
        """A title in a summary of the main period, with the period where only a part of that is shown: the last month is no year."""
        return title if self.period == main else f"{title} · {self.period}"


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows. `run` is the number under which its evaluation is kept, None where it could not be."""

    title: str
    language: Language
    period: Period
    periods: tuple[Period, ...]
    evaluation: Evaluation
    run: int | None
    user: str
    made: datetime
    indicators: tuple[Reported, ...]
    program: Program
    notes: tuple[FollowUp, ...] = ()
    head: str = ""  # of the chain when it was made

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of all facts that it rests on, each once."""
        return together(*(result.marks for result in self.evaluation.results))

    @property
    def caveats(self) -> tuple[Text, ...]:
        """What is to be said of the whole and of its results, each once: rows in quarantine, facts that came too late."""
        own = (note for result in self.evaluation.results for note in result.notes)
        return tuple(dict.fromkeys((*self.evaluation.notes, *own)))


def gather(
    session: Session, specs: Specs, question: Question, made: datetime, progress: Progress | None = None
) -> Report:
    """Evaluate, keep the run, and put together what is reported. `progress` and errors: those of `evaluate`, `Fault` of too much."""
    count = len(set(question.indicators) or specs.program.indicators)
    if count > most("reported"):
        raise Fault("too-many.indicators", count=count, limit=most("reported"))
    bound = session.bound(specs.program)
    periods, engine = question.periods, session.settings.asked(question.engine)
    asked = Asked(question.indicators, periods, None, False, question.as_of, bound)
    with session.facts(specs.program, bound, question.indicators) as store:
        evaluated = evaluate(
            store, specs.program, specs=specs.sha256, indicators=question.indicators, periods=periods,
            depth=question.depth, as_of=question.as_of, engine=engine, bound=bound,
            progress=progress, files=specs.files,
        )  # fmt: skip
        may_write_traces(evaluated.results, "too-many.traces.report", each_period=True)
        run, user = keep(session, store, specs, evaluated, asked), session.signer(store)
        keyed = (name for result in evaluated.results if result.key for name in _dimensions(specs.program, result))
        groups = groupings(
            store, specs.program, list(keyed), specs=specs.sha256, upto=evaluated.seen, engine=engine, bound=bound
        )
        notes = follow_ups(
            store, specs.program, periods, specs=specs.sha256, upto=evaluated.seen, engine=engine, bound=bound
        )
        head = str(head_of(store)) if not store.in_memory else ""
    return Report(
        question.title or session.say("report.title", period=question.period),
        session.language,
        question.period,
        periods,
        evaluated,
        run,
        user,
        made,
        tuple(_reported(specs.program, evaluated.results, question, groups)),
        specs.program,
        notes,
        head,
    )


def _dimensions(program: Program, result: Result) -> tuple[str, ...]:
    return program.indicators[result.indicator][0].dimensions


def _reported(
    program: Program, results: Sequence[Result], question: Question, groups: Mapping[str, tuple[Grouping, ...]]
) -> Iterator[Reported]:
    """The indicators in the order of the evaluation, each with its results; one without members has none."""
    found = {name: tuple(own) for name, own in groupby(results, key=lambda result: result.indicator)}
    for name in dict.fromkeys(question.indicators or program.indicators):
        grain = program.indicators[name][0].grain
        if question.period.grain.finer_than(grain):
            continue
        period = question.period.parts(grain)[-1] if grain.finer_than(question.period.grain) else question.period
        declared = program.version(name, period) or program.indicators[name][-1]
        own = found.get(name, ())
        main = tuple(result for result in own if result.period == period)
        by_entity: dict[Key, dict[Period, Result]] = {result.key: {} for result in (*main, *own)}
        for result in own:
            by_entity[result.key][result.period] = result
        yield Reported(
            declared,
            program.scales[declared.scale] if declared.scale else None,
            tuple(program.dimensions[dimension] for dimension in declared.dimensions),
            groups.get(declared.dimensions[0], ()) if len(declared.dimensions) == 1 else (),
            period,
            tuple(dict.fromkeys(result.period for result in own)),
            own,
            main,
            by_entity,
        )


def report_document(report: Report, form: str, path: Path, content: bytes) -> files.Report:
    """The file with its size and hash, and what it shows; `run` is null where the evaluation was not kept."""
    return {
        "schema": "iku-engine/report/1",
        "file": str(path),
        "format": form,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "title": report.title,
        "language": report.language,
        "period": str(report.period),
        "periods": [str(period) for period in report.periods],
        "indicators": [one.declared.name for one in report.indicators],
        "results": len(report.evaluation.results),
        "run": report.run,
        "specs": report.evaluation.specs,
        "facts": report.evaluation.facts,
        "head": report.head or None,
        "marks": [mark_object(mark, report.language) for mark in report.marks],
    }


Told = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Band:
    """A category, its numbers, and what the source prints where the spec says otherwise."""

    name: str
    range: str
    printed: str


def declared(one: Reported, language: Language) -> Iterator[Told]:
    """Name, text, and whether the text is code. Only what the spec says."""
    about, prose = one.declared, one.declared.prose
    unit = message("report.unit.percent", language) if about.type.percent else one_line(about.unit)
    pairs = [
        ("definition", one_line(prose.definition)),
        ("direction", message(f"report.direction.{about.direction}", language)),
        ("unit", unit or message("report.unit.number", language)),
        *(("basis", one_line(text)) for text in prose.basis),
        ("owner", one_line(prose.responsible)),
        *(("correction", text) for text in _corrections(one, language)),
    ]
    yield from ((message(f"report.{key}", language), text, False) for key, text in pairs if text)
    yield message("report.formula", language), one_line(about.formula.text), True
    yield message("report.name", language), about.name, True


def _corrections(one: Reported, language: Language) -> Iterator[str]:
    latest = next((result for result in reversed(one.results) if result.corrections), None)
    for item in latest.corrections if latest is not None else ():
        used = {"name": item.name, "used": item.used, "printed": item.printed}
        yield message("below.correction.text", language, **used, reason=item.reason)


def bands(scale: Scale) -> Iterator[Band]:
    """The categories of a scale, best first."""
    for band in scale.bands:
        ranges = ", ".join(interval_text(interval, scale.percent) for interval in band.intervals)
        printed = band.correction.printed if band.correction is not None else ""
        name = category_text(CategoryResult(band.name, band.title))
        yield Band(name, ranges or one_line(band.reason), one_line(printed))
