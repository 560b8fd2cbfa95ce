"""A trace as rows of a tree: what a reader needs to redo each number, and nothing that only repeats the line above.

A node that passes its child's value on is joined with it; a literal stands in the formula already; a term with one
fact is one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.render import figures, saying
from iku_cli.render.outline import Row
from iku_cli.render.visible import one_line
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_engine.evaluation import Fact, MemberGroup, MemberLine, Node, State

FACTS = frozenset({"column", "attribute", "official"})
CHAINED = frozenset({"add", "multiply", "and", "or"})
PASSING = frozenset({"named", "derived", "unit", "convert", "lookup"})
BASIS = "table.basis"  # a note that is told once, below the trace
WHOLE = frozenset(
    {"count", "add", "subtract", "negate", "abs", "sum", "minimum", "maximum", "aggregate", "if", "column"}
)


@dataclass(frozen=True, slots=True)
class View:
    """Who reads: the language, and the period of the result (a number of another one says its own)."""

    language: Language
    period: Period


def tree(node: Node, language: Language, period: Period) -> tuple[Row, ...]:
    """The rows of a trace, from its topmost number."""
    return (_row(node, View(language, period)),)


def _row(node: Node, view: View) -> Row:
    match node.operation:
        case "unit" if node.digits is None and node.children:
            return _row(node.children[0], view)
        case "named" if len(node.children) == 1:
            return _named(node, view)
        case "term":
            return _term(node, view)
        case _:
            return _plain(node, view)


def _plain(node: Node, view: View) -> Row:
    """Any node: its label or formula, what it was made from, its value; then its children and members."""
    label = _label(node, view)
    return Row(
        label,
        ("", _operands(node, view), "", saying.place(node.fact) if node.fact is not None else ""),
        _value(node, view),
        node.state.value,
        _remarks(node, view),
        (*_children(node, view), *_groups(node, view)),
    )


def _label(node: Node, view: View) -> str:
    if node.operation == "unit" and node.digits is not None:
        return message(
            "tree.rounded", view.language, digits=node.digits if node.shown.digits is None else node.shown.digits
        )
    label = one_line(node.label or node.text)
    period = f" · {node.period}" if node.period is not None and node.period != view.period else ""
    if node.operation in FACTS and node.label and node.text and node.label != node.text:
        label = one_line(f"{node.label} ({node.text})")
    return label + period


def _named(node: Node, view: View) -> Row:
    """`n = banyaknya meningkat` with what stands below the formula."""
    child = node.children[0]
    inner = _row(child, view)
    name, title, formula = one_line(node.text), one_line(node.label), one_line(child.text)
    label = name if not title or title == name else f"{title} ({name})"
    if formula and formula != name:
        label = f"{label} = {formula}"
    return Row(
        label, inner.cells, _value(node, view, whole=_whole(child)), node.state.value, inner.remarks, inner.below
    )


def _term(node: Node, view: View) -> Row:
    """`Kualitas  30%  × 80  jawaban BB  lke.csv:3  24.00`: a weight times what stands below."""
    weight = node.weight
    used = figures.weight(weight.used) if weight is not None else ""
    if weight is not None and weight.overall != weight.used:
        used += f" ({figures.weight(weight.overall)})"
    remarks = list(_remarks(node, view))
    if weight is not None and weight.used != weight.declared:
        remarks.append(message("tree.reweighted", view.language, declared=figures.weight(weight.declared)))
        if weight.reason:
            remarks.append(one_line(weight.reason))
    label = one_line(node.label or node.text)
    only = node.children[0] if len(node.children) == 1 else None
    fact = _single_fact(only) if only is not None else None
    if only is not None and fact is not None:
        operand = f"× {saying.scalar(only.value, only.shown, view.language)}" if only.state is State.VALUE else ""
        detail = "" if only is fact else _detail(fact, view)
        place = saying.place(fact.fact) if fact.fact is not None else ""
        remarks[:0] = [text for text in _remarks(only, view) if text not in remarks]
        return Row(label, (used, operand, detail, place), _value(node, view), node.state.value, tuple(remarks))
    below = tuple(_row(child, view) for child in node.children if child.operation != "constant")
    return Row(label, (used, _inner(node, view), "", ""), _value(node, view), node.state.value, tuple(remarks), below)


def _inner(node: Node, view: View) -> str:
    """`× 82.00`: the sum below a term, which its weight multiplies."""
    if any(child.state is not State.VALUE for child in node.children):
        return ""
    total = sum((child.value for child in node.children if isinstance(child.value, Fraction)), Fraction(0))
    shown = node.children[0].shown if node.children else node.shown
    return f"× {saying.scalar(total, shown, view.language, computed=True)}"


def _single_fact(node: Node) -> Node | None:
    """The one fact below nodes that only pass on or look up, beside literals; None where there is more to see."""
    if node.groups:
        return None
    if node.operation in FACTS:
        return node
    inner = [child for child in node.children if child.operation != "constant"]
    return _single_fact(inner[0]) if node.operation in PASSING and len(inner) == 1 else None


def _detail(fact: Node, view: View) -> str:
    """`jawaban BB`: the fact that a number was looked up or computed from."""
    label = one_line(fact.label or fact.text).split(" · ")[0]  # the members stand in the lines above
    return f"{label} {saying.scalar(fact.value, fact.shown, view.language)}" if fact.state is State.VALUE else ""


def _operands(node: Node, view: View) -> str:
    """`2 / 3` of a division: what its value is exactly."""
    quotient = _quotient(node)
    if quotient is None or quotient.state is not State.VALUE:
        return ""
    return " / ".join(saying.scalar(part.value, part.shown, view.language) for part in quotient.children)


def _quotient(node: Node) -> Node | None:
    """The division that a node is, or that it multiplies by 100%."""
    if node.operation == "divide" and len(node.children) == 2:
        return node
    scaled = _scaled(node)
    return _quotient(scaled) if scaled is not None else None


def _scaled(node: Node) -> Node | None:
    """What `x * 100%` scales: the number that it leaves as it is."""
    if node.operation != "multiply" or len(node.children) != 2:
        return None
    first, second = node.children
    if second.operation == "constant" and second.value == 1:
        return first
    return second if first.operation == "constant" and first.value == 1 else None


def _children(node: Node, view: View) -> tuple[Row, ...]:
    scaled = _scaled(node)
    if scaled is not None:
        return _children(scaled, view) or (_row(scaled, view),)
    return tuple(_row(child, view) for child in _operands_of(node) if child.operation != "constant")


def _operands_of(node: Node) -> Sequence[Node]:
    """The children of a node; `a + b + c` has three."""
    if node.operation not in CHAINED:
        return node.children
    found: list[Node] = []
    for child in node.children:
        found.extend(_operands_of(child) if child.operation == node.operation else (child,))
    return found


def _value(node: Node, view: View, whole: bool = False) -> str:
    if node.state is not State.VALUE:
        return saying.state_word(node.state, view.language)
    as_written = node.operation in FACTS or node.operation in {"constant", "key", "calendar"}
    return saying.scalar(node.value, node.shown, view.language, not as_written, whole or _whole(node))


def _whole(node: Node) -> bool:
    """Whether a number counts things: a count, or sums and differences of counts."""
    if node.operation in {"count", "constant", "calendar"} or (node.operation in FACTS and node.value is not None):
        return not node.shown.percent
    inner = all(_whole(child) for child in node.children) and bool(node.children or node.operation == "aggregate")
    return (node.operation in WHOLE or node.operation in PASSING) and inner and not node.shown.percent


def _remarks(node: Node, view: View) -> tuple[str, ...]:
    """Why there is no value, where no line below says so; within which bounds it lies; what the engine noted."""
    found: list[str] = []
    said_below = any(child.reason == node.reason for child in node.children)
    if node.reason is not None and not said_below:
        found.append(saying.reason(node.reason, view.language))
    if node.state is State.MISSING and node.bounds is not None:
        found.append(saying.between(node.bounds, node.shown, view.language))
    found.extend(saying.reason(note, view.language) for note in node.notes if note.key != BASIS)
    return tuple(text for text in dict.fromkeys(found) if text)


def _groups(node: Node, view: View) -> tuple[Row, ...]:
    return tuple(_group(group, node, view) for group in node.groups if group.total)


def _group(group: MemberGroup, node: Node, view: View) -> Row:
    """The members of one class: the listed ones, and how many more there are."""
    below = tuple(_member(line, node, view) for line in group.lines)
    more = group.total - len(group.lines)
    if more > 0 and group.lines:
        below = (*below, Row(message("tree.more", view.language, count=more)))
    return Row(message(f"tree.{group.kind}", view.language), value=str(group.total), below=below)


def _member(line: MemberLine, node: Node, view: View) -> Row:
    key = one_line(", ".join(line.key))
    label = one_line(line.label)
    label = label if not key or key == label or key in label else f"{label} ({key})" if label else key
    reasons = "; ".join(saying.reason(text, view.language) for text in line.reasons)
    facts: Sequence[Fact] = line.facts
    value = saying.scalar(line.value, node.shown, view.language) if line.value is not None else ""
    return Row(label, ("", "", reasons, saying.places(facts)), value)
