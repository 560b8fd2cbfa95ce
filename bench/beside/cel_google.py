"""CEL by cel-expr-python, Google's own in C++: programs evaluated for each region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cel_expr_python import cel

from bench.beside.questions import Raw
from bench.beside.rows import Record, adding, expressions, records


def made(question: str, store: Path) -> Callable[[], Raw]:
    """Programs are checked and compiled once."""
    given = records(question, store)
    environment = cel.NewEnv(variables=dict.fromkeys(given[0], cel.Type.INT))
    programs = {name: environment.compile(text) for name, text in expressions(question).items()}

    def decide(record: Record) -> Mapping[str, object]:
        return {name: program.eval(data=record).value() for name, program in programs.items()}

    return adding(question, given, decide)
