"""The document: the cards of the indicators (*kamus IKU*), and the annex of a performance report (LKjIP).

A card: goal, indicator, way of calculation and definition, sources, who answers for it. The annex: target, realisation and achievement,
earlier years, later targets, obstacles and plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from iku_cli.messages import message
from iku_cli.render import saying
from iku_cli.render.beside import FACETS, MARKS, RESTATED, names_of, shared
from iku_cli.render.evaluation import remark_of
from iku_cli.render.evaluation import summary as counted
from iku_cli.render.result import achievement_text, category_text, left_out_texts, target_text, value_text
from iku_cli.reports.gather import Report, Reported, bands
from iku_cli.reports.paper import Paper, add, equation, fit, listed, put_equation
from iku_dsl.program import Indicator, Let, Program, expressions
from iku_dsl.program import expression as ex
from iku_dsl.types import Statistic
from iku_dsl.wording import SIGNS
from iku_engine.results.evaluation import Result, State, TargetResult
from iku_engine.writing import REPORT_MARK


def make(report: Report) -> bytes:
    """The whole file: title, cards, annex, and by what it was made."""
    paper = Paper(report.language)
    properties = paper.file.core_properties
    properties.title, properties.author = fit(report.title)[:255], fit(report.user)[:255]
    properties.category, properties.subject = (
        REPORT_MARK,
        report.head,
    )  # where a head is looked for: no text of a file stands there
    properties.created = properties.modified = report.made.replace(tzinfo=None)
    paper.heading(report.title, 0)
    paper.foot(report.title, " · ".join(saying.marks(report.marks, report.language)))
    write_cards(paper, report)
    write_annex(paper, report)
    evaluation = report.evaluation
    made = f"{saying.moment(report.made, report.language)} {report.user}".strip()
    paper.text(
        paper.say("annex.made", made=made, run=report.run or "-", engine=evaluation.engine), italic=True, grey=True
    )
    paper.text(f"{evaluation.specs} · {evaluation.facts}", italic=True, grey=True)
    if report.head:
        paper.text(f"{message('report.origin.head', report.language)}: {report.head}", italic=True, grey=True)
    return paper.content()


WIDTHS = (4.2, 4.4, 10.4, 4.0, 3.1)


def write_cards(paper: Paper, report: Report) -> None:
    """One table, a row an indicator, as the official card has it."""
    paper.heading(paper.say("card.title"), 1)
    heads = [paper.say(f"card.{head}") for head in ("goal", "indicator", "method", "source", "owner")]
    table = paper.table(heads, WIDTHS)
    for reported in report.indicators:
        _card(paper, table, reported, report.program)


def _card(paper: Paper, table: Any, reported: Reported, program: Program) -> None:
    about, prose = reported.declared, reported.declared.prose
    cells = paper.row(table, (prose.goal, about.title, "", "", prose.owner), WIDTHS, whole=False).cells
    if about.dimensions:
        add(
            cells[1],
            paper.say("card.per", dimensions=", ".join(program.dimensions[name].title for name in about.dimensions)),
        )
    _method(paper, cells[2], reported, program)
    if prose.definition:
        add(cells[2], paper.say("card.definition"), underline=True)
        listed(cells[2], (part for part in prose.definition.strip().split("\n\n") if part.strip()))
    listed(cells[3], sources_of(program, about))
    listed(cells[4], prose.teams)


def _method(paper: Paper, cell: Any, reported: Reported, program: Program) -> None:
    """The formula as an equation and in words, what its names stand for, weights, guards, categories, basis."""
    about = reported.declared
    add(cell, paper.say("card.calculation"), underline=True)
    markup = equation(paper.say("card.value"), about.formula)
    if markup is not None:
        put_equation(cell, markup)
    add(cell, paper.say("card.formula", text=about.formula.text), grey=markup is not None)
    for let in about.lets.values():
        add(cell, f"{let.name} : {_meaning(paper, let)}")
    for guard in about.guards:
        add(cell, paper.say("card.guard", condition=guard.condition.text, reason=guard.reason))
    for level in about.levels:
        title = program.dimensions[level.dimension].title if level.dimension else paper.say("card.indicators")
        add(cell, paper.say("card.weights", of=title), bold=True)
        listed(cell, (_weight(paper, program, level.dimension, weight) for weight in level.weights), "1")
    if reported.scale is not None:
        add(cell, paper.say("card.bands", scale=reported.scale.title), bold=True)
        listed(cell, (f"{band.name} : {band.range}" for band in bands(reported.scale)), "")
    if about.prose.basis:
        add(cell, paper.say("card.basis"), bold=True)
        listed(cell, about.prose.basis)


def _meaning(paper: Paper, let: Let) -> str:
    """`banyaknya S` as people say it where the set has a label; else its label, or its formula."""
    value = let.value
    if isinstance(value, ex.Aggregated) and value.statistic is Statistic.COUNT and isinstance(value.set, ex.NamedSet):
        return paper.say("card.count", set=value.set.label or value.set.name)
    return f"{let.label} = {value.text}" if let.label and let.label != let.name else value.text


def _weight(paper: Paper, program: Program, dimension: str | None, weight: Any) -> str:
    if dimension is None:
        label = program.indicators[weight.member][0].title
    else:
        members = {member.name: member.title for member in program.dimensions[dimension].members}
        label = members.get(weight.member, weight.member)
    text = f"{label} {saying.weight(weight.weight, paper.language)}"
    if weight.correction is None:
        return text
    return text + paper.say("card.printed", printed=weight.correction.printed, reason=weight.correction.reason)


def sources_of(program: Program, indicator: Indicator) -> list[str]:
    """What an indicator reads: its sources with who publishes them, and the indicators that it is made of."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(expressions(indicator))
    while waiting:
        for part in ex.walk(waiting.pop()):
            name = next(_source(part), "")
            if name in program.sources:
                source = program.sources[name]
                found.setdefault(f"{source.title}{f' ({source.publisher})' if source.publisher else ''}")
                column = getattr(part, "column", "")
                if column in source.derived and (name + column) not in seen:
                    seen.add(name + column)
                    waiting.append(source.derived[column].value)
            elif isinstance(part, ex.IndicatorValue):
                found.setdefault(program.indicators[part.indicator][0].title)
    for level in indicator.levels:
        if level.dimension is None:
            found.update(dict.fromkeys(program.indicators[weight.member][0].title for weight in level.weights))
    return [name for name, _ in groupby(found)]


