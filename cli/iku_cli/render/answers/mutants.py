"""The small mistakes that neither check nor a test noticed, each at its place, and how many there were of each kind."""

from __future__ import annotations

from collections.abc import Sequence

from iku_cli.messages import message
from iku_cli.render import saying
from iku_cli.render.diagnostics import place
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language
from iku_dsl.problem import Label, SourceFile
from iku_engine.testing.mutate import Mutated

WARNING = "bold yellow"


def draw_mutants(found: Mutated, files: Sequence[SourceFile], tested: bool, language: Language, width: int) -> Drawing:
    """Each that survived, then the counts, and how many were left out; `tested` says whether there is any test at all."""
    lines: list[Line] = []
    survived = [one for one in found.results if one.verdict == "survived"]
    for one in survived:
        lines.append(
            ((message("mutate.survived", language), WARNING), (f": {saying.reason(one.text, language)}", NAME))
        )
        lines += [*place((Label(one.span),), files, language), ()]
    verdicts = [one.verdict for one in found.results]
    counts = message(
        "mutate.counts",
        language,
        total=len(found.results),
        check=verdicts.count("check"),
        test=verdicts.count("test"),
        survived=len(survived),
    )
    lines += [((text, WARNING if survived else "green"),) for text in wrap(counts, width)]
    if found.left_out:
        left_out = message("mutate.left-out", language, count=found.left_out)
        lines += [((text, WARNING),) for text in wrap(left_out, width)]
    if survived:
        hint = message("mutate.hint" if tested else "mutate.no-tests", language)
        lines += [((text, QUIET),) for text in wrap(hint, width)]
    return drawn(lines)
