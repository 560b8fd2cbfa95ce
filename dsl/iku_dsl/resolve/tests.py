"""In-spec tests: what is expected of which indicator and entity when facts are given, and which given rows are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain, islice

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.key_text import key_text
from iku_dsl.keywords import COMPARISONS, SUBJECTS, by_terminal
from iku_dsl.period import Grain, Period, from_ordinal, read_period
from iku_dsl.problem import Label, say, some
from iku_dsl.resolve.expressions.columns import bound
from iku_dsl.resolve.expressions.context import Context, IndicatorHead
from iku_dsl.resolve.expressions.scope import constant, label_text, unit_shown, wrong_unit
from iku_dsl.resolve.given import Givens, Keys, Refusals
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import NUMBER, PERCENT, Type

MOST_SHOWN = 8  # keys that a hint lists


def refusals(nodes: Sequence[st.ExpectRefused]) -> Refusals:
    """Which rows may be refused."""
    keyed = frozenset(_keys(node) for node in nodes if node.keys)
    return Refusals(any(not node.keys for node in nodes), keyed)


def expected_refusals(given: Givens, nodes: Sequence[st.ExpectRefused], indicator: str) -> list[pg.Expectation]:
    """What a test expects of its rows; a row that is meant and that it does not give is reported."""
    context, rows = given.context, dict.fromkeys(row.keys for row in given.rows)
    first = tuple(_shown(keys) for keys in islice((keys for keys in rows if keys), MOST_SHOWN))
    expected: list[pg.Expectation] = []
    for node in nodes:
        keys = _keys(node)
        if keys in rows or (rows and not keys):
            text = context.text(node.span)
            expected.append(pg.Expectation(indicator, "refused", keys=keys, text=text, span=node.span))
        elif given.unread:
            continue
        elif not rows:
            context.report("row-refused", say("row-refused.none"), node.span, hint=say("row-refused.none.hint"))
        elif first:
            hint = say("row-refused.no-row.known", keys=first)
            context.report("row-refused", say("row-refused.no-row", keys=_shown(keys)), node.span, hint=hint)
        else:
            context.report("row-refused", say("row-refused.no-keys"), node.span)
    return expected


def _shown(keys: Keys) -> str:
    return f"[{', '.join(keys)}]"


def _keys(node: st.ExpectRefused) -> Keys:
    return tuple(key_text(key.text) for key in node.keys)


_SUBJECTS: dict[str, pg.ExpectedPart] = {
    "nilai": "value", "value": "value", "kategori": "band", "band": "band", "capaian": "achievement", "achievement": "achievement",
    "peringkat": "rank", "rank": "rank", "batas": "bounds", "bounds": "bounds", "bandingan": "comparison", "comparison": "comparison",
}  # fmt: skip
_REFUSED = (*by_terminal("REFUSED").id, *by_terminal("REFUSED").en)
_COMPARISON = {"cocok": "equal", "equal": "equal", "berbeda": "different", "different": "different"}


@dataclass(frozen=True, slots=True)
class _Tested:
    """An indicator in the version of a test's period: what others know of it, and its lets, None for those that could not be read."""

    head: IndicatorHead
    lets: Mapping[str, pg.Let | None]


@dataclass(frozen=True, slots=True)
class _Scene:
    """All indicators, and the period that a test evaluates them in."""

    context: Context
    program: pg.Program
    period: Period
    _tested: dict[str, _Tested] = field(default_factory=dict)

    def tested(self, head: IndicatorHead) -> _Tested:
        """An indicator in its version of the period, made once: a test may expect thousands of values of thousands of lets."""
        found = self._tested.get(head.name)
        if found is None:
            found = self._tested[head.name] = self._of_period(head)
        return found

    def _of_period(self, head: IndicatorHead) -> _Tested:
        """The version of the period; the first where none is effective, or none could be read."""
        versions = self.program.indicators.get(head.name)
        if not versions:
            return _Tested(head, dict.fromkeys(node.name.text for node in head.block.of(st.Let)))
        version = self.program.version(head.name, self.period) or versions[0]
        return _Tested(replace(head, type=version.type, scale=version.scale), version.lets)


