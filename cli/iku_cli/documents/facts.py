"""`iku-engine/facts/1` and its like: what a store holds, what became of a fact, what waits, what proves it, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iku_cli.documents.trace import value_fields
from iku_dsl.keywords import Language
from iku_engine.results.beside import Completeness
from iku_engine.results.evaluation import Shown
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import parts, store
    from iku_engine.database.relations import Relation
    from iku_engine.facts.history import Entry
    from iku_engine.facts.overview import BatchHeld, Held, Overview
    from iku_engine.importing.quarantine import Kept
    from iku_engine.ledger.evidence import Attached


def facts_document(found: Overview, language: Language) -> store.Facts:
    """What is loaded, by source; the locks in force."""
    return {
        "schema": "iku-engine/facts/1",
        "sources": [_held(held, language) for held in found.held],
        "locks": [
            {"event": lock.event, "period": lock.period, "source": lock.relation or None} for lock in found.locks
        ],
    }


def completeness_object(known: Completeness) -> parts.Completeness:
    """How many of the rows that must be there are, and the first of those that are not."""
    return {
        "source": known.source,
        "period": str(known.period) if known.period is not None else None,
        "expected": known.expected,
        "there": known.there,
        "undecided": known.undecided,
        "absent": [list(key) for key in known.absent],
    }


def _held(held: Held, language: Language) -> store.Source:
    return {
        "source": held.relation,
        "label": held.label,
        "periods": [
            {
                "period": str(one.period) if one.period is not None else None,
                "rows": one.rows,
                "completeness": completeness_object(one.completeness) if one.completeness is not None else None,
                "locked": one.locked,
            }
            for one in held.periods
        ],
        "to_look_at": None
        if held.to_look_at is None
        else [{"place": one.place, "text": say_it(one.reason, language)} for one in held.to_look_at],
        "batches": [_batch(one) for one in held.batches],
        "files": [
            {
                "file": one.file,
                "sha256": one.sha256,
                "rows": one.rows,
                "periods": [str(period) for period in one.periods],
                "marks": list(one.marks),
            }
            for one in held.files
        ],
    }


def _batch(held: BatchHeld) -> store.Batch:
    batch = held.batch
    return {
        "batch": batch.id,
        "kind": batch.kind,
        "file": batch.file,
        "sheet": batch.sheet or None,
        "sha256": batch.sha256,
        "user": batch.user,
        "at": batch.at,
        "reason": batch.reason,
        "accepted": batch.accepted,
        "quarantine": batch.rejected,
        "late": [str(period) for period in held.late],
        "marks": list(batch.marks),
    }


def history_document(relation: Relation, entries: Sequence[Entry]) -> store.History:
    """Every row of a key, in the order in which they came."""
    return {
        "schema": "iku-engine/facts-history/1",
        "source": relation.name,
        "entries": [_entry(relation, entry) for entry in entries],
    }


def _entry(relation: Relation, entry: Entry) -> store.Entry:
    values: dict[str, parts.Value] = {}
    for name, value in entry.values.items():
        shown = Shown(percent=relation.columns[name].type.percent)
        values[name] = value_fields(value, shown, computed=False)
    return {
        "event": entry.event,
        "kind": entry.kind,
        "user": entry.user,
        "at": entry.at,
        "reason": entry.reason,
        "file": entry.file,
        "sheet": entry.sheet or None,
        "row": entry.line,
        "period": str(entry.period) if entry.period is not None else None,
        "keys": list(entry.keys),
        "values": values,
        "not_applicable": sorted(entry.not_applicable),
        "state": entry.state,
        "until": entry.until,
        "taken_back": dict(entry.taken_back),
    }


def quarantine_document(found: Sequence[Kept], language: Language) -> store.Quarantine:
    """The rows that are open."""
    return {
        "schema": "iku-engine/facts-quarantine/1",
        "rows": [
            {
                "place": kept.place,
                "batch": kept.batch,
                "row": kept.row,
                "source": kept.relation,
                "file": kept.file,
                "sheet": kept.sheet or None,
                "column": kept.column,
                "value": kept.value,
                "reason": kept.reason[language],
                "guess": kept.guess.get(language),
                "cells": [{"name": name, "text": text} for name, text in kept.cells],
                "user": kept.user,
                "at": kept.at,
            }
            for kept in found
        ],
    }


def evidence_document(found: Sequence[Attached]) -> store.Evidence:
    """What is attached."""
    return {
        "schema": "iku-engine/facts-evidence/1",
        "evidence": [
            {
                "event": one.event,
                "sha256": one.sha256,
                "name": one.name,
                "to": one.about,
                "size": one.size,
                "user": one.user,
                "at": one.at,
                "reason": one.reason,
            }
            for one in found
        ],
    }
