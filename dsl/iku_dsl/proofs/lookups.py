"""What is looked up is there: every key that a table can be read with is a row, every number lies where a scale says something.

The same holds of tables of points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice, product
from math import prod

from iku_dsl.bounds.achieved import Several, over_several, together, visited
from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.choices import Listed
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.ranges import Ranges, known_of_row, range_of, value_range
from iku_dsl.bounds.sums import possible_keys
from iku_dsl.bounds.visit import Part, Seen, asked_for, guarded, sound_versions, visit
from iku_dsl.budgets import most
from iku_dsl.interval import EVERYTHING, Interval, gaps
from iku_dsl.problem import Diagnostic, Label, Span, Text, say
from iku_dsl.program import Indicator, Profile, Program, Scale, Table
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import grid_part, placed
from iku_dsl.proofs.limits import cases_with, in_rows, not_proven, untried_from, use_of, uses_broken
from iku_dsl.records import replace
from iku_dsl.wording import interval_text

MOST_SHOWN = 12  # keys that a message names
MOST_PLACES = 4  # other places that are shown where the same keys are read
STEP = 50  # pairs of keys that are looked for in a table in the time of one step of a proof
Keys = tuple[Listed | None, ...]


@dataclass(frozen=True, slots=True)
class _Lacking:
    """What a table lacks of what is read of it: the keys, and whether it has none of all that can come.

    `near` is a row that nothing can read, with the key that was probably meant.
    """

    table: str
    keys: tuple[str, ...]
    never: bool = False
    near: tuple[str, str] | None = None


@dataclass(slots=True)
class _Found:
    """The places at which a table is read with keys that it lacks, by what these are: one cause is one problem, wherever it is read.

    By table, `rows` are what its rows have at each place of a key, `untried` is a read of which not all is looked at, and `unlisted` a
    key of which nothing lists what it may be.
    """

    program: Program
    asked: dict[tuple[str, Keys], _Lacking | None] = field(default_factory=dict)
    places: dict[_Lacking, list[Span]] = field(default_factory=dict)
    rows: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    untried: dict[str, ex.Expression] = field(default_factory=dict)
    unlisted: dict[str, ex.Expression] = field(default_factory=dict)


def keys(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """At each place where a table is read, the keys that can come there, by choices, categories, members and conditions around it.

    A key that was declared (`dari mutu`) has every row, as its table was held against the declaration; what is left out on purpose
    (`sebagian`, `kosong`) is an error for whoever reads it, and no problem of the spec, unless nothing else can come.
    """
    ranges, found = ranges_of(program), _Found(program)
    for walk in _every_place(ranges, broken):
        for seen in walk:
            if isinstance(seen.expression, ex.Lookup):
                _read(ranges, found, seen.expression, seen.known)
    problems = [_no_row(program, lacking, spans) for lacking, spans in found.places.items()]
    told = {lacking.table for lacking in found.places}
    unproven = [
        _not_proven(program.tables[name], key, too_large=name not in found.unlisted)
        for name, key in {**found.untried, **found.unlisted}.items()
        if name not in told
    ]
    return (*problems, *unproven)


def _every_place(ranges: Ranges, broken: frozenset[str]) -> Iterator[Iterator[Seen]]:
    """Whatever may read a table: indicators, derived columns, rules and ends of rows, profiles."""
    program = ranges.program
    for indicator in sound_versions(program, broken):
        for expression, walk in asked_for(ranges, indicator, _is_read):
            if not uses_broken(expression, broken):
                yield walk
        if indicator.ranking is not None and indicator.ranking.by is not None:
            yield from _visited(ranges, indicator.ranking.by, guarded(ranges, indicator), broken)
    for source in program.sources.values():
        if source.name in broken:
            continue
        for derived in source.derived.values():
            yield from _visited(ranges, derived.value, known_of_row(ranges, source.name), broken)
        alone = [rule.condition for rule in (*source.requirements, *source.checks)]
        alone += [column.limit for column in source.columns.values() if column.limit is not None]
        for expression in alone:
            yield from _visited(ranges, expression, Known(grain=source.grain), broken)
    used: set[int] = set()
    for case in cases_with(ranges, broken, _is_read):
        if not ranges.effort.spend(case.asked.steps):
            ranges.cut_short = True  # what is left is held against all that can be, and no error is made of it
            used.clear()
            break
        used.update(map(id, (case.asked.rule, *case.asked.guards)))
        yield visited(ranges, case)
    for profile in program.profiles.values():
        if profile.name not in broken:
            for expression in (*profile.rules.values(), *(guard.condition for guard in profile.guards)):
                if id(expression) not in used:
                    yield from _visited(ranges, expression, Known(), broken)


def _visited(
    ranges: Ranges, expression: ex.Expression, known: Known, broken: frozenset[str]
) -> Iterator[Iterator[Seen]]:
    if any(map(_is_read, ex.walk(expression))) and not uses_broken(expression, broken):
        yield visit(ranges, expression, known)


def _is_read(part: Part) -> bool:
    return isinstance(part, ex.Lookup)


def _read(ranges: Ranges, found: _Found, read: ex.Lookup, known: Known) -> None:
    """Note what a table lacks at one place."""
    table = ranges.program.tables[read.table]
    if table.breakpoints or not table.entries or (_is_declared(ranges.program, table) and not table.partial):
        return
    possible = tuple(possible_keys(ranges, key, known) for key in read.keys)
    for place, names in enumerate(possible):
        if names is None and not table.partial and not _is_lookup(ranges.program, table.keys[place : place + 1]):
            found.unlisted.setdefault(table.name, read.keys[place])
    asked = table.name, possible
    if asked not in found.asked:
        found.asked[asked] = _lacking(ranges, found, read, possible)
    lacking = found.asked[asked]
    if lacking is not None and (ranges.cut_short or _is_unnamed(ranges, read)):  # more may be thought to come than can
        found.untried.setdefault(table.name, read)
    elif lacking is not None:
        spans = found.places.setdefault(lacking, [])
        if read.span not in spans:
            spans.append(read.span)


def _is_unnamed(ranges: Ranges, read: ex.Lookup) -> bool:
    """Whether a condition was not made use of that is about a choice which a key is made of."""
    if not ranges.unnamed:
        return False
    columns = {(one.source, one.column) for one in ranges.unnamed if isinstance(one, ex.ColumnValue | ex.OwnColumn)}
    for part in (part for key in read.keys for part in ex.walk(key)):
        if part in ranges.unnamed:
            return True
        if isinstance(part, ex.ColumnValue | ex.OwnColumn) and (part.source, part.column) in columns:
            return True  # a rule of the row is about the same cells
    return False


def _is_declared(program: Program, table: Table) -> bool:
    """Whether all keys of a table come from declarations."""
    return _is_lookup(program, table.keys)


def _is_lookup(program: Program, names: tuple[str, ...]) -> bool:
    """Whether there are such names, and each is declared as what a key may come from."""
    declared = (program.dimensions, program.scales, program.tables)
    return bool(names) and all(any(name in of_kind for of_kind in declared) for name in names)


def _lacking(ranges: Ranges, found: _Found, read: ex.Lookup, possible: Keys) -> _Lacking | None:
    """What a table lacks of what can come; of two keys of which one is not listed, or that are too many to try, rows alone."""
    table = ranges.program.tables[read.table]
    if any(names is not None and not names.names for names in possible):
        return None  # nothing can come: it is never read
    listed = [names.names for names in possible if names is not None]
    count = prod(map(len, listed))
    if len(listed) < len(possible):
        return _lacking_rows(found, table, possible)
    if count > most("pairs") or not ranges.effort.spend(1 + count // STEP):
        if not table.partial:
            found.untried.setdefault(table.name, read)
        return _lacking_rows(found, table, possible)
    pairs = list(product(*listed))
    if all(table.entries.get(key) is None for key in pairs):
        return _Lacking(table.name, _shown(pairs), never=True)
    missing = [] if table.partial else [key for key in pairs if key not in table.entries]
    return _Lacking(table.name, _shown(missing), near=_misspelt(table, listed, missing)) if missing else None


def _misspelt(table: Table, listed: list[tuple[str, ...]], missing: list[tuple[str, ...]]) -> tuple[str, str] | None:
    """A row of a table of one key that nothing can read, and is spelled nearly like a key that lacks."""
    if len(listed) != 1:
        return None
    possible = frozenset(listed[0])
    idle = list(islice((entry[0] for entry in table.entries if entry[0] not in possible), MOST_SHOWN))
    for (key,) in missing[:MOST_SHOWN]:
        for row in get_close_matches(key, idle, n=1, cutoff=0.6):
            return row, key
    return None


def _lacking_rows(found: _Found, table: Table, possible: Keys) -> _Lacking | None:
    if table.name not in found.rows:
        found.rows[table.name] = [frozenset(names) for names in zip(*table.entries, strict=True)]
    missing: list[tuple[str, ...]] = []
    for rows, names in zip(found.rows[table.name], possible, strict=True):
        missing += [(name,) for name in (names.names if names is not None else ()) if name not in rows]
    return _Lacking(table.name, _shown(missing)) if missing and not table.partial else None


def _shown(missing: list[tuple[str, ...]]) -> tuple[str, ...]:
    shown = tuple(" – ".join(key) for key in islice(missing, MOST_SHOWN))
    return (*shown, "…") if len(missing) > MOST_SHOWN else shown


def _no_row(program: Program, lacking: _Lacking, spans: list[Span]) -> Diagnostic:
    table = program.tables[lacking.table]
    message, hint = say("missing-member.read", table=table.name, members=lacking.keys), say("missing-member.read.hint")
    if lacking.never:
        message = say("missing-member.read.never", table=table.name, members=lacking.keys)
        hint = say("missing-member.read.never.hint", rows=_shown(list(table.entries)))
    elif lacking.near is not None:
        hint = say("missing-member.read.near", row=lacking.near[0], key=lacking.near[1])
    labels = [Label(table.span, say("missing-member.read.table"))]
    labels += [Label(span, say("missing-member.read.also")) for span in spans[1 : 1 + MOST_PLACES]]
    return Diagnostic("missing-member", message, (Label(spans[0]), *labels), hint=hint)


def _not_proven(table: Table, key: ex.Expression, *, too_large: bool) -> Diagnostic:
    message = say("not-proven.keys", table=table.name, text=key.text)
    if too_large:
        message = say("not-proven.keys.many", table=table.name, text=key.text)
    label = Label(table.span, say("missing-member.read.table"))
    return not_proven(message, say("not-proven.keys.hint"), key.span, label, too_large=too_large)


def covered(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each category of an indicator, and each look-up by a number, is of a number that the scale or the table has something for.

    A scale is complete over what it covers (`bands`): a value beyond that has no category, and a look-up beyond its points is an error.
    """
    ranges = ranges_of(program)
    problems: list[Diagnostic] = []
    for indicator in sound_versions(program, broken):
        judged = _judged(ranges, indicator, broken)
        problems += [judged] if judged is not None else []
        for expression, walk in asked_for(ranges, indicator, _is_looked_up):
            problems += _looked_up(ranges, expression, walk, broken)
    for one in in_rows(ranges, broken, _is_looked_up):
        problems += _looked_up(ranges, one.expression, one.visited, broken)
    for several in over_several(program, broken):
        judged = _judged_together(ranges, several, broken)
        problems += [judged] if judged is not None else []
    problems += _in_profiles(ranges, broken)
    return tuple({(problem.id, problem.span): problem for problem in problems}.values())


