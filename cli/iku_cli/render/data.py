"""The data of a stage as it is: frozen dataclasses as an indented outline, or as JSON, without their places.

`worded` shows an expression in the words of the spec, not opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction

from iku_cli.messages.visible import one_line, visible
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import Span
from iku_dsl.program.expression import Typed
from iku_dsl.types import Unit
from iku_dsl.wording import interval_text

INDENT = "  "


def as_text(value: object, worded: bool = False) -> str:
    """An outline: a node's kind, then each field that holds something, one a line."""
    return "\n".join(_lines(value, "", 0, worded))


def as_json(value: object, worded: bool = False) -> object:
    """The same as JSON: `kind` and the fields of a node, numbers as strings."""
    match value:
        case Typed() if worded:
            return value.text
        case None | bool():
            return value
        case Enum():
            return value.value
        case Mapping():
            return {_name(key): as_json(item, worded) for key, item in value.items()}
        case tuple() | list() | frozenset():
            return [as_json(item, worded) for item in value]
        case Interval():
            return interval_text(value)
        case Period() | Unit():
            return str(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {"kind": type(value).__name__} | {name: as_json(item, worded) for name, item in _held(value)}
        case _:
            return str(value)


def _lines(value: object, before: str, depth: int, worded: bool) -> Iterator[str]:
    start = f"{INDENT * depth}{before}"
    if isinstance(value, Mapping):
        yield start.rstrip()
        for key, item in value.items():
            yield from _lines(item, f"{_name(key)}: ", depth + 1, worded)
    elif isinstance(value, tuple | list | frozenset):
        if all(_plain(item, worded) and not isinstance(item, Typed) for item in value):
            yield f"{start}{', '.join(_shown(item) for item in value)}"
            return
        yield start.rstrip()
        for item in value:
            yield from _lines(item, "- ", depth + 1, worded)
    elif _plain(value, worded):
        yield f"{start}{_shown(value)}"
    else:
        yield f"{start}{type(value).__name__}"
        for name, item in _held(value):
            yield from _lines(item, f"{name}: ", depth + 1, worded)


def _plain(value: object, worded: bool) -> bool:
    if isinstance(value, Interval | Period | Unit) or (worded and isinstance(value, Typed)):
        return True
    return not isinstance(value, Mapping | tuple | list | frozenset) and not is_dataclass(value)


def _held(value: object) -> Iterator[tuple[str, object]]:
    """The fields of a node that hold something; where it stands in the file is left out."""
    assert is_dataclass(value)
    for field in fields(value):
        held = getattr(value, field.name)
        number = isinstance(held, Fraction | int) and not isinstance(held, bool)
        if not isinstance(held, Span) and (held or number):
            yield field.name, held


def _shown(value: object) -> str:
    match value:
        case str() if not isinstance(value, Enum):
            return f'"{visible(value)}"'
        case Enum():
            return str(value.value)
        case Interval():
            return interval_text(value)
        case Typed():
            return one_line(value.text)
        case _:
            return visible(str(value))


def _name(key: object) -> str:
    return visible(", ".join(map(str, key)) if isinstance(key, tuple) else str(key))
