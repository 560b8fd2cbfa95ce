"""What an in-spec test has given: rows of sources and dimensions, periods that were loaded without rows, values of indicators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.key_text import key_text
from iku_dsl.keywords import MEMBER_WORDS, by_terminal
from iku_dsl.period import Grain, Period, from_ordinal, read_period
from iku_dsl.problem import Label, Span, Text, say, some
from iku_dsl.program.sources import END, START
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.scope import amount, wrong_unit
from iku_dsl.resolve.given_cells import CellOf, OwnRow, given_cell, look_at, text_of, without_sign, worth
from iku_dsl.resolve.versions import periods as read_periods
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block, Entry
from iku_dsl.wording import Figure, interval_text

Keys = tuple[str, ...]
Place = tuple[str, Period | None, Keys]  # what is given, the period and the keys


@dataclass(frozen=True, slots=True)
class _Table:
    """One `diberi`: what it gives, whose rows have these columns and keys; `period_at` is where they name their period."""

    node: st.Given
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    grain: Grain | None
    period_at: int | None
    places: Mapping[str, int]  # of the columns
    known: bool  # whether all of its columns are
    stored: Mapping[str, pg.Column] = field(default_factory=dict)  # where rows are facts

    @property
    def has_keys(self) -> bool:
        """Whether every key is among the columns."""
        return all(key in self.places for key in self.keys)

    def of(self, column: str) -> CellOf:
        """Where the cells of a column stand."""
        return CellOf(self.stored.get(column), column if column in self.keys and column not in self.stored else "")

    def cell(self, row: st.CellsRow, column: str) -> st.Cell:
        """The cell of a column."""
        return row.cells[self.places[column]]


@dataclass(frozen=True, slots=True)
class _GivenRow:
    """A row of facts and its keys."""

    table: _Table
    row: st.CellsRow
    keys: Keys


@dataclass(frozen=True, slots=True)
class Refusals:
    """Which rows a test expects to be refused: those of some keys, or `one` at least, whichever."""

    one: bool = False
    keys: frozenset[Keys] = frozenset()

    def meant(self, keys: Keys) -> bool:
        """Whether the row of some keys may be refused."""
        return self.one or keys in self.keys


@dataclass
class Givens:
    """Reads all that a test at a period gives."""

    context: Context
    program: pg.Program  # all but its tests
    period: Period
    refusals: Refusals = Refusals()
    facts: list[pg.GivenFacts] = field(default_factory=list)
    values: list[pg.GivenValue] = field(default_factory=list)
    rows: list[_GivenRow] = field(default_factory=list)  # of facts
    unread: bool = False  # whether some of it could not be read
    _places: dict[Place, Span] = field(default_factory=dict)

    def read(self, block: Block) -> None:
        """Everything below the `diberi` of a test."""
        before = len(self.context.problems)
        for entry in block.entries:
            if isinstance(entry.statement, st.Given):
                self._entry(entry, entry.statement)
        self.unread = block.damaged or len(self.context.problems) > before
        if self.refusals.keys <= {row.keys for row in self.rows}:  # else nobody knows which of them are meant
            for row in self.rows:
                if not self.refusals.meant(row.keys):
                    self._look_at(row)

    def _entry(self, entry: Entry, node: st.Given) -> None:
        table = self._table(node)
        if table is None:
            return
        finer = table.grain is not None and table.period_at is None and table.grain.finer_than(self.period.grain)
        if finer and entry.rows:
            message = say(
                "period-mismatch.which", name=node.name.text, grain=f"grain.{table.grain}", period=str(self.period)
            )
            self.context.report("period-mismatch", message, node.span, hint=_with_periods(node, table.grain))
        elif node.name.text in self.context.indicators:
            self._values(table, entry.rows)
        else:
            self._facts(table, entry.rows)

    def _table(self, node: st.Given) -> _Table | None:
        """The columns as the spec calls them; what is no column is reported. None where nothing has the name."""
        context, name = self.context, node.name.text
        columns = tuple(_column_name(column) for column in node.columns)
        keys: Sequence[str]
        others: tuple[Collection[str], ...]
        grain = None
        stored: Mapping[str, pg.Column] = {}
        if name in context.sources:
            source = context.sources[name]
            stored = source.columns
            grain, keys, others = source.grain, source.dimensions, (source.columns,)
        elif name in context.dimensions and context.dimensions[name].key:
            dimension = context.dimensions[name]
            keys, others, stored = (dimension.key,), (dimension.attributes, dimension.validity), dimension.stored
            known = (keys, *others)
            columns = tuple(
                column if _is_among(known, column) else MEMBER_WORDS.get(column, column) for column in columns
            )
        elif name in context.indicators:
            about = context.indicators[name]
            grain, keys, others = Grain(about.grain), about.dimensions, (("nilai",),)
            columns = tuple("nilai" if column == "value" and column not in keys else column for column in columns)
        else:
            keyed = (d.name for d in context.dimensions.values() if d.key)
            context.unknown(node.name, "source", chain(context.sources, keyed, context.indicators))
            return None
        known = ((grain.value,) if grain is not None else (), keys, *others)
        places: dict[str, int] = {}
        for place, (column, written) in enumerate(zip(columns, node.columns, strict=True)):
            first = places.setdefault(column, place)
            if not _is_among(known, column) and isinstance(written, sx.Name):
                context.unknown(written, "column", chain.from_iterable(known), say("=", text=name))
            elif not _is_among(known, column):
                message = say("unknown-name.column", name=column, where=say("=", text=name))
                context.report("unknown-name", message, written.span)
            elif first != place:
                label = Label(node.columns[first].span, say("duplicate-name.first"))
                context.report("duplicate-name", say("duplicate-name", name=column), written.span, label)
        period_at = places.get(grain.value) if grain is not None else None
        every = all(_is_among(known, column) for column in columns)
        return _Table(node, columns, tuple(keys), grain, period_at, places, every, stored)

    # ---- rows of sources and dimensions

    def _facts(self, table: _Table, rows: Sequence[st.Row]) -> None:
        lacking = tuple(key for key in table.keys if key not in table.columns)
        if lacking:
            if table.known:
                name = table.node.name.text
                message = say("table-row.lacking-keys", name=name, columns=lacking)
                hint = say("table-row.no-periods.hint", name=name, column=", ".join(lacking))
                self.context.report("table-row", message, table.node.span, hint=hint)
            return
        kept: list[tuple[pg.GivenCell, ...]] = []
        loaded: list[Period] = []
        for row in _cells_rows(rows):
            if _of_periods(row, table):
                loaded += self._loaded(table, row)
            elif self._fits(table, row):
                self.rows.append(_GivenRow(table, row, self._keys(table, row)))
                pairs = zip(row.cells, table.columns, strict=True)
                kept.append(tuple(given_cell(self.context, cell, table.of(column)) for cell, column in pairs))
        node = table.node
        once = tuple(dict.fromkeys(loaded))
        self.facts.append(pg.GivenFacts(node.name.text, table.columns, tuple(kept), node.span, once))

    def _fits(self, table: _Table, row: st.CellsRow) -> bool:
        """Whether a row has a cell for each column, and a period and keys that no other row of the test has."""
        if len(row.cells) != len(table.columns):
            message = say("table-row", expected=len(table.columns), found=len(row.cells))
            self.context.report("table-row", message, row.span, Label(table.node.span), hint=say("table-row.hint"))
            return False
        if table.period_at is not None and not self._of_grain(table, row.cells[table.period_at]):
            return False
        return not table.has_keys or self._once(table, row)

    def _keys(self, table: _Table, row: st.CellsRow) -> Keys:
        """The keys of a row as it writes them."""
        return tuple(key_text(text_of(self.context, table.cell(row, key))) for key in table.keys)

    def _look_at(self, given: _GivenRow) -> None:
        """Report why an import would refuse a row of facts: its cells, and the rules of its source once they are in order."""
        table, row, before = given.table, given.row, len(self.context.problems)
        for cell, column in zip(row.cells, table.columns, strict=True):
            look_at(self.context, cell, table.of(column))
        if len(self.context.problems) > before:
            return
        cells = dict(zip(table.columns, row.cells, strict=True))
        source = self.context.sources.get(table.node.name.text)
        if source is None:
            self._look_at_days(cells.get(START), cells.get(END))
            return
        known = {name: worth(cells[name], source.columns[name]) for name in cells if name in source.columns}
        named = zip(table.keys, given.keys, strict=True)
        keys = {dimension: key for dimension, key in named if self._is_listed(dimension, key)}
        self._ruled(row, cells, OwnRow(source, self.context.tables, known, keys, self.context.rows_decided))

    def _is_listed(self, name: str, key: str) -> bool:
        """Whether a key is that of a member which the spec lists, not one of its titles, nor any text."""
        dimension = self.context.dimensions.get(name)
        return dimension is not None and dimension.enumerated and key in self.context.members(name)

    def _look_at_days(self, start: st.Cell | None, end: st.Cell | None) -> None:
        """Report a member whose last day is before its first."""
        if isinstance(start, sx.Date) and isinstance(end, sx.Date) and end.text < start.text:
            message, hint = say("row-refused.turned", start=start.text, end=end.text), say("row-refused.hint")
            self.context.report("row-refused", message, end.span, Label(start.span), hint=hint)

    def _ruled(self, row: st.CellsRow, cells: Mapping[str, st.Cell], own: OwnRow) -> None:
        """Report the first rule that a row breaks: an upper end that is not a number, then each `syarat`."""
        for name in own.cells:
            column, top = own.source.columns[name], own.above(name)
            if column.limit is not None and top is not None:
                limit = Figure(top, column.type.percent)
                message = say("row-refused.limit", name=name, limit=limit, text=column.limit.text)
                place = Label(column.limit.span, say("row-refused.limit.here"))
                self.context.report("row-refused", message, cells[name].span, place, hint=say("row-refused.hint"))
                return
        broken = own.broken()
        if broken is not None:
            place = Label(broken.span, say("row-refused.require.here"))
            message = say("row-refused.require", rule=broken.reason)
            self.context.report("row-refused", message, row.span, place, hint=say("row-refused.hint"))

    def _once(self, table: _Table, row: st.CellsRow) -> bool:
        place = (table.node.name.text, self._period(table, row), self._keys(table, row))
        first = self._places.setdefault(place, row.span)
        if first is row.span:
            return True
        where = Label(first, say("duplicate-name.first"))
        self.context.report("duplicate-name", say("duplicate-name.given", name=place[0]), row.span, where)
        return False

    def _period(self, table: _Table, row: st.CellsRow) -> Period | None:
        """The period of a row that fits: its own, or the test's at the grain of what is given."""
        if table.period_at is not None:
            return read_period(text_of(self.context, row.cells[table.period_at]))
        return self.period.containing(table.grain) if table.grain is not None else None

    def _loaded(self, table: _Table, row: st.CellsRow) -> Iterator[Period]:
        """The periods that a row without cells says were loaded."""
        node, context, cell = table.node, self.context, row.cells[0]
        if len(row.cells) > 1:
            message = say("table-row.periods")
            context.report("table-row", message, row.span, Label(node.span), hint=say("table-row.periods.hint"))
        elif table.period_at is None:
            key = "table-row.no-periods" if table.grain is not None else "table-row.no-periods.members"
            message = say(key, name=node.name.text)
            context.report("table-row", message, row.span, Label(node.span), hint=_with_periods(node, table.grain))
        elif not isinstance(cell, sx.Periods):
            period = self._of_grain(table, cell)
            yield from () if period is None else (period,)
        else:
            before, span = len(context.problems), read_periods(context, cell)
            if len(context.problems) == before and cell.first is not None and self._of_grain(table, cell.first):
                assert span.first is not None and span.last is not None, "both ends were written"
                numbers = range(span.first.ordinal, span.last.ordinal + 1)
                if self._may_be_so_many(len(numbers), row.span):
                    yield from (from_ordinal(number, span.first.grain) for number in numbers)

    def _may_be_so_many(self, periods: int, span: Span) -> bool:
        """Whether the tests of a spec set may name so many periods more; what is beyond is told once."""
        context, limit = self.context, most("periods-given")
        context.periods_given += periods
        if limit < context.periods_given <= limit + periods:
            message, hint = say("too-large.periods-given", limit=limit), say("too-large.periods-given.hint")
            context.report("too-large", message, span, hint=hint)
        return context.periods_given <= limit

    def _of_grain(self, table: _Table, cell: st.Cell) -> Period | None:
        """The period in a cell; None where it is none, or not of the grain, which is reported."""
        text = text_of(self.context, cell)
        period = read_period(text)
        if period is None:
            label, hint = Label(table.node.span), say("not-a-period.hint")
            self.context.report("not-a-period", say("not-a-period", text=text), cell.span, label, hint=hint)
            return None
        if period.grain is table.grain:
            return period
        assert table.grain is not None, "what is given by period has a grain"
        name, example = table.node.name.text, from_ordinal(period.year * table.grain.per_year, table.grain)
        message = say("period-mismatch.given", name=name, grain=f"grain.{table.grain}", period=text)
        hint = say("period-mismatch.given.hint", example=str(example))
        self.context.report("period-mismatch", message, cell.span, Label(table.node.span), hint=hint)
        return None

    # ---- values of indicators

    def _values(self, table: _Table, rows: Sequence[st.Row]) -> None:
        node, name = table.node, table.node.name.text
        shown: dict[str, str | Text] = {
            **{key: key for key in table.keys},
            "nilai": say("word", id="nilai", en="value"),
        }
        lacking = tuple(word for column, word in shown.items() if column not in table.columns)
        if lacking and not table.known:
            return
        if lacking:
            message = say("table-row.lacking", name=name, columns=some(lacking))
            self.context.report("table-row", message, node.span)
            return
        for row in _cells_rows(rows):
            if any(isinstance(cell, sx.Periods) for cell in row.cells):
                message = say("table-row.periods-of-indicator", name=name)
                hint = say("table-row.periods-of-indicator.hint")
                self.context.report("table-row", message, row.span, Label(node.span), hint=hint)
            elif self._fits(table, row):
                self._value(table, row)

    def _value(self, table: _Table, row: st.CellsRow) -> None:
        name = table.node.name.text
        period = self._period(table, row)
        assert period is not None, "an indicator has periods"
        if name not in self.program.indicators:
            return
        version = self.program.version(name, period)
        if version is None:
            message = say("period-mismatch.no-version", name=name, period=str(period))
            self.context.report("period-mismatch", message, row.span, Label(table.node.span))
            return
        keys = tuple(table.cell(row, key) for key in table.keys)
        found = _value_of(self.context, _Valued(version, period, keys, table.cell(row, "nilai")), row.span)
        if found is not None:
            self.values.append(found)


