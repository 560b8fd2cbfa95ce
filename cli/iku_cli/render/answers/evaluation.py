"""What `eval` and `trace` print: the table first, then the trace of each result."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from iku_cli.messages import message
from iku_cli.render import saying
from iku_cli.render.beside import COMPLETENESS, RESTATED, STATUS, UNCONFIRMED, beside_lines, names_of, shared
from iku_cli.render.lines import QUIET, Drawing, Line, drawn, wrap
from iku_cli.render.result import category_text, result_lines, value_text
from iku_cli.render.table import table_lines
from iku_dsl.budgets import Effort, most
from iku_dsl.keywords import Language
from iku_dsl.period import Span
from iku_engine.results.beside import Stage, local_time
from iku_engine.results.evaluation import Evaluation, Result


def draw_evaluation(
    evaluation: Evaluation,
    language: Language,
    width: int,
    listed: int | None,
    traced: bool,
    named: bool,
) -> Drawing:
    """The table, then the traces: of every result that was asked for by name, else of those without a key.

    `listed` is how many entities of an indicator are shown (None: all); `named` says whether indicators were named.
    """
    blocks = [_head(evaluation, language, width), table_lines(evaluation.results, language, width, listed)]
    wanted = _chosen(evaluation.results, listed, named) if traced else []
    chosen = _readable(wanted)
    blocks += [result_lines(result, language, width, evaluation.as_printed) for result in chosen]
    blocks.append(_untraced(wanted[len(chosen) :], language, width))
    blocks.append(_hint(evaluation.results, listed, named, language, width))
    shown = {id(result) for result in chosen}
    alone = [result for result in evaluation.results if id(result) not in shown]
    return _joined([*blocks, _standing(alone, language, width), _notes(evaluation, language, width, alone)])


def draw_traces(
    evaluation: Evaluation,
    language: Language,
    width: int,
    printed: Sequence[Result] = (),
    versions: Sequence[Span] = (),
) -> Drawing:
    """The trace of every result, beside what it would be as `printed`, and which other `versions` of its rule there are."""
    as_printed = {(result.period, result.key): result for result in printed}
    traces = [
        result_lines(
            result,
            language,
            width,
            evaluation.as_printed,
            [
                *_as_printed(result, as_printed.get((result.period, result.key)), language),
                *_versions(result, versions, language),
            ],
        )
        for result in evaluation.results
    ]
    return _joined([_head(evaluation, language, width), *traces, _notes(evaluation, language, width)])


def _as_printed(result: Result, printed: Result | None, language: Language) -> Iterator[tuple[str, str]]:
    if printed is not None and result.corrections:
        category = category_text(printed.category) if printed.category is not None else ""
        value = "  ".join(text for text in (value_text(printed, language), category) if text)
        yield "printed", message("below.printed.text", language, value=value)


def _versions(result: Result, versions: Sequence[Span], language: Language) -> Iterator[tuple[str, str]]:
    own = [str(version) for version in versions if result.period in version]
    others = [str(version) for version in versions if result.period not in version]
    if others:
        said = {"own": ", ".join(own) or "–", "others": ", ".join(others)}
        yield "version", message("below.version.text", language, **said)


def _joined(blocks: Iterable[list[Line]]) -> Drawing:
    """Blocks with an empty line between."""
    lines: list[Line] = []
    for block in blocks:
        lines += [(), *block] if lines and block else block
    return drawn(lines)


def _head(evaluation: Evaluation, language: Language, width: int) -> list[Line]:
    """What is unusual about all results: figures as printed, facts as known on another day."""
    texts = [message("as-printed", language)] if evaluation.as_printed else []
    if evaluation.as_of is not None:
        texts.append(message("as-of", language, time=local_time(evaluation.as_of)))
    return [((line, "bold yellow"),) for text in texts for line in wrap(text, width)]


def _standing(alone: Sequence[Result], language: Language, width: int) -> list[Line]:
    """Of results without a trace: which are more than drafts, and which are not what was made final."""
    lines: list[Line] = []
    taken = [result for result in alone if result.status is not None and result.status.stage is not Stage.DRAFT]
    for text, results in shared(taken, STATUS, language).items():
        whose = message("table.all", language) if len(results) == len(alone) else names_of(results, language)
        lines += [((line, QUIET),) for line in wrap(f"{whose}: {text}", width)]
    lines += beside_lines(alone, language, width, (UNCONFIRMED, COMPLETENESS))
    for text in shared(alone, RESTATED, language):
        lines += [((("  " if n else "! ") + line, "yellow"),) for n, line in enumerate(wrap(text, width - 2))]
    return lines


def _chosen(results: Iterable[Result], listed: int | None, named: bool) -> list[Result]:
    chosen: list[Result] = []
    for _, group in groupby(results, key=lambda result: (result.indicator, result.period)):
        found = list(group)
        if not found[0].key:
            chosen += found
        elif named:
            chosen += found[:listed]
    return chosen


def _readable(results: Sequence[Result]) -> list[Result]:
    """The first results, as far as their traces together are not longer than anybody reads; the first one always."""
    left = Effort(most("trace"))
    chosen: list[Result] = []
    for result in results:
        if not left.spend(result.trace.size) and chosen:
            break
        chosen.append(result)
    return chosen


def _untraced(results: Sequence[Result], language: Language, width: int) -> list[Line]:
    """That, and how, the traces of further results are to be asked for."""
    if not results:
        return []
    text = message("table.untraced", language, count=len(results), indicator=results[0].indicator)
    return [((line, QUIET),) for line in wrap(text, width)]


def _hint(results: Iterable[Result], listed: int | None, named: bool, language: Language, width: int) -> list[Line]:
    """How to see the trace of one entity, where entities were not traced."""
    keyed = next((result for result in results if result.key), None)
    if keyed is None or (named and listed is None):
        return []
    key = " --key ".join(shlex.quote(member) for member in keyed.key)
    text = message("table.trace-hint", language, indicator=keyed.indicator, period=keyed.period, key=key)
    return [((line, QUIET),) for line in wrap(text, width)]


def _notes(evaluation: Evaluation, language: Language, width: int, alone: Sequence[Result] = ()) -> list[Line]:
    """What is to be said of the whole, and of results that stand `alone`, without the trace below which their notes stand."""
    found = dict.fromkeys([*evaluation.notes, *(note for result in alone for note in result.notes)])
    notes = dict.fromkeys(saying.reason(note, language) for note in found)
    return [((line, QUIET),) for note in notes for line in wrap(note, width)]
