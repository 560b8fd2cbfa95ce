"""What `eval` and `trace` print: the table, one line a result, then the trace of each.

Only columns that hold something are shown; labels wrap, numbers never do. Of an indicator with many entities the first few are listed
under its name, and the rest is told by category and state.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from iku_cli.messages import message
from iku_cli.messages.sentences import named
from iku_cli.render import saying
from iku_cli.render.beside import COMPLETENESS, RESTATED, STATUS, UNCONFIRMED, beside_lines, names_of, shared
from iku_cli.render.layout import NAME, QUIET, STATES, Drawing, Line, drawn, left, right, widest, wrap
from iku_cli.render.result import achievement_text, category_text, is_count, result_lines, target_text, value_text
from iku_dsl.budgets import Effort, most
from iku_dsl.keywords import Language
from iku_dsl.period import Span
from iku_dsl.records import record
from iku_engine.results.beside import Stage, local_time
from iku_engine.results.evaluation import Evaluation, Result, State

COLUMNS = ("indicator", "period", "value", "category", "target", "achievement", "rank")
RIGHT = frozenset({"value", "target", "achievement", "rank"})
GAP = 2
LEAST_LABEL = 24
WIDEST_LABEL = 72
SIGNS = "*†‡§¶"
INSIDE = "  "  # before a member, under its indicator


@record
class _Entry:
    """A line of the table: the text of each column; or a heading, or a remark, over the whole width."""

    cells: dict[str, str]
    state: str = "value"
    heading: str = ""
    remark: str = ""


def table_lines(results: Sequence[Result], language: Language, width: int, listed: int | None) -> list[Line]:
    """The table, none of its lines wider than `width`; at most `listed` entities of an indicator and period."""
    if not results:
        return [((message("table.nothing", language), QUIET),)]
    periods = {result.period for result in results}
    marks = saying.marks((mark for result in results for mark in result.marks), language)
    signs = {text: _sign(number) for number, text in enumerate(marks)}
    entries: list[_Entry] = []
    for _, group in groupby(results, key=lambda result: (result.indicator, result.period)):
        entries.extend(_group(list(group), language, listed, len(periods) > 1, signs))
    head = message("table.indicator", language) + (f" · {results[0].period}" if len(periods) == 1 else "")
    lines = _laid_out(entries, {"indicator": head}, language, width)
    lines += [()] if signs else []
    for text, sign in signs.items():
        texts = wrap(text, width - len(sign) - 1)
        lines += [((f"{' ' * len(sign) if n else sign} {line}", "yellow"),) for n, line in enumerate(texts)]
    return lines


def _sign(number: int) -> str:
    """What stands beside a name for a footnote: `*`, `†`, …, and `[6]` after the last of them, as no sign may grow with their number."""
    return SIGNS[number] if number < len(SIGNS) else f"[{number + 1}]"


def _signed(name: str, texts: Iterable[str], signs: Mapping[str, str]) -> str:
    """A name with the signs of its footnotes."""
    return "\u00a0".join((name, *(signs[text] for text in texts)))


def _group(
    results: list[Result], language: Language, listed: int | None, dated: bool, signs: Mapping[str, str]
) -> Iterator[_Entry]:
    first, keyed = results[0], bool(results[0].key)
    of_each = [saying.marks(result.marks, language) for result in results]
    among = set(of_each[0]).intersection(*of_each[1:])
    of_all = dict.fromkeys(text for text in of_each[0] if text in among)
    label = _signed(named(first.label), of_all, signs)
    if keyed:
        yield _Entry({}, heading=f"{label} · {first.period}" if dated else label)
    shown = results if listed is None or not keyed else results[:listed]
    for result, texts in zip(shown, of_each, strict=False):
        members = (named(text or key) for key, text in zip(result.key, result.key_labels, strict=True))
        own = [text for text in texts if text not in of_all]
        name = INSIDE + _signed(", ".join(members), own, signs) if keyed else label
        yield _Entry(cells_of(result, name, language, dated), result.state.value)
        remark = remark_of(result, language)
        if remark:
            yield _Entry({}, remark=INSIDE + (INSIDE if keyed else "") + remark)
    rest = results[len(shown) :]
    if rest:
        told = ", ".join(f"{name} {count}" for name, count in summary(rest, language))
        more = message("table.more", language, count=len(rest), summary=told)
        further = dict.fromkeys(text for texts in of_each[len(shown) :] for text in texts if text not in of_all)
        yield _Entry({}, remark=INSIDE + _signed(more, further, signs))


def summary(results: Iterable[Result], language: Language) -> list[tuple[str, int]]:
    """How many results there are of each category, and of each state without one; most first."""
    return Counter(class_of(result, language) for result in results).most_common()


def class_of(result: Result, language: Language) -> str:
    """A result's category where it is certain, else why it has none."""
    if result.category is not None and result.category.certain:
        return category_text(result.category)
    if result.outside is not None:
        return message("table.outside", language)
    return saying.state_word(result.state, language)


