"""Where the numbers of a report come from: specs, facts, run, and how to compute them again."""

from __future__ import annotations

from collections.abc import Iterator

from iku_cli.messages import message
from iku_cli.reports.gather import Report
from iku_engine.results.marks import local_time


def origin(report: Report) -> Iterator[tuple[str, str, bool]]:
    """Name, text, and whether the text is to be typed or compared letter by letter."""
    language, evaluation = report.language, report.evaluation
    run = message("report.run", language, run=report.run) if report.run is not None else ""
    yield message("report.origin.run", language), run or message("report.run.none", language), False
    if report.run is not None:
        yield message("report.origin.verify", language), f"iku-engine runs verify {report.run}", True
    if report.head:
        yield message("report.origin.head", language), report.head, True
    if evaluation.as_of is not None:
        yield message("report.origin.known", language), local_time(evaluation.as_of), False
    yield message("report.origin.specs", language), evaluation.specs, True
    yield message("report.origin.facts", language), evaluation.facts, True
    yield message("report.origin.engine", language), f"iku-engine {evaluation.engine}", True
