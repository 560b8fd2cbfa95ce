"""What an import did: which rows came in, which were there already, which were kept out and why."""

from __future__ import annotations

from typing import Literal

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_dsl.records import record
from iku_engine.results.beside import Completeness
from iku_engine.results.evaluation import Scalar, Shown
from iku_engine.staging.changes import ChangedPeriod
from iku_engine.staging.control_totals import ControlTotal

PLAIN = Shown()


@record
class Taken:
    """What a file was taken for. `numbers` is empty where no cell asked how the file writes them; `mapping` where it had none.

    `constants` are what the mapping says of every row.
    """

    kind: Literal["text", "workbook"]
    header_row: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    numbers: Literal["", "en", "id", "mixed", "unknown"] = ""
    mapping: Literal["", "given", "remembered"] = ""
    constants: tuple[tuple[str, str], ...] = ()


@record
class PreviewCell:
    """A cell as it was understood: its column, its value (None is missing), how it is displayed."""

    column: str
    value: Scalar
    shown: Shown = PLAIN
    applies: bool = True


@record
class PreviewRow:
    """One of the first rows as it was understood; `period` is None where the relation has none."""

    row: int
    period: Period | None
    cells: tuple[PreviewCell, ...]


SHOWN = 1_000  # rows of each kind that a report has
LONGEST_SHOWN = 200  # characters of a cell that a message shows


@record
class RejectedCell:
    """A row that was kept out: its row in the file, the column and value at fault, the reason, and a guess at what was meant."""

    row: int
    column: str
    value: str
    reason: Text
    guess: Text | None = None

    @property
    def shown(self) -> str:
        """The value for people: one that nobody would read to its end is cut."""
        return self.value if len(self.value) <= LONGEST_SHOWN else f"{self.value[: LONGEST_SHOWN - 1]}…"


@record
class Replaced:
    """An earlier batch, some of whose rows were replaced: its file, who brought it and when, and how many rows."""

    batch: int
    file: str
    user: str
    at: str
    rows: int


NotDataKind = Literal["above", "total", "numbering", "units", "header", "footnote", "signature", "note", "table"]


@record
class NotData:
    """Rows that are neither facts nor mistakes, of one kind: how many, and the first of them."""

    kind: NotDataKind
    count: int
    rows: tuple[int, ...]


@record
class NewMembers:
    """Members of a dimension that a file is the first to name: how many, and the first of them."""

    dimension: str
    label: str
    count: int
    members: tuple[str, ...]


@record
class AbsentRow:
    """A row that counts though its file has it no more: its keys and period, and the batch and row that brought it."""

    period: Period | None
    keys: tuple[str, ...]
    batch: int
    row: int


@record
class Absent:
    """How many rows of earlier readings a file lacks, and the first of them; `periods` of which it lacks all, and their rows.

    `file` is the name of the earlier one, where it is another.
    """

    count: int = 0
    rows: tuple[AbsentRow, ...] = ()
    periods: tuple[Period, ...] = ()
    of_periods: int = 0
    file: str = ""


@record
class MovedRow:
    """A row that is one in quarantine with another period or key; `before` and `now` are the period, if any, and keys."""

    row: int
    place: str
    before: tuple[str, ...]
    now: tuple[str, ...]


@record
class ImportReport:
    """One file into one source or dimension.

    `rows` = `accepted` + `identical` + `rejected_total` + those of `not_data`; `replaced` are among the accepted.

    `doubted` are rows that came in though they do not keep a `periksa`, or look like a total.
    `late` are periods that are closed: what came for them is not counted until somebody opens them.
    Of `earlier` rejected ones a figure of the same key is counted, which for `other` among these is of this file.
    `untouched` are rows of the quarantine that it has as they were, though each of their cells can be read: they wait on.
    `mended` are rows of the quarantine that it has again, good this time, `moved` those whose number had another period or key
    there, `known_again` the first of those (`known_again_total`) that had another in the cell at fault, and are known by all the rest.
    `changes` are known rows that get other figures, `hidden` rows and `hidden_columns` columns that the sheet hides, `struck` rows with
    cells that it strikes through, `filters` ranges that it filters, `left_out` the columns that its mapping leaves out without naming them,
    `recognised` how many cells name a member by its label or in another spelling.
    `points` are columns, each with a figure, in which a point was taken to start the decimals though nothing in the file shows it.
    `notes` are `#` lines above the table that are no marks.
    `totals` are the control totals of its rows that count, by column.
    `absent` are rows that an earlier reading of the same file brought, and that this one lacks.
    """

    file: str
    target: str
    label: str
    batch: int | None
    sha256: str
    rows: int
    accepted: int
    identical: int
    replaced: int
    rejected: tuple[RejectedCell, ...]
    rejected_total: int
    periods: tuple[Period, ...]
    marks: tuple[str, ...] = ()
    seen_before: bool = False
    replaces: tuple[Replaced, ...] = ()
    late: tuple[Period, ...] = ()
    doubted: tuple[RejectedCell, ...] = ()
    doubted_total: int = 0
    completeness: tuple[Completeness, ...] = ()
    taken: Taken | None = None
    preview: tuple[PreviewRow, ...] = ()
    mended: int = 0
    untouched: int = 0
    moved: tuple[MovedRow, ...] = ()
    known_again: tuple[MovedRow, ...] = ()
    known_again_total: int = 0
    not_data: tuple[NotData, ...] = ()
    changes: tuple[ChangedPeriod, ...] = ()
    hidden: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    struck: tuple[int, ...] = ()
    filters: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    recognised: int = 0
    points: tuple[tuple[str, str], ...] = ()
    new_members: tuple[NewMembers, ...] = ()
    earlier: int = 0
    absent: Absent = Absent()
    other: int = 0
    notes: int = 0
    totals: tuple[ControlTotal, ...] = ()
