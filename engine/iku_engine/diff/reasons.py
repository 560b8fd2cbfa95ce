"""What a declaration says beside what it means: why a part of it is as it is, and what was printed in the place of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache

from iku_dsl.problem import say
from iku_dsl.program.expression import Expression, SetExpression
from iku_engine.diff.aspects import Aspect, Names
from iku_engine.plan.meaning import meaning, shape

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
