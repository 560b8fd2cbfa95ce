"""Parquet files that somebody saved from a sheet: the rows of totals, signatures and the like in them, found as an import finds them.

A file is read row by row for that only where a row of it is no good fact, or may be none by its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_dsl.key_text import key_text
from iku_engine.bound.context import Desk
from iku_engine.bound.stored import listed, stripped
from iku_engine.importing.rows import RowReader
from iku_engine.reading.limits import LONGEST_SHEET
from iku_engine.reading.opened import Opened, Row
from iku_engine.sheets.not_data import Recognised, look_through
from iku_engine.sheets.sifting import Sift


@dataclass(frozen=True, slots=True)
class Sheetlike:
    """Files of the same `columns`: how they are read, what stands in the FROM of a statement, and the rows of one of them as texts."""

    desk: Desk
    reader: RowReader
    columns: tuple[str, ...]
    source: str
    paths: Sequence[str]
    rows: Callable[[int], Iterator[Row]]

    def odd(self, keys: Sequence[str], faults: Sequence[str], values: Sequence[str]) -> list[int]:
        """The places of files, short enough for sheets, with a row to look at, given its free keys, faults and values in SQL."""
        counted = self.desk.ask(f"SELECT f.file_index, count(*) FROM {self.source} GROUP BY ALL")
        short = [str(file) for file, count in sorted(counted) if count <= LONGEST_SHEET]
        if not short:
            return []
        among = f"FROM {self.source} WHERE f.file_index IN ({', '.join(short)})"
        sift = self._sift(0)
        rules = [*faults, " AND ".join(f"{value} IS NULL" for value in values) if sift.bare else "false"]
        any_rule = " OR ".join(f"({rule})" for rule in rules)
        found = {row[0] for row in self.desk.ask(f"SELECT DISTINCT f.file_index {among} AND ({any_rule})")}
        for key in keys:
            first = f"{stripped(key)}[1:1] IN {listed(sorted(sift.first))}"
            texts = self.desk.ask(f"SELECT DISTINCT f.file_index, {stripped(key)} {among} AND {first}")
            found |= {file for file, text in texts if sift.may_be_no_key(key_text(text))}
        return sorted(found)

    def look(self, file: int) -> Recognised:
        """What is no data of the file at a place."""
        sift = self._sift(file)
        assert sift.opened is not None
        return look_through(self.reader.readers, sift.opened, sift.heads)

    def _sift(self, file: int) -> Sift:
        opened = Opened(
            Path(self.paths[file]), "", "text", self.columns, self.columns, 0, 0, rows=lambda: self.rows(file)
        )
        return Sift(self.reader.readers, self.desk.program, opened)
