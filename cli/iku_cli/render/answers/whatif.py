"""Both worlds of a what-if: a table with the real and the supposed value of each result, then the traces of what would be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import figures, saying
from iku_cli.render.beside import beside_lines, beside_pairs
from iku_cli.render.grid import grid
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_cli.render.result import category_text, result_lines, value_text
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import Result, Shown, TargetResult
from iku_engine.worlds.whatif import Pair, WhatIf

MOST_TRACED = 10


def draw_what_if(
    found: WhatIf, supposed: Sequence[str], language: Language, width: int, listed: int | None, traced: bool
) -> Drawing:
    """What is supposed, the table of what changes, how many results stay, the traces; at most `listed` entities of each."""
    head: list[Line] = [((line, "bold yellow"),) for line in wrap(message("what-if.head", language), width)]
    head += [((f"  {line}", "yellow"),) for text in supposed for line in wrap(one_line(text), width - 2)]
    changed = [pair for pair in found.pairs if differs(pair)]
    blocks: list[list[Line]] = [head, _table(found, changed, language, width, listed)]
    if traced:
        shown = [pair.supposed for pair in changed if pair.supposed is not None][:MOST_TRACED]
        if shown:
            blocks.append([((message("what-if.trace", language), NAME),)])
        blocks += [result_lines(result, language, width, found.supposed.as_printed) for result in shown]
    blocks.append(_beside(found, [] if traced else changed, language, width))
    notes = [saying.reason(note, language) for note in dict.fromkeys((*found.notes, *found.supposed.notes))]
    blocks.append([((line, QUIET),) for note in notes for line in wrap(note, width)])
    lines: list[Line] = []
    for block in blocks:
        lines += [(), *block] if lines and block else block
    return drawn(lines)


def _beside(found: WhatIf, untraced: Sequence[Pair], language: Language, width: int) -> list[Line]:
    """What is told of the real results, and of the supposed ones that no trace tells of what is not told of the real ones."""
    real = [pair.real for pair in found.pairs if pair.real is not None]
    supposed = [pair.supposed for pair in untraced if pair.supposed is not None]
    said = {text for result in real for _, text in beside_pairs(result, language)}
    head = message("what-if.supposed", language)
    return [*beside_lines(real, language, width), *beside_lines(supposed, language, width, head=head, said=said)]


def differs(pair: Pair) -> bool:
    """Whether what would be differs in anything that a planner reads."""
    return pair.real is None or pair.supposed is None or _read(pair.real) != _read(pair.supposed)


def _read(result: Result) -> tuple[object, ...]:
    targets = tuple((one.name, one.value, one.high, one.achievement, one.state) for one in result.targets)
    category = result.category
    said = (category.id, category.certain, category.possible) if category is not None else None
    return (result.state, result.value, result.bounds, said, result.rank, targets, result.may_be_not_applicable)


def _table(found: WhatIf, changed: Sequence[Pair], language: Language, width: int, listed: int | None) -> list[Line]:
    keyed = [pair for pair in changed if pair.either.key]
    shown = [pair for pair in changed if not pair.either.key] + keyed[:listed]
    same = len(found.pairs) - len(changed)
    lines: list[Line] = []
    if not changed:
        lines.append(((message("what-if.none-changed", language), ""),))
    else:
        heads = [
            message(key, language)
            for key in ("table.indicator", "what-if.real", "what-if.supposed", "what-if.difference")
        ]
        lines += grid(heads, [_row(pair, language) for pair in shown], width, numbers=(3,))
    if len(shown) < len(changed):
        lines.append(((message("what-if.more", language, count=len(changed) - len(shown)), QUIET),))
    if same and changed:
        lines.append(((message("what-if.unchanged", language, count=same), QUIET),))
    return lines


def _row(pair: Pair, language: Language) -> list[str]:
    about = pair.either
    members = [one_line(label or key) for key, label in zip(about.key, about.key_labels, strict=True)]
    name = " · ".join([one_line(about.label), *members, str(about.period)])
    both = [one for one in (pair.real, pair.supposed) if one is not None]
    ranked = len({one.rank for one in both}) > 1
    aimed = len({tuple((aim.name, aim.value, aim.high) for aim in one.targets) for one in both}) > 1
    values = [value_of(one, language, ranked, aimed) for one in (pair.real, pair.supposed)]
    difference = change_text(pair.difference, about.shown) if pair.difference is not None else ""
    return [name, *values, difference]


def value_of(result: Result | None, language: Language, ranked: bool = False, aimed: bool = False) -> str:
    """A result in one cell: value or state, bounds, category, achievement; its rank where it is `ranked`, its targets where `aimed`."""
    if result is None:
        return "–"
    parts = [value_text(result, language)]
    if result.bounds is not None:
        parts.append(saying.between(result.bounds, result.shown, language))
    if result.category is not None:
        parts.append(category_text(result.category))
    if aimed:
        parts += [_target(one, result.shown, language) for one in result.targets]
    parts += [f"({text})" for one in result.targets if not one.name and (text := _achieved(one, language))]
    if ranked and result.rank is not None:
        parts.append(f"{message('below.rank', language)} {result.rank}")
    return "  ".join(part for part in parts if part)


def _target(target: TargetResult, shown: Shown, language: Language) -> str:
    """`target 80.00`, with its name where it has one."""
    ends = [figures.display(end, shown, (), False) for end in (target.value, target.high) if end is not None]
    figure = f"{target.sign} {' .. '.join(ends)}".strip() or saying.state_word(target.state, language)
    return " ".join(part for part in (message("below.target", language), one_line(target.name), figure) if part)


def _achieved(target: TargetResult, language: Language) -> str:
    """`112.50%`, or why there is no achievement."""
    if target.achievement is not None:
        return figures.number(target.achievement, Shown(percent=True))
    if target.reason is None:
        return ""
    state, why = saying.state_word(target.state, language), saying.reason(target.reason, language)
    return message("what-if.unachieved", language, state=state, why=why)


def change_text(value: Fraction, shown: Shown, whole: bool = False) -> str:
    """A difference with its sign, in the value's display units; of percentages in points, of counts (`whole`) without decimals."""
    plain = Shown(percent=shown.percent, digits=shown.digits)
    text = figures.display(value, plain, (), whole)
    return f"+{text}" if value > 0 else text
