"""Changes as people read them: of an indicator, from the first value over each cause to the last, and of a spec set, by declaration.

Below each cause stand its columns and members; below the declarations whose stored results change, counted by year and listed.
"""

from __future__ import annotations

import shlex
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from iku_cli.documents.comparisons import said, shown_of
from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.answers.worlds import change_text, value_of
from iku_cli.render.beside import beside_lines
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, grid, left, right, widest, wrap
from iku_cli.render.result import category_text, value_text
from iku_dsl.problem import say
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.rounding import rounded
from iku_dsl.wording import SIGNS
from iku_engine.compare.change import ANY_COLUMN, Change, ColumnPart, Compared, End, Part
from iku_engine.results.beside import local_time
from iku_engine.results.evaluation import Result, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iku_dsl.keywords import Language
    from iku_engine.diff.replay import Replay, Replayed
    from iku_engine.diff.specdiff import Difference

Row = tuple[int, tuple[str, str, str, str]]  # indent, and the texts: cause, effect, share, running value
GAP = 2


def draw_change(found: Compared, language: Language, width: int, listed: int | None) -> Drawing:
    """The change of one entity in full, or a table of all; at most `listed` members of each."""
    if len(found.changes) == 1:
        lines = _one(found, found.changes[0], language, width, listed)
    else:
        lines = _many(found, language, width, listed)
    return drawn([*lines, *_beside(found, language, width), *_notes(found, language, width)])


def _notes(found: Compared, language: Language, width: int) -> list[Line]:
    """What is told of facts that other specs read otherwise, or not at all."""
    lines: list[Line] = [
        ((line, QUIET),) for note in found.notes for line in wrap(saying.reason(note, language), width)
    ]
    return [(), *lines] if lines else []


def _beside(found: Compared, language: Language, width: int) -> list[Line]:
    """What is told of the results of each end."""
    lines: list[Line] = []
    sides = [[one.before for one in found.changes], [one.after for one in found.changes]]
    for end, other, results in zip((found.start, found.end), (found.end, found.start), sides, strict=True):
        there = [result for result in results if result is not None]
        lines += beside_lines(there, language, width, head=_end(end, other, language))
    return [(), *lines] if lines else []


def _title(found: Compared, change: Change | None, language: Language) -> str:
    names = [one_line(found.label)]
    if change is not None:
        names += [one_line(label or key) for key, label in zip(change.key, change.labels, strict=True)]
    if found.achievement:
        names.append(message("change.achievement", language))
    return " · ".join(names)


def _end(end: End, other: End, language: Language) -> str:
    """The period of an end, and what else tells both apart."""
    text = str(end.period)
    if end.as_of != other.as_of and end.as_of is not None:
        text = message("change.as-of", language, period=text, day=local_time(end.as_of))
    if end.specs != other.specs:
        text = message("change.specs", language, period=text, specs=end.specs.removeprefix("sha256:")[:8])
    return text


# ---- one entity


def _one(found: Compared, change: Change, language: Language, width: int, listed: int | None) -> list[Line]:
    shown = shown_of(found)
    lines: list[Line] = [((text, NAME),) for text in wrap(_title(found, change, language), width)]
    both = change.both
    if both is None:
        lines += [((text, ""),) for one in _sided(found, change, language) for text in wrap(one, width)]
        return lines
    if change.exact is None:
        lines += _unknown(found, change, language, width)
        return lines
    rows = list(_rows(found, change, language, listed))
    heads = _heads(shown, language)
    lines += _laid(heads, rows, width)
    texts = [saying.reason(part.unsplit, language) for part in change.parts if part.unsplit is not None]
    if change.judged_before is not None:
        texts.append(message("change.bands", language, band=change.judged_before))
    lines += [((line, "yellow"),) for text in dict.fromkeys(texts) for line in wrap(text, width)]
    return lines


def _heads(shown: Shown, language: Language) -> tuple[str, str, str, str]:
    effect = "change.effect.points" if shown.percent else "change.effect"
    keys = ("change.cause", effect, "change.share", "change.running")
    first, second, third, fourth = (message(key, language) for key in keys)
    return first, second, third, fourth


