"""One result as people read it: its head, its trace, and what stands below: category, target, basis, what it lacks, …"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Sized
from fractions import Fraction
from typing import cast

from iku_cli.messages import message
from iku_cli.messages.sentences import named, one_line
from iku_cli.render import saying
from iku_cli.render.beside import MARKS, STATUS, beside_pairs, compared_text, unconfirmed
from iku_cli.render.layout import NAME, QUIET, STATES, Line, Row, lay_out, left, right, widest, wrap
from iku_cli.render.trace import BASIS, tree
from iku_dsl.keywords import Language
from iku_dsl.problem import Text, say
from iku_dsl.records import replace
from iku_dsl.wording import OF_SPECS, SIGNS, Signs, interval_text
from iku_engine.results.beside import PLAIN, Stage, all_lacking, reason_with
from iku_engine.results.evaluation import (
    CategoryResult,
    MissingInput,
    Node,
    Operation,
    Result,
    Shown,
    State,
    TargetResult,
)

INDENT = 3
LEAST_WIDTH = 78  # a narrower tree is spread to this, where there is room
_WORD = re.compile(r"[^\W_]+")
Below = tuple[str, str]  # the name of a line below the tree, and its text


def result_lines(
    result: Result, language: Language, width: int, as_printed: bool = False, more: Sequence[Below] = ()
) -> list[Line]:
    """The head, the tree, and the lines below with `more` of them, none wider than `width`."""
    laid = lay_out(trace_rows(result, language), width, LEAST_WIDTH)
    used = max((_width(line) for line in laid), default=LEAST_WIDTH)
    used = min(width, max(used, LEAST_WIDTH))
    head = _head(result, language, used, as_printed)
    return [*head, *laid, *_below(result, language, used, more)]


def trace_rows(result: Result, language: Language) -> list[Row]:
    """The rows of a result's trace, then those of each achievement."""
    rows = [tree(as_result(result), language, result.period)]
    for target in result.targets:
        if target.trace is not None:
            title = message("tree.achievement", language) + (f" {one_line(target.name)}" if target.name else "")
            rows.append(Row(title, below=(tree(target.trace, language, result.period),)))
    return rows


def as_result(result: Result) -> Node:
    """The topmost number, displayed as the result is: `n / T * 100%` is a percentage."""
    number = isinstance(result.trace.value, Fraction) or result.trace.bounds is not None
    return replace(result.trace, shown=result.shown) if number else result.trace


def title(result: Result, language: Language, as_printed: bool = False) -> str:
    """`Indeks SPM · Kab. Sumbawa (5204) · 2025`."""
    parts = [named(result.label)]
    for key, label in zip(result.key, result.key_labels, strict=True):
        parts.append(named(label if label == key else f"{label} ({key})"))
    parts.append(str(result.period))
    if as_printed:
        parts.append(message("as-printed.short", language))
    return " · ".join(parts)


def value_text(result: Result, language: Language, unit: bool = True) -> str:
    """The value with its unit, on the right side of every band's end and target; or its state in words."""
    if result.state is not State.VALUE or result.value is None:
        return saying.state_word(result.state, language)
    text = saying.display(result.value, result.shown, ends_near(result), is_count(result), SIGNS[language])
    if result.shown.percent:
        return f"{text}%"
    return saying.with_unit(text, result.shown) if unit else text


def is_count(result: Result) -> bool:
    """Whether the value counts things and so has no decimals."""
    node = result.trace
    while node.operation in {Operation.UNIT, Operation.NAMED} and len(node.children) == 1:
        node = node.children[0]
    return node.operation is Operation.COUNT


def ends_near(result: Result) -> list[Fraction]:
    """The numbers that a display of the value must not cross: the ends of its band and of the next, its targets."""
    targets = [end for target in result.targets for end in (target.value, target.high) if end is not None]
    return [*band_ends(result), *targets]


def band_ends(result: Result) -> list[Fraction]:
    """The ends of the band of a result and of the next one, which no display of what they judge must cross."""
    if result.category is None:
        return []
    near = (result.category.interval, result.category.next_from)
    return [end for one in near if one is not None for end in (one.low, one.high) if end is not None]


def category_text(category: CategoryResult) -> str:
    """`BB  Sangat Baik`, but `Tuntas Utama` alone for `utama`; where it is not certain, the worst and best possible."""
    if not category.certain and category.possible:
        best, worst = one_line(category.possible[0]), one_line(category.possible[-1])
        return f"{worst} .. {best} ?" if best != worst else f"{best} ?"
    name, label = one_line(category.id), one_line(category.label)
    if not label or not name:
        return label or name
    said = set(_WORD.findall(name.casefold())) <= set(_WORD.findall(label.casefold()))
    return label if said else f"{name}  {label}"


