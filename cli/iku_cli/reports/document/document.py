"""A report to the bytes of its document."""

from __future__ import annotations

from iku_cli.messages import message
from iku_cli.render import saying
from iku_cli.reports.document.annex import write_annex
from iku_cli.reports.document.cards import write_cards
from iku_cli.reports.document.paper import Paper, fit
from iku_cli.reports.gather import Report
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
    made = f"{report.made:%Y-%m-%d %H:%M} {report.user}".strip()
    paper.text(
        paper.say("annex.made", made=made, run=report.run or "-", engine=evaluation.engine), italic=True, grey=True
    )
    paper.text(f"{evaluation.specs} · {evaluation.facts}", italic=True, grey=True)
    if report.head:
        paper.text(f"{message('report.origin.head', report.language)}: {report.head}", italic=True, grey=True)
    return paper.content()
