"""Two evaluations side by side: real and supposed, before and after a change, of two periods, days or runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.beside import beside_lines, beside_pairs, compared_text
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, grid, wrap
from iku_cli.render.result import (
    as_result,
    band_ends,
    category_text,
    result_lines,
    target_ends,
    title,
    value_text,
)
from iku_cli.render.trace import View, is_whole, node_label, node_value
from iku_dsl.wording import SIGNS
from iku_engine.compare.change import PASSING, Beside, Moved, beside, grown
from iku_engine.results.differences import Part, differing
from iku_engine.results.evaluation import (
    Comparison,
    Evaluation,
    Fact,
    Node,
    Operation,
    Result,
    Shown,
    TargetResult,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from iku_dsl.keywords import Language
    from iku_engine.worlds.whatif import Pair, WhatIf

MOST_TRACED = 10


def draw_what_if(
    found: WhatIf, supposed: Sequence[str], language: Language, width: int, listed: int | None, traced: bool
) -> Drawing:
    """What is supposed, the table of what changes, how many results stay, the traces; at most `listed` entities of each."""
    head: list[Line] = [((line, "bold yellow"),) for line in wrap(message("what-if.head", language), width)]
    head += [((f"  {line}", "yellow"),) for text in supposed for line in wrap(one_line(text), width - 2)]
    changed = [pair for pair in found.pairs if differing(pair.real, pair.supposed)]
    blocks: list[list[Line]] = [head, _table(found, changed, language, width, listed)]
    if traced:
        shown = [pair.supposed for pair in changed if pair.supposed is not None][:MOST_TRACED]
        if shown:
            blocks.append([((message("what-if.trace", language), NAME),)])
        blocks += [result_lines(result, language, width, found.supposed.as_printed) for result in shown]
    blocks.append(_beside(found, [] if traced else changed, language, width))
    notes = [saying.reason(note, language) for note in dict.fromkeys((*found.notes, *found.supposed.notes))]
    blocks.append([((line, QUIET),) for note in notes for line in wrap(note, width)])
    lines: list[Line] = []
    for block in blocks:
        lines += [(), *block] if lines and block else block
    return drawn(lines)


def _beside(found: WhatIf, untraced: Sequence[Pair], language: Language, width: int) -> list[Line]:
    """What is told of the real results, and of the supposed ones that no trace tells of what is not told of the real ones."""
    real = [pair.real for pair in found.pairs if pair.real is not None]
    supposed = [pair.supposed for pair in untraced if pair.supposed is not None]
    said = {text for result in real for _, text in beside_pairs(result, language)}
    head = message("what-if.supposed", language)
    return [*beside_lines(real, language, width), *beside_lines(supposed, language, width, head=head, said=said)]


def _table(found: WhatIf, changed: Sequence[Pair], language: Language, width: int, listed: int | None) -> list[Line]:
    keyed = [pair for pair in changed if pair.either.key]
    shown = [pair for pair in changed if not pair.either.key] + keyed[:listed]
    same = len(found.pairs) - len(changed)
    lines: list[Line] = []
    if not changed:
        lines.append(((message("what-if.none-changed", language), ""),))
    else:
        heads = [
            message(key, language)
            for key in ("table.indicator", "what-if.real", "what-if.supposed", "what-if.difference")
        ]
        lines += grid(heads, [_pair_row(pair, language) for pair in shown], width, numbers=(3,))
    if len(shown) < len(changed):
        lines.append(((message("what-if.more", language, count=len(changed) - len(shown)), QUIET),))
    if same and changed:
        lines.append(((message("what-if.unchanged", language, count=same), QUIET),))
    return lines


def _pair_row(pair: Pair, language: Language) -> list[str]:
    about = pair.either
    members = [one_line(label or key) for key, label in zip(about.key, about.key_labels, strict=True)]
    name = " · ".join([one_line(about.label), *members, str(about.period)])
    parts = set(differing(pair.real, pair.supposed)) - {"official"}  # which is told below the table
    values = [value_of(one, language, parts) for one in (pair.real, pair.supposed)]
    difference = change_text(pair.difference, about.shown, language) if pair.difference is not None else ""
    return [name, *values, difference]


def value_of(result: Result | None, language: Language, parts: Collection[Part] = ()) -> str:
    """A result in one cell: value or state, bounds, category, achievement.

    Of its targets, rank, marks and what is compared with it those that are among the `parts` in which it differs from another.
    """
    if result is None:
        return "–"
    told = [value_text(result, language)]
    if "reason" in parts and "state" not in parts and result.reason is not None:
        told.append(f"({saying.reason(result.reason, language)})")
    if "reason" in parts and "state" not in parts and result.may_be_not_applicable:
        told.append(message("below.may-be-na", language))
    if result.bounds is not None:
        told.append(saying.between(result.bounds, result.shown, language))
    if result.category is not None:
        told.append(category_text(result.category))
    if "target" in parts or "reached" in parts:
        told += [_target(one, result, language) for one in result.targets]
    told += [f"({text})" for one in result.targets if not one.name and (text := _achieved(one, result, language))]
    if "rank" in parts and result.rank is not None:
        told.append(f"{message('below.rank', language)} {result.rank}")
    if "official" in parts:
        told += [_compared(one, result.shown, language) for one in result.comparisons if one.published is not None]
    if "marks" in parts:
        told += [f"[{text}]" for text in saying.marks(result.marks, language)]
    return "  ".join(part for part in told if part)


def _compared(comparison: Comparison, shown: Shown, language: Language) -> str:
    name = message("below.official" if comparison.official else "below.comparison", language)
    return f"{name}: {compared_text(comparison, shown, language)}"


def _target(target: TargetResult, result: Result, language: Language) -> str:
    """`target 80.00 (reached)`, with its name where it has one."""
    ends = " .. ".join(target_ends(target, result, SIGNS[language]))
    figure = f"{target.sign} {ends}".strip() or saying.state_word(target.state, language)
    if target.reached is not None:
        figure += f" ({message('below.target.reached' if target.reached else 'below.target.missed', language)})"
    return " ".join(part for part in (message("below.target", language), one_line(target.name), figure) if part)


def _achieved(target: TargetResult, result: Result, language: Language) -> str:
    """`112.50%`, or why there is no achievement."""
    if target.achievement is not None:
        return saying.number(target.achievement, Shown(percent=True), language, band_ends(result))
    if target.reason is None:
        return ""
    state, why = saying.state_word(target.state, language), saying.reason(target.reason, language)
    return message("what-if.unachieved", language, state=state, why=why)


def change_text(value: Fraction, shown: Shown, language: Language, whole: bool = False) -> str:
    """A difference with its sign, in the value's display units; of percentages in points, of counts (`whole`) without decimals."""
    plain = Shown(percent=shown.percent, digits=shown.digits)
    text = saying.display(value, plain, (), whole, SIGNS[language])
    return f"+{text}" if value > 0 else text


