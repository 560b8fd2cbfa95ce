"""Problems of a spec set as people read them: header, place, the lines of the spec what is wrong, the mend.

    galat[weights-sum]: jumlah bobot 90%, bukan 100%
     --> sakip.iku:9:3
       |
     9 |   bobot komponen
       |   ^^^^^^^^^^^^^^
    10 |     perencanaan 30%
       |     --------------- 30%
      contoh penyangkal: 30% + 20% + 15% + 25% = 90%
      petunjuk: …

`draw_plain` and `draw` have one layout; the second brings colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len

from iku_cli.messages.visible import one_line, visible
from iku_cli.render.lines import Drawing, Line
from iku_dsl.keywords import Language
from iku_dsl.problem import Diagnostic, Label, Severity, SourceFile, Text
from iku_dsl.wording import render

SEVERITIES = {Severity.ERROR: ("galat", "error"), Severity.WARNING: ("peringatan", "warning")}
STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "message": "bold",
    "gutter": "blue",
    "main": "bold red",
    "other": "cyan",
    "note": "bold",
}
LONGEST = 160  # cells of a line of spec that are shown; a longer one is cut around its label
LOOKED_AT = 4 * LONGEST  # letters of a line that are measured, as it may have millions
BEFORE = 60  # cells shown before the label of such a line


def draw_plain(problems: Iterable[Diagnostic], files: Sequence[SourceFile], language: Language) -> str:
    """Problems as plain text, one after another with an empty line between; empty where there are none."""
    by_path = {file.path: file for file in files}
    drawn = ("\n".join(map(_joined, _lines(problem, by_path, language))) + "\n" for problem in problems)
    return "\n".join(drawn)


def draw(problems: Iterable[Diagnostic], files: Sequence[SourceFile], language: Language) -> Drawing:
    """The same with colours, for a terminal."""
    by_path = {file.path: file for file in files}
    lines: list[Line] = []
    for problem in problems:
        lines += [()] if lines else []
        lines += (_styled(line) for line in _lines(problem, by_path, language))
    return Drawing(tuple(lines))


def place(labels: Sequence[Label], files: Sequence[SourceFile], language: Language) -> Iterator[Line]:
    """Where something is: the place of the first label, and the lines of spec with every label under its own; with styles."""
    width = max(len(str(label.span.line)) for label in labels)
    for line in _places(labels, {file.path: file for file in files}, language, width):
        yield _styled(line)


def sentence(text: Text, language: Language) -> str:
    """A sentence of the language's table on one line, safe to show."""
    return one_line(render(text, language))


def _styled(line: Line) -> Line:
    return tuple((shown, STYLES.get(role, "")) for shown, role in line)


def _joined(line: Line) -> str:
    return "".join(shown for shown, _ in line).rstrip()


def _lines(problem: Diagnostic, files: dict[str, SourceFile], language: Language) -> Iterator[Line]:
    severity = SEVERITIES[problem.severity][language == "en"]
    role = problem.severity.value
    yield (f"{severity}[{problem.id}]", role), (f": {sentence(problem.message, language)}", "message")
    width = max(len(str(label.span.line)) for label in problem.labels)
    yield from _places(problem.labels, files, language, width)
    notes = (
        (problem.counter_example, ("contoh penyangkal", "counter-example")),
        (problem.hint, ("petunjuk", "hint")),
    )
    for text, both in notes:
        if text is not None:
            yield (f"{' ' * width} {both[language == 'en']}:", "note"), (f" {sentence(text, language)}", "")


def _places(found: Sequence[Label], files: dict[str, SourceFile], language: Language, width: int) -> Iterator[Line]:
    """The labels file by file, that of the main place first; within a file from top to bottom."""
    main = found[0]
    ordered = sorted(found, key=lambda label: (label.span.file != main.span.file, label.span))
    for path, group in groupby(ordered, key=lambda label: label.span.file):
        labels = list(group)
        head = main if main in labels else labels[0]
        arrow = "-->" if head is main else ":::"
        yield (f"{' ' * width}{arrow} ", "gutter"), (f"{visible(path)}:{head.span.line}:{head.span.column}", "")
        yield from _source(files.get(path), labels, main, language, width)


def _source(
    file: SourceFile | None, labels: list[Label], main: Label, language: Language, width: int
) -> Iterator[Line]:
    """The lines of a file that labels point at, each label on a line of its own below its line of spec."""
    if file is None:
        return
    previous = 0
    yield ((f"{' ' * width} |", "gutter"),)
    for number, group in groupby(labels, key=lambda label: label.span.line):
        if not 1 <= number <= len(file.line_starts):
            continue
        if previous and number > previous + 1:
            yield ((f"{'.' * max(3, width)}", "gutter"),)
        previous = number
        here = list(group)
        text = file.line_text(number)
        start = _first_letter(text, here)
        cut = "…" if start else ""
        yield (f"{number:>{width}} | ", "gutter"), (cut + _fit(visible(text[start : start + LOOKED_AT])), "")
        for label in here:
            yield _mark(label, text, start, label is main, language, width)


def _first_letter(text: str, labels: list[Label]) -> int:
    """From where a line is shown: its start, or a little before its first label where the line is very long."""
    if len(text) <= LOOKED_AT and cell_len(visible(text)) <= LONGEST:
        return 0
    return max(0, min(label.span.column for label in labels) - 1 - BEFORE)


def _fit(shown: str) -> str:
    if cell_len(shown) <= LONGEST:
        return shown
    kept = ""
    for letter in shown[:LONGEST]:
        if cell_len(kept + letter) >= LONGEST:
            break
        kept += letter
    return kept + "…"


def _mark(label: Label, text: str, start: int, is_main: bool, language: Language, width: int) -> Line:
    span = label.span
    first = min(span.column - 1, len(text))
    last = min(span.end_column - 1, len(text)) if span.end_line == span.line else len(text)
    before = cell_len(visible(text[start : min(first, start + LOOKED_AT)])) + (1 if start else 0)
    under = max(1, cell_len(visible(text[first : min(last, first + LOOKED_AT)].rstrip())))
    under = max(1, min(under, LONGEST - before)) if before < LONGEST else 1
    role = "main" if is_main else "other"
    sign = "^" if is_main else "-"
    words = f" {sentence(label.text, language)}" if label.text is not None else ""
    return (f"{' ' * width} | ", "gutter"), (" " * before, ""), (sign * under + words, role)