def _is_looked_up(part: Part) -> bool:
    return isinstance(part, ex.Classify | ex.Lookup)


def _judged(ranges: Ranges, indicator: Indicator, broken: frozenset[str]) -> Diagnostic | None:
    """The problem of a value, or an achievement, that may be beyond the scale of its indicator."""
    if not indicator.scale or indicator.scale in broken or uses_broken(indicator.formula, broken):
        return None
    scale = ranges.program.scales[indicator.scale]
    if indicator.scale_of_achievement:
        profile = indicator.achievement.profile if indicator.achievement is not None else ""
        found = ranges.program.profiles[profile].limits if profile in ranges.program.profiles else EVERYTHING
        hint = say("not-proven.covered.achievement-hint", range=interval_text(scale.domain, scale.percent))
    else:
        found = value_range(ranges, indicator, guarded(ranges, indicator))
        hint = say("not-proven.covered.hint", range=interval_text(scale.domain, scale.percent))
    if _within_scale(ranges, scale, found):
        return None
    message = _message(scale.title, found, interval_text(scale.domain, scale.percent), percent=scale.percent)
    return not_proven(message, hint, indicator.span, _here(scale.span), too_large=ranges.cut_short)


def _judged_together(ranges: Ranges, several: Several, broken: frozenset[str]) -> Diagnostic | None:
    """The problem of a category that is read over several periods, whose values may come to what is beyond the scale."""
    last, read = several.last, several.read
    if read.part is not ex.Part.CATEGORY or not last.scale or last.scale_of_achievement or last.scale in broken:
        return None
    scale = ranges.program.scales[last.scale]
    found = together(several, [one.version.range for one in several.expected])
    if _within_scale(ranges, scale, found):
        return None
    covers = interval_text(scale.domain, scale.percent)
    message = _message(scale.title, found, covers, percent=scale.percent)
    hint = say("not-proven.covered.several-hint", name=read.name)
    return not_proven(message, hint, read.span, _here(scale.span), too_large=ranges.cut_short)


