"""The report of in-spec tests: those that fail with what was expected, what came, and why; then the coverage."""

from __future__ import annotations

from collections.abc import Iterator

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_cli.render.result import result_lines
from iku_dsl.budgets import most
from iku_dsl.keywords import Language
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
