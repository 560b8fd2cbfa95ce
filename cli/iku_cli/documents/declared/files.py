"""Commands that write files or print a text: `report`, `init`, `facts template`, `explain`, `stages`, `completion` and the like."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from iku_cli.documents.declared.parts import Count, Mark, Sha256, one_of, says


class Report(TypedDict):
    """What `report` wrote: the file, and the evaluation that it shows."""

    schema: Literal["iku-engine/report/1"]
    file: str
    format: Annotated[str, one_of("html", "xlsx", "docx")]
    bytes: Count
    sha256: Sha256
    title: str
    language: Literal["id", "en"]
    period: str
    periods: Annotated[list[str], Field(min_length=1)]
    indicators: list[str]
    results: Count
    run: int | None
    specs: str
    facts: str
    head: Annotated[
        str | None,
        says("Number and hash of the last event of the chain when the report was made; null where nothing is kept."),
    ]
    marks: list[Mark]


class Files(TypedDict):
    """What a command that writes files prints: `facts evidence --get`, `facts quarantine --export`, `runs export`, `runs key`."""

    schema: Literal["iku-engine/files/1"]
    command: str
    files: list[str]


class Init(TypedDict):
    """What `init --json` prints."""

    schema: Literal["iku-engine/init/1"]
    folder: str
    files: list[str]


class Template(TypedDict):
    """What `facts template --json` prints."""

    schema: Literal["iku-engine/template/1"]
    file: str
    into: str
    rows: Annotated[Count, says("Rows whose keys are filled in.")]


class Explain(TypedDict):
    """What `explain --json` prints: a page, or the list of problems."""

    schema: Literal["iku-engine/explain/1"]
    id: NotRequired[str]
    page: NotRequired[str]
    problems: NotRequired[list[str]]


class Stages(TypedDict):
    """What `stages --json` prints; the data follows the stage and is not stable."""

    schema: Literal["iku-engine/stages/1"]
    file: str
    stage: Annotated[str, one_of("syntax", "program", "plan", "sql")]
    data: object


class Completion(TypedDict):
    """What `completion --json` prints."""

    schema: Literal["iku-engine/completion/1"]
    shell: Annotated[str, one_of("bash", "zsh", "fish")]
    script: Annotated[str, says("What the shell reads.")]