def _in_profiles(ranges: Ranges, broken: frozenset[str]) -> Iterator[Diagnostic]:
    """The problems of what profiles look up by a number, for each indicator and target that they are used with."""
    for case in cases_with(ranges, broken, _is_looked_up):
        if not ranges.effort.spend(case.asked.steps):
            yield untried_from(say("not-proven.targets.covered", name=case.indicator.name), case)
            return
        for problem in _beyond_points(ranges, visited(ranges, case), case.profile):
            yield replace(problem, labels=(*problem.labels, *use_of(case)))


def _looked_up(ranges: Ranges, expression: Part, walk: Iterator[Seen], broken: frozenset[str]) -> Iterator[Diagnostic]:
    """The problems of what is looked up by a number, in an expression."""
    if not uses_broken(expression, broken):
        yield from _beyond_points(ranges, walk)


def _beyond_points(ranges: Ranges, walk: Iterator[Seen], profile: Profile | None = None) -> Iterator[Diagnostic]:
    """Each number among what is visited that is not proven to lie where its scale or table says something; of a `profile` its name."""
    program = ranges.program
    for seen in walk:
        match seen.expression:
            case ex.Classify(scale=name, operand=operand):
                scale = program.scales[name]
                found = range_of(ranges, operand, seen.known)
                if not _within_scale(ranges, scale, found):
                    covers = interval_text(scale.domain, scale.percent)
                    yield _uncovered(ranges, scale, found, covers, operand, profile, percent=scale.percent)
            case ex.Lookup(table=name, keys=(operand,)) if (table := program.tables[name]).breakpoints:
                found = range_of(ranges, operand, seen.known)
                points = Interval(table.breakpoints[0][0], table.breakpoints[-1][0])
                if not found.within(points) and not table.partial:
                    percent = operand.type.percent
                    covers = interval_text(points, percent)
                    yield _uncovered(ranges, table, found, covers, operand, profile, percent=percent)
            case _:
                pass