MOST = 40  # results that are shown after one change


def draw_changes(before: Evaluation, now: Evaluation, language: Language, width: int) -> Drawing:
    """When it changed, whether specs or facts did, and the results that are others now."""
    causes = [
        name
        for name, one, two in (("specs", before.specs, now.specs), ("facts", before.facts, now.facts))
        if one != two
    ]
    said = ", ".join(message(f"watch.{name}", language) for name in causes)
    lines: list[Line] = [(), ((f"{datetime.now().strftime('%H:%M:%S')}  {said}", NAME),)]
    was = {_place(result): result for result in before.results}
    rows = [_changed_row(was.pop(_place(result), None), result, language) for result in now.results]
    rows += [_changed_row(gone, None, language) for gone in was.values()]
    changed = [row for row in rows if row is not None]
    if not changed:
        lines.append(((message("watch.none", language), ""),))
    else:
        heads = [
            "",
            *(message(f"watch.{name}", language) for name in ("before", "now")),
            message("against.change", language),
        ]
        lines += grid(heads, changed[:MOST], width, numbers=(1, 2, 3))
        if len(changed) > MOST:
            lines += [((line, ""),) for line in wrap(message("tree.more", language, count=len(changed) - MOST), width)]
    return drawn(lines)


def _place(result: Result) -> tuple[object, ...]:
    return result.indicator, result.period, result.key


