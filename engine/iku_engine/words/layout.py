"""Which column of a file holds what: the period, the keys and the columns of a relation, by the spec's own names."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence

from iku_dsl.keywords import MEMBER_WORDS
from iku_dsl.period import Grain, Period
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile
from iku_engine.words.headings import Headings

GRAIN_WORDS: Mapping[str, Grain] = {
    "tahun": Grain.YEAR, "year": Grain.YEAR, "semester": Grain.SEMESTER, "triwulan": Grain.QUARTER, "quarter": Grain.QUARTER,
    "bulan": Grain.MONTH, "month": Grain.MONTH, "periode": Grain.YEAR, "period": Grain.YEAR,
}  # fmt: skip
MENDING = ("karantina", "quarantine")  # the column of a mended file that says which rows it has again
GRAIN_NAMES: Mapping[Grain, str] = {
    Grain.YEAR: "tahun", Grain.SEMESTER: "semester", Grain.QUARTER: "triwulan", Grain.MONTH: "bulan",
}  # fmt: skip


@record
class Layout:
    """Places in a row: of the period (None: it is given for the whole file), of each key and of each column that is there.

    `nameless` are places without a name in the header: nothing may stand there. `mends` is where a row says which row of the
    quarantine it was.
    """

    period: int | None
    keys: tuple[int, ...]
    columns: Mapping[str, int]
    width: int
    nameless: tuple[int, ...] = ()
    period_name: str = ""
    mends: int | None = None


def layout(relation: Relation, header: Sequence[str], file: str, period: Period | None) -> Layout:
    """The layout of a file for a relation.

    Errors: `RefusedFile` naming the column that is unknown, twice there, or lacking.
    """
    period_at: int | None = None
    mends: int | None = None
    keys: dict[str, int] = {}
    columns: dict[str, int] = {}
    headings = Headings(relation)
    for place, name in enumerate(header):
        folded = headings.name(name)
        if not name:
            continue
        other = headings.fault(name)
        if other is not None:
            raise RefusedFile(say("column-unit", file=file, column=name, reason=other))
        key = _key(relation, folded)
        column = column_named(relation.columns, folded, relation.dated)
        if key is not None:
            _once(keys, key, place, file)
        elif column is not None:
            _once(columns, column, place, file)
        elif folded in GRAIN_WORDS and relation.grain is not None:
            if period_at is not None:
                raise RefusedFile(say("column-twice", file=file, column=name))
            period_at = place
        elif folded in MENDING:
            mends = place
        else:
            known = [*known_names(relation), *(MEMBER_WORDS if relation.dated else ())]
            close = difflib.get_close_matches(folded, known, n=1, cutoff=0.6)
            shown = (
                *known_names(relation)[: -len(relation.columns) or None],
                *column_words(relation.columns, relation.dated),
            )
            hint = say("did-you-mean", guess=close[0]) if close else say("column-known", columns=shown)
            raise RefusedFile(say("column-unknown", file=file, column=name, relation=relation.name, hint=hint))
    lacking = [_key_word(relation, d) for d in relation.dimensions if d not in keys]
    lacking += [c.name for c in relation.columns.values() if c.name not in columns and not c.may_be_missing]
    if lacking:
        raise RefusedFile(say("column-lacking", file=file, columns=tuple(lacking), relation=relation.name))
    if relation.grain is not None and period_at is None and period is None:
        raise RefusedFile(say("period-lacking", file=file, column=GRAIN_NAMES[relation.grain]))
    places = tuple(keys[dimension] for dimension in relation.dimensions)
    nameless = tuple(place for place, name in enumerate(header) if not name)
    period_name = header[period_at] if period_at is not None else ""
    return Layout(period_at, places, columns, len(header), nameless, period_name, mends)


def column_named(columns: Collection[str], written: str, dated: bool) -> str | None:
    """The column that a name means, in any case; where members are `dated` the built-in ones by their word in either language."""
    folded = written.casefold()
    own = next((name for name in columns if name.casefold() == folded), None)
    built_in = MEMBER_WORDS.get(folded, "") if dated else ""
    return built_in if own is None and built_in in columns else own


def own_name(relation: Relation, headings: Headings, written: str) -> str | None:
    """The spec's own name of what a heading means, as `known_names` has it: the period, a key or a column; None where it means none."""
    folded = headings.name(written)
    key = _key(relation, folded)
    if key is not None:
        return _key_word(relation, key)
    column = column_named(relation.columns, folded, relation.dated)
    if column is None and relation.grain is not None and folded in GRAIN_WORDS:
        return GRAIN_NAMES[relation.grain]
    return column


def column_words(columns: Collection[str], dated: bool) -> tuple[str, ...]:
    """The same columns as a sentence names them: built-in ones in its language."""
    return tuple(f"column.{name}" if dated and name in MEMBER_WORDS else name for name in columns)


def _once(places: dict[str, int], name: str, place: int, file: str) -> None:
    if name in places:
        raise RefusedFile(say("column-twice", file=file, column=name))
    places[name] = place


def _key(relation: Relation, folded: str) -> str | None:
    if relation.is_dimension:
        return relation.dimensions[0] if folded == relation.key_name.casefold() else None
    return next((dimension for dimension in relation.dimensions if dimension.casefold() == folded), None)


def _key_word(relation: Relation, dimension: str) -> str:
    return relation.key_name if relation.is_dimension else dimension


def known_names(relation: Relation) -> list[str]:
    """The names that a header may have."""
    grain = [GRAIN_NAMES[relation.grain]] if relation.grain is not None else []
    return [*grain, *(_key_word(relation, d) for d in relation.dimensions), *relation.columns]


def signless_columns(relation: Relation, layout: Layout, header: Sequence[str]) -> frozenset[str]:
    """The columns of a file whose heading has the % sign, so that their figures need none; none where no file has a `header`."""
    if not header:
        return frozenset()
    headings = Headings(relation)
    return frozenset(name for name, place in layout.columns.items() if headings.says_percent(header[place]))
