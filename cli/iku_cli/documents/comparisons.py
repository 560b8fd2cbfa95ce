"""Results beside others: `iku-engine/against/1`, `iku-engine/change/1`, `iku-engine/diff/1` and `iku-engine/what-if/1`.

The parts of a change add up to it exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import beside_object, result_object
from iku_cli.documents.trace import bounds_object, fact_object, known_fields, sentence, value_fields
from iku_cli.render import saying
from iku_dsl.problem import Text
from iku_engine.compare.change import Beside, Change, Compared, End, Moved, Part, beside, grown
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import MemberLine, Node, Result, Shown
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from iku_cli.documents.declared import comparisons, parts, results
    from iku_dsl.keywords import Language
    from iku_engine.diff.aspects import Said
    from iku_engine.diff.replay import Replay, Replayed
    from iku_engine.diff.specdiff import Difference
    from iku_engine.worlds.whatif import Pair, WhatIf


def against_document(
    indicator: str, pairs: Sequence[tuple[Result, Result]], names: tuple[str, str], language: Language
) -> comparisons.Against:
    """`from` and `to` are what the two sides are called; `differences` are the innermost numbers that differ."""
    return {
        "schema": "iku-engine/against/1",
        "indicator": indicator,
        "from": names[0],
        "to": names[1],
        "results": [_against_pair(one, two, language) for one, two in pairs],
    }


def _against_pair(one: Result, two: Result, language: Language) -> comparisons.AgainstPair:
    made = beside(one, two)
    return {
        "key": list(two.key),
        "from": result_object(one, language),
        "to": result_object(two, language),
        "change": str(change) if (change := grown(one, two)) is not None else None,
        "differences": [_number_that_differs(cause, language) for cause in made.causes()],
    }


def _number_that_differs(cause: Beside, language: Language) -> comparisons.NumberThatDiffers:
    node = cause.node
    return {
        "text": node.text,
        "label": node.label,
        "from": _side(cause.one),
        "to": _side(cause.two),
        "change": str(cause.change) if cause.change is not None else None,
        "members": [_moved(moved, node.shown, language) for moved in cause.moved],
    }


def _side(node: Node | None) -> comparisons.DifferenceSide | None:
    if node is None:
        return None
    fact = fact_object(node.fact) if node.fact is not None else None
    return {"text": node.text, "state": node.state.value, **value_fields(node.value, node.shown), "fact": fact}


def _moved(moved: Moved, shown: Shown, language: Language) -> comparisons.MovedMember:
    return {
        "key": list(moved.key),
        "label": moved.label,
        "from": _place(moved.before, moved.one, shown),
        "to": _place(moved.after, moved.two, shown),
        "reasons": [say_it(reason, language) for reason in moved.reasons],
    }


def _place(kind: str | None, line: MemberLine | None, shown: Shown) -> comparisons.MemberPlace | None:
    if kind is None or line is None:
        return None
    facts = [fact_object(fact) for fact in line.facts]
    if line.value is None:
        return {"group": kind, "facts": facts}
    return {"group": kind, **known_fields(line.value, shown, computed=False), "facts": facts}


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
        "from": _compared_result(change.before, change.value_before, shown, language),
        "to": _compared_result(change.after, change.value_after, shown, language),
        "change": _number(change.exact, shown),
        "bounds": bounds_object(change.bounds),
        "reason": sentence(change.reason, language),
        "by_bands_before": change.judged_before,
        "parts": [_part(part, shown, language) for part in change.parts],
    }


def _compared_result(
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
    return {"exact": exact_text(value), "value": saying.display(value, shown)}


def _number(value: Fraction | None, shown: Shown) -> parts.Number | None:
    return _plain(value, shown) if value is not None else None


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
        "old": _replayed_result(one.pair.real, language),
        "new": _replayed_result(one.pair.supposed, language),
    }


def _replayed_result(result: Result | None, language: Language) -> results.Result | None:
    return result_object(result, language, traced=False) if result is not None else None


def what_if_document(found: WhatIf, supposed: Sequence[str], language: Language, traced: bool) -> comparisons.WhatIf:
    """Both evaluations beside each other; `what_if` of a result is never a real one. `run` is null: nothing was kept."""
    real, other = found.real, found.supposed
    first, last = real.periods[0], real.periods[-1]
    return {
        "schema": "iku-engine/what-if/1",
        "engine": real.engine,
        "supposed": list(supposed),
        "specs": real.specs,
        "what_if_specs": other.specs,
        "facts": real.facts,
        "what_if_facts": other.facts,
        "period": str(first) if first == last else f"{first}..{last}",
        "as_of": real.as_of.isoformat() if real.as_of is not None else None,
        "as_printed": real.as_printed,
        "run": None,
        "results": [_pair(pair, language, traced) for pair in found.pairs],
        "notes": [say_it(note, language) for note in (*found.notes, *other.notes)],
    }


def _pair(pair: Pair, language: Language, traced: bool) -> comparisons.Pair:
    about = pair.either
    key = about.key[0] if len(about.key) == 1 else list(about.key) or None
    return {
        "indicator": about.indicator,
        "period": str(about.period),
        "key": key,
        "real": _result_of_world(pair.real, language, traced),
        "what_if": _result_of_world(pair.supposed, language, traced),
        "difference": number(pair.difference, about.shown),
        "category_changes": _category(pair.real) != _category(pair.supposed),
    }


def number(value: Fraction | None, shown: Shown) -> parts.Number | None:
    """A difference: `exact`, and `value` in display units; null where it is not known."""
    return {"exact": exact_text(value), "value": saying.display(value, shown)} if value is not None else None


def _result_of_world(result: Result | None, language: Language, traced: bool) -> results.Result | None:
    return result_object(result, language, traced) if result is not None else None


def _category(result: Result | None) -> tuple[str, ...]:
    """What the category is, or may be."""
    if result is None or result.category is None:
        return ()
    return result.category.possible or (result.category.id,)
