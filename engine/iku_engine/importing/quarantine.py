"""Rows that were kept out: what is open of them, how they are mended by a later import, and how they are dismissed.

To be mended they are written as a workbook: each under the names of its source, the faulty cell marked with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from iku_dsl.budgets import most
from iku_dsl.keywords import Language
from iku_dsl.problem import say
from iku_dsl.program import Column, Program
from iku_dsl.program.sources import SUCCESSOR
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.book_texts import named_cells, said
from iku_engine.cells.cells import KEPT_DIGITS, Bad, is_missing
from iku_engine.cells.keys import Names
from iku_engine.database.books import DISMISSED
from iku_engine.database.bulk import among, insert_rows
from iku_engine.database.chain import next_place, write
from iku_engine.database.relations import Relation
from iku_engine.database.stored import figure_text
from iku_engine.engines.base import OfStore
from iku_engine.errors import WrongUse
from iku_engine.importing.how_read import Again, HowRead, Understood, how_read
from iku_engine.members.members import known_members
from iku_engine.spreadsheets import cell_text, computed
from iku_engine.store.store import Store
from iku_engine.store.waiting import is_open
from iku_engine.wording import say_it
from iku_engine.words.layout import MENDING, known_names
from iku_engine.writing import may_write, write_file

Place = tuple[int, int]  # a batch, and a row of its file


@dataclass(frozen=True, slots=True)
class Kept:
    """A row in quarantine. `reason` and `guess` (empty: none) are by language, `cells` are texts under the names of the file's header."""

    batch: int
    row: int
    relation: str
    file: str
    sheet: str
    column: str
    value: str
    reason: Mapping[str, str]
    guess: Mapping[str, str]
    cells: tuple[tuple[str, str], ...]
    user: str
    at: str
    read: HowRead | None = None

    @property
    def place(self) -> str:
        """`12:34`, by which a mended row says which one it was."""
        return f"{self.batch}:{self.row}"


def kept_out(store: Store, batch: int | None = None, relation: str | None = None) -> tuple[Kept, ...]:
    """The rows that are still open, in order: of one batch, of one source, or all."""
    with store.reading() as connection:
        schema = store.schema
        rows, batches = schema.quarantine, schema.batches
        named = ("relation", "file", "sheet", "user_name", "recorded_at")
        query = (
            sa.select(rows, *(batches.c[name] for name in named))
            .join(batches, batches.c.batch_id == rows.c.batch_id)
            .where(is_open(connection, schema))
            .order_by(rows.c.batch_id, rows.c.row, rows.c.part)
        )
        if batch is not None:
            if connection.execute(sa.select(batches.c.batch_id).where(batches.c.batch_id == batch)).first() is None:
                raise WrongUse(say("batch-unknown", batch=batch))
            query = query.where(rows.c.batch_id == batch)
        if relation is not None:
            query = query.where(batches.c.relation == relation)
        return tuple(_kept(row) for row in connection.execute(query).mappings())


def dismiss(store: Store, places: Sequence[Place], *, user: str, reason: str) -> int:
    """Closes rows that will not be mended, with a reason; the event. Errors: `WrongUse` for one that is not open."""
    if not reason.strip():
        raise WrongUse(say("reason-lacking"))
    chosen = list(dict.fromkeys(places))
    with store.writing() as connection:
        schema = store.schema
        there = open_places(connection, store, chosen)
        closed = next((place for place in chosen if place not in there), None)
        if closed is not None:
            raise WrongUse(say("quarantine-closed", place=f"{closed[0]}:{closed[1]}"))
        at = next_place(connection, schema)
        rows = [{"batch_id": batch, "row": row, "how": DISMISSED} for batch, row in chosen]
        insert_rows(connection, schema.mended, [{**row, "event_id": at.id} for row in rows])
        write(connection, schema, at, "dismiss", user, {"rows": rows}, reason)
        return at.id


def open_places(connection: sa.Connection, store: Store, places: Iterable[Place]) -> set[Place]:
    """Those of some places where a row is still open."""
    rows = store.schema.quarantine
    batches = sorted({batch for batch, _ in places})
    query = sa.select(rows.c.batch_id, rows.c.row).where(
        is_open(connection, store.schema), among(rows.c.batch_id, batches)
    )
    return {(row[0], row[1]) for row in connection.execute(query)}


