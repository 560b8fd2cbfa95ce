"""Rows in quarantine as a workbook to mend: each under the names of its source, the faulty cell marked with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from iku_dsl.keywords import Language
from iku_dsl.problem import say
from iku_dsl.program import Column
from iku_dsl.types import Kind
from iku_engine.cells.cells import KEPT_DIGITS
from iku_engine.database.relations import Relation
from iku_engine.database.stored import figure_text
from iku_engine.importing.how_read import Again, Understood
from iku_engine.importing.quarantine import Kept
from iku_engine.spreadsheets import cell_text, computed
from iku_engine.wording import say_it
from iku_engine.words.layout import MENDING, known_names
from iku_engine.writing import may_write, write_file

FILL = "FFE0B2"
WIDEST = 40
NOTHING = Understood("")


def write_quarantine(path: Path, relation: Relation, found: Sequence[Kept], language: Language) -> None:
    """Writes the workbook: figures as numbers, as each file was read, and no text of a file becomes a formula.

    Errors: `WrongUse` where a file is there, which somebody may have mended already, `FileError`.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    may_write(path)
    names = [MENDING[0] if language == "id" else MENDING[1], *known_names(relation)]
    book = Workbook()
    sheet = book.active
    sheet.title = relation.name[:31]
    for at, name in enumerate(_heads(relation, names, language), start=1):
        _write(sheet, 1, at, name).font = Font(bold=True)
    fill = PatternFill("solid", start_color=FILL)
    again = Again(relation)
    for line, kept in enumerate(found, start=2):
        cells = again.cells([name for name, _ in kept.cells], [text for _, text in kept.cells], kept.read)
        bad = [name for name in names[1:] if name in cells and cells[name].bad]
        named = again.written.name(kept.column)
        faulty = named if named in names[1:] else bad[0] if bad else names[0]
        _write(sheet, line, 1, kept.place)
        for at, name in enumerate(names[1:], start=2):
            _write_cell(sheet, (line, at), relation.columns.get(name), cells.get(name, NOTHING), name in (faulty, *bad))
        for name in {faulty, *bad}:
            sheet.cell(line, names.index(name) + 1).fill = fill
        comment = Comment(cell_text(_told(kept, language))[:2000], "iku-engine", width=320, height=120)
        sheet.cell(line, names.index(faulty) + 1).comment = comment
    for column, name in zip(sheet.iter_cols(), names, strict=True):
        longest = max([len(name), *(len(str(cell.value or "")) for cell in column[1:])])
        sheet.column_dimensions[column[0].column_letter].width = min(WIDEST, longest + 3)
    sheet.freeze_panes = "B2"
    content = BytesIO()
    book.save(content)
    write_file(path, content.getvalue())


def _heads(relation: Relation, names: Sequence[str], language: Language) -> list[str]:
    """The names over the columns, that of the period in the reader's language, as a template has it."""
    period = [say_it(say(f"noun.{relation.grain}"), language)] if relation.grain is not None else []
    return [*names[:1], *period, *names[1 + len(period) :]]


def _write(sheet: Any, line: int, at: int, text: str) -> Any:
    """A cell of text, whatever it looks like."""
    cell = sheet.cell(line, at)
    cell.value = cell_text(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.number_format = "@"
        if computed(text):
            cell.quotePrefix = True  # so it stays text when somebody edits it
    return cell


def _write_cell(sheet: Any, at: tuple[int, int], column: Column | None, cell: Understood, marked: bool) -> None:
    """A cell as it was understood: a figure as a number, and else a text; what is to be typed over a figure is one, too."""
    number = column is not None and column.type.kind is Kind.NUMBER
    percent = number and column is not None and column.type.percent
    text = cell.text if cell.figure is None or column is None else figure_text(column, cell.figure)
    bare = text.rstrip("%")
    if cell.figure is not None and _is_kept(bare):
        made = sheet.cell(*at)
        made.value = int(cell.figure) if cell.figure.denominator == 1 else float(cell.figure)
        places = len(bare.partition(".")[2])
        made.number_format = f"0{'.' + '0' * places if places else ''}%" if percent else "General"
        return
    made = _write(sheet, *at, text)
    if number and (marked or not text):
        made.number_format = "0.##%" if percent else "General"


def _is_kept(text: str) -> bool:
    """Whether a spreadsheet keeps all digits of a figure; a time is no figure to it."""
    digits = text.replace(".", "").lstrip("-")
    return digits.isdecimal() and len(digits.strip("0")) <= KEPT_DIGITS


def _told(kept: Kept, language: Language) -> str:
    guess = kept.guess.get(language, "")
    return kept.reason[language] + (f"\n{guess}" if guess else "")
