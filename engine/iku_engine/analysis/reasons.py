"""What a declaration says beside what it means: why a part of it is as it is, and what was printed in the place of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from iku_dsl.expression import Expression, SetExpression
from iku_dsl.problem import say
from iku_engine.analysis.aspects import Aspect, Names
from iku_engine.analysis.meaning import meaning

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
    match node:
        case _ if isinstance(node, Expression | SetExpression):
            return
        case Mapping():
            for key, one in node.items():
                yield from _parts(one, renamed, (*at, renamed.get(str(key), str(key))), str(key))
        case tuple():
            for one in node:
                by = next((getattr(one, field) for field in NAMED_BY if hasattr(one, field)), None)
                yield from _parts(one, renamed, (*at, meaning(by, renamed)), str(getattr(by, "text", by) or name))
        case _ if is_dataclass(node) and not isinstance(node, type):
            said = {one.name: getattr(node, one.name) for one in fields(node) if one.name in SAID}
            unsaid = (
                "",
                getattr(getattr(node, "condition", None), "text", ""),
            )  # where none is given, the condition stands
            yield (
                at,
                (name, {field: text for field, text in said.items() if isinstance(text, str) and text not in unsaid}),
            )
            for one in fields(node):
                yield from _parts(getattr(node, one.name), renamed, (*at, one.name), name)
        case _:
            return
