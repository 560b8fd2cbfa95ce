"""What a result hangs on, and how it would be another one: `sensitivity` and `seek`."""

from typing import Annotated, Literal

from typing_extensions import TypedDict

from iku_cli.documents.declared.parts import Bounds, Entity, Exact, Fact, State, Unit, one_of, says
from iku_cli.documents.declared.results import Beside


class ShortResult(TypedDict):
    """A result in short."""

    period: str
    key: Entity
    key_labels: list[str]
    state: State
    value: str | None
    exact: Exact | None
    unit: Unit
    bounds: Bounds | None
    category: Annotated[str | None, says("Where it is certain.")]
    possible: list[str]
    reason: str | None


class RealResult(ShortResult, Beside):
    """A result that is, with what is told beside it."""


class Scalar(TypedDict):
    """A figure: a number in display units and exactly, or a choice or truth."""

    value: str | bool
    exact: Exact | None


class Range(TypedDict):
    """Where a number may lie."""

    low: Exact | None
    high: Exact | None


class Input(TypedDict):
    """A figure that a result rests on and that may be another one."""

    ref: Annotated[str, says('As a spec would write it: `lke.jawaban["perencanaan", "kualitas"]`, `n`.')]
    label: str
    kind: Literal["cell", "count", "sum"]
    unit: Unit
    range: Annotated[Range | None, says("Where a number may lie; null of a choice.")]
    step: Annotated[Exact | None, says("The least change of a number.")]
    choices: Annotated[list[str | bool], says("What a choice or truth can be, the worst first.")]
    fact: Fact | None


class UnmovedInput(TypedDict):
    """An input that is taken as it is."""

    ref: str
    label: str
    why: Literal["set", "row", "published", "kind", "state", "range", "statistic"]


Unmoved = Annotated[
    list[UnmovedInput],
    says(
        "Inputs that are taken as they are: `set` reads it as well, its `row` is not there and a rule asks whether it is, "
        "`published` and yet to come, of a `kind` without steps (date, text), its `state` is no value, nothing else in its `range`, "
        "a `statistic` that is no count or sum of a column."
    ),
]


class Interval(Range):
    """Where a value reaches the goal."""

    low_open: bool
    high_open: bool


class Goal(TypedDict):
    """What is to be reached."""

    kind: Annotated[str, one_of("category", "value", "target")]
    category: str | None
    categories: Annotated[list[str], says("All that will do.")]
    interval: Interval | None
    text: str


_Move = TypedDict(
    "_Move",
    {
        "from": Annotated[Scalar | None, says("Null where it is missing.")],
        "to": Scalar | None,
        "by": Annotated[Scalar | None, says("Null of a choice, and of what was missing.")],
    },
)


class MovedInput(Input, _Move):
    """An input, and how far it moves."""

    bound: Annotated[Literal["exactly", "at-least", "at-most"], says("Whether everything beyond it reaches as well.")]
    share: Annotated[Exact, says("How much of its range it moves.")]


class Alternative(TypedDict):
    """A way to the goal."""

    changes: list[MovedInput]
    result: ShortResult
    value: Annotated[Exact | None, says("The value that is reached, exactly.")]
    proven_smallest: Annotated[bool, says("Whether it is proven that no smaller change of this one input reaches.")]


class SoughtEntity(TypedDict):
    """One of several entities, in short."""

    result: RealResult
    target: Goal | None
    reached: bool | None
    reachable: bool | None
    lacking: Annotated[Exact | None, says("What the value lacks to the goal.")]
    alternative: Annotated[Alternative | None, says("The smallest change of one input.")]
    unmoved: Unmoved


class Seek(TypedDict):
    """What `seek --json` prints: of one entity the alternatives, of several one line each in `entities`."""

    schema: Literal["iku-engine/seek/1"]
    indicator: str | None
    label: str | None
    specs: str
    facts: str
    asked: Annotated[str, says("What was to be reached, as it was written.")]
    result: RealResult | None
    target: Goal | None
    reached: bool | None
    reachable: Annotated[
        bool | None,
        says(
            "Null where no way was found and that there is none is not proven; of what `--by` names where it was given."
        ),
    ]
    alternatives: list[Alternative]
    best: Annotated[Alternative | None, says("The best that was tried, where the goal was not reached.")]
    reason: str | None
    unmoved: Unmoved
    entities: list[SoughtEntity]


class NearCategory(TypedDict):
    """A category next to that of the value."""

    category: str
    label: str
    distance: Annotated[Exact, says("From the value to where it begins.")]
    attained: Annotated[bool, says("Whether it holds there itself, or only beyond.")]


class Edge(TypedDict):
    """A weight from which on the category is another one."""

    to: Annotated[Exact, says("Where the other category begins.")]
    attained: Annotated[bool, says("Whether it holds at that figure itself, or only beyond it.")]
    result: ShortResult


class CriticalWeight(TypedDict):
    """How far a weight may go before the category is another one."""

    block: Annotated[str | None, says("The dimension of the block; null of indicators.")]
    member: str
    label: str
    weight: Exact
    lower: Edge | None
    upper: Edge | None
    exact: Annotated[bool, says("Whether the curve was solved exactly; else the ends were found by trying.")]


class SwingEnd(TypedDict):
    """An input at one end of its range."""

    at: Scalar | None
    result: ShortResult | None


class Swing(TypedDict):
    """The value with an input at its least and greatest."""

    input: Input
    now: Scalar | None
    least: SwingEnd
    greatest: SwingEnd
    swing: Annotated[Exact | None, says("How far apart the two values are.")]


class TurnStep(TypedDict):
    """A figure at which the category is another one."""

    to: Scalar
    by: Scalar | None
    share: Exact
    result: ShortResult
    proven: bool


class Turn(TypedDict):
    """The nearest figures of an input at which the category is another one."""

    input: Input
    now: Scalar | None
    down: TurnStep | None
    up: TurnStep | None


class Gap(TypedDict):
    """What knowing a missing input would bring."""

    input: Input
    now: Annotated[Exact | None, says("How wide the bounds are.")]
    known: Annotated[Exact | None, says("The widest that they can be once it is known.")]
    least: Annotated[Exact | None, says("The narrowest.")]
    removed: Annotated[Exact | None, says("The share of their width that goes, at least.")]


class Sensitivity(TypedDict):
    """What `sensitivity --json` prints: what the result hangs on."""

    schema: Literal["iku-engine/sensitivity/1"]
    indicator: str
    label: str
    specs: str
    facts: str
    result: RealResult
    above: Annotated[NearCategory | None, says("The category of greater values.")]
    below: NearCategory | None
    weights: list[CriticalWeight]
    inputs: Annotated[
        list[Swing],
        says("The value with each input at its least and greatest, the others as they are, the widest first."),
    ]
    turns: Annotated[list[Turn], says("The nearest figures at which the category is another one.")]
    missing: Annotated[list[Gap], says("How far the bounds shrink once each missing input is known, the most first.")]
    notes: list[str]
    unmoved: Unmoved
