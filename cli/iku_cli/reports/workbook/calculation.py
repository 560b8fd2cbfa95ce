"""The sheets of the arithmetic: one row a number of a trace, in reading order, with its formula and the engine's exact value beside it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from iku_cli.documents.trace import LEAVES, displayed, unit_of
from iku_cli.render import saying
from iku_cli.reports.workbook import ends, formulas
from iku_cli.reports.workbook.book import MOST_ROWS, Book, Sheet
from iku_cli.reports.workbook.cells import exact_in_a_cell, format_of, number_formula
from iku_cli.reports.workbook.members import Members
from iku_cli.reports.workbook.places import Places
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Node, Operation, Result, State

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
        sheet.text(row, 2, self.book.say(f"book.op.{node.operation}"))
        note = self._value(node, row, indicator, sheet)
        if node.state is State.MISSING and node.bounds is not None:
            self._ends(node, row, indicator, sheet)
        if isinstance(node.value, Fraction) and node.state is State.VALUE:
            sheet.text(row, 4, exact_text(node.value), indent=1, align="left")
            sheet.text(row, 5, displayed(node.value, node.shown, node.operation not in LEAVES))
            sheet.text(row, 6, unit_of(node.shown) or "")
            if not exact_in_a_cell(node.value):
                sheet.text(row, 8, "≈")
        sheet.text(row, 7, saying.place(node.fact) if node.fact is not None else "")
        said = [note, *(saying.reason(text, language) for text in (node.reason, *node.notes) if text is not None)]
        if id(node) in self._left_out:
            said.append(self.book.say("tree.left-out"))
        sheet.text(row, 9, "; ".join(text for text in said if text))

    def _label(self, node: Node) -> str:
        return node.label or node.text or node.operation

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
            made = ends.ends(
                node,
                self._ranges(node),
                self.places.weight(node, indicator) if node.operation is Operation.TERM else "",
            )
        for column, formula, end in zip((LOW, HIGH), made, (node.bounds.low, node.bounds.high), strict=True):
            if formula is not None and end is not None:
                sheet.formula(row, column, formula, end, format_of(node.shown))
            elif end is not None:
                sheet.scalar(row, column, end, node.shown)

    def _ranges(self, node: Node) -> list[ends.Range | None]:
        ranges = []
        for child in node.children:
            place, at = self._cells[id(child)]
            value, low, high = (place.ref(at, column) for column in (VALUE, LOW, HIGH))
            ranges.append(ends.range_of(child, value, low, high))
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
