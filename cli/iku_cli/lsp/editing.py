"""Problems as an editor shows them, the mends that they offer, and the canonical form of a file.

Of a problem: the main place, the sentence with counter-example and mend, the other places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from iku_cli.lsp.here import File
from iku_dsl.editing.format import format_spec
from iku_dsl.problem import Diagnostic, Severity, Span


def formatted(file: File) -> list[types.TextEdit]:
    """The edits that bring a file to its canonical form, by stretches of lines; none where it cannot be read."""
    parsed = file.state.read(file.file.path)
    if any(problem.severity is Severity.ERROR for problem in parsed.problems):
        return []
    text = format_spec(parsed.spec)
    document = file.specs.documents.get(file.file.path)
    end = "\r\n" if document is not None and document.carriage_returns else "\n"
    old, new = file.file.text.split("\n"), text.split("\n")
    return [_lines(file, start, stop, new[first:last], end) for start, stop, first, last in _changes(old, new)]


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Which lines (from, up to) are written in the place of which: what differs between lines that both have, and have once.

    Nothing is looked at twice, however many lines are alike: to find the least changes takes the cube of these.
    """
    start = first = 0
    for after, later in [*_same(old, new), (len(old), len(new))]:
        stop, last = after, later
        while start < stop and first < last and old[start] == new[first]:
            start, first = start + 1, first + 1
        while start < stop and first < last and old[stop - 1] == new[last - 1]:
            stop, last = stop - 1, last - 1
        if start < stop or first < last:
            yield start, stop, first, last
        start, first = after + 1, later + 1


def _same(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of lines that both have once, in the order of both."""
    times, others = Counter(old), Counter(new)
    place_of = {line: place for place, line in enumerate(new)}
    last = -1
    for place, line in enumerate(old):
        if times[line] == others[line] == 1 and place_of[line] > last:
            last = place_of[line]
            yield place, last


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
    start, end = source.offsets(span)
    return source.text[start:end]


def _touch(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


SOURCE = "iku-engine"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
}
_UNNEEDED = ("unused",)


def diagnostics(file: File, problems: Iterable[Diagnostic], related: bool = True) -> list[types.Diagnostic]:
    """The problems whose main place is in a file; without `related` the other places are told in the message."""
    return [diagnostic(file, problem, related) for problem in problems if problem.span.file == file.file.path]


def diagnostic(file: File, problem: Diagnostic, related: bool = True) -> types.Diagnostic:
    """One problem."""
    lines = [file.tell(problem.message)]
    main = problem.labels[0]
    if main.text is not None:
        lines.append(file.tell(main.text))
    if problem.counter_example is not None:
        lines.append(file.say("editor.counter-example", text=file.tell(problem.counter_example)))
    if problem.hint is not None:
        lines.append(file.say("editor.hint", text=file.tell(problem.hint)))
    others = [
        types.DiagnosticRelatedInformation(
            file.location(label.span), file.tell(label.text) if label.text is not None else file.say("editor.see-also")
        )
        for label in problem.labels[1:]
    ]
    if not related:
        lines += [f"{other.message} ({_where(other.location)})" for other in others]
    return types.Diagnostic(
        range=file.range(problem.span),
        message="\n".join(lines),
        severity=_SEVERITIES[problem.severity],
        code=problem.id,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if problem.id in _UNNEEDED else None,
        related_information=others if related and others else None,
    )


def _where(location: types.Location) -> str:
    return f"{location.uri.rpartition('/')[2]}:{location.range.start.line + 1}"
