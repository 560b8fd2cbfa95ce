"""What a result hangs on, in tables with small bars: the widest, nearest, most important first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.beside import beside_lines
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, grid, wrap
from iku_cli.render.result import category_text, title
from iku_cli.render.seeking import bar, reason_lines, result_text, scalar_text, unmoved_lines
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import CategoryResult, Result, Shown, State
from iku_engine.seek.sensitivity import Gap, Sensitivity, Step, Swing, Turn
from iku_engine.seek.weighing import CriticalWeight, Edge

PERCENT = Shown(percent=True)
INDENT = 2


def draw_sensitivity(found: Sensitivity, language: Language, width: int, limit: int | None) -> Drawing:
    """The head, then a block for each question that has an answer; at most `limit` rows each, None for all."""
    result = found.result
    lines: list[Line] = [((line, NAME),) for line in wrap(title(result, language), width)]
    lines += [((line, ""),) for line in wrap("  " + result_text(result, language), width)]
    lines += reason_lines(result, language, width)
    lines += beside_lines([result], language, width)
    for text in _near(found, language):
        lines += [((line, ""),) for line in wrap("  " + text, width)]
    for note in found.notes:
        lines += [((line, QUIET),) for line in wrap(saying.reason(note, language), width)]
    stated = result.state in (State.VALUE, State.MISSING)
    if stated and not found.swings and not found.gaps and not found.notes:
        lines += [((line, QUIET),) for line in wrap(message("pull.none", language), width)]
    for block in (
        _weights(found, language, width),
        _swings(found.swings, language, width, limit),
        _turns(found.turns, language, width, limit),
        _gaps(found, language, width, limit),
    ):
        lines += [(), *block] if block else []
    unmoved = unmoved_lines(found.unmoved, language, width)
    return drawn([*lines, *([()] if unmoved else []), *unmoved])


def _near(found: Sensitivity, language: Language) -> Iterator[str]:
    """`8.99 up to A Memuaskan`."""
    for key, near in (("above", found.above), ("below", found.below)):
        if near is not None:
            distance = saying.number(near.distance, found.result.shown, language)
            yield message(
                f"pull.{key}",
                language,
                distance=distance,
                category=category_text(CategoryResult(near.category, near.label)),
            )


def _block(key: str, language: Language, width: int, table: list[Line], more: int = 0) -> list[Line]:
    lines: list[Line] = [((line, NAME),) for line in wrap(message(key, language), width)]
    rest = [((" " * INDENT + message("pull.rest", language, count=more), QUIET),)] if more > 0 else []
    return [*lines, *table, *rest]


def _heads(names: Sequence[str], language: Language) -> list[str]:
    return [message(f"pull.{name}", language) if name else "" for name in names]


# ---- weights


def _weights(found: Sensitivity, language: Language, width: int) -> list[Line]:
    if not found.weights:
        return []
    moved = [one for one in found.weights if one.lower is not None or one.upper is not None]
    if not moved:
        return [((line, ""),) for line in wrap(message("pull.weights.stable", language), width)]
    rows = [_weight_row(one, language) for one in found.weights]
    heads = _heads(("member", "weight", "lower", "upper"), language)
    lines = _block("pull.weights", language, width, grid(heads, rows, width, numbers=(1,), indent=INDENT))
    if not all(one.exact for one in found.weights):
        lines += [((line, QUIET),) for line in wrap(message("pull.tried", language), width)]
    return lines


def _weight_row(one: CriticalWeight, language: Language) -> list[str]:
    label = one_line(one.label) + ("" if one.exact else " *")
    return [label, saying.weight(one.weight, language), _edge(one.lower, language), _edge(one.upper, language)]


def _edge(edge: Edge | None, language: Language) -> str:
    """`37.20%: A`, or `beyond 37.20%: A`."""
    if edge is None:
        return "–"
    category = category_text(edge.result.category) if edge.result.category is not None else ""
    category = category or saying.state_word(edge.result.state, language)
    key = "pull.at" if edge.attained else "pull.beyond"
    return message(key, language, weight=saying.weight(edge.at, language), category=category)


# ---- inputs


def _swings(swings: Sequence[Swing], language: Language, width: int, limit: int | None) -> list[Line]:
    if not swings:
        return []
    listed = swings if limit is None else swings[:limit]
    widest = max((one.width for one in swings if one.width is not None), default=Fraction(0))
    rows = []
    for one in listed:
        shown = next((end.shown for end in (one.least, one.greatest) if end is not None), PERCENT)
        apart = saying.number(one.width, shown, language) if one.width is not None else "–"
        drawn_bar = bar(one.width / widest) if one.width is not None and widest else ""
        ends = [_result(end, language) for end in (one.least, one.greatest)]
        rows.append([one_line(one.lever.label), *ends, apart, drawn_bar])
    heads = _heads(("input", "least", "greatest", "swing", ""), language)
    table = grid(heads, rows, width, numbers=(3,), indent=INDENT)
    return _block("pull.inputs", language, width, table, len(swings) - len(listed))


def _result(result: Result | None, language: Language) -> str:
    return result_text(result, language) if result is not None else "–"


def _turns(turns: Sequence[Turn], language: Language, width: int, limit: int | None) -> list[Line]:
    if not turns:
        return []
    listed = turns if limit is None else turns[:limit]
    rows = []
    for one in listed:
        now = scalar_text(one.lever, one.lever.now, language)
        rows.append([one_line(one.lever.label), now, *(_step(one, step, language) for step in (one.down, one.up))])
    heads = [*_heads(("input",), language), message("seek.now", language), *_heads(("down", "up"), language)]
    lines = _block(
        "pull.turns", language, width, grid(heads, rows, width, (1,), indent=INDENT), len(turns) - len(listed)
    )
    if not all(step.proven for one in turns for step in (one.down, one.up) if step is not None):
        lines += [((line, QUIET),) for line in wrap(message("pull.tried", language), width)]
    return lines


def _step(turn: Turn, step: Step | None, language: Language) -> str:
    """`81.87%: Tuntas Madya`."""
    if step is None:
        return "–"
    text = scalar_text(turn.lever, turn.lever.at(step.position), language)
    category = step.result.category
    named = category_text(category) if category is not None else saying.state_word(step.result.state, language)
    return f"{text}: {named}" + ("" if step.proven else " *")


# ---- what is missing


def _gaps(found: Sensitivity, language: Language, width: int, limit: int | None) -> list[Line]:
    if not found.gaps:
        return []
    listed = found.gaps if limit is None else found.gaps[:limit]
    rows = [_gap_row(one, found.result, language) for one in listed]
    heads = _heads(("input", "width", "known", "removed", ""), language)
    table = grid(heads, rows, width, numbers=(1, 2, 3), indent=INDENT)
    return _block("pull.missing", language, width, table, len(found.gaps) - len(listed))


def _gap_row(one: Gap, result: Result, language: Language) -> list[str]:
    now = saying.number(one.now, result.shown, language) if one.now is not None else "–"
    known = "–"
    if one.most is not None:
        known = saying.number(one.most, result.shown, language)
        known = known if one.least == one.most else message("pull.at-most", language, width=known)
    removed = saying.number(one.removed, PERCENT, language) if one.removed is not None else "–"
    return [one_line(one.lever.label), now, known, removed, bar(one.removed) if one.removed is not None else ""]
