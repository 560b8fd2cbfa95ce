"""`iku-engine/facts-uses/1`: the results that rest on facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import beside_object, result_object
from iku_dsl.keywords import Language
from iku_engine.facts.addressing import Address
from iku_engine.facts.uses import Use, Uses
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import results


def uses_document(found: Sequence[tuple[Address, Uses]], language: Language) -> results.Uses:
    """Each fact with its uses: the result, and what of it the fact is; `group` is the class of a set that it puts a member in.

    `notes` say which years were not looked at.
    """
    return {"schema": "iku-engine/facts-uses/1", "facts": [_fact(place, made, language) for place, made in found]}


def _fact(place: Address, made: Uses, language: Language) -> results.UsedFact:
    return {
        "source": place.relation.name,
        "period": str(place.period) if place.period is not None else None,
        "keys": list(place.keys),
        "uses": [_use(use, language) for use in made.uses],
        "notes": [say_it(note, language) for note in made.notes],
    }


def _use(use: Use, language: Language) -> results.Use:
    whole = result_object(use.result, language, traced=False)
    return {
        "indicator": whole["indicator"],
        "label": whole["label"],
        "period": whole["period"],
        "key": whole["key"],
        "state": whole["state"],
        "value": whole["value"],
        "exact": whole["exact"],
        "bounds": whole["bounds"],
        "category": whole["category"],
        "reason": whole["reason"],
        **beside_object(use.result, language),
        "as": use.label,
        "group": use.group or None,
    }
