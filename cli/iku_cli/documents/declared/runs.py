"""Stored evaluations: `runs list` and `runs show`."""

from typing import Annotated, Literal

from typing_extensions import TypedDict

from iku_cli.documents.declared.ledger import Place, Record, Restated, Step
from iku_cli.documents.declared.parts import Count, Period, says
from iku_cli.documents.declared.results import Status, Told


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
