"""What two spec sets mean otherwise, by declaration; then whose stored results change, counted by year and listed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from iku_cli.documents.diff import said
from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.answers.whatif import change_text, value_of
from iku_cli.render.beside import beside_lines
from iku_cli.render.grid import grid
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language
from iku_engine.diff.replay import Replay, Replayed
from iku_engine.diff.specdiff import Difference


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
        lines += [(), *grid(heads, [_row(one, language) for one in shown], width, numbers=(3,))]
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


def _row(one: Replayed, language: Language) -> list[str]:
    about = one.pair.either
    members = [one_line(label or key) for key, label in zip(about.key, about.key_labels, strict=True)]
    name = " · ".join([one_line(about.label), *members, str(about.period)])
    values = [value_of(r, language, "rank" in one.parts) for r in (one.pair.real, one.pair.supposed)]
    difference = one.pair.difference
    return [name, *values, change_text(difference, about.shown) if difference else ""]