def _source(part: ex.Expression | ex.SetExpression) -> Iterator[str]:
    if isinstance(part, ex.ColumnValue | ex.OwnColumn | ex.HasRow | ex.Rows):
        yield part.source


SUMMARY = (6.2, 3.0, 3.0, 3.4, 3.6, 6.9)
YEARS = (8.0, 2.4, 3.6, 3.6, 3.6, 4.9)
LATER = (8.0, 5.0, 13.1)
NOTES = (2.4, 5.6, 5.6, 6.0, 3.6, 2.9)
PAGE, MEMBER, CATEGORY = 26.1, 7.1, 4.0
MOST = 40  # entities that a table lists
MOST_PERIODS = 8  # beside each other


def write_annex(paper: Paper, report: Report) -> None:
    """A summary of all indicators, then a chapter each."""
    paper.page()
    paper.heading(paper.say("annex.title", period=report.period), 1)
    for text in saying.marks(report.marks, report.language):
        paper.text(text, bold=True)
    for text in shared(report.evaluation.results, RESTATED, report.language):
        paper.text(text, bold=True)
    table = paper.table([paper.say(f"annex.{head}") for head in _SUMMARY], SUMMARY)
    for reported in report.indicators:
        if len(reported.main) > 1:
            kinds = ", ".join(f"{name} {count}" for name, count in counted(reported.main, paper.language))
            tally = "; ".join(
                (paper.say("report.members", count=len(reported.main), summary=kinds), *_marks(paper, reported))
            )
            paper.row(table, (reported.in_summary(reported.declared.title, report.period), *[""] * 4, tally), SUMMARY)
        for result in reported.main if len(reported.main) == 1 else ():
            name, *cells = _summary(paper, result)
            paper.row(table, (reported.in_summary(name, report.period), *cells), SUMMARY)
    for note in report.caveats:
        paper.text(saying.reason(note, report.language), italic=True)
    for reported in report.indicators:
        _chapter(paper, report, reported)


def _marks(paper: Paper, reported: Reported) -> Iterator[str]:
    """The marks of an indicator with many members, each with those of them that have it."""
    for text, marked in shared(reported.main, MARKS, paper.language).items():
        yield text if len(marked) == len(reported.main) else f"{names_of(marked, paper.language)}: {text}"


_SUMMARY = ("indicator", "target", "actual", "achievement", "category", "state")


def _chapter(paper: Paper, report: Report, reported: Reported) -> None:
    paper.heading(reported.declared.title, 2)
    rows = [result for key in list(reported.by_entity)[:MOST] for result in reported.by_entity[key].values()]
    aimed = any(result.targets for result in rows)
    if len(reported.by_entity) > 1 and len(reported.periods) <= MOST_PERIODS and not aimed:
        _members(paper, reported)
    elif rows:
        table = paper.table([paper.say(f"annex.{head}") for head in _YEARS], YEARS)
        for result in rows:
            name, target, value, achieved, category, _ = _summary(paper, result)
            paper.row(table, (name, str(result.period), target, value, achieved, category), YEARS)
    if len(reported.by_entity) > MOST:
        count = len(reported.by_entity) - MOST
        paper.text(paper.say("annex.more", count=count, indicator=reported.declared.title), italic=True)
    _beside(paper, rows)
    _later(paper, report, reported)
    _notes(paper, report, reported)


