"""Specs under examination: `iku-engine/problems/1`, SARIF 2.1.0 (OASIS), tests, and small mistakes in the specs.

SARIF is what code hosts and editors read, with a page of help for each kind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from iku_dsl.catalogue import PROBLEMS, RUNTIME, page
from iku_dsl.keywords import Language
from iku_dsl.problem import Diagnostic, Label, Span, Text
from iku_dsl.proofs.proven import Proven
from iku_dsl.wording import render
from iku_engine import __version__
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import problems as declared
    from iku_engine.testing.mutate import Mutated
    from iku_engine.testing.testing import Failure, TestReport, TestResult


def problems_document(problems: Iterable[Diagnostic], language: Language) -> declared.Problems:
    """All problems in file order."""
    return {"schema": "iku-engine/problems/1", "problems": [problem_object(problem, language) for problem in problems]}


def proofs_of(found: Iterable[Proven] | None, language: Language) -> list[declared.Proof] | None:
    """What is proven, in the order of the specs; null where errors let nothing be concluded."""
    return [_proof(one, language) for one in found] if found is not None else None


def problem_object(problem: Diagnostic, language: Language) -> declared.Problem:
    """One problem; the first span is its main place."""
    return {
        "id": problem.id,
        "severity": problem.severity.value,
        "message": render(problem.message, language),
        "spans": [_label(label, language) for label in problem.labels],
        "counter_example": _sentence(problem.counter_example, language),
        "hint": _sentence(problem.hint, language),
    }


def span_object(span: Span) -> declared.Span:
    """A place: lines and columns from 1, the end column one past the last letter."""
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _proof(one: Proven, language: Language) -> declared.Proof:
    """One thing that always holds; of a movement also the input, and the direction in which the value moves with it."""
    kind = one.text.key.partition(".")[2]
    movement, _, direction = kind.partition("moves-")
    moved = dict(one.text.arguments).get("input")
    return {
        "declaration": one.name,
        "kind": movement or "movement",
        "statement": render(one.text, language),
        "input": moved if isinstance(moved, str) else None,
        "direction": direction or None,
        "span": span_object(one.span),
    }


def _label(label: Label, language: Language) -> declared.Label:
    return {**span_object(label.span), "label": _sentence(label.text, language)}


def _sentence(text: Text | None, language: Language) -> str | None:
    return render(text, language) if text is not None else None


Object = dict[str, object]
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
KINDS = tuple(kind for kind in PROBLEMS if kind.id not in RUNTIME)
PLACES = {kind.id: place for place, kind in enumerate(KINDS)}


def sarif_document(problems: Iterable[Diagnostic], language: Language) -> Object:
    """One run with all problems in file order; columns count letters, as they do everywhere here."""
    rules: list[Object] = []
    for kind in KINDS:
        text = page(kind.id, language)
        rules.append(
            {
                "id": kind.id,
                "shortDescription": {"text": kind.title(language)},
                "help": {"text": text, "markdown": text},
                "defaultConfiguration": {"level": kind.severity.value},
            }
        )
    driver: Object = {"name": "iku-engine", "semanticVersion": __version__, "rules": rules}
    run: Object = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, language) for problem in problems],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(problem: Diagnostic, language: Language) -> Object:
    """One problem: its sentence with the counter-example and the mend, its main place, and what else is pointed at."""
    main, *others = problem.labels
    texts = (problem.message, problem.counter_example, problem.hint)
    return {
        "ruleId": problem.id,
        "ruleIndex": PLACES[problem.id],
        "level": problem.severity.value,
        "message": {"text": "\n".join(render(text, language) for text in texts if text is not None)},
        "locations": [{"physicalLocation": _place(main.span)}],
        "relatedLocations": [_related(place, label, language) for place, label in enumerate(others, start=1)],
    }


def _related(place: int, label: Label, language: Language) -> Object:
    found: Object = {"id": place, "physicalLocation": _place(label.span)}
    return found | ({"message": {"text": render(label.text, language)}} if label.text is not None else {})


def _place(span: Span) -> Object:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": {"uri": _uri(span.file)}, "region": region}


def _uri(file: str) -> str:
    """A file below the current folder as seen from there, as code hosts want it; any other in full."""
    path = Path(os.path.relpath(file)) if _same_drive(file) else Path(file).absolute()
    if path.is_absolute() or path.parts[:1] == ("..",):
        return Path(file).resolve().as_uri()
    return quote(path.as_posix())


def _same_drive(file: str) -> bool:
    return os.path.splitdrive(os.path.abspath(file))[0] == os.path.splitdrive(os.getcwd())[0]


def tests_document(report: TestReport, language: Language) -> declared.Tests:
    """`iku-engine/tests/1`: every test, and the coverage of bands, branches and guards."""
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


def _test(result: TestResult, language: Language) -> declared.Test:
    return {
        "name": result.name,
        "indicator": result.indicator,
        "span": span_object(result.span),
        "passed": result.passed,
        "problems": [say_it(text, language) for text in result.problem],
        "failures": [_failure(failure, language) for failure in result.failures],
    }


def _failure(failure: Failure, language: Language) -> declared.Failure:
    from iku_cli.documents.evaluation import result_object  # which loads what a check does not need

    return {
        "expected": failure.expected,
        "found": say_it(failure.found, language),
        "span": span_object(failure.span),
        "result": result_object(failure.result, language) if failure.result is not None else None,
    }


def mutants_document(found: Mutated, language: Language) -> declared.Mutants:
    """`iku-engine/mutants/1`: all that were tried, in the order of the files, and how many were not.

    `by` is a problem's id or a test's name, or null.
    """
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