def _rows(found: Compared, change: Change, language: Language, listed: int | None) -> Iterator[Row]:
    shown = shown_of(found)
    assert change.value_before is not None
    assert change.value_after is not None
    assert change.exact is not None
    assert change.both is not None
    before, after = change.both
    running = change.value_before
    yield 0, (_end(found.start, found.end, language), "", "", _at(before, running, found, language))
    for part in change.parts:
        running += part.exact
        share = saying.as_written(rounded(part.exact / change.exact, 3), True, SIGNS[language]) if change.exact else ""
        texts = (cause_text(part.causes, language), change_text(part.exact, shown, language), share)
        yield 0, (*texts, saying.number(running, shown, language))
        yield from _below(part, shown, language, listed)
    yield 0, (_end(found.end, found.start, language), "", "", _at(after, change.value_after, found, language))
    yield 0, (message("change.total", language), change_text(change.exact, shown, language), "", "")


def _below(part: Part, shown: Shown, language: Language, listed: int | None) -> Iterator[Row]:
    """The columns and the members of a part that have an effect."""
    columns = [one for one in part.columns if one.exact]
    if columns and (len(columns) > 1 or columns[0].column):
        yield 2, (message("change.columns", language), "", "", "")
        for one in sorted(columns, key=lambda one: -abs(one.exact)):
            yield 4, (_column(one, language), change_text(one.exact, shown, language), "", "")
    members = [one for one in part.members if one.exact]
    if not members or (len(members) == 1 and not part.rest and not members[0].key):
        return
    yield 2, (message("change.members", language), "", "", "")
    for member in members[:listed]:
        key = (
            f" ({', '.join(map(one_line, member.key))})"
            if member.key and member.label != " · ".join(member.key)
            else ""
        )
        yield 4, (one_line(member.label) + key, change_text(member.exact, shown, language), "", "")
    left_over = members[listed:] if listed is not None else []
    if left_over:
        exact = sum((one.exact for one in left_over), Fraction(0))
        yield 4, (message("change.more", language, count=len(left_over)), change_text(exact, shown, language), "", "")
    if part.rest:
        yield (
            4,
            (message("change.rest", language, count=part.rest_count), change_text(part.rest, shown, language), "", ""),
        )


def _column(one: ColumnPart, language: Language) -> str:
    """`espm: mutu (Mutu pelayanan)`, or the source alone where its columns were not told apart."""
    if one.column == ANY_COLUMN:
        return one.source
    if not one.column:
        return f"{one.source}: {message('change.rows', language)}"
    if not one.label and one.column in (START, END, SUCCESSOR):
        return f"{one.source}: {message(f'member.{one.column}', language, value='').strip()}"
    label = f" ({one_line(one.label)})" if one.label not in ("", one.column) else ""
    return f"{one.source}: {one.column}{label}"


def cause_text(causes: Sequence[str], language: Language) -> str:
    """`data`, or several causes that could not be told apart."""
    return " + ".join(saying.reason(say("=", text=f"cause.{cause}"), language) for cause in causes)


def _at(result: Result, value: Fraction, found: Compared, language: Language) -> str:
    if found.achievement:
        return saying.number(value, Shown(percent=True), language)
    text = value_text(result, language, unit=False)
    return f"{text}  {category_text(result.category)}" if result.category is not None else text


