"""A report to the bytes of its workbook: summary, arithmetic, members, facts, weights, bands, definitions."""

from __future__ import annotations

from iku_cli.documents.evaluation import trace_size
from iku_cli.render import saying
from iku_cli.render.beside import RESTATED, shared
from iku_cli.render.result import title
from iku_cli.reports.gather import Report
from iku_cli.reports.workbook.book import Book, Sheet
from iku_cli.reports.workbook.calculation import Calculation
from iku_cli.reports.workbook.places import Places
from iku_cli.reports.workbook.summary import Summary
from iku_dsl.budgets import Effort, most
from iku_engine.writing import REPORT_MARK

HEADS = (
    "what",
    "formula",
    "operation",
    "value",
    "exact",
    "displayed",
    "unit",
    "place",
    "binary",
    "note",
    "low",
    "high",
)
WIDTHS = (60, 46, 14, 18, 22, 14, 12, 26, 6, 70, 18, 18)


def make(report: Report) -> bytes:
    """The whole file. Every result stands in the summary; its number is the end of a chain of formulas that begins at its facts."""
    book = Book(report.language)
    book.file.set_properties({"category": REPORT_MARK, "subject": report.head})
    say = book.say
    about = book.sheet(say("book.about"), (), (28, 110))
    summary = Summary(book)
    heads = [say(f"book.{head}") for head in HEADS]
    calculation = book.sheet(say("book.calculation"), heads, WIDTHS, say("book.calculation.note"))
    conditions = book.sheet(say("book.conditions"), heads, WIDTHS, say("book.conditions.note"))
    places = Places(book, report.program)
    arithmetic = Calculation(book, places, calculation, conditions)
    traced = _traced(report)
    for reported in report.indicators:
        for result in reported.results:
            cell = achieved = None
            if id(result) in traced and not arithmetic.full(result.trace):
                arithmetic.head(title(result, report.language))
                cell = arithmetic.write(result.trace, result.label)
                target = next((target for target in result.targets if not target.name), None)
                if target is not None and target.trace is not None:
                    achieved = arithmetic.write(target.trace, result.label)
            summary.add(
                result, cell, achieved, places, arithmetic.ends_of(result) if cell is not None else (None, None)
            )
        summary.rank(report.program)
    write_definitions(book, report)
    write_about(about, report)
    summary.sheet.sheet.activate()
    return book.content()


def _traced(report: Report) -> set[int]:
    """The results whose arithmetic is written: as many as anybody waits for, the latest periods first."""
    room, traced = Effort(most("arithmetic")), set()
    for result in sorted(report.evaluation.results, key=lambda result: -result.period.year):
        if trace_size(result) <= room.left:
            room.spend(trace_size(result))
            traced.add(id(result))
    return traced


def write_about(sheet: Sheet, report: Report) -> None:
    """Title, period, run, hashes; what is exact here and what is not."""
    say = sheet.book.say
    evaluation = report.evaluation
    sheet.sheet.set_row(0, 24)
    sheet.text(0, 0, report.title, bold=True, font_size=16)
    sheet.row = 2
    lines = [
        ("book.period", ", ".join(map(str, report.periods))),
        ("book.made", f"{report.made:%Y-%m-%d %H:%M} {report.user}".strip()),
        ("book.run", str(report.run or "")),
        ("book.engine", evaluation.engine),
        ("book.specs", evaluation.specs),
        ("book.hash", evaluation.facts),
        ("book.head", report.head),
        ("book.marks", "; ".join(saying.marks(report.marks, report.language))),
        *(("book.beside.final", text) for text in shared(evaluation.results, RESTATED, report.language)),
        *(("book.note", saying.reason(note, report.language)) for note in report.caveats),
        *(("book.how", say(f"book.how.{place}")) for place in ("live", "binary", "rounding", "text", "missing")),
    ]
    for key, text in lines:
        if text:
            sheet.text(sheet.row, 0, say(key), bold=True)
            sheet.text(sheet.row, 1, text, text_wrap=True)
            sheet.row += 1


def write_definitions(book: Book, report: Report) -> None:
    """One row an indicator: what it means, how it is worked out, on what it rests, who answers for it."""
    say = book.say
    heads = ["indicator", "name", "goal", "definition", "formula", "basis", "owner", "corrections"]
    sheet = book.sheet(
        say("book.definitions"), [say(f"book.{head}") for head in heads], (46, 24, 40, 70, 40, 50, 30, 60)
    )
    for reported in report.indicators:
        declared, prose = reported.declared, reported.declared.prose
        owner = ": ".join(text for text in (prose.owner, ", ".join(prose.teams)) if text)
        latest = reported.results[-1] if reported.results else None
        corrections = (
            [f"{one.name} {one.used} ({one.printed}): {one.reason}" for one in latest.corrections] if latest else []
        )
        texts = (
            declared.title, declared.name, prose.goal, prose.definition.strip(), declared.formula.text, "\n".join(prose.basis), owner,
            "\n".join(corrections),
        )  # fmt: skip
        for column, text in enumerate(texts):
            sheet.text(sheet.row, column, text, text_wrap=True)
        sheet.row += 1
