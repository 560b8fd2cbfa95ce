"""A kept run evaluated once more: by its own specs, over the facts that it had seen, whose columns are read as they lie there now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from iku_dsl.checking.check import Checked, check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.program import Column, Program
from iku_engine.binding import Hashes, as_before
from iku_engine.database.digests import Kept
from iku_engine.database.relations import schema
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import Sealed, evaluate
from iku_engine.results.evaluation import Evaluation
from iku_engine.store.runs import Run, run, spec_files, untrue
from iku_engine.store.shapes import kept_relations
from iku_engine.store.store import Store


@lru_cache(maxsize=4)
def _checked(files: tuple[SourceFile, ...]) -> Checked:
    """Specs as they were kept: most runs of a ledger were made with the same ones."""
    return check_files(files)


def kept_program(files: Sequence[SourceFile], kept: Mapping[str, Kept]) -> Program | None:
    """The program of specs as they were kept, over relations as they lie in the store (`kept`); None where they no longer check."""
    checked = _checked(tuple(files))
    return None if checked.errors else as_kept(checked.program, kept)


def again(
    store: Store,
    found: Run,
    program: Program,
    *,
    indicators: Sequence[str] | None = None,
    periods: Sequence[Period] | None = None,
    key: tuple[str, ...] | None = None,
    depth: int | None = 0,
    upto: int | None = None,
    sealed: Sealed | None = None,
) -> Evaluation:
    """What a run evaluates to now, by the program of its own specs.

    With `indicators`, `periods` and a `key` that is asked instead; members of sets are listed to a `depth`, None for all.
    `upto` is another event than the last that it had seen. `sealed` is what the results are held against while they are made.
    """
    asked, whole, seen = found.asked, indicators is None, found.seen if upto is None else upto
    return evaluate(
        Store(store.engine, schema(program), program, store.shown), program, specs=found.specs_sha256,
        indicators=asked.indicators if indicators is None else indicators, periods=asked.periods if periods is None else periods,
        key=asked.key if whole else key, as_printed=asked.as_printed, as_of=asked.as_of, upto=seen,
        traced=not whole, depth=depth, bound=asked.bound, alone=True, sealed=sealed,
    )  # fmt: skip


def seen_again(
    store: Store, made: Run, upto: int | None = None, known: tuple[str, Program] | None = None
) -> tuple[Evaluation, Program] | Text:
    """A whole run evaluated once more, and its program; or why it cannot be: other specs or files than it was made with, or it is untrue.

    `known` is a program with the hash of its specs: a run that was made by the same ones need not have its own checked again.
    """
    read: Hashes = {}
    lost = next((text for given in made.asked.bound if (text := as_before(given, read)) is not None), None)
    if lost is not None:
        return lost
    with store.reading() as connection:
        files, kept = spec_files(connection, store.schema, made), kept_relations(connection, store.schema)
        if isinstance(files, Text):
            return files
        wrong = untrue(connection, store.schema, made, files)
    if wrong is not None:
        return wrong
    same = known is not None and known[0] == made.specs_sha256
    program = as_kept(known[1], kept) if known is not None and same else kept_program(files, kept)
    if program is None:
        return say("verify.specs-broken", run=made.id)
    return again(store, made, program, upto=upto), program


def as_run(
    store: Store, number: int, indicator: str, periods: Sequence[Period], key: tuple[str, ...] | None
) -> Evaluation:
    """One indicator as a run had it, with its whole trace. Errors: `WrongUse` for a run that there is not, or that is not whole."""
    found = run(store, number)
    read: Hashes = {}
    for given in found.asked.bound:
        other = as_before(given, read)
        if other is not None:
            raise WrongUse(say("verify.bound", run=number, reason=other))
    with store.reading() as connection:
        files, kept = spec_files(connection, store.schema, found), kept_relations(connection, store.schema)
        if isinstance(files, Text):
            raise WrongUse(files)
        wrong = untrue(connection, store.schema, found, files)
    if wrong is not None:
        raise WrongUse(wrong)
    program = kept_program(files, kept)
    if program is None:
        raise WrongUse(say("verify.specs-broken", run=number))
    return again(store, found, program, indicators=(indicator,), periods=periods, key=key, depth=None)


def as_kept(program: Program, kept: Mapping[str, Kept]) -> Program:
    """The program, with each column's integers counted as the store counts them."""
    sources = {
        name: replace(source, columns=_columns(source.columns, kept.get(name)))
        for name, source in program.sources.items()
    }
    dimensions = {
        name: replace(dimension, attributes=_columns(dimension.attributes, kept.get(name)))
        for name, dimension in program.dimensions.items()
    }
    return replace(program, sources=sources, dimensions=dimensions)


def _columns(columns: Mapping[str, Column], found: Kept | None) -> dict[str, Column]:
    parts = found.columns if found is not None else {}
    return {
        name: replace(column, kept=parts[name]) if parts.get(name, column.parts) not in (0, column.parts) else column
        for name, column in columns.items()
    }
