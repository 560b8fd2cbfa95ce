"""The members of a set as rows of a tree: a condition that all share stands once, each line shows its own numbers."""

from __future__ import annotations

from collections.abc import Sequence

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.outline import Row
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_dsl.records import record
from iku_engine.results.evaluation import MemberGroup, MemberLine, Node, Operation, Shown, State

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
    valued = node.operation == STATISTIC
    if line.weight is not None:
        own = [f"× {saying.scalar(line.weight, Shown(), language)}", *own]
    value = saying.scalar(line.value, node.shown, language)
    state = State.MISSING if valued and line.value is None else State.VALUE
    return Row(
        label,
        detail="; ".join(text for text in own if text),
        place=saying.places(line.facts),
        value=value if state is State.VALUE else saying.state_word(state, language),
        state=state.value,
        remarks=tuple(dict.fromkeys(text for text in (saying.amended(fact, language) for fact in line.facts) if text)),
    )


def _reason(text: Text, language: Language) -> _Reason:
    sentence = saying.reason(text, language)
    arguments = dict(text.arguments)
    holds = arguments.get("holds")
    holding = isinstance(holds, Text) and holds.key == "why.holds"
    match text.key:
        case "why.compare":
            own = one_line(f"{arguments['left']} {arguments['sign']} {arguments['right']}")
            return _Reason(sentence, one_line(str(arguments["text"])), own)
        case "why.plain" if holding:
            return _Reason(sentence, one_line(str(arguments["text"])))
        case "why.has":
            return _Reason(sentence, one_line(str(arguments["source"])))
        case _:
            return _Reason(sentence)