def _changed_row(before: Result | None, now: Result | None, language: Language) -> list[str] | None:
    """A line for a result that is another now, None for one that is the same."""
    parts, about = differing(before, now), now or before
    if about is None or not parts:
        return None
    told = [value_of(one, language, parts) for one in (before, now)]
    change = ""
    if before is not None and now is not None and before.value is not None and now.value is not None:
        change = change_text(now.value - before.value, now.shown, language) if now.value != before.value else ""
    return [title(about, language), *told, change]


INSIDE = "\u00a0\u00a0"  # before what stands below another number
NUMBERS = (1, 2, 3)


def draw_against(
    pairs: Sequence[tuple[Result, Result]], names: tuple[str, str], language: Language, width: int, listed: int | None
) -> Drawing:
    """Each pair of results; `names` are what the two sides are called, `listed` how many members that moved are shown."""
    lines: list[Line] = []
    for one, two in pairs:
        lines += (
            [(), *_pair(one, two, names, language, width, listed)]
            if lines
            else _pair(one, two, names, language, width, listed)
        )
    return drawn(lines)


def _pair(
    one: Result, two: Result, names: tuple[str, str], language: Language, width: int, listed: int | None
) -> list[Line]:
    made = beside(replace(one, trace=as_result(one)), replace(two, trace=as_result(two)))
    lines: list[Line] = [((text, NAME),) for text in wrap(title(two, language), width)]
    said = [{text for _, text in beside_pairs(result, language)} for result in (one, two)]
    lines += beside_lines([one], language, width, said=said[0] - said[1])
    for name, result in zip(names, (one, two), strict=True):
        lines += beside_lines([result], language, width, head=name, said=said[0] & said[1])
    heads = ["", *names, message("against.change", language), message("against.facts", language)]
    lines += grid(heads[:4], list(_whole(one, two, language)), width, NUMBERS)
    causes = list(made.causes())
    views = View(language, one.period), View(language, two.period)
    lines += [(), ((message("against.differs" if causes else "against.same", language), NAME),)]
    if causes:
        lines += grid(heads, [_number_row(cause, cause, views, 0) for cause in causes], width, NUMBERS)
    for cause in causes:
        if cause.moved:
            lines += [(), *_moved(cause, language, width, listed)]
    lines += [(), ((message("against.beside", language), NAME),)]
    return [
        *lines,
        *grid(heads, [_number_row(pair, inner, views, depth) for pair, inner, depth in _all(made, 0)], width, NUMBERS),
    ]


def _whole(one: Result, two: Result, language: Language) -> Iterator[list[str]]:
    """The results themselves: value, category, rank, bounds."""
    change = grown(one, two)
    yield [
        message("against.value", language),
        *(value_text(found, language, unit=False) for found in (one, two)),
        change_text(change, two.shown, language) if change is not None else "",
    ]
    rules = [_formula(result.trace).text for result in (one, two)]
    if rules[0] != rules[1]:
        yield [message("against.rule", language), *map(one_line, rules), ""]
    for name, texts in (
        ("category", [category_text(r.category) if r.category is not None else "" for r in (one, two)]),
        ("rank", [str(r.rank) if r.rank is not None else "" for r in (one, two)]),
        ("bounds", [saying.between(r.bounds, r.shown, language) if r.bounds is not None else "" for r in (one, two)]),
    ):
        if any(texts):
            yield [message(f"below.{name}", language), *texts, ""]


