"""The members of sets, one a row: why each counts, as formulas over its own facts; counts and statistics are taken over these rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from iku_cli.render import saying
from iku_cli.reports.workbook.book import MOST_ROWS, Book, Sheet
from iku_engine.results.evaluation import MemberGroup, MemberLine, Node, Operation, State

IN, NUMBER, WEIGHT = 3, 4, 5  # columns
PLAIN = {"sum": "SUM", "average": "AVERAGE", "minimum": "MIN", "maximum": "MAX", "median": "MEDIAN"}


class Members:
    """The sheet of members; each count or statistic has a block of rows on it."""

    def __init__(self, book: Book, conditions: Sheet, write: Callable[[Node, str, Sheet], str]) -> None:
        """`write` puts the trace of a condition onto the sheet of `conditions`, and gives the cell of its topmost number."""
        self.book, self.conditions, self.write = book, conditions, write
        say = book.say
        heads = ["set", "key", "member", "in", "number", "weight", "class", "why", "places"]
        self.sheet = book.sheet(
            say("book.members"), [say(f"book.{head}") for head in heads], (50, 16, 36, 12, 14, 12, 16, 80, 40),
            say("book.members.note"),
        )  # fmt: skip

    def formula(self, node: Node, indicator: str, own: Sheet) -> str | None:
        """COUNTIF, SUM or their kin over the rows of a set; None where not all its members are listed."""
        groups = [group for group in node.groups if group.kind == "counted" or node.operation is Operation.COUNT]
        block = self._block(node, groups, indicator, own)
        if block is None:
            return None
        if node.operation is Operation.COUNT:
            return f"COUNTIF({self.sheet.span(*block, IN)},TRUE)"
        return self._statistic(node, groups[0], *block)

    def ends(self, node: Node, indicator: str, own: Sheet) -> tuple[str | None, str | None]:
        """The least and the greatest of a count that is not certain: those that count, and with them those of which it is not known."""
        sizes = {group.kind: Fraction(group.total) for group in node.groups}
        block = self._block(node, node.groups, indicator, own) if node.bounds is not None else None
        if block is None or node.bounds is None:
            return None, None
        span = self.sheet.span(*block, IN)
        low = sizes.get("counted", Fraction(0))
        high = low + sizes.get("unknown", Fraction(0))
        least, most = f"COUNTIF({span},TRUE)", f'COUNTIF({span},TRUE)+COUNTIF({span},"~?")'
        return least if node.bounds.low == low else None, most if node.bounds.high == high else None

    def _block(self, node: Node, groups: Sequence[MemberGroup], indicator: str, own: Sheet) -> tuple[int, int] | None:
        """The first and the last row of the members, written now; None where not all are listed, or there is no room."""
        size = sum(group.total for group in groups)
        whole = all(len(group.lines) == group.total for group in groups)
        if not whole or not size or self.sheet.row + size > MOST_ROWS or own is self.conditions:
            return None
        first = self.sheet.row
        for group in groups:
            for line in group.lines:
                self._row(node, group, line, indicator)
        return first, self.sheet.row - 1

    def _row(self, node: Node, group: MemberGroup, line: MemberLine, indicator: str) -> None:
        sheet, row = self.sheet, self.sheet.row
        sheet.row += 1
        language = self.book.language
        sheet.text(row, 0, node.label or node.text)
        sheet.text(row, 1, " · ".join(line.key))
        sheet.text(row, 2, line.label)
        self._is_in(group, line, indicator, row)
        if node.operation is Operation.AGGREGATE:
            for column, value, one in zip(
                (NUMBER, WEIGHT), (line.value, line.weight), (*line.nodes, None, None), strict=False
            ):
                if one is not None and one.value == value and one.state is State.VALUE:
                    cell = self.write(one, indicator, self.conditions)
                    sheet.formula(row, column, cell, value, "General")
                else:
                    sheet.scalar(row, column, value)
        sheet.text(row, 6, self.book.say(f"book.class.{group.kind}"))
        sheet.text(row, 7, "; ".join(saying.reason(text, language) for text in line.reasons))
        sheet.text(row, 8, saying.places(line.facts))

    def _is_in(self, group: MemberGroup, line: MemberLine, indicator: str, row: int) -> None:
        """Whether it counts: AND of its conditions where they are all decided, and as the engine says."""
        counted = group.kind == "counted"
        if group.kind == "unknown":
            self.sheet.text(row, IN, "?")
            return
        truths = [one.value for one in line.nodes if one.state is State.VALUE and isinstance(one.value, bool)]
        decided = len(truths) == len(line.nodes) > 0 and all(truths) is counted
        if not decided or any(one.operation not in _TRUTHS for one in line.nodes):
            self.sheet.scalar(row, IN, counted)
            return
        cells = [self.write(one, indicator, self.conditions) for one in line.nodes]
        self.sheet.formula(row, IN, f"AND({','.join(cells)})", counted, "General")

    def _statistic(self, node: Node, group: MemberGroup, first: int, last: int) -> str | None:
        """Of the numbers that are there; one that stands for what is missing has no formula."""
        values = [line.value for line in group.lines]
        if node.state is not State.VALUE or not all(isinstance(value, Fraction) for value in values):
            return None
        numbers = [value for value in values if isinstance(value, Fraction)]
        weights = [line.weight for line in group.lines if line.weight is not None]
        span = self.sheet.span(first, last, NUMBER)
        whole = sum(weights, Fraction(0))
        if node.statistic == "weighted-average" and len(weights) == len(numbers) and whole:
            total = sum((w * v for w, v in zip(weights, numbers, strict=True)), Fraction(0))
            by = self.sheet.span(first, last, WEIGHT)
            return f"SUMPRODUCT({span},{by})/SUM({by})" if total / whole == node.value else None
        name = PLAIN.get(node.statistic)
        return f"{name}({span})" if name is not None and _plain(node.statistic, numbers) == node.value else None


_TRUTHS = frozenset(
    {
        Operation.COMPARE,
        Operation.AND,
        Operation.OR,
        Operation.NOT,
        Operation.HAS,
        Operation.IS_MISSING,
        Operation.COLUMN,
        Operation.ATTRIBUTE,
        Operation.NAMED,
    }
)


def _plain(statistic: str, numbers: list[Fraction]) -> Fraction:
    ordered, half = sorted(numbers), len(numbers) // 2
    match statistic:
        case "sum":
            return sum(numbers, Fraction(0))
        case "average":
            return sum(numbers, Fraction(0)) / len(numbers)
        case "minimum":
            return ordered[0]
        case "maximum":
            return ordered[-1]
        case _:
            return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
