"""Results beside others: `compare`, `trace --against`, `eval --what-if`, `diff`."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from iku_cli.documents.declared.parts import (
    Bounds,
    Count,
    Entity,
    Exact,
    Fact,
    Group,
    Number,
    Period,
    State,
    Value,
    one_of,
    says,
)
from iku_cli.documents.declared.results import Beside, FactsSeen, Result, Span, SpecsHash

CHANGED = (
    "entity", "state", "reason", "value", "category", "target", "achievement", "reached", "rank", "official", "marks",
)  # fmt: skip


class End(TypedDict):
    """One end of a comparison."""

    period: Period
    as_of: str | None
    specs: str


class OfColumn(Number):
    """What a column brings."""

    source: str
    column: str | None


class OfMember(Number):
    """What a member brings."""

    key: list[str]
    label: str


class Rest(Number):
    """What the members bring that are not listed."""

    count: Annotated[int, Field(ge=1)]


class Part(Number):
    """What one cause brings."""

    cause: Annotated[str, says("The cause; several joined by + could not be told apart.")]
    causes: Annotated[
        list[
            Annotated[
                str,
                one_of(
                    "data", "late", "corrected", "entering", "leaving", "sent", "unsent", "rule", "weights", "target",
                    "calendar",
                ),
            ]
        ],
        Field(min_length=1),
    ]  # fmt: skip
    facts: Annotated[Count, says("How many facts are otherwise.")]
    columns: Annotated[
        list[OfColumn],
        says(
            "By column; they add up to the part where they were split. "
            "A column of null are rows that came or went, * are all of a source."
        ),
    ]
    members: Annotated[list[OfMember], says("By member; with `rest` they add up to the part where they were split.")]
    rest: Rest | None
    unsplit: Annotated[str | None, says("Why it was not split further.")]


class ComparedResult(Beside):
    """A result at one end."""

    state: State
    number: Number | None
    bounds: Bounds | None
    category: str | None
    reason: str | None


ChangedSide = Annotated[ComparedResult | None, says("Null where the entity is not there.")]
_Sides = TypedDict("_Sides", {"from": ChangedSide, "to": ChangedSide})


class ChangedEntity(_Sides):
    """The change of one entity."""

    key: Entity
    key_labels: list[str]
    change: Number | None
    bounds: Bounds | None
    reason: str | None
    by_bands_before: Annotated[
        str | None, says("The category of the new value by the bands of before, where these are others.")
    ]
    parts: list[Part]


_Ends = TypedDict("_Ends", {"from": End, "to": End})


class Change(_Ends):
    """What `compare --json` prints. The parts of a change add up to it exactly."""

    schema: Literal["iku-engine/change/1"]
    indicator: str
    label: str
    of: Literal["value", "achievement"]
    unit: str | None
    change: Number | None
    parts: list[Part]
    entities: list[ChangedEntity]
    notes: Annotated[list[str], says("What is told of facts that other specs read otherwise, or not at all.")]


class MemberPlace(TypedDict):
    """In which class of a set a member is."""

    group: Group
    value: NotRequired[str | bool]
    exact: NotRequired[Exact]
    facts: list[Fact]


PlaceOrNone = Annotated[MemberPlace | None, says("In which class of the set a member is; null where it is in none.")]
_Places = TypedDict("_Places", {"from": PlaceOrNone, "to": PlaceOrNone})


class MovedMember(_Places):
    """A member that is in another class, or has another number."""

    key: list[str]
    label: str
    reasons: list[str]


class DifferenceSide(Value):
    """A number of one side."""

    text: Annotated[str, says("What it is read from on this side, where the rule is another.")]
    state: State
    fact: Fact | None


SideOrNone = Annotated[DifferenceSide | None, says("A number of one side; null where that side has none such.")]
_TwoSides = TypedDict("_TwoSides", {"from": SideOrNone, "to": SideOrNone})


class NumberThatDiffers(_TwoSides):
    """An innermost number that differs."""

    text: str
    label: str
    change: Exact | None
    members: list[MovedMember]


_Results = TypedDict("_Results", {"from": Result, "to": Result})


class AgainstPair(_Results):
    """Two results of one entity."""

    key: list[str]
    change: Exact | None
    differences: list[NumberThatDiffers]


_Names = TypedDict("_Names", {"from": Annotated[str, says("What the other side is called.")], "to": str})


class Against(_Names):
    """What `trace --against --json` prints: two results of one indicator, the innermost numbers that differ, and the members that moved."""

    schema: Literal["iku-engine/against/1"]
    indicator: str
    results: list[AgainstPair]


class Pair(TypedDict):
    """A result as it is, and as it would be."""

    indicator: str
    period: Period
    key: Entity
    real: Result | None
    what_if: Result | None
    difference: Number | None
    category_changes: bool


class WhatIf(TypedDict):
    """What `eval --what-if --json` prints: each result as it is, and as it would be. Nothing of it was kept."""

    schema: Literal["iku-engine/what-if/1"]
    engine: str
    supposed: list[str]
    specs: SpecsHash
    what_if_specs: SpecsHash
    facts: FactsSeen
    what_if_facts: FactsSeen
    period: Span
    as_of: str | None
    as_printed: bool
    run: None
    results: list[Pair]
    notes: list[str]


class Difference(TypedDict):
    """One thing that is otherwise."""

    kind: Literal["added", "removed", "renamed", "changed"]
    subject: Annotated[str, one_of("dimension", "source", "table", "scale", "profile", "indicator")]
    name: str
    label: str
    what: str | None
    old: Annotated[str | None, says("What it was; of a renamed declaration its name. Null where there was nothing.")]
    new: str | None
    words_only: Annotated[bool, says("No result depends on it.")]


class ReplayCount(TypedDict):
    """How many stored results of an indicator in a period differ."""

    indicator: str
    period: Period
    changed: Count
    total: Count


class ReplayedResult(TypedDict):
    """A stored result that the new specs give otherwise."""

    indicator: str
    period: Period
    key: Entity
    changed: list[Annotated[str, one_of(*CHANGED)]]
    old: Result | None
    new: Result | None


_Periods = TypedDict("_Periods", {"from": str | None, "to": str | None})


class Replay(_Periods):
    """What the difference makes of the results of these periods."""

    counts: list[ReplayCount]
    changed_total: Count
    changed: list[ReplayedResult]
    untouched: list[str]
    notes: list[str]


class Diff(TypedDict):
    """What `diff --json` prints."""

    schema: Literal["iku-engine/diff/1"]
    old: str
    new: str
    differences: list[Difference]
    replay: Replay | None
