"""What a result lacks, below its trace: inputs with one reason together, without what the trace has told of a member."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import cast

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_dsl.keywords import Language
from iku_dsl.problem import Text, say
from iku_engine.results.beside import PLAIN, all_lacking, reason_with
from iku_engine.results.evaluation import MissingInput, Result, State

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