def _formula(node: Node) -> Node:
    """What a formula came to, without what was published in its place or rounded."""
    while node.children and (
        node.operation is Operation.OFFICIAL or (node.operation is Operation.UNIT and len(node.children) == 1)
    ):
        node = node.children[-1]
    return node


def _all(pair: Beside, depth: int) -> Iterator[tuple[Beside, Beside, int]]:
    """Each pair that says something new, with the innermost that it passes on, and how deep it stands."""
    inner = pair
    while len(inner.below) == 1 and (inner.node.operation in PASSING or _passes(inner, inner.below[0])):
        inner = inner.below[0]
    yield pair, inner, depth
    for below in inner.below:
        yield from _all(below, depth + 1)


def _passes(pair: Beside, below: Beside) -> bool:
    sides = ((pair.one, below.one), (pair.two, below.two))
    return all(mine and its and (mine.state, mine.value) == (its.state, its.value) for mine, its in sides)


def _number_row(pair: Beside, inner: Beside, views: tuple[View, View], depth: int) -> list[str]:
    node, view = pair.node, views[1] if pair.two is not None else views[0]
    label = node_label(node, view)
    if pair.one is not None and pair.one is not node and _reads_other(pair.one, node):
        label = f"{node_label(pair.one, views[0])} → {label}"
    if node.weight is not None:
        label = f"{label} ({_weights(pair, view.language)})"
    elif node.operation is Operation.NAMED and inner.node.label:
        label = f"{label}: {one_line(inner.node.label)}"
    texts = [
        node_value(side, view, is_whole(inner.node)) if side is not None else "–"
        for side, view in zip((pair.one, pair.two), views, strict=True)
    ]
    change = change_text(pair.change, node.shown, view.language, is_whole(inner.node)) if pair.change else ""
    return [INSIDE * depth + label, *texts, change, saying.places(_facts(inner))]


def _reads_other(one: Node, two: Node) -> bool:
    """Whether two numbers that stand in the same place are read from different ones, as the rule is another."""
    leaves = not one.children and not two.children
    return leaves and (one.operation, one.text) != (two.operation, two.text)


def _weights(pair: Beside, language: Language) -> str:
    used = [side.weight.used for side in (pair.one, pair.two) if side is not None and side.weight is not None]
    return " → ".join(dict.fromkeys(saying.scalar(weight, Shown(percent=True), language) for weight in used))


def _facts(pair: Beside) -> list[Fact]:
    return [side.fact for side in (pair.one, pair.two) if side is not None and side.fact is not None]


def _moved(cause: Beside, language: Language, width: int, listed: int | None) -> list[Line]:
    name = one_line(saying.called(cause.node))
    head = message("against.moved", language, name=name, count=len(cause.moved))
    heads = [message(f"against.{key}", language) for key in ("member", "move", "why", "facts")]
    rows = [_move(moved, cause.node, language) for moved in cause.moved[:listed]]
    lines: list[Line] = [((text, NAME),) for text in wrap(head, width)]
    lines += grid(heads, rows, width)
    more = len(cause.moved) - len(rows)
    return [*lines, *([((message("tree.more", language, count=more), QUIET),)] if more else [])]


def _move(moved: Moved, node: Node, language: Language) -> list[str]:
    key = ", ".join(moved.key)
    label = one_line(moved.label if moved.label in ("", key) else f"{moved.label} ({key})") or key
    kinds = [message(f"tree.{kind}", language) if kind is not None else "–" for kind in (moved.before, moved.after)]
    move = " → ".join(kinds)
    lines = [line for line in (moved.one, moved.two) if line is not None]
    if moved.before == moved.after and len(lines) == 2:
        move = " → ".join(
            saying.scalar(line.value, node.shown, language)
            if isinstance(line.value, Fraction)
            else saying.state_word(line.state, language)
            for line in lines
        )
    why = "; ".join(saying.reason(reason, language) for reason in moved.reasons)
    return [label, move, why, saying.places(moved.facts)]
