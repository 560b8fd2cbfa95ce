"""`iku-engine/diff/1`: what two spec sets mean otherwise, and the stored results that this changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import result_object
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_engine.diff.aspects import Said
from iku_engine.diff.replay import Replay, Replayed
from iku_engine.diff.specdiff import Difference
from iku_engine.results.evaluation import Result
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import comparisons, results


def diff_document(
    found: tuple[Difference, ...],
    replayed: Replay | None,
    specs: tuple[str, str],
    language: Language,
    limit: int | None,
) -> comparisons.Diff:
    """A whole comparison; `replay` is null where there was no history, or none was wanted."""
    return {
        "schema": "iku-engine/diff/1",
        "old": specs[0],
        "new": specs[1],
        "differences": [_difference(one, language) for one in found],
        "replay": _replay(replayed, language, limit) if replayed is not None else None,
    }


def said(value: Said, language: Language) -> str | None:
    """A text as it is, a sentence in words."""
    return say_it(value, language) if isinstance(value, Text) else value


def _difference(one: Difference, language: Language) -> comparisons.Difference:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "name": one.name,
        "label": one.label,
        "what": said(one.what, language),
        "old": said(one.old, language),
        "new": said(one.new, language),
        "words_only": one.words_only,
    }


def _replay(found: Replay, language: Language, limit: int | None) -> comparisons.Replay:
    return {
        "from": str(found.periods[0]) if found.periods else None,
        "to": str(found.periods[-1]) if found.periods else None,
        "counts": [
            {"indicator": name, "period": str(period), "changed": changed, "total": total}
            for (name, period), (changed, total) in found.counts.items()
        ],
        "changed_total": len(found.changed),
        "changed": [_changed(one, language) for one in found.changed[:limit]],
        "untouched": list(found.untouched),
        "notes": [say_it(note, language) for note in found.notes],
    }


def _changed(one: Replayed, language: Language) -> comparisons.ReplayedResult:
    about = one.pair.either
    return {
        "indicator": about.indicator,
        "period": str(about.period),
        "key": about.key[0] if len(about.key) == 1 else list(about.key) or None,
        "changed": list(one.parts),
        "old": _result(one.pair.real, language),
        "new": _result(one.pair.supposed, language),
    }


def _result(result: Result | None, language: Language) -> results.Result | None:
    return result_object(result, language, traced=False) if result is not None else None
