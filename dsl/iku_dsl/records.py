"""Frozen, slotted dataclasses that are made quickly: a program starts with more than a hundred of them.

`dataclass` writes and compiles each method of each class. Here equality, hash and text are the same few functions for all classes,
which takes a third of that time away; a comparison fetches its fields in C.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform, overload

Class = TypeVar("Class", bound=type)


@overload
def record(cls: Class, /) -> Class: ...
@overload
def record(*, kw_only: bool) -> Callable[[Class], Class]: ...
@dataclass_transform(frozen_default=True)
def record(cls: Class | None = None, /, *, kw_only: bool = False) -> Class | Callable[[Class], Class]:
    """A frozen, slotted dataclass; fields with `compare=False` count neither for equality nor for the hash."""
    return _record(cls, kw_only) if cls is not None else lambda one: _record(one, kw_only)


def _record(cls: Class, kw_only: bool) -> Class:
    made: Any = dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=kw_only)(cls)
    compared = [field.name for field in fields(made) if field.compare]
    values: Callable[[object], object] = attrgetter(*compared) if compared else type

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    for name, function in (("__eq__", equal), ("__hash__", hashed), ("__repr__", _text)):
        if name not in cls.__dict__:
            setattr(made, name, function)
    return made  # type: ignore[no-any-return]


@recursive_repr()
def _text(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
