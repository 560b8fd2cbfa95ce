"""What must hold of any text, however broken: it is checked, told, proven and formatted, in time, without an exception."""

from json import dumps
from time import process_time

from iku_cli.documents.problems import problems_document, proofs_of, sarif_document
from iku_cli.render.diagnostics import draw_plain
from iku_dsl.checking.check import Checked, check_files
from iku_dsl.editing.format import format_spec
from iku_dsl.keywords import Language
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import Diagnostic, SourceFile, Span
from iku_dsl.proofs.proven import proven
from iku_dsl.wording import render

NAME = "hostile.iku"
LANGUAGES: tuple[Language, ...] = ("id", "en")
SECONDS = 20.0  # of computing, for a text of a page or two: far more than any should need


def check(text: str) -> Checked:
    """A text as a spec set of one file."""
    return check_files([SourceFile(NAME, text)])


def ids(checked: Checked) -> list[str]:
    """The problems of a spec set, by id."""
    return sorted(problem.id for problem in checked.problems)


def examine(text: str) -> Checked:
    """Everything that is asked of a text; an assertion fails where it does not hold."""
    started = process_time()
    file = SourceFile(NAME, text)
    checked = check_files([file])
    for problem in checked.problems:
        _placed(problem, file)
    _told(checked)
    assert check_files([SourceFile(NAME, text)]).problems == checked.problems, "the same text has the same problems"
    formatted = format_spec(parse(file).spec)
    again = check(formatted)
    assert ids(again) == ids(checked), f"formatting changed the problems: {_difference(checked, again)}"
    assert format_spec(parse(SourceFile(NAME, formatted)).spec) == formatted, "formatting twice is formatting once"
    assert process_time() - started < SECONDS, "it took too long"
    return checked


def _placed(problem: Diagnostic, file: SourceFile) -> None:
    for span in (*(label.span for label in problem.labels), *(place for place, _ in problem.fix)):
        assert span.file == NAME, problem
        assert (span.line, span.column) <= (span.end_line, span.end_column), problem
        assert _inside(file, span), problem


def _inside(file: SourceFile, span: Span) -> bool:
    places = ((span.line, span.column), (span.end_line, span.end_column))
    return all(
        1 <= line <= len(file.line_starts) and 1 <= column <= len(file.line_text(line)) + 2 for line, column in places
    )


def _told(checked: Checked) -> None:
    """Every problem and everything proven is said in both languages, to people and to programs, with nothing left to be filled in."""
    told = proven(checked.program)
    for language in LANGUAGES:
        shown = draw_plain(checked.problems, checked.files, language)
        assert shown.count("\n") >= len(checked.problems)
        dumps([problems_document(checked.problems, language), proofs_of(told, language)])
        if checked.problems:
            dumps(sarif_document(checked.problems, language))
        assert all(render(item.text, language) for item in told)


def _difference(one: Checked, other: Checked) -> str:
    before, after = ids(one), ids(other)
    for id in ids(one):
        if id in after:
            after.remove(id)
            before.remove(id)
    return f"gone {before}, new {after}"
