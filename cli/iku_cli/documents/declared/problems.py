"""Specs under examination: `check`, `fmt`, `test`, `test --mutate`."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from iku_cli.documents.declared.parts import Count, one_of, says
from iku_cli.documents.declared.results import Result

Place = Annotated[int, Field(ge=1)]


class Span(TypedDict):
    """Lines and columns count from 1, the end column is one past the last letter."""

    file: str
    line: Place
    column: Place
    end_line: Place
    end_column: Place


class Label(Span):
    """A place, and what is said of it."""

    label: str | None


class Problem(TypedDict):
    """One mistake, or something that looks like one."""

    id: Annotated[str, says("Its page: iku-engine explain ID.")]
    severity: Literal["error", "warning"]
    message: str
    spans: Annotated[
        list[Label],
        Field(
            min_length=1,
            description="The places; the first is the main one. "
            "Lines and columns count from 1, the end column is one past the last letter.",
        ),
    ]
    counter_example: str | None
    hint: str | None


class Proof(TypedDict):
    """One thing that is proven of a declaration."""

    declaration: Annotated[str, says("The name of a scale or indicator.")]
    kind: Annotated[str, one_of("scale", "scale-partial", "weights", "range", "unreached", "division", "movement")]
    statement: str
    input: Annotated[str | None, says("Of a movement: what moves the value.")]
    direction: Annotated[
        Annotated[str, one_of("up", "down", "either")] | None,
        says("Of a movement: whether the value rises or falls when the input rises, or may do either."),
    ]
    span: Span


class Problems(TypedDict):
    """What `check --json` prints."""

    schema: Literal["iku-engine/problems/1"]
    problems: list[Problem]
    proofs: NotRequired[
        Annotated[
            list[Proof] | None, says("What holds whatever the facts; only with --proofs, null where there are errors.")
        ]
    ]


class FormattedFile(TypedDict):
    """A spec file, and whether its format is another."""

    file: str
    changed: bool


class Format(TypedDict):
    """What `fmt --json` prints."""

    schema: Literal["iku-engine/format/1"]
    written: Annotated[bool, says("Whether changed files were rewritten.")]
    files: list[FormattedFile]
    problems: list[Problem]


class Failure(TypedDict):
    """An expectation that did not hold."""

    expected: str
    found: str
    span: Span
    result: Result | None


class Test(TypedDict):
    """One in-spec test."""

    name: str
    indicator: str
    span: Span
    passed: bool
    problems: Annotated[list[str], says("Why its given facts could not be used.")]
    failures: list[Failure]


class Coverage(TypedDict):
    """What the tests reach."""

    kind: str
    reached: Count
    total: Count
    missed: list[str]


class Tests(TypedDict):
    """What `test --json` prints."""

    schema: Literal["iku-engine/tests/1"]
    passed: Count
    failed: Count
    tests: list[Test]
    coverage: list[Coverage]


class Mutant(TypedDict):
    """One small mistake."""

    change: Annotated[str, says("What was changed, in words.")]
    span: Span
    verdict: Annotated[str, one_of("check", "test", "survived")]
    by: Annotated[str | None, says("The problem's id or the test's name; null where nothing noticed.")]


class Mutants(TypedDict):
    """What `test --mutate --json` prints."""

    schema: Literal["iku-engine/mutants/1"]
    total: Count
    left_out: Annotated[Count, says("How many more there are, which were not tried.")]
    check: Annotated[Count, says("How many check noticed.")]
    test: Annotated[Count, says("How many only a test noticed.")]
    survived: Count
    mutants: list[Mutant]
