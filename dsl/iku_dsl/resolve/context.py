"""What all of resolving shares: the declarations by name, the problems found so far, and the words nobody should be scolded for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.blocks import Block
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Dimension, Profile, Scale, Source, Table
from iku_dsl.source import SourceFile, Span
from iku_dsl.types import Type, unit


@dataclass(frozen=True, slots=True)
class IndicatorHead:
    """What others need to know of an indicator before its formula is read."""

    name: str
    block: Block
    dimensions: tuple[str, ...]
    grain: sx.Grain
    type: Type
    scale: str
    has_achievement: bool


@dataclass
class Context:
    """Filled in the order of resolving: dimensions, tables and scales, sources, profiles, then the heads of indicators."""

    files: Mapping[str, SourceFile]
    lost: frozenset[str]
    problems: list[Diagnostic] = field(default_factory=list)
    names: dict[str, Block] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    indicators: dict[str, IndicatorHead] = field(default_factory=dict)

    def report(
        self,
        id: str,
        message: Text,
        span: Span,
        *others: Label,
        hint: Text | None = None,
        counter_example: Text | None = None,
        severity: Severity = Severity.ERROR,
        label: Text | None = None,
        fix: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Note a problem."""
        labels = (Label(span, label), *others)
        self.problems.append(Diagnostic(id, message, labels, severity, counter_example, hint, fix))

    def unknown(self, name: sx.Name | sx.Text, kind: str, candidates: Iterable[str], where: Text | None = None) -> None:
        """Note a name that nothing has, with what was probably meant; silent for a name that a lost line might have declared."""
        if name.text in self.lost or name.text in self.broken:
            return
        known = list(dict.fromkeys(candidates))
        close = difflib.get_close_matches(name.text, known, n=1, cutoff=0.6)
        folded = {candidate.casefold(): candidate for candidate in known}
        guess = folded.get(name.text.casefold()) or (close[0] if close else "")
        hint: Text | None = None
        if guess:
            hint = say("did-you-mean", guess=guess)
        elif known:
            hint = say("unknown-name.known", names=tuple(known[:8]), more=max(0, len(known) - 8))
        fix = ((name.span, guess),) if guess else ()
        message = say(f"unknown-name.{kind}", name=name.text, where=where or "")
        self.report("unknown-name", message, name.span, hint=hint, fix=fix)

    def text(self, span: Span) -> str:
        """What stands at a span, blanks and line ends folded."""
        file = self.files.get(span.file)
        if file is None:
            return ""
        start = file.line_starts[span.line - 1] + span.column - 1
        end = file.line_starts[span.end_line - 1] + span.end_column - 1
        return " ".join(file.text[start:end].split())


def label_text(label: sx.Text | None) -> str:
    """The text of a label, blanks folded."""
    return " ".join(label.text.split()) if label is not None else ""


def prose_text(text: sx.Text) -> str:
    """Long text without the indentation of the spec."""
    return "\n".join(line.strip() for line in text.text.strip().splitlines())


def amount(node: sx.Number | sx.Duration, type: Type) -> Fraction | None:
    """The number of a literal in the unit of a type; None where its unit does not convert to it."""
    if isinstance(node, sx.Duration):
        factor = unit("detik").factor_to(type.unit)
        return Fraction(node.seconds) * factor if factor is not None and not type.unit.is_pure else None
    if node.unit is None:
        return node.value
    factor = unit(node.unit.text).factor_to(type.unit)
    return node.value * factor if factor is not None else None


def is_grain(item: st.GrainName | sx.Name) -> bool:
    """Whether a `per` item is a period."""
    return isinstance(item, st.GrainName)
