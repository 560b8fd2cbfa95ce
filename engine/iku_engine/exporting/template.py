"""A workbook to fill in for a source or dimension: its header, drop-down lists and ranges from the spec, known keys, an explanation.

Nothing that comes from a spec or a store can become a formula: every cell is written as text, a number or a date.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from io import BytesIO
from itertools import islice, product
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from iku_dsl.budgets import most
from iku_dsl.interval import Interval
from iku_dsl.keywords import Language
from iku_dsl.period import Grain, Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Column, Program
from iku_dsl.types import Kind
from iku_dsl.wording import interval_text
from iku_engine.database.relations import Relation, Schema
from iku_engine.errors import WrongUse
from iku_engine.spreadsheets import cell_text, computed
from iku_engine.wording import say_it
from iku_engine.writing import write_file

Members = Mapping[str, Mapping[str, str]]  # of each dimension whose members are known: key to label
MAX_ROWS = 100_000  # rows of keys that are filled in; beyond, a file is made by a program
EMPTY_ROWS = 1_000  # rows that have lists and ranges, where no keys are filled in
LISTS = "iku_lists"
TRUTHS = ("ya", "tidak")


def known_members(connection: sa.Connection, schema: Schema, program: Program, relation: Relation) -> Members:
    """The members of the dimensions that a relation names, where the spec lists them or a file brought them."""
    found: dict[str, dict[str, str]] = {}
    names = set() if relation.is_dimension else set(relation.dimensions)
    names |= {column.type.of for column in relation.columns.values() if column.type.kind is Kind.MEMBER}
    for name in sorted(names):
        dimension = program.dimensions[name]
        if dimension.enumerated:
            found[name] = {member.name: member.title for member in dimension.members}
            continue
        members = schema.relations[name]
        if not sa.inspect(connection).has_table(members.table.name):
            continue
        texts = [c.name for c in members.columns.values() if c.type.kind is Kind.TEXT]
        key = members.key_column(name)
        label = members.table.c[texts[0]] if texts else key
        current = ~sa.exists().where(members.superseded.c.row_id == members.table.c.row_id)
        rows = connection.execute(sa.select(key, label).where(current).order_by(key)).all()
        if rows:
            found[name] = {row[0]: row[1] or row[0] for row in rows}
    return found


def write_template(
    program: Program, relation: Relation, members: Members, path: Path, period: Period | None, language: Language
) -> int:
    """Write the workbook and answer how many rows have their keys filled in; of a longer period its parts, as the relation has them.

    Errors: `WrongUse` for a period finer than those of the relation, for more members than a workbook may list, and for a file that is
    there already, `FileError`.
    """
    from openpyxl import Workbook

    left = _left(relation, members)
    book = Workbook()
    sheet, about, lists = book.active, book.create_sheet(), book.create_sheet(LISTS)
    sheet.title = relation.name[:31]
    about.title = say_it(say("template.about"), language)[:31]
    lists.sheet_state = "hidden"
    keys = [relation.key_name] if relation.is_dimension else list(relation.dimensions)
    head = [say_it(say(f"noun.{relation.grain}"), language)] if relation.grain is not None else []
    names = [*head, *keys, *relation.columns]
    for place, name in enumerate(names, start=1):
        _put(sheet, 1, place, name, bold=True)
        sheet.column_dimensions[_letter(place)].width = max(14, len(name) + 4)
    sheet.freeze_panes = "A2"
    rows = _fill_keys(sheet, relation, members, _parts(relation, period), left)
    validator = _Validator(sheet, lists, max(rows, EMPTY_ROWS) + 1, language)
    for place, name in enumerate(keys, start=len(head) + 1):
        if not relation.is_dimension and name in members:
            validator.choose(place, name, members[name])
        _as_text(sheet, place)
    for place, column in enumerate(relation.columns.values(), start=len(head) + len(keys) + 1):
        _restrict(validator, sheet, place, column, members)
    _explain(about, program, relation, members, language)
    content = BytesIO()
    book.save(content)
    write_file(path, content.getvalue())
    return rows


def _left(relation: Relation, members: Members) -> int:
    """How many cells are left for keys, beside those of all members that are listed. Errors: `WrongUse` where these are too many."""
    limit, listed = most("template"), sum(map(len, members.values()))
    if listed > limit:
        largest = max(members, key=lambda name: len(members[name]))
        raise WrongUse(say("template-large", source=relation.name, count=listed, limit=limit, dimension=largest))
    return limit - listed


def _parts(relation: Relation, period: Period | None) -> Sequence[str]:
    """The periods that are filled in, as texts: one empty one where none is asked for, none where a relation has no periods."""
    if relation.grain is None:
        return ()
    if period is None:
        return ("",)
    if period.grain.finer_than(relation.grain):
        raise WrongUse(say("period-grain", period=str(period), relation=relation.name, grain=f"noun.{relation.grain}"))
    return [str(part) for part in period.parts(relation.grain)]


def _fill_keys(sheet: Any, relation: Relation, members: Members, periods: Sequence[str], left: int) -> int:
    """One row for each period and combination of members that are all known, where so many cells are left; how many there are."""
    if relation.is_dimension or not all(name in members for name in relation.dimensions):
        return 0
    count = max(1, len(periods))
    for name in relation.dimensions:
        count *= len(members[name])
    if count > MAX_ROWS or count * (len(relation.dimensions) + any(periods)) > left:
        return 0
    choices = (
        (periods, *(members[name] for name in relation.dimensions))
        if periods
        else [members[name] for name in relation.dimensions]
    )
    for row, keys in enumerate(product(*choices), start=2):
        for place, key in enumerate(keys, start=1):
            if key:
                _put(sheet, row, place, key)
    return count


def _put(sheet: Any, row: int, column: int, text: str, bold: bool = False) -> None:
    """A cell of text, whatever it starts with."""
    from openpyxl.styles import Font

    cell = sheet.cell(row, column)
    cell.value = cell_text(text)
    cell.data_type = "s"  # else a text with = in front would be a formula
    cell.number_format = "@"
    cell.quotePrefix = computed(text)
    if bold:
        cell.font = Font(bold=True)


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))


def _as_text(sheet: Any, place: int, form: str = "@") -> None:
    """A column that keeps what is typed: codes their leading zeros. It is a style of the column: there is a cell where something is."""
    sheet.column_dimensions[_letter(place)].number_format = form


def _restrict(validator: _Validator, sheet: Any, place: int, column: Column, members: Members) -> None:
    match column.type.kind:
        case Kind.NUMBER:
            if column.type.unit.seconds == 1:
                validator.between(place, column)
            if column.type.percent:
                _as_text(sheet, place, f"0.{'0' * column.digits}%" if column.digits else "0%")
        case Kind.DATE:
            validator.dated(place)
            _as_text(sheet, place, "yyyy-mm-dd")
        case Kind.TRUTH:
            validator.choose(place, TRUTHS, TRUTHS)
        case Kind.CHOICE:
            validator.choose(place, column.type.choices, column.type.choices)
        case Kind.MEMBER:
            validator.choose(place, column.type.of, members.get(column.type.of, ()))
            _as_text(sheet, place)
        case Kind.TEXT | Kind.BROKEN:
            _as_text(sheet, place)


class _Validator:
    """Rules for the cells of a sheet, with the lists that they take from a hidden one."""

    def __init__(self, sheet: Any, lists: Any, last: int, language: Language) -> None:
        self.sheet, self.lists, self.last, self.language = sheet, lists, last, language
        self._written: dict[Hashable, str] = {}

    def choose(self, place: int, name: Hashable, words: Collection[str]) -> None:
        """A drop-down list; one that many columns have is written once, under its name."""
        if not words:
            return
        if name not in self._written:
            column = len(self._written) + 1
            for row, word in enumerate(words, start=1):
                _put(self.lists, row, column, word)
            letter = _letter(column)
            self._written[name] = f"{LISTS}!${letter}$1:${letter}${len(words)}"
        self._add(place, say("template.choose"), type="list", formula1=self._written[name])

    def between(self, place: int, column: Column) -> None:
        """A number within the range of its column; a percentage is its fraction there."""
        kind = "whole" if column.type.whole else "decimal"
        low, high = column.range.low, column.range.high
        ends = [format(float(end), ".15g") for end in (low, high) if end is not None]
        shown = interval_text(column.range, column.type.percent)
        if low is not None and high is not None:
            rule = {"operator": "between", "formula1": ends[0], "formula2": ends[1]}
        elif low is not None:
            rule = {"operator": "greaterThanOrEqual", "formula1": ends[0]}
        elif high is not None:
            rule = {"operator": "lessThanOrEqual", "formula1": ends[0]}
        else:
            rule = {"operator": "between", "formula1": "-1E+300", "formula2": "1E+300"}
        self._add(place, say("template.range", range=shown), type=kind, **rule)

    def dated(self, place: int) -> None:
        """A date."""
        self._add(place, say("template.date"), type="date", operator="greaterThan", formula1="1")

    def _add(self, place: int, told: Text, **rule: str) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        made = DataValidation(allow_blank=True, showErrorMessage=True, error=say_it(told, self.language)[:250], **rule)
        letter = _letter(place)
        made.add(f"{letter}2:{letter}{self.last}")
        self.sheet.add_data_validation(made)


def _explain(sheet: Any, program: Program, relation: Relation, members: Members, language: Language) -> None:
    """The second sheet: each column in the words of the spec, then what must hold of each row."""
    words = ("column", "label", "kind", "range", "may-be-missing")
    rows = [[say_it(say(f"template.head.{word}"), language) for word in words]]
    if relation.grain is not None:
        rows.append(
            [
                say_it(say(f"noun.{relation.grain}"), language),
                say_it(say(f"noun.{relation.grain}"), language),
                _EXAMPLES[relation.grain],
                "",
                "",
            ]
        )
    for name in relation.dimensions:
        listed = members.get(name, {}) if not relation.is_dimension else {}
        shown = ", ".join(islice(listed, 12)) + (" …" if len(listed) > 12 else "")
        rows.append(
            [relation.key_name if relation.is_dimension else name, program.dimensions[name].title, "", shown, ""]
        )
    for column in relation.columns.values():
        missing = say_it(say("template.yes" if column.may_be_missing else "template.no"), language)
        rows.append([column.name, column.title, say_it(_kind(column), language), _range(column), missing])
    source = program.sources.get(relation.name)
    rules = [requirement.reason for requirement in source.requirements] if source is not None else []
    if rules:
        rows += [[], [say_it(say("template.rules"), language)], *([rule] for rule in rules)]
    for row, texts in enumerate(rows, start=1):
        for place, text in enumerate(texts, start=1):
            _put(sheet, row, place, text, bold=row == 1)
    for place, width in enumerate((20, 40, 24, 40, 16), start=1):
        sheet.column_dimensions[_letter(place)].width = width


_EXAMPLES = {Grain.YEAR: "2025", Grain.SEMESTER: "2025-S1", Grain.QUARTER: "2025-Q3", Grain.MONTH: "2025-07"}


def _kind(column: Column) -> Text:
    kind = column.type
    if kind.kind is not Kind.NUMBER:
        return say(f"template.kind.{kind.kind.value}")
    if kind.percent:
        return say("template.kind.percent", digits=column.digits)
    if kind.whole:
        return say("template.kind.whole", unit=str(kind.unit) or "-")
    return say("template.kind.number", unit=str(kind.unit) or "-", digits=column.digits)


def _range(column: Column) -> str:
    if column.type.kind is Kind.CHOICE:
        return ", ".join(column.type.choices)
    if column.type.kind is not Kind.NUMBER:
        return ""
    within = interval_text(column.range, column.type.percent) if column.range != Interval() else ""
    upto = f"<= {column.limit.text}" if column.limit is not None else ""
    return ", ".join(text for text in (within, upto) if text)
