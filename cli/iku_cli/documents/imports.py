"""`iku-engine/import/1`: what an import did, file by file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iku_cli.documents.facts import completeness_object
from iku_cli.documents.trace import sentence
from iku_cli.render.imports import Outcome
from iku_cli.render.saying import scalar
from iku_dsl.keywords import Language
from iku_dsl.wording import OF_SPECS
from iku_engine.staging.figures import ChangedPeriod, ControlTotal, ManyChangesError
from iku_engine.staging.report import SHOWN, ImportReport, MovedRow, PreviewRow, RejectedCell, Taken
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import imports


def imports_document(outcomes: Sequence[Outcome], dry_run: bool, language: Language) -> imports.Import:
    """All files in the order in which they were loaded."""
    return {
        "schema": "iku-engine/import/1",
        "dry_run": dry_run,
        "files": [_outcome(outcome, language) for outcome in outcomes],
    }


def _outcome(outcome: Outcome, language: Language) -> imports.NotRead | imports.Read:
    """One file; `rows` = `accepted` + `identical` + `rejected_total` + those of `not_data`. `refused` says why a file has none of these."""
    report = outcome.report
    refused = sentence(outcome.error.text, language) if outcome.error is not None else None
    changes = outcome.error.changes if isinstance(outcome.error, ManyChangesError) else report.changes if report else ()
    head: imports.NotRead = {
        "file": outcome.file,
        "into": outcome.target,
        "stored": report is not None and outcome.kept,
        "refused": refused,
        "changes": [_changed(one, language) for one in changes],
    }
    return {**head, **_report(report, language)} if report is not None else head


def _report(report: ImportReport, language: Language) -> imports.Loaded:
    return {
        "batch": report.batch,
        "sha256": report.sha256,
        "rows": report.rows,
        "accepted": report.accepted,
        "identical": report.identical,
        "replaced": report.replaced,
        "replaces": [
            {
                "batch": one.batch,
                "kind": one.kind,
                "file": one.file,
                "user": one.user,
                "at": one.at,
                "rows": one.rows,
            }
            for one in report.replaces
        ],
        "late": [str(period) for period in report.late],
        "completeness": [completeness_object(found) for found in report.completeness],
        "absent": {
            "count": report.absent.count,
            "rows": [
                {
                    "period": str(one.period) if one.period is not None else None,
                    "keys": list(one.keys),
                    "batch": one.batch,
                    "row": one.row,
                }
                for one in report.absent.rows
            ],
            "periods": [str(period) for period in report.absent.periods],
            "of_periods": report.absent.of_periods,
        },
        "mended": report.mended,
        "untouched": report.untouched,
        "moved": list(map(_moved, report.moved)),
        "known_again": {"count": report.known_again_total, "rows": list(map(_moved, report.known_again))},
        "filters": list(report.filters),
        "hidden_rows": {"count": len(report.hidden), "rows": list(report.hidden[:SHOWN])},
        "struck_rows": {"count": len(report.struck), "rows": list(report.struck[:SHOWN])},
        "hidden_columns": list(report.hidden_columns),
        "hidden_sheets": list(report.hidden_sheets),
        "left_out": list(report.left_out),
        "decimal_points": [{"column": column, "example": text} for column, text in report.points],
        "recognised": report.recognised,
        "by_letters": {"count": report.by_letters[0], "example": report.by_letters[1] or None},
        "new_members": [
            {"dimension": one.dimension, "count": one.count, "members": list(one.members)} for one in report.new_members
        ],
        "not_data": [{"kind": one.kind, "count": one.count, "rows": list(one.rows)} for one in report.not_data],
        "notes": report.notes,
        "control_totals": [_total(one, language) for one in report.totals],
        "rejected_total": report.rejected_total,
        "earlier": report.earlier,
        "rejected": [_cell(item, language) for item in report.rejected],
        "doubted_total": report.doubted_total,
        "doubted": [_cell(item, language) for item in report.doubted],
        "periods": [str(period) for period in report.periods],
        "marks": list(report.marks),
        "seen_before": report.seen_before,
        "taken": _taken(report.taken) if report.taken is not None else None,
        "preview": [_understood(row, language) for row in report.preview],
    }


def _changed(changed: ChangedPeriod, language: Language) -> imports.Changed:
    """Known rows of a period that get other figures; `many` says that somebody has to agree."""
    examples: list[imports.Example] = [
        {
            "keys": list(one.keys),
            "column": one.column,
            "before": scalar(one.before, one.shown, language, signs=OF_SPECS) if one.before is not None else None,
            "after": scalar(one.after, one.shown, language, signs=OF_SPECS) if one.after is not None else None,
        }
        for one in changed.examples
    ]
    period = str(changed.period) if changed.period is not None else None
    return {"period": period, "rows": changed.rows, "known": changed.known, "many": changed.many, "examples": examples}


def _moved(one: MovedRow) -> imports.MovedRow:
    return {"row": one.row, "place": one.place, "before": list(one.before), "now": list(one.now)}


def _cell(item: RejectedCell, language: Language) -> imports.Rejected:
    return {
        "row": item.row,
        "column": item.column,
        "value": item.value,
        "reason": say_it(item.reason, language),
        "guess": sentence(item.guess, language),
    }


def _total(total: ControlTotal, language: Language) -> imports.ControlTotal:
    return {
        "column": total.column,
        "figures": total.figures,
        "least": scalar(total.least, total.shown, language, signs=OF_SPECS),
        "greatest": scalar(total.greatest, total.shown, language, signs=OF_SPECS),
        "sum": None if total.shown.percent else scalar(total.total, total.shown, language, signs=OF_SPECS),
    }


def _taken(taken: Taken) -> imports.Taken:
    """What the file was taken for; what means nothing for its kind, or was not asked, is null."""
    return {
        "kind": taken.kind,
        "header_row": taken.header_row,
        "encoding": taken.encoding or None,
        "delimiter": taken.delimiter or None,
        "sheet": taken.sheet or None,
        "numbers": taken.numbers or None,
        "mapping": taken.mapping or None,
        "constants": dict(taken.constants),
    }


def _understood(row: PreviewRow, language: Language) -> imports.Understood:
    cells: dict[str, str | None] = {}
    for cell in row.cells:
        given = cell.value is not None and cell.applies
        cells[cell.column] = scalar(cell.value, cell.shown, language, signs=OF_SPECS) if given else None
    return {"row": row.row, "period": str(row.period) if row.period is not None else None, "cells": cells}
