"""What a store holds: sources, batches, histories of facts, the quarantine, evidence, exported facts, evaluations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from iku_cli.documents.declared.ledger import Place, Record, Restated, Step
from iku_cli.documents.declared.parts import Completeness, Count, Period, Value, one_of, says
from iku_cli.documents.declared.results import Status, Told

BatchKind = Annotated[str, one_of("import", "correct", "retract")]


class PeriodHeld(TypedDict):
    """The rows of a period that count."""

    period: str | None
    rows: Count
    completeness: Completeness | None
    locked: bool


class ToLookAt(TypedDict):
    """A row that counts and is to be looked at."""

    place: str
    text: str


class Batch(TypedDict):
    """What came into the store at once."""

    batch: Count
    kind: BatchKind
    file: str
    sheet: str | None
    sha256: str
    user: str
    at: str
    reason: str
    accepted: Count
    quarantine: Annotated[Count, says("Rows that are still in quarantine.")]
    late: Annotated[list[str], says("Closed periods for which it came too late.")]
    marks: list[str]


class BoundFile(TypedDict):
    """A file that a source is bound to."""

    file: str
    sha256: str
    rows: Count
    periods: list[str]
    marks: list[str]


class Source(TypedDict):
    """What is held of a source or dimension."""

    source: str
    label: str
    periods: list[PeriodHeld]
    to_look_at: Annotated[
        list[ToLookAt] | None,
        says(
            "Rows that count though they do not keep a `periksa`, or look like totals; "
            "null where no source was named, as nobody looked."
        ),
    ]
    batches: list[Batch]
    files: Annotated[list[BoundFile], says("The files that the source is bound to, which are read where they lie.")]


class Lock(TypedDict):
    """A lock in force."""

    event: Count
    period: str
    source: Annotated[str | None, says("Null for all sources.")]


class Facts(TypedDict):
    """What `facts list --json` prints."""

    schema: Literal["iku-engine/facts/1"]
    sources: list[Source]
    locks: list[Lock]


class Entry(TypedDict):
    """A row of a key, as it came."""

    event: Count
    kind: BatchKind
    user: str
    at: str
    reason: str
    file: str
    sheet: str | None
    row: Count
    period: str | None
    keys: list[str]
    values: Annotated[dict[str, Value], says("By column; numbers in display units, and exact.")]
    not_applicable: list[str]
    state: Annotated[str, one_of("current", "superseded", "retracted", "late")]
    until: Annotated[int | None, says("The event that ended it.")]
    taken_back: Annotated[
        dict[str, Annotated[int, Field(ge=1)]],
        says("Columns whose cells were taken over from a batch that was taken back since, with that batch."),
    ]


class History(TypedDict):
    """What `facts history --json` prints."""

    schema: Literal["iku-engine/facts-history/1"]
    source: str
    entries: list[Entry]


class Cell(TypedDict):
    """A cell of a row, by the name of its column."""

    name: str
    text: str


class KeptOut(TypedDict):
    """A row that waits."""

    place: Annotated[str, says("batch:row, by which it is dismissed or mended.")]
    batch: Count
    row: Count
    source: str
    file: str
    sheet: str | None
    column: str
    value: str
    reason: str
    guess: str | None
    cells: list[Cell]
    user: str
    at: str


class Quarantine(TypedDict):
    """What `facts quarantine --json` prints."""

    schema: Literal["iku-engine/facts-quarantine/1"]
    rows: list[KeptOut]


class Attached(TypedDict):
    """A file that was attached to facts."""

    event: Count
    sha256: str
    name: str
    to: str
    size: Count
    user: str
    at: str
    reason: str


class Evidence(TypedDict):
    """What `facts evidence --json` prints."""

    schema: Literal["iku-engine/facts-evidence/1"]
    evidence: list[Attached]


class ExportedFile(TypedDict):
    """A file of exported facts."""

    relation: Annotated[str, says("The source or dimension.")]
    file: str
    rows: Count
    live: Annotated[
        Count,
        says(
            "Rows with a text, in either file, that a spreadsheet would compute or that steers a terminal; "
            "they are written as they are."
        ),
    ]
    marks: Annotated[
        list[str],
        says(
            "The marks of the periods that the file has, as results have them; it begins with them (`# tanda: …`), "
            "so that an import takes them over."
        ),
    ]


class WaitingRows(TypedDict):
    """Rows of a batch that are not counted."""

    wait: Literal["quarantine", "late"]
    period: str | None
    batch: Count
    file: str
    rows: Count


class NotSent(TypedDict):
    """A period in which rows that are expected were not sent."""

    period: str | None
    expected: Count
    there: Count
    undecided: Count


class Lacking(TypedDict):
    """What the files lack of a source."""

    relation: str
    waiting: Annotated[
        list[WaitingRows],
        says(
            "Rows that are not counted: in quarantine, or late for a closed period. "
            "`period` is null where there is none, or it cannot be read."
        ),
    ]
    not_sent: Annotated[list[NotSent], says("Periods in which rows that are expected were not sent.")]
    without_rows: Annotated[list[str], says("Periods that were loaded without a row that counts.")]


class Exported(TypedDict):
    """What `facts export --json` prints."""

    schema: Literal["iku-engine/facts-export/1"]
    folder: str
    descriptor: Annotated[str, says("The data package, in the folder.")]
    files: list[ExportedFile]
    lacking: Annotated[
        list[Lacking],
        says(
            "What the files lack of what the store knows, by source; sources that lack nothing are left out. "
            "The same stands in the descriptor."
        ),
    ]


class Asked(TypedDict):
    """What was asked of a run."""

    indicators: Annotated[list[str], says("None: all.")]
    periods: list[str]
    key: list[str] | None
    as_printed: bool
    as_of: str | None


class RunHead(TypedDict):
    """A run without its results."""

    run: Count
    user: str
    at: str
    engine: str
    specs_sha256: str
    seen: Annotated[Count, says("The last event whose facts were seen.")]
    asked: Asked
    results_sha256: str


class RunLine(RunHead):
    """A run, and how far its results are."""

    reviewed: Annotated[Count, says("Steps of its results to reviewed.")]
    final: Annotated[Count, says("Steps of its results to final.")]


class Runs(TypedDict):
    """What `runs list --json` prints, latest first."""

    schema: Literal["iku-engine/runs/1"]
    runs: list[RunLine]


class RunFile(TypedDict):
    """A file that was read without an import."""

    relation: str
    file: str
    sha256: str


class StatusOf(Place, Status):
    """The status of a stored result."""


class ToldOf(Told):
    """What is told beside a stored result."""

    indicator: str
    period: Period
    key: list[str]


class Run(RunHead):
    """What `runs show --json` prints."""

    schema: Literal["iku-engine/runs-show/1"]
    specs: Annotated[dict[str, str], says("SHA-256 of each spec file.")]
    files: Annotated[list[RunFile], says("Files that were read without an import, as they were then.")]
    results: list[Record]
    statuses: Annotated[
        list[StatusOf],
        says("The status of each result, in their order, as an evaluation of now tells it; none of a run as printed."),
    ]
    steps: list[Step]
    restated: list[Restated]
    beside: Annotated[
        list[ToldOf],
        says("What is told beside each result, of the run evaluated once more over the facts that it had seen."),
    ]
    not_again: Annotated[str | None, says("Why the run cannot be evaluated once more; null where it can.")]