def _kept(row: sa.RowMapping) -> Kept:
    header, cells = named_cells(row["cells"])
    names = [*header, *[""] * (len(cells) - len(header))]
    return Kept(
        batch=row["batch_id"],
        row=row["row"],
        relation=row["relation"],
        file=row["file"],
        sheet=row["sheet"],
        column=row["column_name"],
        value=row["value"],
        reason=said(row["reason"]),
        guess=said(row["guess"]) if row["guess"] else {},
        cells=tuple(zip(names, cells, strict=False)),
        user=row["user_name"],
        at=row["recorded_at"],
        read=how_read(row["cells"]),
    )


FILL = "FFE0B2"
PERCENT = "0.##%"
WIDEST = 40
COMMENT = 8  # a comment is as much as so many cells
NOTHING = Understood("")


def names_of(store: Store, program: Program, relation: Relation) -> dict[str, Names]:
    """What names members in the columns of a relation that take only such as are known, by the spec's own names."""
    keys = () if relation.is_dimension else relation.dimensions
    pointing = (one for one in relation.columns.values() if one.type.kind is Kind.MEMBER and one.name != SUCCESSOR)
    of = {**{name: name for name in keys}, **{one.name: one.type.of for one in pointing}}
    found = {}
    with store.reading() as connection:
        for name, dimension in of.items():
            known = known_members(store.schema, program, dimension, OfStore(connection))
            if known is not None:
                found[name] = Names(program.dimensions[dimension], known)
    return found


def write_quarantine(
    path: Path,
    relation: Relation,
    found: Sequence[Kept],
    language: Language,
    members: Mapping[str, Names] = MappingProxyType({}),
) -> int:
    """Writes the workbook: figures as numbers, as each file was read, and no text of a file becomes a formula.

    Cells that cannot be read are marked, and those that name none of the `members` of their column. Of very many rows it has the first that
    fit (`template`); how many it has. Errors: `WrongUse` where a file is there, which somebody may have mended already, `FileError`.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    may_write(path)
    names = [MENDING[0] if language == "id" else MENDING[1], *known_names(relation)]
    book = Workbook()
    sheet = book.active
    sheet.title = relation.name[:31]
    looks = _Looks(sheet)
    heads = _heads(relation, names, language)
    for at, name in enumerate(heads, start=1):
        looks.write(1, at, name, Look("@", bold=True))
    widths, places = list(map(len, heads)), {name: at for at, name in enumerate(names, start=1)}
    again = Again(relation)
    shown = _first(found, len(names))
    for line, kept in enumerate(shown, start=2):
        cells = again.cells([name for name, _ in kept.cells], [text for _, text in kept.cells], kept.read)
        bad = [name for name in sorted(cells, key=places.__getitem__) if _is_bad(cells[name], members.get(name))]
        named = again.written.name(kept.column)
        faulty = named if named in places else bad[0] if bad else names[0]
        looks.write(line, 1, kept.place, Look("@", marked=faulty == names[0]))
        for name in (name for name in dict.fromkeys((*cells, faulty)) if name != names[0]):
            place = line, places[name]
            text = _write_cell(
                looks, place, relation.columns.get(name), cells.get(name, NOTHING), name in (faulty, *bad)
            )
            widths[place[1] - 1] = max(widths[place[1] - 1], len(text))
        comment = Comment(cell_text(_told(kept, again, language))[:2000], "iku-engine", width=320, height=120)
        sheet.cell(line, places[faulty]).comment = comment
    for at, (name, width) in enumerate(zip(names, widths, strict=True), start=1):
        column = sheet.column_dimensions[sheet.cell(1, at).column_letter]
        column.width = min(WIDEST, width + 3)
        if name in relation.columns and relation.columns[name].type.percent:
            column.number_format = PERCENT  # of the cells where nothing stands
    sheet.freeze_panes = "B2"
    content = BytesIO()
    book.save(content)
    write_file(path, content.getvalue())
    return len(shown)


def _is_bad(cell: Understood, names: Names | None) -> bool:
    """Whether a cell cannot be read, or names no member."""
    if cell.bad is not None or names is None or is_missing(cell.text):
        return cell.bad is not None
    return isinstance(names[cell.text], Bad)


def _first(found: Sequence[Kept], width: int) -> Sequence[Kept]:
    """The first rows that fit, each with its comment, which is as much as several cells; all of a number, or none."""
    left = most("template")
    for at, kept in enumerate(found):
        left -= COMMENT + min(width, 1 + len(kept.cells))
        if left < 0:
            return [one for one in found[:at] if one.place != kept.place]
    return found


@record
class Look:
    """How a cell looks: its number format, and whether it is to be mended, stays text when it is edited, or is a heading."""

    format: str
    marked: bool = False
    quoted: bool = False
    bold: bool = False


class _Looks:
    """Writes cells into a sheet; those that look the same share a style."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.styles: dict[Look, Any] = {}

    def write(self, line: int, at: int, value: str | int | float, look: Look) -> None:
        """A text, whatever it looks like, or a number; none where nothing stands."""
        made = self.sheet.cell(line, at)
        if isinstance(value, str):
            made.value = cell_text(value) or None
            if made.value is not None:
                made.data_type = "s"
        else:
            made.value = value
        made._style = self.styles.get(look) or self._style(look)

    def _style(self, look: Look) -> Any:
        from openpyxl.cell import Cell
        from openpyxl.styles import Font, PatternFill

        made = Cell(self.sheet, 1, 1)
        made.number_format = look.format
        made.quotePrefix = look.quoted
        if look.marked:
            made.fill = PatternFill("solid", start_color=FILL)
        if look.bold:
            made.font = Font(bold=True)
        return self.styles.setdefault(look, made._style)


