"""`iku-engine/what-if/1`: each result as it is and as it would be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import result_object
from iku_cli.render import figures
from iku_dsl.keywords import Language
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Result, Shown
from iku_engine.wording import say_it
from iku_engine.worlds.whatif import Pair, WhatIf

if TYPE_CHECKING:
    from iku_cli.documents.declared import comparisons, parts, results


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
        "real": _result(pair.real, language, traced),
        "what_if": _result(pair.supposed, language, traced),
        "difference": number(pair.difference, about.shown),
        "category_changes": _category(pair.real) != _category(pair.supposed),
    }


def number(value: Fraction | None, shown: Shown) -> parts.Number | None:
    """A difference: `exact`, and `value` in display units; null where it is not known."""
    return {"exact": exact_text(value), "value": figures.display(value, shown)} if value is not None else None


def _result(result: Result | None, language: Language, traced: bool) -> results.Result | None:
    return result_object(result, language, traced) if result is not None else None


def _category(result: Result | None) -> tuple[str, ...]:
    """What the category is, or may be."""
    if result is None or result.category is None:
        return ()
    return result.category.possible or (result.category.id,)
