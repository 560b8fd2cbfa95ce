"""What changes a file at the editor's wish: canonical form, and the mends that problems offer."""

from __future__ import annotations

from difflib import SequenceMatcher

from lsprotocol import types

from iku_cli.lsp.diagnostics import diagnostic
from iku_cli.lsp.here import File
from iku_cli.lsp.positions import whole
from iku_dsl.format import format_spec
from iku_dsl.problem import Diagnostic, Severity
from iku_dsl.source import Span

MAX_COMPARED = 5_000  # lines; a longer file is written anew as a whole


def formatted(file: File) -> list[types.TextEdit]:
    """The edits that bring a file to its canonical form, line by line; none where it cannot be read."""
    parsed = file.state.read(file.file.path)
    if any(problem.severity is Severity.ERROR for problem in parsed.problems):
        return []
    text = format_spec(parsed.spec)
    document = file.specs.documents.get(file.file.path)
    end = "\r\n" if document is not None and document.carriage_returns else "\n"
    old, new = file.file.text.split("\n"), text.split("\n")
    if len(old) > MAX_COMPARED:
        return [types.TextEdit(whole(file.file), end.join(new))]
    edits: list[types.TextEdit] = []
    for tag, start, stop, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            edits.append(_lines(file, start, stop, new[first:last], end))
    return edits


def _lines(file: File, start: int, stop: int, lines: list[str], end: str) -> types.TextEdit:
    """Lines `start` to `stop` (not included) replaced; the last line of a file has no end to take along."""
    total = len(file.file.line_starts)
    if stop < total:
        place = types.Range(types.Position(start, 0), types.Position(stop, 0))
        return types.TextEdit(place, "".join(line + end for line in lines))
    last = file.encoding.position(file.file, total, len(file.file.line_text(total)) + 1)
    if start == 0:
        return types.TextEdit(types.Range(types.Position(0, 0), last), end.join(lines))
    before = file.encoding.position(file.file, start, len(file.file.line_text(start)) + 1)
    return types.TextEdit(types.Range(before, last), "".join(end + line for line in lines))


def mends(file: File, wanted: types.Range) -> list[types.CodeAction]:
    """The mends of the problems that a stretch touches."""
    found = []
    for problem in file.state.checked.problems:
        if problem.fix and problem.span.file == file.file.path and _touch(file.range(problem.span), wanted):
            found.append(_action(file, problem))
    return found


def _action(file: File, problem: Diagnostic) -> types.CodeAction:
    changes: dict[str, list[types.TextEdit]] = {}
    for span, text in problem.fix:
        changes.setdefault(file.specs.uri(span.file), []).append(types.TextEdit(file.range(span), text))
    first, text = problem.fix[0]
    title = file.say("editor.mend", old=_written(file, first), new=text)
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(file, problem)],
        is_preferred=True,
        edit=types.WorkspaceEdit(changes=changes),
    )


def _written(file: File, span: Span) -> str:
    source = file.state.file(span.file)
    if source is None:
        return ""
    start = source.line_starts[span.line - 1] + span.column - 1
    end = source.line_starts[span.end_line - 1] + span.end_column - 1
    return source.text[start:end]


def _touch(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
