"""The lets and sets of an indicator, read when they are first named."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from iku_dsl import expression as ex
from iku_dsl import statements as st
from iku_dsl.blocks import Block
from iku_dsl.budgets import most
from iku_dsl.problem import Label, say
from iku_dsl.resolve.context import label_text
from iku_dsl.resolve.infer import Infer
from iku_dsl.resolve.scope import Scope, broken
from iku_dsl.source import Span
from iku_dsl.types import Kind

MAX_STEPS = most("lets")


class OwnNames:
    """The lets and sets of one indicator, read when first named; a circle among them is told once."""

    def __init__(self, infer: Infer, block: Block) -> None:
        self.infer = infer
        self.scope: Scope | None = None
        self.nodes: dict[str, st.Let | st.Set] = {}
        self.lets: dict[str, ex.Named] = {}
        self.sets: dict[str, ex.NamedSet] = {}
        self.used: set[str] = set()
        self.lost: set[str] = set()  # sets that have a problem already
        self.reading: list[str] = []
        self.steps: dict[str, int] = {}
        self.told = False
        for node in [e.statement for e in block.entries if isinstance(e.statement, st.Let | st.Set)]:
            first = self.nodes.get(node.name.text)
            if first is not None:
                message = say("duplicate-name", name=node.name.text)
                place = Label(first.name.span, say("duplicate-name.first"))
                infer.context.report("duplicate-name", message, node.name.span, place)
            else:
                self.nodes[node.name.text] = node

    def names(self) -> Iterable[str]:
        """All their names."""
        return self.nodes

    def let(self, name: str, span: Span) -> ex.Expression | None:
        """The let of a name."""
        node = self.nodes.get(name)
        if not isinstance(node, st.Let):
            return None
        self.used.add(name)
        if name not in self.lets:
            if not self._enter(name, span):
                return broken(span)
            assert self.scope is not None
            value = self.infer.expression(node.value, self.scope)
            if node.consolidate is not None:
                place = node.consolidate.span
                message = say("unexpected-text", found=self.infer.text(place))
                self.infer.context.report("unexpected-text", message, place, hint=say("unexpected-text.consolidate"))
            if not self.infer.context.fits(value, node.value.span):
                value = broken(node.value.span)
            self.lets[name] = ex.Named(
                name,
                label_text(node.label),
                value,
                type=value.type,
                span=node.span,
                text=self.infer.text(node.value.span),
            )
            self.reading.pop()
        if not self._shallow(name, span):
            return broken(span)
        found = self.lets[name]
        return broken(span) if found.type.kind is Kind.BROKEN else found

    def set(self, name: str, span: Span) -> ex.SetExpression | None:
        """The set of a name."""
        node = self.nodes.get(name)
        if not isinstance(node, st.Set):
            return None
        self.used.add(name)
        if name in self.lost:
            return None
        if name not in self.sets:
            if not self._enter(name, span):
                return None
            assert self.scope is not None
            value = self.infer.set_of(node.value, self.scope)
            self.reading.pop()
            if value is None or not self.infer.context.fits(value, node.value.span):
                self.lost.add(name)
                return None
            self.sets[name] = ex.NamedSet(
                name,
                label_text(node.label),
                value,
                type=value.type,
                span=node.span,
                text=self.infer.text(node.value.span),
            )
        return self.sets[name] if self._shallow(name, span) else None

    def _shallow(self, name: str, span: Span) -> bool:
        """Whether what is being read may rest on a let or set: not where too many rest on one another."""
        steps = self.steps.get(name, 0) + 1
        if self.reading:
            self.steps[self.reading[-1]] = max(self.steps.get(self.reading[-1], 0), steps)
        if steps > MAX_STEPS:
            self._too_many(span)
        return steps <= MAX_STEPS

    def _too_many(self, span: Span) -> None:
        if not self.told:
            self.infer.context.report("too-large", say("too-large.depth", limit=MAX_STEPS), span)
        self.told = True

    def _enter(self, name: str, span: Span) -> bool:
        if len(self.reading) > MAX_STEPS:
            self._too_many(span)
            return False
        if name in self.reading:
            ring = " → ".join([*self.reading[self.reading.index(name) :], name])
            inner = self.reading[self.reading.index(name) :]
            places = tuple(
                Label(self.nodes[n].name.span, say("cycle.edge", name=n, target=m)) for n, m in pairwise(inner)
            )
            edge = say("cycle.edge", name=inner[-1], target=name)
            hint = say("cycle.hint.lets")
            self.infer.context.report("cycle", say("cycle", ring=ring), span, *places, label=edge, hint=hint)
            return False
        self.reading.append(name)
        return True
