"""Whether what a kept run says of itself is so: what it saw, as of when, and by which specs. It is the one statement for all who ask.

A run is computed again by the last event that it saw (`seen`). The time that it names (`as_of`) and the identity of its specs stand beside
that and enter no figure, so they are held against the chain and the specs; `database.enforced` says the same for PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from iku_dsl.checking.check import digest
from iku_dsl.problem import SourceFile, Text, say
from iku_engine.database.chain import event_at
from iku_engine.database.relations import Schema
from iku_engine.results.marks import local_time
from iku_engine.runs.runs import Run


def untrue(connection: sa.Connection, schema: Schema, made: Run, files: Sequence[SourceFile]) -> Text | None:
    """What a run, with its specs, says of itself that is not so; None where all is.

    What it saw is an event before its own; others may have come while it was evaluated. As of a time it is the last one until then: of
    a time that lay ahead, as runs were kept once, all that there was. Files are known only as they are, so a run of files is of no time.
    """
    asked = made.asked
    if not 0 <= made.seen < made.id:
        return say("verify.seen", run=made.id, seen=made.seen)
    if digest(files) != made.specs_sha256:
        return say("verify.specs-other", run=made.id)
    if asked.as_of is None:
        return None
    at = local_time(asked.as_of)
    if asked.bound:
        return say("verify.as-of-files", run=made.id, at=at)
    last = event_at(connection, schema, asked.as_of, before=made.id)
    if last != made.seen:
        return say("verify.as-of", run=made.id, at=at, last=last, seen=made.seen)
    return None
