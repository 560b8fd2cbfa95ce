"""Each column of a Parquet file in SQL, by the type that it has there and the kind that the spec gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from iku_dsl.key_text import plain_text
from iku_dsl.period import Grain, Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Column
from iku_dsl.program.sources import SUCCESSOR
from iku_dsl.types import Kind
from iku_engine.binding import Percent
from iku_engine.bound.stored import (
    INTEGERS,
    Found,
    Stored,
    Texts,
    listed,
    number,
    odd_key,
    odd_text,
    precision,
    quoted,
    stripped,
)
from iku_engine.bound.stored import text as literal
from iku_engine.cells.cells import FAULTS, MISSING, Bad
from iku_engine.cells.converters import NOT_APPLICABLE_WORDS, Converter, PeriodConverter
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile
from iku_engine.reading.style import Style
from iku_engine.words.labels import LABELS, SURELY_A_TOTAL
from iku_engine.words.layout import Layout, effort

Known = Callable[[str, list[str]], Set[str]]  # which of some texts are members of a dimension
TEXT = "VARCHAR"
NOTHING = '"NULL"'  # a column without any value, as programs write it that saw none
_SINGLE = re.compile(
    f"{TEXT}|{NOTHING}|BOOLEAN|DATE|FLOAT|DOUBLE|TIME[A-Z_ ]*"
)  # types of one value each, beside numbers


@dataclass(frozen=True, slots=True)
class Columns:
    """Makes the SQL of columns of one part: where its texts lie, the type of each column there, and how it writes percentages.

    `recognise` says which member a text names that is no key, and `style` how its texts write numbers and dates.
    """

    texts: Texts
    kinds: dict[str, str]
    percent: Percent
    known: Known
    recognise: Callable[[str, str, bool], str | Bad]
    style: Style

    def value(self, column: Column, name: str) -> Stored:
        """A column of the relation. Errors: `RefusedFile` for a type that it cannot be read from exactly."""
        kind = self._kind(name)
        wanted = column.type.kind
        at = _at(name)
        if kind == NOTHING:
            at, kind = f"CAST({at} AS {TEXT})", TEXT
        if wanted is Kind.NUMBER and precision(kind) is not None:
            if column.type.percent and not self.percent:
                raise RefusedFile(say("bound-percent", file=self.texts.file, column=name))
            return number(column, at, kind, self.percent)
        if wanted is Kind.TRUTH and kind == "BOOLEAN":
            return Stored(f"CAST({at} AS SMALLINT)", _required(column, at))
        if wanted is Kind.DATE and kind == "DATE":
            beyond = f"{at} NOT BETWEEN DATE '{date.min}' AND DATE '{date.max}'"
            days = f"CAST({at} - DATE '{date.min}' + 1 AS BIGINT)"
            return Stored(days, (*_required(column, at), beyond))
        free = wanted in (Kind.TEXT, Kind.BROKEN)
        if kind in INTEGERS and (free or wanted is Kind.MEMBER):
            at, kind = f"CAST({at} AS {TEXT})", TEXT
        if kind != TEXT:
            raise self._refused(name, _fitting(column))
        return self._free(column, name, at) if free else self._by_text(column, name, at)

    def key(self, dimension: str, name: str, *, own: bool, limited: bool) -> Stored:
        """A key: `own` is a dimension's own, `limited` one whose members are known."""
        at, kind = _at(name), self._kind(name)
        if kind in INTEGERS:
            at = f"CAST({at} AS {TEXT})"
        elif kind != TEXT:
            raise self._refused(name, Kind.MEMBER)
        if own or not limited:
            found = self._odd(at)
            faults = (f"{at} IS NULL", *((_missing(at), _faulty(at)) if found else ()))
            total = f"{at}[1:1] IN {listed(sorted(LABELS))} AND regexp_full_match({stripped(at)}, {literal(SURELY_A_TOTAL)}, 'i')"
            if not own and self._any(total):
                faults += (total,)
            return self._kept(dimension, name, Stored(stripped(at) if found else at, faults), own)
        strange = self.texts.distinct(at, name, f"{at} NOT IN (SELECT member FROM {members_table(dimension)})")
        there = self.known(dimension, [text.strip() for text in strange])
        found_as: dict[str, Found] = {
            t: t.strip() if t.strip() in there else self.recognise(dimension, t, False) for t in strange
        }
        return _beside(self.texts.coded(at, found_as, whole=False, missing=Bad(say("row.key-empty"))), at)

    def _kept(self, dimension: str, name: str, key: Stored, own: bool) -> Stored:
        """A key that any text may be, with those texts looked at that are perhaps not kept as they stand."""
        at = key.value
        odd = self.texts.distinct(at, name, odd_key(at))
        found: dict[str, Found] = {text: self.recognise(dimension, text, own) for text in odd}
        if not found:
            return key
        coded = _beside(self.texts.coded(at, found, whole=False, missing=Bad(say("row.key-empty"))), at)
        return replace(coded, faults=tuple(dict.fromkeys((*key.faults, *coded.faults))))

    def period(self, converter: PeriodConverter, name: str, grain: Grain) -> Stored:
        """The number of a period; that of a date that starts or ends one."""
        at, kind = _at(name), self._kind(name)
        if kind not in INTEGERS and kind not in (TEXT, "DATE"):
            raise self._refused(name, None)
        texts = self.texts.distinct(at, name)
        found: dict[str, Found] = {text: converter[period_text(text, kind, grain)] for text in texts}
        missing = converter[""]
        if kind in INTEGERS and isinstance(missing, Bad) and all(t == str(value) for t, value in found.items()):
            return Stored(f"CAST({at} AS BIGINT)", (f"{at} IS NULL",))
        return self.texts.coded(at, found, whole=True, missing=missing)

    # ---- texts

    def _by_text(self, column: Column, name: str, at: str) -> Stored:
        """A column whose texts are few: each is what an import would take it for."""
        converter = Converter(column, self.style, steps=effort())
        found: dict[str, Found] = {text: converter[text] for text in self.texts.distinct(at, name)}
        if column.type.kind is Kind.MEMBER:
            own = column.name == SUCCESSOR
            named = [value for value in found.values() if isinstance(value, str)]
            there = self.known(column.type.of, named) if not own else set()
            found = {
                t: self.recognise(column.type.of, v, own) if isinstance(v, str) and v not in there else v
                for t, v in found.items()
            }
        whole = column.type.kind in (Kind.NUMBER, Kind.DATE, Kind.TRUTH)
        return self.texts.coded(at, found, whole=whole, missing=converter[""])

    def _free(self, column: Column, name: str, at: str) -> Stored:
        """A column of any texts: those that say that there is nothing, or that it does not apply, are few ways of writing it."""
        unlike = odd_text(at)
        if not self._odd(at, unlike):
            return Stored(at, _required(column, at))
        found: dict[str, Found] = {text: plain_text(text) for text in self.texts.distinct(at, name, f"({unlike})")}
        kept = _beside(self.texts.coded(at, found, whole=False), at)
        at, faults = kept.value, _required(column, at)
        missing, na = _missing(at), f"lower({stripped(at)}) IN {listed(NOT_APPLICABLE_WORDS)}"
        value = f"CASE WHEN {missing} OR {na} THEN NULL ELSE {stripped(at)} END"
        if column.may_be_missing:
            none = f"CASE WHEN {na} THEN CAST(1 AS SMALLINT) END"
            return Stored(value, (*faults, _faulty(at)), none, kept.joins)
        return Stored(value, (*faults, missing, na, _faulty(at)), joins=kept.joins)

    def _odd(self, at: str, unlike: str = "false") -> bool:
        """Whether some texts of a column are not what they seem: spaces around them, words that say something else, or what is said."""
        words = listed([*MISSING, *NOT_APPLICABLE_WORDS, *FAULTS])
        return self._any(f"{at} <> {stripped(at)} OR (length({at}) < 20 AND lower({at}) IN {words}) OR {unlike}")

    def _any(self, condition: str) -> bool:
        """Whether it holds of a row."""
        query = f"SELECT count(*) FROM (SELECT 1 FROM {self.texts.source} WHERE {condition} LIMIT 1)"
        return bool(self.texts.ask(query)[0][0])

    # ---- types

    def _kind(self, name: str) -> str:
        kind = self.kinds[name]
        if kind in ("FLOAT", "DOUBLE"):
            raise RefusedFile(say("bound-float", file=self.texts.file, column=name, kind=kind))
        return kind

    def _refused(self, name: str, wanted: Kind | str | None) -> RefusedFile:
        return _of_no_use(self.texts.file, name, self.kinds[name], wanted)


