"""Parts that come again in many documents: exact numbers, periods, states, bounds, facts, marks. All numbers are strings."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict


def says(text: str) -> object:
    """What the schema says of a key."""
    return Field(description=text)


def one_of(*words: str) -> object:
    """A text that is one of these words, where the engine says no more of it than that it is a text."""
    return Field(json_schema_extra={"enum": list(words)})


Count = Annotated[int, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Exact = TypeAliasType(
    "Exact",
    Annotated[str, Field(pattern=r"^-?\d+(/[1-9]\d*)?$", description="An exact number: a whole number or a fraction.")],
)
Decimal = TypeAliasType(
    "Decimal",
    Annotated[
        str,
        Field(
            pattern=r"^(≈ )?-?\d+([./]\d+)?$",
            description="A number in display units (a percentage times 100), with a decimal point.",
        ),
    ],
)
Period = TypeAliasType("Period", Annotated[str, Field(pattern=r"^\d{4}(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?$")])
State = TypeAliasType("State", Literal["value", "missing", "not-applicable", "error"])
Entity = Annotated[
    Annotated[list[str], Field(min_length=2)] | str | None,
    says("Null without dimensions, the member of one dimension, a list for several."),
]
Unit = Annotated[str | None, says("The unit's word, % of a percentage, null of a pure number.")]
Group = Annotated[str, one_of("counted", "left-out", "unknown")]


class Number(TypedDict):
    """A number: exact, and as displayed."""

    exact: Exact
    value: Decimal


class Known(TypedDict):
    """A number in display units and exactly, or a text, a date, a truth."""

    value: str | bool
    exact: NotRequired[Exact]


class Value(TypedDict):
    """The same of what may be missing."""

    value: Annotated[str | bool | None, says("A number in display units, a text, a date, a truth, or null.")]
    exact: NotRequired[Exact]


class Bounds(TypedDict):
    """Least and greatest value over all completions of what is missing; null is no limit."""

    low: Exact | None
    high: Exact | None
    tight: Annotated[bool, says("Whether both ends are reached.")]


class Amendment(TypedDict):
    """Who corrected a fact, when and why."""

    user: str
    at: str
    reason: str


class Fact(TypedDict):
    """Where a number was read: file and row as imported."""

    source: str
    file: Annotated[str, says("Empty for a fact that somebody corrected: it is of no file.")]
    sheet: str | None
    row: Count
    sha256: str
    batch: Count
    marks: list[str]
    amendment: Annotated[Amendment | None, says("Who corrected it, when and why; null for a fact as it was imported.")]


class Mark(TypedDict):
    """What is to be known of a figure before somebody relies on it."""

    kind: Annotated[
        Literal[
            "illustrative",
            "declared",
            "as-printed",
            "as-known",
            "inexact",
            "near-end",
            "by-rule",
            "partial",
            "not-loaded-filled",
        ],
        says("Why it is marked."),
    ]
    mark: Annotated[str, says("The word as the file has it, else the kind.")]
    text: Annotated[str, says("What that means, in the language asked for.")]


class Completeness(TypedDict):
    """Of a complete source in a period: how many rows must be there, and how many are."""

    source: str
    period: str | None
    expected: int
    there: int
    undecided: Annotated[int, says("Of how many more it is open whether they must be there.")]
    absent: Annotated[list[list[str]], says("The first that are not there, by the labels of their keys.")]
