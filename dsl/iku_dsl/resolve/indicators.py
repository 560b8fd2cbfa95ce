"""Indicators: the head that others see, then sets, lets, guards, weights, formula, targets and what is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.interval import EVERYTHING
from iku_dsl.keywords import PROSES
from iku_dsl.period import Grain
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import Label, Severity, say
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.calls import rounds_to
from iku_dsl.resolve.expressions.columns import consolidation, interval
from iku_dsl.resolve.expressions.context import Context, infer_condition, infer_number
from iku_dsl.resolve.expressions.scope import Scope, broken, convert, label_text, prose_text, unit_shown
from iku_dsl.resolve.expressions.sets import own_let, own_names, own_set
from iku_dsl.resolve.sources import grain_and_dimensions, report_repeated
from iku_dsl.resolve.versions import (
    Version,
    achievement,
    cap,
    check_weights,
    officials,
    periods,
    ranking,
    scale_name,
    single,
    targets,
    unit_type,
    weight_level,
)
from iku_dsl.statements.blocks import Block
from iku_dsl.types import NUMBER, Kind


def indicator(context: Context, block: Block, head: st.Indicator) -> pg.Indicator | None:
    """One version of an indicator, None where what it lacks was already reported."""
    version = _version(context, block, head)
    direction, formula = single(context, block, st.Direction), single(context, block, st.Formula)
    if not block.damaged:
        _check_required(version, direction, formula)
    value = _formula(version, formula)
    rounding = _rounding(version)
    bands = single(context, block, st.Bands)
    scale = scale_name(version, bands)
    effective = single(context, block, st.Effective)
    across = formula.across if formula is not None else None
    unit, value_type = version.unit, version.value_type
    built = pg.Indicator(
        name=head.name.text,
        label=label_text(head.label),
        span=head.name.span,
        dimensions=version.dimensions,
        grain=version.grain,
        effective=periods(context, effective.periods) if effective is not None else PeriodSpan(),
        prose=_prose(version),
        type=value_type,
        unit=unit.name.text if unit is not None else "",
        range=interval(context, unit.range, value_type) if unit is not None and unit.range else EVERYTHING,
        rounding=rounding,
        direction=direction.direction if direction is not None else "none",
        guards=tuple(_guard(version, node) for node in block.of(st.Guard)),
        levels=version.levels,
        formula=value,
        scale=scale,
        scale_of_achievement=bands.of_achievement if bands is not None else False,
        caps=tuple(cap(version, node, scale) for node in block.of(st.Cap)),
        targets=targets(version),
        achievement=achievement(version),
        official=officials(version),
        consolidation=_consolidation(version),
        ranking=ranking(version),
        across=prose_text(across.reason) if across is not None else "",
    )
    sets, lets = _sets_and_lets(version)
    check_weights(version, built, lets)
    fits = [context.fits(expression, expression.span) for expression in pg.expressions(built)]
    if formula is None or not all(fits):
        return None
    return replace(built, sets=sets, lets=lets)


def _version(context: Context, block: Block, head: st.Indicator) -> Version:
    about = context.indicators[head.name.text]
    grain, dimensions = Grain(about.grain), about.dimensions
    if block is not about.block:  # a later version: one indicator has the same entities and periods in all
        written, dimensions = grain_and_dimensions(context, tuple(item for group in head.per for item in group), head)
        grain = written or Grain.YEAR
        if (grain.value, dimensions) != (about.grain, about.dimensions):
            label = Label(about.block.head.span, say("versions-overlap.first"))
            message = say("dimension-mismatch.versions", name=head.name.text)
            hint = say("dimension-mismatch.versions.hint")
            context.report("dimension-mismatch", message, head.span, label, hint=hint)
    own = own_names(context, block, own_set)
    problems_before = len(context.problems)
    _check_hidden(context, block, dimensions)
    read = [weight_level(context, entry) for entry in block.entries if isinstance(entry.statement, st.Weights)]
    levels = tuple(level for level in read if level is not None)
    _check_levels(context, levels)
    own.scope = Scope(
        grain,
        dimensions=dimensions,
        attributes=tuple(d for d in dimensions if d in context.dimensions),
        entity=dimensions,
        weighted=tuple(level.dimension for level in levels if level.dimension is not None),
        weighs_indicators=any(level.dimension is None for level in levels),
        weighed=tuple(weight.member for level in levels if level.dimension is None for weight in level.weights),
        weights_lost=block.damaged or len(levels) < len(read),
        own=own,
    )
    unit = single(context, block, st.Unit)
    value_type = unit_type(unit) if unit is not None else NUMBER
    return Version(context, block, head, grain, dimensions, levels, own.scope, own, unit, value_type, problems_before)


def _check_hidden(context: Context, block: Block, dimensions: Sequence[str]) -> None:
    """That no let is called as what is read before it, a member at hand or an attribute of it: nothing would ever read the let."""
    for let in block.of(st.Let):
        name = let.name.text
        holder = next((d for d in dimensions if name in context.dimensions[d].attributes), None)
        if name in dimensions:
            message = say("duplicate-name.entity", name=name)
        elif holder is not None:
            message = say("duplicate-name.attribute", name=name, dimension=holder)
        else:
            continue
        context.report("duplicate-name", message, let.name.span, hint=say("duplicate-name.stored.hint"))


def _check_levels(context: Context, levels: Sequence[pg.WeightLevel]) -> None:
    """That nothing is weighed twice: one block would count in the place of the other, without a word."""
    first: dict[str | None, pg.WeightLevel] = {}
    for level in levels:
        if first.setdefault(level.dimension, level) is not level:
            place = Label(first[level.dimension].span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name.statement"), level.span, place)


def _rounding(version: Version) -> pg.Rounding | None:
    unit = version.unit
    if unit is None or unit.round is None:
        return None
    if rounds_to(unit.round):
        return pg.Rounding(unit.round, unit.half_even)
    version.context.report("type-mismatch", say("type-mismatch.digits"), unit.span)
    return None


def _check_required(version: Version, direction: st.Direction | None, formula: st.Formula | None) -> None:
    context = version.context
    name = version.head.name
    if direction is None:
        hint = say("direction-missing.hint")
        context.report("direction-missing", say("direction-missing", name=name.text), name.span, hint=hint)
    if version.unit is None:
        hint = say("unit-missing.hint")
        context.report("unit-missing", say("unit-missing", name=name.text), name.span, hint=hint)
    if formula is None:
        lets = version.block.of(st.Let)
        hint = say("formula-missing.let.hint", name=lets[-1].name.text) if lets else say("formula-missing.hint")
        context.report("formula-missing", say("formula-missing", name=name.text), name.span, hint=hint)


def _formula(version: Version, node: st.Formula | None) -> ex.Expression:
    context = version.context
    if node is None:
        return broken(version.head.span)
    value = infer_number(context, node.value, version.scope)
    if value.type.kind is Kind.BROKEN or version.unit is None:
        return value
    if value.type.unit.is_pure or value.type.unit.is_any:
        return value
    factor = value.type.unit.factor_to(version.value_type.unit)
    if factor is None or version.value_type.unit.is_pure:
        names = (
            unit_shown(value.type),
            unit_shown(version.value_type) if version.value_type.percent else version.unit.name.text,
        )
        message = say("unit-mismatch.formula", found=names[0], declared=names[1])
        label = Label(version.unit.span, say("unit-mismatch.side", unit=names[1]))
        hint = say("unit-mismatch.formula.hint", found=names[0])
        context.report("unit-mismatch", message, node.value.span, label, hint=hint)
        return broken(node.span)
    return convert(value, version.value_type.unit, factor)


def _prose(version: Version) -> pg.Prose:
    said: dict[str, Any] = {role: _told(version, role) for role in PROSES}
    owner = single(version.context, version.block, st.Owner)
    return pg.Prose(
        **said,
        owner=prose_text(owner.unit) if owner is not None else "",
        teams=tuple(prose_text(team) for team in owner.teams) if owner is not None else (),
    )


def _told(version: Version, role: str) -> str | tuple[str, ...]:
    """The text of a role, or its texts, as `PROSES` says."""
    nodes = [node for node in version.block.of(st.Prose) if node.role == role]
    texts = tuple(prose_text(node.text) for node in nodes)
    if PROSES[role] == "many":
        return texts
    if PROSES[role] == "once":
        report_repeated(version.context, nodes)
        return "".join(texts[:1])
    return "\n".join(texts)


def _guard(version: Version, node: st.Guard) -> pg.Guard:
    context = version.context
    return pg.Guard(infer_condition(context, node.condition, version.scope), prose_text(node.because.reason), node.span)


def _consolidation(version: Version) -> ex.Consolidation | None:
    context = version.context
    node = single(context, version.block, st.Consolidation)
    return consolidation(context, node.consolidate, version.head.name, NUMBER) if node is not None else None


def _sets_and_lets(version: Version) -> tuple[dict[str, pg.NamedSet], dict[str, pg.Let]]:
    context = version.context
    own = version.own
    unused = [node for name, node in own.nodes.items() if name not in own.used]
    for name, node in own.nodes.items():
        (own_let if isinstance(node, st.Let) else own_set)(context, own, name, node.name.span)
    sound = not version.block.damaged and len(context.problems) == version.problems_before
    for node in unused:
        if sound:
            message, hint = say("unused", name=node.name.text), say("unused.hint")
            context.report("unused", message, node.name.span, hint=hint, severity=Severity.WARNING)
    sets = {
        name: pg.NamedSet(name=name, label=named.label, span=named.span, set=named.set)
        for name, named in own.sets.items()
    }
    lets = {name: pg.Let(name=name, label=let.label, span=let.span, value=let.value) for name, let in own.lets.items()}
    return sets, lets
