"""What an import did, file by file: `import`."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from iku_cli.documents.declared.parts import Completeness, Count, Period, one_of, says

Some = Annotated[int, Field(ge=1)]


class Example(TypedDict):
    """A cell that gets another figure."""

    keys: list[str]
    column: str
    before: str | None
    after: str | None


class Changed(TypedDict):
    """Known rows of a period that get other figures."""

    period: Period | None
    rows: Count
    known: Count
    many: bool
    examples: list[Example]


class Replaced(TypedDict):
    """An earlier batch, some of whose rows were replaced."""

    batch: Count
    kind: Annotated[
        str, one_of("import", "correct", "retract"), says("Rows of a retraction are those that it put back.")
    ]
    file: str
    user: str
    at: str
    rows: Count


class AbsentRow(TypedDict):
    """A row that is not in the file any more."""

    period: Period | None
    keys: list[str]
    batch: Count
    row: Count


class Absent(TypedDict):
    """What an earlier reading of the same file brought, and this one lacks."""

    count: Count
    rows: list[AbsentRow]
    periods: Annotated[
        list[Period], says("Periods that it had beside one of now, and of which this one has no row at all.")
    ]
    of_periods: Annotated[Count, says("The rows of these periods that go on counting.")]


class MovedRow(TypedDict):
    """A mended row that has another period or key now."""

    row: int
    place: str
    before: list[str]
    now: list[str]


class KnownAgain(TypedDict):
    """How many rows were taken for rows in quarantine that had another period or key, and the first of them."""

    count: int
    rows: list[MovedRow]


class FirstRows(TypedDict):
    """How many rows, and the first of them."""

    count: Count
    rows: list[Count]


class DecimalPoint(TypedDict):
    """A column whose point was taken to start the decimals."""

    column: str
    example: str


class ByLetters(TypedDict):
    """Cells that name a member by their letters alone."""

    count: Count
    example: str | None


class NewMembers(TypedDict):
    """Members that a file names for the first time."""

    dimension: str
    count: Some
    members: list[str]


class NotData(TypedDict):
    """Rows of one kind that are neither facts nor mistakes."""

    kind: Literal["above", "total", "numbering", "units", "header", "footnote", "signature", "note", "table"]
    count: Some
    rows: list[Count]


class ControlTotal(TypedDict):
    """The figures of a column."""

    column: str
    figures: Some
    least: str
    greatest: str
    sum: str | None


class Rejected(TypedDict):
    """A row that was kept out, or that came in and is to be looked at."""

    row: Count
    column: str
    value: str
    reason: str
    guess: str | None


class Taken(TypedDict):
    """What a file was taken for; what means nothing for its kind, or was not asked, is null."""

    kind: Literal["text", "workbook"]
    header_row: Some
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    numbers: Literal["id", "en", "mixed", "unknown"] | None
    mapping: Literal["given", "remembered"] | None
    constants: Annotated[dict[str, str], says("What the mapping says of every row, by its column.")]


class Understood(TypedDict):
    """One of the first rows as it was understood; a cell that is missing or does not apply is null."""

    row: Count
    period: Period | None
    cells: dict[str, str | None]


class NotRead(TypedDict):
    """A file nothing of which was taken in."""

    file: str
    into: str
    stored: Annotated[bool, says("Whether its rows are in the store now.")]
    refused: Annotated[str | None, says("Why nothing of it was taken in.")]
    changes: Annotated[
        list[Changed], says("Known rows that get other figures, by period; of many somebody has to agree (--yes).")
    ]


class Loaded(TypedDict):
    """What was read of a file."""

    batch: Count | None
    sha256: str
    rows: Count
    accepted: Count
    identical: Count
    replaced: Count
    replaces: list[Replaced]
    late: Annotated[list[Period], says("Closed periods: what came for them is not counted yet.")]
    completeness: list[Completeness]
    absent: Annotated[
        Absent,
        says(
            "Rows that an earlier reading of the same file (its name, sheet and period) brought, "
            "and that this one lacks: they go on counting. How many, and the first of them."
        ),
    ]
    mended: Annotated[Count, says("Rows of the quarantine that it has again, good this time.")]
    untouched: Annotated[
        Count,
        says("Rows of the quarantine that it has with all cells as they were, though each can be read; they wait on."),
    ]
    moved: Annotated[
        list[MovedRow],
        says(
            "Mended rows whose number is that of a row in quarantine with another period or key, which waits no more; "
            "the period, if any, and the keys of before and now."
        ),
    ]
    known_again: Annotated[
        KnownAgain,
        says(
            "Rows without a number that were taken for rows in quarantine whose period or key was at fault, as the file is the same "
            "and all the rest of the row is."
        ),
    ]
    filters: Annotated[
        list[str],
        says("Ranges of the sheet with a filter that is set; rows that it leaves out were read like the others."),
    ]
    hidden_rows: Annotated[FirstRows, says("Rows that the sheet hides; they were read like the others.")]
    struck_rows: Annotated[
        FirstRows, says("Rows with cells that the sheet strikes through; they were read like the others.")
    ]
    hidden_columns: Annotated[list[str], says("Columns that the sheet hides; they were read like the others.")]
    hidden_sheets: Annotated[list[str], says("Hidden sheets whose header fits as well; they were not read.")]
    left_out: Annotated[
        list[str], says("Columns that the mapping leaves out by skip = others, which names none of them.")
    ]
    decimal_points: Annotated[
        list[DecimalPoint],
        says(
            "Columns with figures such as 12.500 whose point was taken to start the decimals, though nothing in the file shows it, or "
            "such as 12,500 whose comma was, though nothing but percentages shows it; each with the first of them."
        ),
    ]
    recognised: Annotated[
        Count, says("Cells that name a member by its label, by an alias or in another spelling than its key.")
    ]
    by_letters: Annotated[
        ByLetters,
        says(
            "Those of them that are the label of one member letter by letter, and in other letters, with other blanks or by an alias "
            "that of others too; with one of them."
        ),
    ]
    new_members: Annotated[
        list[NewMembers],
        says(
            "Members that this file names for the first time, of dimensions whose members are those that facts name: "
            "how many, and up to 1,000 of them, those first that are to be looked at."
        ),
    ]
    not_data: Annotated[
        list[NotData], says("Rows that are neither facts nor mistakes, by kind: how many, and the first of them.")
    ]
    notes: Annotated[Count, says("Lines with # above the table that are no marks.")]
    control_totals: Annotated[
        list[ControlTotal],
        says(
            "Of each column of figures, over all rows of the file that count (new ones and those that were there already): "
            "how many figures, their sum (null of percentages), the least and the greatest."
        ),
    ]
    rejected_total: Count
    earlier: Annotated[
        Count, says("Of how many rejected rows another figure of the same key is counted: mostly an earlier one.")
    ]
    rejected: list[Rejected]
    doubted_total: Count
    doubted: Annotated[
        list[Rejected], says("Rows that came in though they do not keep a `periksa`, or look like a total.")
    ]
    periods: list[Period]
    marks: list[str]
    seen_before: bool
    taken: Taken | None
    preview: Annotated[list[Understood], says("The first rows as they were understood.")]


class Read(NotRead, Loaded):
    """One file; rows = accepted + identical + rejected_total + those of not_data, and replaced are among the accepted."""


class Import(TypedDict):
    """What `import --json` prints."""

    schema: Literal["iku-engine/import/1"]
    dry_run: bool
    files: list[NotRead | Read]
