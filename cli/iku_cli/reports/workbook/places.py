"""Where the inputs stand: a sheet of facts for each source, the weights, the bands of scales, the tables, each once."""

from __future__ import annotations

from fractions import Fraction

from iku_cli.render import saying
from iku_cli.reports.workbook.book import Book, Sheet, number_formula
from iku_dsl.interval import Interval
from iku_dsl.program import Program, Scale, Table
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Fact, Node, Operation, State

HUGE = Fraction(10**300)  # an end that is open: no cell holds more
VALUE = 6  # the column of a fact's value
TRUTH = 6


class Places:
    """The sheets of inputs, filled as formulas ask for them. Each fact, weight and table has one cell, to which all formulas refer."""

    def __init__(self, book: Book, program: Program) -> None:
        self.book, self.program = book, program
        self._facts: dict[tuple[object, ...], str] = {}
        self._sources: dict[str, Sheet] = {}
        self._weights: dict[tuple[object, ...], str] = {}
        self._scales: dict[str, tuple[int, int]] = {}
        self._tables: dict[str, Sheet] = {}
        say = book.say
        self.weights = book.sheet(
            say("book.weights"),
            [say("book.indicator"), say("book.member"), say("book.weight.declared"), say("book.weight.used"),
             say("book.weight.printed"), say("book.note")], (46, 40, 18, 18, 18, 60), say("book.weights.note"),
        )  # fmt: skip
        self.bands = book.sheet(
            say("book.bands"),
            [say("book.scale"), say("book.band"), say("book.label"), say("book.low"), say("book.low-in"), say("book.high"),
             say("book.high-in"), say("book.step")], (30, 14, 30, 18, 14, 18, 14, 12), say("book.bands.note"),
        )  # fmt: skip

    # ---- facts

    def fact(self, node: Node) -> str | None:
        """The cell of what a node was read from; None where it was not read from a row."""
        if node.fact is None:
            return None
        key = (
            node.fact.source,
            node.fact.file,
            node.fact.row,
            node.fact.batch,
            node.label or node.text,
            str(node.period),
        )
        if key not in self._facts:
            self._facts[key] = self._put(node, node.fact)
        return self._facts[key]

    def _put(self, node: Node, fact: Fact) -> str:
        sheet = self._source(fact.source)
        row = sheet.row
        sheet.row += 1
        self._origin(sheet, row, node, fact)
        value = True if node.operation is Operation.HAS else node.value
        sheet.scalar(row, VALUE, value, node.shown, bg_color="#FFF8DC")
        if isinstance(value, Fraction):
            sheet.text(row, VALUE + 1, exact_text(value), indent=1, align="left")
        sheet.text(row, VALUE + 2, " ".join(fact.marks))
        sheet.text(row, VALUE + 3, saying.amended(fact, self.book.language))
        return sheet.ref(row, VALUE)

    @staticmethod
    def _origin(sheet: Sheet, row: int, node: Node, fact: Fact) -> None:
        sheet.text(row, 0, fact.file or fact.place)
        sheet.text(row, 1, fact.sheet)
        if fact.row:
            sheet.scalar(row, 2, Fraction(fact.row))
        sheet.text(row, 3, str(node.period or ""))
        sheet.text(row, 4, node.text)
        sheet.text(row, 5, node.label)

    def _source(self, name: str) -> Sheet:
        if name not in self._sources:
            say = self.book.say
            heads = ["file", "sheet", "line", "period", "read", "label", "value", "exact", "marks", "corrected"]
            source = self.program.sources.get(name) or self.program.dimensions.get(name)
            note = say("book.facts.note", source=source.title if source is not None else name)
            widths = (28, 12, 8, 10, 30, 50, 16, 16, 14, 40)
            self._sources[name] = self.book.sheet(
                say("book.facts", name=name), [say(f"book.{head}") for head in heads], widths, note
            )
        return self._sources[name]

    # ---- weights

    def weight(self, node: Node, indicator: str) -> str:
        """The cell of a term's weight."""
        weight = node.weight
        assert weight is not None
        key = (indicator, node.label, weight.declared, weight.used, node.span)
        if key not in self._weights:
            sheet = self.weights
            row = sheet.row
            sheet.row += 1
            sheet.text(row, 0, indicator)
            sheet.text(row, 1, node.label)
            percent = "0.00##########%"
            for column, value in ((2, weight.declared), (3, weight.used), (4, weight.printed)):
                if value is not None:
                    style = {"bg_color": "#FFF8DC"} if column == 3 else {}
                    sheet.formula(row, column, number_formula(value), value, percent, **style)
            sheet.text(row, 5, weight.reason)
            self._weights[key] = sheet.ref(row, 3)
        return self._weights[key]

    # ---- scales and tables

    def category(self, scale: Scale, cell: str) -> str:
        """The formula that looks a cell's number up in the bands; empty where it is in none."""
        first, last = self._bands(scale)
        place = cell
        if scale.grid is not None:
            step = number_formula(scale.grid.step)
            ways = {"down": f"INT(ROUND({cell}/{step},9))", "up": f"-INT(-ROUND({cell}/{step},9))",
                    "nearest": f"ROUND(ROUND({cell}/{step},9),0)"}  # fmt: skip
            place = f"{ways[scale.grid.way]}*{step}"
        x = f"ROUND({place},12)"
        low, low_in, high, high_in = (self.bands.span(first, last, column) for column in (3, 4, 5, 6))
        inside = f"(({x}>{low})+({x}={low})*{low_in})*(({x}<{high})+({x}={high})*{high_in})"
        at = f"SUMPRODUCT({inside}*(ROW({low})-{first}))"
        return f'IF({at}=0,"",INDEX({self.bands.span(first, last, 1)},{at}))'

    def _bands(self, scale: Scale) -> tuple[int, int]:
        if scale.name not in self._scales:
            sheet, first = self.bands, self.bands.row
            for band in scale.bands:
                for interval in band.intervals:
                    self._band(sheet, scale, band.name, band.label, interval)
            self._scales[scale.name] = (first, sheet.row - 1)
        return self._scales[scale.name]

    @staticmethod
    def _band(sheet: Sheet, scale: Scale, name: str, label: str, interval: Interval) -> None:
        row = sheet.row
        sheet.row += 1
        for column, text in enumerate((scale.title, name, label)):
            sheet.text(row, column, text)
        low = interval.low if interval.low is not None else -HUGE
        high = interval.high if interval.high is not None else HUGE
        style = "0.00##########%" if scale.percent else "General"
        for column, end, is_open in ((3, low, interval.low_open), (5, high, interval.high_open)):
            sheet.formula(row, column, number_formula(end), end, style)
            sheet.scalar(row, column + 1, Fraction(0 if is_open else 1))
        if scale.grid is not None:
            sheet.text(row, 7, f"{saying.as_written(scale.grid.step, scale.percent)} {scale.grid.way}")

    def lookup(self, node: Node, refs: list[str]) -> str | None:
        """The formula of a table's entry by the cells of its keys; None where the table cannot be told or has breakpoints."""
        table = self.program.tables.get(node.text.partition("[")[0].strip())
        if table is None or table.breakpoints or node.state is not State.VALUE or len(refs) != len(table.keys or refs):
            return None
        keys = tuple(str(child.value) for child in node.children)
        if table.entries.get(keys) != node.value:
            return None
        sheet = self._table(table)
        spans = [sheet.span(sheet.first, sheet.row - 1, column) for column in range(len(refs) + 1)]
        if len(refs) == 1:
            return f"INDEX({spans[1]},MATCH({refs[0]},{spans[0]},0))"
        found = "*".join(f"({span}={ref})" for span, ref in zip(spans, refs, strict=False))
        return f"INDEX({spans[-1]},SUMPRODUCT({found}*(ROW({spans[0]})-{sheet.first})))"

    def _table(self, table: Table) -> Sheet:
        if table.name not in self._tables:
            say = self.book.say
            width = len(next(iter(table.entries), ("",)))
            heads = [*(f"{say('book.key')} {place}" for place in range(1, width + 1)), say("book.value")]
            name = say("book.table", name=table.name)
            sheet = self.book.sheet(name, heads, (24,) * len(heads), f"{table.title}. {table.basis}")
            for keys, value in table.entries.items():
                if value is None:  # left out on purpose: nothing is looked up there
                    continue
                for column, key in enumerate(keys):
                    sheet.text(sheet.row, column, key)
                sheet.scalar(sheet.row, width, value)
                sheet.row += 1
            self._tables[table.name] = sheet
        return self._tables[table.name]
