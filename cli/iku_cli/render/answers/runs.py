"""Stored evaluations: the list of them, and one with its results, what of it is final, and what differs from what was final."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.beside import COMPLETENESS, MARKS, NOTES, UNCONFIRMED, beside_lines, status_text
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, grid, wrap
from iku_cli.render.ledger import plain, restated_lines, value_of
from iku_dsl.keywords import Language
from iku_dsl.problem import Text as Sentence
from iku_dsl.program import Program
from iku_dsl.wording import SIGNS
from iku_engine.results.beside import Record, Stage, Status, local_time
from iku_engine.results.evaluation import Result, Shown
from iku_engine.results.judge import shown_as
from iku_engine.results.records import identity

if TYPE_CHECKING:
    from iku_engine.results.beside import Restated, Step
    from iku_engine.store.runs import Asked, Run


def draw_runs(found: Sequence[Run], taken: Sequence[Step], language: Language, width: int) -> Drawing:
    """One line a run."""
    if not found:
        return drawn([((message("runs.none", language), QUIET),)])
    heads = [message(f"runs.{name}", language) for name in ("time", "user", "asked", "status")]
    rows = [
        [
            str(run.id),
            saying.clock(run.at),
            one_line(run.user),
            asked_text(run.asked, language),
            _status([step for step in taken if step.run == run.id], language),
        ]
        for run in found
    ]
    return drawn(grid(["#", *heads], rows, width, numbers={0}))


def draw_run(
    found: Run,
    taken: Sequence[Step],
    standing: Sequence[Status],
    others: Sequence[Restated],
    told: Sequence[Result] | Sentence,
    program: Program,
    language: Language,
    width: int,
) -> Drawing:
    """What was asked, of which specs; the results, and what is `told` beside them or why it is not known; what became of them."""
    shown = {name: shown_as(versions[-1]) for name, versions in program.indicators.items()}
    lines: list[Line] = []
    head = message("runs.head", language, run=found.id, time=saying.clock(found.at), user=found.user or "-")
    lines += [((text, NAME),) for text in wrap(head, width)]
    for key, text in _about(found, language):
        lines += [((line, QUIET),) for line in wrap(f"{message(f'runs.{key}', language)}: {text}", width)]
    lines.append(())
    status = {(step.indicator, step.period, step.key): step for step in taken}
    names = ("indicator", "period", "key", "value", "category", "state")
    heads = [message(f"table.{name}", language) for name in names]
    other = {identity(one.now) for one in others}
    texts = {
        identity(one): _standing(of, identity(one) in other, language)
        for one, of in zip(found.results, standing, strict=False)
    }
    rows = [_result(one, texts.get(identity(one), ""), status, shown, program, language) for one in found.results]
    lines += grid(heads, rows, width, numbers={3}) if rows else [((message("table.nothing", language), QUIET),)]
    if isinstance(told, Sentence):
        below: list[Line] = [((line, "yellow"),) for line in wrap(saying.reason(told, language), width)]
    else:
        below = beside_lines(told, language, width, (UNCONFIRMED, MARKS, NOTES, COMPLETENESS))
    lines += [(), *below] if below else []
    for text in _despite(found, taken, language):
        lines += [(), *(((line, "yellow"),) for line in wrap(text, width))]
    changed = restated_lines(others, shown, language, width)
    return drawn([*lines, *([()] if changed else []), *changed])


def _despite(found: Run, taken: Sequence[Step], language: Language) -> Iterator[str]:
    """Why results were made final although something was doubtful."""
    for reason, count in Counter(step.despite for step in taken if step.despite).items():
        results = message("runs.results", language, run=found.id, count=count)
        yield message("runs.despite", language, results=results, reason=reason)


def asked_text(asked: Asked, language: Language) -> str:
    """`nilai_akip · 2021..2025`."""
    periods = [str(period) for period in asked.periods]
    stretch = periods[0] if len(periods) == 1 else f"{periods[0]}..{periods[-1]}" if periods else ""
    parts = [", ".join(asked.indicators) or message("runs.all", language), stretch]
    parts += [", ".join(asked.key)] if asked.key else []
    parts += [message("as-printed.short", language)] if asked.as_printed else []
    if asked.as_of is not None:
        parts.append(message("runs.as-of", language, time=local_time(asked.as_of)))
    return one_line(" · ".join(parts))


def _status(taken: Sequence[Step], language: Language) -> str:
    counts = {status: sum(step.status == status for step in taken) for status in ("reviewed", "final")}
    counts["reviewed"] -= counts["final"]
    said = [message(f"runs.{status}", language, count=count) for status, count in counts.items() if count]
    return ", ".join(said)


def _about(found: Run, language: Language) -> Iterator[tuple[str, str]]:
    yield "asked", asked_text(found.asked, language)
    files = ", ".join(f"{one_line(name)} ({digest[:12]})" for name, digest in found.specs.items())
    yield "specs", files
    for given in found.asked.bound:
        shown = (f"{one_line(file.path)} ({file.sha256[:12]})" for file in given.files)
        yield "files", f"{given.binding.relation}: {', '.join(shown)}"
    yield "rests", message("runs.rests.text", language, seen=found.seen, engine=found.engine)


def _standing(status: Status, differs: bool, language: Language) -> str:
    """The status of a result by the steps of any run, empty for a draft."""
    text = status_text(status, language, SIGNS[language]) if status.stage is not Stage.DRAFT else ""
    return text + message("status.not-this", language) if differs else text


def _result(
    one: Record,
    state: str,
    status: dict[tuple[str, str, tuple[str, ...]], Step],
    shown: dict[str, Shown],
    program: Program,
    language: Language,
) -> list[str]:
    name, period, key = identity(one)
    versions = program.indicators.get(name)
    label = one_line(versions[-1].title) if versions is not None else name
    step = status.get((name, period, key))
    if step is not None:
        about = {"user": step.user or "-", "day": saying.day(step.at, SIGNS[language]), "restates": step.restates or ""}
        state = message(f"runs.step-{'restated' if step.restates is not None else step.status}", language, **about)
    value = value_of(one, shown.get(name, Shown()), language, SIGNS[language])
    category = plain(one["category"]) if one["category"] is not None else ""
    return [label, period, one_line(", ".join(key)), value, one_line(category), state]