def cells_of(result: Result, name: str, language: Language, dated: bool) -> dict[str, str]:
    """The text of each column; `name` is what the first one says."""
    target = next((target for target in result.targets if not target.name), None)
    return {
        "indicator": name,
        "period": str(result.period) if dated else "",
        "value": value_text(result, language),
        "category": category_text(result.category) if result.category is not None else "",
        "target": target_text(target, result, language, unit=False) if target is not None else "",
        "achievement": achievement_text(target, result, language) if target is not None else "",
        "rank": str(result.rank) if result.rank is not None else "",
    }


def remark_of(result: Result, language: Language) -> str:
    """Why there is no value, and within which bounds it lies."""
    if result.state is State.VALUE:
        return ""
    bounds = ""
    if result.bounds is not None:
        bounds = saying.between(result.bounds, result.shown, language, is_count(result))
    reason = saying.reason(result.reason, language) if result.reason is not None else ""
    return "; ".join(text for text in (bounds, reason) if text)


def _laid_out(entries: Sequence[_Entry], heads: dict[str, str], language: Language, width: int) -> list[Line]:
    used = [name for name in COLUMNS if any(entry.cells.get(name) for entry in entries)]
    heads = {name: heads.get(name) or message(f"table.{name}", language) for name in used}
    widths = {name: widest([heads[name], *(entry.cells.get(name, "") for entry in entries)]) for name in used}
    widths["indicator"] = min(widths["indicator"], WIDEST_LABEL)
    over = sum(widths.values()) + GAP * (len(used) - 1) - width
    over = _narrow(widths, ["indicator"], over, LEAST_LABEL)
    over = _narrow(widths, ["indicator", *(name for name in used if name not in RIGHT)], over, 10)
    _narrow(widths, used, over, 4)
    whole = min(width, sum(widths.values()) + GAP * (len(used) - 1))
    lines: list[Line] = [((_line(used, widths, heads, n), NAME),) for n in range(_height(used, widths, heads))]
    lines.append((("─" * whole, QUIET),))
    for entry in entries:
        if entry.heading:
            lines += [((text, ""),) for text in wrap(entry.heading, whole)]
        elif entry.remark:
            inside = len(entry.remark) - len(entry.remark.lstrip(" "))
            texts = wrap(entry.remark.lstrip(" "), whole - inside)
            lines += [((" " * inside + text, QUIET),) for text in texts]
        else:
            lines += [_styled(used, widths, entry, n) for n in range(_height(used, widths, entry.cells))]
    return lines


def _narrow(widths: dict[str, int], names: Sequence[str], over: int, least: int) -> int:
    """Take `over` cells from columns, always from the widest, none below `least`; what could not be taken."""
    while over > 0 and any(widths[name] > least for name in names):
        name = max(names, key=lambda name: widths[name])
        widths[name] -= 1
        over -= 1
    return over


def _height(used: Sequence[str], widths: dict[str, int], cells: dict[str, str]) -> int:
    return max(len(_texts(cells.get(name, ""), widths[name])) for name in used)


@lru_cache(maxsize=100)  # each of its lines is drawn by itself
def _texts(cell: str, width: int) -> tuple[str, ...]:
    """A cell in lines, each as far inside as it starts."""
    inside = " " * (len(cell) - len(cell.lstrip(" ")))
    return tuple(inside + text for text in wrap(cell.lstrip(" "), width - len(inside)))


def _line(used: Sequence[str], widths: dict[str, int], cells: dict[str, str], n: int) -> str:
    return (" " * GAP).join(_cell(name, widths[name], cells, n) for name in used)


def _styled(used: Sequence[str], widths: dict[str, int], entry: _Entry, n: int) -> Line:
    parts: list[tuple[str, str]] = []
    for name in used:
        style = STATES[entry.state] if name == "value" else ""
        parts += [(" " * GAP if parts else "", ""), (_cell(name, widths[name], entry.cells, n), style)]
    return tuple(parts)


def _cell(name: str, width: int, cells: dict[str, str], n: int) -> str:
    texts = _texts(cells.get(name, ""), width)
    text = texts[n] if n < len(texts) else ""
    return right(text, width) if name in RIGHT else left(text, width)


def draw_evaluation(
    evaluation: Evaluation,
    language: Language,
    width: int,
    listed: int | None,
    traced: bool,
    named: bool,
) -> Drawing:
    """The table, then the traces: of every result that was asked for by name, else of those without a key.

    `listed` is how many entities of an indicator are shown (None: all); `named` says whether indicators were named.
    """
    blocks = [_head(evaluation, language, width), table_lines(evaluation.results, language, width, listed)]
    wanted = _chosen(evaluation.results, listed, named) if traced else []
    chosen = _readable(wanted)
    blocks += [result_lines(result, language, width, evaluation.as_printed) for result in chosen]
    blocks.append(_untraced(wanted[len(chosen) :], language, width))
    blocks.append(_hint(evaluation.results, listed, named, language, width))
    shown = {id(result) for result in chosen}
    alone = [result for result in evaluation.results if id(result) not in shown]
    return _joined([*blocks, _standing(alone, language, width), _notes(evaluation, language, width, alone)])