def _laid(heads: Sequence[str], rows: Sequence[Row], width: int) -> list[Line]:
    """The table: names to the left and wrapped, numbers to the right; the last column, which ends in a category, to the left."""
    effect, share, last = (widest([heads[n], *(texts[n] for _, texts in rows)]) for n in (1, 2, 3))
    last = min(last, max(12, width // 3))
    room = max(16, width - effect - share - last - 3 * GAP)
    names = widest([heads[0], *(" " * indent + texts[0] for indent, texts in rows)])
    room = min(room, names)
    lines: list[Line] = [_row(0, heads[0], heads[1], heads[2], heads[3], room, effect, share, last, NAME)]
    lines.append((("─" * min(width, room + effect + share + last + 3 * GAP), QUIET),))
    for indent, (name, *cells) in rows:
        style = QUIET if indent == 2 else ""
        for n, text in enumerate(wrap(name, room - indent)):
            first = cells if not n else ["", "", ""]
            lines.append(_row(indent, text, first[0], first[1], first[2], room, effect, share, last, style))
    return lines


def _row(
    indent: int, name: str, effect: str, share: str, last: str, room: int, wide: int, shared: int, end: int, style: str
) -> Line:
    cells = [left(" " * indent + name, room), right(effect, wide), right(share, shared), left(last, end)]
    return (((" " * GAP).join(cells), style),)


def _unknown(found: Compared, change: Change, language: Language, width: int) -> list[Line]:
    """Why there is no change to split, with both ends and where the change lies."""
    lines: list[Line] = []
    assert change.both is not None
    before, after = change.both
    for end, other, result in ((found.start, found.end, before), (found.end, found.start, after)):
        parts = [_end(end, other, language), value_text(result, language)]
        if result.bounds is not None:
            parts.append(saying.between(result.bounds, result.shown, language))
        if result.category is not None:
            parts.append(category_text(result.category))
        lines += [((line, ""),) for line in wrap("  ".join(part for part in parts if part), width)]
    assert change.reason is not None
    texts = [message("change.unknown", language, why=saying.reason(change.reason, language))]
    if change.bounds is not None:
        between = saying.between(change.bounds, shown_of(found), language)
        texts += [message("change.bounds", language, bounds=between)] if between else []
    return [*lines, *(((line, "yellow"),) for text in texts for line in wrap(text, width))]


def _sided(found: Compared, change: Change, language: Language) -> Iterator[str]:
    """Both ends of an entity that came or went: its value where it is, and that it is not there."""
    assert change.reason is not None
    for end, other, result in ((found.start, found.end, change.before), (found.end, found.start, change.after)):
        if result is not None:
            yield f"{_end(end, other, language)}  {_result(change, found, language)}"
    yield saying.reason(change.reason, language)


def _result(change: Change, found: Compared, language: Language) -> str:
    """The result of an entity that is on one side only."""
    (result,) = change.results
    if found.achievement:
        value = change.value_before if change.before is not None else change.value_after
        return saying.number(value, shown_of(found), language) if value is not None else "–"
    between = saying.between(result.bounds, result.shown, language) if result.bounds is not None else ""
    band = category_text(result.category) if result.category is not None else ""
    return "  ".join(part for part in (value_text(result, language), between, band) if part)


# ---- all entities


def _many(found: Compared, language: Language, width: int, listed: int | None) -> list[Line]:
    shown = shown_of(found)
    known = [change for change in found.changes if change.exact is not None]
    moved = sorted((c for c in known if c.exact), key=lambda c: (-abs(c.exact or 0), c.key))
    lines: list[Line] = [((text, NAME),) for text in wrap(_title(found, None, language), width)]
    ends = [_end(found.start, found.end, language), _end(found.end, found.start, language)]
    heads = [message("change.member", language), *ends]
    heads += [message(key, language) for key in ("change.change", "change.mainly")]
    rows = [_entity(change, shown, language) for change in moved[:listed]]
    if rows:
        lines += grid(heads, rows, width, numbers=(1, 2, 3))
    rest = len(moved) - len(rows)
    texts = [message("change.more", language, count=rest)] if rest else []
    same = len(known) - len(moved)
    texts += [f"{message('change.none', language)}: {same}"] if same else []
    for key in ("entered", "left"):
        sided = [one for one in found.changes if one.both is None and (one.before is None) == (key == "entered")]
        if sided:
            lines.append(((message(f"change.{key}", language, count=len(sided)), NAME),))
            rows = [[_entity_name(one), _result(one, found, language)] for one in sided[:listed]]
            heads = [message("change.member", language), ends[1] if key == "entered" else ends[0]]
            lines += grid(heads, rows, width, numbers=(1,))
            texts += [message("change.more", language, count=len(sided) - len(rows))] if len(sided) > len(rows) else []
    unknown = sum(one.both is not None and one.exact is None for one in found.changes)
    texts += [message("change.no-number", language, count=unknown)] if unknown else []
    if moved:
        key = " --key ".join(shlex.quote(member) for member in moved[0].key)
        at = {"indicator": found.indicator, "start": found.start.period, "end": found.end.period}
        texts.append(message("change.hint", language, key=key, **at))
    return [*lines, *(((line, QUIET),) for text in texts for line in wrap(text, width))]


def _entity_name(change: Change) -> str:
    return ", ".join(one_line(label or key) for key, label in zip(change.key, change.labels, strict=True))


def _entity(change: Change, shown: Shown, language: Language) -> list[str]:
    values = [
        saying.number(value or Fraction(0), shown, language) for value in (change.value_before, change.value_after)
    ]
    main = sorted((part for part in change.parts if part.exact), key=lambda part: -abs(part.exact))
    mainly = [f"{cause_text(part.causes, language)} {change_text(part.exact, shown, language)}" for part in main[:2]]
    assert change.exact is not None
    return [_entity_name(change), *values, change_text(change.exact, shown, language), ", ".join(mainly)]


def draw_diff(
    found: Sequence[Difference], replayed: Replay | None, language: Language, width: int, limit: int | None
) -> Drawing:
    """The differences, then the results that change, at most `limit` of them."""
    if not found:
        return drawn([((message("diff.nothing", language), ""),)])
    lines: list[Line] = []
    for (_, name), group in groupby(found, key=lambda one: (one.subject, one.name)):
        lines += _declaration(name, list(group), language, width)
    if replayed is not None:
        lines += [(), *_results(replayed, language, width, limit)]
    return drawn(lines)


def _declaration(name: str, found: list[Difference], language: Language, width: int) -> list[Line]:
    first = found[0]
    head = f"{message(f'diff.subject.{first.subject}', language)} {name}"
    label = one_line(first.label)
    head += f" “{label}”" if label not in ("", name) else ""
    if first.kind != "changed":
        head += f": {message(f'diff.kind.{first.kind}', language, old=said(first.old, language) or '')}"
    lines: list[Line] = [((text, NAME),) for text in wrap(head, width)]
    for one in found:
        if one.kind == "changed":
            for at, text in enumerate(wrap(_changed(one, language), width - 4)):
                lines.append(((("    " if at else "  ") + text, QUIET if one.words_only else ""),))
    return lines


def _changed(one: Difference, language: Language) -> str:
    old, new = said(one.old, language), said(one.new, language)
    texts = {"what": said(one.what, language) or "", "old": old or "", "new": new or ""}
    key = "came" if old is None else "went" if new is None else "same-words" if old == new else "becomes"
    return message(f"diff.{key}", language, **texts)


def _results(found: Replay, language: Language, width: int, limit: int | None) -> list[Line]:
    total = sum(count for _, count in found.counts.values())
    ends = {"first": found.periods[0], "last": found.periods[-1]} if found.periods else {"first": "–", "last": "–"}
    key = "diff.results" if found.changed else "diff.results-none"
    text = message(key, language, changed=len(found.changed), total=total, **ends)
    lines: list[Line] = [((line, NAME if found.changed else ""),) for line in wrap(text, width)]
    for name, group in groupby(found.counts.items(), key=lambda item: item[0][0]):
        counted = [f"{period}: {changed}/{count}" for (_, period), (changed, count) in group if changed]
        if counted:
            lines += [((f"  {line}", ""),) for line in wrap(f"{name}  {', '.join(counted)}", width - 2)]
    shown = found.changed[:limit]
    if shown:
        heads = [message(f"diff.{key}", language) for key in ("result", "before", "after", "changed")]
        lines += [(), *grid(heads, [_replayed_row(one, language) for one in shown], width, numbers=(3,))]
    texts = []
    if len(shown) < len(found.changed):
        texts.append(message("diff.more", language, count=len(found.changed) - len(shown)))
    if found.untouched:
        texts.append(message("diff.untouched", language, count=len(found.untouched)))
    texts += [saying.reason(note, language) for note in found.notes]
    lines += [((line, QUIET),) for text in texts for line in wrap(text, width)]
    sides = [[one.pair.real for one in shown], [one.pair.supposed for one in shown]]
    for key, results in zip(("before", "after"), sides, strict=True):
        there = [result for result in results if result is not None]
        lines += beside_lines(there, language, width, head=message(f"diff.{key}", language))
    return lines


def _replayed_row(one: Replayed, language: Language) -> list[str]:
    about = one.pair.either
    members = [one_line(label or key) for key, label in zip(about.key, about.key_labels, strict=True)]
    name = " · ".join([one_line(about.label), *members, str(about.period)])
    values = [value_of(r, language, one.parts) for r in (one.pair.real, one.pair.supposed)]
    difference = one.pair.difference
    return [name, *values, change_text(difference, about.shown, language) if difference else ""]
