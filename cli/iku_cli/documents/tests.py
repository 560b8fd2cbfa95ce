"""`iku-engine/tests/1`: the outcome of in-spec tests and what they reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import result_object
from iku_cli.documents.problems import span_object
from iku_dsl.keywords import Language
from iku_engine.testing.testing import Failure, TestReport, TestResult
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import problems


def tests_document(report: TestReport, language: Language) -> problems.Tests:
    """Every test, and the coverage of bands, branches and guards."""
    failed = sum(not result.passed for result in report.results)
    return {
        "schema": "iku-engine/tests/1",
        "passed": len(report.results) - failed,
        "failed": failed,
        "tests": [_test(result, language) for result in report.results],
        "coverage": [
            {"kind": item.kind, "reached": item.reached, "total": item.total, "missed": list(item.missed)}
            for item in report.coverage
        ],
    }


def _test(result: TestResult, language: Language) -> problems.Test:
    return {
        "name": result.name,
        "indicator": result.indicator,
        "span": span_object(result.span),
        "passed": result.passed,
        "problems": [say_it(text, language) for text in result.problem],
        "failures": [_failure(failure, language) for failure in result.failures],
    }


def _failure(failure: Failure, language: Language) -> problems.Failure:
    return {
        "expected": failure.expected,
        "found": say_it(failure.found, language),
        "span": span_object(failure.span),
        "result": result_object(failure.result, language) if failure.result is not None else None,
    }
