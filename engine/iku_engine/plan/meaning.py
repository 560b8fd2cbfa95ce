"""What a declaration means, apart from how it is written, and all that the meaning of a rule rests on.

Formatting, comments, labels and the order of lines do not count. What a rule rests on beyond its own words is one walk over all that it
reads, computes and looks up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import Literal

from iku_dsl.program import Column as Stored
from iku_dsl.program import Derived, Program, read_by
from iku_dsl.program import expression as ex
from iku_engine.database.chain import canonical
from iku_engine.plan.plan import expected_set

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
    """The fields of a record in which a name may stand; the names of a choice are of nothing that is declared, and each part has them."""
    return tuple(name for name in _names(kind) if name not in ("span", "text", "label", "choices", "titles"))


Whole = ex.Expression | ex.SetExpression


def every_part(program: Program, rule: Whole, *, indicators: bool = True) -> Iterator[Whole]:
    """The parts of a rule, and those of the computed columns, expected rows and (if so wished) indicators that they name, each once."""
    seen: dict[int, Whole] = {}  # each is held, so that its number stays its own
    waiting: list[Whole] = [rule]
    while waiting:
        for part in ex.walk(waiting.pop()):
            if id(part) not in seen:
                seen[id(part)] = part
                waiting += behind(program, part, indicators=indicators)
                yield part


def relations_read(program: Program, indicators: Iterable[str]) -> frozenset[str]:
    """The sources and dimensions that some indicators read, also by way of other indicators."""
    found: set[str] = set()
    waiting, seen = list(indicators), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in program.indicators:
            continue
        seen.add(name)
        for version in program.indicators[name]:
            found.update(version.dimensions)
            waiting += (one.member for level in version.levels if level.dimension is None for one in level.weights)
            for part in (part for rule in read_by(version) for part in every_part(program, rule, indicators=False)):
                found.update((getattr(part, "source", ""), getattr(part, "dimension", "")))
                if isinstance(part, ex.IndicatorValue):
                    waiting.append(part.indicator)
    found.update(dimension for name in found & set(program.sources) for dimension in program.sources[name].dimensions)
    return frozenset(found & {*program.sources, *program.dimensions})


def behind(program: Program, part: Whole, *, indicators: bool = True) -> Iterator[Whole]:
    """What a part of a rule names: a computed column, expected rows and (if so wished) what an indicator reads."""
    expected = expected_set(program, part)
    if expected is not None:
        yield expected
    match part:
        case ex.OwnColumn() | ex.ColumnValue():
            column = column_of(program, part)
            if isinstance(column, Derived):
                yield column.value
        case ex.IndicatorValue(indicator=name) if indicators:
            yield from (one for version in program.indicators[name] for one in read_by(version))
        case ex.WeightedIndicators() if indicators:
            yield from (
                one for versions in program.indicators.values() for version in versions for one in read_by(version)
            )
        case _:
            pass


def column_of(program: Program, part: ex.OwnColumn | ex.ColumnValue) -> Stored | Derived | None:
    """The column that is read; None of a profile's own."""
    source = program.sources.get(part.source)
    return (source.columns.get(part.column) or source.derived.get(part.column)) if source is not None else None


def full_meaning(program: Program, rule: ex.Expression) -> str:
    """The words of a rule; with a hash over what else its meaning rests on, where there is anything."""
    choices: dict[int, tuple[str, ...]] = {}  # each list once, however many parts have it
    rests: set[str] = set()
    for part in every_part(program, rule):
        choices[id(part.type.choices)] = part.type.choices
        rests.update(_rests(program, part))
    rests.update(_text("choices", names) for names in choices.values() if names)
    if not rests:
        return rule.text
    return canonical([rule.text, sha256(canonical(sorted(rests)).encode()).hexdigest()])


def _rests(program: Program, part: Whole) -> Iterator[str]:
    """What a part means beyond its words, each as a text that changes with it."""
    for name, what in _declared(program, part):
        yield _text(name, meaning(what, {}))


def _text(name: str, what: Meaning) -> str:
    return canonical([name, what], str)


def _declared(program: Program, part: Whole) -> Iterator[tuple[str, object]]:
    """What was declared of what a part names, as far as it has a say in what the part comes to."""
    match part:
        case ex.OwnColumn() | ex.ColumnValue():
            column = column_of(program, part)
            if column is not None and (column.rules or column.consolidation is not None):
                rules = (column.when_missing, column.when_not_loaded, column.consolidation)
                yield f"{part.source}.{part.column}", rules
            if isinstance(column, Derived):
                yield f"{part.source}.{part.column}", column.value
            if isinstance(part, ex.ColumnValue):
                yield from _of_source(program, part.source)
        case ex.Rows() | ex.HasRow() | ex.IsExpected():
            yield from _of_source(program, part.source)
        case ex.AttributeValue() | ex.Members():
            dimension = program.dimensions[part.dimension]
            yield part.dimension, (tuple(member.name for member in dimension.members), dimension.imported)
        case ex.Lookup():
            table = program.tables[part.table]
            yield part.table, (tuple(table.entries.items()), table.breakpoints)
        case ex.Classify():
            yield from _of_scale(program, part.scale)
        case ex.IndicatorValue():
            yield from _of_indicator(program, part.indicator)
        case ex.WeightedIndicators():
            for name in program.indicators:
                yield from _of_indicator(program, name)
        case _:
            pass


def _of_source(program: Program, name: str) -> Iterator[tuple[str, object]]:
    source = program.sources.get(name)
    if source is not None:
        yield name, (source.grain, source.dimensions, source.absence, source.expected)


def _of_scale(program: Program, name: str) -> Iterator[tuple[str, object]]:
    scale = program.scales[name]
    yield name, (tuple((band.name, band.intervals) for band in scale.bands), scale.grid)


def _of_indicator(program: Program, name: str) -> Iterator[tuple[str, object]]:
    for version in program.indicators[name]:
        yield name, version
        if version.scale:
            yield from _of_scale(program, version.scale)
        if version.achievement is not None:
            yield version.achievement.profile, program.profiles[version.achievement.profile]
