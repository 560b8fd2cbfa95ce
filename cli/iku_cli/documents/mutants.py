"""`iku-engine/mutants/1`: small mistakes put into a spec set one at a time, and what noticed each."""

from __future__ import annotations

from collections.abc import Sequence

from iku_cli.documents.problems import span_object
from iku_dsl.keywords import Language
from iku_engine.mutate import MutantResult
from iku_engine.wording import say_it

Object = dict[str, object]


def mutants_document(found: Sequence[MutantResult], language: Language) -> Object:
    """All of them in the order of the files; `by` is a problem's id or a test's name, null where one survived."""
    verdicts = [one.verdict for one in found]
    return {
        "schema": "iku-engine/mutants/1",
        "total": len(found),
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
            for one in found
        ],
    }
