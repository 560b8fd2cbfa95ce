"""What somebody supposes, as written: `espm 2025 5204 mutu = 90%`, `nilai_akip bobot pelaporan = 20%`; to changes of facts and of rules.

References are read and written alike: `lke.jawaban["perencanaan", "kualitas"][2024]`, or the words apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from iku_dsl.checking.supposed import Edit, SpecLines, of_formula, of_target, of_weight, one_more
from iku_dsl.interval import Interval
from iku_dsl.period import Period, read_period
from iku_dsl.problem import SourceFile, say
from iku_dsl.program import Column, Indicator, Program, Weight
from iku_engine.errors import WrongUse
from iku_engine.words.layout import column_named, column_words
from iku_engine.words.notation import as_in_specs

_QUOTED = r""""(?:[^"]|"")*"(?!")|'(?:[^']|'')*'(?!')"""
_BARE = r"""[^\s\[\],"'][^\s\[\],]*"""
_GROUP = rf"\[\s*(?:(?>{_QUOTED}|{_BARE})[\s,]*)*\]"
_READING = re.compile(rf"([^\W\d]\w*)\.([^\W\d]\w*)((?:\s*{_GROUP})*)")
_INSIDE = re.compile(rf"{_QUOTED}|{_BARE}|\[")
_WORD = re.compile(rf"""({_QUOTED})(?!\S)|([^\s"']\S*)|(\S)""")
# A quote begins a quoted text only where a word begins; within a word it is a letter: Ma'arif.
_LEFT = rf"""(?:(?<![^\s\[,])(?:{_QUOTED})|[^="']|(?<=[^\s\[,"'])["'])"""
_PARTS = re.compile(rf"({_LEFT}*?)=(.*)", re.DOTALL)


def reference(relation: str, column: str, keys: Sequence[str], period: Period | None = None) -> str:
    """The reference of a cell; `period` where it is not that of the evaluation."""
    quoted = ", ".join('"' + key.replace('"', '""') + '"' for key in keys)
    return f"{relation}.{column}" + (f"[{quoted}]" if keys else "") + (f"[{period}]" if period is not None else "")


def parted(text: str) -> tuple[list[str], str]:
    """The words left of the first `=` that is in no quotes, and what stands right of it; no words where it cannot be read so."""
    found = _PARTS.fullmatch(text.strip())
    return (words(found[1].strip()), found[2].strip()) if found is not None else ([], "")


def words(text: str) -> list[str]:
    """The words of a reference, some of them quoted; of one in brackets in the order relation, period, keys, column. None: not one."""
    reading = _READING.fullmatch(text)
    if reading is None:
        return _apart(text)
    found = _INSIDE.findall(reading[3])
    inside = [_unescaped(word) for word in found if word != "["]
    last = found[-1] if found else ""
    dated = found.count("[") > 1 and read_period(last) is not None
    return [reading[1], *inside[len(inside) - dated :], *inside[: len(inside) - dated], reading[2]]


def _apart(text: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.finditer(text):
        quoted, bare, odd = word.groups()
        if odd:  # at once: each quote that is left open is looked at to the end
            return []
        if bare != "·":
            found.append(_unescaped(quoted) if quoted else bare)
    return found


def _unescaped(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1].replace(word[0] * 2, word[0])
    return word


GONE = ("tidak ada", "tiada", "absent", "none")
THERE = ("ada", "present")
WEIGHT_WORDS = ("bobot", "weight", "weights")
TARGET_WORDS = ("target",)
FORMULA_WORDS = ("rumus", "formula")
WEIGHTS = Interval(Fraction(0), Fraction(1))


@dataclass(frozen=True, slots=True)
class OfFact:
    """A fact put otherwise: its cells by column as texts; with none the row is there (`gone`: is not)."""

    text: str
    relation: str
    period: Period | None
    keys: tuple[str, ...]
    cells: tuple[tuple[str, str], ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class OfRule:
    """A rule put otherwise: the `weight` of a member, the `target` of a name, the `formula`; `value` is what the spec would say."""

    text: str
    kind: str
    indicator: str
    name: str
    dimension: str
    period: Period
    value: str


Supposed = OfFact | OfRule
IsMember = Callable[[str, str], bool]


def supposed(program: Program, text: str, periods: Sequence[Period], is_member: IsMember | None = None) -> Supposed:
    """What a text supposes; where it names no period, that of the evaluation, which must then be a single one.

    `is_member` says whether a dimension has a member of just that key; None where nobody knows.
    Errors: `WrongUse` for what is not of this form, or names what there is not.
    """
    words, value = parted(text)
    if not words or not value:
        raise WrongUse(say("what-if-form", text=text))
    name, *rest = words
    if name in program.indicators:
        return _of_rule(program, text, name, rest, value, periods)
    dimension = program.dimensions.get(name)
    if name in program.sources or (dimension is not None and dimension.imported):
        return _of_fact(program, text, name, rest, value, periods, is_member)
    known = (*program.sources, *(d.name for d in program.dimensions.values() if d.imported), *program.indicators)
    raise WrongUse(say("what-if-unknown", text=text, name=name, known=known))


# ---- facts


def _of_fact(
    program: Program,
    text: str,
    name: str,
    words: list[str],
    value: str,
    periods: Sequence[Period],
    is_member: IsMember | None,
) -> OfFact:
    source = program.sources.get(name)
    grain = source.grain if source is not None else None
    columns: dict[str, Column] = dict(source.columns if source is not None else program.dimensions[name].stored)
    dated = source is None and bool(program.dimensions[name].validity)
    named = column_named(columns, words[-1], dated) if words else None
    dimensions = source.dimensions if source is not None else (name,)
    keys = len(dimensions)
    period = read_period(words[0]) if grain is not None and words else None
    if keys and named is not None and words[-1] not in columns and len(words) - (period is not None) == keys:
        # a member of just these letters goes before a column in others
        named = None if is_member is not None and is_member(dimensions[-1], words[-1]) else named
    given = period is not None and len(words) > keys + (named is not None)
    if not given:
        period = None
    rest = words[1:] if given else words
    column = named if len(rest) == keys + 1 else ""
    short = len(rest) == keys > 0 and named is not None  # a key is lacking, not a value for the row
    if short or len(rest) not in (keys, keys + 1) or column is None:
        raise WrongUse(
            say(
                "what-if-fact",
                text=text,
                relation=name,
                keys=dimensions or ("-",),
                columns=column_words(columns, dated),
            )
        )
    if grain is not None and period is None:
        _refuse_periods(text, dimensions, rest, periods, is_member)
        within = {one.containing(grain) for one in periods if not grain.finer_than(one.grain)}
        if len(within) != 1 or len(periods) != sum(not grain.finer_than(one.grain) for one in periods):
            raise WrongUse(say("what-if-period", text=text, relation=name, grain=f"noun.{grain}"))
        period = within.pop()
    if period is not None and period.grain is not grain:
        raise WrongUse(say("what-if-period", text=text, relation=name, grain=f"noun.{grain}"))
    if column:
        return OfFact(text, name, period, tuple(rest[:keys]), ((column, _unquoted(value)),))
    if value.casefold() not in GONE + THERE:
        raise WrongUse(say("what-if-row", text=text, columns=column_words(columns, dated)))
    return OfFact(text, name, period, tuple(rest), gone=value.casefold() in GONE)


def _refuse_periods(
    text: str, dimensions: Sequence[str], keys: Sequence[str], periods: Sequence[Period], is_member: IsMember | None
) -> None:
    """Errors: `WrongUse` where a key reads as a period and names no member: whoever forgets the key would suppose a new member."""
    for dimension, key in zip(dimensions, keys, strict=False):
        period = read_period(key)
        if period is None:
            continue
        if period in periods if is_member is None else not is_member(dimension, key):
            raise WrongUse(say("what-if-key", text=text, key=key, dimension=dimension))


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def refuse_twice(changes: Sequence[OfFact]) -> None:
    """Errors: `WrongUse` for two changes of one cell, or of a row and of a cell in it: which of them is meant nobody can know.

    Their keys are those that members are kept by.
    """
    said: dict[tuple[str, Period | None, tuple[str, ...]], list[OfFact]] = {}
    for change in changes:
        columns = {name for name, _ in change.cells}
        there = said.setdefault((change.relation, change.period, change.keys), [])
        for before in there:
            if not columns or not before.cells or columns.intersection(name for name, _ in before.cells):
                raise WrongUse(say("what-if-twice", texts=(before.text, change.text)))
        there.append(change)


def merged(changes: Sequence[OfFact]) -> list[OfFact]:
    """Changes of one row together, as rules of rows may speak of several of its cells; the last that is said of a cell counts."""
    found: dict[tuple[str, Period | None, tuple[str, ...]], OfFact] = {}
    for change in changes:
        place = (change.relation, change.period, change.keys)
        before = found.get(place)
        if before is not None and not before.gone and not change.gone:
            cells = {**dict(before.cells), **dict(change.cells)}
            found[place] = OfFact(change.text, *place, tuple(cells.items()))
        else:
            found[place] = change
    return list(found.values())


# ---- rules


def _of_rule(program: Program, text: str, name: str, words: list[str], value: str, periods: Sequence[Period]) -> OfRule:
    grain = program.indicators[name][0].grain
    meant = [one for one in periods if one.grain is grain] or [
        p for one in periods if grain.finer_than(one.grain) for p in one.parts(grain)
    ]
    kind = words[0].casefold() if words else ""
    rest = words[1:]
    written = read_period(rest[-1]) if kind in TARGET_WORDS and rest else None
    if written is not None:
        rest, meant = rest[:-1], [written]
    if "\n" in value or not meant:
        raise WrongUse(say("what-if-form", text=text))
    version = program.version(name, meant[-1])
    if version is None:
        raise WrongUse(say("what-if-version", text=text, indicator=name, period=str(meant[-1])))
    if kind in WEIGHT_WORDS and len(rest) in (1, 2):
        level, weight = _weight(version, rest, text)
        return OfRule(text, "weight", name, weight.member, level, meant[-1], as_in_specs(value, WEIGHTS))
    if kind in TARGET_WORDS and len(rest) <= 1:
        return OfRule(text, "target", name, rest[0] if rest else "", "", meant[-1], as_in_specs(value, version.range))
    if kind in FORMULA_WORDS and not rest:
        return OfRule(text, "formula", name, "", "", meant[-1], value)
    raise WrongUse(say("what-if-rule", text=text, indicator=name))


def _weight(indicator: Indicator, words: list[str], text: str) -> tuple[str, Weight]:
    """The level and the weight that are meant. Errors: `WrongUse` naming the members that have one."""
    *dimension, member = words
    found = [
        (level.dimension or "", weight)
        for level in indicator.levels
        for weight in level.weights
        if weight.member == member and (not dimension or level.dimension == dimension[0])
    ]
    if not found:
        known = tuple(weight.member for level in indicator.levels for weight in level.weights)
        raise WrongUse(say("what-if-weight", text=text, indicator=indicator.name, known=known or ("-",)))
    if len(found) > 1:
        several = tuple(level for level, _ in found)
        raise WrongUse(say("what-if-weight-of", text=text, member=member, dimensions=several))
    return found[0]


def with_rules(program: Program, files: Sequence[SourceFile], changes: Sequence[OfRule]) -> tuple[SourceFile, ...]:
    """The spec files with rules put otherwise; of one program, so that each is found where it stands.

    Errors: `NoPlaceError`, and `WrongUse` for two changes of one line: which of them is meant nobody can know.
    """
    written, edits = SpecLines(files), []
    said: dict[object, OfRule] = {}
    for change in changes:
        version = program.version(change.indicator, change.period)
        assert version is not None, "the change was made for a version that there is"
        before = said.setdefault(_meant(version, change), change)
        if before is not change:
            raise WrongUse(say("what-if-twice-rule", texts=(before.text, change.text)))
        edits.append(_edit(written, version, change))
    return written.edited(edits)


def _meant(version: Indicator, change: OfRule) -> object:
    """What a change puts otherwise: a line of the specs, or a target that is not there yet."""
    if change.kind == "weight":
        return _weight_of(version, change).span
    if change.kind == "target":
        line = _target_of(version, change)
        return (version.span, change.kind, line or (change.name, change.period))
    return (version.span, change.kind)


def _target_of(version: Indicator, change: OfRule) -> int:
    return next(
        (one.span.line for one in version.targets if one.name == change.name and change.period in one.periods), 0
    )


def _weight_of(version: Indicator, change: OfRule) -> Weight:
    words = [change.dimension, change.name] if change.dimension else [change.name]
    return _weight(version, words, change.text)[1]


def _edit(written: SpecLines, version: Indicator, change: OfRule) -> Edit:
    if change.kind == "weight":
        return of_weight(written, _weight_of(version, change), change.value)
    if change.kind == "formula":
        return of_formula(written, version, change.value)
    for target in version.targets:
        if target.name == change.name and change.period in target.periods:
            return of_target(written, target.span, change.value)
    name = f"{change.name} " if change.name else ""
    return one_more(written, version, f"target {name}{change.period} = {change.value}")