def _beside(paper: Paper, results: Sequence[Result]) -> None:
    """What is told beside the results above, each sentence once, with those of which it is told."""
    for facet in FACETS:
        for text, concerned in shared(results, facet, paper.language).items():
            whole = len(concerned) == len(results)
            names = (" · ".join((*result.key_labels, str(result.period))) for result in concerned)
            whose = paper.say("table.all") if whole else "; ".join(names)
            paper.text(paper.say("annex.beside", kind=paper.say(f"book.beside.{facet.key}"), text=text, whose=whose))
    for result in results:
        lacking = left_out_texts(result, paper.language) if result.state is State.VALUE else []
        if lacking:
            whose, text = " · ".join((*result.key_labels, str(result.period))), "; ".join(lacking)
            paper.text(paper.say("annex.beside", kind=paper.say("annex.left-out"), text=text, whose=whose))


def _members(paper: Paper, reported: Reported) -> None:
    """A row a member, a column a period; the category is that of the main one. For those without targets, which would need columns."""
    width = (PAGE - MEMBER - CATEGORY) / len(reported.periods)
    widths = (MEMBER, *[width] * len(reported.periods), CATEGORY)
    heads = [paper.say("annex.member"), *map(str, reported.periods), f"{paper.say('annex.category')} {reported.period}"]
    table = paper.table(heads, widths)
    for key in list(reported.by_entity)[:MOST]:
        own = reported.by_entity[key]
        values = [value_text(own[period], paper.language) if period in own else "" for period in reported.periods]
        label = next((" · ".join(result.key_labels) for result in own.values()), " · ".join(key))
        main = own.get(reported.period)
        category = category_text(main.category) if main is not None and main.category is not None else ""
        paper.row(table, (label, *values, category), widths)


_YEARS = ("indicator", "year", "target", "actual", "achievement", "category")


def _later(paper: Paper, report: Report, reported: Reported) -> None:
    """Targets by other names (`tahunan`, `renstra`), and of periods to come: the medium-term target."""
    lines = []
    for result in reported.main[:MOST]:
        for target in result.targets:
            if target.name:
                text = paper.say("annex.achieved", achieved=achievement_text(target, result, paper.language))
                lines.append((f"{_title(result)} · {target.name}", target_text(target, result, paper.language), text))
    for later in reported.declared.targets:
        first = later.periods.first
        if first is not None and first.months[0] > report.period.months[1]:
            name = f"{later.name} {later.periods}".strip()
            lines.append((reported.declared.title, f"{later.sign} {later.value.text}".strip(), name))
    if lines:
        paper.text(paper.say("annex.later"), bold=True)
        table = paper.table([paper.say(f"annex.{head}") for head in ("indicator", "target", "note")], LATER)
        for line in lines:
            paper.row(table, line, LATER)


def _notes(paper: Paper, report: Report, reported: Reported) -> None:
    """Kendala, solusi, rencana tindak lanjut; said so where nobody has written any."""
    names = {reported.declared.name, reported.declared.title}
    found = [note for note in report.notes if note.indicator in names]
    paper.text(paper.say("annex.notes"), bold=True)
    if not found:
        paper.text(paper.say("annex.no-notes"), italic=True)
        return
    table = paper.table(
        [paper.say(f"annex.{head}") for head in ("year", "obstacle", "solution", "plan", "owner", "due")], NOTES
    )
    for note in found:
        texts = (str(note.period or ""), note.obstacle, note.solution, note.plan, note.owner, note.due)
        paper.row(table, texts, NOTES)
    paper.text(paper.say("annex.from", places=saying.places(note.fact for note in found)), italic=True)


def _summary(paper: Paper, result: Result) -> tuple[str, str, str, str, str, str]:
    """The cells of a result; what is missing says so, with its reason, and is never zero."""
    target = _target(result.targets)
    return (
        _title(result),
        target_text(target, result, paper.language) if target is not None else "",
        value_text(result, paper.language),
        achievement_text(target, result, paper.language) if target is not None else "",
        category_text(result.category) if result.category is not None else "",
        "; ".join(
            text
            for text in (remark_of(result, paper.language), *MARKS.say(result, paper.language, SIGNS[paper.language]))
            if text
        ),
    )


def _target(targets: Sequence[TargetResult]) -> TargetResult | None:
    return next((target for target in targets if not target.name), None)


def _title(result: Result) -> str:
    return " · ".join((result.label, *result.key_labels))
