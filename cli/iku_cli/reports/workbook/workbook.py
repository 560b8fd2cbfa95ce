"""A report to the bytes of its workbook: summary, arithmetic, members, facts, weights, bands, definitions."""

from __future__ import annotations

from iku_cli.documents.evaluation import trace_size
from iku_cli.render.result import title
from iku_cli.reports.gather import Report
from iku_cli.reports.workbook.about import write_about, write_definitions
from iku_cli.reports.workbook.book import Book
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