def _is_among(several: Iterable[Collection[str]], column: str) -> bool:
    """Whether one of several lists of columns has one; they are not put together, as thousands of statements may ask."""
    return any(column in one for one in several)


def _cells_rows(rows: Sequence[st.Row]) -> Iterator[st.CellsRow]:
    for row in rows:
        assert isinstance(row, st.CellsRow)
        yield row


def _column_name(column: sx.Name | st.GrainName) -> str:
    return column.text if isinstance(column, sx.Name) else column.grain


def _of_periods(row: st.CellsRow, table: _Table) -> bool:
    """Whether a row names periods and has no cells: a stretch of them, or one alone where more cells would make it a row."""
    if any(isinstance(cell, sx.Periods) for cell in row.cells):
        return True
    alone, cell = len(row.cells) == 1 < len(table.columns), row.cells[0]
    return alone and (isinstance(cell, sx.Period) or (isinstance(cell, sx.Number) and table.period_at is not None))


def _with_periods(node: st.Given, grain: Grain | None) -> Text:
    """How something is given with its periods, or what to do where it has none."""
    if grain is None:
        return say("table-row.no-periods.members.hint")
    word = by_terminal(grain.value.upper())
    column = say("word", id=word.id[0], en=word.en[0])
    return say("table-row.no-periods.hint", name=node.name.text, column=column)


