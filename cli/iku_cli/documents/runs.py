"""`iku-engine/runs/1` and its like: stored evaluations, and whether they are what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import beside_object, status_object
from iku_cli.documents.ledger import record_object, restated_object, step_object
from iku_cli.documents.trace import sentence
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_engine.results.beside import Record, Status
from iku_engine.results.evaluation import Result
from iku_engine.results.records import identity
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import ledger, store
    from iku_engine.ledger.approving import Doubt
    from iku_engine.ledger.verify import Verified
    from iku_engine.results.beside import Restated, Step
    from iku_engine.store.runs import Run


def runs_document(found: Sequence[Run], taken: Sequence[Step]) -> store.Runs:
    """The runs, latest first; `reviewed` and `final` count their results that are."""
    return {
        "schema": "iku-engine/runs/1",
        "runs": [
            {**_head(run), "reviewed": _steps(run, "reviewed", taken), "final": _steps(run, "final", taken)}
            for run in found
        ],
    }


def _steps(run: Run, status: str, taken: Sequence[Step]) -> int:
    return sum(step.run == run.id and step.status == status for step in taken)


def run_document(
    found: Run,
    taken: Sequence[Step],
    status: Sequence[Status],
    others: Sequence[Restated],
    told: Sequence[Result] | Text,
    language: Language,
) -> store.Run:
    """One run with its results and the status of each, and what is `told` beside them, or why that cannot be known."""
    return {
        "schema": "iku-engine/runs-show/1",
        **_head(found),
        "specs": dict(found.specs),
        "files": [
            {"relation": given.binding.relation, "file": file.path, "sha256": file.sha256}
            for given in found.asked.bound
            for file in given.files
        ],
        "results": [record_object(record) for record in found.results],
        "statuses": [_of_status(record, one) for record, one in zip(found.results, status, strict=False)],
        "steps": [step_object(step) for step in taken],
        "restated": [restated_object(one, language) for one in others],
        "beside": [_beside(result, language) for result in told] if not isinstance(told, Text) else [],
        "not_again": sentence(told, language) if isinstance(told, Text) else None,
    }


def _of_status(record: Record, status: Status) -> store.StatusOf:
    indicator, period, key = identity(record)
    return {"indicator": indicator, "period": period, "key": list(key), **status_object(status)}


def _beside(result: Result, language: Language) -> store.ToldOf:
    """What is told of a result beside its steps and how it differs from the final one, which the run has itself."""
    whole = beside_object(result, language)
    return {
        "indicator": result.indicator,
        "period": str(result.period),
        "key": list(result.key),
        "comparisons": whole["comparisons"],
        "marks": whole["marks"],
        "notes": whole["notes"],
        "waiting": whole["waiting"],
        "completeness": whole["completeness"],
    }


def doubts_document(run: int, found: Sequence[Doubt], language: Language) -> ledger.Doubts:
    """What is doubtful of a run that was not made final."""
    return {
        "schema": "iku-engine/runs-doubts/1",
        "run": run,
        "doubts": [
            {
                "kind": doubt.kind.value,
                "text": say_it(doubt.text, language),
                "results": [
                    {"indicator": name, "period": period, "key": list(key)} for name, period, key in doubt.places
                ],
            }
            for doubt in found
        ],
    }


def verified_document(
    found: Verified, run: int | None, file: Path | None, signed: bool, mended: Sequence[Text], language: Language
) -> ledger.Verification:
    """What was looked at; `faults`: what is not as it was written, `told`: what differs harmlessly, `restored`: what was mended."""
    return {
        "schema": "iku-engine/runs-verify/1",
        "verified": found.fault is None,
        "run": run,
        "file": str(file) if file is not None else None,
        "signature": found.fault is None if signed else None,
        "events": found.events,
        "rows": found.rows,
        "runs": found.runs,
        "fault": sentence(found.fault, language),
        "faults": [say_it(text, language) for text in found.faults],
        "told": [say_it(text, language) for text in found.told],
        "restored": [say_it(text, language) for text in mended],
    }


def _head(found: Run) -> store.RunHead:
    asked = found.asked
    return {
        "run": found.id,
        "user": found.user,
        "at": found.at,
        "engine": found.engine,
        "specs_sha256": found.specs_sha256,
        "seen": found.seen,
        "asked": {
            "indicators": list(asked.indicators),
            "periods": [str(period) for period in asked.periods],
            "key": list(asked.key) if asked.key is not None else None,
            "as_printed": asked.as_printed,
            "as_of": asked.as_of.isoformat() if asked.as_of is not None else None,
        },
        "results_sha256": found.results_sha256,
    }
