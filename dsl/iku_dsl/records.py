"""Frozen, slotted dataclasses that are made quickly: a program starts with more than a hundred of them.

`dataclass` writes and compiles six methods of each class. Here only the one that differs, `__init__`, is; the others are the same few
functions for all classes, which takes most of that time away. What `dataclasses` offers besides (`fields`, `replace`) works as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields
from inspect import get_annotations
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

Class = TypeVar("Class", bound=type)
Instance = TypeVar("Instance")
_put = object.__setattr__
_ABSENT = object()
_AGAIN: dict[type, Callable[..., Any]] = {}  # how each class is made again; written when it is first asked for
_HASH = "_hash"  # the slot of a hash that was worked out: a tree is hashed once, however often it is looked up


@overload
def record(cls: Class, /) -> Class: ...
@overload
def record(*, kw_only: bool) -> Callable[[Class], Class]: ...
@dataclass_transform(frozen_default=True)
def record(cls: Class | None = None, /, *, kw_only: bool = False) -> Class | Callable[[Class], Class]:
    """A frozen, slotted dataclass; fields with `compare=False` count neither for equality nor for the hash.

    A class may say itself what its hash is made of; that, too, is worked out once.
    """
    return _record(cls, kw_only) if cls is not None else lambda one: _record(one, kw_only)


def _record(cls: Class, kw_only: bool) -> Class:
    types = get_annotations(cls)
    cls.__annotations__ = dict.fromkeys(types, object)  # in texts, `dataclass` would look for words that no record has
    made: Any = _slotted(dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls))
    made.__annotations__ = types
    every = fields(made)
    for field in every:
        field.type = types.get(field.name, field.type)
    compared = [field.name for field in every if field.compare]
    values: Callable[[object], object] = attrgetter(*compared) if compared else type
    work_out: Callable[[object], int] = cls.__dict__.get("__hash__") or (lambda self: hash(values(self)))

    def equal(self: object, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented  # type: ignore[no-any-return]
        mine, others = getattr(self, _HASH, None), getattr(other, _HASH, None)
        if mine != others and mine is not None and others is not None:
            return False  # most that are compared differ, deep inside
        same: bool = values(self) == values(other)
        return same

    def hashed(self: Any) -> int:
        try:
            kept: int = self._hash
        except AttributeError:
            _put(self, _HASH, kept := work_out(self))
        return kept

    def begin(self: object, *given: object, **named: object) -> None:
        """Writes `__init__` when the first one is made: of most classes of a program, a run makes none."""
        made.__init__ = init = _init(made, every)
        init(self, *given, **named)

    methods = {
        "__init__": begin, "__eq__": equal, "__hash__": hashed, "__repr__": _text,
        "__setattr__": _frozen, "__delattr__": _frozen, "__getstate__": _state_of(every), "__setstate__": _restore,
    }  # fmt: skip
    for name, function in methods.items():
        if name not in cls.__dict__ or name == "__hash__":
            setattr(made, name, function)
    return made  # type: ignore[no-any-return]


def _slotted(cls: Any) -> Any:
    """The class again with a slot for each field, and one for its hash."""
    inherited = {slot for base in cls.__mro__[1:] for slot in getattr(base, "__slots__", ())}
    slots = [name for name in (*cls.__dataclass_fields__, _HASH) if name not in inherited]
    content = {name: value for name, value in cls.__dict__.items() if name not in (*slots, "__dict__", "__weakref__")}
    made = type(cls)(cls.__name__, cls.__bases__, {**content, "__slots__": tuple(slots)})
    made.__qualname__ = cls.__qualname__
    return made


def _init(cls: type, every: tuple[Field[Any], ...]) -> Callable[..., None]:
    """The `__init__` of fields: those with a default may be left out, those of `kw_only` are named. Each is put into its slot at once."""
    given = sorted((field for field in every if field.init), key=lambda field: bool(field.kw_only))
    known: dict[str, Any] = {
        "_absent": _ABSENT,
        **{f"_put_{field.name}": getattr(cls, field.name).__set__ for field in every},
    }
    heads, lines = ["self"], []
    for field in given:
        if field.kw_only and "*" not in heads:
            heads.append("*")
        if field.default is MISSING and field.default_factory is MISSING:
            heads.append(field.name)
        else:
            known[f"_{field.name}"] = field.default if field.default is not MISSING else field.default_factory
            heads.append(f"{field.name}={'_absent' if field.default is MISSING else f'_{field.name}'}")
    for field in every:
        value = field.name
        if not field.init:
            if field.default is MISSING:
                continue  # what `__post_init__` sets
            known[value := f"_{field.name}"] = field.default
        elif field.default_factory is not MISSING:
            value = f"_{field.name}() if {field.name} is _absent else {field.name}"
        lines.append(f" _put_{field.name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec(f"def __init__({', '.join(heads)}):\n" + ("\n".join(lines) or " pass"), known)
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def replace(one: Instance, /, **changes: Any) -> Instance:
    """One with other values in some fields: as `dataclasses.replace`, which looks every field up each time, in a fifth of the time."""
    cls: Any = one.__class__
    again = _AGAIN.get(cls)
    if again is None:
        again = _AGAIN[cls] = _again(cls)
    made: Instance = again(one, **changes)
    return made


def _again(cls: Any) -> Callable[..., Any]:
    given = sorted((field for field in fields(cls) if field.init), key=lambda field: bool(field.kw_only))
    heads = ", ".join(f"{field.name}=_absent" for field in given)
    values = ", ".join(
        f"{f'{field.name}=' if field.kw_only else ''}_one.{field.name} if {field.name} is _absent else {field.name}"
        for field in given
    )
    known: dict[str, Any] = {"_absent": _ABSENT, "_cls": cls}
    exec(f"def again(_one, /, {heads}):\n return _cls({values})", known)
    made: Callable[..., Any] = known["again"]
    return made


def _frozen(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"{type(self).__qualname__}.{name} cannot be changed")


def _state_of(every: tuple[Field[Any], ...]) -> Callable[[object], tuple[Any, ...]]:
    """What the fields hold, and not the hash: that of a text is another in each process."""
    names = [field.name for field in every]
    if len(names) < 2:
        return lambda self: tuple(getattr(self, name) for name in names)
    held = attrgetter(*names)
    return lambda self: held(self)


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        _put(self, name, value)


@recursive_repr()
def _text(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
