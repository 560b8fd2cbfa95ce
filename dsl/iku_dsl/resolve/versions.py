"""One version of an indicator: what others see of it before its formula is read, its weights, and how it is judged and ranked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.keywords import by_terminal
from iku_dsl.period import Grain, overlapping, read_period
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import Label, Severity, Span, say, some
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.columns import bound
from iku_dsl.resolve.expressions.context import MAX_KNOWN, Context, IndicatorHead, infer_condition, infer_number
from iku_dsl.resolve.expressions.lookups import correction, scale_fits
from iku_dsl.resolve.expressions.paths import has_part
from iku_dsl.resolve.expressions.places import one_unit, read_shift
from iku_dsl.resolve.expressions.scope import OwnNames, Scope, broken, in_unit, prose_text, unit_shown
from iku_dsl.resolve.expressions.sets import infer_set
from iku_dsl.resolve.sources import grain_and_dimensions, report_repeated
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block, Entry
from iku_dsl.types import NUMBER, PERCENT, Kind, Type, unit

_PERCENT = ("persen", "percent")
T = TypeVar("T", bound=st.Statement)


@dataclass(frozen=True, slots=True)
class Version:
    """The block of one version of an indicator, the names in its scope, its unit and weights.

    `value_type` is what the unit says, a number without one; `problems_before` how many there were before it was read.
    """

    context: Context
    block: Block
    head: st.Indicator
    grain: Grain
    dimensions: tuple[str, ...]
    levels: tuple[pg.WeightLevel, ...]
    scope: Scope
    own: OwnNames
    unit: st.Unit | None
    value_type: Type
    problems_before: int


def head_of(context: Context, versions: Sequence[Block]) -> IndicatorHead:
    """The head of an indicator: entities, grain, type and scale are those of its first version."""
    block = versions[0]
    head = block.head
    assert isinstance(head, st.Indicator)
    items = tuple(item for group in head.per for item in group)
    grain, dimensions = grain_and_dimensions(context, items, head)
    types = [unit_type(node) for version in versions for node in version.of(st.Unit)[:1]]
    scales = [next((node.scale.text for node in version.of(st.Bands)), "") for version in versions]
    targets = [node.name.text if node.name is not None else "" for v in versions for node in v.of(st.Target)]
    return IndicatorHead(
        head.name.text,
        block,
        dimensions,
        (grain or Grain.YEAR).value,
        types[0] if types else NUMBER,
        scales[0],
        achieves=any(version.of(st.Achievement) or version.damaged for version in versions),
        targets=dict.fromkeys(targets),
        one_unit=len(set(types)) < 2,
        one_scale=len(set(scales)) < 2,
        consolidates=all(version.of(st.Consolidation) or version.damaged for version in versions),
    )


def unit_type(node: st.Unit) -> Type:
    """The type of an indicator's value."""
    if node.name.text in _PERCENT:
        return PERCENT
    return Type(Kind.NUMBER, unit(node.name.text))


def single(context: Context, block: Block, kind: type[T]) -> T | None:
    """The statement of a kind that may stand once; a second is a problem."""
    nodes = block.of(kind)
    report_repeated(context, nodes)
    return nodes[0] if nodes else None


def value_in_unit(version: Version, node: sx.Expression) -> ex.Expression:
    """A number in the unit of the indicator."""
    value = infer_number(version.context, node, version.scope)
    found = in_unit(value, version.value_type)
    if found is None:
        names = unit_shown(value.type), unit_shown(version.value_type)
        message = say("unit-mismatch.value", found=names[0], declared=names[1])
        version.context.report("unit-mismatch", message, node.span)
        return broken(node.span)
    return found


def periods(context: Context, node: sx.Periods) -> PeriodSpan:
    """A stretch of periods as written."""
    ends = []
    for end in (node.first, node.last):
        period = read_period(end.text) if end is not None else None
        if end is not None and period is None:
            context.report("not-a-period", say("not-a-period", text=end.text), end.span, hint=say("not-a-period.hint"))
        ends.append(period)
    first, last = ends
    if first is not None and last is not None and (first.grain is not last.grain or last < first):
        key = "not-a-period.grains"
        hint = say("not-a-period.grains.hint")
        if first.grain is last.grain:
            key = "not-a-period.turned"
            hint = say("not-a-period.turned.hint", mended=f"{last}..{first}")
        context.report("not-a-period", say(key, first=str(first), last=str(last)), node.span, hint=hint)
        return PeriodSpan()
    return PeriodSpan(first, last)


