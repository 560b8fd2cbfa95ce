"""`iku-engine/tests/1`: the outcome of in-spec tests; `iku-engine/mutants/1`: small mistakes in the specs and what noticed each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import result_object
from iku_cli.documents.problems import span_object
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import problems
    from iku_dsl.keywords import Language
    from iku_engine.testing.mutate import Mutated
    from iku_engine.testing.testing import Failure, TestReport, TestResult


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


def mutants_document(found: Mutated, language: Language) -> problems.Mutants:
    """All that were tried, in the order of the files, and how many were not; `by` is a problem's id or a test's name, or null."""
    verdicts = [one.verdict for one in found.results]
    return {
        "schema": "iku-engine/mutants/1",
        "total": len(found.results),
        "left_out": found.left_out,
        "check": verdicts.count("check"),
        "test": verdicts.count("test"),
        "survived": verdicts.count("survived"),
        "mutants": [
            {
                "change": say_it(one.text, language),
                "span": span_object(one.span),
                "verdict": one.verdict,
                "by": one.by or None,
            }
            for one in found.results
        ],
    }