def draw_traces(
    evaluation: Evaluation,
    language: Language,
    width: int,
    printed: Sequence[Result] = (),
    versions: Sequence[Span] = (),
) -> Drawing:
    """The trace of every result, beside what it would be as `printed`, and which other `versions` of its rule there are."""
    as_printed = {(result.period, result.key): result for result in printed}
    traces = [
        result_lines(
            result,
            language,
            width,
            evaluation.as_printed,
            [
                *_as_printed(result, as_printed.get((result.period, result.key)), language),
                *_versions(result, versions, language),
            ],
        )
        for result in evaluation.results
    ]
    return _joined([_head(evaluation, language, width), *traces, _notes(evaluation, language, width)])


def _as_printed(result: Result, printed: Result | None, language: Language) -> Iterator[tuple[str, str]]:
    if printed is not None and result.corrections:
        category = category_text(printed.category) if printed.category is not None else ""
        value = "  ".join(text for text in (value_text(printed, language), category) if text)
        yield "printed", message("below.printed.text", language, value=value)


def _versions(result: Result, versions: Sequence[Span], language: Language) -> Iterator[tuple[str, str]]:
    own = [str(version) for version in versions if result.period in version]
    others = [str(version) for version in versions if result.period not in version]
    if others:
        said = {"own": ", ".join(own) or "–", "others": ", ".join(others)}
        yield "version", message("below.version.text", language, **said)


def _joined(blocks: Iterable[list[Line]]) -> Drawing:
    """Blocks with an empty line between."""
    lines: list[Line] = []
    for block in blocks:
        lines += [(), *block] if lines and block else block
    return drawn(lines)


def _head(evaluation: Evaluation, language: Language, width: int) -> list[Line]:
    """What is unusual about all results: figures as printed, facts as known on another day."""
    texts = [message("as-printed", language)] if evaluation.as_printed else []
    if evaluation.as_of is not None:
        texts.append(message("as-of", language, time=local_time(evaluation.as_of)))
    return [((line, "bold yellow"),) for text in texts for line in wrap(text, width)]


def _standing(alone: Sequence[Result], language: Language, width: int) -> list[Line]:
    """Of results without a trace: which are more than drafts, and which are not what was made final."""
    lines: list[Line] = []
    taken = [result for result in alone if result.status is not None and result.status.stage is not Stage.DRAFT]
    for text, results in shared(taken, STATUS, language).items():
        whose = message("table.all", language) if len(results) == len(alone) else names_of(results, language)
        lines += [((line, QUIET),) for line in wrap(f"{whose}: {text}", width)]
    lines += beside_lines(alone, language, width, (UNCONFIRMED, COMPLETENESS))
    for text in shared(alone, RESTATED, language):
        lines += [((("  " if n else "! ") + line, "yellow"),) for n, line in enumerate(wrap(text, width - 2))]
    return lines


def _chosen(results: Iterable[Result], listed: int | None, named: bool) -> list[Result]:
    chosen: list[Result] = []
    for _, group in groupby(results, key=lambda result: (result.indicator, result.period)):
        found = list(group)
        if not found[0].key:
            chosen += found
        elif named:
            chosen += found[:listed]
    return chosen


def _readable(results: Sequence[Result]) -> list[Result]:
    """The first results, as far as their traces together are not longer than anybody reads; the first one always."""
    left = Effort(most("trace"))
    chosen: list[Result] = []
    for result in results:
        if not left.spend(result.trace.size) and chosen:
            break
        chosen.append(result)
    return chosen


def _untraced(results: Sequence[Result], language: Language, width: int) -> list[Line]:
    """That, and how, the traces of further results are to be asked for."""
    if not results:
        return []
    text = message("table.untraced", language, count=len(results), indicator=results[0].indicator)
    return [((line, QUIET),) for line in wrap(text, width)]


def _hint(results: Iterable[Result], listed: int | None, named: bool, language: Language, width: int) -> list[Line]:
    """How to see the trace of one entity, where entities were not traced."""
    keyed = next((result for result in results if result.key), None)
    if keyed is None or (named and listed is None):
        return []
    key = " --key ".join(shlex.quote(member) for member in keyed.key)
    text = message("table.trace-hint", language, indicator=keyed.indicator, period=keyed.period, key=key)
    return [((line, QUIET),) for line in wrap(text, width)]


def _notes(evaluation: Evaluation, language: Language, width: int, alone: Sequence[Result] = ()) -> list[Line]:
    """What is to be said of the whole, and of results that stand `alone`, without the trace below which their notes stand."""
    found = dict.fromkeys([*evaluation.notes, *(note for result in alone for note in result.notes)])
    notes = dict.fromkeys(saying.reason(note, language) for note in found)
    return [((line, QUIET),) for note in notes for line in wrap(note, width)]
