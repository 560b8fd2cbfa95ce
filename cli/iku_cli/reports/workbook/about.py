"""What the workbook is of, what its numbers can and cannot do, and what each indicator means and rests on."""

from __future__ import annotations

from iku_cli.render import saying
from iku_cli.render.beside import RESTATED, shared
from iku_cli.reports.gather import Report
from iku_cli.reports.workbook.book import Book, Sheet


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
