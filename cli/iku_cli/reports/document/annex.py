"""The annex of a performance report (LKjIP): target, realisation and achievement, earlier years, later targets, obstacles and plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iku_cli.render import saying
from iku_cli.render.beside import FACETS, MARKS, RESTATED, names_of, shared
from iku_cli.render.missing import left_out_texts
from iku_cli.render.result import achievement_text, category_text, target_text, value_text
from iku_cli.render.table import remark_of
from iku_cli.render.table import summary as counted
from iku_cli.reports.document.paper import Paper
from iku_cli.reports.gather import Report, Reported
from iku_engine.results.evaluation import Result, State, TargetResult

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
            paper.row(table, (reported.declared.title, *[""] * 4, tally), SUMMARY)
        for result in reported.main if len(reported.main) == 1 else ():
            paper.row(table, _summary(paper, result), SUMMARY)
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
                text = paper.say("annex.achieved", achieved=achievement_text(target, paper.language))
                lines.append((f"{_title(result)} · {target.name}", target_text(target, result.shown), text))
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
        target_text(target, result.shown) if target is not None else "",
        value_text(result, paper.language),
        achievement_text(target, paper.language) if target is not None else "",
        category_text(result.category) if result.category is not None else "",
        "; ".join(text for text in (remark_of(result, paper.language), *MARKS.say(result, paper.language)) if text),
    )


def _target(targets: Sequence[TargetResult]) -> TargetResult | None:
    return next((target for target in targets if not target.name), None)


def _title(result: Result) -> str:
    return " · ".join((result.label, *result.key_labels))
