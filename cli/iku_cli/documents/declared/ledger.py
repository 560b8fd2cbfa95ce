"""The ledger: its events and steps, stored runs and their results, and the documents of `runs` and of what adds to it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from iku_cli.documents.declared.parts import Count, Exact, Sha256, State, one_of, says

AskedOtherwise = Annotated[
    list[str], says("What was asked for one of both and not for the other, in the language asked for.")
]


class Event(TypedDict):
    """Something that happened in the ledger."""

    event: Count
    kind: str
    user: str
    at: str
    reason: str
    relation: str | None
    file: str | None
    period: str | None


class Place(TypedDict):
    """Which stored result it is."""

    indicator: str
    period: str
    key: list[str]


class Step(Place):
    """A result that became reviewed or final."""

    event: Count
    run: Count
    status: Annotated[str, one_of("reviewed", "final")]
    user: str
    at: str
    reason: str
    restates: int | None
    despite: Annotated[str, says("Why it was made final in spite of what was doubtful; empty otherwise.")]


class RecordCategory(TypedDict):
    """The category of a stored result."""

    id: str
    certain: bool
    possible: list[str]


class RecordTarget(TypedDict):
    """A target of a stored result."""

    name: str
    state: State
    value: Exact | None
    high: Exact | None
    achievement: Exact | None


class RecordComparison(TypedDict):
    """A published value beside a stored result."""

    official: bool
    published: Exact | None
    computed: Exact | None
    verdict: str


class Record(Place):
    """A result as it is stored, in exact figures."""

    state: State
    value: Exact | None
    reason: str | None
    bounds: tuple[Exact | None, Exact | None, bool] | None
    may_be_not_applicable: bool
    category: RecordCategory | None
    rank: int | None
    targets: list[RecordTarget]
    comparisons: list[RecordComparison]
    missing: Count
    marks: list[str]


class Restated(Place):
    """A result that is not what was made final: the first field in which they differ, and what came since."""

    field: str
    was: Record
    now: Record
    final: Step
    asked: AskedOtherwise
    events: list[Event]
    specs: Annotated[list[str], says("Spec files whose text is another one.")]
    engine: Annotated[bool, says("Whether another version computed it.")]


class Admitted(TypedDict):
    """A batch that was let in."""

    batch: Count
    source: str
    period: str
    changes: Annotated[bool, says("Not so where it was taken back, replaced, or said again what counted already.")]


class Done(TypedDict):
    """What a command that adds to the ledger prints."""

    schema: Literal["iku-engine/event/1"]
    event: Count
    kind: Annotated[
        str,
        one_of("correct", "retract", "lock", "unlock", "attach", "dismiss", "review", "final"),
        says("`facts correct`, `retract`, `lock`, `unlock`, `attach`, `quarantine --dismiss`, `runs review`, `final`."),
    ]
    about: str
    user: str
    reason: str
    rows: Count
    restored: Annotated[Count, says("Rows that count again since what had replaced them is gone.")]
    late: Annotated[bool, says("Its period is closed, so it waits.")]
    admitted: list[Admitted]
    steps: list[Step]
    sha256: Annotated[str | None, says("Of the file that was attached.")]
    head: Annotated[str | None, says("Number and hash of the last event of the chain, after results became final.")]
    doubts: Annotated[
        list[str],
        says("What is to be looked at because of it: members that look alike, cells of a batch that was taken back."),
    ]


class Doubt(TypedDict):
    """What is doubtful of a run."""

    kind: Literal[
        "waiting", "to-look-at", "missing", "marked", "refuted", "changed", "specs", "same-person", "not-again"
    ]
    text: Annotated[str, says("What is doubtful, in the language asked for.")]
    results: Annotated[list[Place], says("The results of which it is.")]


class Doubts(TypedDict):
    """What `runs final` prints where something is doubtful and no reason was given by `--despite`: nothing was written."""

    schema: Literal["iku-engine/runs-doubts/1"]
    run: Count
    doubts: Annotated[list[Doubt], Field(min_length=1)]


class Head(TypedDict):
    """What `runs head --json` prints."""

    schema: Literal["iku-engine/runs-head/1"]
    event: Count
    sha256: Sha256
    head: Annotated[str, says("Both, as `runs verify --against` takes them.")]
    file: Annotated[str | None, says("The file that it was written to; null where none was asked for.")]


class Verification(TypedDict):
    """What `runs verify --json` prints."""

    schema: Literal["iku-engine/runs-verify/1"]
    verified: bool
    run: int | None
    file: str | None
    signature: Annotated[bool | None, says("Whether the signature fits; null where none was asked for.")]
    events: Count
    rows: Count
    runs: Count
    fault: Annotated[str | None, says("The first thing that is not as it was written.")]
    faults: Annotated[list[str], says("What is not as it was written, the database first; none where all is.")]
    told: Annotated[
        list[str], says("What differs from what the program makes, and changes nothing that is written or read.")
    ]
    restored: Annotated[list[str], says("What `--restore` mended.")]
