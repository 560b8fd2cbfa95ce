"""Expressions, ranges and periods to canonical text."""

from __future__ import annotations

from iku_dsl import statements as st
from iku_dsl.formatting.format_words import (
    DAYS,
    FUNCTIONS,
    OF_A_MEMBER,
    OF_A_PROFILE,
    SUBJECTS,
    TRUTHS,
    UNITS,
    WEIGHED,
    Words,
)
from iku_dsl.statements import syntax as sx

_EQUALITIES = (sx.Operator.EQUAL, sx.Operator.NOT_EQUAL)


def expression(node: sx.Expression, words: Words) -> str:
    """An expression on one line."""
    match node:
        case sx.Path():
            return path(node, words)
        case sx.Number() | sx.Duration():
            return amount(node, words)
        case sx.Text():
            return quoted(node)
        case sx.Date(text=text):
            return text
        case sx.Missing():
            return words["MISSING"]
        case sx.Group(inner=inner):
            return f"({expression(inner, words)})"
        case sx.Call():
            half_even = f" {words['HALF_EVEN']}" if node.half_even else ""
            return f"{words.name(node.function, FUNCTIONS)}({listed(node.arguments, words)}{half_even})"
        case sx.Binary():
            return _binary(node, words)
        case sx.Negate(operand=operand):
            return f"-{expression(operand, words)}"
        case sx.Not(operand=operand):
            return f"{words['NOT']} {expression(operand, words)}"
        case sx.Has(source=source):
            return f"{words['HAS']} {expression(source, words)}"
        case sx.Where(rows=rows, condition=condition):
            return f"{expression(rows, words)} {words['WHERE']} {expression(condition, words)}"
        case sx.If():
            return _if(node, words)
        case sx.Aggregate():
            return _aggregate(node, words)


def _if(node: sx.If, words: Words) -> str:
    start = f"{words['IF']} {expression(node.condition, words)} {words['THEN']} {expression(node.then, words)}"
    return f"{start} {words['OTHERWISE']} {expression(node.otherwise, words)}"


def listed(nodes: tuple[sx.Expression, ...], words: Words) -> str:
    """Expressions with commas between them."""
    return ", ".join(expression(node, words) for node in nodes)


def quoted(text: sx.Text) -> str:
    """Text between quotes; long text on lines of its own, two columns deeper than a statement stands."""
    if text.long:
        lines = [f"    {line}" if line else "" for line in text.text.split("\n")] if text.text else []
        return "\n".join(['"""', *lines, '    """'])
    return '"' + text.text.replace('"', '""') + '"'


def amount(node: sx.Number | sx.Duration, words: Words) -> str:
    """A number as written, with its unit."""
    unit = node.unit if isinstance(node, sx.Number) else None
    return f"{node.text} {words.name(unit, UNITS)}" if unit is not None else node.text


def path(node: sx.Path, words: Words) -> str:
    """A name and what follows it."""
    own = SUBJECTS if words.declared.only(node.name.text, "indicator") else {}
    if words.declared.only(node.name.text, "dimension"):
        attributes = {name for owner, name in words.declared.columns if owner == node.name.text}
        own = {spelling: pair for spelling, pair in OF_A_MEMBER.items() if attributes.isdisjoint(pair)}
    text = words.name(node.name, OF_A_PROFILE, "parameter", "let") if words.profile else node.name.text
    fields = 0
    for step in node.steps:
        match step:
            case sx.Field(name=name):
                text += f".{words.name(name, own if fields == 0 else {})}"
                fields += 1
            case sx.Index(keys=keys, shift=shift):
                text += f"[{listed(keys, words) if shift is None else _shift(shift, words)}]"
    return text


def _shift(node: sx.Shift, words: Words) -> str:
    grain = words[node.grain.upper()] if node.grain is not None else ""
    match node.kind:
        case sx.ShiftKind.TO_DATE:
            return words["TO_DATE"]
        case sx.ShiftKind.BACK:
            return f"{grain} -{node.steps}"
        case sx.ShiftKind.THIS:
            return _beside(grain, words["THIS"], words)
        case sx.ShiftKind.PREVIOUS:
            previous = _beside(grain, words["PREVIOUS"], words)
            if node.within is None:
                return previous
            return f"{previous} {_beside(words[node.within.upper()], words['THIS'], words)}"


def _beside(noun: str, adjective: str, words: Words) -> str:
    return f"{noun} {adjective}" if words.language == "id" else f"{adjective} {noun}"