# ---- one value of an indicator: its members, and a number in its unit, or that it is missing or does not apply


@dataclass(frozen=True, slots=True)
class _Valued:
    """A row as written: the indicator in its version of the row's period, and the cells of its keys and of its value."""

    indicator: pg.Indicator
    period: Period
    keys: Sequence[st.Cell]
    cell: st.Cell


def _value_of(context: Context, row: _Valued, span: Span) -> pg.GivenValue | None:
    """What a row gives; None where the test could not use it, which is reported."""
    keys = [_member(context, cell, name) for cell, name in zip(row.keys, row.indicator.dimensions, strict=True)]
    known = tuple(key for key in keys if key is not None)
    name, period = row.indicator.name, row.period
    match row.cell:
        case sx.Missing():
            found = pg.GivenValue(name, period, known, "missing", span=span)
        case sx.NotApplicable():
            found = pg.GivenValue(name, period, known, "not-applicable", span=span)
        case sx.Number() | sx.Duration():
            value = _number(context, row.cell, row.indicator)
            if value is None:
                return None
            found = pg.GivenValue(name, period, known, value=value, span=span)
        case sx.Name() | sx.Text() | sx.Date() | sx.Period() | sx.Periods():
            quoted = isinstance(row.cell, sx.Text) and row.cell.text[:1].isdigit()
            hint = say("type-mismatch.given-number.quoted") if quoted else None
            context.report("type-mismatch", say("type-mismatch.given-number", name=name), row.cell.span, hint=hint)
            return None
    return found if len(known) == len(keys) else None


