"""Runs that somebody keeps by a client of their own, sealed as they should be, which say of themselves what is not so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa

from iku_dsl.checking.check import digest
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.database.chain import canonical, next_place, write
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.results.records import record_of
from iku_engine.store import runs
from iku_engine.store.runs import Asked, sha256
from iku_engine.store.store import Store

YEAR = Period(2024)
TICK = timedelta(microseconds=1)
EAST = timezone(timedelta(hours=9))
At = Mapping[int, datetime]  # the times of events


@dataclass(frozen=True)
class Claim:
    """What a run says otherwise than an honest one: of what was `asked`, and `told` beside it; the results are those `of` an event.

    `key` is the sentence by which verifying names it; empty where it is honest. `at_once` is whether PostgreSQL refuses it.
    """

    asked: Mapping[str, object] | Callable[[At], Mapping[str, object]] = field(default_factory=dict)
    told: Mapping[str, object] = field(default_factory=dict)
    of: int | None = None
    key: str = "verify.text"
    at_once: bool = True


def as_of(moment: Callable[[At], datetime], seen: int | None = None, key: str = "verify.as-of") -> Claim:
    """A run that names a moment; with the facts of an event where it says that it saw that one."""
    told = {"seen": seen} if seen is not None else {}
    return Claim(lambda at: {"as_of": moment(at).isoformat()}, told, seen, key)


def asked(**parts: object) -> Claim:
    """A run that says otherwise what was asked for."""
    return Claim(parts)


def told(key: str = "verify.text", at_once: bool = True, **parts: object) -> Claim:
    """A run that says something else beside what was asked for."""
    return Claim(told=parts, key=key, at_once=at_once)


# Events 3 and 4 brought facts, and 5 is the run.
CLAIMS = {
    "honest": Claim(key=""),
    "honest, while somebody wrote": Claim(told={"seen": 3}, of=3, key=""),
    "honest, before any facts": as_of(lambda at: at[3] - TICK, 2, ""),
    "honest, at an event": as_of(lambda at: at[3], 3, ""),
    "honest, between events": as_of(lambda at: at[4] - TICK, 3, ""),
    "honest, before all": as_of(lambda at: datetime(2020, 1, 1, tzinfo=EAST), 0, ""),
    "honest, in another zone": as_of(lambda at: at[4].astimezone(EAST), 4, ""),
    "as of before any facts": as_of(lambda at: datetime(2020, 1, 1, tzinfo=EAST)),
    "as of between events": as_of(lambda at: at[4] - TICK),
    "as of an event before": as_of(lambda at: at[3]),
    "as of the last one, and saw less": as_of(lambda at: at[4], 3),
    "as of in another zone, an hour beside": as_of(lambda at: at[4].replace(tzinfo=EAST), 4),
    "honest, of a day that lies ahead": as_of(lambda at: at[4] + timedelta(days=1), key=""),
    "as of after the run, and saw less": as_of(lambda at: at[4] + timedelta(days=1), 3),
    "as of a year that cannot be told": asked(as_of="0001-01-01T00:00:00+23:59"),
    "as of the first day": asked(as_of="0001-01-01T00:00:00+00:00"),
    "as of the last day": asked(as_of="9999-12-31T23:59:59-00:01"),
    "as of a zone that nobody has": asked(as_of="2020-01-01T00:00:00+23:59"),
    "as of no zone": asked(as_of="2020-01-01T00:00:00"),
    "as of no day": asked(as_of="2020-02-30T00:00:00+00:00"),
    "as of a day alone": asked(as_of="2020-01-01"),
    "as of Z": asked(as_of="2020-01-01T00:00:00Z"),
    "as of a zone the other way": asked(as_of="2020-01-01T00:00:00-00:00"),
    "as of no microseconds": asked(as_of="2020-01-01T00:00:00.000000+00:00"),
    "as of a blank behind": asked(as_of="2020-01-01T00:00:00+00:00\n"),
    "as of a number": asked(as_of=2020),
    "saw what is to come": told("verify.seen", seen=99_999),
    "saw itself": told("verify.seen", seen=5),
    "saw less than nothing": told("verify.seen", seen=-1),
    "as printed, a text": asked(as_printed="x"),
    "as printed, nothing": asked(as_printed=None),
    "a key of nothing": asked(key=[]),
    "a key of numbers": asked(key=[1]),
    "a key as a text": asked(key="x"),
    "indicators as a text": asked(indicators="rata_penerima"),
    "indicators as numbers": asked(indicators=[1]),
    "no periods": asked(periods=[]),
    "periods that are none": asked(periods=["2024", "2025-13"]),
    "periods with blanks": asked(periods=[" 2024"]),
    "periods as numbers": asked(periods=[2024]),
    "a part of its own": asked(beside="x"),
    "files that are none": asked(bound=[]),
    "files that are something else": Claim({"bound": [5]}, at_once=False),
    "files under numbers": Claim(
        {"bound": [{"relation": "espm", "patterns": [5], "percent": "", "period": None, "marks": [], "files": []}]}, at_once=False
    ),
    "files of the past": Claim(
        lambda at: {
            "as_of": at[4].isoformat(),
            "bound": [{"relation": "espm", "patterns": ["x"], "percent": "", "period": None, "marks": [], "files": []}],
        },
        key="verify.as-of-files",
    ),
    "periods in another order": Claim({"periods": ["2024", "2023"]}, at_once=False),
    "periods with a gap": Claim({"periods": ["2022", "2024"]}, at_once=False),
    "a period twice": Claim({"periods": ["2024", "2024"]}, at_once=False),
    "periods of two grains": Claim({"periods": ["2024", "2024-01"]}, at_once=False),
    "an engine with signs": told(engine="\x1b[31mred"),
    "an engine of no version": told(engine="x"),
    "an identity that is none": told(specs_sha256="x"),
    "an identity of other specs": told("verify.specs-other", False, specs_sha256=f"sha256:{'0' * 64}"),
}  # fmt: skip
HONEST = [name for name, claim in CLAIMS.items() if not claim.key]
FALSE = [name for name, claim in CLAIMS.items() if claim.key]


def times(store: Store) -> dict[int, datetime]:
    """The times of the events of a store."""
    with store.reading() as connection:
        events = store.schema.events.c
        rows = connection.execute(sa.select(events.event_id, events.recorded_at))
        return {row[0]: datetime.fromisoformat(row[1]) for row in rows}


def keep(store: Store, program: Program, file: SourceFile, claim: Claim) -> int:
    """Keeps a run as a claim has it, and gives its number. Errors: `StoreError` where PostgreSQL refuses it."""
    found = evaluate(store, program, specs="", periods=(YEAR,), upto=claim.of)
    results = canonical([record_of(result) for result in found.results])
    given = claim.asked(times(store)) if callable(claim.asked) else claim.asked
    detail: dict[str, Any] = {
        "engine": found.engine, "specs": canonical({file.path: sha256(file.text)}), "specs_sha256": digest([file]), "seen": found.seen,
        "asked": canonical({**json.loads(Asked(periods=(YEAR,)).text), **given}), "results_sha256": sha256(results), **claim.told,
    }  # fmt: skip
    with store.writing() as connection:
        place = next_place(connection, store.schema)
        runs._keep(connection, store.schema.specs, {sha256(file.text): file.text})
        runs._keep(connection, store.schema.results, {detail["results_sha256"]: results})
        connection.execute(store.schema.runs.insert().values(event_id=place.id, **detail))
        write(connection, store.schema, place, "run", "siti", detail)
    return place.id
