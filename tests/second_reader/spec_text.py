"""A spec of a world, as an author writes it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as F

from .declarations import (
    Agg,
    Attribute,
    BandIs,
    Call,
    Cmp,
    Col,
    Column,
    Condition,
    Count,
    Dimension,
    Expr,
    Flag,
    Group,
    Has,
    If,
    Ind,
    Indicator,
    IsMissing,
    Let,
    Logic,
    Members,
    Name,
    Num,
    Op,
    OwnColumn,
    Profile,
    Rows,
    Rules,
    Scale,
    SetOf,
    Source,
    Weighted,
    WeightedBy,
    Where,
)
from .facts import World

BECAUSE = ' because "Invented"'


def decimal(value: F) -> str:
    """A number of at most three decimals."""
    scaled = value * 1000
    assert scaled.denominator == 1, value
    whole, rest = divmod(abs(scaled.numerator), 1000)
    text = f"{whole}.{rest:03}".rstrip("0").rstrip(".")
    return ("-" if value < 0 else "") + text


def walk(one: object) -> Iterator[object]:
    """A part of a spec, and all that it is made of."""
    yield one
    for name in getattr(one, "__dataclass_fields__", {}):
        value = getattr(one, name)
        for part in value if isinstance(value, tuple) else (value,):
            for inner in part if isinstance(part, tuple) else (part,):
                if hasattr(inner, "__dataclass_fields__"):
                    yield from walk(inner)


def _brackets(at: tuple[str, ...], shift: str) -> str:
    members = ", ".join(f'"{key}"' for key in at)
    return (f"[{members}]" if at else "") + (f"[{shift}]" if shift else "")


def _rules(rules: Rules) -> str:
    text = f" when missing {rules.missing}" if rules.missing else ""
    text += f" when not loaded {rules.unloaded}" if rules.unloaded else ""
    return text + (f" when not applicable {rules.na}" if rules.na else "")


def expression_text(one: Expr, *, top: bool = False) -> str:
    """An expression; in brackets where it is part of another."""
    match one:
        case Num(value):
            return decimal(value)
        case Col(source, column, shift, at):
            return f"{source}.{column}{_brackets(at, shift)}"
        case OwnColumn(name) | Let(name) | Name(name):
            return name
        case Attribute(dimension, name):
            return f"{dimension}.{name}"
        case Ind(name, what, shift, at, target):
            asked = "" if what == "value" else f".{what}"
            return name + asked + (f'["{target}"]' if target else "") + _brackets(at, shift)
        case Op(sign, left, right):
            return f"({expression_text(left)} {sign} {expression_text(right)})"
        case Call(name, over, digits):
            listed = ", ".join(expression_text(part) for part in over)
            return f"{name}({listed}{f', {digits}' if name == 'round' else ''})"
        case If(condition, then, otherwise):
            chosen = f"then {expression_text(then)} otherwise {expression_text(otherwise)}"
            return f"(if {condition_text(condition)} {chosen})"
        case Agg(how, item, over, rules):
            text = f"{how} {expression_text(item)}{f' over {group_text(over)}' if over else ''}{_rules(rules)}"
        case Count(group, rules):
            text = f"count {group_text(group)}{_rules(rules)}"
        case Weighted(how, item, rules):
            text = f"weighted {how} {item if isinstance(item, str) else expression_text(item)}{_rules(rules)}"
        case WeightedBy(how, item, by, rules):
            text = f"weighted {how} {expression_text(item)} by {expression_text(by)}{_rules(rules)}"
    return text if top else f"({text})"


def condition_text(one: Condition) -> str:
    """A condition."""
    match one:
        case Cmp(sign, left, right):
            return f"{expression_text(left)} {sign} {expression_text(right)}"
        case Logic("not", (part,)):
            return f"not ({condition_text(part)})"
        case Logic(word, parts):
            return "(" + f" {word} ".join(condition_text(part) for part in parts) + ")"
        case Has(source, shift, at):
            return f"has {source}{_brackets(at, shift)}"
        case IsMissing(of, negated):
            return f"{expression_text(of)} {'!=' if negated else '='} missing"
        case Flag(attribute):
            return expression_text(attribute)
        case BandIs(of, category):
            return f"{of.name}.band{_brackets(of.at, of.shift)} = {category}"


def group_text(one: Group) -> str:
    """A set."""
    match one:
        case Members(name) | Rows(name) | SetOf(name):
            return name
        case Where(inner, condition):
            return f"({group_text(inner)} where {condition_text(condition)})"


def _indicator(one: Indicator) -> str:
    per = ([one.grain] if one.grain != "year" else []) + list(one.per)
    lines = [f"indicator {one.name}" + (f" per {', '.join(per)}" if per else "")]
    if one.since is not None or one.until is not None:
        first = "" if one.since is None else str(one.since // 12)
        last = "" if one.until is None else str(one.until // 12)
        lines.append(f"effective {first}..{last}")
    lines.append("unit number" + (f" round {one.round}" if one.round is not None else ""))
    lines.append(f"direction {one.direction}")
    lines += [f"set {name} = {group_text(group)}" for name, group in one.sets]
    lines += [f"let {name} = {expression_text(value, top=True)}" for name, value in one.lets]
    lines += [_guard(guard) for guard in one.guards]
    for block in one.weights:
        lines.append(f"weights {block.dimension}")
        lines += [f"  {name} {decimal(weight * 100)}%" for name, weight in block.weights]
    for target in one.targets:
        until = "" if target.until is None else str(target.until)
        span = str(target.since) if target.until == target.since else f"{target.since}..{until}"
        lines.append(f"target {target.name + ' ' if target.name else ''}{span} = {expression_text(target.value)}")
    mixed = any(isinstance(part, Ind) and part.across for part in walk(one.formula))
    lines.append(f"formula {expression_text(one.formula, top=True)}{f' across versions{BECAUSE}' if mixed else ''}")
    if one.profile:
        lines.append(f"achievement {one.profile}")
    if one.bands:
        lines.append(f"bands {one.bands}")
    if one.consolidate:
        lines.append(f"consolidate {one.consolidate}{_partial(one.partial)}")
    return "\n  ".join(lines)


def _guard(one: Condition) -> str:
    return f"when {condition_text(one)} not applicable{BECAUSE}"


def _partial(partial: bool) -> str:
    return f" partial{BECAUSE}" if partial else ""


def _dimension(world: World, one: Dimension) -> str:
    if one.listed:
        return "\n  ".join([f"dimension {one.name}", *(member.key for member in world.members[one.name])])
    lines = [f"dimension {one.name} key code", "attribute title text"]
    written = {"number": "number 1..100", "yes/no": "yes/no may be missing"}
    lines += [f"attribute {name} {written.get(kind, kind)}" for name, kind in one.attributes]
    return "\n  ".join(lines)


def _source(one: Source) -> str:
    over = f" over (region where {condition_text(one.over)})" if one.over is not None else ""
    head = f"source {one.name} per {', '.join([one.grain, *one.dimensions])} {one.absent}{over}"
    return "\n  ".join([head, *map(_column, one.columns)])


def _column(one: Column) -> str:
    behind = f" consolidate {one.consolidate}{_partial(one.partial)}" if one.consolidate else ""
    behind += _rules(Rules(one.when_missing, one.when_unloaded))
    if one.let is not None:
        return f"let {one.name} = {expression_text(one.let, top=True)}{behind}"
    may_be_missing = " may be missing" if one.empty else ""
    return f"column {one.name} number {decimal(one.low)}..{decimal(one.high)}{may_be_missing} digits 3{behind}"


def _profile(one: Profile) -> str:
    lines = [f"profile {one.name}"]
    lines += [f"{direction} = {expression_text(rule)}" for direction, rule in one.rules.items()]
    if one.limits is not None:
        lines.append(f"limits {decimal(one.limits[0])}..{decimal(one.limits[1])}")
    return "\n  ".join([*lines, *map(_guard, one.guards)])


def _scale(one: Scale) -> str:
    lines = [f"scale {one.name} over .."]
    above = F(0)
    for name, floor in one.categories:
        lines.append(f"{name} >= {decimal(floor)}" if floor is not None else f"{name} < {decimal(above)}")
        above = floor if floor is not None else above
    return "\n  ".join(lines)


def spec_text(world: World) -> str:
    """All declarations of a world."""
    parts = [_dimension(world, one) for one in world.dimensions.values()]
    parts += [_source(one) for one in world.sources.values()]
    parts += [_profile(one) for one in world.profiles.values()]
    parts += [_scale(one) for one in world.scales.values()]
    parts += [_indicator(version) for versions in world.indicators.values() for version in versions]
    return "\n\n".join(parts) + "\n"
