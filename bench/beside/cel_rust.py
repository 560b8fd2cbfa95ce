"""CEL by common-expression-language, which is written in Rust: programs evaluated for each region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import cel

from bench.beside.questions import Raw
from bench.beside.rows import Record, adding, expressions, records


def made(question: str, store: Path) -> Callable[[], Raw]:
    """Programs are compiled once."""
    programs = {name: cel.compile(text) for name, text in expressions(question).items()}

    def decide(record: Record) -> Mapping[str, object]:
        return {name: program.execute(record) for name, program in programs.items()}

    return adding(question, records(question, store), decide)
