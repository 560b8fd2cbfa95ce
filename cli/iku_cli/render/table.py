"""The table of an evaluation: one line a result; only columns that hold something; labels wrap, numbers never do.

Of an indicator with many entities the first few are listed, and the rest is told by category and state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from iku_cli.messages import message
from iku_cli.render import saying
from iku_cli.render.lines import NAME, QUIET, STATES, Line, left, right, widest, wrap
from iku_cli.render.result import achievement_text, category_text, target_text, value_text
from iku_cli.render.visible import one_line
from iku_dsl.keywords import Language
from iku_engine.evaluation import Result, State

COLUMNS = ("indicator", "key", "period", "value", "category", "target", "achievement", "rank", "state")
FLEXIBLE = ("indicator", "key")
RIGHT = frozenset({"value", "target", "achievement", "rank"})
GAP = 2
LEAST_LABEL = 16
WIDEST_LABEL = 72


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the table: the text of each column, or a remark over the whole width."""

    cells: dict[str, str]
    state: str = "value"
    remark: str = ""


def table_lines(results: Sequence[Result], language: Language, width: int, listed: int | None) -> list[Line]:
    """The table, none of its lines wider than `width`; at most `listed` entities of an indicator and period."""
    if not results:
        return [((message("table.nothing", language), QUIET),)]
    entries: list[_Entry] = []
    for _, group in groupby(results, key=lambda result: (result.indicator, result.period)):
        entries.extend(_group(list(group), language, listed))
    lines = _laid_out(entries, language, width)
    marks = saying.marks((mark for result in results for mark in result.marks), language)
    if marks:
        lines.append(())
        lines += [
            ((f"* {text}" if not n else f"  {text}", "yellow"),)
            for mark in marks
            for n, text in enumerate(wrap(mark, width - 2))
        ]
    return lines


def _group(results: list[Result], language: Language, listed: int | None) -> Iterator[_Entry]:
    keyed = bool(results[0].key)
    shown = results if listed is None or not keyed else results[:listed]
    for result in shown:
        yield _Entry(_cells(result, language), result.state.value)
        reason = _reason(result, language)
        if reason:
            yield _Entry({}, remark=reason)
    rest = results[len(shown) :]
    if rest:
        summary = ", ".join(f"{name} {count}" for name, count in _summary(rest, language))
        yield _Entry({}, remark=message("table.more", language, count=len(rest), summary=summary))


def _summary(results: Iterable[Result], language: Language) -> list[tuple[str, int]]:
    """How many results there are of each category, and of each state without one; best first as they come most."""
    names = Counter(
        category_text(result.category).split("  ")[-1]
        if result.category is not None and result.category.certain
        else saying.state_word(result.state, language)
        for result in results
    )
    return names.most_common()


def _cells(result: Result, language: Language) -> dict[str, str]:
    target = next((target for target in result.targets if not target.name), None)
    keys = [one_line(label or key) for key, label in zip(result.key, result.key_labels, strict=True)]
    value = value_text(result, language)
    if result.state is not State.VALUE:
        value = ""
        if result.state is State.MISSING and result.bounds is not None:
            value = " .. ".join(saying.ends(result.bounds, result.shown)).strip()
    return {
        "indicator": one_line(result.label) + (" *" if result.marks else ""),
        "key": ", ".join(keys),
        "period": str(result.period),
        "value": value,
        "category": category_text(result.category) if result.category is not None else "",
        "target": target_text(target, result.shown) if target is not None else "",
        "achievement": achievement_text(target, language) if target is not None else "",
        "rank": str(result.rank) if result.rank is not None else "",
        "state": saying.state_word(result.state, language),
    }


def _reason(result: Result, language: Language) -> str:
    if result.state is State.VALUE or result.reason is None:
        return ""
    return saying.reason(result.reason, language)


def _laid_out(entries: Sequence[_Entry], language: Language, width: int) -> list[Line]:
    used = [name for name in COLUMNS if any(entry.cells.get(name) for entry in entries)]
    heads = {name: message(f"table.{name}", language) for name in used}
    widths = {name: widest([heads[name], *(entry.cells.get(name, "") for entry in entries)]) for name in used}
    flexible = [name for name in FLEXIBLE if name in used]
    for name in flexible:
        widths[name] = min(widths[name], WIDEST_LABEL)
    over = sum(widths.values()) + GAP * (len(used) - 1) - width
    if over > 0:
        over = _narrow(widths, flexible, over, LEAST_LABEL)
    if over > 0:
        over = _narrow(widths, [name for name in used if name not in RIGHT], over, 6)
    if over > 0:
        _narrow(widths, used, over, 4)
    head = [(_line(used, widths, heads, n), NAME) for n in range(_height(used, widths, heads))]
    rule = "─" * min(width, sum(widths.values()) + GAP * (len(used) - 1))
    lines: list[Line] = [*((part,) for part in head), ((rule, QUIET),)]
    for entry in entries:
        if entry.remark:
            lines += [(("  " + text, QUIET),) for text in wrap(entry.remark, width - 2)]
            continue
        for n in range(_height(used, widths, entry.cells)):
            lines.append(_styled(used, widths, entry, n))
    return lines


def _narrow(widths: dict[str, int], names: Sequence[str], over: int, least: int) -> int:
    """Take `over` cells from columns, always from the widest, none below `least`; what could not be taken."""
    while over > 0 and any(widths[name] > least for name in names):
        name = max(names, key=lambda name: widths[name])
        widths[name] -= 1
        over -= 1
    return over


def _height(used: Sequence[str], widths: dict[str, int], cells: dict[str, str]) -> int:
    return max(len(wrap(cells.get(name, ""), widths[name])) for name in used)


def _line(used: Sequence[str], widths: dict[str, int], cells: dict[str, str], n: int) -> str:
    return (" " * GAP).join(_cell(name, widths[name], cells, n) for name in used)


def _styled(used: Sequence[str], widths: dict[str, int], entry: _Entry, n: int) -> Line:
    parts: list[tuple[str, str]] = []
    for name in used:
        style = (
            STATES[entry.state] if name in ("value", "state") and (name == "value" or entry.state != "value") else ""
        )
        parts += [(" " * GAP if parts else "", ""), (_cell(name, widths[name], entry.cells, n), style)]
    return tuple(parts)


def _cell(name: str, width: int, cells: dict[str, str], n: int) -> str:
    texts = wrap(cells.get(name, ""), width)
    text = texts[n] if n < len(texts) else ""
    return right(text, width) if name in RIGHT else left(text, width)
