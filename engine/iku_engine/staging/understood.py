"""How a file was understood: what it was taken for, and its first rows with the values that their cells were read as."""

from __future__ import annotations

from typing import Literal

from iku_dsl.period import Period
from iku_dsl.records import record
from iku_engine.results.evaluation import Scalar, Shown

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