def _binary(node: sx.Binary, words: Words) -> str:
    left, right = expression(node.left, words), expression(node.right, words)
    if node.operator in _EQUALITIES:
        left, right = _truth(node.left, node.right, words) or left, _truth(node.right, node.left, words) or right
    in_words = node.operator in (sx.Operator.AND, sx.Operator.OR)
    sign = words[node.operator.name] if in_words else node.operator.value
    return f"{left} {sign} {right}"


def _truth(node: sx.Expression, beside: sx.Expression, words: Words) -> str:
    """`ya` or `tidak` where it is compared with what the file declares as such a column; otherwise nothing."""
    if not isinstance(node, sx.Path) or node.steps or node.name.text not in TRUTHS or not isinstance(beside, sx.Path):
        return ""
    names = [beside.name.text, *(step.name.text for step in beside.steps if isinstance(step, sx.Field))]
    if not words.declared.only(names[-1], "truth") or any(map(words.declared.kinds.get, TRUTHS[node.name.text])):
        return ""
    return words.name(node.name, TRUTHS)


def _aggregate(node: sx.Aggregate, words: Words) -> str:
    kind = _aggregate_kind(node, words)
    if node.listed:
        text = f"{kind} {words['OF']} {listed(node.operands, words)}"
    elif len(node.operands) > 1:
        text = f"{kind}({listed(node.operands, words)})"
    else:
        text = f"{kind} {_operand(node, words)}"
    if node.by is not None:
        text += f" {words['BY']} {expression(node.by, words)}"
    if node.over is not None:
        text += f" {words['OVER']} {expression(node.over, words)}"
    if node.when_missing is not None:
        text += f" {words['WHEN_MISSING']} {rule(node.when_missing, words)}"
    if node.when_not_loaded is not None:
        text += f" {words['WHEN_NOT_LOADED']} {rule(node.when_not_loaded, words)}"
    if node.when_not_applicable is not None:
        text += f" {words['WHEN_NA']} {rule(node.when_not_applicable, words)}"
    return text


def _aggregate_kind(node: sx.Aggregate, words: Words) -> str:
    parts = [words[node.statistic.name]]
    if node.mean is not sx.Mean.ARITHMETIC:
        parts.append(words[node.mean.name])
    if node.weighted:
        parts.append(words["WEIGHTED"])
    return " ".join(parts if words.language == "id" else reversed(parts))


def _operand(node: sx.Aggregate, words: Words) -> str:
    operand = node.operands[0]
    if isinstance(operand, sx.Path):
        fields = any(isinstance(step, sx.Field) for step in operand.steps)
        if node.statistic is sx.Statistic.COUNT and operand.name.text in DAYS and not fields:
            day = words.name(operand.name, DAYS, "dimension", "source", "let", "set", "indicator")
            return day + path(operand, words).removeprefix(operand.name.text)
        if words.weighs and node.weighted and not operand.steps:
            return words.name(operand.name, WEIGHED, "let", "set")
    return expression(operand, words)


def rule(node: sx.Rule, words: Words) -> str:
    """What follows `bila kosong`."""
    return words[node.kind.name] if node.amount is None else amount(node.amount, words)


def interval(node: sx.Range | sx.Point, words: Words, between: str = "..") -> str:
    """A range; `between` is `..`, with blanks around it where bands are spaced."""
    if isinstance(node, sx.Point):
        return amount(node.value, words)
    low = amount(node.low, words) if node.low is not None else ""
    high = expression(node.high, words) if node.high is not None else ""
    if node.bare:
        return f"{'>' if node.low_open else '>='} {low}" if low else f"{'<' if node.high_open else '<='} {high}"
    dots = between.replace("..", "..<") if node.high_open else between
    return f"{'> ' if node.low_open else ''}{low}{dots}{high}".strip()


def band(node: sx.Range | sx.Point, words: Words) -> str:
    """A range as bands write it: `> 70 .. 80`."""
    return interval(node, words, " .. ")


def periods(node: sx.Periods) -> str:
    """`2025`, `2021..`, `2015..2020`."""
    first = node.first.text if node.first is not None else ""
    last = node.last.text if node.last is not None else ""
    return first if first == last else f"{first}..{last}"


def grain_or_name(node: st.GrainName | sx.Name, words: Words) -> str:
    """What stands after `per`, or among the columns of `diberi`."""
    return words[node.grain.upper()] if isinstance(node, st.GrainName) else node.text
