"""`iku-engine/problems/1`: the problems of a spec set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iku_dsl.keywords import Language
from iku_dsl.problem import Diagnostic, Label, Span, Text
from iku_dsl.proofs.proven import Proven
from iku_dsl.wording import render

if TYPE_CHECKING:
    from iku_cli.documents.declared import problems as declared


def problems_document(problems: Iterable[Diagnostic], language: Language) -> declared.Problems:
    """All problems in file order."""
    return {"schema": "iku-engine/problems/1", "problems": [problem_object(problem, language) for problem in problems]}


def proofs_of(found: Iterable[Proven] | None, language: Language) -> list[declared.Proof] | None:
    """What is proven, in the order of the specs; null where errors let nothing be concluded."""
    return [_proof(one, language) for one in found] if found is not None else None


def problem_object(problem: Diagnostic, language: Language) -> declared.Problem:
    """One problem; the first span is its main place."""
    return {
        "id": problem.id,
        "severity": problem.severity.value,
        "message": render(problem.message, language),
        "spans": [_label(label, language) for label in problem.labels],
        "counter_example": _sentence(problem.counter_example, language),
        "hint": _sentence(problem.hint, language),
    }


def span_object(span: Span) -> declared.Span:
    """A place: lines and columns from 1, the end column one past the last letter."""
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _proof(one: Proven, language: Language) -> declared.Proof:
    """One thing that always holds; of a movement also the input, and the direction in which the value moves with it."""
    kind = one.text.key.partition(".")[2]
    movement, _, direction = kind.partition("moves-")
    moved = dict(one.text.arguments).get("input")
    return {
        "declaration": one.name,
        "kind": movement or "movement",
        "statement": render(one.text, language),
        "input": moved if isinstance(moved, str) else None,
        "direction": direction or None,
        "span": span_object(one.span),
    }


def _label(label: Label, language: Language) -> declared.Label:
    return {**span_object(label.span), "label": _sentence(label.text, language)}


def _sentence(text: Text | None, language: Language) -> str | None:
    return render(text, language) if text is not None else None