def test(context: Context, block: Block, head: st.Test, program: pg.Program) -> pg.Test | None:
    """One in-spec test of a program that has none yet, None where its indicator or period is not known."""
    about = context.indicators.get(head.indicator.text)
    period = read_period(head.period.text)
    if period is None:
        hint = say("not-a-period.hint")
        context.report("not-a-period", say("not-a-period", text=head.period.text), head.period.span, hint=hint)
    if about is None:
        if head.indicator.text not in context.broken:
            context.unknown(head.indicator, "indicator", context.indicators)
        return None
    if period is None:
        return None
    if period.grain.value != about.grain:
        message = say("period-mismatch.test", grain=f"grain.{about.grain}", period=str(period))
        hint = say("period-mismatch.test.hint", example=_example(period, Grain(about.grain)))
        context.report("period-mismatch", message, head.period.span, Label(about.block.head.span), hint=hint)
        return None
    refused = block.of(st.ExpectRefused)
    given = Givens(context, program, period, refusals(refused))
    given.read(block)
    scene = _Scene(context, program, period)
    expected = [one for node in block.of(st.Expect) if (one := _expect(scene, node, about)) is not None]
    expected += expected_refusals(given, refused, about.name)
    if not block.of(st.Expect) and not refused and not block.damaged:
        hint = say("empty-declaration.test.hint")
        context.report("empty-declaration", say("empty-declaration.test"), head.span, hint=hint)
    return pg.Test(
        name=label_text(head.label),
        label=label_text(head.label),
        span=head.span,
        indicator=about.name,
        period=period,
        given=tuple(given.facts),
        values=tuple(given.values),
        expectations=tuple(expected),
    )


def _example(period: Period, grain: Grain) -> str:
    """A period of a grain, in the year of another."""
    return str(from_ordinal(period.year * grain.per_year, grain))


def _expect(scene: _Scene, node: st.Expect, about: IndicatorHead) -> pg.Expectation | None:
    context, subject = scene.context, node.subject
    found = _subject(scene, subject, about)
    if found is None:
        return None
    target, own, part, let = found
    kind = PERCENT if part == "achievement" else NUMBER if part == "rank" else target.type
    if let:
        read = own[let]
        kind = read.value.type if read is not None else NUMBER
    keys = tuple(key_text(key.text) for key in subject.keys)
    if len(keys) != len(target.dimensions):
        _wrong_keys(context, subject, target)
        return None
    if not _are_members(context, subject, target):
        return None
    if subject.which is not None and subject.which.text not in target.targets:
        known = (name for name in target.targets if name)
        context.unknown(subject.which, "target", known, say("=", text=target.name))
        return None
    tolerance = bound(context, node.tolerance, kind)
    outcome = _outcome(context, node, part, target, kind)
    if outcome is None:
        return None
    state, value, high, category = outcome
    return pg.Expectation(
        indicator=target.name,
        part=part,  # type: ignore[arg-type]
        keys=keys,
        let=let,
        which=subject.which.text if subject.which is not None else "",
        state=state,  # type: ignore[arg-type]
        value=value,
        high=high,
        category=category,
        tolerance=tolerance if tolerance is not None else Fraction(0),
        text=context.text(node.span),
        span=node.span,
    )


def _subject(
    scene: _Scene, subject: st.Subject, about: IndicatorHead
) -> tuple[IndicatorHead, Mapping[str, pg.Let | None], str, str] | None:
    """The indicator that something is expected of, its lets, the part and the let that is meant; an indicator alone is its value."""
    context, word, target = scene.context, subject.name, about
    if subject.field is not None:
        named = context.indicators.get(subject.name.text)
        if named is None:
            context.unknown(subject.name, "indicator", context.indicators)
            return None
        target, word = named, subject.field
    tested = scene.tested(target)
    if word.text in tested.lets:
        return tested.head, tested.lets, "let", word.text
    if word.text in _SUBJECTS:
        return tested.head, tested.lets, _SUBJECTS[word.text], ""
    if subject.field is None and word.text in context.indicators:
        tested = scene.tested(context.indicators[word.text])
        return tested.head, tested.lets, "value", ""
    others = context.indicators if subject.field is None else ()
    hint = say("unknown-name.refused") if word.text in _REFUSED else None
    context.unknown(word, "subject", chain(tested.lets, others), pairs=SUBJECTS, hint=hint)
    return None