def weight_level(context: Context, entry: Entry) -> pg.WeightLevel | None:
    """The weights of one block, None after a problem with what they are of."""
    node = entry.statement
    assert isinstance(node, st.Weights)
    known: Mapping[str, object] | None = None
    labels: Mapping[str, str] = {}
    if node.dimension is None:
        known = context.indicators
    elif node.dimension.text in context.dimensions:
        dimension = context.dimensions[node.dimension.text]
        known = context.members(dimension.name) if dimension.enumerated else None
        labels = context.labels(dimension.name)
    else:
        context.unknown(node.dimension, "dimension", context.dimensions)
        return None
    weights: dict[str, pg.Weight] = {}
    for row in entry.rows:
        assert isinstance(row, st.WeightRow)
        name = row.name.text
        if known is not None and name not in known:
            where = say("=", text=node.dimension.text) if node.dimension is not None else None
            context.unknown(row.name, "member" if where else "indicator", known, where, labels=labels)
            continue
        if name in weights:
            first = Label(weights[name].span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name", name=name), row.name.span, first)
            continue
        if row.weight.unit is not None:
            message, hint = say("unit-mismatch.literal", unit="unit.percent"), say("unit-mismatch.weight.hint")
            context.report("unit-mismatch", message, row.weight.span, hint=hint)
            continue
        printed = correction(context, row.printed, NUMBER)
        weights[name] = pg.Weight(name, row.weight.value, printed, row.span)
    return pg.WeightLevel(
        node.dimension.text if node.dimension is not None else None, tuple(weights.values()), node.span
    )


def check_weights(version: Version, built: pg.Indicator, lets: Mapping[str, pg.Let]) -> None:
    """Report weights that no sum or mean reads, and weighed indicators that have no value for so long a period."""
    context = version.context
    seen = [built.formula, *(let.value for let in lets.values()), *(guard.condition for guard in built.guards)]
    parts = [part for expression in seen for part in ex.walk(expression)]
    used = {dimension for part in parts if isinstance(part, ex.Weighted) for dimension in part.levels}
    weighed = [part.part for part in parts if isinstance(part, ex.WeightedIndicators)]
    by_indicator = bool(weighed)
    for level in version.levels:
        for weight in level.weights if level.dimension is None else ():
            head = context.indicators[weight.member]
            read_shift(context, None, version.scope, Grain(head.grain), head.name, weight.span, head)
            beyond = tuple(d for d in head.dimensions if d not in version.dimensions)
            if beyond:
                message = say("dimension-mismatch", name=head.name, dimensions=some(beyond))
                hint = say("dimension-mismatch.hint", name=head.name, dimension=beyond[0])
                context.report("dimension-mismatch", message, weight.span, hint=hint)
            for part in dict.fromkeys(weighed):
                has_part(context, weight.span, head, part)
                if part is ex.Part.ACHIEVEMENT and Grain(head.grain).finer_than(version.grain):
                    one_unit(context, head, weight.span)
        is_used = by_indicator if level.dimension is None else level.dimension in used
        if not is_used and not version.block.damaged and len(context.problems) == version.problems_before:
            name = context.text(level.span)
            message, hint = say("unused", name=name), say("unused.weights.hint")
            context.report("unused", message, level.span, hint=hint, severity=Severity.WARNING)


_GRAINS = {word: grain for grain in Grain for word in (*by_terminal(grain.name).id, *by_terminal(grain.name).en)}
_NUMBERED = re.compile(rf"(?:{'|'.join(_GRAINS)}|TW|Q|S|SMT)\d+", re.IGNORECASE)


def scale_name(version: Version, node: st.Bands | None) -> str:
    """The scale of the bands, empty where there is none."""
    context = version.context
    if node is None:
        return ""
    name = node.scale
    if name.text not in context.scales:
        if name.text in context.names and name.text not in context.broken:
            context.report("type-mismatch", say("type-mismatch.not-a-scale", name=name.text), name.span)
        else:
            context.unknown(name, "scale", context.scales)
        return ""
    kind = PERCENT if node.of_achievement else version.value_type
    if version.unit is not None and name.text not in context.broken:
        scale_fits(context, context.scales[name.text], kind, node.span)
    return name.text


def cap(version: Version, node: st.Cap, scale: str) -> pg.Cap:
    """The best band that an indicator may have where a condition holds; `scale` is that of its bands."""
    context = version.context
    if not version.block.of(st.Bands) and not version.block.damaged:
        context.report("type-mismatch", say("type-mismatch.no-scale", name=version.head.name.text), node.span)
    kind = context.categories(scale) if scale else NUMBER
    if kind.choices and not context.is_choice(kind, node.band.text):
        context.unknown(node.band, "choice", kind.choices, labels=context.labels(scale))
    condition = infer_condition(context, node.condition, version.scope)
    return pg.Cap(node.band.text, condition, prose_text(node.because.reason), node.span)


def targets(version: Version) -> tuple[pg.Target, ...]:
    """All targets; two of one name may not hold in the same period."""
    context = version.context
    every = tuple(_target(version, node) for node in version.block.of(st.Target))
    by_name: dict[str, list[pg.Target]] = {}
    for target in every:
        by_name.setdefault(target.name, []).append(target)
    for named in by_name.values():
        for place in overlapping([target.periods for target in named]):
            first, second = sorted(place[:2])
            label = Label(named[first].span, say("duplicate-name.first"))
            message = say("duplicate-name.target", period=str(place[2]))
            context.report("duplicate-name", message, named[second].span, label)
    return every


def _target(version: Version, node: st.Target) -> pg.Target:
    context = version.context
    over = periods(context, node.periods)
    if node.name is not None and _is_the_period(node.name.text.casefold(), over):
        hint = say("not-a-period.target.hint", period=context.text(node.periods.span))
        message = say("not-a-period.target", name=node.name.text)
        context.report("not-a-period", message, node.name.span, hint=hint)
    high = value_in_unit(version, node.high) if node.high is not None else None
    name = node.name.text if node.name is not None else ""
    _check_sign(version, node)
    return pg.Target(name, over, value_in_unit(version, node.value), high, node.sign, node.span)


def _is_the_period(word: str, over: PeriodSpan) -> bool:
    """Whether a word before the periods of a target means one of them: `TW1`, or `tahun` before 2025, where `triwulan` is a name."""
    end = over.first or over.last
    return _NUMBERED.fullmatch(word) is not None or (end is not None and _GRAINS.get(word) is end.grain)


def _check_sign(version: Version, node: st.Target) -> None:
    """`< 3 jam` is for an indicator that is to fall, `> 3` for one that is to rise."""
    context = version.context
    stated = next(iter(version.block.of(st.Direction)), None)
    if not node.sign or stated is None or stated.direction == "none":
        return
    if stated.direction != ("higher" if node.sign.startswith(">") else "lower"):
        message = say("type-mismatch.target-sign", sign=node.sign)
        label = Label(stated.span)
        context.report("type-mismatch", message, node.span, label, hint=say("type-mismatch.target-sign.hint"))


def achievement(version: Version) -> pg.Achievement | None:
    """The profile by which achievement follows, with its arguments."""
    context = version.context
    node = single(context, version.block, st.Achievement)
    bands = next((bands for bands in version.block.of(st.Bands) if bands.of_achievement), None)
    if node is None:
        if bands is not None and not version.block.damaged:
            message = say("type-mismatch.no-achievement", name=version.head.name.text)
            context.report("type-mismatch", message, bands.span)
        return None
    if not version.block.of(st.Target) and not version.block.damaged:
        message, hint = say("unused", name=context.text(node.span)), say("unused.achievement.hint")
        context.report("unused", message, node.span, hint=hint, severity=Severity.WARNING)
    profile = context.profiles.get(node.profile.text)
    if profile is None:
        context.unknown(node.profile, "profile", context.profiles)
        return None
    arguments: dict[str, ex.Expression] = {}
    places: dict[str, Span] = {}
    known = True
    for argument in node.arguments:
        name = argument.name
        first = places.setdefault(name.text, name.span)
        if name.text not in profile.parameters:
            context.unknown(name, "parameter", profile.parameters)
            known = False
        elif first is not name.span:
            label = Label(first, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name", name=name.text), name.span, label)
        else:
            arguments[name.text] = _argument(version, argument, profile)
    if known:
        _check_given(context, node, profile, arguments)
    return pg.Achievement(profile.name, {**arguments, **context.defaults(profile.name, arguments)}, node.span)


def _argument(version: Version, argument: st.Argument, profile: pg.Profile) -> ex.Expression:
    """What an indicator gives to a parameter: of its kind, and in its unit, or in that of the indicator where the parameter has none."""
    context, name, span = version.context, argument.name.text, argument.value.span
    parameter = profile.parameters[name]
    kind = parameter.type
    value = context.infer(context, argument.value, version.scope, kind)
    kinds, label = {kind.kind, value.type.kind}, Label(parameter.span)
    if Kind.BROKEN in kinds:
        return value
    if isinstance(value, ex.Constant) and value.value is None and not parameter.may_be_missing:
        message = say("parameter-missing", name=name, profile=profile.name)
        hint = say("parameter-missing.hint", name=name, profile=profile.name)
        label = Label(parameter.span, say("parameter-missing.here"))
        context.report("parameter-missing", message, span, label, hint=hint)
    elif kinds == {Kind.NUMBER}:
        of_indicator = kind.unit.is_pure and not kind.percent
        wanted = version.value_type if of_indicator else kind
        if kind.whole and isinstance(value, ex.Constant) and isinstance(value.value, Fraction) and value.value % 1:
            context.report("type-mismatch", say("type-mismatch.given-whole", name=name), span, label)
            return broken(span)
        found = in_unit(value, wanted)
        if found is not None:
            return found
        given, declared = unit_shown(value.type), unit_shown(wanted)
        message = say("unit-mismatch.argument", name=name, found=given, declared=declared)
        if of_indicator:
            message = say("unit-mismatch.value", found=given, declared=declared)
        context.report("unit-mismatch", message, span, label)
    elif kinds == {Kind.CHOICE} and not set(value.type.choices) <= set(kind.choices):
        hint = say("type-mismatch.compare.choices", choices=some(kind.choices))
        message = say("type-mismatch.argument-choices", name=name, profile=profile.name)
        context.report("type-mismatch", message, span, label, hint=hint)
    elif len(kinds) == 1 or kinds == {Kind.TEXT, Kind.MEMBER}:
        return value
    else:
        message = say(
            "type-mismatch.argument",
            name=name,
            profile=profile.name,
            kind=f"kind.{kind.kind}",
            found=f"kind.{value.type.kind}",
        )
        context.report("type-mismatch", message, span)
    return broken(span)


def _check_given(context: Context, node: st.Achievement, profile: pg.Profile, given: Mapping[str, object]) -> None:
    """Whether every parameter is given that must be; of many that are not, some are named, and the rest are counted."""
    required = context.required(profile.name)
    lacking = len(required) - sum(name in required for name in given)
    for name in islice((name for name in required if name not in given), MAX_KNOWN):
        message = say("parameter-missing", name=name, profile=profile.name)
        label = Label(required[name], say("parameter-missing.here"))
        hint = say("parameter-missing.hint", name=name, profile=profile.name)
        context.report("parameter-missing", message, node.span, label, hint=hint)
    if lacking > MAX_KNOWN:
        message = say("parameter-missing.more", profile=profile.name, more=lacking - MAX_KNOWN)
        context.report("parameter-missing", message, node.span, Label(profile.span))


def officials(version: Version) -> tuple[pg.Official, ...]:
    """The published values that the indicator's own is compared with; one of them at the most takes its place."""
    nodes = version.block.of(st.Compared)
    replacing = [node for node in nodes if node.official]
    for second in replacing[1:]:
        place = Label(replacing[0].span, say("duplicate-name.first"))
        hint = say("duplicate-name.official.hint")
        version.context.report("duplicate-name", say("duplicate-name.official"), second.span, place, hint=hint)
    return tuple(_official(version, node) for node in nodes)


def _official(version: Version, node: st.Compared) -> pg.Official:
    context = version.context
    value = value_in_unit(version, node.path)
    tolerance = bound(context, node.tolerance, version.value_type)
    return pg.Official(value, tolerance if tolerance is not None else Fraction(0), node.official, node.span)


def ranking(version: Version) -> pg.Ranking | None:
    """How the entities are ranked."""
    context = version.context
    node = single(context, version.block, st.Rank)
    if node is None:
        return None
    if not version.dimensions:
        hint = say("dimension-mismatch.rank.hint", name=version.head.name.text)
        context.report("dimension-mismatch", say("dimension-mismatch.rank"), node.span, hint=hint)
        return None
    among = None
    if node.among is not None:
        path = sx.Path(node.among, span=node.among.span)
        among = infer_set(context, path, version.scope)
    by = infer_number(context, node.by, version.scope) if node.by is not None else None
    return pg.Ranking(node.highest_first, among, by)
