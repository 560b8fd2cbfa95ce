"""A formula to an equation of Word: Office Math Markup, ISO/IEC 29500-1, 22.1. What has no form of its own stands as its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from iku_cli.messages.visible import one_line
from iku_dsl.program import expression as ex
from iku_dsl.types import Mean, Operator, Statistic

NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SIGNS = {
    Operator.ADD: "+", Operator.SUBTRACT: "−", Operator.MULTIPLY: "×", Operator.EQUAL: "=", Operator.NOT_EQUAL: "≠",
    Operator.LESS: "<", Operator.AT_MOST: "≤", Operator.MORE: ">", Operator.AT_LEAST: "≥", Operator.AND: "∧", Operator.OR: "∨",
}  # fmt: skip
LONG, WIDE = (
    400,
    56,
)  # letters of a formula, and of what stands in its equation, beyond which it does not fit a cell: not every program breaks it


def equation(name: str, expression: ex.Expression) -> str | None:
    """`name = expression` as one `m:oMath`; None where it is too long to be read as one."""
    if len(expression.text) > LONG:
        return None
    made = _math(expression)
    if len("".join(re.findall(r"<m:t [^<>]*>([^<]*)", made))) > WIDE:
        return None
    return f'<m:oMath xmlns:m="{NAMESPACE}">{_word(name)}{_run(" = ")}{made}</m:oMath>'


def _math(expression: ex.Expression) -> str:
    match expression:
        case ex.Arithmetic(operator=Operator.DIVIDE):
            top, below = _math(expression.left), _math(expression.right)
            return f"<m:f><m:num>{top}</m:num><m:den>{below}</m:den></m:f>"
        case ex.Arithmetic(operator=Operator.POWER):
            base = _closed(expression.left, (ex.Arithmetic, ex.Negative))
            return f"<m:sSup><m:e>{base}</m:e><m:sup>{_math(expression.right)}</m:sup></m:sSup>"
        case ex.Arithmetic(operator=Operator.MULTIPLY):
            return f"{_factor(expression.left)}{_run(' × ')}{_factor(expression.right)}"
        case ex.Arithmetic(operator=Operator.SUBTRACT):
            return f"{_math(expression.left)}{_run(' − ')}{_factor(expression.right)}"
        case ex.Arithmetic() | ex.Comparison() | ex.Logic():
            return f"{_math(expression.left)}{_run(f' {SIGNS[expression.operator]} ')}{_math(expression.right)}"
        case ex.Negative():
            return _run("−") + _factor(expression.operand)
        case ex.Apply():
            return _function(expression)
        case ex.Aggregated() if expression.statistic is Statistic.SUM and expression.operand is not None:
            return _sum(_set_text(expression.set), _factor(expression.operand))
        case ex.Weighted() if expression.statistic is Statistic.SUM and expression.mean is Mean.ARITHMETIC:
            one = len(expression.levels) == 1
            weights = (
                f"<m:sSub><m:e>{_word('w')}</m:e><m:sub>{_word(expression.levels[0])}</m:sub></m:sSub>"
                if one
                else _word("w")
            )
            return _sum(", ".join(expression.levels), weights + _run(" × ") + _factor(expression.operand))
        case ex.Choose():
            return _choices(expression)
        case ex.Named():
            return _word(expression.name)
        case _:
            return _word(expression.text)


def _function(expression: ex.Apply) -> str:
    inner = [_math(argument) for argument in expression.arguments]
    match expression.function:
        case ex.Function.ROOT:
            degree = inner[1] if len(inner) == 2 else ""
            hide = "" if degree else '<m:radPr><m:degHide m:val="1"/></m:radPr>'
            return f"<m:rad>{hide}<m:deg>{degree}</m:deg><m:e>{inner[0]}</m:e></m:rad>"
        case ex.Function.ABSOLUTE:
            return _fenced(inner, "|", "|")
        case _:
            return _word(expression.text.partition("(")[0] or expression.function.value) + _fenced(inner)


def _choices(expression: ex.Choose) -> str:
    """A brace with a line a branch."""
    lines = [
        _math(expression.then) + _run(",  ") + _math(expression.condition),
        _math(expression.otherwise) + _run(",  ¬(") + _math(expression.condition) + _run(")"),
    ]
    rows = "".join(f"<m:e>{line}</m:e>" for line in lines)
    return f'<m:d><m:dPr><m:begChr m:val="{{"/><m:endChr m:val=""/></m:dPr><m:e><m:eqArr>{rows}</m:eqArr></m:e></m:d>'


def _sum(below: str, operand: str) -> str:
    properties = '<m:naryPr><m:chr m:val="∑"/><m:limLoc m:val="undOvr"/><m:supHide m:val="1"/></m:naryPr>'
    return f"<m:nary>{properties}<m:sub>{_word(below)}</m:sub><m:sup/><m:e>{operand}</m:e></m:nary>"


def _set_text(found: ex.SetExpression) -> str:
    return found.name if isinstance(found, ex.NamedSet) else found.text


def _factor(expression: ex.Expression) -> str:
    """In parentheses where it is a sum or difference."""
    loose = isinstance(expression, ex.Arithmetic) and expression.operator in (Operator.ADD, Operator.SUBTRACT)
    return _fenced([_math(expression)]) if loose or isinstance(expression, ex.Negative) else _math(expression)


def _closed(expression: ex.Expression, kinds: tuple[type, ...]) -> str:
    return _fenced([_math(expression)]) if isinstance(expression, kinds) else _math(expression)


def _fenced(inner: Sequence[str], first: str = "(", last: str = ")") -> str:
    held = "".join(f"<m:e>{one}</m:e>" for one in inner)
    return (
        f'<m:d><m:dPr><m:begChr m:val="{first}"/><m:sepChr m:val="; "/><m:endChr m:val="{last}"/></m:dPr>{held}</m:d>'
    )


def _run(sign: str) -> str:
    """One of our own signs, with its spaces."""
    return f'<m:r><m:t xml:space="preserve">{escape(sign)}</m:t></m:r>'


def _word(text: str) -> str:
    """A name or a piece of a formula, upright, as it is written."""
    return f'<m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t xml:space="preserve">{escape(one_line(text))}</m:t></m:r>'
