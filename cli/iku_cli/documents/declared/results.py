"""Results with their traces and all that is told beside them, and the documents made of them: `eval`, `trace`, `facts uses`.

In a trace every number opens into what it was made of, down to the row of a file.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from iku_cli.documents.declared.ledger import AskedOtherwise, Restated
from iku_cli.documents.declared.parts import (
    Bounds,
    Completeness,
    Count,
    Decimal,
    Entity,
    Exact,
    Fact,
    Group,
    Mark,
    Number,
    Period,
    State,
    Unit,
    Value,
    one_of,
    says,
)


class Weight(TypedDict):
    """A weight as declared, as used, over all levels, and as printed where that differs."""

    declared: Exact
    used: Exact
    overall: Exact
    printed: Exact | None
    reason: str | None


class Member(TypedDict):
    """One member or row of a set, and why it is in it or not."""

    key: list[str]
    label: str
    reasons: list[str]
    facts: list[Fact]
    weight: NotRequired[Annotated[Exact, says("What the number is weighed by.")]]
    state: NotRequired[Annotated[State, says("Of a statistic, where there is no number: why.")]]
    value: NotRequired[str | bool]
    exact: NotRequired[Exact]


class Members(TypedDict):
    """The members of one class; at most as many are listed as were asked for."""

    kind: Group
    total: Count
    members: list[Member]


class Node(Value):
    """One number, truth or text of a trace, made by `op` from its children."""

    op: str
    text: Annotated[str, says("The formula in the spec's words.")]
    state: State
    label: NotRequired[str]
    unit: NotRequired[str]
    bounds: NotRequired[Bounds]
    reason: NotRequired[str]
    period: NotRequired[Period]
    weight: NotRequired[Weight]
    fact: NotRequired[Fact]
    digits: NotRequired[int]
    statistic: NotRequired[str]
    notes: NotRequired[list[str]]
    groups: NotRequired[list[Members]]
    children: NotRequired[list[Node]]
    left_out: NotRequired[list[Node]]


SpecsHash = Annotated[str, says("SHA-256 of the specs' text.")]
FactsSeen = Annotated[str, says("Identity of the facts that were seen.")]
Span = Annotated[str, says("2025, or 2023..2025.")]


class Comparison(TypedDict):
    """A published value beside the computed one."""

    official: Annotated[bool, says("Whether the published value is the value where it is there.")]
    published: Number | None
    computed: Number | None
    bounds: Annotated[Bounds | None, says("Of what is computed, where it has no value.")]
    difference: Number | None
    tolerance: Exact
    verdict: Annotated[str, one_of("equal", "different")] | None
    fact: Fact | None


class Waiting(TypedDict):
    """Rows that are not counted, of a source and period that the result reads."""

    why: Literal["quarantine", "late"]
    relation: str
    period: Annotated[str | None, says("Null where the relation has none, or where it could not be read.")]
    read: Annotated[bool, says("Whether their period could be read; if not, they may be of any.")]
    batch: int
    file: str
    rows: Count
    earlier: Annotated[
        Count, says("Of how many of them another figure of the same key is counted: mostly an earlier one.")
    ]
    text: str


class Status(TypedDict):
    """How far a result is on its way."""

    stage: Literal["draft", "reviewed", "reviewed-before", "final"]
    run: Annotated[int | None, says("The run of which it was reviewed or made final; null for a draft.")]
    user: str
    at: str
    reason: str
    restates: Annotated[int | None, says("The run whose final result it stands beside.")]
    despite: Annotated[str, says("Why it was made final in spite of what was doubtful.")]


class Differs(TypedDict):
    """How a result differs from what was made final."""

    field: str
    final: Annotated[str | None, says("The final value, a fraction; null without one.")]
    now: str | None
    run: int
    asked: AskedOtherwise
    events: Annotated[list[int], says("The events about facts since.")]
    specs: list[str]
    engine: bool
    text: str


class Told(TypedDict):
    """What is told beside a result, and of a stored one."""

    comparisons: list[Comparison]
    marks: Annotated[
        list[Mark],
        says(
            "What is to be known of the figure: what it was made of is illustrative, inexact, filled by a rule, partial."
        ),
    ]
    notes: list[str]
    waiting: list[Waiting]
    completeness: Annotated[
        list[Completeness],
        says("How complete the complete sources are that the result was read from, in each period that was loaded."),
    ]


class Beside(Told):
    """What is told beside a result in every document that has results."""

    status: Annotated[
        Status | None, says("How far it is on its way; null for what is only supposed, tested, or computed as printed.")
    ]
    restated: Differs | None


class Category(TypedDict):
    """A category; without id and label where it is not certain, and `possible` lists all that may be."""

    id: str | None
    label: str | None
    certain: bool
    possible: list[str]
    next: Annotated[str | None, says("The next better category.")]
    distance: Annotated[Exact | None, says("What is lacking to it.")]
    capped: Annotated[str | None, says("Why the category was limited.")]


class Target(Number):
    """A target: a number, or a range up to `high`."""

    high: Number | None


class Achieved(TypedDict):
    """A target with the achievement against it."""

    name: Annotated[str, says("Empty for the target itself.")]
    target: Target | None
    sign: Annotated[
        Annotated[str, one_of("<", "<=", ">", ">=")] | None,
        says("What the target says before its number; with < or > the number itself does not reach it."),
    ]
    reached: Annotated[
        bool | None,
        says("Whether the value reaches the target; null without a value, or where the indicator is not judged."),
    ]
    achievement: Number | None
    state: State
    reason: str | None
    trace: Node | None


class Missing(TypedDict):
    """One input that is lacking."""

    label: str
    reason: str
    fact: Fact | None


class Correction(TypedDict):
    """What the source prints where the spec says otherwise."""

    name: str
    used: str
    printed: str
    reason: str


class Printed(TypedDict):
    """What a result would be with the figures as they are printed."""

    indicator: str
    period: Period
    key: Entity
    state: State
    value: Decimal | None
    exact: Exact | None
    bounds: Bounds | None
    category: Category | None


class Result(Printed, Beside):
    """One indicator in one period for one entity."""

    label: str
    key_labels: list[str]
    unit: Unit
    may_be_not_applicable: bool
    outside: Annotated[str | None, says("Why a value has no category.")]
    reason: str | None
    rank: Annotated[int, Field(ge=1)] | None
    target: Target | None
    achievement: Number | None
    targets: list[Achieved]
    missing: list[Missing]
    missing_total: Count
    corrections: list[Correction]
    basis: list[str]
    owner: str
    guards: list[Node]
    trace: Node | None


class Statement(TypedDict):
    """What an engine was asked: `answers` are of the spec; where SQL cannot say it `sql` is null, and `why_not` says why."""

    engine: str
    answers: list[str]
    columns: dict[str, str]
    sql: str | None
    why_not: str | None


class Evaluation(TypedDict):
    """What `eval --json` and `trace --json` print. Numbers are strings."""

    schema: Literal["iku-engine/evaluation/1"]
    engine: str
    specs: SpecsHash
    facts: FactsSeen
    period: Span
    as_of: str | None
    as_printed: bool
    run: Annotated[int | None, says("The number under which the run was kept; null where it was not.")]
    restated: list[Restated]
    results: list[Result]
    notes: list[str]
    statements: NotRequired[
        Annotated[list[Statement], says("With --explain: what the engine was asked about facts, in order.")]
    ]
    printed: NotRequired[
        Annotated[
            list[Printed],
            says("What results would be with the figures as they are printed; only where a trace has corrections."),
        ]
    ]


_As = TypedDict(
    "_As", {"as": Annotated[str, says("The number that was read from it, or the set that it puts a member in.")]}
)


class Use(Printed, Beside, _As):
    """A result that rests on a fact."""

    label: str
    reason: str | None
    group: Annotated[Group | None, says("The class of that set.")]


class UsedFact(TypedDict):
    """A fact with the results that rest on it."""

    source: str
    period: str | None
    keys: list[str]
    uses: list[Use]
    notes: Annotated[list[str], says("Years that were not looked at: no facts are near.")]


class Uses(TypedDict):
    """What `facts uses --json` prints: the results that rest on facts, and what of them each fact is."""

    schema: Literal["iku-engine/facts-uses/1"]
    facts: list[UsedFact]
