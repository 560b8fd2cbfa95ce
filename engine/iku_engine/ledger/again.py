"""A kept run evaluated once more: by its own specs, over the facts that it had seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from iku_dsl.check import Checked, check_files
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.source import SourceFile
from iku_engine.bound.files import as_before
from iku_engine.bound.hashes import Hashes
from iku_engine.errors import WrongUse
from iku_engine.evaluate import Sealed, evaluate
from iku_engine.evaluation import Evaluation
from iku_engine.facts.digests import Kept
from iku_engine.facts.relations import schema
from iku_engine.facts.shapes import kept_relations
from iku_engine.ledger.earlier import as_kept
from iku_engine.ledger.runs import Run, run, spec_files
from iku_engine.store import Store


@lru_cache(maxsize=4)
def _checked(files: tuple[SourceFile, ...]) -> Checked:
    """Specs as they were kept: most runs of a ledger were made with the same ones."""
    return check_files(files)


def again(
    store: Store,
    found: Run,
    files: Sequence[SourceFile],
    kept: Mapping[str, Kept],
    *,
    indicators: Sequence[str] | None = None,
    periods: Sequence[Period] | None = None,
    key: tuple[str, ...] | None = None,
    depth: int | None = 0,
    upto: int | None = None,
    sealed: Sealed | None = None,
) -> Evaluation | None:
    """What a run evaluates to now; None where its specs no longer check. `kept` are the relations as they lie in the store.

    With `indicators`, `periods` and a `key` that is asked instead; members of sets are listed to a `depth`, None for all.
    `upto` is another event than the last that it had seen. `sealed` is what the results are held against while they are made.
    """
    checked = _checked(tuple(files))
    if checked.errors:
        return None
    program = as_kept(checked.program, kept)
    asked, whole, seen = found.asked, indicators is None, found.seen if upto is None else upto
    return evaluate(
        Store(store.engine, schema(program), program, store.shown), program, specs=found.specs_sha256,
        indicators=asked.indicators if indicators is None else indicators, periods=asked.periods if periods is None else periods,
        key=asked.key if whole else key, as_printed=asked.as_printed, as_of=asked.as_of, upto=seen,
        traced=not whole, depth=depth, bound=asked.bound, alone=True, sealed=sealed,
    )  # fmt: skip


def seen_again(store: Store, made: Run, upto: int | None = None) -> tuple[Evaluation, Program] | Text:
    """A whole run evaluated once more, and its program; or why it cannot be: other specs or files than it was made with."""
    read: Hashes = {}
    lost = next((text for given in made.asked.bound if (text := as_before(given, read)) is not None), None)
    if lost is not None:
        return lost
    with store.reading() as connection:
        files, kept = spec_files(connection, store.schema, made), kept_relations(connection, store.schema)
    if isinstance(files, str):
        return say("verify.specs", run=made.id, file=files)
    evaluated = again(store, made, files, kept, upto=upto)
    if evaluated is None:
        return say("verify.specs-broken", run=made.id)
    return evaluated, as_kept(_checked(tuple(files)).program, kept)


def as_run(
    store: Store, number: int, indicator: str, periods: Sequence[Period], key: tuple[str, ...] | None
) -> Evaluation:
    """One indicator as a run had it, with its whole trace. Errors: `WrongUse` for a run that there is not, or whose specs are not whole."""
    found = run(store, number)
    read: Hashes = {}
    for given in found.asked.bound:
        other = as_before(given, read)
        if other is not None:
            raise WrongUse(say("verify.bound", run=number, reason=other))
    with store.reading() as connection:
        files, kept = spec_files(connection, store.schema, found), kept_relations(connection, store.schema)
    if isinstance(files, str):
        raise WrongUse(say("verify.specs", run=number, file=files))
    made = again(store, found, files, kept, indicators=(indicator,), periods=periods, key=key, depth=None)
    if made is None:
        raise WrongUse(say("verify.specs-broken", run=number))
    return made
