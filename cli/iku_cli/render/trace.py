"""A trace as rows of a tree: what a reader needs to redo each number, and nothing that only repeats the line above.

A node that passes its child's value on is joined with it; a literal stands in the formula already; a term with one
fact is one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.layout import Row
from iku_dsl.functions import PLAIN
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_dsl.records import record
from iku_engine.results.evaluation import MemberGroup, MemberLine, Node, Operation, Shown, State

FACTS = frozenset({Operation.COLUMN, Operation.ATTRIBUTE, Operation.OFFICIAL})
NAMED = FACTS | {Operation.INDICATOR}
CHAINED = frozenset({Operation.ADD, Operation.MULTIPLY, Operation.AND, Operation.OR})
PASSING = frozenset({Operation.NAMED, Operation.DERIVED, Operation.UNIT, Operation.LOOKUP})
BASIS = "table.basis"  # a note that is told once, below the trace
WHOLE = frozenset(
    {
        Operation.COUNT,
        Operation.ADD,
        Operation.SUBTRACT,
        Operation.NEGATE,
        Operation.ABS,
        Operation.SUM,
        Operation.AGGREGATE,
        Operation.IF,
        Operation.COLUMN,
        *(name for name, function in PLAIN.items() if function.whole),
    }
)


@record
class View:
    """Who reads: the language, and the period of the result (a number of another one says its own)."""

    language: Language
    period: Period


def tree(node: Node, language: Language, period: Period) -> Row:
    """The rows of a trace, from its topmost number; what bounds that has is told below the tree."""
    row = _row(node, View(language, period))
    bounds = saying.between(node.bounds, node.shown, language) if node.bounds is not None else ""
    return replace(row, remarks=tuple(text for text in row.remarks if text != bounds))


def _row(node: Node, view: View) -> Row:
    match node.operation:
        case Operation.UNIT if node.digits is None and node.children:
            return _row(node.children[0], view)
        case Operation.NAMED | Operation.DERIVED if len(node.children) == 1:
            return _named(node, view)
        case Operation.TERM:
            return _term(node, view)
        case _:
            return _plain(node, view)


def _plain(node: Node, view: View) -> Row:
    """Any node: its label or formula, what it was made from, its value; then its children and members."""
    operands = _operands(node, view)
    return Row(
        f"{node_label(node, view)} = {operands}" if operands else node_label(node, view),
        place=saying.place(node.fact) if node.fact is not None else "",
        value=node_value(node, view),
        state=node.state.value,
        remarks=_remarks(node, view),
        below=(*_children(node, view), *groups(node, view.language)),
    )


def node_label(node: Node, view: View) -> str:
    """What people call a node, or its formula; with its period where that is another one."""
    if node.operation is Operation.UNIT and node.digits is not None:
        digits = node.digits if node.shown.digits is None else node.shown.digits
        if digits < 0:
            return message("tree.rounded-to-whole", view.language, step=f"{10**-digits}{'%' * node.shown.percent}")
        return message("tree.rounded", view.language, digits=digits)
    if node.operation is Operation.OFFICIAL:
        return message("tree.official", view.language, text=node.text)
    label = one_line(saying.called(node))
    period = f" · {node.period}" if node.period is not None and node.period != view.period else ""
    if node.operation in NAMED and node.label and node.text and node.label != node.text:
        label = one_line(f"{node.label} ({node.text})")
    return label + period


def _named(node: Node, view: View) -> Row:
    """`n = banyaknya meningkat` with what stands below the formula."""
    child = node.children[0]
    inner = _row(child, view)
    name, title, formula = one_line(node.text), one_line(node.label), one_line(child.text)
    if node.operation is Operation.DERIVED:
        name = title
    label = name if title in ("", name) else f"{title} ({name})"
    if formula and formula != name:
        label = f"{label} = {formula}"
    if (
        child.state is not node.state
    ):  # a rule has something else in its place, which has no bounds, and says itself why
        told = child.reason in [dict(note.arguments).get("why") for note in node.notes]
        inner = replace(inner, remarks=_remarks(replace(child, reason=None) if told else child, view, bounded=False))
    own = _remarks(node, view, bounded=False)
    remarks = tuple(dict.fromkeys((*own, *inner.remarks)))
    if child.groups and child.label:
        remarks = (one_line(child.label), *remarks)
    return replace(
        inner, label=label, value=node_value(node, view, is_whole(child)), state=node.state.value, remarks=remarks
    )


def _term(node: Node, view: View) -> Row:
    """`Kualitas  30%  × 80  jawaban BB  lke.csv:3  24.00`: a weight times what stands below."""
    weight = node.weight
    row = Row(
        one_line(node.label or node.text),
        weight=saying.weight(weight.used, view.language) if weight is not None else "",
        overall=f"({saying.weight(weight.overall, view.language)})"
        if weight is not None and weight.overall != weight.used
        else "",
        value=node_value(node, view),
        state=node.state.value,
        remarks=(*_remarks(node, view), *_reweighted(node, view)),
    )
    only = node.children[0] if len(node.children) == 1 else None
    if only is None or only.operation is Operation.TERM:
        below = tuple(_row(child, view) for child in node.children)
        return replace(row, operand=_inner(node, view), below=below)
    if only.operation is Operation.INDICATOR and only.label == node.label:
        return replace(row, operand=_times(only, view), below=_children(only, view))
    fact = _single_fact(only)
    if fact is None:
        return replace(row, operand=_times(only, view), below=(_row(only, view),))
    return replace(
        row,
        operand=_times(only, view),
        detail="" if only is fact else _detail(fact, view),
        place=saying.place(fact.fact) if fact.fact is not None else "",
        remarks=tuple(dict.fromkeys((*_remarks(fact, view, bounded=False), *row.remarks))),
    )


def _times(node: Node, view: View) -> str:
    """`× 80`: what a weight multiplies, as written where it is a fact or looked up."""
    computed = node.operation not in FACTS | PASSING
    return f"× {saying.scalar(node.value, node.shown, view.language, computed)}" if node.state is State.VALUE else ""


def _reweighted(node: Node, view: View) -> tuple[str, ...]:
    """Which weight a term had before others gave theirs to it, or it to them."""
    weight = node.weight
    if weight is None or weight.used == weight.declared:
        return ()
    return (message("tree.reweighted", view.language, declared=saying.weight(weight.declared, view.language)),)


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
    inner = [child for child in node.children if child.operation is not Operation.CONSTANT]
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
    return " / ".join(saying.scalar(part.value, part.shown, view.language, True, True) for part in quotient.children)


def _quotient(node: Node) -> Node | None:
    """The division that a node is, or that it multiplies by 100%."""
    if node.operation is Operation.DIVIDE and len(node.children) == 2:
        return node
    scaled = _scaled(node)
    return _quotient(scaled) if scaled is not None else None


def _scaled(node: Node) -> Node | None:
    """What `x * 100%` scales: the number that it leaves as it is."""
    if node.operation is not Operation.MULTIPLY or len(node.children) != 2:
        return None
    first, second = node.children
    if second.operation is Operation.CONSTANT and second.value == 1:
        return first
    return second if first.operation is Operation.CONSTANT and first.value == 1 else None


def _children(node: Node, view: View) -> tuple[Row, ...]:
    scaled = _scaled(node)
    if scaled is not None:
        return _children(scaled, view) or (_row(scaled, view),)
    return tuple(
        _left_out(child, view) if left_out else _row(child, view)
        for child, left_out in _operands_of(node)
        if child.operation is not Operation.CONSTANT
    )


def _left_out(node: Node, view: View) -> Row:
    """What was looked at, and is not among what the number was made of."""
    row = _row(node, view)
    said = (*_remarks(node, view, bounded=False), message("tree.left-out", view.language))
    return replace(row, detail="; ".join(part for part in (row.detail, *said) if part), remarks=())


def _operands_of(node: Node) -> Sequence[tuple[Node, bool]]:
    """What a node looked at, and whether it was left out; `a + b + c` has three."""
    if node.operation not in CHAINED:
        return node.looked_at
    found: list[tuple[Node, bool]] = []
    for child, left_out in node.looked_at:
        found.extend(_operands_of(child) if child.operation == node.operation else ((child, left_out),))
    return found


def node_value(node: Node, view: View, whole: bool = False) -> str:
    """A node's value as it is displayed, or its state in words."""
    if node.state is not State.VALUE:
        return saying.state_word(node.state, view.language)
    as_written = node.operation in FACTS or node.operation in {Operation.CONSTANT, Operation.KEY, Operation.CALENDAR}
    return saying.scalar(node.value, node.shown, view.language, not as_written, whole or is_whole(node))


