"""Two traces of one indicator: first what differs, with the members that moved, then all numbers side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.answers.whatif import change_text
from iku_cli.render.beside import beside_lines, beside_pairs
from iku_cli.render.grid import grid
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_cli.render.result import as_result, category_text, title, value_text
from iku_cli.render.trace import View, is_whole, node_label, node_value
from iku_dsl.keywords import Language
from iku_engine.compare.change import PASSING, Beside, Moved, beside, grown
from iku_engine.results.evaluation import Fact, Node, Operation, Result, Shown, State

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
        lines += grid(heads, [_row(cause, cause, views, 0) for cause in causes], width, NUMBERS)
    for cause in causes:
        if cause.moved:
            lines += [(), *_moved(cause, language, width, listed)]
    lines += [(), ((message("against.beside", language), NAME),)]
    return [
        *lines,
        *grid(heads, [_row(pair, inner, views, depth) for pair, inner, depth in _all(made, 0)], width, NUMBERS),
    ]


def _whole(one: Result, two: Result, language: Language) -> Iterator[list[str]]:
    """The results themselves: value, category, rank, bounds."""
    change = grown(one, two)
    yield [
        message("against.value", language),
        *(value_text(found, language, unit=False) for found in (one, two)),
        change_text(change, two.shown) if change is not None else "",
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


def _row(pair: Beside, inner: Beside, views: tuple[View, View], depth: int) -> list[str]:
    node, view = pair.node, views[1] if pair.two is not None else views[0]
    label = node_label(node, view)
    if pair.one is not None and pair.one is not node and _reads_other(pair.one, node):
        label = f"{node_label(pair.one, views[0])} → {label}"
    if node.weight is not None:
        label = f"{label} ({_weights(pair)})"
    elif node.operation is Operation.NAMED and inner.node.label:
        label = f"{label}: {one_line(inner.node.label)}"
    texts = [
        node_value(side, view, is_whole(inner.node)) if side is not None else "–"
        for side, view in zip((pair.one, pair.two), views, strict=True)
    ]
    change = change_text(pair.change, node.shown, is_whole(inner.node)) if pair.change else ""
    return [INSIDE * depth + label, *texts, change, saying.places(_facts(inner))]


def _reads_other(one: Node, two: Node) -> bool:
    """Whether two numbers that stand in the same place are read from different ones, as the rule is another."""
    leaves = not one.children and not two.children
    return leaves and (one.operation, one.text) != (two.operation, two.text)


def _weights(pair: Beside) -> str:
    used = [side.weight.used for side in (pair.one, pair.two) if side is not None and side.weight is not None]
    return " → ".join(dict.fromkeys(saying.scalar(weight, Shown(percent=True), "id") for weight in used))


def _facts(pair: Beside) -> list[Fact]:
    return [side.fact for side in (pair.one, pair.two) if side is not None and side.fact is not None]


def _moved(cause: Beside, language: Language, width: int, listed: int | None) -> list[Line]:
    name = one_line(cause.node.label or cause.node.text)
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
    numbers = [line.value for line in (moved.one, moved.two) if line is not None]
    if moved.before == moved.after and len(numbers) == 2:
        move = " → ".join(
            saying.scalar(number, node.shown, language)
            if isinstance(number, Fraction)
            else saying.state_word(State.MISSING, language)
            for number in numbers
        )
    why = "; ".join(saying.reason(reason, language) for reason in moved.reasons)
    return [label, move, why, saying.places(moved.facts)]
