"""Syntax to typed expression: one dispatch over the kinds of node."""

from __future__ import annotations

from dataclasses import replace

from iku_dsl import expression as ex
from iku_dsl import syntax as sx
from iku_dsl.problem import say
from iku_dsl.resolve.aggregates import Aggregates
from iku_dsl.resolve.scope import Scope, broken
from iku_dsl.types import BROKEN, TRUTH, Type


class Infer(Aggregates):
    """Gives every expression of a spec its type, or a problem and a broken constant in its place."""

    def expression(self, node: sx.Expression, scope: Scope, expected: Type | None = None) -> ex.Expression:
        """The typed expression of a node."""
        match node:
            case sx.Group():
                inner = self.expression(node.inner, scope, expected)
                return replace(inner, text=self.text(node.inner.span))
            case sx.Path():
                return self.path(node, scope, expected)
            case sx.Number() | sx.Duration() | sx.Date():
                return self.literal(node)
            case sx.Text():
                return self.quoted(node, expected)
            case sx.Missing():
                return ex.Constant(None, type=expected or BROKEN, span=node.span, text=self.text(node.span))
            case sx.Call():
                return self.call(node, scope)
            case sx.Binary():
                return self.binary(node, scope)
            case sx.Negate():
                return self.negate(node, scope)
            case sx.Not():
                operand = self.condition(node.operand, scope)
                return ex.Opposite(operand, type=TRUTH, span=node.span, text=self.text(node.span))
            case sx.Has():
                return self.has(node, scope)
            case sx.Where():
                self.context.report("type-mismatch", say("type-mismatch.where"), node.span)
                return broken(node.span)
            case sx.If():
                return self.choose(node, scope, expected)
            case sx.Aggregate():
                return self.aggregate(node, scope)
