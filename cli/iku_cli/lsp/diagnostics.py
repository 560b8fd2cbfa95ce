"""Problems of a spec set as an editor shows them: the main place, the sentence with counter-example and mend, the other places."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from iku_cli.lsp.here import File
from iku_dsl.problem import Diagnostic, Severity

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