def refuse_odd_kinds(relation: Relation, of: Layout, kinds: Sequence[tuple[str, str]], file: str) -> None:
    """Refuse columns whose type nothing is read from, such as lists and structures, by the file's metadata alone.

    What such a value is as a text may be a million times as long as the file. Errors: `RefusedFile`.
    """
    wanted: dict[int, Kind | str | None] = dict.fromkeys(of.keys, Kind.MEMBER)
    wanted |= {place: _fitting(relation.columns[name]) for name, place in of.columns.items()}
    wanted |= {of.period: None} if of.period is not None else {}
    for place, (name, kind) in enumerate(kinds):
        if _SINGLE.fullmatch(kind) is None and precision(kind) is None:
            raise _of_no_use(file, name, kind, wanted.get(place, Kind.TEXT))


def _fitting(column: Column) -> Kind | str:
    """What is told of the types that a column may be stored as."""
    return "duration" if column.type.unit.seconds > 1 else column.type.kind


def _of_no_use(file: str, name: str, kind: str, wanted: Kind | str | None) -> RefusedFile:
    """A column of a type that does not fit what is wanted; of a period where that is nothing."""
    fitting = say(f"bound-fitting.{wanted}" if wanted is not None else "bound-fitting.period")
    return RefusedFile(say("bound-type", file=file, column=name, kind=kind, fitting=fitting))


def _at(name: str) -> str:
    """A column of the file, which is `f` in the FROM."""
    return f"f.{quoted(name)}"


def members_table(dimension: str) -> str:
    """The table of the members of a dimension that are known when files are checked."""
    return quoted(f"iku_members_{dimension}")


def period_text(text: str, kind: str, grain: Grain) -> str:
    """A period as an import would have it: a date that starts or ends one is that period."""
    if kind != "DATE" or len(text) != len("2025-12-31"):
        return text
    day = date.fromisoformat(text)
    period = from_ordinal(Period(day.year, day.month, Grain.MONTH).ordinal * grain.per_year // 12, grain)
    return str(period) if day in (period.first_day, period.last_day) else text


def _required(column: Column, at: str) -> tuple[str, ...]:
    return () if column.may_be_missing else (f"{at} IS NULL",)


def _missing(at: str) -> str:
    return f"lower({stripped(at)}) IN {listed(list(MISSING))}"


def _faulty(at: str) -> str:
    return f"lower({stripped(at)}) IN {listed(list(FAULTS))}"


def _beside(coded: Stored, at: str) -> Stored:
    """Of keys only those that are not members as they stand are in the table of codes."""
    return replace(coded, value=f"coalesce({coded.value}, {at})") if coded.joins else coded