def target_text(target: TargetResult, result: Result, language: Language, unit: bool = True) -> str:
    """A target as displayed: a number, a range, or nothing where it is missing itself."""
    shown = result.shown
    sign = "%" if shown.percent else ""
    text = " .. ".join(f"{end}{sign}" for end in target_ends(target, result, SIGNS[language]))
    text = f"{target.sign} {text}" if target.sign and text else text
    return saying.with_unit(text, shown) if text and unit and not shown.percent else text


def target_ends(target: TargetResult, result: Result, signs: Signs = OF_SPECS) -> list[str]:
    """The number of a target, or both ends of its range, in display units, on the right side of the value; none where it is missing."""
    ends = [end for end in (target.value, target.high) if end is not None] if target.value is not None else []
    value = [result.value] if result.value is not None else []
    return [saying.held_against(end, result.shown, value, signs) for end in ends]


def achievement_text(target: TargetResult, result: Result, language: Language) -> str:
    """An achievement in percent, or why there is none."""
    if target.achievement is not None and target.state is State.VALUE:
        return saying.number(target.achievement, Shown(percent=True), language, band_ends(result))
    return saying.state_word(target.state, language) if target.state is not State.VALUE else ""


def _width(line: Line) -> int:
    return widest(["".join(text for text, _ in line).rstrip()])


