"""`iku-engine/change/1`: the change of an indicator and its parts, which add up to it exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import beside_object
from iku_cli.documents.trace import bounds_object, sentence
from iku_cli.render import figures
from iku_dsl.keywords import Language
from iku_engine.compare.change import Change, Compared, End, Part
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Result, Shown
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import comparisons, parts


def change_document(found: Compared, language: Language) -> comparisons.Change:
    """A whole comparison. `change` and `parts` at the head are those of the only entity, null and empty where there are several."""
    shown = shown_of(found)
    single = found.changes[0] if len(found.changes) == 1 else None
    return {
        "schema": "iku-engine/change/1",
        "indicator": found.indicator,
        "label": found.label,
        "of": "achievement" if found.achievement else "value",
        "unit": "%" if shown.percent else shown.unit or None,
        "from": _end(found.start),
        "to": _end(found.end),
        "change": _number(single.exact, shown) if single is not None else None,
        "parts": [_part(part, shown, language) for part in single.parts] if single is not None else [],
        "entities": [_change(change, shown, language) for change in found.changes],
        "notes": [say_it(note, language) for note in found.notes],
    }


def shown_of(found: Compared) -> Shown:
    """How what is compared is displayed."""
    return Shown(percent=True) if found.achievement else found.shown


def _end(end: End) -> comparisons.End:
    return {
        "period": str(end.period),
        "as_of": end.as_of.isoformat() if end.as_of is not None else None,
        "specs": end.specs,
    }


def _change(change: Change, shown: Shown, language: Language) -> comparisons.ChangedEntity:
    return {
        "key": change.key[0] if len(change.key) == 1 else list(change.key) or None,
        "key_labels": list(change.labels),
        "from": _result(change.before, change.value_before, shown, language),
        "to": _result(change.after, change.value_after, shown, language),
        "change": _number(change.exact, shown),
        "bounds": bounds_object(change.bounds),
        "reason": sentence(change.reason, language),
        "by_bands_before": change.judged_before,
        "parts": [_part(part, shown, language) for part in change.parts],
    }


def _result(
    result: Result | None, value: Fraction | None, shown: Shown, language: Language
) -> comparisons.ComparedResult | None:
    if result is None:
        return None
    category = result.category
    return {
        "state": result.state.value,
        "number": _number(value, shown),
        "bounds": bounds_object(result.bounds),
        "category": category.id if category is not None and category.certain else None,
        "reason": sentence(result.reason, language),
        **beside_object(result, language),
    }


def _part(part: Part, shown: Shown, language: Language) -> comparisons.Part:
    return {
        "cause": "+".join(part.causes),
        "causes": list(part.causes),
        **_plain(part.exact, shown),
        "facts": part.places,
        "columns": [
            {"source": one.source, "column": one.column or None, **_plain(one.exact, shown)} for one in part.columns
        ],
        "members": [{"key": list(one.key), "label": one.label, **_plain(one.exact, shown)} for one in part.members],
        "rest": {"count": part.rest_count, **_plain(part.rest, shown)} if part.rest_count else None,
        "unsplit": sentence(part.unsplit, language),
    }


def _plain(value: Fraction, shown: Shown) -> parts.Number:
    return {"exact": exact_text(value), "value": figures.display(value, shown)}


def _number(value: Fraction | None, shown: Shown) -> parts.Number | None:
    return _plain(value, shown) if value is not None else None
