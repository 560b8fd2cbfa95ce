"""Traces: every number opens into what it was made of, down to the row of a file."""

from typing import Annotated, NotRequired

from typing_extensions import TypedDict

from iku_cli.documents.declared.parts import Bounds, Count, Exact, Fact, Group, Period, State, Value, says


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
    children: NotRequired[list["Node"]]
    left_out: NotRequired[list["Node"]]