def is_whole(node: Node) -> bool:
    """Whether a number counts things: a count, or sums and differences of counts."""
    if node.operation in {Operation.COUNT, Operation.CONSTANT, Operation.CALENDAR} or (
        node.operation in FACTS and node.value is not None
    ):
        return not node.shown.percent
    inner = all(is_whole(child) for child in node.children) and bool(
        node.children or node.operation is Operation.AGGREGATE
    )
    return (node.operation in WHOLE or node.operation in PASSING) and inner and not node.shown.percent


def _remarks(node: Node, view: View, bounded: bool = True) -> tuple[str, ...]:
    """Why there is no value, where no line below says so; within which bounds it lies; what the engine noted."""
    amended = saying.amended(node.fact, view.language)
    found = [amended] if amended else []
    said_below = any(child.reason == node.reason for child in node.children)
    if node.reason is not None and not said_below:
        found.append(saying.reason(node.reason, view.language))
    if bounded and node.state is State.MISSING and node.bounds is not None:
        found.append(saying.between(node.bounds, node.shown, view.language, is_whole(node)))
    found.extend(saying.reason(note, view.language) for note in node.notes if note.key != BASIS)
    return tuple(text for text in dict.fromkeys(found) if text)


STATISTIC = Operation.AGGREGATE  # the operation whose members have a number each


