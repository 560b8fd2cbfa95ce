"""Rows in quarantine as a workbook to mend: each under the names of its source, the faulty cell marked with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from iku_dsl.keywords import Language
from iku_dsl.problem import say
from iku_engine.database.relations import Relation
from iku_engine.importing.quarantine import Kept
from iku_engine.spreadsheets import cell_text, computed
from iku_engine.wording import say_it
from iku_engine.words.layout import GRAIN_WORDS, MENDING, column_named, known_names
from iku_engine.writing import may_write, write_file

FILL = "FFE0B2"
WIDEST = 40


def write_quarantine(path: Path, relation: Relation, found: Sequence[Kept], language: Language) -> None:
    """Writes the workbook; no text of a file becomes a formula in it.

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
    for line, kept in enumerate(found, start=2):
        cells = _by_name(relation, kept)
        for at, text in enumerate([kept.place, *(cells.get(name, "") for name in names[1:])], start=1):
            _write(sheet, line, at, text)
        faulty = sheet.cell(line, _place(relation, kept, names))
        faulty.fill = fill
        faulty.comment = Comment(cell_text(_told(kept, language))[:2000], "iku-engine", width=320, height=120)
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


def _by_name(relation: Relation, kept: Kept) -> dict[str, str]:
    """The texts of a row by the spec's own names; one that was kept without names has them in the order of the spec."""
    names = known_names(relation)
    if not any(name for name, _ in kept.cells) and len(kept.cells) == len(names):
        return dict(zip(names, (text for _, text in kept.cells), strict=True))
    found: dict[str, str] = {}
    for written, text in kept.cells:
        name = _own(relation, written, names)
        if name is not None:
            found.setdefault(name, text)
    return found


def _own(relation: Relation, written: str, names: Sequence[str]) -> str | None:
    folded = written.casefold()
    same = column_named(names, written, relation.dated)
    return names[0] if same is None and relation.grain is not None and folded in GRAIN_WORDS else same


def _place(relation: Relation, kept: Kept, names: Sequence[str]) -> int:
    """The column of the faulty cell; the first one where the whole row is at fault."""
    name = _own(relation, kept.column, names[1:]) if kept.column else None
    return names.index(name) + 1 if name is not None else 1


def _told(kept: Kept, language: Language) -> str:
    guess = kept.guess.get(language, "")
    return kept.reason[language] + (f"\n{guess}" if guess else "")