def _head(result: Result, language: Language, width: int, as_printed: bool) -> Iterator[Line]:
    parts = [value_text(result, language, unit=False)]
    if result.category is not None:
        parts.append(category_text(result.category))
    beside = "  ".join(parts)
    room = width - widest([beside]) - 2
    if room < min(width // 3, 24):
        room = width
    texts = wrap(title(result, language, as_printed), room)
    style = STATES[result.state.value]
    if room == width:
        yield from (((text, NAME),) for text in texts)
        yield from (((right(text, width), style),) for text in wrap(beside, width))
    else:
        yield (left(texts[0], width - widest([beside])), NAME), (beside, style)
        yield from (((text, NAME),) for text in texts[1:])
    for text in saying.marks(result.marks, language):
        yield from (((line, "yellow"),) for line in wrap(text, width))


def _below(result: Result, language: Language, width: int, more: Sequence[Below]) -> Iterator[Line]:
    """The lines below the tree: names in one column, texts wrapped beside them."""
    draft = result.status is None or result.status.stage is Stage.DRAFT
    above = (
        {MARKS.key, STATUS.key} if draft else {MARKS.key}
    )  # marks stand in the head; what says nothing of its status is a draft
    said = [*(pair for pair in below_pairs(result, language) if pair[0] not in above), *more]
    pairs = [(message(f"below.{key}", language), text) for key, text in said if text]
    column = widest(name for name, _ in pairs) + 2
    previous = ""
    for name, text in pairs:
        for place, line in enumerate(wrap(text, width - INDENT - column)):
            shown = name if not place and name != previous else ""
            yield (" " * INDENT + left(shown, column), QUIET), (line, "")
        previous = name


def below_pairs(result: Result, language: Language) -> Iterator[Below]:
    """What is told of a result below its trace, each with the key of its name in the messages (`below.…`); some texts are empty."""
    shown = result.shown
    missing = missing_texts(result, language)
    if result.reason is not None and not (result.state is State.MISSING and missing):
        yield "reason", saying.reason(result.reason, language)
    yield from (("bounds", text) for text in _bounds(result, language))
    yield from (("category", text) for text in _category(result, language))
    for target in result.targets:
        yield "target", _target(target, result, language)
    if result.rank is not None:
        yield "rank", str(result.rank)
    for comparison in result.comparisons:
        if comparison.published is None and comparison.computed is None:
            continue
        if not unconfirmed(comparison):  # else it is told beside the result
            yield ("official" if comparison.official else "comparison"), compared_text(comparison, shown, language)
    for guard in result.guards:
        held = saying.scalar(guard.value, guard.shown, language) or saying.state_word(guard.state, language)
        why = f" – {saying.reason(guard.reason, language)}" if guard.reason is not None else ""
        yield "guard", f"{one_line(guard.label or guard.text)}: {held}{why}"
    yield from (("missing", text) for text in missing)
    for correction in result.corrections:
        used = {"name": correction.name, "used": correction.used, "printed": correction.printed}
        yield "correction", message("below.correction.text", language, **used, reason=correction.reason)
    yield from (("basis", text) for text in _basis(result, language))
    yield "owner", one_line(result.prose.responsible)
    yield from beside_pairs(result, language)
    if any(node.weight is not None and node.weight.overall != node.weight.used for node in result.trace.walk()):
        yield "weight", message("below.weight.text", language)


def _basis(result: Result, language: Language) -> Iterator[str]:
    """What the indicator rests on, and the tables that its trace looked up in."""
    said = (saying.reason(note, language) for node in result.trace.walk() for note in node.notes if note.key == BASIS)
    yield from dict.fromkeys([*(one_line(text) for text in result.prose.basis), *said])


def _bounds(result: Result, language: Language) -> Iterator[str]:
    if result.state is State.MISSING and result.bounds is not None:
        text = saying.between(result.bounds, result.shown, language)
        yield text if result.bounds.tight or not text else message("below.bounds.loose", language, bounds=text)
    if result.may_be_not_applicable:
        yield message("below.may-be-na", language)


def _category(result: Result, language: Language) -> Iterator[str]:
    category = result.category
    if category is None:
        return
    if not category.certain:
        yield message("below.category.possible", language, possible=", ".join(category.possible))
        return
    text = category_text(category)
    if category.interval is not None:
        text += f"  {interval_text(category.interval, category.percent)}"
    if result.state is State.MISSING:
        text += f"  – {message('below.category.certain', language)}"
    yield text + _next(category, language)
    if category.capped is not None:
        yield saying.reason(category.capped, language)


def _next(category: CategoryResult, language: Language) -> str:
    """What is lacking to the next better category."""
    target, distance = category.next_from, category.distance
    if not category.next_up or target is None or distance is None:
        return ""
    now = category.interval
    upward = now is not None and now.high is not None and target.low is not None and target.low >= now.high
    end, is_open = (target.low, target.low_open) if upward else (target.high, target.high_open)
    if end is None:
        return ""
    key = ("above" if is_open else "from") if upward else ("below" if is_open else "to")
    shown = Shown(percent=category.percent)
    lacking = message(
        f"below.next.{key}",
        language,
        band=category.next_up,
        end=saying.as_written(end, category.percent, SIGNS[language]),
        distance=saying.number(distance, shown, language),
    )
    return f"  ({lacking})"


def _target(target: TargetResult, result: Result, language: Language) -> str:
    text = target_text(target, result, language) or saying.state_word(target.own_state, language)
    if target.name:
        text = f"{one_line(target.name)}: {text}"
    if target.sign and target.reached is not None:
        text += f" ({message('below.target.reached' if target.reached else 'below.target.missed', language)})"
    achieved = achievement_text(target, result, language)
    if target.reason is not None:
        achieved += f" – {saying.reason(target.reason, language)}"
    return message("below.target.text", language, target=text, achievement=achieved) if achieved else text


SHOWN = 10  # reasons that are listed


def missing_texts(result: Result, language: Language) -> list[str]:
    """One line a reason: with the input's name, or with how many inputs there are; then how many more."""
    told = _told(result)
    by_reason: dict[str, list[MissingInput]] = {}
    each_once = _never_loaded_once(result.missing)
    for item in result.missing:
        reason = each_once.get(item.reason, item.reason)
        if reason is not None:
            by_reason.setdefault(saying.reason(reason, language), []).append(item)
    texts: list[str] = []
    more = max(0, result.missing_total - len(result.missing))
    for why, items in by_reason.items():
        in_trace = any((item.label, item.reason) in told for item in items)
        if in_trace and len(items) == 1:
            continue
        if len(texts) == SHOWN:
            more += len(items)
        elif in_trace:
            texts.append(why)  # how many they are stands in the trace, which may list only some
        else:
            texts.append(_text(why, items, language))
    return [*texts, message("below.missing.more", language, count=more)] if more else texts


def _never_loaded_once(items: Iterable[MissingInput]) -> dict[Text, Text | None]:
    """Reasons that name several sources that never came, without those that a shorter one names; None where nothing is left."""
    lacking = {item.reason: dict(item.reason.arguments)["source"] for item in items if item.reason.key == PLAIN}
    said: set[object] = set()
    found: dict[Text, Text | None] = {}
    for reason, sources in sorted(lacking.items(), key=lambda one: len(cast(Sized, one[1]))):
        own = tuple(source for source in cast(tuple[Text | str, ...], sources) if source not in said)
        found[reason] = say(PLAIN, source=own) if own else None
        said.update(own)
    return found


def left_out_texts(result: Result, language: Language) -> list[str]:
    """What was looked at for a result that has a value, and was not there: what never came in one sentence, each other in its own."""
    found = [one for node in result.trace.walk() for one in node.left_out if one.state is State.MISSING]
    never = reason_with(None, all_lacking(one.unloaded for one in found))
    others = [one.reason for one in found if not one.unloaded and one.reason is not None]
    said = [*([never] if never is not None else []), *others]
    return list(dict.fromkeys(saying.reason(one, language) for one in said))


def _told(result: Result) -> set[tuple[str, Text]]:
    """The members that the trace lists as unknown, each with its reasons."""
    return {
        (line.label, reason)
        for node in result.trace.walk()
        for group in node.groups
        if group.kind == "unknown"
        for line in group.lines
        for reason in line.reasons
    }


def _text(why: str, items: list[MissingInput], language: Language) -> str:
    if len(items) > 1:
        return message("below.missing.several", language, why=why, count=len(items))
    label = one_line(items[0].label)
    place = f" ({saying.place(items[0].fact)})" if items[0].fact is not None else ""
    members = label.partition(" · ")[2] or label  # of a column's label what stands after its name
    return f"{why}{place}" if members in why else f"{label}: {why}{place}"