def _wrong_keys(context: Context, subject: st.Subject, target: IndicatorHead) -> None:
    if not target.dimensions:
        context.report("dimension-mismatch", say("dimension-mismatch.expect-none", name=target.name), subject.span)
        return
    members = ", ".join(['"…"'] * len(target.dimensions))
    hint = say("dimension-mismatch.expect.hint", example=f"{context.text(subject.name.span)}[{members}]")
    message = say("dimension-mismatch.expect", name=target.name, dimensions=some(target.dimensions))
    context.report("dimension-mismatch", message, subject.span, hint=hint)


def _are_members(context: Context, subject: st.Subject, target: IndicatorHead) -> bool:
    """Whether every key names a member, as far as the spec lists them; reported if not."""
    unknown = False
    for key, name in zip(subject.keys, target.dimensions, strict=True):
        dimension = context.dimensions.get(name)
        if dimension is not None and dimension.enumerated and key.text not in context.members(name):
            labels = context.labels(name)
            context.unknown(key, "member", context.members(name), say("=", text=name), labels=labels)
            unknown = True
    return not unknown


Outcome = tuple[str, Fraction | None, Fraction | None, str]


def _outcome(context: Context, node: st.Expect, part: str, target: IndicatorHead, kind: Type) -> Outcome | None:
    outcome = node.outcome
    match outcome:
        case sx.NotApplicable():
            return ("not-applicable", None, None, "")
        case sx.ExpectError():
            return ("error", None, None, "")
        case sx.Missing():
            return ("missing", None, None, "")
        case st.Between():
            low, high = _number(context, outcome.low, kind), _number(context, outcome.high, kind)
            return ("", low, high, "") if low is not None and high is not None else None
        case _:
            pass
    if part in ("band", "comparison"):
        name = outcome.name if isinstance(outcome, sx.Path) and not outcome.steps else None
        text = outcome if isinstance(outcome, sx.Text) else name
        if text is None:
            example = "cocok" if part == "comparison" else _first_band(context, target)
            message, hint = say("type-mismatch.expect-name"), say("type-mismatch.expect-name.hint", example=example)
            context.report("type-mismatch", message, outcome.span, hint=hint)
            return None
        if part == "comparison":
            if text.text not in _COMPARISON:
                context.unknown(text, "choice", (), pairs=COMPARISONS)
                return None
            return ("", None, None, _COMPARISON[text.text])
        scale = context.scales.get(target.scale)
        if scale is None:
            if target.scale not in context.broken:
                context.report("type-mismatch", say("type-mismatch.no-scale", name=target.name), node.subject.span)
            return None
        categories = context.categories(scale.name)
        if not context.is_choice(categories, text.text):
            context.unknown(text, "choice", categories.choices, labels=context.labels(scale.name))
            return None
        return ("", None, None, text.text)
    value = _number(context, outcome, kind, context.scales.get(target.scale))
    return ("", value, None, "") if value is not None else None


def _first_band(context: Context, target: IndicatorHead) -> str:
    scale = context.scales.get(target.scale)
    return scale.bands[0].name if scale is not None and scale.bands else "A"


def _number(context: Context, node: sx.Expression, kind: Type, scale: pg.Scale | None = None) -> Fraction | None:
    found = constant(node)
    if found is None:
        name, hint = node.name.text if isinstance(node, sx.Path) else "", None
        if name in _REFUSED:
            hint = say("unknown-name.refused")
        elif scale is not None and context.is_choice(context.categories(scale.name), name):
            hint = say("type-mismatch.expect-number.category", category=name)
        context.report("type-mismatch", say("type-mismatch.expect-number"), node.span, hint=hint)
        return None
    value, of = found
    if of is not None and (of.is_any or value == 0):
        return value
    factor = of.factor_to(kind.unit) if of is not None else None
    if factor is None:
        message, hint = say("unit-mismatch.literal", unit=unit_shown(kind)), None
        if isinstance(node, sx.Number | sx.Duration):
            message, hint = wrong_unit(node, kind)
        context.report("unit-mismatch", message, node.span, hint=hint)
        return None
    return value * factor
