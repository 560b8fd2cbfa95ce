"""How an indicator is judged: bands and caps, targets, achievement, what is published, ranks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import islice

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.keywords import by_terminal
from iku_dsl.period import Grain, overlapping
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import Label, Severity, say
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.columns import bound
from iku_dsl.resolve.expressions.context import MAX_KNOWN, Context, infer_condition, infer_number
from iku_dsl.resolve.expressions.literals import prose_text
from iku_dsl.resolve.expressions.lookups import scale_fits
from iku_dsl.resolve.expressions.scope import broken
from iku_dsl.resolve.expressions.sets import infer_set
from iku_dsl.resolve.versions import Version, periods, single, value_in_unit
from iku_dsl.statements import syntax as sx
from iku_dsl.types import NUMBER, PERCENT, Kind

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
    for argument in node.arguments:
        if argument.name.text not in profile.parameters:
            context.unknown(argument.name, "parameter", profile.parameters)
            continue
        arguments[argument.name.text] = _argument(version, argument, profile)
    if len(arguments) == len(node.arguments):
        _check_given(context, node, profile, arguments)
    return pg.Achievement(profile.name, {**arguments, **context.defaults(profile.name, arguments)}, node.span)


def _argument(version: Version, argument: st.Argument, profile: pg.Profile) -> ex.Expression:
    """What an indicator gives to a parameter, which must be of its kind."""
    context, kind = version.context, profile.parameters[argument.name.text].type
    value = context.infer(context, argument.value, version.scope, kind)
    kinds = {kind.kind, value.type.kind}
    if len(kinds) == 1 or Kind.BROKEN in kinds or kinds == {Kind.TEXT, Kind.MEMBER}:
        return value
    message = say(
        "type-mismatch.argument",
        name=argument.name.text,
        profile=profile.name,
        kind=f"kind.{kind.kind}",
        found=f"kind.{value.type.kind}",
    )
    context.report("type-mismatch", message, argument.value.span)
    return broken(argument.value.span)


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


def official(version: Version, node: st.Compared) -> pg.Official:
    """A published value that the indicator's own is compared with."""
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
        context.report("dimension-mismatch", say("dimension-mismatch.rank"), node.span)
        return None
    among = None
    if node.among is not None:
        path = sx.Path(node.among, span=node.among.span)
        among = infer_set(context, path, version.scope)
    by = infer_number(context, node.by, version.scope) if node.by is not None else None
    return pg.Ranking(node.highest_first, among, by)