def _member(context: Context, cell: st.Cell, name: str) -> str | None:
    """The member that a cell names."""
    if isinstance(cell, sx.Missing | sx.NotApplicable | sx.Periods):
        context.report("type-mismatch", say("type-mismatch.given-member", dimension=name), cell.span)
        return None
    written = cell if isinstance(cell, sx.Name | sx.Text) else sx.Text(context.text(cell.span), span=cell.span)
    dimension = context.dimensions.get(name)
    if dimension is not None and dimension.enumerated:
        members = context.members(name)
        if written.text not in members:
            context.unknown(written, "member", members, say("=", text=name), labels=context.labels(name))
            return None
        return written.text
    return key_text(written.text)


def _number(context: Context, cell: sx.Number | sx.Duration, indicator: pg.Indicator) -> Fraction | None:
    """A number in the unit of an indicator, within its range."""
    kind, plain_zero = indicator.type, isinstance(cell, sx.Number) and cell.value == 0
    value = Fraction(0) if plain_zero else amount(cell, kind)
    if value is None:
        message, hint = wrong_unit(cell, kind)
        context.report("unit-mismatch", message, cell.span, hint=hint)
        return None
    if value not in indicator.range:
        shown, within = Figure(value, kind.percent), interval_text(indicator.range, kind.percent)
        message = say("range-exceeds.given", name=indicator.name, value=shown, range=within)
        hint = without_sign(context, value, kind.percent, indicator.range, cell.span)
        context.report("range-exceeds", message, cell.span, hint=hint)
        return None
    if kind.whole and value.denominator != 1:
        context.report("type-mismatch", say("type-mismatch.given-whole", name=indicator.name), cell.span)
        return None
    return value
