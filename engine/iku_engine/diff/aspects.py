"""One respect in which two declarations differ: what it is called, and what it was and is, as texts.

Of what is said beside the meaning (why a part is as it is, and what was printed in the place of it) each part has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from fractions import Fraction
from functools import cache

from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Span
from iku_dsl.problem import Text, say
from iku_dsl.program.expression import Consolidation, Expression, SetExpression
from iku_dsl.wording import figure, interval_text
from iku_engine.plan.meaning import meaning, shape

Names = Mapping[str, str]
Said = Text | str | None
Aspect = tuple[Text, Said, Said]


def plain(key: str, old: object, new: object) -> Iterator[Aspect]:
    """One aspect, where it differs, as texts."""
    if old != new:
        yield say(key), _said(old), _said(new)


def consolidated(how: Consolidation | None) -> Said:
    """How sub-periods are summed up, and whether all must be there."""
    if how is None:
        return None
    return say("diff.partial", how=str(how.reduction)) if how.partial else str(how.reduction)


def _said(value: object) -> Said:
    match value:
        case None | "" | ():
            return None
        case Text():
            return value
        case tuple():
            return ", ".join(map(str, value))
        case Interval():
            return interval_text(value) if value != EVERYTHING else None
        case Span():
            return span_text(value)
        case _:
            return str(value)


def span_text(span: Span) -> str:
    """`2021..`, `2015..2020`; `..` for always."""
    if span.first == span.last and span.first is not None:
        return str(span.first)
    return f"{span.first or ''}..{span.last or ''}"


def keyed(key: str, old: Mapping[str, Said], new: Mapping[str, Said]) -> Iterator[Aspect]:
    """What a mapping of texts has otherwise; the sentence names the key."""
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield say(key, name=name), old.get(name), new.get(name)


def expressed(key: str, name: str, old: object, new: object, was: Names) -> Iterator[Aspect]:
    """An expression (or none) that means something else; texts are those of the specs."""
    if meaning(old, {}) != meaning(new, was):
        yield say(key, name=name), _text(old), _text(new)


def _text(value: object) -> str | None:
    return " ".join(str(getattr(value, "text", value)).split()) if value is not None else None


def listed(key: str, old: Sequence[tuple[object, Said]], new: Sequence[tuple[object, Said]]) -> Iterator[Aspect]:
    """What a list has otherwise, each by its meaning and its text: what went, and what came."""
    before, after = ({one for one, _ in some} for some in (old, new))
    gone = [text for one, text in old if one not in after]
    come = [text for one, text in new if one not in before]
    for at in range(max(len(gone), len(come))):
        yield say(key), gone[at] if at < len(gone) else None, come[at] if at < len(come) else None


def grain(value: object) -> Text | None:
    """`tahun`; nothing where there is no period."""
    return say(f"noun.{value}") if value is not None else None


def number(value: object, percent: bool) -> str:
    """A number as people write it, or a word."""
    return figure(value, percent) if isinstance(value, Fraction) else str(value)


SAID = {"reason": "diff.reason", "partial": "diff.reason", "printed": "diff.printed"}
NAMED_BY = ("member", "name", "condition", "interval", "value")  # by which of its fields a part of a list is known
Place = tuple[object, ...]


def reasoned(old: object, new: object, was: Names) -> Iterator[Aspect]:
    """What is said otherwise of a part that both have; one of a list that came or went is told as such."""
    name = str(getattr(new, "name", ""))
    before, after = dict(_parts(old, {}, (), name)), dict(_parts(new, was, (), name))
    for place in dict.fromkeys((*before, *after)):
        if not all(place in one or place[:-1] in one for one in (before, after)):
            continue
        part = (after.get(place) or before[place])[0]
        known, said = (one[place][1] if place in one else {} for one in (before, after))
        for field in dict.fromkeys((*known, *said)):
            if known.get(field) != said.get(field):
                yield say(SAID[field], name=part), known.get(field), said.get(field)


def _parts(node: object, renamed: Names, at: Place, name: str) -> Iterator[tuple[Place, tuple[str, dict[str, str]]]]:
    """Every part of a declaration, where it is in it, what people call it, and what is said of it."""
    if isinstance(node, Expression | SetExpression):
        return
    kind: type = type(node)
    match shape(kind):
        case "entries":
            assert isinstance(node, Mapping)
            for key, one in node.items():
                yield from _parts(one, renamed, (*at, renamed.get(str(key), str(key))), str(key))
        case "list" if isinstance(node, tuple):
            for one in node:
                by = next((getattr(one, field) for field in NAMED_BY if hasattr(one, field)), None)
                yield from _parts(one, renamed, (*at, meaning(by, renamed)), str(getattr(by, "text", by) or name))
        case "record":
            said = {field: getattr(node, field) for field in _fields(kind) if field in SAID}
            # where none is given, the condition stands
            unsaid = ("", getattr(getattr(node, "condition", None), "text", ""))
            texts = {field: text for field, text in said.items() if isinstance(text, str) and text not in unsaid}
            yield at, (name, texts)
            for field in _fields(kind):
                inside = getattr(node, field)
                inner: type = type(inside)
                if shape(inner) not in ("text", "plain"):
                    yield from _parts(inside, renamed, (*at, field), name)
        case _:
            return


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