def _heads(relation: Relation, names: Sequence[str], language: Language) -> list[str]:
    """The names over the columns, that of the period in the reader's language, as a template has it."""
    period = [say_it(say(f"noun.{relation.grain}"), language)] if relation.grain is not None else []
    return [*names[:1], *period, *names[1 + len(period) :]]


def _write_cell(looks: _Looks, at: tuple[int, int], column: Column | None, cell: Understood, marked: bool) -> str:
    """A cell as it was understood: a figure as a number, and else a text; what is to be typed over a figure is one, too. What it shows."""
    number = column is not None and column.type.kind is Kind.NUMBER
    percent = number and column is not None and column.type.percent
    text = as_written(column, cell)
    if isinstance(text, Fraction):
        value = int(text) if text.denominator == 1 else float(text)
        places = len(_shown(column, cell).rstrip("%").partition(".")[2])
        form = f"0{'.' + '0' * places if places else ''}%" if percent else "General"
        looks.write(*at, value, Look(form, marked))
        return str(value)
    if text or marked:
        form = (PERCENT if percent else "General") if number and marked else "@"
        # a text stays one when somebody edits it
        looks.write(*at, text, Look(form, marked, quoted=computed(text)))
    return text


def as_written(column: Column | None, cell: Understood) -> str | Fraction:
    """What stands in the workbook for a cell as it was understood, a number or a text; so it is known there again."""
    text = _shown(column, cell)
    if cell.figure is not None and _is_kept(text.rstrip("%")):
        return cell.figure
    return cell_text(text)


def _shown(column: Column | None, cell: Understood) -> str:
    return cell.text if cell.figure is None or column is None else figure_text(column, cell.figure)


def _is_kept(text: str) -> bool:
    """Whether a spreadsheet keeps all digits of a figure; a time is no figure to it."""
    digits = text.replace(".", "").lstrip("-")
    return digits.isdecimal() and len(digits.strip("0")) <= KEPT_DIGITS


def _told(kept: Kept, again: Again, language: Language) -> str:
    """What is wrong with a row, and what of it has no column in the workbook."""
    beyond = again.beyond([name for name, _ in kept.cells], [text for _, text in kept.cells])
    lines = [kept.reason[language], kept.guess.get(language, "")]
    lines += [say_it(say("mend.beyond", cells=beyond), language)] if beyond else []
    return "\n".join(filter(None, lines))
