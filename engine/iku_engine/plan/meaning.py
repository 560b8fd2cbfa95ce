"""What a declaration means, apart from how it is written: formatting, comments, labels and the order of its lines do not count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Literal

from iku_dsl.program import Program
from iku_dsl.program import expression as ex

Meaning = object  # plain tuples and values, equal where the meaning is
NAMES = frozenset(
    {"source", "indicator", "dimension", "table", "scale", "profile", "member", "of"}
)  # fields that name declarations
WORDS = frozenset({"span", "text", "label", "type"})
Subject = str
SUBJECTS: Mapping[Subject, Callable[[Program], Mapping[str, object]]] = {
    "dimension": lambda program: program.dimensions,
    "source": lambda program: program.sources,
    "table": lambda program: program.tables,
    "scale": lambda program: program.scales,
    "profile": lambda program: program.profiles,
    "indicator": lambda program: program.indicators,
}


def meaning(node: object, renamed: Mapping[str, str], own: str = "") -> Meaning:
    """What a node means; `renamed` says what names were called before, and `own` is a name that does not count.

    A `hitung` or `himpunan` is only named where it is used: what it means is compared where it is declared.
    """
    if isinstance(node, ex.Named | ex.NamedSet):
        return type(node).__name__, node.name
    kind: type = type(node)
    match shape(kind):
        case "entries":
            assert isinstance(node, Mapping)
            return tuple(sorted((renamed.get(str(k), str(k)), meaning(v, renamed, own)) for k, v in node.items()))
        case "list" if isinstance(node, tuple):
            return tuple([meaning(one, renamed, own) for one in node])
        case "record":
            return (kind.__name__, *_fields(node, renamed, own))
        case "text" if own and node == own:
            return ""
        case _:
            return node


@cache
def shape(kind: type) -> Literal["text", "entries", "list", "record", "plain"]:
    """How a kind of thing is made: declarations are walked over whole, so it is asked once of each kind."""
    if issubclass(kind, str):
        return "text"
    if issubclass(kind, Mapping):
        return "entries"
    if issubclass(kind, tuple | frozenset):
        return "list"
    return "record" if is_dataclass(kind) else "plain"


def _fields(node: object, renamed: Mapping[str, str], own: str) -> Iterator[Meaning]:
    kind: type = type(node)
    for name in _names(kind):
        if name in WORDS:
            continue
        value = getattr(node, name)
        if name in NAMES and isinstance(value, str):
            value = renamed.get(value, value)
        yield name, meaning(value, renamed, own)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def renames(old: Program, new: Program) -> dict[str, str]:
    """The declarations that only got another name: what each is called now, to what it was called.

    A name that is gone and one that is new are the same if all that is declared under them means the same.
    """
    found: dict[str, str] = {}
    for get in SUBJECTS.values():
        before, after = get(old), get(new)
        gone: dict[Meaning, list[str]] = {}
        for name in before:
            if name not in after:
                gone.setdefault(meaning(before[name], {}, name), []).append(name)
        for name in after:
            if name not in before and (same := gone.get(meaning(after[name], found, name))):
                found[name] = same.pop(0)
    return found


def resting(program: Program, names: Iterable[str]) -> frozenset[str]:
    """All declarations that rest on some, by name, these among them."""
    everything = {one: thing for get in SUBJECTS.values() for one, thing in get(program).items()}
    above: dict[str, list[str]] = {}
    for name, thing in everything.items():
        for word in everything.keys() & set(_mentioned(thing)):
            above.setdefault(word, []).append(name)
    found: set[str] = set()
    waiting = [name for name in names if name in everything]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += above.get(one, ())
    return frozenset(found)


def _mentioned(node: object) -> Iterator[str]:
    """Every text inside a node that may be a name."""
    stack = [node]
    while stack:
        one = stack.pop()
        kind: type = type(one)
        match shape(kind):
            case "text":
                yield str(one)
            case "entries":
                assert isinstance(one, Mapping)
                stack += [*one.keys(), *one.values()]
            case "list":
                assert isinstance(one, tuple | frozenset)
                stack += one
            case "record":
                stack += [getattr(one, name) for name in _named(kind)]
            case "plain":
                pass


@cache
def _named(kind: type) -> tuple[str, ...]:
    """The fields of a record in which a name may stand."""
    return tuple(name for name in _names(kind) if name not in ("span", "text", "label"))
