"""What was sought: the goal, the alternatives with their changes, or the most that can be reached; of many entities one line each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.beside import beside_lines
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, grid, wrap
from iku_cli.render.result import category_text, title, value_text
from iku_dsl.keywords import Language
from iku_dsl.problem import say
from iku_dsl.program import Program, Scale
from iku_dsl.wording import SIGNS, interval_text
from iku_engine.results.evaluation import CategoryResult, Operation, Result, Scalar, Shown, State
from iku_engine.seek.asking import Answers
from iku_engine.seek.goals import Goal
from iku_engine.seek.levers import Lever, Unmoved
from iku_engine.seek.seeking import Alternative, Change, Sought

BAR = 10  # cells of a bar
EIGHTHS = " ▏▎▍▌▋▊▉█"
INDENT = 2
UNMOVED = 5  # inputs that are named of those that cannot be moved
_PERCENT = Shown(percent=True)


def draw_sought(found: Answers, program: Program, language: Language, width: int, limit: int | None) -> Drawing:
    """The answer for one entity, or the table of many."""
    if found.one is not None:
        return drawn(_one(found.one, program, language, width))
    return drawn(_many(found, program, language, width, limit))


def bar(share: Fraction, cells: int = BAR) -> str:
    """A share of 0..1 as a bar; of more than nothing something is seen."""
    eighths = min(cells * 8, max(1 if share > 0 else 0, round(share * cells * 8)))
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")


def goal_text(goal: Goal, program: Program, result: Result, language: Language) -> str:
    """`BB atau lebih baik  > 70 .. 80`, `nilai >= 80`."""
    if goal.interval is not None:
        shown = interval_text(goal.interval, result.shown.percent)
        return message(f"seek.goal.{goal.kind}", language, range=shown)
    version = program.version(result.indicator, result.period)
    assert version is not None
    scale = program.scales[version.scale]
    band = scale.band(goal.band)
    ends = ", ".join(interval_text(interval, scale.percent) for interval in band.intervals)
    name = category_text(CategoryResult(band.name, band.title))
    return message(f"seek.goal.{_beyond(goal, scale)}", language, band=f"{name} ({one_line(ends)})")


def _beyond(goal: Goal, scale: Scale) -> str:
    """Whether better or worse categories will do as well."""
    order = [band.name for band in scale.bands]
    place = order.index(goal.band)
    known = [order.index(name) for name in goal.bands]
    return "better" if min(known) < place else "worse" if max(known) > place else "only"


def scalar_text(lever: Lever, value: Scalar, language: Language) -> str:
    """A figure of a lever as it is written."""
    if value is None:
        return message("seek.gone", language)
    text = saying.scalar(value, lever.shown, language)
    return saying.with_unit(text, lever.shown) if isinstance(value, Fraction) and not lever.shown.percent else text


def now_text(lever: Lever, language: Language) -> str:
    """What a lever is; of a count or sum that is not known, between what it lies."""
    bounds = lever.node.bounds
    gone = scalar_text(lever, lever.now, language)
    if lever.now is not None or lever.over is None or bounds is None or bounds.low is None or bounds.high is None:
        return gone
    return f"{gone}, {scalar_text(lever, bounds.low, language)} .. {scalar_text(lever, bounds.high, language)}"


def to_text(change: Change, language: Language) -> str:
    """What a lever is to be: a figure; of what was missing at least or at most that."""
    text = scalar_text(change.lever, change.to, language)
    if not change.onward:
        return text
    ends = (change.lever.low, change.lever.high)
    at = Fraction(change.lever.choices.index(change.to)) if change.lever.choices else change.to
    where = at * change.lever.parts if isinstance(at, Fraction) else None
    if where in ends and where == (ends[0] if change.rising else ends[1]):
        return message("seek.any", language)
    return ("≥ " if change.rising else "≤ ") + text


def by_text(change: Change, language: Language) -> str:
    """By how much: `+1.3`, of a count `2 more`; nothing of a choice."""
    if change.by is None:
        return ""
    if change.lever.kind == "count":
        return message("seek.more" if change.by > 0 else "seek.fewer", language, count=abs(change.by))
    sign = "+" if change.by > 0 else "−"
    return sign + saying.as_written(abs(change.by), change.lever.shown.percent, SIGNS[language])


def result_text(result: Result, language: Language) -> str:
    """The value and category of a result."""
    value = value_text(result, language, unit=False)
    if result.state is State.MISSING and result.bounds is not None:
        value = saying.between(result.bounds, result.shown, language)
    return f"{value}  {category_text(result.category)}" if result.category is not None else value


def reason_lines(result: Result, language: Language, width: int) -> list[Line]:
    """Why there is no value that could be sought for, where there is none."""
    if result.state in (State.VALUE, State.MISSING) or result.reason is None:
        return []
    return [((line, QUIET),) for line in wrap("  " + saying.reason(result.reason, language), width)]


# ---- one entity


def _one(sought: Sought, program: Program, language: Language, width: int) -> list[Line]:
    result = sought.result
    goal = message("seek.goal", language, goal=goal_text(sought.goal, program, result, language))
    head: list[Line] = [((line, NAME),) for line in wrap(title(result, language), width)]
    head += [((line, ""),) for line in wrap("  " + result_text(result, language), width)]
    head += reason_lines(result, language, width)
    head += beside_lines([result], language, width)
    lines: list[Line] = [*head, *(((line, QUIET),) for line in wrap(goal, width))]
    if result.trace.operation is Operation.OFFICIAL:
        lines += [((line, QUIET),) for line in wrap(message("seek.official", language), width)]
    lines.append(())
    lines += [((line, ""),) for line in wrap(message(verdict(sought), language), width)]
    if sought.alternatives:
        lines += changes_lines(sought.alternatives, language, width)
        if not all(one.proven or len(one.changes) > 1 for one in sought.alternatives):
            lines += [((line, QUIET),) for line in wrap(message("seek.found", language), width)]
    elif sought.best is not None and sought.best.changes:
        best = message("seek.best", language, value=result_text(sought.best.result, language))
        lines += [((line, ""),) for line in wrap(best, width)]
        lines += changes_lines((sought.best,), language, width)
    return lines if sought.reached else [*lines, *unmoved_lines(sought.unmoved, language, width)]


def unmoved_lines(unmoved: Sequence[Unmoved], language: Language, width: int) -> list[Line]:
    """The inputs that are taken as they are, by reason: `not moved, as a set reads it as well: penerima · Satu`."""
    lines: list[Line] = []
    for why in dict.fromkeys(one.why for one in unmoved):
        labels = [one_line(one.label) for one in unmoved if one.why == why]
        named = ", ".join(labels[:UNMOVED]) + (", …" if len(labels) > UNMOVED else "")
        reason = saying.reason(say(f"unmoved.{why}"), language)
        text = message("unmoved", language, why=reason, count=len(labels), inputs=named)
        lines += [((line, QUIET),) for line in wrap(text, width)]
    return lines


def verdict(sought: Sought) -> str:
    """The key of the sentence that says what was found."""
    if sought.reached:
        return "seek.reached" if sought.result.state is State.VALUE else "seek.reached.missing"
    if sought.alternatives:
        several = len(sought.alternatives[0].changes) > 1
        return "seek.several" if several else "seek.single" if len(sought.alternatives) > 1 else "seek.single.one"
    if not sought.levers:
        return "seek.impossible.none" if sought.reachable is False else "seek.unmoved"
    if sought.reachable is None:
        return "seek.unknown"
    return "seek.impossible.named" if sought.named else "seek.impossible"


def changes_lines(alternatives: Sequence[Alternative], language: Language, width: int) -> list[Line]:
    """A table of the changes of alternatives, each with what the result then is."""
    heads = ["", *(message(f"seek.{name}", language) for name in ("change", "now", "to", "by", "share", "then"))]
    rows: list[list[str]] = []
    for number, one in enumerate(alternatives, start=1):
        for place, change in enumerate(one.changes):
            lever = change.lever
            mark = "" if one.proven or len(one.changes) > 1 else " *"
            rows.append(
                [
                    str(number) if not place and len(alternatives) > 1 else "",
                    one_line(lever.label) + mark,
                    now_text(lever, language),
                    to_text(change, language),
                    by_text(change, language),
                    f"{bar(change.share)} {saying.number(change.share, _PERCENT, language)}",
                    result_text(one.result, language) if not place else "",
                ]
            )
    return grid(heads, rows, width, numbers=(2, 3, 4), indent=INDENT)


# ---- many


def _many(found: Answers, program: Program, language: Language, width: int, limit: int | None) -> list[Line]:
    results = found.many
    if not results:
        return [((message("table.nothing", language), QUIET),)]
    listed = list(results)
    if limit is not None:
        listed = sorted(results, key=_nearest_first)[:limit]
    periods = {result.period for result, _ in results}
    first = results[0][0]
    head = one_line(first.label) + (f" · {first.period}" if len(periods) == 1 else "")
    names = ("entity", "now", "lacking", "smallest", "to", "share")
    heads = [message(f"seek.{name}", language) for name in names]
    rows = [_row(result, sought, language, len(periods) > 1) for result, sought in listed]
    lines: list[Line] = [((line, NAME),) for line in wrap(head, width)]
    goals = {goal_text(s.goal, program, r, language) for r, s in results if s is not None}
    if len(goals) == 1:
        lines += [((line, QUIET),) for line in wrap(message("seek.goal", language, goal=goals.pop()), width)]
    lines += grid(heads, rows, width, numbers=(2, 4))
    if len(listed) < len(results):
        lines.append(((message("seek.rest", language, count=len(results) - len(listed)), QUIET),))
    lines += beside_lines([result for result, _ in results], language, width)
    kept = [one for _, sought in listed if sought is not None and not sought.reached for one in sought.unmoved]
    return [*lines, *unmoved_lines(list(dict.fromkeys(kept)), language, width)]


def _nearest_first(one: tuple[Result, Sought | None]) -> tuple[int, Fraction]:
    _, sought = one
    if sought is None or sought.reached:
        return 2, Fraction(0)
    return (0, sought.alternatives[0].size) if sought.alternatives else (1, Fraction(0))


def _row(result: Result, sought: Sought | None, language: Language, dated: bool) -> list[str]:
    members = (one_line(text or key) for key, text in zip(result.key, result.key_labels, strict=True))
    name = " · ".join(part for part in (", ".join(members), str(result.period) if dated else "") if part)
    now = result_text(result, language)
    if sought is None or sought.reached:
        key = "seek.done" if sought is not None else "seek.at-best" if result.category is not None else ""
        return [name, now, "", message(key, language) if key else "", "", ""]
    lacking = sought.goal.margin(result)
    short = saying.number(-lacking, result.shown, language) if lacking is not None and lacking < 0 else ""
    if not sought.alternatives:
        return [name, now, short, message("seek.none-alone", language), "", ""]
    change = sought.alternatives[0].changes[0]
    label = one_line(change.lever.label.partition(" · ")[0])
    bars = f"{bar(change.share)} {saying.number(change.share, _PERCENT, language)}"
    moved = f"{now_text(change.lever, language)} → {to_text(change, language)}"
    return [name, now, short, label, moved, bars]
