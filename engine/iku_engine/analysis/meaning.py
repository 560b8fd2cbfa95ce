"""What a declaration means, apart from how it is written: formatting, comments, labels and the order of its lines do not count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from iku_dsl import expression as ex
from iku_dsl.program import Program

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
    match node:
        case ex.Named() | ex.NamedSet():
            return type(node).__name__, node.name
        case Mapping():
            return tuple(sorted((renamed.get(str(k), str(k)), meaning(v, renamed, own)) for k, v in node.items()))
        case tuple():
            return tuple(meaning(one, renamed, own) for one in node)
        case _ if is_dataclass(node) and not isinstance(node, type):
            return (type(node).__name__, *_fields(node, renamed, own))
        case str() if own and node == own:
            return ""
        case _:
            return node


def _fields(node: object, renamed: Mapping[str, str], own: str) -> Iterator[Meaning]:
    constant = isinstance(node, ex.Constant)
    for one in fields(node):  # type: ignore[arg-type]
        if one.name in WORDS and not (constant and one.name == "value"):
            continue
        value = getattr(node, one.name)
        if one.name in NAMES and isinstance(value, str):
            value = renamed.get(value, value)
        yield one.name, meaning(value, renamed, own)


def renames(old: Program, new: Program) -> dict[str, str]:
    """The declarations that only got another name: what each is called now, to what it was called.

    A name that is gone and one that is new are the same if all that is declared under them means the same.
    """
    found: dict[str, str] = {}
    for get in SUBJECTS.values():
        before, after = get(old), get(new)
        gone = [name for name in before if name not in after]
        come = [name for name in after if name not in before]
        for name in come:
            now = meaning(after[name], found, name)
            same = next((one for one in gone if meaning(before[one], {}, one) == now), None)
            if same is not None:
                found[name] = same
                gone.remove(same)
    return found


def named(program: Program, name: str) -> frozenset[str]:
    """All declarations that an indicator rests on, by name, itself among them."""
    found: set[str] = set()
    waiting = [name]
    everything = {one: thing for get in SUBJECTS.values() for one, thing in get(program).items()}
    while waiting:
        one = waiting.pop()
        if one in found or one not in everything:
            continue
        found.add(one)
        waiting += [word for word in _mentioned(everything[one]) if word in everything]
    return frozenset(found)


def _mentioned(node: object) -> Iterator[str]:
    """Every text inside a node that may be a name."""
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            stack += [*one.keys(), *one.values()]
        elif isinstance(one, tuple | frozenset):
            stack += list(one)
        elif is_dataclass(one) and not isinstance(one, type):
            stack += [getattr(one, part.name) for part in fields(one) if part.name not in ("span", "text", "label")]
