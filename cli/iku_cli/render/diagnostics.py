"""What `check` found in a spec set, as people read it: its problems, and what is proven of it.

A problem has a header, its place, the lines of the spec, what is wrong, the mend:

    galat[weights-sum]: jumlah bobot 90%, bukan 100%
     --> sakip.iku:9:3
       |
     9 |   bobot komponen
       |   ^^^^^^^^^^^^^^
    10 |     perencanaan 30%
       |     --------------- 30%
      contoh penyangkal: 30% + 20% + 15% + 25% = 90%
      petunjuk: …

`draw_plain` and `draw` have one layout; the second brings colours. Proofs go declaration by declaration: what always holds, and which
way a value moves with each input.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line, visible
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.problem import Diagnostic, Label, Severity, SourceFile, Span, Text, say
from iku_dsl.wording import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iku_dsl.keywords import Language
    from iku_dsl.program import Indicator, Program, Scale
    from iku_dsl.proofs.proven import Proven

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


def draw(
    problems: Iterable[Diagnostic], files: Sequence[SourceFile], language: Language, width: int | None = None
) -> Drawing:
    """The same with colours, for a terminal of so many cells, in which sentences go on below their own beginning."""
    by_path = {file.path: file for file in files}
    lines: list[Line] = []
    for problem in problems:
        lines += [()] if lines else []
        lines += (_styled(line) for line in _lines(problem, by_path, language, width))
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


def _lines(
    problem: Diagnostic, files: dict[str, SourceFile], language: Language, within: int | None = None
) -> Iterator[Line]:
    severity = SEVERITIES[problem.severity][language == "en"]
    role = problem.severity.value
    yield from _wrapped((f"{severity}[{problem.id}]:", role), sentence(problem.message, language), "message", 2, within)
    width = max(len(str(label.span.line)) for label in problem.labels)
    yield from _places(problem.labels, files, language, width)
    notes = (
        (problem.counter_example, ("contoh penyangkal", "counter-example")),
        (problem.hint, ("petunjuk", "hint")),
    )
    for text, both in notes:
        if text is not None:
            label = (f"{' ' * width} {both[language == 'en']}:", "note")
            yield from _wrapped(label, sentence(text, language), "", width + 3, within)


def _wrapped(label: tuple[str, str], text: str, role: str, indent: int, within: int | None) -> Iterator[Line]:
    """A sentence behind its label, on one line, or on as many as it takes in so many cells."""
    if within is None or cell_len(f"{label[0]} {text}") <= within:
        yield label, (f" {text}", role)
        return
    room = within - cell_len(label[0]) - 1
    head = wrap(text, room, whole=True)[0]
    if cell_len(head) > room:  # one word, that stands better below
        head = ""
    yield label, (f" {head}".rstrip(), role)
    for line in wrap(text[len(head) :].strip(), within - indent):
        yield (" " * indent, ""), (line, role)


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


MOVES = "proven.moves-"
SIGNS = {"up": "↑", "down": "↓", "either": "↕"}


def draw_page(page: str, width: int) -> Drawing:
    """A page of `explain` for a terminal: paragraphs to its width, what is code as it stands, and none of the marks of Markdown."""
    lines: list[Line] = []
    code = False
    for line in page.rstrip("\n").split("\n"):
        if line.startswith("```"):
            code = not code
        elif code:
            lines.append((("    ", ""), (line, STYLES["other"])))
        elif line.startswith("#"):
            lines.append(((line.lstrip("# "), STYLES["note"]),))
        else:
            lines += (((text, ""),) for text in wrap(line.replace("`", ""), width))
    return Drawing(tuple(lines))


def draw_proofs(program: Program, found: Sequence[Proven], language: Language, width: int) -> Drawing:
    """Each declaration with its place, and below it what is proven of it."""
    if not found:
        return drawn([((text, QUIET),) for text in wrap(message("proofs.none", language), width)])
    lines: list[Line] = []
    placed: dict[str, Sequence[Scale | Indicator]] = {name: [scale] for name, scale in program.scales.items()}
    for name, versions in program.indicators.items():
        placed[name] = sorted(versions, key=lambda version: _place(version.span))
    owned = ((_owner(placed, one), one) for one in found)
    for owner, group in groupby(owned, key=lambda pair: pair[0]):
        lines += [()] if lines else []
        lines += _head(owner, width)
        for sign, text in _said([one for _, one in group], language):
            style = "green" if sign == "✓" else "cyan"
            for n, line in enumerate(wrap(text, width - 4)):
                lines.append(((f"  {' ' if n else sign} ", style), (line, "")))
    return drawn(lines)


def _owner(placed: Mapping[str, Sequence[Scale | Indicator]], one: Proven) -> Scale | Indicator:
    """The declaration that something is proven of: of an indicator the version that it stands in, of those of its name in file order."""
    versions = placed[one.name]
    return versions[max(0, bisect_right(versions, _place(one.span), key=lambda version: _place(version.span)) - 1)]


def _place(span: Span) -> tuple[str, int]:
    return span.file, span.line


def _head(owner: Scale | Indicator, width: int) -> Iterator[Line]:
    name, title = one_line(owner.name), one_line(owner.title)
    shown = name if title in ("", name) else f"{title} ({name})"
    place = f"{one_line(owner.span.file)}:{owner.span.line}"
    if cell_len(shown) + 2 + cell_len(place) <= width:
        yield (shown, NAME), (f"  {place}", QUIET)
        return
    yield from (((text, NAME),) for text in wrap(shown, width))
    yield from (((f"  {text}", QUIET),) for text in wrap(place, width - 2))


def _said(found: Sequence[Proven], language: Language) -> Iterator[tuple[str, str]]:
    """What always holds, one by one; the inputs that move a value in one direction together."""
    inputs: dict[str, list[str]] = {}
    for one in found:
        if one.text.key.startswith(MOVES):
            inputs.setdefault(one.text.key.removeprefix(MOVES), []).append(str(dict(one.text.arguments)["input"]))
        else:
            yield "✓", sentence(one.text, language)
    for direction, sign in SIGNS.items():
        if direction in inputs:
            yield sign, sentence(say(MOVES + direction, input=", ".join(inputs[direction])), language)
