"""CEL by cel-python, which is written in Python: programs evaluated for each region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import celpy
from celpy.celtypes import IntType

from bench.beside.questions import Raw
from bench.beside.rows import Record, adding, expressions, records


def made(question: str, store: Path) -> Callable[[], Raw]:
    """Programs are compiled once."""
    environment = celpy.Environment()
    programs = {name: environment.program(environment.compile(text)) for name, text in expressions(question).items()}

    def decide(record: Record) -> Mapping[str, object]:
        given = {name: IntType(number) for name, number in record.items()}
        return {name: program.evaluate(given) for name, program in programs.items()}

    return adding(question, records(question, store), decide)
