"""Small worlds to try the engine in: a spec as text, facts as CSV text, a store in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

from fresh_store import fresh_store

from iku_dsl.checking.check import check_files
from iku_dsl.parsing.parse import parse
from iku_dsl.period import Period, read_period
from iku_dsl.problem import Severity, SourceFile, Text
from iku_dsl.program import Program
from iku_dsl.resolve import resolve
from iku_dsl.statements.blocks import gather
from iku_dsl.wording import render
from iku_engine.calculate import elements
from iku_engine.database.chain import last_event
from iku_engine.engines.opening import opened
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.indicators.results import new_evaluator
from iku_engine.results.evaluation import Evaluation, Result, State
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.sql.terms import NotInSqlError
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store


def program_of(text: str) -> Program:
    """A spec as text to its program; its mistakes fail the test."""
    checked = check_files((SourceFile("spec.iku", text),))
    assert not checked.errors, [f"{p.span.line}: {p.id}: {render(p.message, 'id')}" for p in checked.errors]
    return checked.program


def unproven(text: str) -> Program:
    """A program that says what it says, without proofs: it may divide by zero, or ask what is always so."""
    parsed = parse(SourceFile("spec.iku", text))
    resolved = resolve(gather([(parsed.file, parsed.spec)]), {parsed.file.path: parsed.file})
    problems = [p for p in (*parsed.problems, *resolved.problems) if p.severity is Severity.ERROR]
    assert not problems, [f"{p.span.line}: {p.id}: {render(p.message, 'id')}" for p in problems]
    return resolved.program


def at(text: str) -> Period:
    """A period as written."""
    found = read_period(text)
    assert found is not None, text
    return found


@dataclass
class World:
    """A program and a store for it."""

    program: Program
    store: Store
    folder: Path

    def load(self, name: str, text: str, period: str = "", file: str = "", **options: bool) -> ImportReport:
        """Imports CSV text into a source or dimension."""
        path = self.folder / (file or f"{name}.csv")
        path.write_text(text, encoding="utf-8")
        given = at(period) if period else None
        return import_file(self.store, self.program, path, name, period=given, user="uji", **options)

    def evaluation(self, indicator: str, period: str, **options: bool) -> Evaluation:
        """An indicator in a period, with the whole trace."""
        return evaluate(
            self.store, self.program, specs="", indicators=[indicator], periods=[at(period)], depth=None, **options
        )

    def results(self, indicator: str, period: str, **options: bool) -> dict[tuple[str, ...], Result]:
        """The results of an indicator by entity."""
        return {result.key: result for result in self.evaluation(indicator, period, **options).results}

    def notes(self, indicator: str, period: str) -> tuple[Text, ...]:
        """What is said beside the results."""
        return self.evaluation(indicator, period).notes

    def result(self, indicator: str, period: str, *key: str, **options: bool) -> Result:
        """One result."""
        return self.results(indicator, period, **options)[key]

    def said(self, indicator: str, period: str) -> dict[str, str]:
        """What each entity's result comes to, by its key (`-` where there is none): see `said`."""
        return {"·".join(key) or "-": said(result) for key, result in self.results(indicator, period).items()}

    def one(self, indicator: str, period: str) -> str:
        """What the only result comes to."""
        return said(self.result(indicator, period))

    def value(self, indicator: str, period: str, *key: str) -> Fraction:
        """One value, which must be there."""
        result = self.result(indicator, period, *key)
        assert result.state is State.VALUE, (result.state, result.reason)
        assert result.value is not None
        return result.value

    def bounds(self, indicator: str, period: str, *key: str) -> tuple[Fraction | None, Fraction | None]:
        """The bounds of a missing value."""
        result = self.result(indicator, period, *key)
        assert result.state is State.MISSING, (result.state, result.value, result.reason)
        return (result.bounds.low, result.bounds.high) if result.bounds is not None else (None, None)

    @staticmethod
    def period(year: int) -> Period:
        """A year."""
        return Period(year)

    @contextmanager
    def evaluator(self, engine: str = "") -> Iterator[Evaluator]:
        """An evaluator over the facts as they are, which asks an engine."""
        with self.store.reading() as connection, opened(engine, connection) as asked:
            seen = last_event(connection, self.store.schema) if engine else None
            yield new_evaluator(self.program, Snapshot(connection, self.store.schema, self.program, seen, asked))


@contextmanager
def world(spec: str | Program, facts: Mapping[str, str] = {}) -> Iterator[World]:
    """A world with facts by source: CSV text, or only the header of a period that is given as `source@2025`."""
    program = program_of(spec) if isinstance(spec, str) else spec
    with tempfile.TemporaryDirectory() as folder, fresh_store(program) as store:
        made = World(program, store, Path(folder))
        for name, text in facts.items():
            target, _, period = name.partition("@")
            report = made.load(target, text, period)
            assert not report.rejected_total, (name, report.rejected)
        yield made


def said(result: Result) -> str:
    """`5/2`, `not-applicable`, `error`, `missing`, `missing 0..10` with its bounds, `missing 0..10!` where they are tight."""
    if result.state is State.VALUE:
        return str(result.value)
    if result.bounds is None:
        return result.state.value
    low, high = ("" if end is None else str(end) for end in (result.bounds.low, result.bounds.high))
    return f"{result.state.value} {low}..{high}{'!' if result.bounds.tight else ''}"


@contextmanager
def row_by_row() -> Iterator[None]:
    """Evaluation without SQL for sets: every row is looked at in Python."""

    def refuse(*_: object) -> None:
        raise NotInSqlError("every row is looked at")

    with patch.object(elements, "SetQueries", refuse):
        yield
