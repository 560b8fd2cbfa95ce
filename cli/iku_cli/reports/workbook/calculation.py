"""The sheets of the arithmetic: one row a number of a trace, in reading order, with its formula and the engine's exact value beside it.

The members of sets have a row each: why it counts, as formulas over its own facts; counts and statistics are taken over these rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from iku_cli.documents.trace import LEAVES, displayed, unit_of
from iku_cli.messages.report import WORKBOOK
from iku_cli.render import saying
from iku_cli.reports.workbook import formulas
from iku_cli.reports.workbook.book import MOST_ROWS, Book, Sheet, exact_in_a_cell, format_of, number_formula
from iku_cli.reports.workbook.places import Places
from iku_dsl.keywords import phrase_of
from iku_dsl.wording import SIGNS
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import MemberGroup, MemberLine, Node, Operation, Result, State

VALUE, LOW, HIGH = 3, 10, 11  # the columns of the live value, and of the ends of one that is missing
DEEPEST = 15  # levels that are indented


class Calculation:
    """Writes traces. A node that several results share stands once, and all refer to it."""

    def __init__(self, book: Book, places: Places, sheet: Sheet, conditions: Sheet) -> None:
        self.book, self.places, self.sheet, self.conditions = book, places, sheet, conditions
        self.members = Members(book, conditions, self.write)
        self._cells: dict[int, tuple[Sheet, int]] = {}
        self._left_out: set[int] = set()
        self._kept: list[Node] = []  # so that no other node gets the id of one that is gone

    def full(self, node: Node) -> bool:
        """Whether a sheet has no room for a trace; then its value stands alone."""
        return self.sheet.row + node.size > MOST_ROWS or self.conditions.row + node.size > MOST_ROWS

    def head(self, title: str) -> None:
        """A line above a trace: whose it is."""
        self.sheet.text(self.sheet.row, 0, title, bold=True, bg_color="#F2F2F2")
        self.sheet.row += 1

    def write(self, node: Node, indicator: str, sheet: Sheet | None = None) -> str:
        """All of a trace; the cell of its topmost number."""
        sheet = sheet or self.sheet
        listed = list(self._laid(node, sheet))
        for one, level in listed:
            self._row(one, level, indicator, sheet)
        return self.ref(node)

    def ref(self, node: Node) -> str:
        """The cell of a number that is written."""
        sheet, row = self._cells[id(node)]
        return sheet.ref(row, VALUE)

    def ends_of(self, result: Result) -> tuple[str | None, str | None]:
        """The cells of the ends of a missing result; None for one that is not that of its trace."""
        known = (result.trace.bounds.low, result.trace.bounds.high) if result.trace.bounds is not None else (None, None)
        wanted = (result.bounds.low, result.bounds.high) if result.bounds is not None else (None, None)
        sheet, row = self._cells[id(result.trace)]
        low, high = (
            sheet.ref(row, column) if there is not None and there == asked else None
            for column, there, asked in zip((LOW, HIGH), known, wanted, strict=True)
        )
        return low, high

    def _laid(self, node: Node, sheet: Sheet) -> Iterator[tuple[Node, int]]:
        """The nodes that do not stand yet, each with its row given and how deep it is."""
        stack = [(node, 0)]
        while stack:
            one, level = stack.pop()
            if id(one) in self._cells:
                continue
            self._cells[id(one)] = (sheet, sheet.row)
            self._kept.append(one)
            sheet.row += 1
            yield one, level
            for child, left_out in reversed(one.looked_at):
                stack.append((child, level + 1))
                if left_out:
                    self._left_out.add(id(child))

    def _row(self, node: Node, level: int, indicator: str, sheet: Sheet) -> None:
        _, row = self._cells[id(node)]
        language = self.book.language
        sheet.text(row, 0, self._label(node), indent=min(level, DEEPEST), align="left")
        sheet.text(row, 1, node.text if node.text != node.label else "")
        sheet.text(row, 2, _called(node.operation, self.book))
        note = self._value(node, row, indicator, sheet)
        if node.state is State.MISSING and node.bounds is not None:
            self._ends(node, row, indicator, sheet)
        if isinstance(node.value, Fraction) and node.state is State.VALUE:
            sheet.text(row, 4, exact_text(node.value), indent=1, align="left")
            sheet.text(row, 5, displayed(node.value, node.shown, node.operation not in LEAVES, SIGNS[language]))
            sheet.text(row, 6, unit_of(node.shown) or "")
            if not exact_in_a_cell(node.value):
                sheet.text(row, 8, "≈")
        sheet.text(row, 7, saying.place(node.fact) if node.fact is not None else "")
        said = [note, *(saying.reason(text, language) for text in (node.reason, *node.notes) if text is not None)]
        if id(node) in self._left_out:
            said.append(self.book.say("tree.left-out"))
        sheet.text(row, 9, "; ".join(text for text in said if text))

    def _label(self, node: Node) -> str:
        return saying.called(node) or node.operation

    def _value(self, node: Node, row: int, indicator: str, sheet: Sheet) -> str:
        """The cell itself: a formula, a reference, or the value as it is; the note why it is no formula."""
        if node.state is not State.VALUE:
            sheet.text(row, VALUE, saying.state_word(node.state, self.book.language), italic=True)
            return ""
        made = self._formula(node, indicator, sheet)
        if made is not None:
            sheet.formula(row, VALUE, made, node.value, format_of(node.shown))
            return ""
        sheet.scalar(row, VALUE, node.value, node.shown)
        return "" if node.operation in LEAVES - {"column", "attribute"} else self.book.say("book.no-formula")

    def _ends(self, node: Node, row: int, indicator: str, sheet: Sheet) -> None:
        """How low and how high it may be: formulas over the ends of the children, or the ends as they are."""
        assert node.bounds is not None
        if node.operation is Operation.COUNT:
            made = self.members.ends(node, indicator, sheet)
        else:
            made = formulas.ends(
                node,
                self._ranges(node),
                self.places.weight(node, indicator) if node.operation is Operation.TERM else "",
            )
        for column, formula, end in zip((LOW, HIGH), made, (node.bounds.low, node.bounds.high), strict=True):
            if formula is not None and end is not None:
                sheet.formula(row, column, formula, end, format_of(node.shown))
            elif end is not None:
                sheet.scalar(row, column, end, node.shown)

    def _ranges(self, node: Node) -> list[formulas.Range | None]:
        ranges = []
        for child in node.children:
            place, at = self._cells[id(child)]
            value, low, high = (place.ref(at, column) for column in (VALUE, LOW, HIGH))
            ranges.append(formulas.range_of(child, value, low, high))
        return ranges

    def _formula(self, node: Node, indicator: str, sheet: Sheet) -> str | None:
        refs = [self.ref(child) for child in node.children]
        match node.operation:
            case Operation.CONSTANT | Operation.KEY | Operation.CALENDAR:
                return None
            case Operation.COLUMN | Operation.ATTRIBUTE | Operation.HAS:
                return self.places.fact(node)
            case Operation.TERM:
                assert node.weight is not None
                return formulas.term(node, refs, self.places.weight(node, indicator))
            case Operation.WEIGHTED_GEOMETRIC | Operation.WEIGHTED_HARMONIC:
                return formulas.weighted_mean(node, list(self._leaves(node, indicator)))
            case Operation.COUNT | Operation.AGGREGATE:
                return self.members.formula(node, indicator, sheet)
            case Operation.LOOKUP:
                return self.places.lookup(node, refs)
            case Operation.CLASSIFY:
                scale = self.places.program.scales.get(node.text.partition("[")[0].strip())
                return self.places.category(scale, refs[0]) if scale is not None and refs else None
            case _:
                return formulas.formula(node, refs)

    def _leaves(self, node: Node, indicator: str) -> Iterator[tuple[Fraction, Fraction, str, str]]:
        """The innermost terms of a mean: overall weight, value, the weight's formula, the value's cell."""
        stack = list(reversed(node.children))
        while stack:
            term = stack.pop()
            inner = [child for child in term.children if child.operation is Operation.TERM]
            stack.extend(reversed(inner))
            if inner or term.weight is None or not term.weight.overall or not term.children:
                continue
            value = term.children[0].value
            if isinstance(value, Fraction):
                by = self.places.weight(term, indicator)
                overall = by if term.weight.overall == term.weight.used else number_formula(term.weight.overall)
                yield term.weight.overall, value, overall, self.ref(term.children[0])


IN, NUMBER, WEIGHT = 3, 4, 5  # columns


def _called(operation: str, book: Book) -> str:
    """What an operation is called: by its word in specs, where no other is given."""
    key = f"book.op.{operation}"
    return book.say(key) if key in WORKBOOK else phrase_of(operation, book.language)


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
        sheet.text(row, 0, saying.called(node))
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
        if node.statistic not in formulas.SEVERAL:
            return None
        made, value = formulas.several(node.statistic, [span], numbers)
        return made if value == node.value else None


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
