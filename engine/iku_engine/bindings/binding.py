"""What a source or keyed dimension is bound to: patterns of files as the settings give them, and the files these are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from iku_dsl.files_read import Stamp
from iku_dsl.period import Period, read_period
from iku_dsl.records import record
from iku_engine.database.book_texts import texts

Percent = Literal["", "fraction", "percentage"]
PERCENT: tuple[Percent, ...] = ("", "fraction", "percentage")


@record
class Binding:
    """A relation's files. `percent` says what a number in a percentage column is: `0.875` or `87.5`; empty where that was not said.

    `period` is that of files without such a column, and counts as loaded even without rows; `marks` are said of all of them.
    """

    relation: str
    patterns: tuple[str, ...]
    percent: Percent = ""
    period: Period | None = None
    marks: tuple[str, ...] = ()


@record
class BoundFile:
    """A file as given, the hash of what it holds, and its stamp when that was hashed; none for one of a run."""

    path: str
    sha256: str
    stamp: Stamp | None = None


@record
class Given:
    """A binding, and its files in order."""

    binding: Binding
    files: tuple[BoundFile, ...]

    @property
    def record(self) -> dict[str, object]:
        """What is kept of it, to read the same files again."""
        binding = self.binding
        return {
            "relation": binding.relation,
            "patterns": list(binding.patterns),
            "percent": binding.percent,
            "period": str(binding.period) if binding.period is not None else None,
            "marks": list(binding.marks),
            "files": [{"path": file.path, "sha256": file.sha256} for file in self.files],
        }


def given_of(records: Sequence[Mapping[str, Any]]) -> tuple[Given, ...]:
    """What was kept, read again. Errors: `TypeError`, `LookupError`, `ValueError` where it has not its form."""
    return tuple(
        Given(
            Binding(
                _text(one["relation"]),
                tuple(texts(one["patterns"])),
                PERCENT[PERCENT.index(one["percent"])],
                read_period(one["period"]) if one["period"] is not None else None,
                tuple(texts(one["marks"])),
            ),
            tuple(BoundFile(_text(file["path"]), _text(file["sha256"])) for file in one["files"]),
        )
        for one in records
    )


def _text(value: object) -> str:
    return texts([value])[0]
