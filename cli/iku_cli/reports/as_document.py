"""`iku-engine/report/1`: which file `report` wrote, from which evaluation."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.documents.trace import mark_object

if TYPE_CHECKING:
    from iku_cli.documents.declared import files
    from iku_cli.reports.gather import Report


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
