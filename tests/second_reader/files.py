"""The facts of a world, as files that are imported."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from fractions import Fraction as F

from .facts import World
from .periods import Period
from .spec_text import decimal


@dataclass(frozen=True)
class FactFile:
    """A file of one dimension or source; with a period where it says that there are no rows of that."""

    relation: str
    text: str
    rows: int
    period: Period | None = None


def fact_files(world: World) -> list[FactFile]:
    """Files of members, then of rows, then of each period that was loaded without rows."""
    return [*_of_members(world), *_of_rows(world)]


def _of_members(world: World) -> list[FactFile]:
    made = []
    for dimension in world.dimensions.values():
        if dimension.listed:
            continue
        names = [name for name, _ in dimension.attributes]
        lines = [["code", "title", *names, "start", "end"]]
        for one in world.members[dimension.name]:
            start = "" if one.start is None else _day(one.start, last=False)
            end = "" if one.end is None else _day(one.end, last=True)
            cells = [_cell(one.attributes[name]) for name in names]
            lines.append([one.key, f"Name of {one.key}", *cells, start, end])
        made.append(_file(dimension.name, lines))
    return made


def _of_rows(world: World) -> list[FactFile]:
    made = []
    for source in world.sources.values():
        columns = [column.name for column in source.columns if column.let is None]
        head = [source.grain, *source.dimensions, *columns]
        rows = world.rows[source.name]
        lines = [head]
        for (period, key), content in sorted(rows.items()):
            lines.append([str(period), *key, *(_cell(content[name]) for name in columns)])
        if rows:
            made.append(_file(source.name, lines))
        for period in sorted(world.loaded[source.name] - {period for period, _ in rows}):
            made.append(_file(source.name, [head], period))
    return made


def _file(relation: str, lines: list[list[str]], period: Period | None = None) -> FactFile:
    return FactFile(relation, "\n".join(map(",".join, lines)) + "\n", len(lines) - 1, period)


def _cell(content: F | str | bool | None) -> str:
    if isinstance(content, F):
        return decimal(content)
    written = {"missing": "", "na": "not applicable", True: "yes", False: "no", None: ""}
    return written[content] if content in written else str(content)


def _day(month: int, *, last: bool) -> str:
    year, index = month // 12, month % 12 + 1
    return f"{year}-{index:02}-{monthrange(year, index)[1] if last else 1:02}"