@record
class _Reason:
    """One reason of a member: its sentence; of a condition, its formula and what is this member's own."""

    sentence: str
    condition: str = ""
    own: str = ""


def groups(node: Node, language: Language) -> tuple[Row, ...]:
    """The classes of a node's set that have members: counted, left out, unknown; of a statistic each with its number."""
    return tuple(_group(group, node, language) for group in node.groups if group.total)


def _group(group: MemberGroup, node: Node, language: Language) -> Row:
    reasons = [[_reason(text, language) for text in line.reasons] for line in group.lines]
    shared = _shared(reasons)
    below = [_member(line, own, shared, node, language) for line, own in zip(group.lines, reasons, strict=True)]
    more = group.total - len(group.lines)
    if more > 0 and group.lines:
        below.append(Row(message("tree.more", language, count=more)))
    kind = "members" if node.operation == STATISTIC and group.kind == "counted" else group.kind
    label = message(f"tree.{kind}", language)
    if shared:
        label = f"{label}: {'; '.join(shared)}"
    return Row(label, value=str(group.total), below=tuple(below))


def _shared(reasons: Sequence[Sequence[_Reason]]) -> list[str]:
    """The conditions that every listed member has, in the order of the first one."""
    if not reasons:
        return []
    everywhere = set.intersection(*({reason.condition for reason in own} for own in reasons))
    return list(dict.fromkeys(r.condition for r in reasons[0] if r.condition and r.condition in everywhere))


def _member(line: MemberLine, reasons: Sequence[_Reason], shared: Sequence[str], node: Node, language: Language) -> Row:
    key, label = one_line(", ".join(line.key)), one_line(line.label)
    if key and label not in (key, one_line(" · ".join(line.key))):
        label = f"{label} ({key})" if label else key
    own = [reason.own if reason.condition in shared else reason.sentence for reason in reasons]
    if line.weight is not None:
        own = [f"× {saying.scalar(line.weight, Shown(), language)}", *own]
    value = saying.scalar(line.value, node.shown, language)
    return Row(
        label,
        detail="; ".join(text for text in own if text),
        place=saying.places(line.facts),
        value=value if line.state is State.VALUE else saying.state_word(line.state, language),
        state=line.state.value,
        remarks=tuple(dict.fromkeys(text for text in (saying.amended(fact, language) for fact in line.facts) if text)),
    )


def _reason(text: Text, language: Language) -> _Reason:
    sentence = saying.reason(text, language)
    arguments = dict(text.arguments)
    holds = arguments.get("holds")
    holding = isinstance(holds, Text) and holds.key == "why.holds"
    match text.key:
        case "why.compare":
            left, right = (saying.argument(arguments[side], language) for side in ("left", "right"))
            own = one_line(f"{left} {arguments['sign']} {right}")
            return _Reason(sentence, one_line(str(arguments["text"])), own)
        case "why.not-applicable":
            return _Reason(sentence, one_line(str(arguments["text"])))
        case "why.plain" if holding:
            return _Reason(sentence, one_line(str(arguments["text"])))
        case "why.has":
            return _Reason(sentence, one_line(str(arguments["source"])))
        case _:
            return _Reason(sentence)