def _within_scale(ranges: Ranges, scale: Scale, found: Interval) -> bool:
    """Whether each number of an interval has a category, or a reason why it has none."""
    if scale.partial or found.within(scale.domain):
        return True
    if not ranges.effort.spend(len(scale.outside)):  # each may be beyond what the scale covers, and each reading asks
        ranges.cut_short = True
        return False
    told = (scale.domain, *(excluded.interval for excluded in scale.outside))
    return all(grid_part(scale.grid, hole) is None for hole in gaps(placed(scale.grid, found), told))


def _uncovered(
    ranges: Ranges,
    of: Scale | Table,
    found: Interval,
    covers: str,
    operand: ex.Expression,
    profile: Profile | None,
    *,
    percent: bool,
) -> Diagnostic:
    hint = say("not-proven.covered.operand-hint", text=operand.text, range=covers)
    if profile is not None:
        hint = say("not-proven.covered.profile-hint", text=operand.text, range=covers, profile=profile.name)
    message = _message(of.title, found, covers, percent=percent)
    return not_proven(message, hint, operand.span, _here(of.span), too_large=ranges.cut_short)


def _message(name: str, found: Interval, covers: str, *, percent: bool) -> Text:
    if found == EVERYTHING:
        return say("not-proven.covered.nothing", name=name, range=covers)
    return say("not-proven.covered", name=name, range=covers, found=interval_text(found, percent))


def _here(span: Span) -> Label:
    return Label(span, say("not-proven.covered.here"))
