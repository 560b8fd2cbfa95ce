"""`iku-engine/mutants/1`: small mistakes put into a spec set one at a time, and what noticed each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.documents.problems import span_object
from iku_dsl.keywords import Language
from iku_engine.testing.mutate import Mutated
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import problems


def mutants_document(found: Mutated, language: Language) -> problems.Mutants:
    """All that were tried, in the order of the files, and how many were not; `by` is a problem's id or a test's name, or null."""
    verdicts = [one.verdict for one in found.results]
    return {
        "schema": "iku-engine/mutants/1",
        "total": len(found.results),
        "left_out": found.left_out,
        "check": verdicts.count("check"),
        "test": verdicts.count("test"),
        "survived": verdicts.count("survived"),
        "mutants": [
            {
                "change": say_it(one.text, language),
                "span": span_object(one.span),
                "verdict": one.verdict,
                "by": one.by or None,
            }
            for one in found.results
        ],
    }
