"""What in-spec tests give: those that fail, and why; the coverage; the small mistakes that nothing noticed, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.diagnostics import place
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_cli.render.result import result_lines
from iku_dsl.budgets import most
from iku_dsl.problem import Label, SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iku_dsl.keywords import Language
    from iku_engine.testing.mutate import Mutated
    from iku_engine.testing.testing import Coverage, Failure, TestReport, TestResult

FAILED = "bold red"
PASSED = "green"
SHOWN = 10  # names that no test reached


def draw_tests(report: TestReport, language: Language, width: int) -> Drawing:
    """Every test by name with its outcome, failures in full, the counts, the coverage."""
    lines: list[Line] = []
    for result in report.results:
        lines += _test(result, language, width)
    failed = sum(not result.passed for result in report.results)
    passed = len(report.results) - failed
    if report.results:
        lines.append(())
    counts = message("test.counts", language, passed=passed, failed=failed)
    lines.append(((counts, FAILED if failed else PASSED),))
    if failed > (limit := most("failing-tests")):
        lines += [((text, QUIET),) for text in wrap(message("test.untraced", language, limit=limit), width)]
    for coverage in report.coverage:
        lines += [((text, QUIET),) for text in wrap(_coverage(coverage, language), width)]
    return drawn(lines)


def _test(result: TestResult, language: Language, width: int) -> Iterator[Line]:
    sign, style = ("✓", PASSED) if result.passed else ("✗", FAILED)
    place = f"{one_line(result.span.file)}:{result.span.line}"
    name = f"{one_line(result.name)} ({one_line(result.indicator)})"
    texts = wrap(name if result.passed else f"{name}  {place}", width - 2)
    yield (f"{sign} ", style), (texts[0], "" if result.passed else NAME)
    yield from (((f"  {text}", "" if result.passed else NAME),) for text in texts[1:])
    for problem in result.problem:
        yield from (((f"  {text}", FAILED),) for text in wrap(saying.reason(problem, language), width - 2))
    for failure in result.failures:
        yield from _failure(failure, language, width)


def _failure(failure: Failure, language: Language, width: int) -> Iterator[Line]:
    for text in (one_line(failure.expected), saying.reason(failure.found, language)):
        yield from ((("  " + part, ""),) for part in wrap(text, width - 2))
    if failure.result is not None:
        for line in result_lines(failure.result, language, width - 4):
            yield ("    ", ""), *line


def _coverage(coverage: Coverage, language: Language) -> str:
    """`kategori teruji: 5 dari 7 (belum: AA, D)`."""
    names = [one_line(name) for name in coverage.missed[:SHOWN]]
    more = len(coverage.missed) - len(names)
    missed = ", ".join(names) + (f" … +{more}" if more > 0 else "")
    key = "test.coverage.missed" if missed else "test.coverage"
    kind = message(f"test.kind.{coverage.kind}", language)
    return message(key, language, kind=kind, reached=coverage.reached, total=coverage.total, missed=missed)


WARNING = "bold yellow"


def draw_mutants(found: Mutated, files: Sequence[SourceFile], tested: bool, language: Language, width: int) -> Drawing:
    """Each that survived, then the counts, and how many were left out; `tested` says whether there is any test at all."""
    lines: list[Line] = []
    survived = [one for one in found.results if one.verdict == "survived"]
    for one in survived:
        lines.append(
            ((message("mutate.survived", language), WARNING), (f": {saying.reason(one.text, language)}", NAME))
        )
        lines += [*place((Label(one.span),), files, language), ()]
    verdicts = [one.verdict for one in found.results]
    counts = message(
        "mutate.counts",
        language,
        total=len(found.results),
        check=verdicts.count("check"),
        test=verdicts.count("test"),
        survived=len(survived),
    )
    lines += [((text, WARNING if survived else "green"),) for text in wrap(counts, width)]
    if found.left_out:
        left_out = message("mutate.left-out", language, count=found.left_out)
        lines += [((text, WARNING),) for text in wrap(left_out, width)]
    if survived:
        hint = message("mutate.hint" if tested else "mutate.no-tests", language)
        lines += [((text, QUIET),) for text in wrap(hint, width)]
    return drawn(lines)
